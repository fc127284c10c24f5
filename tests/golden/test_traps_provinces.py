"""Whole forms as provinces lay them out, composed from their habits with made-up figures: none stands in a collected document.

Here: column heads, groups and titles of one province together. Not here: single words and row habits (test_traps_cities.py).
"""

import pytest

from pipelines.samples import FormTable
from tests.golden.traps.forms import Printed, budget, final, rows

ITEMS = ["因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费"]


def wide(*printed: Printed) -> None:
    budget(*printed, orientation="landscape", font_size=7.0)


# ---------------------------------------------------------------------------------------------------- Hebei
def test_hebei_income_numbered_with_column_letters() -> None:
    wide(Printed(
        "budget_income", "- code name total carryover current_year_income fiscal_appropriation fiscal_special_account institutional_income operating_income "
        "superior_subsidy affiliate_remittance other_income",
        FormTable(
            title="部门预算收入总表", number="预算公开02表", body="508 某某市某某局", unit="单位：万元",
            header=rows("""
                序号 | 功能分类科目编码 | 功能分类科目名称 | 合计 | 上年结转 | 本年收入 | < | < | < | < | < | < | <
                ^ | ^ | ^ | ^ | ^ | 小计 | 财政拨款收入 | 财政专户管理资金收入 | 事业收入 | 事业单位经营收入 | 上级补助收入 | 附属单位上缴收入 | 其他收入
                栏次 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12"""),
            rows=rows("""
                1 | | 合计 | 66.00 | 6.00 | 60.00 | 50.00 | 4.00 | 1.00 | 2.00 | 1.00 | 1.00 | 1.00
                2 | 201 | 一般公共服务支出 | 66.00 | 6.00 | 60.00 | 50.00 | 4.00 | 1.00 | 2.00 | 1.00 | 1.00 | 1.00
                3 | 20103 | 政府办公厅（室）及相关机构事务 | 66.00 | 6.00 | 60.00 | 50.00 | 4.00 | 1.00 | 2.00 | 1.00 | 1.00 | 1.00
                4 | 2010301 | 行政运行 | 66.00 | 6.00 | 60.00 | 50.00 | 4.00 | 1.00 | 2.00 | 1.00 | 1.00 | 1.00"""))))  # fmt: skip


def test_hebei_expenditure_and_general_budget() -> None:
    coded = rows("""
        1 | | 合计 | 30.00 | 20.00 | 10.00 | |
        2 | 201 | 一般公共服务支出 | 30.00 | 20.00 | 10.00 | |
        3 | 20103 | 政府办公厅（室）及相关机构事务 | 30.00 | 20.00 | 10.00 | |
        4 | 2010301 | 行政运行 | 30.00 | 20.00 | 10.00 | | """)
    header = "序号 | 功能分类科目编码 | 功能分类科目名称 | 合计 | 基本支出 | 项目支出"
    wide(
        Printed("budget_expenditure", "- code name total basic project operating -", FormTable(
            title="部门预算支出总表", number="预算公开03表", unit="单位：万元", header=rows(f"{header} | 事业单位经营支出 | 对附属单位补助支出\n栏次 | 1 | 2 | 3 | 4 | 5 | 6 | 7"), rows=coded)),
        Printed("budget_general_expenditure", "- code name total basic project", FormTable(
            title="部门预算一般公共预算财政拨款支出表", number="预算公开05表", unit="单位：万元", header=rows(f"{header}\n栏次 | 1 | 2 | 3 | 4 | 5"), rows=tuple(row[:6] for row in coded))),
        Printed("budget_government_fund", "- code name total basic project", FormTable(
            title="部门预算政府基金预算财政拨款支出表", number="预算公开07表", unit="单位：万元", header=rows(f"{header}\n栏次 | 1 | 2 | 3 | 4 | 5"),
            rows=rows("1 | | 合计 | 9.00 | | 9.00\n2 | 212 | 城乡社区支出 | 9.00 | | 9.00\n3 | 21208 | 国有土地使用权出让收入安排的支出 | 9.00 | | 9.00"))),
    )  # fmt: skip


def test_hebei_basic_expenditure_numbered() -> None:
    budget(Printed("budget_general_basic", "- code name total personnel public", FormTable(
        title="部门预算一般公共预算财政拨款基本支出表", number="预算公开06表", unit="单位：万元",
        header=rows("""
            序号 | 支出经济分类科目 | < | 一般公共预算基本支出 | < | <
            ^ | 科目编码 | 科目名称 | 合计 | 人员经费 | 公用经费
            栏次 | 1 | 2 | 3 | 4 | 5"""),
        rows=rows("""
            1 | | 合计 | 31.00 | 26.00 | 5.00
            2 | 301 | 工资福利支出 | 26.00 | 26.00 |
            3 | 30101 | 基本工资 | 26.00 | 26.00 |
            4 | 302 | 商品和服务支出 | 5.00 | | 5.00
            5 | 30201 | 办公费 | 5.00 | | 5.00"""))))  # fmt: skip


