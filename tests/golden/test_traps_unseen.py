"""Habits of documents of further provinces and years, found by composing whole documents before reading them, with made-up figures.

Here: heads and titles in words not met before, lines of summaries that print no amount, where no rule parts rows. Not here: whole
forms of one province (test_traps_provinces.py, test_traps_elsewhere.py).
"""

from dataclasses import replace
from typing import Any

import pytest

from pipelines.samples import FormTable
from tests.golden.traps.forms import EXPENDITURE, HEADER, Printed, budget, check, final, rows

LANES = "收入 | < | 支出 | <\n项目 | 预算数 | 项目 | 预算数"
FUNCTIONS = [
    "一般公共服务支出", "外交支出", "国防支出", "公共安全支出", "教育支出", "科学技术支出", "文化旅游体育与传媒支出", "社会保障和就业支出",
    "卫生健康支出", "节能环保支出", "城乡社区支出", "农林水支出", "交通运输支出", "资源勘探工业信息等支出", "商业服务业等支出", "金融支出",
    "自然资源海洋气象等支出", "住房保障支出", "粮油物资储备支出", "灾害防治及应急管理支出", "预备费", "其他支出",
]  # fmt: skip
SPENT = {
    "一般公共服务支出": "2,306.66",
    "社会保障和就业支出": "252.72",
    "农林水支出": "88.50",
    "住房保障支出": "169.16",
}
TOTAL = "2,817.04"


def form(key: str | None, roles: str, title: str, header: str, body: str, unit: str = "单位：万元", **more: Any) -> Printed:  # fmt: skip
    names = more.pop("names", {})
    table = FormTable(title=title, unit=unit, header=rows(header), rows=rows(body), **more)
    return Printed(key, roles, table, names=names)


def expenditure(title: str = "部门支出总表", header: str = HEADER, key: str | None = "budget_expenditure", **more: Any) -> Printed:  # fmt: skip
    return form(key, "code name total basic project", title, header, EXPENDITURE, **more)


def summary(ordinal: str, ends: tuple[str, ...] = ("本年支出合计", "结转下年", "支出总计")) -> Printed:
    """All functions are listed, most without an amount; `ordinal` is what stands before them."""
    income = [("一、一般公共预算拨款收入", TOTAL), ("二、政府性基金预算拨款收入", ""), ("三、其他收入", ""), ("本年收入合计", TOTAL), ("上年结转", ""), ("收入总计", TOTAL)]  # fmt: skip
    count = ["", *"一二三四五六七八九"]
    numbers = [f"{count[n // 10] if n > 19 else ''}{'十' if n > 9 else ''}{count[n % 10]}" for n in range(1, len(FUNCTIONS) + 1)]  # fmt: skip
    lines = [(ordinal.format(n) + name, SPENT.get(name, "")) for n, name in zip(numbers, FUNCTIONS, strict=True)]
    lines += [(name, "" if "结转" in name else TOTAL) for name in ends]
    income += [("", "")] * (len(lines) - len(income))
    table = FormTable(title="收支总表", unit="单位：万元", header=rows(LANES), rows=tuple((*left, *right) for left, right in zip(income, lines, strict=True)))  # fmt: skip
    return Printed("budget_summary", "name income.total | name expenditure.total", table)


# ------------------------------------------------------------------------------------------------- words of heads
def test_years_alone_head_the_columns_of_a_summary() -> None:
    half = "项目 | 2025年 | 2026年 | 2026年比2025年增减%"
    budget(form(
        "budget_summary", "name income.prior_year_total income.total - | name expenditure.prior_year_total expenditure.total -", "部门收支总表",
        f"收入 | < | < | < | 支出 | < | < | <\n{half} | {half}",
        "一、一般公共预算 | 8.00 | 9.00 | 12.50 | 一、教育支出 | 8.00 | 9.00 | 12.50\n收入总计 | 8.00 | 9.00 | 12.50 | 支出总计 | 8.00 | 9.00 | 12.50"), orientation="landscape")  # fmt: skip


