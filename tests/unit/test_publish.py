"""Publishing without dbt: fingerprints, the environment of a build, the swap, the data package."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import duckdb
import polars as pl
import pytest
from frictionless import Package

from pipelines import publish, schema
from pipelines.publish import PublishError, carry, fingerprint, project, release, warehouse
from pipelines.publish.export import Exported
from pipelines.publish.fingerprint import DATAPACKAGE, code_digest
from pipelines.publish.package import WAREHOUSE, datapackage
from pipelines.publish.release import DICTIONARIES

VERSION = "1.0"


def index(data_dir: Path, *entries: dict) -> None:
    """Write the archive's index; an entry needs no more than its document_id."""
    rows = [
        {"file_name": f"{e['document_id']}.pdf", "source_id": "local", "reading_path": f"readings/{VERSION}/aa/aa"} | e
        for e in entries
    ]
    project.index_file(data_dir).parent.mkdir(parents=True, exist_ok=True)
    schema.frame("index", rows, "archive").write_parquet(project.index_file(data_dir))


def built(data_dir: Path, mark: str, tables: tuple[str, ...] = ("documents", "amounts")) -> tuple[list[Exported], Path]:
    """Files as a build leaves them, their content telling which build it was."""
    aside = data_dir / "build" / "aside" / mark
    aside.mkdir(parents=True)
    exported = []
    for table in tables:
        path = aside / f"{table}.parquet"
        path.write_text(f"{table} {mark}", encoding="utf-8")
        exported.append(Exported(table, path, 1, path.stat().st_size, "0" * 64))
    database = aside / "duizhang.duckdb"
    database.write_text(f"database {mark}", encoding="utf-8")
    return exported, database


def swap(data_dir: Path, mark: str, **kwargs) -> None:
    exported, database = built(data_dir, mark, **kwargs)
    release._swap(data_dir, exported, database, datapackage(exported, fingerprint=mark, extractor_version=VERSION))


def curated(data_dir: Path) -> dict[str, str]:
    folder = data_dir / "curated"
    return {
        p.name: p.read_text(encoding="utf-8") for p in folder.iterdir() if p.name not in (DATAPACKAGE, *DICTIONARIES)
    }


def test_asking_whether_to_publish_loads_neither_dbt_nor_duckdb():
    code = (
        "import sys, pathlib, pipelines.publish as p; p.fingerprint(pathlib.Path('none')); "
        "p.published_fingerprint(pathlib.Path('none')); print({'dbt', 'duckdb', 'polars'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "set()"


def test_the_fingerprint_follows_the_index(tmp_path: Path):
    index(tmp_path, {"document_id": "a"})
    before = publish.fingerprint(tmp_path)
    index(tmp_path, {"document_id": "a"})
    assert publish.fingerprint(tmp_path) == before
    index(tmp_path, {"document_id": "a", "title": "部门决算"})
    assert publish.fingerprint(tmp_path) != before


def test_the_fingerprint_follows_a_population_of_ones_own_and_no_other_reference(tmp_path: Path):
    index(tmp_path)
    before = publish.fingerprint(tmp_path)
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "regions.csv").write_text("another truth", encoding="utf-8")
    assert publish.fingerprint(tmp_path) == before
    assert project.reference_file("regions", tmp_path).parent == project.PACKAGE / "reference"
    (tmp_path / "reference" / "population.csv").write_text("region_code,year\n", encoding="utf-8")
    assert publish.fingerprint(tmp_path) != before
    assert project.reference_file("population", tmp_path) == tmp_path / "reference" / "population.csv"


@pytest.mark.parametrize("changed", ["dbt/models/marts/amounts.sql", "schema/tables.yaml", "publish/export.py"])
def test_the_fingerprint_follows_the_code(tmp_path: Path, monkeypatch, changed: str):
    package = tmp_path / "pipelines"
    shutil.copytree(publish.dbt_project_dir(), tmp_path / "dbt")
    for part in ("publish", "schema", "reference"):
        shutil.copytree(project.PACKAGE / part, package / part)
    monkeypatch.setattr(project, "PACKAGE", package)
    monkeypatch.setattr(sys.modules["pipelines.publish.fingerprint"], "PACKAGE", package)
    digest = code_digest.__wrapped__
    before = digest()
    (tmp_path / "dbt" / "target").mkdir(exist_ok=True)
    (tmp_path / "dbt" / "target" / "compiled.sql").write_text("select 1", encoding="utf-8")
    assert digest() == before
    path = tmp_path / changed if changed.startswith("dbt") else package / changed
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert digest() != before


