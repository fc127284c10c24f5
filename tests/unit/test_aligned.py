"""Tables without vertical rules on drawn pages: where they stand, their columns, their headers, their rows.

Here: the aligned reader and its parts on runs and rules made by hand. Not here: whole documents (tests/golden).
"""

from pathlib import Path

import pytest

from pipelines.reading.pages import Box, Document, Glyph, Page, Run
from pipelines.reading.tables.aligned import AlignedReader
from pipelines.reading.tables.columns_by_space import by_middles, by_space, parted, without_header
from pipelines.reading.tables.header_cells import header_boxes, header_of
from pipelines.reading.tables.readers import FastReader
from pipelines.reading.tables.regions import may_hold_table, regions_of

EM = 10.0


def width(text: str) -> float:
    return sum(EM if ch >= "⺀" else EM / 2 for ch in text)


def run(text: str, x: float, y: float, align: str = "left") -> Run:
    """A text at the left end, the right end or the middle x, in the middle of height y."""
    x0 = x - {"left": 0.0, "right": 1.0, "middle": 0.5}[align] * width(text)
    glyphs = []
    for ch in text:
        glyphs.append(Glyph(ch, Box(x0, y - 5, x0 + width(ch), y + 5)))
        x0 += width(ch)
    return Run(tuple(glyphs), text, Box(glyphs[0].box.x0, y - 5, glyphs[-1].box.x1, y + 5))


def rule(x0: float, x1: float, y: float) -> Box:
    return Box(x0, y - 0.3, x1, y + 0.3)


def page(runs: list[Run], rules: list[Box] | None = None) -> Page:
    return Page(1, 400.0, 600.0, 0, tuple(runs), rules=tuple(rules or ()))


def texts(page: Page) -> list[list[list[str]]]:
    """Rows of each grid of a page: `<` where a cell goes on from the left, `^` where it goes on from above."""
    out = []
    for grid in AlignedReader().grids(page):
        out.append(
            [
                [
                    "" if c is None else c.flat if (c.row, c.column) == (r, k) else "<" if c.column < k else "^"
                    for k, c in enumerate(grid.row(r))
                ]
                for r in range(grid.row_count)
            ]
        )
    return out


CODES = ["201", "20103", "2010301"]


def row(y: float, code: str, name: str, *figures: str) -> list[Run]:
    """A row of a form with columns at 40, 80, 200, 280, 360: code and name at the left, figures at the right."""
    ends = [277, 357]
    return [
        run(code, 43, y),
        run(name, 83, y),
        *(run(f, end, y, "right") for f, end in zip(figures, ends, strict=True) if f),
    ]


HEAD = [run("编码", 60, 115, "middle"), run("名称", 140, 115, "middle"), run("合计", 240, 115, "middle"), run("项目支出", 320, 115, "middle")]  # fmt: skip
HEAD_TEXTS = ["编码", "名称", "合计", "项目支出"]


def form(*rules: float) -> Page:
    body = [r for n, code in enumerate(CODES) for r in row(140 + 20 * n, code, "公共服务", "1,200.00", "0.00")]
    return page([*HEAD, *body], [rule(40, 360, y) for y in rules])


@pytest.mark.parametrize("rules", [(100, 128, 192), (100, 128, 150, 170, 192)], ids=["three lines", "under every row"])
def test_a_form_with_rules_from_side_to_side(rules: tuple[float, ...]) -> None:
    found = texts(form(*rules))
    assert found == [[HEAD_TEXTS, *([code, "公共服务", "1,200.00", "0.00"] for code in CODES)]]


def test_the_positions_between_columns_follow_from_the_middles_of_the_headers() -> None:
    (grid,) = AlignedReader().grids(form(100, 128, 192))
    assert grid.xs == pytest.approx([40, 80, 200, 280, 360], abs=0.5)


def test_rows_go_on_below_the_last_rule_of_a_page() -> None:
    assert len(texts(form(100, 128))[0]) == 4


