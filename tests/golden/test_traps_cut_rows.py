"""Rows that a page break cuts, and rows that stand close to each other, in tables without vertical rules.

Here: names and totals of several lines around a page break, figures close to words, units in narrow cells, running lines over and
under such tables. Not here: rows cut in ruled tables (test_traps.py), other tables with few rules (test_traps_rules.py).
"""

from dataclasses import replace

import pytest

from pipelines.samples import FormTable, Layout, change, typeset
from pipelines.samples.draw import to_pdf
from pipelines.samples.fonts import load_fonts
from pipelines.samples.paginate import lay_out
from pipelines.samples.parts import Rule, Text
from tests.golden.test_traps import EXPENDITURE, FISCAL_SUMMARY, FUND, GENERAL, SUMMARY, long
from tests.golden.traps.forms import Printed, check, read, same

FEW = ["horizontal", "three_line"]
ALIGNED = ["top", "middle", "bottom"]
NARROW = {"name_chars": 4, "stretch": False}
CUT = {**NARROW, "break_rows": True}
REPEATED = {"none": {}, "header": {"repeat_header": True}, "caption": {"repeat_caption": True}}


def page(height: float) -> tuple[float, float]:
    return (595.28, float(height))


# ------------------------------------------------------------------------------------------------------ cut rows
@pytest.mark.parametrize("height", range(280, 400, 17))
@pytest.mark.parametrize("align", ALIGNED)
@pytest.mark.parametrize("rules", FEW)
def test_a_row_with_its_code_cut_at_any_line(rules: str, align: str, height: int) -> None:
    check(long(GENERAL), {"rules": rules, "vertical_align": align, "page": page(height), **CUT}, min_pages=3)


@pytest.mark.parametrize("height", [293, 306, 319, 358, 397])
@pytest.mark.parametrize("repeated", REPEATED)
@pytest.mark.parametrize("align", ALIGNED)
@pytest.mark.parametrize("rules", FEW)
def test_a_row_of_two_lanes_cut_at_any_line(rules: str, align: str, repeated: str, height: int) -> None:
    """The name of one lane or of both, with the figures above or below the break; totals of two lines (本年收入, 合计)."""
    options = {"rules": rules, "vertical_align": align, "page": page(height), **CUT, **REPEATED[repeated]}
    check([SUMMARY, FISCAL_SUMMARY], options, min_pages=4)


@pytest.mark.parametrize(("rules", "align"), [("grid", "bottom"), ("grid", "middle"), ("horizontal", "bottom")])
@pytest.mark.parametrize("height", [280, 306, 397])
def test_the_head_of_both_names_alone_above_the_break(rules: str, align: str, height: int) -> None:
    """No number begins the names: that their last line is full tells that they go on."""
    check(FISCAL_SUMMARY, {"rules": rules, "vertical_align": align, "page": page(height), **CUT}, min_pages=2)


@pytest.mark.parametrize("rules", ["grid", *FEW])
def test_a_row_joined_over_a_break_takes_no_further_row(rules: str) -> None:
    """The next is the head of a name at the end of the same page, without figures as well."""
    options = {
        "rules": rules,
        "vertical_align": "bottom",
        "repeat_header": True,
        "repeat_caption": True,
        "page": page(293),
    }
    check(FISCAL_SUMMARY, {**options, **CUT}, min_pages=3)


@pytest.mark.parametrize("rules", ["grid", *FEW])
@pytest.mark.parametrize("caption", [True, False])
def test_the_rest_of_a_name_alone_on_the_last_page(rules: str, caption: bool) -> None:
    options = {"rules": rules, "repeat_caption": caption, "page": page(371 if caption else 342), **CUT}
    check(long(FUND, 3), options, min_pages=3)


@pytest.mark.parametrize("rules", FEW)
def test_lines_of_a_rest_under_a_repeated_header(rules: str) -> None:
    """Nothing but the name's last two lines stands under the header: two lines without figures, not two rows."""
    options = {"rules": rules, "vertical_align": "top", "repeat_header": True, "page": page(383), **CUT}
    check(long(GENERAL), options, min_pages=3)


# --------------------------------------------------------------------------------------- rows close to each other
@pytest.mark.parametrize("align", ALIGNED)
@pytest.mark.parametrize("printed", [long(GENERAL), long(FUND, 3), FISCAL_SUMMARY], ids=["general", "fund", "lanes"])
def test_rows_hardly_further_apart_than_lines(printed: Printed, align: str) -> None:
    """The space between rows is a third of a line more than that within them; figures stand nearer to the next name than to
    the ends of their own."""
    check(printed, {"rules": "three_line", "vertical_align": align, "row_padding": 1.0, "page": page(400), **NARROW})


@pytest.mark.parametrize("height", range(325, 345, 4))
def test_two_rows_on_the_last_page_each_with_a_name_of_one_line(height: int) -> None:
    check(long(GENERAL, 1), {"rules": "three_line", "vertical_align": "top", "page": page(height), **CUT}, min_pages=2)


