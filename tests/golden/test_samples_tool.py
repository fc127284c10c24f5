"""The samples: their figures against hand-checked labels, their PDFs against their figures, their layouts against their names."""

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
import yaml

from pipelines.samples import (
    FiguresError,
    FontError,
    FormTable,
    Layout,
    LayoutError,
    change,
    expected,
    expected_projects,
    layout_named,
    pages_of,
    pages_of_sample,
    sample_names,
    sidecar,
    typeset,
    typeset_sample,
)
from pipelines.samples import __main__ as command
from pipelines.samples.compose import printed
from pipelines.samples.figures import FIGURES, load, names
from pipelines.samples.fonts import default_font
from pipelines.samples.layout import layouts
from pipelines.samples.manifest import sample, samples

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "data" / "raw" / "samples"
LABELS = ROOT.parent / "shared" / "eval"
AMOUNT = re.compile(r"\d[\d,]*\.\d\d?(?![\d%])")
WITH_TABLES = [name for name in sample_names() if load(sample(name).figures).forms]
LABELLED = {
    "fuzhou_2020_final_word": "fuzhou_2020_final_word",
    "sanming_2023_final_sheet": "sanming_2023_final_sheet",
    "gulou_2022_budget_word": "gulou_2022_budget_split_codes",
    "gulou_2022_budget_three_line": "gulou_2022_budget_three_line",
    "tianmen_2022_final_table_images": "tianmen_2022_final_yuan",
}
# Printed on the form, but not among the labels: the row 合计 of the Gulou basic form.
NOT_LABELLED = {("budget_general_basic", "", "", "合计", measure) for measure in ("total", "personnel", "public")}
# The Gulou budget prints 30101 as 47.2 in total beside 47.29 of personnel expenses: 301 is 0.09 万元 more than its parts.
PUBLISHED_MISTAKES = {("budget_general_basic", "total", "301"): Decimal("900.00")}

SMALL = FormTable(
    title="收入决算表",
    number="公开02表",
    body="部门：某某市某某局",
    unit="单位：万元",
    header=(("项目", "<", "本年收入合计", "财政拨款收入"), ("科目编码", "科目名称", "^", "^"), ("栏次", "<", "1", "2")),
    rows=(
        ("合计", "<", "3,259.52", "3,259.39"),
        ("201", "一般公共服务支出", "2,254.29", "2,254.16"),
        ("20103", "政府办公厅（室）及相关机构事务", "2,254.29", "2,254.16"),
        ("2010302", "一般行政管理事务", "2,254.29", "2,254.16"),
        ("221", "住房保障支出", "1,005.23", "1,005.23"),
    ),
)


def labels(file: str) -> list[dict[str, str]]:
    path = LABELS / file
    if not path.is_file():
        pytest.skip("the hand-checked labels are not on this machine")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def key(row: Mapping[str, object]) -> tuple[str, ...]:
    amount = row["amount_yuan"]
    where = tuple(str(row[field] or "") for field in ("form", "side", "code", "line_name", "measure"))
    return (*where, "" if amount in (None, "") else str(Decimal(str(amount)).quantize(Decimal("0.01"))))


def chinese_font() -> Path:
    try:
        return default_font()
    except FontError as error:
        pytest.skip(str(error))