def test_a_page_in_the_midst_of_a_table_has_no_rules() -> None:
    body = [r for n, code in enumerate(CODES) for r in row(60 + 20 * n, code, "公共服务", "1,200.00", "")]
    footer = run("- 2 -", 200, 560, "middle")
    (grid,) = texts(page([*body, footer]))
    assert [r[:3] for r in grid] == [[code, "公共服务", "1,200.00"] for code in CODES]
    assert all(r[3:] == [""] for r in grid), "the empty column at the right stays"


def test_one_row_before_the_closing_rule() -> None:
    assert texts(page(row(60, "2010301", "行政运行", "1,200.00", "0.00"), [rule(40, 360, 72)])) == [
        [["2010301", "行政运行", "1,200.00", "0.00"]]
    ]


@pytest.mark.parametrize(("lone", "is_table"), [
    ([run("2010399", 43, 60), run("其他支出", 83, 60), run("0.00", 277, 60, "right")], True),
    ([run("合计", 43, 60), run("1.00", 277, 60, "right"), run("0.00", 357, 60, "right")], True),
    ([run("某某局", 43, 60), run("电话", 83, 60), run("0.00", 277, 60, "right")], False),
    ([run("2025", 43, 60), run("年", 83, 60), run("12", 120, 60), run("日印发", 150, 60)], False),
])  # fmt: skip
def test_a_lone_row_between_rules_is_a_table_where_it_holds_money(lone: list[Run], is_table: bool) -> None:
    assert bool(texts(page(lone, [rule(40, 360, 50), rule(40, 360, 70)]))) == is_table


def test_a_caption_between_two_tables_parts_them() -> None:
    first, second = form(100, 128, 192), form(100, 128, 192)
    lower = [run(r.text, r.box.x0, r.box.y_mid + 200) for r in second.runs]
    caption = run("单位：万元", 360, 280, "right")
    both = page(
        [*first.runs, caption, *lower],
        [*first.rules, *(Box(r.x0, r.top + 200, r.x1, r.bottom + 200) for r in second.rules)],
    )
    assert [len(rows) for rows in texts(both)] == [4, 4]
    without = page([r for r in both.runs if r != caption], list(both.rules))
    assert [len(rows) for rows in texts(without)] != [4, 4]


@pytest.mark.parametrize("lines", [
    ["收入预算总计 21,955.35 万元，其中：", "基本支出 13,994.31 万元，占 63.75 %；", "项目支出 5,573.00 万元，占 25.38 %。"],
    ["2024 年度收入为 1,234.00 万元", "比上年增加 12.00 万元 增长 1.00 %"],
])  # fmt: skip
@pytest.mark.parametrize("underlined", [False, True])
def test_sentences_with_figures_are_no_table(lines: list[str], underlined: bool) -> None:
    runs, rules = [], []
    for n, line in enumerate(lines):
        x = 40.0
        for word in line.split():
            runs.append(run(word, x, 100 + 20 * n))
            if underlined and word[0].isdigit():
                rules.append(rule(x - 60, x + width(word) + 60, 106 + 20 * n))
            x += width(word) + 3
    assert AlignedReader().grids(page(runs, rules)) == []


def test_a_name_wrapped_around_its_figures_is_one_row() -> None:
    body = [
        *[run("政府办公厅", 83, 134), run("及相关机构", 83, 147), run("事务", 83, 160), run("20103", 43, 147), run("1.00", 277, 147, "right"), run("0.50", 357, 147, "right")],
        *[run("行政运", 83, 175), run("行", 83, 188), run("2010301", 43, 181.5), run("1.00", 277, 181.5, "right"), run("0.50", 357, 181.5, "right")],
        *[run("财政事务", 83, 210), run("20106", 43, 210), run("1.00", 277, 210, "right"), run("0.50", 357, 210, "right")],
    ]  # fmt: skip
    (grid,) = texts(page([*HEAD, *body], [rule(40, 360, y) for y in (100, 126, 222)]))
    assert [r[1] for r in grid[1:]] == ["政府办公厅及相关机构事务", "行政运行", "财政事务"]


