"""What the identities make of layouts and slips that publishers really print, and what the identities file may say.

Here: tolerance, blanks, repeated codes, bodies, alternatives, guards, the loader. Not here: the identities one by one (test_reconcile_identities.py).
"""

import random
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest
import yaml

from pipelines.reconcile import Check, Place, check, open_obligations, summary
from pipelines.reconcile.catalogue import IdentityError, catalogue, parse
from pipelines.reconcile.outcome import Operand, slack
from tests.unit.test_reconcile_disclosures import DISCLOSURES, Form, Printed, amounts, budget

CENT, FEN_100, YUAN = Decimal("0.01"), Decimal(100), Decimal(1)


def outcomes(
    forms: Iterable[Form] | Form, check_id: str, kind: str = "budget", blank: Iterable[str] = ()
) -> list[Check]:
    found = forms.amounts if isinstance(forms, Form) else amounts(forms)
    return [c for c in check(found, kind=kind, forms_blank=list(blank)) if c.check_id == check_id]


def only(forms: Iterable[Form] | Form, check_id: str, **options: Any) -> Check:
    [one] = outcomes(forms, check_id, **options)
    return one


def statuses(forms: Iterable[Form] | Form, check_id: str, **options: Any) -> Counter[str]:
    return Counter(c.status for c in outcomes(forms, check_id, **options))


# ----------------------------------------------------------------------------------------------------------- tolerance


def operands(*digits: Decimal, blank: int = 0) -> list[Operand]:
    place = Place("budget_income", "合计", "total")
    return [Operand(place, Decimal(1), d) for d in digits] + [Operand(place, None)] * blank


@pytest.mark.parametrize(
    ("expected", "actual", "rule", "allowed"),
    [
        ([FEN_100], [FEN_100] * 3, "linear", 200),  # (n + 1) · u / 2
        ([FEN_100], [FEN_100], "figure", 100),  # one figure in two forms: u
        ([YUAN], [FEN_100], "figure", 50),  # 元 against 万元 with two decimals
        ([FEN_100], [FEN_100], "exact", 0),
        ([YUAN], [FEN_100], "exact", 50),
        ([CENT], [CENT] * 5, "linear", Decimal("0.03")),  # six decimals in 万元
        ([FEN_100], [FEN_100, FEN_100], "figure", 150),  # several figures are a linear combination after all
    ],
)
def test_tolerance(expected: list[Decimal], actual: list[Decimal], rule: str, allowed: Decimal) -> None:
    assert slack(operands(*expected), operands(*actual), rule) == allowed


def test_blank_operands_widen_no_tolerance() -> None:
    assert slack(operands(FEN_100), operands(FEN_100, blank=7)) == 100


@pytest.mark.parametrize(
    ("unit", "decimals", "tolerance"),
    [
        ("万元", 2, 150),
        ("元", 0, Decimal("1.5")),
        ("元", 2, Decimal("0.015")),
        ("万元", 6, Decimal("0.015")),
        ("万元", 0, 15_000),
    ],
)
def test_the_last_digit_follows_from_what_is_printed(unit: str, decimals: int, tolerance: Decimal) -> None:
    form = Form("final_expenditure", unit=unit, decimals=decimals).row(
        "合计", total=3_000_000, basic=1_000_000, project=2_000_000
    )
    assert only(form, "H8", kind="final").tolerance_yuan == tolerance


def test_a_form_that_strips_zeros_prints_the_digits_of_its_longest_figure() -> None:
    form = Form("final_expenditure").row("合计", total=3_000_000, basic=1_000_000, project=2_000_000)
    stripped = [replace(a, published=a.published.replace(".00", "")) for a in form.amounts[:2]] + form.amounts[2:]
    [one] = [c for c in check(stripped, kind="final") if c.check_id == "H8"]
    assert one.tolerance_yuan == 150


# ---------------------------------------------------------------------------------------------------- blanks and zeros