@pytest.mark.parametrize(("last", "this"), [
    ("2025年", "2026年"), ("2025年度", "2026年度"), ("上年数", "本年数"), ("2025年执行数", "2026年预算数"), ("上年完成数", "本年预算数"), ("2025年快报数", "2026年预算安排数"),
])  # fmt: skip
def test_years_under_the_kind_of_expenditure(last: str, this: str) -> None:
    pair = f"{last} | {this}"
    printed = form(
        "budget_general_expenditure", "code name prior_year_total total prior_year_basic basic prior_year_project project", "一般公共预算支出表",
        f"科目编码 | 科目名称 | 合计 | < | 基本支出 | < | 项目支出 | <\n^ | ^ | {pair} | {pair} | {pair}",
        "| 合计 | 8.00 | 9.00 | 3.00 | 4.00 | 5.00 | 5.50\n205 | 教育支出 | 8.00 | 9.00 | 3.00 | 4.00 | 5.00 | 5.50")  # fmt: skip
    budget(printed, orientation="landscape")


@pytest.mark.parametrize(("header", "measure"), [
    ("历年结转结余", "carryover"), ("历年结余", "carryover"), ("主管部门补助收入", "superior_subsidy"), ("所属单位上缴收入", "affiliate_remittance"), ("事业单位经营服务收入", "operating_income"),
    ("单位事业收入", "institutional_income"), ("其他各项收入", "other_income"), ("基金拨款", "government_fund"), ("专户核拨", "fiscal_special_account"), ("财政补助", "fiscal_appropriation"),
])  # fmt: skip
def test_words_for_income(header: str, measure: str) -> None:
    budget(form("budget_income", f"code name total {measure}", "收入总表", f"科目编码 | 科目名称 | 合计 | {header}",
                "| 合计 | 9.00 | 4.00\n205 | 教育支出 | 9.00 | 4.00"))  # fmt: skip


@pytest.mark.parametrize("header", ["预算总额", "资金总额", "计划数", "安排数", "2026年"])
def test_words_for_the_whole(header: str) -> None:
    budget(expenditure(header=HEADER.replace("合计", header)))


@pytest.mark.parametrize(("key", "title", "header"), [
    ("budget_project", "项目支出情况表", "项目名称 | 项目支出合计"), ("budget_project", "项目支出表", "项目名称 | 项目支出"), ("budget_procurement", "政府采购预算表", "项目名称 | 政府采购金额"), ("budget_procurement", "政府采购预算表", "项目名称 | 采购预算"),
])  # fmt: skip
def test_the_column_called_after_the_form(key: str, title: str, header: str) -> None:
    budget(form(key, "name total", title, header, "合计 | 9.00\n校园保安经费 | 4.00\n教育专项经费 | 5.00"))


def test_heads_that_are_numbered_in_the_second_row() -> None:
    budget(expenditure(header="项目 | < | 支出预算 | < | <\n编码 | 名称 | 合计 | 一、基本支出 | 二、项目支出"))


@pytest.mark.parametrize("unit", ["（万元）", "(万元)"])
def test_nothing_but_the_unit_above_the_heads(unit: str) -> None:
    budget(expenditure(unit=unit), caption="inside")


@pytest.mark.parametrize("rules", ["grid", "horizontal", "three_line"])
@pytest.mark.parametrize("caption", ["above", "inside"])
@pytest.mark.parametrize("unit", ["万元", "单位 ：万元", "金额单位：万元"])
@pytest.mark.parametrize("whose", ["", "部门：某某县教育局"])
def test_units_beside_the_body_and_in_parts(whose: str, unit: str, caption: str, rules: str) -> None:
    table = FormTable(title="部门支出总表", unit=unit, body=whose, header=rows(HEADER), rows=rows(EXPENDITURE))
    budget(Printed("budget_expenditure", "code name total basic project", table), caption=caption, rules=rules)


@pytest.mark.parametrize("line", [
    "某某县教育局 | < | < | 金额单位： | 万元", "某某县教育局 | < | < | < | 万元", "部门：某某县教育局 | < | 2026年度 | 金额单位： | 万元", "编制单位 | 某某县教育局 | | 金额单位： | 万元",
    "| | | 金额单位 | ：万元", "| | | | 万元",
])  # fmt: skip
def test_a_unit_in_the_first_row_of_the_ruled_area(line: str) -> None:
    budget(expenditure(header=f"{line}\n{HEADER}", unit=""))


def test_a_column_headed_by_the_unit_is_no_caption() -> None:
    budget(form("budget_project", "name unmapped", "项目支出表", "项目名称 | 万元", "合计 | 9.00\n校园保安经费 | 4.00\n教育专项经费 | 5.00"))  # fmt: skip


