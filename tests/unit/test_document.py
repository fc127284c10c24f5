"""One document from bytes to records: every status that a reading can have, and what is kept of it.

Here: statuses and the shape of the records. Not here: single amounts (tests/golden), reasons that only a run gives
(time_limit, memory_limit, unsupported_type: tests/unit/test_workers.py, tests/integration).
"""

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipelines.reading import EXTRACTOR_VERSION, Hints, Reading, read_document
from pipelines.reading.pictures import read
from pipelines.samples import Cover, FormTable, Heading, Paragraph, Part, typeset
from pipelines.schema.frames import check_references, frame, reading_tables
from tests.golden.test_traps import GENERAL, NINE
from tests.golden.traps.forms import rows

COVER = Cover(("天门市商务局", "2024年度部门决算"))
FORMS = tuple(printed.table for printed in NINE)


def reading(*parts: Part, hints: Hints | None = None) -> Reading:
    return read_document(typeset(parts), hints)


def head(found: Reading) -> dict:
    (row,) = found.tables["documents"]
    return row


def status(found: Reading) -> tuple[str, str | None]:
    return head(found)["status"], head(found)["status_reason"]


def each(**changes: object) -> Sequence[FormTable]:
    return [replace(form, **changes) for form in FORMS]  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------------ complete
@pytest.fixture(scope="module")
def whole() -> tuple[bytes, Reading]:
    data = typeset([COVER, *FORMS])
    return data, read_document(data, Hints(file_name="2019年某某县某某局预算.pdf"))


def test_a_document_with_all_its_forms_is_complete(whole: tuple[bytes, Reading]):
    data, found = whole
    assert status(found) == ("complete", None)
    row = head(found)
    assert (row["document_id"], row["extractor_version"]) == (hashlib.sha256(data).hexdigest(), EXTRACTOR_VERSION)
    assert (row["region_code"], row["department_name"], row["entity_level"]) == ("429006", "天门市商务局", "department")
    assert (row["fiscal_year"], row["kind"], row["part"]) == (2024, "final", "tables"), "the file name lies"
    assert [f["state"] for f in found.tables["document_forms"]] == ["found"] * 9


def test_every_table_has_the_columns_of_the_schema_and_the_document_s_id():
    said = "2024年度本年收入合计100.00万元，比上年决算数增加1.00万元。截至2024年12月31日，本部门共有车辆2辆。"
    data = typeset([COVER, *FORMS, Heading("第三部分 2024年度部门决算情况说明", 1), Paragraph(said)])
    found = read_document(data)
    for name, records in found.tables.items():
        assert records or name == "review_items" or name.startswith("performance"), name
        for row in records:
            assert set(row) == set(reading_tables()[name]), name
            assert row["document_id"] == hashlib.sha256(data).hexdigest()
    check_references({name: frame(name, records) for name, records in found.tables.items()})


def test_amounts_are_found_again_in_cells_tables_and_checks(whole: tuple[bytes, Reading]):
    _, found = whole
    places = {(c["table_id"], c["row_index"], c["column_index"]): c for c in found.tables["cells"]}
    for a in found.tables["amounts"]:
        cell = places[a["table_id"], a["row_index"], a["column_index"]]
        assert "".join(cell["text"].split()) == a["published"]
        assert cell["x0"] <= (a["x0"] + a["x1"]) / 2 <= cell["x1"]
        assert isinstance(a["amount_yuan"], Decimal)
        assert -a["amount_yuan"].as_tuple().exponent == 2
    forms = {t["form"]: t for t in found.tables["tables"] if t["form"]}
    assert set(forms) == {a["form"] for a in found.tables["amounts"]}
    for form, row in forms.items():
        mine = [c for c in found.tables["checks"] if c["form"] == form]
        closed = sum(c["status"] in ("pass", "rounding") for c in mine)
        assert (row["identities_closed"], row["identities_open"]) == (closed, len(mine) - closed)
    assert [c["check_number"] for c in found.tables["checks"]] == list(range(1, len(found.tables["checks"]) + 1))


def test_the_same_bytes_give_the_same_records(whole: tuple[bytes, Reading]):
    data, found = whole
    assert read_document(data, Hints(file_name="2019年某某县某某局预算.pdf")).tables == found.tables


def test_the_same_text_in_other_bytes_has_the_same_digest():
    found = reading(COVER, GENERAL.table)
    other = read_document(typeset([COVER, GENERAL.table], title="another title in the metadata"))
    assert head(found)["document_id"] != head(other)["document_id"]
    assert head(found)["text_sha256"] == head(other)["text_sha256"] is not None
    changed = reading(COVER, replace(GENERAL.table, unit="单位：元"))
    assert head(changed)["text_sha256"] != head(found)["text_sha256"]


