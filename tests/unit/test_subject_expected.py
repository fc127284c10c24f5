"""Forms that contents announce, the least that a kind must have, sentences that declare a form empty."""

import pytest

from pipelines.reading import expected
from pipelines.reading.expected import Announced, announced_forms, declared_empty, expected_forms
from tests.unit.test_subject_pages import pages_of

CONTENTS = """2023年度甲市水利局部门决算
---
目 录
第一部分 部门概况.....1
第二部分 2023年度部门决算表.....4
一、收入支出决算总表............5
二、收入决算表............6
三、财政拨款“三公”经费及会议费、培训费支出决
算表............7
四、政府性基金预算财政拨款收入支出决算
---
表............8
第三部分 2023年度部门决算情况说明.....9
一、收入支出决算总体情况说明............9
---
第一部分 部门概况
一、主要职责
负责有关工作，落实部署。本部门收支见收入决算表。"""


def test_contents_over_two_pages_with_wrapped_entries():
    found = announced_forms(pages_of(CONTENTS))
    assert [(a.form_title, a.page) for a in found] == [
        ("收入支出决算总表", 2),
        ("收入决算表", 2),
        ("财政拨款“三公”经费及会议费、培训费支出决算表", 2),
        ("政府性基金预算财政拨款收入支出决算表", 3),
    ]
    forms = expected_forms("final", "full", 2023, "department", found)
    assert forms == [
        (f, "contents") for f in ("final_summary", "final_income", "final_three_public", "final_government_fund")
    ]


def test_a_list_of_tables_deep_in_the_document():
    text = "---\n".join(["正文。\n"] * 12) + (
        "---\n目录\n报表 报表名称 是否空表 表格为空的理由\n表1 2022年部门综合预算收支总表 否\n表2 2022年部门综合预算收入总表 否\n"
        "表9 2022年部门综合预算政府性基金收支表 是 不涉及\n表12 2022年部门综合预算政府采购（资产配置、购买服务）预算表 否"
    )
    assert [a.form_title for a in announced_forms(pages_of(text))] == [
        "部门综合预算收支总表", "部门综合预算收入总表", "部门综合预算政府性基金收支表", "部门综合预算政府采购（资产配置、购买服务）预算表",
    ]  # fmt: skip


def test_contents_without_a_heading():
    lines = [
        "甲市审计局2026年度部门预算",
        "第一部分 情况说明",
        "第二部分 部门预算报表",
        "一、收支总表",
        "二、收入总表",
        "三、支出总表",
        "四、财政拨款收支总表",
    ]
    assert len(announced_forms(pages_of("\n".join(lines)))) == 4
    assert announced_forms(pages_of("本部门收支见收支总表。\n收入见收入总表。")) == []


def test_the_minimum_follows_kind_year_and_part():
    final = expected_forms("final", "full", 2023, "department", [])
    assert len(final) == 9
    assert {by for _, by in final} == {"minimum"}
    assert "final_state_capital" not in dict(expected_forms("final", "full", 2018, "department", []))
    assert "budget_state_capital" in dict(expected_forms("budget", "tables", 2024, "unit", []))
    assert expected_forms("budget", "narrative", 2024, "department", []) == []
    assert expected_forms("performance", "annex", 2024, "department", []) == []
    assert expected_forms(None, None, None, None, []) == []


def test_one_annex_in_the_contents_is_no_list_of_forms():
    forms = dict(
        expected_forms("budget", "full", 2023, "department", [Announced("项目绩效目标表", 2, "五、项目绩效目标表")])
    )
    assert forms["budget_summary"] == "minimum"


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("注：本表本年无发生额。", ()),
        ("本部门无当年政府性基金预算收支，并已公开空表。", ("government_fund",)),
        ("（注：2026年没有使用政府性基金预算拨款安排的支出）", ("government_fund",)),
        ("本单位无政府性基金预算支出、国有资本经营预算支出。", ("government_fund", "state_capital")),
        ("无此项支出，故本表为空", ()),
        ("本单位不涉及政府性基金", ("government_fund",)),
        ("说明：某中心2022年度无预算安排，没有“三公”经费支出，故本表无数据。", ("three_public",)),
        ("备注：我单位2023年未安排国有资本经营预算支出。", ("state_capital",)),
    ],
)
def test_declarations(text, forms):
    said = declared_empty(text)
    assert said is not None
    assert said.forms == forms


@pytest.mark.parametrize(
    "text",
    [
        "无政府性基金预算财政拨款收入支出的，仍保留该表格式，并在本表下方作下述说明：",
        "如无政府性基金，请公开空表",
        "政府性基金预算财政拨款支出年初预算数为12万元",
        "本表反映部门本年度政府性基金预算财政拨款收入、支出情况",
        "本部门无2021年结转的“三公”经费支出和会议费、培训费支出",
        "一般公共预算财政拨款支出100万元",
    ],
)
def test_no_declaration(text):
    assert declared_empty(text) is None


def test_unknown_keys_are_refused(monkeypatch):
    real = expected.load
    monkeypatch.setattr(expected, "load", lambda name: {**real(name), "nonsense": 1})
    with pytest.raises(ValueError, match="nonsense"):
        expected._words.__wrapped__()