# ------------------------------------------------------------------------------------------------------- titles
@pytest.mark.parametrize(("title", "key"), [
    ("公共预算财政拨款支出决算表", "final_general_expenditure"), ("一般预算财政拨款支出决算表", "final_general_expenditure"),
])  # fmt: skip
def test_titles_of_older_accounts(title: str, key: str) -> None:
    final(expenditure(title, key=key))


@pytest.mark.parametrize("title", ["2026年部门预算总表", "单位预算总表", "财政拨款预算总表"])
def test_a_total_table_of_both_sides_is_a_summary(title: str) -> None:
    key = "budget_fiscal_summary" if "财政拨款" in title else "budget_summary"
    whole = summary("{}、")
    budget(replace(whole, form=key, table=replace(whole.table, title=title)), new_page=True)


def test_a_total_table_of_one_side_is_none() -> None:
    budget(expenditure("部门预算总表", key=None), summary("{}、"), new_page=True)


def test_a_total_table_beside_the_summary_is_none() -> None:
    whole = summary("{}、")
    budget(replace(whole, form=None, table=replace(whole.table, title="部门预算总表")), whole, new_page=True)


def test_the_kind_of_budget_in_brackets_after_the_title() -> None:
    budget(expenditure("财政拨款支出预算表（一般公共预算）", key="budget_general_expenditure"))


def test_the_kind_of_budget_in_brackets_beside_a_better_title() -> None:
    budget(expenditure("财政拨款支出预算表（一般公共预算）", key=None), expenditure("一般公共预算支出表", key="budget_general_expenditure"), new_page=True)  # fmt: skip


def test_what_a_body_is_to_collect_is_not_its_income() -> None:
    plan = form(
        None,
        "code name total",
        "非税收入征收计划表",
        "科目编码 | 科目名称 | 合计",
        "| 合计 | 9.00\n205 | 教育支出 | 9.00",
    )
    budget(plan, expenditure())


def test_projects_by_the_title_of_their_budget() -> None:
    budget(form("budget_project", "name total", "部门项目预算表", "项目名称 | 合计", "合计 | 9.00\n校园保安经费 | 4.00\n教育专项经费 | 5.00"))  # fmt: skip


# ------------------------------------------------------------------------------------- lines that print no amount
@pytest.mark.parametrize("padding", [1.5, 2.5, 4.0, 6.0])
@pytest.mark.parametrize("ordinal", ["{}、", "（{}）"])
def test_functions_without_amounts_where_no_rule_parts_the_rows(ordinal: str, padding: float) -> None:
    budget(summary(ordinal), rules="three_line", row_padding=padding, font_size=7.0, new_page=True)


@pytest.mark.parametrize("name_chars", [8, 12])
def test_wrapped_functions_without_amounts(name_chars: int) -> None:
    budget(summary("{}、"), rules="three_line", name_chars=name_chars, stretch=False, font_size=7.0, row_padding=2.0)


@pytest.mark.parametrize("height", range(300, 420, 12))
@pytest.mark.parametrize("ordinal", ["", "{}、"])
def test_functions_without_amounts_on_both_sides_of_a_page_break(ordinal: str, height: int) -> None:
    """交通运输支出 is as short as the rest of a name, but the name above it had room for more."""
    check(summary(ordinal), {"page": (595.28, float(height)), "font_size": 8.0}, "budget", 2026, min_pages=2)


@pytest.mark.parametrize("height", [330, 340, 350, 360])
@pytest.mark.parametrize("repeated", [True, False])
def test_the_right_lane_goes_on_alone(repeated: bool, height: int) -> None:
    ends = ("本年支出合计", "结转下年", "支出总计")
    layout = {"rules": "horizontal", "page": (595.28, float(height)), "font_size": 8.0, "repeat_header": repeated}
    check(summary("{}、", ends), layout, "budget", 2026, min_pages=2)


@pytest.mark.parametrize("rules", ["horizontal", "three_line"])
@pytest.mark.parametrize("height", range(392, 440, 4))
def test_the_right_lane_ends_alone(height: int, rules: str) -> None:
    """支出总计 is all that stands on the last page, or 结转下年 and 支出总计."""
    layout = {"rules": rules, "page": (595.28, float(height)), "font_size": 8.0, "margins": (56.0, 40.0, 56.0, 40.0)}
    check(summary("{}、"), layout, "budget", 2026, min_pages=2)


