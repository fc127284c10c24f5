"""Rows of a ruled table that has no rules between them: one tall cell a column, line under line.

Here: cutting tall rows by their text. Not here: tables without vertical rules (aligned.py).
"""

from collections.abc import Sequence
from itertools import pairwise

from ..pages import Box, Page, Run, hull
from ..pages.model import rows_of
from .headers import AMOUNT
from .lines import rows_by_figures
from .wrapped import with_rests

_TALL = 40  # points: two lines of print
FEWEST = 3  # lines with money in two columns: fewer may be a cell that happens to hold two figures


def part_rows(page: Page, boxes: Sequence[Box]) -> list[Box]:
    """The boxes with every tall row cut into the rows that its text shows; others as they are."""
    bands: dict[tuple[int, int], list[Box]] = {}
    for box in boxes:
        bands.setdefault((round(box[1]), round(box[3])), []).append(box)
    tall = [band for (top, bottom), band in bands.items() if bottom - top >= _TALL and len(band) > 1]
    if not tall:
        return [box for band in bands.values() for box in band]
    placed = [(run.box.x_mid, run.box.y_mid, run) for run in page.runs]
    cut = {id(band): _cuts(placed, band) for band in tall}
    out: list[Box] = []
    for band in bands.values():
        cuts = cut.get(id(band))
        if not cuts:
            out += band
            continue
        out += [Box(b.x0, top, b.x1, bottom) for b in band for top, bottom in pairwise([b.top, *cuts, b.bottom])]
    return out


def _cuts(placed: Sequence[tuple[float, float, Run]], band: Sequence[Box]) -> list[float]:
    x0, top, x1, bottom = hull(band)
    lines = with_rests(rows_of([run for x, y, run in placed if x0 <= x <= x1 and top <= y <= bottom]))
    if sum(_columns_with_money(line, band) >= 2 for line in lines) < FEWEST:
        return []
    rows = [hull(run.box for line in row for run in line) for row in rows_by_figures(lines)]
    return [(above.bottom + below.top) / 2 for above, below in pairwise(rows)]


def _columns_with_money(line: Sequence[Run], band: Sequence[Box]) -> int:
    money = [r for r in line if AMOUNT.fullmatch(r.text) and "." in r.text]
    return len({i for r in money for i, box in enumerate(band) if box.x0 <= r.box.x_mid < box.x1})
