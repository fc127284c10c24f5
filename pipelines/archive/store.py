"""Content-addressed store of every file that was ever met: `DIR/raw/blobs/ab/<sha256>.pdf`.

Belongs here: bytes to address and back. The store never parses, never changes and never deletes. Does not belong here: names, places
and times (ledger.py), and what the bytes mean (pipelines/reading). Every entry is called .pdf, whatever it is: an address must follow
from the bytes' digest alone, and only reading tells what they are.
"""

import hashlib
import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.archive.files import sweep, sync_folder

CHUNK = 1 << 20
# Readers look for the signature in the first kilobyte; some producers put bytes before it.
SIGNATURE, SIGNATURE_WITHIN = b"%PDF-", 1024


@dataclass(frozen=True)
class Blob:
    """One stored file: digest (hex), size in bytes, and whether it bears a PDF's signature."""

    sha256: str
    size: int
    is_pdf: bool


def blob_path(data_dir: Path, sha256: str) -> Path:
    """Where the file with that digest lies (or would lie)."""
    return data_dir / "raw" / "blobs" / sha256[:2] / f"{sha256}.pdf"


class Incoming:
    """Bytes on their way into the store: `write` them, then `keep` them once; left without `keep`, nothing remains.

    `size` is how many came, `head` the first kilobyte of them.
    """

    def __init__(self, data_dir: Path, handle: int, path: Path) -> None:
        self._data_dir, self._handle, self._path = data_dir, handle, path
        self._digest = hashlib.sha256()
        self.head = b""
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Append bytes. Raises OSError where the disk does not take them."""
        self._digest.update(chunk)
        if len(self.head) < SIGNATURE_WITHIN:
            self.head += chunk[: SIGNATURE_WITHIN - len(self.head)]
        self.size += len(chunk)
        view = memoryview(chunk)
        while view:
            view = view[os.write(self._handle, view) :]

    def read(self) -> bytes:
        """What was written, for an answer that is not to be kept."""
        return self._path.read_bytes()

    def keep(self) -> Blob:
        """Store what was written under its digest, durably, and return what it is. The same bytes twice are stored once."""
        blob = Blob(self._digest.hexdigest(), self.size, SIGNATURE in self.head)
        target = blob_path(self._data_dir, blob.sha256)
        # A blob of another size is one that a failing disk cut short: the whole one takes its place.
        if not target.is_file() or target.stat().st_size != blob.size:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.fchmod(self._handle, 0o444)
            os.fsync(self._handle)
            self._path.replace(target)
            sync_folder(target.parent)
        return blob


@contextmanager
def incoming(data_dir: Path, partial: Path | None = None) -> Generator[Incoming, None, None]:
    """A way into the store for one file. `partial`: a folder of the caller's own, for who does not hold the data directory's lock."""
    folder = partial or data_dir / "raw" / ".partial"
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        yield Incoming(data_dir, handle, Path(name))
    finally:
        os.close(handle)
        Path(name).unlink(missing_ok=True)


def sweep_partial(data_dir: Path) -> int:
    """Remove what a killed run left half written; returns how many files. Only under the data directory's lock."""
    return sweep(data_dir / "raw" / ".partial")
