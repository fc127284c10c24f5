"""From the characters of a page to runs, with arrays: a document holds 100,000s of characters, and a Python object for each takes longer
than PDFium takes to read them.

Here: what is struck twice, where a run ends, the measures of runs. Not here: the single character (characters.py), how a page is opened
(pdfium.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from .characters import Alphabet
from .model import Box, Glyph, Run, Shape

Boxes = NDArray[np.float64]  # one row a box: left, top, right, bottom
_alphabet = Alphabet()
_BBOX = attrgetter("bbox")
# A named tuple of values that are at hand: its own constructor is Python code.
_box = partial(tuple.__new__, Box)
_glyph = partial(tuple.__new__, Glyph)
_shape = partial(tuple.__new__, Shape)


def boxes_of(things: Sequence[Any]) -> Boxes:
    """The boxes of things that have a `bbox`, as an array of n rows."""
    return np.fromiter(chain.from_iterable(map(_BBOX, things)), np.float64, 4 * len(things)).reshape(-1, 4)


def as_boxes(boxes: Boxes) -> Iterator[Box]:
    """The rows of an array as boxes."""
    return map(_box, boxes.tolist())


class _Letters:
    """The kept characters of a page and their boxes, from which glyphs are made when somebody asks."""

    __slots__ = ("boxes", "texts")

    def __init__(self, texts: Sequence[str], boxes: Boxes):
        self.texts = texts
        self.boxes = boxes


class _Span(Sequence[Glyph]):
    """The glyphs of a run, made anew whenever they are looked at: nearly no run is looked at more closely than by its text and box."""

    __slots__ = ("_begin", "_letters", "end")

    def __init__(self, letters: _Letters, begin: int, end: int):
        self._letters, self._begin, self.end = letters, begin, end

    def __len__(self) -> int:
        return self.end - self._begin

    def __iter__(self) -> Iterator[Glyph]:
        boxes = as_boxes(self._letters.boxes[self._begin : self.end])
        return map(_glyph, zip(self._letters.texts[self._begin : self.end], boxes, strict=True))

    @overload
    def __getitem__(self, index: int) -> Glyph: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Glyph, ...]: ...
    def __getitem__(self, index: int | slice) -> Glyph | tuple[Glyph, ...]:
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def glyph_count(runs: Sequence[Run]) -> int:
    """How many glyphs the runs of a page hold, as runs_of gives them."""
    last = runs[-1].glyphs if runs else None
    return last.end if isinstance(last, _Span) else 0


def runs_of(printed: Iterable[str | None], boxes: Boxes) -> tuple[Run, ...]:
    """Characters in file order, with their boxes as displayed, cut where PDFium breaks the line, at white space, and where the pen jumps."""
    numbers = np.fromiter(map(_alphabet.__getitem__, printed), np.int64, len(boxes))
    kept = np.flatnonzero(numbers)
    kept = kept[~_struck_again(numbers[kept], boxes[kept])]
    if not len(kept):
        return ()
    blank = (numbers == 0).cumsum()[kept]
    numbers, boxes = numbers[kept], boxes[kept]
    texts = [_alphabet.texts[number] for number in numbers.tolist()]
    printed_widths, widths = _alphabet.measures[numbers].T
    starts = np.concatenate(([0], 1 + np.flatnonzero(_ends(boxes, printed_widths) | (np.diff(blank) > 0))))
    return _runs(texts, boxes, widths, starts)


def _ends(boxes: Boxes, widths: NDArray[np.float64]) -> NDArray[np.bool_]:
    """For each character but the first whether the pen jumped before it."""
    x0, top, x1, bottom = boxes.T
    wide, high, middle = x1 - x0, bottom - top, (top + bottom) / 2
    em = np.maximum(wide[:-1], wide[1:]) * widths[1:]
    em = np.maximum(1.0, np.minimum(np.minimum(em, high[:-1]), high[1:]))
    gap = x0[1:] - x1[:-1]
    return (gap > 0.6 * em) | (gap < -1.2 * em) | (np.abs(np.diff(middle)) > 0.6 * em)


def _runs(texts: Sequence[str], boxes: Boxes, widths: NDArray[np.float64], starts: NDArray[np.intp]) -> tuple[Run, ...]:
    """The runs that begin at `starts`; `widths` says how many widths of each character make an em."""
    ends = np.append(starts[1:], len(texts))
    low, high = np.minimum.reduceat(boxes, starts), np.maximum.reduceat(boxes, starts)
    hulls = as_boxes(np.column_stack((low[:, :2], high[:, 2:])))
    x_mids, y_mids = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    number = np.repeat(np.arange(len(starts)), ends - starts)
    em = (boxes[:, 2] - boxes[:, 0]) * widths
    em = em[np.lexsort((em, number))][starts + (ends - starts) // 2]
    rightwards = np.concatenate(([True], np.diff(boxes[:, 0]) > 0))
    rightwards[starts] = True
    uneven = np.maximum.reduceat(y_mids, starts) - np.minimum.reduceat(y_mids, starts)
    plain = np.logical_and.reduceat(rightwards, starts) & (uneven < 0.35 * np.maximum(4.0, em))
    first = zip(x_mids[starts].tolist(), y_mids[starts].tolist(), strict=True)
    last = zip(x_mids[ends - 1].tolist(), y_mids[ends - 1].tolist(), strict=True)
    shapes = map(_shape, zip(np.maximum(1.0, em).tolist(), plain.tolist(), first, last, strict=True))
    letters = _Letters(texts, boxes)
    return tuple(
        Run(_Span(letters, begin, end), "".join(texts[begin:end]), box, shape)
        for begin, end, box, shape in zip(starts.tolist(), ends.tolist(), hulls, shapes, strict=True)
    )


def _struck_again(numbers: NDArray[np.int64], boxes: Boxes) -> NDArray[np.bool_]:
    """Which characters were drawn before where they stand: bold is often the same text struck again a hair's breadth beside."""
    again = np.zeros(len(numbers), np.bool_)
    seen = _Struck()
    for i in np.flatnonzero(_crowded(numbers, boxes)):
        again[i] = seen.again(int(numbers[i]), boxes[i].tolist())
    return again


