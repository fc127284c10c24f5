"""Readings as they are written: what a reading must hold before any of its tables is.

Here: the tables of one document. Not here: what single rows must hold (test_schema.py), which readings are there (test_growth.py).
"""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.flow.readings import write_quarantined, write_tables
from pipelines.schema import SchemaError, reading_tables

DOCUMENT = "0" * 64
ROW: dict[str, Any] = {
    "document_id": DOCUMENT,
    "extractor_version": "1",
    "ocr_page_count": 0,
    "status": "quarantined",
    "status_reason": "unreadable",
}


def test_every_table_is_written_and_holds_what_was_given(tmp_path: Path) -> None:
    counts = write_quarantined(tmp_path, DOCUMENT, "1", "unreadable")
    assert counts == {name: int(name == "documents") for name in reading_tables()}
    assert pl.read_parquet(tmp_path / "documents.parquet").select(*ROW).to_dicts() == [ROW]
    for name, columns in reading_tables().items():
        assert pl.read_parquet_schema(tmp_path / f"{name}.parquet") == dict(columns)


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({"documents": [ROW | {"document_id": "1" * 64}]}, "documents: rows of another document"),
        ({"documents": [ROW], "facts": [{}]}, "facts"),
        ({"documents": []}, "0 rows instead of one"),
        ({"documents": [ROW], "nonsense": []}, "no such tables: nonsense"),
    ],
)
def test_nothing_is_written_of_a_reading_that_is_not_one_documents(
    tmp_path: Path, tables: dict[str, list[dict[str, Any]]], says: str
) -> None:
    with pytest.raises(SchemaError, match=says):
        write_tables(tmp_path, DOCUMENT, tables)
    assert list(tmp_path.iterdir()) == []
