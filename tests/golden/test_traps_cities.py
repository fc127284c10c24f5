"""Layouts that other cities print, made up from their habits: nothing here was copied from a document.

Here: header wordings, column orders and row habits beyond those of the collected documents. Not here: paging and rules
(test_traps.py).
"""

from dataclasses import replace

import pytest

from pipelines.samples import FormTable
from tests.golden.traps.forms import BUDGET_YEAR, Printed, budget, check, final, rows

# income and expenditure of budgets


def test_income_in_one_row_of_headers_with_unit_money() -> None:
    """Since 2021 the state's template calls everything that is not fiscal 单位资金."""
    budget(Printed(
        "budget_income", "- name total general_budget government_fund state_capital fiscal_special_account institutional_income superior_subsidy "
        "affiliate_remittance operating_income other_income carryover -  -  -  -  -",
        FormTable(
            title="收入总表", number="部门公开表2", unit="单位：万元",
            header=rows("""
                部门（单位）代码 | 部门（单位）名称 | 合计 | 本年收入 | < | < | < | < | < | < | < | < | 上年结转结余 | < | < | < | < | <
                ^ | ^ | ^ | 一般公共预算 | 政府性基金预算 | 国有资本经营预算 | 财政专户管理资金 | 事业收入 | 上级补助收入 | 附属单位上缴收入 | 事业单位经营收入 | 其他收入 | 小计 | 一般公共预算 | 政府性基金预算 | 国有资本经营预算 | 财政专户管理资金 | 单位资金"""),
            rows=rows("""
                | 合计 | 70.00 | 50.00 | 5.00 | 1.00 | 3.00 | 2.00 | 1.00 | 1.00 | 1.00 | 1.00 | 5.00 | | | | |
                101 | 某某局 | 60.00 | 40.00 | 5.00 | 1.00 | 3.00 | 2.00 | 1.00 | 1.00 | 1.00 | 1.00 | 5.00 | | | | |
                101001 | 某某局本级 | 10.00 | 10.00 | | | | | | | | | | | | | | """))), orientation="landscape")  # fmt: skip


def test_income_with_a_subtotal_of_the_current_year() -> None:
    budget(Printed(
        "budget_income", "code name total current_year_income general_budget government_fund state_capital fiscal_special_account - carryover",
        FormTable(
            title="部门收入总表", number="表2", unit="单位：万元",
            header=rows("""
                科目 | < | 合计 | 本年收入 | < | < | < | < | < | 上年结转
                科目编码 | 科目名称 | ^ | 小计 | 一般公共预算拨款收入 | 政府性基金预算拨款收入 | 国有资本经营预算拨款收入 | 财政专户管理资金收入 | 备注 | ^"""),
            rows=rows("""
                 | 合计 | 66.00 | 60.00 | 50.00 | 5.00 | 2.00 | 3.00 | | 6.00
                 201 | 一般公共服务支出 | 66.00 | 60.00 | 50.00 | 5.00 | 2.00 | 3.00 | | 6.00
                 20101 | 人大事务 | 66.00 | 60.00 | 50.00 | 5.00 | 2.00 | 3.00 | | 6.00"""))), orientation="landscape")  # fmt: skip


@pytest.mark.parametrize(("header", "measure"), [
    ("一般公共预算拨款收入", "general_budget"), ("一般公共预算财政拨款收入", "general_budget"), ("一般公共预算资金", "general_budget"), ("经费拨款", None),
    ("公共预算", "general_budget"), ("一般公共预算", "general_budget"), ("政府性基金预算拨款收入", "government_fund"), ("政府性基金收入", "government_fund"),
    ("国有资本经营预算拨款收入", "state_capital"), ("国有资本经营预算资金", "state_capital"), ("国有资本经营收入", "state_capital"),
    ("财政专户管理资金收入", "fiscal_special_account"), ("财政专户拨款", "fiscal_special_account"), ("纳入财政专户管理的资金", "fiscal_special_account"),
    ("财政专户管理的非税收入", "fiscal_special_account"), ("教育收费（财政专户）", None), ("财政拨款收入", "fiscal_appropriation"), ("财政拨款", "fiscal_appropriation"),
    ("事业收入", "institutional_income"), ("事业收入（不含教育收费）", "institutional_income"), ("事业单位经营收入", "operating_income"), ("经营收入", "operating_income"),
    ("上级补助收入", "superior_subsidy"), ("上级单位补助收入", "superior_subsidy"), ("附属单位上缴收入", "affiliate_remittance"), ("下级单位上缴收入", "affiliate_remittance"),
    ("其他收入", "other_income"), ("上年结转", "carryover"), ("上年结转和结余", "carryover"), ("上年结余（结转）", "carryover"), ("上年结转结余", "carryover"),
    ("用事业基金弥补收支差额", "unmapped"), ("使用非财政拨款结余", "unmapped"), ("使用非财政拨款结余弥补收支差额", "unmapped"),
])  # fmt: skip
def test_what_income_columns_are_called(header: str, measure: str | None) -> None:
    if measure is None:
        pytest.skip("no rule of the vocabulary settles this word; it is printed to show that it is known")
    budget(Printed(
        "budget_income", f"code name total {measure}",
        FormTable(title="部门收入总表", unit="单位：万元", header=(("科目编码", "科目名称", "总计", header),),
                  rows=rows("| 合计 | 9.00 | 4.00\n205 | 教育支出 | 9.00 | 4.00\n20502 | 普通教育 | 9.00 | 4.00"))))  # fmt: skip


