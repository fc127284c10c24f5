"""Opens a PDF with the fast reader (tablers, PDFium inside) and gives its pages as values.

Here: characters to runs, rotation, ruled cells of the fast reader, share of pictures. Not here: whether the bytes
are a PDF at all (reading/triage.py), or what the cells mean.
"""

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import chain
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c
import tablers

from .model import Box, Glyph, Page, Run, hull

# A page with fewer glyphs than this and no ruled table is looked at for pictures (a scan, a pasted table).
FEW_GLYPHS = 300
# White space that str.isspace does not know.
INVISIBLE = ("\u200b", "\ufeff", "\u200b\ufeff")
# What comes out of a font without a usable map.
GARBLED = re.compile("[\\0-\x1f\ue000-\uf8ff\ufffd]")
# Where a page's frame is named, and where it is a plain one that begins at zero.
FRAME = re.compile(rb"/(?:Crop|Media)Box(?![A-Za-z])")
FRAME_AT_ZERO = re.compile(
    rb"/(?:Crop|Media)Box\s*\[\s*[+-]?0*(?:\.0*)?\s+[+-]?0*(?:\.0*)?\s+\d*\.?\d+\s+\d*\.?\d+\s*\]"
)
PACKED_OBJECTS = re.compile(rb"/ObjStm\b[^\0]{0,400}?stream\r?\n")
MOST_PACKED = 64 * 1024**2  # bytes of one stream of packed objects; a larger one is a bomb
# A named tuple of values that are at hand: its own constructor is Python code, and a document holds 100,000 of them.
_box = partial(tuple.__new__, Box)
_glyph = partial(tuple.__new__, Glyph)
# CJK radicals that fonts emit for the character and that NFKC leaves alone (measured in titles).
RADICALS = str.maketrans(
    {
        "⻔": "门",
        "⻋": "车",
        "⻓": "长",
        "⻅": "见",
        "⻆": "角",
        "⻉": "贝",
        "⻘": "青",
        "⻚": "页",
        "⻛": "风",
        "⻜": "飞",
        "⻝": "食",
        "⻢": "马",
        "⻣": "骨",
        "⻤": "鬼",
        "⻥": "鱼",
        "⻦": "鸟",
        "⻨": "麦",
        "⻩": "黄",
        "⻬": "齐",
        "⻮": "齿",
        "⻰": "龙",
        "⻳": "龟",
        "⺟": "母",
        "⻑": "长",
        "⺠": "民",
        "⻌": "辶",
        "⺫": "目",
        "⻄": "西",
        "⺮": "竹",
        "⺀": "冫",
    }
)


def clean(text: str) -> str:
    """Fold what fonts vary: compatibility radicals and half-width kana to the plain character; brackets stay as printed."""
    folded = "".join(unicodedata.normalize("NFKC", c) if "⺀" <= c <= "⿟" or "豈" <= c <= "﫿" else c for c in text)
    return folded.translate(RADICALS).translate(FULL_WIDTH)


# Digits of a Chinese font, and the point between them; full-width commas and brackets are Chinese punctuation and stay.
FULL_WIDTH = str.maketrans("０１２３４５６７８９．－％", "0123456789.-%")


# From the reader's unrotated box (left, top, right, bottom) to the box as displayed.
Turn = Callable[[Any], Box]