def test_hebei_three_public_by_source() -> None:
    budget(Printed("budget_three_public", "- name budget general_budget government_fund state_capital", FormTable(
        title="部门预算财政拨款“三公”经费支出表", number="预算公开09表", unit="单位：万元",
        header=rows("""
            序号 | 项目 | 资金性质 | < | < | <
            ^ | ^ | 合计 | 一般公共预算财政拨款 | 政府性基金预算财政拨款 | 国有资本经营预算财政拨款
            栏次 | 1 | 2 | 3 | 4 | 5"""),
        rows=rows("""
            1 | “三公”经费小计 | 19.00 | 19.00 | |
            2 | 一、因公出国（境）费用 | 5.00 | 5.00 | |
            3 | 二、公务用车购置及运维费 | 12.00 | 12.00 | |
            4 | 其中：公务用车购置 | 4.00 | 4.00 | |
            5 | 公务用车运维费 | 8.00 | 8.00 | |
            6 | 三、公务接待费 | 2.00 | 2.00 | | """)), names={
            "“三公”经费小计": "合计", "一、因公出国（境）费用": ITEMS[0], "二、公务用车购置及运维费": ITEMS[1], "其中：公务用车购置": ITEMS[2], "公务用车运维费": ITEMS[3]}))  # fmt: skip


# ---------------------------------------------------------------------------------------------------- Henan
def test_henan_income_by_function_and_body() -> None:
    wide(Printed(
        "budget_income", "class section item - name total general_budget unmapped government_fund state_capital fiscal_special_account institutional_income "
        "superior_subsidy affiliate_remittance operating_income other_income carryover",
        FormTable(
            title="部门收入总体情况表", number="预算02表", body="部门名称：某某市某某局", unit="单位：万元",
            header=rows("""
                科目编码 | < | < | 单位代码 | 单位（科目名称） | 总计 | 一般公共预算 | < | 政府性基金 | 国有资本经营预算 | 财政专户管理资金 | 事业收入 | 上级补助收入 | 附属单位上缴收入 | 事业单位经营收入 | 其他收入 | 上年结转结余
                类 | 款 | 项 | ^ | ^ | ^ | 小计 | 其中：财政拨款 | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^"""),
            rows=rows("""
                | | | | 合计 | 66.00 | 50.00 | 48.00 | 4.00 | 1.00 | 2.00 | 1.00 | 1.00 | 1.00 | 1.00 | 1.00 | 4.00
                | | | 012 | 某某市某某局 | 66.00 | 50.00 | 48.00 | 4.00 | 1.00 | 2.00 | 1.00 | 1.00 | 1.00 | 1.00 | 1.00 | 4.00
                201 | 03 | 01 | 012001 | 行政运行 | 66.00 | 50.00 | 48.00 | 4.00 | 1.00 | 2.00 | 1.00 | 1.00 | 1.00 | 1.00 | 1.00 | 4.00"""))))  # fmt: skip


def test_henan_expenditure_with_the_kinds_of_projects() -> None:
    wide(Printed(
        "budget_expenditure", "class section item - name total basic unmapped unmapped unmapped unmapped project unmapped unmapped",
        FormTable(
            title="部门支出总体情况表", number="预算03表", unit="单位：万元",
            header=rows("""
                科目编码 | < | < | 单位代码 | 单位（科目名称） | 合计 | 基本支出 | < | < | < | < | 项目支出 | < | <
                类 | 款 | 项 | ^ | ^ | ^ | 小计 | 工资福利支出 | 对个人和家庭的补助 | 商品和服务支出 | 资本性支出 | 小计 | 其他运转类 | 特定目标类"""),
            rows=rows("""
                | | | | 合计 | 30.00 | 20.00 | 14.00 | 1.00 | 4.00 | 1.00 | 10.00 | 3.00 | 7.00
                | | | 012 | 某某市某某局 | 30.00 | 20.00 | 14.00 | 1.00 | 4.00 | 1.00 | 10.00 | 3.00 | 7.00
                201 | 03 | 01 | 012001 | 行政运行 | 20.00 | 20.00 | 14.00 | 1.00 | 4.00 | 1.00 | | |
                201 | 03 | 02 | 012001 | 一般行政管理事务 | 10.00 | | | | | | 10.00 | 3.00 | 7.00"""))))  # fmt: skip


