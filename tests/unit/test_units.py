"""Units, their evidence, and the numbers that cells print."""

from decimal import Decimal

import pytest

from pipelines.reading.forms.units import Unit, find_unit, parse_amount, to_yuan, unit_in


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("金额单位: 元", "元"),
        ("单位：人民币元", "元"),
        ("单 位：万 元", "万元"),
        ("（单位：千元）", "千元"),
        ("合计（万元）", "万元"),
        ("单位：亿元", "亿元"),
        ("币种：人民币 单位：百元", "百元"),
        ("单位：万", "万元"),
        ("万元", "万元"),
        ("元", None),
        ("人民币：千元", "千元"),
        ("注：本表金额单位为万元。", "万元"),
        ("部门：甲市财政局", None),
        ("支出100万元", None),
        ("编制单位：甲市财政局", None),
    ],
)
def test_the_unit_that_a_line_states(text: str, unit: str | None):
    assert unit_in(text) == unit


def test_the_nearest_evidence_comes_first_and_is_kept():
    found = find_unit([("heading", "部门：某局"), ("heading", " 单位：万元 "), ("header", "金额（元）")])
    assert found == Unit("万元", "heading", "单位：万元")
    assert found.factor == 10_000
    assert find_unit([("heading", "支出决算表")]) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234,567.89", "1234567.89"),
        ("1，234.50", "1234.50"),
        ("0.00", "0.00"),
        ("0", "0"),
        ("-12.30", "-12.30"),
        ("－12.30", "-12.30"),
        ("（1,000.00）", "-1000.00"),
        ("¥5.00", "5.00"),
        ("1 234", "1234"),
        ("123456.789012", "123456.789012"),
        ("1,23", None),
        ("12,34.00", None),
        ("—", None),
        ("/", None),
        ("", None),
        ("12%", None),
        ("无", None),
        ("1.2.3", None),
    ],
)
def test_the_number_that_a_cell_prints(text: str, value: str | None):
    assert parse_amount(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("value", "unit", "yuan"),
    [
        ("20.123456", "万元", "201234.56"),
        ("0.000001", "万元", "0.01"),
        ("1.005", "元", "1.01"),
        ("-1.005", "元", "-1.01"),
        ("2.5", "千元", "2500.00"),
        ("1.23", "亿元", "123000000.00"),
    ],
)
def test_yuan_to_the_cent(value: str, unit: str, yuan: str):
    converted = to_yuan(Decimal(value), unit)
    assert (converted, converted.as_tuple().exponent) == (Decimal(yuan), -2)
