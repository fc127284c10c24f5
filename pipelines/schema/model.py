"""The schema file as validated values: loads tables.yaml, resolves shared columns and composition.

Belongs here: what a schema file may say, and its checks (an unknown key, name or type is an error on load).
Does not belong here: polars, dbt or the documentation made from it (frames.py, generate.py), nor any single table's
columns (tables.yaml).
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

Group = Literal["archive", "reading", "reference", "curated", "quality"]
Type = Literal[
    "VARCHAR",
    "VARCHAR[]",
    "INTEGER",
    "BIGINT",
    "DOUBLE",
    "BOOLEAN",
    "DATE",
    "TIMESTAMP",
    "DECIMAL(18,2)",
    "DECIMAL(18,6)",
]

# Of the Fiscal Data Package's column types, those that fit a column whatever its row. A `code` is functional or economic by its row: none fits.
Fiscal = Literal[
    "activity:generic:project:label",
    "administrator:generic:id",
    "administrator:generic:name",
    "date:fiscal-year",
    "direction",
    "economic-classification:generic:code",
    "geo-source:generic:code",
    "geo-source:generic:title",
    "phase",
    "value",
]


class SchemaError(ValueError):
    """The schema file contradicts itself, or rows do not follow it."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Value(_Strict):
    """One value of a closed list, in both languages; `of` names the value of a wider list that it belongs to."""

    en: str
    zh: str
    of: str | None = None


class _Enum(_Strict):
    """A closed list as the file writes it: values, and where there are prefixes, also every prefix with every value."""

    values: dict[str, Value]
    prefixes: dict[str, Value] = {}
    unprefixed: dict[str, Value] = {}

    def expand(self) -> dict[str, Value]:
        spread = {
            prefix + name: Value(en=before.en + value.en, zh=before.zh + value.zh)
            for prefix, before in self.prefixes.items()
            for name, value in self.values.items()
        }
        return {**self.values, **spread, **self.unprefixed}


class _ColumnText(_Strict):
    type: Type
    nullable: bool = True
    unit: Literal["yuan", "pt"] | None = None
    enum: str | None = None
    list: bool = False
    fiscal: Fiscal | None = None
    en: str
    zh: str


class Column(_ColumnText):
    """One column: DuckDB type, nullability, unit, closed list (`list`: several of its values joined with ','), type in a
    Fiscal Data Package (`fiscal`) and
    its description in English and Chinese."""

    name: str


class ForeignKey(_Strict):
    """`columns` of the table name a row of the table `references` (its columns of the same names, or `to`)."""

    columns: tuple[str, ...]
    references: str
    to: tuple[str, ...] | None = None

    @property
    def target(self) -> tuple[str, ...]:
        """Columns of the referenced table, in the order of `columns`."""
        return self.to or self.columns


class _Insert(_Strict):
    after: str
    columns: list[str | dict[str, _ColumnText]]


class _TableText(_Strict):
    grain: Value
    key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    base: str | None = None
    columns: list[str | dict[str, _ColumnText]] = []
    insert: list[_Insert] = []
    sort: tuple[str, ...] = ()
    schema_name: Literal["marts", "raw", "quality"] | None = None


class Table(_Strict):
    """One table: its group, grain, key (may be empty), foreign keys and columns in order.

    `sort` is the order of its published rows; `schema_name` the warehouse schema of the model that makes it, None for
    tables that dbt does not make.
    """

    name: str
    group: Group
    grain: Value
    key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    columns: tuple[Column, ...]
    sort: tuple[str, ...]
    schema_name: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name; SchemaError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise SchemaError(f"{self.group}.{self.name} has no column {name}")


class _File(_Strict):
    version: Literal[1]
    enums: dict[str, dict[str, Any]]
    columns: dict[str, _ColumnText]
    tables: dict[Group, dict[str, _TableText]]


class Schema(_Strict):
    """The whole file: closed lists by name (and the prefixes of those that have some), tables by group and name."""

    enums: dict[str, dict[str, Value]]
    prefixes: dict[str, tuple[str, ...]]
    tables: dict[str, dict[str, Table]]

    def group(self, group: Group) -> dict[str, Table]:
        """Tables of one group by name, in the file's order."""
        return self.tables.get(group, {})


