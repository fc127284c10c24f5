"""Forms as further provinces, universities and central bodies print them, composed from their habits with made-up figures.

Here: numbers and titles of forms, words of columns and totals, codes, units, heads of several rows, whole forms. Not here: rules and
lines (test_traps_rules.py), marks of single amounts (test_traps_marks.py), whose forms they are (test_traps_bodies.py).
"""

from dataclasses import replace

import pytest

from pipelines.samples import FormTable, Layout, change, typeset
from tests.golden.traps.forms import (
    BUDGET_YEAR,
    EXPENDITURE,
    HEADER,
    Outcome,
    Printed,
    budget,
    check,
    final,
    read,
    rows,
    same,
)

WIDE = {"orientation": "landscape", "font_size": 7.0}
ITEMS = ["因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费"]


def form(
    key: str | None, roles: str, title: str, header: str, body: str, unit: str = "万元", **more: object
) -> Printed:
    skip, names = more.pop("skip", ()), more.pop("names", {})
    line = more.pop("line", f"单位：{unit}")
    table = FormTable(title=title, unit=line, header=rows(header), rows=rows(body), **more)
    return Printed(key, roles, table, unit=unit, names=names, skip=skip)


def expenditure(title: str = "部门支出总表", header: str = HEADER, body: str = EXPENDITURE, **more: object) -> Printed:
    return form(more.pop("key", "budget_expenditure"), "code name total basic project", title, header, body, **more)


# -------------------------------------------------------------------------------------- numbers and titles of forms
@pytest.mark.parametrize("title", [
    "附件3：部门支出总表", "附表3：部门支出总表", "附件1-3 部门支出总表", "附3.部门支出总表", "公开表3部门支出总表", "公开03表 部门支出总表", "表03 部门支出总表", "表1-3 部门支出总表", "【表3】部门支出总表", "附表三 部门支出总表",
    "预算03表-部门支出总表", "2026年预算公开表3：部门支出总表", "2026年部门预算公开表（三）部门支出总表", "支出总表（部门）", "部门支出预算总表（公开03表）", "部门预算支出总表（表三）", "2026年度部门支出总表（含下属单位）",
    "某某市某某局2026年部门支出总表", "2026年某某市某某局支出预算总表", "部门支出总表-2026年", "支出预算表（分功能科目）", "部门支出总体情况表（公开表3）", "部 门 支 出 总 表", "单位支出总体情况表", "三、部门支出总表", "（表3）支出预算表",
    "部门支出预算情况总表", "预算单位支出总表", "本级支出总表", "部门支出预算明细表", "支出预算汇总表（按功能分类）", "支出总表 （公开3表）", "Z03 部门支出总表", "BZ-03 部门支出总表",
])  # fmt: skip
def test_numbers_before_and_behind_the_title(title: str) -> None:
    budget(expenditure(title))


@pytest.mark.parametrize(("title", "key"), [
    ("一般公共预算支出预算总表", "budget_general_expenditure"), ("一般公共预算拨款支出表", "budget_general_expenditure"), ("财政拨款一般公共预算支出预算表", "budget_general_expenditure"), ("一般公共预算支出表（含上年结转）", "budget_general_expenditure"),
    ("一般公共预算支出明细表（按功能科目）", "budget_general_expenditure"), ("公共财政预算支出表", "budget_general_expenditure"), ("一般公共预算本级支出表", "budget_general_expenditure"), ("一般公共预算拨款支出明细表", "budget_general_expenditure"),
    ("政府性基金预算拨款支出表", "budget_government_fund"), ("政府性基金财政拨款支出预算表", "budget_government_fund"), ("政府性基金预算支出预算表", "budget_government_fund"), ("政府性基金预算支出表（本级）", "budget_government_fund"),
    ("国有资本经营预算财政拨款支出预算表", "budget_state_capital"), ("国有资本经营预算拨款支出表", "budget_state_capital"), ("国有资本经营预算支出总表", "budget_state_capital"),
])  # fmt: skip
def test_titles_of_the_funds(title: str, key: str) -> None:
    budget(expenditure(title, key=key))


