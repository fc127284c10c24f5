"""Generated disclosures: rows by the schema, sums that close but for the mistakes, the same from the same seed. Not here: how fast anything is."""

from importlib import import_module
from pathlib import Path

import polars as pl
import pytest

from pipelines import schema
from pipelines.publish.compact import stamps

bodies = import_module("benchmarks.bodies")
generated = import_module("benchmarks.disclosures")
layouts = import_module("benchmarks.layouts")

DOCUMENTS = bodies.disclosures(7, 90)


@pytest.fixture(scope="module")
def readings() -> dict:
    return {one: generated.tables(one) for one in DOCUMENTS[:30]}


def test_every_table_follows_the_schema(readings):
    for frames in readings.values():
        assert list(frames) == list(schema.reading_tables())
        for name, frame in frames.items():
            schema.check_frame(frame, schema.schema().group("reading")[name])
        schema.check_references(frames)


def test_sums_close_unless_the_publisher_made_a_mistake(readings):
    for one, frames in readings.items():
        status = set(frames["checks"]["status"])
        assert ("mismatch" in status) <= one.mistaken
        leaves = pl.col("amount_yuan").filter(pl.col("is_leaf")).sum()
        total = pl.col("amount_yuan").filter(pl.col("is_total")).first()
        sums = frames["amounts"].group_by("form", "side", "measure").agg(leaves.alias("leaves"), total.alias("total"))
        assert sums.filter(pl.col("leaves") != pl.col("total")).height <= one.mistaken


def test_what_is_printed_stands_in_its_cell(readings):
    frames = next(iter(readings.values()))
    key = ["table_id", "row_index", "column_index"]
    found = frames["amounts"].join(frames["cells"], on=key, how="left")
    assert found.height == frames["amounts"].height > 500
    assert (found["published"] == found["text"]).all()


def test_a_year_before_is_what_that_years_document_prints():
    one = next(one for one in DOCUMENTS if one.year == 2020 and not one.mistaken and not one.before().mistaken)
    was = generated.tables(one.before())["amounts"].filter(
        form=f"{one.kind}_expenditure", line_name="合计", measure="total"
    )
    derived = generated.tables(one)["derived_amounts"].filter(form=f"{one.kind}_expenditure", measure="total")
    assert derived["amount_yuan"].to_list() == was["amount_yuan"].to_list()


def test_there_are_mistakes_editions_and_renames():
    assert any(one.mistaken for one in DOCUMENTS)
    assert {one.edition for one in DOCUMENTS} == {1, 2}
    cultural = [one for one in bodies.disclosures(7, 200) if one.bureau in bodies.RENAMED]
    assert len({one.name for one in cultural}) == 2
    assert len({one.document_id for one in DOCUMENTS}) == len(DOCUMENTS)


def test_the_same_seed_writes_the_same_files(tmp_path: Path):
    for name, seed in (("one", 7), ("two", 7), ("three", 8)):
        generated.write(tmp_path / name, bodies.disclosures(seed, 2))
        generated.write(tmp_path / name, bodies.disclosures(seed, 3)[2:])
    files = {
        name: {
            str(path.relative_to(tmp_path / name)): path.read_bytes() for path in (tmp_path / name).rglob("*.parquet")
        }
        for name in ("one", "two", "three")
    }
    assert files["one"] == files["two"]
    assert files["one"].keys() & files["three"].keys() == {"raw/index.parquet"}
    assert len(stamps(tmp_path / "one", generated.VERSION)) == 3
    assert pl.read_parquet(tmp_path / "one" / "raw" / "index.parquet").height == 3
