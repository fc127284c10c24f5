"""Which parts of an upright image are read as one line each: the detector's lines cut at the rules, and ink in cells that it overlooked.

Here: boxes of lines in pixels. Not here: finding rules (lattice.py), reading (engine.py).
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from ..pages import Box
from .engine import Image
from .lattice import Rules

DETECTED_AT = 150 / 72  # pixels a point: the detector is as sure at this size as at a larger one, and twice as fast
SPECK = 1.2  # points: smaller ink is dirt
SMALLEST = 4.0  # points: no character of a cell is lower, a dash is wider
INSET = 1.0  # points from the middle of a rule to where a cell's inside begins
NARROWEST = 1.2  # of its height: an image of a line is no narrower
SHARE = 0.4  # of a line's height must lie in a cell


def ink_of(image: Image, rules: Rules, scale: float) -> np.ndarray:
    """Where something is printed, rules and specks left out: 1 or 0 a pixel."""
    import cv2

    around = max(15, round(11 * scale)) | 1
    ink = cv2.adaptiveThreshold(image, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, 20)
    for rule in (*rules.across, *rules.down):
        ink[int(rule.top) - 1 : int(rule.bottom) + 2, int(rule.x0) - 1 : int(rule.x1) + 2] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    least = (SPECK * scale) ** 2
    kept = stats[:, cv2.CC_STAT_AREA] >= max(3.0, 0.5 * least)
    kept[0] = False
    return kept[np.asarray(labels, np.int32)].astype(np.uint8)


def lines_in(found: Sequence[Box], ink: np.ndarray, rules: Rules, scale: float) -> list[Box]:
    """The lines to read, from the lines that the detector found: tight around their ink, each within one cell where there are
    cells, with a line for every piece of a cell's ink that no found line covers."""
    cells = [
        Box(*(c + d for c, d in zip(cell, _inset(scale), strict=True))) for table in rules.tables for cell in table
    ]
    order = _ByRow(cells, scale)
    out: list[Box] = []
    for line in found:
        held = order.touching(line)
        parts = [_within(line, cell) for cell in held] if held else [line]
        out += [tight for part in parts if (tight := _tight(part, ink, scale)) is not None]
    covered = np.zeros_like(ink)
    margin = round(1.5 * scale)
    for box in out:
        covered[
            max(0, int(box.top) - margin) : int(box.bottom) + margin,
            max(0, int(box.x0) - margin) : int(box.x1) + margin,
        ] = 1
    for cell in cells:
        out += _overlooked(cell, ink, covered, scale)
    return out


def _inset(scale: float) -> tuple[float, float, float, float]:
    step = INSET * scale
    return step, step, -step, -step


def _within(line: Box, cell: Box) -> Box:
    return Box(max(line.x0, cell.x0), max(line.top, cell.top), min(line.x1, cell.x1), min(line.bottom, cell.bottom))


class _ByRow:
    """The cells that a line reaches into."""

    def __init__(self, cells: Iterable[Box], scale: float):
        self._cells = sorted(cells, key=lambda c: (c.top, c.x0))
        self._scale = scale

    def touching(self, line: Box) -> list[Box]:
        out = []
        for cell in self._cells:
            if cell.top > line.bottom:
                break
            high = min(line.bottom, cell.bottom) - max(line.top, cell.top)
            wide = min(line.x1, cell.x1) - max(line.x0, cell.x0)
            if high >= SHARE * min(line.height, cell.height) and wide > min(2 * self._scale, 0.5 * line.width):
                out.append(cell)
        return out


def _tight(box: Box, ink: np.ndarray, scale: float) -> Box | None:
    """The box of the ink inside; None where there is none to speak of."""
    x0, top, x1, bottom = (round(v) for v in box)
    part = ink[max(0, top) : bottom, max(0, x0) : x1]
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not len(rows):
        return None
    tight = Box(
        float(max(0, x0) + columns[0]),
        float(max(0, top) + rows[0]),
        float(max(0, x0) + columns[-1] + 1),
        float(max(0, top) + rows[-1] + 1),
    )
    return tight if max(tight.width, tight.height) >= SMALLEST * scale else None


def _overlooked(cell: Box, ink: np.ndarray, covered: np.ndarray, scale: float) -> list[Box]:
    """Lines of ink in a cell that no line covers."""
    x0, top, x1, bottom = (round(v) for v in cell)
    part = ink[top:bottom, x0:x1] & ~covered[top:bottom, x0:x1] & 1
    if part.sum() < (SMALLEST * scale / 2) ** 2:
        return []
    out = []
    for begin, end in _stretches(part.any(axis=1), round(scale)):
        tight = _tight(Box(float(x0), float(top + begin), float(x1), float(top + end)), ink & ~covered, scale)
        if tight is not None:
            out.append(tight)
    return out


def _stretches(flags: np.ndarray, gap: int) -> list[tuple[int, int]]:
    """Runs of true values, joined over gaps of up to so many: (begin, end)."""
    places = np.flatnonzero(flags)
    out: list[list[int]] = []
    for place in places:
        if out and place - out[-1][1] <= gap:
            out[-1][1] = int(place) + 1
        else:
            out.append([int(place), int(place) + 1])
    return [(a, b) for a, b in out]


def lean(box: Box, ink: np.ndarray) -> float:
    """How the ink of a box leans: 0 upright, towards -1 the more it leans like a slash, towards 1 like a backslash."""
    rows, columns = np.nonzero(ink[round(box.top) : round(box.bottom), round(box.x0) : round(box.x1)])
    if len(rows) < 4 or not rows.std() or not columns.std():
        return 0.0
    return float(np.corrcoef(rows, columns)[0, 1])


def crop(image: Image, box: Box, scale: float) -> Image:
    """The image of one line with the margin that the recogniser was trained with; low ink such as a dash stands in the middle
    of a line of usual height, and a lone digit, which is read twice where it fills the image, on paper to both sides."""
    height = max(box.height, 5 * scale)
    margin = 0.16 * height + 0.5 * scale
    x0, x1 = round(box.x0 - margin), round(box.x1 + margin)
    top, bottom = round(box.y_mid - height / 2 - margin), round(box.y_mid + height / 2 + margin)
    part = image[max(0, top) : bottom, max(0, x0) : x1]
    pads = ((max(0, -top), max(0, bottom - image.shape[0])), (max(0, -x0), max(0, x1 - image.shape[1])))
    part = np.pad(part, pads, mode="edge") if any(any(p) for p in pads) else part
    lacking = math.ceil((NARROWEST * part.shape[0] - part.shape[1]) / 2)
    if lacking <= 0:
        return part
    return np.pad(part, ((0, 0), (lacking, lacking)), constant_values=int(np.median(part)))
