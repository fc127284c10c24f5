"""Documents as the remaining provinces lay them out, composed from their habits with made-up figures: none stands in a collected
document.

Here: forms read together with their status and their identities. Not here: forms of the provinces in test_traps_provinces.py, single
words (test_traps_cities.py).
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipelines.reading.document import Reading, read_document
from pipelines.samples import Cover, FormTable, Heading, Layout, Paragraph, change, typeset
from pipelines.samples.parts import Part
from tests.golden.traps.forms import Printed, check, rows, same

WIDE = {"orientation": "landscape", "font_size": 7.0}
ITEMS = ["因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费"]


def form(
    key: str | None, roles: str, title: str, header: str, body: str, unit: str = "万元", **more: object
) -> Printed:
    skip, names = more.pop("skip", ()), more.pop("names", {})
    table = FormTable(title=title, unit=f"单位：{unit}", header=rows(header), rows=rows(body), **more)
    return Printed(key, roles, table, unit=unit, names=names, skip=skip)


def document(
    body: str, title: str, printed: Sequence[Printed], after: Sequence[Part] = (), **options: object
) -> Reading:
    """A whole document of these forms, read; its amounts are those printed."""
    before = [
        Cover((body, title)),
        Heading("第一部分 部门概况", 1),
        Paragraph(f"{body}的主要职责是：贯彻执行有关法律法规。"),
    ]
    reading = read_document(typeset([*before, *(p.table for p in printed), *after], change(Layout(), WIDE | options)))
    found = [(a.form, a.side, a.code, a.line_name, None, a.measure, a.yuan) for f in reading.forms for a in f.amounts]
    same(found, [x for p in printed for x in p.expected()], bodies=False)
    return reading


def statuses(reading: Reading) -> dict[str, str]:
    return {f"{c['check_id']} {c['form']} {c['scope']}": c["status"] for c in reading.tables["checks"]}


def mismatches(reading: Reading) -> list[str]:
    found = statuses(reading)
    assert "pass" in found.values()
    return [name for name, status in found.items() if status == "mismatch"]


# ------------------------------------------------------------------------------------------------------- Hunan
def test_hunan_four_lists_side_by_side_with_parts_that_no_ordinal_marks() -> None:
    summary = form(
        "budget_summary", "name income.total | name expenditure.total | name expenditure.total | name expenditure.total", "收支总表",
        """
        收入 | < | 支出 | < | < | < | < | <
        项目 | 本年预算 | 项目（按功能分类） | 本年预算 | 项目（按部门预算经济分类） | 本年预算 | 项目（按政府预算经济分类） | 本年预算""",
        """
        一、一般公共预算拨款收入 | 300.00 | 一、一般公共服务支出 | 300.00 | 一、基本支出 | 200.00 | 一、机关工资福利支出 | 150.00
        经费拨款 | 280.00 | 二、外交支出 | | 工资福利支出 | 150.00 | 二、机关商品和服务支出 | 150.00
        纳入一般公共预算管理的非税收入拨款 | 20.00 | 三、国防支出 | | 商品和服务支出 | 50.00 | 三、机关资本性支出 |
        二、政府性基金预算拨款收入 | | 四、公共安全支出 | | 二、项目支出 | 100.00 | 四、对企业补助 |
        本年收入合计 | 300.00 | 本年支出合计 | 300.00 | 本年支出合计 | 300.00 | 本年支出合计 | 300.00
        上年结转结余 | | 年终结转结余 | | 年终结转结余 | | 年终结转结余 |
        收入总计 | 300.00 | 支出总计 | 300.00 | 支出总计 | 300.00 | 支出总计 | 300.00""", number="表01")  # fmt: skip
    income = form(
        "budget_income", "- name total current_year_income general_budget unmapped unmapped government_fund superior_subsidy carryover", "收入总表",
        """
        单位代码 | 单位名称 | 合计 | 本年收入 | < | < | < | < | < | 上年结转结余
        ^ | ^ | ^ | 小计 | 一般公共预算 | < | < | 政府性基金 | 上级补助收入 | ^
        ^ | ^ | ^ | ^ | 小计 | 经费拨款 | 纳入预算管理的非税收入拨款 | ^ | ^ | ^""",
        """
        | 合计 | 300.00 | 300.00 | 300.00 | 280.00 | 20.00 | | |
        205001 | 永州市零陵区财政局本级 | 300.00 | 300.00 | 300.00 | 280.00 | 20.00 | | | """, number="表02")  # fmt: skip
    expenditure = form(
        "budget_expenditure", "class section item - name total basic project operating", "支出总表",
        """
        科目编码 | < | < | 单位代码 | 单位名称（功能分类科目） | 总计 | 基本支出 | 项目支出 | 事业单位经营支出
        类 | 款 | 项 | ^ | ^ | ^ | ^ | ^ | ^""",
        """
        | | | | 合计 | 300.00 | 200.00 | 100.00 |
        | | | 205 | 永州市零陵区财政局 | 300.00 | 200.00 | 100.00 |
        201 | 06 | 01 | 205001 | 行政运行 | 200.00 | 200.00 | |
        201 | 06 | 02 | 205001 | 一般行政管理事务 | 100.00 | | 100.00 | """, number="表03")  # fmt: skip
    reading = document("永州市零陵区财政局", "2025年部门预算公开", [summary, income, expenditure])
    assert mismatches(reading) == []
    assert reading.tables["documents"][0]["region_code"] == "431102"


# --------------------------------------------------------------------------------------------------- Xinjiang
def test_xinjiang_budgets_named_under_the_fiscal_appropriation() -> None:
    summary = form(
        "budget_summary", "name income.total | name expenditure.total", "部门收支总体情况表", "收入 | < | 支出 | <\n项目 | 预算数 | 功能分类 | 预算数",
        """
        财政拨款（补助） | 500.00 | 201 一般公共服务支出 | 500.00
        一般公共预算 | 500.00 | 202 外交支出 |
        政府性基金预算 | | 203 国防支出 |
        小计 | 500.00 | 小计 | 500.00
        收入总计 | 500.00 | 支出总计 | 500.00""")  # fmt: skip
    assert mismatches(document("阿克陶县民政局", "2023年部门预算公开", [summary])) == []


# ---------------------------------------------------------------------------------------------------- Jiangxi
def test_jiangxi_school_fees_beside_other_income() -> None:
    body = "| 合计 | 100.00 | 88.00 | 88.00 | | 10.00 | 2.00\n205 | 教育支出 | 100.00 | 88.00 | 88.00 | | 10.00 | 2.00"
    income = form(
        "budget_income", "code name total fiscal_appropriation general_budget government_fund education_fees other_income", "部门收入总表",
        """
        功能科目 | < | 合计 | 财政拨款 | < | < | 教育收费资金收入 | 其他收入
        科目编码 | 科目名称 | ^ | 小计 | 一般公共预算拨款收入 | 政府性基金预算拨款收入 | ^ | ^""", body)  # fmt: skip
    assert mismatches(document("赣州市第三中学", "2025年单位预算", [income])) == []


# ------------------------------------------------------------------------------------- Shanxi, Hubei, Zhejiang
def test_shanxi_changes_split_like_the_amounts() -> None:
    three = "合计 | 基本支出 | 项目支出"
    check(form(
        "budget_expenditure", "code name prior_year_total prior_year_basic prior_year_project total basic project unmapped unmapped unmapped", "2026年预算支出总表",
        f"项目 | < | 2025年预算数 | < | < | 2026年预算数 | < | < | 2026年预算数比2025年预算数增减 | < | <\n科目编码 | 科目名称 | {three} | {three} | {three}",
        """
        合计 | < | 90.00 | 60.00 | 30.00 | 100.00 | 70.00 | 30.00 | 10.00 | 10.00 | 0.00
        201 | 一般公共服务支出 | 90.00 | 60.00 | 30.00 | 100.00 | 70.00 | 30.00 | 10.00 | 10.00 | 0.00"""), WIDE, "budget", 2026)  # fmt: skip


def test_hubei_the_body_of_a_project_stands_between_its_amounts() -> None:
    outcome = check(form(
        "budget_project", "- - name total body general_budget government_fund", "项目支出表",
        "类型 | 项目代码 | 项目名称 | 合计 | 项目单位 | 本年拨款 | <\n^ | ^ | ^ | ^ | ^ | 一般公共预算 | 政府性基金预算",
        """
        | | 合计 | 200.00 | | 200.00 |
        特定目标类 | 42050624112T01 | 市容环境整治 | 150.00 | 某某局本级 | 150.00 |
        其他运转类 | 42050624112Y02 | 协管员经费 | 50.00 | 某某局本级 | 50.00 | """), WIDE, "budget", 2026)  # fmt: skip
    assert {a.row_body for a in outcome.amounts} == {None, "某某局本级"}


@pytest.mark.parametrize(("key", "header"), [
    ("budget_general_basic", "科目编码 | 科目名称 | 2026年基本支出预算"), ("budget_government_fund", "科目编码 | 科目名称 | 政府性基金预算支出"), ("budget_state_capital", "科目编码 | 科目名称 | 国有资本经营预算支出"),
])  # fmt: skip
def test_a_column_called_after_the_form_is_its_whole(key: str, header: str) -> None:
    code = {"budget_general_basic": "301", "budget_government_fund": "212", "budget_state_capital": "223"}[key]
    title = {"301": "一般公共预算基本支出表", "212": "政府性基金预算支出表", "223": "国有资本经营预算支出表"}[code]
    check(form(key, "code name total", title, header, f"| 合计 | 9.00\n{code} | 某某支出 | 9.00"), None, "budget", 2026)


def test_a_fund_form_keeps_its_column_where_another_is_the_total() -> None:
    check(form(
        "budget_government_fund", "code name total government_fund", "政府性基金预算支出表", "科目编码 | 科目名称 | 合计 | 其中：当年政府性基金拨款", "| 合计 | 9.00 | 8.00\n212 | 城乡社区支出 | 9.00 | 8.00"),
        None, "budget", 2026)  # fmt: skip


# --------------------------------------------------------------------------------------- Yunnan and the template
def test_counts_of_cars_and_visits_are_no_money() -> None:
    check(form(
        "final_three_public", "name - approved_budget adjusted_budget final", "“三公”经费支出决算表", "项目 | 行次 | 年初预算数 | 全年预算数 | 决算数\n栏次 | | 1 | 2 | 3",
        """
        “三公”经费合计 | 1 | 10.00 | 9.00 | 8.00
        一、公务用车购置及运行维护费 | 2 | 8.00 | 8.00 | 7.00
        二、公务接待费 | 3 | 2.00 | 1.00 | 1.00
        （1）国内接待费 | 4 | — | — | 1.00
        其中：外事接待费 | 5 | — | — | 0.00
        相关统计数 | 6 | — | — | —
        1.因公出国（境）团组数（个） | 7 | — | — | 2
        2.公务用车保有量（辆） | 8 | — | — | 3
        3.国内公务接待批次（个） | 9 | — | — | 30""", names={"“三公”经费合计": "合计"}, skip=(6, 7, 8)))  # fmt: skip


def test_an_annex_of_codes_is_not_the_statement_of_both_sides() -> None:
    check([
        form("final_income", "code name total fiscal_appropriation", "收入决算表", "科目编码 | 科目名称 | 本年收入合计 | 财政拨款收入", "201 | 一般公共服务支出 | 2.00 | 2.00"),
        form(None, "- - - - - -", "收入支出决算表（财决01-1表）", "科目编码 | 科目名称 | 年初结转 | 本年收入 | 本年支出 | 年末结转",
             "201 | 一般公共服务支出 | 1.00 | 2.00 | 2.00 | 1.00\n20103 | 某款 | 1.00 | 2.00 | 2.00 | 1.00\n2010301 | 行政运行 | 1.00 | 2.00 | 2.00 | 1.00"),
    ], {"new_page": True})  # fmt: skip


def test_older_accounts_list_expenditure_by_its_nature_too() -> None:
    side = "项目（按功能分类） | 行次 | 决算数 | 项目（按支出性质） | 行次 | 决算数"
    summary = form(
        "final_summary", "name - income.total | name - expenditure.total | name - expenditure.total", "收入支出决算总表",
        f"收入 | < | < | 支出 | < | < | < | < | <\n项目 | 行次 | 决算数 | {side}\n栏次 | | 1 | 栏次 | | 2 | 栏次 | | 3",
        """
        一、财政拨款收入 | 1 | 2,500.12 | 一、一般公共服务支出 | 29 | 2,000.12 | 一、基本支出 | 57 | 2,000.12
        二、上级补助收入 | 2 | | 二、外交支出 | 30 | | 人员经费 | 58 | 1,500.12
        三、事业收入 | 3 | | 三、国防支出 | 31 | | 日常公用经费 | 59 | 500.00
        四、其他收入 | 4 | | 十三、交通运输支出 | 41 | 500.00 | 二、项目支出 | 60 | 500.00
        本年收入合计 | 24 | 2,500.12 | 本年支出合计 | 53 | 2,500.12 | 本年支出合计 | 80 | 2,500.12
        总计 | 28 | 2,500.12 | 总计 | 56 | 2,500.12 | 总计 | 84 | 2,500.12""", unit="元")  # fmt: skip
    assert mismatches(document("融水苗族自治县四荣乡人民政府", "2016年部门决算", [summary])) == []
    wrong = [tuple("400.00" if row[6].startswith("二、项目") and n == 8 else cell for n, cell in enumerate(row)) for row in summary.table.rows]  # fmt: skip
    short = replace(summary, table=replace(summary.table, rows=tuple(wrong)))
    assert mismatches(document("融水苗族自治县四荣乡人民政府", "2016年部门决算", [short])) == [
        "H2 final_summary 本年支出合计#2"
    ]


# ----------------------------------------------------------------------------------------------- rows and marks
@pytest.mark.parametrize("codes", ["'201 '20103 '2010301", "201 201-03 201-03-01", "201 201.03 201.03.01"])
def test_codes_whose_digits_are_set_apart(codes: str) -> None:
    body = "{} | 一般公共服务支出 | 9.00 | 4.00\n{} | 某款 | 9.00 | 4.00\n{} | 行政运行 | 9.00 | 4.00"
    wanted = form(
        "budget_expenditure",
        "code name total basic",
        "支出总表",
        "科目编码 | 科目名称 | 合计 | 基本支出",
        body.format("201", "20103", "2010301"),
    )
    table = replace(wanted.table, rows=rows(body.format(*codes.split())), kinds=("name", "name", "amount", "amount"))  # fmt: skip
    assert_read(table, wanted)


@pytest.mark.parametrize(("printed", "value"), [("△1,234.50", "-1234.50"), ("▲12.00", "-12.00"), (".50", "0.50")])
def test_more_ways_to_print_an_amount(printed: str, value: str) -> None:
    body = "201 | 一般公共服务支出 | {} | 4.00\n20103 | 某款 | 9.00 | 4.00\n2010301 | 行政运行 | 9.00 | 4.00"
    wanted = form(
        "budget_expenditure",
        "code name total basic",
        "支出总表",
        "科目编码 | 科目名称 | 合计 | 基本支出",
        body.format(value),
    )
    table = replace(wanted.table, rows=rows(body.format(printed)), kinds=("functional_code", "name", "amount", "amount"))  # fmt: skip
    assert_read(table, wanted)


def assert_read(table: FormTable, wanted: Printed) -> None:
    reading = read_document(typeset([Cover(("福清市财政局", "2026年部门预算")), table], change(Layout(), {})))
    found = [(a.form, a.side, a.code, a.line_name, None, a.measure, a.yuan) for f in reading.forms for a in f.amounts]
    same(found, wanted.expected(), bodies=False)


def test_a_dash_makes_a_row_without_rules_and_no_negative_amount() -> None:
    check(form(
        "budget_summary", "name income.total | name expenditure.total", "部门收支总表", "收入 | < | 支出 | <\n项目 | 预算数 | 项目 | 预算数",
        """
        一般公共预算拨款收入 | 1,234.50 | 一般公共服务支出 | 1,000.00
        政府性基金预算拨款收入 | - | 社会保障和就业支出 | 234.50
        事业收入 | - | |
        其他收入 | — | |
        本年收入合计 | 1,234.50 | 本年支出合计 | 1,234.50
        上年结转 | - | |
        收入总计 | 1,234.50 | 支出总计 | 1,234.50"""), {"rules": "three_line", **WIDE}, "budget", 2026)  # fmt: skip


def test_titles_with_a_sentence_in_place_of_the_form() -> None:
    expenditure = form(
        "budget_expenditure",
        "code name total",
        "支出总表",
        "科目编码 | 科目名称 | 合计",
        "201 | 一般公共服务支出 | 9.00\n20103 | 某款 | 9.00",
    )
    lines = ["表7.一般公共预算“三公”经费支出表", "此表为空", "表8.政府性基金预算支出表", "本表无数据", "表9.国有资本经营预算支出表", "本单位2025年无国有资本经营预算支出。"]  # fmt: skip
    reading = document("宜昌市夷陵区城市管理执法局", "2025年部门预算公开", [expenditure], [Paragraph(x) for x in lines])
    states = {s["form"]: (s["state"], s["statement"]) for s in reading.tables["document_forms"]}
    assert states["budget_three_public"] == ("declared_empty", "此表为空")
    assert states["budget_government_fund"] == ("declared_empty", "本表无数据")
    assert states["budget_state_capital"][0] == "declared_empty"
    assert states["budget_income"][0] == "missing"
    assert reading.tables["documents"][0]["status_reason"] == "form_missing"


# ------------------------------------------------------------------------------------------------------ Gansu
def test_bodies_and_functions_share_the_columns_of_code_and_name() -> None:
    """301 is the number of a body here, not the class 工资福利支出."""
    body = "{} | 白银市平川区水务局 | 90.00 | 60.00 | 30.00\n213 | 农林水支出 | 90.00 | 60.00 | 30.00\n21303 | 水利 | 90.00 | 60.00 | 30.00\n2130301 | 行政运行 | 90.00 | 60.00 | 30.00"
    header = "单位编码/科目编码 | 单位名称/科目名称 | 本年支出合计 | 基本支出 | 项目支出\n栏次 | < | 1 | 2 | 3"
    wanted = form(
        "final_expenditure",
        "code name total basic project",
        "支出决算总表",
        header,
        f"| 合计 | 90.00 | 60.00 | 30.00\n{body.format('')}",
    )
    table = replace(wanted.table, rows=rows(f"| 合计 | 90.00 | 60.00 | 30.00\n{body.format('301')}"))
    reading = read_document(typeset([Cover(("白银市平川区水务局", "2022年度部门决算")), table], change(Layout(), {})))
    found = [(a.form, a.side, a.code, a.line_name, None, a.measure, a.yuan) for f in reading.forms for a in f.amounts]
    same(found, wanted.expected(), bodies=False)
    assert mismatches(reading) == []