# --------------------------------------------------------------------------------------------- figures close to words
@pytest.mark.parametrize("name_chars", [6, 8, 11, 13])
@pytest.mark.parametrize("size", [9.0, 10.5])
def test_figures_of_one_lane_close_to_the_words_of_the_other(size: float, name_chars: int) -> None:
    """Only the padding of two cells is between an amount and the name beside it: less than parts figures from a sentence."""
    options = {"rules": "three_line", "vertical_align": "bottom", "font_size": size, "name_chars": name_chars}
    check([SUMMARY, FISCAL_SUMMARY], {**options, "stretch": False, "page": page(392), "repeat_caption": True})


# ------------------------------------------------------------------------------------------------------------ units
def test_a_unit_broken_between_its_label_and_its_word() -> None:
    options = {
        "rules": "horizontal",
        "caption": "inside",
        "vertical_align": "bottom",
        "stretch": False,
        "page": page(397),
    }
    check(EXPENDITURE, options)


# ------------------------------------------------------------------------------------- lines at the edges of a page
def decorated(parts: list[FormTable], options: dict, head: str = "", foot: bool = False) -> bytes:
    """The typeset parts; each page with `head` over a rule at its top, and with a rule over its number at its foot."""
    pages = []
    fonts = load_fonts(None)
    for n, sheet in enumerate(lay_out(parts, change(Layout(), options), fonts), 1):
        texts, rules = list(sheet.texts), list(sheet.rules)
        if head:
            texts.append(Text(56, 40, head, 9))
            rules.append(Rule(56, 45, sheet.width - 56, 45, 0.5))
        if foot:
            texts.append(Text(260, sheet.height - 22, f"第 {n} 页", 9))
            rules.append(Rule(56, sheet.height - 38, sheet.width - 56, sheet.height - 38, 0.5))
        pages.append(replace(sheet, texts=tuple(texts), rules=tuple(rules)))
    return to_pdf(pages, fonts)


@pytest.mark.parametrize("rules", ["grid", "three_line"])
def test_a_running_header_over_a_rule_on_two_pages(rules: str) -> None:
    """Too few pages to tell it by how often it is repeated; it stands at the same place, and its rule is no table's."""
    printed = long(GENERAL, 3)
    data = decorated([printed.table], {"rules": rules, "page": page(408)}, head="某某市某某局2024年度部门决算")
    outcome = read(data)
    assert outcome.pages == 2
    same(outcome.found(), printed.expected(), bodies=False)


@pytest.mark.parametrize("height", [347, 360, 420])
@pytest.mark.parametrize("printed", [SUMMARY, long(GENERAL, 3)], ids=["lanes", "codes"])
def test_the_rule_at_the_foot_of_a_page_is_no_table_s(printed: Printed, height: int) -> None:
    options = {"rules": "three_line", "page": page(height), **NARROW}
    same(read(decorated([printed.table], options, foot=True)).found(), printed.expected(), bodies=False)


@pytest.mark.parametrize("height", [330, 354, 384, 402])
def test_the_last_rows_between_their_rule_and_that_of_the_foot(height: int) -> None:
    printed = long(GENERAL, 5)
    data = decorated([printed.table], {"rules": "three_line", "page": page(height), "row_padding": 5.0}, foot=True)
    same(read(data).found(), printed.expected(), bodies=False)


# ----------------------------------------------------------------------------------------------------- other habits
@pytest.mark.parametrize("rules", ["grid", *FEW])
def test_columns_numbered_in_chinese(rules: str) -> None:
    header = (("功能分类科目编码", "科目名称", "合计", "基本支出", "项目支出"), ("栏次", "<", "一", "二", "三"))
    printed = replace(long(GENERAL), table=replace(long(GENERAL).table, header=header))
    options = {"rules": rules, "page": page(324), "repeat_header": True, "name_chars": 6, "stretch": False}
    check(printed, {**options, "font_size": 10.5, "row_padding": 5.0}, min_pages=2)


@pytest.mark.parametrize("gap", [" ", "-", ""])
@pytest.mark.parametrize("align", ["top", "middle"])
def test_codes_before_wrapped_names_in_one_column(align: str, gap: str) -> None:
    """Lines of a name go on under its code; figures stand in the middle, half a line lower than the code."""
    body = tuple(
        (cells[0] + gap + cells[1] if cells[1] != "<" else cells[0], *cells[2:]) for cells in long(GENERAL).table.rows
    )
    header = (("功能分类科目", "小计", "基本支出", "项目支出"),)
    shown = replace(GENERAL.table, header=header, rows=body, kinds=("name", "amount", "amount", "amount"))
    options = {"rules": "three_line", "vertical_align": align, "name_chars": 11, "stretch": False}
    outcome = read(typeset([shown], change(Layout(), options)))
    same(outcome.found(), long(GENERAL).expected(), bodies=False)


def test_one_form_again_in_another_unit() -> None:
    again = replace(GENERAL, table=replace(GENERAL.table, unit="单位：元"), unit="元")
    check([GENERAL, again], {"rules": "grid"})