def test_henan_basic_expenditure_of_both_economic_systems() -> None:
    budget(Printed("budget_general_basic", "class section name - - - total personnel public", FormTable(
        title="一般公共预算基本支出情况表", number="预算06表", unit="单位：万元",
        header=rows("""
            部门预算经济分类 | < | < | 政府预算经济分类 | < | < | 本年一般公共预算基本支出 | < | <
            科目编码 | < | 科目名称 | 科目编码 | < | 科目名称 | 合计 | 人员经费 | 公用经费
            类 | 款 | ^ | 类 | 款 | ^ | ^ | ^ | ^"""),
        rows=rows("""
            | | 合计 | | | | 31.00 | 26.00 | 5.00
            301 | 01 | 基本工资 | 501 | 01 | 工资奖金津补贴 | 20.00 | 20.00 |
            301 | 13 | 住房公积金 | 501 | 03 | 住房公积金 | 6.00 | 6.00 |
            302 | 01 | 办公费 | 502 | 01 | 办公经费 | 5.00 | | 5.00"""))))  # fmt: skip


# ---------------------------------------------------------------------------------------------------- Yunnan
def test_yunnan_expenditure_by_source_then_kind() -> None:
    """Basic and project stand under the general budget: the sources of money are the columns."""
    wide(Printed(
        "budget_expenditure", "code name total general_budget basic project government_fund state_capital fiscal_special_account unmapped unmapped operating",
        FormTable(
            title="部门支出预算表", number="预算01-3表", body="单位名称：某某市某某局", unit="单位：元",
            header=rows("""
                科目编码 | 科目名称 | 合计 | 一般公共预算 | < | < | 政府性基金预算 | 国有资本经营预算 | 财政专户管理的支出 | 单位资金 | < | <
                ^ | ^ | ^ | 小计 | 基本支出 | 项目支出 | ^ | ^ | ^ | 小计 | 事业支出 | 事业单位经营支出
                1 | 2 | 3=4+7+8+9+10 | 4=5+6 | 5 | 6 | 7 | 8 | 9 | 10=11+12 | 11 | 12"""),
            rows=rows("""
                201 | 一般公共服务支出 | 42.00 | 30.00 | 20.00 | 10.00 | 5.00 | 1.00 | 2.00 | 4.00 | 3.00 | 1.00
                20103 | 政府办公厅（室）及相关机构事务 | 42.00 | 30.00 | 20.00 | 10.00 | 5.00 | 1.00 | 2.00 | 4.00 | 3.00 | 1.00
                2010301 | 行政运行 | 42.00 | 30.00 | 20.00 | 10.00 | 5.00 | 1.00 | 2.00 | 4.00 | 3.00 | 1.00
                合计 | < | 42.00 | 30.00 | 20.00 | 10.00 | 5.00 | 1.00 | 2.00 | 4.00 | 3.00 | 1.00""")), unit="元"))  # fmt: skip


def test_yunnan_income_with_unit_money_in_parts() -> None:
    wide(Printed(
        "budget_income", "- name total current_year_income general_budget government_fund state_capital fiscal_special_account unmapped institutional_income operating_income "
        "superior_subsidy affiliate_remittance other_income carryover",
        FormTable(
            title="部门收入预算表", number="预算01-2表", unit="单位：万元",
            header=rows("""
                部门（单位）代码 | 部门（单位）名称 | 合计 | 本年收入 | < | < | < | < | < | < | < | < | < | < | 上年结转结余
                ^ | ^ | ^ | 小计 | 一般公共预算 | 政府性基金预算 | 国有资本经营预算 | 财政专户管理资金 | 单位资金 | < | < | < | < | < | ^
                ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | 小计 | 事业收入 | 事业单位经营收入 | 上级补助收入 | 附属单位上缴收入 | 其他收入 | ^"""),
            rows=rows("""
                | 合计 | 60.00 | 55.00 | 40.00 | 5.00 | 1.00 | 3.00 | 6.00 | 2.00 | 1.00 | 1.00 | 1.00 | 1.00 | 5.00
                101 | 某某局 | 60.00 | 55.00 | 40.00 | 5.00 | 1.00 | 3.00 | 6.00 | 2.00 | 1.00 | 1.00 | 1.00 | 1.00 | 5.00
                101001 | 某某局本级 | 60.00 | 55.00 | 40.00 | 5.00 | 1.00 | 3.00 | 6.00 | 2.00 | 1.00 | 1.00 | 1.00 | 1.00 | 5.00"""))))  # fmt: skip


def test_yunnan_three_public_in_one_row() -> None:
    roles = "合计.budget " + " ".join(f"{item}.budget" for item in ITEMS)
    budget(Printed("budget_three_public", roles, FormTable(
        title="一般公共预算“三公”经费支出预算表", number="预算03表", unit="单位：元",
        header=rows("""
            “三公”经费合计 | 因公出国（境）费 | 公务用车购置及运行费 | < | < | 公务接待费
            ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^
            1 | 2 | 3 | 4 | 5 | 6"""),
        rows=rows("19.00 | 5.00 | 12.00 | 4.00 | 8.00 | 2.00")), unit="元"))  # fmt: skip


