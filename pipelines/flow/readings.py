"""Readings on disk: `DIR/readings/<extractor_version>/<sha256[:2]>/<sha256>/`, one Parquet per table, whole or not there at all.

Belongs here: where a reading lies, writing one, and telling whether one still holds. Does not belong here: making one (child.py,
supervise.py), or what its tables mean (pipelines/schema).
"""

import io
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import schema
from pipelines.archive.files import sweep, sync_file, sync_folder
from pipelines.flow.tasks import MEMORY_LIMIT, QUARANTINED, TIME_LIMIT, Limits
from pipelines.reading.recogniser import recogniser_version

HINTS, META, CHANGED = "hints.json", "meta.json", ".changed"


def reading_path(version: str, document_id: str) -> str:
    """Folder of a reading, relative to the data directory."""
    return f"readings/{version}/{document_id[:2]}/{document_id}"


def holds(data_dir: Path, version: str, document_id: str, hints: Mapping[str, Any], limits: Limits) -> bool:
    """Whether there is a reading by this version with these hints. One that a limit cut short holds until that limit is raised; one whose
    pictures another recogniser read, or none, holds until there is one that has not seen them."""
    folder = data_dir / reading_path(version, document_id)
    try:
        if (folder / HINTS).read_text(encoding="utf-8") != _text(hints):
            return False
        meta = json.loads((folder / META).read_text(encoding="utf-8"))
        was = Limits(**meta["limits"])
        by = meta["recogniser"]
        if by is not None and by != (recogniser_version() or by):
            return False
        raised = {TIME_LIMIT: limits.seconds > was.seconds, MEMORY_LIMIT: limits.memory > was.memory}
        return not raised.get(meta["status_reason"] or "", False)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (ValueError, KeyError, TypeError):
        # Written by another version of this module: reading again is always right.
        return False


def meta_of(data_dir: Path, path: str) -> dict[str, Any]:
    """What is noted beside a reading: status, reason, seconds, peak memory, limits, error. `path` as from reading_path."""
    return json.loads((data_dir / path / META).read_text(encoding="utf-8"))


def partial_folder(data_dir: Path, document_id: str) -> Path:
    """A fresh folder to write a reading into, on the same file system, where no reader of finished readings looks."""
    parent = data_dir / "readings" / ".partial"
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f"{document_id[:16]}-", dir=parent))


def sweep_partial(data_dir: Path) -> int:
    """Remove what killed runs left half written; returns how many. Only under the data directory's lock."""
    return sweep(data_dir / "readings" / ".partial")


def mark_changed(data_dir: Path) -> None:
    """Note, before the first of them is written, that there are readings which are not published: the note outlives a killed run."""
    path = data_dir / "readings" / CHANGED
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    sync_folder(path.parent)


def is_changed(data_dir: Path) -> bool:
    """Whether readings were written since the last publication."""
    return (data_dir / "readings" / CHANGED).exists()


def mark_published(data_dir: Path) -> None:
    """Note that every reading is published."""
    (data_dir / "readings" / CHANGED).unlink(missing_ok=True)


def write_tables(folder: Path, document_id: str, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, int]:
    """Write one Parquet for every table of the schema's group `reading`, empty ones too; returns rows by table.

    Raises SchemaError where the rows do not follow the schema, name another document, or are not exactly one row of `documents`.
    """
    frames = {}
    expected = schema.reading_tables()
    if unknown := tables.keys() - expected.keys():
        raise schema.SchemaError(f"no such tables: {', '.join(sorted(unknown))}")
    for name in expected:
        rows = tables.get(name, [])
        frames[name] = schema.frame(name, rows)
        if any(row["document_id"] != document_id for row in rows):
            raise schema.SchemaError(f"{name}: rows of another document")
    if frames["documents"].height != 1:
        raise schema.SchemaError(f"documents: {frames['documents'].height} rows instead of one")
    for name, frame in frames.items():
        (folder / f"{name}.parquet").write_bytes(_parquet(frame) if frame.height else _without_rows(name))
    return {name: frame.height for name, frame in frames.items()}


@cache
def _without_rows(name: str) -> bytes:
    """The Parquet of a table without rows, which every third table of a reading is; making it takes as long as writing 1,000 rows."""
    return _parquet(schema.frame(name, []))


def _parquet(frame: pl.DataFrame) -> bytes:
    made = io.BytesIO()  # polars takes a third longer to write into a file itself
    frame.write_parquet(made, compression="zstd", statistics=False)
    return made.getvalue()


def write_quarantined(folder: Path, document_id: str, version: str, reason: str) -> dict[str, int]:
    """Write the reading of a document that could not be read: one row that says why."""
    row = {
        "document_id": document_id,
        "extractor_version": version,
        "ocr_page_count": 0,
        "status": QUARANTINED,
        "status_reason": reason,
    }
    return write_tables(folder, document_id, {"documents": [row]})


def commit(
    data_dir: Path,
    partial: Path,
    version: str,
    document_id: str,
    hints: Mapping[str, Any],
    meta: Mapping[str, Any],
) -> None:
    """Note `hints` and `meta` beside the tables in `partial`, and put the folder in its place, durably; an older reading there goes."""
    final = data_dir / reading_path(version, document_id)
    (partial / HINTS).write_text(_text(hints), encoding="utf-8")
    (partial / META).write_text(_text(meta), encoding="utf-8")
    # mkdtemp makes folders that nobody else may enter; readings are for everyone who may enter the data directory.
    partial.chmod(0o755)
    for file in partial.iterdir():
        sync_file(file)
    sync_folder(partial)
    final.parent.mkdir(parents=True, exist_ok=True)
    if final.exists():
        old = partial_folder(data_dir, document_id)
        final.rename(old / "old")
        partial.rename(final)
        shutil.rmtree(old, ignore_errors=True)
    else:
        partial.rename(final)
    sync_folder(final.parent)


def meta_for(
    *,
    status: str,
    reason: str | None,
    seconds: float,
    peak_memory: int,
    limits: Limits,
    reader: str,
    recogniser: str | None,
    error: str | None,
) -> dict[str, Any]:
    """What is to be noted beside a reading. `recogniser` is the one that decided it, "" where its pictures wait for one, None where it
    holds none to be read."""
    return {
        "status": status,
        "status_reason": reason,
        "seconds": round(seconds, 3),
        "peak_memory": peak_memory,
        "limits": asdict(limits),
        "reader": reader,
        "recogniser": recogniser,
        "error": error,
    }


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True, indent=1)
