"""Tables too wide for the paper that a spreadsheet prints on: their right columns stand on a later page, row beside row.

Here: which page goes on to the right of which, and the grid of both. Not here: pages that go on downwards (stitch.py).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from ..pages import Page
from .headers import AMOUNT, header_row_count
from .model import Cell, Grid
from .running_lines import PAGE_NUMBER

_SAME = 1.5  # points by which the rows of both halves may stand apart
_FEWEST_ROWS = 4  # rows at the same heights by chance: forms of fewer are too much alike
_MOST_PAGES = 12  # printed down before the right columns begin

Grids = Sequence[Sequence[Grid]]


def joined_sideways(pages: Sequence[Page], grids: Grids) -> Grids:
    """The grids by page, those that only hold the right columns of an earlier page's joined to it. They have neither names nor a title of
    their own, and a row at every height where the left page has one."""
    out = [list(found) for found in grids]
    for at, page in enumerate(pages):
        if not (at and len(out[at]) == 1 and _is_right_half(page, out[at][0])):
            continue
        down = next((n for n in range(1, min(at, _MOST_PAGES) + 1) if _beside(pages, out, at, n)), 0)
        for left in range(at - down, at):
            right = left + down
            out[left] = [_wider(out[left][0], out[right][0])]
            out[right] = []
    return out


def _is_right_half(page: Page, grid: Grid) -> bool:
    """Whether a page holds nothing but amounts under headers."""
    return (
        grid.row_count >= _FEWEST_ROWS
        and _names_nothing(grid)
        and header_row_count(grid.rows) > 0
        and _is_all(page, grid)
    )


def _names_nothing(grid: Grid) -> bool:
    """Whether all rows but headers are figures, of which some have cents or thousands."""
    corner = grid.by_place.get((grid.row_count - 1, 0))
    if corner is not None and corner.text and not _is_figure(corner):
        return False  # as of nearly every page
    figures = [c for c in grid.cells if c.text and _is_figure(c)]
    words = [c for c in grid.cells if c.text and not _is_figure(c)]
    below = max((c.row + c.row_span for c in words), default=0)
    return bool(figures) and below <= min(c.row for c in figures) and any(re.search("[.,，]", c.text) for c in figures)


def _is_figure(cell: Cell) -> bool:
    return AMOUNT.fullmatch(cell.flat) is not None


def _is_all(page: Page, grid: Grid) -> bool:
    return all(
        grid.box.holds(line.box.x_mid, line.box.y_mid, 1) or PAGE_NUMBER.match(line.text) is not None
        for line in page.lines
    )


def _beside(pages: Sequence[Page], grids: Grids, at: int, down: int) -> bool:
    """Whether the pages from `at` hold, one by one, the right columns of as many pages before them."""
    if at + down > len(pages):
        return False
    for left, right in ((grids[at - down + n], grids[at + n]) for n in range(down)):
        if len(left) != 1 or len(right) != 1 or not _names_nothing(right[0]) or _names_nothing(left[0]):
            return False
        if len(left[0].ys) != len(right[0].ys):
            return False
        if any(abs(a - b) > _SAME for a, b in zip(left[0].ys, right[0].ys, strict=True)):
            return False
    return True


def _wider(left: Grid, right: Grid) -> Grid:
    """The left grid with the columns of the right one, whose cells stay on their own page."""
    shift = left.xs[-1] - right.xs[0]
    cells = (*left.cells, *(replace(c, column=c.column + left.column_count) for c in right.cells))
    return replace(left, xs=(*left.xs, *(x + shift for x in right.xs[1:])), cells=cells)
