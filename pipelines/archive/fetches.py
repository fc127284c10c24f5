"""The fetch ledger `raw/fetches/<id>.jsonl`: one line for every request to a publisher's hosts, whatever came of it; only ever appended to.

Belongs here: writing and reading these lines. Does not belong here: what came in (ledger.py), what changed (changes.py). A night that was killed
left its lines here: the next one reads them and asks for nothing again that has come already.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pipelines.archive.ledger import repair

# came: bytes of a document, in the store. page: a listing or an article, read and let go. unchanged: the server says so (304).
Outcome = Literal["came", "page", "unchanged", "redirect", "failed", "refused"]


@dataclass(frozen=True)
class Fetch:
    """One request: the address, the page and text of the link that led there, when (UTC) and in which night, and what came of it.

    `asked` is the address of the link, where a redirect led from it to this one. `status` is None where no answer came; `problem` says
    why. `sha256` and `size` are those of the bytes that came.
    """

    url: str
    night: str
    outcome: Outcome
    asked: str | None = None
    referrer: str | None = None
    text: str | None = None
    status: int | None = None
    http: Mapping[str, str] = field(default_factory=dict)
    sha256: str | None = None
    size: int = 0
    is_pdf: bool = False
    file_name: str = ""
    problem: str | None = None
    time: str = ""


def fetches_path(data_dir: Path, source_id: str) -> Path:
    """Where the requests to a publisher's hosts are noted."""
    return data_dir / "raw" / "fetches" / f"{source_id}.jsonl"


class FetchLedger:
    """One publisher's fetch ledger, open for one crawl, which is its only writer. A torn last line is cut off first."""

    def __init__(self, data_dir: Path, source_id: str) -> None:
        self.path = fetches_path(data_dir, source_id)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        repair(self.path)

    def append(self, fetch: Fetch) -> None:
        """Write a line. It survives the death of this process; that of the machine once `sync` was called."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = json.dumps({"time": now} | {k: v for k, v in asdict(fetch).items() if k != "time"}, ensure_ascii=False)
        with self.path.open("ab", buffering=0) as file:
            file.write(line.encode() + b"\n")

    def sync(self) -> int:
        """Make the lines durable; returns how many bytes there are."""
        with self.path.open("ab") as file:
            os.fsync(file.fileno())
            return file.tell()


def read_fetches(path: Path, start: int = 0) -> Iterator[Fetch]:
    """Whole lines from byte `start` on; a torn last line is passed over."""
    try:
        with path.open("rb") as file:
            file.seek(start)
            for line in file:
                if line.endswith(b"\n"):
                    raw: dict[str, Any] = json.loads(line)
                    yield Fetch(**raw)
    except FileNotFoundError:
        return
