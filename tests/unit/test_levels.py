"""Totals, leaves and levels: what is added up, and what would count twice."""

from collections.abc import Iterable

import pytest

from pipelines.reading.forms.amounts import Amount
from pipelines.reading.forms.levels import with_levels
from tests.unit.made import amount


def marks(amounts: Iterable[Amount]) -> list[tuple[int | None, bool, bool]]:
    return [(a.row_level, a.is_total, a.is_leaf) for a in with_levels(list(amounts))]


def lines(*rows: tuple[str, str], form: str = "final_summary", side: str | None = "income", **more) -> list[Amount]:
    """Amounts of lines by (printed name, value)."""
    from pipelines.reading.forms.rows import plain_name

    return [
        amount(value, name=plain_name(raw), raw=raw, row=r, form=form, side=side, **more)
        for r, (raw, value) in enumerate(rows)
    ]


def leaves(amounts: Iterable[Amount]) -> list[str]:
    return [a.line_name for a in with_levels(list(amounts)) if a.is_leaf]


def test_by_code_the_deepest_are_leaves():
    codes = [None, "201", "20103", "2010301", "205"]
    amounts = [amount("9.00", code=c, name="合计" if c is None else c, row=r) for r, c in enumerate(codes)]
    assert marks(amounts) == [
        (0, True, False),
        (1, False, False),
        (2, False, False),
        (3, False, True),
        (1, False, True),
    ]


def test_seven_digits_below_an_economic_code_do_not_make_it_a_parent_of_itself():
    amounts = [amount("9.00", code=c, name=c, row=r) for r, c in enumerate(["302", "30227"])]
    assert [m[2] for m in marks(amounts)] == [False, True]


def test_without_a_printed_total_the_body_s_own_row_is_the_total():
    amounts = [
        amount("9.00", name="甲市财政局"),
        amount("9.00", code="201", name="公共", row=1),
        amount("4.00", name="小计", row=2),
    ]
    assert [m[1] for m in marks(amounts)] == [True, False, False]


def test_numbered_lines_add_up_and_those_below_them_do_not_count():
    amounts = lines(
        ("一、财政拨款", "9.00"), ("（一）一般公共预算", "9.00"), ("二、其他收入", "1.00"), ("收入总计", "10.00")
    )
    assert leaves(amounts) == ["财政拨款", "其他收入"]
    assert [m[0] for m in marks(amounts)] == [1, 2, 1, 0]


def test_only_the_last_total_is_the_total():
    amounts = lines(("一、财政拨款", "9.00"), ("本年收入合计", "9.00"), ("年初结转", "1.00"), ("总计", "10.00"))
    assert [m[1] for m in marks(amounts)] == [False, False, False, True]
    assert leaves(amounts) == ["财政拨款", "年初结转"]


def test_a_total_alone_is_its_own_leaf():
    assert marks(lines(("总计", "9.00"))) == [(0, True, True)]


def test_parts_printed_below_a_line_without_any_mark_do_not_count():
    amounts = lines(
        ("一、财政拨款", "9.00"), ("本年收入合计", "9.00"), ("年初财政拨款结转和结余", "3.00"), ("一般公共预算财政拨款", "2.00"), ("政府性基金", "1.00"), ("总计", "12.00"),
    )  # fmt: skip
    assert leaves(amounts) == ["财政拨款", "年初财政拨款结转和结余"]


def test_levels_by_indentation():
    rows = [
        ("合计", "30.00", 3.0),
        ("公共服务", "20.00", 3.0),
        ("办公厅", "20.00", 12.0),
        ("行政运行", "20.00", 21.0),
        ("住房", "10.00", 3.0),
    ]
    amounts = [amount(v, name=n, row=r, indent=i) for r, (n, v, i) in enumerate(rows)]
    assert [m[0] for m in marks(amounts)] == [0, 1, 2, 3, 1]
    total = sum(a.value for a in with_levels(amounts) if a.is_leaf)
    assert total == amounts[0].value


def test_columns_that_no_measure_names_are_no_leaves():
    amounts = [*lines(("一、财政拨款", "9.00"), ("总计", "9.00"))]
    amounts += [amount("1.00", "unmapped", name="财政拨款", raw="一、财政拨款", form="final_summary", side="income")]
    assert marks(amounts)[2][2] is False


THREE = [
    "合计",
    "因公出国（境）费",
    "公务用车购置及运行维护费",
    "公务用车购置费",
    "公务用车运行维护费",
    "公务接待费",
    "会议费",
]


def three(names: Iterable[str], body: str | None = None, value: str = "1.00") -> list[Amount]:
    return [amount(value, "final", name=n, row_body=body, form="final_three_public") for n in names]


def test_three_public_leaves_are_the_items_not_their_sums_nor_meetings():
    found = with_levels(three(THREE))
    assert [a.line_name for a in found if a.is_leaf] == [
        "因公出国（境）费",
        "公务用车购置费",
        "公务用车运行维护费",
        "公务接待费",
    ]
    assert [a.line_name for a in found if a.is_total] == ["合计"]


def test_vehicles_are_a_leaf_where_they_are_not_split():
    assert "公务用车购置及运行维护费" in leaves(
        three(["合计", "因公出国（境）费", "公务用车购置及运行维护费", "公务接待费"])
    )


def test_bodies_of_a_three_public_form_do_not_count_beside_the_whole():
    found = with_levels([*three(THREE[:2], "合计"), *three(THREE[:2], "甲市财政局"), *three(THREE[:2], "甲市财政中心")])
    assert [(a.row_body, a.line_name) for a in found if a.is_leaf or a.is_total] == [
        ("合计", "合计"),
        ("合计", "因公出国（境）费"),
    ]


@pytest.mark.parametrize("side", ["income", "expenditure"])
def test_sides_and_blocks_are_judged_apart(side: str):
    one = lines(("一、财政拨款", "9.00"), ("总计", "9.00"), side=side)
    other = lines(("一、公共服务", "5.00"), ("总计", "5.00"), side=side, block=2)
    assert [m[1] for m in marks([*one, *other])] == [False, True, False, True]


def test_subtotals_before_their_parts_at_any_depth_do_not_count():
    rows = (
        ("合计", "188.50"), ("货物", "5.50"), ("某市审计局", "5.50"), ("办公费", "1.30"), ("办公设备购置", "4.20"), ("零星", "0.00"),
        ("服务", "183.00"), ("某市审计局", "183.00"), ("物业管理费", "13.00"), ("委托业务费", "170.00"),
    )  # fmt: skip
    amounts = lines(*rows, form="budget_procurement", side=None)
    assert leaves(amounts) == ["办公费", "办公设备购置", "零星", "物业管理费", "委托业务费"]


def test_a_list_that_no_choice_of_lines_adds_up_keeps_its_plainest_choice():
    amounts = lines(("合计", "10.00"), ("货物", "5.50"), ("服务", "3.00"), form="budget_procurement", side=None)
    assert leaves(amounts) == ["货物", "服务"]


def test_a_long_list_is_judged_in_bounded_time():
    rows = [("合计", "1000.00"), *((f"项目{n}", f"{n % 7}.{n % 10}0") for n in range(290))]
    amounts = lines(*rows, form="budget_project", side=None)
    assert len(leaves(amounts)) == 290