@pytest.mark.parametrize("rules", ["horizontal", "three_line"])
@pytest.mark.parametrize("count", range(16, 20))
def test_a_last_row_high_on_its_page_is_no_running_header(count: int, rules: str) -> None:
    """Its table's last rule stands as high as the rule under a running header does."""
    body = "\n".join([f"| 合计 | {9 * count}.00 | {4 * count}.00 | {5 * count}.00", *(f"20502{i:02d} | 教育项目 | 9.00 | 4.00 | 5.00" for i in range(1, count + 1))])  # fmt: skip
    table = form("budget_expenditure", "code name total basic project", "部门支出总表", HEADER, body)
    layout = {"rules": rules, "page": (595.28, 400.0), "font_size": 8.0, "margins": (56.0, 40.0, 56.0, 40.0)}
    check(table, layout, "budget", 2026, min_pages=2)


# ------------------------------------------------------------------------------------- rows between rules alone
@pytest.mark.parametrize("align", ["top", "middle", "bottom"])
def test_codes_and_wrapped_names_in_one_cell_with_amounts_elsewhere(align: str) -> None:
    table = form(
        "budget_expenditure", "name total basic project", "支出总表", "功能科目 | 合计 | 基本支出 | 项目支出",
        "合计 | 9.00 | 4.00 | 5.00\n20103 政府办公厅（室）及相关机构事务 | 9.00 | 4.00 | 5.00\n2010301 行政运行 | 4.00 | 4.00 |\n2010302 一般行政管理事务 | 5.00 | | 5.00",
        names={f" {name}": name for name in ("政府办公厅（室）及相关机构事务", "行政运行", "一般行政管理事务")})  # fmt: skip
    budget(table, rules="horizontal", vertical_align=align, name_chars=10, stretch=False)


@pytest.mark.parametrize("total", ["合  计", "总  计"])
@pytest.mark.parametrize("rules", ["horizontal", "grid"])
def test_a_spaced_total_over_the_columns_of_the_key(rules: str, total: str) -> None:
    body = EXPENDITURE.replace("| 合计 |", f"{total} | < |")
    budget(form("budget_expenditure", "code name total basic project", "部门支出总表", HEADER, body, names={total: total.replace(" ", "")}), rules=rules)  # fmt: skip


@pytest.mark.parametrize("rules", ["horizontal", "three_line"])
@pytest.mark.parametrize("last", ["国有企业退休人员社会化管理补助支出", "其他支出"])
@pytest.mark.parametrize("count", range(10, 20))
def test_codes_and_names_in_one_cell_on_a_page_without_heads(count: int, last: str, rules: str) -> None:
    """The last row is alone on its page, or stands there with others; names of two lines go on under their code."""
    names = ["20103 政府办公厅（室）及相关机构事务", *(f"20103{i:02d} 一般行政管理事务" for i in range(1, count)), f"2230105 {last}"]  # fmt: skip
    table = form(
        "budget_expenditure", "name total basic project", "支出总表", "功能科目 | 合计 | 基本支出 | 项目支出",
        "\n".join(f"{name} | 9.00 | 4.00 | 5.00" for name in names), names={name[name.index(" "):]: name.split()[1] for name in names})  # fmt: skip
    layout = {"rules": rules, "page": (595.28, 400.0), "font_size": 8.0, "name_chars": 12, "stretch": False, "margins": (56.0, 40.0, 56.0, 40.0)}  # fmt: skip
    check(table, layout, "budget", 2026, min_pages=2)


