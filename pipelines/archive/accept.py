"""Taking what a night found into use: draft, difference, judgement, publication.

Belongs here: the order of writes that makes an interruption harmless: bytes are in the store before a draft exists, then the ledger, then the
changes, then the listing in use; each step, done twice, is as if done once. Does not belong here: the comparison (changes.py), finding
(pipelines/discovery).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.archive.changes import Change, ChangeLedger, compare, counts, objection
from pipelines.archive.ledger import Event, Ledger
from pipelines.archive.lock import hold
from pipelines.archive.portal import DOCUMENT, Listed, Listing, draft_path, listing_path, load, save


@dataclass(frozen=True)
class Terms:
    """What acceptance needs to know of a publisher: its id, its portal's name, its region, and the share that may go in one night."""

    source_id: str
    name: str
    region_code: str
    tolerance: float


@dataclass(frozen=True)
class Verdict:
    """What became of a publisher's draft: `held` says why it is not in use; `problems` are the draft's own, in sentences."""

    source_id: str
    night: str
    held: str | None = None
    listed: int = 0
    changes: Mapping[str, int] = field(default_factory=dict)
    complete: bool = True
    problems: tuple[str, ...] = ()
    requests: int = 0
    downloaded: int = 0
    seconds: float = 0.0


class Acceptance:
    """Acceptance into one data directory, under its lock: use it as a context manager. Raises LockedError, LedgerDamagedError, OSError."""

    def __init__(self, data_dir: Path, wait: float = 0.0) -> None:
        self._data_dir, self._lock = data_dir, hold(data_dir, wait)

    def __enter__(self) -> "Acceptance":
        self._lock.__enter__()
        self._ledger, self._changes = Ledger(self._data_dir), ChangeLedger(self._data_dir)
        return self

    def __exit__(self, *error: Any) -> None:
        self._lock.__exit__(*error)

    def take(self, terms: Terms, *, force: bool = False) -> Verdict | None:
        """Take a publisher's draft into use, or hold it back (never with `force`: somebody has looked). None where there is no draft."""
        draft = load(draft_path(self._data_dir, terms.source_id))
        if draft is None:
            return None
        old = load(listing_path(self._data_dir, terms.source_id))
        following, changes = compare(old, draft)
        held = None if force else objection(old, draft, changes, terms.tolerance)
        if held is None:
            if draft.entries or draft.complete:
                self._enter(terms, following, changes)
            # Else nothing of the listing could be read: what is in use stays as it is, its date included.
            draft_path(self._data_dir, terms.source_id).unlink()
        return _verdict(draft, changes, held)

    def _enter(self, terms: Terms, following: Listing, changes: list[Change]) -> None:
        for entry in following.in_use:
            if entry.kind == DOCUMENT and entry.sha256 is not None:
                self._ledger.append(_event(terms, entry))
        self._changes.append(changes)
        save(listing_path(self._data_dir, terms.source_id), following)


def _event(terms: Terms, entry: Listed) -> Event:
    return Event(
        kind="download",
        source_id=terms.source_id,
        publisher=terms.name,
        file_name=entry.file_name,
        sha256=entry.sha256 or "",
        size=entry.size,
        is_pdf=entry.is_pdf,
        url=entry.url,
        title=entry.title,
        published_date=entry.published_date,
        region_code=terms.region_code,
        referrer=entry.referrer,
        of_portal=True,
        http=entry.http,
    )


def _verdict(draft: Listing, changes: list[Change], held: str | None) -> Verdict:
    return Verdict(
        source_id=draft.source_id,
        night=draft.night,
        held=held,
        listed=len(draft.entries),
        changes=counts(changes),
        complete=draft.complete,
        problems=(*draft.problems, *(f"{e.url}: {e.problem}" for e in draft.entries if e.problem)),
        requests=draft.requests,
        downloaded=draft.downloaded,
        seconds=draft.seconds,
    )