# ------------------------------------------------------------------------------------------------------- partial
def test_form_missing():
    found = reading(COVER, *FORMS[:-1])
    assert status(found) == ("partial", "form_missing")
    assert [(f["form"], f["state"]) for f in found.tables["document_forms"]][-1] == ("final_state_capital", "missing")


def test_forms_that_the_contents_announce_are_expected_in_stead_of_the_minimum():
    listed = [
        Heading("目录", 1),
        *(Paragraph(f"{n}、{form.title}........{n}") for n, form in zip("一二三四", FORMS, strict=False)),
    ]
    found = reading(COVER, *listed, *FORMS[:4])
    assert status(found) == ("complete", None)
    assert {f["expected_by"] for f in found.tables["document_forms"]} == {"contents"}


def test_year_unknown():
    bare = [replace(form, title=form.title.replace("2024年度", "")) for form in FORMS]
    assert status(reading(Cover(("天门市商务局", "部门决算")), *bare)) == ("partial", "year_unknown")


def test_body_and_region_unknown():
    assert status(reading(Cover(("2024年度部门决算",)), *FORMS)) == ("partial", "body_unknown,region_unknown")
    helped = reading(Cover(("2024年度部门决算",)), *FORMS, hints=Hints(publisher="天门市商务局", region_code="429006"))
    assert status(helped) == ("complete", None)


def test_region_unknown():
    _, reason = status(reading(Cover(("某某学校", "2024年度部门决算")), *FORMS))
    assert "region_unknown" in str(reason).split(",")


def test_unit_unknown_and_no_amount_in_yuan():
    found = reading(COVER, *each(unit=""))
    assert status(found) == ("partial", "unit_unknown")
    assert {a["amount_yuan"] for a in found.tables["amounts"]} == {None}
    assert {t["unit"] for t in found.tables["tables"]} == {None}


def test_a_form_without_a_unit_among_forms_that_all_have_the_same_is_said_to_have_its_siblings():
    found = reading(COVER, *FORMS[:-1], replace(FORMS[-1], unit=""))
    assert status(found) == ("partial", "unit_unknown")
    assert [t["unit_evidence"] for t in found.tables["tables"]][-1] == "sibling"


def test_blank_template():
    empty = [
        replace(form, rows=tuple(tuple("" if "." in cell else cell for cell in row) for row in form.rows))
        for form in FORMS
    ]
    found = reading(COVER, *empty)
    assert status(found) == ("partial", "blank_template")
    assert {f["state"] for f in found.tables["document_forms"]} == {"blank"}


def test_form_unclaimed():
    odd = FormTable(
        title="",
        unit="单位：万元",
        header=(("科目编码", "科目名称", "合计"),),
        rows=rows("20103 | 公共 | 9.00\n20502 | 教育 | 8.00\n22102 | 住房 | 7.00"),
    )
    assert status(reading(COVER, *FORMS, Heading("其他情况", 1), odd)) == ("partial", "form_unclaimed")


def test_a_narrative_is_complete_when_its_claims_were_read():
    text = "本部门2024年度收入总计100.00万元，支出总计100.00万元。与2023年度相比，收入增加1.00万元。其中基本支出50.00万元。项目支出50.00万元。主要原因是人员经费增加。"
    found = reading(COVER, Heading("第三部分 2024年度部门决算情况说明", 1), *[Paragraph(text)] * 12)
    assert status(found) == ("complete", None)
    assert len(found.tables["claims"]) == 12 * 5
    assert found.tables["document_forms"] == []


def test_claims_not_read():
    """A narrative without any sum of money: what was looked for was not found."""
    text = "本部门2024年度收入支出决算总体情况。与2023年度相比，收入有所增加。其中基本支出增加，项目支出减少。主要原因是人员经费增加。"
    found = reading(COVER, Heading("第三部分 2024年度部门决算情况说明", 1), *[Paragraph(text)] * 12)
    assert status(found) == ("partial", "claims_not_read")


def test_kind_unknown_never_stands_for_a_guess():
    """Forms that say neither 预算 nor 决算, under a cover that says neither."""
    plain = [
        FormTable(
            title="收支总表",
            unit="单位：万元",
            header=(("项目", "金额"),),
            rows=(("财政拨款", "9.00"), ("总计", "9.00")),
        )
    ]
    found = reading(
        Cover(("天门市商务局", "2024年度收支情况")),
        *plain,
        Paragraph("本年收入合计、本年支出合计、基本支出、项目支出、上年结转、一般公共预算拨款、年末结转。"),
    )
    assert head(found)["kind"] == "other"
    assert "kind_unknown" in str(head(found)["status_reason"]) or head(found)["status"] == "quarantined"


