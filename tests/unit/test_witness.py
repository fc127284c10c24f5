"""The witness: what a parser of its own finds printed in cells.

Here: that it says what stands there, in ruled cells, turned pages and text struck twice. Not here: what follows from it (test_arbitrate.py).
"""

import io
from pathlib import Path

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipelines.reading import read_document
from pipelines.reading.pages import Box, Page
from pipelines.reading.tables.witness import Witness
from tests.golden.traps.sheets import Sheet, pdf

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "raw" / "samples"


@pytest.mark.parametrize("name", ["fuzhou_2020_final_word", "gulou_2022_budget_split_codes"])
def test_it_finds_every_amount_where_it_was_read(name: str) -> None:
    data = (SAMPLES / f"{name}.pdf").read_bytes()
    found, witness = read_document(data), Witness(data)
    asked = 0
    for page in found.pages:
        amounts = [a for form in found.forms for a in form.amounts if a.page == page.number]
        assert witness.printed_in(page, [a.box for a in amounts]) == [a.published for a in amounts]
        asked += len(amounts)
    assert asked > 60


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_it_sees_a_page_as_it_shows(rotate: int) -> None:
    sheet = Sheet()
    sheet.table((100, 200, 300), 90, [["1,234.50", "99.00"]])
    data = pdf(sheet, rotate=rotate)
    page = Page(1, sheet.width, sheet.height, rotate, ())
    assert Witness(data).printed_in(page, [Box(110, 92, 120, 100), Box(290, 92, 299, 100)]) == ["1,234.50", "99.00"]


@pytest.fixture
def drawn() -> tuple[Witness, Page]:
    """A frame around the page, in it two ruled cells; one figure is struck twice, the other runs over its box."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 300), invariant=1)
    canvas.rect(10, 10, 380, 280)
    canvas.drawString(20, 270, "Heading 77.00")
    for x in (100, 200, 300):
        canvas.line(x, 100, x, 130)
    for y in (100, 130):
        canvas.line(100, y, 300, y)
    canvas.drawString(110, 110, "1,234.50")
    canvas.drawString(110.3, 110, "1,234.50")
    canvas.drawString(210, 110, "99.00")
    canvas.save()
    data = out.getvalue()
    with pypdfium2.PdfDocument(data) as document:
        width, height = document[0].get_size()
    return Witness(data), Page(1, width, height, 0, ())


def test_it_reads_the_smallest_cell_around_a_box_and_what_is_struck_twice_once(drawn: tuple[Witness, Page]) -> None:
    witness, page = drawn
    narrow = Box(112, 178, 130, 192)  # of a reader that saw the first digits alone
    assert witness.printed_in(page, [narrow, Box(210, 178, 240, 192)]) == ["1,234.50", "99.00"]


def test_another_text_than_was_read_shows(drawn: tuple[Witness, Page]) -> None:
    witness, page = drawn
    assert witness.printed_in(page, [Box(210, 178, 240, 192)]) != ["90.00"]
    assert witness.printed_in(page, [Box(310, 178, 340, 192)]) != ["99.00"]


def test_what_cannot_be_opened_is_no_witness(drawn: tuple[Witness, Page]) -> None:
    with pytest.raises(Exception):  # noqa: B017 - whoever asks takes any failure for no answer
        Witness(b"no such thing").printed_in(drawn[1], [Box(0, 0, 1, 1)])


@pytest.mark.parametrize(("raised", "expected"), [("PanicException", ValueError), ("KeyboardInterrupt", None)])
def test_native_code_that_gives_up_is_no_witness_and_ends_nothing(
    drawn: tuple[Witness, Page], monkeypatch: pytest.MonkeyPatch, raised: str, expected: type[Exception] | None
) -> None:
    """What its bindings raise then is no Exception; whatever else is none passes."""
    kind = type(raised, (BaseException,), {})

    def give_up(_witness: Witness, _number: int) -> None:
        raise kind("byte index 4 is not a char boundary")

    monkeypatch.setattr(Witness, "_look", give_up)
    with pytest.raises(expected or kind, match="char boundary"):
        drawn[0].printed_in(drawn[1], [Box(0, 0, 1, 1)])