@pytest.mark.parametrize(("header", "measure"), [
    ("基本支出", "basic"), ("基本支出预算", "basic"), ("项目支出", "project"), ("项目支出预算", "project"), ("上缴上级支出", "remitted_to_superior"), ("上缴上级单位支出", "remitted_to_superior"),
    ("经营支出", "operating"), ("事业单位经营支出", "operating"), ("对附属单位补助支出", "affiliate_subsidy"), ("对下级单位补助支出", "affiliate_subsidy"), ("对附属单位补助", "affiliate_subsidy"),
    ("人员经费", "personnel"), ("人员支出", "personnel"), ("人员类项目", None), ("公用经费", "public"), ("公用支出", "public"), ("日常公用经费", "public"), ("公用经费支出", "public"),
    ("运转类项目", None), ("特定目标类项目", None), ("结转下年", "carried_forward"), ("年终结转结余", "carried_forward"), ("单位预留", "reserve"),
])  # fmt: skip
def test_what_expenditure_columns_are_called(header: str, measure: str | None) -> None:
    if measure is None:
        measure = "unmapped"
    budget(Printed(
        "budget_expenditure", f"code name total {measure}",
        FormTable(title="部门支出总表", unit="单位：万元", header=(("科目编码", "科目名称", "合计", header),),
                  rows=rows("| 合计 | 9.00 | 4.00\n205 | 教育支出 | 9.00 | 4.00\n20502 | 普通教育 | 9.00 | 4.00"))))  # fmt: skip


def test_expenditure_by_function_and_body_in_turn() -> None:
    """Sichuan: 类 款 项, then the unit's code and its name beside the function's name; unit rows stand between."""
    budget(Printed(
        "budget_expenditure", "class section item - name total basic project - -",
        FormTable(
            title="部门支出总表", number="表1-2", body="部门：某某市某某局", unit="金额单位：万元",
            header=rows("""
                项目 | < | < | < | < | 合计 | 基本支出 | 项目支出 | 上缴上级支出 | 对附属单位补助支出
                科目编码 | < | < | 单位代码 | 单位名称（科目） | ^ | ^ | ^ | ^ | ^
                类 | 款 | 项 | ^ | ^ | ^ | ^ | ^ | ^ | ^"""),
            rows=rows("""
                | | | | 合 计 | 30.00 | 20.00 | 10.00 | |
                | | | 314301 | 某某局机关 | 30.00 | 20.00 | 10.00 | |
                201 | 03 | 01 | 314301 | 行政运行 | 20.00 | 20.00 | | |
                201 | 03 | 02 | 314301 | 一般行政管理事务 | 10.00 | | 10.00 | | """))), orientation="landscape")  # fmt: skip


def test_bodies_between_the_functional_rows() -> None:
    """Hubei, Guizhou: a row of the body above its functional rows, in the column of names."""
    budget(Printed(
        "budget_expenditure", "code name total basic project",
        FormTable(
            title="支出总表", unit="单位：万元", header=rows("功能科目编码 | 部门/单位（科目名称） | 合计 | 基本支出 | 项目支出"),
            rows=rows("""
                | 合计 | 30.00 | 20.00 | 10.00
                | 某某市某某局 | 30.00 | 20.00 | 10.00
                | 某某市某某局本级 | 30.00 | 20.00 | 10.00
                201 | 一般公共服务支出 | 30.00 | 20.00 | 10.00
                20103 | 政府办公厅（室）及相关机构事务 | 30.00 | 20.00 | 10.00
                2010301 | 行政运行 | 30.00 | 20.00 | 10.00"""))))  # fmt: skip


def test_expenditure_with_personnel_and_public_under_basic_in_three_rows_of_header() -> None:
    budget(Printed(
        "budget_general_expenditure", "code name total basic personnel public project",
        FormTable(
            title="一般公共预算支出表", number="部门公开表5", unit="单位：万元",
            header=rows("""
                支出功能分类科目 | < | 2026年预算数 | < | < | < | <
                科目编码 | 科目名称 | 合计 | 基本支出 | < | < | 项目支出
                ^ | ^ | ^ | 小计 | 人员经费 | 公用经费 | ^"""),
            rows=rows("""
                | 合计 | 30.00 | 20.00 | 15.00 | 5.00 | 10.00
                201 | 一般公共服务支出 | 30.00 | 20.00 | 15.00 | 5.00 | 10.00
                20103 | 政府办公厅（室）及相关机构事务 | 30.00 | 20.00 | 15.00 | 5.00 | 10.00"""))))  # fmt: skip


