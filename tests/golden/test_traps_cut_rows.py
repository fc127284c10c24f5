"""Rows that a page break cuts, and rows that stand close to each other, in tables without vertical rules.

Here: names and totals of several lines around a page break, figures close to words, units in narrow cells. Not here: rows cut in ruled
tables (test_traps.py), other tables with few rules (test_traps_rules.py).
"""

import pytest

from tests.golden.test_traps import EXPENDITURE, FISCAL_SUMMARY, FUND, GENERAL, SUMMARY, long
from tests.golden.traps.forms import Printed, check

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
