"""Tables with few rules: none vertical, some vertical, none at all, as web prints, word processors and statistical yearbooks set them.

Here: wrapped cells, continuation pages and spanning heads where no rule parts cells. Not here: ruled tables (test_traps_drawn.py).
"""

from dataclasses import replace
from typing import Any

import pytest

from pipelines.samples import FormTable, Layout, change, typeset
from tests.golden.test_traps import (
    EXPENDITURE,
    FISCAL_SUMMARY,
    FUND,
    GENERAL,
    INCOME,
    NINE,
    SHORT_PAGE,
    SUMMARY,
    THREE,
    expect,
    long,
)
from tests.golden.test_traps_drawn import GENERAL as DRAWN
from tests.golden.test_traps_drawn import TOP, XS, captioned, drawn, holds
from tests.golden.traps.forms import Printed, check, read, rows, same
from tests.golden.traps.sheets import Sheet, pdf

FEW = ["horizontal", "three_line"]


# ------------------------------------------------------------------------------------------------ wrapped names
@pytest.mark.parametrize("align", ["top", "middle", "bottom"])
@pytest.mark.parametrize("rules", FEW)
@pytest.mark.parametrize(
    "printed", [EXPENDITURE, GENERAL, FUND, SUMMARY], ids=["expenditure", "general", "fund", "summary"]
)
def test_names_wrapped_in_narrow_columns(printed: Printed, rules: str, align: str) -> None:
    check(printed, {"rules": rules, "vertical_align": align, "name_chars": 5, "stretch": False})


@pytest.mark.parametrize("rules", FEW)
def test_wide_forms_with_wrapped_names(rules: str) -> None:
    check([INCOME, FISCAL_SUMMARY, THREE], {"rules": rules, "orientation": "landscape", "name_chars": 6})


@pytest.mark.parametrize("align", ["top", "middle", "bottom"])
@pytest.mark.parametrize("rules", FEW)
def test_wrapped_names_over_pages(rules: str, align: str) -> None:
    check(long(GENERAL), {"rules": rules, "vertical_align": align, "name_chars": 5, "stretch": False, "page": SHORT_PAGE, "repeat_header": True}, min_pages=3)  # fmt: skip


# ------------------------------------------------------------------------------------------- continuation pages
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("rules", FEW)
def test_split_codes_with_blank_parents_over_pages(rules: str, header: bool) -> None:
    options = {
        "rules": rules,
        "code_columns": "split",
        "blank_parents": True,
        "page": SHORT_PAGE,
        "repeat_header": header,
    }
    check(long(GENERAL), options, min_pages=3)


@pytest.mark.parametrize("rules", FEW)
def test_split_codes_that_lost_their_zeros_over_pages(rules: str) -> None:
    options = {"rules": rules, "code_columns": "split", "pad_codes": False, "page": SHORT_PAGE, "repeat_header": True}
    check(long(EXPENDITURE), options, min_pages=3)


@pytest.mark.parametrize("rules", FEW)
def test_a_lone_total_on_the_last_page(rules: str) -> None:
    body = (*EXPENDITURE.table.rows[1:], ("合计", "<", *EXPENDITURE.table.rows[0][2:]))
    for height in (216.0, 222.0, 228.0):
        check(replace(EXPENDITURE, table=replace(EXPENDITURE.table, rows=body)), {"rules": rules, "page": (595.28, height)}, min_pages=2)  # fmt: skip


@pytest.mark.parametrize(
    "options",
    [
        {"rules": "three_line", "page": SHORT_PAGE, "code_columns": "split"},
        {"rules": "three_line", "name_chars": 5},
        {"rules": "horizontal", "caption": "inside", "name_chars": 5},
        {"rules": "three_line", "caption": "inside", "vertical_align": "top", "name_chars": 6, "break_rows": True},
        {"rules": "three_line", "code_columns": "split", "caption_lines": "separate"},
        {"rules": "three_line", "code_columns": "split", "blank_parents": True, "group_digits": False},
    ],
    ids=str,
)
def test_the_nine_forms_one_after_another(options: dict) -> None:
    """Forms begin where the one before ends: pages end under a header, begin with rows of a table whose empty columns they do not show."""
    outcome = read(typeset([p.table for p in NINE], change(Layout(), options)))
    same(outcome.found(), [x for p in NINE for x in expect(p)], bodies=False)


# ---------------------------------------------------------------------------------------------- wrapped amounts
@pytest.mark.parametrize("vertical", [True, False])
@pytest.mark.parametrize("wrapped", ["12,345,\n678.90", "12,345,678\n.90", "12,345,678.\n90", "12345678.\n90"])
def test_an_amount_wrapped_without_rules_between_rows(wrapped: str, vertical: bool) -> None:
    """Three lines, or vertical rules only: nothing but the height says that the digits below are the amount's rest."""
    sheet = Sheet()
    captioned(sheet, DRAWN)
    xs = (40.0, 110.0, 330.0, 390.0, 460.0, 530.0)
    bare(sheet, xs, DRAWN, pitch=32, texts={"12,345,678.90": wrapped}, vertical=vertical)
    holds(pdf(sheet))