def test_hunan_classes_of_personnel_and_projects() -> None:
    """Hunan: 基本支出 splits into wages, goods, subsidies; 项目支出 into kinds of projects."""
    budget(Printed(
        "budget_general_expenditure", "class section item name total basic unmapped unmapped unmapped project",
        FormTable(
            title="一般公共预算支出表", number="预算07表", unit="单位：万元",
            header=rows("""
                功能科目 | < | < | 科目名称 | 总计 | 基本支出 | < | < | < | 项目支出
                类 | 款 | 项 | ^ | ^ | 合计 | 工资福利支出 | 商品和服务支出 | 对个人和家庭的补助 | ^"""),
            rows=rows("""
                 | | | 合计 | 30.00 | 20.00 | 14.00 | 5.00 | 1.00 | 10.00
                201 | | | 一般公共服务支出 | 30.00 | 20.00 | 14.00 | 5.00 | 1.00 | 10.00
                | 03 | | 政府办公厅（室）及相关机构事务 | 30.00 | 20.00 | 14.00 | 5.00 | 1.00 | 10.00
                | | 01 | 行政运行 | 20.00 | 20.00 | 14.00 | 5.00 | 1.00 |
                | | 02 | 一般行政管理事务 | 10.00 | | | | | 10.00"""))), orientation="landscape")  # fmt: skip


def test_general_budget_with_last_years_figures_and_growth() -> None:
    budget(Printed(
        "budget_general_expenditure", "code name prior_year_total total basic project unmapped -",
        FormTable(
            title="一般公共预算支出表", unit="单位：万元",
            header=rows("""
                功能分类科目 | < | 上年执行数 | 本年预算数 | < | < | 本年预算数比上年执行数 | <
                科目编码 | 科目名称 | ^ | 合计 | 基本支出 | 项目支出 | 增减额 | 增减%"""),
            rows=rows("""
                | 合计 | 25.00 | 30.00 | 20.00 | 10.00 | 5.00 | 20.00
                201 | 一般公共服务支出 | 25.00 | 30.00 | 20.00 | 10.00 | 5.00 | 20.00
                20103 | 政府办公厅（室）及相关机构事务 | 25.00 | 30.00 | 20.00 | 10.00 | 5.00 | 20.00"""))))  # fmt: skip


# summaries


def test_summary_with_the_expenditure_side_by_source() -> None:
    budget(Printed(
        "budget_fiscal_summary", "name income.total | name expenditure.total expenditure.general_budget expenditure.government_fund expenditure.state_capital",
        FormTable(
            title="财政拨款收支总表", number="部门公开表4", unit="单位：万元",
            header=rows("""
                收入 | < | 支出 | < | < | < | <
                项目 | 预算数 | 项目 | 合计 | 一般公共预算 | 政府性基金预算 | 国有资本经营预算"""),
            rows=rows("""
                一、本年收入 | 90.00 | 一、本年支出 | 90.00 | 80.00 | 10.00 |
                （一）一般公共预算拨款 | 80.00 | （一）一般公共服务支出 | 80.00 | 80.00 | |
                （二）政府性基金预算拨款 | 10.00 | （二）城乡社区支出 | 10.00 | | 10.00 |
                （三）国有资本经营预算拨款 | | | | | |
                二、上年结转 | | 二、年终结转结余 | | | |
                收入总计 | 90.00 | 支出总计 | 90.00 | 80.00 | 10.00 | """))))  # fmt: skip


def test_a_summary_whose_header_says_only_项目_and_预算数_twice() -> None:
    budget(Printed(
        "budget_summary", "name income.total | name expenditure.total",
        FormTable(
            title="收支总表", unit="单位：万元", header=rows("项目 | 本年预算 | 项目 | 本年预算"),
            rows=rows("""
                一、一般公共预算拨款收入 | 80.00 | 一、一般公共服务支出 | 70.00
                二、事业收入 | 10.00 | 二、社会保障和就业支出 | 20.00
                本年收入合计 | 90.00 | 本年支出合计 | 90.00
                上年结转结余 | 5.00 | 年终结转结余 | 5.00
                收入总计 | 95.00 | 支出总计 | 95.00"""))))  # fmt: skip


def test_a_summary_with_functions_and_economic_classes() -> None:
    """Hunan, Hainan: beside the functions the departmental and the governmental economic classes."""
    side = "name expenditure.total"
    budget(Printed(
        "budget_summary", f"name income.total | {side} | {side} | {side}",
        FormTable(
            title="收支总表", unit="单位：万元",
            header=rows("""
                收入 | < | 支出 | < | < | < | < | <
                项目 | 本年预算 | 项目（按功能分类） | 本年预算 | 项目（按部门预算经济分类） | 本年预算 | 项目（按政府预算经济分类） | 本年预算"""),
            rows=rows("""
                一、一般公共预算拨款收入 | 90.00 | 一、一般公共服务支出 | 90.00 | 一、基本支出 | 70.00 | 一、机关工资福利支出 | 60.00
                二、政府性基金预算拨款收入 | | 二、外交支出 | | 工资福利支出 | 60.00 | 二、机关商品和服务支出 | 30.00
                三、事业收入 | | 三、国防支出 | | 商品和服务支出 | 10.00 | 三、机关资本性支出（一） |
                | | | | 二、项目支出 | 20.00 | |
                本年收入合计 | 90.00 | 本年支出合计 | 90.00 | 本年支出合计 | 90.00 | 本年支出合计 | 90.00
                收入总计 | 90.00 | 支出总计 | 90.00 | 支出总计 | 90.00 | 支出总计 | 90.00"""))), orientation="landscape")  # fmt: skip