def test_a_blank_beside_printed_operands_is_zero_and_flagged() -> None:
    form = (
        Form("final_expenditure")
        .row("合计", total=100_00, basic=100_00, project=None)
        .row("别的", "201", total=5_00, basic=3_00, project=2_00)
    )
    [blank, full] = outcomes(form, "H8", kind="final")
    assert (blank.status, blank.blank_as_zero) == ("pass", True)
    assert (full.status, full.blank_as_zero) == ("pass", False)


def test_a_blank_whole_beside_printed_parts_is_a_mismatch() -> None:
    form = (
        Form("final_expenditure")
        .row("合计", total=5_00, basic=3_00, project=2_00)
        .row("教育支出", "205", basic=3_00, project=2_00)
    )
    assert [(c.scope, c.status) for c in outcomes(form, "H8", kind="final")] == [("合计", "pass"), ("205", "mismatch")]


def test_an_identity_over_zeros_says_nothing() -> None:
    form = (
        Form("budget_government_fund")
        .row("合计", total=0, basic=0, project=0)
        .row("教育支出", "205", total=0, basic=0, project=0)
    )
    assert check(form.amounts, kind="budget") == []


def test_amounts_without_a_unit_are_not_judged() -> None:
    form = Form("final_expenditure").row("合计", total=100_00, basic=90_00, project=10_00)
    assert check([replace(a, yuan=None) for a in form.amounts], kind="final") == []


def test_forms_of_another_kind_are_judged_but_not_owed() -> None:
    form = Form("budget_fiscal_summary").row("财政拨款", side="income", total=100_00)
    assert {c.status for c in check(form.amounts, kind="budget")} == {"insufficient"}
    assert check(form.amounts, kind="final") == []
    assert {c.status for c in check(form.amounts, kind=None)} == {"insufficient"}


# ------------------------------------------------------------------------------------------------------------- columns


def test_operating_expenditure_that_is_part_of_basic_is_not_added() -> None:
    form = Form("budget_expenditure").row("合计", total=300_00, basic=200_00, project=100_00, operating=80_00)
    form.row("教育支出", "205", total=300_00, basic=200_00, project=100_00, operating=80_00)
    assert statuses(form, "H44") == {"pass": 2}


def test_operating_expenditure_that_stands_beside_basic_is_added() -> None:
    form = Form("budget_expenditure").row("合计", total=380_00, basic=200_00, project=100_00, operating=80_00)
    form.row("教育支出", "205", total=380_00, basic=200_00, project=100_00, operating=81_00)
    assert statuses(form, "H44") == {"pass": 1, "rounding": 1}
    form.row("卫生健康支出", "210", total=90_00, basic=80_00, project=20_00)
    assert statuses(form, "H44")["mismatch"] == 1


def test_education_fees_are_part_of_institutional_income() -> None:
    form = Form("final_income").row(
        "合计", total=300_00, fiscal_appropriation=200_00, institutional_income=100_00, education_fees=60_00
    )
    assert only(form, "H6", kind="final").status == "pass"


def test_the_three_budgets_beside_their_subtotal_do_not_count_twice() -> None:
    form = Form("budget_income").row("合计", total=500_00, current_year_income=450_00, carryover=50_00, fiscal_appropriation=400_00, general_budget=300_00,
                                     government_fund=100_00, other_income=50_00)  # fmt: skip
    assert [only(form, i).status for i in ("H43", "H43.current", "H43.fiscal")] == ["pass"] * 3


def test_personnel_and_public_stand_for_a_basic_column_that_is_not_printed() -> None:
    form = Form("budget_general_expenditure").row("合计", total=300_00, personnel=120_00, public=80_00, project=100_00)
    one = only(form, "H47")
    assert one.status == "pass"
    assert [p.measure for p in one.places] == ["total", "personnel", "public", "project"]


def test_expenditure_by_source() -> None:
    form = Form("budget_expenditure").row(
        "合计", total=300_00, general_budget=250_00, institutional_income=50_00, extra=[("其中：专项资金", 90_00)]
    )
    assert only(form, "H44").status == "pass"


