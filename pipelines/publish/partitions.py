"""Large tables as folders of hive partitions: `<table>/province=NN/year=NNNN/part.parquet`, rows placed by what documents are added by.

Where a row lies depends on the row alone, so that a document more writes the partitions of its province and year, and the others stay as they are.
The files hold every column of the table: who reads them without a thought for partitions reads the same. Belongs here: which tables,
which partitions, their rows in order. Does not belong here: small tables (export.py), the swap.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import duckdb

from pipelines import schema

# Below so many rows a table is one file: that is quicker to write and to read, and easier to hand on.
LARGE = 1_000_000
FILE = "part.parquet"
# Every partition of a table, below its folder.
PATTERN = f"province=*/year=*/{FILE}"
# Hive's own word for NULL.
_NULL = "__HIVE_DEFAULT_PARTITION__"
# What compares documents, by what its rows belong to. Tables of readings belong to documents; of all others any row may change with any document.
_COMPARISONS = {
    "prior_years": "document",
    "project_performance": "document",
    "restatements": "document",
    "budget_execution": "department",
    "cross_checks": "department",
    "year_changes": "department",
    "function_years": "region",
}
# Province and year of a row, in SQL, by what it belongs to.
_PLACES = {
    "document": ("left(documents.region_code, 2)", "documents.fiscal_year"),
    "department": ("left(rows.department_id, 2)", "rows.fiscal_year"),
    "region": ("left(rows.region_code, 2)", "rows.fiscal_year"),
}


class Partition(NamedTuple):
    """First two digits of a region code, and a fiscal year; None where unknown."""

    province: str | None
    year: int | None

    @property
    def folder(self) -> str:
        """Its folder below the table's."""
        return f"province={self.province or _NULL}/year={_NULL if self.year is None else self.year}"

    def holds(self, province: str, year: str) -> str:
        """The condition for its rows, in SQL, given what names a row's province and year."""
        same = f"{province} is null" if self.province is None else f"{province} = '{self.province}'"
        return f"{same} and {year} {'is null' if self.year is None else f'= {self.year}'}"


@dataclass(frozen=True)
class Written:
    """Partitions whose rows may not be as they were published: of documents, and of what compares documents."""

    documents: frozenset[Partition]
    comparisons: frozenset[Partition]

    def of(self, table: schema.Table) -> frozenset[Partition]:
        """The partitions of a table that are to be written."""
        return self.comparisons if table.name in _COMPARISONS else self.documents


def written(warehouse: duckdb.DuckDBPyConnection) -> Written:
    """What dbt wrote into a continued warehouse; to be asked before its intermediate models go."""
    found: dict[str, set[Partition]] = {"document": set(), "comparison": set()}
    query = "select rows_of, province, year from intermediate.int_partitions__written"
    for rows_of, province, year in warehouse.execute(query).fetchall():
        found[rows_of].add(Partition(province, year))
    return Written(frozenset(found["document"]), frozenset(found["comparison"]))


def is_partitioned(table: schema.Table, rows: int) -> bool:
    """Whether a table of so many rows is a folder."""
    return rows > LARGE and _rows_of(table) is not None


def rows_by_partition(
    warehouse: duckdb.DuckDBPyConnection, table: schema.Table, only: Collection[Partition] | None
) -> Iterator[tuple[Partition, str]]:
    """The partitions of a table that have rows (all, or those of `only`), each with what to select its rows from.

    They are read from a temporary table, in which the rows of a partition lie side by side; it goes at the end.
    """
    rows_of = _rows_of(table) or ""
    province, year = _PLACES[rows_of]
    columns = ", ".join(f'rows."{name}"' for name in table.names)
    documents = "inner join marts.documents as documents on rows.document_id = documents.document_id"
    chosen = "true" if only is None else " or ".join(f"({one.holds(province, year)})" for one in only) or "false"
    warehouse.execute(
        f"create or replace temp table placed as select {columns}, {province} as province, {year} as year "  # noqa: S608
        f"from {table.schema_name}.{table.name} as rows {documents if rows_of == 'document' else ''} "
        f"where {chosen} order by province, year"
    )
    for place in warehouse.execute("select distinct province, year from placed order by all").fetchall():
        one = Partition(*place)
        yield one, f"(select * from placed where {one.holds('province', 'year')})"  # noqa: S608
    warehouse.execute("drop table placed")


def _rows_of(table: schema.Table) -> str | None:
    if table.name in schema.reading_tables():
        # One row each, and what everything else is looked up in: never taken apart.
        return None if table.name == "documents" else "document"
    return _COMPARISONS.get(table.name)