def _crowded(numbers: NDArray[np.int64], boxes: Boxes) -> NDArray[np.bool_]:
    """Which characters may have been struck twice: at least those with the same character nearer than half its width and a third of its
    height. Two so near fall into one row of at least one of two divisions, shifted by half a row, and in such a row from left to right
    so do all between them. A place is one number: the character, its row, and 64ths of a point from the left."""
    left, top = boxes[:, 0], boxes[:, 1]
    width, height = np.full((2, len(_alphabet.texts)), 0.01)
    np.maximum.at(width, numbers, boxes[:, 2] - left)
    np.maximum.at(height, numbers, boxes[:, 3] - top)
    halves = np.floor(2 * top / height[numbers]).astype(np.int64)
    within = (numbers << 41) | ((64 * left).astype(np.int64) & 0x1FFFFF)
    reach = 32 * width + 1
    crowded = np.zeros(len(numbers), np.bool_)
    for row in (halves >> 1, (halves + 1) >> 1):
        places = within | ((row & 0xFFFFF) << 21)
        ordered = np.sort(places)
        near = np.diff(ordered) <= reach[ordered[1:] >> 41]
        if near.any():
            crowded |= np.isin(places, np.concatenate((ordered[1:][near], ordered[:-1][near])))
    return crowded


class _Struck:
    """Remembers where each character was drawn."""

    def __init__(self) -> None:
        self._seen: dict[int, dict[int, list[Sequence[float]]]] = {}

    def again(self, number: int, box: Sequence[float]) -> bool:
        x0, top, x1, bottom = box
        band = int((top + bottom) / 2 // 8)
        bands = self._seen.setdefault(number, {})
        near_x, near_y = 0.5 * (x1 - x0), 0.35 * (bottom - top)
        for near in (band - 1, band, band + 1):
            for other in bands.get(near, ()):
                if abs(other[0] - x0) < near_x and abs(other[1] - top) < near_y:
                    return True
        bands.setdefault(band, []).append(box)
        return False