def test_a_named_extra_column_is_a_part_and_an_unknown_one_leaves_a_mismatch_undecided() -> None:
    reserve = Form("budget_expenditure").row(
        "合计", total=300_00, basic=200_00, project=70_00, extra=[("单位预留机动经费", 30_00)]
    )
    assert only(reserve, "H44").status == "pass"
    unknown = Form("budget_expenditure").row(
        "合计", total=300_00, basic=200_00, project=70_00, extra=[("某项支出", 30_00)]
    )
    assert only(unknown, "H44").status == "insufficient"
    closing = Form("budget_expenditure").row(
        "合计", total=270_00, basic=200_00, project=70_00, extra=[("某项支出", 30_00)]
    )
    assert only(closing, "H44").status == "pass"


def test_a_stage_has_identities_of_its_own() -> None:
    form = Form("budget_general_expenditure")
    for name, code in (("合计", None), ("教育支出", "205")):
        form.row(
            name, code, approved_total=300_00, approved_basic=200_00, approved_project=100_00, prior_year_total=250_00
        )
    form.row("卫生健康支出", "210", prior_year_total=9_00)
    assert {(c.measure, c.status) for c in outcomes(form, "H47")} == {("approved_total", "pass")}
    assert {(c.measure, c.status) for c in outcomes(form, "H47.whole")} == {
        ("approved_total", "pass"), ("approved_basic", "pass"), ("approved_project", "pass"), ("prior_year_total", "mismatch")}  # fmt: skip


def test_a_balance_that_is_blank_throughout_is_nothing() -> None:
    form = Form("final_government_fund").row("合计", opening_balance=30_00, income=70_00, total=101_00, project=101_00)
    one = only(form, "H24", kind="final")
    assert (one.status, one.expected_yuan, one.actual_yuan, one.blank_as_zero) == ("rounding", 0, -1_00, True)


# --------------------------------------------------------------------------------------------------------------- codes


def test_a_class_printed_twice_is_the_sum_of_the_rows_below_each() -> None:
    form = Form("budget_general_basic").row("合计", total=100_00)
    form.row("工资福利支出", "301", total=30_00).row("基本工资", "30101", total=20_00).row(
        "津贴补贴", "30102", total=10_00
    )
    form.row("工资福利支出", "301", total=70_00).row("基本工资", "30101", total=70_00)
    assert statuses(form, "H49.whole") == {"pass": 1}
    assert [(c.scope, c.expected_yuan, c.status) for c in outcomes(form, "H49.class")] == [
        ("301", 30_00, "pass"),
        ("301#2", 70_00, "pass"),
    ]


def test_leaves_repeated_by_economic_code_add_up_to_the_whole_that_stands_last() -> None:
    form = Form("budget_expenditure").row("行政运行", "2120101", total=60_00).row("行政运行", "2120101", total=30_00)
    form.row("住房公积金", "2210201", total=10_00).row("合计", total=100_00)
    assert only(form, "H44.whole").status == "pass"
    form.amounts[1] = replace(form.amounts[1], yuan=Decimal(40_00))
    assert only(form, "H44.whole").status == "mismatch"


def test_a_lost_class_row_opens_the_whole_only_where_its_section_is_lost_too() -> None:
    def form(*without: str) -> Form:
        out = Form("final_expenditure").row("合计", total=90_00)
        for code, yuan in (
            ("201", 60_00),
            ("20103", 60_00),
            ("2010301", 60_00),
            ("208", 30_00),
            ("20805", 30_00),
            ("2080505", 30_00),
        ):
            if code not in without:
                out.row("科目", code, total=yuan)
        return out

    assert only(form("208"), "H9", kind="final").status == "pass"
    assert only(form("208", "20805", "2080505"), "H9", kind="final").status == "mismatch"
    assert [c.scope for c in outcomes(form("2080505"), "H9.section", kind="final") if c.status == "insufficient"] == [
        "20805"
    ]