def test_the_first_line_of_a_name_below_the_rule_is_no_header() -> None:
    body = [run("行政运", 83, 64), run("行", 83, 77), run("2010301", 43, 70.5), run("1.00", 277, 70.5, "right"), run("0.50", 357, 70.5, "right")]  # fmt: skip
    (grid,) = texts(page(body, [rule(40, 360, 56), rule(40, 360, 86)]))
    assert grid == [["2010301", "行政运行", "1.00", "0.50"]]


def test_a_total_centred_over_code_and_name_covers_both() -> None:
    first = form(100, 128, 192)
    total = [run("合计", 120, 200, "middle"), run("3.00", 277, 200, "right"), run("2.00", 357, 200, "right")]
    (grid,) = texts(page([*first.runs, *total], [rule(40, 360, y) for y in (100, 128, 212)]))
    assert grid[-1] == ["合计", "<", "3.00", "2.00"]


def test_a_row_of_column_numbers_stands_by_itself() -> None:
    first = form(100, 128, 192)
    shifted = [run(r.text, r.box.x0, r.box.y_mid - 15) if r in HEAD else r for r in first.runs]
    numbers = [run(str(n), x, 118, "middle") for n, x in enumerate((60, 140, 240, 320), 1)]
    (grid,) = texts(page([*shifted, *numbers], [rule(40, 360, y) for y in (88, 128, 192)]))
    assert grid[:2] == [HEAD_TEXTS, ["1", "2", "3", "4"]]


# positions between columns


def boxes(*middles: float) -> list[Box]:
    return [run("项目", m, 10, "middle").box for m in middles]


AREA = Box(40, 0, 360, 100)


def test_by_middles_needs_a_header_over_every_column() -> None:
    assert by_middles(boxes(60, 140, 240, 320), AREA, [], []) == pytest.approx([40, 80, 200, 280, 360])
    assert by_middles(boxes(60, 140, 320), AREA, [], []) is None
    assert by_middles(boxes(60, 140, 240, 335), AREA, [], []) is None


def test_by_middles_gives_way_to_figures() -> None:
    assert by_middles(boxes(60, 140, 240, 320), AREA, [], [run("1,234.00", 277, 50, "right")]) is not None
    assert by_middles(boxes(60, 140, 240, 320), AREA, [], [run("1,234.00", 290, 50, "right")]) is None


def test_by_middles_takes_up_the_ends_of_rules() -> None:
    skewed = boxes(60.8, 140.8, 240.8, 320.8)
    assert by_middles(skewed, AREA, [80, 200, 280], []) == [40, 80, 200, 280, 360]
    assert by_middles(boxes(60.8, 139.2, 240.8, 319.2), AREA, [], []) is None


def test_a_code_and_a_name_under_one_header_are_parted() -> None:
    rows = [
        [run("201", 43, 50), run("公共服务", 83, 50)],
        [run("20103", 43, 70), run("办公厅", 93, 70)],
        [run("合计", 120, 90, "middle")],
    ]
    assert parted([40, 200, 280], rows) == pytest.approx([40, 75.5, 200, 280])
    assert parted([40, 200, 280], [[run("公共服务", 43, 50)], [run("办公厅", 143, 70)]]) == [40, 200, 280]


def test_by_space_keeps_an_empty_column_that_has_a_header() -> None:
    body = [run("公共服务", 43, 50), run("1.00", 277, 50, "right")]
    xs = by_space(body, boxes(60, 240, 340), AREA)
    assert len(xs) == 4
    assert xs[2] > 277


def test_without_a_header_figures_end_their_columns_and_words_begin_theirs() -> None:
    body = row(50, "201", "公共服务", "1.00", "2.00")
    assert without_header(body, AREA, wrapped=True) == pytest.approx([40, 80, 126, 280, 360])


# headers


def cells(rows: list[list[Run]], rules: list[list[Box]], xs: list[float]) -> set[tuple[int, ...]]:
    area = Box(xs[0], 0, xs[-1], 100)
    header = header_of(rows, rules, area, 40)
    return {tuple(round(v) for v in b) for b in header_boxes(header, xs)}


XS = [0.0, 60.0, 120.0, 180.0, 240.0]
PARENT = [run("支出", 120, 10, "middle")]
ROWSPAN = [run("编码", 30, 20, "middle"), run("备注", 210, 20, "middle")]
LEAVES = [run("小计", 90, 30, "middle"), run("基本", 150, 30, "middle")]


