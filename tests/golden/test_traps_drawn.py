"""One drawn page per trap that a typesetting tool would never print: what stands on it is read, cell by cell.

Here: overflow, abutting, doubled, hidden, turned and shifted ink. Not here: traps of layout and wording (test_traps.py,
test_traps_cities.py), random forms (test_traps_properties.py).
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import pikepdf
import pypdfium2
import pytest

from pipelines.reading import arbitrate, engines
from pipelines.reading.pages import Document
from pipelines.reading.tables.witness import Witness
from pipelines.samples import FormTable
from tests.golden.traps.forms import Outcome, Printed, check, read, rows, same
from tests.golden.traps.sheets import Sheet, pdf

XS = (40.0, 110.0, 330.0, 450.0, 570.0, 690.0)
TOP = 90.0

GENERAL = Printed(
    "final_general_expenditure", "code name total basic project",
    FormTable(
        title="一般公共预算财政拨款支出决算表", unit="单位：元",
        header=rows("科目编码 | 科目名称 | 本年支出 | 基本支出 | 项目支出"),
        rows=rows("""
            合计 | < | 12,345,678.90 | 11,111,111.10 | 1,234,567.80
            201 | 一般公共服务支出 | 12,345,678.90 | 11,111,111.10 | 1,234,567.80
            20103 | 政府办公厅（室）及相关机构事务 | 12,345,678.90 | 11,111,111.10 | 1,234,567.80
            2010301 | 行政运行 | 11,111,111.10 | 11,111,111.10 | 0.00
            2010302 | 一般行政管理事务 | 1,234,567.80 | 0.00 | 1,234,567.80""")), unit="元")  # fmt: skip

CAPITAL = Printed(
    "final_state_capital", "code name total basic project",
    FormTable(
        title="国有资本经营预算财政拨款支出决算表", unit="单位：元",
        header=rows("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"),
        rows=rows("""
            合计 | < | 40.00 | 0.00 | 40.00
            223 | 国有资本经营预算支出 | 40.00 | 0.00 | 40.00
            22301 | 解决历史遗留问题及改革成本支出 | 40.00 | 0.00 | 40.00""")), unit="元")  # fmt: skip

Ruler = Callable[[float, float, float, float], None]


def captioned(sheet: Sheet, printed: Printed, top: float = TOP, title: str | None = None) -> None:
    """The title and the unit above a table that begins at `top`."""
    sheet.text(sheet.width / 2, top - 30, printed.table.title if title is None else title, 14, "center")
    sheet.text(690, top - 8, printed.table.unit, 9, "right")


def drawn(
    printed: Printed = GENERAL,
    xs: Sequence[float] = XS,
    top: float = TOP,
    texts: Mapping[str, str] | None = None,
    blank: Iterable[tuple[int, int]] = (),
    title: str | None = None,
    sheet: Sheet | None = None,
    **options: object,
) -> tuple[Sheet, float]:
    """A sheet with the form on it, and the table's bottom. `texts` are drawn instead of those printed; cells in `blank` (row and column
    below the header) are left for the test to fill."""  # fmt: skip
    sheet = sheet or Sheet()
    captioned(sheet, printed, top, title)
    head = len(printed.table.header)
    body = [[(texts or {}).get(cell, cell) for cell in row] for row in (*printed.table.header, *printed.table.rows)]
    for r, c in blank:
        body[r + head][c] = ""
    return sheet, sheet.table(xs, top, body, **options)  # type: ignore[arg-type]


def holds(data: bytes, *printed: Printed) -> Outcome:
    """Read, and compare everything."""
    outcome = read(data)
    same(outcome.found(), [x for p in printed or (GENERAL,) for x in p.expected()], bodies=False)
    return outcome


def read_settled(data: bytes) -> arbitrate.Outcome:
    """Read with all readers, identities arbitrating."""
    with Document(data) as opened:
        return engines.read_settled(data, Witness(data), list(opened.pages()), "final", 2024, [])


def baseline(row: int, pitch: float = 18.0, size: float = 9.0) -> float:
    """Where `Sheet.table` puts the text of a row below a header of one row."""
    return TOP + (row + 1.5) * pitch + 0.35 * size


def test_the_form_that_the_traps_are_set_in_is_read() -> None:
    sheet, _ = drawn()
    outcome = holds(pdf(sheet))
    assert len(outcome.amounts) == 15


# wrapped numbers


@pytest.mark.parametrize("wrapped", [
    "12,345,\n678.90", "12,345\n,678.90", "12,345,678\n.90", "12,345,678.\n90", "12,345,678.9\n0", "12,\n345,\n678.90",
])  # fmt: skip
@pytest.mark.parametrize("numbers", ["left", "right"])
def test_a_number_wrapped_in_a_narrow_cell(wrapped: str, numbers: str) -> None:
    first = wrapped.split("\n")
    xs = (40, 110, 330, 375, 450, 525)
    sheet, _ = drawn(xs=xs, pitch=40, blank=[(0, 2), (1, 2), (2, 2)])
    for row in range(3):
        y = TOP + (row + 1.5) * 40 + 3 - (len(first) - 1) * 5.4
        for n, line in enumerate(first):
            sheet.text(372 if numbers == "right" else 333, y + n * 10.8, line, 7, numbers)
    holds(pdf(sheet))


def test_wrapped_numbers_of_neighbouring_cells_stay_apart() -> None:
    texts = {"12,345,678.90": "12,345,\n678.90", "11,111,111.10": "11,111,\n111.10", "1,234,567.80": "1,234,\n567.80"}
    sheet, _ = drawn(xs=(40, 110, 330, 372, 414, 456), texts=texts, pitch=26)
    holds(pdf(sheet))


def test_a_negative_number_whose_sign_stands_alone_above() -> None:
    printed = replace(GENERAL, table=replace(GENERAL.table, rows=rows("合计 | < | -345,678.90 | -345,678.90 | 0.00")))
    sheet, _ = drawn(printed, xs=(40, 110, 330, 375, 450, 525), pitch=30, texts={"-345,678.90": "-345,\n678.90"})
    outcome = holds(pdf(sheet), printed)
    assert outcome.amounts[0].yuan == Decimal("-345678.90")


# text beyond its cell


@pytest.mark.parametrize("over", [2.0, 8.0, 20.0])
@pytest.mark.parametrize("together", [True, False], ids=["one run", "two runs"])
def test_a_name_runs_over_its_border_up_to_the_amount(over: float, together: bool) -> None:
    sheet, _ = drawn(blank=[(2, 1), (2, 2)])
    name, number = "政府办公厅（室）及相关机构事务", "12,345,678.90"
    wide = 15 * 9.0
    start = XS[2] + over - wide
    if together:
        sheet.text(start, baseline(2), name + number)
    else:
        sheet.text(start, baseline(2), name)
        sheet.text(start + wide, baseline(2), number)
    holds(pdf(sheet))


def test_a_name_runs_into_the_amount_beside_it_and_their_glyphs_interleave() -> None:
    sheet, _ = drawn(blank=[(2, 1), (2, 2)])
    sheet.text(XS[2] + 30 - 15 * 9.0, baseline(2), "政府办公厅（室）及相关机构事务")
    sheet.text(XS[2] + 12, baseline(2), "12,345,678.90")
    holds(pdf(sheet))


def test_a_code_runs_into_the_name() -> None:
    sheet, _ = drawn(blank=[(3, 0), (3, 1)])
    sheet.text(XS[1] - 30, baseline(3), "2010301行政运行")
    holds(pdf(sheet))


def test_an_amount_wider_than_its_cell_hangs_over_to_the_left() -> None:
    xs = (40, 110, 330, 372, 450, 530)
    sheet, _ = drawn(xs=xs, blank=[(r, 2) for r in range(3)])
    for row in range(3):
        sheet.text(371, baseline(row), "12,345,678.90", 9, "right")
    holds(pdf(sheet))


def test_an_amount_wider_than_its_cell_hangs_over_to_the_right_into_a_blank_one() -> None:
    printed = replace(
        GENERAL,
        table=replace(
            GENERAL.table, rows=rows("合计 | < | 12,345,678.90 | | \n201 | 一般公共服务支出 | 12,345,678.90 | | ")
        ),
    )
    xs = (40, 110, 330, 380, 460, 540)
    sheet, _ = drawn(printed, xs=xs, blank=[(0, 2), (1, 2)])
    for row in range(2):
        sheet.text(331, baseline(row), "12,345,678.90")
    holds(pdf(sheet), printed)


@pytest.mark.parametrize("gap", [0.0, 0.6, 1.5])
@pytest.mark.parametrize("together", [False, True], ids=["two runs", "one run"])
def test_numbers_that_abut_across_a_rule(gap: float, together: bool) -> None:
    sheet, _ = drawn(blank=[(1, 2), (1, 3)])
    left, right = "12,345,678.90", "11,111,111.10"
    if together and gap == 0:
        width = len([c for c in left if c.isdigit()]) * 9 * 0.636 + 3 * 9 * 0.318
        sheet.text(XS[3] - width, baseline(1), left + right)
    else:
        sheet.text(XS[3] - gap / 2, baseline(1), left, align="right")
        sheet.text(XS[3] + gap / 2, baseline(1), right)
    holds(pdf(sheet))


@pytest.mark.parametrize("gap", [
    0.5, 2.0,
])  # fmt: skip
def test_header_words_that_fill_their_cells(gap: float) -> None:
    """Words of neighbouring cells are as close as the characters of one word."""
    body = rows(
        "合计 | < | 90.00 | 40.00 | 50.00\n201 | 公共服务 | 90.00 | 40.00 | 50.00\n20103 | 政府事务 | 90.00 | 40.00 | 50.00"
    )
    printed = replace(GENERAL, table=replace(GENERAL.table, rows=body))
    xs = [40 + n * (4 * 9 + gap) for n in range(6)]
    sheet = Sheet()
    captioned(sheet, printed)
    sheet.table(xs, TOP, [[""] * 5, *body])
    for x, word in zip(xs, printed.table.header[0], strict=False):
        sheet.text(x + gap / 2, TOP + 12, word)
    holds(pdf(sheet), printed)


def test_text_objects_out_of_reading_order() -> None:
    sheet, _ = drawn()
    sheet.drawings = sheet.drawings[::-1]
    shuffled = replace(sheet, drawings=[*sheet.drawings[1::3], *sheet.drawings[::3], *sheet.drawings[2::3]])
    holds(pdf(sheet))
    holds(pdf(shuffled))


@pytest.mark.parametrize("numbers", ["left", "right"])
def test_numbers_printed_digit_by_digit(numbers: str) -> None:
    """Justified cells: every character is a text of its own."""
    sheet, _ = drawn(blank=[(1, 2), (1, 3)])
    for column, text in ((2, "12,345,678.90"), (3, "11,111,111.10")):
        x = XS[column] + 5 if numbers == "left" else XS[column + 1] - 5 - 13 * 6
        for n, character in enumerate(text):
            sheet.text(x + 6 * n, baseline(1), character)
    holds(pdf(sheet))


# rules


def doubled(sheet: Sheet, gap: float) -> Ruler:
    def rule(x0: float, y0: float, x1: float, y1: float) -> None:
        sheet.rule(x0, y0, x1, y1)
        if y0 == y1:
            sheet.rule(x0, y0 + gap, x1, y1 + gap)
        else:
            sheet.rule(x0 + gap, y0, x1 + gap, y1)

    return rule


@pytest.mark.parametrize("gap", [0.5, 1.0, 1.5, 2.0])
def test_doubled_rules(gap: float) -> None:
    sheet = Sheet()
    drawn(sheet=sheet, rules=doubled(sheet, gap))
    holds(pdf(sheet))


def test_doubled_rules_under_the_header_and_around_the_table_only() -> None:
    sheet, bottom = drawn()
    for y in (TOP + 1.5, TOP + 19.5, bottom - 1.5):
        sheet.rule(XS[0], y, XS[-1], y)
    for x in (XS[0] + 1.5, XS[-1] - 1.5):
        sheet.rule(x, TOP, x, bottom)
    holds(pdf(sheet))


def without(
    sheet: Sheet, *, top: bool = False, bottom: float | None = None, left: bool = False, right: bool = False
) -> Ruler:
    def rule(x0: float, y0: float, x1: float, y1: float) -> None:
        level, upright = y0 == y1, x0 == x1
        if (top and level and y0 == TOP) or (level and bottom is not None and abs(y0 - bottom) < 1):
            return
        if (left and upright and x0 == XS[0]) or (right and upright and x0 == XS[-1]):
            return
        sheet.rule(x0, y0, x1, y1)

    return rule


BOTTOM = TOP + 6 * 18


@pytest.mark.parametrize("missing", [
    {"top": True}, {"left": True, "right": True}, {"left": True}, {"right": True}, {"bottom": BOTTOM},
    {"top": True, "left": True, "right": True}, {"top": True, "bottom": BOTTOM, "left": True, "right": True},
], ids=lambda m: " ".join(m))  # fmt: skip
def test_outer_rules_that_are_missing(missing: dict) -> None:
    sheet = Sheet()
    drawn(sheet=sheet, rules=without(sheet, **missing))
    holds(pdf(sheet))


def test_rules_drawn_as_thin_rectangles() -> None:
    sheet = Sheet()
    drawn(sheet=sheet, rules=lambda x0, y0, x1, y1: sheet.box(x0 - 0.2, y0 - 0.2, x1 + 0.2, y1 + 0.2))
    holds(pdf(sheet))


def test_rules_drawn_in_pieces() -> None:
    sheet = Sheet()

    def rule(x0: float, y0: float, x1: float, y1: float) -> None:
        for n in range(4):
            sheet.rule(
                x0 + n * (x1 - x0) / 4,
                y0 + n * (y1 - y0) / 4,
                x0 + (n + 1) * (x1 - x0) / 4,
                y0 + (n + 1) * (y1 - y0) / 4,
            )

    drawn(sheet=sheet, rules=rule)
    holds(pdf(sheet))


def test_rules_that_miss_each_other_by_a_hair() -> None:
    sheet = Sheet()

    def rule(x0: float, y0: float, x1: float, y1: float) -> None:
        sheet.rule(
            x0 + (0.7 if y0 == y1 else 0),
            y0 + (0.7 if x0 == x1 else 0),
            x1 - (0.7 if y0 == y1 else 0),
            y1 - (0.7 if x0 == x1 else 0),
        )

    drawn(sheet=sheet, rules=rule)
    holds(pdf(sheet))


def test_no_rules_between_the_rows_of_data() -> None:
    """Outer border and vertical rules, one rule below the header: rows are told apart by their text alone."""
    sheet = Sheet()

    def rule(x0: float, y0: float, x1: float, y1: float) -> None:
        if x0 == x1 or y0 in (TOP, TOP + 18) or abs(y0 - BOTTOM) < 1:
            sheet.rule(x0, y0, x1, y1)

    drawn(sheet=sheet, rules=rule)
    holds(pdf(sheet))


def test_no_vertical_rules() -> None:
    sheet, _ = drawn(vertical=False)
    holds(pdf(sheet))


def test_no_vertical_rules_and_narrow_figures_at_the_right_of_their_columns() -> None:
    body = rows(
        "合计 | < | 1.00 | 1.00 | 0.00\n201 | 一般公共服务支出 | 1.00 | 1.00 | 0.00\n20103 | 财政事务 | 1.00 | 1.00 | "
    )
    printed = replace(GENERAL, table=replace(GENERAL.table, rows=body))
    sheet, _ = drawn(printed, vertical=False)
    holds(pdf(sheet), printed)


def test_a_title_repeated_on_the_next_page_without_the_header() -> None:
    first, _ = drawn(replace(GENERAL, table=replace(GENERAL.table, rows=GENERAL.table.rows[:4])))
    last = Sheet()
    captioned(last, GENERAL)
    last.table(XS, TOP, GENERAL.table.rows[4:])
    outcome = holds(pdf(first, last))
    assert {a.page for a in outcome.amounts} == {1, 2}


# characters


@pytest.mark.parametrize(("title", "form"), [
    ("部⻔⽀出决算表", "final_expenditure"), ("⽀出决算总表", "final_expenditure"), ("⼀般公共预算财政拨款⽀出决算表", "final_general_expenditure"),
    ("国有资本经营预算财政拨款⽀出决算表", "final_state_capital"), ("“三公”经费⽀出决算表（⽤⻋）", "final_three_public"),
])  # fmt: skip
def test_kangxi_radicals_in_titles(title: str, form: str) -> None:
    sheet, _ = drawn(title=title)
    assert [f.form for f in read(pdf(sheet)).forms] == [form]


def test_radicals_in_headers_and_names() -> None:
    texts = {"一般公共服务支出": "⼀般公共服务⽀出", "行政运行": "⾏政运⾏", "基本支出": "基本⽀出", "项目支出": "项⽬⽀出", "本年支出": "本年⽀出",
             "政府办公厅（室）及相关机构事务": "政府办公厅（室）及相关机构事务", "一般行政管理事务": "⼀般⾏政管理事务"}  # fmt: skip
    sheet, _ = drawn(texts=texts)
    holds(pdf(sheet))


def test_radicals_in_the_lines_of_a_three_public_form() -> None:
    printed = Printed(
        "final_three_public", "name budget final",
        FormTable(
            title="“三公”经费支出决算表", unit="单位：元", header=rows("项目 | 预算数 | 决算数"),
            rows=rows("""
                合计 | 60.00 | 50.00
                因公出国（境）费 | 10.00 | 10.00
                公务⽤⻋购置及运⾏维护费 | 40.00 | 30.00
                公务⽤⻋购置费 | 20.00 | 20.00
                公务⽤⻋运⾏维护费 | 20.00 | 10.00
                公务接待费 | 10.00 | 10.00""")), unit="元",
        names={"公务⽤⻋购置及运⾏维护费": "公务用车购置及运行维护费", "公务⽤⻋购置费": "公务用车购置费", "公务⽤⻋运⾏维护费": "公务用车运行维护费"})  # fmt: skip
    sheet, _ = drawn(printed, xs=(40, 330, 450, 570))
    holds(pdf(sheet), printed)


def test_full_width_digits_are_digits() -> None:
    wide = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
    sheet, _ = drawn(xs=(40, 110, 330, 530, 730, 830), texts={"12,345,678.90": "12,345,678.90".translate(wide)})
    found = read(pdf(sheet)).amounts
    assert {a.yuan for a in found if a.measure == "total"} >= {Decimal("12345678.90")}


# ink struck twice, hidden ink


@pytest.mark.parametrize("beside", [(0.0, 0.0), (0.25, 0.0), (0.4, 0.1), (0.0, 0.3)])
@pytest.mark.parametrize("times", [1, 3])
def test_bold_by_striking_again(beside: tuple[float, float], times: int) -> None:
    sheet = Sheet()
    for n in range(times + 1):
        dx, dy = n * beside[0], n * beside[1]
        layer = Sheet()
        drawn(sheet=layer, xs=[x + dx for x in XS], top=TOP + dy, rules=lambda *_: None)
        sheet.drawings += layer.drawings
    sheet.table(XS, TOP, [["", "", "", "", ""]] + [["", "<", "", "", ""]] + [["", "", "", "", ""]] * 4)
    holds(pdf(sheet))


def test_bold_struck_glyph_by_glyph() -> None:
    """Some programs strike each character twice before they print the next one."""
    sheet, _ = drawn(blank=[(0, 2)])
    for n, character in enumerate("12,345,678.90"):
        for _ in range(2):
            sheet.text(XS[2] + 20 + 5.8 * n, baseline(0), character)
    holds(pdf(sheet))


@pytest.mark.parametrize("rotate", [0, 90])
@pytest.mark.parametrize("hidden", [{"colour": 1.0}, {"mode": 3}], ids=["white", "not painted"])
def test_hidden_numbers_are_no_amounts(hidden: dict, rotate: int) -> None:
    """No identity holds with them; the reading without them is the better one."""
    printed = replace(
        GENERAL,
        table=replace(
            GENERAL.table, rows=tuple((*row[:4], "" if row[4] == "0.00" else row[4]) for row in GENERAL.table.rows)
        ),
    )
    sheet, _ = drawn(printed)
    sheet.text(XS[5] - 3, baseline(3), "77.00", align="right", **hidden)
    data = pdf(sheet, rotate=rotate)
    settled = read_settled(data)
    found = Outcome(tuple(settled.tables), tuple(settled.forms), 1)
    same(found.found(), printed.expected(), bodies=False)


def test_a_page_whose_text_is_all_hidden_keeps_it() -> None:
    """A picture with its text below: nothing of the text is painted, and an identity is open."""
    body = [list(row) for row in GENERAL.table.rows]
    body[0][2] = "77,777.00"
    counts = []
    for mode in (0, 3):
        sheet = Sheet()
        sheet.text = partial(sheet.text, mode=mode)  # type: ignore[method-assign]
        sheet.text(60, 60, "一般公共预算财政拨款支出决算表")
        sheet.text(60, 75, "单位：万元")
        sheet.table(XS, TOP, [*GENERAL.table.header, *body])
        settled = read_settled(pdf(sheet))
        assert settled.broken()
        counts.append(len([a for f in settled.forms for a in f.amounts]))
    assert counts[0] == counts[1] > 5


@pytest.mark.parametrize("hidden", [{"colour": 1.0}, {"mode": 3}], ids=["white", "not painted"])
def test_hidden_text_outside_of_tables_changes_no_amount(hidden: dict) -> None:
    sheet, bottom = drawn()
    sheet.text(60, bottom + 40, "99,999.00", **hidden)
    sheet.text(700, 30, "8,888.00", **hidden)
    holds(pdf(sheet))


def test_text_beyond_the_edge_of_the_page_changes_no_amount() -> None:
    sheet, _ = drawn()
    sheet.text(-200, baseline(1), "99,999.00")
    sheet.text(500, 700, "8,888.00")
    holds(pdf(sheet))


# pages


def test_a_lone_total_row_on_the_last_page_with_fewer_columns() -> None:
    body = GENERAL.table.rows[1:]
    first, _ = drawn(replace(GENERAL, table=replace(GENERAL.table, rows=body)), top=TOP)
    last = Sheet()
    last.table((XS[0], *XS[2:]), 60, [["合计", *GENERAL.table.rows[0][2:]]])
    outcome = holds(pdf(first, last))
    assert [(a.page, a.is_total) for a in outcome.amounts if a.line_name == "合计"] == [(2, True)] * 3


@pytest.mark.parametrize("rules", ["horizontal", "three_line"])
def test_a_lone_row_with_blanks_on_the_last_page_without_vertical_rules(rules: str) -> None:
    body = (*GENERAL.table.rows, ("2010399", "其他支出", "0.00", "", ""))
    options = {"rules": rules, "page": (595.28, 320.0), "row_padding": 6.0}
    outcome = check(replace(GENERAL, table=replace(GENERAL.table, rows=body)), options, min_pages=2)
    assert [a.code for a in outcome.amounts if a.page > 1] == ["2010399"]


def test_a_lone_total_row_below_two_key_columns_that_were_three() -> None:
    printed = Printed(
        "final_general_expenditure", "class section item name total basic project",
        FormTable(
            title="一般公共预算财政拨款支出决算表", unit="单位：元",
            header=rows("科目编码 | < | < | 科目名称 | 本年支出 | 基本支出 | 项目支出\n类 | 款 | 项 | ^ | ^ | ^ | ^"),
            rows=rows("""
                201 | | | 一般公共服务支出 | 90.00 | 40.00 | 50.00
                | 03 | | 政府办公厅（室）及相关机构事务 | 90.00 | 40.00 | 50.00
                | | 01 | 行政运行 | 90.00 | 40.00 | 50.00
                合计 | < | < | < | 90.00 | 40.00 | 50.00""")), unit="元")  # fmt: skip
    xs = (40, 80, 110, 140, 330, 450, 570, 690)
    first = Sheet()
    captioned(first, printed)
    first.table(xs, TOP, [*printed.table.header, *printed.table.rows[:3]])
    last = Sheet()
    last.table((40, 330, 450, 570, 690), 60, [("合计", "90.00", "40.00", "50.00")])
    holds(pdf(first, last), printed)


@pytest.mark.parametrize("other", [
    tuple(x + 25 for x in XS), tuple(40 + (x - 40) * 0.9 for x in XS), (40, 120, 300, 440, 555, 690), (40, 90, 350, 470, 590, 690),
], ids=["shifted", "narrower", "other widths", "others again"])  # fmt: skip
@pytest.mark.parametrize("repeat", [False, True], ids=["no header", "header"])
def test_other_columns_on_the_next_page(other: tuple[float, ...], repeat: bool) -> None:
    first, _ = drawn(replace(GENERAL, table=replace(GENERAL.table, rows=GENERAL.table.rows[:3])))
    last = Sheet()
    last.table(other, 60, [*(GENERAL.table.header if repeat else ()), *GENERAL.table.rows[3:]])
    outcome = holds(pdf(first, last))
    assert {a.page for a in outcome.amounts} == {1, 2}
    assert len(outcome.tables) == 1


def test_a_row_split_by_the_page_break_with_its_name_above() -> None:
    rows_above = (*GENERAL.table.rows[:2], ("20103", "政府办公厅（室）", "", "", ""))
    first = Sheet()
    captioned(first, GENERAL)
    first.table(XS, TOP, [*GENERAL.table.header, *rows_above])
    last = Sheet()
    last.table(XS, 60, [("", "及相关机构事务", *GENERAL.table.rows[2][2:]), *GENERAL.table.rows[3:]])
    holds(pdf(first, last))


def test_a_title_on_the_page_before() -> None:
    before, page = Sheet(), Sheet()
    before.text(421, 540, GENERAL.table.title, 14, "center")
    before.text(690, 570, GENERAL.table.unit, 9, "right")
    page.table(XS, 40, [*GENERAL.table.header, *GENERAL.table.rows])
    outcome = holds(pdf(before, page))
    assert {a.page for a in outcome.amounts} == {2}


def test_a_title_alone_on_the_page_before_and_the_unit_with_the_table() -> None:
    before, page = Sheet(), Sheet()
    before.text(421, 500, GENERAL.table.title, 14, "center")
    page.text(690, 40, GENERAL.table.unit, 9, "right")
    page.table(XS, 50, [*GENERAL.table.header, *GENERAL.table.rows])
    holds(pdf(before, page))


@pytest.mark.parametrize("gap", [60.0, 46.0])
def test_two_forms_on_a_page(gap: float) -> None:
    sheet, bottom = drawn()
    drawn(CAPITAL, xs=(60, 150, 350, 460, 560, 650), top=bottom + gap, sheet=sheet)
    outcome = holds(pdf(sheet), GENERAL, CAPITAL)
    assert len(outcome.tables) == 2


def test_two_forms_with_the_same_columns_on_a_page() -> None:
    sheet, bottom = drawn()
    drawn(CAPITAL, top=bottom + 46, sheet=sheet)
    holds(pdf(sheet), GENERAL, CAPITAL)


def test_the_second_form_of_a_page_goes_on_over_the_next() -> None:
    sheet, bottom = drawn(CAPITAL)
    drawn(replace(GENERAL, table=replace(GENERAL.table, rows=GENERAL.table.rows[:2])), top=bottom + 50, sheet=sheet)
    last = Sheet()
    last.table(XS, 40, GENERAL.table.rows[2:])
    holds(pdf(sheet, last), CAPITAL, GENERAL)


# turned pages


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page_is_read_as_displayed(rotate: int) -> None:
    sheet, _ = drawn()
    upright = holds(pdf(sheet))
    outcome = holds(pdf(sheet, rotate=rotate))
    places = {(a.code, a.measure): a.box for a in upright.amounts}
    for a in outcome.amounts:
        assert all(abs(x - y) < 0.5 for x, y in zip(a.box, places[a.code, a.measure], strict=True)), (
            a,
            places[a.code, a.measure],
        )


def test_pages_of_a_document_turned_each_its_own_way() -> None:
    first, _ = drawn(replace(GENERAL, table=replace(GENERAL.table, rows=GENERAL.table.rows[:3])))
    last = Sheet()
    last.table(XS, 60, GENERAL.table.rows[3:])
    data = io.BytesIO()
    with (
        pikepdf.open(io.BytesIO(pdf(first, rotate=90))) as whole,
        pikepdf.open(io.BytesIO(pdf(last, rotate=270))) as rest,
    ):
        whole.pages.extend(rest.pages)
        whole.save(data)
    outcome = holds(data.getvalue())
    assert {a.page for a in outcome.amounts} == {1, 2}


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_stored_turned_without_saying_so(rotate: int) -> None:
    """A landscape form printed along the long side of a page that shows upright: a reader must turn its head. The boxes are those of
    the page as it shows."""
    sheet, _ = drawn()
    data = pdf(sheet, rotate=rotate, turned=True)
    outcome = holds(data)
    with Document(data) as opened:
        page = next(opened.pages())
    with pypdfium2.PdfDocument(data) as shown:
        text = shown[0].get_textpage()
        height = shown[0].get_height()
        for amount in outcome.amounts:
            x0, top, x1, bottom = page.displayed(amount.box)
            held = text.get_text_bounded(x0 - 1, height - bottom - 1, x1 + 1, height - top + 1)
            assert "".join(held.split()) == amount.published


def test_a_note_up_the_margin_does_not_turn_the_page() -> None:
    sheet, _ = drawn()

    def note(canvas: Any, height: float) -> None:
        canvas.saveState()
        canvas.rotate(90)
        canvas.setFont("Helvetica", 8)
        canvas.drawString(100, -20, "printed by a budget system 2024")
        canvas.restoreState()

    sheet.drawings.append(note)
    with Document(pdf(sheet)) as opened:
        assert [page.turned for page in opened.pages()] == [0]
    holds(pdf(sheet))


def test_a_page_whose_box_does_not_begin_at_zero() -> None:
    sheet, _ = drawn()
    upright = holds(pdf(sheet))
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(sheet))) as document:
        page = document.pages[0]
        page.contents_add(b"q 1 0 0 1 100 50 cm", prepend=True)
        page.contents_add(b"Q")
        page.mediabox = [100, 50, 942, 645]
        document.save(out)
    outcome = holds(out.getvalue())
    assert [tuple(round(v) for v in a.box) for a in outcome.amounts] == [
        tuple(round(v) for v in a.box) for a in upright.amounts
    ]


def test_a_page_cropped_to_its_table() -> None:
    sheet, _ = drawn()
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(sheet))) as document:
        document.pages[0].cropbox = [20, 100, 820, 580]
        document.save(out)
    outcome = holds(out.getvalue())
    shift = {(a.code, a.measure): a.box for a in read(pdf(sheet)).amounts}
    for a in outcome.amounts:
        whole = shift[a.code, a.measure]
        assert abs(whole.x0 - 20 - a.box.x0) < 0.5, (whole, a.box)
        assert abs(whole.top - 15 - a.box.top) < 0.5, (whole, a.box)


# fonts


def refonted(data: bytes, ascent: int, descent: int, only: str = "") -> bytes:
    """The document with fonts that state another ascent and descent, as some programs do: every glyph's box moves."""
    out = io.BytesIO()
    changed = 0
    with pikepdf.open(io.BytesIO(data)) as document:
        for thing in document.objects:
            if (
                isinstance(thing, pikepdf.Dictionary)
                and thing.get("/Type") == "/FontDescriptor"
                and only in str(thing["/FontName"])
            ):
                thing["/Ascent"], thing["/Descent"] = ascent, descent
                thing["/FontBBox"] = pikepdf.Array([0, descent, 1000, ascent])
                changed += 1
        document.save(out)
    assert changed
    return out.getvalue()


@pytest.mark.parametrize(("ascent", "descent"), [(1800, -100), (200, -1500), (2200, 0), (300, -1000), (1000, -1000)])
@pytest.mark.parametrize("only", ["", "Vera", "Placeholder"], ids=["all fonts", "digits", "words"])
def test_boxes_shifted_by_a_font(ascent: int, descent: int, only: str) -> None:
    sheet, _ = drawn(pitch=16)
    holds(refonted(pdf(sheet), ascent, descent, only))


@pytest.mark.parametrize("squeeze", [0.5, 0.7, 1.3])
def test_squeezed_and_stretched_numbers(squeeze: float) -> None:
    sheet, _ = drawn(blank=[(0, 2), (1, 2)])
    for row in range(2):
        sheet.text(XS[3] - 3, baseline(row), "12,345,678.90", 9, "right", squeeze)
    holds(pdf(sheet))


def test_a_small_type_in_high_rows_and_a_large_one_in_low_rows() -> None:
    sheet, _ = drawn(size=5, pitch=30)
    holds(pdf(sheet))
    sheet, _ = drawn(xs=(20, 100, 350, 500, 650, 800), size=11, pitch=12)
    holds(pdf(sheet))