def test_a_section_without_its_code_is_found_between_its_class_and_its_items() -> None:
    form = Form("budget_general_expenditure").row("合计", total=30_00).row("社会保障和就业支出", "208", total=30_00)
    form.row("行政事业单位养老支出", total=30_00).row("基本养老保险", "2080505", total=20_00).row(
        "职业年金", "2080506", total=10_00
    )
    assert [(c.scope, c.status) for c in outcomes(form, "H47.section")] == [("20805", "pass")]


def test_lanes_side_by_side_are_read_one_after_the_other() -> None:
    form = (
        Form("final_general_basic")
        .row("工资福利支出", "301", total=30_00)
        .row("商品和服务支出", "302", same=True, lane=1, total=8_00)
    )
    form.row("基本工资", "30101", total=30_00).row("办公费", "30201", same=True, lane=1, total=8_00)
    form.row("人员经费合计", total=30_00).row("公用经费合计", same=True, lane=1, total=8_00)
    assert statuses(form, "H19", kind="final") == {"pass": 2}
    assert [only(form, i, kind="final").status for i in ("H17", "H18")] == ["pass", "pass"]


def test_a_body_row_is_the_whole_where_no_total_is_printed() -> None:
    form = (
        Form("budget_general_expenditure")
        .row("某市信访局", total=30_00)
        .row("教育支出", "205", total=20_00)
        .row("卫生健康支出", "210", total=10_00)
    )
    assert only(form, "H47.whole").status == "pass"


@pytest.mark.parametrize("department", [True, False])
def test_bodies_add_up_with_and_without_a_row_for_the_department(department: bool) -> None:
    form = Form("budget_income").row("合计", total=90_00, general_budget=90_00)
    if department:
        form.row("某局", total=90_00, general_budget=90_00)
    form.row("某局本级", total=60_00, general_budget=60_00).row("某局信息中心", total=30_00, general_budget=30_00)
    assert statuses(form, "H43.whole") == {"pass": 2}
    form.amounts = [
        replace(a, yuan=Decimal(20_00)) if a.line_name == "某局信息中心" and a.measure == "total" else a
        for a in form.amounts
    ]
    assert statuses(form, "H43.whole") == {"pass": 1, "mismatch": 1}


def test_projects_under_bodies_hold_the_whole_twice() -> None:
    form = (
        Form("budget_project")
        .row("合计", total=90_00)
        .row("甲中心", total=60_00)
        .row("信息化", total=40_00)
        .row("宣传", total=20_00)
    )
    form.row("乙中心", total=30_00).row("会议", total=30_00)
    assert only(form, "H44.projects").status == "pass"


def test_names_with_indents_are_a_hierarchy() -> None:
    form = (
        Form("budget_general_expenditure")
        .row("合计", indent=5, total=50_00)
        .row("教育支出", indent=5, total=30_00)
        .row("职业教育", indent=15, total=30_00)
    )
    form.row("技校教育", indent=25, total=20_00).row("中等职业教育", indent=25, total=10_00).row(
        "卫生健康支出", indent=5, total=20_00
    )
    form.row("行政单位医疗", indent=15, total=19_00)
    assert only(form, "H47.whole").status == "pass"
    assert [(c.scope, c.status) for c in outcomes(form, "H47.class")] == [
        ("教育支出", "pass"),
        ("卫生健康支出", "rounding"),
    ]


def test_a_form_in_two_tables_is_one_form_unless_each_has_a_total() -> None:
    first = Form("final_expenditure", table="t1").row("合计", total=30_00).row("教育支出", "205", total=20_00)
    second = Form("final_expenditure", table="t2").row("卫生健康支出", "210", total=10_00)
    assert only([first, second], "H9", kind="final").status == "pass"
    own = Form("final_expenditure", table="t2").row("合计", total=10_00).row("卫生健康支出", "210", total=10_00)
    assert [(c.scope, c.status) for c in outcomes([first, own], "H9", kind="final")] == [
        ("合计", "mismatch"),
        ("合计#2", "pass"),
    ]


