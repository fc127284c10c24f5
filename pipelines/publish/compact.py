"""Readings gathered into few files: `DIR/build/compact/<extractor_version>/<batch>/<table>.parquet`, which is what dbt reads.

A reading is a folder of small files, and opening ten thousand times fourteen of them takes longer than everything else. A batch holds the
readings of the documents whose ids begin alike; it is made again where one of its readings is new, gone or written again, and kept otherwise.
Belongs here: which batches there are, and making them. Does not belong here: what the tables mean. The folders of the readings stay what counts:
all of this may be deleted at any time.
"""

import hashlib
import json
import os
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import schema
from pipelines.publish.errors import PublishError

# Small enough that one new document costs about a second, large enough that files are few.
_DOCUMENTS = 256
_MADE_FROM = "made_from.json"
_SUFFIX = ".parquet"


@dataclass(frozen=True)
class Batches:
    """The batches of one version of the reader: their folder, by document the number of printed amounts and what tells its reading from every other
    one, and how many batches had to be made."""

    folder: Path
    amounts: Mapping[str, int]
    readings: Mapping[str, str]
    made: int


def compact(data_dir: Path, version: str) -> Batches:
    """Bring the batches up to date with the readings by `version`. Holds on to nothing else: batches of other versions go.

    Raises PublishError where readings of one version differ in their columns.
    """
    folder = data_dir / "build" / "compact" / version
    folder.mkdir(parents=True, exist_ok=True)
    for other in folder.parent.iterdir():
        if other != folder:
            shutil.rmtree(other)
    wanted = _batches(data_dir / "readings" / version)
    for stale in folder.iterdir():
        if stale.name not in wanted:
            shutil.rmtree(stale)
    amounts: dict[str, int] = {}
    digests: dict[str, str] = {}
    made = 0
    for name, readings in wanted.items():
        stamps = {path.name: _stamp(path) for path in readings}
        kept = _kept(folder / name, stamps)
        if kept is None:
            kept = _make(folder / name, readings, stamps)
            made += 1
        amounts |= kept
        digests |= {document_id: _digest(stamp) for document_id, stamp in stamps.items()}
    return Batches(folder, amounts, digests, made)


def _batches(readings: Path) -> dict[str, list[Path]]:
    """Folders of readings by batch, in the order of their documents' ids: by as many digits of the id as keep the batches small."""
    found = sorted(path for path in readings.glob("*/*") if path.is_dir())
    digits = 0
    while len(found) > _DOCUMENTS * 16**digits:
        digits += 1
    batches = defaultdict(list)
    for path in found:
        batches[f"{digits}-{path.name[:digits]}"].append(path)
    return batches


def _stamp(reading: Path) -> list[list[Any]]:
    """What changes when a reading, or one file of it, is written again."""
    with os.scandir(reading) as entries:
        return sorted(
            [entry.name, entry.stat().st_size, entry.stat().st_mtime_ns, entry.inode()]
            for entry in entries
            if entry.name.endswith(_SUFFIX)
        )


def _digest(stamp: list[list[Any]]) -> str:
    return hashlib.sha256(json.dumps(stamp).encode()).hexdigest()[:32]


def _kept(batch: Path, stamps: Mapping[str, list[list[Any]]]) -> dict[str, int] | None:
    """Amounts by document of a batch that was made from exactly these readings and is whole; else None."""
    try:
        noted = json.loads((batch / _MADE_FROM).read_text(encoding="utf-8"))
        sizes = {path.name: path.stat().st_size for path in batch.glob(f"*{_SUFFIX}")}
        return noted["amounts"] if noted["stamps"] == stamps and noted["sizes"] == sizes else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _make(batch: Path, readings: Sequence[Path], stamps: Mapping[str, list[list[Any]]]) -> dict[str, int]:
    """Write a batch in place. The note comes last: without it, or with files of other sizes, the batch is made again."""
    shutil.rmtree(batch, ignore_errors=True)
    batch.mkdir()
    amounts = {path.name: 0 for path in readings}
    sizes = {}
    for name in schema.reading_tables():
        files = [
            path / f"{name}{_SUFFIX}" for path in readings if any(s[0] == f"{name}{_SUFFIX}" for s in stamps[path.name])
        ]
        if not files:
            continue
        try:
            rows = pl.scan_parquet(files, glob=False).collect()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise PublishError(
                f"the readings below {readings[0].parent} cannot be put together: {name}: {error}"
            ) from error
        target = batch / f"{name}{_SUFFIX}"
        rows.write_parquet(target, compression="zstd", statistics=True)
        sizes[target.name] = target.stat().st_size
        if name == "amounts":
            amounts |= dict(rows.group_by("document_id").len().iter_rows())
    (batch / _MADE_FROM).write_text(
        json.dumps({"stamps": stamps, "sizes": sizes, "amounts": amounts}), encoding="utf-8"
    )
    return amounts
