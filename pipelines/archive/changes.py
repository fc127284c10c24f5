"""What a night changed in a publisher's listing, and whether so much may change in one night.

Belongs here: comparing a draft with the listing in use (pure functions), the closed list of changes, and their ledger `raw/changes.jsonl`. Does not
belong here: taking a draft into use (accept.py).

    found        an address that was not known gave bytes
    replaced     a known address gives other bytes: a silent replacement; both versions stay
    moved        an address is gone, and the same bytes are listed under another
    withdrawn    an address is gone from the listing; its bytes stay
    returned     a withdrawn address is listed again
    unsupported  an attachment of a type that is not read, noted with its address and not fetched
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from pipelines.archive.ledger import repair
from pipelines.archive.portal import DOCUMENT, UNSUPPORTED, Listed, Listing

Kind = Literal["found", "replaced", "moved", "withdrawn", "returned", "unsupported"]
# So many links may go or change in any night: of a small publisher, one or two are already a large share.
ALWAYS_ALLOWED = 2


@dataclass(frozen=True)
class Change:
    """One change of a listing: `url` is the address it concerns (of a move, the new one), `before` the address or digest it had."""

    night: str
    source_id: str
    kind: Kind
    url: str
    title: str = ""
    sha256: str | None = None
    before: str | None = None
    referrer: str | None = None
    published_date: str | None = None


def compare(old: Listing | None, draft: Listing) -> tuple[Listing, list[Change]]:
    """What will be in use once the draft is accepted, and the changes from what is in use now.

    A draft that is not complete, or that looked for some years only, withdraws nothing.
    """
    before = {entry.url: entry for entry in old.entries} if old else {}
    now = {entry.url: entry for entry in draft.entries}
    changes = [change for entry in draft.entries for change in _of_listed(draft, before.get(entry.url), entry)]
    gone = [entry for url, entry in before.items() if url not in now]
    kept = []
    if draft.complete and not draft.years:
        # A document is where its bytes are: found anew at another address while the old one goes, it has moved.
        arrived = {change.sha256: change for change in changes if change.kind == "found"}
        for entry in gone:
            if entry.withdrawn is None:
                change = arrived.get(entry.sha256) if entry.sha256 else None
                if change is not None:
                    changes.remove(change)
                    del arrived[entry.sha256]
                    changes.append(replace(change, kind="moved", before=entry.url))
                    continue
                if entry.sha256 is not None or entry.kind == UNSUPPORTED:
                    changes.append(_change(draft, "withdrawn", entry))
                entry = replace(entry, withdrawn=draft.night, problem=None)
            if entry.sha256 is not None or entry.kind == UNSUPPORTED:
                kept.append(entry)
    else:
        kept = gone
    entries = tuple(sorted((*draft.entries, *kept), key=lambda entry: entry.url))
    return replace(draft, entries=entries), sorted(changes, key=lambda change: (change.url, change.kind))


def _of_listed(draft: Listing, known: Listed | None, entry: Listed) -> Iterable[Change]:
    if entry.kind == UNSUPPORTED:
        if known is None:
            yield _change(draft, "unsupported", entry)
    elif entry.sha256 is not None and (known is None or known.sha256 is None):
        yield _change(draft, "found", entry)
        return
    elif known is not None and entry.sha256 != known.sha256:
        yield replace(_change(draft, "replaced", entry), before=known.sha256)
    if known is not None and known.withdrawn is not None:
        yield _change(draft, "returned", entry)


def _change(draft: Listing, kind: Kind, entry: Listed) -> Change:
    return Change(
        draft.night,
        draft.source_id,
        kind,
        entry.url,
        entry.title,
        entry.sha256,
        referrer=entry.referrer,
        published_date=entry.published_date,
    )


def objection(old: Listing | None, draft: Listing, changes: Iterable[Change], tolerance: float) -> str | None:
    """Why a draft is held back: more of what is in use would go or change in one night than the publisher's tolerance allows, as a share."""
    if old is None:
        return None
    known = sum(entry.kind == DOCUMENT and entry.sha256 is not None for entry in old.in_use)
    documents = {entry.url for entry in old.in_use if entry.kind == DOCUMENT}
    touched = [change for change in changes if change.kind in ("withdrawn", "replaced") and change.url in documents]
    if len(touched) <= max(ALWAYS_ALLOWED, tolerance * known):
        return None
    gone = sum(change.kind == "withdrawn" for change in touched)
    return (
        f"{gone} of {known} documents would be withdrawn and {len(touched) - gone} replaced in one night;"
        f" the tolerance is {tolerance:.0%}"
    )


class ChangeLedger:
    """The changes of a data directory. Open it under the directory's lock: one writer only."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "raw" / "changes.jsonl"
        repair(self.path)
        self._latest = {(change.source_id, change.url): change for change in read_changes(self.path)}

    def append(self, changes: Iterable[Change]) -> int:
        """Write changes down, durably; those that a killed run has written already are passed over. Returns how many were new."""
        fresh = [change for change in changes if not self._says_the_same(change)]
        if fresh:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write(b"".join(json.dumps(asdict(c), ensure_ascii=False).encode() + b"\n" for c in fresh))
                file.flush()
                os.fsync(file.fileno())
            self._latest.update({(change.source_id, change.url): change for change in fresh})
        return len(fresh)

    def _says_the_same(self, change: Change) -> bool:
        last = self._latest.get((change.source_id, change.url))
        return last is not None and (last.kind, last.sha256, last.before) == (
            change.kind,
            change.sha256,
            change.before,
        )


def read_changes(path: Path) -> list[Change]:
    """All whole lines of the ledger of changes; safe while a run is writing."""
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    return [Change(**json.loads(line)) for line in lines]


def counts(changes: Iterable[Change]) -> Mapping[str, int]:
    """Changes by kind."""
    found: dict[str, int] = {}
    for change in changes:
        found[change.kind] = found.get(change.kind, 0) + 1
    return found