def parse(text: str) -> Schema:
    """Validate the text of a schema file.

    Raises SchemaError saying what is wrong: an unknown key, type, column, closed list, base or reference.
    """
    try:
        file = _File.model_validate(yaml.safe_load(text))
        lists = {name: _enum(raw) for name, raw in file.enums.items()}
    except (ValidationError, yaml.YAMLError) as error:
        raise SchemaError(str(error)) from error
    enums = {name: one.expand() for name, one in lists.items()}
    tables: dict[str, dict[str, Table]] = {}
    for group in get_args(Group):
        tables[group] = {}
        for name, raw in file.tables.get(group, {}).items():
            bases = {**tables.get("reading", {}), **tables.get("reference", {})}
            tables[group][name] = _table(name, group, raw, file.columns, bases)
    for table in (table for group in tables.values() for table in group.values()):
        _check(table, enums, tables)
    _all_used(file, tables)
    prefixes = {name: tuple(one.prefixes) for name, one in lists.items() if one.prefixes}
    return Schema(enums=enums, prefixes=prefixes, tables=tables)


@cache
def schema() -> Schema:
    """The project's schema (tables.yaml of this package), read once."""
    return parse(files("pipelines.schema").joinpath("tables.yaml").read_text(encoding="utf-8"))


def _enum(raw: dict[str, Any]) -> _Enum:
    # A plain list of values needs no `values:` level in the file.
    return _Enum.model_validate(raw if "prefixes" in raw else {"values": raw})


def _resolve(
    entries: Iterable[str | dict[str, _ColumnText]], shared: Mapping[str, _ColumnText], where: str
) -> list[Column]:
    columns = []
    for entry in entries:
        if isinstance(entry, str):
            if entry not in shared:
                raise SchemaError(f"{where}: {entry} is no shared column")
            columns.append(Column(name=entry, **shared[entry].model_dump()))
        else:
            columns += [Column(name=name, **text.model_dump()) for name, text in entry.items()]
    return columns


def _table(
    name: str, group: Group, raw: _TableText, shared: Mapping[str, _ColumnText], bases: Mapping[str, Table]
) -> Table:
    where = f"{group}.{name}"
    columns = _resolve(raw.columns, shared, where)
    if raw.base is not None:
        if raw.base not in bases:
            raise SchemaError(f"{where}: base {raw.base} is no table of a reading or of the reference")
        columns = list(bases[raw.base].columns) + columns
    for insert in raw.insert:
        at = [column.name for column in columns]
        if insert.after not in at:
            raise SchemaError(f"{where}: nothing to insert after: {insert.after}")
        place = at.index(insert.after) + 1
        columns[place:place] = _resolve(insert.columns, shared, where)
    return Table(
        name=name,
        group=group,
        grain=raw.grain,
        key=raw.key,
        foreign_keys=raw.foreign_keys,
        columns=tuple(columns),
        sort=raw.sort or raw.key or tuple(column.name for column in columns),
        schema_name=raw.schema_name or {"curated": "marts", "quality": "quality"}.get(group),
    )


def _check(table: Table, enums: Mapping[str, object], tables: Mapping[str, Mapping[str, Table]]) -> None:
    where = f"{table.group}.{table.name}"
    if len(set(table.names)) != len(table.names):
        raise SchemaError(f"{where}: a column is named twice")
    for name in (*table.key, *table.sort):
        table.column(name)
    for name in table.key:
        # Grains inside the warehouse group by columns that may be NULL (side); a published key may not be.
        if table.column(name).nullable and table.group != "quality":
            raise SchemaError(f"{where}: key column {name} may be NULL")
    for column in table.columns:
        if column.enum is not None and column.enum not in enums:
            raise SchemaError(f"{where}.{column.name}: no closed list {column.enum}")
        if column.list and column.enum is None:
            raise SchemaError(f"{where}.{column.name}: a list without a closed list")
        if (column.unit == "yuan") != (column.type == "DECIMAL(18,2)"):
            raise SchemaError(f"{where}.{column.name}: money is DECIMAL(18,2) in yuan, and nothing else is")
    for key in table.foreign_keys:
        other = tables[table.group].get(key.references)
        if other is None:
            raise SchemaError(f"{where}: references {key.references}, which is no table of its group")
        for name in key.columns:
            table.column(name)
        if key.target != other.key:
            raise SchemaError(f"{where}: {key.target} is not the key of {key.references}")


def _all_used(file: _File, tables: Mapping[str, Mapping[str, Table]]) -> None:
    """A shared column or closed list that no table uses is a leftover."""
    columns = [column for group in tables.values() for table in group.values() for column in table.columns]
    unused = (set(file.columns) - {column.name for column in columns}) | (
        set(file.enums) - {column.enum for column in columns}
    )
    if unused:
        raise SchemaError(f"described but in no table: {', '.join(sorted(unused))}")
