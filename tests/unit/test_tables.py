"""From cell boxes and runs to grids, headers, and tables over pages."""

import pytest

from pipelines.reading.forms.recognise import titles_of
from pipelines.reading.pages import Box, Page
from pipelines.reading.tables.fill import edges, glyphs_of, grid_of, lines_of, place
from pipelines.reading.tables.headers import header_paths, header_row_count, is_data, numbering_row
from pipelines.reading.tables.model import Grid, Table
from pipelines.reading.tables.readers import FastReader
from pipelines.reading.tables.stitch import stitch
from tests.unit.made import cells_of, grid_from, rows, run_at, texts
from tests.unit.test_subject_pages import page_of


def header_of(text: str) -> int:
    grid = grid_from(text)
    return header_row_count([grid.row(r) for r in range(grid.row_count)])


# ------------------------------------------------------------------------------------------------------- headers
@pytest.mark.parametrize(
    ("row", "is_numbering"),
    [
        ("栏次|I|2|3|4", True),  # a digit misread in a scan
        ("栏次|7|2|3|4", True),
        ("合计|I|2|3|4", False),
        ("栏次||1|2|3", True),
        ("**|**|1|2|3", True),
        ("甲|乙|1|2", True),
        ("1|2|3|4", True),
        ("**|1=2+3|2|3", True),
        ("①|②|③", True),
        ("A|B|C", True),
        ("**", True),
        ("1|2", False),
        ("合计|1|2|3", False),
        ("1|2|9|30", False),
        ("3|2|1", False),
        ("201|1.00|2.00", False),
        ("||", False),
    ],
)
def test_rows_of_column_numbers(row: str, is_numbering: bool):
    assert numbering_row(row.split("|")) is is_numbering


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("科目编码|科目名称|合计\n201|公共|9.00", 1),
        ("科目编码|科目名称|合计\n栏次|<|1\n201|公共|9.00", 1 + 1),
        ("项目|<|本年支出|<\n编码|名称|小计|基本支出\n201|公共|9.00|9.00", 2),
        ("项目|<|2024年|<\n编码|名称|小计|基本支出\n**|**|1|2\n201|公共|9.00|9.00", 3),
        ("201|公共|9.00\n202|外交|8.00", 0),
        ("1|2|3\n201|公共|9.00", 0),
        ("项目|金额\n合计|", 1),
        ("项目|金额\n一、收入|1.00", 1),
        ("项目|支出\n201公共服务|", 1),
    ],
)
def test_how_deep_a_header_is(text: str, depth: int):
    assert header_of(text) == depth


def test_a_year_in_the_header_is_no_data():
    years, money = cells_of(rows("2024年|2025")), cells_of(rows("2024.00"))
    assert not is_data(years)
    assert is_data(money)


def test_a_lone_total_is_data_only_where_other_columns_stand_beside_it():
    assert is_data(cells_of(rows("合计|||")))
    assert not is_data(cells_of(rows("合计|")))


def test_header_paths_run_from_top_to_bottom_without_column_numbers():
    grid = grid_from("项目|<|本年支出|<\n编码|名称|^|基本支出\n栏次|<|1|2\n201|公共|9.00|9.00")
    grid_rows = [grid.row(r) for r in range(grid.row_count)]
    assert header_paths(grid_rows, 3) == [("项目", "编码"), ("项目", "名称"), ("本年支出",), ("本年支出", "基本支出")]


# ---------------------------------------------------------------------------------------------------------- fill
LEFT, RIGHT = Box(0, 0, 50, 20), Box(50, 0, 100, 20)


def placed(*runs) -> list[str]:
    return [lines_of(glyphs_of(pieces)) for pieces in place(runs, [LEFT, RIGHT], Box(0, 0, 100, 20))]


def test_edges_nearer_than_a_doubled_rule_are_one():
    assert edges([10.0, 11.5, 40.0, 41.0, 44.0]) == [10.75, 40.5, 44.0]


def test_runs_go_where_their_middle_is():
    assert placed(run_at("甲乙", 5, 5), run_at("1.00", 60, 5)) == ["甲乙", "1.00"]
    assert placed(run_at("远处", 5, 60)) == ["", ""]


def test_a_number_over_a_rule_stays_whole_in_the_cell_that_holds_most_of_it():
    assert placed(run_at("1,234.56", 40, 5)) == ["", "1,234.56"]
    assert placed(run_at("1,234.56", 15, 5)) == ["1,234.56", ""]