# -------------------------------------------------------------------------------------------------- Sichuan
def test_sichuan_three_public_by_body() -> None:
    roles = "- name 合计.budget 因公出国（境）费.budget 公务用车购置及运行维护费.budget 公务用车购置费.budget 公务用车运行维护费.budget 公务接待费.budget"
    budget(Printed("budget_three_public", roles, FormTable(
        title="一般公共预算“三公”经费支出预算表", number="表3-3", unit="金额单位：万元",
        header=rows("""
            单位编码 | 单位名称（科目） | 当年财政拨款预算安排 | < | < | < | < | <
            ^ | ^ | 合计 | 因公出国（境）费用 | 公务用车购置及运行费 | < | < | 公务接待费
            ^ | ^ | ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^"""),
        rows=rows("""
            | 合 计 | 19.00 | 5.00 | 12.00 | 4.00 | 8.00 | 2.00
            314301 | 某某局机关 | 19.00 | 5.00 | 12.00 | 4.00 | 8.00 | 2.00"""))), orientation="landscape")  # fmt: skip


def test_sichuan_basic_and_project_of_the_general_budget() -> None:
    other = Printed(None, "- - - - - -", FormTable(
        title="一般公共预算项目支出预算表", number="表3-2", unit="金额单位：万元", header=rows("科目编码 | < | < | 单位代码 | 单位名称（科目） | 金额\n类 | 款 | 项 | ^ | ^ | ^"),
        rows=rows("201 | 03 | 02 | 314301 | 一般行政管理事务 | 10.00\n201 | 03 | 99 | 314301 | 其他支出 | 10.00")))  # fmt: skip
    budget(Printed("budget_general_basic", "class section - name total personnel public", FormTable(
        title="一般公共预算基本支出预算表", number="表3-1", unit="金额单位：万元",
        header=rows("""
            项目 | < | < | < | 基本支出 | < | <
            科目编码 | < | 单位代码 | 单位名称（科目） | 合计 | 人员经费 | 公用经费
            类 | 款 | ^ | ^ | ^ | ^ | ^"""),
        rows=rows("""
            | | | 合 计 | 31.00 | 26.00 | 5.00
            301 | | | 工资福利支出 | 26.00 | 26.00 |
            301 | 01 | 314301 | 基本工资 | 26.00 | 26.00 |
            302 | | | 商品和服务支出 | 5.00 | | 5.00
            302 | 01 | 314301 | 办公费 | 5.00 | | 5.00"""))), other)  # fmt: skip


def test_sichuan_general_budget_by_who_arranged_it() -> None:
    budget(Printed("budget_general_expenditure", "class section item - name total fiscal_appropriation unmapped carryover", FormTable(
        title="一般公共预算支出预算表", number="表3", unit="金额单位：万元",
        header=rows("""
            项目 | < | < | < | < | 合计 | 当年财政拨款安排 | 上级提前通知专项转移支付 | 上年结转安排
            科目编码 | < | < | 单位代码 | 单位名称（科目） | ^ | ^ | ^ | ^
            类 | 款 | 项 | ^ | ^ | ^ | ^ | ^ | ^"""),
        rows=rows("""
            | | | | 合 计 | 30.00 | 20.00 | 6.00 | 4.00
            201 | 03 | 01 | 314301 | 行政运行 | 20.00 | 20.00 | |
            201 | 03 | 02 | 314301 | 一般行政管理事务 | 10.00 | | 6.00 | 4.00"""))), orientation="landscape")  # fmt: skip


def test_sichuan_final_details_are_no_statutory_form() -> None:
    detail = Printed(None, "- - - - -", FormTable(
        title="一般公共预算财政拨款支出决算明细表", number="公开07表", unit="金额单位：万元",
        header=rows("项目 | < | 合计 | 工资福利支出 | 商品和服务支出\n科目编码 | 科目名称 | ^ | ^ | ^"),
        rows=rows("201 | 一般公共服务支出 | 9.00 | 5.00 | 4.00\n20103 | 政府办公厅（室）及相关机构事务 | 9.00 | 5.00 | 4.00\n2010301 | 行政运行 | 9.00 | 5.00 | 4.00")))  # fmt: skip
    general = Printed("final_general_expenditure", "code name total basic project", FormTable(
        title="一般公共预算财政拨款支出决算表", number="公开06表", unit="金额单位：万元", header=rows("项目 | < | 本年支出 | < | <\n科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"),
        rows=rows("201 | 一般公共服务支出 | 9.00 | 5.00 | 4.00\n20103 | 政府办公厅（室）及相关机构事务 | 9.00 | 5.00 | 4.00\n2010301 | 行政运行 | 9.00 | 5.00 | 4.00")))  # fmt: skip
    final(general, detail)


