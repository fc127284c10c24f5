"""The reader for tables without vertical rules: three-line tables, web prints, plain alignment.

Here: where the header of such a table ends, its rows between rules, its cells. Not here: cells from segments of rules (segmented.py),
where such tables stand (regions.py), rows that no rule parts (lines.py), columns from white space (columns_by_space.py), cells of
headers (header_cells.py), fully ruled tables (readers.py).
"""

import re
from collections.abc import Sequence, Sized
from itertools import islice, pairwise, takewhile

from ..pages import Box, Page, Run, hull
from .columns_by_space import by_middles, by_space, joined, parted, with_glued_codes, without_header
from .fill import grid_of
from .header_cells import LINE, header_boxes, header_of
from .headers import AMOUNT, CODE, HEADER_WORD, numbering_row
from .lines import LABEL, filled, rows_by_figures
from .model import Grid
from .regions import BALANCE, Region, Row, figures, regions_of
from .segmented import segmented

TIGHT = 1.4  # of the type size: lines of different rows are further apart
NAMES = 0.3  # of a table's width from the left: the label of its total begins there
LATER = re.compile(r"[（(]?[二三]?十[一二三四五六七八九]?[、）)]")  # a tenth line or later
ACROSS = re.compile(r"合计|总计|小计|栏次")  # labels of rows that are centred over several columns


class AlignedReader:
    """Finds tables from horizontal rules only, or from aligned numbers under a rule."""

    name = "aligned"

    def grids(self, page: Page) -> list[Grid]:
        found = []
        for boxes in (*segmented(page), *_three_line(page)):
            if any(_overlap(hull(boxes), g.box) for g in found):
                continue
            grid = grid_of(page, boxes, self.name)
            if grid is not None and _tabular(grid):
                found.append(grid)
        return sorted(found, key=lambda g: g.box.top)


def _tabular(grid: Grid) -> bool:
    """Whether this can be a form's table rather than underlined prose: several columns of short texts, numbers or a header. A
    lone row, the last of a table or one that the page break cut off, must hold money, and little else but a code or a label."""
    filled = [c for c in grid.cells if c.text]
    if grid.column_count < 2 or not filled:
        return False
    numbers = [c.flat for c in filled if AMOUNT.fullmatch(c.flat) and not CODE.fullmatch(c.flat)]
    if grid.row_count < 2 and not any(re.search(r"[.,，]", text) for text in numbers):
        return False
    begins = CODE.fullmatch(filled[0].flat) or LABEL.match(filled[0].flat)
    ends = len(filled) > 1 and BALANCE.search(filled[-2].flat) and filled[-1].flat in numbers  # a lane of a summary
    if len(filled) < (2 if ends else 3 if grid.row_count < 2 and begins else 4):
        return False
    words = [c.flat for c in filled if not AMOUNT.fullmatch(c.flat)]
    prose = sum(1 for text in words if len(text) > 30 or re.search(r"[，。；]", text))
    header = sum(1 for text in words if HEADER_WORD.search(text) and len(text) < 20)
    return prose <= 0.1 * len(filled) and (len(numbers) >= 1 or header >= 3)


def _overlap(a: Box, b: Box) -> bool:
    return min(a.bottom, b.bottom) - max(a.top, b.top) > 4 and min(a.x1, b.x1) - max(a.x0, b.x0) > 4


def _three_line(page: Page) -> list[list[Box]]:
    """Cells of the tables with rules from side to side only, be it under every row or just around header and body."""
    return [boxes for region in regions_of(page) if (boxes := _cells(region))]


def _cells(region: Region) -> list[Box]:
    """The cells of a table; none where it has no columns."""
    if alone := _header_alone(region):
        return alone
    split, head, body = _head_and_body(region)
    if not body:
        return []
    body = [_with_whole_label(row) for row in body]
    count = next((i for i, row in enumerate(body) if not numbering_row([r.text for r in row])), len(body))
    numbering, real = body[:count], body[count:] or body
    real = with_glued_codes(real)
    runs = [r for row in real for r in row]
    groups = _groups(body, region.through)
    if not head:
        xs = without_header(runs, region.area, wrapped=any(len(g) > 1 for g in groups))
        return body_boxes(groups, xs, split, region.area) if len(xs) > 2 else []
    header = header_of(head, region.levels, region.area, split)
    ends = [x for level in region.levels for rule in level for x in (rule.x0, rule.x1)]
    above = by_middles(header.leaves, region.area, ends, runs)
    if above is not None:
        xs = parted(above, real)
        return body_boxes(groups, xs, split, region.area, across=True) + header_boxes(header, above)
    xs = by_space(runs, header.leaves + [r.box for row in numbering for r in row], region.area)
    return body_boxes(groups, xs, split, region.area) + header_boxes(header, xs) if len(xs) > 2 else []