# --------------------------------------------------------------------------------------------------------- units
@pytest.mark.parametrize(("line", "unit"), [
    ("单位：千元", "千元"), ("（千元）", "千元"), ("单位：亿元", "亿元"), ("金额单位：人民币千元", "千元"), ("人民币：万元", "万元"), ("单位：人民币元", "元"), ("金额单位：元（列至角分）", "元"), ("单位：元（列至角分）", "元"), ("金额单位:万元 ", "万元"),
    ("单  位：万  元", "万元"), ("单位:元", "元"), ("单位：万元（人民币）", "万元"), ("【单位：万元】", "万元"), ("单位-万元", "万元"), ("数据单位：万元", "万元"), ("计价单位：万元", "万元"), ("单位（万元）", "万元"), ("本表单位：万元", "万元"), ("货币单位：人民币元", "元"), ("RMB：万元", None),
    ("单位：RMB万元", "万元"), ("单位：人民币/万元", "万元"), ("万元", "万元"), ("单位：百万元", None),
])  # fmt: skip
def test_ways_to_print_the_unit(line: str, unit: str | None) -> None:
    printed = expenditure(line=line, unit=unit or "万元")
    if unit is not None:
        budget(printed)
        return
    outcome = read_one(printed)
    assert {a.unit for a in outcome.amounts} == {None}, "an unknown unit is none, never another"


def read_one(printed: Printed) -> Outcome:
    return read(typeset([printed.table]), "budget", BUDGET_YEAR)


@pytest.mark.parametrize("place", ["number", "body", "heads", "note"])
def test_places_where_the_unit_stands(place: str) -> None:
    if place == "number":
        budget(expenditure(line="公开03表  单位：万元"))
    elif place == "body":
        budget(expenditure(line="编制单位：某某市某某局    2026年    金额单位：万元"))
    elif place == "heads":
        budget(expenditure(line="", header="科目编码 | 科目名称 | 合计（万元） | 基本支出（万元） | 项目支出（万元）"))
    else:
        printed = expenditure(line="")
        budget(replace(printed, table=replace(printed.table, notes=("注：本表金额单位为万元。",))))


# -------------------------------------------------------------------------------------------------- words of totals
@pytest.mark.parametrize("total", ["合    计", "总    计", "合　计", "支出合计", "本年支出合计", "支出总计", "合计（元）", "总合计", "合计数", "部门合计", "小计", "总计：", "合  计  ：", "共计"])  # fmt: skip
def test_words_for_the_total_row(total: str) -> None:
    plain = total.replace(" ", "").replace("　", "").rstrip("：")
    printed = expenditure(body=EXPENDITURE.replace("| 合计 |", f"| {total} |"), names={total: plain})
    outcome = check(printed, kind="budget", year=BUDGET_YEAR)
    assert [a.is_total for a in outcome.amounts][:4] == [True, True, True, False]


def test_a_total_that_is_printed_in_the_code_column() -> None:
    budget(expenditure(body=EXPENDITURE.replace("| 合计 | 9", "合计 | | 9")))


def test_a_total_row_above_and_again_below() -> None:
    """The contract counts a repeated running header once; a sum printed at both ends is the same line twice."""
    body = EXPENDITURE + "\n| 总计 | 9.00 | 4.00 | 5.00"
    budget(expenditure(body=body))


# ---------------------------------------------------------------------------------------------------------- codes
CODED = {
    "three_cells": (
        "类 | 款 | 项 | 科目名称",
        "| | | 合计",
        "205 | | | 教育支出",
        "205 | 02 | | 普通教育",
        "205 | 02 | 01 | 学前教育",
    ),
    "blank_parents": (
        "类 | 款 | 项 | 科目名称",
        "| | | 合计",
        "205 | | | 教育支出",
        "| 02 | | 普通教育",
        "| | 01 | 学前教育",
    ),
}