def texts(pdf: bytes | Path) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def characters(pdf: bytes) -> Iterator[tuple[str, tuple[float, float, float, float], float, float]]:
    """Character, box from the displayed page's top left, width and height of the page, of the first page (never turned)."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    width, height = page.get_size()
    text = page.get_textpage()
    for i, char in enumerate(text.get_text_range()):
        if not char.isspace():
            left, bottom, right, top = text.get_charbox(i)
            yield char, (left, height - top, right, height - bottom), width, height


# the figures


@pytest.mark.parametrize("document", LABELLED)
def test_figures_hold_every_labelled_cell_and_no_other(document: str) -> None:
    truth = Counter(key(row) for row in labels("typeset_amounts.csv") if row["document"] == document)
    found = Counter(key(row) for row in expected(LABELLED[document], blanks=True))
    assert truth
    assert not truth - found
    assert {cell[:5] for cell in found - truth if cell[5]} <= NOT_LABELLED


def test_projects_agree_with_the_labels() -> None:
    truth = {
        row["project_name"]: row for row in labels("typeset_performance.csv") if row["document"].startswith("futian")
    }
    projects = expected_projects("futian_2021_performance")
    assert len(projects) == 6
    for project in projects:
        row = truth[str(project["project_name"])]
        for field in ("approved_yuan", "adjusted_yuan", "executed_yuan"):
            assert project[field] == Decimal(row[field])
        assert (project["score"], str(project["indicator_count"])) == (row["score"], row["indicator_count"])
        assert project["supervising_body"] == row["supervising_body"]


def test_expected_rows_carry_the_contracts_vocabulary() -> None:
    rows = expected("tianmen_2022_final_yuan")
    assert {tuple(row) for row in rows} == {("document", "form", "side", "code", "line_name", "measure", "amount_yuan")}
    by_key = {
        tuple(row[field] for field in ("form", "side", "code", "line_name", "measure")): row["amount_yuan"]
        for row in rows
    }
    assert by_key["final_expenditure", None, "2010301", "行政运行", "project"] == Decimal("622300.00")
    assert by_key["final_summary", "income", None, "一般公共预算财政拨款收入", "total"] == Decimal("2155600.00")
    assert by_key["final_general_basic", None, None, "公用经费合计", "total"] == Decimal("21700.00")
    assert not [
        row for row in rows if row["form"] in ("final_three_public", "final_government_fund", "final_state_capital")
    ]
    three_public = [
        (row["line_name"], row["measure"])
        for row in expected("gulou_2022_budget_three_line")
        if "three_public" in row["form"]
    ]
    assert three_public[-3:] == [
        ("公务用车购置及运行维护费", "budget"),
        ("公务用车购置费", "budget"),
        ("公务用车运行维护费", "budget"),
    ]
    assert expected("futian_2021_performance") == []


def test_a_slash_and_a_blank_are_no_amounts_but_a_printed_zero_is() -> None:
    def of(name: str, **options: bool) -> list:
        return [row["amount_yuan"] for row in expected(name, **options) if row["form"].endswith("_government_fund")]

    assert of("fuzhou_2020_final_word") == []
    assert of("fuzhou_2020_final_word", blanks=True) == [None] * 12
    assert of("sanming_2023_final_sheet") == [Decimal(0)] * 6
    assert {
        row["line_name"] for row in expected("sanming_2023_final_sheet") if row["form"] == "final_government_fund"
    } == {"合计"}


@pytest.mark.parametrize("name", WITH_TABLES)
def test_forms_printed_in_a_smaller_unit_keep_their_sums_exact(name: str) -> None:
    """Rounding that is tolerable in 万元 would look like a mistake of the body in 元."""
    checked = 0
    for form in load(sample(name).figures).forms:
        if sample(name).unit_of(form.form) != "元":
            continue
        rows = [row for row in expected(name) if row["form"] == form.form and row["side"] != "income"]
        amounts = {(row["measure"], row["code"] or row["line_name"]): row["amount_yuan"] or Decimal(0) for row in rows}
        for (measure, line), total in amounts.items():
            if measure == "total" and form.form.endswith(("_expenditure", "_income", "fiscal_summary")):
                parts = [value for (other, same), value in amounts.items() if other != "total" and same == line]
                assert not parts or total == sum(parts)
                checked += len(parts)
            width = 3 if line == "合计" else len(line) + 2 if line.isdigit() else 0
            above = "" if line == "合计" else line
            below = [
                amounts[measure, code]
                for same, code in amounts
                if same == measure and code.isdigit() and len(code) == width and code.startswith(above)
            ]
            assert not below or total - sum(below) == PUBLISHED_MISTAKES.get((form.form, measure, line), 0)
            checked += len(below)
        lines = [row for row in rows if row["measure"] == "total" and form.form.endswith("_summary")]
        classes = [row["amount_yuan"] or Decimal(0) for row in lines if row["line_name"].endswith("支出")]
        assert not classes or sum(classes) in [
            row["amount_yuan"] for row in lines if row["line_name"].endswith("支出合计")
        ]
        checked += len(classes)
    assert checked or set(sample(name).units.values()) | {sample(name).unit} <= {"", "万元"}


@pytest.mark.parametrize("name", [name for name in names() if load(name).forms])
def test_the_narrative_states_only_amounts_of_the_forms(name: str) -> None:
    forms = {
        Decimal(text)
        for form in load(name).forms
        for row in form.rows
        for text in row
        if re.fullmatch(r"\d+\.\d+", text)
    }
    stated = [Decimal(text.replace(",", "")) for line in load(name).narrative for text in AMOUNT.findall(line)]
    assert stated
    assert set(stated) <= forms


def test_figures_with_an_unknown_key_or_a_short_row_or_a_word_for_an_amount_are_refused(tmp_path: Path) -> None:
    def copy(name: str, file: str, change_text) -> None:
        folder = tmp_path / name
        folder.mkdir()
        for path in (FIGURES / "gulou_2022_budget").iterdir():
            text = path.read_text(encoding="utf-8")
            (folder / path.name).write_text(change_text(text) if path.name == file else text, encoding="utf-8")

    copy("good", "", str)
    assert load("good", tmp_path).forms == load("gulou_2022_budget").forms
    for name, file, change_text, message in (
        ("key", "disclosure.yaml", lambda text: text + "\ncolour: red\n", "unknown keys"),
        ("short", "10_three_public.csv", lambda text: text.replace("合计,0", "合计"), "cells"),
        ("word", "10_three_public.csv", lambda text: text.replace("合计,0", "合计,无"), "not an amount"),
        ("line", "10_three_public.csv", lambda text: text.replace("合计,0", "总计,0"), "canonical name"),
        ("role", "disclosure.yaml", lambda text: text.replace("role: name", "role: nam", 1), "column"),
    ):
        copy(name, file, change_text)
        with pytest.raises(FiguresError, match=message):
            load(name, tmp_path)
    with pytest.raises(FiguresError, match="no figures named"):
        load("nowhere")
    with pytest.raises(FiguresError, match="no sample"):
        expected("nowhere")


# the PDFs of the clone


@pytest.mark.parametrize("name", sample_names())
def test_a_committed_sample_is_small_and_says_where_it_comes_from(name: str) -> None:
    path = COMMITTED / f"{name}.pdf"
    assert path.stat().st_size < 300_000
    assert path.with_suffix(".yaml").read_text(encoding="utf-8") == sidecar(name)
    fields = yaml.safe_load(sidecar(name))
    assert list(fields) == ["publisher", "region_code", "title", "published_date"]
    assert re.fullmatch(r"\d{6}", fields["region_code"])
    assert str(load(sample(name).figures).fiscal_year) in fields["title"]


def test_the_folder_holds_the_samples_and_nothing_else() -> None:
    found = {path.stem for path in COMMITTED.iterdir() if path.suffix in (".pdf", ".yaml")}
    assert found == set(samples())
    assert {sample(name).figures for name in samples()} == set(names())


@pytest.mark.parametrize("name", WITH_TABLES)
def test_a_committed_sample_prints_exactly_the_amounts_of_its_forms(name: str) -> None:
    disclosure, wanted = load(sample(name).figures), sample(name)
    group = layout_named(wanted.layout).group_digits
    written = Counter(
        printed(text, form.unit, wanted.unit_of(form.form) or form.unit, group)
        for form in disclosure.forms
        for row in form.rows
        for text, column in zip(row, form.columns, strict=True)
        if column.role == "amount" and "." in text
    )
    written.update(text for line in disclosure.narrative for text in AMOUNT.findall(line))
    assert Counter(AMOUNT.findall("\n".join(texts(COMMITTED / f"{name}.pdf")))) == written


def test_a_sample_mixes_units_and_another_keeps_one() -> None:
    def units(name: str) -> list[str]:
        return re.findall(r"单位：(\S*元)", "".join(texts(COMMITTED / f"{name}.pdf")))

    assert units("fuzhou_2020_final_word") == ["万元"] * 9
    assert units("tianmen_2022_final_yuan") == [*["元"] * 5, "万元", "元", "元", "万元"]
    assert units("gulou_2022_budget_split_codes") == [
        *["元"] * (9 + 2),
        "万元",
    ]  # the basic form repeats it on two pages
    assert units("sanming_2023_final_sheet") == ["元", "万元", "万元", "元", "万元", "万元", "万元", "元", "元"]


def test_no_telephone_number_or_person_but_the_invented_ones() -> None:
    everything = {name: "".join(texts(COMMITTED / f"{name}.pdf")) for name in sample_names()}
    kept = "".join(path.read_text(encoding="utf-8") for path in sorted(FIGURES.rglob("*")) if path.is_file())
    phones = re.compile(r"(?<![\d.,])(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{3,4}-\d{3,4}-?\d{4})(?![\d.])")
    labelled = re.compile(r"(?:负责人|填报人|联系人)[\s,]*(\S{2,3}?)[\s,]")
    invented = {"0000-00000000", "000-0000-0000"}
    assert set(phones.findall("".join(everything.values()))) == invented
    assert set(phones.findall(kept)) == invented
    assert set(labelled.findall("".join(everything.values()))) == {"张三", "李四"}
    assert {name for name, text in everything.items() if "联系电话" in text} == {"futian_2021_performance"}


@pytest.mark.parametrize("name", sample_names())
def test_a_committed_sample_is_what_the_tool_makes_of_its_figures(name: str) -> None:
    font = chinese_font()
    made = typeset_sample(name, font=font)
    assert texts(made) == texts(COMMITTED / f"{name}.pdf")
    assert made == typeset_sample(name, font=font)


# the layouts


def test_the_word_processors_sample_breaks_rows_and_leaves_captions_behind() -> None:
    pages = pages_of_sample("fuzhou_2020_final_word")
    assert sum(page.broken_rows for page in pages) >= 2
    for title in ("收入决算表", "财政拨款收入支出决算总表", "一般公共预算财政拨款基本支出决算表"):
        number = next(i for i, page in enumerate(pages) if any(text.text == title for text in page.texts))
        caption, table = pages[number], pages[number + 1]
        assert caption.height > caption.width
        assert table.width > table.height
        assert not any(title in text.text or text.text.startswith("金额单位") for text in table.texts)
        assert max(text.baseline for text in table.texts if text.text == "栏次" or "科目名称" in text.text) < 200
    # the fiscal summary's broken row: part of its name above, the rest with the amounts below
    above, below = next((a, b) for a, b in itertools.pairwise(pages) if a.broken_rows and a.width > a.height)
    last = max(text.baseline for text in above.texts if not text.text.startswith("- "))
    assert [text.text for text in above.texts if text.baseline == last] == ["十五、商业服务业等支"]
    first = min(text.baseline for text in below.texts)
    assert [text.text for text in below.texts if text.baseline == first] == [
        "15",
        "出",
        "47",
        "0.00",
        "0.00",
        "0.00",
        "0.00",
    ]


def test_the_sheets_sample_is_landscape_with_several_forms_on_a_page() -> None:
    pages = pages_of_sample("sanming_2023_final_sheet")
    assert all(page.width > page.height for page in pages)
    assert (
        max(sum(text.text.startswith("单位：") and text.text.endswith("元") for text in page.texts) for page in pages)
        == 2
    )


def test_the_three_line_sample_has_no_vertical_rule_and_the_others_have() -> None:
    def vertical(name: str) -> int:
        return sum(rule.x0 == rule.x1 for page in pages_of_sample(name) for rule in page.rules)

    assert [name for name in WITH_TABLES if vertical(name) == 0] == ["gulou_2022_budget_three_line"]
    document = pypdfium2.PdfDocument(COMMITTED / "gulou_2022_budget_three_line.pdf")
    paths = [
        obj.get_bounds() for page in document for obj in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
    ]
    assert len(paths) > 100
    assert all(top - bottom < 3 < right - left for left, bottom, right, top in paths)


def test_codes_are_split_with_and_without_their_parents() -> None:
    def rows(name: str, word: str) -> list[list[str]]:
        """Texts on the lines of the page where a form's basic classes begin, from the left."""
        page = next(page for page in pages_of_sample(name) if any(text.text == word for text in page.texts))
        lines: dict[float, list] = {}
        for text in page.texts:
            lines.setdefault(round(text.baseline, 1), []).append(text)
        return [[text.text for text in sorted(line, key=lambda text: text.x)] for _, line in sorted(lines.items())]

    with_parents = rows("gulou_2022_budget_split_codes", "基本工资")
    assert ["301", "工资福利支出", "2385000.00", "2385000.00"] in with_parents
    assert ["301", "2", "津贴补贴", "267500.00", "267500.00"] in with_parents
    without = rows("tianmen_2022_final_yuan", "行政运行")
    assert [line[:2] for line in without if line[-1] == "0.00"][1:5] == [
        ["201", "一般公共预算支出"],
        ["03", "政府办公厅（室）及相关机构事务"],
        ["01", "行政运行"],
        ["50", "事业运行"],
    ]


