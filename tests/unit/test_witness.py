"""The witness: what a parser of its own finds printed in cells.

Here: that it says what stands there, in ruled cells, turned pages and text struck twice. Not here: what follows from it (test_arbitrate.py).
"""

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipelines.reading import read_document
from pipelines.reading.pages import Box, Page
from pipelines.reading.tables.witness import Witness

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "data" / "raw" / "samples").glob("*.pdf"))


def printed(data: bytes) -> list[tuple[str, str]]:
    """Each amount's text as first read, and as the witness says it stands there."""
    found, witness, out = read_document(data), Witness(data), []
    for page in found.pages:
        amounts = [a for form in found.forms for a in form.amounts if a.page == page.number]
        texts = witness.printed_in(page, [a.box for a in amounts])
        out += [(a.published, text) for a, text in zip(amounts, texts, strict=True)]
    return out


@pytest.mark.parametrize("path", SAMPLES[:3], ids=lambda path: path.stem)
@pytest.mark.parametrize("turned", [0, 90])
def test_it_finds_every_amount_where_it_was_read(path: Path, turned: int) -> None:
    out = io.BytesIO()
    with pikepdf.open(path) as document:
        for page in document.pages:
            page.rotate(turned, relative=True)
        document.save(out)
    found = printed(out.getvalue())
    assert len(found) > 60
    assert [second for _, second in found] == [first for first, _ in found]


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
