"""The examples of docs/using-the-data.md run on the published samples, in both languages; every resource is read as it is described.

Here: blocks of the page as a reader would run them. Not here: the questions of README and cookbook (test_readme.py).
"""

import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import duckdb
import polars as pl
import pytest
from frictionless import Package

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("docs/using-the-data.md", "docs/using-the-data.zh-CN.md")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def blocks(page: str, language: str) -> list[str]:
    found = BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
    return [text for kind, text in found if kind == language]


@pytest.fixture
def here(samples_published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `data/curated` in it, as a reader of the page has it."""
    (tmp_path / "data").symlink_to(samples_published)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_both_languages_have_the_same_examples():
    english, chinese = (
        [kind for kind, _ in BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))] for page in PAGES
    )
    assert english == chinese
    for language in ("sql", "python", "jinja", "yaml", "r"):
        assert blocks(PAGES[0], language) == blocks(PAGES[1], language)


def test_sql_reads_the_files_where_they_lie(here: Path):
    rows = duckdb.sql(blocks(PAGES[0], "sql")[0]).fetchall()
    assert ("福州市", 2020, Decimal("29855200.00")) in {(city, year, total) for city, year, _, total in rows}


@pytest.mark.parametrize("number", [0, 1])
def test_python_examples_run(here: Path, number: int):
    code = blocks(PAGES[0], "python")[number]
    if "pandas" in code and not (find_spec("pandas") and find_spec("pyarrow")):
        pytest.skip("pandas or pyarrow is not installed here: they come with the extra `explorer`")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_the_dbt_project_builds(here: Path):
    files = [
        text
        for kind in ("yaml", "jinja")
        for text in blocks(PAGES[0], kind)
        if re.match(r"(#|--) \S+\.(yml|sql)\n", text)
    ]
    assert len(files) == 3
    for text in files:
        path = here / text.split()[1]
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    profile = {"mine": {"target": "dev", "outputs": {"dev": {"type": "duckdb", "path": "mine.duckdb"}}}}
    (here / "profiles.yml").write_text(json.dumps(profile), encoding="utf-8")
    code = "import sys; from dbt.cli.main import cli; sys.exit(cli(['run', '--quiet', '--profiles-dir', '.']))"
    environment = {**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "False"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect("mine.duckdb", read_only=True) as connection:
        ought = duckdb.sql(
            "select count(*) from (select distinct region_code, fiscal_year from 'data/curated/department_years.parquet'"
            " where entity_level = 'department')"
        ).fetchall()
        assert connection.execute("select count(*) from city_years").fetchall() == ought


# What a declared type is in the file.
TYPES = {
    "string": (pl.String,),
    "integer": (pl.Int32, pl.Int64),
    "number": (pl.Float64, pl.Decimal(18, 2), pl.Decimal(18, 6)),
    "boolean": (pl.Boolean,),
    "date": (pl.Date,),
    "datetime": (pl.Datetime,),
    "array": (pl.List,),
}


def test_every_resource_is_read_with_its_declared_types(here: Path):
    package = json.loads((here / "data" / "curated" / "datapackage.json").read_text(encoding="utf-8"))
    assert Package.validate_descriptor(package).valid
    for resource in package["resources"]:
        path = here / "data" / "curated" / resource["path"]
        frame = pl.read_parquet(path)
        fields = resource["schema"]["fields"]
        assert frame.columns == [field["name"] for field in fields]
        assert frame.height == resource["row_count"]
        for field in fields:
            kind = frame.schema[field["name"]]
            assert any(kind == one for one in TYPES[field["type"]]), (resource["name"], field["name"], kind)
            constraints = field.get("constraints", {})
            if constraints.get("required"):
                assert frame[field["name"]].null_count() == 0, (resource["name"], field["name"])
            if "enum" in constraints:
                assert set(frame[field["name"]].drop_nulls()) <= set(constraints["enum"]), (
                    resource["name"],
                    field["name"],
                )
        # Types of a Fiscal Data Package stand where every row has them.
        fiscal = {field["name"]: field["columnType"] for field in fields if "columnType" in field}
        assert fiscal.get("fiscal_year", "date:fiscal-year") == "date:fiscal-year"
        if resource["name"] == "amounts":
            assert {
                name: fiscal[name] for name in ("department_id", "region_code", "economic_code", "amount_yuan")
            } == {
                "department_id": "administrator:generic:id",
                "region_code": "geo-source:generic:code",
                "economic_code": "economic-classification:generic:code",
                "amount_yuan": "value",
            }
            assert "code" not in fiscal, "functional or economic by its row"
        if key := resource["schema"].get("primaryKey"):
            assert not frame.select(key).is_duplicated().any(), resource["name"]
