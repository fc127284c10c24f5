"""The archive: every file that was ever met, by content, and a ledger of where and when.

Belongs here: fetching and keeping bytes, and what is known of them from outside. It never parses and never deletes. Does not belong
here: reading documents, Dagster, dbt, the command line.
"""

from pathlib import Path

from pipelines.archive.catalog import ArchivedDocument, catalog
from pipelines.archive.errors import (
    ArchiveError,
    FetchFailedError,
    FetchRefusedError,
    InputError,
    LedgerDamagedError,
    LockedError,
)
from pipelines.archive.inputs import LOCAL, Input
from pipelines.archive.intake import ArchiveSummary, archive_inputs
from pipelines.archive.ledger import Event, Ledger, read_events
from pipelines.archive.lock import hold
from pipelines.archive.store import blob_path

__all__ = [
    "LOCAL",
    "ArchiveError",
    "ArchiveSummary",
    "ArchivedDocument",
    "Event",
    "FetchFailedError",
    "FetchRefusedError",
    "Input",
    "InputError",
    "Ledger",
    "LedgerDamagedError",
    "LockedError",
    "archive_inputs",
    "archived_documents",
    "blob_path",
    "catalog",
    "hold",
    "read_events",
]


def archived_documents(data_dir: Path) -> list[ArchivedDocument]:
    """Every document of the archive, sorted by document_id; safe while a run is writing. An empty archive has none."""
    return catalog(read_events(data_dir / "raw" / "ledger.jsonl"))