# ------------------------------------------------------------------------------------------------------ two-sided forms


def two_sided(*lines: tuple[str, float, int], form: str = "budget_summary", side: str = "income") -> Form:
    out = Form(form)
    for raw, indent, yuan in lines:
        out.row(raw.split("、")[-1].split("：")[-1], side=side, raw=raw, indent=indent, total=yuan)
    return out


def test_part_lines_marked_so_are_not_added() -> None:
    form = two_sided(
        ("一、财政拨款", 5, 90_00),
        ("其中：政府性基金预算财政拨款", 27, 10_00),
        ("二、事业收入", 5, 10_00),
        ("本年收入合计", 60, 100_00),
        ("收入总计", 60, 100_00),
    )
    assert only(form, "H40.income").status == "pass"
    assert outcomes(form, "H40.items") == []


def test_a_line_below_the_total_of_the_year_is_brought_in() -> None:
    form = two_sided(
        ("一、财政拨款", 2, 90_00), ("本年收入合计", 31, 90_00), ("上级补助收入", 2, 10_00), ("收入总计", 45, 100_00)
    )
    assert only(form, "H40.income_total").status == "pass"


def test_balances_set_centred_are_not_taken_for_parts_of_each_other() -> None:
    form = two_sided(
        ("本年收入合计", 83, 60_00),
        ("使用非财政拨款结余（含专用结余）", 16, 30_00),
        ("上年结转和结余", 27, 10_00),
        ("合计", 105, 100_00),
        form="final_summary",
    )
    assert only(form, "H3", kind="final").status == "pass"
    assert outcomes(form, "H40.items", kind="final") == []


def test_a_heading_above_its_lines_numbered_alike() -> None:
    form = two_sided(("一、本年支出", 2, 100_00), ("五、教育支出", 2, 60_00), ("八、社会保障和就业支出", 2, 40_00), ("支出总计", 96, 100_00),
                     form="budget_fiscal_summary", side="expenditure")  # fmt: skip
    assert only(form, "H40.expenditure").status == "pass"


def test_a_classification_without_a_total_takes_that_of_its_neighbour() -> None:
    form = two_sided(("一、教育支出", 5, 60_00), ("二、住房保障支出", 5, 40_00), side="expenditure")
    form.at = 0
    for raw, yuan in (("一、基本支出", 70_00), ("二、项目支出", 30_00), ("当年支出小计", 100_00), ("支出合计", 100_00)):
        form.row(raw.split("、")[-1], side="expenditure", block=2, raw=raw, total=yuan)
    assert statuses(form, "H40.expenditure") == {"pass": 2}
    form.amounts[0] = replace(form.amounts[0], yuan=Decimal(50_00))
    assert statuses(form, "H40.expenditure") == {"pass": 1, "mismatch": 1}


def test_a_fund_form_that_states_both_sides() -> None:
    form = two_sided(("一、政府性基金拨款", 2, 90_00), ("本年收入合计", 2, 90_00), form="budget_government_fund")
    form.at = 0
    for raw, yuan in (("一、城乡社区支出", 80_00), ("二、其他支出", 10_00), ("本年支出合计", 90_00)):
        form.row(raw.split("、")[-1], side="expenditure", raw=raw, indent=2, total=yuan)
    assert only(form, "H47.whole").status == "pass"
    assert [only(form, i).status for i in ("H40.income", "H40.expenditure")] == ["pass", "pass"]
    form.amounts[-2] = replace(form.amounts[-2], yuan=Decimal(20_00))
    assert [only(form, i).status for i in ("H40.income", "H40.expenditure")] == ["pass", "mismatch"]


# -------------------------------------------------------------------------------------------------------- three-public


def test_a_vehicle_subtotal_that_is_not_printed_stands_for_its_parts() -> None:
    form = Form("budget_three_public").items(
        {
            "合计": 40_00,
            "因公出国（境）费": 17_00,
            "公务接待费": 1_00,
            "公务用车购置费": 18_00,
            "公务用车运行维护费": 4_00,
        },
        "budget",
    )
    assert only(form, "H50").status == "pass"


