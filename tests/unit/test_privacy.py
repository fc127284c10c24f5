"""Names and telephone numbers of persons reach no table. The names here are placeholders."""

import pytest

from pipelines.reading.privacy import mask_text, masked_cells
from tests.unit.made import table_from


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("联系人：某某某", "联系人：[person]"),
        ("填报人: 某某 联系电话：000-0000000", "填报人: [person] 联系电话：[phone]"),
        ("审核人：某某某 2024年", "审核人：[person]"),
        ("咨询电话：0000-00000000。", "咨询电话：[phone]。"),
        ("13000000000", "[phone]"),
        ("本年支出1,234,567.89万元", "本年支出1,234,567.89万元"),
        ("13000000000.00", "13000000000.00"),
        ("主管部门负责人：由单位确定的人员", "主管部门负责人：由单位确定的人员"),
        ("项目编码 2010301", "项目编码 2010301"),
    ],
)
def test_lines_of_text(text: str, masked: str):
    assert mask_text(text) == masked


def masked(text: str) -> dict[str, str]:
    """The text of each masked cell to what stands in its stead."""
    table = table_from(text, header_rows=0)
    found = masked_cells(table)
    return {cell.flat: found[id(cell)] for cell in table.cells if id(cell) in found}


def test_the_cell_beside_a_label():
    assert masked("联系人|某某某|联系电话|000-0000000") == {"某某某": "[person]", "000-0000000": "[phone]"}
    assert masked("项目负责人：|某某、某某某") == {"某某、某某某": "[person]"}


def test_the_cell_below_a_label():
    assert masked("项目名称|联系人|电话\n热线|某某某|00000000") == {"某某某": "[person]", "00000000": "[phone]"}


def test_bodies_and_amounts_beside_a_label_stay():
    assert masked("负责人|甲市财政局办公室") == {}
    assert masked("联系人|12.50") == {}
    assert masked("电话|费用合计") == {}


def test_two_labels_side_by_side_take_the_cells_below():
    assert masked("填报人|审核人\n某某某|某某") == {"某某某": "[person]", "某某": "[person]"}


def test_labels_inside_a_cell():
    assert masked("单位负责人：某某某\\n填报人：某某|9.00") == {
        "单位负责人：某某某填报人：某某": "单位负责人：[person]\n填报人：[person]"
    }


def test_a_projects_code_is_no_telephone():
    for text in ("11000024T000002846213-学生资助", "编号 2130306010203040506", "金额1,234,567.00"):
        assert mask_text(text) == text
    assert mask_text("热线 0591-87654321 或 13912345678") == "热线 [phone] 或 [phone]"


def test_persons_below_a_head_and_beside_a_double_label():
    table = table_from("姓名|职务\n张三丰|科长\n李四|科员\n负责人及电话|王五0591-87654321\n项目|办公经费")
    masked = {c.text: m for c in table.cells if (m := masked_cells(table).get(id(c)))}
    assert masked == {"张三丰": "[person]", "李四": "[person]", "王五0591-87654321": "[person] [phone]"}


def test_a_blank_row_that_a_page_break_left_ends_no_column_of_names():
    table = table_from("姓名|职务\n张三丰|科长\n|\n李四|科员")
    assert [masked_cells(table).get(id(c)) for c in table.cells if c.column == 0] == [
        None,
        "[person]",
        None,
        "[person]",
    ]
