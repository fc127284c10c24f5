"""Speed of the whole reading beside pdfplumber's tables alone: `python -m benchmarks.reading [FOLDER]`.

Here: which documents, in which turn, the arithmetic and the lines of the report. Not here: the stages (stages.py), the other
libraries (peers.py), worker processes (workers.py). What the figures mean stands in README.md.
"""

import argparse
import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from unittest import mock

import pypdfium2

from benchmarks import peers, workers
from benchmarks.stages import REST, StageClock
from pipelines import reading
from pipelines.flow.readings import write_tables
from pipelines.reading.collector import rarely_collected

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "raw" / "samples"
CAMELOT_PAGES = 40  # it takes a quarter of a second for one, three times as long for another


@dataclass(frozen=True)
class Timing:
    """One document: its pages, seconds of the whole reading and of the peer in each round, pages with ruled tables."""

    path: Path
    pages: int
    ours: tuple[float, ...]
    peer: tuple[float, ...]
    ruled: tuple[int, ...] = field(default=(), repr=False)

    @property
    def seconds(self) -> float:
        return median(self.ours)

    @property
    def ratio(self) -> float:
        """How many times as fast as the peer: the median of the rounds' ratios."""
        return median(peer / ours for ours, peer in zip(self.ours, self.peer, strict=True))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line; prints the report."""
    options = _options(arguments)
    paths = choose(sorted(options.folder.glob("*.pdf")), options.pages)
    if not paths:
        sys.exit(f"no readable PDF in {options.folder}")
    clock = StageClock()
    with one_core(), blind():
        _warm_up(paths)
        timings = [timed(path, clock, options.rounds) for path in paths]
        _print(report(timings))
        _print(report_stages(clock, timings))
        if options.camelot:
            _print(report_camelot(timings, *camelot_sample(timings)))
    if options.memory:
        largest = max(timings, key=lambda t: t.pages)
        peak = workers.peak_memory(largest.path)
        _print([f"memory: a worker holds at most {peak / 1e6:.0f} MB on {largest.path.name} ({largest.pages} pages)"])
    if options.workers > 1:
        one, several = workers.seconds_with([t.path for t in timings], (1, options.workers), options.rounds)
        possible = workers.machine_gain(options.workers, options.rounds)
        _print(
            [
                f"workers: {options.workers} are {one / several:.2f} x as fast as 1 ({several:.1f} s and {one:.1f} s); "
                f"{options.workers} processes that do nothing but compute: {possible:.2f} x"
            ]
        )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reading", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("folder", nargs="?", type=Path, default=SAMPLES, help="folder of PDFs (default: the samples)")
    parser.add_argument("--pages", type=int, help="take documents spread over the folder until they have so many pages")
    parser.add_argument("--rounds", type=int, default=1, help="times that each document is read (default: 1)")
    parser.add_argument("--no-camelot", dest="camelot", action="store_false", help="leave camelot out")
    parser.add_argument(
        "--memory", action="store_true", help="also the peak memory of a worker on the longest document"
    )
    parser.add_argument("--workers", type=int, default=1, help="also what so many workers gain over one")
    options = parser.parse_args(arguments)
    if options.rounds < 1 or not options.folder.is_dir():
        parser.error("rounds are 1 or more, and the folder is one")
    return options


def choose(paths: Sequence[Path], pages: int | None) -> list[Path]:
    """The documents that open, in the given order; with a number of pages, so many of them spread over the list as make it up."""
    lengths = {path: length for path in paths if (length := page_count(path))}
    opened = list(lengths)
    total = sum(lengths.values())
    if pages is None or total <= pages:
        return opened
    step = max(1, total // pages)
    chosen: list[Path] = []
    for path in (path for start in range(step) for path in opened[start::step]):
        if sum(lengths[p] for p in chosen) >= pages:
            break
        chosen.append(path)
    return chosen


def page_count(path: Path) -> int:
    """Pages of a PDF, 0 where it does not open."""
    try:
        with pypdfium2.PdfDocument(path) as opened:
            return len(opened)
    except pypdfium2.PdfiumError:
        return 0


@contextmanager
def one_core() -> Generator[None]:
    """Everything in this process on one core, where the system lets a process choose."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def blind() -> Generator[None]:
    """The reading as it is without the extra `ocr`: pictures are found and nothing in them is recognised, as the peers see none
    (benchmarks/pictures.py times the recogniser)."""
    with mock.patch("pipelines.reading.pictures.read.recogniser_version", return_value=None):
        yield


def _warm_up(paths: Sequence[Path]) -> None:
    """Both sides read the smallest document once, and all libraries are imported: a worker pays for that once, not by document."""
    import pdf_oxide  # noqa: F401 - the smallest document asks no witness and names no picture
    import playa  # noqa: F401

    smallest = min(paths, key=lambda path: path.stat().st_size).read_bytes()
    read_and_write(smallest)
    peers.pdfplumber_tables(smallest)
    peers.camelot_tables(smallest, 1)


