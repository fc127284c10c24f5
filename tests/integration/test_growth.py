"""A warehouse continued from the published one against the same warehouse built from nothing: the same bytes, the same rows.

The documents are generated (benchmarks/disclosures.py), and made by hand (readings.py). Not here: how long anything takes.
"""

import hashlib
import json
import shutil
from importlib import import_module
from pathlib import Path

import duckdb
import polars as pl
import pytest
import yaml
from frictionless import Package

from pipelines import publish, schema
from pipelines.publish import carry, partitions
from pipelines.publish import warehouse as building
from pipelines.releases import compare, keep
from tests.integration import readings
from tests.integration.readings import sha
from tests.integration.test_dbt_comparisons import DOCUMENTS

bodies = import_module("benchmarks.bodies")
generated = import_module("benchmarks.disclosures")
bench = import_module("benchmarks.warehouse")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("growth")]

# What comes later: a document of another year, a corrected edition, a unit that a department names, a body under another spelling, under
# another code of its region, an annex under a title that there is.
LATE = {
    sha(name)
    for name in ("福州市统计局 school", "福州市民政局 final 2023 again", "party again", "district", "annex one again")
}
# Above so many rows a table is divided by year too, in these tests.
LARGE = 1_000
GONE = {sha(name) for name in ("auditors", "福州市X1局 school")}


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (*folder.rglob("*.parquet"), folder / "datapackage.json")
    }


def quality(folder: Path) -> dict[str, list[tuple]]:
    with duckdb.connect(str(folder / "duizhang.duckdb"), read_only=True) as warehouse:
        return {
            name: warehouse.execute(f"select * from quality.{name} order by all").fetchall()
            for name in schema.schema().group("quality")
        }


def publish_without(data_dir: Path, index: pl.DataFrame, documents: set[str]) -> None:
    index.filter(~pl.col("document_id").is_in(documents)).write_parquet(data_dir / "raw" / "index.parquet")
    publish.publish(data_dir)


@pytest.fixture(scope="module")
def grown(tmp_path_factory) -> Path:
    """A data directory whose warehouse was continued (kept as `continued`) and then built from nothing; `before` tells what was published first.

    Every table that may be a folder of partitions is one, of one level or two.
    """
    data_dir = tmp_path_factory.mktemp("growth")
    documents = bodies.disclosures(7, 31)
    continued = []

    def begin(*given) -> carry.Carried:
        carried = carry.begin(*given)
        continued.append(carried.continued)
        return carried

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readings, "VERSION", generated.VERSION)
        for name, value in {"LARGE": LARGE, "MANY_DOCUMENTS": 0, "FEW_ROWS": 0}.items():
            patch.setattr(partitions, name, value)
        patch.setattr(building, "begin", begin)
        readings.write(data_dir, DOCUMENTS)
        generated.write(data_dir, documents)
        index = pl.read_parquet(data_dir / "raw" / "index.parquet")
        publish_without(data_dir, index, {*LATE, documents[30].document_id})
        before = {path: path.stat().st_ino for path in (data_dir / "curated").rglob("part.parquet")}
        # One is read again by another reader's eyes, and put in its place as a whole.
        again = data_dir / "readings" / generated.VERSION / documents[5].document_id[:2] / documents[5].document_id
        shutil.copytree(again, again.with_name("again"))
        frame = generated.tables(documents[5])["amounts"]
        frame.head(frame.height - 7).write_parquet(again.with_name("again") / "amounts.parquet")
        shutil.rmtree(again)
        again.with_name("again").rename(again)
        publish_without(data_dir, index, {*GONE, documents[3].document_id})
        stayed = {
            str(path.relative_to(data_dir / "curated"))
            for path, inode in before.items()
            if path.exists() and path.stat().st_ino == inode
        }
        (data_dir / "stayed.json").write_text(json.dumps(sorted(stayed)), encoding="utf-8")
        shutil.copytree(data_dir / "curated", data_dir / "continued")
        (data_dir / "build" / "published.parquet").unlink()
        publish.publish(data_dir)
    assert continued == [False, True, False]
    return data_dir


def test_a_continued_warehouse_is_the_one_built_from_nothing(grown: Path):
    assert digests(grown / "continued") == digests(grown / "curated")
    assert quality(grown / "continued") == quality(grown / "curated")
    index = pl.read_parquet(grown / "raw" / "index.parquet")
    documents = pl.read_parquet(grown / "continued" / "documents.parquet")
    assert sorted(documents["document_id"]) == sorted(index["document_id"])


def test_the_warehouse_is_written_for_the_versions_of_duckdb_that_the_docs_name(grown: Path, root: Path):
    assert "DuckDB 1.4 or newer" in (root / "docs" / "using-the-data.md").read_text(encoding="utf-8")
    for made in ("curated", "continued"):
        with duckdb.connect(str(grown / made / "duizhang.duckdb"), read_only=True) as warehouse:
            found = warehouse.execute(
                "select tags['storage_version'] from duckdb_databases() where not internal"
            ).fetchall()
        assert found == [("v1.4.0+",)], made