def test_a_summary_with_last_year_beside_this_year() -> None:
    budget(Printed(
        "budget_summary", "name income.prior_year_total income.total | name expenditure.prior_year_total expenditure.total",
        FormTable(
            title="部门收支总表", unit="单位：万元",
            header=rows("""
                收入 | < | < | 支出 | < | <
                项目 | 2025年预算数 | 2026年预算数 | 项目 | 2025年预算数 | 2026年预算数"""),
            rows=rows("""
                一、财政拨款收入 | 80.00 | 90.00 | 一、一般公共服务支出 | 80.00 | 90.00
                二、其他收入 | 1.00 | 2.00 | 二、其他支出 | 1.00 | 2.00
                收入总计 | 81.00 | 92.00 | 支出总计 | 81.00 | 92.00"""))))  # fmt: skip


def test_a_summary_in_which_income_is_split_by_source_and_expenditure_by_basic_and_project() -> None:
    """Shanghai: 人员, 公用, 项目 on the expenditure side."""
    budget(Printed(
        "budget_summary", "name income.total | name expenditure.total expenditure.personnel expenditure.public expenditure.project",
        FormTable(
            title="2026年部门财务收支预算总表", unit="单位：元",
            header=rows("""
                本年收入 | < | 本年支出 | < | < | < | <
                项目 | 预算数 | 项目 | 预算数 | < | < | <
                ^ | ^ | ^ | 合计 | 基本支出（人员经费） | 基本支出（公用经费） | 项目支出"""),
            rows=rows("""
                一、财政拨款收入 | 900 | 一、一般公共服务支出 | 900 | 500 | 300 | 100
                1.一般公共预算资金 | 900 | 二、国防支出 | | | |
                收入总计 | 900 | 支出总计 | 900 | 500 | 300 | 100""")), unit="元"))  # fmt: skip


# basic forms


def test_basic_form_in_two_lanes_of_codes() -> None:
    budget(Printed(
        "budget_general_basic", "code name total | code name total",
        FormTable(
            title="一般公共预算基本支出表", unit="单位：万元",
            header=rows("""
                人员经费 | < | < | 公用经费 | < | <
                经济分类科目编码 | 经济分类科目名称 | 金额 | 经济分类科目编码 | 经济分类科目名称 | 金额"""),
            rows=rows("""
                301 | 工资福利支出 | 30.00 | 302 | 商品和服务支出 | 8.00
                30101 | 基本工资 | 30.00 | 30201 | 办公费 | 8.00
                303 | 对个人和家庭的补助 | 1.00 | | |
                30309 | 奖励金 | 1.00 | | | """))))  # fmt: skip


def test_basic_form_with_government_and_departmental_codes_in_split_columns() -> None:
    """Shandong: 类 and 款 of both systems, each with its name."""
    table = FormTable(
        title="一般公共预算基本支出表", unit="单位：万元",
        header=rows("""
            部门预算支出经济分类科目 | < | < | 政府预算支出经济分类科目 | < | < | 合计 | 人员经费 | 公用经费
            类 | 款 | 科目名称 | 类 | 款 | 科目名称 | ^ | ^ | ^"""),
        rows=rows("""
            | | 合计 | | | | 31.00 | 26.00 | 5.00
            301 | | 工资福利支出 | | | | 26.00 | 26.00 |
            301 | 01 | 基本工资 | 501 | 01 | 工资奖金津补贴 | 20.00 | 20.00 |
            301 | 13 | 住房公积金 | 501 | 03 | 住房公积金 | 6.00 | 6.00 |
            302 | | 商品和服务支出 | | | | 5.00 | | 5.00
            302 | 01 | 办公费 | 502 | 01 | 办公经费 | 5.00 | | 5.00"""))  # fmt: skip
    budget(Printed("budget_general_basic", "class section name - - - total personnel public", table))


def test_basic_form_keyed_by_name_with_codes_glued_by_a_space() -> None:
    budget(Printed(
        "budget_general_basic", "name total personnel public",
        FormTable(
            title="一般公共预算基本支出预算表", unit="单位：万元", header=rows("经济科目 | 合计 | 人员经费 | 公用经费"),
            rows=rows("""
                合计 | 31.00 | 26.00 | 5.00
                301 工资福利支出 | 26.00 | 26.00 |
                30101 基本工资 | 26.00 | 26.00 |
                302 商品和服务支出 | 5.00 | | 5.00
                30201 办公费 | 5.00 | | 5.00""")), names={" 工资福利支出": "工资福利支出"}))  # fmt: skip


# three-public


