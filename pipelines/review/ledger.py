"""The ledger `DIR/review/decisions.jsonl`: one JSON line per decision, in the order in which they were made; lines are only ever appended.

Belongs here: entries, appending and reading them. Does not belong here: whether a decision still fits its cell (reading/decisions.py).
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines import DuizhangError
from pipelines.archive.files import sync_folder
from pipelines.reading.hints import Decision

Box = tuple[float, float, float, float]


class LedgerError(DuizhangError):
    """A line of the ledger of decisions cannot be read."""


@dataclass(frozen=True)
class Entry:
    """A decision about a cell of a document: who made it (by the environment of whoever did), and when (UTC, ISO 8601).

    `cell` is the cell as the list named it when the decision was made (`t003:5:2`), for people; the decision holds page and box.
    """

    document_id: str
    cell: str
    decision: Decision
    reviewer: str
    decided_at: str


def ledger_path(data_dir: Path) -> Path:
    """Where the ledger of a data directory lies, whether there is one or not."""
    return data_dir / "review" / "decisions.jsonl"


def read_entries(path: Path) -> list[Entry]:
    """Every whole line, the oldest first; a last line that a crash left unfinished is passed over. Raises LedgerError naming another that
    cannot be read."""
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    out = []
    for number, line in enumerate(lines[:-1], start=1):
        try:
            record = json.loads(line)
            head = {name: record[name] for name in ("document_id", "cell", "reviewer", "decided_at")}
            out.append(Entry(decision=Decision.of(record), **head))
        except (ValueError, TypeError, KeyError) as error:
            raise LedgerError(f"{path}, line {number} cannot be read: {error!r}") from error
    return out


def append(path: Path, entry: Entry) -> None:
    """Write an entry down, durably. Call it under the data directory's lock: one writer only."""
    head = {
        "decided_at": entry.decided_at,
        "reviewer": entry.reviewer,
        "document_id": entry.document_id,
        "cell": entry.cell,
    }
    line = json.dumps(head | entry.decision.as_dict(), ensure_ascii=False).encode() + b"\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        _cut_torn_line(file.fileno(), path)
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def latest(entries: Iterable[Entry]) -> list[Entry]:
    """The entries in force, in the order of the ledger: one about a cell replaces those before it about the same cell, also where the cell
    was found a little larger or smaller since."""
    out: list[Entry] = []
    for entry in entries:
        out = [other for other in out if not _same_cell(other, entry)] + [entry]
    return out


def _same_cell(one: Entry, other: Entry) -> bool:
    a, b = one.decision, other.decision
    if (one.document_id, a.page) != (other.document_id, b.page):
        return False
    return _middle_in(a.box, b.box) or _middle_in(b.box, a.box)


def _middle_in(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def decisions_of(entries: Iterable[Entry]) -> dict[str, tuple[Decision, ...]]:
    """By document, the decisions in force, by place: what a reading of it must know. The same decisions give the same value, whoever made
    them and whenever."""
    out: dict[str, list[Decision]] = {}
    for entry in latest(entries):
        out.setdefault(entry.document_id, []).append(entry.decision)
    return {document_id: tuple(sorted(found, key=lambda d: (d.page, d.box))) for document_id, found in out.items()}


def now() -> str:
    """The time as the ledger writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _cut_torn_line(handle: int, path: Path) -> None:
    text = path.read_bytes()
    whole = text.rfind(b"\n") + 1
    if whole != len(text):
        os.ftruncate(handle, whole)