# -------------------------------------------------------------------------------------------------- Guangdong
def test_guangdong_forms_by_function_and_economy() -> None:
    budget(
        Printed("budget_general_expenditure", "name total basic project", FormTable(
            title="一般公共预算支出情况表（按功能分类科目）", unit="单位：万元", header=rows("功能科目名称 | 小计 | 基本支出 | 项目支出"),
            rows=rows("合计 | 30.00 | 20.00 | 10.00\n[201]一般公共服务支出 | 30.00 | 20.00 | 10.00\n[20103]政府办公厅（室）及相关机构事务 | 30.00 | 20.00 | 10.00\n[2010301]行政运行 | 20.00 | 20.00 |\n[2010302]一般行政管理事务 | 10.00 | | 10.00"))),
        Printed("budget_general_basic", "name - total", FormTable(
            title="一般公共预算基本支出情况表（按支出经济分类科目）", unit="单位：万元", header=rows("部门预算支出经济科目 | 政府预算支出经济科目 | 预算数"),
            rows=rows("合计 | | 20.00\n[301]工资福利支出 | [501]机关工资福利支出 | 15.00\n[30101]基本工资 | [50101]工资奖金津补贴 | 15.00\n[302]商品和服务支出 | [502]机关商品和服务支出 | 5.00\n[30201]办公费 | [50201]办公经费 | 5.00"))),
        Printed(None, "- - -", FormTable(
            title="一般公共预算项目支出情况表（按支出经济分类科目）", unit="单位：万元", header=rows("部门预算支出经济科目 | 政府预算支出经济科目 | 预算数"),
            rows=rows("合计 | | 10.00\n[302]商品和服务支出 | [502]机关商品和服务支出 | 10.00\n[30227]委托业务费 | [50205]委托业务费 | 10.00"))),
    )  # fmt: skip


def test_guangdong_administrative_and_three_public_money() -> None:
    budget(Printed("budget_three_public", "name budget", FormTable(
        title="一般公共预算安排的行政经费及“三公”经费预算表", unit="单位：万元", header=rows("项目 | 2026年预算"),
        rows=rows("""
            行政经费 | 90.00
            “三公”经费 | 19.00
            其中：（一）因公出国（境）支出 | 5.00
            （二）公务用车购置及运行维护支出 | 12.00
            1.公务用车购置支出 | 4.00
            2.公务用车运行维护费支出 | 8.00
            （三）公务接待费支出 | 2.00""")), names={
            "行政经费": "机关运行经费", "“三公”经费": "合计", "其中：（一）因公出国（境）支出": ITEMS[0], "（二）公务用车购置及运行维护支出": ITEMS[1], "1.公务用车购置支出": ITEMS[2],
            "2.公务用车运行维护费支出": ITEMS[3], "（三）公务接待费支出": ITEMS[4]}))  # fmt: skip


# --------------------------------------------------------------------------------- Liaoning, Inner Mongolia, Shandong
def test_the_ministry_s_income_form() -> None:
    """Columns of the Ministry of Finance's template: what is carried over first, 教育收费 beside the money of institutions."""
    wide(Printed(
        "budget_income", "code name total carryover general_budget government_fund state_capital institutional_income education_fees operating_income superior_subsidy "
        "affiliate_remittance other_income unmapped",
        FormTable(
            title="部门收入总表", number="公开02表", unit="单位：万元",
            header=rows("""
                科目 | < | 合计 | 上年结转 | 一般公共预算拨款收入 | 政府性基金预算拨款收入 | 国有资本经营预算拨款收入 | 事业收入 | < | 事业单位经营收入 | 上级补助收入 | 附属单位上缴收入 | 其他收入 | 使用非财政拨款结余
                科目编码 | 科目名称 | ^ | ^ | ^ | ^ | ^ | 金额 | 其中：教育收费 | ^ | ^ | ^ | ^ | ^"""),
            rows=rows("""
                205 | 教育支出 | 66.00 | 6.00 | 40.00 | 5.00 | 1.00 | 8.00 | 3.00 | 2.00 | 1.00 | 1.00 | 1.00 | 1.00
                20502 | 普通教育 | 66.00 | 6.00 | 40.00 | 5.00 | 1.00 | 8.00 | 3.00 | 2.00 | 1.00 | 1.00 | 1.00 | 1.00
                2050205 | 高等教育 | 66.00 | 6.00 | 40.00 | 5.00 | 1.00 | 8.00 | 3.00 | 2.00 | 1.00 | 1.00 | 1.00 | 1.00
                合计 | < | 66.00 | 6.00 | 40.00 | 5.00 | 1.00 | 8.00 | 3.00 | 2.00 | 1.00 | 1.00 | 1.00 | 1.00"""))))  # fmt: skip


