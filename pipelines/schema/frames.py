"""The schema in polars: empty frames, and rows turned into frames that follow it.

Belongs here: DuckDB type to polars type, and the checks that rows pass before they are written.
Does not belong here: where files lie, and dbt.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import Any

import polars as pl

from pipelines.schema.model import Column, Group, SchemaError, Table, schema

DTYPES: Mapping[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "VARCHAR[]": pl.List(pl.String()),
    "INTEGER": pl.Int32(),
    "BIGINT": pl.Int64(),
    "DOUBLE": pl.Float64(),
    "BOOLEAN": pl.Boolean(),
    "DATE": pl.Date(),
    "TIMESTAMP": pl.Datetime("us"),
    "DECIMAL(18,2)": pl.Decimal(18, 2),
    "DECIMAL(18,6)": pl.Decimal(18, 6),
}

_DECIMALS = {"DECIMAL(18,2)": "two", "DECIMAL(18,6)": "six"}


@cache
def _dtypes(group: Group) -> Mapping[str, Mapping[str, pl.DataType]]:
    return {name: polars_schema(table) for name, table in schema().group(group).items()}


def polars_schema(table: Table) -> dict[str, pl.DataType]:
    """Column name to polars type, in the table's order."""
    return {column.name: DTYPES[column.type] for column in table.columns}


def reading_tables() -> Mapping[str, Mapping[str, pl.DataType]]:
    """Polars schema of every table of a reading (one Parquet per table and document), by table name."""
    return _dtypes("reading")


def archive_tables() -> Mapping[str, Mapping[str, pl.DataType]]:
    """Polars schema of what the archive hands over: `index`."""
    return _dtypes("archive")


def curated_tables() -> Mapping[str, Mapping[str, pl.DataType]]:
    """Polars schema of every published table, by table name."""
    return _dtypes("curated")


def frame(name: str, rows: Sequence[Mapping[str, Any]], group: Group = "reading") -> pl.DataFrame:
    """Rows of one table as a frame with the schema's columns, types and order; no rows give an empty, typed frame.

    A column left out of a row is NULL. Raises SchemaError where a row has an unknown column, a value of another type or
    outside its closed list, NULL in a column that may not be, money that is no Decimal of at most two decimals, or a
    key that occurs twice.
    """
    if not rows:
        return _empty(name, group)
    table = schema().group(group)[name]
    if unknown := set().union(*rows) - set(table.names):
        raise SchemaError(f"{name}: unknown columns {sorted(unknown)}")
    columns = []
    given: dict[str, Sequence[Any]] = {}
    for column in table.columns:
        values = given[column.name] = _values(rows, column.name)
        try:
            series = pl.Series(column.name, values, dtype=DTYPES[column.type], strict=True)
        except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError) as error:
            raise SchemaError(f"{name}.{column.name}: not {column.type}: {error}") from error
        if column.type.startswith("DECIMAL"):
            _exact(name, column, values, series)
        columns.append(series)
    made = pl.DataFrame(columns)
    _check_values(made, table, given)
    return made


@cache
def _empty(name: str, group: Group) -> pl.DataFrame:
    return pl.DataFrame(schema=polars_schema(schema().group(group)[name]))


def _values(rows: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    try:
        return list(map(itemgetter(name), rows))
    except KeyError:
        return [row.get(name) for row in rows]


def check_frame(made: pl.DataFrame, table: Table) -> None:
    """SchemaError unless the frame has exactly the table's columns and types, no forbidden NULL or value, a unique key."""
    if dict(made.schema) != polars_schema(table):
        raise SchemaError(f"{table.name}: columns or types differ: {dict(made.schema)}")
    looked_at = {*table.key, *(column.name for column in table.columns if column.enum is not None)}
    _check_values(made, table, {name: made[name].to_list() for name in looked_at})


def _check_values(made: pl.DataFrame, table: Table, values: Mapping[str, Sequence[Any]]) -> None:
    """`values` are those of the key's columns and of columns with a closed list, at hand: an expression of polars takes longer than most
    tables have rows."""
    for column, series in zip(table.columns, made.get_columns(), strict=True):
        if not column.nullable and series.null_count():
            raise SchemaError(f"{table.name}.{column.name}: NULL")
        if column.enum is not None:
            _known(table.name, column, values[column.name])
    if table.key:
        keys = list(zip(*(values[name] for name in table.key), strict=True))
        if len(set(keys)) < len(keys):
            twice = dict(zip(table.key, Counter(keys).most_common(1)[0][0], strict=True))
            raise SchemaError(f"{table.name}: key twice: {twice}")


def check_references(frames: Mapping[str, pl.DataFrame], group: Group = "reading") -> None:
    """SchemaError where a row of one table names a row that another table of the same reading does not have.

    `frames` holds tables of the group by name; a reference to a table that is not among them is an error where any row has one.
    """
    for name, made in frames.items():
        for key in schema().group(group)[name].foreign_keys:
            referring = made.select(key.columns).drop_nulls().unique()
            if key.references in frames:
                referred = frames[key.references].select(key.target).unique()
                referring = referring.join(referred, left_on=key.columns, right_on=key.target, how="anti")
            if referring.height:
                missing = dict(zip(key.columns, referring.sort(key.columns).row(0), strict=True))
                raise SchemaError(f"{name}: no row of {key.references} for {missing}")


def _exact(name: str, column: Column, values: Sequence[Any], series: pl.Series) -> None:
    # polars takes doubles and rounds a longer decimal silently: a published figure must not change without a word.
    for given, kept in zip(values, series, strict=True):
        if given is not None and (not isinstance(given, Decimal) or given != kept):
            raise SchemaError(f"{name}.{column.name}: {given!r} is no Decimal of {_DECIMALS[column.type]} decimals")


def _known(name: str, column: Column, given: Sequence[Any]) -> None:
    allowed = schema().enums[column.enum or ""]
    values = set(given) - {None}
    if column.list:
        values = {part for value in values for part in value.split(",")}
    if unknown := sorted(values - allowed.keys()):
        raise SchemaError(f"{name}.{column.name}: not in the closed list {column.enum}: {unknown}")
