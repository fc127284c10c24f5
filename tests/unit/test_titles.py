"""Which form a title names, and what is no title."""

import pytest

from pipelines.reading.forms import titles as module
from pipelines.reading.forms.recognise import title_candidates, titles_of
from pipelines.reading.forms.titles import fold_title, kind_of_title, looks_like_title, match_base, match_title


@pytest.mark.parametrize(
    ("text", "kind", "form"),
    [
        ("收入支出决算总表", None, "final_summary"),
        ("部门收支总表", "budget", "budget_summary"),
        ("部门收支总表", None, None),
        ("收入决算表", None, "final_income"),
        ("支 出 决 算 表", None, "final_expenditure"),
        ("财政拨款收入支出决算总表", None, "final_fiscal_summary"),
        ("财政拨款支出表", "budget", None),
        ("一般公共预算财政拨款支出决算表", None, "final_general_expenditure"),
        ("一般公共预算支出表", "budget", "budget_general_expenditure"),
        ("一般公共预算财政拨款基本支出决算表", None, "final_general_basic"),
        ("一般公共预算支出表（按经济分类）", "budget", "budget_general_economic"),
        ("财政拨款“三公”经费支出决算表", None, "final_three_public"),
        ("政府性基金预算财政拨款收入支出决算表", None, "final_government_fund"),
        ("国有资本经营预算财政拨款支出决算表", None, "final_state_capital"),
        ("项目支出表", "budget", "budget_project"),
        ("政府采购预算表", None, "budget_procurement"),
        ("政府采购决算表", None, None),
        ("项目支出绩效自评表", "final", None),
        ("一般公共预算基本支出表（按功能分类）", "budget", None),
    ],
)
def test_the_form_that_a_title_names(text: str, kind: str | None, form: str | None):
    assert match_title(text, kind) == form


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("收入决算表", "final"),
        ("收入预算表", "budget"),
        ("一般公共预算支出表", None),
        ("政府性基金预算财政拨款支出决算表", "final"),
        ("一般公共预算支出预算表", "budget"),
    ],
)
def test_the_word_预算_in_the_name_of_a_fund_says_nothing_of_the_kind(text: str, kind: str | None):
    assert kind_of_title(text) == kind


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("表1 收入支出决算总表", "收入支出决算总表"),
        ("公开03表：支出决算表", "支出决算表"),
        ("附表一、支出决算表", "支出决算表"),
        ("支出决算表（续表）", "支出决算表"),
        ("一般公共预算支出表", "一般公共预算支出表"),
        ("表七", "表七"),
        ("2024年支出决算表", "2024年支出决算表"),
    ],
)
def test_numbers_and_continuations_are_folded_away(text: str, folded: str):
    assert fold_title(text) == folded


@pytest.mark.parametrize(
    ("text", "is_title"),
    [
        ("支出决算表", True),
        ("收入支出决算总表（公开表01）", True),
        ("支出决算表反映本年支出", False),
        ("详见支出决算表", False),
        ("支出决算情况说明", False),
        ("注：支出决算表", False),
        ("本表", False),
        ("支出决算表如下", False),
        ("支" * 60 + "表", False),
    ],
)
def test_what_can_be_a_title_at_all(text: str, is_title: bool):
    assert looks_like_title(text) is is_title


def test_known_titles_that_are_no_form_are_told_from_unknown_ones():
    assert match_base("部门整体绩效目标表", None) == (True, None)
    assert match_base("车辆一览", None) == (True, None)
    assert match_base("天气预报表", None) == (False, None)


def test_a_title_broken_over_two_lines_is_also_tried_joined():
    assert title_candidates(["政府性基金预算财政拨款收入支出", "决算表"])[0] == "政府性基金预算财政拨款收入支出决算表"
    assert titles_of(["收入决算表", "支出决算表", "单位：万元"]) == ("收入决算表", "支出决算表")


def test_rules_that_say_something_unknown_are_refused(monkeypatch: pytest.MonkeyPatch):
    real = module.load("forms")
    for entry, message in (
        ({"form": "income", "title": "收入", "colour": 1}, "colour"),
        ({"form": "nonsense", "title": "收入"}, "nonsense"),
    ):
        monkeypatch.setattr(module, "load", lambda _, entry=entry: {**real, "titles": [entry]})
        with pytest.raises(ValueError, match=message):
            module.rules.__wrapped__()


def test_procurement_of_assets_and_services_is_procurement():
    title = "2022年部门综合预算政府采购（资产配置、购买服务）预算表"
    assert match_title(title, "budget") == "budget_procurement"
    assert match_title("财政拨款政府购买服务明细表", "budget") is None
    assert match_title("国有资产占用情况表", "budget") is None