@pytest.mark.parametrize("compared", ["2026年预算数比2025年执行数", "当年预算比上年执行数", "2026年比2025年增减", "增减变化情况", "与上年对比"])  # fmt: skip
def test_the_general_budget_beside_last_years_execution(compared: str) -> None:
    wide(Printed(
        "budget_general_expenditure", "code name prior_year_total total basic project unmapped -",
        FormTable(
            title="一般公共预算支出表", number="公开05表", unit="单位：万元",
            header=rows(f"""
                功能分类科目 | < | 2025年执行数 | 2026年预算数 | < | < | {compared} | <
                科目编码 | 科目名称 | ^ | 小计 | 基本支出 | 项目支出 | 增减额 | 增减%"""),
            rows=rows("""
                201 | 一般公共服务支出 | 25.00 | 30.00 | 20.00 | 10.00 | 5.00 | 20.00
                20103 | 政府办公厅（室）及相关机构事务 | 25.00 | 30.00 | 20.00 | 10.00 | 5.00 | 20.00
                2010301 | 行政运行 | 25.00 | 30.00 | 20.00 | 10.00 | 5.00 | 20.00
                合计 | < | 25.00 | 30.00 | 20.00 | 10.00 | 5.00 | 20.00"""))))  # fmt: skip


def test_the_general_budget_less_capital_construction() -> None:
    """Central departments compare what is left without 中央基建投资; 年初预算数 is the budget itself."""
    wide(Printed(
        "budget_general_expenditure", "code name prior_year_total unmapped total basic project unmapped unmapped -",
        FormTable(
            title="一般公共预算支出表", number="公开05表", unit="单位：万元",
            header=rows("""
                功能分类科目 | < | 2025年执行数 | < | 2026年预算数 | < | < | < | 2026年预算数比2025年执行数 | <
                ^ | ^ | 执行数 | 扣除中央基建投资后执行数 | 年初预算数 | < | < | 扣除中央基建投资后预算数 | 增减额 | 增减(%)
                科目编码 | 科目名称 | ^ | ^ | 小计 | 基本支出 | 项目支出 | ^ | ^ | ^"""),
            rows=rows("""
                201 | 一般公共服务支出 | 33.00 | 23.00 | 30.00 | 20.00 | 10.00 | 25.00 | -3.00 | -9.09
                20140 | 信访事务 | 33.00 | 23.00 | 30.00 | 20.00 | 10.00 | 25.00 | -3.00 | -9.09
                2014001 | 行政运行 | 33.00 | 23.00 | 30.00 | 20.00 | 10.00 | 25.00 | -3.00 | -9.09
                合计 | < | 33.00 | 23.00 | 30.00 | 20.00 | 10.00 | 25.00 | -3.00 | -9.09"""))))  # fmt: skip


def test_shandong_general_budget_by_personnel_and_public() -> None:
    wide(Printed(
        "budget_general_expenditure", "class section item name total basic personnel public project",
        FormTable(
            title="一般公共预算财政拨款支出预算表", number="公开表5", unit="单位：万元",
            header=rows("""
                支出功能分类科目 | < | < | < | 总计 | 基本支出 | < | < | 项目支出
                科目编码 | < | < | 科目名称 | ^ | 小计 | 人员经费 | 日常公用经费 | ^
                类 | 款 | 项 | ^ | ^ | ^ | ^ | ^ | ^"""),
            rows=rows("""
                | | | 合计 | 30.00 | 20.00 | 15.00 | 5.00 | 10.00
                201 | | | 一般公共服务支出 | 30.00 | 20.00 | 15.00 | 5.00 | 10.00
                | 03 | | 政府办公厅（室）及相关机构事务 | 30.00 | 20.00 | 15.00 | 5.00 | 10.00
                | | 01 | 行政运行 | 20.00 | 20.00 | 15.00 | 5.00 |
                | | 02 | 一般行政管理事务 | 10.00 | | | | 10.00"""))))  # fmt: skip


def test_a_fund_form_with_income_and_expenditure_of_the_year() -> None:
    final(Printed("final_government_fund", "code name opening_balance income total basic project closing_balance", FormTable(
        title="政府性基金预算财政拨款收入支出决算表", number="公开08表", unit="金额单位：万元",
        header=rows("""
            项目 | < | 年初结转和结余 | 本年收入 | 本年支出 | < | < | 年末结转和结余
            支出功能分类科目编码 | 科目名称 | ^ | ^ | 小计 | 基本支出 | 项目支出 | ^
            栏次 | < | 1 | 2 | 3 | 4 | 5 | 6"""),
        rows=rows("""
            合计 | < | 1.00 | 9.00 | 8.00 | 0.00 | 8.00 | 2.00
            212 | 城乡社区支出 | 1.00 | 9.00 | 8.00 | 0.00 | 8.00 | 2.00
            21208 | 国有土地使用权出让收入安排的支出 | 1.00 | 9.00 | 8.00 | 0.00 | 8.00 | 2.00"""))), orientation="landscape")  # fmt: skip


