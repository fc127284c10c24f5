"""A unit that the text or a sibling form belies makes its form doubtful: sums close in any unit."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.reading.coverage import reasons
from pipelines.reading.forms.amounts import FormReading
from pipelines.reading.forms.scale import doubtful_units
from pipelines.reading.forms.units import FACTORS, Unit
from tests.unit.made import amount, table_from
from tests.unit.test_coverage import KNOWN, YUAN
from tests.unit.test_subject_pages import page_of

TABLE = table_from("科目编码|科目名称|合计\n201|公共服务|9.00")


def form(name: str, unit: str, *printed: str) -> FormReading:
    amounts = tuple(
        amount(text, form=name, published=text, unit=unit, yuan=Decimal(text) * FACTORS[unit], row=n)
        for n, text in enumerate(printed)
    )
    return FormReading(name, TABLE, Unit(unit, "heading", f"单位：{unit}"), (), amounts, ())


SUMMARY = form("final_summary", "元", "32595200.00", "1024.50")


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("2024年度收入总计3,259.52万元。", False),
        ("2024年度收入总计32,595,200元。", False),
        ("2024年度收入总计0.3260亿元。", False),
        ("2024年度收入总计32,595,200.00万元。", True),
        ("2024年度收入总计3259.52元。", True),
        ("2024年度收入总计3259.52元（即3259.52万元）。", False),
        ("2024年度收入总计4,123.45万元。", False),
        ("占32595200万元/年的项目，3259.52。", True),
        ("没有数字。", False),
    ],
)
def test_the_text_bears_out_the_unit_or_belies_it(text: str, doubtful: bool) -> None:
    assert doubtful_units([text], [SUMMARY]) == ({"final_summary"} if doubtful else set())


def test_few_digits_are_like_another_figure_by_chance() -> None:
    assert doubtful_units(["其中12万元。"], [form("final_three_public", "元", "12.00")]) == set()


def test_sibling_forms_bear_each_other_out() -> None:
    income = form("final_income", "元", "32595200.00")
    wrong = form("final_income", "万元", "32595200.00")
    assert doubtful_units([], [SUMMARY, income]) == set()
    assert doubtful_units([], [SUMMARY, wrong]) == {"final_summary", "final_income"}
    assert doubtful_units(["收入总计3,259.52万元"], [SUMMARY, wrong]) >= {"final_income"}


def test_forms_of_other_money_are_not_compared() -> None:
    assert doubtful_units([], [SUMMARY, form("final_three_public", "万元", "32595200.00")]) == set()


def test_a_form_without_a_unit_says_nothing() -> None:
    bare = replace(SUMMARY, amounts=tuple(replace(a, yuan=None, unit=None) for a in SUMMARY.amounts))
    assert doubtful_units(["收入总计3259.52元"], [bare]) == set()


def test_a_document_with_a_doubtful_unit_is_partial() -> None:
    def why(text: str) -> list[str]:
        return reasons([page_of(1, [text])], KNOWN, [replace(SUMMARY, unit=YUAN)], [], [])

    assert "unit_unknown" not in why(
        "福州市商务局2024年度收入总计3,259.52万元，支出总计3,259.52万元，说明文字不止六十个字符。" * 2
    )
    assert "unit_unknown" in why(
        "福州市商务局2024年度收入总计3,259.52元，支出总计3,259.52元，说明文字不止六十个字符。" * 2
    )
