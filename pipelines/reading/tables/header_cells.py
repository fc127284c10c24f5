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
    em: float


@dataclass(frozen=True, slots=True)
class Header:
    """The texts of a header that lies between two heights, with the rules inside it."""

    texts: tuple[Text, ...]
    rules: tuple[Box, ...]
    top: float
    bottom: float

    @property
    def leaves(self) -> list[Box]:
        """The texts directly above the body from left to right."""
        return sorted((t.box for t in self.texts if t.rule is None), key=lambda b: b.x_mid)


def header_of(rows: Sequence[Sequence[Run]], rules: Sequence[Box], area: Box, top: float, bottom: float) -> Header:
    """The header made of these rows of runs. `rules` are all horizontal rules of the table."""
    inside = tuple(r for r in rules if top + 1 < r.y_mid < bottom - 1)
    groups: list[list[Run]] = []
    for run in (r for row in rows for r in row):
        for group in groups:
            if any(_same_cell(other, run, inside) for other in group):
                group.append(run)
                break
        else:
            groups.append([run])
    boxes = [(hull(r.box for r in g), g[0].em) for g in _spaced_words(groups)]
    if inside:
        texts = [Text(box, _rule_below(box, inside), em) for box, em in boxes]
    else:
        texts = [Text(box, _drawn_nowhere(box, em, [b for b, _ in boxes], area), em) for box, em in boxes]
    return Header(tuple(texts), inside, top, bottom)


def _spaced_words(groups: Sequence[list[Run]]) -> list[list[Run]]:
    """The groups with those of a single letter each that stand side by side joined: one word with spaces between its letters."""
    out: list[list[Run]] = []
    for group in groups:
        last = out[-1][-1] if out else None
        if (
            last is not None
            and all(len(r.text) == 1 and r.text not in PARTS_OF_CODE for r in (*out[-1], *group))
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


def _drawn_nowhere(box: Box, em: float, boxes: Sequence[Box], area: Box) -> Box | None:
    """A rule where none is printed: below a text that stands higher than the middle of the header and has texts below it on both
    sides of its middle, over all neighbours that stand lower."""
    lower = sorted((b for b in boxes if b.y_mid - box.y_mid > 0.8 * em), key=lambda b: b.x0)
    level = [b for b in boxes if abs(b.y_mid - box.y_mid) <= 0.8 * em and b != box]
    left = max((b.x1 for b in level if b.x1 <= box.x0), default=area.x0)
    right = min((b.x0 for b in level if b.x0 >= box.x1), default=area.x1)
    below = [b for b in lower if left <= b.x_mid <= right]
    if not below or not any(b.x0 < box.x_mid for b in below) or not any(b.x1 > box.x_mid for b in below):
        return None
    y = (box.bottom + min(b.top for b in below)) / 2
    return Box(below[0].x0, y, below[-1].x1, y)


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
