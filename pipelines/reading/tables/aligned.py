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
        if len(block) < 3 or sum(len(level) > 1 for level in block) < 0.6 * len(block):
            continue
        ends = edges(x for level in block for seg in level for x in (seg.x0, seg.x1))
        often = [x for x in ends if sum(any(abs(x - e) <= 3 for seg in level for e in (seg.x0, seg.x1)) for level in block) >= 0.4 * len(block)]
        xs = often if len(often) >= 3 else []
        if not xs:
            continue
        ys = [level[0].y_mid for level in block]
        cut = [[any(seg.x0 - 2 <= (a + b) / 2 <= seg.x1 + 2 for seg in level) for a, b in pairwise(xs)] for level in block]
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
    """Cells of a table with rules from side to side only, be it under every row or just around header and body: columns
    from the white space between what stands in the body."""
    out = []
    for block in _blocks(page):
        area = hull(b for level in block for b in level)
        inside = [r for r in page.runs if area.holds(r.box.x_mid, r.box.y_mid, 1)]
        if len(inside) < 6:
            continue
        rows = rows_of(inside)
        first = next((i for i, row in enumerate(rows) if _is_body(row)), None)
        if first is None:
            first = _below_second_rule(rows, block)
        body, head = rows[first:], rows[:first]
        if not body:
            continue
        columns = _columns([r for row in body for r in row], [r for row in head for r in row])
        if len(columns) < 2:
            continue
        xs = _separators(columns, head, area)
        out.append(_body_boxes(body, xs, area, [level[0].y_mid for level in block]) + _head_boxes(head, xs, area, hull(r.box for r in body[0]).top, _partial(block)))
    return out


def _partial(block: Sequence[list[Box]]) -> list[Box]:
    """Rules of a block that run under part of the table only: they part a header from the headers below it."""
    width = hull(b for level in block for b in level).width
    return [b for level in block for b in level if b.width < 0.8 * width]


def _below_second_rule(rows: Sequence[Sequence[Run]], block: Sequence[list[Box]]) -> int:
    """Where the body begins of a table without figures: below the last rule but one, or at the end."""
    y = block[-2][0].y_mid if len(block) > 2 else block[-1][0].y_mid
    return next((i for i, row in enumerate(rows) if row[0].box.y_mid > y), len(rows))


def _columns(body: Sequence[Run], head: Sequence[Run]) -> list[tuple[float, float]]:
    """Column intervals: what overlaps in the body is one column, figures first, since a label may run across several; header
    text adds a column only where it touches none."""
    figures = _joined(sorted((r.box.x0, r.box.x1) for r in body if AMOUNT.fullmatch(r.text)))
    words = [(r.box.x0, r.box.x1) for r in body if not AMOUNT.fullmatch(r.text)]
    beside = [w for w in words if sum(min(c[1], w[1]) - max(c[0], w[0]) > 1 for c in figures) == 0]
    columns = sorted([*figures, *_joined(sorted(beside))])
    return _with_headers(columns, [(r.box.x0, r.box.x1) for r in head])