def test_rows_of_a_fresh_warehouse_lie_in_the_order_of_what_they_belong_to(grown: Path, root: Path):
    layers = yaml.safe_load((root / "dbt" / "dbt_project.yml").read_text(encoding="utf-8"))["models"]["duizhang"]
    keys = {"department": "department_id", "due": "department_id", "region": "region_code"}
    models = {
        f"{layer['+schema']}.{name}": keys.get(model["+meta"]["rows_of"], "document_id")
        for layer in layers.values()
        if isinstance(layer, dict) and "+schema" in layer
        for name, model in layer.items()
        if isinstance(model, dict) and "+meta" in model
    }
    assert {
        "marts.amounts",
        "raw.cells",
        "marts.prior_years",
        "marts.year_changes",
        "quality.code_names",
    } < models.keys()
    with duckdb.connect(str(grown / "curated" / "duizhang.duckdb"), read_only=True) as warehouse:
        for name, key in models.items():
            query = f"select {key} from {name} order by rowid"
            found = [value for (value,) in warehouse.execute(query).fetchall()]
            assert found == sorted(found), name


def test_partitions_of_other_provinces_and_years_stay_the_files_they_were(grown: Path):
    stayed = set(json.loads((grown / "stayed.json").read_text(encoding="utf-8")))
    package = json.loads((grown / "continued" / "datapackage.json").read_text(encoding="utf-8"))
    for table in ("amounts", "cells", "checks", "prior_years", "budget_execution", "year_changes", "function_years"):
        (resource,) = (one for one in package["resources"] if one["name"] == table)
        places = {file["path"] for file in resource["files"]}
        # Some were written and some not, or this says nothing.
        assert places & stayed, table
        assert places - stayed, table


def test_everything_that_reads_tables_reads_partitions(grown: Path):
    curated = grown / "curated"
    package = json.loads((curated / "datapackage.json").read_text(encoding="utf-8"))
    assert Package.validate_descriptor(package).valid
    levels = set()
    with duckdb.connect(str(curated / "duizhang.duckdb"), read_only=True) as warehouse:
        for resource in package["resources"]:
            table = schema.describe(resource["name"])
            whole = warehouse.execute(f"select * from {table.schema_name}.{table.name} order by all").fetchall()
            place = curated / resource["path"]
            # As the scorers read a folder, and as DuckDB and polars read hive partitions.
            pattern = str(place / "**" / "*.parquet") if place.is_dir() else str(place)
            frame = pl.read_parquet(pattern)
            assert frame.columns == list(table.names)
            assert resource["row_count"] == frame.height == len(whole)
            columns = ", ".join(f'"{name}"' for name in table.names)
            query = f"select {columns} from read_parquet(?, hive_partitioning = ?) order by all"
            assert warehouse.execute(query, [pattern, place.is_dir()]).fetchall() == whole
            if place.is_dir():
                names = set(pl.scan_parquet(place, hive_partitioning=True).collect_schema()) - set(table.names)
                years = resource["row_count"] > LARGE and resource["name"] != "disclosure_ledger"
                assert names == ({"province", "year"} if years else {"province"})
                levels.add(len(names))
    assert levels == {1, 2}
    keep(grown, "kept")
    assert not any(changes.any for changes in compare(grown / "releases" / "kept", curated))
    assert digests(grown / "releases" / "kept") == digests(curated)


def test_a_warehouse_is_continued_only_where_it_is_what_was_noted(grown: Path, tmp_path: Path, monkeypatch):
    def begin() -> bool:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        return carry.begin(grown, folder, folder / "copy.duckdb", generated.VERSION).continued

    assert begin()
    note = grown / "build" / "published.parquet"
    written = note.read_bytes()
    readings = pl.read_parquet(note)
    made = json.loads(pl.read_parquet_metadata(note)["made"])
    for key in ("fingerprint", "code", "warehouse"):
        readings.write_parquet(note, metadata={"made": json.dumps(made | {key: "another"})})
        assert not begin()
    readings.write_parquet(note)
    assert not begin()
    note.write_text("{", encoding="utf-8")
    assert not begin()
    note.write_bytes(written)
    # A swap that was cut short leaves its marker.
    marker = grown / "build" / "swapping"
    marker.touch()
    assert not begin()
    marker.unlink()
    assert begin()


def test_the_questions_of_the_benchmark_have_answers(grown: Path):
    times = bench.asked(grown / "curated" / "duizhang.duckdb", rounds=1)
    assert len(times) == 10
    assert bench.report_queries({"a": [1.0, 3.0, 2.0], "b": [9.0, 7.0, 8.0]}) == [
        "      8.0 ms (at most 9.0) b",
        "      2.0 ms (at most 3.0) a",
        "queries: median 5.0 ms, slowest 8.0 ms",
    ]
