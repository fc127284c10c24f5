"""Opens a PDF with the fast reader (tablers, PDFium inside) and gives its pages as values.

Here: characters to runs, rotation, ruled cells of the fast reader, share of pictures. Not here: whether the bytes
are a PDF at all (reading/triage.py), or what the cells mean.
"""

import unicodedata
from collections.abc import Iterator
from itertools import chain

import pypdfium2
import pypdfium2.raw as pdfium_c
import tablers

from .model import Box, Glyph, Page, Run, hull

# A page with fewer glyphs than this and no ruled table is looked at for pictures (a scan, a pasted table).
FEW_GLYPHS = 300
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


class Document:
    """An opened PDF. Use as a context manager; pages are read one at a time and hold no reference to the file."""

    def __init__(self, data: bytes):
        self._data = data
        self._doc = tablers.Document(bytes=data)
        self._pictures: pypdfium2.PdfDocument | None = None

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
        odd = sum(_garbled(g.text) for r in runs for g in r.glyphs)
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


def hull_of(points) -> Box:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _garbled(text: str) -> bool:
    return text == "\ufffd" or "\ue000" <= text <= "\uf8ff" or ord(text[0]) < 32


def _turner(raw, origin: tuple[float, float]):
    """A function from the reader's unrotated boxes to displayed boxes. `origin` is where the shown part of the page begins in
    the file's own coordinates, which the reader does not take off."""
    rotation = int(raw.rotation_degrees) % 360
    width, height = raw.width, raw.height  # as displayed
    left, bottom = origin
    if left or bottom:
        turn = _turner_at_zero(rotation, width, height)
        return lambda b: turn((b[0] - left, b[1] + bottom, b[2] - left, b[3] + bottom))
    return _turner_at_zero(rotation, width, height)


def _turner_at_zero(rotation: int, width: float, height: float):
    if rotation == 90:
        return lambda b: Box(width - b[3], b[0], width - b[1], b[2])
    if rotation == 180:
        return lambda b: Box(width - b[2], height - b[3], width - b[0], height - b[1])
    if rotation == 270:
        return lambda b: Box(b[1], height - b[2], b[3], height - b[0])
    return lambda b: Box(*b)


class _Struck:
    """Remembers where each character was drawn: bold is often the same text struck again a hair's breadth beside."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, int], list[Box]] = {}

    def again(self, text: str, box: Box) -> bool:
        near_x, near_y = 0.5 * box.width, 0.35 * box.height
        cell = int(box.y_mid // 8)
        for row in (cell - 1, cell, cell + 1):
            for other in self._seen.get((text, row), ()):
                if abs(other.x0 - box.x0) < near_x and abs(other.top - box.top) < near_y:
                    return True
        self._seen.setdefault((text, cell), []).append(box)
        return False


def _runs(chars, turn) -> Iterator[Run]:
    """Split characters in file order where PDFium breaks the line, at white space, and where the pen jumps."""
    pending: list[Glyph] = []
    struck = _Struck()
    for char in chars:
        text = char.unicode_char
        if not text or text.isspace() or text in "\u200b\ufeff":
            if pending:
                yield _run(pending)
                pending = []
            continue
        box = turn(char.bbox)
        if struck.again(text, box):
            continue
        if pending:
            last = pending[-1].box
            em = max(1.0, min(max(last.width, box.width) * (1.0 if text >= "⺀" else 1.8), last.height, box.height))
            gap = box.x0 - last.x1
            if gap > 0.6 * em or gap < -1.2 * em or abs(box.y_mid - last.y_mid) > 0.6 * em:
                yield _run(pending)
                pending = []
        pending.append(Glyph(clean(text), box))
    if pending:
        yield _run(pending)


def _run(glyphs: list[Glyph]) -> Run:
    return Run(tuple(glyphs), "".join(g.text for g in glyphs), hull(g.box for g in glyphs))