@pytest.mark.parametrize("numbered", [True, False])
def test_heads_that_name_rows_elsewhere_stand_higher_than_those_beside_them(numbered: bool) -> None:
    """总计 and 上年结转 are in the middle of the two rows of heads, and are labels of rows in other tables."""
    numbers = "\n** | ** | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9" if numbered else ""
    roles = "code name total current_year_income general_budget government_fund state_capital institutional_income affiliate_remittance superior_subsidy carryover"
    table = form(
        "budget_income", roles, "收入总表",
        f"项目 | < | 总计 | 本年收入 | < | < | < | < | < | < | 上年结转\n科目编码 | 科目名称 | ^ | 小计 | 一般公共预算资金 | 政府性基金预算拨款收入 | 国有资本经营预算资金 | 事业收入资金 | 下级单位上缴收入 | 上级补助收入 | ^{numbers}",
        "201 | 一般公共服务支出 | 9.00 | 8.00 | 5.00 | | | 3.00 | | | 1.00\n20103 | 政府办公厅（室）及相关机构事务 | 9.00 | 8.00 | 5.00 | | | 3.00 | | | 1.00\n2010301 | 行政运行 | 9.00 | 8.00 | 5.00 | | | 3.00 | | | 1.00")  # fmt: skip
    budget(
        table,
        rules="three_line",
        orientation="landscape",
        row_padding=5.0,
        font_size=7.5,
        margins=(30.0, 40.0, 30.0, 40.0),
        name_chars=12,
    )


# -------------------------------------------------------------------- items without amounts, marks of columns
@pytest.mark.parametrize("rules", ["three_line", "grid"])
@pytest.mark.parametrize("align", ["top", "middle", "bottom"])
@pytest.mark.parametrize("name_chars", [10, 24])
@pytest.mark.parametrize("ordinal", ["{}.", "（{}）", ""])
def test_items_of_the_three_public_expenses_without_amounts(
    ordinal: str, name_chars: int, align: str, rules: str
) -> None:
    one, two, three = (ordinal.format(n) for n in (1, 2, 3))
    printed = form(
        "budget_three_public", "name budget prior_year_budget -", "“三公”经费支出表", "项目 | 本年预算数 | 上年预算数 | 备注",
        f"“三公”经费合计 | 12.00 | 13.00 |\n{one}因公出国（境）费 | | |\n{two}公务用车购置及运行费 | 10.00 | 10.50 |\n"
        f"其中：公务用车购置 | | |\n公务用车运行费 | 10.00 | 10.50 |\n{three}公务接待费 | 2.00 | 2.50 |",
        names={"“三公”经费合计": "合计", f"{two}公务用车购置及运行费": "公务用车购置及运行维护费", "公务用车运行费": "公务用车运行维护费", f"{three}公务接待费": "公务接待费"},
    )  # fmt: skip
    budget(printed, rules=rules, vertical_align=align, name_chars=name_chars)


@pytest.mark.parametrize("height", range(300, 420, 12))
@pytest.mark.parametrize(
    "marks", ["A | B | C=D+…+F | D | E | F", "甲 | 乙 | 1=2+…+4 | 2 | 3 | 4", "Ⅰ | Ⅱ | Ⅲ | Ⅳ | Ⅴ | Ⅵ"]
)
def test_marks_of_columns_on_every_page(marks: str, height: int) -> None:
    lines = "\n".join(f"2{n:02} | {name} | 9.00 | 4.00 | 3.00 | 2.00" for n, name in enumerate(FUNCTIONS, 1))
    budget(form(
        "budget_income", "code name total general_budget government_fund carryover", "收入总表",
        f"科目编码 | 科目名称 | 合计 | 一般公共预算 | 政府性基金 | 上年结转\n{marks}",
        f"| 合计 | 198.00 | 88.00 | 66.00 | 44.00\n{lines}"), page=(595.28, float(height)), repeat_header=True, row_padding=3.0)  # fmt: skip


@pytest.mark.parametrize("space", [" ", "　", "　　"])
@pytest.mark.parametrize("rules", ["horizontal", "three_line"])
@pytest.mark.parametrize("name_chars", [12, 24])
def test_codes_of_several_lengths_and_names_in_one_cell(name_chars: int, rules: str, space: str) -> None:
    names = {"201": "一般公共服务支出", "20103": "政府办公厅（室）及相关机构事务", "2010302": "一般行政管理事务", "20805": "行政事业单位养老支出", "2080505": "机关事业单位基本养老保险缴费支出"}  # fmt: skip
    lines = "\n".join(f"{code}{space}{name} | 9.00 | 4.00 | 5.00" for code, name in names.items())
    printed = form("budget_expenditure", "name total basic project", "支出总表", "功能科目 | 合计 | 基本支出 | 项目支出",
                   f"合计 | 45.00 | 20.00 | 25.00\n{lines}", names={f"{space}{name}": name for name in names.values()})  # fmt: skip
    budget(printed, rules=rules, name_chars=name_chars, stretch=False, vertical_align="middle")
