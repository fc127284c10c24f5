"""Puts text into cells: from the boxes of cells and the runs of a page to a Grid.

Here: the grid of rows and columns behind cell boxes, and which run belongs to which cell, also where the text of one
cell overflows into its neighbour. Not here: finding the boxes (readers.py).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ..pages import Box, Glyph, Page, Run, hull
from .model import Cell, Grid

TOO_LARGE = 1.6  # of a cell's height: type that is larger was printed over the table
SNAP = 2.0  # points: edges nearer than this are one rule (doubled rulings stand up to 1.5 pt apart)
_CODE_HEAD = re.compile(r"(?:\d{7}|\d{5}|\d{3})(?=[一-鿿])")
_CODED_LINE = re.compile(r"^[\[【(（]?(\d{3}|\d{5}|\d{7})[\]】)）]?[-—－_][一-鿿]")
NUMBER = re.compile(r"[-−－–]?[¥￥]?\d{1,6}(?:[,，]\d{3})+(?:\.\d+)?[%％]?|[-−－–]?\d+(?:\.\d+)?[%％]?")


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
    xs = edges([x for b in boxes for x in (b[0], b[2])])
    ys = edges([y for b in boxes for y in (b[1], b[3])])
    places: dict[tuple[int, int], tuple[int, int, Box]] = {}
    column = {x: _near(xs, x) for x in {x for b in boxes for x in (b[0], b[2])}}
    row = {y: _near(ys, y) for y in {y for b in boxes for y in (b[1], b[3])}}
    for box in boxes:
        x0, top, x1, bottom = box
        c0, c1, r0, r1 = column[x0], column[x1], row[top], row[bottom]
        if c1 > c0 and r1 > r0 and (r0, c0) not in places:  # a sliver between doubled rules is no cell
            places[r0, c0] = (r1 - r0, c1 - c0, box)
    if not places:
        return None
    area = hull(boxes)
    order = sorted(places)
    held = place(page.runs, [places[key][2] for key in order], area)
    lines = {
        key: line_rows(glyphs_of(pieces))
        for key, pieces in zip(order, held, strict=True)
        if pieces and not _is_plain(pieces)
    }
    _lift_overflow(lines, dict(zip(order, held, strict=True)), {key: places[key][0] for key in order})
    cells = []
    for key, pieces in zip(order, held, strict=True):
        rows, columns, box = places[key]
        text, ink, lead = _printed(lines[key], box) if key in lines else _printed_plainly(pieces, box)
        cell = Cell(*key, rows, columns, text, page.number, box, ink, lead)
        cells.append(_seen(page, cell, lines.get(key) or [glyphs_of(pieces)]) if page.pictures else cell)
    return Grid(page.number, area, tuple(xs), tuple(ys), tuple(cells), reader, page.width, page.height)


Lines = list[list[Glyph]]
Piece = Run | Sequence[Glyph]  # a whole run, or those of its glyphs that one cell holds


def glyphs_of(pieces: Iterable[Piece]) -> list[Glyph]:
    """The glyphs of all pieces."""
    return [g for piece in pieces for g in (piece.glyphs if isinstance(piece, Run) else piece)]


def _is_plain(pieces: Sequence[Piece]) -> bool:
    """Whether a cell is blank or holds one run that needs no sorting, like nearly all: its glyphs are not looked at."""
    return not pieces or (len(pieces) == 1 and isinstance(pieces[0], Run) and pieces[0].shape.plain)


def _printed(lines: Lines, cell: Box) -> tuple[str, Box | None, float | None]:
    """A cell's text, its ink and where its first line begins."""
    if not lines:
        return "", None, None
    return _joined(lines), _ink(hull(g.box for line in lines for g in line), cell), min(g.box.x0 for g in lines[0])


def _printed_plainly(pieces: Sequence[Piece], cell: Box) -> tuple[str, Box | None, float | None]:
    """As _printed, of a cell that is blank or holds one plain run."""
    for run in pieces:
        if isinstance(run, Run):
            return run.text, _ink(run.box, cell), run.box.x0
    return "", None, None