# ------------------------------------------------------------------------------------------------- words of columns
GENERAL = rows("| 合计 | 9.00 | 4.00\n205 | 教育支出 | 9.00 | 4.00\n20502 | 普通教育 | 9.00 | 4.00")


@pytest.mark.parametrize(("header", "measure"), [
    ("人员类", "unmapped"), ("人员支出（基本支出）", "personnel"), ("基本支出-人员经费", "personnel"), ("基本支出-公用经费", "public"), ("运转类", "unmapped"), ("日常公用支出", "public"),
    ("商品服务支出", "unmapped"), ("基本经费", "basic"), ("上缴上级单位支出", "remitted_to_superior"), ("对附属单位的补助支出", "affiliate_subsidy"),
    ("补助下级支出", "affiliate_subsidy"), ("上年结转安排支出", "carryover"), ("事业单位经营性支出", "operating"),
])  # fmt: skip
def test_more_words_for_expenditure(header: str, measure: str) -> None:
    budget(Printed("budget_expenditure", f"code name total {measure}", FormTable(
        title="部门支出总表", unit="单位：万元", header=(("科目编码", "科目名称", "合计", header),), rows=GENERAL)))  # fmt: skip


@pytest.mark.parametrize(("header", "measure"), [
    ("一般公共预算财政拨款", "general_budget"), ("公共财政预算拨款", "general_budget"), ("一般公共预算经费拨款", "general_budget"), ("政府基金", "government_fund"), ("政府性基金预算财政拨款", "government_fund"),
    ("基金预算拨款", "government_fund"), ("国有资本预算", "state_capital"), ("国资预算拨款", "state_capital"), ("专户管理资金", "fiscal_special_account"), ("财政专户核拨资金", "fiscal_special_account"),
    ("事业单位收入", "institutional_income"), ("事业性收入", "institutional_income"), ("事业单位事业收入", "institutional_income"), ("经营性收入", "operating_income"), ("上级补助", "superior_subsidy"),
    ("附属单位缴款", "affiliate_remittance"), ("附属单位上缴", "affiliate_remittance"), ("其它收入", "other_income"), ("其他资金", "other_income"), ("结转资金", "carryover"), ("上年结余", "carryover"),
    ("上年财政拨款结转", "carryover"), ("以前年度结转", "carryover"), ("年初结转和结余", "opening_balance"), ("本级财力", "unmapped"),
])  # fmt: skip
def test_more_words_for_income(header: str, measure: str) -> None:
    budget(Printed("budget_income", f"code name total {measure}", FormTable(
        title="部门收入总表", unit="单位：万元", header=(("科目编码", "科目名称", "总计", header),), rows=GENERAL)))  # fmt: skip


@pytest.mark.parametrize("header", [
    "科目编码 | 科目名称", "支出功能分类科目编码 | 科目名称", "功能分类科目编码 | 名称", "科目编码 | 单位名称（科目）", "功能科目代码 | 功能科目名称", "预算科目编码 | 预算科目名称", "功能分类编码 | 功能分类名称", "功能分类代码 | 功能分类",
    "支出功能科目 | <", "编号 | 内容", "科目编码 | 摘要", "科目号 | 科目", "代码 | 支出功能分类", "功能分类 | <", "支出项目 | <", "科目编码 | 部门（科目名称）", "类款项 | 科目名称", "科目编码（类款项） | 科目名称",
])  # fmt: skip
def test_more_words_for_code_and_name(header: str) -> None:
    budget(Printed("budget_expenditure", "code name total basic project", FormTable(
        title="部门支出总表", unit="单位：万元", header=rows(f"{header} | 合计 | 基本支出 | 项目支出"),
        rows=rows("| 合计 | 9.00 | 4.00 | 5.00\n205 | 教育支出 | 9.00 | 4.00 | 5.00\n20502 | 普通教育 | 9.00 | 4.00 | 5.00"))))  # fmt: skip


@pytest.mark.parametrize("header", ["预算安排数", "支出数", "全年支出", "批复数", "金额（万元）", "支出合计", "2026年年初预算数"])  # fmt: skip
def test_words_for_the_whole(header: str) -> None:
    budget(Printed("budget_general_basic", "code name total", FormTable(
        title="一般公共预算基本支出表", unit="单位：万元", header=(("科目编码", "科目名称", header),), rows=rows("| 合计 | 9.00\n301 | 工资福利支出 | 9.00\n30101 | 基本工资 | 9.00"))))  # fmt: skip


