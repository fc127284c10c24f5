"""What is known of a portal's listing: the links of a publisher, as found in one night and as they are in use.

Belongs here: the records and their files (`raw/listings/<id>.json` in use, `raw/drafts/<id>.json` found and not yet accepted), written whole or not
at all. Does not belong here: finding links (pipelines/discovery), what differs between two listings (changes.py).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pipelines.archive.files import write_atomic

DOCUMENT, UNSUPPORTED = "document", "unsupported"


@dataclass(frozen=True)
class Listed:
    """One link of a listing.

    `title` is the link's text with the columns above it that say more, `text` the link's own, `referrer` the page it stands on. For a
    document: digest, size and signature of the bytes it gave last (None while it never gave any), the name they go by, the headers kept,
    and `checked`, the night in which the server was last asked. `problem` says why tonight's asking failed. `withdrawn`: the night since
    which the listing no longer has it.
    """

    url: str
    kind: Literal["document", "unsupported"]
    title: str
    text: str = ""
    referrer: str | None = None
    published_date: str | None = None
    sha256: str | None = None
    size: int = 0
    is_pdf: bool = False
    file_name: str = ""
    http: Mapping[str, str] = field(default_factory=dict)
    checked: str | None = None
    problem: str | None = None
    withdrawn: str | None = None


@dataclass(frozen=True)
class Listing:
    """The links of one publisher in one night (YYYY-MM-DD), sorted by address.

    `complete`: every page of the listing could be read, so that a link which is missing is gone. `problems` are failures in sentences;
    `pages` and `requests` say how much was asked; `fetches_read` is how much of the fetch ledger this listing already holds, in bytes.
    """

    source_id: str
    night: str
    entries: tuple[Listed, ...] = ()
    complete: bool = True
    problems: tuple[str, ...] = ()
    pages: int = 0
    requests: int = 0
    downloaded: int = 0
    seconds: float = 0.0
    years: tuple[int, ...] = ()
    fetches_read: int = 0

    @property
    def in_use(self) -> list[Listed]:
        """The links that the publisher still lists."""
        return [entry for entry in self.entries if entry.withdrawn is None]


def listing_path(data_dir: Path, source_id: str) -> Path:
    """Where the listing in use lies."""
    return data_dir / "raw" / "listings" / f"{source_id}.json"


def draft_path(data_dir: Path, source_id: str) -> Path:
    """Where what a night found lies until it is accepted."""
    return data_dir / "raw" / "drafts" / f"{source_id}.json"


def save(path: Path, listing: Listing) -> None:
    """Write a listing, whole or not at all."""
    write_atomic(path, (json.dumps(asdict(listing), ensure_ascii=False, indent=1) + "\n").encode())


def load(path: Path) -> Listing | None:
    """Read a listing; None where there is none."""
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    raw["entries"] = tuple(Listed(**entry) for entry in raw["entries"])
    raw |= {name: tuple(raw[name]) for name in ("problems", "years")}
    return Listing(**raw)


def withdrawn(data_dir: Path) -> dict[str, date]:
    """By digest, since when documents are no longer listed by any portal under any address."""
    gone: dict[str, str] = {}
    listed: set[str] = set()
    for path in sorted((data_dir / "raw" / "listings").glob("*.json")):
        listing = load(path)
        for entry in listing.entries if listing else ():
            if entry.sha256 is not None and entry.withdrawn is None:
                listed.add(entry.sha256)
            elif entry.sha256 is not None and entry.withdrawn is not None:
                gone[entry.sha256] = max(entry.withdrawn, gone.get(entry.sha256, ""))
    return {sha256: date.fromisoformat(night) for sha256, night in gone.items() if sha256 not in listed}