def _with_headers(columns: list[tuple[float, float]], head: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Columns widened by their headers. Header lines one above the other are one stack; a stack that touches no column is the
    header of a neighbour that has none (figures stand right of a centred header), else a column with nothing in it."""
    stacks = _joined(sorted(h for h in head if sum(min(c[1], h[1]) - max(c[0], h[0]) > 2 for c in columns) < 2))
    headed = {c for c in columns if any(_touch(c, s) for s in stacks)}
    out = dict.fromkeys(columns)
    for stack in stacks:
        if any(_touch(c, stack) for c in columns):
            continue
        right = next((c for c in columns if c[0] >= stack[1]), None)
        left = next((c for c in reversed(columns) if c[1] <= stack[0]), None)
        between = [s for s in stacks if s != stack]
        for neighbour in (right, left):
            if neighbour is None or neighbour in headed:
                continue
            low, high = min(stack[0], neighbour[0]), max(stack[1], neighbour[1])
            if not any(_touch((low, high), s) for s in between):
                headed.add(neighbour)
                del out[neighbour]
                out[low, high] = None
                break
        else:
            out[stack] = None
    return sorted(out)


def _touch(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return min(a[1], b[1]) - max(a[0], b[0]) > -1


def _separators(columns: Sequence[tuple[float, float]], head: Sequence[Sequence[Run]], area: Box) -> list[float]:
    """A position in each gap between columns, where it cuts the fewest header texts, the middle first."""
    runs = [r.box for row in head for r in row]
    xs = [min(area.x0, columns[0][0]) - 1]
    for (_, left), (right, _) in pairwise(columns):
        middle = (left + right) / 2
        ends = [e for b in runs for e in (b.x0 - 0.5, b.x1 + 0.5) if left <= e <= right]
        xs.append(min([middle, *ends], key=lambda x: (sum(b.x0 < x < b.x1 for b in runs), abs(x - middle))))
    return [*xs, max(area.x1, columns[-1][1]) + 1]


def _is_body(row: Sequence[Run]) -> bool:
    texts = [r.text for r in row]
    return (
        any(AMOUNT.fullmatch(t) and ("." in t or "," in t) for t in texts)
        or any(CODE.fullmatch(t) for t in texts[:1])
        or any(re.match(r"^(合计|总计|[一二三四五六七八九十]+、.)", t) for t in texts)
    )


def _joined(columns: list[tuple[float, float]]) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for column in columns:
        if out and column[0] < out[-1][1] - 1:
            out[-1] = (out[-1][0], max(out[-1][1], column[1]))
        else:
            out.append(column)
    return out


def _body_boxes(body: Sequence[Sequence[Run]], xs: Sequence[float], area: Box, rules: Sequence[float]) -> list[Box]:
    """A box per column and row. Text between two rules is one row where rules part the rows; else a line of words alone that
    follows closely is the rest of the name above it."""
    bands: list[list[Sequence[Run]]] = []
    for row in body:
        band = sum(y < row[0].box.y_mid for y in rules)
        if bands and band == sum(y < bands[-1][0][0].box.y_mid for y in rules):
            bands[-1].append(row)
        else:
            bands.append([row])
    groups: list[list[Sequence[Run]]] = []
    for band in bands:
        groups.extend([band] if sum(map(_is_body, band)) <= 1 and len(bands) > 2 else _lines_joined(band))
    middles = [hull(r.box for row in g for r in row) for g in groups]
    tops = [middles[0].top - 2, *((a.bottom + b.top) / 2 for a, b in pairwise(middles)), max(area.bottom, middles[-1].bottom) + 1]
    return [Box(x0, t, x1, b) for t, b in pairwise(tops) for x0, x1 in pairwise(xs)]


def _lines_joined(band: Sequence[Sequence[Run]]) -> list[list[Sequence[Run]]]:
    """Lines of one band as rows: a line without figures, code or number belongs to the nearest that has one."""
    anchors = [row[0].box.y_mid for row in band if _is_body(row)]
    pitches = sorted(b - a for a, b in pairwise(anchors))
    near = 0.85 * pitches[len(pitches) // 2] if pitches else 1e9
    rows: dict[float, list[Sequence[Run]]] = {}
    for row in band:
        y = row[0].box.y_mid
        anchor = y if _is_body(row) or not anchors else min(anchors, key=lambda a: abs(a - y))
        rows.setdefault(anchor if abs(anchor - y) <= near else y, []).append(row)
    return [rows[y] for y in sorted(rows)]


def _head_boxes(
    head: Sequence[Sequence[Run]], xs: Sequence[float], area: Box, body_top: float, partial: Sequence[Box]
) -> list[Box]:
    """The header as one row of cells, with a row above it where texts stand over several columns: those that reach over
    them, that stand above a rule over them, or midway above them."""
    if not head:
        return []
    bottom = body_top - 2
    spans = list(pairwise(xs))
    over: list[tuple[int, int, Box]] = []
    for number, row in enumerate(head):
        below = [r.box for later in head[number + 1 :] for r in later]
        for run in row:
            first, last = _cover(run.box, spans, partial, below)
            if last > first:
                over.append((first, last, run.box))
    if not over:
        return [Box(x0, area.top - 1, x1, bottom) for x0, x1 in spans]
    middle = hull(box for _, _, box in over).bottom
    covered = {c for first, last, _ in over for c in range(first, last + 1)}
    out = [Box(x0, middle if c in covered else area.top - 1, x1, bottom) for c, (x0, x1) in enumerate(spans)]
    groups: dict[tuple[int, int], None] = dict.fromkeys((first, last) for first, last, _ in over)
    out += [Box(spans[first][0], area.top - 1, spans[last][1], middle) for first, last in groups]
    return out


def _cover(box: Box, spans: Sequence[tuple[float, float]], partial: Sequence[Box], below: Sequence[Box]) -> tuple[int, int]:
    """The first and last column that a header text stands over."""
    touched = [c for c, (a, b) in enumerate(spans) if min(b, box.x1) - max(a, box.x0) > 2] or [0]
    first, last = touched[0], touched[-1]
    for rule in partial:
        under = [c for c, (a, b) in enumerate(spans) if rule.x0 - 4 <= (a + b) / 2 <= rule.x1 + 4]
        if len(under) > 1 and rule.x0 <= box.x_mid <= rule.x1 and 0 < rule.y_mid - box.y_mid < 2.5 * box.height + 6:
            return min(first, under[0]), max(last, under[-1])
    if not partial and first == last:
        # midway above two columns that have headers of their own: its middle falls on the line between them
        for low in (first - 1, first):
            if low < 0 or low + 1 >= len(spans) or abs(spans[low][1] - box.x_mid) > 0.12 * min(b - a for a, b in spans[low : low + 2]):
                continue
            if all(any(a <= x.x_mid <= b for x in below) for a, b in spans[low : low + 2]):
                return low, low + 1
    return first, last