@pytest.mark.parametrize("codes", [
    "205 205,02 205,02,01", "205- 20502- 2050201-", "205. 20502. 2050201.", "205 20502 205.02.01", "205 205 02 205 02 01", "[205] [20502] [2050201]", "205类 20502款 2050201项", "2050000 2050200 2050201", "20500 20502 2050201",
    "205/ 205/02 205/02/01", "205_ 205_02 205_02_01", "205　 205　02 205　02　01", "＇205 ＇20502 ＇2050201", "２０５ ２０５０２ ２０５０２０１", "(205) (20502) (2050201)"
])  # fmt: skip
def test_codes_printed_in_one_cell(codes: str) -> None:
    printed = expenditure()
    parts = {
        "205 205 02 205 02 01": ("205", "205 02", "205 02 01"),
    }.get(codes) or tuple(codes.split(" "))
    at = iter(parts)
    body = tuple((next(at), *row[1:]) if row[0] else row for row in printed.table.rows)
    shown = replace(printed.table, rows=body, kinds=("name", "name", "amount", "amount", "amount"))
    assert_same(printed, shown)


def assert_same(
    printed: Printed, shown: FormTable, kind: str = "budget", year: int = BUDGET_YEAR, **options: object
) -> None:
    """The form `shown` is read as `printed` says."""
    same(read(typeset([shown], change(Layout(), options)), kind, year).found(), printed.expected(), bodies=False)


@pytest.mark.parametrize(
    "head",
    [
        "科目编码 | < | < | 科目名称",
        "功能分类科目编码 | < | < | 功能分类科目名称",
        "科目代码 | < | < | 单位（科目）名称",
    ],
)
@pytest.mark.parametrize("way", list(CODED))
def test_codes_in_three_columns(way: str, head: str) -> None:
    sub, *lines = CODED[way]
    body = "\n".join(f"{line} | 9.00 | 4.00 | 5.00" for line in lines)
    budget(form("budget_expenditure", "class section item name total basic project", "部门支出总表",
                f"{head} | 合计 | 基本支出 | 项目支出\n{sub.rsplit('|', 1)[0]}| ^ | ^ | ^ | ^", body))  # fmt: skip


def test_codes_in_three_columns_that_each_repeat_the_whole_code() -> None:
    printed = form("budget_expenditure", "class section item name total basic project", "部门支出总表",
                   "科目编码 | < | < | 科目名称 | 合计 | 基本支出 | 项目支出\n类 | 款 | 项 | ^ | ^ | ^ | ^",
                   "| | | 合计 | 9.00 | 4.00 | 5.00\n205 | | | 教育支出 | 9.00 | 4.00 | 5.00\n205 | 02 | | 普通教育 | 9.00 | 4.00 | 5.00\n205 | 02 | 01 | 学前教育 | 9.00 | 4.00 | 5.00")  # fmt: skip
    shown = [list(row) for row in printed.table.rows]
    shown[2][1], shown[3][1], shown[3][2] = "20502", "20502", "2050201"
    assert_same(printed, replace(printed.table, rows=tuple(map(tuple, shown))))


def test_code_and_name_share_a_cell_with_spaces() -> None:
    budget(form("budget_expenditure", "name total basic project", "部门支出总表", "功能分类科目 | 合计 | 基本支出 | 项目支出",
                "合计 | 9.00 | 4.00 | 5.00\n205教育支出 | 9.00 | 4.00 | 5.00\n20502普通教育 | 9.00 | 4.00 | 5.00\n2050201学前教育 | 9.00 | 4.00 | 5.00"))  # fmt: skip


def test_the_name_stands_before_the_code() -> None:
    budget(form("budget_expenditure", "name code total basic project", "部门支出总表", "科目名称 | 科目编码 | 合计 | 基本支出 | 项目支出",
                "合计 | | 9.00 | 4.00 | 5.00\n教育支出 | 205 | 9.00 | 4.00 | 5.00\n普通教育 | 20502 | 9.00 | 4.00 | 5.00"))  # fmt: skip


