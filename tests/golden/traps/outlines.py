"""Turns the letters of a PDF into drawings of letters, as programs do that embed no fonts.

Here: outlines in place of text. Not here: pages from scratch (sheets.py).
"""

import ctypes
import io
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium_c


def outlined(data: bytes) -> bytes:
    """The PDF with every letter as a filled path, and no text."""
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            drawn = list(_letters(page))
            for thing in list(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], max_depth=1)):
                page.remove_obj(thing)
            for path in drawn:
                pdfium_c.FPDFPage_InsertObject(page, path)
            page.gen_content()
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def _letters(page: pypdfium2.PdfPage) -> Iterator[object]:
    text = pdfium_c.FPDFText_LoadPage(page)
    matrix, x, y = pdfium_c.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    for index in range(pdfium_c.FPDFText_CountChars(text)):
        letter = pdfium_c.FPDFText_GetUnicode(text, index)
        owner = pdfium_c.FPDFText_GetTextObject(text, index)
        if not owner or not chr(letter).strip():
            continue
        outline = pdfium_c.FPDFFont_GetGlyphPath(pdfium_c.FPDFTextObj_GetFont(owner), letter, 1.0)
        pdfium_c.FPDFText_GetMatrix(text, index, matrix)
        pdfium_c.FPDFText_GetCharOrigin(text, index, x, y)
        size = pdfium_c.FPDFText_GetFontSize(text, index)
        scale = (matrix.a * size, matrix.b * size, matrix.c * size, matrix.d * size)
        if outline and (path := _path(outline, scale, x.value, y.value)):
            yield path
    pdfium_c.FPDFText_ClosePage(text)


def _path(outline: object, scale: tuple[float, float, float, float], x: float, y: float) -> object:
    a, b, c, d = scale
    path, curve = None, []
    across, up = ctypes.c_float(), ctypes.c_float()
    for number in range(pdfium_c.FPDFGlyphPath_CountGlyphSegments(outline)):
        segment = pdfium_c.FPDFGlyphPath_GetGlyphPathSegment(outline, number)
        pdfium_c.FPDFPathSegment_GetPoint(segment, across, up)
        point = (x + across.value * a + up.value * c, y + across.value * b + up.value * d)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if path is None:
            path = pdfium_c.FPDFPageObj_CreateNewPath(*point)
        elif kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            pdfium_c.FPDFPath_MoveTo(path, *point)
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO:
            pdfium_c.FPDFPath_LineTo(path, *point)
        else:
            curve.append(point)
            if len(curve) == 3:
                pdfium_c.FPDFPath_BezierTo(path, *(value for corner in curve for value in corner))
                curve = []
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            pdfium_c.FPDFPath_Close(path)
    if path is not None:
        pdfium_c.FPDFPath_SetDrawMode(path, pdfium_c.FPDF_FILLMODE_WINDING, 0)
    return path
