"""The state of each form and the reasons why a document is only partial."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipelines.reading.coverage import FormState, doubts, form_states, is_picture, reasons
from pipelines.reading.forms.amounts import FormReading
from pipelines.reading.forms.units import Unit
from pipelines.reading.pages import Box, Page, Picture
from pipelines.reading.subject.model import Subject
from pipelines.reading.tables.model import Table
from pipelines.reconcile.outcome import Check, Place
from tests.unit.made import amount, table_from
from tests.unit.test_subject_pages import page_of

KNOWN = Subject("350100", "福州市", "福州市商务局", "department", 2024, "final", "tables")
YUAN = Unit("元", "heading", "单位：元")
TEXT = [page_of(1, ["福州市商务局2024年度部门决算的说明文字不止六十个字符，以便这一页不算图片。" * 2])]
BODY = "科目编码|科目名称|合计\n201|公共服务|9.00"


def read(
    form: str = "final_income",
    body: str = BODY,
    money: bool = True,
    unit: Unit | None = YUAN,
    footing: Sequence[str] = (),
    page: int = 1,
) -> FormReading:
    amounts = (amount("9.00", form=form) if unit else amount("9.00", form=form, yuan=None, unit=None),) if money else ()
    return FormReading(form, table_from(body, footing=footing, page=page), unit, (), amounts, ())


def states(
    forms: Sequence[FormReading] = (), wanted: Sequence[str] = ("final_income",), pages: Sequence[Page] = TEXT
) -> list[tuple[str, str]]:
    return [(s.form, s.state) for s in form_states(pages, dict.fromkeys(wanted, "minimum"), forms)]


def why(
    who: Subject = KNOWN,
    forms: Sequence[FormReading] = (),
    tables: Sequence[Table] = (),
    found: Sequence[FormState] = (),
    pages: Sequence[Page] = TEXT,
) -> list[str]:
    return reasons(pages, who, forms, tables, found or [FormState(f.form, "minimum", "found") for f in forms])


def changed(**fields: object) -> Subject:
    return Subject(**{**{name: getattr(KNOWN, name) for name in Subject.__dataclass_fields__}, **fields})  # type: ignore[arg-type]


# -------------------------------------------------------------------------------------------------------- states
def test_found_missing_and_unexpected_forms():
    found = form_states(
        TEXT, {"final_income": "contents", "final_summary": "minimum"}, [read(page=4), read("final_expenditure")]
    )
    assert [(s.form, s.expected_by, s.state, s.first_page) for s in found] == [
        ("final_income", "contents", "found", 4),
        ("final_summary", "minimum", "missing", None),
        ("final_expenditure", "none", "found", 1),
    ]


def test_a_form_without_amounts_is_blank_or_declared_empty():
    fund = "final_government_fund"
    assert states([read(fund, "编码|名称|合计\n||", money=False)], [fund]) == [(fund, "blank")]
    assert states([read(fund, "编码|名称|合计\n/|/|/", money=False)], [fund]) == [(fund, "declared_empty")]
    said = [
        read(
            fund, "编码|名称|合计\n||", money=False, footing=["注：本部门没有政府性基金预算拨款安排的支出，本表为空。"]
        )
    ]
    (state,) = form_states(TEXT, {fund: "minimum"}, said)
    assert (state.state, state.statement) == (
        "declared_empty",
        "注：本部门没有政府性基金预算拨款安排的支出，本表为空。",
    )


def test_amounts_outweigh_a_sentence():
    fund = "final_government_fund"
    assert states([read(fund, footing=["本表为空表。"])], [fund]) == [(fund, "found")]


def test_a_sentence_of_the_narrative_declares_its_own_form_only():
    pages = [page_of(3, ["本部门2024年度没有政府性基金预算财政拨款支出。"])]
    found = form_states(pages, dict.fromkeys(["final_government_fund", "final_state_capital"], "minimum"), [])
    assert [(s.state, s.first_page) for s in found] == [("declared_empty", 3), ("missing", None)]


def test_a_missing_form_of_a_document_with_pictures_is_unreadable():
    pages = [*TEXT, page_of(2, [], image_share=0.9)]
    assert states(pages=pages) == [("final_income", "unreadable")]


def test_what_a_picture_is():
    assert is_picture(page_of(1, [], image_share=0.9))
    assert not is_picture(page_of(1, [], image_share=0.1))
    assert not is_picture(page_of(1, ["字" * 61], image_share=0.9))


# ------------------------------------------------------------------------------------------------------- reasons
def test_nothing_is_wrong_with_a_complete_document():
    assert why(forms=[read()]) == []


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("fiscal_year", "year_unknown"),
        ("department_name", "body_unknown"),
        ("region_code", "region_unknown"),
        ("kind", "kind_unknown"),
    ],
)
def test_what_is_unknown_of_the_subject(field: str, reason: str):
    assert why(changed(**{field: None}), [read()]) == [reason]


def test_missing_and_unreadable_forms_count_only_where_expected():
    found = [FormState("final_income", "minimum", "found"), FormState("final_summary", "contents", "missing")]
    assert why(forms=[read()], found=found) == ["form_missing"]
    found[1] = FormState("final_summary", "contents", "unreadable")
    assert why(forms=[read()], found=found) == ["form_unreadable", "needs_ocr"]
    found[1] = FormState("final_summary", "none", "missing")
    assert why(forms=[read()], found=found) == []


def test_declared_empty_and_blank_forms_are_no_reason_beside_filled_ones():
    found = [FormState("final_income", "minimum", "found"), FormState("final_government_fund", "minimum", "blank")]
    assert why(forms=[read(), read("final_government_fund", money=False)], found=found) == []


def test_a_template_that_nobody_filled_in():
    assert why(forms=[read(money=False)]) == ["blank_template"]


def test_units_that_nothing_states():
    assert why(forms=[read(unit=None)]) == ["unit_unknown"]
    assert why(forms=[read(unit=Unit("元", "sibling", ""))]) == ["unit_unknown"]
    assert why(forms=[read(), read("final_government_fund", money=False, unit=None)]) == []


def test_pictures_and_garbled_pages():
    scan = [page_of(1, [], image_share=1.0)]
    assert "needs_ocr" in why(pages=scan, found=[FormState("final_income", "minimum", "unreadable")])
    odd = page_of(1, ["字" * 100])
    odd = Page(1, odd.width, odd.height, 0, odd.runs, garbled_share=0.5)
    assert why(forms=[read()], pages=[odd]) == ["text_garbled"]


def test_narratives_owe_their_claims():
    assert why(changed(part="narrative")) == ["claims_not_read"]


CODED = "编码|名称|合计\n20103|公共服务|9.00\n20502|教育|8.00\n22102|住房|7.00"


def test_a_table_of_codes_and_money_that_nobody_claims():
    other = table_from(CODED, table_id="t009")
    assert why(forms=[read()], tables=[other]) == ["form_unclaimed"]
    without_codes = table_from("甲|乙|合计\n人|事|9.00\n车|房|8.00\n路|桥|7.00", table_id="t009")
    assert why(forms=[read()], tables=[without_codes]) == []
    numbers = table_from("序|名称|合计\n201|人|9.00\n205|车|8.00\n221|路|7.00", table_id="t009")
    assert why(forms=[read()], tables=[numbers]) == [], "numbers of three digits could be anything"


def test_a_claimed_table_and_one_whose_title_is_known_to_be_no_form_are_accounted_for():
    from dataclasses import replace

    claimed = read(body=CODED)
    assert why(forms=[claimed], tables=[claimed.table]) == []
    known = replace(table_from(CODED, table_id="t009"), title="部门整体绩效目标表")
    assert why(forms=[read()], tables=[known]) == []
    unknown = replace(table_from(CODED, table_id="t009"), title="天气预报表")
    assert why(forms=[read()], tables=[unknown]) == ["form_unclaimed"]


def test_a_performance_report_without_a_form_that_was_read_says_so():
    assert why(changed(kind="performance", part="annex")) == ["form_unclaimed"]


def recognised(confidence: float, count: int) -> FormReading:
    amounts = tuple(amount("9.00", row=n, method="ocr", confidence=confidence) for n in range(1, count + 1))
    return FormReading("final_income", table_from(BODY), YUAN, (), amounts, ())


def test_doubt_is_a_share_of_unsure_amounts_that_no_identity_confirms():
    sure, unsure = recognised(0.99, 30), recognised(0.7, 10)
    assert doubts([sure, unsure], []) == ["ocr_doubtful"]
    assert doubts([sure], []) == []
    places = tuple(Place(a.form, "", a.measure, a.table_id, a.row_index, a.column_index) for a in unsure.amounts)
    nothing = (None,) * 4
    closes = Check("adds_up", "final_income", "", "total", *nothing, "pass", "error", places=places)
    assert doubts([sure, unsure], [closes]) == []
    assert doubts([sure, unsure], [replace(closes, status="mismatch")]) == ["ocr_doubtful"]


def test_a_picture_that_was_read_is_no_picture_and_one_left_unread_needs_ocr():
    scan = page_of(1, [], image_share=1.0)
    assert is_picture(scan)
    seen = replace(scan, pictures=(Picture(Box(0, 0, 595, 842), (1, 0, 0, 0, 1, 0)),))
    assert not is_picture(seen)
    assert why(forms=[read()], pages=[*TEXT, replace(page_of(2, ["字" * 100]), unread=True)]) == ["needs_ocr"]