@pytest.mark.parametrize("name", [*layouts(), "inside", "three_line_bare", "turned"])
def test_any_layout_gives_extractable_text_where_the_page_says_it_is(name: str) -> None:
    own = {
        "inside": change(Layout(), {"caption": "inside", "outer_border": False}),
        "three_line_bare": change(Layout(), {"rules": "three_line", "vertical_align": "bottom"}),
        "turned": change(Layout(), {"rotate": 90, "orientation": "landscape"}),
    }
    layout = own.get(name) or layout_named(name)
    pdf = typeset([SMALL], layout)
    assert pdf == typeset([SMALL], layout)
    (page,) = pages_of([SMALL], layout)
    text = "".join(texts(pdf)[0].split())
    for wanted in (
        "收入决算表",
        "公开02表",
        "部门：某某市某某局",
        "单位：万元",
        "一般公共服务支出",
        "3,259.52",
        "1,005.23",
    ):
        assert wanted in text
    assert Counter(text) == Counter("".join("".join(placed.text.split()) for placed in page.texts))
    if layout.rotate:
        document = pypdfium2.PdfDocument(pdf)
        assert (document[0].get_rotation(), document[0].get_size()) == (
            90,
            pytest.approx((page.width, page.height), abs=0.1),
        )
        return
    starts = {(placed.text[0], round(placed.x)) for placed in page.texts}
    found = set()
    for char, (left, top, right, bottom), width, height in characters(pdf):
        assert 0 < left < right < width
        assert 0 < top < bottom < height
        if char.isdigit():
            assert 3 < bottom - top < 12
            assert right - left < 8
        for x in range(round(left) - 2, round(left) + 1):
            found.add((char, x))
    assert starts <= found


