"""Opens a PDF with the fast reader (tablers, PDFium inside) and gives its pages as values.

Here: rotation, ruled cells of the fast reader, rules, share of pictures. Not here: characters to runs (runs.py), whether the bytes
are a PDF at all (reading/triage.py), or what the cells mean.
"""

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, compress
from operator import attrgetter
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium_c
import tablers
from numpy.typing import NDArray

from .characters import leans
from .model import Page
from .pictured import pages_with_pictures
from .runs import Boxes, as_boxes, boxes_of, glyph_count, runs_of

# A page with fewer glyphs than this and no ruled table is looked at for pictures (a scan, a pasted table).
FEW_GLYPHS = 300
# Glyphs that are asked which way they run, and the share that must run one way for a page to be turned.
FEW_DIRECTIONS = 32
MOSTLY = 0.9
# Three characters one after the other are asked for their direction where they stand on an oblique line: tangents of the angle by which it
# bends at most, and of twice the angle by which it leans at least.
BENT = 0.2
LEANING = 0.33
# What comes out of a font without a usable map.
GARBLED = re.compile("[\\0-\x1f\ue000-\uf8ff\ufffd]")
# Where a page's frame is named, and where it is a plain one that begins at zero.
FRAME = re.compile(rb"/(?:Crop|Media)Box(?![A-Za-z])")
FRAME_AT_ZERO = re.compile(
    rb"/(?:Crop|Media)Box\s*\[\s*[+-]?0*(?:\.0*)?\s+[+-]?0*(?:\.0*)?\s+\d*\.?\d+\s+\d*\.?\d+\s*\]"
)
PACKED_OBJECTS = re.compile(rb"/ObjStm\b[^\0]{0,400}?stream\r?\n")
MOST_PACKED = 64 * 1024**2  # bytes of one stream of packed objects; a larger one is a bomb
_CHARACTER = attrgetter("unicode_char")

# From the reader's unrotated boxes (left, top, right, bottom) to the boxes on the page with its text upright.
Turn = Callable[[Boxes], Boxes]


class Document:
    """An opened PDF. Use as a context manager; pages are read one at a time and hold no reference to the file."""

    def __init__(self, data: bytes):
        self._data = data
        self._doc = tablers.Document(bytes=data)
        self._pictures: pypdfium2.PdfDocument | None = None
        self._at_zero: bool | None = None
        self._pictured = pages_with_pictures(data, len(self))

    def __enter__(self) -> "Document":
        return self

    def __exit__(self, *_: object) -> None:
        self._doc.close()
        if self._pictures is not None:
            self._pictures.close()

    def __len__(self) -> int:
        return self._doc.page_count

    def pages(self) -> Iterator[Page]:
        """All pages in order."""
        for raw in self._doc.pages():
            yield self._page(raw)

    def _page(self, raw) -> Page:
        raw.extract_objects()
        objects = raw.objects
        chars, rects, lines = objects.chars, objects.rects, objects.lines
        rotation = int(raw.rotation_degrees) % 360
        upright = _upright(chars, rotation)
        boxes, texts = boxes_of(chars), map(_CHARACTER, chars)
        straight = _straight(chars, boxes)
        if straight is not None:
            boxes, texts = boxes[straight], compress(texts, straight)
        sideways = (upright - rotation) % 180 == 90
        width, height = (raw.height, raw.width) if sideways else (raw.width, raw.height)
        turn = _turner(upright, width, height, self._origin(raw.page_idx))
        runs = runs_of(texts, turn(boxes))
        ruled = bool(rects or lines)  # without any path there is no ruled table to search for
        tables = tablers.find_tables(raw, extract_text=False) if ruled else []
        cells = tuple(tuple(as_boxes(turn(boxes_of(t.cells)))) for t in tables)
        rules = turn(np.concatenate((boxes_of(rects), _hulls([line.points for line in lines]))))
        glyphs = glyph_count(runs)
        odd = _garbled("".join([r.text for r in runs]))
        pictured = raw.page_idx + 1 in self._pictured
        share = None
        if glyphs < FEW_GLYPHS and not cells:
            share = self._image_share(raw.page_idx) if pictured else 0.0
        return Page(
            raw.page_idx + 1,
            width,
            height,
            rotation,
            runs,
            cells,
            tuple(as_boxes(rules)),
            share,
            odd / glyphs if glyphs else 0.0,
            pictured=pictured,
            turned=(upright - rotation) % 360,
        )

    def _plain(self) -> pypdfium2.PdfDocument:
        if self._pictures is None:
            self._pictures = pypdfium2.PdfDocument(self._data)
        return self._pictures

    def _origin(self, index: int) -> tuple[float, float]:
        if self._at_zero is None:
            self._at_zero = begins_at_zero(self._data)
        if self._at_zero:
            return 0.0, 0.0
        page = self._plain()[index]
        try:
            left, bottom, _, _ = page.get_cropbox()
            return left, bottom
        finally:
            page.close()

    def _image_share(self, index: int) -> float:
        page = self._plain()[index]
        try:
            width, height = page.get_size()
            area = 0.0
            for thing in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=4):
                left, bottom, right, top = thing.get_bounds()
                area += max(0.0, right - left) * max(0.0, top - bottom)
            return min(1.0, area / max(1.0, width * height))
        finally:
            page.close()