def bare(
    sheet: Sheet, xs: Any, printed: Printed, pitch: float = 20.0, texts: dict[str, str] | None = None, vertical: bool = False,
    lines: bool = True, top: float = TOP, align: str = "right",
) -> float:  # fmt: skip
    """A table with a rule above and below its header and at its end; `vertical` adds rules between its columns."""
    body = [[(texts or {}).get(cell, cell) for cell in row] for row in (*printed.table.header, *printed.table.rows)]
    head = len(printed.table.header)
    bottom = sheet.table(xs, top, body, pitch=pitch, numbers=align, rules=lambda *_: None)
    if lines:
        for y in (top, top + head * pitch, bottom):
            sheet.rule(xs[0], y, xs[-1], y)
    if vertical:
        for x in xs:
            sheet.rule(x, top, x, bottom)
    return bottom


# ------------------------------------------------------------------------------------------------ partial rules
def test_no_rule_at_all() -> None:
    sheet = Sheet()
    captioned(sheet, DRAWN)
    bare(sheet, XS, DRAWN, lines=False)
    holds(pdf(sheet))


def test_vertical_rules_and_none_between_rows() -> None:
    sheet = Sheet()
    captioned(sheet, DRAWN)
    bare(sheet, XS, DRAWN, vertical=True)
    holds(pdf(sheet))


def test_vertical_rules_in_the_header_only() -> None:
    sheet = Sheet()
    captioned(sheet, DRAWN)
    bare(sheet, XS, DRAWN)
    for x in XS:
        sheet.rule(x, TOP, x, TOP + 20)
    holds(pdf(sheet))


def test_a_ruled_header_above_rows_without_rules() -> None:
    sheet = Sheet()
    captioned(sheet, DRAWN)
    sheet.table(XS, TOP, DRAWN.table.header)
    sheet.table(XS, TOP + 18, DRAWN.table.rows, rules=lambda *_: None)
    holds(pdf(sheet))


def test_the_outer_frame_only() -> None:
    sheet = Sheet()
    captioned(sheet, DRAWN)
    bottom = bare(sheet, XS, DRAWN)
    for x in (XS[0], XS[-1]):
        sheet.rule(x, TOP, x, bottom)
    holds(pdf(sheet))


def test_a_rule_after_every_class_only() -> None:
    body = rows("""
        合计 | < | 30.00 | 20.00 | 10.00
        201 | 一般公共服务支出 | 20.00 | 15.00 | 5.00
        20103 | 政府办公厅（室）及相关机构事务 | 20.00 | 15.00 | 5.00
        208 | 社会保障和就业支出 | 10.00 | 5.00 | 5.00
        20805 | 行政事业单位养老支出 | 10.00 | 5.00 | 5.00""")
    printed = replace(DRAWN, table=replace(DRAWN.table, rows=body))
    sheet = Sheet()
    captioned(sheet, printed)
    bare(sheet, XS, printed)
    for row in (2, 4):
        sheet.rule(XS[0], TOP + 20 * row, XS[-1], TOP + 20 * row)
    holds(pdf(sheet), printed)


def test_columns_of_amounts_ruled_and_those_of_names_not() -> None:
    sheet, bottom = drawn(vertical=False)
    for x in (XS[0], *XS[2:]):
        sheet.rule(x, TOP, x, bottom)
    holds(pdf(sheet))


def test_zebra_stripes_in_place_of_rules() -> None:
    """Every second row stands on grey; nothing else parts the rows."""
    sheet = Sheet()
    captioned(sheet, DRAWN)
    for row in range(0, 6, 2):
        y = TOP + 20 * row

        def stripe(canvas: Any, height: float, y: float = y) -> None:
            canvas.setFillGray(0.9)
            canvas.rect(XS[0], height - y - 20, XS[-1] - XS[0], 20, stroke=0, fill=1)
            canvas.setFillGray(0)

        sheet.drawings.append(stripe)
    bare(sheet, XS, DRAWN, lines=False)
    holds(pdf(sheet))


def test_dotted_rules() -> None:
    def dotted(sheet: Sheet):
        def rule(x0: float, y0: float, x1: float, y1: float) -> None:
            def draw(canvas: Any, height: float) -> None:
                canvas.setDash(1, 2)
                canvas.setLineWidth(0.5)
                canvas.line(x0, height - y0, x1, height - y1)
                canvas.setDash()

            sheet.drawings.append(draw)

        return rule

    sheet = Sheet()
    drawn(sheet=sheet, rules=dotted(sheet))
    holds(pdf(sheet))