def test_names_of_class_section_and_item_in_columns_of_their_own() -> None:
    printed = form("budget_expenditure", "code name - - total basic", "部门支出总表", "科目编码 | 类 | 款 | 项 | 合计 | 基本支出",
                   "| 合计 | | | 9.00 | 4.00\n205 | 教育支出 | | | 9.00 | 4.00\n20502 | | 普通教育 | | 9.00 | 4.00\n2050201 | | | 学前教育 | 9.00 | 4.00")  # fmt: skip
    wanted = form("budget_expenditure", "code name total basic", "x", "a | b | c | d",
                  "| 合计 | 9.00 | 4.00\n205 | 教育支出 | 9.00 | 4.00\n20502 | 普通教育 | 9.00 | 4.00\n2050201 | 学前教育 | 9.00 | 4.00")  # fmt: skip
    assert_same(wanted, printed.table)


# ------------------------------------------------------------------------------------------------ heads of three rows
def test_income_under_heads_of_three_rows() -> None:
    roles = "code name total current_year_income general_budget government_fund state_capital fiscal_special_account institutional_income operating_income superior_subsidy affiliate_remittance other_income carryover"
    budget(form("budget_income", roles, "部门收入总表", """
        部门（单位）代码 | 部门（单位）名称 | 合计 | 本年收入 | < | < | < | < | < | < | < | < | < | 上年结转结余
        ^ | ^ | ^ | 小计 | 财政拨款 | < | < | 财政专户管理资金 | 单位资金 | < | < | < | < | ^
        ^ | ^ | ^ | ^ | 一般公共预算 | 政府性基金预算 | 国有资本经营预算 | ^ | 事业收入 | 事业单位经营收入 | 上级补助收入 | 附属单位上缴收入 | 其他收入 | ^""",
        """
        | 合计 | 66.00 | 60.00 | 50.00 | 4.00 | 1.00 | 1.00 | 1.00 | 1.00 | 1.00 | 0.50 | 0.50 | 6.00
        012 | 某某市某某局 | 66.00 | 60.00 | 50.00 | 4.00 | 1.00 | 1.00 | 1.00 | 1.00 | 1.00 | 0.50 | 0.50 | 6.00
        012001 | 某某市某某局本级 | 66.00 | 60.00 | 50.00 | 4.00 | 1.00 | 1.00 | 1.00 | 1.00 | 1.00 | 0.50 | 0.50 | 6.00"""), **WIDE)  # fmt: skip


def test_general_expenditure_under_heads_of_three_rows() -> None:
    budget(form("budget_general_expenditure", "code name total basic personnel public project", "一般公共预算支出表", """
        支出功能分类科目 | < | 2026年预算数 | < | < | < | <
        科目编码 | 科目名称 | 合计 | 基本支出 | < | < | 项目支出
        ^ | ^ | ^ | 小计 | 人员经费 | 公用经费 | ^""",
        "| 合计 | 9.00 | 4.00 | 3.00 | 1.00 | 5.00\n205 | 教育支出 | 9.00 | 4.00 | 3.00 | 1.00 | 5.00\n20502 | 普通教育 | 9.00 | 4.00 | 3.00 | 1.00 | 5.00"), **WIDE)  # fmt: skip


def test_fund_form_of_the_national_template_with_balances_in_parts() -> None:
    final(form("final_government_fund", "class section item name opening_balance income total basic project closing_balance", "政府性基金预算财政拨款收入支出决算表", """
        项目 | < | < | < | 年初结转和结余 | 本年收入 | 本年支出 | < | < | 年末结转和结余
        功能分类科目编码 | < | < | 科目名称 | ^ | ^ | 小计 | 基本支出 | 项目支出 | ^
        类 | 款 | 项 | 栏次 | 1 | 2 | 3 | 4 | 5 | 6""",
        "| | | 合计 | 1.00 | 9.00 | 8.00 | | 8.00 | 2.00\n212 | | | 城乡社区支出 | 1.00 | 9.00 | 8.00 | | 8.00 | 2.00\n212 | 08 | | 国有土地使用权出让收入安排的支出 | 1.00 | 9.00 | 8.00 | | 8.00 | 2.00"), **WIDE)  # fmt: skip


