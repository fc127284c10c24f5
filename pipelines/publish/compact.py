"""Readings gathered into few files: `DIR/build/compact/<extractor_version>/<batch>/<table>.parquet`, which is what dbt reads.

A reading is a folder of small files, and opening ten thousand times fourteen of them takes longer than everything else. A batch holds the
readings of the documents whose ids begin alike; it is made again where one of its readings is new, gone or written again, and kept otherwise.
Belongs here: what tells readings apart, which batches there are, and making them. Does not belong here: what the tables mean. The folders of the
readings stay what counts: all of this may be deleted at any time.
"""

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines import schema
from pipelines.publish.errors import PublishError

# Large enough that files are few, small enough that a batch made again costs about a second.
_DOCUMENTS = 256
_MADE_FROM = "made_from.json"
_SUFFIX = ".parquet"


# What a reading has that no other reading of its document had: when its folder was put in its place, and which folder it is.
STAMPS = pl.Schema({"document_id": pl.String, "modified_ns": pl.Int64, "inode": pl.UInt64})
Stamp = tuple[int, int]


@dataclass(frozen=True)
class Batches:
    """Batches of readings by one version of the reader: their folder, by document the number of printed amounts, and how many batches had to be made."""

    folder: Path
    amounts: Mapping[str, int]
    made: int


def stamps(data_dir: Path, version: str) -> pl.DataFrame:
    """Of every reading by `version` what changes when it is written again: a row a document, as in STAMPS.

    One look a reading, not one a file: a reading is put in its place as a whole folder, and nothing in it is written afterwards.
    """
    root = data_dir / "readings" / version
    documents: list[str] = []
    modified: list[int] = []
    inodes: list[int] = []
    if root.is_dir():
        for group in sorted(entry.path for entry in os.scandir(root) if entry.is_dir()):
            for entry in os.scandir(group):
                if entry.is_dir():
                    stat = entry.stat()
                    documents.append(entry.name)
                    modified.append(stat.st_mtime_ns)
                    inodes.append(stat.st_ino)
    return pl.DataFrame({"document_id": documents, "modified_ns": modified, "inode": inodes}, schema=STAMPS)


def compact(data_dir: Path, version: str, stamps: pl.DataFrame) -> Batches:
    """Bring the batches up to date with all readings by `version`, whose `stamps` are given. Holds on to nothing else: batches of other versions go.

    Raises PublishError where readings of one version differ in their columns.
    """
    folder = data_dir / "build" / "compact" / version
    folder.mkdir(parents=True, exist_ok=True)
    for other in folder.parent.iterdir():
        if other != folder:
            shutil.rmtree(other)
    readings: dict[str, Stamp] = {document_id: (modified, inode) for document_id, modified, inode in stamps.iter_rows()}
    wanted = _batches(readings)
    for stale in folder.iterdir():
        if stale.name not in wanted:
            shutil.rmtree(stale)
    amounts: dict[str, int] = {}
    made = 0
    for name, documents in wanted.items():
        made_from = {document_id: readings[document_id] for document_id in documents}
        kept = _kept(folder / name, made_from)
        if kept is None:
            kept = _make(folder / name, data_dir, version, made_from)
            made += 1
        amounts |= kept
    return Batches(folder, amounts, made)


def gather(data_dir: Path, version: str, documents: Iterable[str], target: Path) -> dict[str, int]:
    """Write the readings of these documents into a folder, one Parquet for every table that any of them has; returns amounts by document.

    Raises PublishError where they differ in their columns.
    """
    target.mkdir(parents=True)
    paths = {one: data_dir / "readings" / version / one[:2] / one for one in sorted(documents)}
    amounts = dict.fromkeys(paths, 0)
    there = {one: {file.name for file in path.iterdir()} for one, path in paths.items()}
    for name in schema.reading_tables():
        file = f"{name}{_SUFFIX}"
        files = [path / file for one, path in paths.items() if file in there[one]]
        if not files:
            continue
        try:
            rows = pl.scan_parquet(files, glob=False).collect()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise PublishError(f"readings by {version} cannot be put together: {name}: {error}") from error
        rows.write_parquet(target / file, compression="zstd", statistics=True)
        if name == "amounts":
            amounts |= dict(rows.group_by("document_id").len().iter_rows())
    return amounts


def _batches(documents: Iterable[str]) -> dict[str, list[str]]:
    """Documents by batch, in the order of their ids: by as many digits of the id as keep the batches small."""
    found = sorted(documents)
    digits = 0
    while len(found) > _DOCUMENTS * 16**digits:
        digits += 1
    batches = defaultdict(list)
    for document_id in found:
        batches[f"{digits}-{document_id[:digits]}"].append(document_id)
    return batches


def _kept(batch: Path, made_from: Mapping[str, Stamp]) -> dict[str, int] | None:
    """Amounts by document of a batch that was made from exactly these readings and is whole; else None."""
    try:
        noted = json.loads((batch / _MADE_FROM).read_text(encoding="utf-8"))
        stamps = {document_id: tuple(stamp) for document_id, stamp in noted["stamps"].items()}
        return noted["amounts"] if stamps == made_from and noted["sizes"] == _sizes(batch) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _make(batch: Path, data_dir: Path, version: str, made_from: Mapping[str, Stamp]) -> dict[str, int]:
    """Write a batch in place. The note comes last: without it, or with files of other sizes, the batch is made again."""
    shutil.rmtree(batch, ignore_errors=True)
    amounts = gather(data_dir, version, made_from, batch)
    note = {"stamps": made_from, "sizes": _sizes(batch), "amounts": amounts}
    (batch / _MADE_FROM).write_text(json.dumps(note), encoding="utf-8")
    return amounts


def _sizes(batch: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in batch.glob(f"*{_SUFFIX}")}