def test_three_public_down_the_page_with_two_years() -> None:
    table = FormTable(
        title="一般公共预算“三公”经费支出表", unit="单位：万元", header=rows("项目 | 2025年预算数 | 2026年预算数 | 增减额 | 增减%"),
        rows=rows("""
            合计 | 20.00 | 19.00 | -1.00 | -5.00
            1、因公出国（境）费用 | 5.00 | 5.00 | 0.00 | 0.00
            2、公务接待费 | 3.00 | 2.00 | -1.00 | -33.33
            3、公务用车费 | 12.00 | 12.00 | 0.00 | 0.00
            其中：（1）公务用车运行维护费 | 8.00 | 8.00 | 0.00 | 0.00
            （2）公务用车购置费 | 4.00 | 4.00 | 0.00 | 0.00"""))  # fmt: skip
    names = {"1、因公出国（境）费用": "因公出国（境）费", "3、公务用车费": "公务用车购置及运行维护费"}
    budget(Printed("budget_three_public", "name prior_year_budget budget unmapped -", table, names=names))


def test_three_public_in_one_row_with_the_body() -> None:
    table = FormTable(
        title="“三公”经费支出预算表", number="表8", unit="单位：万元",
        header=rows("""
            单位编码 | 单位名称 | “三公”经费合计 | 因公出国（境）费 | 公务用车购置及运行费 | < | < | 公务接待费
            ^ | ^ | ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^"""),
        rows=rows("""
            | 合计 | 19.00 | 5.00 | 12.00 | 4.00 | 8.00 | 2.00
            101001 | 某某市某某局 | 19.00 | 5.00 | 12.00 | 4.00 | 8.00 | 2.00"""))  # fmt: skip
    roles = "- name 合计.budget 因公出国（境）费.budget 公务用车购置及运行维护费.budget 公务用车购置费.budget 公务用车运行维护费.budget 公务接待费.budget"
    outcome = check(Printed("budget_three_public", roles, table), kind="budget", year=BUDGET_YEAR)
    assert [a.row_body for a in outcome.amounts if a.line_name == "公务接待费"][1] == "某某市某某局"


def test_three_public_of_two_years_in_one_row() -> None:
    items = (
        "合计",
        "因公出国（境）费",
        "公务用车购置及运行维护费",
        "公务用车购置费",
        "公务用车运行维护费",
        "公务接待费",
    )
    half = "合计 | 因公出国（境）费用 | 公务用车购置及运行费 | < | < | 公务接待费"
    lower = "^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^"
    table = FormTable(
        title="一般公共预算“三公”经费支出表", unit="单位：万元",
        header=rows(f"2025年预算数 | < | < | < | < | < | 2026年预算数 | < | < | < | < | <\n{half} | {half}\n{lower} | {lower}"),
        rows=rows("20.00 | 5.00 | 12.00 | 4.00 | 8.00 | 3.00 | 19.00 | 5.00 | 12.00 | 4.00 | 8.00 | 2.00"))  # fmt: skip
    roles = " ".join(f"{item}.{stage}" for stage in ("prior_year_budget", "budget") for item in items)
    budget(Printed("budget_three_public", roles, table), orientation="landscape")


def test_three_public_of_final_accounts_down_the_page_with_line_numbers() -> None:
    table = FormTable(
        title="“三公”经费及相关信息统计表", unit="金额单位：万元", header=rows("项目 | 行次 | 预算数 | 决算数\n栏次 | | 1 | 2"),
        rows=rows("""
            一、“三公”经费支出 | 1 | — | —
            （一）支出合计 | 2 | 19.00 | 9.50
            1.因公出国（境）费 | 3 | 5.00 | 0.00
            2.公务用车购置及运行维护费 | 4 | 12.00 | 8.00
            （1）公务用车购置费 | 5 | 4.00 | 0.00
            （2）公务用车运行维护费 | 6 | 8.00 | 8.00
            3.公务接待费 | 7 | 2.00 | 1.50
            （1）国内接待费 | 8 | — | 1.50"""))  # fmt: skip
    final(
        Printed(
            "final_three_public",
            "name - budget final",
            table,
            names={"（一）支出合计": "合计"},
        )
    )


# titles of budgets


@pytest.mark.parametrize(("title", "form"), [
    ("部门收支总体情况表", "budget_summary"), ("部门预算收支总表", "budget_summary"), ("2026年收支预算总表", "budget_summary"), ("部门（单位）收支总表", "budget_summary"),
    ("预算收支总表", "budget_summary"), ("收支预算总表（公开表1）", "budget_summary"), ("部门财务收支总体情况表", "budget_summary"),
    ("财政拨款收支总体情况表", "budget_fiscal_summary"), ("财政拨款收支预算总表", "budget_fiscal_summary"), ("部门财政拨款收支总表", "budget_fiscal_summary"),
    ("2026年财政拨款收支预算总体情况表", "budget_fiscal_summary"), ("一般公共预算收支总表", "budget_fiscal_summary"),
])  # fmt: skip
def test_titles_of_budget_summaries(title: str, form: str) -> None:
    table = FormTable(title=title, unit="单位：万元", header=rows("收入 | < | 支出 | <\n项目 | 预算数 | 项目 | 预算数"),
                      rows=rows("一、一般公共预算 | 9.00 | 一、教育支出 | 9.00\n收入总计 | 9.00 | 支出总计 | 9.00"))  # fmt: skip
    budget(Printed(form, "name income.total | name expenditure.total", table))


