"""Where rows of large tables lie, which partitions are written, and how published folders follow. No dbt: tables made here."""

import json
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
import yaml
from frictionless import Package

from pipelines import publish, schema
from pipelines.publish import export, partitions, project, release
from pipelines.publish.export import Exported
from pipelines.publish.fingerprint import DATAPACKAGE
from pipelines.publish.package import datapackage
from pipelines.publish.partitions import Partition, Written
from pipelines.releases import compare, keep

DOCUMENTS = [("a", "350100", 2022), ("b", "350102", 2022), ("c", "440300", 2023), ("d", None, None)]


def made(table: str, rows: list[dict]) -> pl.DataFrame:
    """A curated table of these rows: what is not given is NULL, or nothing where NULL is not allowed."""
    fillers = {"VARCHAR": "", "INTEGER": 0, "BIGINT": 0, "BOOLEAN": False, "DOUBLE": 0.0, "DATE": date(2020, 1, 1)}
    described = schema.schema().group("curated")[table]
    filled = {c.name: None if c.nullable else fillers.get(c.type) for c in described.columns}
    return pl.DataFrame([filled | row for row in rows], schema=schema.curated_tables()[table])


@pytest.fixture
def warehouse(tmp_path: Path):
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        documents = made("documents", [{"document_id": d, "region_code": r, "fiscal_year": y} for d, r, y in DOCUMENTS])
        amounts = made(
            "amounts", [{"document_id": d, "row_index": row} for d, _, _ in reversed(DOCUMENTS) for row in (2, 1)]
        )
        changes = made(
            "year_changes",
            [
                {"department_id": f"{place}-x", "fiscal_year": year}
                for place in ("350100", "440300")
                for year in (2022, 2023)
            ],
        )
        for name, frame in (("documents", documents), ("amounts", amounts), ("year_changes", changes)):
            frame.write_parquet(tmp_path / "frame.parquet")
            connection.execute(f"create table marts.{name} as select * from '{tmp_path / 'frame.parquet'}'")
        yield connection


def places(warehouse, table: str, written=None, published=None, levels: int = 2) -> dict[Partition, int]:
    described = schema.schema().group("curated")[table]
    return {
        one: warehouse.execute(f"select count(*) from {source}").fetchone()[0]
        for one, source in partitions.rows_by_partition(warehouse, described, levels, written, published)
    }


def rewritten(*where: Partition, documents: tuple[str, ...] = ()) -> Written:
    return Written(frozenset(where), frozenset(), {"reading": documents})


def test_rows_lie_by_province_and_year_of_their_document_or_body(warehouse):
    assert places(warehouse, "amounts") == {
        Partition("35", 2022): 4,
        Partition("44", 2023): 2,
        Partition(None, None): 2,
    }
    assert places(warehouse, "year_changes") == {Partition(p, y): 1 for p in ("35", "44") for y in (2022, 2023)}
    assert places(warehouse, "amounts", levels=1) == {
        Partition("35", levels=1): 4,
        Partition("44", levels=1): 2,
        Partition(None, levels=1): 2,
    }
    assert places(warehouse, "year_changes", levels=1) == {Partition(p, levels=1): 2 for p in ("35", "44")}


def test_a_partition_that_is_written_again_keeps_the_rows_of_other_documents(warehouse, tmp_path: Path):
    there, elsewhere, gone = Partition("35", 2022), Partition("44", 2023), Partition("11", 1999)
    # As published: `a` had another row, `z` was there, and `b` is as it is; `g` alone lay in a partition of its own.
    rows = [("a", 7), ("b", 1), ("b", 2), ("z", 1)]
    made("amounts", [{"document_id": d, "row_index": row} for d, row in rows]).write_parquet(tmp_path / "there.parquet")
    made("amounts", [{"document_id": "g"}]).write_parquet(tmp_path / "gone.parquet")
    published = {there.folder: tmp_path / "there.parquet", gone.folder: tmp_path / "gone.parquet"}
    documents = ("a", "c", "g", "z")
    found = places(warehouse, "amounts", rewritten(there, elsewhere, gone, documents=documents), published)
    assert found == {there: 4, elsewhere: 2, gone: 0}
    # What was made again outside of the partitions that are written came out as it was.
    assert places(warehouse, "amounts", rewritten(there, documents=documents), published) == {there: 4}
    assert places(warehouse, "amounts", rewritten(), {}) == {}
    # By province alone: the rows of the years that did not change are in the same file.
    whole = {"province=35": tmp_path / "there.parquet"}
    assert places(warehouse, "amounts", rewritten(there, documents=("a", "z")), whole, levels=1) == {
        Partition("35", levels=1): 4
    }


