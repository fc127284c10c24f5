"""Which pictures of a page hold text that has to be recognised.

Here: where pictures lie, and what each is: a scan, a table pasted as a picture, or neither (a chart, a photograph, plain paper).
Not here: reading them. All shares and sizes are data (pictures.yaml).
"""

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium_c

from ..pages import Box, Page, hull
from ..vocabulary import load
from .lattice import rules_of

SCAN, TABLE, NO_TABLE, BLANK = "scan", "table", "no_table", "blank"


@dataclass(frozen=True, slots=True)
class Area:
    """A picture on a page: its box as displayed, what it is, and whether ruled cells are in it. `scan`: the page is a picture;
    `table`: a table pasted into a page of text; `no_table`: a chart, a photograph, a background; `blank`."""

    box: Box
    kind: str
    has_table: bool

    @property
    def is_text(self) -> bool:
        """Whether text stands in it that has to be recognised."""
        return self.kind in (SCAN, TABLE)


@dataclass(frozen=True, slots=True)
class _Limits:
    smallest_share: float
    smallest_width: float
    smallest_height: float
    scan_share: float
    scan_glyphs: int
    glyphs_inside: int
    drawn_objects: int
    dark_share: float
    fewest_cells: int
    filled_share: float
    shade: float
    light_share: float


@cache
def _limits() -> _Limits:
    raw = load("pictures")["areas"]
    return _Limits(**raw)  # an unknown key or a missing one is an error


def pictures_on(page: Any, width: float, height: float) -> list[Box]:
    """The boxes of a page's larger pictures as displayed; scanners store a page in strips, which are joined. `page` is pypdfium2's."""
    frame = Box(0.0, 0.0, width, height)
    boxes = []
    for thing in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = thing.get_bounds()
        box = _cut(hull(_displayed(page, width, height, x, y) for x, y in ((left, bottom), (right, top))), frame)
        if box.width > 1 and box.height > 1:
            boxes.append(box)
    return [box for box in _joined(boxes) if _is_large(box, frame)]


def is_drawn(page: Any) -> bool:
    """Whether so much is drawn on a page that its letters may be among it: some programs print each as an outline."""
    return pdfium_c.FPDFPage_CountObjects(page) >= _limits().drawn_objects


def _displayed(page: Any, width: float, height: float, x: float, y: float) -> tuple[float, float, float, float]:
    """A point of the file's own coordinates as it is displayed, as an empty box."""
    fine = 20  # PDFium answers in whole pixels
    column, row = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page, 0, 0, round(width * fine), round(height * fine), 0, x, y, column, row)
    return column.value / fine, row.value / fine, column.value / fine, row.value / fine


def _cut(box: Box, frame: Box) -> Box:
    return Box(max(box.x0, frame.x0), max(box.top, frame.top), min(box.x1, frame.x1), min(box.bottom, frame.bottom))


def _joined(boxes: Iterable[Box]) -> list[Box]:
    """Boxes with those joined that abut over their full width or overlap."""
    out: list[Box] = []
    for box in sorted(boxes, key=lambda b: (b.top, b.x0)):
        last = out[-1] if out else None
        strip = (
            last is not None and abs(last.x0 - box.x0) < 2 and abs(last.x1 - box.x1) < 2 and box.top - last.bottom < 2
        )
        inside = last is not None and last.holds(box.x_mid, box.y_mid)
        if last is not None and (strip or inside):
            out[-1] = hull([last, box])
        else:
            out.append(box)
    return out


def _is_large(box: Box, frame: Box) -> bool:
    limits = _limits()
    share = box.width * box.height / max(1.0, frame.width * frame.height)
    return (
        share >= limits.smallest_share and box.width >= limits.smallest_width and box.height >= limits.smallest_height
    )


def areas_of(page: Page, boxes: Sequence[Box], grey: np.ndarray, scale: float) -> list[Area]:
    """What each picture on a page is. `grey` is the whole page as displayed with `scale` pixels a point."""
    limits = _limits()
    frame = page.width * page.height
    share = sum(b.width * b.height for b in boxes) / max(1.0, frame)
    if share >= limits.scan_share and page.glyph_count < limits.scan_glyphs:
        area = Box(0.0, 0.0, page.width, page.height)
        if _is_blank(grey):
            return [Area(area, BLANK, False)]
        return [Area(area, SCAN, _holds_table(grey, scale) or _holds_table(np.rot90(grey), scale))]
    out = []
    for box in boxes:
        part = grey[round(box.top * scale) : round(box.bottom * scale), round(box.x0 * scale) : round(box.x1 * scale)]
        inside = sum(len(r.glyphs) for r in page.runs if box.holds(r.box.x_mid, r.box.y_mid))
        if inside > limits.glyphs_inside and (page.cells or box.width * box.height < limits.scan_share * frame):
            out.append(Area(box, NO_TABLE, False))  # text is printed over it: a background, a logo
        elif _is_blank(part):
            out.append(Area(box, BLANK, False))
        elif not _holds_table(part, scale):
            out.append(Area(box, NO_TABLE, False))
        elif inside > limits.glyphs_inside:
            # a scan with the text that somebody's recogniser laid over it: the rules are in the picture alone
            return [Area(Box(0.0, 0.0, page.width, page.height), SCAN, True)]
        else:
            out.append(Area(box, TABLE, True))
    return out


def _is_blank(grey: np.ndarray) -> bool:
    if not grey.size:
        return True
    return float((grey < 0.6 * _paper(grey)).mean()) < _limits().dark_share


def _paper(grey: np.ndarray) -> int:
    """The grey that nine of ten pixels do not exceed; counted, since sorting a page's pixels takes ten times as long."""
    import cv2

    counts = cv2.calcHist([grey], [0], None, [256], [0, 256])
    return int(np.searchsorted(counts.cumsum(), 0.9 * grey.size))


def _holds_table(grey: np.ndarray, scale: float) -> bool:
    """Whether there are ruled cells, most of them in the colour of paper and several with ink inside: the grid of a chart lies on a
    ground of its own, or its cells are empty but for bars."""
    limits = _limits()
    paper = _paper(grey)
    for cells in rules_of(np.ascontiguousarray(grey), scale, of_tables=True).tables:
        if len(cells) < limits.fewest_cells:
            continue
        parts = [grey[round(c.top) + 3 : round(c.bottom) - 3, round(c.x0) + 3 : round(c.x1) - 3] for c in cells]
        parts = [part for part in parts if part.size]
        light = sum(abs(float(np.median(part)) - paper) < limits.shade for part in parts)
        filled = sum(float((part < 0.6 * paper).mean()) > limits.dark_share for part in parts)
        if filled >= limits.filled_share * len(cells) and light >= limits.light_share * len(cells):
            return True
    return False
