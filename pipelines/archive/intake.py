"""Taking files and addresses into the archive: store, ledger and cache together.

Belongs here: the order of steps that makes an interruption harmless (bytes first, then the ledger, then the cache). Does not belong
here: walking folders (inputs.py), the network (fetch.py), reading.
"""

import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.archive.errors import InputError
from pipelines.archive.inputs import FoundFile, Input, find
from pipelines.archive.ledger import Event, Ledger
from pipelines.archive.lock import hold
from pipelines.archive.seen import Seen, Sighting, file_state, seen
from pipelines.archive.sidecar import Sidecar, read_sidecar, sidecar_path
from pipelines.archive.store import CHUNK, Blob, incoming, sweep_partial

if TYPE_CHECKING:
    from pipelines.archive.fetch import Fetcher

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class ArchiveSummary:
    """What came of archiving: files and addresses that brought something new, those that did not, failures and warnings in sentences."""

    new: int
    unchanged: int
    failures: tuple[str, ...]
    warnings: tuple[str, ...]


def archive_inputs(
    inputs: Iterable[Input], data_dir: Path, progress: Progress | None = None, wait: float = 0.0
) -> ArchiveSummary:
    """Take everything named into `DIR/raw`; what fails is reported and the rest goes on.

    `progress` is called with how many are done, how many there are, and the name at hand. `wait` is for the lock, in seconds. Raises
    LockedError and LedgerDamagedError, and OSError where the archive itself cannot be written (a full disk).
    """
    with hold(data_dir, wait):
        sweep_partial(data_dir)
        found = list(find(inputs, data_dir))
        with seen(data_dir) as cache:
            intake = _Intake(data_dir, Ledger(data_dir), cache)
            for done, entry in enumerate(found):
                if progress:
                    progress(done, len(found), _name(entry))
                intake.take(entry)
            if progress:
                progress(len(found), len(found), "")
        return ArchiveSummary(intake.new, intake.unchanged, tuple(intake.failures), tuple(intake.warnings))


def _name(entry: FoundFile | Input | InputError) -> str:
    if isinstance(entry, FoundFile):
        return entry.file_name
    return entry.location if isinstance(entry, Input) else ""


class _Intake:
    """The state of one call of archive_inputs."""

    def __init__(self, data_dir: Path, ledger: Ledger, cache: Seen) -> None:
        self._data_dir, self._ledger, self._cache = data_dir, ledger, cache
        self._fetcher: Fetcher | None = None
        self.new = self.unchanged = 0
        self.failures: list[str] = []
        self.warnings: list[str] = []

    def take(self, entry: FoundFile | Input | InputError) -> None:
        """Take in one thing; what is wrong with it becomes a failure."""
        try:
            if isinstance(entry, InputError):
                raise entry
            new = self._file(entry) if isinstance(entry, FoundFile) else self._download(entry)
        except InputError as error:
            self.failures.append(str(error))
        else:
            self.new += new
            self.unchanged += not new

    def _file(self, found: FoundFile) -> bool:
        beside = sidecar_path(found.path)
        try:
            state = found.path.stat()
        except OSError as error:
            raise InputError(f"{found.path}: {error.strerror}") from error
        if not stat.S_ISREG(state.st_mode):
            raise InputError(f"{found.path}: not a regular file")
        sighting = Sighting(
            str(found.path.absolute()),
            found.file_name,
            found.origin.source_id,
            found.origin.publisher,
            file_state(state),
            _state(beside),
        )
        known = self._cache.sha256(sighting)
        if known is not None:
            event = self._ledger.latest((found.origin.source_id, found.file_name, None, known))
            if event is not None:
                self.warnings.extend(event.sidecar_errors)
                return False
        # The sidecar is read after its state was noted: if it changes in between, the next run reads it again.
        sidecar = read_sidecar(beside) if beside else Sidecar()
        blob, state_read = self._store(found.path)
        self.warnings.extend(sidecar.errors)
        appended = self._ledger.append(
            Event(
                kind="file",
                source_id=found.origin.source_id,
                publisher=found.origin.publisher,
                file_name=found.file_name,
                sha256=blob.sha256,
                size=blob.size,
                is_pdf=blob.is_pdf,
                title=found.origin.title,
                published_date=found.origin.published_date,
                sidecar=sidecar.facts,
                sidecar_errors=sidecar.errors,
            )
        )
        if state_read == sighting.state:
            self._cache.note(sighting, blob.sha256)
        return appended

    def _store(self, path: Path) -> tuple[Blob, str]:
        """The file's bytes into the store; besides, the state in which they were read."""
        try:
            # Not blocking: in place of the file that was looked at a moment ago there may be a pipe now.
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}") from error
        with os.fdopen(handle, "rb", buffering=0) as file, incoming(self._data_dir) as copy:
            before = file_state(os.fstat(handle))
            while True:
                try:
                    chunk = file.read(CHUNK)
                except OSError as error:
                    raise InputError(f"{path}: {error.strerror}") from error
                if not chunk:
                    break
                copy.write(chunk)
            if file_state(os.fstat(handle)) != before:
                raise InputError(f"{path}: was being written while it was read; run again when it is finished")
            return copy.keep(), before

    def _download(self, item: Input) -> bool:
        if self._fetcher is None:
            # The network library is loaded where an address is named, not before.
            from pipelines.archive.fetch import Fetcher

            self._fetcher = Fetcher(self._data_dir)
        url = item.location.partition("#")[0]
        before = self._ledger.latest_download(url)
        fetched = self._fetcher.fetch(url, before.http if before else None)
        if fetched.blob is not None:
            content: dict[str, Any] = {
                "sha256": fetched.blob.sha256,
                "size": fetched.blob.size,
                "is_pdf": fetched.blob.is_pdf,
            }
            content |= {"file_name": item.file_name or fetched.file_name, "http": fetched.http}
        elif before is not None:
            # The bytes are the same; what the source says about them may be new.
            content = {name: getattr(before, name) for name in ("sha256", "size", "is_pdf", "file_name", "http")}
        else:
            raise InputError(f"{url}: the server says that nothing has changed, but nothing was fetched before")
        return self._ledger.append(
            Event(
                kind="download",
                source_id=item.source_id,
                publisher=item.publisher,
                url=url,
                title=item.title,
                published_date=item.published_date,
                region_code=item.region_code,
                **content,
            )
        )


def _state(beside: Path | None) -> str:
    if beside is None:
        return ""
    try:
        return file_state(beside.stat())
    except OSError:
        return ""
