"""`duizhang run`: archive, read, publish, and a summary of it."""

import os
import signal
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from pipelines.commands._options import DATA_DIR, DataDir, parse_size

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from pipelines.flow import Outcome, RunSummary
    from pipelines.flow.published import Published

INTERRUPTED = 130
SIGNALS = (signal.SIGINT, signal.SIGTERM)
STOPPED = "Stopped. What was read is kept; the next `duizhang run` goes on from there."
SLOWEST = 5
LISTED = 20
# A worker with its libraries holds some 200 MiB before it reads anything.
MIN_MEMORY = 256 * 1024**2
STEPS = {"archive": "archiving", "read": "reading", "build": "building"}

HELP = """Read disclosures and publish their tables.

Reads the PDFs named (of a folder, also those below it) and web addresses; with nothing named, every configured source. Runs add up: what was
read before stays, and nothing is read twice. Ends with status 0 when every input was read or put aside with a reason, with 1 when a file or
address could not be had or the run failed, with 130 after Ctrl-C. A run that was stopped is completed by the next.

Examples:

    duizhang run

    duizhang run ~/budgets --data-dir work

    duizhang run 2023.pdf https://example.gov.cn/2024.pdf --workers 4
"""


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("run", help=HELP)(run)


def run(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE|FOLDER|URL", help="What to read; nothing means every configured source."),
    ] = None,
    data_dir: DataDir = DATA_DIR,
    workers: Annotated[
        int | None, typer.Option("--workers", "-w", min=1, help="Documents read at a time.", show_default="processors")
    ] = None,
    time_limit: Annotated[
        float, typer.Option(min=1, help="Seconds that one document may take; then it is put aside.")
    ] = 300.0,
    memory_limit: Annotated[
        str, typer.Option(help="Memory that reading one document may take, like 3G or 800M.")
    ] = "3G",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print failures only.")] = False,
) -> None:
    """Run the verb: see HELP."""
    from rich.console import Console

    from pipelines import flow
    from pipelines.archive import Input

    memory = parse_size(memory_limit)
    if memory < MIN_MEMORY:
        raise typer.BadParameter(
            f"less than {MIN_MEMORY >> 20}M is not enough for any document", param_hint="--memory-limit"
        )
    errors = Console(stderr=True, soft_wrap=True)
    try:
        with _progress(errors, quiet) as progress, _stoppable(errors) as stopping:
            summary = flow.run(
                [Input(location) for location in inputs or []],
                data_dir,
                workers=workers,
                limits=flow.Limits(seconds=time_limit, memory=memory),
                reader=flow.DEFAULT_READER,
                progress=stopping.watch(progress),
            )
    except KeyboardInterrupt:
        errors.print(STOPPED, markup=False)
        raise typer.Exit(INTERRUPTED) from None
    if not quiet:
        _print_summary(Console(soft_wrap=True), summary, data_dir)
    for warning in summary.archive.warnings:
        errors.print(f"warning: {warning}", style="yellow", markup=False)
    for failure in summary.failures:
        errors.print(f"failed: {failure}", style="red", markup=False)
    if summary.failures:
        raise typer.Exit(1)


class _Stopping:
    """What Ctrl-C does, and a request to end (kill, a system that shuts down)."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._step = ""

    def watch(self, progress: Any) -> Any:
        """The same progress callback, which besides keeps note of the step."""

        def move(step: str, done: int, total: int, name: str) -> None:
            if step != self._step:
                self._step = step
                # polars, once imported, has put a handler of its own before this one, with which waits are not interrupted.
                self.listen()
            if progress is not None:
                progress(step, done, total, name)

        return move

    def listen(self) -> None:
        """Put the handlers in place."""
        for number in SIGNALS:
            signal.signal(number, self._stop)

    def _stop(self, *_: Any) -> NoReturn:
        if self._step == "build":
            # dbt would take the interruption for an error of its own, and print it. Nothing needs tidying up: a run may be killed anywhere.
            self._console.show_cursor(True)
            os.write(2, f"\n{STOPPED}\n".encode())
            os._exit(INTERRUPTED)
        raise KeyboardInterrupt


@contextmanager
def _stoppable(console: "Console") -> Generator[_Stopping, None, None]:
    # Python's helper process for semaphores complains when its parent leaves in the midst of a build.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker:UserWarning")
    before = {number: signal.getsignal(number) for number in SIGNALS}
    stopping = _Stopping(console)
    stopping.listen()
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


@contextmanager
def _progress(console: "Console", quiet: bool) -> Generator[Any, None, None]:
    """A callback for the run's steps: a bar on a terminal, one line a step elsewhere."""
    if quiet:
        yield None
        return
    if not console.is_terminal:
        said: set[str] = set()

        def say(step: str, done: int, total: int, name: str) -> None:
            if total and step not in said:
                said.add(step)
                console.print(f"{STEPS[step]} {total} documents" if step != "build" else STEPS[step])

        yield say
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    name_column = TextColumn("{task.fields[name]}", markup=False, table_column=Column(no_wrap=True, max_width=40))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), name_column)
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def move(step: str, done: int, total: int, name: str) -> None:
            if not total:
                return
            if step not in tasks:
                tasks[step] = bar.add_task(STEPS[step], total=total, name="")
            bar.update(tasks[step], completed=done, total=total, name=name)

        yield move


