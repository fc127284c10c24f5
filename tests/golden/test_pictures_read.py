"""A scan and a page with a pasted table, made from a typeset document, read with the recogniser: the same amounts as its text gives.

Here: what needs the extra `ocr`; without it these tests are skipped. Few pages: each takes seconds. Not here: curves over dots and skew
(benchmarks/pictures.py), everything that needs no model (tests/unit/test_pictures.py).
"""

import io
from decimal import Decimal

import pikepdf
import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.degrade import Wear, degraded
from pipelines.reading import Reading, read_document
from pipelines.reading.pictures import SecondLook
from pipelines.reading.recogniser import HOW_TO_INSTALL, recogniser_version
from pipelines.samples import Cover, FormTable, Paragraph, typeset
from tests.golden.traps.forms import rows

pytestmark = pytest.mark.skipif(
    recogniser_version() is None, reason=f"the extra `ocr` is not installed: {HOW_TO_INSTALL}"
)

TABLE = FormTable(
    title="一般公共预算财政拨款支出决算表",
    unit="单位：元",
    header=rows("科目编码 | 科目名称 | 本年支出 | 基本支出 | 项目支出"),
    rows=rows("""
        合计 | < | 12,345,678.90 | 11,111,111.10 | 1,234,567.80
        201 | 一般公共服务支出 | 12,345,678.90 | 11,111,111.10 | 1,234,567.80
        20103 | 政府办公厅（室）及相关机构事务 | 12,345,678.90 | 11,111,111.10 | 1,234,567.80
        2010301 | 行政运行 | 11,111,111.10 | 11,111,111.10 | 0.00
        2010399 | 其他政府办公厅（室）及相关机构事务支出 | 1,234,567.80 | 0.00 | 1,234,567.80"""),
)
PARTS = (Cover(("天门市商务局", "2024年度部门决算")), TABLE)


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
    return typeset(PARTS)


@pytest.fixture(scope="module")
def scanned(printed: bytes) -> bytes:
    return degraded(printed, Wear(dpi=150, skew=0.8, seal=True, blur=0.15, noise=5, quality=60))


@pytest.fixture(scope="module")
def scan_read(scanned: bytes) -> Reading:
    return read_document(scanned, memory=MEMORY)


def test_a_scan_gives_the_same_amounts_as_the_text(printed: bytes, scan_read: Reading) -> None:
    text = read_document(printed)
    assert len(text.tables["amounts"]) == 15
    assert amounts(scan_read) == amounts(text)
    assert {a["method"] for a in scan_read.tables["amounts"]} == {"ocr"}
    assert all(0.5 < a["confidence"] < 1 for a in scan_read.tables["amounts"])
    (row,) = scan_read.tables["documents"]
    (wanted,) = text.tables["documents"]
    assert row["ocr_page_count"] == row["page_count"] == 2
    for name in ("department_name", "region_code", "fiscal_year", "kind", "status_reason"):
        assert row[name] == wanted[name], name


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
    cell = next(c for c in table.cells if c.flat == "1,234,567.80")
    assert cell.ink is not None
    with SecondLook(scanned, MEMORY) as look:
        text, confidence = look.recognise_again(scan_read.pages[cell.page - 1], cell.ink, 1.3)
    assert text == "1,234,567.80"
    assert confidence > 0.9
    with SecondLook(scanned) as look, pytest.raises(ValueError, match="no picture"):
        look.recognise_again(read_document(typeset([TABLE])).pages[0], cell.ink)


def turned(data: bytes, degrees: int) -> bytes:
    """Pages whose pictures lie on their side: drawn upright, shown turned."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.rotate(degrees, relative=True)
        document.save(out)
    return out.getvalue()


def test_a_page_scanned_on_its_side_is_read_upright(printed: bytes) -> None:
    table = degraded(turned(printed, 90), Wear(dpi=150), [2])
    assert amounts(read_document(table, memory=MEMORY)) == amounts(read_document(printed))


def test_a_table_pasted_into_a_page_of_text_is_read_beside_the_text(printed: bytes) -> None:
    with pypdfium2.PdfDocument(printed) as document:
        page = document[1]
        picture = page.render(scale=150 / 72).to_pil()
        width, height = page.get_size()
    ink = picture.convert("L").point(lambda shade: 255 * (shade < 200)).getbbox()
    assert ink is not None
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=1)
    canvas.drawString(72, height - 40, "Attachment: 123,456.78")
    cut = picture.crop(ink)
    canvas.drawImage(ImageReader(cut), 60, height - 60 - cut.height * 0.48, cut.width * 0.48, cut.height * 0.48)
    canvas.save()
    joined = io.BytesIO()
    with pikepdf.open(io.BytesIO(typeset([*PARTS[:1], Paragraph("说明文字。" * 30)]))) as whole:
        with pikepdf.open(io.BytesIO(out.getvalue())) as part:
            whole.pages.extend(part.pages)
        whole.save(joined)
    found = read_document(joined.getvalue(), memory=MEMORY)
    assert amounts(found) == amounts(read_document(printed))
    assert "Attachment: 123,456.78" in found.pages[-1].text
    assert found.tables["documents"][0]["ocr_page_count"] == 1
    assert sum(a["amount_yuan"] for a in found.tables["amounts"] if a["code"] == "2010301") == Decimal("22222222.20")
