"""Which lines are one row of a table where no rule parts the rows.

Here: lines of names around the line of their figures. Not here: numbers that go on in the next line (wrapped.py), rows that a page
break cuts (page_breaks.py).
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from ..pages import Run
from .header_cells import LINE
from .headers import AMOUNT
from .regions import Row, figures

# begins a row even where no figure stands beside it
LABEL = re.compile(
    r"^(合计|总计|小计|[一二三四五六七八九十]+、.|[（(][一二三四五六七八九十]+[）)].|(本年)?(收入|支出)[合总]计|结余分配|结转下年|年[末终]结转|上年结转|使用非财政拨款)"
)
# Begins a row too, but may head a column elsewhere: numbered and 其中 lines, the closed lines of three-public forms.
_ITEM = re.compile(
    r"^(\d{1,2}[.、．](?!\d).|[（(]\d{1,2}[）)][一-鿿]|其中[:：].|因公出国|公务用车(购置|运行)|公务接待)"
)
EMPTY = re.compile(r"[-—－–]{1,3}|[/／]")  # the mark of a cell that holds nothing
WIDE = 2.1  # of the type size: lines of one cell are nearer, even where they are set with more space
OVERLAP = 0.8  # of the type size: lines of two rows are further apart
WIDER = 0.1  # of the type size: by so much more are rows apart than lines of one cell, at least


def filled(row: Row) -> bool:
    """Whether a line holds a figure or the mark of an empty cell, and so is a row of its own."""
    return figures(row) > 0 or any(EMPTY.fullmatch(r.text) for r in row)


def rows_by_figures(band: Sequence[Row]) -> list[list[Row]]:
    """Lines of one band as rows: a line without figures (or marks of there being none) belongs to the line with figures that is in its
    row, the rest of a row that a page break cut to none."""
    anchors = [i for i, row in enumerate(band) if filled(row)]
    anchors = [b for a, b in pairwise([-1, *anchors]) if a < 0 or not _overlap(band[a], band[b])]
    if len(anchors) == len(band):
        return [[row] for row in band]
    return _parted(band, set(anchors)) or _nearest(band, anchors)


def _overlap(above: Row, below: Row) -> bool:
    """Whether two lines with figures are too close for two rows: a code before the first line of its name, say, and the amounts in
    the middle beside it."""
    return below[0].box.y_mid - above[0].box.y_mid < OVERLAP * min(above[0].em, below[0].em)


def _parted(band: Sequence[Row], anchors: set[int]) -> list[list[Row]]:
    """The rows where the space between rows is wider than that between the lines of every one, each then with one line of figures or a name
    that begins a row, where there are such rows as few as can be; but the first and the last may lack both, whose other lines stand beyond a
    page break. None where no such space parts them."""
    leaders = [_leader(row) for row in band]
    gaps = [b.box.y_mid - a.box.y_mid for a, b in pairwise(leaders)]
    em = max(run.em for run in leaders)
    steps = sorted({gap for gap in gaps if gap <= WIDE * em})
    widest: list[list[Row]] = []
    for step, wider in pairwise([0.0, *steps, float("inf")]):
        if wider - step < WIDER * em:
            continue
        starts = [0, *(i for i, gap in enumerate(gaps, 1) if gap > step), len(band)]
        parts = [range(a, b) for a, b in pairwise(starts)]
        held = [sum(i in anchors for i in part) for part in parts]
        begun = [[run for i in part for run in band[i] if _begins(run.text)] for part in parts]
        if max(held) > 1 or any(_in_one_lane(runs) for runs in begun):
            return widest
        if not all(map(any, zip(held[1:-1], begun[1:-1], strict=True))) or not any(held):
            continue
        # lines of names, between which figures may stand half a line lower
        named = [[leaders[i].box.y_mid for i in part if not AMOUNT.fullmatch(leaders[i].text)] for part in parts]
        pitch = max((b - a for ys in named for a, b in pairwise(ys)), default=LINE * em - WIDER * em)
        if wider - pitch >= WIDER * em:
            widest = [[band[i] for i in part] for part in parts]
            if all(held[1:-1]):
                return widest
    return widest


def _begins(text: str) -> bool:
    """Whether a text begins a row of its own."""
    return LABEL.match(text) is not None or _ITEM.match(text) is not None


def _leader(row: Row) -> Run:
    """What tells the height and the type size of a line: its words, since figures are set in another type that may stand higher."""
    return next((r for r in row if not AMOUNT.fullmatch(r.text)), row[0])


def _nearest(band: Sequence[Row], anchors: Sequence[int]) -> list[list[Row]]:
    """The rows where nothing but the distance to a line of figures tells."""
    pitches = sorted(band[b][0].box.y_mid - band[a][0].box.y_mid for a, b in pairwise(anchors))
    near = 0.85 * pitches[len(pitches) // 2] if pitches else 1e9
    owner = dict(zip(anchors, anchors, strict=True))
    for step in (1, -1):  # lines that follow each other within a cell, away from the figures on both sides
        for i in anchors:
            last, j = band[i], i + step
            while 0 <= j < len(band) and j not in anchors and _one_cell(last, band[j], pitches):
                if _in_one_lane([r for row in (band[i], band[j]) for r in row if _begins(r.text)]):
                    break
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
            labelled = any(_begins(r.text) for r in row)
            owner[i] = i if labelled or abs(band[anchor][0].box.y_mid - y) > near else anchor
            if not labelled and i and anchor >= i and (owner[i] == i or _begins_below(row, band[anchor])):
                owner[i] = owner[i - 1] if _follows(band[i - 1], row) else i
        rows.setdefault(owner[i], []).append(row)
    return [rows[i] for i in sorted(rows)]


def _in_one_lane(labels: Sequence[Run]) -> bool:
    """Whether two of the texts that begin rows stand one above the other: then they begin two rows."""
    return any(b - a < 1 for a, b in pairwise(sorted(run.box.x0 for run in labels)))


def _begins_below(row: Row, anchor: Row) -> bool:
    """Whether a name of its own begins in the line of figures right under this one, which then is no part of it."""
    return any(_begins(r.text) and abs(r.box.x0 - q.box.x0) < 1 for r in anchor for q in row)


def _follows(above: Row, row: Row) -> bool:
    """Whether a line of words goes on with names of the line above it: as near as lines of one cell, and begun where they do."""
    near = row[0].box.y_mid - above[0].box.y_mid <= LINE * row[0].em
    return near and all(any(abs(r.box.x0 - q.box.x0) < 1 for q in above) for r in row)


def _one_cell(a: Row, b: Row, pitches: Sequence[float]) -> bool:
    """Whether two lines are as near to each other as the lines of one cell, nearer than any two rows."""
    return abs(a[0].box.y_mid - b[0].box.y_mid) <= min([LINE * max(a[0].em, b[0].em), *(0.93 * p for p in pitches[:1])])
