"""The reader for tables without vertical rules: three-line tables, web prints, plain alignment.

Here: cells from horizontal rules and from white space between columns. Not here: fully ruled tables (readers.py).
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from ..pages import Box, Page, Run, hull
from ..pages.model import rows_of
from .fill import edges, grid_of
from .headers import AMOUNT, CODE, HEADER_WORD
from .model import Grid

THIN = 3.0  # points: a rule is a path no higher than this
LEVEL = 2.0  # rules nearer than this in height are one level
# a line that stands above a table: between two rules it says that another table begins
CAPTION = re.compile(r"(金额)?单位[:：]|^.{0,40}[^列下附]表([（(].*[）)])?$")
MIN_WIDTH = 120.0  # a table narrower than this is no form


class AlignedReader:
    """Finds tables from horizontal rules only, or from aligned numbers under a rule."""

    name = "aligned"

    def grids(self, page: Page) -> list[Grid]:
        found = []
        for boxes in (*_segmented(page), *_three_line(page)):
            if any(_overlap(hull(boxes), g.box) for g in found):
                continue
            grid = grid_of(page, boxes, self.name)
            if grid is not None and _tabular(grid):
                found.append(grid)
        return sorted(found, key=lambda g: g.box.top)


def _tabular(grid: Grid) -> bool:
    """Whether this can be a form's table rather than underlined prose: several columns of short texts, numbers or a header."""
    filled = [c for c in grid.cells if c.text]
    if grid.row_count < 2 or grid.column_count < 2 or len(filled) < 4:
        return False
    long = sum(1 for c in filled if len(c.flat) > 30)
    header = sum(1 for c in filled if HEADER_WORD.search(c.flat) and len(c.flat) < 20)
    return long <= 0.1 * len(filled) and (_numbers(grid) >= 1 or header >= 3)


def _overlap(a: Box, b: Box) -> bool:
    return min(a.bottom, b.bottom) - max(a.top, b.top) > 4 and min(a.x1, b.x1) - max(a.x0, b.x0) > 4


def _numbers(grid: Grid) -> int:
    return sum(1 for c in grid.cells if AMOUNT.fullmatch(c.flat) and not CODE.fullmatch(c.flat))


def _levels(page: Page) -> list[list[Box]]:
    """Horizontal rule segments grouped by height, from top to bottom."""
    rules = sorted((r for r in page.rules if r.height <= THIN and r.width >= 6), key=lambda r: (r.y_mid, r.x0))
    out: list[list[Box]] = []
    for rule in rules:
        if out and rule.y_mid - out[-1][0].y_mid <= LEVEL:
            out[-1].append(rule)
        else:
            out.append([rule])
    return [sorted(level, key=lambda r: r.x0) for level in out]


def _blocks(page: Page) -> list[list[list[Box]]]:
    """Runs of levels that belong to one table: same left and right end as its first, no great hole and no caption between them."""
    captions = [line.box.y_mid for line in page.lines if CAPTION.search(line.text)]
    blocks: list[list[list[Box]]] = []
    for level in _levels(page):
        area = hull(level)
        if blocks and not any(blocks[-1][-1][0].y_mid < y < level[0].y_mid for y in captions):
            whole = hull(b for lv in blocks[-1] for b in lv)
            inside = area.x0 >= whole.x0 - 6 and area.x1 <= whole.x1 + 6
            if inside and (area.width > 0.8 * whole.width or level[0].y_mid - blocks[-1][-1][0].y_mid < 80):
                blocks[-1].append(level)
                continue
        if area.width >= MIN_WIDTH:
            blocks.append([level])
    return [b for b in blocks if len(b) >= 2]


def _segmented(page: Page) -> list[list[Box]]:
    """Cells where every cell draws its own part of the horizontal rules: the ends of the segments are the columns."""
    out = []
    for block in _blocks(page):
        xs = edges(x for level in block for seg in level for x in (seg.x0, seg.x1))
        if len(xs) < 3 or len(block) < 3:
            continue
        ys = [level[0].y_mid for level in block]
        cut = [
            [any(seg.x0 - 2 <= (a + b) / 2 <= seg.x1 + 2 for seg in level) for a, b in pairwise(xs)] for level in block
        ]
        if sum(map(sum, cut)) < 0.6 * len(block) * (len(xs) - 1):
            continue
        boxes = []
        for c, (x0, x1) in enumerate(pairwise(xs)):
            start = 0
            for r in range(1, len(block)):
                if cut[r][c]:
                    boxes.append(Box(x0, ys[start], x1, ys[r]))
                    start = r
        out.append(_merge_spanning(page, boxes))
    return out


def _merge_spanning(page: Page, boxes: list[Box]) -> list[Box]:
    """Cells that one header text straddles become one cell: its rule is drawn in two parts."""
    rows: dict[float, list[Box]] = {}
    for b in boxes:
        rows.setdefault(round(b.top, 1), []).append(b)
    out: list[Box] = []
    first = sorted(rows)[:2]
    for top, cells in rows.items():
        cells.sort(key=lambda b: b.x0)
        if top not in first:
            out.extend(cells)
            continue
        merged: list[Box] = []
        for cell in cells:
            last = merged[-1] if merged else None
            if (
                last is not None
                and last.bottom == cell.bottom
                and abs(last.x1 - cell.x0) < 1
                and any(
                    last.holds(r.box.x0, r.box.y_mid) and cell.holds(r.box.x1, r.box.y_mid) and r.box.x1 - cell.x0 > 3
                    for r in page.runs
                )
            ):
                merged[-1] = Box(last.x0, last.top, cell.x1, cell.bottom)
            else:
                merged.append(cell)
        out.extend(merged)
    return out


