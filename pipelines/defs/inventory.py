"""What lies in a data directory: facts that the checks judge.

Belongs here: looking, as plain functions without Dagster. Does not belong here: judging (checks.py), writing anything.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.archive import ArchivedDocument, blob_path
from pipelines.flow.readings import reading_path
from pipelines.flow.tasks import QUARANTINED, resolve_reader
from pipelines.publish.fingerprint import DATAPACKAGE, files
from pipelines.publish.project import curated_dir

# A narrative states sums in sentences, an annex may hold none, and a performance report keeps its money elsewhere.
KINDS_WITH_AMOUNTS, PARTS_WITH_AMOUNTS = {"budget", "final"}, {"full", "tables"}


@dataclass(frozen=True)
class Read:
    """What the present reader made of one archived document; `amounts` is the number of rows."""

    document: ArchivedDocument
    status: str
    status_reason: str | None
    kind: str | None
    part: str | None
    amounts: int

    @property
    def is_quarantined(self) -> bool:
        """Whether it was kept but not read."""
        return self.status == QUARANTINED

    @property
    def is_empty_but_complete(self) -> bool:
        """Whether it claims to be complete although its tables gave not one amount."""
        return (
            self.status == "complete"
            and self.kind in KINDS_WITH_AMOUNTS
            and self.part in PARTS_WITH_AMOUNTS
            and not self.amounts
        )


def lost(data_dir: Path, documents: Iterable[ArchivedDocument]) -> list[ArchivedDocument]:
    """Those whose bytes are not in the archive, or not all of them."""
    return [document for document in documents if _size(blob_path(data_dir, document.document_id)) != document.size]


@dataclass(frozen=True)
class Readings:
    """What the present version of a reader made of documents, and those that it has not read."""

    readings: tuple[Read, ...]
    unread: tuple[ArchivedDocument, ...]


def look(data_dir: Path, documents: Iterable[ArchivedDocument], reader: str) -> Readings:
    """Look up the readings of documents, in their order."""
    _, version = resolve_reader(reader)
    found, unread = [], []
    for document in documents:
        folder = data_dir / reading_path(version, document.document_id)
        try:
            row = pl.read_parquet(folder / "documents.parquet").row(0, named=True)
            amounts = pl.scan_parquet(folder / "amounts.parquet").select(pl.len()).collect().item()
        except FileNotFoundError:
            unread.append(document)
            continue
        found.append(Read(document, row["status"], row["status_reason"], row["kind"], row["part"], amounts))
    return Readings(tuple(found), tuple(unread))


def published_documents(data_dir: Path) -> list[str]:
    """The document_id of every row of the published documents."""
    return pl.read_parquet(curated_dir(data_dir) / "documents.parquet")["document_id"].to_list()


def files_unlike_their_package(data_dir: Path) -> list[str]:
    """Names of published files that are missing, or whose digest is not the one that the data package gives."""
    folder = curated_dir(data_dir)
    package = json.loads((folder / DATAPACKAGE).read_text(encoding="utf-8"))
    wanted = {file["path"]: file["hash"].removeprefix("sha256:") for file in files(package)}
    return [name for name, digest in wanted.items() if _sha256(folder / name) != digest]


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None
