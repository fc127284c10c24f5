"""Ruled lines of an upright image, and the cells between them.

Here: from pixels to rules, from rules to cell boxes by table, in pixels. Not here: text (lines.py), tables without vertical rules
(reading/tables finds these from the rules alone).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..pages import Box, hull
from .engine import Image

# All lengths in points.
LONG = 22.0  # a horizontal stroke of a letter is shorter than a rule
TALL = 10.0  # the rules of a single row of small print
BROKEN = 1.5  # a hole of this length is noise; print has wider ones between its strokes
TOUCH = 1.5  # so near the end of a vertical rule is to the horizontal one that it meets
THICK = 4.0  # a bar that is thicker is no rule
SLACK = 3.0  # rules nearer than this are one, and ends nearer than this meet
GAP = 9.0  # a faint rule may vanish for so long
LINE = 100.0  # a rule that is shorter ends at vertical ones
CLEAR = 3.0  # so far beside a lone short rule hardly anything is printed
INKED = 0.1  # of that room: more ink, and it may be a letter's stroke
WHOLE = 0.95  # of a rule's length is dark
SIDE = 60.0  # a lone horizontal rule that is shorter underlines a word
DRAWN = 0.6  # of a cell's side must be drawn


@dataclass(frozen=True, slots=True)
class Rules:
    """Horizontal and vertical rules as boxes, and the cells between them by table; pixels."""

    across: tuple[Box, ...]
    down: tuple[Box, ...]
    tables: tuple[tuple[Box, ...], ...]


def rules_of(image: Image, scale: float, *, of_tables: bool = False) -> Rules:
    """The rules and ruled cells of an upright image with `scale` pixels a point. Where only those `of_tables` are asked for, an image
    without two level rules is looked at no further."""
    dark = _dark(image, scale)
    across = _joined(_strokes(dark, scale, LONG, flat=True), scale, GAP)
    if of_tables and len(across) < 2:
        return Rules((), (), ())
    strokes = [_flipped(b) for b in _strokes(dark, scale, TALL, flat=False)]
    down = [_flipped(b) for b in _joined(strokes, scale, SLACK)]
    down = [d for d in down if d.height > SIDE * scale or _met(d, across, scale)]
    down = [d for d in down if _stands_free(d, down, dark, scale)]
    across = [a for a in across if a.width > LINE * scale or _held(a, down, scale)]
    down = [d for d in down if d.height > SIDE * scale or _met(d, across, scale)]
    tables = []
    for lines, posts in _groups(across, down, scale):
        cells = _cells(lines, posts, SLACK * scale)
        if len({c.x0 for c in cells}) > 1 and len({c.top for c in cells}) > 1:
            tables.append(tuple(cells))
    kept = [a for a in across if a.width > SIDE * scale]
    return Rules(tuple(kept), tuple(down), tuple(sorted(tables, key=lambda t: hull(t)[1])))


def _dark(image: Image, scale: float) -> np.ndarray:
    import cv2

    soft = cv2.GaussianBlur(image, (3, 3), 0)
    around = max(15, round(11 * scale)) | 1
    return cv2.adaptiveThreshold(soft, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, 9)


def _strokes(dark: np.ndarray, scale: float, least: float, *, flat: bool) -> list[Box]:
    """Straight strokes of at least so many points."""
    import cv2

    length, hole = max(5, round(least * scale)), max(2, round(BROKEN * scale))
    if flat:
        bridged = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, hole), np.uint8))
        bridged = cv2.dilate(bridged, np.ones((2, 1), np.uint8))  # a rule that is not quite level steps from row to row
        found = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    else:
        bridged = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((hole, 1), np.uint8))
        bridged = cv2.dilate(bridged, np.ones((1, 2), np.uint8))
        found = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    # Each row of a stroke is longer than `length`: where no more of them fit than short labels count, these take a third of the time.
    label = cv2.CV_16U if found.size < length * np.iinfo(np.uint16).max else cv2.CV_32S
    _, _, stats, _ = cv2.connectedComponentsWithStats(found, ltype=label)
    x, y, width, height, area = stats[1:].T
    thick, long = (height, width) if flat else (width, height)
    straight = (area <= THICK * scale * long) & (long > 2 * thick)
    corners = np.column_stack((x, y, x + width, y + height))[straight]
    return [Box(*corner) for corner in corners.astype(float).tolist()]


def _flipped(box: Box) -> Box:
    """The box with x and y in each other's place."""
    return Box(box.top, box.x0, box.bottom, box.x1)


def _joined(strokes: Iterable[Box], scale: float, gap: float) -> list[Box]:
    """Horizontal strokes with those joined that go on at the same height after a gap of up to so many points."""
    out: list[Box] = []
    near: list[int] = []  # those of `out` that a stroke may go on: text on a scan has 1,000s of strokes
    for stroke in sorted(strokes, key=lambda b: (b.x0, b.top)):
        near = [n for n in near if stroke.x0 - out[n].x1 < gap * scale]
        middle = stroke.y_mid
        before = next((n for n in near if abs(out[n].y_mid - middle) < SLACK * scale / 2), None)
        if before is None:
            near.append(len(out))
            out.append(stroke)
        else:
            out[before] = hull([out[before], stroke])
    return out


def _met(post: Box, across: Sequence[Box], scale: float) -> bool:
    """Whether a vertical stroke ends at horizontal rules, as strokes of letters do not."""
    near = SLACK * scale
    touched = [a for a in across if a.x0 - near <= post.x_mid <= a.x1 + near]
    return all(
        any(a.top - TOUCH * scale <= y <= a.bottom + TOUCH * scale for a in touched) for y in (post.top, post.bottom)
    )


