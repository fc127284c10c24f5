"""What is written from the schema: dbt's source and model YAML, the closed lists, the data dictionary, a page per mart.

Belongs here: turning descriptions into files, as pure functions of the schema. Does not belong here: descriptions (tables.yaml), SQL
(dbt/), and the data package, which needs a build (pipelines/publish).
"""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import yaml

from pipelines.schema.dictionary import NOTICE, dictionary
from pipelines.schema.marts import index_page, mart_page, marts
from pipelines.schema.model import Schema, Table, schema


def outputs(root: Path) -> dict[Path, str]:
    """Every generated file below the checkout `root` and its text."""
    described = schema()
    models = root / "dbt" / "models"
    by_schema: dict[str, list[Table]] = {}
    for table in (*described.group("curated").values(), *described.group("quality").values()):
        by_schema.setdefault(table.schema_name or "", []).append(table)
    files = {models / name / f"_{name}.yml": _dbt_models(tables) for name, tables in by_schema.items()}
    files[models / "staging" / "_sources.yml"] = _dbt_sources(described)
    files[root / "dbt" / "seeds" / "closed_lists.csv"] = _closed_lists(described)
    files[root / "docs" / "data-dictionary.md"] = dictionary(described, "en")
    files[root / "docs" / "data-dictionary.zh-CN.md"] = dictionary(described, "zh")
    pages = root / "docs" / "marts"
    for language, suffix in (("en", ""), ("zh", ".zh-CN")):
        files[pages / f"README{suffix}.md"] = index_page(described, language)
        for table in marts(described):
            files[pages / f"{table.name}{suffix}.md"] = mart_page(described, table, language)
    return files


def write(root: Path) -> list[Path]:
    """Write what differs below the checkout `root`; returns the files written."""
    changed = []
    for path, text in outputs(root).items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def drift(root: Path) -> list[Path]:
    """Generated files of the checkout `root` that are missing or differ from the schema."""
    return [p for p, text in outputs(root).items() if not p.exists() or p.read_text(encoding="utf-8") != text]


def both(en: str, zh: str) -> str:
    """One description that holds both languages, as comments of the database and fields of the data package do."""
    return f"{en} | {zh}"


def environment_name(table: str) -> str:
    """Name of the environment variable with the glob of a reading table, for dbt's sources."""
    return f"DUIZHANG_READING_{table.upper()}"


def reference_name(table: str) -> str:
    """Name of the environment variable with the file of a reference table, for dbt's sources."""
    return f"DUIZHANG_{table.upper()}"


def _dump(content: dict[str, Any]) -> str:
    return f"# {NOTICE}\n" + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)


def _dbt_columns(table: Table) -> list[dict[str, Any]]:
    columns = []
    for column in table.columns:
        entry: dict[str, Any] = {
            "name": column.name,
            "description": both(column.en, column.zh),
            "data_type": column.type.lower(),
        }
        if not column.nullable and table.group == "curated":
            entry["constraints"] = [{"type": "not_null"}]
        columns.append(entry)
    return columns


def _dbt_tests(table: Table) -> list[dict[str, Any]]:
    tests: list[dict[str, Any]] = []
    if table.key:
        tests.append(
            {"unique_grain": {"name": f"unique_grain_{table.name}", "arguments": {"columns": list(table.key)}}}
        )
    # A column that belongs to a closed list holds nothing else; one test reads all of them in one pass.
    lists = [{"column": c.name, "list": c.enum, "several": c.list} for c in table.columns if c.enum]
    if lists:
        tests.append({"closed_lists": {"name": f"closed_lists_{table.name}", "arguments": {"lists": lists}}})
    for key in table.foreign_keys:
        tests.append(
            {
                "references_row": {
                    "name": f"references_row_{table.name}_{'_'.join(key.columns)}_{key.references}",
                    "arguments": {
                        "columns": list(key.columns),
                        "to": f"ref('{key.references}')",
                        "to_columns": list(key.target),
                    },
                }
            }
        )
    if "is_zero" in table.names:
        # Publishers do print sums that do not add up: a row of data with its count, never a failure of the run.
        tests.append({"identities_hold": {"name": f"identities_hold_{table.name}", "config": {"severity": "warn"}}})
    return tests


def _dbt_models(tables: list[Table]) -> str:
    models = []
    for table in tables:
        model: dict[str, Any] = {"name": table.name, "description": both(table.grain.en, table.grain.zh)}
        if table.group == "curated":
            model["config"] = {"contract": {"enforced": True}}
        model["columns"] = _dbt_columns(table)
        tests = _dbt_tests(table)
        if tests:
            model["data_tests"] = tests
        models.append(model)
    return _dump({"version": 2, "models": models})


def _dbt_sources(described: Schema) -> str:
    def source(name: str, description: str, tables: list[tuple[Table, str]]) -> dict[str, Any]:
        return {
            "name": name,
            "description": description,
            "tables": [
                {
                    "name": table.name,
                    "description": both(table.grain.en, table.grain.zh),
                    "config": {"external_location": location},
                    "columns": [
                        {"name": c.name, "description": both(c.en, c.zh), "data_type": c.type.lower()}
                        for c in table.columns
                    ],
                }
                for table, location in tables
            ],
        }

    def env(name: str, default: str) -> str:
        return "{{ env_var('" + name + "', '" + default + "') }}"

    readings = [
        (t, f"read_parquet('{env(environment_name(name), f'../data/readings/*/*/*/{name}.parquet')}')")
        for name, t in described.group("reading").items()
    ]
    archive = described.group("archive")
    index, changes = archive["index"], archive["changes"]
    reference = [
        (
            t,
            f"read_csv('{env(reference_name(name), f'../pipelines/reference/{name}.csv')}', header = true, all_varchar = true)",
        )
        for name, t in described.group("reference").items()
    ]
    return _dump(
        {
            "version": 2,
            "sources": [
                source(
                    "archive",
                    "what the archive knows of every file it holds",
                    [
                        (index, f"read_parquet('{env('DUIZHANG_INDEX', '../data/raw/index.parquet')}')"),
                        (changes, f"read_parquet('{env('DUIZHANG_CHANGES', '../data/raw/changes.parquet')}')"),
                    ],
                ),
                source("readings", "what reading found: one Parquet file per table and document", readings),
                source("reference", "reference data that ships with the package (pipelines/reference)", reference),
            ],
        }
    )


def _closed_lists(described: Schema) -> str:
    """The closed lists as a seed: one row per list and value."""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["list_name", "value", "en", "zh"])
    for name, values in described.enums.items():
        writer.writerows([name, value, text.en, text.zh] for value, text in values.items())
    return lines.getvalue()