def test_folders_are_hives(warehouse):
    assert Partition("35", 2022).folder == "province=35/year=2022"
    assert Partition(None, None).folder == "province=__HIVE_DEFAULT_PARTITION__/year=__HIVE_DEFAULT_PARTITION__"
    assert Partition("35", 2022).of(1).folder == "province=35"
    assert Partition("35", 2022).of(2) == Partition("35", 2022)


def test_small_tables_stay_files_and_what_any_document_changes_is_never_taken_apart():
    curated = schema.schema().group("curated")
    few, many = partitions.MANY_DOCUMENTS, partitions.MANY_DOCUMENTS + 1
    for documents, rows, levels in (
        (few, partitions.LARGE, 0),
        (few, partitions.LARGE + 1, 2),
        (many, partitions.FEW_ROWS, 0),
        (many, partitions.FEW_ROWS + 1, 1),
        (many, partitions.LARGE, 1),
        (many, partitions.LARGE + 1, 2),
    ):
        found = {name: partitions.levels_of(table, rows, documents) for name, table in curated.items()}
        # A document fills any year of its body's rows in the ledger: years do not divide it.
        assert found.pop("disclosure_ledger") == min(levels, 1)
        assert set(found.values()) == {0, levels}
    may = {name for name, table in curated.items() if partitions.levels_of(table, 10**9, 1)}
    assert {"amounts", "cells", "checks", "prior_years"} <= may
    assert not may & {"documents", "departments", "peer_comparison"}


def test_what_may_be_taken_apart_is_what_dbt_continues(root: Path):
    models = yaml.safe_load((root / "dbt" / "dbt_project.yml").read_text(encoding="utf-8"))["models"]["duizhang"]
    rows_of = {
        name: model["+meta"]["rows_of"]
        for folder in ("marts", "raw")
        for name, model in models[folder].items()
        if isinstance(model, dict) and "+meta" in model
    }
    # What is looked up as a whole is one file.
    assert rows_of.pop("documents") == "followed"
    curated = schema.schema().group("curated")
    assert rows_of.keys() == {name for name, table in curated.items() if partitions.levels_of(table, 10**9, 1)}
    keys = {"reading": ("new",), "document": ("of a body",), "department": ("body",), "region": ("region",)}
    keys["due"] = ("350000-a", "350100-b", "440300-c")
    written = Written(frozenset({Partition("35", 2022)}), frozenset({Partition("44", 2023)}), keys)
    again = {
        "document": ("document_id", keys["reading"]),
        "subject_document": ("document_id", keys["document"]),
        "department": ("department_id", keys["department"]),
        "region": ("region_code", keys["region"]),
        "due": ("department_id", keys["due"]),
    }
    for name, kind in rows_of.items():
        if kind == "due":
            assert written.of(curated[name], 1) == {Partition("35", levels=1), Partition("44", levels=1)}
            assert written.again(curated[name]) == again[kind]
            continue
        changed = written.documents if kind == "document" else written.comparisons
        assert written.of(curated[name], 2) == changed, name
        assert written.of(curated[name], 1) == {one.of(1) for one in changed}, name
        assert written.again(curated[name]) == again[kind], name


def files(data_dir: Path, mark: str, *folders: str | None, kept: tuple[str, ...] = ()) -> list[Exported]:
    """Amounts as a build leaves them: a file, or partitions, of which some stay as published."""
    found = []
    for folder in folders:
        place = f"amounts/{folder}/part.parquet" if folder else "amounts.parquet"
        stays = folder in kept
        path = (data_dir / "curated" if stays else data_dir / "build" / "aside" / mark) / place
        if not stays:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{place} {mark}", encoding="utf-8")
        found.append(Exported("amounts", path, 1, path.stat().st_size, "0" * 64, folder, stays))
    return found


def swap(data_dir: Path, mark: str, *folders: str | None, kept: tuple[str, ...] = ()) -> dict[str, str]:
    """Publish; returns the files that are there then, with the mark of the build that wrote them."""
    found = files(data_dir, mark, *folders, kept=kept)
    database = data_dir / "build" / "aside" / "duizhang.duckdb"
    database.parent.mkdir(parents=True, exist_ok=True)
    database.touch()
    release._swap(data_dir, found, database, datapackage(found, fingerprint=mark, extractor_version="1.0"))
    assert publish.published_fingerprint(data_dir) == mark
    curated = project.curated_dir(data_dir)
    paths = [path for path in curated.rglob("*") if path.suffix == ".parquet" or path.is_dir()]
    return {
        str(path.relative_to(curated)): path.read_text(encoding="utf-8").split()[-1] if path.is_file() else "folder"
        for path in paths
    }


