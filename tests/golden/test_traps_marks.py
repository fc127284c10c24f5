"""Amounts with something before or behind them: units, notes, signs, currency, digits of another width.

Here: how one cell is printed. Not here: the rows and columns around it.
"""

from decimal import Decimal

import pytest

from pipelines.reading.document import read_document
from pipelines.samples import Cover, FormTable, Layout, change, typeset
from tests.golden.traps.forms import Outcome, read, rows

ROWS = """
    | 合计 | {} | 4.00
    205 | 教育支出 | 1,234.50 | 4.00
    20502 | 普通教育 | 1,234.50 | 4.00
    2050201 | 学前教育 | 1,234.50 | 4.00"""


def with_cell(printed: str, name: str = "合计") -> Outcome:
    body = tuple(
        tuple(printed if cell == "{}" else name if cell == "合计" else cell for cell in row) for row in rows(ROWS)
    )
    table = FormTable(title="支出总表", unit="单位：万元", header=rows("科目编码 | 科目名称 | 合计 | 项目支出"), rows=body,
                      kinds=("functional_code", "name", "amount", "amount"))  # fmt: skip
    return read(typeset([table]), "budget", 2026)


@pytest.mark.parametrize(("printed", "value"), [
    ("1,234.50万元", "1234.50"), ("1234.50元", "0.12345"), ("￥1,234.50", "1234.50"), ("¥ 1,234.50", "1234.50"), ("RMB1,234.50", "1234.50"), ("人民币1,234.50", "1234.50"),
    ("1,234.50*", "1234.50"), ("*1,234.50", "1234.50"), ("1,234.50①", "1234.50"), ("1,234.50注1", "1234.50"), ("1,234.50（注1）", "1234.50"), ("1,234.50[1]", "1234.50"), ("1,234.50#", "1234.50"), ("1,234.50※", "1234.50"),
    ("１，２３４．５０", "1234.50"), ("1，234．50", "1234.50"), ("1,234。50", None), ("1.234,50", None), ("1'234.50", "1234.50"),
    ("（1,234.50）", "-1234.50"), ("(1,234.50)", "-1234.50"), ("－1,234.50", "-1234.50"), ("—1,234.50", "-1234.50"), ("▲1,234.50", "-1234.50"), ("△1,234.50", "-1234.50"), ("- 1,234.50", "-1234.50"),
    ("1,234.50-", None), ("负1,234.50", "-1234.50"), ("−1,234.50", "-1234.50"), ("¥-1,234.50", "-1234.50"), ("-¥1,234.50", "-1234.50"), ("+1,234.50", "1234.50"),
    ("1 234.50", "1234.50"), ("1,234.5０", "1234.50"), ("12,34.50", None), ("1,234.50.", None), ("1234.", "1234"), ("约1,234.50", None), ("1,234.50（含上年结转）", "1234.50"), ("1,234.50 / 4", None), ("≈1,234.50", None),
    ("0.00%", None), ("1,234.50–", None), ("1.2345e3", None), ("壹仟贰佰", None),
])  # fmt: skip
def test_a_mark_beside_an_amount(printed: str, value: str | None) -> None:
    """Where it is beyond doubt it is an amount, otherwise the cell is named as left out; never neither. A dash behind a number may be a
    minus or the mark of the next cell's nothing."""
    outcome = with_cell(printed)
    assert len(outcome.forms) == 1, "the form is still recognised"
    total = [a.yuan for a in outcome.amounts if a.line_name == "合计" and a.measure == "total"]
    assert len(outcome.amounts) == (8 if value else 7)
    if value:
        assert total == [Decimal(value) * 10000]
    else:
        left = [(cell.flat, reason) for form in outcome.forms for cell, reason in form.left_out]
        assert total == []
        if any(c.isdigit() for c in printed):
            assert [text for text, _ in left] == ["".join(printed.split())], left


@pytest.mark.parametrize(
    "printed", ["1,234.50*", "1,234.50①", "（1,234.50）", "￥1,234.50", "1,234.50注2", "△1,234.50"]
)
@pytest.mark.parametrize("rules", ["grid", "horizontal", "three_line"])
def test_a_column_of_marked_amounts(printed: str, rules: str) -> None:
    """All amounts of a column are marked: the column is one of amounts all the same."""
    body = rows(
        "| 合计 | {} | 4.00\n205 | 教育支出 | {} | 4.00\n20502 | 普通教育 | {} | 4.00\n2050201 | 学前教育 | {} | 4.00"
    )
    table = FormTable(title="支出总表", unit="单位：万元", header=rows("科目编码 | 科目名称 | 合计 | 项目支出"),
                      rows=tuple(tuple(printed if cell == "{}" else cell for cell in row) for row in body),
                      kinds=("functional_code", "name", "amount", "amount"))  # fmt: skip
    outcome = read(typeset([table], change(Layout(), {"rules": rules})), "budget", 2026)
    assert [abs(a.yuan or 0) for a in outcome.amounts if a.measure == "total"] == [Decimal("12345000.00")] * 4
    assert len(outcome.amounts) == 8


def test_a_number_that_nobody_can_tell_is_on_the_review_list() -> None:
    body = rows(ROWS.replace("{}", "12,34.50"))
    table = FormTable(title="支出总表", unit="单位：万元", header=rows("科目编码 | 科目名称 | 合计 | 项目支出"), rows=body,
                      kinds=("functional_code", "name", "amount", "amount"))  # fmt: skip
    reading = read_document(typeset([Cover(("福清市财政局", "2026年部门预算")), table]))
    assert [(i["reason"], i["text"]) for i in reading.tables["review_items"]] == [("unread", "12,34.50")]