def test_meetings_and_training_stand_outside_the_three_public_total() -> None:
    form = Form("budget_three_public").items(
        {"合计": 18_00, "因公出国（境）费": 17_00, "公务接待费": 1_00, "会议费": 9_00, "培训费": 7_00}, "budget"
    )
    assert only(form, "H50").status == "pass"


def test_two_years_side_by_side_do_not_mix() -> None:
    form = Form("budget_three_public")
    for body, values in (("", (30_00, 20_00, 10_00)), ("甲", (20_00, 10_00, 10_00)), ("乙", (10_00, 10_00, None))):
        names = ("合计", "因公出国（境）费", "公务接待费")
        form.items(dict(zip(names, values, strict=True)), "budget", body or None)
        form.at -= 1
        form.items(dict(zip(names, values, strict=True)), "prior_year_budget", body or None)
    assert statuses(form, "H50.bodies") == {"pass": 6}
    assert statuses(form, "H50") == {"pass": 6}


# -------------------------------------------------------------------------------------------------------- across forms


def test_forms_in_yuan_and_in_ten_thousands_agree_within_fifty() -> None:
    def forms(basic: int) -> list[Form]:
        return [
            Form("budget_general_expenditure", unit="元").row("合计", total=basic, basic=basic),
            Form("budget_general_basic").row("合计", total=123_400),
        ]

    assert [only(forms(y), "H48.same").status for y in (123_400, 123_450, 123_351, 123_451)] == [
        "pass",
        "rounding",
        "rounding",
        "mismatch",
    ]


def test_a_figure_printed_otherwise_in_another_form() -> None:
    """One form prints basic expenditure as 1,998.42, three others as 1,998.43: within the tolerance of a sum, but not the same figure."""
    forms = [
        Form("budget_general_expenditure").row("合计", total=31_670_73_00, basic=1_998_43_00),
        Form("budget_general_basic").row("小计", total=1_998_42_00),
    ]
    assert (only(forms, "H48").status, only(forms, "H48.same").status) == ("rounding", "mismatch")


def test_a_slip_of_a_basic_form() -> None:
    """30101 is printed as 47.2 beside personnel 47.29: the row and its class are open."""
    form = (
        Form("budget_general_basic")
        .row("合计", total=238_50_00, personnel=238_50_00)
        .row("工资福利支出", "301", total=238_50_00, personnel=238_50_00)
    )
    form.row("基本工资", "30101", total=47_20_00, personnel=47_29_00).row(
        "津贴补贴", "30102", total=191_21_00, personnel=191_21_00
    )
    assert [c.scope for c in outcomes(form, "H49") if c.status == "mismatch"] == ["30101"]
    assert [(c.scope, c.measure) for c in outcomes(form, "H49.class") if c.status == "mismatch"] == [("301", "total")]


def test_general_forms_without_money_brought_forward() -> None:
    def forms(spent: int) -> list[Form]:
        fiscal = (
            Form("budget_fiscal_summary")
            .row("本年收入", side="income", total=80_00)
            .row("上年结转", side="income", total=20_00)
            .row("收入总计", side="income", total=100_00)
        )
        fiscal.at = 0
        fiscal.row("本年支出", side="expenditure", total=100_00).row("教育支出", side="expenditure", total=100_00).row(
            "支出总计", side="expenditure", total=100_00
        )
        return [fiscal, Form("budget_general_expenditure").row("合计", total=spent).row("教育支出", "205", total=spent)]

    blank = ["budget_government_fund", "budget_state_capital"]
    assert only(forms(80_00), "H46", blank=blank).status == "pass"
    assert outcomes(forms(80_00), "H46.class", blank=blank) == []
    assert only(forms(70_00), "H46", blank=blank).status == "mismatch"
    assert only(forms(70_00), "H46.class", blank=blank).status == "mismatch"


