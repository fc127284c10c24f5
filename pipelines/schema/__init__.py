"""Every table and column of the project, described once in tables.yaml.

Belongs here: the schema file, its loader, and what is made from it (polars schemas, dbt YAML, the data dictionary).
Does not belong here: reading, joining or publishing of data. Imports neither dagster nor duckdb nor dbt.
"""

from pipelines.schema.frames import (
    archive_tables,
    check_frame,
    check_references,
    curated_tables,
    frame,
    polars_schema,
    reading_tables,
)
from pipelines.schema.model import Column, ForeignKey, Schema, SchemaError, Table, Value, parse, schema

__all__ = [
    "Column",
    "ForeignKey",
    "Schema",
    "SchemaError",
    "Table",
    "Value",
    "archive_tables",
    "check_frame",
    "check_references",
    "curated_tables",
    "describe",
    "enum",
    "frame",
    "parse",
    "polars_schema",
    "reading_tables",
    "schema",
]


def describe(table: str, group: str | None = None) -> Table:
    """The description of a table: grain, key, columns. Raises SchemaError where no such table is described.

    Without a group the published table is meant, then the reading's, then the archive's, then the one of quality.
    """
    for name in (group,) if group else ("curated", "reading", "archive", "quality"):
        if table in schema().tables.get(name, {}):
            return schema().tables[name][table]
    raise SchemaError(f"no table {table} is described")


def enum(name: str) -> dict[str, Value]:
    """A closed list by name, value to its descriptions; SchemaError where there is none."""
    try:
        return schema().enums[name]
    except KeyError:
        raise SchemaError(f"no closed list {name}") from None
