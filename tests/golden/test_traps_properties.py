"""Random consistent forms in random layouts are read back exactly, and no digit can be changed without a check that fails.

Here: properties of the reader and the identities together. Not here: single traps (test_traps.py, test_traps_drawn.py).
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import reconcile
from pipelines.reading.arbitrate import outcome as judged
from pipelines.reading.engines import first_grids, interpret
from pipelines.reading.pages import Document
from pipelines.samples import FormTable, Layout, change, typeset
from tests.golden.traps.forms import Outcome, Printed, read, same

# The same examples on every machine: what a random seed may still find is for a developer to look for (derandomize=False).
EXAMPLES = settings(
    deadline=None, max_examples=15, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)  # fmt: skip

NAMES = {
    "201": "一般公共服务支出", "20103": "政府办公厅（室）及相关机构事务", "2010301": "行政运行", "2010302": "一般行政管理事务", "2010399": "其他政府办公厅（室）及相关机构事务支出",
    "20106": "财政事务", "2010601": "行政运行", "2010650": "事业运行",
    "205": "教育支出", "20502": "普通教育", "2050201": "学前教育", "2050204": "高中教育",
    "208": "社会保障和就业支出", "20805": "行政事业单位养老支出", "2080505": "机关事业单位基本养老保险缴费支出", "2080506": "机关事业单位职业年金缴费支出",
    "221": "住房保障支出", "22102": "住房改革支出", "2210201": "住房公积金",
}  # fmt: skip
ITEMS = [code for code in NAMES if len(code) == 7]
FORMS = {
    "final_general_expenditure": "一般公共预算财政拨款支出决算表", "budget_general_expenditure": "一般公共预算支出表",
    "budget_expenditure": "支出预算总表", "final_expenditure": "2024年度支出决算表",
}  # fmt: skip
HEADER = (("科目编码", "科目名称", "合计", "基本支出", "项目支出"), ("栏次", "<", "1", "2", "3"))

cents = st.one_of(st.none(), st.just(0), st.integers(1, 99_999), st.integers(10_000_000, 99_999_999_999))


def printed_as(value: int | None, grouped: bool) -> str:
    """Cents as printed: a blank stays blank."""
    if value is None:
        return ""
    number = Decimal(value).scaleb(-2)
    return f"{number:,.2f}" if grouped else f"{number:.2f}"


@st.composite
def forms(draw: Callable[..., Any]) -> Printed:
    """A form whose sums all close: items with basic and project money, their parents, the total."""
    items = sorted(draw(st.sets(st.sampled_from(ITEMS), min_size=1, max_size=7)))
    money = {code: (draw(cents), draw(cents)) for code in items}
    if not any(value for pair in money.values() for value in pair):
        money[items[0]] = (draw(st.integers(100, 9_999_999)), money[items[0]][1])
    codes = sorted({code[:n] for code in items for n in (3, 5, 7)})
    body: list[tuple[str, ...]] = []
    for code in ["", *codes]:
        below = [money[item] for item in items if item.startswith(code)]
        if len(code) == 7:
            basic, project = below[0]
        else:
            basic, project = (sum(pair[n] or 0 for pair in below) for n in (0, 1))
        values = ((basic or 0) + (project or 0), basic, project)
        body.append((code or "合计", NAMES[code] if code else "<", *(printed_as(v, True) for v in values)))
    form = draw(st.sampled_from(sorted(FORMS)))
    unit = draw(st.sampled_from(["元", "万元"]))
    header = HEADER if draw(st.booleans()) else HEADER[:1]
    table = FormTable(
        title=FORMS[form],
        unit=f"单位：{unit}",
        number=draw(st.sampled_from(["", "公开05表"])),
        header=header,
        rows=tuple(body),
    )
    return Printed(form, "code name total basic project", table, unit=unit)


def options(rules: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Options of a layout, most of them left at their defaults."""
    return st.fixed_dictionaries(
        {"rules": st.sampled_from(rules)},
        optional={
            "orientation": st.sampled_from(["portrait", "landscape"]), "page": st.sampled_from([(595.28, h) for h in (320.0, 400.0, 841.89)]),
            "rotate": st.sampled_from([0, 90]), "caption": st.sampled_from(["above", "inside"]), "caption_lines": st.sampled_from(["shared", "separate"]),
            "outer_border": st.booleans(), "repeat_header": st.booleans(), "repeat_caption": st.booleans(), "break_rows": st.booleans(),
            "vertical_align": st.sampled_from(["top", "middle", "bottom"]), "code_columns": st.sampled_from(["joined", "split"]), "pad_codes": st.booleans(),
            "blank_parents": st.booleans(), "group_digits": st.booleans(), "name_chars": st.integers(6, 20), "stretch": st.booleans(),
            "font_size": st.sampled_from([6.5, 9.0, 10.5]), "row_padding": st.sampled_from([1.0, 2.5, 5.0]), "double_struck": st.booleans(),
        },
    )  # fmt: skip


def kind_of(printed: Printed) -> str:
    return str(printed.form).split("_", 1)[0]


def reading(printed: Printed, chosen: dict[str, Any]) -> Outcome:
    return read(typeset([printed.table], change(Layout(), chosen)), kind_of(printed), 2024)


@EXAMPLES
@given(printed=forms(), chosen=options(("grid",)))
def test_a_ruled_form_is_read_back_exactly(printed: Printed, chosen: dict[str, Any]) -> None:
    same(reading(printed, chosen).found(), printed.expected(), bodies=False)


@EXAMPLES
@given(printed=forms(), chosen=options(("horizontal", "three_line")))
def test_a_form_without_vertical_rules_is_read_back_exactly(printed: Printed, chosen: dict[str, Any]) -> None:
    same(reading(printed, chosen).found(), printed.expected(), bodies=False)


@EXAMPLES
@given(printed=forms(), chosen=options(("grid",)))
def test_the_sums_of_a_consistent_form_close_and_its_leaves_add_up(printed: Printed, chosen: dict[str, Any]) -> None:
    amounts = reading(printed, chosen).amounts
    checks = reconcile.check(amounts, kind=kind_of(printed))
    assert checks
    assert [c for c in checks if c.status in ("mismatch", "rounding")] == []
    for total in (a for a in amounts if a.is_total):
        leaves = [a for a in amounts if a.is_leaf and a.measure == total.measure]
        assert sum(a.value for a in leaves) == total.value


@st.composite
def changed(draw: Callable[..., Any]) -> tuple[Printed, FormTable, str]:
    """A form, its table with one digit of one amount changed (not the last, which rounding may excuse), and what was changed."""
    printed = draw(forms())
    body = [list(row) for row in printed.table.rows]
    places = [(r, c) for r, row in enumerate(body) for c in (2, 3, 4) if row[c]]
    r, c = draw(st.sampled_from(places))
    text = body[r][c]
    at = draw(st.sampled_from([i for i, character in enumerate(text[:-1]) if character.isdigit()]))
    digit = draw(st.sampled_from([d for d in "0123456789" if d != text[at]]))
    body[r][c] = text[:at] + digit + text[at + 1 :]
    table = FormTable(
        title=printed.table.title, unit=printed.table.unit, number=printed.table.number, header=printed.table.header, rows=tuple(map(tuple, body))
    )  # fmt: skip
    return printed, table, f"{text} -> {body[r][c]}"


@EXAMPLES
@given(case=changed(), chosen=options(("grid",)))
def test_a_changed_digit_makes_a_check_fail(case: tuple[Printed, FormTable, str], chosen: dict[str, Any]) -> None:
    printed, table, what = case
    sound = reconcile.check(reading(printed, chosen).amounts, kind=kind_of(printed))
    assert all(c.status != "mismatch" for c in sound)
    outcome = read(typeset([table], change(Layout(), chosen)), kind_of(printed), 2024)
    broken = [c for c in reconcile.check(outcome.amounts, kind=kind_of(printed)) if c.status == "mismatch"]
    assert broken, what


@EXAMPLES
@given(printed=forms(), chosen=options(("grid",)))
def test_every_amount_stands_where_it_says(printed: Printed, chosen: dict[str, Any]) -> None:
    """The glyphs inside an amount's box are what it says was published."""
    data = typeset([printed.table], change(Layout(), chosen))
    with Document(data) as opened:
        pages = list(opened.pages())
    found = judged(first_grids(pages), lambda grids: interpret(pages, grids, kind_of(printed), 2024), kind_of(printed))
    amounts = [a for form in found.forms for a in form.amounts]
    assert amounts
    for a in amounts:
        glyphs = [g for run in pages[a.page - 1].runs for g in run.glyphs if a.box.holds(g.box.x_mid, g.box.y_mid, 0.1)]
        assert "".join(g.text for g in sorted(glyphs, key=lambda g: g.box.x0)) == a.published
