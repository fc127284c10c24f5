"""Tables of which only the header, or only the frame, is ruled: rows stand without rules under the columns of a ruled header.

Here: cells for such rows, and which frames say nothing of columns. Not here: tables without any vertical rule (aligned.py), rows
without rules inside ruled columns (parted_rows.py).
"""

import re
from collections.abc import Sequence

from ..pages import Box, Page, hull
from ..pages.model import rows_of
from .aligned import body_boxes
from .headers import AMOUNT, MAX_HEADER, header_row_count
from .lines import rows_by_figures
from .model import Grid
from .regions import FAR, figured, is_break
from .wrapped import with_rests

FEWEST = 4  # figures with cents or thousands inside a frame: fewer are prose in a box


def framed(page: Page, grid: Grid) -> bool:
    """Whether a grid is but a frame around columns that no rule parts: one column with many figures in it."""
    return grid.column_count == 1 and sum(
        1 for r in page.runs if _is_money(r.text) and grid.box.holds(r.box.x_mid, r.box.y_mid)
    ) >= FEWEST  # fmt: skip


def boxes_below(page: Page, grid: Grid, others: Sequence[Grid]) -> list[Box]:
    """Cells for the rows of figures that stand below a grid that is a header and nothing else; none where no such rows are, or where a
    figure stands across two of its columns."""
    if grid.column_count < 3 or grid.row_count > MAX_HEADER or any(_is_money(c.flat) for c in grid.cells):
        return []
    if header_row_count(grid.rows) < grid.row_count:
        return []
    left, right, top = grid.xs[0], grid.xs[-1], grid.ys[-1]
    bottom = min((g.box.top for g in others if g.box.top >= top), default=page.height)
    rows = []
    for row in with_rests(
        rows_of(r for r in page.runs if top < r.box.y_mid < bottom and left - 2 <= r.box.x_mid <= right + 2)
    ):
        if is_break(row):
            break
        rows.append(row)
    body = figured(rows, under=True, close=True)
    if not body or body[0][0].box.y_mid - top > FAR:
        return []
    figures = [r.box for row in body for r in row if AMOUNT.fullmatch(r.text)]
    if any(b.x0 < x - 1.5 and b.x1 > x + 1.5 for b in figures for x in grid.xs[1:-1]):
        return []
    area = hull([grid.box, *(r.box for row in body for r in row)])
    groups = rows_by_figures(body)
    return [
        Box(max(b.x0, left), b.top, min(b.x1, right), b.bottom)
        for b in body_boxes(groups, grid.xs, top, area, across=True)
    ]


def _is_money(text: str) -> bool:
    return AMOUNT.fullmatch(text) is not None and re.search(r"[.,，]", text) is not None
