"""What columns hold: roles, measures, stages, three-public items, lanes."""

import pytest

from pipelines.reading.forms import columns as module
from pipelines.reading.forms.columns import Column, columns_of, fold, item_of, key_role, lanes_of, measure_of
from tests.unit.made import table_from


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("“三公” 经费", "三公经费"),
        ("预算数（万元）", "预算数"),
        ("金额（单位：元）", "金额"),
        ("支出（功能分类）", "支出（功能分类）"),
    ],
)
def test_header_words_are_folded(printed: str, folded: str):
    assert fold(printed) == folded


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("行次", "ordinal"),
        ("增减%", "percent"),
        ("类", "class"),
        ("款", "section"),
        ("项", "item"),
        ("单位代码", "body_code"),
        ("单位名称", "body"),
        ("备注", "note"),
        ("科目编码", "code"),
        ("科目名称", "name"),
        ("基本支出", None),
    ],
)
def test_key_columns(word: str, role: str | None):
    assert key_role(word) == role


@pytest.mark.parametrize(
    ("path", "measure", "prefix"),
    [
        (("本年支出合计",), "total", ""),
        (("本年支出", "基本支出"), "basic", ""),
        (("项目支出", "小计"), "project", ""),
        (("基本支出", "人员经费"), "personnel", ""),
        (("事业收入", "小计"), "institutional_income", ""),
        (("事业收入", "其中：教育收费"), "education_fees", ""),
        (("上年结转结余", "小计"), "carryover", ""),
        (("上年结转结余", "一般公共预算"), None, ""),
        (("年初预算数",), "total", "approved_"),
        (("调整预算数",), "total", "adjusted_"),
        (("2023年预算数",), "total", "prior_year_"),
        (("2024年预算数",), "total", ""),
        (("上年预算数",), "total", "prior_year_"),
        (("增减额",), None, ""),
        (("年初结转和结余",), "opening_balance", ""),
        (("年末结转和结余",), "closing_balance", ""),
        (("单位自行说明的东西",), None, ""),
        ((), "total", ""),
    ],
)
def test_measures_of_amount_columns(path: tuple[str, ...], measure: str | None, prefix: str):
    assert measure_of(path, 2024) == (measure, prefix)


@pytest.mark.parametrize(
    ("segments", "item"),
    [
        (["因公出国（境）费用"], "因公出国（境）费"),
        (["公务用车购置及运行维护费"], "公务用车购置及运行维护费"),
        (["公务用车购置及运行维护费", "公务用车购置费"], "公务用车购置费"),
        (["公务用车购置及运行维护费", "小计"], "公务用车购置及运行维护费"),
        (["公务用车运行费"], "公务用车运行维护费"),
        (["公务接待费用"], "公务接待费"),
        (["国内接待费"], "国内接待费"),
        (["合计"], None),
    ],
)
def test_three_public_items(segments: list[str], item: str | None):
    assert item_of(segments) == item


def roles(text: str, header_rows: int | None = None) -> list[tuple[str, str | None]]:
    return [(c.role, c.measure) for c in columns_of(table_from(text, header_rows=header_rows), 2024)]


def test_columns_by_their_header():
    assert roles("科目编码|科目名称|合计|备注|增减%\n201|公共服务|9.00|见说明|1.00") == [
        ("code", None),
        ("name", None),
        ("amount", "total"),
        ("note", None),
        ("percent", None),
    ]


def test_a_column_of_names_under_a_word_that_means_money_holds_names():
    assert roles("支出|预算数\n教育支出|9.00\n公共支出|8.00")[0][0] in ("name", "text")


def test_without_a_header_codes_and_money_are_told_apart_by_what_stands_there():
    found = roles("201|公共服务|9.00\n205|教育支出|8.00", 0)
    assert [role for role, _ in found] == ["code", "text", "amount"]


def test_a_single_code_without_a_header_is_no_money():
    assert roles("2010399|其他支出|9.00", 0)[0][0] == "code"
    assert roles("其他支出|201", 0)[1][0] == "amount"


def test_words_above_all_amount_columns_do_not_tell_them_apart():
    """一般公共预算 above both columns is the head of the form, not their measure."""
    text = "科目编码|科目名称|一般公共预算支出|<\n^|^|合计|基本支出\n201|公共服务|9.00|9.00\n205|教育|1.00|1.00"
    assert roles(text)[2:] == [("amount", "total"), ("amount", "basic")]


def test_lanes_begin_where_keys_follow_amounts():
    kinds = ["name", "amount", "name", "amount", "amount"]
    lanes = lanes_of([Column(i, (), role, "total" if role == "amount" else None) for i, role in enumerate(kinds)])
    assert [([k.index for k in lane.keys], [a.index for a in lane.amounts]) for lane in lanes] == [
        ([0], [1]),
        ([2], [3, 4]),
    ]
    ordinal = lanes_of(
        [Column(0, (), "name"), Column(1, (), "amount"), Column(2, (), "ordinal"), Column(3, (), "amount")]
    )
    assert len(ordinal) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"nonsense": []}, "nonsense"),
        ({"measures": [{"measure": "gold", "pattern": "金"}]}, "gold"),
        ({"keys": [{"role": "code", "patern": "编码"}]}, "keys"),
    ],
)
def test_a_vocabulary_that_says_something_unknown_is_refused(
    monkeypatch: pytest.MonkeyPatch, change: dict, message: str
):
    real = module.load("columns")
    monkeypatch.setattr(module, "load", lambda _: {**real, **change})
    with pytest.raises(ValueError, match=message):
        module.rules.__wrapped__()


def test_a_head_that_says_only_last_year_is_last_year():
    assert measure_of(("上年", "合计"), 2026) == ("total", "prior_year_")
    assert measure_of(("当年", "合计"), 2026) == ("total", "")


def test_the_vocabulary_of_measures_is_the_published_one():
    from pipelines import schema
    from pipelines.reconcile.catalogue import MEASURES

    stages = ("", "prior_year_", "approved_", "adjusted_")
    assert {f"{stage}{m}" for m in MEASURES for stage in stages} <= set(schema.enum("measure"))