@pytest.mark.parametrize("segments", [[(60, 180)], [(60, 120), (120.5, 180)]], ids=["whole", "in parts"])
def test_a_rule_under_a_header_says_what_it_covers(segments: list[tuple[float, float]]) -> None:
    found = cells([PARENT, ROWSPAN, LEAVES], [[rule(a, b, 20) for a, b in segments]], XS)
    assert found == {(60, 0, 180, 20), (0, 0, 60, 40), (180, 0, 240, 40), (60, 20, 120, 40), (120, 20, 180, 40)}


def test_without_a_rule_inside_the_heights_say_it() -> None:
    found = cells([PARENT, ROWSPAN, LEAVES], [], XS)
    assert {(b[0], b[2]) for b in found if b[1] == 0} == {(0, 60), (60, 180), (180, 240)}
    assert {(b[0], b[2]) for b in found if b[1] > 0} == {(60, 120), (120, 180)}


def test_headers_over_one_rule_share_its_columns_by_their_middles() -> None:
    parents = [run("收入", 30, 10, "middle"), run("支出", 150, 10, "middle")]
    leaves = [run("项目", x, 30, "middle") for x in (30, 90, 150, 210)]
    found = cells([parents, leaves], [[rule(0, 240, 20)]], XS)
    assert {(b[0], b[2]) for b in found if b[1] == 0} == {(0, 60), (60, 240)}


def test_wrapped_lines_are_one_header_and_neighbours_are_not() -> None:
    rows = [
        [run("基本支", 90, 13, "middle"), run("项目支", 150, 13, "middle")],
        [run("出", 90, 26, "middle"), run("出", 150, 26, "middle")],
    ]
    header = header_of(rows, [], Box(0, 0, 240, 100), 40)
    assert [b.x_mid for b in header.leaves] == [90, 150]


def test_a_word_printed_with_spaces_is_one_header() -> None:
    header = header_of([[run("项", 20, 20), run("目", 50, 20), run("合计", 90, 20)]], [], Box(0, 0, 240, 100), 40)
    assert [b.x_mid for b in header.leaves] == [40, 100]
    codes = header_of([[run("类", 20, 20), run("款", 50, 20), run("项", 80, 20)]], [], Box(0, 0, 240, 100), 40)
    assert len(codes.leaves) == 3


def test_regions_say_whether_a_table_began_before() -> None:
    assert [r.begun for r in regions_of(form(100, 128, 192))] == [False]
    assert [
        r.begun for r in regions_of(page(row(60, "2010301", "行政运行", "1,200.00", "0.00"), [rule(40, 360, 72)]))
    ] == [True]


# ------------------------------------------------------------------------------------------------- pages that are not searched
@pytest.mark.parametrize(
    ("runs", "rules", "searched"),
    [
        ([run("一、部门主要职责", 40, 100), run("2024", 60, 120)], [], False),
        ([run("收入总表", 40, 100), run("3", 300, 100), run("支出总表", 40, 120), run("4", 300, 120)], [], False),
        ([run("合计", 40, 100), run("1.00", 200, 100)], [], False),
        ([run("合计", 40, 100), run("1.00", 200, 100), run("2.00", 300, 100)], [], True),
        ([run("项目", 40, 100)], [rule(40, 360, 110)], True),
        ([run("项目", 40, 100)], [Box(40, 100, 360, 200)], False),
    ],
    ids=["narrative", "contents", "one figure", "figures", "a rule", "a coloured area"],
)
def test_pages_that_cannot_hold_a_table_are_not_searched(runs, rules, searched: bool):
    assert may_hold_table(page(runs, rules)) is searched


def test_no_reader_finds_a_table_on_a_page_that_is_not_searched(samples: Path):
    unsearched = 0
    for path in sorted(samples.glob("*.pdf")):
        with Document(path.read_bytes()) as opened:
            for each in opened.pages():
                if not may_hold_table(each):
                    assert (AlignedReader().grids(each), FastReader().grids(each)) == ([], [])
                    unsearched += 1
    assert unsearched