@pytest.mark.parametrize(("line", "item"), [
    ("出国（境）经费", ITEMS[0]), ("公车购置及运行费", ITEMS[1]), ("车辆购置及运行费", ITEMS[1]), ("公务用车支出", ITEMS[1]), ("公车购置费", ITEMS[2]), ("公车运行维护费", ITEMS[3]),
    ("车辆运行费", ITEMS[3]), ("公务用车运维费", ITEMS[3]), ("公务招待费", ITEMS[4]),
])  # fmt: skip
def test_words_for_three_public_items(line: str, item: str) -> None:
    budget(Printed("budget_three_public", "name budget", FormTable(
        title="“三公”经费支出预算表", unit="单位：万元", header=rows("项目 | 预算数"), rows=rows(f"合计 | 9.00\n{line} | 9.00")), names={line: item}))  # fmt: skip


# ------------------------------------------------------------------------------------------------------ titles
@pytest.mark.parametrize(("title", "form"), [
    ("部门收入预算总表", "budget_income"), ("2026年部门收入总表", "budget_income"), ("收入预算总体情况表", "budget_income"), ("部门（单位）收入总表", "budget_income"), ("单位收入预算情况表", "budget_income"), ("部门收入预算表", "budget_income"),
    ("部门支出预算总表", "budget_expenditure"), ("部门支出预算总体情况表", "budget_expenditure"), ("部门支出预算汇总表", "budget_expenditure"), ("支出总表（按功能分类）", "budget_expenditure"),
    ("支出预算分类汇总表（按政府预算经济分类）", None), ("支出经济分类汇总表", None), ("支出总表（按经济分类）", None), ("部门支出总表（政府预算支出经济分类）", None),
    ("一般公共预算当年支出情况表", "budget_general_expenditure"), ("一般公共预算财政拨款支出情况表", "budget_general_expenditure"), ("财政拨款一般公共预算支出表", "budget_general_expenditure"),
    ("政府基金预算支出表", "budget_government_fund"), ("政府性基金支出表", "budget_government_fund"), ("政府性基金预算拨款支出总表", "budget_government_fund"), ("基金预算支出情况表", "budget_government_fund"),
    ("国有资本经营支出表", "budget_state_capital"), ("国有资本预算支出表", "budget_state_capital"), ("国资预算支出情况表", "budget_state_capital"),
    ("财政专户管理资金支出表", None), ("单位资金支出表", None), ("上级转移支付支出表", None), ("一般公共预算基本支出表（功能分类）", None), ("其他资金支出情况表", None),
    ("部门公开表5 一般公共预算支出表", "budget_general_expenditure"), ("附表2-3：部门支出总表", "budget_expenditure"), ("表三、部门支出总表", "budget_expenditure"), ("预算公开表3-部门支出总表", "budget_expenditure"),
    ("（三）部门支出总表", "budget_expenditure"), ("3.部门支出总表", "budget_expenditure"), ("公开表3：2026年度某某市某某局部门支出总表", "budget_expenditure"),
])  # fmt: skip
def test_more_titles_of_coded_forms(title: str, form: str | None) -> None:
    measures = "- -" if form is None else "general_budget carryover" if form == "budget_income" else "basic project"
    heads = "一般公共预算 | 上年结转" if form == "budget_income" else "基本支出 | 项目支出"
    other = Printed("budget_summary", "name income.total | name expenditure.total", FormTable(
        title="收支总表", unit="单位：万元", header=rows("收入 | < | 支出 | <\n项目 | 预算数 | 项目 | 预算数"),
        rows=rows("一、一般公共预算拨款收入 | 9.00 | 一、教育支出 | 9.00\n收入总计 | 9.00 | 支出总计 | 9.00")))  # fmt: skip
    budget(other, Printed(form, f"code name {'-' if form is None else 'total'} {measures}", FormTable(
        title=title, unit="单位：万元", header=rows(f"科目编码 | 科目名称 | 合计 | {heads}"),
        rows=rows("| 合计 | 9.00 | 4.00 | 5.00\n212 | 城乡社区支出 | 9.00 | 4.00 | 5.00\n21208 | 某某支出 | 9.00 | 4.00 | 5.00"))), new_page=True)  # fmt: skip


@pytest.mark.parametrize("unit", ["单位:万元、%", "单位：人民币万元", "金额单位：万元（保留两位小数）", "单位：（万元）", "（金额单位：万元）", "货币单位：万元", "单位；万元", "单位 万元", "单位：万元人民币", "币种：人民币 单位：万元"])  # fmt: skip
def test_more_ways_to_print_the_unit(unit: str) -> None:
    budget(Printed("budget_expenditure", "code name total basic project", FormTable(
        title="部门支出总表", unit=unit, header=rows("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"), rows=rows("205 | 教育支出 | 9.00 | 4.00 | 5.00"))))  # fmt: skip