def begins_at_zero(data: bytes) -> bool:
    """Whether the bytes of a PDF show that every page begins at (0, 0) in the file's own coordinates. False where one does not,
    or where it cannot be seen (an encrypted file, an indirect box): asking each page costs as much as reading its text."""
    if b"/Encrypt" in data:
        return False
    parts = [data]
    for packed in PACKED_OBJECTS.finditer(data):
        stream = zlib.decompressobj()
        try:
            parts.append(stream.decompress(memoryview(data)[packed.end() :], MOST_PACKED))
        except zlib.error:
            return False
        if not stream.eof:
            return False
    if len(parts) - 1 != data.count(b"/ObjStm"):
        return False
    named = sum(len(FRAME.findall(part)) for part in parts)
    return 0 < named == sum(len(FRAME_AT_ZERO.findall(part)) for part in parts)


def _hulls(paths: Sequence[Sequence[tuple[float, float]]]) -> Boxes:
    """The box of each path, given as its points."""
    if not paths:
        return boxes_of([])
    flat = chain.from_iterable(chain.from_iterable(paths))
    points = np.fromiter(flat, np.float64).reshape(-1, 2)
    starts = np.cumsum([0, *map(len, paths)])[:-1]
    return np.hstack((np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)))


def _garbled(text: str) -> int:
    """How many characters of a text come out of a font without a usable map."""
    return len(GARBLED.findall(text))


def _upright(chars: Sequence[Any], rotation: int) -> int:
    """The rotation (0, 90, 180 or 270) that makes a page's text run from left to right: the page's own, unless nearly all of its
    glyphs run another way. A few of them, evenly spread, tell whether it is worth to look at all."""
    some = chars[:: len(chars) // FEW_DIRECTIONS + 1]
    if len(some) < FEW_DIRECTIONS / 2 or _direction(some, MOSTLY / 2) in (None, rotation):
        return rotation
    direction = _direction(chars, MOSTLY)
    return rotation if direction is None else direction


def _straight(chars: Sequence[Any], boxes: Boxes) -> NDArray[np.bool_] | None:
    """Which characters do not run obliquely over the page as a watermark's do; None where all are to be kept: none runs so, or nearly
    all do. Asking a character for its direction takes longer than reading it: first those are asked that stand obliquely to the next."""
    corners = boxes.view(np.complex128)  # points as complex numbers: steps between them multiply to angles
    steps = np.diff(corners[:, 0] + corners[:, 1])
    bends, slopes = steps[1:] * steps[:-1].conj(), steps[1:] * steps[1:]
    leaning = (np.abs(bends.imag) < BENT * bends.real) & (np.abs(slopes.imag) > LEANING * np.abs(slopes.real))
    if not any(leans(chars[i].rotation_degrees) for i in np.flatnonzero(leaning).tolist()):
        return None
    straight = np.array([not leans(char.rotation_degrees) for char in chars])
    printed = sum(
        1 for char, kept in zip(chars, straight.tolist(), strict=True) if kept and (char.unicode_char or " ").strip()
    )
    return straight if printed > (1 - MOSTLY) * len(chars) else None


def _direction(chars: Sequence[Any], share: float) -> int | None:
    """The rotation that sets at least a share of the glyphs upright, None where no one does. White space that PDFium puts between
    words has no direction."""
    found = Counter(-round(c.rotation_degrees) % 360 for c in chars if (c.unicode_char or " ").strip())
    direction, count = found.most_common(1)[0] if found else (0, 0)
    return direction if direction % 90 == 0 and count >= share * found.total() > 0 else None


def _turner(rotation: int, width: float, height: float, origin: tuple[float, float]) -> Turn:
    """A function from the reader's unrotated boxes to boxes on the page rotated so, then `width` and `height` in size. `origin` is where
    the shown part of the page begins in the file's own coordinates, which the reader does not take off."""
    left, bottom = origin

    def turn(boxes: Boxes) -> Boxes:
        if left or bottom:
            boxes = boxes + np.array((-left, bottom, -left, bottom))
        x0, top, x1, under = boxes.T
        if rotation == 90:
            return np.column_stack((width - under, x0, width - top, x1))
        if rotation == 180:
            return np.column_stack((width - x1, height - under, width - x0, height - top))
        if rotation == 270:
            return np.column_stack((top, height - x1, under, height - x0))
        return boxes

    return turn