@pytest.mark.parametrize(("title", "form"), [
    ("部门支出总体情况表", "budget_expenditure"), ("支出预算总表", "budget_expenditure"), ("部门支出预算表", "budget_expenditure"), ("单位支出总表", "budget_expenditure"), ("部门预算支出总表", "budget_expenditure"),
    ("支出总体情况表（按功能科目）", "budget_expenditure"), ("部门支出总表（按功能分类科目）", "budget_expenditure"),
    ("一般公共预算支出情况表", "budget_general_expenditure"), ("一般公共预算拨款支出预算表", "budget_general_expenditure"), ("一般公共预算支出功能分类预算表", "budget_general_expenditure"),
    ("一般公共预算财政拨款支出预算表", "budget_general_expenditure"), ("一般公共预算当年拨款支出表", "budget_general_expenditure"), ("部门一般公共预算支出情况表（功能分类）", "budget_general_expenditure"),
    ("政府性基金预算支出表", "budget_government_fund"), ("政府性基金预算支出情况表", "budget_government_fund"), ("政府性基金预算支出功能分类预算表", "budget_government_fund"),
    ("部门政府性基金预算财政拨款支出表", "budget_government_fund"), ("政府性基金支出预算表", "budget_government_fund"),
    ("国有资本经营预算支出表", "budget_state_capital"), ("国有资本经营预算支出情况表", "budget_state_capital"), ("国有资本经营预算拨款支出预算表", "budget_state_capital"),
    ("国有资本经营支出预算表", "budget_state_capital"),
])  # fmt: skip
def test_titles_of_coded_budget_forms(title: str, form: str) -> None:
    table = FormTable(title=title, unit="单位：万元", header=rows("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"),
                      rows=rows("| 合计 | 9.00 | 4.00 | 5.00\n212 | 城乡社区支出 | 9.00 | 4.00 | 5.00\n21208 | 某某支出 | 9.00 | 4.00 | 5.00"))  # fmt: skip
    budget(Printed(form, "code name total basic project", table))


@pytest.mark.parametrize(("title", "form"), [
    ("一般公共预算基本支出表", "budget_general_basic"), ("一般公共预算基本支出情况表", "budget_general_basic"), ("一般公共预算基本支出预算表", "budget_general_basic"),
    ("一般公共预算基本支出情况表（按经济科目分类）", "budget_general_basic"), ("一般公共预算财政拨款基本支出预算表", "budget_general_basic"), ("一般公共预算基本支出经济分类预算表", "budget_general_basic"),
    ("部门一般公共预算基本支出表（经济分类）", "budget_general_basic"), ("一般公共预算支出经济分类情况表", "budget_general_economic"), ("一般公共预算支出表（按经济分类）", "budget_general_economic"),
    ("财政拨款基本支出表", None), ("一般公共预算项目支出表", None),
])  # fmt: skip
def test_titles_of_economic_budget_forms(title: str, form: str | None) -> None:
    table = FormTable(title=title, unit="单位：万元", header=rows("科目编码 | 科目名称 | 预算数"),
                      rows=rows("| 合计 | 9.00\n301 | 工资福利支出 | 5.00\n30101 | 基本工资 | 5.00\n302 | 商品和服务支出 | 4.00\n30201 | 办公费 | 4.00"))  # fmt: skip
    other = Printed(
        "budget_state_capital",
        "code name total",
        FormTable(
            title="国有资本经营预算支出表",
            unit="单位：万元",
            header=table.header,
            rows=rows("| 合计 | 1.00\n223 | 国有资本经营预算支出 | 1.00"),
        ),
    )
    budget(Printed(form, "code name total", table), other)


# habits of rows and cells


@pytest.mark.parametrize("total", ["合计", "合  计", "总计", "总 计", "合    计：", "合计："])
def test_ways_to_print_a_total(total: str) -> None:
    table = FormTable(title="支出总表", unit="单位：万元", header=rows("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"),
                      rows=((total, "<", "9.00", "4.00", "5.00"), *rows("205 | 教育支出 | 9.00 | 4.00 | 5.00\n20502 | 普通教育 | 9.00 | 4.00 | 5.00")))  # fmt: skip
    plain = total.replace(" ", "").rstrip("：")
    outcome = check(
        Printed("budget_expenditure", "code name total basic project", table, names={total: plain}),
        kind="budget",
        year=BUDGET_YEAR,
    )
    assert [a.is_total for a in outcome.amounts][:4] == [True, True, True, False]


def test_a_total_without_a_name_beside_codes() -> None:
    table = FormTable(title="支出总表", unit="单位：万元", header=rows("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"),
                      rows=rows("205 | 教育支出 | 9.00 | 4.00 | 5.00\n20502 | 普通教育 | 9.00 | 4.00 | 5.00\n | 合计 | 9.00 | 4.00 | 5.00"))  # fmt: skip
    budget(Printed("budget_expenditure", "code name total basic project", table))