def _held(rule: Box, down: Sequence[Box], scale: float) -> bool:
    """Whether a short horizontal stroke ends at vertical rules, as strokes of letters do not."""
    near = SLACK * scale
    touched = [d for d in down if d.top - near <= rule.y_mid <= d.bottom + near]
    return all(any(abs(d.x_mid - x) <= near for d in touched) for x in (rule.x0, rule.x1))


def _stands_free(post: Box, down: Sequence[Box], dark: np.ndarray, scale: float) -> bool:
    """Whether a vertical stroke is a rule: it is long, a longer one stands above or below it, or it is whole and has room on a side.
    A letter that fills its row from rule to rule has strokes of its own on its sides, and its stroke ends a little short of the rules."""
    if post.height > LINE * scale or any(
        d.height > 1.5 * post.height and abs(d.x_mid - post.x_mid) <= SLACK * scale / 2 for d in down
    ):
        return True
    inner = (post.bottom - post.top) / 6  # the rules that it meets are no ink beside it
    top, bottom = round(post.top + inner), round(post.bottom - inner)
    room, left, right = round(CLEAR * scale), int(post.x0) - 2, int(post.x1) + 2
    sides = (dark[top:bottom, max(0, left - room) : max(0, left)], dark[top:bottom, right : right + room])
    inked = [float(side.mean()) if side.size else 0.0 for side in sides]
    whole = float(dark[top:bottom, int(post.x0) : int(post.x1)].any(axis=1).mean()) >= WHOLE
    return max(inked) <= INKED or (whole and min(inked) <= 2 * INKED)


def _groups(across: Sequence[Box], down: Sequence[Box], scale: float) -> list[tuple[list[Box], list[Box]]]:
    """Rules that touch each other, as (horizontal, vertical) of each table."""
    every = [*across, *down]
    near = SLACK * scale
    owner = list(range(len(every)))

    def root(n: int) -> int:
        while owner[n] != n:
            owner[n] = owner[owner[n]]
            n = owner[n]
        return n

    for n, a in enumerate(across):
        for m, d in enumerate(down, len(across)):
            if (
                a.x0 - near <= d.x_mid <= a.x1 + near
                and d.top - near <= a.y_mid <= d.bottom + near
                and root(n) != root(m)
            ):
                owner[root(m)] = root(n)
    groups: dict[int, tuple[list[Box], list[Box]]] = {}
    for n, rule in enumerate(every):
        groups.setdefault(root(n), ([], []))[n >= len(across)].append(rule)
    return [(a, d) for a, d in groups.values() if len(a) > 1 and d]


def _places(values: Iterable[float], near: float) -> list[float]:
    """Positions merged where they are near, sorted."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= near:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(g) / len(g) for g in groups]


def _cells(across: Sequence[Box], down: Sequence[Box], near: float) -> list[Box]:
    """The cells of one table: grid positions, joined where no rule stands between them. The outer sides need not be drawn."""
    left, right = min(a.x0 for a in across), max(a.x1 for a in across)
    top, bottom = min(a.y_mid for a in across), max(a.y_mid for a in across)
    posts = [d.x_mid for d in down]
    ends = [x for x in (left, right) if all(abs(x - p) > 2 * near for p in posts)]
    xs = _places([*posts, *ends], near)
    tips = [y for d in down for y in (d.top, d.bottom) if y < top - 3 * near or y > bottom + 3 * near]
    ys = _places([*(a.y_mid for a in across), *tips], near)
    if len(xs) < 2 or len(ys) < 2:
        return []
    level = {y: [(a.x0, a.x1) for a in across if abs(a.y_mid - y) <= near] for y in ys}
    upright = {x: [(d.top, d.bottom) for d in down if abs(d.x_mid - x) <= near] for x in xs}
    columns, rows = list(pairwise(xs)), list(pairwise(ys))
    below = [[r + 1 == len(rows) or _drawn(level[ys[r + 1]], c, near) for c in columns] for r in range(len(rows))]
    beside = [[c + 1 == len(columns) or _drawn(upright[xs[c + 1]], r, near) for c in range(len(columns))] for r in rows]
    return [Box(xs[c0], ys[r0], xs[c1 + 1], ys[r1 + 1]) for r0, c0, r1, c1 in _blocks(below, beside)]


def _drawn(parts: Sequence[tuple[float, float]], span: tuple[float, float], near: float) -> bool:
    """Whether rules cover most of a side."""
    begin, end = span[0] + near / 2, span[1] - near / 2
    reached, total = begin, 0.0
    for low, high in sorted(parts):
        low, high = max(low, reached), min(high, end)
        if high > low:
            total += high - low
            reached = high
    return total >= DRAWN * max(1.0, end - begin)


def _blocks(below: Sequence[Sequence[bool]], beside: Sequence[Sequence[bool]]) -> list[tuple[int, int, int, int]]:
    """Rectangles of grid positions (first row, first column, last row, last column) with no rule inside. Positions whose joining
    would make no rectangle are joined along their row only: there a rule was not seen."""
    rows, columns = len(below), len(below[0])
    taken = [[False] * columns for _ in range(rows)]
    out = []
    for r in range(rows):
        for c in range(columns):
            if taken[r][c]:
                continue
            c1 = c
            while c1 + 1 < columns and not beside[r][c1] and not taken[r][c1 + 1]:
                c1 += 1
            r1 = r
            while (
                r1 + 1 < rows
                and not any(below[r1][c : c1 + 1])
                and not any(taken[r1 + 1][c : c1 + 1])
                and not any(beside[r1 + 1][c:c1])
                and (c == 0 or beside[r1 + 1][c - 1])
                and beside[r1 + 1][c1]
            ):
                r1 += 1
            for row in taken[r : r1 + 1]:
                row[c : c1 + 1] = [True] * (c1 + 1 - c)
            out.append((r, c, r1, c1))
    return out