def test_a_table_becomes_a_folder_and_a_file_again(tmp_path: Path):
    a, b = "province=35/year=2022", "province=44/year=2023"
    assert swap(tmp_path, "one", None) == {"amounts.parquet": "one"}
    folders = {"amounts": "folder", "amounts/province=35": "folder", f"amounts/{a}": "folder"}
    others = {"amounts/province=44": "folder", f"amounts/{b}": "folder"}
    first, second = f"amounts/{a}/part.parquet", f"amounts/{b}/part.parquet"
    assert swap(tmp_path, "two", a, b) == folders | others | {first: "two", second: "two"}
    inode = (tmp_path / "curated" / first).stat().st_ino
    assert swap(tmp_path, "three", a, b, kept=(a,)) == folders | others | {first: "two", second: "three"}
    assert (tmp_path / "curated" / first).stat().st_ino == inode
    # A swap that was cut short left a partition that no data package lists: whoever reads the folder would count it.
    left = tmp_path / "curated" / "amounts" / "province=11" / "year=2020" / "part.parquet"
    left.parent.mkdir(parents=True)
    left.write_text("left", encoding="utf-8")
    (tmp_path / "curated" / "amounts.parquet").write_text("left", encoding="utf-8")
    project.swap_marker(tmp_path).touch()
    # The documents of a partition are gone; what somebody put there stays.
    assert swap(tmp_path, "four", a, kept=(a,)) == folders | {first: "two"}
    (tmp_path / "curated" / "amounts" / "mine.txt").touch()
    assert swap(tmp_path, "five", None) == {"amounts": "folder", "amounts.parquet": "five"}
    (tmp_path / "curated" / "amounts" / "mine.txt").unlink()
    (tmp_path / "curated" / "amounts").rmdir()
    # A table that grows is divided once more.
    swap(tmp_path, "six", "province=35", "province=44")
    assert swap(tmp_path, "seven", a, b) == folders | others | {first: "seven", second: "seven"}


def test_the_data_package_lists_the_files_of_a_folder(tmp_path: Path):
    swap(tmp_path, "one", "province=35/year=2022", "province=44/year=2023")
    package = json.loads((tmp_path / "curated" / DATAPACKAGE).read_text(encoding="utf-8"))
    assert Package.validate_descriptor(package).valid
    (amounts,) = package["resources"]
    assert (amounts["path"], amounts["row_count"]) == ("amounts", 2)
    assert amounts["bytes"] == sum(file["bytes"] for file in amounts["files"])
    (tmp_path / "curated" / amounts["files"][1]["path"]).unlink()
    assert publish.published_fingerprint(tmp_path) is None


def test_what_is_not_written_stays_in_its_place(warehouse, tmp_path: Path):
    table = schema.schema().group("curated")["amounts"]
    gone = tmp_path / "gone.parquet"
    made("amounts", [{"document_id": "g"}]).write_parquet(gone)
    kept = [
        Exported("amounts", path, rows, 1, "0" * 64, folder, is_kept=True)
        for path, rows, folder in ((tmp_path / "x", 4, "province=35/year=2022"), (gone, 1, "province=11/year=1999"))
    ]
    written = rewritten(Partition("44", 2023), Partition("11", 1999), documents=("c", "g"))
    found = list(export._partitions(warehouse, table, 2, written, kept, tmp_path))
    assert [(one.partition, one.rows, one.is_kept) for one in found] == [
        ("province=35/year=2022", 4, True),
        ("province=44/year=2023", 2, False),
    ]


def test_releases_compare_folders_with_files(tmp_path: Path):
    def published(name: str, parts: dict[str, list[int]]) -> Path:
        curated = tmp_path / name / "curated"
        for place, rows in parts.items():
            (curated / place).parent.mkdir(parents=True, exist_ok=True)
            pl.DataFrame({"line": rows}, schema={"line": pl.Int32}).write_parquet(curated / place)
        path = "amounts.parquet" if "amounts.parquet" in parts else "amounts"
        resource = {"name": "amounts", "path": path, "schema": {"fields": [{"name": "line"}], "primaryKey": ["line"]}}
        (curated / DATAPACKAGE).write_text(json.dumps({"fingerprint": name, "resources": [resource]}), encoding="utf-8")
        for page in release.DICTIONARIES:
            (curated / page).touch()
        return tmp_path / name

    whole = published("whole", {"amounts.parquet": [1, 2, 3]})
    parts = {"amounts/province=35/year=2022/part.parquet": [3, 1], "amounts/province=44/year=2022/part.parquet": [4]}
    (changes,) = compare(keep(whole, "r"), keep(published("parts", parts), "r"))
    assert (changes.added, changes.removed, changes.changed) == (1, 1, 0)
