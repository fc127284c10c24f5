"""Pages to PDF: the same bytes for the same pages, whatever the day.

Belongs here: drawing of texts and rules. Does not: any decision about where they stand.
"""

import io
from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from pipelines.samples.fonts import Fonts
from pipelines.samples.parts import Page

PRODUCER = "duizhang samples"


def to_pdf(pages: Sequence[Page], fonts: Fonts, title: str = "") -> bytes:
    """The PDF of the pages; without a clock or random ids, so that equal pages give equal bytes."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator(PRODUCER)
    canvas.setProducer(PRODUCER)
    for page in pages:
        canvas.setPageSize((page.width, page.height))  # the library swaps them for a turned page
        canvas.setPageRotation(page.rotate)
        if page.rotate:
            canvas.transform(0, 1, -1, 0, page.height, 0)
        for rule in page.rules:
            canvas.setLineWidth(rule.width)
            canvas.line(rule.x0, page.height - rule.top, rule.x1, page.height - rule.bottom)
        for text in page.texts:
            for shift in (0.0, 0.25) if text.struck else (0.0,):
                x = text.x + shift
                for font, run in fonts.runs(text.text):
                    canvas.setFont(font, text.size)
                    canvas.drawString(x, page.height - text.baseline, run)
                    x += canvas.stringWidth(run, font, text.size)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