def _with_whole_label(row: Row) -> Row:
    """The line with the two words of a spaced total (合　计) as one, else as it is."""
    at = next((i for i, (a, b) in enumerate(pairwise(row)) if b.text == "计" and a.text in {"合", "总", "小"}), None)
    if at is None:
        return row
    first, second = row[at : at + 2]
    return [*row[:at], joined(first, second), *row[at + 2 :]]


def _header_alone(region: Region) -> list[Box]:
    """The cells of a header at the end of a page, whose rows stand on the next: texts down to the last rule, each over its column."""
    texts = [r.text for row in region.rows for r in row]
    if region.begun or len(region.levels) < 2 or any(figures(row) for row in region.rows):
        return []
    above, bottom = (level[0].y_mid for level in region.levels[-2:])
    words = sum(1 for text in texts if HEADER_WORD.search(text))
    if (
        not texts
        or not above < region.rows[-1][0].box.y_mid < bottom
        or max(map(len, texts)) > 20
        or 2 * words < len(texts)
    ):
        return []
    header = header_of(region.rows, region.levels, region.area, bottom)
    ends = [x for level in region.levels for rule in level for x in (rule.x0, rule.x1)]
    xs = by_middles(header.leaves, region.area, ends, ())
    return header_boxes(header, xs) if xs is not None and len(xs) > 3 else []


def _head_and_body(region: Region) -> tuple[float, list[Row], list[Row]]:
    """Where the header ends and the rows above and below: at the last rule from side to side above the first row of figures."""
    rows, through = list(region.rows), region.through
    if region.begun:
        return region.area.top - 2, [], rows
    first = next((i for i, row in enumerate(rows) if _is_row(row, region.area) and not _heads_follow(rows[i:])), None)
    if first is None:
        split = region.levels[-2 if len(region.levels) > 2 else -1][0].y_mid
    elif between := [y for y in through if region.area.top + 1 < y < rows[first][0].box.y_mid]:
        while len(between) > 1 and _rests(rows, between[-2], between[-1]):
            between.pop()
        split = between[-1] if not _rests(rows, region.area.top, between[-1]) else region.area.top
    elif all(_near(a, b) for a, b in pairwise(rows[: first + 1])) and not numbering_row([r.text for r in rows[first]]):
        split = region.area.top  # lines of one row: the header stands on the page before
    else:
        split = hull(r.box for r in rows[first]).top - 2
    head = [row for row in rows if row[0].box.y_mid < split]
    return split, head, rows[len(head) :]


def _rests(rows: Sequence[Row], top: float, bottom: float) -> bool:
    """Whether the lines between two heights hold nothing but words that begin where names in rows of figures do: rests of names that a page
    break cut, since headers stand over the columns of figures too."""
    band = [r for row in rows for r in row if top < r.box.y_mid < bottom]
    names = [r.box.x0 for row in rows if figures(row) > 1 for r in row if not AMOUNT.fullmatch(r.text)]
    return bool(band) and all(any(abs(r.box.x0 - x) < 1 for x in names) for r in band)


def _near(above: Row, below: Row) -> bool:
    return below[0].box.y_mid - above[0].box.y_mid <= TIGHT * max(above[0].em, below[0].em)


def _is_row(row: Row, area: Box) -> bool:
    """Whether this line belongs to the body or is a row of column numbers: a figure, or nothing but labels of rows. Labels that say the same
    or begin far from the left are headers that stand lower than those beside them, unless they count further than columns do: the right
    lane of a summary goes on alone."""
    labels = {r.text for r in row}
    begins = row[0].box.x0 < area.x0 + NAMES * area.width
    if figures(row) > 0 or numbering_row([r.text for r in row]):
        return True
    begins = begins or all(LATER.match(text) for text in labels)
    return begins and len(labels) == len(row) and all(LABEL.match(text) for text in labels)


def _heads_follow(rows: Sequence[Row]) -> bool:
    """Whether a line of three headers or more stands between a line without figures and the first row: labels that head columns (总计, 上年结转)
    may stand higher than the heads beside them."""
    below = takewhile(lambda row: not (filled(row) or numbering_row([r.text for r in row])), rows)
    return any(len(row) > 2 and all(HEADER_WORD.search(r.text) for r in row) for row in islice(below, 1, None))


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
        for g in ([band] if (ruled or _one(band, bands)) and sum(map(_has_money, band)) <= 1 else rows_by_figures(band))
    ]


def _has_money(row: Row) -> bool:
    """Whether a line holds a figure besides the code that it begins with: codes stand in the first line of a cell, figures in any."""
    return filled(row[1:] if len(row) > 1 and CODE.fullmatch(row[0].text) else row)


def _one(band: Sequence[Row], bands: Sized) -> bool:
    """Whether the lines between the only rule among the rows and the end of the table are as close as those of one cell."""
    return len(bands) > 1 and all(b[0].box.y_mid - a[0].box.y_mid <= LINE * a[0].em for a, b in pairwise(band))


def body_boxes(
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
