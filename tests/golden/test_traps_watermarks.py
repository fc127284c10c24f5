"""Text that was printed over a page, obliquely or large: watermarks, which belong to no cell.

Here: that tables below them are read as without, and that a page which leans as a whole is read. Not here: text up and down a page
(test_traps_drawn.py), pictures of watermarks.
"""

from collections.abc import Callable
from itertools import product

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipelines.reading.pages import Document
from pipelines.samples.fonts import load_fonts
from tests.golden.test_traps_drawn import XS, baseline, drawn, holds, read_settled
from tests.golden.traps.sheets import Sheet, pdf


def oblique(x: float, y: float, text: str, size: float, angle: float) -> Callable[[Canvas, float], None]:
    """Grey text that begins at (x, y) and rises by so many degrees."""
    fonts = load_fonts(None)

    def draw(canvas: Canvas, height: float) -> None:
        canvas.saveState()
        canvas.translate(x, height - y)
        canvas.rotate(angle)
        canvas.setFillGray(0.85)
        at = 0.0
        for font, run in fonts.runs(text):
            canvas.setFont(font, size)
            canvas.drawString(at, 0, run)
            at += fonts.width(run, size)
        canvas.restoreState()

    return draw


def tiled(text: str, size: float, angle: float, rows: int, columns: int) -> list[Callable[[Canvas, float], None]]:
    """A watermark all over a page."""
    places = product(range(rows), range(columns))
    return [oblique(40 + 700 / columns * c + 20 * r, 520 - 480 / rows * r, text, size, angle) for r, c in places]


@pytest.mark.parametrize("below", [True, False], ids=["drawn before", "drawn after"])
@pytest.mark.parametrize(
    "mark",
    [
        ("公开", 60, 45, 1, 1),
        ("仅供公开使用", 24, 45, 4, 3),
        ("政府信息公开 2024", 18, 30, 6, 5),
        ("www.example.gov.cn", 30, -45, 3, 2),
        ("2024-08-30 公开", 14, 30, 7, 6),  # more characters than the table has
        ("12,345.00", 14, 60, 6, 6),
    ],
    ids=lambda mark: mark[0],
)
def test_a_watermark_changes_no_amount(mark: tuple[str, float, float, int, int], below: bool) -> None:
    sheet, _ = drawn()
    marks = tiled(*mark)
    sheet.drawings[:] = [*marks, *sheet.drawings] if below else [*sheet.drawings, *marks]
    outcome = holds(pdf(sheet))
    assert {a.line_name for a in outcome.amounts} == {a.line_name for a in holds(pdf(drawn()[0])).amounts}


@pytest.mark.parametrize("below", [True, False], ids=["drawn before", "drawn after"])
@pytest.mark.parametrize(
    "marks",
    [
        [(200, 200, "仅供公开", 60)],
        [(150, 150, "某市财政局", 40), (350, 250, "某市财政局", 40), (150, 300, "某市财政局", 40)],
        [(300, 220, "样本", 100)],
    ],
    ids=lambda marks: marks[0][2],
)
def test_type_that_is_larger_than_its_row_is_a_watermark(
    marks: list[tuple[float, float, str, float]], below: bool
) -> None:
    sheet, _ = drawn()
    drawings = [oblique(*mark, 0) for mark in marks]
    sheet.drawings[:] = [*drawings, *sheet.drawings] if below else [*sheet.drawings, *drawings]
    holds(pdf(sheet))


def test_the_witness_reads_past_a_watermark() -> None:
    """A figure that the publisher misprinted is the publisher's, also where a watermark runs through its cell."""
    sheet, _ = drawn(blank=[(4, 2)])
    sheet.text(XS[3] - 3, baseline(4), "1,234,967.80", align="right")
    sheet.drawings += tiled("政府信息公开 2024", 18, 30, 8, 6)
    broken = [c for c in read_settled(pdf(sheet)).checks if c.status == "mismatch"]
    assert broken
    assert {c.cause for c in broken} == {"publisher"}


def test_a_page_that_leans_as_a_whole_keeps_its_text() -> None:
    sheet = Sheet()
    sheet.drawings += [oblique(60, 200 + 24 * row, "二〇二四年度部门决算公开说明", 12, 15) for row in range(8)]
    with Document(pdf(sheet)) as opened:
        page = next(opened.pages())
    assert page.text.count("年") == 8
