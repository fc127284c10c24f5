"""Text that a page holds and does not show: white, or painted in no way.

Here: finding it and taking it off a page. Not here: when that is asked (reading/engines.py). It costs another look at the page, and some
pages hold all their text so (under a picture), so that arithmetic must say whether it counts.
"""

import ctypes
from collections.abc import Collection, Sequence
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium_c

from .model import Box, Page

WHITE = 250  # of 255, in each colour
_DOTS = 100  # to the point: PDFium gives places in whole dots


def shown(data: bytes, pages: Sequence[Page], numbers: Collection[int]) -> list[Page]:
    """The pages, those of `numbers` without the runs that cannot be seen. A page that hides nothing is the same object."""
    out = list(pages)
    with pypdfium2.PdfDocument(data) as document:
        for index, page in enumerate(pages):
            if page.number not in numbers or page.turned:
                continue
            boxes = _hidden(document[page.number - 1])
            runs = tuple(r for r in page.runs if not any(b.holds(r.box.x_mid, r.box.y_mid, 0.5) for b in boxes))
            if len(runs) < len(page.runs):
                out[index] = replace(page, runs=runs)
    return out


def _hidden(page: pypdfium2.PdfPage) -> list[Box]:
    """The boxes of the page's hidden text, as displayed. What stands inside a drawing that the page uses is not looked at."""
    colours = [ctypes.c_uint() for _ in range(4)]
    sides = [ctypes.c_float() for _ in range(4)]
    boxes = []
    # Without pypdfium2's objects around them, of which a page has 1,000s: looking at all takes a quarter of the time.
    for index in range(pdfium_c.FPDFPage_CountObjects(page)):
        thing = pdfium_c.FPDFPage_GetObject(page, index)
        if pdfium_c.FPDFPageObj_GetType(thing) != pdfium_c.FPDF_PAGEOBJ_TEXT:
            continue
        unpainted = pdfium_c.FPDFTextObj_GetTextRenderMode(thing) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
        coloured = pdfium_c.FPDFPageObj_GetFillColor(thing, *colours)
        if unpainted or (coloured and all(colour.value >= WHITE for colour in colours[:3])):
            if not pdfium_c.FPDFPageObj_GetBounds(thing, *sides):
                continue
            left, bottom, right, top = (side.value for side in sides)
            (x0, y0), (x1, y1) = _displayed(page, left, bottom), _displayed(page, right, top)
            boxes.append(Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return boxes


def _displayed(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    width, height = page.get_size()
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page, 0, 0, round(width * _DOTS), round(height * _DOTS), 0, x, y, across, down)
    return across.value / _DOTS, down.value / _DOTS
