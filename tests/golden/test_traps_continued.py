"""Tables that go on over a page under a caption that says so: 续表, （续）, 接上页, the title with such a mark.

Here: such captions with the unit line and without, over pages with rules and without, beside running lines. Not here: pages that repeat
the title or the header alone (test_traps_rules.py), rows that the page break cuts (test_traps_cut_rows.py).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from pipelines.reading.tables.continued import says_continued
from pipelines.samples import Layout, change
from pipelines.samples.draw import to_pdf
from pipelines.samples.fonts import load_fonts
from pipelines.samples.paginate import lay_out
from pipelines.samples.parts import Rule, Text
from tests.golden.test_traps import EXPENDITURE, FISCAL_SUMMARY, FUND, GENERAL, long
from tests.golden.traps.forms import Printed, read, same

RULES = ["grid", "horizontal", "three_line"]
MARKS = ["续表", "续表一", "续 表", "（续）", "（续表）", "（续上表）", "续表（2）", "续上表", "接上页", "（接上页）"]
LEFT, TOP, RIGHT, BOTTOM = 56.0, 64.0, 56.0, 60.0  # margins


def continued(
    printed: Printed,
    options: dict,
    captions: Sequence[str],
    unit: bool = False,
    head: bool = False,
    foot: bool = False,
    over: str = "",
) -> bytes:
    """The typeset form; over each page but the first the captions (`{}` is its title) and the unit line, over all of them a running
    header above a rule, at their foot their number under one; `over` at the top of all."""
    fonts = load_fonts(None)
    lines = [*(c.format(printed.table.title) for c in captions), *([printed.table.unit] if unit else [])]
    room = 14.0 * len(lines)
    pages = []
    for n, sheet in enumerate(
        lay_out([printed.table], change(Layout(margins=(LEFT, TOP + room, RIGHT, BOTTOM)), options), fonts)
    ):
        texts, rules = list(sheet.texts), list(sheet.rules)
        for i, line in enumerate(lines if n else ()):
            ends = line == printed.table.unit
            x = (sheet.width - fonts.width(line, 9)) / 2 if not ends else sheet.width - RIGHT - fonts.width(line, 9)
            texts.append(Text(x, TOP + 10 + 14 * i, line, 9))
        if over:
            texts.append(Text(LEFT, 48, over, 9))
        if head:
            texts.append(Text(LEFT, 48, "某某市某某局2024年度部门决算", 9))
            rules.append(Rule(LEFT, 53, sheet.width - RIGHT, 53, 0.5))
        if foot:
            texts.append(Text(260, sheet.height - 22, f"第 {n + 1} 页", 9))
            rules.append(Rule(LEFT, sheet.height - 38, sheet.width - RIGHT, sheet.height - 38, 0.5))
        pages.append(replace(sheet, texts=tuple(texts), rules=tuple(rules)))
    assert len(pages) > 1
    return to_pdf(pages, fonts)


def check(printed: Printed, options: dict, captions: Sequence[str], **around: Any) -> None:
    same(read(continued(printed, options, captions, **around)).found(), printed.expected(), bodies=False)


@pytest.mark.parametrize("unit", [False, True])
@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("rules", RULES)
def test_a_mark_alone(rules: str, mark: str, unit: bool) -> None:
    """More characters than may stand over a table that goes on without a mark; never the rest of a name, nor a row."""
    check(long(GENERAL, 3), {"rules": rules, "page": (595.28, 380.0)}, [mark], unit=unit)


@pytest.mark.parametrize("repeated", [False, True])
@pytest.mark.parametrize(
    "captions",
    [["{}（续）"], ["{}（续表）"], ["{}（续一）"], ["续表1 {}"], ["预算公开表1（续）"], ["公开05表", "{}（续）"]],
)
@pytest.mark.parametrize("rules", RULES)
def test_a_mark_with_the_title_or_the_number(rules: str, captions: list[str], repeated: bool) -> None:
    check(
        long(EXPENDITURE, 3), {"rules": rules, "repeat_header": repeated, "page": (595.28, 400.0)}, captions, unit=True
    )


@pytest.mark.parametrize("mark", ["（续）", "续表一", "接上页"])
def test_a_mark_as_close_to_the_first_row_as_lines_of_one_cell(mark: str) -> None:
    options = {"rules": "three_line", "row_padding": 1.0, "outer_border": False, "page": (595.28, 330.0)}
    check(long(GENERAL, 3), options, [mark])


@pytest.mark.parametrize("rules", RULES)
def test_a_line_of_many_characters_beside_a_mark(rules: str) -> None:
    """What the mark says holds whatever else is printed over the table."""
    check(long(GENERAL, 3), {"rules": rules, "page": (595.28, 380.0)}, ["某某市某某局本级及所属单位", "续表"])


@pytest.mark.parametrize("height", [345, 355, 365])
@pytest.mark.parametrize("rules", ["horizontal", "three_line"])
def test_nothing_but_the_rest_of_a_name_under_a_mark(rules: str, height: int) -> None:
    options = {"rules": rules, "vertical_align": "top", "break_rows": True, "name_chars": 4, "stretch": False}
    check(long(FUND, 3), {**options, "page": (595.28, float(height))}, ["表1（续）"], unit=True)


# -------------------------------------------------------------------------------------------------- running lines
@pytest.mark.parametrize("mark", ["续表一", "续表1", "接上页"])
@pytest.mark.parametrize("height", [330, 380, 415])
def test_a_mark_between_the_rule_of_a_running_header_and_the_table(height: int, mark: str) -> None:
    check(long(EXPENDITURE, 4), {"rules": "horizontal", "page": (595.28, float(height))}, [mark], head=True)


@pytest.mark.parametrize("height", [310, 390])
@pytest.mark.parametrize("printed", [long(EXPENDITURE, 3), FISCAL_SUMMARY], ids=["codes", "lanes"])
@pytest.mark.parametrize("rules", RULES)
def test_the_rule_under_a_running_header_above_a_repeated_header(rules: str, printed: Printed, height: int) -> None:
    """Wider than the table, and no rule of it."""
    options = {
        "rules": rules,
        "repeat_header": True,
        "name_chars": 6,
        "stretch": False,
        "page": (595.28, float(height)),
    }
    check(printed, options, [], head=True)


@pytest.mark.parametrize("rules", RULES)
def test_a_running_header_right_over_the_title_of_the_first_page(rules: str) -> None:
    """It is no line of the title, which is the same over every page."""
    check(long(EXPENDITURE, 2), {"rules": rules, "page": (595.28, 400.0)}, ["{}（续）"], head=True)


@pytest.mark.parametrize("number", ["公开表4", "附表4-1", "表 4"])
def test_a_number_at_the_top_of_every_page_is_the_form_s(number: str) -> None:
    """It stands where running headers do, at the same place on both pages; only a form's number stays on the first."""
    printed = replace(long(GENERAL, 2), table=replace(long(GENERAL, 2).table, number=""))
    outcome = read(continued(printed, {"rules": "grid", "page": (595.28, 400.0)}, [], over=number))
    assert {amount.form_number for amount in outcome.amounts} == {number.replace(" ", "")}
    same(outcome.found(), printed.expected(), bodies=False)