# ------------------------------------------------------------------------------------------------------ whole forms
def test_central_body_income_form() -> None:
    final(form("final_income", "code name total fiscal_appropriation superior_subsidy institutional_income operating_income affiliate_remittance other_income", "收入决算表", """
        项目 | < | 本年收入合计 | 财政拨款收入 | 上级补助收入 | 事业收入 | 经营收入 | 附属单位上缴收入 | 其他收入
        功能分类科目编码 | 科目名称 | ^ | ^ | ^ | ^ | ^ | ^ | ^
        栏次 | < | 1 | 2 | 3 | 4 | 5 | 6 | 7""",
        "合计 | < | 12,345.67 | 12,000.00 | | 300.00 | | | 45.67\n201 | 一般公共服务支出 | 12,345.67 | 12,000.00 | | 300.00 | | | 45.67\n20109 | 海关事务 | 12,345.67 | 12,000.00 | | 300.00 | | | 45.67\n2010901 | 行政运行 | 12,345.67 | 12,000.00 | | 300.00 | | | 45.67"), **WIDE)  # fmt: skip


def test_university_summary_with_income_of_its_own() -> None:
    budget(form("budget_summary", "name income.total | name expenditure.total", "收支预算总表", "收入 | < | 支出 | <\n项目 | 预算数 | 项目 | 预算数", """
        一、一般公共预算拨款收入 | 50,000.00 | 一、教育支出 | 90,000.00
        二、政府性基金预算拨款收入 | | 二、科学技术支出 | 5,000.00
        三、事业收入 | 40,000.00 | 三、社会保障和就业支出 | 6,000.00
        四、经营收入 | 1,000.00 | 四、住房保障支出 | 4,000.00
        五、其他收入 | 10,000.00 | |
        本年收入合计 | 101,000.00 | 本年支出合计 | 105,000.00
        使用非财政拨款结余 | 2,000.00 | 结转下年 | 1,000.00
        上年结转 | 3,000.00 | |
        收入总计 | 106,000.00 | 支出总计 | 106,000.00"""))  # fmt: skip


def test_central_three_public_two_years_in_one_row() -> None:
    header = """
        2025年预算数 | < | < | < | < | < | 2026年预算数 | < | < | < | < | <
        合计 | 因公出国（境）费 | 公务用车购置及运行费 | < | < | 公务接待费 | 合计 | 因公出国（境）费 | 公务用车购置及运行费 | < | < | 公务接待费
        ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^ | ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^"""
    roles = " ".join(f"{item}.{stage}" for stage in ("prior_year_budget", "budget") for item in ("合计", *ITEMS))
    budget(form("budget_three_public", roles, "财政拨款“三公”经费支出预算表", header,
                "19.00 | 5.00 | 12.00 | 4.00 | 8.00 | 2.00 | 18.00 | 5.00 | 11.00 | 3.00 | 8.00 | 2.00"), **WIDE)  # fmt: skip


def test_three_public_with_the_change() -> None:
    budget(form("budget_three_public", "name prior_year_budget budget - -", "“三公”经费预算支出表", "项目 | 2025年预算数 | 2026年预算数 | 增减额 | 增减%", """
        合计 | 10.00 | 9.00 | | -10.00%
        1.因公出国（境）费用 | 1.00 | 1.00 | | 0.00%
        2.公务接待费 | 2.00 | 1.00 | | -50.00%
        3.公务用车费 | 7.00 | 7.00 | | 0.00%
        其中：（1）公务用车运行维护费 | 7.00 | 7.00 | | 0.00%
        （2）公务用车购置 | | | | """, names={"1.因公出国（境）费用": ITEMS[0], "2.公务接待费": ITEMS[4], "3.公务用车费": ITEMS[1],
               "其中：（1）公务用车运行维护费": ITEMS[3], "（2）公务用车购置": ITEMS[2]}))  # fmt: skip


