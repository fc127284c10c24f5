"""Draws what the typesetting tool cannot: text and rules wherever a test wants them.

Here: pages from texts, rules and ruled tables, with the samples' boxes for Chinese characters. Not here: meaning.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reportlab.pdfgen.canvas import Canvas

from pipelines.samples.fonts import load_fonts

Drawing = Callable[[Canvas, float], None]


@dataclass
class Sheet:
    """One page; places in points from its top left."""

    width: float = 842.0
    height: float = 595.0
    drawings: list[Drawing] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 9.0,
        align: str = "left",
        squeeze: float = 1.0,
        colour: float = 0.0,
        mode: int = 0,
    ) -> None:
        """Text whose baseline is `y`; `squeeze` scales its width, `colour` is a grey from 0 (black) to 1 (white), `mode` the
        PDF's way to paint it (3: not at all)."""
        fonts = load_fonts(None)

        def draw(canvas: Canvas, height: float) -> None:
            width = fonts.width(text, size) * squeeze
            at = x - {"left": 0.0, "center": width / 2, "right": width}[align]
            for font, run in fonts.runs(text):
                line = canvas.beginText(at, height - y)
                line.setFont(font, size)
                line.setHorizScale(100 * squeeze)
                line.setFillGray(colour)
                line.setTextRenderMode(mode)
                line.textOut(run)
                canvas.drawText(line)
                at += fonts.width(run, size) * squeeze

        self.drawings.append(draw)

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        def draw(canvas: Canvas, height: float) -> None:
            canvas.setLineWidth(width)
            canvas.line(x0, height - y0, x1, height - y1)

        self.drawings.append(draw)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A thin filled rectangle, as some programs draw their rules."""
        self.drawings.append(lambda canvas, height: canvas.rect(x0, height - y1, x1 - x0, y1 - y0, stroke=0, fill=1))

    def table(
        self,
        xs: Sequence[float],
        top: float,
        rows: Sequence[Sequence[str]],
        pitch: float = 18.0,
        size: float = 9.0,
        numbers: str = "right",
        rules: Callable[[float, float, float, float], None] | None = None,
        vertical: bool = True,
    ) -> float:
        """A ruled table (`<` and `^` merge a cell with its neighbour); returns its bottom."""
        rule = rules or self.rule
        owner = _owners(rows)
        ys = [top + i * pitch for i in range(len(rows) + 1)]
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                if text in ("<", "^") or not text:
                    continue
                last = max(c for r in range(len(rows)) for c in range(len(row)) if owner[r][c] == (i, j))
                low = max(r for r in range(len(rows)) for c in range(len(row)) if owner[r][c] == (i, j))
                right = text.replace(",", "").replace(".", "").replace("-", "").isdigit() and numbers == "right"
                lines = text.split("\n")
                y = (ys[i] + ys[low + 1]) / 2 + 0.35 * size - (len(lines) - 1) * size * 0.6
                for n, line in enumerate(lines):
                    x = xs[last + 1] - 3 if right else xs[j] + 3
                    self.text(x, y + n * size * 1.2, line, size, "right" if right else "left")
        for i, y in enumerate(ys):
            for j, (a, b) in enumerate(pairwise(xs)):
                if i in (0, len(rows)) or owner[i - 1][j] != owner[i][j]:
                    rule(a, y, b, y)
        for j, x in enumerate(xs):
            for i, (a, b) in enumerate(pairwise(ys)):
                if vertical and (j in (0, len(xs) - 1) or owner[i][j - 1] != owner[i][j]):
                    rule(x, a, x, b)
        return ys[-1]


def _owners(rows: Sequence[Sequence[str]]) -> list[list[tuple[int, int]]]:
    out: list[list[tuple[int, int]]] = []
    for i, row in enumerate(rows):
        out.append([])
        for j, text in enumerate(row):
            out[i].append(out[i][j - 1] if text == "<" and j else out[i - 1][j] if text == "^" and i else (i, j))
    return out


def pdf(*sheets: Sheet, rotate: int = 0, turned: bool = False) -> bytes:
    """The PDF of sheets; the same sheets give the same bytes.

    `rotate` is the page's /Rotate: pages are stored so that they show upright after it. `turned` leaves /Rotate out, so that
    they show as they are stored.
    """
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for sheet in sheets:
        w, h = sheet.width, sheet.height
        canvas.setPageSize(
            (h, w) if turned and rotate in (90, 270) else (w, h)
        )  # reportlab swaps them itself for /Rotate
        canvas.setPageRotation(0 if turned else rotate)
        canvas.transform(
            *{0: (1, 0, 0, 1, 0, 0), 90: (0, 1, -1, 0, h, 0), 180: (-1, 0, 0, -1, w, h), 270: (0, -1, 1, 0, 0, w)}[
                rotate
            ]
        )
        for draw in sheet.drawings:
            draw(canvas, sheet.height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