def test_numbers_that_abut_are_cut_at_the_rule():
    assert placed(run_at("12.5034.00", 25, 5)) == ["12.50", "34.00"]


def test_a_name_that_overflows_stays_with_its_beginning():
    assert placed(run_at("机关事业单位养老", 5, 5)) == ["机关事业单位养老", ""]


def test_a_name_that_runs_up_to_the_amount_leaves_it_its_own_cell():
    assert placed(run_at("机关事业单位9.00", 5, 5)) == ["机关事业单位", "9.00"]


def test_lines_of_a_cell_from_top_to_bottom():
    glyphs = [*run_at("567.00", 5, 20).glyphs, *run_at("1,234,", 5, 8).glyphs]
    assert lines_of(glyphs) == "1,234,\n567.00"
    assert lines_of([]) == ""


def test_a_grid_of_boxes_with_doubled_rules_and_slivers():
    boxes = [Box(0, 0, 50, 20), Box(51.5, 0, 100, 20), Box(50, 0, 51.5, 20), Box(0, 21, 100, 40)]
    page = Page(1, 595, 842, 0, (run_at("甲", 5, 5), run_at("1.00", 60, 5), run_at("合计", 5, 25)), (tuple(boxes),))
    grid = grid_of(page, boxes, "fast")
    assert grid is not None
    assert (grid.row_count, grid.column_count) == (2, 2)
    assert texts(grid) == [["甲", "1.00"], ["合计", "合计"]]
    assert grid_of(page, [], "fast") is None


def test_the_fast_reader_gives_grids_from_top_to_bottom():
    low, high = (Box(0, 300, 50, 320), Box(50, 300, 90, 320)), (Box(0, 100, 50, 120), Box(50, 100, 90, 120))
    grids = FastReader().grids(Page(3, 595, 842, 0, (), (low, high)))
    assert [g.box.top for g in grids] == [100, 300]
    assert {(g.page, g.reader) for g in grids} == {(3, "fast")}


# -------------------------------------------------------------------------------------------------------- stitch
HEADER = "科目编码|科目名称|合计|基本支出\n"
FIRST = HEADER + "201|一般公共服务支出|9.00|9.00\n20103|政府办公厅|9.00|9.00"


def stitched(*pages: tuple[list[str], list[Grid]]) -> list[Table]:
    """Tables of pages, each the lines above its grids (from 60 points down, 21 apart) and its grids."""
    made = [page_of(n, lines) for n, (lines, _) in enumerate(pages, 1)]
    return stitch(made, [grids for _, grids in pages], titles_of)


def test_a_table_goes_on_over_pages_without_its_header():
    (table,) = stitched((["支出决算表"], [grid_from(FIRST)]), ([], [grid_from("205|教育支出|1.00|1.00", 2)]))
    assert texts(table)[1:] == [
        ["201", "一般公共服务支出", "9.00", "9.00"],
        ["20103", "政府办公厅", "9.00", "9.00"],
        ["205", "教育支出", "1.00", "1.00"],
    ]
    assert (table.first_page, table.last_page, table.header_rows, table.heading) == (1, 2, 1, ((1, "支出决算表"),))


def test_a_header_that_is_repeated_is_left_out():
    (table,) = stitched((["支出决算表"], [grid_from(FIRST)]), ([], [grid_from(HEADER + "205|教育支出|1.00|1.00", 2)]))
    assert [row[0] for row in texts(table)] == ["科目编码", "201", "20103", "205"]


def test_a_title_begins_another_table():
    tables = stitched(
        (["支出决算表"], [grid_from(FIRST)]), (["收入决算表"], [grid_from(HEADER + "205|教育支出|1.00|1.00", 2)])
    )
    assert [t.heading for t in tables] == [((1, "支出决算表"),), ((2, "收入决算表"),)]
    same = stitched(
        (["支出决算表"], [grid_from(FIRST)]), (["支出决算表"], [grid_from(HEADER + "205|教育支出|1.00|1.00", 2)])
    )
    assert len(same) == 1


def test_a_title_that_is_repeated_without_the_header_goes_on():
    (table,) = stitched(
        (["支出决算表"], [grid_from(FIRST)]), (["支出决算表"], [grid_from("2050201|学前教育|1.00|1.00", 2)])
    )
    assert texts(table)[-1] == ["2050201", "学前教育", "1.00", "1.00"]