def test_three_public_in_columns_by_body() -> None:
    budget(form("budget_three_public", "- body 合计.budget 因公出国（境）费.budget 公务用车购置及运行维护费.budget 公务用车购置费.budget 公务用车运行维护费.budget 公务接待费.budget", "一般公共预算“三公”经费支出表", """
        单位编码 | 单位名称 | “三公”经费合计 | 因公出国（境）费 | 公务用车购置及运行费 | < | < | 公务接待费
        ^ | ^ | ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^""",
        "| 合计 | 19.00 | 5.00 | 12.00 | 4.00 | 8.00 | 2.00\n101001 | 某某市某某局机关 | 19.00 | 5.00 | 12.00 | 4.00 | 8.00 | 2.00"), **WIDE)  # fmt: skip


def test_summary_of_three_lanes_with_economic_classes() -> None:
    budget(form("budget_summary", "name income.total | name expenditure.total | name expenditure.total", "部门收支预算总表", """
        收入 | < | 支出 | < | < | <
        项目 | 预算数 | 项目（按功能分类） | 预算数 | 项目（按经济分类） | 预算数""", """
        一、一般公共预算拨款 | 90.00 | 一、一般公共服务支出 | 80.00 | 一、基本支出 | 60.00
        二、政府性基金预算拨款 | 10.00 | 二、城乡社区支出 | 20.00 | 工资福利支出 | 50.00
        | | | | 商品和服务支出 | 10.00
        | | | | 二、项目支出 | 40.00
        本年收入合计 | 100.00 | 本年支出合计 | 100.00 | 本年支出合计 | 100.00
        收入总计 | 100.00 | 支出总计 | 100.00 | 支出总计 | 100.00"""), **WIDE)  # fmt: skip


def test_summary_with_columns_called_收入预算_and_支出预算() -> None:
    budget(form("budget_summary", "name income.total | name expenditure.total", "2026年部门收支预算总表", "收入预算 | < | 支出预算 | <\n项目 | 金额 | 项目 | 金额", """
        一般公共预算拨款收入 | 90.00 | 教育支出 | 90.00
        本年收入合计 | 90.00 | 本年支出合计 | 90.00
        收入总计 | 90.00 | 支出总计 | 90.00"""))  # fmt: skip


def test_summary_without_a_row_of_sides() -> None:
    budget(form("budget_summary", "name income.total | name expenditure.total", "部门收支总表", "收入项目 | 收入金额 | 支出项目 | 支出金额", """
        一般公共预算拨款收入 | 90.00 | 教育支出 | 90.00
        本年收入合计 | 90.00 | 本年支出合计 | 90.00
        收入总计 | 90.00 | 支出总计 | 90.00"""))  # fmt: skip


def test_summary_whose_lines_carry_numbers_of_their_own() -> None:
    budget(form("budget_summary", "- name income.total | - name expenditure.total", "部门收支总表", "收入 | < | < | 支出 | < | <\n序号 | 项目 | 预算数 | 序号 | 项目 | 预算数", """
        1 | 一般公共预算拨款收入 | 90.00 | 1 | 教育支出 | 90.00
        2 | 本年收入合计 | 90.00 | 2 | 本年支出合计 | 90.00
        3 | 收入总计 | 90.00 | 3 | 支出总计 | 90.00"""))  # fmt: skip


def test_income_lines_down_the_page() -> None:
    """A small unit's income form has one line a source and no codes."""
    budget(form("budget_income", "name total", "收入预算总表", "项目 | 2026年预算数", """
        一、一般公共预算拨款收入 | 90.00
        二、政府性基金预算拨款收入 | 10.00
        三、事业收入 | 5.00
        本年收入合计 | 105.00
        上年结转 | 1.00
        收入总计 | 106.00"""))  # fmt: skip


def test_basic_form_with_personnel_and_public_columns_by_economy() -> None:
    budget(form("budget_general_basic", "class section name total personnel public", "一般公共预算基本支出表", """
        经济分类科目 | < | < | 2026年基本支出 | < | <
        类 | 款 | 科目名称 | 合计 | 人员经费 | 日常公用经费""", """
        | | 合计 | 31.00 | 26.00 | 5.00
        301 | | 工资福利支出 | 26.00 | 26.00 |
        | 01 | 基本工资 | 20.00 | 20.00 |
        | 13 | 住房公积金 | 6.00 | 6.00 |
        302 | | 商品和服务支出 | 5.00 | | 5.00
        | 01 | 办公费 | 5.00 | | 5.00"""))  # fmt: skip


