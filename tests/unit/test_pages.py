"""Pages: boxes, runs, lines, what is folded, struck twice, turned, or a picture."""

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipelines.reading.pages import Box, Document, Page, Run, clean, hull
from pipelines.reading.pages.characters import Alphabet
from pipelines.reading.pages.model import rows_of
from pipelines.reading.tables.fill import lines_of
from tests.golden.traps.sheets import Sheet, pdf
from tests.unit.made import run_at


def opened(data: bytes) -> list[Page]:
    with Document(data) as document:
        pages = list(document.pages())
        assert len(document) == len(pages)
    return pages


def test_boxes():
    box = Box(10, 20, 30, 50)
    assert (box.width, box.height, box.x_mid, box.y_mid) == (20, 30, 20, 35)
    assert box.holds(10, 50)
    assert not box.holds(9.5, 30)
    assert box.holds(9.5, 30, slack=0.5)
    assert hull([box, Box(0, 40, 15, 60)]) == Box(0, 20, 30, 60)


def test_lines_are_rows_of_runs_from_left_to_right_with_spaces_where_there_is_a_gap():
    runs = (run_at("万元", 300, 101), run_at("单位", 100, 100), run_at("：", 120, 100), run_at("合计", 100, 130))
    page = Page(1, 595, 842, 0, runs)
    assert [line.text for line in page.lines] == ["单位： 万元", "合计"]
    assert page.text == "单位： 万元\n合计"
    assert page.lines[0].box == Box(100, 100, 320, 111)
    assert page.glyph_count == 7


def test_rows_are_told_apart_by_half_a_type_size():
    close = [run_at("甲", 100, 100), run_at("乙", 120, 104)]
    apart = [run_at("甲", 100, 100), run_at("乙", 120, 106)]
    assert [len(row) for row in rows_of(close)] == [2]
    assert [len(row) for row in rows_of(apart)] == [1, 1]


def test_the_type_size_comes_from_widths_because_fonts_state_absurd_heights():
    run = run_at("合计", 100, 100)
    tall = run.__class__(
        tuple(g._replace(box=g.box._replace(top=0, bottom=300)) for g in run.glyphs), run.text, run.box
    )
    assert tall.em == 10
    assert run_at("12", 0, 0).em == pytest.approx(9)


def test_lines_inside_a_ruled_table_say_so():
    page = Page(1, 595, 842, 0, (run_at("表", 100, 100), run_at("文", 100, 300)), ((Box(90, 90, 200, 120),),))
    assert [(line.text, line.ruled) for line in page.lines] == [("表", True), ("文", False)]


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("⽀", "支"),
        ("⻔", "门"),
        ("⻋", "车"),
        ("⻚", "页"),
        ("支", "支"),
        ("（", "（"),
        ("“", "“"),
        ("⼀", "一"),
        ("①", "①"),
    ],
)
def test_radicals_become_characters_and_brackets_stay(printed: str, folded: str):
    assert clean(printed) == folded


def test_a_page_of_a_file():
    sheet = Sheet(width=500, height=300)
    sheet.text(50, 60, "⽀出决算表")
    sheet.text(50, 90, "合计")
    sheet.text(200, 90, "1,234.56")
    sheet.table((40, 120, 260), 150, [("科目", "金额"), ("201", "9.00")])
    (page,) = opened(pdf(sheet))
    assert (page.number, page.width, page.height, page.rotation) == (1, 500, 300, 0)
    assert [line.text for line in page.lines][:2] == ["支出决算表", "合计 1,234.56"]
    assert [len(table) for table in page.cells] == [4]
    assert page.cells[0][0] == pytest.approx((40, 150, 120, 168), abs=0.6)
    assert any(abs(r.top - 150) < 1 and r.height < 1 for r in page.rules)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_places_are_as_displayed_after_rotate(rotate: int):
    sheet = Sheet(width=500, height=300)
    sheet.text(50, 60, "上左")
    sheet.text(450, 280, "下右", align="right")
    upright, turned = opened(pdf(sheet))[0], opened(pdf(sheet, rotate=rotate))[0]
    assert (turned.width, turned.height, turned.rotation) == (500, 300, rotate)
    assert turned.text == upright.text == "上左\n下右"
    for a, b in zip(upright.runs, turned.runs, strict=True):
        assert a.box == pytest.approx(b.box, abs=0.1)


