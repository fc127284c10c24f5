"""The words of the pages: both languages, none missing, none left over; names of columns; a form as a grid.

Here: texts.yaml, columns.yaml, views/_grid.py. Not here: how a page looks (tests/browser).
"""

import ast
import re
import string
from pathlib import Path

import polars as pl
import pytest
import yaml

from pipelines import explorer, schema
from pipelines.explorer.texts import LANGUAGES, called, column_name, meaning, say

FOLDER = Path(explorer.__file__).parent
TEXTS = yaml.safe_load((FOLDER / "texts.yaml").read_text(encoding="utf-8"))
COLUMNS = yaml.safe_load((FOLDER / "columns.yaml").read_text(encoding="utf-8"))
SOURCES = {path: path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.py")}
STRINGS = {
    node.value
    for source in SOURCES.values()
    for node in ast.walk(ast.parse(source))
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}
CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("words", [TEXTS, COLUMNS], ids=["texts", "columns"])
def test_every_text_is_there_in_both_languages(words: dict):
    for key, said in words.items():
        assert set(said) == set(LANGUAGES), key
        assert all(said.values()), key
        assert CHINESE.search(said["zh"]), key
        assert not CHINESE.search(re.sub(r"For example: .*", "", said["en"])), key


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_are_filled_with_the_same(key: str):
    fields = [{field for _, field, _, _ in string.Formatter().parse(said) if field} for said in TEXTS[key].values()]
    assert fields[0] == fields[1]


def test_every_text_is_used_and_every_text_asked_for_is_there():
    # Made of two parts: what a closure is by.
    made = {"by_region_year", "by_region", "by_year", "by_form", "by_document"}
    assert set(TEXTS) - STRINGS - made == set()
    asked = {
        node.args[0].value
        for source in SOURCES.values()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""))
        in {"text", "say"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(asked) > 30
    assert asked - set(TEXTS) == set()


def test_every_name_of_a_column_is_one_that_a_question_answers():
    words = set(re.findall(r"\w+", " ".join(STRINGS)))
    published = {
        name
        for group in ("curated", "quality")
        for table in schema.schema().group(group).values()
        for name in table.names
    }
    assert set(COLUMNS) - words - published == set()


def test_a_text_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        say("no_such_text", "zh")


def test_values_of_closed_lists_are_named():
    assert called("form", "final_income", "zh") == "收入决算表"
    assert called("form", "final_income", "en") == "final accounts: income"
    assert called("entity_level", "head_office", "en") == "head office"
    assert called("entity_level", None, "zh") == ""
    assert called("no_such_list", "value", "zh") == "value"


def test_columns_are_named_and_explained():
    assert column_name("fiscal_year", "en") == "Year"
    assert column_name("document_id", "zh") is None
    assert meaning("fiscal_year", "zh") == "预决算年度"
    assert meaning("no_such_column", "en") is None


def amount(row: int, column: int, measure: str, published: str, **more) -> dict:
    base = {"table_id": "t001", "side": None, "block": 1, "code": None, "line_name": "行", "row_body": None}
    return (
        base
        | {"row_index": row, "column_index": column, "measure": measure, "published": published}
        | more
        | {"header_path": measure}
    )


PLACES = pl.DataFrame(schema={"table_id": pl.String, "row_index": pl.Int64, "column_index": pl.Int64})


def shape(rows: list[dict], marked: pl.DataFrame = PLACES):
    pytest.importorskip("streamlit", reason="the extra `explorer` is not installed: make setup EXTRAS=explorer")
    from pipelines.explorer.views._grid import grid

    return grid(pl.DataFrame(rows, infer_schema_length=None), marked, "zh")


def test_a_form_is_a_row_a_line_and_a_column_a_measure():
    rows = [
        amount(3, 2, "total", "30.00", code="201"),
        amount(3, 3, "basic", "10.00", code="201"),
        amount(4, 3, "basic", "5"),
    ]
    made = shape(rows)
    assert made.table.columns == ["code", "line_name", "合计", "基本支出"]
    assert made.table.rows() == [("201", "行", "30.00", "10.00"), ("", "行", None, "5")]
    assert made.at(0, "基本支出")["published"] == "10.00"
    assert made.at(1, "合计")["published"] == "5", "a click beside the numbers of a row means its first"
    assert made.at(7, "合计") is None


def test_two_columns_of_one_measure_stay_two():
    made = shape([amount(3, 2, "total", "1"), amount(3, 3, "total", "2")])
    assert made.table.columns == ["line_name", "合计", "合计′"]
    assert made.at(0, "合计′")["published"] == "2"


def test_sides_and_blocks_stand_in_columns_of_their_own():
    rows = [amount(3, 2, "total", "1", side="income"), amount(3, 5, "total", "2", side="expenditure")]
    made = shape([*rows, amount(3, 8, "total", "3", side="expenditure", block=2)])
    assert made.table.select("side", "block", "合计").rows() == [
        ("收入", "1", "1"),
        ("支出", "1", "2"),
        ("支出", "2", "3"),
    ]


def test_a_number_of_an_open_identity_carries_a_sign():
    marked = pl.DataFrame({"table_id": ["t001"], "row_index": [3], "column_index": [2]})
    made = shape([amount(3, 2, "total", "1"), amount(4, 2, "total", "2")], marked)
    assert made.table["合计"].to_list() == ["1 ⚠", "2"]
