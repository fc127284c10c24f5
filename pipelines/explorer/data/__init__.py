"""The questions that the pages ask the published tables, a module a page; each answer is a polars frame.

Belongs here: what all questions need. Does not belong here: what a figure means (dbt/models/marts), widgets, words.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import polars as pl

# Shown at most: a page is for looking, `duizhang sql` for more.
LIMIT = 200
# The name of a division: as the newest document of it has it.
REGIONS = """(
    select region_code, max_by(region_name, coalesce(fiscal_year, 0)) as region_name
    from documents where region_code is not null and region_name is not null group by region_code
)"""


def ask(connection: "duckdb.DuckDBPyConnection", query: str, parameters: Sequence[Any] | None = None) -> "pl.DataFrame":
    """The answer to a query."""
    return connection.execute(query, list(parameters or ())).pl()


def has(connection: "duckdb.DuckDBPyConnection", table: str) -> bool:
    """Whether the warehouse has a table of that name: a copy published by an older version lacks some."""
    return bool(len(ask(connection, "select 1 from duckdb_tables() where table_name = ?", [table])))


def columns_of(connection: "duckdb.DuckDBPyConnection", table: str) -> set[str]:
    """The names of a table's columns; none where the warehouse has no such table."""
    query = "select distinct column_name from duckdb_columns() where table_name = ?"
    return set(ask(connection, query, [table])["column_name"])