def test_what_is_published_is_known_until_a_file_of_it_is_gone_or_cut(tmp_path: Path):
    assert publish.published_fingerprint(tmp_path) is None
    swap(tmp_path, "one")
    assert publish.published_fingerprint(tmp_path) == "one"
    amounts = tmp_path / "curated" / "amounts.parquet"
    whole = amounts.read_bytes()
    amounts.write_bytes(whole[:-1])
    assert publish.published_fingerprint(tmp_path) is None
    amounts.write_bytes(whole)
    (tmp_path / "curated" / WAREHOUSE).unlink()
    assert publish.published_fingerprint(tmp_path) is None
    (tmp_path / "curated" / DATAPACKAGE).write_text("{", encoding="utf-8")
    assert publish.published_fingerprint(tmp_path) is None


def test_a_swap_replaces_files_whole_and_leaves_what_is_not_its_own(tmp_path: Path):
    swap(tmp_path, "one", tables=("documents", "amounts", "checks"))
    (tmp_path / "curated" / "mine.parquet").write_text("mine", encoding="utf-8")
    with (tmp_path / "curated" / "amounts.parquet").open() as reader:
        swap(tmp_path, "two")
        assert reader.read() == "amounts one"
    assert curated(tmp_path) == {
        "amounts.parquet": "amounts two",
        "documents.parquet": "documents two",
        "mine.parquet": "mine",
        WAREHOUSE: "database two",
    }
    assert (tmp_path / "curated" / WAREHOUSE).stat().st_mode & 0o777 == 0o444
    assert not project.swap_marker(tmp_path).exists()