def test_a_row_is_cut_only_where_the_layout_lets_it() -> None:
    long = FormTable(
        title="支出决算表",
        header=(("科目编码", "科目名称", "合计"),),
        rows=tuple((f"20{i:03}", "其他政府办公厅（室）及相关机构事务支出" * 3, "1.00") for i in range(40)),
    )
    whole = pages_of([long], change(Layout(), {"name_chars": 8, "stretch": False}))
    cut = pages_of([long], change(Layout(), {"name_chars": 8, "stretch": False, "break_rows": True}))
    assert len(cut) > 2
    assert len(whole) > 2
    assert sum(page.broken_rows for page in whole) == 0 < sum(page.broken_rows for page in cut)
    repeated = pages_of([long], change(Layout(), {"repeat_header": True, "repeat_caption": True}))
    assert all([text.text for text in page.texts].count("支出决算表") == 1 for page in repeated)
    assert [any(text.text == "科目编码" for text in page.texts) for page in cut] == [True, *[False] * (len(cut) - 1)]


def test_bold_by_printing_twice() -> None:
    once, twice = (typeset([SMALL], change(Layout(), {"double_struck": struck})) for struck in (False, True))

    def strings(pdf: bytes) -> int:
        page = pypdfium2.PdfDocument(pdf)[0]
        return len(list(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])))

    assert strings(twice) > strings(once)