class Document:
    """An opened PDF. Use as a context manager; pages are read one at a time and hold no reference to the file."""

    def __init__(self, data: bytes):
        self._data = data
        self._doc = tablers.Document(bytes=data)
        self._pictures: pypdfium2.PdfDocument | None = None
        self._at_zero: bool | None = None

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
        turn = _turner(raw, self._origin(raw.page_idx))
        raw.extract_objects()
        objects = raw.objects
        runs = tuple(_runs(objects.chars, turn))
        cells = tuple(tuple(turn(c.bbox) for c in t.cells) for t in tablers.find_tables(raw, extract_text=False))
        rules = tuple(
            chain((turn(r.bbox) for r in objects.rects), (turn(hull_of(line.points)) for line in objects.lines))
        )
        glyphs = sum(len(r.glyphs) for r in runs)
        odd = sum(_garbled(r.text) for r in runs)
        share = self._image_share(raw.page_idx) if glyphs < FEW_GLYPHS and not cells else None
        return Page(
            raw.page_idx + 1,
            raw.width,
            raw.height,
            int(raw.rotation_degrees) % 360,
            runs,
            cells,
            rules,
            share,
            odd / glyphs if glyphs else 0.0,
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


def hull_of(points) -> Box:
    """The box of a path's points."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _garbled(text: str) -> int:
    """How many characters of a text come out of a font without a usable map."""
    return len(GARBLED.findall(text))


def _turner(raw, origin: tuple[float, float]) -> Turn:
    """A function from the reader's unrotated boxes to displayed boxes. `origin` is where the shown part of the page begins in
    the file's own coordinates, which the reader does not take off."""
    rotation = int(raw.rotation_degrees) % 360
    width, height = raw.width, raw.height  # as displayed
    left, bottom = origin
    if left or bottom:
        turn = _turner_at_zero(rotation, width, height)
        return lambda b: turn((b[0] - left, b[1] + bottom, b[2] - left, b[3] + bottom))
    return _turner_at_zero(rotation, width, height)


def _turner_at_zero(rotation: int, width: float, height: float) -> Turn:
    if rotation == 90:
        return lambda b: _box((width - b[3], b[0], width - b[1], b[2]))
    if rotation == 180:
        return lambda b: _box((width - b[2], height - b[3], width - b[0], height - b[1]))
    if rotation == 270:
        return lambda b: _box((b[1], height - b[2], b[3], height - b[0]))
    return _box


@cache
def _printed(text: str | None) -> tuple[str, float] | None:
    """A character as it is kept, and how many of its widths make an em; None for white space. At most all of Unicode is held."""
    if not text or text.isspace() or text in INVISIBLE:
        return None
    return clean(text), 1.0 if text >= "⺀" else 1.8


class _Struck:
    """Remembers where each character was drawn: bold is often the same text struck again a hair's breadth beside."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[int, list[Box]]] = {}

    def again(self, text: str, box: Box) -> bool:
        x0, top, x1, bottom = box
        band = int((top + bottom) / 2 // 8)
        bands = self._seen.get(text)
        if bands is None:
            self._seen[text] = {band: [box]}
            return False
        near_x, near_y = 0.5 * (x1 - x0), 0.35 * (bottom - top)
        for near in (band - 1, band, band + 1):
            for other in bands.get(near, ()):
                if abs(other[0] - x0) < near_x and abs(other[1] - top) < near_y:
                    return True
        bands.setdefault(band, []).append(box)
        return False


def _runs(chars: Iterable[Any], turn: Turn) -> Iterator[Run]:
    """Split characters in file order where PDFium breaks the line, at white space, and where the pen jumps."""
    # Every character of every document comes through here: boxes are unpacked once, properties are not called.
    pending: list[Glyph] = []
    again = _Struck().again
    end = last_width = last_height = last_middle = 0.0
    for char in chars:
        text = char.unicode_char
        printed = _printed(text)
        if printed is None:
            if pending:
                yield _run(pending)
                pending = []
            continue
        box = turn(char.bbox)
        if again(text, box):
            continue
        kept, widths = printed
        x0, top, x1, bottom = box
        width, height, middle = x1 - x0, bottom - top, (top + bottom) / 2
        if pending:
            em = max(1.0, min(max(last_width, width) * widths, last_height, height))
            gap = x0 - end
            if gap > 0.6 * em or gap < -1.2 * em or abs(middle - last_middle) > 0.6 * em:
                yield _run(pending)
                pending = []
        end, last_width, last_height, last_middle = x1, width, height, middle
        pending.append(_glyph((kept, box)))
    if pending:
        yield _run(pending)


def _run(glyphs: list[Glyph]) -> Run:
    texts, boxes = zip(*glyphs, strict=True)
    return Run(tuple(glyphs), "".join(texts), hull(boxes))