def test_a_character_struck_again_beside_itself_counts_once():
    sheet = Sheet()
    for dx in (0.0, 0.4):
        sheet.text(50 + dx, 60, "1,100.00")
    assert opened(pdf(sheet))[0].text == "1,100.00"
    apart = Sheet()
    apart.text(50, 60, "11")
    apart.text(50, 75, "11")
    assert opened(pdf(apart))[0].text == "11\n11"


def test_what_is_struck_again_is_found_for_each_character_by_its_own_width():
    sheet = Sheet()
    sheet.text(50, 60, "合计11", size=30)  # a wide title does not make the narrow figures below one
    for dx in (0.0, 0.3, 0.6):
        sheet.text(50 + dx, 120, "1,110.00合计", size=8)
    assert opened(pdf(sheet))[0].text == "合计11\n1,110.00合计"


def test_the_measures_of_runs_are_those_of_their_glyphs(samples: Path):
    seen = plain = 0
    for path in sorted(samples.glob("*.pdf")):
        for page in opened(path.read_bytes()):
            for run in page.runs:
                glyphs = tuple(run.glyphs)
                alone = Run(glyphs, run.text, run.box)
                assert alone == run
                assert run.shape == alone.shape
                assert (run.text, run.box) == ("".join(g.text for g in glyphs), hull(g.box for g in glyphs))
                if run.shape.plain:
                    assert lines_of(glyphs) == run.text
                    plain += 1
                seen += 1
    assert 0 < seen < 1.1 * plain


def test_glyphs_of_a_run_by_place():
    sheet = Sheet()
    sheet.text(50, 60, "合计12")
    (run,) = opened(pdf(sheet))[0].runs
    assert len(run.glyphs) == 4
    assert run.glyphs[0].text == "合"
    assert [g.text for g in run.glyphs[2:]] == ["1", "2"]
    assert run.glyphs[3].box.x1 == run.box.x1


def test_more_characters_than_an_alphabet_begins_with():
    alphabet = Alphabet()
    numbers = [alphabet[chr(0x4E00 + n)] for n in range(3000)]
    assert numbers == list(range(1, 3001))
    assert (alphabet.texts[3000], *alphabet.measures[3000]) == (chr(0x4E00 + 2999), 1.0, 1.0)
    assert (alphabet["\u200b"], alphabet[None], alphabet[" "]) == (0, 0, 0)
    assert alphabet.measures[alphabet["a"]] == pytest.approx([1.8, 1.8])


def test_runs_end_where_the_pen_jumps():
    sheet = Sheet()
    sheet.text(50, 60, "12.00")
    sheet.text(120, 60, "34.00")
    sheet.text(50, 80, "56.00 78.00")
    assert [r.text for r in opened(pdf(sheet))[0].runs] == ["12.00", "34.00", "56.00", "78.00"]


def test_pictures_are_looked_for_only_where_there_is_little_text():
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 400))
    picture = ImageReader(Image.new("RGB", (8, 8), "grey"))
    canvas.drawImage(picture, 0, 0, 400, 200)
    canvas.showPage()
    canvas.drawImage(picture, 0, 0, 400, 200)
    for line in range(10):
        canvas.drawString(20, 380 - 12 * line, "text " * 14)
    canvas.showPage()
    canvas.save()
    scan, text = opened(out.getvalue())
    assert scan.image_share == pytest.approx(0.5, abs=0.01)
    assert text.image_share is None


def test_characters_of_a_font_without_a_map_are_counted():
    from pipelines.reading.pages.pdfium import _garbled

    assert [_garbled(c) for c in "\ue123\ufffd\x01支5"] == [True, True, True, False, False]
