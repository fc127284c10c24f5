"""The schema file, its loader, and rows that must follow it."""

import re
from datetime import date, datetime
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from pipelines import schema
from pipelines.schema import SchemaError

SMALL = """
version: 1
enums:
  colour:
    red: {en: red, zh: 红}
columns:
  id: {type: VARCHAR, nullable: false, en: id, zh: 编号}
tables:
  reading:
    things:
      grain: {en: one row per thing, zh: 每件一行}
      key: [id]
      columns:
        - id
        - paint: {type: VARCHAR, enum: colour, en: paint, zh: 颜色}
        - price_yuan: {type: "DECIMAL(18,2)", unit: yuan, en: price, zh: 价格}
  curated:
    things:
      base: things
      grain: {en: one row per thing, zh: 每件一行}
      key: [id]
      insert:
        - {after: id, columns: [{weight: {type: DOUBLE, en: weight, zh: 重量}}]}
"""

# What contract.md promises of the published tables, in its order of mention.
CONTRACT = {
    "documents": """document_id file_name source_id source_url published_date fetched_at region_code region_name department_id
        department_name entity_level fiscal_year kind part page_count ocr_page_count producer extractor_version status status_reason
        duplicate_of supersedes_document_id is_current""",
    "document_forms": "document_id form expected_by state first_page last_page statement",
    "amounts": """document_id region_code department_id fiscal_year kind entity_level form form_number side block code code_system
        economic_code government_economic_code line_name row_body measure header_path amount_yuan published published_unit
        row_level is_total is_leaf page x0 top x1 bottom table_id row_index column_index method confidence repaired_from""",
    "tables": """document_id table_id form title first_page last_page row_count column_count header_rows unit unit_evidence reader
        identities_closed identities_open""",
    "cells": """document_id table_id row_index column_index row_span column_span text page x0 top x1 bottom method confidence""",
    "checks": """document_id check_id form scope measure expected_yuan actual_yuan difference_yuan tolerance_yuan status cause""",
    "evidence": "document_id field value weight source page text",
    "regions": "region_code name level parent valid_from valid_to successor",
    "departments": "department_id name region_code valid_from valid_to predecessor peer_group aliases",
}


def check(**given):
    return {
        "document_id": "d",
        "check_number": 1,
        "check_id": "H08",
        "severity": "hard",
        "status": "pass",
        "blank_as_zero": False,
        **given,
    }


def test_composition_inserts_columns_and_keeps_their_descriptions():
    things = schema.parse(SMALL).group("curated")["things"]
    assert things.names == ("id", "weight", "paint", "price_yuan")
    assert things.column("paint").zh == "颜色"
    assert things.schema_name == "marts"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("zh: 编号}", "zh: 编号, colour: 1}", "Extra inputs"),
        ("type: VARCHAR, nullable: false", "type: TEXT, nullable: false", "type"),
        ("version: 1", "version: 2", "version"),
        ("  reading:\n", "  readings:\n", "readings"),
        ("        - id\n", "        - ident\n", "ident is no shared column"),
        ("base: things", "base: nothing", "no table of a reading or of the reference"),
        ("after: id,", "after: colour,", "nothing to insert after"),
        ("enum: colour", "enum: color", "no closed list color"),
        ("{weight: {", "{paint: {", "named twice"),
        ("key: [id]\n      columns", "key: [paint]\n      columns", "may be NULL"),
        ("key: [id]\n      columns", "key: [colour]\n      columns", "has no column colour"),
        (", enum: colour", "", "in no table: colour"),
        ('"DECIMAL(18,2)", unit: yuan', "DOUBLE, unit: yuan", "money"),
        ('"DECIMAL(18,2)", unit: yuan', '"DECIMAL(18,2)"', "money"),
        (
            "key: [id]\n      columns",
            "key: [id]\n      foreign_keys: [{columns: [id], references: them}]\n      columns",
            "no table of its group",
        ),
        (
            "key: [id]\n      columns",
            "key: [id]\n      foreign_keys: [{columns: [paint], references: things}]\n      columns",
            "not the key",
        ),
        ("enum: colour", "list: true", "list without"),
    ],
)
def test_a_contradictory_file_is_refused(old: str, new: str, complaint: str):
    assert old in SMALL
    with pytest.raises(SchemaError, match=complaint):
        schema.parse(SMALL.replace(old, new, 1))


@pytest.mark.parametrize("table", CONTRACT)
def test_published_tables_have_the_columns_of_the_contract_in_order(table: str):
    promised = CONTRACT[table].split()
    assert [name for name in schema.curated_tables()[table] if name in promised] == promised


