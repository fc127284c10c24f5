"""Habits of documents of further provinces and years, found by composing whole documents before reading them, with made-up figures.

Here: heads and titles in words not met before. Not here: whole
forms of one province (test_traps_provinces.py, test_traps_elsewhere.py).
"""

from typing import Any

import pytest

from pipelines.samples import FormTable
from tests.golden.traps.forms import Printed, budget, final, rows

BODY = """
    | 合计 | 9.00 | 4.00 | 5.00
    205 | 教育支出 | 9.00 | 4.00 | 5.00
    20502 | 普通教育 | 9.00 | 4.00 | 5.00
    2050201 | 学前教育 | 9.00 | 4.00 | 5.00"""
HEADER = "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"


def form(key: str | None, roles: str, title: str, header: str, body: str, unit: str = "单位：万元", **more: Any) -> Printed:  # fmt: skip
    names = more.pop("names", {})
    table = FormTable(title=title, unit=unit, header=rows(header), rows=rows(body), **more)
    return Printed(key, roles, table, names=names)


def expenditure(title: str = "部门支出总表", header: str = HEADER, key: str | None = "budget_expenditure", **more: Any) -> Printed:  # fmt: skip
    return form(key, "code name total basic project", title, header, BODY, **more)


# ------------------------------------------------------------------------------------------------- words of heads
def test_years_alone_head_the_columns_of_a_summary() -> None:
    half = "项目 | 2025年 | 2026年 | 2026年比2025年增减%"
    budget(form(
        "budget_summary", "name income.prior_year_total income.total - | name expenditure.prior_year_total expenditure.total -", "部门收支总表",
        f"收入 | < | < | < | 支出 | < | < | <\n{half} | {half}",
        "一、一般公共预算 | 8.00 | 9.00 | 12.50 | 一、教育支出 | 8.00 | 9.00 | 12.50\n收入总计 | 8.00 | 9.00 | 12.50 | 支出总计 | 8.00 | 9.00 | 12.50"), orientation="landscape")  # fmt: skip


@pytest.mark.parametrize(("last", "this"), [
    ("2025年", "2026年"), ("2025年度", "2026年度"), ("上年数", "本年数"), ("2025年执行数", "2026年预算数"), ("上年完成数", "本年预算数"), ("2025年快报数", "2026年预算安排数"),
])  # fmt: skip
def test_years_under_the_kind_of_expenditure(last: str, this: str) -> None:
    pair = f"{last} | {this}"
    printed = form(
        "budget_general_expenditure", "code name prior_year_total total prior_year_basic basic prior_year_project project", "一般公共预算支出表",
        f"科目编码 | 科目名称 | 合计 | < | 基本支出 | < | 项目支出 | <\n^ | ^ | {pair} | {pair} | {pair}",
        "| 合计 | 8.00 | 9.00 | 3.00 | 4.00 | 5.00 | 5.50\n205 | 教育支出 | 8.00 | 9.00 | 3.00 | 4.00 | 5.00 | 5.50")  # fmt: skip
    budget(printed, orientation="landscape")


@pytest.mark.parametrize(("header", "measure"), [
    ("历年结转结余", "carryover"), ("历年结余", "carryover"), ("主管部门补助收入", "superior_subsidy"), ("所属单位上缴收入", "affiliate_remittance"), ("事业单位经营服务收入", "operating_income"),
    ("单位事业收入", "institutional_income"), ("其他各项收入", "other_income"), ("基金拨款", "government_fund"), ("专户核拨", "fiscal_special_account"), ("财政补助", "fiscal_appropriation"),
])  # fmt: skip
def test_words_for_income(header: str, measure: str) -> None:
    budget(form("budget_income", f"code name total {measure}", "收入总表", f"科目编码 | 科目名称 | 合计 | {header}",
                "| 合计 | 9.00 | 4.00\n205 | 教育支出 | 9.00 | 4.00"))  # fmt: skip


@pytest.mark.parametrize("header", ["预算总额", "资金总额", "计划数", "安排数", "2026年"])
def test_words_for_the_whole(header: str) -> None:
    budget(expenditure(header=HEADER.replace("合计", header)))


def test_heads_that_are_numbered_in_the_second_row() -> None:
    budget(expenditure(header="项目 | < | 支出预算 | < | <\n编码 | 名称 | 合计 | 一、基本支出 | 二、项目支出"))


@pytest.mark.parametrize("unit", ["（万元）", "(万元)"])
def test_nothing_but_the_unit_above_the_heads(unit: str) -> None:
    budget(expenditure(unit=unit), caption="inside")


# ------------------------------------------------------------------------------------------------------- titles
@pytest.mark.parametrize(("title", "key"), [
    ("公共预算财政拨款支出决算表", "final_general_expenditure"), ("一般预算财政拨款支出决算表", "final_general_expenditure"),
])  # fmt: skip
def test_titles_of_older_accounts(title: str, key: str) -> None:
    final(expenditure(title, key=key))


def test_what_a_body_is_to_collect_is_not_its_income() -> None:
    plan = form(
        None,
        "code name total",
        "非税收入征收计划表",
        "科目编码 | 科目名称 | 合计",
        "| 合计 | 9.00\n205 | 教育支出 | 9.00",
    )
    budget(plan, expenditure())


def test_projects_by_the_title_of_their_budget() -> None:
    budget(form("budget_project", "name total", "部门项目预算表", "项目名称 | 合计", "合计 | 9.00\n校园保安经费 | 4.00\n教育专项经费 | 5.00"))  # fmt: skip
