"""Pages with what was read drawn on them: where the ink is, and in which colour."""

import io

import pytest
from PIL import Image

from pipelines.explorer.overlay import AMOUNT, CELL, HEADER, OPEN, TOTAL, crop, draw, page_count, render
from tests.golden.traps.sheets import Sheet, pdf

BOX = {"x0": 40.0, "top": 50.0, "x1": 90.0, "bottom": 70.0}
CELL_ROW = {**BOX, "table_id": "t001", "row_index": 3, "column_index": 2}
AMOUNT_ROW = {**CELL_ROW, "is_total": False, "code": "20103", "measure": "basic"}


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
        (AMOUNT_ROW, [], AMOUNT),
        ({**AMOUNT_ROW, "is_total": True}, [], TOTAL),
        ({**AMOUNT_ROW, "is_total": True}, [(3, 2)], OPEN),
        (AMOUNT_ROW, [(3, 1)], AMOUNT),
    ],
)
def test_amounts_totals_and_open_identities(row: dict, doubtful: list, colour: tuple):
    image = shown(amounts=[row], open_amounts=doubtful)
    assert image.getpixel((80, 120)) == colour


def test_code_and_measure_stand_below_an_amount():
    def ink(row: dict) -> int:
        below = shown(amounts=[row]).crop((80, 143, 400, 170))
        return sum(1 for pixel in below.get_flattened_data() if pixel != (255, 255, 255))

    assert ink(AMOUNT_ROW) > ink({**AMOUNT_ROW, "code": None}) > 0


def test_a_crop_shows_the_cell_framed_and_what_stands_around_it():
    data = pdf(Sheet(width=600, height=400))
    image = Image.open(io.BytesIO(crop(data, 1, (300.0, 200.0, 340.0, 212.0), scale=1.0)))
    assert image.size == (40 + 2 * 220, 12 + 2 * 30)
    assert image.getpixel((219, 40)) == OPEN
    assert image.getpixel((240, 36)) == (255, 255, 255)
    assert Image.open(io.BytesIO(crop(data, 1, (0.0, 0.0, 10.0, 10.0), scale=1.0))).size == (230, 40)
