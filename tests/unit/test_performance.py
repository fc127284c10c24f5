"""The parts of reading performance forms: words, figures, titles, columns under merged headers, rows that a page break moved.

Here: single parts on made tables. Not here: whole documents (tests/golden/test_performance.py).
"""

from copy import deepcopy
from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.reading.engines import evaluated
from pipelines.reading.performance import figures, read_performance
from pipelines.reading.performance.titles import named_in, title_of
from pipelines.reading.performance.words import indicator_column, label_of, line_of, money_column, parse, words
from pipelines.reading.tables.witness import Witness
from pipelines.reading.vocabulary import load
from tests.unit.made import table_from


def test_an_unknown_key_or_a_broken_pattern_is_an_error() -> None:
    raw = deepcopy(load("performance"))
    raw["colour"] = "红"
    with pytest.raises(ValueError, match=r"keys differ: .'colour'"):
        parse(raw)
    raw = deepcopy(load("performance"))
    raw["lines"]["bonus"] = "奖金"
    with pytest.raises(ValueError, match=r"lines: keys differ: .'bonus'"):
        parse(raw)
    raw = deepcopy(load("performance"))
    raw["labels"]["grade"] = "("
    with pytest.raises(ValueError, match=r"labels\.grade"):
        parse(raw)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("项目名称", "project_name"),
        ("专项资金名称", "project_name"),
        ("转移支付\n名称：", "project_name"),
        ("部门(单位)名称", "body"),
        ("主管部门及代码", "supervising_body"),
        ("实施单位", "implementing_unit"),
        ("评价等级", "grade"),
        ("项目概况", None),
        ("联系人", None),
    ],
)
def test_labels(text: str, label: str | None) -> None:
    assert label_of(text) == label


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("年度资金总额：", "total"),
        ("年度预算资金总额", "total"),
        ("其中：当年财政拨款", "fiscal"),
        ("1-2 以前年度结余结转", "prior_years"),
        ("上年结转资金", "carryover"),
        ("③地方财政资金", "local"),
        ("合 计(万元)", "total"),
        ("其他资金", "other"),
        ("项目金额", None),
        ("预算执行率", None),
    ],
)
def test_lines_of_money(text: str, line: str | None) -> None:
    assert line_of(text) == line


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("年初预算数", "approved"),
        ("计划数(万元)", "approved"),
        ("全年预算数（A）", "adjusted"),
        ("到位资金数", "received"),
        ("全年执行数（B）", "executed"),
        ("执行率（B/A）", "rate"),
        ("支出实现率(%)⑤=④/③", "rate"),
        ("小计③=①+②", "adjusted"),
        ("年中调整金额②", "adjustment"),
        ("本年度结余金额⑥=③-④", "balance"),
        ("项目名称", None),
    ],
)
def test_columns_of_money(text: str, column: str | None) -> None:
    assert money_column(text) == column


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("三级指标", "level3"),
        ("指标内容", "level3"),
        ("年度指标值", "target"),
        ("年度(/项目)指标值", "target"),
        ("实施周期指标值", "whole_term_target"),
        ("*实际完成值", "actual"),
        ("全年完成值", "actual"),
        ("分值权重（90分）", "weight"),
        ("自评得分", "score"),
        ("偏差原因分析及改进措施", "deviation_reason"),
        ("实际完成值与目标值偏离度", None),
        ("监控时预测完成值", None),
    ],
)
def test_columns_of_indicators(text: str, column: str | None) -> None:
    assert indicator_column(text) == column


@pytest.mark.parametrize(
    ("text", "header", "value"),
    [
        ("98.62%", "执行率", "0.9862"),
        ("38.70", "执行率(%)", "0.387"),
        ("0.95", "执行率", "0.95"),
        ("100", "执行率", "1"),
        ("1000%", "执行率", "10"),
        ("—", "执行率", None),
    ],
)
def test_rates(text: str, header: str, value: str | None) -> None:
    assert figures.rate(text, header) == (None if value is None else Decimal(value))


def test_money_takes_its_own_unit_before_the_form_s() -> None:
    assert figures.money("155万元", "元") == (Decimal(155), "万元", Decimal("1550000.00"))
    assert figures.money("785.31", "万元") == (Decimal("785.31"), "万元", Decimal("7853100.00"))
    assert figures.money("785.31", None) == (Decimal("785.31"), None, None)
    assert figures.money("—", "万元") is None