@pytest.mark.parametrize(("printed", "value"), [("1,234.50", "1234.50"), ("1234.5", "1234.5"), ("-12.00", "-12.00"), ("－12.00", "-12.00"), ("1，234.50", "1234.50"),
                                                ("(12.00)", "-12.00"), ("¥1,234.50", "1234.50"), ("1 234.50", "1234.50"), ("1,234,567.123456", "1234567.123456"), ("12", "12")])  # fmt: skip
def test_ways_to_print_an_amount(printed: str, value: str) -> None:
    table = FormTable(title="支出总表", unit="单位：万元", header=rows("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"),
                      rows=(("", "合计", printed, "4.00", "5.00"), *rows("205 | 教育支出 | 9.00 | 4.00 | 5.00\n20502 | 普通教育 | 9.00 | 4.00 | 5.00")),
                      kinds=("functional_code", "name", "amount", "amount", "amount"))  # fmt: skip
    plain = replace(table, rows=(("", "合计", value, "4.00", "5.00"), *table.rows[1:]))
    wanted = Printed("budget_expenditure", "code name total basic project", plain).expected()
    outcome = check_found(table)
    assert sorted(map(str, outcome)) == sorted(map(str, wanted))


def check_found(table: FormTable) -> list:
    from pipelines.samples import typeset
    from tests.golden.traps.forms import read

    return [(*x[:4], None, *x[5:]) for x in read(typeset([table]), "budget", BUDGET_YEAR).found()]


def test_ordinals_before_the_rows() -> None:
    table = FormTable(title="支出总表", unit="单位：万元", header=rows("序号 | 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"),
                      rows=rows("1 | | 合计 | 9.00 | 4.00 | 5.00\n2 | 205 | 教育支出 | 9.00 | 4.00 | 5.00\n3 | 20502 | 普通教育 | 9.00 | 4.00 | 5.00"))  # fmt: skip
    budget(Printed("budget_expenditure", "- code name total basic project", table))


@pytest.mark.parametrize("header", ["功能分类科目编码 | 功能分类科目名称", "科目代码 | 科目（单位）名称", "支出功能分类科目编码 | 支出功能分类科目名称", "编码 | 名称", "功能科目 | 功能科目名称",
                                    "科目 | <", "项目 | <", "功能分类科目 | <", "单位（科目）编码 | 单位（科目）名称", "项目编码 | 项目名称", "科目编号 | 项目（按功能分类）"])  # fmt: skip
def test_what_code_and_name_columns_are_called(header: str) -> None:
    table = FormTable(title="支出总表", unit="单位：万元", header=rows(f"{header} | 合计 | 基本支出 | 项目支出"),
                      rows=rows("| 合计 | 9.00 | 4.00 | 5.00\n205 | 教育支出 | 9.00 | 4.00 | 5.00\n20502 | 普通教育 | 9.00 | 4.00 | 5.00"))  # fmt: skip
    budget(Printed("budget_expenditure", "code name total basic project", table))


@pytest.mark.parametrize(
    "unit",
    [
        "单位：万元",
        "金额单位：万元",
        "单位:万元",
        "（单位：万元）",
        "单位： 万元",
        "金额单位：人民币万元",
        "单位：万 元",
        "计量单位：万元",
        "金额：万元",
        "单位：人民币（万元）",
    ],
)
def test_ways_to_print_the_unit(unit: str) -> None:
    table = FormTable(
        title="支出总表",
        unit=unit,
        header=rows("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"),
        rows=rows("205 | 教育支出 | 9.00 | 4.00 | 5.00"),
    )
    budget(Printed("budget_expenditure", "code name total basic project", table))


def test_a_unit_behind_the_title() -> None:
    table = FormTable(
        title="支出总表（单位：万元）",
        header=rows("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"),
        rows=rows("205 | 教育支出 | 9.00 | 4.00 | 5.00"),
    )
    budget(Printed("budget_expenditure", "code name total basic project", table))


# final accounts


def test_general_form_with_carry_overs() -> None:
    """The older form of the general budget: opening balance, income, expenditure, closing balance."""
    table = FormTable(
        title="一般公共预算财政拨款收入支出决算表", unit="金额单位：元",
        header=rows("""
            项目 | < | < | < | 年初结转和结余 | < | < | 本年收入 | < | < | 本年支出 | < | < | 年末结转和结余
            功能分类科目编码 | < | < | 科目名称 | 合计 | 基本支出结转 | 项目支出结转和结余 | 合计 | 基本支出 | 项目支出 | 合计 | 基本支出 | 项目支出 | ^
            类 | 款 | 项 | 栏次 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10"""),
        rows=rows("""
            合计 | < | < | < | 3.00 | 1.00 | 2.00 | 90.00 | 40.00 | 50.00 | 88.00 | 40.00 | 48.00 | 5.00
            205 | | | 教育支出 | 3.00 | 1.00 | 2.00 | 90.00 | 40.00 | 50.00 | 88.00 | 40.00 | 48.00 | 5.00
            205 | 02 | | 普通教育 | 3.00 | 1.00 | 2.00 | 90.00 | 40.00 | 50.00 | 88.00 | 40.00 | 48.00 | 5.00
            205 | 02 | 01 | 学前教育 | 3.00 | 1.00 | 2.00 | 90.00 | 40.00 | 50.00 | 88.00 | 40.00 | 48.00 | 5.00"""))  # fmt: skip
    roles = "class section item name opening_balance unmapped unmapped income unmapped unmapped total basic project closing_balance"
    final(Printed("final_general_expenditure", roles, table, unit="元"), orientation="landscape")


