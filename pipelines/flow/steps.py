"""The steps of a run as plain functions: archive, read, build. The command line and Dagster's assets call these same functions.

Belongs here: the order of things, and which documents need reading. Does not belong here: how a document is read (supervise.py,
pipelines/reading), the model (dbt, pipelines/publish), printing.
"""

import os
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.archive import (
    ArchivedDocument,
    ArchiveSummary,
    Input,
    archive_inputs,
    archived_documents,
    hold,
)
from pipelines.archive.changes import read_changes
from pipelines.archive.files import write_atomic
from pipelines.archive.portal import withdrawn
from pipelines.flow import readings
from pipelines.flow.errors import NothingToReadError, ReadingFailedError
from pipelines.flow.supervise import allow_children, quarantine_unsupported, stop_children, supervise
from pipelines.flow.tasks import DEFAULT_READER, Limits, Outcome, ReadTask, reader_version
from pipelines.review import decisions_of, ledger_path, read_entries

if TYPE_CHECKING:
    from pipelines.publish import PublishSummary

ARCHIVE, READ, BUILD = "archive", "read", "build"
# Called with the step, how much of it is done, of how much, and the name at hand.
Progress = Callable[[str, int, int, str], None]
# So many tasks are in an executor's queue for each that runs: enough that none waits, few enough that millions of documents do not pile up.
QUEUED_PER_WORKER = 4
LISTEN_SECONDS = 0.2


@dataclass(frozen=True)
class ReadSummary:
    """What came of reading: outcomes of the documents read now, how many had a reading already, failures in sentences."""

    outcomes: tuple[Outcome, ...]
    unchanged: int
    failures: tuple[str, ...]


@dataclass(frozen=True)
class RunSummary:
    """What came of a run; `published` is None where the published copy was up to date, or there was nothing to publish."""

    archive: ArchiveSummary
    read: ReadSummary
    published: "PublishSummary | None"

    @property
    def failures(self) -> tuple[str, ...]:
        """Everything that was named and could not be read, in sentences; empty after a run that did its job."""
        return self.archive.failures + self.read.failures


