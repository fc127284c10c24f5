"""What the quality page asks: closure and coverage, publishers' mistakes, what is not read, what waits, what is stale.

Belongs here: SQL over marts and quality. Does not belong here: definitions (dbt/models/quality).
"""

from typing import TYPE_CHECKING

from pipelines.explorer.data import REGIONS, ask, columns_of, has

if TYPE_CHECKING:
    import duckdb
    import polars as pl

CLOSURES = ("region_year", "region", "year", "form", "document")
# What a closure's rows are called, besides their own columns.
_NAMED = {
    "region_code": f"left join {REGIONS} as regions_named using (region_code)",
    "document_id": "left join (select document_id, file_name, department_name from documents) as named using (document_id)",
}


def closure(connection: "duckdb.DuckDBPyConnection", by: str) -> "pl.DataFrame | None":
    """The table `closure_by_*` with names beside its ids, those that hold least first; None where the warehouse has no such table.

    `by` is one of CLOSURES.
    """
    table = f"closure_by_{by}"
    columns = columns_of(connection, table)
    if not columns:
        return None
    joins = " ".join(join for column, join in _NAMED.items() if column in columns)
    return ask(connection, f"select * from {table} {joins} order by check_share nulls last, obligations desc, {table}")  # noqa: S608 names are this module's own


def mistakes(connection: "duckdb.DuckDBPyConnection") -> "pl.DataFrame":
    """Identities that do not hold although a second reader confirmed every cell: what the publisher printed."""
    return ask(
        connection,
        """
        select document_id, check_number, region_name, department_name, fiscal_year, form, check_id, scope, measure, expected_yuan,
            actual_yuan, difference_yuan
        from checks inner join documents using (document_id)
        where checks.status = 'mismatch' and cause = 'publisher'
        order by abs(difference_yuan) desc, document_id, check_number
        """,
    )


def not_complete(connection: "duckdb.DuckDBPyConnection") -> "pl.DataFrame":
    """Documents that are not complete, with the reason."""
    return ask(
        connection,
        """
        select document_id, file_name, region_name, department_name, fiscal_year, kind, status, status_reason
        from documents where status <> 'complete' order by status, status_reason, file_name, document_id
        """,
    )


def waiting(connection: "duckdb.DuckDBPyConnection") -> "pl.DataFrame | None":
    """Cells and documents that a person should look at, worst first; None where the warehouse has no such table."""
    if not has(connection, "review_items"):
        return None
    return ask(
        connection,
        """
        select document_id, region_name, department_name, fiscal_year, reason, review_items.form, text, proposed, confidence,
            identities_open, identities_closed, page, x0, top, x1, bottom
        from review_items inner join documents using (document_id)
        order by severity, identities_open desc, document_id, item_number
        """,
    )


def freshness(connection: "duckdb.DuckDBPyConnection") -> "pl.DataFrame":
    """By publisher: documents, latest fiscal year, last fetch."""
    return ask(
        connection,
        """
        select source_id, count(*) as document_count, max(fiscal_year) as latest_year, max(fetched_at) as last_fetched
        from documents group by source_id order by source_id
        """,
    )