def _three_line(page: Page) -> list[list[Box]]:
    """Cells of a table ruled at its top, under its header and at its bottom only: columns from the white space."""
    out = []
    for block in _blocks(page):
        area = hull(b for level in block for b in level)
        inside = [r for r in page.runs if area.holds(r.box.x_mid, r.box.y_mid, 1)]
        if len(inside) < 6:
            continue
        ys = [level[0].y_mid for level in block]
        rows = rows_of(inside)
        first = next((i for i, row in enumerate(rows) if _is_body(row) and row[0].box.y_mid > ys[1] - 2), None)
        if first is None:
            continue
        body, head = rows[first:], rows[:first]
        columns = _intervals([r for row in body for r in row], 0.6)
        for run in (r for row in head for r in row):
            touched = [c for c in columns if min(c[1], run.box.x1) - max(c[0], run.box.x0) > 1]
            if not touched:
                columns.append((run.box.x0, run.box.x1))
            elif len(touched) == 1:
                columns[columns.index(touched[0])] = (min(touched[0][0], run.box.x0), max(touched[0][1], run.box.x1))
        columns = _joined(sorted(columns))
        if len(columns) < 2:
            continue
        xs = [area.x0 - 1, *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), area.x1 + 1]
        out.append(_body_boxes(body, xs, area) + _head_boxes(head, xs, area, body[0][0].box.top))
    return out


def _is_body(row: Sequence[Run]) -> bool:
    texts = [r.text for r in row]
    return (
        any(AMOUNT.fullmatch(t) and ("." in t or "," in t) for t in texts)
        or any(CODE.fullmatch(t) for t in texts[:1])
        or (re.match(r"^(合计|总计|一、)", texts[0]) is not None)
    )


def _intervals(runs: Sequence[Run], gap_ems: float) -> list[tuple[float, float]]:
    spans: list[tuple[float, float]] = []
    for run in sorted(runs, key=lambda r: r.box.x0):
        if spans and run.box.x0 - spans[-1][1] < gap_ems * max(run.em, 4):
            spans[-1] = (spans[-1][0], max(spans[-1][1], run.box.x1))
        else:
            spans.append((run.box.x0, run.box.x1))
    return spans


def _joined(columns: list[tuple[float, float]]) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for column in columns:
        if out and column[0] < out[-1][1] - 1:
            out[-1] = (out[-1][0], max(out[-1][1], column[1]))
        else:
            out.append(column)
    return out


def _body_boxes(body: Sequence[Sequence[Run]], xs: Sequence[float], area: Box) -> list[Box]:
    """A box per column and row; a line of words alone that follows closely is the rest of the name above it."""
    pitches = sorted(b[0].box.y_mid - a[0].box.y_mid for a, b in pairwise(body))
    pitch = pitches[len(pitches) // 2] if pitches else 0
    groups: list[list[Sequence[Run]]] = []
    for row in body:
        if (
            groups
            and not _is_body(row)
            and not any(AMOUNT.fullmatch(r.text) for r in row)
            and (row[0].box.y_mid - groups[-1][-1][0].box.y_mid < 0.85 * pitch)
        ):
            groups[-1].append(row)
        else:
            groups.append([row])
    middles = [hull(r.box for row in g for r in row) for g in groups]
    tops = [
        middles[0].top - 2,
        *((a.bottom + b.top) / 2 for a, b in pairwise(middles)),
        max(area.bottom, middles[-1].bottom) + 1,
    ]
    return [Box(x0, t, x1, b) for t, b in pairwise(tops) for x0, x1 in pairwise(xs)]


def _head_boxes(head: Sequence[Sequence[Run]], xs: Sequence[float], area: Box, body_top: float) -> list[Box]:
    """The header as one row of cells, with a row above it where texts span several columns."""
    if not head:
        return []
    bottom = body_top - 2
    spanning = [
        r for row in head for r in row if sum(1 for a, b in pairwise(xs) if min(b, r.box.x1) - max(a, r.box.x0) > 2) > 1
    ]
    if not spanning:
        return [Box(x0, area.top - 1, x1, bottom) for x0, x1 in pairwise(xs)]
    middle = hull(r.box for r in spanning).bottom
    out = []
    for x0, x1 in pairwise(xs):
        above = any(min(x1, s.box.x1) - max(x0, s.box.x0) > 2 for s in spanning)
        out.append(Box(x0, middle if above else area.top - 1, x1, bottom))
    for s in spanning:
        cover = [(a, b) for a, b in pairwise(xs) if min(b, s.box.x1) - max(a, s.box.x0) > 2]
        out.append(Box(cover[0][0], area.top - 1, cover[-1][1], middle))
    return out