@pytest.mark.parametrize(
    ("title", "body", "name"),
    [
        ("西安市级2022年病媒生物防制项目绩效自评表", None, "西安市级2022年病媒生物防制项目"),
        ("301008_泉州市公安局台商投资区分局_科技兴警绩效目标表", "泉州市公安局台商投资区分局", "科技兴警"),
        ("1.项目支出绩效目标表", None, None),
        ("表14-1部门专项业务经费绩效目标表", None, None),
        ("政策和项目预算绩效目标表", None, None),
        ("预算13表部门整体支出绩效目标表", None, "部门整体"),
        ("天门市商务局部门整体支出绩效自评表", None, "天门市商务局"),
    ],
)
def test_names_in_titles(title: str, body: str | None, name: str | None) -> None:
    assert named_in(title) == (body, name)


def test_a_title_broken_over_lines_is_joined_and_what_stands_below_it_passed_over() -> None:
    table = table_from(
        "资金总额：|1.00",
        heading=[
            "前文到此为止。",
            "301007_某某市公安局机场分局_机场公安综",
            "合修缮改造项目绩效目标表",
            "（2026年度）",
        ],
    )
    assert title_of(table) == "301007_某某市公安局机场分局_机场公安综合修缮改造项目绩效目标表"
    assert title_of(table_from("甲|乙", heading=["支出决算表", "单位：万元"])) is None


EVALUATED = """
项目名称|热线运行|<|<|<|<|<|<
项目资金（元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分
^|年度资金总额|10.00|20.00|15.00|10|75%|7.5
一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因"""


def test_a_row_that_a_page_break_moved_to_the_left_is_put_right() -> None:
    table = table_from(
        EVALUATED
        + "\n产出指标|数量指标|接听量|≥3万|4万|40|40|\n及时率|≥95%|96%|30|30||||\n满意率|≥90%|91%|20|20||||".replace(
            "||||", "|||"
        )
    )
    (project,) = read_performance([table])
    read = [
        (i.level1, i.level2, i.level3, i.target, i.actual, i.weight and i.weight.value, i.score and i.score.value)
        for i in project.indicators
    ]
    assert read[1:] == [
        ("产出指标", "数量指标", "及时率", "≥95%", "96%", 30, 30),
        ("产出指标", "数量指标", "满意率", "≥90%", "91%", 20, 20),
    ]


def test_a_row_without_a_score_stays_in_its_place() -> None:
    table = table_from(
        EVALUATED + "\n产出指标|数量指标|接听量|10|5|40||未评\n效益指标|社会效益指标|满意率|≥90%|91%|50|50|"
    )
    (project,) = read_performance([table])
    first = project.indicators[0]
    assert (first.level3, first.target, first.actual, first.score) == ("接听量", "10", "5", None)


def test_a_note_ends_the_indicators_and_a_word_that_begins_like_one_does_not() -> None:
    table = table_from(
        EVALUATED
        + "\n产出指标|数量指标|接听量|10|10|40|40|\n^|^|注册会计师人数|5|5|10|10|\n^|^|说明会场次|2|2|10|10|"
        + "\n注：以上自评|<|<|<|<|<|<|<\n||数量|1|1|1|1|"
    )
    (project,) = read_performance([table])
    assert [i.level3 for i in project.indicators] == ["接听量", "注册会计师人数", "说明会场次"]


def test_figures_that_do_not_stand_under_their_headers_are_taken_in_order() -> None:
    """福田: the header's four cells are wider than the seven figures below."""
    table = table_from("""
项目名称|专项业务|<|<|<|<|<|<
项目资金（元）|年初预算数|<|全年预算数|<|全年执行数|<|得分
^|年度资金总额|8.00|19.00|18.00|10|94.74%|9.47
一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因
产出指标|数量指标|接听量|≥3万|4万|40|40|""")
    (project,) = read_performance([table])
    assert [(f.stage, f.yuan) for f in project.funds] == [
        ("approved", Decimal(8)),
        ("adjusted", Decimal(19)),
        ("executed", Decimal(18)),
    ]
    points = (project.rate, project.fund_weight, project.fund_score)
    assert [p and p.value for p in points] == [Decimal("0.9474"), 10, Decimal("9.47")]