def timed(path: Path, clock: StageClock, rounds: int) -> Timing:
    """One document read by both in turn; who begins changes with the round. The clock adds up all rounds."""
    data = path.read_bytes()
    ours: list[float] = []
    peer: list[float] = []
    length, ruled = 0, ()

    def read() -> None:
        nonlocal length, ruled
        with clock.document(path.name):
            length, ruled = read_and_write(data)

    for number in range(rounds):
        turns: list[tuple[list[float], Callable[[], object]]] = [
            (ours, read),
            (peer, lambda: peers.pdfplumber_tables(data)),
        ]
        for times, work in turns if number % 2 == 0 else reversed(turns):
            times.append(cpu_seconds(work))
    return Timing(path, length, tuple(ours), tuple(peer), ruled)


@rarely_collected()
def read_and_write(data: bytes) -> tuple[int, tuple[int, ...]]:
    """The whole reading as a worker does it: bytes to records, and these to Parquet. Returns how many pages the document has, and the
    numbers of those with ruled tables."""
    found = reading.read_document(data)
    head = found.tables["documents"][0]
    with tempfile.TemporaryDirectory() as folder:
        write_tables(Path(folder), head["document_id"], found.tables)
    return head["page_count"] or len(found.pages), tuple(page.number for page in found.pages if page.cells)


def cpu_seconds(work: Callable[[], object]) -> float:
    """Processor seconds of a call, of all threads; what others do on the machine disturbs them less than the time of day."""
    gc.collect()
    started = time.process_time()
    work()
    return time.process_time() - started


def camelot_sample(timings: Sequence[Timing], pages: int = CAMELOT_PAGES) -> tuple[list[Timing], float]:
    """Pages with ruled tables, spread over the documents, through camelot: the document of each page, and seconds for all."""
    ruled = [(timing, number) for timing in timings for number in timing.ruled]
    spread = [ruled[len(ruled) * n // pages] for n in range(pages)] if len(ruled) > pages else ruled
    seconds = 0.0
    for timing, number in spread:
        data = timing.path.read_bytes()
        seconds += cpu_seconds(lambda data=data, number=number: peers.camelot_tables(data, number))
    return [timing for timing, _ in spread], seconds


def report(timings: Sequence[Timing]) -> list[str]:
    """Pages a second of both over all documents, each by its median round, and how the ratio differs from document to document."""
    pages = sum(t.pages for t in timings)
    ours = sum(t.seconds for t in timings)
    peer = sum(median(t.peer) for t in timings)
    ratios = sorted(t.ratio for t in timings)
    return [
        f"{len(timings)} documents, {pages} pages, {len(timings[0].ours)} rounds",
        f"reading {pages / ours:.1f} pages/s, pdfplumber {pages / peer:.1f} pages/s, ratio {peer / ours:.1f} x",
        f"ratio by document: median {median(ratios):.1f} x, lowest {ratios[0]:.1f} x, highest {ratios[-1]:.1f} x",
    ]


def report_stages(clock: StageClock, timings: Sequence[Timing]) -> list[str]:
    """The share of each stage in the time of the reading, of the pages not searched for tables, and of the pages and documents that
    further readers are asked about."""
    asked = {reader: len(pages) for reader, pages in clock.asked.items()}
    every = set().union(*clock.asked.values())
    documents, pages = len({name for name, _ in every}), sum(t.pages for t in timings)
    return [
        f"time: {', '.join(f'{name} {share:.0%}' for name, share in shares(clock.seconds).items())} ({REST}: with Parquet)",
        f"not searched for tables: {len(clock.unsearched)} of {pages} pages ({len(clock.unsearched) / pages:.1%})",
        f"further readers asked about {len(every)} of {pages} pages ({len(every) / pages:.1%}) "
        f"in {documents} of {len(timings)} documents ({documents / len(timings):.0%})"
        + "".join(f", {reader} {count}" for reader, count in asked.items()),
    ]


def shares(seconds: Mapping[str, float]) -> dict[str, float]:
    """Each stage's part of the whole."""
    total = sum(seconds.values())
    return {name: value / total for name, value in seconds.items()}


def report_camelot(timings: Sequence[Timing], sample: Sequence[Timing], seconds: float) -> list[str]:
    """Camelot on a sample of pages beside the reading of the same documents, page for page."""
    if not sample:
        return ["camelot lattice: no page with ruled tables"]
    ours = sum(timing.seconds / timing.pages for timing in sample)
    return [
        f"camelot lattice {len(sample) / seconds:.2f} pages/s on {len(sample)} pages with ruled tables, ratio {seconds / ours:.0f} x"
    ]


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