@pytest.fixture
def no_recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra `ocr` were not installed."""
    monkeypatch.setattr(read, "recogniser_version", lambda: None)


def picture_pages(count: int, ink: str = "black") -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 400), invariant=1)
    picture = Image.new("RGB", (200, 200), "white")
    for y in range(20, 180, 12):
        picture.paste(ink, (20, y, 180, y + 5))
    for _ in range(count):
        canvas.drawImage(ImageReader(picture), 0, 0, 400, 400)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def joined(*files: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as whole:
        for data in files:
            with pikepdf.open(io.BytesIO(data)) as part:
                whole.pages.extend(part.pages)
        whole.save(out)
    return out.getvalue()


@pytest.mark.usefixtures("no_recogniser")
def test_form_unreadable_and_needs_ocr():
    found = read_document(joined(typeset([COVER, *FORMS[:-1]]), picture_pages(1)))
    assert status(found) == ("partial", "form_unreadable,needs_ocr")
    assert [f["state"] for f in found.tables["document_forms"]] == ["found"] * 8 + ["unreadable"]


def test_an_empty_picture_is_no_scan():
    found = read_document(joined(typeset([COVER, *FORMS[:-1]]), picture_pages(1, ink="white")))
    assert status(found) == ("partial", "form_missing")
    assert [f["state"] for f in found.tables["document_forms"]] == ["found"] * 8 + ["missing"]


@pytest.mark.usefixtures("no_recogniser")
def test_needs_ocr_where_every_page_is_a_picture():
    found = read_document(picture_pages(3), Hints(title="天门市商务局2024年度部门决算", publisher="天门市商务局"))
    assert head(found)["status"] == "partial"
    assert "needs_ocr" in head(found)["status_reason"].split(",")
    assert found.tables["amounts"] == []


def garbled(data: bytes) -> bytes:
    """The document with fonts whose map sends every character to one that means nothing."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font" and "/ToUnicode" in thing:
                told = thing["/ToUnicode"].read_bytes()
                changed, count = re.subn(rb"<[0-9A-Fa-f]{4}>", b"<FFFD>", told)
                assert count > 5
                thing["/ToUnicode"] = document.make_stream(changed)
        document.save(out)
    return out.getvalue()


@pytest.mark.usefixtures("no_recogniser")
def test_text_garbled():
    data = joined(typeset([COVER, *FORMS]), garbled(typeset([Paragraph("说明文字" * 60), GENERAL.table])))
    found = read_document(data)
    assert head(found)["status"] == "partial"
    assert "text_garbled" in str(head(found)["status_reason"]).split(",")


# --------------------------------------------------------------------------------------------------- quarantined
SOUND = typeset([COVER, GENERAL.table])


def locked() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(SOUND)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b"PK\x03\x04", "not_pdf"),
        (b"<!DOCTYPE html><html></html>", "html_as_pdf"),
        (SOUND[: len(SOUND) // 2], "truncated"),
        (locked(), "encrypted"),
        (b"%PDF-1.7\nnothing of the kind\nstartxref\n9\n%%EOF\n", "unreadable"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_files_that_are_kept_but_not_read(data: bytes, reason: str):
    found = read_document(data)
    assert status(found) == ("quarantined", reason)
    assert head(found)["document_id"] == hashlib.sha256(data).hexdigest()
    assert head(found)["kind"] == "other"
    assert {name: len(records) for name, records in found.tables.items()} == {
        **dict.fromkeys(found.tables, 0),
        "documents": 1,
    }


def test_a_regulation_is_no_disclosure_and_its_evidence_is_kept():
    articles = [
        Paragraph(f"第{n}条 为规范市级部门预算管理，依据预算法，制定本办法，各部门应当遵照执行。")
        for n in "一二三四五六七八"
    ]
    found = reading(Heading("天门市市级部门预算管理办法", 1), *articles)
    assert status(found) == ("quarantined", "not_a_disclosure")
    assert head(found)["text_sha256"]
    assert found.tables["evidence"]
    assert found.tables["amounts"] == found.tables["cells"] == []


def test_an_engine_that_fails_in_the_middle_makes_the_document_unreadable(monkeypatch: pytest.MonkeyPatch):
    from pipelines.reading import document

    def fail(*_: object) -> None:
        raise RuntimeError("bad object stream")

    monkeypatch.setattr(document, "Document", fail)
    assert status(read_document(SOUND)) == ("quarantined", "unreadable")


# ------------------------------------------------------------------------------------------------------- persons
def test_persons_and_telephones_reach_no_record():
    person, phone = "某某某", "0000-00000000"
    staff = FormTable(title="", header=(("单位", "联系人", "联系电话"),), rows=(("天门市商务局办公室", person, phone),))
    said = Paragraph(f"联系人：{person} 联系电话：{phone}")
    found = reading(Cover(("天门市商务局", "2024年度部门决算", f"联系人：{person}")), GENERAL.table, said, staff)
    texts = [str(value) for records in found.tables.values() for row in records for value in row.values()]
    assert [t for t in texts if person in t or phone in t] == []
    cells = [c["text"] for c in found.tables["cells"]]
    assert "[person]" in cells
    assert "[phone]" in cells
    assert "天门市商务局办公室" in cells
