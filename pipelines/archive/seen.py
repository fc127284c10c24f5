"""What was seen of the file system: `DIR/raw/seen.sqlite`, so that an unchanged file is not opened again.

Belongs here: file state to digest. It is a cache: deleting it costs one hashing of the inputs and nothing else; the ledger is what
counts. Does not belong here: anything that cannot be found out again.
"""

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TABLE = """
create table if not exists seen (
    path text not null,
    file_name text not null,
    source_id text not null,
    publisher text not null,
    state text not null,
    sidecar_state text not null,
    sha256 text not null,
    primary key (path, file_name, source_id, publisher)
) without rowid
"""


@dataclass(frozen=True)
class Sighting:
    """A file under a name of a source, as it stood: states are those of `file_state`, empty for no sidecar."""

    path: str
    file_name: str
    source_id: str
    publisher: str
    state: str
    sidecar_state: str


def file_state(stat: os.stat_result) -> str:
    """A file's state as text: any write to it changes size, times or inode. The change time catches what a copied mtime hides."""
    return f"{stat.st_size}:{stat.st_mtime_ns}:{stat.st_ctime_ns}:{stat.st_dev}:{stat.st_ino}"


class Seen:
    """The cache, open for one run."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def sha256(self, sighting: Sighting) -> str | None:
        """Digest of the file where nothing about it or its sidecar has changed since, else None."""
        row = self._connection.execute(
            "select sha256 from seen where path = ? and file_name = ? and source_id = ? and publisher = ?"
            " and state = ? and sidecar_state = ?",
            (*_key(sighting), sighting.state, sighting.sidecar_state),
        ).fetchone()
        return row[0] if row else None

    def note(self, sighting: Sighting, sha256: str) -> None:
        """Remember the file as it stands."""
        self._connection.execute(
            "insert or replace into seen values (?, ?, ?, ?, ?, ?, ?)",
            (*_key(sighting), sighting.state, sighting.sidecar_state, sha256),
        )


def _key(sighting: Sighting) -> tuple[str, str, str, str]:
    return sighting.path, sighting.file_name, sighting.source_id, sighting.publisher


@contextmanager
def seen(data_dir: Path) -> Generator[Seen, None, None]:
    """Open the cache, under the data directory's lock; one that cannot be used is made anew."""
    path = data_dir / "raw" / "seen.sqlite"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = _open(path)
    except sqlite3.DatabaseError:
        path.unlink(missing_ok=True)
        connection = _open(path)
    try:
        yield Seen(connection)
    finally:
        # Also after an interruption: what was noted is in the ledger already.
        connection.commit()
        connection.close()


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        # Losing the cache in a power cut is harmless; waiting for the disk at every commit is not.
        connection.execute("pragma synchronous = off")
        connection.execute(_TABLE)
        connection.execute("select * from seen limit 1")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection
