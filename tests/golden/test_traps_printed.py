"""Forms as spreadsheets and word processors print them: broken sideways, with merged cells, blank columns, titles that go on.

Here: what the way to the PDF does to a form, and forms of further years and provinces. Not here: words alone (test_traps_variants.py), rules
(test_traps_rules.py).
"""

from dataclasses import replace

import pytest

from pipelines.samples import FormTable, Layout, Paragraph, change, typeset
from tests.golden.test_traps import EXPENDITURE, GENERAL, SHORT_PAGE, SUMMARY, long
from tests.golden.test_traps_drawn import GENERAL as DRAWN
from tests.golden.test_traps_drawn import TOP, XS, captioned, drawn, holds
from tests.golden.test_traps_variants import ITEMS, WIDE, assert_same, form
from tests.golden.traps.forms import Printed, budget, check, final, read, rows, same
from tests.golden.traps.sheets import Sheet, pdf

CODED = "| 合计 | 9.00 | 4.00 | 5.00\n205 | 教育支出 | 9.00 | 4.00 | 5.00\n20502 | 普通教育 | 9.00 | 4.00 | 5.00\n2050201 | 学前教育 | 9.00 | 4.00 | 5.00"


def expenditure(**given: object) -> Printed:
    """The expenditure form of a budget by functional code."""
    header = "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"
    return form("budget_expenditure", "code name total basic project", "部门支出总表", header, CODED, **given)


# ------------------------------------------------------------------------------------------- broken over pages
def test_a_wide_form_whose_right_columns_stand_on_the_next_page() -> None:
    """A spreadsheet too wide for the paper goes on sideways: the rows are those of the page before."""
    first, second = Sheet(), Sheet()
    captioned(first, DRAWN)
    everything = (*DRAWN.table.header, *DRAWN.table.rows)
    first.table(XS[:5], TOP, [row[:4] for row in everything])
    second.table(XS[:2], TOP, [row[4:] for row in everything])
    holds(pdf(first, second))


def test_a_wide_form_over_two_pages_down_and_two_across() -> None:
    printed = replace(DRAWN, table=replace(DRAWN.table, rows=(*DRAWN.table.rows, *rows("""
        205 | 教育支出 | 30.00 | 20.00 | 10.00
        20502 | 普通教育 | 30.00 | 20.00 | 10.00"""))))  # fmt: skip
    sheets = []
    top = [*printed.table.header, *printed.table.rows[:4]]
    rest = list(printed.table.rows[4:])
    for part, columns in ((top, slice(0, 4)), (rest, slice(0, 4)), (top, slice(4, 5)), (rest, slice(4, 5))):
        sheet = Sheet()
        if not sheets:
            captioned(sheet, printed)
        cut = [row[columns] for row in part]
        sheet.table(XS[: len(cut[0]) + 1], TOP, cut)
        sheets.append(sheet)
    holds(pdf(*sheets), printed)


@pytest.mark.parametrize(
    "title", ["支出决算表（续）", "支出决算表（续表）", "续表", "（续上表）", "支出决算表(续1)", "支出决算表　续"]
)
def test_titles_of_continuation_pages(title: str) -> None:
    table = long(EXPENDITURE).table
    half = len(table.rows) // 2
    parts = [
        replace(table, rows=table.rows[:half]),
        replace(table, title=title, number="", body="", rows=table.rows[half:]),
    ]
    outcome = read(typeset(parts, change(Layout(), {"new_page": True})))
    same(outcome.found(), long(EXPENDITURE).expected(), bodies=False)


def test_a_header_printed_again_in_the_midst_of_a_page() -> None:
    header, body = DRAWN.table.header, DRAWN.table.rows
    sheet = Sheet()
    captioned(sheet, DRAWN)
    sheet.table(XS, TOP, [*header, *body[:3], *header, *body[3:]])
    holds(pdf(sheet))


@pytest.mark.parametrize(
    "options",
    [
        {"repeat_caption": True},
        {"repeat_caption": True, "repeat_header": True},
        {"repeat_caption": True, "rules": "horizontal", "repeat_header": True},
    ],
    ids=str,
)
def test_captions_again_on_continuation_pages(options: dict) -> None:
    check([long(EXPENDITURE), GENERAL], {"page": SHORT_PAGE, **options}, min_pages=3)


# --------------------------------------------------------------------------------------------------- merged cells
def test_the_kind_of_expenditure_merged_over_its_rows() -> None:
    printed = form("budget_general_basic", "- code name total", "一般公共预算基本支出表", "类别 | 科目编码 | 科目名称 | 预算数", """
        合计 | | | 31.00
        人员经费 | 301 | 工资福利支出 | 26.00
        ^ | 30101 | 基本工资 | 20.00
        ^ | 30113 | 住房公积金 | 6.00
        公用经费 | 302 | 商品和服务支出 | 5.00
        ^ | 30201 | 办公费 | 5.00""", names={"": "合计"})  # fmt: skip
    budget(printed)


def test_projects_of_a_body_merged_over_its_rows() -> None:
    printed = form("budget_project", "body name total general_budget", "项目支出表", "单位名称 | 项目名称 | 合计 | 一般公共预算", """
        合计 | | 60.00 | 60.00
        某某市某某局本级 | 市容环境整治 | 30.00 | 30.00
        ^ | 协管员经费 | 20.00 | 20.00
        某某市某某中心 | 设备购置 | 10.00 | 10.00""")  # fmt: skip
    outcome = check(printed, kind="budget", year=2026, bodies=False)
    assert [a.row_body for a in outcome.amounts if a.measure == "total"][1:] == [
        "某某市某某局本级",
        "某某市某某局本级",
        "某某市某某中心",
    ]


def test_codes_of_classes_merged_over_their_items() -> None:
    printed = form("budget_expenditure", "class section item name total basic project", "部门支出总表",
                   "科目编码 | < | < | 科目名称 | 合计 | 基本支出 | 项目支出\n类 | 款 | 项 | ^ | ^ | ^ | ^", """
        | | | 合计 | 9.00 | 4.00 | 5.00
        205 | | | 教育支出 | 9.00 | 4.00 | 5.00
        ^ | 02 | | 普通教育 | 9.00 | 4.00 | 5.00
        ^ | ^ | 01 | 学前教育 | 4.00 | 4.00 |
        ^ | ^ | 02 | 小学教育 | 5.00 | | 5.00""")  # fmt: skip
    budget(printed)


def test_a_total_merged_over_all_key_columns_at_the_bottom() -> None:
    budget(form("budget_expenditure", "- code name total basic project", "部门支出总表", "序号 | 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出", """
        1 | 205 | 教育支出 | 9.00 | 4.00 | 5.00
        2 | 20502 | 普通教育 | 9.00 | 4.00 | 5.00
        合计 | < | < | 9.00 | 4.00 | 5.00"""))  # fmt: skip


# ------------------------------------------------------------------------------------------------- blank columns
def test_a_blank_column_between_the_sides() -> None:
    budget(form("budget_summary", "name income.total - name expenditure.total".replace(" - ", " | - "), "部门收支总表", "收入 | < | | 支出 | <\n项目 | 预算数 | | 项目 | 预算数", """
        一、一般公共预算拨款收入 | 90.00 | | 一、教育支出 | 90.00
        二、上年结转 | 10.00 | | 二、结转下年 | 10.00
        收入总计 | 100.00 | | 支出总计 | 100.00"""))  # fmt: skip


def test_blank_rows_between_the_lines() -> None:
    budget(form("budget_expenditure", "code name total basic project", "部门支出总表", "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出",
                CODED.replace("\n20502", "\n | | | | \n20502")))  # fmt: skip


def test_names_set_in_by_full_width_spaces() -> None:
    printed = expenditure()
    shown = [list(row) for row in printed.table.rows]
    shown[2][1], shown[3][1], shown[2][0], shown[3][0] = "　普通教育", "　　学前教育", "　20502", "　　2050201"
    assert_same(
        printed,
        replace(printed.table, rows=tuple(map(tuple, shown)), kinds=("name", "name", "amount", "amount", "amount")),
    )


def test_a_code_above_its_name_in_one_cell() -> None:
    sheet, _ = drawn(
        replace(DRAWN, table=replace(DRAWN.table, header=rows("科目 | 备注 | 本年支出 | 基本支出 | 项目支出"), rows=tuple(
            (f"{row[0]}\n{row[1]}" if row[0].isdigit() else row[0], "", *row[2:]) for row in DRAWN.table.rows))),
        xs=(40.0, 250.0, 330.0, 450.0, 570.0, 690.0), pitch=30)  # fmt: skip
    holds(pdf(sheet))


# ----------------------------------------------------------------------------------------------- further forms
def test_final_income_with_fiscal_money_by_budget() -> None:
    final(form("final_income", "code name total general_budget government_fund state_capital superior_subsidy institutional_income operating_income affiliate_remittance other_income", "收入决算表", """
        项目 | < | 本年收入合计 | 财政拨款收入 | < | < | 上级补助收入 | 事业收入 | 经营收入 | 附属单位上缴收入 | 其他收入
        科目编码 | 科目名称 | ^ | 一般公共预算财政拨款收入 | 政府性基金预算财政拨款收入 | 国有资本经营预算财政拨款收入 | ^ | ^ | ^ | ^ | ^""",
        "合计 | < | 9.00 | 8.00 | | | | 1.00 | | | \n205 | 教育支出 | 9.00 | 8.00 | | | | 1.00 | | | \n20502 | 普通教育 | 9.00 | 8.00 | | | | 1.00 | | | "), **WIDE)  # fmt: skip


def test_final_general_expenditure_against_the_budget() -> None:
    final(form("final_general_expenditure", "code name approved_total adjusted_total total basic project", "一般公共预算财政拨款支出决算表", """
        科目编码 | 科目名称 | 年初预算数 | 全年预算数 | 决算数 | < | <
        ^ | ^ | ^ | ^ | 小计 | 基本支出 | 项目支出""",
        "合计 | < | 10.00 | 9.50 | 9.00 | 4.00 | 5.00\n205 | 教育支出 | 10.00 | 9.50 | 9.00 | 4.00 | 5.00\n20502 | 普通教育 | 10.00 | 9.50 | 9.00 | 4.00 | 5.00"), **WIDE)  # fmt: skip


def test_general_budget_against_last_years_execution() -> None:
    budget(form("budget_general_expenditure", "code name prior_year_total total basic project - -", "一般公共预算支出表", """
        功能分类科目 | < | 2025年执行数 | 2026年预算数 | < | < | 2026年预算数比2025年执行数 | <
        科目编码 | 科目名称 | ^ | 小计 | 基本支出 | 项目支出 | 增减额 | 增减%""", """
        | 合计 | 10.00 | 9.00 | 4.00 | 5.00 | | -10.00%
        205 | 教育支出 | 10.00 | 9.00 | 4.00 | 5.00 | | -10.00%
        20502 | 普通教育 | 10.00 | 9.00 | 4.00 | 5.00 | | -10.00%"""), **WIDE)  # fmt: skip


def test_fiscal_summary_with_carry_over_by_budget_on_both_sides() -> None:
    budget(form("budget_fiscal_summary", "name income.total | name expenditure.total expenditure.general_budget expenditure.government_fund expenditure.state_capital", "财政拨款收支总表", """
        收入 | < | 支出 | < | < | < | <
        项目 | 预算数 | 项目 | 合计 | 一般公共预算 | 政府性基金预算 | 国有资本经营预算""", """
        一、本年收入 | 100.00 | 一、本年支出 | 105.00 | 95.00 | 10.00 |
        （一）一般公共预算拨款 | 90.00 | （一）一般公共服务支出 | 95.00 | 95.00 | |
        （二）政府性基金预算拨款 | 10.00 | （二）城乡社区支出 | 10.00 | | 10.00 |
        （三）国有资本经营预算拨款 | | | | | |
        二、上年结转 | 5.00 | 二、年终结转结余 | | | |
        （一）一般公共预算拨款 | 5.00 | | | | |
        （二）政府性基金预算拨款 | | | | | |
        收入总计 | 105.00 | 支出总计 | 105.00 | 95.00 | 10.00 | """), **WIDE)  # fmt: skip


@pytest.mark.parametrize(
    ("numbers", "skip"),
    [
        ("甲 | 乙 | 1 | 2 | 3", (0,)),
        ("A | B | C | D | E", (0,)),
        ("** | ** | 1 | 2 | 3", (0,)),
        ("栏次 | < | 1=2+3 | 2 | 3", (0,)),
        ("（1） | （2） | （3）=（4）+（5） | （4） | （5）", (0,)),
        ("① | ② | ③ | ④ | ⑤", (0,)),
        ("1 | 2 | 3 | 4 | 5", (0,)),
    ],
)
def test_rows_of_column_numbers(numbers: str, skip: tuple[int, ...]) -> None:
    header = f"科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n{numbers}"
    budget(form("budget_expenditure", "code name total basic project", "部门支出总表", header, CODED))


def test_three_public_by_year_in_rows() -> None:
    printed = form(
        "budget_three_public", " ".join(f"{item}.budget" for item in ()) or "-", "“三公”经费预算表", "a", "b"
    )
    header = rows(
        "年度 | “三公”经费合计 | 因公出国（境）费 | 公务用车购置及运行费 | < | < | 公务接待费\n^ | ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^"
    )
    body = rows(
        "2025年预算数 | 20.00 | 5.00 | 13.00 | 5.00 | 8.00 | 2.00\n2026年预算数 | 19.00 | 5.00 | 12.00 | 4.00 | 8.00 | 2.00"
    )
    wanted = [("budget_three_public", None, None, item, None, measure, value * 10000) for measure, row in (("prior_year_budget", (20, 5, 13, 5, 8, 2)), ("budget", (19, 5, 12, 4, 8, 2))) for item, value in zip(("合计", *ITEMS), row, strict=True)]  # fmt: skip
    table = replace(printed.table, header=header, rows=body)
    same(read(typeset([table], change(Layout(), WIDE)), "budget", 2026).found(), wanted, bodies=False)


def test_final_three_public_beside_the_budget_down_the_page() -> None:
    final(form("final_three_public", "name budget final", "“三公”经费支出决算表", "项目 | 预算数 | 决算数", """
        合计 | 19.00 | 9.50
        1.因公出国（境）费 | 5.00 | 0.00
        2.公务用车购置及运行维护费 | 12.00 | 8.00
        （1）公务用车购置费 | 4.00 | 0.00
        （2）公务用车运行维护费 | 8.00 | 8.00
        3.公务接待费 | 2.00 | 1.50""", names={"1.因公出国（境）费": ITEMS[0], "2.公务用车购置及运行维护费": ITEMS[1],
               "（1）公务用车购置费": ITEMS[2], "（2）公务用车运行维护费": ITEMS[3], "3.公务接待费": ITEMS[4]}))  # fmt: skip


def test_expenditure_with_the_body_before_the_codes() -> None:
    printed = form("budget_expenditure", "body code name total basic project", "部门支出总表", "单位名称 | 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出", """
        合计 | | | 9.00 | 4.00 | 5.00
        某某市某某局 | 2050201 | 学前教育 | 4.00 | 4.00 |
        某某市某某局 | 2050202 | 小学教育 | 5.00 | | 5.00""")  # fmt: skip
    budget(printed)


def test_a_unit_below_the_table() -> None:
    printed = expenditure(
        line="",
    )
    budget(replace(printed, table=replace(printed.table, notes=("单位：万元",))))


def test_small_type_on_one_page() -> None:
    check([long(EXPENDITURE, 8), SUMMARY], {"font_size": 5.0, "row_padding": 0.8})


@pytest.mark.parametrize("title", ["公开01表", "附表1", "表一"])
def test_forms_with_numbers_and_no_titles_are_not_guessed(title: str) -> None:
    """A number names no form: it is another one in every province."""
    table = FormTable(
        title=title,
        unit="单位：万元",
        header=rows("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"),
        rows=rows(CODED),
    )
    outcome = read(typeset([table]), "budget", 2026)
    assert {f.form for f in outcome.forms} <= {"budget_expenditure"}


def test_text_between_the_title_and_the_form() -> None:
    printed = expenditure()
    data = typeset(
        [
            Paragraph("表三：部门支出总表"),
            Paragraph("本表按支出功能分类编列，反映本部门全部支出。"),
            replace(printed.table, title=""),
        ]
    )
    same(read(data, "budget", 2026).found(), printed.expected(), bodies=False)


def test_procurement_by_kind_of_goods() -> None:
    budget(form("budget_procurement", "name total - - -", "政府采购预算表", "采购项目 | 合计 | 货物 | 工程 | 服务", """
        合计 | 12.50 | | |
        办公设备 | 10.00 | | |
        物业管理 | 2.50 | | | """))  # fmt: skip


@pytest.mark.parametrize("unit", ["单位：万元", "金额单位：人民币万元"])
@pytest.mark.parametrize(
    "body",
    [
        "部门名称：某某市某某局",
        "编制单位：某某市某某局 2026年",
        "部门：101-某某市某某局",
        "单位：某某市某某局（101001）",
    ],
)
def test_captions_of_body_and_unit_in_one_line(body: str, unit: str) -> None:
    printed = expenditure(
        line=unit,
    )
    budget(replace(printed, table=replace(printed.table, body=body)))


def test_government_economic_classes_alone_are_an_annex() -> None:
    other = expenditure()
    annex = form(
        None,
        "- - -",
        "支出总表（按政府预算支出经济分类）",
        "科目编码 | 科目名称 | 合计",
        "501 | 机关工资福利支出 | 9.00\n50101 | 工资奖金津补贴 | 9.00",
    )
    budget(other, annex, new_page=True)


def test_figures_alone_on_a_page_of_other_rows_go_on_no_table() -> None:
    """Rows at other heights, or a title of its own: another form, whose rows have no names here."""
    for shift, title in ((7, ""), (0, "某某情况表")):
        first, second = Sheet(), Sheet()
        captioned(first, DRAWN)
        everything = (*DRAWN.table.header, *DRAWN.table.rows)
        first.table(XS[:5], TOP, [row[:4] for row in everything])
        second.text(60, TOP - 30, title or "第 2 页", 12)
        second.table(XS[:2], TOP, [row[4:] for row in everything], pitch=18 + shift)
        found = read(pdf(first, second)).found()
        assert "project" not in {measure for *_, measure, _ in found}