def default_workers() -> int:
    """As many workers as processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    inputs: Iterable[Input],
    data_dir: Path,
    *,
    workers: int | None = None,
    limits: Limits | None = None,
    reader: str = DEFAULT_READER,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> RunSummary:
    """Archive what is named (with nothing named, every configured source), read what is not read yet, publish what changed.

    A run that was cut off anywhere is completed by the next. Raises a DuizhangError where the run itself fails; what is wrong with single
    inputs is in the summary.
    """
    named = list(inputs)
    if not named:
        from pipelines.sources import configured_inputs

        named = configured_inputs(data_dir)
    with hold(data_dir):
        archived = archive_inputs(named, data_dir, _step(progress, ARCHIVE))
        if not archived_documents(data_dir) and not archived.failures:
            raise NothingToReadError(
                f"nothing to read: nothing that was named holds a PDF, and nothing is configured for {data_dir}"
            )
        read = read_archived(
            data_dir, workers=workers, limits=limits, reader=reader, executor=executor, progress=progress
        )
        if progress:
            progress(BUILD, 0, 1, "")
        published = build_warehouse(data_dir, reader=reader)
        if progress:
            progress(BUILD, 1, 1, "")
    return RunSummary(archived, read, published)


def read_archived(
    data_dir: Path,
    *,
    workers: int | None = None,
    limits: Limits | None = None,
    reader: str = DEFAULT_READER,
    document_ids: Collection[str] | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    wait_for_lock: float = 0.0,
) -> ReadSummary:
    """Read every archived document (or of these alone) that has no reading by this version of the reader with these hints, decisions of
    persons included.

    Largest first, so that none is left for the end. `executor` runs `supervise` on each; without one, `workers` threads do, each
    watching a process. One document never stops the others: its limits or its crash become its status. An interruption
    ends the worker processes and is passed on; what was read stays read.
    """
    limits = limits or Limits()
    version = reader_version(reader)
    with hold(data_dir, wait_for_lock):
        readings.sweep_partial(data_dir)
        documents = [d for d in archived_documents(data_dir) if document_ids is None or d.document_id in document_ids]
        hints = _hints(documents, data_dir)
        todo = [
            d for d in documents if not readings.holds(data_dir, version, d.document_id, hints[d.document_id], limits)
        ]
        todo.sort(key=lambda d: (-d.size, d.document_id))
        tasks = [_task(d, data_dir, hints[d.document_id], reader, version, limits) for d in todo]
        if tasks:
            readings.mark_changed(data_dir)
        outcomes: list[Outcome] = []
        failures: list[str] = []
        report = _step(progress, READ) or (lambda done, total, name: None)
        report(0, len(tasks), "")
        with _executor(executor, workers or default_workers(), len(tasks)) as (pool, width):
            supported = {d.document_id for d in todo if d.supported}

            def read(task: ReadTask) -> Future[Outcome]:
                if task.document_id not in supported:
                    return pool.submit(quarantine_unsupported, task)
                if executor is not None:  # it may run on another machine, from which nothing is heard before the end
                    return pool.submit(supervise, task)
                return pool.submit(
                    supervise,
                    task,
                    lambda n, of: report(
                        len(outcomes) + len(failures), len(tasks), f"{task.file_name} ({n}/{of} pictures)"
                    ),
                )

            for task, future in _completed(read, tasks, width):
                try:
                    outcomes.append(future.result())
                except ReadingFailedError as error:
                    failures.append(str(error))
                report(len(outcomes) + len(failures), len(tasks), task.file_name)
    return ReadSummary(tuple(outcomes), len(documents) - len(todo), tuple(failures))


def build_warehouse(
    data_dir: Path, *, reader: str = DEFAULT_READER, wait_for_lock: float = 0.0, force: bool = False
) -> "PublishSummary | None":
    """Write the index of archived documents and publish the warehouse, where anything has changed since (or by `force`).

    Returns what was published, None where nothing was. Raises PublishError where the build or a check fails; the copy published before
    then stays in place.
    """
    from pipelines import publish

    with hold(data_dir, wait_for_lock):
        if not write_index(data_dir, reader=reader):
            return None
        stale = force or readings.is_changed(data_dir)
        if not stale and publish.fingerprint(data_dir) == publish.published_fingerprint(data_dir):
            return None
        summary = publish.publish(data_dir)
        readings.mark_published(data_dir)
    return summary


def write_index(data_dir: Path, *, reader: str = DEFAULT_READER) -> int:
    """Write `DIR/raw/index.parquet`, one row per archived document, sorted by document_id; returns their number.

    `reading_path` names the reading by the reader's present version; it is NULL where there is none.
    """
    import io

    from pipelines import schema

    version = reader_version(reader)
    rows = []
    gone = withdrawn(data_dir)
    for document in archived_documents(data_dir):
        path = readings.reading_path(version, document.document_id)
        rows.append(
            {
                "document_id": document.document_id,
                "file_name": document.file_name,
                "source_id": document.source_id,
                "source_url": document.source_url,
                "published_date": document.published_date,
                "fetched_at": document.fetched_at,
                "publisher": document.publisher,
                "title": document.title,
                "byte_size": document.size,
                "withdrawn_date": gone.get(document.document_id),
                "reading_path": path if (data_dir / path).is_dir() else None,
            }
        )
    buffer = io.BytesIO()
    schema.frame("index", rows, group="archive").write_parquet(buffer, compression="zstd")
    write_atomic(data_dir / "raw" / "index.parquet", buffer.getvalue())
    _write_changes(data_dir)
    return len(rows)


def _hints(documents: Iterable[ArchivedDocument], data_dir: Path) -> dict[str, dict[str, Any]]:
    """By document, what reading may know beforehand: its circumstances, and what persons decided about its cells."""
    decided = decisions_of(read_entries(ledger_path(data_dir)))
    return {d.document_id: replace(d.hints, decisions=decided.get(d.document_id, ())).as_dict() for d in documents}


def _write_changes(data_dir: Path) -> None:
    """Write `DIR/raw/changes.parquet`, one row per change of a portal's listing, where there ever was one."""
    import io
    from datetime import date

    from pipelines import schema

    changes = read_changes(data_dir / "raw" / "changes.jsonl")
    if not changes:
        return
    rows = [
        {
            "change_number": number,
            "night": date.fromisoformat(change.night),
            "source_id": change.source_id,
            "change": change.kind,
            "url": change.url,
            "title": change.title,
            "content_sha256": change.sha256,
            "before": change.before,
            "referrer": change.referrer,
            "published_date": date.fromisoformat(change.published_date) if change.published_date else None,
        }
        for number, change in enumerate(changes, start=1)
    ]
    buffer = io.BytesIO()
    schema.frame("changes", rows, group="archive").write_parquet(buffer, compression="zstd")
    write_atomic(data_dir / "raw" / "changes.parquet", buffer.getvalue())


def _task(
    document: ArchivedDocument, data_dir: Path, hints: Mapping[str, Any], reader: str, version: str, limits: Limits
) -> ReadTask:
    return ReadTask(
        data_dir=str(data_dir.absolute()),
        document_id=document.document_id,
        file_name=document.file_name,
        size=document.size,
        hints=hints,
        reader=reader,
        version=version,
        limits=limits,
    )


@contextmanager
def _executor(given: Executor | None, workers: int, tasks: int) -> Generator[tuple[Executor, int], None, None]:
    """The executor to use and how many tasks it runs at once; one of our own is ended, with its processes, however the block ends."""
    if given is not None:
        yield given, workers
        return
    pool = ThreadPoolExecutor(max_workers=max(1, min(workers, tasks)), thread_name_prefix="reading")
    try:
        yield pool, workers
    finally:
        # The processes first: their threads return at once, and the pool can be waited for even after Ctrl-C.
        stop_children()
        pool.shutdown(wait=True, cancel_futures=True)
        allow_children()


def _completed(
    read: Callable[[ReadTask], Future[Outcome]], tasks: list[ReadTask], width: int
) -> Iterator[tuple[ReadTask, Future[Outcome]]]:
    """Tasks with their finished futures as they finish, a bounded number of them queued at any time."""
    waiting = iter(tasks)
    running: dict[Future[Outcome], ReadTask] = {}
    try:
        while True:
            while len(running) < width * QUEUED_PER_WORKER and (task := next(waiting, None)) is not None:
                running[read(task)] = task
            if not running:
                return
            # Never for long at a time: polars' own handler of SIGINT lets a wait go on, and Ctrl-C would go unheard until it ends.
            done, _ = wait(running, timeout=LISTEN_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                yield running.pop(future), future
    finally:
        for future in running:
            future.cancel()


def _step(progress: Progress | None, step: str) -> Callable[[int, int, str], None] | None:
    if progress is None:
        return None
    return lambda done, total, name: progress(step, done, total, name)
