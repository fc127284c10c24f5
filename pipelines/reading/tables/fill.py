"""Puts text into cells: from the boxes of cells and the runs of a page to a Grid.

Here: the grid of rows and columns behind cell boxes, and which run belongs to which cell, also where the text of one
cell overflows into its neighbour. Not here: finding the boxes (readers.py).
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ..pages import Box, Glyph, Page, Run, hull
from .model import Cell, Grid

SNAP = 2.0  # points: edges nearer than this are one rule (doubled rulings stand up to 1.5 pt apart)
NUMBER = re.compile(r"[-−－–]?[¥￥]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?[%％]?|[-−－–]?\d+(?:\.\d+)?[%％]?")


def edges(values: Iterable[float]) -> list[float]:
    """Positions merged where they are nearer than SNAP, sorted."""
    out: list[list[float]] = []
    for value in sorted(values):
        if out and value - out[-1][-1] <= SNAP:
            out[-1].append(value)
        else:
            out.append([value])
    return [sum(group) / len(group) for group in out]


def _near(positions: Sequence[float], value: float) -> int:
    i = bisect_right(positions, value)
    if i == len(positions) or (i and value - positions[i - 1] < positions[i] - value):
        return i - 1
    return i


def grid_of(page: Page, boxes: Sequence[Box], reader: str) -> Grid | None:
    """The grid behind cell boxes, filled with the page's text; None where there is no grid at all."""
    xs = edges(x for b in boxes for x in (b.x0, b.x1))
    ys = edges(y for b in boxes for y in (b.top, b.bottom))
    places: dict[tuple[int, int], tuple[int, int, Box]] = {}
    for box in boxes:
        c0, c1 = _near(xs, box.x0), _near(xs, box.x1)
        r0, r1 = _near(ys, box.top), _near(ys, box.bottom)
        if c1 > c0 and r1 > r0 and (r0, c0) not in places:  # a sliver between doubled rules is no cell
            places[r0, c0] = (r1 - r0, c1 - c0, box)
    if not places:
        return None
    area = hull(boxes)
    texts = place(page.runs, [p[2] for p in places.values()], area)
    cells = []
    for ((r, c), (rs, cs, box)), glyphs in zip(sorted(places.items()), [texts[i] for i in _order(places)], strict=True):
        cells.append(
            Cell(r, c, rs, cs, lines_of(glyphs), page.number, box, hull(g.box for g in glyphs) if glyphs else None)
        )
    return Grid(page.number, area, tuple(xs), tuple(ys), tuple(cells), reader, page.width, page.height)


def _order(places: dict) -> list[int]:
    keys = list(places)
    return sorted(range(len(keys)), key=lambda i: keys[i])


class _Index:
    """Which cell holds a point; cells do not overlap, so a sweep over rows of boxes is enough."""

    def __init__(self, boxes: Sequence[Box]):
        self.boxes = boxes
        self.tops = sorted({round(b.top, 1) for b in boxes})
        self.rows: dict[float, list[tuple[int, Box]]] = {t: [] for t in self.tops}
        for i, b in enumerate(boxes):
            for t in self.tops:
                if b.top - 0.06 <= t < b.bottom - 0.06:
                    self.rows[t].append((i, b))

    def find(self, x: float, y: float) -> int | None:
        i = bisect_right(self.tops, y + 0.05) - 1
        if i < 0:
            return None
        for n, b in self.rows[self.tops[i]]:
            if b.x0 <= x < b.x1 and b.top - 0.1 <= y <= b.bottom + 0.1:
                return n
        return None


def place(runs: Sequence[Run], boxes: Sequence[Box], area: Box) -> list[list[Glyph]]:
    """The glyphs of each box. A run goes whole into one cell where it reads as one number or one word that overflows;
    it is cut at the rule where it reads as two."""
    out: list[list[Glyph]] = [[] for _ in boxes]
    index = _Index(boxes)
    for run in runs:
        if not (
            area.x0 - 20 <= run.box.x1
            and run.box.x0 <= area.x1 + 20
            and area.top - 8 <= run.box.y_mid <= area.bottom + 8
        ):
            continue
        held = [index.find(g.box.x_mid, g.box.y_mid) for g in run.glyphs]
        found = {h for h in held if h is not None}
        if not found:
            continue
        if len(found) == 1:
            only = found.pop()
            if held.count(only) * 2 >= len(held):
                out[only].extend(run.glyphs)
            continue
        for glyphs, target in _split(run, held, boxes):
            out[target].extend(glyphs)
    return out


def _split(run: Run, held: list[int | None], boxes: Sequence[Box]):
    """One run over several cells: whole numbers stay whole, words that spill over stay with their beginning."""
    text = run.text
    pieces: list[tuple[int, int]] = []
    numbers = [m.span() for m in NUMBER.finditer(text)]
    joined = "".join(text[a:b] for a, b in numbers)
    if joined == text:
        # only digits: one number, or several that abut
        if len(numbers) == 1:
            pieces = numbers
        else:
            pieces = _cut(held)
    elif (
        numbers
        and numbers[-1][1] == len(text)
        and held[numbers[-1][0]] is not None
        and (held[-1] != held[0] and not text[numbers[-1][0] - 1].isascii())
    ):
        pieces = [(0, numbers[-1][0]), numbers[-1]]  # a name that runs up to the amount beside it
    else:
        pieces = _cut(held)
        # a name that overflows: letters across the rule belong to the cell where they began, unless a number begins there
        merged: list[tuple[int, int]] = []
        for a, b in pieces:
            if (
                merged
                and not text[a].isdigit()
                and text[a] not in "-−－–¥￥"
                and not text[a - 1].isdigit()
                and len(merged) >= 1
            ):
                merged[-1] = (merged[-1][0], b)
            else:
                merged.append((a, b))
        pieces = merged
    for a, b in pieces:
        votes = [h for h in held[a:b] if h is not None]
        if not votes:
            continue
        if text[a:b].replace(",", "").replace(".", "").isdigit():
            target = max(set(votes), key=lambda h: (votes.count(h), boxes[h].x0))
        else:
            target = votes[0] if votes.count(votes[0]) >= 2 or len(votes) < 4 else max(set(votes), key=votes.count)
        yield run.glyphs[a:b], target


def _cut(held: list[int | None]) -> list[tuple[int, int]]:
    cuts = [0]
    for i in range(1, len(held)):
        if held[i] != held[i - 1] and held[i] is not None:
            cuts.append(i)
    cuts.append(len(held))
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def lines_of(glyphs: Sequence[Glyph]) -> str:
    """The glyphs of one cell as text: visual lines from top to bottom, joined by newlines."""
    if not glyphs:
        return ""
    widths = sorted(g.box.width if g.text >= "⺀" else 1.8 * g.box.width for g in glyphs)
    em = max(4.0, widths[len(widths) // 2])
    rows: list[list[Glyph]] = []
    for g in sorted(glyphs, key=lambda g: g.box.y_mid):
        if rows and g.box.y_mid - rows[-1][-1].box.y_mid < 0.35 * em and g.box.y_mid - rows[-1][0].box.y_mid < 0.6 * em:
            rows[-1].append(g)
        else:
            rows.append([g])
    return "\n".join("".join(g.text for g in sorted(row, key=lambda g: g.box.x0)) for row in rows)
