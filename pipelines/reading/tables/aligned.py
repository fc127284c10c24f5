"""The reader for tables without vertical rules: three-line tables, web prints, plain alignment.

Here: where such tables stand on a page, where their headers end, their rows, cells from segments of horizontal rules. Not here:
columns from white space (columns_by_space.py), cells of headers (header_cells.py), fully ruled tables (readers.py).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..pages import Box, Page, Run, hull
from ..pages.model import rows_of
from .columns_by_space import CLOSE, by_middles, by_space, parted, without_header
from .fill import edges, grid_of
from .header_cells import LINE, header_boxes, header_of
from .headers import AMOUNT, CODE, HEADER_WORD, numbering_row
from .model import Grid
from .stitch import PAGE_NUMBER

THIN = 3.0  # points: a rule is a path no higher than this
LEVEL = 2.0  # rules nearer than this in height are one level
# a line that stands above a table: between two rules it says that another table begins
CAPTION = re.compile(r"(金额)?单位[:：]|^.{0,40}[^列下附]表([（(].*[）)])?$")
MIN_WIDTH = 120.0  # a table narrower than this is no form
TIGHT = 1.4  # of the type size: lines of different rows are further apart
FAR = 60.0  # points: rows further below the last rule are no part of its table
LABEL = re.compile(
    r"^(合计|总计|小计|[一二三四五六七八九十]+、.)"
)  # begins a row even where no figure stands beside it
ACROSS = re.compile(r"合计|总计|小计|栏次")  # labels of rows that are centred over several columns

Row = list[Run]


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
    """Whether this can be a form's table rather than underlined prose: several columns of short texts, numbers or a header; a
    lone row only where it holds money."""
    filled = [c for c in grid.cells if c.text]
    if grid.column_count < 2 or len(filled) < 4:
        return False
    numbers = [c.flat for c in filled if AMOUNT.fullmatch(c.flat) and not CODE.fullmatch(c.flat)]
    if grid.row_count < 2 and not any(re.search(r"[.,，]", text) for text in numbers):
        return False
    words = [c.flat for c in filled if not AMOUNT.fullmatch(c.flat)]
    prose = sum(1 for text in words if len(text) > 30 or re.search(r"[，。；]", text))
    header = sum(1 for text in words if HEADER_WORD.search(text) and len(text) < 20)
    return prose <= 0.1 * len(filled) and (len(numbers) >= 1 or header >= 3)


def _overlap(a: Box, b: Box) -> bool:
    return min(a.bottom, b.bottom) - max(a.top, b.top) > 4 and min(a.x1, b.x1) - max(a.x0, b.x0) > 4


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
    return blocks


def _segmented(page: Page) -> list[list[Box]]:
    """Cells where every cell draws its own part of the horizontal rules: the ends of the segments are the columns."""
    out = []
    for block in _blocks(page):
        if len(block) < 3 or sum(len(level) > 1 for level in block) < 0.6 * len(block):
            continue
        ends = edges(x for level in block for seg in level for x in (seg.x0, seg.x1))
        often = [
            x
            for x in ends
            if sum(any(abs(x - e) <= 3 for seg in level for e in (seg.x0, seg.x1)) for level in block)
            >= 0.4 * len(block)
        ]
        xs = often if len(often) >= 3 else []
        if not xs:
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


@dataclass(frozen=True, slots=True)
class _Region:
    """Where one table stands: its area from its left to its right end, its rules from top to bottom, its rows. `begun` says
    that it goes on from the page before: no rule is above its first row."""

    area: Box
    levels: tuple[list[Box], ...]
    rows: tuple[Row, ...]
    begun: bool = False

    @property
    def through(self) -> list[float]:
        """Heights of the rules that run from side to side."""
        return [lv[0].y_mid for lv in self.levels if sum(b.width for b in lv) > 0.95 * self.area.width]

    def with_rows(self, rows: Sequence[Row]) -> "_Region":
        """The region with rows below it."""
        return replace(self, area=hull([self.area, *_spread(self.area, rows)]), rows=(*self.rows, *rows))


def _three_line(page: Page) -> list[list[Box]]:
    """Cells of the tables with rules from side to side only, be it under every row or just around header and body."""
    return [boxes for region in _regions(page) if (boxes := _cells(region))]


def _regions(page: Page) -> list[_Region]:
    """The tables of a page: what stands between the rules of a block, and rows of figures that go on below it or come before
    its only rule. A page in the midst of a table may have no rule at all."""
    blocks = [_block_region(page, block) for block in _blocks(page)]
    held = {id(r) for b in blocks for row in b.rows for r in row}
    free = rows_of(r for r in page.runs if id(r) not in held)
    items: list[tuple[float, _Region | Row]] = [(b.area.top, b) for b in blocks] + [
        (row[0].box.y_mid, row) for row in free
    ]
    out: list[_Region] = []
    rows: list[Row] = []
    above: _Region | None = None
    for _, item in [*sorted(items, key=lambda i: i[0]), (0.0, [])]:
        if isinstance(item, list) and item and not _is_break(item):
            rows.append(item)
            continue
        below = item if isinstance(item, _Region) else None
        part = _figured(rows, under=above is not None)
        if part and above is not None and part[0][0].box.y_mid - above.area.bottom < FAR:
            above = above.with_rows(part)
        elif part and below is not None and len(below.levels) == 1:
            below = replace(
                below, area=hull([below.area, *_spread(below.area, part)]), rows=(*part, *below.rows), begun=True
            )
        elif len(part) > 1:
            out.append(_unruled(page, part))
        out += [above] if above is not None and above.rows else []
        above, rows = below, []
    return out


def _block_region(page: Page, block: Sequence[list[Box]]) -> _Region:
    area = hull(b for level in block for b in level)
    return _Region(area, tuple(block), tuple(rows_of(r for r in page.runs if area.holds(r.box.x_mid, r.box.y_mid, 1))))


def _spread(area: Box, rows: Iterable[Row]) -> list[Box]:
    """The heights of rows over the width of an area."""
    return [Box(area.x0, r.box.top, area.x1, r.box.bottom) for row in rows for r in row]


def _unruled(page: Page, rows: Sequence[Row]) -> _Region:
    """A table of which no rule stands on this page: tables are centred on the page, so its right end mirrors its left one."""
    ink = hull(r.box for row in rows for r in row)
    left = ink.x0 - CLOSE * rows[0][0].em
    return _Region(Box(left, ink.top, max(ink.x1, page.width - left), ink.bottom), (), tuple(rows), begun=True)


def _is_break(row: Row) -> bool:
    """Whether a line outside of all rules ends the table above it: a caption, a page number, a sentence."""
    text = "".join(r.text for r in row)
    parts = 1 + sum(b.box.x0 - a.box.x1 > 0.6 * a.em for a, b in pairwise(row))
    return bool(
        CAPTION.search(text) or PAGE_NUMBER.match(text) or (parts == 1 and (len(text) > 30 or text[-1] in "。；;"))
    )


def _figured(rows: Sequence[Row], under: bool) -> list[Row]:
    """The rows from the first to the last that holds several figures, with the lines of names close to them; `under` a rule all
    from the first."""
    strong = _aligned([i for i, row in enumerate(rows) if _several_figures(row)], rows)
    if not strong:
        return []
    first, last = (0 if under else strong[0]), strong[-1]
    ends = [x for i in strong for x in _ends(rows[i])]

    def belongs(row: Row, beside: Row) -> bool:
        distance, em = abs(row[0].box.y_mid - beside[0].box.y_mid), beside[0].em
        return distance <= LINE * em or (distance < 3 * em and _shared(_ends(row), ends))

    while first > 0 and belongs(rows[first - 1], rows[first]):
        first -= 1
    while last + 1 < len(rows) and belongs(rows[last + 1], rows[last]):
        last += 1
    return list(rows[first : last + 1])


def _several_figures(row: Row) -> bool:
    """Whether a line outside of all rules can be a row of a table: several figures, one with cents or thousands, each with space
    around it, which figures in a sentence have not."""
    if _figures(row) < 2 or not any(re.search(r"[.,，]", r.text) for r in row if AMOUNT.fullmatch(r.text)):
        return False
    if any(re.search(r"[，。；]", r.text) for r in row if not AMOUNT.fullmatch(r.text)):
        return False
    return all(b.box.x0 - a.box.x1 > 0.6 * a.em for a, b in pairwise(row) if {a.text, b.text} & set(_amounts(row)))


def _aligned(strong: list[int], rows: Sequence[Row]) -> list[int]:
    """Of several rows those with a figure that ends where one of another row ends."""
    return [
        i
        for i in strong
        if len(strong) == 1 or _shared(_ends(rows[i]), [x for j in strong if j != i for x in _ends(rows[j])])
    ]


def _shared(some: Sequence[float], others: Sequence[float]) -> bool:
    return any(abs(a - b) < 2 for a in some for b in others)


def _ends(row: Row) -> list[float]:
    return [r.box.x1 for r in row if AMOUNT.fullmatch(r.text)]


def _amounts(row: Row) -> list[str]:
    return [r.text for r in row if AMOUNT.fullmatch(r.text)]


def _figures(row: Row) -> int:
    return sum(1 for r in row if AMOUNT.fullmatch(r.text) and not re.fullmatch(r"20\d\d", r.text))


def _cells(region: _Region) -> list[Box]:
    """The cells of a table; none where it has no columns."""
    split, head, body = _head_and_body(region)
    if not body:
        return []
    count = next((i for i, row in enumerate(body) if not numbering_row([r.text for r in row])), len(body))
    numbering, real = body[:count], body[count:] or body
    runs = [r for row in real for r in row]
    groups = _groups(body, region.through)
    if not head:
        xs = without_header(runs, region.area, wrapped=any(len(g) > 1 for g in groups))
        return _body_boxes(groups, xs, split, region.area) if len(xs) > 2 else []
    header = header_of(head, region.levels, region.area, split)
    ends = [x for level in region.levels for rule in level for x in (rule.x0, rule.x1)]
    above = by_middles(header.leaves, region.area, ends, runs)
    if above is not None:
        xs = parted(above, real)
        return _body_boxes(groups, xs, split, region.area, across=True) + header_boxes(header, above)
    xs = by_space(runs, header.leaves + [r.box for row in numbering for r in row], region.area)
    return _body_boxes(groups, xs, split, region.area) + header_boxes(header, xs) if len(xs) > 2 else []


def _head_and_body(region: _Region) -> tuple[float, list[Row], list[Row]]:
    """Where the header ends and the rows above and below: at the last rule from side to side above the first row of figures."""
    rows, through = list(region.rows), region.through
    if region.begun:
        return region.area.top - 2, [], rows
    first = next((i for i, row in enumerate(rows) if _is_row(row)), None)
    if first is None:
        split = region.levels[-2 if len(region.levels) > 2 else -1][0].y_mid
    elif between := [y for y in through if region.area.top + 1 < y < rows[first][0].box.y_mid]:
        split = between[-1]
    elif all(_near(a, b) for a, b in pairwise(rows[: first + 1])) and not numbering_row([r.text for r in rows[first]]):
        split = region.area.top  # lines of one row: the header stands on the page before
    else:
        split = hull(r.box for r in rows[first]).top - 2
    head = [row for row in rows if row[0].box.y_mid < split]
    return split, head, rows[len(head) :]


def _near(above: Row, below: Row) -> bool:
    return below[0].box.y_mid - above[0].box.y_mid <= TIGHT * max(above[0].em, below[0].em)


def _is_row(row: Row) -> bool:
    """Whether this line belongs to the body or is a row of column numbers: a figure, or nothing but labels of rows."""
    return _figures(row) > 0 or all(LABEL.match(r.text) for r in row)


def _groups(body: Sequence[Row], rules: Sequence[float]) -> list[list[Row]]:
    """Lines as rows. Text between two rules is one row where rules part the rows; else a line of words alone that follows
    closely is the rest of the name above it."""
    bands: dict[int, list[Row]] = {}
    for row in body:
        bands.setdefault(sum(y < row[0].box.y_mid for y in rules), []).append(row)
    ruled = len(bands) > 2
    return [
        g
        for band in bands.values()
        for g in ([band] if ruled and sum(map(_figures_beside, band)) <= 1 else _lines_joined(band))
    ]


def _figures_beside(row: Row) -> bool:
    """Whether a line says by a figure or a code that it is the line of its row in which the figures stand."""
    return _figures(row) > 0


def _lines_joined(band: Sequence[Row]) -> list[list[Row]]:
    """Lines of one band as rows: a line without figures belongs to the line with figures that it is close to."""
    anchors = [i for i, row in enumerate(band) if _figures(row)]
    pitches = sorted(band[b][0].box.y_mid - band[a][0].box.y_mid for a, b in pairwise(anchors))
    near = 0.85 * pitches[len(pitches) // 2] if pitches else 1e9
    owner = dict(zip(anchors, anchors, strict=True))
    for step in (1, -1):  # lines that follow each other within a cell, away from the figures on both sides
        for i in anchors:
            last, j = band[i], i + step
            while 0 <= j < len(band) and j not in anchors and _one_cell(last, band[j], pitches):
                before = owner.get(j)
                if before is None or abs(band[j][0].box.y_mid - band[i][0].box.y_mid) < abs(
                    band[j][0].box.y_mid - band[before][0].box.y_mid
                ):
                    owner[j] = i
                last, j = band[j], j + step
    rows: dict[int, list[Row]] = {}
    for i, row in enumerate(band):
        if i not in owner:
            y = row[0].box.y_mid
            anchor = min(anchors, key=lambda a: abs(band[a][0].box.y_mid - y), default=i)
            labelled = any(LABEL.match(r.text) for r in row)
            owner[i] = i if labelled or abs(band[anchor][0].box.y_mid - y) > near else anchor
        rows.setdefault(owner[i], []).append(row)
    return [rows[i] for i in sorted(rows)]


def _one_cell(a: Row, b: Row, pitches: Sequence[float]) -> bool:
    """Whether two lines are as near to each other as the lines of one cell, nearer than any two rows."""
    return abs(a[0].box.y_mid - b[0].box.y_mid) <= min([LINE * max(a[0].em, b[0].em), *(0.93 * p for p in pitches[:1])])


def _body_boxes(
    groups: Sequence[list[Row]], xs: Sequence[float], top: float, area: Box, across: bool = False
) -> list[Box]:
    """A box per row and column; with `across` labels of totals that are centred over several empty columns cover them."""
    middles = [hull(r.box for row in g for r in row) for g in groups]
    ys = [top, *((a.bottom + b.top) / 2 for a, b in pairwise(middles)), max(area.bottom, middles[-1].bottom) + 1]
    out = []
    for group, (y0, y1) in zip(groups, pairwise(ys), strict=True):
        runs = [r for row in group for r in row]
        covers = dict(c for r in runs if across and ACROSS.search(r.text) and (c := _centred_over(r, runs, xs)))
        column = 0
        while column < len(xs) - 1:
            last = covers.get(column, column)
            out.append(Box(xs[column], y0, xs[last + 1], y1))
            column = last + 1
    return out


def _centred_over(run: Run, runs: Sequence[Run], xs: Sequence[float]) -> tuple[int, int] | None:
    """The first and last of several columns, empty but for this text, over whose middle it is centred; the widest such."""
    own = next((c for c, (a, b) in enumerate(pairwise(xs)) if a <= run.box.x_mid <= b), None)
    if own is None or abs((xs[own] + xs[own + 1]) / 2 - run.box.x_mid) <= 1.2:
        return None
    full = {
        c
        for r in runs
        if r is not run
        for c, (a, b) in enumerate(pairwise(xs))
        if min(b, r.box.x1) - max(a, r.box.x0) > 1
    }
    fitting = [
        (first, last)
        for first in range(own + 1)
        for last in range(max(own, first + 1), len(xs) - 1)
        if abs((xs[first] + xs[last + 1]) / 2 - run.box.x_mid) <= 1.2 and not full & set(range(first, last + 1))
    ]
    return max(fitting, key=lambda f: f[1] - f[0], default=None)