# ------------------------------------------------------------------------------------------------ spanning heads
SPANNED = Printed(
    "budget_expenditure", "code name total basic personnel public project",
    FormTable(
        title="部门支出总表", unit="单位：万元",
        header=rows("""
            科目编码 | 科目名称 | 合计 | 基本支出 | < | < | 项目支出
            ^ | ^ | ^ | 小计 | 人员经费 | 公用经费 | ^"""),
        rows=rows("""
            | 合计 | 30.00 | 20.00 | 16.00 | 4.00 | 10.00
            201 | 一般公共服务支出 | 20.00 | 15.00 | 12.00 | 3.00 | 5.00
            20103 | 政府办公厅（室）及相关机构事务 | 20.00 | 15.00 | 12.00 | 3.00 | 5.00
            2010301 | 行政运行 | 20.00 | 15.00 | 12.00 | 3.00 | 5.00
            208 | 社会保障和就业支出 | 10.00 | 5.00 | 4.00 | 1.00 | 5.00
            20805 | 行政事业单位养老支出 | 10.00 | 5.00 | 4.00 | 1.00 | 5.00
            2080505 | 机关事业单位基本养老保险缴费支出 | 10.00 | 5.00 | 4.00 | 1.00 | 5.00""")))  # fmt: skip


@pytest.mark.parametrize(
    "options", [{}, {"name_chars": 6, "stretch": False}, {"group_digits": False, "font_size": 7.0}], ids=str
)
@pytest.mark.parametrize("rules", FEW)
def test_a_group_over_three_columns(rules: str, options: dict) -> None:
    check(SPANNED, {"rules": rules, **options}, kind="budget", year=2026)


@pytest.mark.parametrize("rules", FEW)
def test_sparse_columns_under_groups(rules: str) -> None:
    """Columns that hold one figure in many rows, as government funds and state capital do."""
    printed = Printed(
        "budget_fiscal_summary", "name income.total | name expenditure.total expenditure.general_budget expenditure.government_fund expenditure.state_capital",
        FormTable(
            title="财政拨款收支总表", unit="单位：万元",
            header=rows("""
                收入 | < | 支出 | < | < | < | <
                项目 | 预算数 | 项目 | 合计 | 一般公共预算 | 政府性基金预算 | 国有资本经营预算"""),
            rows=rows("""
                一、本年收入 | 1,234.50 | 一、本年支出 | 1,234.50 | 1,200.00 | 34.50 |
                （一）一般公共预算拨款 | 1,200.00 | （一）一般公共服务支出 | 1,000.00 | 1,000.00 | |
                （二）政府性基金预算拨款 | 34.50 | （二）社会保障和就业支出 | 200.00 | 200.00 | |
                （三）国有资本经营预算拨款 | | （三）城乡社区支出 | 34.50 | | 34.50 |
                二、上年结转 | | 二、结转下年 | | | |
                收入总计 | 1,234.50 | 支出总计 | 1,234.50 | 1,200.00 | 34.50 | """)))  # fmt: skip
    check(printed, {"rules": rules, "orientation": "landscape"}, kind="budget", year=2026)


@pytest.mark.parametrize("rules", FEW)
def test_basic_form_in_two_lanes(rules: str) -> None:
    printed = Printed("budget_general_basic", "code name total | code name total", FormTable(
        title="一般公共预算基本支出表", unit="单位：万元",
        header=rows("人员经费 | < | < | 公用经费 | < | <\n科目编码 | 科目名称 | 预算数 | 科目编码 | 科目名称 | 预算数"),
        rows=rows("""
            301 | 工资福利支出 | 30.00 | 302 | 商品和服务支出 | 8.00
            30101 | 基本工资 | 20.00 | 30201 | 办公费 | 5.00
            30102 | 津贴补贴 | 10.00 | 30229 | 福利费 | 3.00
            303 | 对个人和家庭的补助 | 1.00 | 310 | 资本性支出 | 1.00
            30309 | 奖励金 | 1.00 | 31002 | 办公设备购置 | 1.00""")))  # fmt: skip
    check(printed, {"rules": rules}, kind="budget", year=2026)


@pytest.mark.parametrize("rules", FEW)
def test_centred_figures(rules: str) -> None:
    sheet = Sheet()
    captioned(sheet, DRAWN)
    xs = XS
    for r, row in enumerate((*DRAWN.table.header, *DRAWN.table.rows)):
        y = TOP + 20 * r + 13
        for j, text in enumerate(row):
            if text != "<":
                sheet.text((xs[j] + xs[j + 1]) / 2 if j > 1 else xs[j] + 3, y, text, 9, "center" if j > 1 else "left")
        if rules == "horizontal" or r < 2:
            sheet.rule(xs[0], TOP + 20 * r, xs[-1], TOP + 20 * r)
    sheet.rule(xs[0], TOP + 20 * 6, xs[-1], TOP + 20 * 6)
    holds(pdf(sheet))


def test_pages_of_different_columns_widths_without_rules() -> None:
    """The columns of a continuation page are as wide as its own figures need."""
    first, second = Sheet(), Sheet()
    captioned(first, DRAWN)
    head = replace(DRAWN, table=replace(DRAWN.table, rows=DRAWN.table.rows[:3]))
    rest = replace(DRAWN, table=replace(DRAWN.table, header=(), rows=DRAWN.table.rows[3:]))
    bare(first, XS, head)
    bare(second, (40.0, 110.0, 300.0, 410.0, 520.0, 640.0), rest, top=60)
    holds(pdf(first, second))
