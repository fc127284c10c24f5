"""The narrative: from lines to figures, what they are said of, their cells and outcomes.

Here: sentences as publishers write them, each with what it states. Not here: the arithmetic (test_reconcile_narrative.py).
"""

from decimal import Decimal

import pytest

from pipelines.reading.claims import words as grammar
from pipelines.reading.claims.checks import settle
from pipelines.reading.claims.derived import derive
from pipelines.reading.claims.facts import facts
from pipelines.reading.claims.figures import Reader
from pipelines.reading.claims.linking import Linker
from pipelines.reading.claims.paragraphs import paragraphs
from pipelines.reading.pages import Page
from pipelines.reconcile.catalogue import catalogue
from pipelines.reconcile.sheets import Index
from tests.unit.test_reconcile_disclosures import DISCLOSURES, Printed
from tests.unit.test_subject_pages import page_of


def pages_of(*texts: str) -> list[Page]:
    return [page_of(n, text.splitlines()) for n, text in enumerate(texts, 1)]


def read(text: str, kind: str | None = "final", year: int | None = 2020) -> Reader:
    reader = Reader(kind, year, ["某市统计局"])
    for paragraph in paragraphs(pages_of(text), []):
        reader.read(paragraph)
    return reader


def stated(text: str, kind: str | None = "final", year: int | None = 2020) -> list[tuple]:
    """(subject or code, claim, value, base) of each figure."""
    return [
        (f.subject.code or f.subject.name, f.claim, str(f.value), f.base) for f in read(text, kind, year).out.figures
    ]


def test_amount_change_and_percent_belong_together():
    assert stated("2020年收入3,259.52万元，比上年决算数增加240.48万元，增长7.97%。") == [
        ("收入", "amount", "3259.52", None),
        ("收入", "change", "240.48", "prior_year"),
        ("收入", "change_percent", "7.97", "prior_year"),
    ]


def test_less_is_negative():
    claims = stated("2010350（事业运行）480.89万元，较上年决算数减少143.94万元，下降42.72%。")
    assert [c[2] for c in claims] == ["480.89", "-143.94", "-42.72"]
    assert {c[0] for c in claims} == {"2010350"}


def test_completion_of_the_budget_named():
    text = "1.一般公共服务支出（类）财政事务（款）行政运行（项）。年初预算为50.00万元，支出决算为40.00万元，完成年初预算的80.00%。"
    assert stated(text) == [
        ("行政运行", "amount", "50.00", "approved_budget"),
        ("行政运行", "amount", "40.00", None),
        ("行政运行", "completion_percent", "80.00", "approved_budget"),
    ]


def test_codes_of_levels_are_joined():
    assert stated("6、公共安全支出（204类）司法（06款）其他司法支出（99项）3845.49万元。", "budget")[0][0] == "2040699"


def test_the_year_before_stated_by_itself():
    text = "2019年当年预算执行数为198.34万元，2020年预算安排208.80万元，比2019年预算执行数增加5.27%。"
    assert [c[1:] for c in stated(text, "budget")] == [
        ("prior_amount", "198.34", "prior_year"),
        ("amount", "208.80", None),
        ("change_percent", "5.27", "prior_year"),
    ]


def test_parts_in_brackets_do_not_take_the_change_of_the_whole():
    text = "公务用车购置及运行维护费46万元（公务用车购置费36万元；公务用车运行维护费10万元。）比上年增加33万元。"
    assert stated(text, "budget")[-1] == ("公务用车购置及运行维护费", "change", "33", "prior_year")


def test_sums_in_reasons_are_claims_of_their_own():
    claims = stated("项目支出100万元，比上年增加10万元，主要原因是信息化项目增加12万元。", "budget")
    assert claims[-1] == ("信息化项目", "change", "12", "prior_year")
    reader = read("项目支出100万元，比上年增加10万元，主要原因是信息化项目增加12万元。", "budget")
    assert [len(g.changes) for g in reader.out.groups] == [1, 1]


def test_a_comparison_in_the_next_sentence():
    claims = stated("公共安全（类）支出100万元，主要用于人员支出。与上年相比增加10万元，增长11.11%。", "budget")
    assert [c[0] for c in claims] == ["公共安全"] * 3


def test_thresholds_and_other_percentages_are_no_claims():
    assert stated("单价100万元（含）以上设备0台（套）。采血总量84.71吨，比去年同期增加0.91%。") == []


def test_figures_run_over_lines_and_pages():
    reader = Reader("final", 2020, [])
    text = "2020年度一般公共预算财政拨款支出决算为1,"
    for paragraph in paragraphs(pages_of("一、支出情况说明\n" + text, "234.56万元。"), []):
        reader.read(paragraph)
    assert [(str(f.value), f.pieces[0].page) for f in reader.out.figures] == [("1234.56", 1)]


def test_names_and_telephones_are_masked():
    figure = read("联系人：王小明，电话：010-12345678，经费1.00万元。").out.figures[0]
    assert "王小明" not in figure.text
    assert "12345678" not in figure.text


def test_a_change_of_the_staff_is_not_its_number():
    text = "主要是减少在职人员1名，增加实有人员2人。本部门人员编制10人，实有人员7人。"
    found = [(f.fact, f.value) for f in facts(paragraphs(pages_of(text), []))]
    assert sorted(found) == [("staff", 7), ("staff_posts", 10)]