def test_a_swap_that_dies_half_way_is_noticed(tmp_path: Path, monkeypatch):
    swap(tmp_path, "one")
    replace, calls = Path.replace, []

    def dies(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", dies)
    with pytest.raises(KeyboardInterrupt):
        swap(tmp_path, "two")
    monkeypatch.undo()
    assert curated(tmp_path)["documents.parquet"] == "documents two"
    assert curated(tmp_path)["amounts.parquet"] == "amounts one"
    # The data package is still the old one, and its sizes still fit: the marker alone tells.
    assert publish.published_fingerprint(tmp_path) is None
    swap(tmp_path, "three")
    assert publish.published_fingerprint(tmp_path) == "three"


def test_the_project_is_found_in_a_checkout_and_in_an_installed_package(tmp_path: Path, monkeypatch, root: Path):
    assert publish.dbt_project_dir() == root / "dbt"
    package = tmp_path / "site-packages" / "pipelines"
    (package / "_dbt").mkdir(parents=True)
    monkeypatch.setattr(project, "PACKAGE", package)
    with pytest.raises(PublishError, match="dbt project is missing"):
        publish.dbt_project_dir()
    (package / "_dbt" / "dbt_project.yml").touch()
    assert publish.dbt_project_dir() == package / "_dbt"


def test_nothing_is_published_without_an_index(tmp_path: Path):
    with pytest.raises(PublishError, match="no index"):
        publish.publish(tmp_path)


def test_readings_of_one_version_are_read(tmp_path: Path):
    index(tmp_path, {"document_id": "a"}, {"document_id": "b", "reading_path": None})
    assert warehouse.reader_version(tmp_path) == VERSION
    index(tmp_path, {"document_id": "b", "reading_path": None})
    assert warehouse.reader_version(tmp_path) is None
    index(tmp_path, {"document_id": "a"}, {"document_id": "b", "reading_path": "readings/2.0/aa/aa"})
    with pytest.raises(PublishError, match=r"several versions.*1\.0, 2\.0"):
        warehouse.reader_version(tmp_path)


def test_sources_are_found_in_folders_with_awkward_names(tmp_path: Path):
    data_dir = tmp_path / "it's [a] {b} *"
    index(data_dir, {"document_id": "a"})
    reading = data_dir / "readings" / VERSION / "aa" / "aa"
    reading.mkdir(parents=True)
    schema.frame("checks", []).write_parquet(reading / "checks.parquet")
    aside = data_dir / "aside"
    warehouse._empty_readings(aside / "empty")
    carried = carry.begin(data_dir, aside, aside / "x.duckdb", VERSION)
    variables = warehouse.environment(data_dir, aside, aside / "x.duckdb", carried)
    assert "compact" in variables["DUIZHANG_READING_CHECKS"]
    assert "empty" in variables["DUIZHANG_READING_AMOUNTS"]
    for name in ("DUIZHANG_INDEX", "DUIZHANG_READING_CHECKS", "DUIZHANG_READING_AMOUNTS"):
        # dbt-duckdb formats the location once before DuckDB sees it.
        assert duckdb.sql(f"select count(*) from read_parquet('{variables[name].format()}')").fetchone()


@pytest.mark.parametrize(
    ("continued", "changed", "alone"),
    [(True, 1, True), (True, warehouse.FEW, True), (True, warehouse.FEW + 1, False), (False, 1, False)],
)
def test_little_is_written_by_one_thread(tmp_path: Path, monkeypatch, continued: bool, changed: int, alone: bool):
    monkeypatch.setattr(warehouse, "_cores", lambda: 7)
    carried = carry.Carried(continued, tmp_path, pl.DataFrame(), changed)
    variables = warehouse.environment(tmp_path, tmp_path, tmp_path / "x.duckdb", carried)
    assert variables["DUIZHANG_THREADS"] == ("1" if alone else "7")
    assert warehouse._threads(carried) == (1 if alone else None)


@pytest.mark.parametrize("calls", [0, 1, 9])
def test_a_warehouse_is_copied_whole_where_the_kernel_cannot_or_gives_up(tmp_path: Path, monkeypatch, calls: int):
    content = os.urandom(5000)
    (tmp_path / "warehouse").write_bytes(content)

    def some(source: int, target: int, count: int) -> int:
        nonlocal calls
        calls -= 1
        if calls < 0:
            raise OSError
        return os.write(target, os.read(source, min(count, 1000)))

    monkeypatch.setattr(os, "copy_file_range", some)
    carry._copy(tmp_path / "warehouse", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == content


def test_the_environment_is_given_back(monkeypatch):
    monkeypatch.setenv("DUIZHANG_INDEX", "mine")
    monkeypatch.delenv("DUIZHANG_WAREHOUSE", raising=False)
    with warehouse._environment({"DUIZHANG_INDEX": "theirs", "DUIZHANG_WAREHOUSE": "w"}):
        assert os.environ["DUIZHANG_INDEX"] == "theirs"
        assert os.environ["DO_NOT_TRACK"] == "1"
    assert os.environ["DUIZHANG_INDEX"] == "mine"
    assert "DUIZHANG_WAREHOUSE" not in os.environ


def test_dbts_complaint_is_one_sentence():
    failed = [
        SimpleNamespace(
            node=SimpleNamespace(resource_type="test", name=f"t{n}"),
            message="Got 2 results,\n  expected 0",
            status="fail",
        )
        for n in range(5)
    ]
    assert warehouse._complaint(failed) == (
        "the warehouse was not built: test t0: Got 2 results, expected 0; test t1: Got 2 results, expected 0; "
        "test t2: Got 2 results, expected 0; and 2 more"
    )


def test_an_error_names_its_log():
    assert str(PublishError("it failed", Path("logs/dbt.log"))) == "it failed (see logs/dbt.log in the data directory)"
    assert str(PublishError("it failed")) == "it failed"


def test_nfkc_folds_what_looks_the_same():
    from pipelines.publish.functions import nfkc

    assert nfkc("（⽀出）ＡＢ　Ｃ") == "(支出)AB C"


def test_the_data_package_is_valid_and_tells_keys_units_and_digests(tmp_path: Path):
    tables = tuple(schema.curated_tables())
    exported, _ = built(tmp_path, "one", tables)
    text = datapackage(exported, fingerprint="f", extractor_version=VERSION)
    package = json.loads(text)
    assert Package.validate_descriptor(package).valid
    by_name = {resource["name"]: resource for resource in package["resources"]}
    assert tuple(by_name) == tables
    amounts = by_name["amounts"]
    assert amounts["schema"]["primaryKey"] == ["document_id", "table_id", "row_index", "column_index"]
    assert {"fields": ["document_id"], "reference": {"resource": "documents", "fields": ["document_id"]}} in amounts[
        "schema"
    ]["foreignKeys"]
    amount = next(field for field in amounts["schema"]["fields"] if field["name"] == "amount_yuan")
    assert (amount["type"], amount["unit"], amount["duckdb_type"]) == ("number", "CNY", "DECIMAL(18,2)")
    assert amounts["bytes"] == len("amounts one")
    assert amounts["hash"] == "sha256:" + "0" * 64
    assert package["code_digest"] == code_digest()
    assert package["version"]
    assert text == datapackage(exported, fingerprint="f", extractor_version=VERSION)


def test_frictionless_would_notice_a_wrong_descriptor(tmp_path: Path):
    exported, _ = built(tmp_path, "one")
    package = json.loads(datapackage(exported, fingerprint="f", extractor_version=None))
    package["resources"][0]["schema"]["fields"][0]["type"] = "varchar"
    assert not Package.validate_descriptor(package).valid


def test_the_fingerprint_is_taken_before_the_build(tmp_path: Path, monkeypatch):
    index(tmp_path, {"document_id": "a"})
    before = fingerprint(tmp_path)

    def build(data_dir: Path, folder: Path):
        # Whatever arrives while the warehouse is being built is not in it, so the next run must see it.
        index(data_dir, {"document_id": "a"}, {"document_id": "b"})
        _, database = built(data_dir, "x")
        return warehouse.Build(database, VERSION, ())

    monkeypatch.setattr(release, "build", build)
    monkeypatch.setattr(release, "export", lambda data_dir, build, folder: (built(data_dir, "y")[0], 0))
    release.release(tmp_path)
    assert publish.published_fingerprint(tmp_path) == before != fingerprint(tmp_path)