def _seen(page: Page, cell: Cell, rows: Lines) -> Cell:
    """The cell with what is known of its reading, where it stands in a picture."""
    marks = {id(mark): mark for row in rows for g in row if (mark := page.marks.get(g)) is not None}
    if not marks:
        return replace(cell, method="ocr") if page.picture_at(cell.box) is not None else cell
    lines = list(marks.values())
    others = lines[0].alternatives if len(lines) == 1 else ()
    return replace(cell, method="ocr", confidence=min(m.confidence for m in lines), alternatives=others)


def _ink(ink: Box, cell: Box) -> Box:
    """The box of a cell's text, cut to the cell's height: some fonts state boxes that reach over the rows above and below."""
    if ink[1] >= cell[1] and ink[3] <= cell[3]:
        return ink
    top, bottom = max(ink.top, cell.top), min(ink.bottom, cell.bottom)
    return Box(ink.x0, top, ink.x1, bottom) if top < bottom else ink


def _lift_overflow(
    lines: dict[tuple[int, int], Lines],
    held: Mapping[tuple[int, int], Sequence[Piece]],
    heights: Mapping[tuple[int, int], int],
) -> None:
    """A name too long for its row is printed on into the cell below: lines that stand before a code there, under a cell that
    begins with a code, are the rest of that cell's name. `lines` are those of cells that are not plain, which alone have several."""
    for (r, c), own in list(lines.items()):
        above = next(
            (key for key in ((r - h, c) for h in (1, 2, 3)) if key in held and key[0] + heights[key] == r), None
        )
        if above is None or sum(map(len, own)) < 4:
            continue
        first = next((i for i, line in enumerate(own) if _CODED_LINE.match(_joined([line]))), None)
        if not first:
            continue
        before = lines[above] if above in lines else line_rows(glyphs_of(held[above]))
        if _CODED_LINE.match(_joined(before[:1])):
            lines[above] = line_rows([g for line in (*before, *own[:first]) for g in line])
            lines[r, c] = line_rows([g for line in own[first:] for g in line])


class _Index:
    """Which cell holds a point; cells do not overlap, so a sweep over rows of boxes is enough."""

    def __init__(self, boxes: Sequence[Box]):
        self._tops = sorted({round(top, 1) for top in {b[1] for b in boxes}})
        self._rows: list[list[tuple[float, float, float, float, int]]] = [[] for _ in self._tops]
        first = {y: bisect_left(self._tops, y - 0.06) for y in {y for b in boxes for y in (b[1], b[3])}}
        for n, (x0, top, x1, bottom) in enumerate(boxes):
            for row in self._rows[first[top] : first[bottom]]:
                row.append((x0, x1, top - 0.1, bottom + 0.1, n))

    def find(self, x: float, y: float) -> int | None:
        i = bisect_right(self._tops, y + 0.05) - 1
        if i < 0:
            return None
        for x0, x1, top, bottom, n in self._rows[i]:
            if x0 <= x < x1 and top <= y <= bottom:
                return n
        return None


def place(runs: Sequence[Run], boxes: Sequence[Box], area: Box) -> list[list[Piece]]:
    """What each box holds. A run goes whole into one cell where it reads as one number or one word that overflows;
    it is cut at the rule where it reads as two."""
    out: list[list[Piece]] = [[] for _ in boxes]
    find = _Index(boxes).find
    small = TOO_LARGE * min(b[3] - b[1] for b in boxes)
    left, top, right, bottom = area.x0 - 20, area.top - 8, area.x1 + 20, area.bottom + 8
    for run in runs:
        x0, y0, x1, y1 = run.box
        if x1 < left or x0 > right or not top <= (y0 + y1) / 2 <= bottom:
            continue
        em = run.shape.em
        if em > small and (at := find((x0 + x1) / 2, (y0 + y1) / 2)) is not None and em > TOO_LARGE * boxes[at].height:
            continue  # a watermark
        begins = find(*run.shape.first)
        if begins is not None and begins == find(*run.shape.last):
            out[begins].append(run)  # nearly every run: it stands in one cell
            continue
        held = [find(g.box.x_mid, g.box.y_mid) for g in run.glyphs]
        found = {h for h in held if h is not None}
        if not found:
            continue
        if len(found) == 1:
            only = found.pop()
            if held.count(only) * 2 >= len(held):
                out[only].append(run)
            continue
        for glyphs, target in _split(run, held, boxes):
            out[target].append(glyphs)
    return out


