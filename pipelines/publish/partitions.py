"""Large tables as folders of hive partitions: `<table>/province=NN/part.parquet`, the largest `<table>/province=NN/year=NNNN/part.parquet`; rows placed
by what documents are added by.

Where a row lies depends on the row alone, so that a document more writes the partitions of its province and year, and the others stay as they are.
The files hold every column of the table: who reads them without a thought for partitions reads the same. Belongs here: which tables,
which partitions, their rows. Does not belong here: small tables and the order of rows (export.py), the swap.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import duckdb

from pipelines import schema

# Up to so many rows a table is one file: that is quicker to read, and easier to hand on.
LARGE = 500_000
# Of so many documents what one more costs is the writing of files: those of more than a few rows are divided by province.
MANY_DOCUMENTS = 5_000
FEW_ROWS = 20_000
FILE = "part.parquet"
# Every partition of a table, below its folder.
PATTERNS = (f"province=*/{FILE}", f"province=*/year=*/{FILE}")
# Hive's own word for NULL.
_NULL = "__HIVE_DEFAULT_PARTITION__"
# What compares documents, by what its rows belong to. Tables of readings belong to documents; of all others any row may change with any document.
_COMPARISONS = {
    "prior_years": "document",
    "project_performance": "document",
    "restatements": "document",
    "budget_execution": "department",
    "cross_checks": "department",
    "department_years": "department",
    "year_changes": "department",
    "function_years": "region",
    # A document fills years of its body far from its own, and a new day any year: provinces alone tell where its rows lie.
    "disclosure_ledger": "due",
}
# Province and year of a row, in SQL, by what it belongs to.
_PLACES = {
    "document": ("left(documents.region_code, 2)", "documents.fiscal_year"),
    "department": ("left(rows.department_id, 2)", "rows.fiscal_year"),
    "region": ("left(rows.region_code, 2)", "rows.fiscal_year"),
    "due": ("left(rows.department_id, 2)", "rows.fiscal_year"),
}


class Partition(NamedTuple):
    """First two digits of a region code, and a fiscal year; None where unknown. Of tables that years do not divide, all years (`levels` 1)."""

    province: str | None
    year: int | None = None
    levels: int = 2

    @property
    def folder(self) -> str:
        """Its folder below the table's."""
        province = f"province={self.province or _NULL}"
        return province if self.levels == 1 else f"{province}/year={_NULL if self.year is None else self.year}"

    def of(self, levels: int) -> "Partition":
        """The partition of a table so divided that its rows lie in."""
        return self if levels == 2 else Partition(self.province, None, 1)

    def holds(self, province: str, year: str) -> str:
        """The condition for its rows, in SQL, given what names a row's province and year."""
        same = f"{province} is null" if self.province is None else f"{province} = '{self.province}'"
        return same if self.levels == 1 else f"{same} and {year} {'is null' if self.year is None else f'= {self.year}'}"


# The key of what a row belongs to.
_KEYS = {"document": "document_id", "department": "department_id", "region": "region_code", "due": "department_id"}


@dataclass(frozen=True)
class Written:
    """What dbt wrote into a continued warehouse: partitions whose rows may not be as they were published, of documents and of what compares documents;
    and the keys whose rows were made again, by table of readings (`documents`) and by what comparisons belong to."""

    documents: frozenset[Partition]
    comparisons: frozenset[Partition]
    keys: Mapping[str, tuple[str, ...]]

    def of(self, table: schema.Table, levels: int) -> frozenset[Partition]:
        """The partitions of a table so divided that are to be written."""
        if _rows_of(table) == "due":
            return frozenset(Partition(key[:2], None, levels) for key in self.keys["due"])
        changed = self.comparisons if table.name in _COMPARISONS else self.documents
        return frozenset(one.of(levels) for one in changed)

    def again(self, table: schema.Table) -> tuple[str, tuple[str, ...]]:
        """The column that says what a row of the table belongs to, and its values whose rows were made again."""
        rows_of = _rows_of(table) or ""
        return _KEYS[rows_of], self.keys[rows_of if table.name in _COMPARISONS else "reading"]


