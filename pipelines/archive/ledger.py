"""The ledger `DIR/raw/ledger.jsonl`: one JSON line per file that came in, in the order in which they came; lines are only ever appended.

Belongs here: events, writing and reading them, and the repair of a line torn by a crash. Does not belong here: the files themselves
(store.py), nor what follows from all events about a document (catalog.py).
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pipelines import __version__
from pipelines.archive.errors import LedgerDamagedError
from pipelines.archive.files import sync_folder

Key = tuple[str, str, str | None, str]


@dataclass(frozen=True)
class Event:
    """One file came in.

    `kind` says how; `time` when (UTC, ISO 8601). `file_name` is relative to what was named. `url`, `title` (a link's text and the columns
    above it), `referrer` (the page with the link) and `published_date` are what the source said, `region_code` what the source is
    configured with, `sidecar` what a sidecar said, `http` the headers that matter. `is_pdf` tells whether the bytes bear a PDF's
    signature. `of_portal`: the publisher is a portal for many bodies, so its name is no evidence of who signs.
    """

    kind: Literal["file", "download"]
    source_id: str
    publisher: str
    file_name: str
    sha256: str
    size: int
    is_pdf: bool
    url: str | None = None
    title: str | None = None
    published_date: str | None = None
    region_code: str | None = None
    referrer: str | None = None
    of_portal: bool = False
    sidecar: Mapping[str, str] = field(default_factory=dict)
    sidecar_errors: tuple[str, ...] = ()
    http: Mapping[str, str] = field(default_factory=dict)
    time: str = ""
    version: str = ""

    @property
    def key(self) -> Key:
        """What makes two events speak of the same file from the same place: source, name, address (None for a local file), digest."""
        return self.source_id, self.file_name, self.url, self.sha256

    def says_the_same(self, other: "Event") -> bool:
        """Whether two events differ in nothing but when, and by which version of the program, they were written."""
        return replace(self, time="", version="") == replace(other, time="", version="")


_FIELDS = {f.name for f in fields(Event)}


class Ledger:
    """The events of a data directory. Open it under the directory's lock: one writer only."""

    def __init__(self, data_dir: Path) -> None:
        """Read all events; a torn last line is cut off. Raises LedgerDamagedError where another line cannot be read."""
        self.path = data_dir / "raw" / "ledger.jsonl"
        repair(self.path)
        self.events = read_events(self.path)
        self._latest = {event.key: event for event in self.events}
        self._by_url = {event.url: event for event in self.events if event.kind == "download" and event.url}

    def latest(self, key: Key) -> Event | None:
        """The newest event of a file from a place, None where it never came in."""
        return self._latest.get(key)

    def latest_download(self, url: str) -> Event | None:
        """The newest download of an address."""
        return self._by_url.get(url)

    def append(self, event: Event) -> bool:
        """Write an event down, durably, with the time and the program's version; False where the newest of its key says the same."""
        known = self._latest.get(event.key)
        if known is not None and known.says_the_same(event):
            return False
        now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        event = replace(event, time=now, version=__version__)
        _append_line(self.path, json.dumps(_as_json(event), ensure_ascii=False))
        self.events.append(event)
        self._latest[event.key] = event
        if event.kind == "download" and event.url:
            self._by_url[event.url] = event
        return True


def read_events(path: Path) -> list[Event]:
    """All whole lines of a ledger; a torn last line is passed over, so this is safe while a run is writing.

    Raises LedgerDamagedError naming the first other line that cannot be read.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    events = []
    for number, line in enumerate(lines[:-1], start=1):
        try:
            events.append(_from_json(json.loads(line)))
        except (ValueError, TypeError, KeyError) as error:
            raise LedgerDamagedError(f"{path}, line {number} cannot be read: {error}") from error
    return events


def repair(path: Path) -> bool:
    """Cut off a last line that a crash left unfinished; returns whether there was one. Its file comes in again with the next run."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return False
    whole = text.rfind(b"\n") + 1
    if whole == len(text):
        return False
    os.truncate(path, whole)
    return True


def _append_line(path: Path, line: str) -> None:
    data = line.encode() + b"\n"
    new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        before = os.fstat(handle).st_size
        try:
            written = os.write(handle, data)
            if written != len(data):
                raise OSError(f"{path}: {written} of {len(data)} bytes written; is the disk full?")
        except OSError:
            os.ftruncate(handle, before)
            raise
        os.fsync(handle)
    finally:
        os.close(handle)
    if new:
        sync_folder(path.parent)


def _as_json(event: Event) -> dict[str, Any]:
    first = {"time": event.time, "kind": event.kind}
    rest = {f.name: getattr(event, f.name) for f in fields(event) if f.name not in first}
    return first | {name: dict(value) if isinstance(value, Mapping) else value for name, value in rest.items()}


def _from_json(record: dict[str, Any]) -> Event:
    # A key that this version does not know was written by a newer one: it is kept in the file and passed over here.
    known = {name: value for name, value in record.items() if name in _FIELDS}
    known["sidecar_errors"] = tuple(known.get("sidecar_errors", ()))
    return Event(**known)
