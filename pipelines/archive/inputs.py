"""What is to be archived: from what a user or a source names to single files and addresses.

Belongs here: walking folders, telling addresses from paths. Does not belong here: which sources are configured (pipelines/sources), and
opening the files found.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipelines.archive.errors import InputError

LOCAL = "local"


@dataclass(frozen=True)
class Input:
    """A file, folder or http(s) address to archive, and the source it belongs to.

    `title` and `published_date` are what a source's listing says, `region_code` what the source is configured with; `file_name`, where
    given, is the name a file goes by.
    """

    location: str
    source_id: str = LOCAL
    publisher: str = LOCAL
    file_name: str | None = None
    title: str | None = None
    published_date: str | None = None
    region_code: str | None = None

    @property
    def is_url(self) -> bool:
        """Whether it is fetched rather than opened: anything with a scheme, so that ftp:// is refused by name and not sought as a file."""
        scheme, colon, _ = self.location.partition("://")
        return bool(colon) and scheme.isalnum()


@dataclass(frozen=True)
class FoundFile:
    """One file to archive, `file_name` relative to what was named (with /)."""

    path: Path
    file_name: str
    origin: Input


def find(inputs: Iterable[Input], data_dir: Path) -> Iterator[FoundFile | Input | InputError]:
    """Single files, addresses (as their Input) and, for what cannot be read, errors, in a fixed order.

    PDFs of a folder are found by ending, below it too, sorted by name; a file named by itself is found whatever its ending. A file that
    is reached twice is found once. The archive's own copies are no input, even where the data directory lies inside a named folder.
    """
    own = {(data_dir / part).resolve() for part in ("raw/blobs", "raw/.partial", "readings", "curated")}
    reached: set[Path] = set()
    for item in inputs:
        if item.is_url:
            yield item
            continue
        path = Path(item.location)
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            yield InputError(f"{item.location}: no such file or folder")
            continue
        except OSError as error:
            yield InputError(f"{item.location}: {error.strerror}")
            continue
        found: Iterable[FoundFile | InputError]
        if stat.S_ISDIR(mode):
            found = _walk(path, item, own)
        else:
            found = [FoundFile(path, item.file_name or path.name, item)]
        for entry in found:
            if isinstance(entry, FoundFile):
                real = entry.path.resolve()
                if real in reached:
                    continue
                reached.add(real)
            yield entry


def _walk(folder: Path, origin: Input, own: set[Path]) -> list[FoundFile | InputError]:
    found: list[tuple[str, FoundFile | InputError]] = []
    visited: set[Path] = set()
    waiting = [(folder, PurePosixPath())]
    while waiting:
        here, relative = waiting.pop()
        real = here.resolve()
        # Links to folders are followed; the set ends their circles.
        if real in visited or real in own:
            continue
        visited.add(real)
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    name = relative / entry.name
                    if entry.is_dir():
                        waiting.append((Path(entry.path), name))
                    elif entry.name.lower().endswith(".pdf"):
                        found.append((str(name), FoundFile(Path(entry.path), str(name), origin)))
        except OSError as error:
            found.append((str(relative), InputError(f"{here}: {error.strerror}")))
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]
