"""Columns of a table that has no vertical rules: from the middles of its headers, else from the white space in its body.

Here: positions between columns. Not here: which part of a page is a table, its header and its rows (aligned.py), the cells of
the header (header_cells.py).
"""

from collections.abc import Sequence
from itertools import pairwise

from ..pages import Box, Run, hull
from .headers import AMOUNT, CODE, TOTAL

Span = tuple[float, float]

SNUG = 3.0  # points by which a computed position may miss the one that a rule gives
GLUED = 0.7  # of the type size: a space between a code and its name is no wider
SPACED = 2.2  # of the type size: nor are two wide spaces, where names follow codes of several lengths
CLOSE = 0.4  # of the type size: space between text and the edge of its cell where no rule says


def by_middles(leaves: Sequence[Box], area: Box, known: Sequence[float], body: Sequence[Run]) -> list[float] | None:
    """Positions between columns where every column has a header of its own that is centred over it: from the left end, each
    middle gives the next position. `known` are positions that rules give. None where the last does not fall on the right end,
    or a header or a figure does not fit between its positions: then a header is missing or stands elsewhere."""
    xs = [area.x0]
    for leaf in leaves:
        x = 2 * leaf.x_mid - xs[-1]
        x = min([k for k in known if abs(k - x) <= SNUG], key=lambda k: abs(k - x), default=x)
        if leaf.x0 < xs[-1] - 1 or leaf.x1 > x + 1:
            return None
        xs.append(x)
    if len(xs) < 3 or abs(xs[-1] - area.x1) > SNUG:
        return None
    xs[-1] = area.x1
    figures = [r.box for r in body if AMOUNT.fullmatch(r.text)]
    if any(b.x0 < x - 1.5 and b.x1 > x + 1.5 for b in figures for x in xs[1:-1]):
        return None
    return xs


def parted(xs: Sequence[float], rows: Sequence[Sequence[Run]]) -> list[float]:
    """The positions with those added that part a code from the name beside it where both stand under one header: what stands
    side by side in a row between two positions is two columns."""
    out = [xs[0]]
    for x0, x1 in pairwise(xs):
        inside = [[r for r in row if x0 <= r.box.x_mid <= x1] for row in rows]
        beside = [r for row in inside if len(row) > 1 for r in row]
        columns = body_columns(beside) if beside else []
        if len(columns) > 1 and CODE.fullmatch(min(beside, key=lambda r: r.box.x0).text):
            out += [(left[1] + right[0]) / 2 for left, right in pairwise(columns)]
        out.append(x1)
    return out


def with_glued_codes(rows: Sequence[Sequence[Run]]) -> list[Sequence[Run]]:
    """The rows with the codes that stand before names in one column as one text with them: however long the code, the name follows at the
    same small distance, or the rest of a name stands under its code. This makes no column."""
    glued = [
        (row[0], row[1])
        for row in rows
        if len(row) > 1 and CODE.fullmatch(row[0].text) and not AMOUNT.fullmatch(row[1].text)
    ]
    if not glued:
        return list(rows)
    gaps = [name.box.x0 - code.box.x1 for code, name in glued]
    begins = [name.box.x0 for _, name in glued]
    rests = [
        row[0].box.x0 for row in rows if len(row) == 1 and not (CODE.fullmatch(t := row[0].text) or TOTAL.match(t))
    ]
    # Names of a column of their own begin at one place, be the codes before them set flush right.
    ragged = max(begins) - min(begins) > 1
    under = any(abs(code.box.x0 - x) < 1 for code, _ in glued for x in rests)
    starts = [code.box.x0 for code, _ in glued]
    widest = SPACED if ragged and max(starts) - min(starts) < 1 else GLUED
    if not (ragged or under) or max(gaps) - min(gaps) > 1 or max(gaps) > widest * glued[0][1].em:
        return list(rows)
    whole = {id(code): joined(code, name) for code, name in glued}
    return [[whole[id(row[0])], *row[2:]] if id(row[0]) in whole else row for row in rows]


def joined(first: Run, second: Run) -> Run:
    """Two texts side by side as one."""
    return Run([*first.glyphs, *second.glyphs], first.text + second.text, hull([first.box, second.box]))


