"""Reading one document in a process of its own, watched: `supervise` is the task that any concurrent.futures executor can run.

Belongs here: which process reads which document, and putting the reading in its place. Does not belong here: which documents are read,
and in which order (steps.py), the process itself (process.py), nor the reading (child.py).

A process lives on from document to document, so that imports are paid once, until it has read RECYCLE_AFTER of them or has grown.
"""

import contextlib
import shutil
import threading
import time
from collections.abc import Generator
from pathlib import Path

from pipelines.archive import blob_path
from pipelines.flow import readings
from pipelines.flow.errors import ReadingFailedError, StoppedError
from pipelines.flow.process import Answer, Child, LostError, Told
from pipelines.flow.tasks import MEMORY_LIMIT, UNREADABLE, UNSUPPORTED, Limits, Outcome, ReadTask

RECYCLE_AFTER = 100
# A child that holds more than this share of what a document may take is not kept for the next.
KEEP_BELOW = 0.5


class _Children:
    """The idle and busy children of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: dict[str, list[Child]] = {}
        self._busy: set[Child] = set()
        self._stopping = False

    def lease(self, reader: str, version: str, *, fresh: bool = False) -> Child:
        with self._lock:
            self._refuse_if_stopping()
            idle = self._idle.setdefault(reader, [])
            if idle and not fresh:
                child = idle.pop()
                self._busy.add(child)
                return child
            child = Child(reader)
            self._busy.add(child)
        try:
            child.greet(version)
        except BaseException:
            self.drop(child)
            with self._lock:
                self._refuse_if_stopping()
            raise
        return child

    def give_back(self, child: Child, reader: str, limits: Limits) -> None:
        with self._lock:
            keep = (
                not self._stopping and child.documents < RECYCLE_AFTER and child.memory() < limits.memory * KEEP_BELOW
            )
            if keep:
                self._busy.discard(child)
                self._idle.setdefault(reader, []).append(child)
        if not keep:
            self.drop(child)

    def drop(self, child: Child) -> None:
        child.close()
        with self._lock:
            self._busy.discard(child)

    def stop(self) -> None:
        """End all children at once; readings under way raise StoppedError until `start` is called."""
        with self._lock:
            self._stopping = True
            for child in self._busy:
                child.kill()
            idle = [child for children in self._idle.values() for child in children]
            self._idle.clear()
        for child in idle:
            child.close()

    def start(self) -> None:
        with self._lock:
            self._stopping = False

    @property
    def stopping(self) -> bool:
        return self._stopping

    def _refuse_if_stopping(self) -> None:
        if self._stopping:
            raise StoppedError("reading was stopped")


_children = _Children()


def stop_children() -> None:
    """End every worker process of this process; readings under way raise StoppedError. `allow_children` lifts it."""
    _children.stop()


def allow_children() -> None:
    """Let worker processes be started (again)."""
    _children.start()


def supervise(task: ReadTask, told: Told | None = None) -> Outcome:
    """Read one document in a child process and put its reading in place; the task function for an executor. `told` hears how many
    pictures of the document are recognised, of how many.

    Raises WorkerStartError, ReadingFailedError or StoppedError where the document is not to blame; then there is no reading.
    """
    with _partial(task) as partial:
        answer, peak_memory = _read(task, partial, told)
        if answer.failed:
            raise ReadingFailedError(f"{task.file_name}: {answer.failed}")
        return _commit(task, partial, answer, peak_memory)


def quarantine_unsupported(task: ReadTask) -> Outcome:
    """Put the reading of a file in place that is no PDF and does not claim to be one; no process is needed. Raises ReadingFailedError."""
    with _partial(task) as partial:
        return _commit(task, partial, Answer(status_reason=UNSUPPORTED), peak_memory=0)


@contextlib.contextmanager
def _partial(task: ReadTask) -> Generator[Path, None, None]:
    """A folder for the reading under way, gone afterwards; a disk that does not take it raises ReadingFailedError."""
    folder = None
    try:
        folder = readings.partial_folder(Path(task.data_dir), task.document_id)
        yield folder
    except OSError as error:
        raise ReadingFailedError(f"{task.file_name}: the reading cannot be written: {error}") from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _commit(task: ReadTask, partial: Path, answer: Answer, peak_memory: int) -> Outcome:
    meta = readings.meta_for(
        status=answer.status,
        reason=answer.status_reason,
        seconds=answer.seconds,
        peak_memory=peak_memory,
        limits=task.limits,
        reader=task.reader,
        recogniser=answer.recogniser,
        error=answer.error,
    )
    rows = answer.rows
    if not rows:
        rows = readings.write_quarantined(partial, task.document_id, task.version, answer.status_reason or UNREADABLE)
    readings.commit(Path(task.data_dir), partial, task.version, task.document_id, task.hints, meta)
    return Outcome(
        document_id=task.document_id,
        file_name=task.file_name,
        status=answer.status,
        status_reason=answer.status_reason,
        seconds=answer.seconds,
        peak_memory=peak_memory,
        page_count=answer.page_count,
        rows=rows,
        error=answer.error,
    )


def _read(task: ReadTask, partial: Path, told: Told | None) -> tuple[Answer, int]:
    """The child's answer, or the one that its end amounts to; and the most memory it was seen to hold."""
    answer, peak_memory, used = _attempt(task, partial, told, fresh=False)
    if used and not answer.rows and answer.status_reason in {MEMORY_LIMIT, UNREADABLE}:
        # What documents before it left in the process must not be held against this one.
        answer, peak_memory, _ = _attempt(task, partial, told, fresh=True)
    return answer, peak_memory


def _attempt(task: ReadTask, partial: Path, told: Told | None, *, fresh: bool) -> tuple[Answer, int, bool]:
    """As _read, in a new process or any; besides, whether the process had read other documents before."""
    request = {
        "blob": str(blob_path(Path(task.data_dir), task.document_id).absolute()),
        "partial": str(partial.absolute()),
        "document_id": task.document_id,
        "hints": dict(task.hints),
        "recognised": str(Path(task.data_dir, "recognised").absolute()),
    }
    child = _children.lease(task.reader, task.version, fresh=fresh)
    used = child.documents > 0
    started = time.perf_counter()
    try:
        answer = child.ask(request, task.limits, told)
    except LostError as error:
        _children.drop(child)
        if _children.stopping:
            raise StoppedError("reading was stopped") from error
        answer = Answer(error.reason, seconds=time.perf_counter() - started, error=str(error))
    except BaseException:
        _children.drop(child)
        raise
    else:
        _children.give_back(child, task.reader, task.limits)
    return answer, child.peak_memory, used
