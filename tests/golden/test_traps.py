"""One small typeset document per trap that was met in published documents: what was printed is read, cell by cell.

Here: traps that the typesetting tool can print. Not here: drawn ones (test_traps_drawn.py), layouts of cities that nobody has
collected (test_traps_cities.py), random forms (test_traps_properties.py).
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.samples import Cover, FormTable, Heading, Layout, Paragraph, change, typeset
from tests.golden.traps.forms import Printed, check, read, rows, same

EXPENDITURE = Printed(
    "final_expenditure", "code name total basic project remitted_to_superior operating affiliate_subsidy",
    FormTable(
        title="支出决算表", number="公开03表", body="部门：某某市某某局", unit="金额单位：万元",
        header=rows("""
            项目 | < | 本年支出合计 | 基本支出 | 项目支出 | 上缴上级支出 | 经营支出 | 对附属单位补助支出
            科目编码 | 科目名称 | ^ | ^ | ^ | ^ | ^ | ^
            栏次 | < | 1 | 2 | 3 | 4 | 5 | 6"""),
        rows=rows("""
            合计 | < | 3,259.52 | 1,005.23 | 2,254.29 | 0.00 | 0.00 | 0.00
            201 | 一般公共服务支出 | 2,254.29 | 0.00 | 2,254.29 | | |
            20103 | 政府办公厅（室）及相关机构事务 | 2,254.29 | 0.00 | 2,254.29 | | |
            2010301 | 行政运行 | 2,000.00 | 0.00 | 2,000.00 | | |
            2010302 | 一般行政管理事务 | 254.29 | 0.00 | 254.29 | | |
            221 | 住房保障支出 | 1,005.23 | 1,005.23 | 0.00 | | |
            22102 | 住房改革支出 | 1,005.23 | 1,005.23 | 0.00 | | |
            2210201 | 住房公积金 | 1,005.23 | 1,005.23 | 0.00 | | |""")))  # fmt: skip

INCOME = Printed(
    "final_income", "code name total fiscal_appropriation superior_subsidy institutional_income education_fees operating_income affiliate_remittance other_income",
    FormTable(
        title="收入决算表", number="公开02表", body="部门：某某市某某局", unit="金额单位：万元",
        header=rows("""
            项目 | < | 本年收入合计 | 财政拨款收入 | 上级补助收入 | 事业收入 | < | 经营收入 | 附属单位上缴收入 | 其他收入
            科目编码 | 科目名称 | ^ | ^ | ^ | 小计 | 其中：教育收费 | ^ | ^ | ^
            栏次 | < | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8"""),
        rows=rows("""
            合计 | < | 90.10 | 50.00 | 10.00 | 20.00 | 5.00 | 4.00 | 3.10 | 3.00
            205 | 教育支出 | 90.10 | 50.00 | 10.00 | 20.00 | 5.00 | 4.00 | 3.10 | 3.00
            20502 | 普通教育 | 90.10 | 50.00 | 10.00 | 20.00 | 5.00 | 4.00 | 3.10 | 3.00
            2050201 | 学前教育 | 90.10 | 50.00 | 10.00 | 20.00 | 5.00 | 4.00 | 3.10 | 3.00""")))  # fmt: skip

SUMMARY = Printed(
    "final_summary", "name - income.total | name - expenditure.total",
    FormTable(
        title="收入支出决算总表", number="公开01表", body="部门：某某市某某局", unit="金额单位：万元",
        header=rows("""
            收入 | < | < | 支出 | < | <
            项目 | 行次 | 决算数 | 项目 | 行次 | 决算数
            栏次 | | 1 | 栏次 | | 2"""),
        rows=rows("""
            一、一般公共预算财政拨款收入 | 1 | 3,259.39 | 一、一般公共服务支出 | 31 | 2,254.29
            二、政府性基金预算财政拨款收入 | 2 | 0.00 | 二、外交支出 | 32 | 0.00
            三、国有资本经营预算财政拨款收入 | 3 | 0.00 | 三、国防支出 | 33 | 0.00
            四、其他收入 | 4 | 0.13 | 四、住房保障支出 | 34 | 1,005.23
            | 5 | | 五、其他支出 | 35 | 0.00
            本年收入合计 | 6 | 3,259.52 | 本年支出合计 | 36 | 3,259.52
            年初结转和结余 | 7 | 1.00 | 年末结转和结余 | 37 | 1.00
            总计 | 8 | 3,260.52 | 总计 | 38 | 3,260.52""")))  # fmt: skip

FISCAL_SUMMARY = Printed(
    "final_fiscal_summary", "name income.total | name expenditure.total expenditure.general_budget expenditure.government_fund expenditure.state_capital",
    FormTable(
        title="财政拨款收入支出决算总表", number="公开04表", unit="单位：万元",
        header=rows("""
            收入 | < | 支出 | < | < | < | <
            项目 | 金额 | 项目 | 合计 | 一般公共预算财政拨款 | 政府性基金预算财政拨款 | 国有资本经营预算财政拨款"""),
        rows=rows("""
            一、一般公共预算财政拨款 | 90.00 | 一、一般公共服务支出 | 80.00 | 80.00 | 0.00 | 0.00
            二、政府性基金预算财政拨款 | 10.00 | 二、城乡社区支出 | 20.00 | 10.00 | 10.00 | 0.00
            本年收入合计 | 100.00 | 本年支出合计 | 100.00 | 90.00 | 10.00 | 0.00
            年初财政拨款结转和结余 | 0.00 | 年末财政拨款结转和结余 | 0.00 | 0.00 | 0.00 | 0.00
            一般公共预算财政拨款 | 0.00 | | | | |
            总计 | 100.00 | 总计 | 100.00 | 90.00 | 10.00 | 0.00""")))  # fmt: skip

GENERAL = Printed(
    "final_general_expenditure", "code name total basic project",
    FormTable(
        title="一般公共预算财政拨款支出决算表", number="公开05表", unit="单位：万元",
        header=rows("""
            项目 | < | 本年支出 | < | <
            功能分类科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出"""),
        rows=EXPENDITURE.table.rows[0:0] + rows("""
            合计 | < | 90.00 | 40.00 | 50.00
            201 | 一般公共服务支出 | 90.00 | 40.00 | 50.00
            20103 | 政府办公厅（室）及相关机构事务 | 90.00 | 40.00 | 50.00
            2010301 | 行政运行 | 40.00 | 40.00 | 0.00
            2010302 | 一般行政管理事务 | 50.00 | 0.00 | 50.00""")))  # fmt: skip

BASIC = Printed(
    "final_general_basic", "code name total | code name total | code name total",
    FormTable(
        title="一般公共预算财政拨款基本支出决算表", number="公开06表", unit="单位：万元",
        header=rows("""
            人员经费 | < | < | 公用经费 | < | < | < | < | <
            科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数"""),
        rows=rows("""
            301 | 工资福利支出 | 30.00 | 302 | 商品和服务支出 | 8.00 | 310 | 资本性支出 | 1.00
            30101 | 基本工资 | 20.00 | 30201 | 办公费 | 5.00 | 31002 | 办公设备购置 | 1.00
            30102 | 津贴补贴 | 10.00 | 30229 | 福利费 | 3.00 | 31099 | 其他资本性支出 | 0.00
            303 | 对个人和家庭的补助 | 1.00 | | | | 399 | 其他支出 |
            30309 | 奖励金 | 1.00 | | | | | |
            人员经费合计 | < | 31.00 | 公用经费合计 | < | < | < | < | 9.00""")),
    skip=(5,))  # fmt: skip
BASIC_TOTALS = [
    ("final_general_basic", None, None, "人员经费合计", None, "total", Decimal("310000.00")),
    ("final_general_basic", None, None, "公用经费合计", None, "total", Decimal("90000.00")),
]

ITEMS = ("合计", "因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费")
THREE = Printed(
    "final_three_public", " ".join(f"{item}.{stage}" for stage in ("budget", "final") for item in ITEMS),
    FormTable(
        title="财政拨款“三公”经费支出决算表", number="公开09表", unit="单位：万元",
        header=rows("""
            预算数 | < | < | < | < | < | 决算数 | < | < | < | < | <
            合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | < | < | 公务接待费 | 合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | < | < | 公务接待费
            ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行维护费 | ^ | ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行维护费 | ^
            1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12"""),
        rows=rows("19.00 | 5.00 | 12.00 | 4.00 | 8.00 | 2.00 | 9.50 | 0.00 | 8.00 | 0.00 | 8.00 | 1.50")))  # fmt: skip

FUND = Printed(
    "final_government_fund", "code name opening_balance income total basic project closing_balance",
    FormTable(
        title="政府性基金预算财政拨款收入支出决算表", number="公开07表", unit="单位：万元",
        header=rows("""
            项目 | < | 年初结转和结余 | 本年收入 | 本年支出 | < | < | 年末结转和结余
            科目编码 | 科目名称 | ^ | ^ | 小计 | 基本支出 | 项目支出 | ^"""),
        rows=rows("""
            合计 | < | 1.00 | 10.00 | 9.00 | 0.00 | 9.00 | 2.00
            212 | 城乡社区支出 | 1.00 | 10.00 | 9.00 | 0.00 | 9.00 | 2.00
            21208 | 国有土地使用权出让收入安排的支出 | 1.00 | 10.00 | 9.00 | 0.00 | 9.00 | 2.00
            2120899 | 其他国有土地使用权出让收入安排的支出 | 1.00 | 10.00 | 9.00 | 0.00 | 9.00 | 2.00""")))  # fmt: skip

CAPITAL = Printed(
    "final_state_capital", "code name total basic project",
    FormTable(
        title="国有资本经营预算财政拨款支出决算表", number="公开08表", unit="单位：万元",
        header=rows("""
            项目 | < | 本年支出 | < | <
            功能分类科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"""),
        rows=rows("""
            合计 | < | 4.00 | 0.00 | 4.00
            223 | 国有资本经营预算支出 | 4.00 | 0.00 | 4.00
            22301 | 解决历史遗留问题及改革成本支出 | 4.00 | 0.00 | 4.00""")))  # fmt: skip

NINE = (SUMMARY, INCOME, EXPENDITURE, FISCAL_SUMMARY, GENERAL, BASIC, THREE, FUND, CAPITAL)
SHORT_PAGE = (595.28, 330.0)  # a page that a form does not fit on


def titled(printed: Printed, title: str, **changes: object) -> Printed:
    return replace(printed, table=replace(printed.table, title=title, **changes))


def long(printed: Printed, repeat: int = 8) -> Printed:
    """The form with more rows: other classes with the same figures."""
    first = printed.table.rows[1:]
    more = [
        tuple(f"{204 + n}{cell[3:]}" if j == 0 else cell for j, cell in enumerate(row)) for n in range(repeat) for row in first[1:4]
    ]  # fmt: skip
    return replace(printed, table=replace(printed.table, rows=(*printed.table.rows, *more)))


def expect(printed: Printed) -> list:
    return printed.expected() + (BASIC_TOTALS if printed is BASIC else [])


# the nine forms, in all layouts of the tool


@pytest.mark.parametrize("options", [
    {}, {"caption": "inside"}, {"outer_border": False}, {"rules": "horizontal"}, {"rules": "three_line"}, {"double_struck": True},
    {"code_columns": "split"}, {"code_columns": "split", "blank_parents": True}, {"code_columns": "split", "pad_codes": False},
    {"rotate": 90, "orientation": "landscape"}, {"group_digits": False}, {"vertical_align": "bottom", "name_chars": 5},
    {"wide_columns": 7, "caption_before": True}, {"new_page": True}, {"orientation": "landscape"},
    {"page": SHORT_PAGE}, {"page": SHORT_PAGE, "repeat_header": True}, {"page": SHORT_PAGE, "repeat_header": True, "repeat_caption": True},
    {"page": SHORT_PAGE, "break_rows": True, "name_chars": 5, "vertical_align": "top"},
    {"page": SHORT_PAGE, "repeat_header": True, "code_columns": "split", "blank_parents": True},
    {"page": SHORT_PAGE, "rules": "horizontal"},
    {"page": SHORT_PAGE, "rules": "three_line", "repeat_header": True},
    {"caption": "inside", "outer_border": False, "page": SHORT_PAGE, "repeat_header": True},
], ids=str)  # fmt: skip
def test_the_nine_forms_in_every_layout(options: dict) -> None:
    layout = change(Layout(), options)
    outcome = read(typeset([p.table for p in NINE], layout))
    same(outcome.found(), [x for p in NINE for x in expect(p)], bodies=False)


# titles


@pytest.mark.parametrize(("printed", "title"), [
    (SUMMARY, "收入支出决算汇总表"), (SUMMARY, "收支决算总表"), (SUMMARY, "2024年度部门收入支出决算总体情况表"), (SUMMARY, "收 入 支 出 决 算 总 表"),
    (SUMMARY, "一、收入支出决算总表"), (SUMMARY, "表1 收入支出决算总表"), (SUMMARY, "2024年度收入支出决算总表（公开表01）"), (SUMMARY, "部门收支决算总表"),
    (INCOME, "收入决算总表"), (INCOME, "收入决算情况表"), (INCOME, "（二）收入决算表"), (INCOME, "2024年度部门收入总体决算表"),
    (EXPENDITURE, "支出决算总表"), (EXPENDITURE, "2024年度支出决算表"), (EXPENDITURE, "部门支出决算明细表"), (EXPENDITURE, "3.支出决算表"),
    (FISCAL_SUMMARY, "财政拨款收支决算总表"), (FISCAL_SUMMARY, "财政拨款收入支出决算总体情况表"), (FISCAL_SUMMARY, "部门财政拨款收支决算总表"),
    (GENERAL, "一般公共预算支出决算表"), (GENERAL, "一般公共预算财政拨款支出决算明细表"), (GENERAL, "一般公共预算财政拨款支出决算表（按功能分类科目）"),
    (BASIC, "一般公共预算财政拨款基本支出决算明细表"), (BASIC, "一般公共预算基本支出决算表"), (BASIC, "一般公共预算财政拨款基本支出决算表（按经济分类科目）"),
    (THREE, "一般公共预算财政拨款“三公”经费支出决算表"), (THREE, "\"三公\"经费支出决算表"), (THREE, "2024年度财政拨款三公经费支出情况表"),
    (THREE, "一般公共预算“三公”经费及机关运行经费支出决算表"), (THREE, "“三公”经费公共预算财政拨款支出决算表"),
    (FUND, "政府性基金预算财政拨款支出决算表"), (FUND, "政府性基金预算收入支出决算表"), (FUND, "政府性基金收支决算表"),
    (CAPITAL, "国有资本经营预算财政拨款收入支出决算表"), (CAPITAL, "国有资本经营预算支出决算表"), (CAPITAL, "国有资本经营支出决算表"),
], ids=lambda v: v if isinstance(v, str) else "")  # fmt: skip
def test_titles_of_final_accounts(printed: Printed, title: str) -> None:
    outcome = read(typeset([titled(printed, title).table]), kind="final")
    same(outcome.found(), expect(printed), bodies=False)


def test_a_title_inside_the_ruled_area_over_several_rows() -> None:
    check(
        [EXPENDITURE, FISCAL_SUMMARY],
        {"caption": "inside", "new_page": True, "repeat_header": True, "page": SHORT_PAGE},
        min_pages=3,
    )


def test_titles_left_behind_on_the_page_before() -> None:
    check(
        [INCOME, EXPENDITURE, FISCAL_SUMMARY],
        {"wide_columns": 5, "caption_before": True, "caption_lines": "separate"},
        min_pages=4,
    )


def test_a_title_broken_over_two_lines_and_numbers_of_forms() -> None:
    broken = [Paragraph("表七"), Paragraph("政府性基金预算财政拨款收入支出"), Paragraph("决算表")]
    check(titled(FUND, ""), before=broken)


def test_a_narrative_that_names_forms_does_not_name_the_next_table() -> None:
    text = [
        Heading("第三部分 情况说明"),
        Paragraph("收入决算总体情况见收入决算表，支出情况如支出决算表所示。"),
        Paragraph("详见附表。"),
    ]
    staff = Printed(
        None, "", FormTable(title="", header=(("单位", "人数"),), rows=(("某某局", "12"), ("某某中心", "34")))
    )
    check([GENERAL, staff], before=text)


# header and pages


@pytest.mark.parametrize("options", [
    {}, {"repeat_header": True}, {"repeat_header": True, "repeat_caption": True},
    {"break_rows": True, "name_chars": 4, "vertical_align": "top"},
    {"break_rows": True, "name_chars": 4, "vertical_align": "bottom"}, {"break_rows": True, "name_chars": 4}, {"caption": "inside", "repeat_header": True},
    {"code_columns": "split", "blank_parents": True}, {"code_columns": "split", "blank_parents": True, "break_rows": True, "name_chars": 4},
    {"rules": "horizontal", "repeat_header": True}, {"rules": "horizontal"},
    {"rules": "three_line"}, {"outer_border": False}, {"rotate": 90, "break_rows": True, "name_chars": 4},
], ids=str)  # fmt: skip
def test_a_form_over_pages(options: dict) -> None:
    check(long(EXPENDITURE), {"page": SHORT_PAGE, **options}, min_pages=3)


@pytest.mark.parametrize("height", range(300, 372, 8))
def test_a_row_cut_at_any_line_by_the_end_of_the_page(height: int) -> None:
    options = {
        "page": (595.28, float(height)),
        "break_rows": True,
        "name_chars": 4,
        "stretch": False,
        "vertical_align": "top",
        "font_size": 10.5,
    }
    check([long(GENERAL), SUMMARY], options, min_pages=3)


@pytest.mark.parametrize("height", range(300, 372, 8))
def test_a_row_cut_at_any_line_with_its_amounts_at_the_bottom(height: int) -> None:
    options = {
        "page": (595.28, float(height)),
        "break_rows": True,
        "name_chars": 4,
        "stretch": False,
        "vertical_align": "bottom",
        "font_size": 10.5,
    }
    check([long(GENERAL), SUMMARY], options, min_pages=3)


def test_two_forms_on_a_page() -> None:
    outcome = check([GENERAL, CAPITAL, FUND], {"orientation": "landscape", "font_size": 7.0})
    assert {a.page for a in outcome.amounts} == {1}


def test_lanes_of_different_length() -> None:
    table = replace(
        SUMMARY.table,
        rows=(
            *SUMMARY.table.rows[:5],
            *rows("\n".join(f"| {n} | | {n}、其他支出 | {n} | 0.00" for n in range(6, 16))),
            *SUMMARY.table.rows[5:],
        ),
    )
    check(replace(SUMMARY, table=table), {"page": SHORT_PAGE})


@pytest.mark.parametrize("rules", ["horizontal", "three_line"])
def test_narrow_figures_without_vertical_rules(rules: str) -> None:
    table = FormTable(
        title="支出预算总表", unit="单位：元", header=(("科目编码", "科目名称", "合计", "基本支出", "项目支出"),),
        rows=rows("""
            合计 | < | 1.00 | 1.00 | 0.00
            201 | 一般公共服务支出 | 1.00 | 1.00 | 0.00
            20106 | 财政事务 | 1.00 | 1.00 | 0.00
            2010601 | 行政运行 | 1.00 | 1.00 | """))  # fmt: skip
    check(
        Printed("budget_expenditure", "code name total basic project", table, unit="元"),
        {"rules": rules},
        kind="budget",
    )


# codes


def test_code_and_name_in_one_cell_with_economic_codes_beside() -> None:
    table = FormTable(
        title="支出预算总表", unit="单位：万元",
        header=rows("功能分类科目 | 政府预算支出经济分类科目 | 部门预算支出经济分类科目 | 合计 | 基本支出 | 项目支出"),
        rows=rows("""
            2120101-行政运行 | 50101-工资奖金津补贴 | 30101-基本工资 | 20.123456 | 20.123456 |
            2120101-行政运行 | 50201-办公经费 | 30201-办公费 | 5.500000 | 5.500000 |
            2120199-其他城乡社区管理事务支出 | 50205-委托业务费 | 3022701-委托业务费 | 7.000001 | | 7.000001
            合计 | < | < | 32.623457 | 25.623456 | 7.000001"""))  # fmt: skip
    printed = Printed("budget_expenditure", "name - - total basic project", table)
    outcome = check(printed, kind="budget", year=2026)
    first = outcome.amounts[0]
    assert (first.code, first.economic_code, first.government_economic_code) == ("2120101", "30101", "50101")
    assert first.yuan == Decimal("201234.56")


def test_codes_in_brackets_before_the_name() -> None:
    table = FormTable(
        title="一般公共预算基本支出表（按部门预算支出经济分类科目）", unit="单位：万元", header=rows("项目 | 合计 | 人员经费 | 公用经费"),
        rows=rows("""
            合计 | 30.00 | 25.00 | 5.00
            [301]工资福利支出 | 25.00 | 25.00 | 0.00
            [30101]基本工资 | 25.00 | 25.00 | 0.00
            [302]商品和服务支出 | 5.00 | 0.00 | 5.00
            [30201]办公费 | 5.00 | 0.00 | 5.00"""))  # fmt: skip
    check(Printed("budget_general_basic", "name total personnel public", table), kind="budget", year=2026)


def test_forms_without_codes_by_indentation() -> None:
    table = FormTable(
        title="一般公共预算支出表", unit="单位：万元", header=rows("项目 | 合计 | 基本支出 | 项目支出\n** | 1 | 2 | 3"),
        rows=(("合计", "30.00", "25.00", "5.00"), ("一般公共服务支出", "20.00", "20.00", "0.00"), ("　政府办公厅（室）及相关机构事务", "20.00", "20.00", "0.00"),
              ("　　行政运行", "20.00", "20.00", "0.00"), ("住房保障支出", "10.00", "5.00", "5.00"), ("　住房改革支出", "10.00", "5.00", "5.00"),
              ("　　住房公积金", "10.00", "5.00", "5.00")))  # fmt: skip
    outcome = check(Printed("budget_general_expenditure", "name total basic project", table), kind="budget", year=2026)
    levels = [a.row_level for a in outcome.amounts if a.measure == "total"]
    assert levels == [0, 1, 2, 3, 1, 2, 3]
    assert [a.line_name for a in outcome.amounts if a.measure == "total" and a.is_leaf] in (
        ["行政运行", "住房公积金"],
        ["一般公共服务支出", "住房保障支出"],
    )


def test_rows_keyed_by_bodies() -> None:
    table = FormTable(
        title="收入预算总表", unit="单位：万元",
        header=rows("单位代码 | 单位名称 | 合计 | 一般公共预算 | 政府性基金预算 | 财政专户管理资金 | 上年结转结余"),
        rows=rows("""
            | 合计 | 60.00 | 50.00 | 5.00 | 3.00 | 2.00
            024 | 某某市某某局 | 40.00 | 35.00 | 2.00 | 2.00 | 1.00
            024002 | 某某市某某中心 | 20.00 | 15.00 | 3.00 | 1.00 | 1.00"""))  # fmt: skip
    printed = Printed(
        "budget_income", "- name total general_budget government_fund fiscal_special_account carryover", table
    )
    check(printed, kind="budget", year=2026)


def test_split_codes_with_blank_parents_over_pages_that_repeat_the_header() -> None:
    outcome = check(
        long(GENERAL, 12),
        {
            "page": SHORT_PAGE,
            "code_columns": "split",
            "blank_parents": True,
            "repeat_header": True,
            "repeat_caption": True,
        },
        min_pages=3,
    )
    assert {a.code for a in outcome.amounts if a.page > 1} - {None} >= {"2150301"}


# column numbers, line numbers, years, remarks


@pytest.mark.parametrize(
    "numbers",
    [
        "栏次 | < | 1 | 2 | 3",
        "** | ** | 1 | 2 | 3",
        "甲 | 乙 | 1 | 2 | 3",
        "** | ** | 1=2+3 | 2 | 3",
        "1 | 2 | 3 | 4 | 5",
        "A | B | C | D | E",
        "栏次 | < | 1=2+3 | 2 | 3",
        "** | ** | （1） | （2） | （3）",
        "— | — | 1 | 2 | 3",
        "甲 | 乙 | ① | ② | ③",
    ],
)
def test_column_numbers_are_no_money(numbers: str) -> None:
    header = (*GENERAL.table.header, *rows(numbers))
    check([replace(GENERAL, table=replace(GENERAL.table, header=header)), CAPITAL])
    check(
        long(replace(GENERAL, table=replace(GENERAL.table, header=header))),
        {"page": SHORT_PAGE, "repeat_header": True},
        min_pages=2,
    )


def test_years_in_headers_are_no_money_and_tell_stages() -> None:
    table = FormTable(
        title="一般公共预算支出预算表", unit="单位：万元",
        header=rows("科目编码 | 科目名称 | 2025年执行数 | 2026年预算数 | < | < | 2026年比2025年增减 | <\n^ | ^ | ^ | 小计 | 基本支出 | 项目支出 | 增减额 | 增减%"),
        rows=rows("""
            合计 | < | 80.00 | 90.00 | 40.00 | 50.00 | 10.00 | 12.50
            201 | 一般公共服务支出 | 80.00 | 90.00 | 40.00 | 50.00 | 10.00 | 12.50"""))  # fmt: skip
    printed = Printed("budget_general_expenditure", "code name prior_year_total total basic project unmapped -", table)
    check(printed, kind="budget", year=2026)


def test_remarks_at_the_bottom_are_no_rows() -> None:
    notes = (
        "注：本表反映部门本年度取得的各项收入情况。本表金额转换为万元时，因四舍五入可能存在尾差。",
        "2. 2024年共12个单位。",
    )
    check([replace(GENERAL, table=replace(GENERAL.table, notes=notes)), CAPITAL])
    inside = (*GENERAL.table.rows, ("注：本表反映部门本年度一般公共预算财政拨款支出情况。", "<", "<", "<", "<"))
    check([replace(GENERAL, table=replace(GENERAL.table, rows=inside)), CAPITAL])


# empty forms


@pytest.mark.parametrize("blank", ["", "/", "—", "-", "无"])
def test_an_empty_form_between_filled_ones(blank: str) -> None:
    empty = replace(
        FUND,
        table=replace(
            FUND.table,
            rows=(("合计", "<", *[blank] * 6), *[("", "", *[blank] * 6)] * 3),
            notes=("注：本部门无政府性基金预算财政拨款收支，故本表为空。",),
        ),
    )
    outcome = check([GENERAL, empty, CAPITAL])
    assert [f.form for f in outcome.forms] == [
        "final_general_expenditure",
        "final_government_fund",
        "final_state_capital",
    ]


def test_a_form_of_zeros_is_printed_money() -> None:
    zeros = replace(FUND, table=replace(FUND.table, rows=(("合计", "<", *["0.00"] * 6),)))
    outcome = check([GENERAL, zeros])
    assert sum(a.yuan == 0 for a in outcome.amounts if a.form == "final_government_fund") == 6


# units


def test_the_unit_of_each_form_is_its_own() -> None:
    yuan = replace(
        GENERAL,
        table=replace(GENERAL.table, unit="单位：元", rows=rows("合计 | < | 900,000.00 | 400,000.00 | 500,000.00")),
        unit="元",
    )
    check([yuan, THREE, replace(CAPITAL, table=replace(CAPITAL.table, unit="单位：人民币元"), unit="元")])


def test_a_unit_in_the_title_of_a_column() -> None:
    header = rows("项目 | < | 本年支出（元） | < | <\n功能分类科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出")
    check(replace(GENERAL, table=replace(GENERAL.table, unit="", header=header), unit="元"))


def test_a_unit_on_the_first_page_only_holds_on_the_next() -> None:
    outcome = check(long(GENERAL), {"page": SHORT_PAGE}, min_pages=2)
    assert {a.unit for a in outcome.amounts} == {"万元"}


def test_a_form_without_a_unit_among_mixed_ones_has_none() -> None:
    yuan = replace(CAPITAL, table=replace(CAPITAL.table, unit="单位：元"), unit="元")
    bare = replace(FUND, table=replace(FUND.table, unit=""))
    outcome = read(typeset([GENERAL.table, yuan.table, bare.table]))
    assert {a.yuan for a in outcome.amounts if a.form == "final_government_fund"} == {None}


# twins


def test_twin_forms_of_fiscal_money_and_the_general_budget_are_not_mixed() -> None:
    columns = rows("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出")
    body = rows("合计 | < | 90.00 | 40.00 | 50.00\n201 | 一般公共服务支出 | 90.00 | 40.00 | 50.00")
    economic = rows(
        "合计 | < | 40.00 | 30.00 | 10.00\n301 | 工资福利支出 | 30.00 | 30.00 |\n302 | 商品和服务支出 | 10.00 | | 10.00"
    )
    basic = rows(
        "部门预算支出经济科目 | < | 本年一般公共预算基本支出 | < | <\n科目编码 | 科目名称 | 合计 | 人员经费 | 公用经费"
    )
    forms = [
        Printed(None, "", FormTable(title="财政拨款支出表（功能科目）", number="公开05表", unit="单位：万元", header=columns, rows=body)),
        Printed(None, "", FormTable(title="财政拨款基本支出表（经济科目）", number="公开06表", unit="单位：万元", header=basic, rows=economic)),
        Printed("budget_general_expenditure", "code name total basic project",
                FormTable(title="一般公共预算支出表（功能科目）", number="公开07表", unit="单位：万元", header=columns, rows=body)),
        Printed("budget_general_basic", "code name total personnel public",
                FormTable(title="一般公共预算基本支出表", number="公开08表", unit="单位：万元", header=basic, rows=economic)),
    ]  # fmt: skip
    check(forms, kind="budget", year=2026)
    check(forms, {"new_page": True, "caption": "inside"}, kind="budget", year=2026)


def test_several_blocks_of_expenditure_side_by_side() -> None:
    table = FormTable(
        title="部门综合预算收支总表", unit="单位：元",
        header=rows("""
            收入 | < | 支出 | < | < | < | < | <
            项目 | 预算数 | 支出功能分科目（按大类） | 预算数 | 部门预算支出经济科目（按大类） | 预算数 | 政府预算支出经济分类科目（按大类） | 预算数"""),
        rows=rows("""
            一、部门预算 | 900.00 | 一、部门预算 | 900.00 | 一、部门预算 | 900.00 | 一、部门预算 | 900.00
            1、财政拨款 | 900.00 | 1、一般公共服务支出 | 600.00 | 1、人员经费和公用经费支出 | 700.00 | 1、机关工资福利支出 | 700.00
            （1）一般公共预算拨款 | 900.00 | 2、住房保障支出 | 300.00 | （1）工资福利支出 | 700.00 | 2、机关商品和服务支出 | 200.00
            | | | | 2、专项业务经费支出 | 200.00 | |
            收入总计 | 900.00 | 支出总计 | 900.00 | 支出总计 | 900.00 | 支出总计 | 900.00"""))  # fmt: skip
    side = "name expenditure.total"
    outcome = check(
        Printed("budget_summary", f"name income.total | {side} | {side} | {side}", table, unit="元"),
        kind="budget",
        year=2022,
    )
    assert {a.block for a in outcome.amounts if a.side == "expenditure"} == {1, 2, 3}


def test_a_cover_and_contents_before_the_forms() -> None:
    check(
        [SUMMARY, EXPENDITURE],
        before=[Cover(("某某市某某局", "2024年度部门决算")), Heading("第二部分 2024年度部门决算表", 1)],
        min_pages=2,
    )