def test_a_form_that_was_not_found_leaves_a_mismatch_undecided() -> None:
    without = [f for f in budget() if f.form != "budget_government_fund"]
    assert only(without, "H46").status == "insufficient"
    assert only(without, "H46", blank=["budget_government_fund"]).status == "mismatch"


def test_other_money_lifts_the_conditions() -> None:
    kind, found, blank = DISCLOSURES["budget, general budget only"]
    assert {"C4", "C5", "C6"} <= {c.check_id for c in check(found, kind=kind, forms_blank=blank)}
    other = Form("budget_income").row("合计", total=9_00, other_income=9_00).amounts
    rest = [a for a in found if a.form != "budget_income"]
    assert not {"C4", "C5", "C6"} & {c.check_id for c in check([*rest, *other], kind=kind, forms_blank=blank)}


# ------------------------------------------------------------------------------------------------------------ counting


def test_keys_are_unique_and_places_lead_to_the_cells() -> None:
    for kind, found, blank in DISCLOSURES.values():
        checks = check(found, kind=kind, forms_blank=blank)
        assert len({(c.check_id, c.form, c.scope, c.measure) for c in checks}) == len(checks)
        cells: dict[object, Printed] = {(a.form, a.table_id, a.row_index, a.column_index): a for a in found}
        for c in checks:
            printed = [p for p in c.places if p.row_index is not None]
            assert {p.form for p in c.places} >= {c.form}
            for p in printed:
                amount = cells[p.form, p.table_id, p.row_index, p.column_index]
                assert p.measure == amount.measure
                assert p.key in {amount.code, amount.line_name}


def test_only_hard_identities_are_obligations() -> None:
    form = (
        Form("budget_project")
        .row("合计", total=90_00, general_budget=50_00)
        .row("信息化", total=40_00, general_budget=40_00)
    )
    checks = check(form.amounts, kind="budget")
    assert summary(checks) == {"pass": 1, "rounding": 0, "mismatch": 3, "insufficient": 0}
    assert open_obligations(checks) == 0
    hard = Form("final_income").row("合计", total=90_00, fiscal_appropriation=50_00)
    assert (
        open_obligations(check(hard.amounts, kind="final")) == 2
    )  # the row does not add up, and it has no codes below


def test_the_same_amounts_in_another_order_have_the_same_outcome() -> None:
    kind, found, blank = DISCLOSURES["final"]
    forms = sorted({a.form for a in found}, reverse=True)
    moved = [a for form in forms for a in found if a.form == form]
    assert check(moved, kind=kind, forms_blank=blank) == check(found, kind=kind, forms_blank=blank)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_a_reader_hands_over_no_check_fails(seed: int) -> None:
    """Columns, codes, indents and tables mixed up at random: outcomes may be open, never an exception, and keys stay unique."""
    chance = random.Random(seed)
    kind, found, blank = DISCLOSURES[chance.choice(list(DISCLOSURES))]
    mixed = [
        replace(
            a,
            measure=chance.choice([a.measure, a.measure, "total", "unmapped", "prior_year_basic"]),
            code=chance.choice([a.code, a.code, None, "208", "30101"]),
            line_name=chance.choice([a.line_name, a.line_name, "", "合计", "小计", "上年结转"]),
            raw_name=chance.choice([a.raw_name, "其中：", "一、"]),
            side=chance.choice([a.side, a.side, None, "income"]),
            indent=chance.choice([a.indent, chance.uniform(0, 90)]),
            table_id=chance.choice([a.table_id, a.table_id, "t9"]),
            row_index=chance.choice([a.row_index, a.row_index, chance.randrange(40)]),
            yuan=chance.choice([a.yuan, a.yuan, None, Decimal(0), Decimal("-0.01"), Decimal(10) ** 14]),
            published=chance.choice([a.published, "-", "(1,2.345)", "1 234"]),
        )
        for a in found
    ]
    checks = check(mixed, kind=kind, forms_blank=blank)
    assert len({(c.check_id, c.form, c.scope, c.measure) for c in checks}) == len(checks)
    assert summary(checks)["mismatch"]