@pytest.mark.parametrize("options", [{"colour": "red"}, {"rules": "dotted"}, {"wide_columns": "7"}, {"break_rows": 1}])
def test_a_layout_with_an_unknown_option_or_value_is_refused(options: dict) -> None:
    with pytest.raises(LayoutError):
        change(Layout(), options)
    with pytest.raises(LayoutError, match="no layout"):
        layout_named("baroque")


# fonts and the command


def test_a_character_that_no_font_has_is_said() -> None:
    with pytest.raises(FontError, match=r"U\+1F600"):
        typeset([FormTable(title="😀", header=(("项目",),), rows=(("1",),))])


def test_the_command_names_the_package_where_the_font_is_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pipelines.samples.default_font", lambda: default_font(()))
    assert command.main(["--out", str(tmp_path)]) == 2
    assert "fonts-droid-fallback" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    bad = tmp_path / "font.ttf"
    bad.write_bytes(b"no font")
    assert command.main(["--out", str(tmp_path / "out"), "--font", str(bad)]) == 2
    assert "cannot be embedded" in capsys.readouterr().err


def test_the_command_writes_every_sample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chinese_font()
    assert command.main(["--out", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{name}{suffix}" for name in samples() for suffix in (".pdf", ".yaml")
    }
    assert len(capsys.readouterr().out.splitlines()) == len(samples())