def test_closed_lists_of_the_contract():
    assert len(schema.enum("form")) == 21 + 4, "the contract's amounts' forms, and performance forms"
    assert set(schema.enum("unit")) == {"元", "百元", "万元", "亿元"}
    by_status = [value.of for value in schema.enum("status_reason").values()]
    assert (by_status.count("partial"), by_status.count("quarantined")) == (13, 10)
    measures = schema.enum("measure")
    assert {"total", "prior_year_total", "approved_basic", "adjusted_final", "unmapped"} <= measures.keys()
    assert "prior_year_unmapped" not in measures
    with pytest.raises(SchemaError, match="no closed list"):
        schema.enum("colour")


def test_every_description_is_there_in_both_languages():
    tables = [table for group in schema.schema().tables.values() for table in group.values()]
    texts = [(t.name, "grain", t.grain) for t in tables] + [(t.name, c.name, c) for t in tables for c in t.columns]
    for table, name, text in texts:
        assert len(text.en) > 3, (table, name)
        assert re.search(r"[\u4e00-\u9fff]", text.zh), (table, name)


def test_describe_finds_the_published_table_first():
    assert schema.describe("amounts").group == "curated"
    assert schema.describe("amounts", "reading").group == "reading"
    assert schema.describe("index").group == "archive"
    with pytest.raises(SchemaError, match="no table nothing"):
        schema.describe("nothing")


def test_types_survive_the_way_through_parquet_into_duckdb(tmp_path):
    for group, tables in (("reading", schema.reading_tables()), ("archive", schema.archive_tables())):
        for name in tables:
            path = tmp_path / f"{name}.parquet"
            schema.frame(name, [], group).write_parquet(path)
            found = duckdb.sql(f"describe select * from read_parquet('{path}')").fetchall()
            described = [(column.name, column.type) for column in schema.describe(name, group).columns]
            assert [(row[0], row[1]) for row in found] == described, name


def test_rows_become_typed_columns_in_order():
    made = schema.frame("checks", [check(expected_yuan=Decimal("12345678901234.56"))])
    assert made.columns == list(schema.reading_tables()["checks"])
    assert made["expected_yuan"].to_list() == [Decimal("12345678901234.56")]
    assert made["cause"].to_list() == [None]
    index = {"document_id": "d", "file_name": "a.pdf", "source_id": "local", "published_date": date(2023, 8, 1)}
    made = schema.frame("index", [index | {"fetched_at": datetime(2023, 8, 2, 1, 2, 3)}], "archive")  # noqa: DTZ001
    assert made.schema["fetched_at"] == pl.Datetime("us")


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"expected_yuan": Decimal("1.234")}, "two decimals"),
        ({"expected_yuan": 1.5}, "two decimals"),
        ({"expected_yuan": Decimal("12345678901234567.00")}, "DECIMAL"),
        ({"status": "fine"}, "closed list check_status"),
        ({"check_id": None}, "NULL"),
        ({"check_id": 8}, "VARCHAR"),
        ({"blank_as_zero": "no"}, "BOOLEAN"),
        ({"colour": "red"}, "unknown columns"),
    ],
)
def test_rows_that_do_not_follow_the_schema_are_refused(wrong: dict, complaint: str):
    with pytest.raises(SchemaError, match=complaint):
        schema.frame("checks", [check(**wrong)])


def test_a_key_may_not_come_twice():
    with pytest.raises(SchemaError, match="key twice"):
        schema.frame("checks", [check(), check(check_id="H09")])


def test_reasons_are_looked_up_one_by_one():
    row = {"document_id": "d", "extractor_version": "1", "ocr_page_count": 0, "status": "partial"}
    assert schema.frame("documents", [row | {"status_reason": "form_missing,year_unknown"}]).height == 1
    with pytest.raises(SchemaError, match="lost_interest"):
        schema.frame("documents", [row | {"status_reason": "form_missing,lost_interest"}])


def test_a_row_must_not_name_a_row_that_is_not_there():
    document = {"document_id": "d", "extractor_version": "1", "ocr_page_count": 0, "status": "partial"}
    table = {"document_id": "d", "table_id": "t001", "row_count": 1, "column_count": 1}
    cell = {"document_id": "d", "table_id": "t001", "row_index": 0, "column_index": 0, "row_span": 1, "column_span": 1}
    cell |= {"page": 1, "method": "text"}
    rows = {"documents": [document], "tables": [table], "cells": [cell]}
    schema.check_references({name: schema.frame(name, given) for name, given in rows.items()})
    rows["cells"] = [cell | {"table_id": "t002"}]
    with pytest.raises(SchemaError, match=r"cells: no row of tables for .*t002"):
        schema.check_references({name: schema.frame(name, given) for name, given in rows.items()})
    with pytest.raises(SchemaError, match="tables: no row of documents"):
        schema.check_references({"tables": schema.frame("tables", [table])})
