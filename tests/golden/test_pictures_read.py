"""A scan and a page with a pasted table, made from a typeset document, read with the recogniser: the same amounts as its text gives.

Here: what needs the extra `ocr`; without it these tests are skipped. Few pages: each takes seconds. Not here: curves over dots and skew
(benchmarks/pictures.py), everything that needs no model (tests/unit/test_pictures.py).
"""

import io
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipelines.reading import Reading, read_document
from pipelines.reading.pictures import SecondLook
from pipelines.reading.pictures.memory import RememberingEngine
from pipelines.reading.pictures.upright import rendered, turns_of
from pipelines.reading.recogniser import HOW_TO_INSTALL, recogniser_version
from tests.golden.traps.outlines import outlined

degrade = import_module("benchmarks.degrade")
Wear, degraded = degrade.Wear, degrade.degraded

pytestmark = pytest.mark.skipif(
    recogniser_version() is None, reason=f"the extra `ocr` is not installed: {HOW_TO_INSTALL}"
)

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "raw" / "samples" / "tianmen_2022_final_yuan.pdf"
COVER, TABLE = 1, 6  # pages: the cover, and the income table of 63 amounts


def pages_of(*files: tuple[bytes, Sequence[int]]) -> bytes:
    """The pages (from 1) of files in one file."""
    out = io.BytesIO()
    with pikepdf.new() as whole:
        for data, numbers in files:
            with pikepdf.open(io.BytesIO(data)) as part:
                whole.pages.extend([part.pages[n - 1] for n in numbers])
        whole.save(out)
    return out.getvalue()


class Kept(dict):
    def recall(self, name: str) -> str | None:
        return self.get(name)

    def keep(self, name: str, text: str) -> None:
        self[name] = text


MEMORY = Kept()  # what one test recognised no other has to


def amounts(found: Reading) -> list[tuple]:
    return sorted(
        (a["form"], a["code"] or a["line_name"], a["measure"], a["amount_yuan"]) for a in found.tables["amounts"]
    )


@pytest.fixture(scope="module")
def printed() -> bytes:
    """Two pages of a sample: documents made for a test are set in type without Chinese letters, which nobody can recognise."""
    return pages_of((SAMPLE.read_bytes(), (COVER, TABLE)))


@pytest.fixture(scope="module")
def scanned(printed: bytes) -> bytes:
    return degraded(printed, Wear(dpi=150, skew=0.8, seal=True, blur=0.15, noise=5, quality=60))


@pytest.fixture(scope="module")
def scan_read(scanned: bytes) -> Reading:
    return read_document(scanned, memory=MEMORY)


def test_a_scan_gives_the_same_amounts_as_the_text(printed: bytes, scan_read: Reading) -> None:
    text = read_document(printed)
    assert len(text.tables["amounts"]) > 40
    assert amounts(scan_read) == amounts(text)
    assert {a["method"] for a in scan_read.tables["amounts"]} == {"ocr"}
    assert all(0.5 < a["confidence"] < 1 for a in scan_read.tables["amounts"])
    (row,) = scan_read.tables["documents"]
    (wanted,) = text.tables["documents"]
    assert row["ocr_page_count"] == row["page_count"] == 2
    for name in ("department_name", "region_code", "fiscal_year", "kind", "status_reason"):
        assert row[name] == wanted[name], name


def test_letters_drawn_as_outlines_give_the_same_amounts_as_the_text(printed: bytes) -> None:
    assert amounts(read_document(outlined(printed), memory=MEMORY)) == amounts(read_document(printed))


def test_an_amounts_box_lies_where_it_was_printed(printed: bytes, scan_read: Reading) -> None:
    """The page was turned by 0.8 degrees: a point 300 points from its middle lies 4 points aside."""
    text = {(a["code"], a["line_name"], a["measure"]): a for a in read_document(printed).tables["amounts"]}
    for a in scan_read.tables["amounts"]:
        true = text[a["code"], a["line_name"], a["measure"]]
        assert abs((a["x0"] + a["x1"]) / 2 - (true["x0"] + true["x1"]) / 2) < 8
        assert abs((a["top"] + a["bottom"]) / 2 - (true["top"] + true["bottom"]) / 2) < 8


