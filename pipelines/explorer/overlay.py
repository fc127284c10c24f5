"""A page with what was read drawn on it: tables, cells, header, codes, amounts, open identities.

Belongs here: drawing on a rendered page. Does not belong here: what is drawn (the caller's rows of cells and amounts).
"""

import io
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from pipelines.flow.health import chinese_font

SCALE = 2.0  # pixels a point
CROP_SCALE = 3.0
BESIDE, ABOVE = 220.0, 30.0  # points of the page around a cell that a crop shows
CELL, HEADER, AMOUNT, TOTAL, OPEN = (150, 170, 200), (230, 160, 60), (40, 140, 60), (30, 80, 200), (215, 40, 40)

LEGEND = (("amount", AMOUNT), ("total", TOTAL), ("of an open identity", OPEN), ("header", HEADER), ("cell", CELL))


def page_count(data: bytes) -> int:
    """How many pages the PDF has."""
    with pypdfium2.PdfDocument(data) as pdf:
        return len(pdf)


def render(data: bytes, page: int, scale: float = SCALE) -> Image.Image:
    """The page (from 1) as displayed, `scale` pixels a point."""
    with pypdfium2.PdfDocument(data) as pdf:
        return pdf[page - 1].render(scale=scale).to_pil().convert("RGB")


def draw(
    data: bytes,
    page: int,
    cells: Iterable[Mapping[str, Any]],
    amounts: Iterable[Mapping[str, Any]],
    open_amounts: Mapping[tuple[str, int, int], str] | None = None,
    header_rows: Mapping[str, int] | None = None,
    scale: float = SCALE,
    *,
    with_headers: bool = False,
) -> bytes:
    """A PNG of the page with cells (grey, header orange) and amounts (green, totals blue, those of open identities red).

    Below each amount: code, measure and unit, for one of an open identity the identity; with `with_headers` also what the head of its column
    says. Rows are those of the published tables `cells` and `amounts` on that page; `open_amounts` names the identity by (table_id,
    row_index, column_index). Chinese needs a font of this system: without one, words in Chinese are left out.
    """
    image = render(data, page, scale)
    pen = ImageDraw.Draw(image, "RGBA")
    write = _Pen(pen, scale)
    depth = header_rows or {}
    for cell in cells:
        header = cell["row_index"] < depth.get(cell["table_id"], 0)
        pen.rectangle(_box(cell, scale), outline=HEADER if header else CELL, fill=(*HEADER, 30) if header else None)
    doubtful = open_amounts or {}
    for amount in amounts:
        identity = doubtful.get((amount["table_id"], amount["row_index"], amount["column_index"]))
        colour = OPEN if identity else TOTAL if amount["is_total"] else AMOUNT
        box = _box(amount, scale)
        pen.rectangle(box, outline=colour, width=2, fill=(*colour, 30))
        words = [identity, amount["code"], amount["measure"], amount["published_unit"]]
        write.words((box[0], box[3]), words, colour)
        if with_headers:
            write.words((box[0], box[1] - write.height), [amount["header_path"]], colour)
    write.legend(image.height)
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=False)
    return out.getvalue()


class _Pen:
    """Small words on a picture: Latin in a font that the drawing library brings, Chinese in one of the system (some of which hold nothing else)."""

    def __init__(self, pen: ImageDraw.ImageDraw, scale: float) -> None:
        path = chinese_font()
        self.pen = pen
        self.height = 3.5 * scale
        self.latin = ImageFont.load_default(self.height)
        self.chinese = ImageFont.truetype(str(path), self.height) if path else None

    def words(self, at: tuple[float, float], words: Iterable[str | None], colour: tuple[int, int, int]) -> float:
        """Write words at their upper left corner and say where they end; those that no font has are left out."""
        x, y = at
        for ascii_only, run in groupby(" ".join(filter(None, words)), str.isascii):
            font = self.latin if ascii_only else self.chinese
            if font is not None:
                text = "".join(run)
                self.pen.text((x, y), text, fill=colour, font=font)
                x += self.pen.textlength(text, font=font)
        return x

    def legend(self, bottom: int) -> None:
        """What the colours mean, in the lower left corner of the picture."""
        at = 4.0
        for name, colour in LEGEND:
            top = bottom - 1.6 * self.height
            self.pen.rectangle((at, top, at + self.height, top + self.height), fill=colour)
            at += 1.5 * self.height
            at = self.words((at, top), [name], colour) + 2 * self.height


def boxed(
    data: bytes,
    page: int,
    boxes: Iterable[Mapping[str, Any]],
    marks: Iterable[Mapping[str, Any]] = (),
    scale: float = SCALE,
) -> bytes:
    """A PNG of the page with a red frame around each box (x0, top, x1, bottom in points), and a thin orange one around each mark."""
    image = render(data, page, scale)
    pen = ImageDraw.Draw(image, "RGBA")
    for row in marks:
        pen.rectangle(_box(row, scale), outline=HEADER, width=2)
    for row in boxes:
        x0, top, x1, bottom = _box(row, scale)
        pen.rectangle((x0 - 4, top - 3, x1 + 4, bottom + 3), outline=OPEN, width=3, fill=(*OPEN, 40))
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=False)
    return out.getvalue()


def crop(data: bytes, page: int, box: tuple[float, float, float, float], scale: float = CROP_SCALE) -> bytes:
    """A PNG of a cell (x0, top, x1, bottom in points) framed in red, with as much of its page around it as helps to find it: what stands
    beside it in its row, and a row above and below."""
    image = render(data, page, scale)
    x0, top, x1, bottom = (edge * scale for edge in box)
    beside, above = BESIDE * scale, ABOVE * scale
    ImageDraw.Draw(image).rectangle((x0 - 2, top - 2, x1 + 2, bottom + 2), outline=OPEN, width=2)
    part = image.crop(
        (
            int(max(0, x0 - beside)),
            int(max(0, top - above)),
            int(min(image.width, x1 + beside)),
            int(min(image.height, bottom + above)),
        )
    )
    out = io.BytesIO()
    part.save(out, format="PNG")
    return out.getvalue()


def _box(row: Mapping[str, Any], scale: float) -> tuple[float, float, float, float]:
    return row["x0"] * scale, row["top"] * scale, row["x1"] * scale, row["bottom"] * scale
