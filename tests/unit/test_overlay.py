"""Pages with what was read drawn on them: where the ink is, and in which colour."""

import io

import pytest
from PIL import Image

from pipelines.explorer import overlay
from pipelines.explorer.overlay import AMOUNT, CELL, HEADER, OPEN, TOTAL, boxed, crop, draw, page_count, render
from pipelines.flow.health import chinese_font
from tests.golden.traps.sheets import Sheet, pdf

BOX = {"x0": 40.0, "top": 50.0, "x1": 90.0, "bottom": 70.0}
CELL_ROW = {**BOX, "table_id": "t001", "row_index": 3, "column_index": 2}
AMOUNT_ROW = {
    **CELL_ROW,
    "is_total": False,
    "code": "20103",
    "measure": "basic",
    "published_unit": "万元",
    "header_path": "基本支出",
}


def shown(**parts) -> Image.Image:
    data = pdf(Sheet(width=200, height=100), Sheet(width=200, height=100))
    return Image.open(io.BytesIO(draw(data, 1, parts.pop("cells", []), parts.pop("amounts", []), **parts))).convert(
        "RGB"
    )


def test_pages_and_their_size():
    data = pdf(Sheet(width=200, height=100), Sheet(width=300, height=100))
    assert page_count(data) == 2
    assert render(data, 2).size == (600, 200)
    assert render(data, 1, scale=1.0).size == (200, 100)


def test_a_turned_page_is_drawn_as_displayed():
    assert render(pdf(Sheet(width=200, height=100), rotate=90), 1, 1.0).size == (200, 100)


def test_a_cell_is_framed_where_it_stands_and_nowhere_else():
    image = shown(cells=[CELL_ROW])
    assert image.getpixel((80, 120)) == CELL
    assert image.getpixel((130, 100)) == CELL
    assert image.getpixel((130, 120)) == (255, 255, 255)
    assert image.getpixel((20, 20)) == (255, 255, 255)


def test_header_cells_have_their_own_colour():
    image = shown(cells=[CELL_ROW], header_rows={"t001": 4})
    assert image.getpixel((80, 120)) == HEADER
    assert image.getpixel((130, 120)) != (255, 255, 255)
    assert shown(cells=[CELL_ROW], header_rows={"t001": 3}).getpixel((80, 120)) == CELL


@pytest.mark.parametrize(
    ("row", "doubtful", "colour"),
    [
        (AMOUNT_ROW, {}, AMOUNT),
        ({**AMOUNT_ROW, "is_total": True}, {}, TOTAL),
        ({**AMOUNT_ROW, "is_total": True}, {("t001", 3, 2): "H16"}, OPEN),
        (AMOUNT_ROW, {("t001", 3, 1): "H16", ("t002", 3, 2): "H16"}, AMOUNT),
    ],
)
def test_amounts_totals_and_open_identities(row: dict, doubtful: dict, colour: tuple):
    image = shown(amounts=[row], open_amounts=doubtful)
    assert image.getpixel((80, 120)) == colour


def ink(row: dict, top: int, **parts) -> int:
    """Pixels with ink in the line of words that begins so far from the page's top."""
    part = shown(amounts=[row], **parts).crop((80, top, 400, top + 10))
    return sum(1 for pixel in part.get_flattened_data() if pixel != (255, 255, 255))


def test_code_measure_and_unit_stand_below_an_amount():
    below = 143
    assert ink(AMOUNT_ROW, below) > ink({**AMOUNT_ROW, "code": None}, below) > 0
    assert (ink(AMOUNT_ROW, below) > ink({**AMOUNT_ROW, "published_unit": None}, below)) is (chinese_font() is not None)


def test_an_open_identity_is_named_below_its_amounts():
    assert ink(AMOUNT_ROW, 143, open_amounts={("t001", 3, 2): "H16"}) > ink(AMOUNT_ROW, 143)


def test_the_head_of_the_column_stands_above_where_it_is_asked_for():
    row = {**AMOUNT_ROW, "header_path": "basic"}
    assert ink(row, 89) == 0
    assert ink(row, 89, with_headers=True) > 0


def test_a_legend_names_the_colours():
    image = shown()
    pixels = image.crop((0, 170, 400, 200)).get_flattened_data()
    assert set(pixels) >= {AMOUNT, TOTAL, OPEN, HEADER, CELL}


def test_words_in_chinese_are_left_out_where_no_font_has_them(monkeypatch):
    monkeypatch.setattr(overlay, "chinese_font", lambda: None)
    assert ink(AMOUNT_ROW, 143) == ink({**AMOUNT_ROW, "published_unit": None}, 143) > 0


def test_a_box_is_framed_in_red_and_a_mark_in_orange():
    data = pdf(Sheet(width=200, height=100))
    other = {"x0": 120.0, "top": 50.0, "x1": 160.0, "bottom": 70.0}
    image = Image.open(io.BytesIO(boxed(data, 1, [BOX], [other]))).convert("RGB")
    assert image.getpixel((77, 120)) == OPEN
    assert image.getpixel((240, 120)) == HEADER
    assert image.getpixel((20, 20)) == (255, 255, 255)


def test_a_crop_shows_the_cell_framed_and_what_stands_around_it():
    data = pdf(Sheet(width=600, height=400))
    image = Image.open(io.BytesIO(crop(data, 1, (300.0, 200.0, 340.0, 212.0), scale=1.0)))
    assert image.size == (40 + 2 * 220, 12 + 2 * 30)
    assert image.getpixel((219, 40)) == OPEN
    assert image.getpixel((240, 36)) == (255, 255, 255)
    assert Image.open(io.BytesIO(crop(data, 1, (0.0, 0.0, 10.0, 10.0), scale=1.0))).size == (230, 40)
