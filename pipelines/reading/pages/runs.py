"""From the characters of a page to runs, with arrays: a document holds 100,000s of characters, and a Python object for each takes longer
than PDFium takes to read them.

Here: what is struck twice, where a run ends, the measures of runs. Not here: the single character (characters.py), how a page is opened
(pdfium.py).
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import overload

import numpy as np
from numpy.typing import NDArray

from .characters import printed
from .model import Box, Glyph, Run, Shape

Boxes = NDArray[np.float64]  # one row a box: left, top, right, bottom
_INDEX = np.intp
# A named tuple of values that are at hand: its own constructor is Python code.
_box = partial(tuple.__new__, Box)
_glyph = partial(tuple.__new__, Glyph)


def boxes_of(bounds: Sequence[Sequence[float]]) -> Boxes:
    """Boxes as an array of n rows."""
    return np.fromiter(chain.from_iterable(bounds), np.float64, 4 * len(bounds)).reshape(-1, 4)


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

    __slots__ = ("_begin", "_end", "_letters")

    def __init__(self, letters: _Letters, begin: int, end: int):
        self._letters, self._begin, self._end = letters, begin, end

    def __len__(self) -> int:
        return self._end - self._begin

    def __iter__(self) -> Iterator[Glyph]:
        boxes = as_boxes(self._letters.boxes[self._begin : self._end])
        return map(_glyph, zip(self._letters.texts[self._begin : self._end], boxes, strict=True))

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


def runs_of(texts: Sequence[str | None], boxes: Boxes) -> tuple[Run, ...]:
    """Characters in file order, with their boxes as displayed, cut where PDFium breaks the line, at white space, and where the pen jumps."""
    known = [printed(text) for text in texts]
    kept = np.fromiter((i for i, p in enumerate(known) if p is not None), _INDEX)
    kept = kept[~_struck_again([texts[i] or "" for i in kept], boxes[kept])]
    letters = [p for i in kept if (p := known[i]) is not None]
    if not letters:
        return ()
    blank = np.fromiter((p is None for p in known), np.bool_, len(known)).cumsum()[kept]
    boxes = boxes[kept]
    words, printed_widths, widths = zip(*letters, strict=True)
    starts = np.concatenate(([0], 1 + np.flatnonzero(_ends(boxes, np.array(printed_widths)) | (np.diff(blank) > 0))))
    return _runs(words, boxes, np.array(widths), starts)


def _ends(boxes: Boxes, widths: NDArray[np.float64]) -> NDArray[np.bool_]:
    """For each character but the first whether the pen jumped before it."""
    x0, top, x1, bottom = boxes.T
    wide, high, middle = x1 - x0, bottom - top, (top + bottom) / 2
    em = np.maximum(wide[:-1], wide[1:]) * widths[1:]
    em = np.maximum(1.0, np.minimum(np.minimum(em, high[:-1]), high[1:]))
    gap = x0[1:] - x1[:-1]
    return (gap > 0.6 * em) | (gap < -1.2 * em) | (np.abs(np.diff(middle)) > 0.6 * em)


def _runs(words: Sequence[str], boxes: Boxes, widths: NDArray[np.float64], starts: NDArray[np.intp]) -> tuple[Run, ...]:
    """The runs that begin at `starts`; `widths` says how many widths of each character make an em."""
    ends = np.append(starts[1:], len(words))
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
    shapes = map(Shape, np.maximum(1.0, em).tolist(), plain.tolist(), first, last)
    letters = _Letters(words, boxes)
    return tuple(
        Run(_Span(letters, begin, end), "".join(words[begin:end]), box, shape)
        for begin, end, box, shape in zip(starts.tolist(), ends.tolist(), hulls, shapes, strict=True)
    )


def _struck_again(texts: Sequence[str], boxes: Boxes) -> NDArray[np.bool_]:
    """Which characters were drawn before where they stand: bold is often the same text struck again a hair's breadth beside."""
    again = np.zeros(len(texts), np.bool_)
    seen = _Struck()
    for i in np.flatnonzero(_crowded(texts, boxes)):
        again[i] = seen.again(texts[i], boxes[i].tolist())
    return again


def _crowded(texts: Sequence[str], boxes: Boxes) -> NDArray[np.bool_]:
    """Which characters may have been struck twice: at least those with the same character nearer than half its width and a third of its
    height. Two so near fall into one square of at least one of four grids, shifted by half a square each."""
    same, which = np.unique(np.fromiter(map(hash, texts), np.int64, len(texts)), return_inverse=True)
    size = np.zeros((len(same), 2))
    np.maximum.at(size, which, boxes[:, 2:] - boxes[:, :2])
    size = np.maximum(size, 0.01)[which]
    crowded = np.zeros(len(texts), np.bool_)
    for shift in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)):
        square = np.floor(boxes[:, :2] / size + shift).astype(np.int64)
        key = (which << 40) ^ ((square[:, 0] & 0xFFFFF) << 20) ^ (square[:, 1] & 0xFFFFF)
        order = np.argsort(key)
        twice = np.diff(key[order]) == 0
        crowded[order[1:][twice]] = True
        crowded[order[:-1][twice]] = True
    return crowded


class _Struck:
    """Remembers where each character was drawn."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[int, list[Sequence[float]]]] = {}

    def again(self, text: str, box: Sequence[float]) -> bool:
        x0, top, x1, bottom = box
        band = int((top + bottom) / 2 // 8)
        bands = self._seen.setdefault(text, {})
        near_x, near_y = 0.5 * (x1 - x0), 0.35 * (bottom - top)
        for near in (band - 1, band, band + 1):
            for other in bands.get(near, ()):
                if abs(other[0] - x0) < near_x and abs(other[1] - top) < near_y:
                    return True
        bands.setdefault(band, []).append(box)
        return False
