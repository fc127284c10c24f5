"""What the document page asks: documents, their amounts, open identities, statements of the text, performance forms.

Belongs here: SQL about one document. Does not belong here: drawing (overlay.py).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipelines.explorer.data import ask, has

if TYPE_CHECKING:
    import duckdb
    import polars as pl

# Amounts that an open identity of a document is about, a row for each identity.
OPEN_CELLS = """
    select check_number, check_id, amounts.form, table_id, row_index, column_index, page, x0, top, x1, bottom
    from checks inner join amounts using (document_id)
    where document_id = ? and checks.status = 'mismatch' and checks.form = amounts.form
        and coalesce(checks.measure = amounts.measure, true)
        and case when checks.scope is null then is_total else checks.scope in (code, economic_code, line_name) end
    order by check_number, page, table_id, row_index, column_index
"""


def documents(connection: "duckdb.DuckDBPyConnection") -> "pl.DataFrame":
    """Every document, those with amounts first."""
    return ask(
        connection,
        """
        select
            document_id, file_name, region_name, department_name, fiscal_year, kind, entity_level, page_count, status, status_reason,
            source_id, source_url, coalesce(amount_count, 0) as amount_count
        from documents
        left join (select document_id, count(*) as amount_count from amounts group by document_id) using (document_id)
        order by amount_count is null, region_name, department_name, fiscal_year, kind, document_id
        """,
    )


def amounts_of(connection: "duckdb.DuckDBPyConnection", document: str) -> "pl.DataFrame":
    """All amounts of a document in reading order."""
    return ask(
        connection,
        "select * from amounts where document_id = ? order by page, table_id, row_index, column_index",
        [document],
    )


def open_checks(connection: "duckdb.DuckDBPyConnection", document: str) -> "pl.DataFrame":
    """Identities of a document that do not hold."""
    return ask(
        connection,
        """
        select check_number, check_id, form, scope, measure, expected_yuan, actual_yuan, difference_yuan, cause
        from checks where document_id = ? and status = 'mismatch' order by form, check_id, scope, check_number
        """,
        [document],
    )


def open_cells(connection: "duckdb.DuckDBPyConnection", document: str) -> "pl.DataFrame":
    """Amounts that an open identity of the document is about, a row for each identity: check_number, check_id and the amount's place.

    An identity names the form, the code or line, and the measure of its printed side; an identity that names none of a kind means the
    form's total.
    """
    return ask(connection, OPEN_CELLS, [document])


def claims_of(connection: "duckdb.DuckDBPyConnection", document: str) -> "pl.DataFrame | None":
    """Statements of the text with money, those that disagree with a form first; None where the warehouse has no such table."""
    if not has(connection, "claims"):
        return None
    return ask(
        connection,
        """
        select claim_number, page, subject, claim, value, unit, amount_yuan, status, linked_form, linked_code, linked_measure, text,
            linked_table_id, linked_row_index, linked_column_index, x0, top, x1, bottom
        from claims where document_id = ?
        order by status <> 'disagrees', linked_form is null, claim_number
        """,
        [document],
    )


def performance_of(
    connection: "duckdb.DuckDBPyConnection", document: str, table: str, columns: Sequence[str]
) -> "pl.DataFrame | None":
    """Rows of a table of performance forms with their place; None where the warehouse has no such table."""
    if not has(connection, table):
        return None
    number = "project_number, indicator_number" if table == "performance_indicators" else "project_number"
    return ask(
        connection,
        f'select {", ".join(columns)}, page, x0, top, x1, bottom from "{table}" where document_id = ? order by {number}',  # noqa: S608
        [document],
    )
