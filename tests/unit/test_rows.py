"""What a row is about: codes in all their forms, names, bodies."""

import pytest

from pipelines.reading.forms.columns import Column
from pipelines.reading.forms.rows import Key, KeyReader, plain_name, system_of
from tests.unit.made import grid_from


def keys(roles: str, text: str) -> list[Key]:
    """The keys of rows whose columns have these roles."""
    grid = grid_from(text)
    reader = KeyReader([Column(i, (), role) for i, role in enumerate(roles.split())])
    return [reader.read(grid.row(r)) for r in range(grid.row_count)]


def seen(roles: str, text: str) -> list[tuple[str | None, str]]:
    return [(k.code, k.name) for k in keys(roles, text)]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("一、一般公共服务支出", "一般公共服务支出"),
        ("（一）基本支出", "基本支出"),
        ("1.人员经费", "人员经费"),
        ("其中：教育收费", "教育收费"),
        ("（1）国内接待费", "国内接待费"),
        ("合 计", "合计"),
        ("十一、其他", "其他"),
        ("一、", "一、"),
        ("12345热线", "12345热线"),
    ],
)
def test_names_lose_spaces_and_ordinals(printed: str, name: str):
    assert plain_name(printed) == name


@pytest.mark.parametrize(
    ("code", "system"),
    [
        ("2010301", "functional"),
        ("30101", "economic_department"),
        ("50101", "economic_government"),
        ("1", None),
        (None, None),
    ],
)
def test_code_systems(code: str | None, system: str | None):
    assert system_of(code) == system


def test_codes_in_a_column_of_their_own():
    assert seen("code name", "201|一般公共服务支出\n20103|政府办公厅\n|合计\n024|甲市财政局") == [
        ("201", "一般公共服务支出"),
        ("20103", "政府办公厅"),
        (None, "合计"),
        (None, "甲市财政局"),
    ]


@pytest.mark.parametrize(
    "cell", ["2010301-行政运行", "[2010301]行政运行", "2010301行政运行", "（2010301）行政运行", "2010301:行政运行"]
)
def test_codes_and_names_in_one_cell(cell: str):
    assert seen("name", cell) == [("2010301", "行政运行")]


def test_split_codes_are_joined_padded_and_filled_from_above():
    text = "201|||一般公共服务支出\n|03||政府办公厅\n||1|行政运行\n||02|一般行政管理事务\n205|||教育支出\n|2||普通教育"
    codes = [code for code, _ in seen("class section item name", text)]
    assert codes == ["201", "20103", "2010301", "2010302", "205", "20502"]


def test_a_row_without_any_part_of_a_split_code_has_none():
    assert seen("class section item name", "201|03|01|行政运行\n|||合计")[1] == (None, "合计")


def test_split_columns_that_repeat_the_whole_code():
    assert seen("class section item name", "201|20103|2010301|行政运行") == [("2010301", "行政运行")]


def test_two_digits_below_their_class():
    assert seen("code name", "301|工资福利支出\n01|基本工资\n02|津贴补贴\n302|商品和服务支出\n01|办公费") == [
        ("301", "工资福利支出"),
        ("30101", "基本工资"),
        ("30102", "津贴补贴"),
        ("302", "商品和服务支出"),
        ("30201", "办公费"),
    ]


def test_codes_of_several_systems_on_a_row():
    (key,) = keys("name text text", "2120101-行政运行|50101-工资奖金津补贴|30101-基本工资")
    assert (key.code, key.name, key.code_system) == ("2120101", "行政运行", "functional")
    assert (key.economic_code, key.government_economic_code) == ("30101", "50101")
    (basic,) = keys("name text", "50101-工资奖金津补贴|30101-基本工资")
    assert (basic.code, basic.name, basic.economic_code, basic.government_economic_code) == (
        "30101",
        "基本工资",
        None,
        "50101",
    )


def test_bodies_stand_beside_a_name_or_in_its_stead():
    with_name, alone = keys("code name body", "201|公共服务|甲市财政局\n||甲市财政局本级")
    assert (with_name.name, with_name.body) == ("公共服务", "甲市财政局")
    assert (alone.name, alone.body) == ("甲市财政局本级", None)


def test_how_far_a_name_is_indented():
    (key,) = keys("name", "行政运行")
    assert key.indent == 3.0