def _print_summary(console: "Console", summary: "RunSummary", data_dir: Path) -> None:
    from pipelines.flow.errors import NothingPublishedError
    from pipelines.flow.published import published

    archived, read = summary.archive, summary.read
    console.print(
        f"{archived.new} new, {archived.unchanged} unchanged; {len(read.outcomes)} documents read, "
        f"{read.unchanged} read before; " + ("published anew" if summary.published else "nothing new to publish")
    )
    try:
        console.print(_figures(published(data_dir), data_dir))
    except NothingPublishedError:
        return
    _print_unrecognised(console, data_dir)
    for warned in summary.published.warned if summary.published else ():
        console.print(f"test {warned.test} warns: {warned.rows:,} rows", style="yellow", markup=False, highlight=False)
    if read.outcomes:
        console.print(_slowest(read.outcomes))
    _print_defects(console, read.outcomes)


def _print_unrecognised(console: "Console", data_dir: Path) -> None:
    """What to do about pictures of text, where there are any and nothing is installed to read them."""
    from pipelines.flow.published import published
    from pipelines.reading.recogniser import HOW_TO_INSTALL, recogniser_version

    waiting = published(data_dir).reasons["needs_ocr"]
    if waiting and recogniser_version() is None:
        console.print(
            f"needs_ocr: {waiting} documents hold text in pictures. Install the extra `ocr` ({HOW_TO_INSTALL}) and run again:"
            " only these are read anew.",
            style="yellow",
            markup=False,
            highlight=False,
        )


def _figures(figures: "Published", data_dir: Path) -> "Table":
    from rich.table import Table

    table = Table(title=f"{data_dir}/curated", title_justify="left", show_header=False, show_edge=False, box=None)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim", overflow="fold")
    table.add_row("documents", f"{figures.documents.total():,}", "", style="bold")
    for status in ("complete", "partial", "quarantined"):
        table.add_row(f"  {status}", f"{figures.documents[status]:,}", _counted(_reasons_of(status, figures.reasons)))
    table.add_row("amounts", f"{figures.amounts:,}", "", style="bold")
    table.add_row("checks", f"{figures.checks.total():,}", "", style="bold")
    for outcome in ("pass", "rounding", "mismatch", "insufficient"):
        table.add_row(f"  {outcome}", f"{figures.checks[outcome]:,}", "")
    return table


def _reasons_of(status: str, reasons: Counter[str]) -> Counter[str]:
    from pipelines import schema

    known = schema.enum("status_reason")
    return Counter({name: count for name, count in reasons.items() if name in known and known[name].of == status})


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _slowest(outcomes: "tuple[Outcome, ...]") -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(title="slowest documents", title_justify="left", show_edge=False, box=None, header_style="dim")
    table.add_column("seconds", justify="right")
    table.add_column("pages", justify="right")
    table.add_column("MiB", justify="right")
    table.add_column("status")
    table.add_column("file", overflow="fold")
    for outcome in sorted(outcomes, key=lambda outcome: -outcome.seconds)[:SLOWEST]:
        pages = "" if outcome.page_count is None else str(outcome.page_count)
        table.add_row(
            f"{outcome.seconds:.1f}", pages, str(outcome.peak_memory >> 20), outcome.status, Text(outcome.file_name)
        )
    return table


def _print_defects(console: "Console", outcomes: "tuple[Outcome, ...]") -> None:
    """Documents on which the reader raised an error or its process ended: quarantined, but the program's fault as likely as theirs."""
    defects = [outcome for outcome in outcomes if outcome.error]
    if not defects:
        return
    console.print(
        f"reading ended early on {len(defects)} documents (details in their readings' meta.json):", style="yellow"
    )
    for outcome in defects[:LISTED]:
        said = (outcome.error or "").partition("\n")[0]
        console.print(
            f"  {outcome.file_name}: {outcome.status_reason}: {said}", style="yellow", markup=False, highlight=False
        )
    if len(defects) > LISTED:
        console.print(f"  and {len(defects) - LISTED} more", style="yellow")