def written(warehouse: duckdb.DuckDBPyConnection) -> Written:
    """What dbt wrote into a continued warehouse; to be asked before its intermediate models go."""
    found: dict[str, set[Partition]] = {"document": set(), "comparison": set()}
    query = "select rows_of, province, year from intermediate.int_partitions__written"
    for rows_of, province, year in warehouse.execute(query).fetchall():
        found[rows_of].add(Partition(province, year))
    listed = {
        "reading": "select document_id from intermediate.int_documents__changed",
        "document": "select document_id from intermediate.int_documents__compared",
        "department": "select department_id from intermediate.int_departments__compared",
        "region": "select region_code from intermediate.int_regions__compared",
        "due": "select department_id from intermediate.int_departments__due",
    }
    keys = {name: tuple(key for (key,) in warehouse.execute(query).fetchall()) for name, query in listed.items()}
    return Written(frozenset(found["document"]), frozenset(found["comparison"]), keys)


def levels_of(table: schema.Table, rows: int, documents: int) -> int:
    """How often a table of so many rows, in a warehouse of so many documents, is divided: not at all (a file), by province, or by province and year."""
    if _rows_of(table) is None:
        return 0
    if rows > LARGE:
        return 1 if _rows_of(table) == "due" else 2
    return 1 if documents > MANY_DOCUMENTS and rows > FEW_ROWS else 0


def rows_by_partition(
    warehouse: duckdb.DuckDBPyConnection,
    table: schema.Table,
    levels: int,
    written: Written | None = None,
    published: Mapping[str, Path] | None = None,
) -> Iterator[tuple[Partition, str]]:
    """The partitions of a table so divided that have rows, each with what to select its rows from: all, or of a continued warehouse those that are `written`.

    Of these, rows that were not made again are taken from the `published` files (by their folder): the table is not looked through for them. The others
    are read from a temporary table, which goes at the end.
    """
    rows_of = _rows_of(table) or ""
    province, year = _PLACES[rows_of]
    columns = ", ".join(f'rows."{name}"' for name in table.names)
    documents = "inner join marts.documents as documents on rows.document_id = documents.document_id"
    again = ""
    if written is not None:
        key, keys = written.again(table)
        warehouse.execute("create or replace temp table again as select unnest(?::varchar[]) as key", [list(keys)])
        again = f"semi join again on rows.{key} = again.key"
    warehouse.execute(
        f"create or replace temp table placed as select {columns}, {province} as province, {year} as year "  # noqa: S608
        f"from {table.schema_name}.{table.name} as rows {documents if rows_of == 'document' else ''} {again} "
        "order by province, year"
    )
    found = warehouse.execute("select distinct province, year from placed").fetchall()
    places = {Partition(*row).of(levels) for row in found}
    stay: dict[Partition, Path] = {}
    if written is not None and published is not None:
        # What was made again elsewhere (other years of a body that is compared again) came out as it was.
        places &= written.of(table, levels)
        stay = {one: published[one.folder] for one in written.of(table, levels) if one.folder in published}
    for one in sorted(places | stay.keys(), key=lambda one: one.folder):
        new = f"select * exclude (province, year) from placed where {one.holds('province', 'year')}"  # noqa: S608
        if one in stay:
            file = str(stay[one]).replace("'", "''")
            old = f"select rows.* from read_parquet('{file}', hive_partitioning = false) as rows anti join again on rows.{key} = again.key"  # noqa: S608
            new = f"{old} union all by name {new}"
        yield one, f"({new})"
    warehouse.execute("drop table placed")


def _rows_of(table: schema.Table) -> str | None:
    if table.name in schema.reading_tables():
        # One row each, and what everything else is looked up in: never taken apart.
        return None if table.name == "documents" else "document"
    return _COMPARISONS.get(table.name)