def test_a_scan_is_not_recognised_twice(scanned: bytes, scan_read: Reading) -> None:
    kept = len(MEMORY)
    told: list[tuple[int, int]] = []
    again = read_document(scanned, memory=MEMORY, told=lambda done, total: told.append((done, total)))
    assert again.tables == scan_read.tables
    assert len(MEMORY) == kept > 0
    assert told == [(1, 2), (2, 2)]


def test_a_cell_can_be_read_again_at_another_size(scanned: bytes, scan_read: Reading) -> None:
    table = scan_read.forms[0].table
    cell = next(c for c in table.cells if "," in c.flat and c.ink is not None)
    assert cell.ink is not None
    with SecondLook(scanned, MEMORY) as look:
        text, confidence = look.recognise_again(scan_read.pages[cell.page - 1], cell.ink, 1.3)
    assert text == cell.flat
    assert confidence > 0.9
    with SecondLook(scanned) as look, pytest.raises(ValueError, match="no picture"):
        look.recognise_again(replace(scan_read.pages[1], pictures=()), cell.ink)


def turned(data: bytes, degrees: int) -> bytes:
    """Pages whose pictures lie on their side: drawn upright, shown turned."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.rotate(degrees, relative=True)
        document.save(out)
    return out.getvalue()


def test_a_page_scanned_on_its_side_is_read_upright(printed: bytes) -> None:
    lying = degraded(turned(printed, 90), Wear(dpi=150), [2])
    found = read_document(lying, memory=MEMORY)
    text = read_document(printed)
    figures = [[c["text"] for c in r.tables["cells"] if c["text"].endswith(".00")] for r in (found, text)]
    assert len(figures[0]) == 63
    assert figures[0] == figures[1]


def test_a_page_with_a_single_line_is_not_turned_on_its_head() -> None:
    """The model for quarter turns looks at the middle of a page, where this one is empty, and would turn it by 180°."""
    image, scale = _only_line(SAMPLE.with_name("fuzhou_2020_final_word.pdf"), 1)
    engine = RememberingEngine(MEMORY)
    assert engine.quarter_turns(image) == 2
    assert turns_of(image, scale, engine) == 0


def _only_line(path: Path, line: int) -> tuple[np.ndarray, float]:
    """The first page of a file in grey with one of its lines (from 0) alone, and its pixels a point."""
    with pypdfium2.PdfDocument(path) as document:
        colours, scale = rendered(document[0], *document[0].get_size())
    rows = np.flatnonzero(colours.min(axis=(1, 2)) < 128)
    parted = np.flatnonzero(np.diff(rows) > 2)
    begin, end = [rows[0], *rows[parted + 1]][line], [*rows[parted], rows[-1]][line]
    image = np.full(colours.shape[:2], 255, np.uint8)
    image[begin - 3 : end + 3] = colours[begin - 3 : end + 3, :, 0]
    return image, scale


def test_a_table_pasted_into_a_page_of_text_is_read_beside_the_text(printed: bytes) -> None:
    with pypdfium2.PdfDocument(printed) as document:
        page = document[1]
        picture = page.render(scale=150 / 72).to_pil()
        width, height = page.get_size()
    ink = picture.convert("L").point(lambda shade: 255 * (shade < 200)).getbbox()
    assert ink is not None
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=1)
    line = "Attachment:123,456.78,the-table-of-income-of-the-centre-as-it-was-published-in-2022"  # too long for a scan
    canvas.drawString(72, height - 40, line)
    cut = picture.crop(ink)
    canvas.drawImage(ImageReader(cut), 60, height - 60 - cut.height * 0.48, cut.width * 0.48, cut.height * 0.48)
    canvas.save()
    found = read_document(pages_of((printed, [1]), (out.getvalue(), [1])), memory=MEMORY)
    assert amounts(found) == amounts(read_document(printed))
    assert line in found.pages[-1].text
    assert {c["method"] for c in found.tables["cells"]} == {"ocr"}
    assert found.tables["documents"][0]["ocr_page_count"] == 1
