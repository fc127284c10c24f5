"""The identities of performance forms: each on a consistent project, a changed figure, a last digit, and what it does not judge.

Here: every identity of the catalogue with the rule `evaluation`. Not here: reading a form (test_performance.py), amounts of the statutory forms.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.reading.forms.units import Unit
from pipelines.reading.pages import Box
from pipelines.reading.performance import Fund, Indicator, Project
from pipelines.reading.performance.figures import Figure, money, points, rate
from pipelines.reconcile import Check, check
from pipelines.reconcile.catalogue import catalogue

IDENTITIES = [i.id for i in catalogue().identities if i.rule == "evaluation"]
BOX = Box(0, 0, 1, 1)
_row = iter(range(10_000))


def figure(text: str, value: Decimal | None) -> Figure:
    assert value is not None
    return Figure(value, text, 1, BOX, "t001", next(_row), 0)


def scored(text: str) -> Figure:
    return figure(text, points(text))


def fund(stage: str, line: str, text: str, period: str = "annual") -> Fund:
    read = money(text, "万元")
    assert read is not None
    return Fund(line, line, stage, period, figure(text, read[0]), read[1], read[2])


def indicator(name: str, target: str, actual: str, weight: str, score: str, block: str = "evaluation") -> Indicator:
    return Indicator(
        block,
        "产出指标",
        "数量指标",
        name,
        target,
        None,
        actual,
        scored(weight),
        scored(score),
        None,
        1,
        BOX,
        "t001",
        0,
    )


FUNDS = {
    "approved": {"total": "100.00", "fiscal": "80.00", "carryover": "15.00", "other": "5.00"},
    "adjusted": {"total": "120.00", "fiscal": "100.00", "carryover": "15.00", "other": "5.00"},
    "executed": {"total": "108.00", "fiscal": "90.00", "carryover": "15.00", "other": "3.00"},
}
PROJECT = Project(
    form="performance_project_evaluation",
    name="数字城管",
    code=None,
    supervising_body="某某局",
    implementing_unit="某某中心",
    funds=tuple(fund(stage, line, text) for stage, lines in FUNDS.items() for line, text in lines.items()),
    rate=figure("90.00%", rate("90.00%", "")),
    fund_weight=scored("10"),
    fund_score=scored("9.00"),
    indicators=(
        indicator("采集条数", "≥100条", "120条", "50", "50"),
        indicator("及时率", "≥95%", "90%", "30", "25"),
        indicator("满意度", "≥90%", "91.5%", "10", "10"),
        indicator("资料完整", "完整", "完整", "0", "0"),
    ),
    total_weight=scored("100"),
    score=scored("94.00"),
    adjustment_weight=None,
    adjustment_score=None,
    grade="优",
    page=1,
    box=BOX,
    table_id="t001",
    row_index=0,
    tables=("t001",),
    unit=Unit("万元", "header", "（万元）"),
)
BODY = replace(PROJECT, form="performance_department_evaluation", name="某某局")


def judged(project: Project, check_id: str | None = None) -> list[Check]:
    found = check((), kind="final", projects=[project])
    return [c for c in found if check_id is None or c.check_id == check_id]


def of(check_id: str) -> Project:
    return BODY if check_id == "P2.department" else PROJECT


@pytest.mark.parametrize("check_id", IDENTITIES)
def test_it_passes_on_a_consistent_project(check_id: str) -> None:
    found = judged(of(check_id), check_id)
    assert found
    assert {c.status for c in found} == {"pass"}
    assert all(c.in_points is (check_id not in ("P1", "P2", "P2.department")) for c in found)


def with_fund(project: Project, stage: str, line: str, text: str) -> Project:
    changed = fund(stage, line, text)
    return replace(project, funds=tuple(changed if (f.stage, f.line) == (stage, line) else f for f in project.funds))


def with_score(project: Project, number: int, score: str) -> Project:
    found = list(project.indicators)
    found[number] = replace(found[number], score=scored(score))
    return replace(project, indicators=tuple(found))


def mutations(check_id: str) -> Iterator[Project]:
    """The project with one figure of the identity changed."""
    project = of(check_id)
    if check_id == "P1":
        for stage, lines in FUNDS.items():
            for line in lines:
                yield with_fund(project, stage, line, "77.77")
    elif check_id in ("P2", "P2.department"):
        yield replace(project, rate=figure("89.00%", Decimal("0.89")))
        yield with_fund(project, "adjusted", "total", "130.00")
        yield with_fund(project, "executed", "total", "109.00")
    elif check_id == "P3":
        yield replace(project, fund_score=scored("8.00"))
        yield replace(project, fund_weight=scored("20"))
        yield replace(project, rate=figure("80.00%", Decimal("0.80")))
    elif check_id == "P4":
        yield replace(project, total_weight=scored("90.5"))
        yield replace(project, total_weight=None, indicators=project.indicators[1:])
    elif check_id == "P5":
        yield replace(project, score=scored("94.50"))
        yield with_score(project, 0, "49")
    elif check_id == "P5.bounds":
        yield with_score(project, 2, "10.5")
        yield with_score(project, 2, "-1")
        yield replace(project, fund_score=scored("10.01"))
    elif check_id == "P6":
        yield replace(project, grade="良")
        yield replace(project, score=scored("89.99"))
    elif check_id == "P7":
        yield with_score(project, 1, "30")


@pytest.mark.parametrize("check_id", IDENTITIES)
def test_a_changed_figure_is_a_mismatch(check_id: str) -> None:
    changed = list(mutations(check_id))
    assert changed
    for project in changed:
        assert "mismatch" in {c.status for c in judged(project, check_id)}, project


def test_last_digits_are_rounding() -> None:
    assert [c.status for c in judged(with_fund(PROJECT, "executed", "total", "108.01"), "P1")] == [
        "pass",
        "pass",
        "rounding",
    ]
    almost = replace(with_fund(PROJECT, "executed", "total", "108.003"), rate=figure("90.00%", Decimal("0.9")))
    assert [c.status for c in judged(almost, "P2")] == ["rounding"]
    assert [c.status for c in judged(replace(PROJECT, fund_score=scored("9")), "P3")] == ["pass"]
    nearly = replace(PROJECT, rate=figure("90.3%", Decimal("0.903")), fund_score=scored("9.0"))
    assert [c.status for c in judged(nearly, "P3")] == ["rounding"]


def test_a_rate_above_the_whole_earns_the_weight_and_no_more() -> None:
    above = replace(PROJECT, rate=figure("104.00%", Decimal("1.04")), fund_score=scored("10"))
    assert [c.status for c in judged(above, "P3")] == ["pass"]


def test_an_evaluation_without_its_rate_or_score_owes_them() -> None:
    assert [c.status for c in judged(replace(PROJECT, rate=None), "P2")] == ["insufficient"]
    assert [c.status for c in judged(replace(PROJECT, score=None), "P5")] == ["insufficient"]
    assert judged(replace(BODY, rate=None), "P2.department") == []


def test_money_without_a_unit_cannot_be_judged() -> None:
    unknown = replace(PROJECT, funds=tuple(replace(f, unit=None, yuan=None) for f in PROJECT.funds))
    assert {c.status for c in judged(unknown, "P1") + judged(unknown, "P2")} == {"insufficient"}


def test_nothing_to_execute_says_nothing_of_the_rate() -> None:
    assert judged(with_fund(PROJECT, "adjusted", "total", "0.00"), "P2") == []


def test_where_money_was_only_received_the_rate_is_of_that() -> None:
    received = replace(
        PROJECT,
        funds=(fund("adjusted", "total", "155万元"), fund("received", "total", "45.51387万元")),
        rate=figure("29.36%", Decimal("0.2936")),
    )
    assert [c.status for c in judged(received, "P2")] == ["rounding"]


def test_the_score_of_execution_may_be_counted_apart() -> None:
    apart = replace(PROJECT, total_weight=scored("90"), score=scored("85"))
    assert {c.status for c in judged(apart, "P4") + judged(apart, "P5")} == {"pass"}


def test_the_parts_are_those_of_which_most_are_printed() -> None:
    """宁德: 财政资金小计 is printed as 0.00 beside 地方财政资金, which is part of it."""
    lines = {"total": "9,209.55", "fiscal": "0.00", "central": "0.00", "provincial": "0.00", "local": "9,209.55"}
    body = replace(BODY, funds=tuple(fund("approved", line, text) for line, text in lines.items()))
    found = {c.scope: c.status for c in judged(body, "P1")}
    assert found == {"某某局": "pass", "某某局/fiscal": "mismatch"}


def test_adjustments_of_the_score_are_no_part_of_it() -> None:
    more = replace(PROJECT, indicators=(*PROJECT.indicators, indicator("支出情况", "", "", "6", "6", "adjustment")))
    assert {c.status for c in judged(more, "P4") + judged(more, "P5")} == {"pass"}


@pytest.mark.parametrize(
    ("target", "actual"), [("≥95", "优"), ("95%", "90%"), ("≥90%", "0.95"), ("≥3次", "2个"), (None, "1"), ("≥3", None)]
)
def test_values_that_cannot_be_compared_are_not(target: str | None, actual: str | None) -> None:
    one = replace(indicator("某某", "", "", "10", "10"), target=target, actual=actual)
    assert judged(replace(PROJECT, indicators=(one,)), "P7") == []


@pytest.mark.parametrize(
    ("target", "actual", "status"),
    [("≤100%", "93.47", "pass"), ("小于等于3天", "4天", "mismatch"), ("=6期", "6", "pass"), ("＞5", "5", "mismatch")],
)
def test_signs_and_words_compare(target: str, actual: str, status: str) -> None:
    one = replace(indicator("某某", target, actual, "10", "10"))
    assert [c.status for c in judged(replace(PROJECT, indicators=(one,)), "P7")] == [status]


def test_a_performance_report_is_judged_whatever_its_kind() -> None:
    assert {c.check_id for c in check((), kind="performance", projects=[PROJECT])} == {
        i for i in IDENTITIES if i != "P2.department"
    }
    assert check((), kind="performance") == []


def test_a_rate_may_be_cut_off() -> None:
    """福田: 19,402,034.90 of 19,416,170.49 is 99.927%, printed as 99.92%."""
    funds = tuple(f for f in PROJECT.funds if (f.stage, f.line) not in (("adjusted", "total"), ("executed", "total")))
    sheet = (fund("adjusted", "total", "1941.617049"), fund("executed", "total", "1940.203490"))
    printed = replace(PROJECT, funds=funds + sheet)
    for text, status in (("99.92%", "rounding"), ("99.91%", "mismatch"), ("99.94%", "mismatch")):
        found = judged(replace(printed, rate=figure(text, rate(text, ""))), "P2")
        assert [c.status for c in found] == [status], text


def test_a_blank_weight_of_the_execution_leaves_the_sum_of_weights_undecided() -> None:
    blank = replace(PROJECT, fund_weight=None)
    assert [c.status for c in judged(blank, "P4")] == ["insufficient"]
    unscored = replace(PROJECT, fund_weight=None, fund_score=None, score=scored("85.00"))
    assert [c.status for c in judged(unscored, "P4")] == ["mismatch"]