def test_tables_without_a_performance_word_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("looked at the rows of a table that says nothing of performance")

    monkeypatch.setattr("pipelines.reading.performance.walk._Walk._row", refuse)
    assert read_performance([table_from("编码|名称|合计\n205|教育|9.00")]) == []


def test_the_vocabulary_names_every_line_and_stage_of_the_schema() -> None:
    from pipelines import schema
    from pipelines.reading.performance.words import LINES, STAGES

    assert set(schema.enum("fund_line")) == set(LINES) == set(words().lines)
    assert set(schema.enum("fund_stage")) == set(STAGES)


def test_a_row_behind_a_cell_that_reaches_too_far_right_is_put_right() -> None:
    """三明: 质量指标 reaches over the third level's column, and the score stands where the reason of a deviation would."""
    head = "\n产出指标|数量指标|接听量|≥3万|4万|40|40|"
    table = table_from(EVALUATED + head + "\n^|质量指标|<|满意率|≥98%|94.4|10|9.63\n^|时效指标|<|及时率|≥95%|96|40|40")
    (project,) = read_performance([table])
    read = [
        (i.level1, i.level2, i.level3, i.target, i.actual, i.weight and i.weight.value, i.score and i.score.value)
        for i in project.indicators
    ]
    assert read[1:] == [
        ("产出指标", "质量指标", "满意率", "≥98%", "94.4", 10, Decimal("9.63")),
        ("产出指标", "时效指标", "及时率", "≥95%", "96", 40, 40),
    ]
    kept = [[f.in_place for f in (i.weight, i.score) if f] for i in project.indicators]
    assert kept == [[True, True], [False, False], [False, False]]


@pytest.mark.parametrize("last", ["人员变动", "41"], ids=["a reason", "a number larger than the weight"])
def test_a_row_behind_a_wide_cell_stays_in_its_place(last: str) -> None:
    table = table_from(EVALUATED + f"\n产出指标|数量指标|<|接听量|4万|40|30|{last}")
    (project,) = read_performance([table])
    (one,) = project.indicators
    assert (one.weight and one.weight.value, one.score and one.score.value) == (40, 30)


def test_more_figures_than_columns_are_not_read_where_they_share_one() -> None:
    """福州: four figures stand under the one header of the balance."""
    table = table_from("""
项目名称|热线运行|<|<|<|<|<|<
资金性质（万元）|计划数|核拨数|支出数|结余数|<|<|<
本级财政资金|5.00|4.00|4.00|1.00|<|<|<
合计|5.00|4.00|4.00|4.00|4.00|4.00|4.00
一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因
产出指标|数量指标|接听量|≥3万|4万|40|40|""")
    (project,) = read_performance([table])
    read = [(f.line, f.stage, f.figure.value, f.figure.in_place) for f in project.funds]
    assert [one for one in read if one[0] == "total"] == [
        ("total", "approved", 5, False),
        ("total", "received", 4, False),
        ("total", "executed", 4, False),
    ]
    assert ("fiscal", "balance", 1, True) in read


def test_only_what_stands_in_its_place_is_held_against_the_publisher(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second reader confirms every text; that of a row read in the order of the header proves nothing."""
    monkeypatch.setattr(
        "pipelines.reading.engines.arbitrate.settled_causes",
        lambda witness, pages, checks, figures, limit: [
            replace(c, cause="publisher") if c.status == "mismatch" else c for c in checks
        ],
    )
    under = (
        "项目资金（元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分\n^|年度资金总额|10.00|20.00|15.00|10|95%|7.5"
    )
    wider = "项目资金（元）|年初预算数|<|全年预算数|<|全年执行数|<|得分\n^|年度资金总额|10.00|20.00|15.00|10|95%|7.5"
    for grid, cause in ((under, "publisher"), (wider, None)):
        projects = read_performance(
            [
                table_from(
                    f"项目名称|热线运行|<|<|<|<|<|<\n{grid}\n一级指标|二级指标|三级指标|指标值|完成值|分值|得分|偏差原因"
                )
            ]
        )
        (rate,) = [c for c in evaluated(Witness(b""), (), projects, "final") if c.check_id == "P2"]
        assert (rate.status, rate.cause) == ("mismatch", cause)