def test_facts():
    text = "截至2020年12月31日，本部门共有车辆3辆；单价100万元以上设备2台（套）。国内公务接待5批次，共40人次。安排购置单位价值100万元以上的设备1台（套）。"
    found = {f.fact: f.value for f in facts(paragraphs(pages_of(text), []))}
    assert found == {
        "vehicles": 3,
        "equipment_over_1m": 2,
        "reception_events": 5,
        "reception_visitors": 40,
        "equipment_over_1m_bought": 1,
    }


# ------------------------------------------------------------------------------------------------ cells and outcomes
NAME, (KIND, PRINTED, BLANK) = next((n, d) for n, d in DISCLOSURES.items() if d[0] == "final")
BASIC = next(a for a in PRINTED if a.form == "final_expenditure" and a.measure == "basic" and a.line_name == "合计")


def wan(amount: Printed, by: int = 0) -> str:
    return f"{(amount.yuan + by) / 10_000:.2f}"


def settled(text: str):
    reader = read("三、支出决算情况说明\n" + text)
    out = settle(reader.out.groups, Linker(Index(PRINTED, catalogue(), BLANK), KIND, reader.bodies))
    return reader, out


def test_a_sum_agrees_with_its_cell():
    reader, out = settled(f"基本支出{wan(BASIC)}万元。")
    figure = reader.out.figures[0]
    assert out.statuses[figure.number] == "agrees"
    link = out.links[figure.number]
    assert (link.form, link.measure, link.operand.yuan) == ("final_expenditure", "basic", BASIC.yuan)


def test_a_sum_that_no_cell_prints_disagrees():
    _, out = settled(f"基本支出{wan(BASIC, 123_400)}万元。")
    assert list(out.statuses.values()) == ["disagrees"]
    assert [j.check.check_id for j in out.judged] == ["N1"]
    assert out.judged[0].check.difference_yuan == 123_400


def test_what_names_no_line_is_unlinked():
    _, out = settled("大厅保安和安检服务项目支出328.69万元。")
    assert out.links == {}
    assert out.statuses == {}


def test_sections_on_projects_are_not_held_against_the_forms():
    reader = read(f"十、预算绩效情况说明\n基本支出{wan(BASIC, 123_400)}万元。")
    out = settle(reader.out.groups, Linker(Index(PRINTED, catalogue(), BLANK), KIND, reader.bodies))
    assert out.links == {}


def test_shares_are_of_the_sum_whose_parts_are_listed():
    reader, out = settled("授予中小企业合同金额20.93万元，占政府采购支出总额的8.4%。")
    assert [f.claim for f in reader.out.figures] == ["amount", "share_percent"]
    text = "政府采购支出总额88.58万元，其中：货物80.00万元，占90.31%。授予中小企业合同金额20.93万元，占政府采购支出总额的8.4%。"
    reader, out = settled(text)
    by_value = {str(f.value): out.statuses.get(f.number) for f in reader.out.figures}
    assert by_value["90.31"] == "rounding"
    assert by_value["8.4"] == "disagrees"


def test_a_change_after_a_list_is_that_of_the_sum_it_fits():
    text = "本年收入100.00万元，其中：财政拨款80.00万元、其他收入20.00万元，较上年增加10.00万元，增长11.11%。"
    reader, out = settled(text)
    change = next(f for f in reader.out.figures if f.claim == "change")
    assert change.subject.name == "收入"
    assert out.statuses[change.number] == "rounding"


# --------------------------------------------------------------------------------------------------- the year before
@pytest.mark.parametrize(
    ("text", "yuan", "formula"),
    [
        ("2020年收入3,259.52万元，比上年决算数增加240.48万元，增长7.97%。", "30190400", "this-change"),
        ("2020年收入3,259.52万元，与上年决算数持平。", "32595200", "unchanged"),
        ("2020年收入3,259.52万元，比上年决算数3,019.04万元增加240.48万元。", "30190400", "stated"),
    ],
)
def test_the_year_before_follows(text, yuan, formula):
    reader, out = settled(text)
    (found,) = derive(reader.out.groups, out)
    assert (found.yuan, found.formula, found.stage) == (Decimal(yuan), formula, "final")


def test_nearly_the_same_is_not_the_same():
    reader, out = settled("2020年收入3,259.52万元，与上年基本持平。")
    assert list(derive(reader.out.groups, out)) == []


# --------------------------------------------------------------------------------------------------------- the grammar
@pytest.mark.parametrize(
    "change",
    [
        {"unheard_of": "x"},
        {"scopes": {"somewhere": "x"}},
        {"lines": [{"subject": "x", "targets": [{"form": "nowhere", "row": "total"}]}]},
        {"lines": [{"subject": "x", "targets": [{"form": "summary", "row": "total", "measure": "nothing"}]}]},
        {"facts": [{"fact": "x", "pattern": "x"}]},
    ],
)
def test_what_the_grammar_does_not_know_is_an_error(change, monkeypatch):
    known = grammar.load("claims")
    monkeypatch.setattr(grammar, "load", lambda _: {**known, **change})
    grammar.words.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"claims\.yaml"):
            grammar.words()
    finally:
        monkeypatch.undo()
        grammar.words.cache_clear()
