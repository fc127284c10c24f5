"""A page with what was read drawn on it: tables, cells, header, codes, amounts, open identities.

Belongs here: drawing on a rendered page. Does not belong here: what is drawn (the caller's rows of cells and amounts).
"""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

SCALE = 2.0  # pixels a point
CROP_SCALE = 3.0
BESIDE, ABOVE = 220.0, 30.0  # points of the page around a cell that a crop shows
CELL, HEADER, AMOUNT, TOTAL, OPEN = (150, 170, 200), (230, 160, 60), (40, 140, 60), (30, 80, 200), (215, 40, 40)


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
    open_amounts: Iterable[tuple[int, int]] = (),
    header_rows: Mapping[str, int] | None = None,
    scale: float = SCALE,
) -> bytes:
    """A PNG of the page with cells (grey, header orange), amounts (green, totals blue, those of open identities red) and for
    each amount its code and measure beneath. Rows are those of the published tables `cells` and `amounts` on that page;
    `open_amounts` are (row_index, column_index) of cells that an open identity uses."""
    image = render(data, page, scale)
    pen = ImageDraw.Draw(image, "RGBA")
    font = ImageFont.load_default(size=7 * scale / 2)
    depth = header_rows or {}
    for cell in cells:
        header = cell["row_index"] < depth.get(cell["table_id"], 0)
        pen.rectangle(_box(cell, scale), outline=HEADER if header else CELL, fill=(*HEADER, 30) if header else None)
    doubtful = set(open_amounts)
    for amount in amounts:
        colour = (
            OPEN
            if (amount["row_index"], amount["column_index"]) in doubtful
            else TOTAL
            if amount["is_total"]
            else AMOUNT
        )
        box = _box(amount, scale)
        pen.rectangle(box, outline=colour, width=2, fill=(*colour, 30))
        label = " ".join(filter(None, [amount["code"], amount["measure"]]))
        pen.text((box[0], box[3]), label, fill=colour, font=font)
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


def boxed(data: bytes, page: int, boxes: Iterable[Mapping[str, Any]], scale: float = SCALE) -> bytes:
    """A PNG of the page with a red frame around each box (x0, top, x1, bottom in points)."""
    image = render(data, page, scale)
    pen = ImageDraw.Draw(image, "RGBA")
    for row in boxes:
        x0, top, x1, bottom = _box(row, scale)
        pen.rectangle((x0 - 4, top - 3, x1 + 4, bottom + 3), outline=OPEN, width=3, fill=(*OPEN, 40))
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=False)
    return out.getvalue()


def _box(row: Mapping[str, Any], scale: float) -> tuple[float, float, float, float]:
    return row["x0"] * scale, row["top"] * scale, row["x1"] * scale, row["bottom"] * scale
