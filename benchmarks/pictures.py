"""How well pages are read that went through a bad scanner: cells right by dots and skew, and what a stated confidence is worth.

Here: degraded pages of the samples, read and compared cell by cell with their text layer. Not here: how a page is degraded (degrade.py).
Needs the extra `ocr`; takes three minutes on one core.

    python -m benchmarks.pictures [--remember FOLDER]
"""

import argparse
import math
import statistics
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.degrade import Wear, degraded
from pipelines.flow.recognised import RecognisedFiles
from pipelines.reading.engines import first_grids
from pipelines.reading.pages import Document, Page
from pipelines.reading.pictures import Memory, read_pictures
from pipelines.reading.pictures.confidence import FIGURE
from pipelines.reading.tables.model import Cell

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "raw" / "samples"
# One page of forms each of two layouts: a word processor's and a spreadsheet's.
PAGES = (("fuzhou_2020_final_word", 8), ("sanming_2023_final_sheet", 6))
DOTS = (75, 100, 150, 200)
SKEWS = (0.0, 2.0)
PLAIN = Wear(noise=3, blur=0.1)
WORN = {
    "noise of 12": replace(PLAIN, noise=12),
    "blur of 0.6 points": replace(PLAIN, blur=0.6),
    "JPEG quality 15": replace(PLAIN, quality=15),
    "seal": replace(PLAIN, seal=True),
    "fax": replace(PLAIN, fax=True, dpi=200),
    "fax, askew by 1°": replace(PLAIN, fax=True, dpi=200, skew=1),
    "all of it, 120 dpi": Wear(dpi=120, skew=1, seal=True, blur=0.3, noise=8, quality=40),
}


@dataclass(frozen=True)
class Judged:
    """A cell of the text layer: whether it holds a figure, whether the picture gave the same text, and how sure it was (None where it
    gave no such cell)."""

    figure: bool
    right: bool
    confidence: float | None


def pages_of(data: bytes) -> list[Page]:
    """The pages of a PDF by its text layer."""
    with Document(data) as document:
        return list(document.pages())


def judge(truth: Page, seen: Page, skew: float) -> list[Judged]:
    """The cells of a page's text layer, each against the cell that lies in its place in the degraded page's picture."""
    (whole,), (read,) = first_grids([truth]), first_grids([seen])
    placed = [(picture.displayed(c.box), c) for g in read for c in g.cells if (picture := seen.picture_at(c.box))]
    out = []
    for cell in (c for g in whole for c in g.cells if c.ink is not None):
        x, y = _turned(cell, truth, skew)
        near = [(abs(b.x_mid - x) + abs(b.y_mid - y), n) for n, (b, _) in enumerate(placed) if b.holds(x, y)]
        found = placed[min(near)[1]][1] if near else None
        figure = FIGURE.fullmatch(cell.flat) is not None
        right = found is not None and _folded(found.flat) == _folded(cell.flat)
        out.append(Judged(figure, right, found.confidence if found is not None and found.text else None))
    return out


def _turned(cell: Cell, page: Page, skew: float) -> tuple[float, float]:
    """Where the middle of a cell's text lies after the page was turned about its middle."""
    box = cell.ink or cell.box
    x, y = box.x_mid - page.width / 2, box.y_mid - page.height / 2
    cos, sin = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    return page.width / 2 + x * cos + y * sin, page.height / 2 - x * sin + y * cos


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def read_worn(data: bytes, number: int, wear: Wear, memory: Memory | None) -> tuple[list[Judged], float]:
    """One page of a PDF, degraded and read: its cells, and the seconds that reading took."""
    truth = pages_of(data)[number - 1]
    worn = degraded(data, wear, [number])
    started = time.perf_counter()
    (seen,) = read_pictures(worn, pages_of(worn), (), memory)
    return judge(truth, seen, wear.skew), time.perf_counter() - started


def share(judged: Iterable[Judged], *, figures: bool) -> str:
    """The share of cells that are right, in percent."""
    of_kind = [j.right for j in judged if j.figure == figures]
    return f"{100 * sum(of_kind) / len(of_kind):.1f}" if of_kind else "none"


def reliability(judged: Sequence[Judged]) -> list[str]:
    """A row for each stated confidence: how many cells, and the share of them that is right, figures and words apart."""
    by_stated: dict[float, list[Judged]] = defaultdict(list)
    for j in judged:
        if j.confidence is not None:
            by_stated[j.confidence].append(j)
    rows = ["| stated | figures | right % | words | right % |", "|---|---|---|---|---|"]
    for stated in sorted(by_stated, reverse=True):
        cells = by_stated[stated]
        counts = [sum(j.figure == kind for j in cells) for kind in (True, False)]
        rows.append(
            f"| {stated:g} | {counts[0]:,} | {share(cells, figures=True)} | {counts[1]:,} | {share(cells, figures=False)} |"
        )
    missed = sum(j.confidence is None for j in judged)
    return [*rows, "", f"{missed:,} of {len(judged):,} cells were not found at all."]


def main() -> None:
    """The command: see the module's first lines."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pictures", description=__doc__)
    parser.add_argument("--remember", type=Path, help="keep what is recognised here, for the next run")
    remember = parser.parse_args().remember
    memory = RecognisedFiles(remember) if remember else None
    documents = [((SAMPLES / f"{name}.pdf").read_bytes(), page) for name, page in PAGES]
    every: list[Judged] = []
    seconds: list[float] = []

    def read(wear: Wear) -> list[Judged]:
        judged = []
        for data, page in documents:
            found, took = read_worn(data, page, wear, memory)
            judged += found
            seconds.append(took)
        every.extend(judged)
        return judged

    lines = ["| dpi | " + " | ".join(f"{skew:g}°" for skew in SKEWS) + " |", "|---|" + "---|" * len(SKEWS)]
    for dots in DOTS:
        found = [read(replace(PLAIN, dpi=dots, skew=skew)) for skew in SKEWS]
        cells = [f"{share(f, figures=True)} / {share(f, figures=False)}" for f in found]
        lines.append(f"| {dots} | " + " | ".join(cells) + " |")
    lines += ["", "| 150 dpi with | figures / words |", "|---|---|"]
    for name, wear in WORN.items():
        found = read(wear)
        lines.append(f"| {name} | {share(found, figures=True)} / {share(found, figures=False)} |")
    lines += ["", *reliability(every), "", f"Seconds a page: median {statistics.median(seconds):.1f}."]
    print("\n".join(lines))  # noqa: T201 - this is what the command is for


if __name__ == "__main__":
    main()