def by_space(body: Sequence[Run], head: Sequence[Box], area: Box) -> list[float]:
    """Positions between columns in the white space between figures, words and headers; each cuts as few headers as can be."""
    columns = _with_headers(body_columns(body), [(b.x0, b.x1) for b in head])
    xs = [min(area.x0, columns[0][0]) - 1]
    for (_, left), (right, _) in pairwise(columns):
        middle = (left + right) / 2
        ends = [e for b in head for e in (b.x0 - 0.5, b.x1 + 0.5) if left <= e <= right]
        xs.append(min([middle, *ends], key=lambda x: (sum(b.x0 < x < b.x1 for b in head), abs(x - middle))))
    return [*xs, max(area.x1, columns[-1][1]) + 1]


def without_header(body: Sequence[Run], area: Box, wrapped: bool) -> list[float]:
    """Positions between columns on a page that continues a table without its header, as near as can be to those of the page
    before: words stand at the left of their column, figures at its right. `wrapped` says that names fill their column. Empty
    columns at the right are one column."""
    columns = body_columns(body)
    figures = [any(_over(c, (r.box.x0, r.box.x1)) > 0 and AMOUNT.fullmatch(r.text) for r in body) for c in columns]
    em = max(r.em for r in body)
    pad = columns[0][0] - area.x0
    pad = pad if 0 < pad < em else CLOSE * em
    xs = [area.x0]
    for i, ((_, left), (right, _)) in enumerate(pairwise(columns)):
        if not figures[i + 1]:
            x = right - pad
        elif figures[i] or wrapped:
            x = left + pad
        else:
            x = (left + right) / 2
        xs.append(min(max(x, left), right))
    end = columns[-1][1] + pad
    if figures[-1] and area.x1 - end > 2 * em:
        xs.append(end)
    return [*xs, max(area.x1, end)]


def body_columns(body: Sequence[Run]) -> list[Span]:
    """What overlaps in the body is one column, figures first, since a label may run across several. Labels of totals, which stand
    in the middle of several columns or at the left of codes, make none where the names of rows do, but for those of a further lane."""
    numbers = [r for r in body if AMOUNT.fullmatch(r.text)]
    figures = _joined((r.box.x0, r.box.x1) for r in numbers)
    named = [r for r in body if not AMOUNT.fullmatch(r.text)]
    names = [r for r in named if not TOTAL.match(r.text)] or named
    if numbers and len(names) < len(named):
        names += [r for r in named if TOTAL.match(r.text) and _begins_lane(r, numbers, names)]
    words = [(r.box.x0, r.box.x1) for r in names]
    beside = [w for w in words if all(_over(c, w) <= 1 for c in figures)]
    return sorted([*figures, *_joined(beside)])


def _begins_lane(label: Run, numbers: Sequence[Run], names: Sequence[Run]) -> bool:
    """Whether the label of a total stands right of a figure in its line, or left of all figures, codes not among them, where no name does."""
    if any(r.box.x1 < label.box.x0 and abs(r.box.y_mid - label.box.y_mid) < 0.5 * label.em for r in numbers):
        return True
    first = min(numbers, key=lambda r: r.box.x0)
    left = label.box.x1 <= first.box.x0 and not any(r.box.x0 < first.box.x0 for r in names)
    return left and not CODE.fullmatch(first.text)


def _with_headers(columns: list[Span], head: Sequence[Span]) -> list[Span]:
    """Columns widened by their headers. Header lines one above the other are one stack; a stack that touches no column is the
    header of a neighbour that has none (figures stand right of a centred header), else a column with nothing in it."""
    stacks = _joined(h for h in head if sum(_over(c, h) > 2 for c in columns) < 2)
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


def _over(a: Span, b: Span) -> float:
    return min(a[1], b[1]) - max(a[0], b[0])


def _touch(a: Span, b: Span) -> bool:
    return _over(a, b) > -1


def _joined(spans) -> list[Span]:
    out: list[Span] = []
    for span in sorted(spans):
        if out and span[0] < out[-1][1] - 1:
            out[-1] = (out[-1][0], max(out[-1][1], span[1]))
        else:
            out.append(span)
    return out