def _split(run: Run, held: list[int | None], boxes: Sequence[Box]) -> Iterator[tuple[Sequence[Glyph], int]]:
    """One run over several cells: whole numbers stay whole, words that spill over stay with their beginning."""
    for a, b in _pieces(run, held, boxes):
        votes = [h for h in held[a:b] if h is not None]
        if not votes:
            continue
        if run.text[a:b].replace(",", "").replace(".", "").isdigit():
            target = max(set(votes), key=lambda h: (votes.count(h), boxes[h].x0))
        else:
            target = votes[0] if votes.count(votes[0]) >= 2 or len(votes) < 4 else max(set(votes), key=votes.count)
        yield run.glyphs[a:b], target


def _pieces(run: Run, held: list[int | None], boxes: Sequence[Box]) -> list[tuple[int, int]]:
    """Where a run is cut: (begin, end) of each part."""
    text = run.text
    numbers = [m.span() for m in NUMBER.finditer(text)]
    if "".join(text[a:b] for a, b in numbers) == text:
        return numbers if len(numbers) == 1 else _cut(held)  # one number, or several that abut
    if code := _CODE_HEAD.match(text):
        return [(0, code.end()), (code.end(), len(text))]  # a code before its name, with the rule somewhere between
    if numbers and numbers[-1][1] == len(text) and held[numbers[-1][0]] is not None and held[-1] != held[0]:
        begin = numbers[-1][0]
        if begin and not text[begin - 1].isascii():
            return [(0, begin), numbers[-1]]  # a name that runs up to the amount beside it
    pieces = _cut(held)
    if not numbers and len(pieces) > 1 and all(_centred(run.glyphs[a:b], held[a], boxes) for a, b in pieces):
        return pieces  # words of neighbouring cells that touch: each stands in the middle of its own
    merged: list[tuple[int, int]] = []
    for a, b in pieces:
        # letters across the rule belong to the cell where they began, unless a number begins there
        if merged and not text[a].isdigit() and text[a] not in "-−－–¥￥" and not text[a - 1].isdigit():
            merged[-1] = (merged[-1][0], b)
        else:
            merged.append((a, b))
    return merged


def _centred(glyphs: Sequence[Glyph], cell: int | None, boxes: Sequence[Box]) -> bool:
    if cell is None:
        return False
    ink = hull(g.box for g in glyphs)
    return abs(ink.x_mid - boxes[cell].x_mid) < max(1.0, 0.06 * boxes[cell].width)


def _cut(held: list[int | None]) -> list[tuple[int, int]]:
    cuts = [0]
    for i in range(1, len(held)):
        if held[i] != held[i - 1] and held[i] is not None:
            cuts.append(i)
    cuts.append(len(held))
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def line_rows(glyphs: Sequence[Glyph]) -> Lines:
    """The glyphs of one cell by visual line from top to bottom, each from left to right."""
    if not glyphs:
        return []
    widths = sorted(b[2] - b[0] if t >= "⺀" else 1.8 * (b[2] - b[0]) for t, b in glyphs)
    em = max(4.0, widths[len(widths) // 2])
    by_height = sorted([((b[1] + b[3]) / 2, n) for n, (_, b) in enumerate(glyphs)])
    rows: list[list[Glyph]] = []
    first = last = 0.0
    for y, n in by_height:
        if rows and y - last < 0.35 * em and y - first < 0.6 * em:
            rows[-1].append(glyphs[n])
        else:
            rows.append([glyphs[n]])
            first = y
        last = y
    for row in rows:
        row.sort(key=_left)
    return rows


def _left(glyph: Glyph) -> float:
    return glyph[1][0]


def lines_of(glyphs: Sequence[Glyph]) -> str:
    """The glyphs of one cell as text, visual lines joined by newlines."""
    return _joined(line_rows(glyphs))


def _joined(lines: Sequence[Sequence[Glyph]]) -> str:
    return "\n".join("".join(g.text for g in line) for line in lines)