def test_project_list_with_sources() -> None:
    budget(form("budget_project", "- - name body total general_budget government_fund fiscal_special_account", "项目支出表", """
        类型 | 项目编码 | 项目名称 | 项目单位 | 合计 | 本年拨款 | < | 财政专户管理资金
        ^ | ^ | ^ | ^ | ^ | 一般公共预算 | 政府性基金预算 | ^""", """
        合计 | | | | 200.00 | 190.00 | 10.00 |
        特定目标类 | 420506241 | 市容环境整治 | 某某局本级 | 150.00 | 140.00 | 10.00 |
        其他运转类 | 420506242 | 协管员经费 | 某某局本级 | 50.00 | 50.00 | | """), **WIDE)  # fmt: skip


def test_procurement_with_quantities() -> None:
    budget(form("budget_procurement", "- name - - total general_budget", "政府采购预算表", "序号 | 采购项目 | 采购目录 | 数量 | 合计 | 一般公共预算", """
        | 合计 | | | 12.50 | 12.50
        1 | 计算机 | A02010105 | 20 | 10.00 | 10.00
        2 | 复印纸 | A05040101 | 100 | 2.50 | 2.50"""), **WIDE)  # fmt: skip


def test_final_general_expenditure_in_one_header_row_with_serial_numbers() -> None:
    final(form("final_general_expenditure", "- code name total basic project", "一般公共预算财政拨款支出决算表", "序号 | 功能分类科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出", """
        1 | | 合计 | 9.00 | 4.00 | 5.00
        2 | 205 | 教育支出 | 9.00 | 4.00 | 5.00
        3 | 20502 | 普通教育 | 9.00 | 4.00 | 5.00"""))  # fmt: skip


def test_final_fiscal_summary_with_line_numbers() -> None:
    final(form("final_fiscal_summary", "name - income.total | name - expenditure.total expenditure.general_budget expenditure.government_fund expenditure.state_capital", "财政拨款收入支出决算总表", """
        收入 | < | < | 支出 | < | < | < | < | <
        项目 | 行次 | 金额 | 项目 | 行次 | 合计 | 一般公共预算财政拨款 | 政府性基金预算财政拨款 | 国有资本经营预算财政拨款
        栏次 | | 1 | 栏次 | | 2 | 3 | 4 | 5""", """
        一、一般公共预算财政拨款 | 1 | 90.00 | 一、一般公共服务支出 | 33 | 80.00 | 80.00 | |
        二、政府性基金预算财政拨款 | 2 | 10.00 | 二、城乡社区支出 | 34 | 20.00 | 10.00 | 10.00 |
        本年收入合计 | 27 | 100.00 | 本年支出合计 | 59 | 100.00 | 90.00 | 10.00 |
        总计 | 32 | 100.00 | 总计 | 64 | 100.00 | 90.00 | 10.00 | """), **WIDE)  # fmt: skip


def test_final_expenditure_by_personnel_and_public() -> None:
    final(form("final_expenditure", "code name total basic personnel public project remitted_to_superior operating affiliate_subsidy", "支出决算表", """
        科目编码 | 科目名称 | 本年支出合计 | 基本支出 | < | < | 项目支出 | 上缴上级支出 | 经营支出 | 对附属单位补助支出
        ^ | ^ | ^ | 小计 | 人员经费 | 公用经费 | ^ | ^ | ^ | ^""",
        "合计 | < | 9.00 | 4.00 | 3.00 | 1.00 | 5.00 | | | \n205 | 教育支出 | 9.00 | 4.00 | 3.00 | 1.00 | 5.00 | | | \n20502 | 普通教育 | 9.00 | 4.00 | 3.00 | 1.00 | 5.00 | | | "), **WIDE)  # fmt: skip