def test_a_paragraph_or_a_page_between_ends_a_table():
    goes_on = grid_from("205|教育支出|1.00|1.00", 2)
    assert len(stitched((["支出决算表"], [grid_from(FIRST)]), (["第三部分 情况说明"], [goes_on]))) == 2
    far = grid_from("205|教育支出|1.00|1.00", 3)
    assert len(stitched((["支出决算表"], [grid_from(FIRST)]), ([], []), ([], [far]))) == 2


def test_page_numbers_between_pages_end_no_table():
    pages = ((["支出决算表"], [grid_from(FIRST)]), (["- 2 -"], [grid_from("205|教育支出|1.00|1.00", 2)]))
    assert len(stitched(*pages)) == 1


def test_other_columns_end_a_table_and_fewer_ones_of_the_same_width_do_not():
    assert len(stitched((["支出决算表"], [grid_from(FIRST)]), ([], [grid_from("甲|1|2|3|4|5", 2)]))) == 2
    total = grid_from("合计|<|10.00|10.00", 2)
    merged = Grid(2, total.box, (40.0, 200.0, 280.0, 360.0), total.ys, cells_of(rows("合计|10.00|10.00"), 2), "made")
    (table,) = stitched((["支出决算表"], [grid_from(FIRST)]), ([], [merged]))
    assert texts(table)[-1] == ["合计", "合计", "10.00", "10.00"]


def test_a_row_split_by_the_page_break_is_one_row():
    above = grid_from(FIRST + "\n2080505|机关事业单位基本||")
    below = grid_from("|养老保险缴费支出|9.00|9.00\n|合计|9.00|9.00", 2)
    (table,) = stitched((["支出决算表"], [above]), ([], [below]))
    assert texts(table)[3:] == [
        ["2080505", "机关事业单位基本养老保险缴费支出", "9.00", "9.00"],
        ["", "合计", "9.00", "9.00"],
    ]


def test_the_tail_of_a_name_alone_below_the_page_break_joins_it():
    above = grid_from(FIRST + "\n216|商业服务业等支|9.00|9.00")
    below = grid_from("|出||\n205|教育支出|1.00|1.00", 2)
    (table,) = stitched((["支出决算表"], [above]), ([], [below]))
    assert texts(table)[3:] == [["216", "商业服务业等支出", "9.00", "9.00"], ["205", "教育支出", "1.00", "1.00"]]


def test_whole_rows_on_both_sides_of_the_page_break_stay_two():
    below = grid_from("|合计|10.00|10.00", 2)
    (table,) = stitched((["支出决算表"], [grid_from(FIRST)]), ([], [below]))
    assert texts(table)[-2:] == [["20103", "政府办公厅", "9.00", "9.00"], ["", "合计", "10.00", "10.00"]]


def test_titles_and_the_unit_inside_the_ruled_area_are_taken_off():
    text = "支出决算表|<|<|<\n部门：甲市财政局|<|单位：万元|<\n" + FIRST
    (table,) = stitched(([], [grid_from(text)]))
    assert [line for _, line in table.heading] == ["支出决算表", "部门：甲市财政局", "单位：万元"]
    assert (table.header_rows, texts(table)[0][0], table.row_count) == (1, "科目编码", 3)


def test_two_tables_of_a_page_and_what_stands_between_them():
    upper, lower = grid_from(FIRST, top=100), grid_from(FIRST, top=300)
    page = Page(1, 842, 595, 0, (run_at("注：本表反映支出。", 60, 180), run_at("收入决算表", 60, 260)))
    first, second = stitch([page], [[upper, lower]], titles_of)
    assert [line for _, line in first.footing] == ["注：本表反映支出。", "收入决算表"]
    assert [line for _, line in second.heading][-1] == "收入决算表"
    assert (first.table_id, second.table_id) == ("t001", "t002")


def test_running_headers_of_many_pages_are_no_headings():
    pages = [Page(n, 842, 595, 0, (run_at("甲市财政局支出决算表", 60, 10),)) for n in range(1, 6)]
    grids = [[grid_from(FIRST)], *[[grid_from("205|教育支出|1.00|1.00", n)] for n in range(2, 6)]]
    (table,) = stitch(pages, grids, titles_of)
    assert (table.last_page, table.heading) == (5, ())
