"""The header of a table that has no vertical rules: its texts, which of them stand above others, their cells.

Here: from the runs and rules of a header to texts, and from texts and column positions to cell boxes. Not here: the positions of
columns (columns_by_space.py), what a header means (forms/columns.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..pages import Box, Run, hull

LINE = 1.5  # of the type size: lines of one cell are no further apart
PARTS_OF_CODE = {"类", "款", "项"}  # headers of one letter that stand side by side without being one word


@dataclass(frozen=True, slots=True)
class Text:
    """A header text with all its wrapped lines. `rule` is the rule below it that parts it from texts below, None for the texts
    that stand directly above the body."""

    box: Box
    rule: Box | None


@dataclass(frozen=True, slots=True)
class Header:
    """The texts of a header that lies between two heights."""

    texts: tuple[Text, ...]
    top: float
    bottom: float

    @property
    def leaves(self) -> list[Box]:
        """The texts directly above the body from left to right."""
        return sorted((t.box for t in self.texts if t.rule is None), key=lambda b: b.x_mid)


def header_of(rows: Sequence[Sequence[Run]], levels: Sequence[Sequence[Box]], area: Box, bottom: float) -> Header:
    """The header made of these rows of runs at the top of an area. `levels` are the rules of the table by height."""
    rules = [r for level in levels for r in _stretches(level) if area.top + 1 < r.y_mid < bottom - 1]
    groups: list[list[Run]] = []
    for run in (r for row in rows for r in row):
        for group in groups:
            if any(_same_cell(other, run, rules) for other in group):
                group.append(run)
                break
        else:
            groups.append([run])
    groups = _spaced_words(groups)
    boxes = [hull(r.box for r in g) for g in groups]
    below = [_rule_below(b, rules) for b in boxes] if rules else _rules_unprinted(boxes, groups[0][0].em)
    texts = [Text(box, rule) for box, rule in zip(boxes, below, strict=True)]
    return Header(tuple(texts), area.top, bottom)


def _stretches(level: Sequence[Box]) -> list[Box]:
    """The rules of one height with those that abut joined: some programs draw the part of each cell by itself."""
    out: list[Box] = []
    for rule in level:
        if out and rule.x0 - out[-1].x1 <= 1:
            out[-1] = hull([out[-1], rule])
        else:
            out.append(rule)
    return out


def _spaced_words(groups: Sequence[list[Run]]) -> list[list[Run]]:
    """The groups with those of a single letter each that stand side by side joined: one word with spaces between its letters."""
    out: list[list[Run]] = []
    for group in groups:
        last = out[-1][-1] if out else None
        if (
            last is not None
            and all(len(r.text) == 1 for r in (*out[-1], *group))
            and not {last.text, group[0].text} <= PARTS_OF_CODE
            and abs(last.box.y_mid - group[0].box.y_mid) < 0.5 * last.em
            and 0 < group[0].box.x0 - last.box.x1 < 4 * last.em
        ):
            out[-1] = [*out[-1], *group]
        else:
            out.append(group)
    return out


def _same_cell(above: Run, below: Run, rules: Sequence[Box]) -> bool:
    """Whether two texts are lines of one cell: close, one above the other, in line, and without a rule between."""
    a, b, em = above.box, below.box, above.em
    low, high = max(a.x0, b.x0), min(a.x1, b.x1)
    if (
        high - low <= 0
        or not 0 < b.y_mid - a.y_mid <= LINE * em
        or min(abs(a.x_mid - b.x_mid), abs(a.x0 - b.x0)) > 0.6 * em
    ):
        return False
    return not any(r.x0 <= (low + high) / 2 <= r.x1 and a.y_mid < r.y_mid < b.y_mid for r in rules)


def _rule_below(box: Box, rules: Sequence[Box]) -> Box | None:
    return min(
        (r for r in rules if r.x0 <= box.x_mid <= r.x1 and r.y_mid > box.y_mid), key=lambda r: r.y_mid, default=None
    )


def _rules_unprinted(boxes: Sequence[Box], em: float) -> list[Box | None]:
    """For each text of a header without rules inside the rule that is to be thought of below it, over the lower texts beside each
    other that it or a text at its height stands over: a text over two others, or one that stands high above its two neighbours.
    What spans the whole height of the header stands half as high."""
    lowest = max(b.y_mid for b in boxes)
    high = max(0.65 * (lowest - min(b.y_mid for b in boxes)), 0.8 * em)

    def over(box: Box) -> int:
        return sum(b.y_mid - box.y_mid > 0.8 * em and min(b.x1, box.x1) > max(b.x0, box.x0) for b in boxes)

    parents = [over(b) > 1 or lowest - b.y_mid > high for b in boxes]
    leaves = sorted((b for b, parent in zip(boxes, parents, strict=True) if not parent), key=lambda b: b.x_mid)
    out: list[Box | None] = []
    for box, parent in zip(boxes, parents, strict=True):
        step = high if lowest - box.y_mid > high else 0.8 * em
        lower = [b.y_mid - box.y_mid > step for b in leaves]
        last = next((i for i, b in enumerate(leaves) if b.x_mid >= box.x_mid), 0)
        if not parent or not last > 0 or not (lower[last - 1] and lower[last]):
            out.append(None)
            continue
        first = last - 1
        while first > 0 and lower[first - 1]:
            first -= 1
        while last + 1 < len(leaves) and lower[last + 1]:
            last += 1
        under = hull(leaves[first : last + 1])
        out.append(Box(under.x0, under.top - 1, under.x1, under.top - 1))
    return out


def header_boxes(header: Header, xs: Sequence[float]) -> list[Box]:
    """The cells of the header over columns bounded by xs, blank ones too: each text covers its columns from the rule above it
    to the rule below it."""
    spans = list(pairwise(xs))
    covers = _covers(header, spans)
    out = []
    ends: list[float] = [header.top] * len(spans)  # for each column the height down to which it has cells
    for text, (first, last) in sorted(covers, key=lambda c: (c[0].box.y_mid, c[0].box.x0)):
        top = max(ends[first : last + 1])
        bottom = text.rule.y_mid if text.rule is not None else header.bottom
        if bottom - top < 2 or any(e == header.bottom for e in ends[first : last + 1]):
            continue
        out.append(Box(xs[first], top, xs[last + 1], bottom))
        ends[first : last + 1] = [bottom] * (last + 1 - first)
    return out + [
        Box(*(a, end, b, header.bottom)) for (a, b), end in zip(spans, ends, strict=True) if header.bottom - end > 2
    ]


def _covers(header: Header, spans: Sequence[tuple[float, float]]) -> list[tuple[Text, tuple[int, int]]]:
    """Each text with the first and last column that it stands over."""
    out = [(t, _touched(t.box, spans)) for t in header.texts if t.rule is None]
    rules = dict.fromkeys(t.rule for t in header.texts if t.rule is not None)
    for rule in rules:
        over = sorted((t for t in header.texts if t.rule == rule), key=lambda t: t.box.x_mid)
        columns = [c for c, (a, b) in enumerate(spans) if rule.x0 - 2 <= (a + b) / 2 <= rule.x1 + 2]
        if len(columns) < len(over):
            out += [(t, _touched(t.box, spans)) for t in over]
            continue
        out += zip(over, _shared([t.box.x_mid for t in over], columns, spans), strict=True)
    return out


def _touched(box: Box, spans: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """The columns that a text reaches over; it stands over a column alone where no other's middle is in it."""
    held = [c for c, (a, b) in enumerate(spans) if box.x0 - 1 <= (a + b) / 2 <= box.x1 + 1]
    own = next((c for c, (a, b) in enumerate(spans) if a <= box.x_mid <= b), 0)
    return (min([own, *held]), max([own, *held]))


def _shared(
    middles: Sequence[float], columns: Sequence[int], spans: Sequence[tuple[float, float]]
) -> list[tuple[int, int]]:
    """Neighbouring columns shared out among texts side by side so that the texts stand as near as can be over the middles of
    their columns."""
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {
        0: (0.0, [])
    }  # by the number of columns that are given away
    for middle in middles:
        further: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for start, (miss, parts) in best.items():
            for stop in range(start + 1, len(columns) + 1):
                first, last = columns[start], columns[stop - 1]
                more = miss + abs((spans[first][0] + spans[last][1]) / 2 - middle)
                if stop not in further or more < further[stop][0]:
                    further[stop] = (more, [*parts, (first, last)])
        best = further
    return best[len(columns)][1]