def test_two_tables_of_one_form_for_personnel_and_public() -> None:
    """Some provinces print the basic form in two halves with one title and a heading for each."""
    first = form(
        "budget_general_basic",
        "code name total",
        "一般公共预算基本支出表——人员经费",
        "经济分类科目编码 | 经济分类科目名称 | 预算数",
        "301 | 工资福利支出 | 26.00\n30101 | 基本工资 | 26.00",
    )
    second = form("budget_general_basic", "code name total", "一般公共预算基本支出表——公用经费", "经济分类科目编码 | 经济分类科目名称 | 预算数", "302 | 商品和服务支出 | 5.00\n30201 | 办公费 | 5.00")  # fmt: skip
    budget(first, second)


@pytest.mark.parametrize("head", [
    "预算科目 | < ", "支出功能分类 | <", "功能分类科目（类款项） | <", "科目代码 | 科目", "功能编码 | 功能名称", "科目编码（功能分类） | 科目名称（功能分类）", "支出科目编码 | 支出科目名称", "编码 | 科目", "科目 | 名称", "科目编码 | 项目名称", "预算支出科目编码 | 预算支出科目名称", "类/款/项 | 科目名称", "科目编码 | 单位/科目名称", "预算代码 | 预算科目", "指标编码 | 指标名称",
])  # fmt: skip
def test_words_for_code_and_name(head: str) -> None:
    budget(expenditure(header=f"{head} | 合计 | 基本支出 | 项目支出"))


@pytest.mark.parametrize(("words", "measures"), [
    ("合计 | 基本支出预算 | 项目支出预算", "total basic project"), ("预算支出合计 | 基本支出小计 | 项目支出小计", "total basic project"), ("总支出 | 基本支出 | 项目支出", "total basic project"), ("2026年支出预算 | 基本支出 | 项目支出", "total basic project"), ("支出合计 | 其中：基本支出 | 其中：项目支出", "total basic project"),
    ("总计 | 一、基本支出 | 二、项目支出", "total basic project"), ("合计(1=2+3) | 基本支出(2) | 项目支出(3)", "total basic project"), ("合计 | 人员支出 | 公用支出", "total personnel public"), ("合计 | 人员类支出 | 项目类支出", "total unmapped unmapped"), ("预算合计 | 基本支出合计 | 项目支出合计", "total basic project"),
    ("支出预算总额 | 基本支出 | 项目支出", "total basic project"), ("本年预算 | 基本支出 | 项目支出", "total basic project"), ("全年预算支出合计 | 基本支出 | 项目支出", "total basic project"), ("合 计 | 基 本 支 出 | 项 目 支 出", "total basic project"), ("当年支出合计 | 基本支出 | 项目支出", "total basic project"),
])  # fmt: skip
def test_words_for_measures(words: str, measures: str) -> None:
    budget(
        form(
            "budget_expenditure", f"code name {measures}", "部门支出总表", f"科目编码 | 科目名称 | {words}", EXPENDITURE
        )
    )


# ------------------------------------------------------------------------------------------------ remarks and empties
@pytest.mark.parametrize(
    "note",
    [
        "注：1.本表反映部门本年度各项支出情况。2.本表金额转换成万元时，因四舍五入可能存在尾差。",
        "说明：2026年无此项支出1,000.00万元。",
        "备注：本表不含上年结转资金123.45万元",
        "—12—",
        "第 3 页，共 12 页",
        "打印日期：2026年1月12日",
        "— 7 —",
    ],
)
def test_lines_under_the_table_are_no_rows(note: str) -> None:
    printed = expenditure()
    budget(replace(printed, table=replace(printed.table, notes=(note,))))


@pytest.mark.parametrize("blank", ["—", "-", "——", "/", "无", "－", "0", "0.00", "—— ", "*", "…", "--", "N/A", "·"])
def test_what_is_printed_for_nothing(blank: str) -> None:
    body = EXPENDITURE.replace("4.00", blank)
    shown = rows(body)
    printed = expenditure() if blank in ("0", "0.00") else expenditure(body=EXPENDITURE.replace("4.00", ""))
    if blank in ("0", "0.00"):
        printed = expenditure(body=body)
    assert_same(
        printed, replace(printed.table, rows=shown, kinds=("functional_code", "name", "amount", "amount", "amount"))
    )