@pytest.mark.parametrize("height", [310, 340, 380, 420])
@pytest.mark.parametrize("align", ["middle", "bottom"])
def test_the_head_of_a_name_alone_over_the_rule_of_the_foot(align: str, height: int) -> None:
    options = {"rules": "three_line", "break_rows": True, "vertical_align": align, "name_chars": 6, "stretch": False}
    check(long(FUND, 4), {**options, "page": (595.28, float(height))}, ["（续）"], unit=True, foot=True)


# ------------------------------------------------------------------------------------------------ sums of a page
@pytest.mark.parametrize("total", [True, False])
@pytest.mark.parametrize("word", ["本页小计", "本页合计", "本页支出合计", "过次页"])
@pytest.mark.parametrize("coded", [True, False])
def test_the_sum_at_the_end_of_each_page_is_no_leaf(coded: bool, word: str, total: bool) -> None:
    """Nor the form's total where none is printed."""
    names = ["行政运行", "学前教育", "小学教育", "住房公积金", "机关服务", "初中教育"]
    rows = [(f"20{n}0201", name, f"{n}.00") for n, name in enumerate(names, 1)]
    body = [*rows[:3], (word, "<", "6.00"), *rows[3:], (word, "<", "15.00")]
    body = [("合计", "<", "21.00"), *body] if total else body
    header, kinds = ("科目编码", "科目名称", "合计"), ("functional_code", "name", "amount")
    if not coded:
        body = [(row[0] if row[1] == "<" else row[1], row[2]) for row in body]
        header, kinds = header[1:], kinds[1:]
    table = replace(GENERAL.table, header=(header,), rows=tuple(body), kinds=kinds)
    outcome = read(continued(Printed(GENERAL.form, "", table), {"rules": "grid", "page": (595.28, 280.0)}, ["续表"]))
    assert len(outcome.tables) == 1
    marks = {a.line_name: (a.is_total, a.is_leaf) for a in outcome.amounts}
    assert marks == {
        **({"合计": (True, False)} if total else {}),
        **dict.fromkeys(names, (False, True)),
        word: (False, False),
    }


def test_what_is_a_mark() -> None:
    assert all(map(says_continued, [*MARKS, "部门收支总表（续表）", "续表 单位：万元", "表1（续）"]))
    others = [
        "继续教育支出",
        "手续费",
        "续",
        "部门收支总表",
        "持续表明",
        "续表明细情况说明",
        "接上页的数据，增加",
        "后续",
    ]
    assert not any(map(says_continued, others))