def test_final_income_with_a_name_column_only() -> None:
    table = FormTable(
        title="收入决算表", unit="单位：万元",
        header=rows("功能分类科目 | 本年收入合计 | 财政拨款收入 | 上级补助收入 | 事业收入 | 经营收入 | 附属单位上缴收入 | 其他收入"),
        rows=rows("""
            合计 | 9.00 | 4.00 | 0.00 | 5.00 | 0.00 | 0.00 | 0.00
            205教育支出 | 9.00 | 4.00 | 0.00 | 5.00 | 0.00 | 0.00 | 0.00
            20502普通教育 | 9.00 | 4.00 | 0.00 | 5.00 | 0.00 | 0.00 | 0.00
            2050201学前教育 | 9.00 | 4.00 | 0.00 | 5.00 | 0.00 | 0.00 | 0.00"""))  # fmt: skip
    roles = "name total fiscal_appropriation superior_subsidy institutional_income operating_income affiliate_remittance other_income"
    final(Printed("final_income", roles, table))


def test_final_summary_with_budget_and_final_figures() -> None:
    """Some provinces print 年初预算数, 全年预算数 and 决算数 on both sides."""
    table = FormTable(
        title="收入支出决算总表", unit="单位：万元",
        header=rows("""
            收入 | < | < | < | < | 支出 | < | < | < | <
            项目 | 行次 | 年初预算数 | 全年预算数 | 决算数 | 项目（按功能分类） | 行次 | 年初预算数 | 全年预算数 | 决算数
            栏次 | | 1 | 2 | 3 | 栏次 | | 4 | 5 | 6"""),
        rows=rows("""
            一、一般公共预算财政拨款收入 | 1 | 80.00 | 90.00 | 95.00 | 一、一般公共服务支出 | 32 | 80.00 | 90.00 | 95.00
            二、政府性基金预算财政拨款收入 | 2 | | | | 二、外交支出 | 33 | | |
            本年收入合计 | 27 | 80.00 | 90.00 | 95.00 | 本年支出合计 | 58 | 80.00 | 90.00 | 95.00
            总计 | 31 | 80.00 | 90.00 | 95.00 | 总计 | 62 | 80.00 | 90.00 | 95.00"""))  # fmt: skip
    lane = "name - {0}.approved_total {0}.adjusted_total {0}.total"
    final(
        Printed("final_summary", f"{lane.format('income')} | {lane.format('expenditure')}", table),
        orientation="landscape",
    )


def test_final_basic_form_in_two_columns_of_classes() -> None:
    """One lane, personnel and public side by side as columns."""
    table = FormTable(
        title="一般公共预算财政拨款基本支出决算表", unit="单位：万元",
        header=rows("科目编码 | 科目名称 | 合计 | 人员经费 | 公用经费\n栏次 | < | 1 | 2 | 3"),
        rows=rows("""
            合计 | < | 31.00 | 26.00 | 5.00
            301 | 工资福利支出 | 26.00 | 26.00 | 0.00
            30101 | 基本工资 | 26.00 | 26.00 | 0.00
            302 | 商品和服务支出 | 5.00 | 0.00 | 5.00
            30201 | 办公费 | 5.00 | 0.00 | 5.00"""))  # fmt: skip
    final(Printed("final_general_basic", "code name total personnel public", table))


def test_fund_form_with_a_sentence_inside_the_table() -> None:
    header = rows(
        "项目 | < | 年初结转和结余 | 本年收入 | 本年支出 | < | < | 年末结转和结余\n科目编码 | 科目名称 | ^ | ^ | 小计 | 基本支出 | 项目支出 | ^"
    )
    sentence = ("本单位2024年度无政府性基金预算财政拨款收入支出，故本表为空表。", *["<"] * 7)
    empty = FormTable(
        title="政府性基金预算财政拨款收入支出决算表",
        unit="单位：万元",
        header=header,
        rows=(("合计", "<", *[""] * 6), sentence),
    )
    after = Printed("final_state_capital", "code name total basic project", FormTable(
        title="国有资本经营预算财政拨款支出决算表", unit="单位：万元", header=rows("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"),
        rows=rows("合计 | < | 9.00 | 4.00 | 5.00\n223 | 国有资本经营预算支出 | 9.00 | 4.00 | 5.00")))  # fmt: skip
    outcome = check([Printed("final_government_fund", " ".join(["-"] * 8), empty), after], {"orientation": "landscape"})
    assert [f.form for f in outcome.forms] == ["final_government_fund", "final_state_capital"]