def test_three_thousand_amounts_take_well_under_a_second() -> None:
    form = Form("budget_expenditure").row("合计", total=1_000 * 3_00, basic=1_000 * 1_00, project=1_000 * 2_00)
    for i in range(1_000):
        form.row("行政运行", f"20{i:05}", total=3_00, basic=1_00, project=2_00)
    started = time.perf_counter()
    checks = check(form.amounts, kind="budget")
    assert time.perf_counter() - started < 1
    assert summary(checks)["pass"] == 1_004


# ---------------------------------------------------------------------------------------------------------- the loader


def raw() -> dict[str, Any]:
    return yaml.safe_load(files("pipelines.reconcile").joinpath("identities.yaml").read_text(encoding="utf-8"))


IDENTITY = {
    "id": "H99",
    "rule": "row",
    "forms": ["final_income"],
    "trees": ["income"],
    "whole": "total",
    "severity": "H",
    "reason": "because",
}
EQUAL = {"id": "H99", "rule": "equal", "left": [{"form": "final_income", "row": "total"}], "right": [{"form": "final_expenditure", "row": "total"}],
         "severity": "C", "reason": "because"}  # fmt: skip


def test_the_file_of_the_package_is_valid_and_says_why() -> None:
    known = catalogue()
    assert len(known.identities) > 70
    assert all(i.reason and i.severity in "HCS" and i.forms for i in known.identities)
    assert parse({**raw(), "identities": [IDENTITY, {**EQUAL, "id": "C99"}]}).by_id.keys() == {"H99", "C99"}


@pytest.mark.parametrize(
    "entry",
    [
        {**IDENTITY, "formula": "a = b"},
        {**IDENTITY, "rule": "sum"},
        {**IDENTITY, "level": "whole"},  # a key of another rule
        {**IDENTITY, "forms": ["final_incomes"]},
        {**IDENTITY, "trees": ["expenses"]},
        {**IDENTITY, "whole": "education_fees"},
        {**IDENTITY, "severity": "X"},
        {**IDENTITY, "tolerance": "wide"},
        {k: v for k, v in IDENTITY.items() if k != "reason"},
        {k: v for k, v in IDENTITY.items() if k != "forms"},
        {**EQUAL, "forms": ["final_income"]},
        {**EQUAL, "left": [{"form": "final_income", "row": "somewhere"}]},
        {**EQUAL, "left": [{"form": "final_income", "row": "total", "measure": "sum"}]},
        {**EQUAL, "left": [{"form": "final_income", "row": "total", "side": "left"}]},
        {**EQUAL, "left": [{"form": "final_income", "row": "total", "column": 3}]},
        {**EQUAL, "when": "often"},
        {
            "id": "H99",
            "rule": "items",
            "forms": ["final_three_public"],
            "tree": "three_public",
            "whole": "会议费",
            "severity": "H",
            "reason": "because",
        },
    ],
)
def test_an_unknown_word_in_an_identity_is_an_error(entry: dict[str, Any]) -> None:
    with pytest.raises(IdentityError):
        parse({**raw(), "identities": [entry]})


@pytest.mark.parametrize(
    "change",
    [
        {"guards": []},
        {"identities": [IDENTITY, IDENTITY]},
        {"classes": {"205": "教育(支出"}},
        {"income_lines": {"income_of_any_kind": "收入"}},
        {"trees": {"income": {"total": ["everything"]}}},
        {"doubtful": ["everything"]},
        {"extra_columns": [{"pattern": "其中", "as": "nothing"}]},
        {"extra_columns": [{"pattern": "其中", "role": "none"}]},
        {"words": {"total": "合计"}},
    ],
)
def test_an_unknown_word_elsewhere_is_an_error(change: dict[str, Any]) -> None:
    with pytest.raises(IdentityError):
        parse({**raw(), **change})
