"""The questions that the pages ask the published tables; each answer is a polars frame.

Belongs here: SQL over marts and quality. Does not belong here: what a figure means (dbt/models/marts), widgets, words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import polars as pl

# Shown at most: a page is for looking, `duizhang sql` for more.
LIMIT = 200


@dataclass(frozen=True)
class Figure:
    """A column of `department_years` and where its number is printed: form and measure of the form's total."""

    column: str
    form: str
    measure: str


FIGURES = {
    one.column: one
    for one in (
        Figure("final_expenditure_yuan", "final_expenditure", "total"),
        Figure("final_income_yuan", "final_income", "total"),
        Figure("final_basic_yuan", "final_expenditure", "basic"),
        Figure("final_project_yuan", "final_expenditure", "project"),
        Figure("final_three_public_yuan", "final_three_public", "final"),
        Figure("budget_expenditure_yuan", "budget_expenditure", "total"),
        Figure("budget_income_yuan", "budget_income", "total"),
        Figure("budget_basic_yuan", "budget_expenditure", "basic"),
        Figure("budget_project_yuan", "budget_expenditure", "project"),
        Figure("budget_three_public_yuan", "budget_three_public", "budget"),
    )
}


@dataclass(frozen=True)
class Selection:
    """What is compared: bodies named, or all of a peer group, or of cities (region codes); years and levels, none meaning all."""

    departments: tuple[str, ...] = ()
    peer_groups: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    levels: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is chosen that names a body."""
        return not (self.departments or self.peer_groups or self.regions)


def ask(connection: "duckdb.DuckDBPyConnection", query: str, parameters: Sequence[Any] | None = None) -> "pl.DataFrame":
    """The answer to a query."""
    return connection.execute(query, list(parameters or ())).pl()


def bodies(connection: "duckdb.DuckDBPyConnection") -> "pl.DataFrame":
    """Bodies with figures: department_id, name, region_code, region_name, peer_group."""
    return ask(
        connection,
        """
        select department_id, name, region_code, region_name, peer_group
        from departments
        semi join department_years using (department_id)
        left join (
            select region_code, min(region_name) as region_name from documents where region_code is not null group by all
        ) using (region_code)
        order by region_code, name
        """,
    )


def years(connection: "duckdb.DuckDBPyConnection") -> list[int]:
    """Fiscal years with figures, the latest first."""
    return ask(connection, "select distinct fiscal_year from department_years order by 1 desc")["fiscal_year"].to_list()


def functions(connection: "duckdb.DuckDBPyConnection") -> "pl.DataFrame":
    """Functional codes printed in expenditure forms: code, name (the most frequent)."""
    return ask(
        connection,
        """
        select code, mode(line_name) as name from amounts
        where code_system = 'functional' and code is not null and form in ('final_expenditure', 'budget_expenditure')
        group by code order by code
        """,
    )


def figures(connection: "duckdb.DuckDBPyConnection", selection: Selection, column: str) -> "pl.DataFrame":
    """A figure of `department_years` for the bodies chosen, by body, level and year; rows without the figure are left out.

    Columns: department_id, department_name, region_name, entity_level, fiscal_year, amount_yuan, forms_share, check_share,
    document_count, quality_grade. Raises KeyError for a column that is no figure.
    """
    where, parameters = _where(selection)
    return ask(
        connection,
        f"""
        select
            department_id, department_name, region_name, entity_level, fiscal_year,
            {FIGURES[column].column} as amount_yuan,
            forms_accounted / nullif(forms_expected, 0) as forms_share, check_share, document_count, quality_grade
        from department_years
        left join (select department_id, peer_group from departments) using (department_id)
        left join (
            select region_code, min(region_name) as region_name from documents where region_code is not null group by all
        ) using (region_code)
        where {where} and amount_yuan is not null
        order by fiscal_year desc, amount_yuan desc, department_id, entity_level
        """,  # noqa: S608 column and conditions are this module's own
        parameters,
    )


def by_function(connection: "duckdb.DuckDBPyConnection", selection: Selection, code: str, kind: str) -> "pl.DataFrame":
    """What the bodies chosen spent (`final`) or may spend (`budget`) under a functional code, as `figures` gives it.

    Only where the code stands on one row of the subject's expenditure form, or on rows that all are leaves.
    """
    where, parameters = _where(selection)
    return ask(
        connection,
        f"""
        with lines as (
            select department_id, fiscal_year, entity_level, sum(amount_yuan) as amount_yuan
            from amounts
            semi join (select document_id from documents where is_current) using (document_id)
            where form = ? and measure = 'total' and code_system = 'functional' and code = ? and block = 1
            group by all
            having count(*) = 1 or (bool_and(is_leaf) and count(distinct document_id) = 1)
        )
        select
            department_id, department_name, region_name, entity_level, fiscal_year, lines.amount_yuan,
            forms_accounted / nullif(forms_expected, 0) as forms_share, check_share, document_count, quality_grade
        from department_years
        inner join lines using (department_id, fiscal_year, entity_level)
        left join (select department_id, peer_group from departments) using (department_id)
        left join (
            select region_code, min(region_name) as region_name from documents where region_code is not null group by all
        ) using (region_code)
        where {where}
        order by fiscal_year desc, amount_yuan desc, department_id, entity_level
        """,  # noqa: S608 conditions are this module's own
        [f"{kind}_expenditure", code, *parameters],
    )


def execution(connection: "duckdb.DuckDBPyConnection", selection: Selection) -> "pl.DataFrame":
    """Budget against final accounts of the bodies chosen, a row a line, total measure only."""
    where, parameters = _where(selection)
    return ask(
        connection,
        f"""
        select
            department_id, department_name, entity_level, fiscal_year, line, line_name, budget_yuan, final_yuan, difference_yuan,
            execution_rate, budget_execution.check_share
        from budget_execution
        inner join (select department_id, fiscal_year, entity_level, department_name, region_code from department_years)
            using (department_id, fiscal_year, entity_level)
        left join (select department_id, peer_group from departments) using (department_id)
        where {where} and measure = 'total'
        order by department_name, fiscal_year, line
        """,  # noqa: S608 conditions are this module's own
        parameters,
    )


def cell_of(
    connection: "duckdb.DuckDBPyConnection",
    department: str,
    year: int,
    level: str,
    form: str,
    measure: str,
    code: str | None = None,
) -> dict[str, Any] | None:
    """The amount that a figure of a subject was taken from, with its place on the page; None where it is printed nowhere as such."""
    found = ask(
        connection,
        """
        select amounts.* from amounts
        semi join (select document_id from documents where is_current) using (document_id)
        where department_id = ? and fiscal_year = ? and entity_level = ? and form = ? and measure = ?
            and case when ? is null then is_total else code = ? and code_system = 'functional' end and amount_yuan is not null
        order by document_id, page, top, x0 limit 1
        """,
        [department, year, level, form, measure, code, code],
    )
    return found.row(0, named=True) if len(found) else None


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
        "select * from amounts where document_id = ? order by form, page, table_id, row_index, column_index",
        [document],
    )


def open_checks(connection: "duckdb.DuckDBPyConnection", document: str) -> "pl.DataFrame":
    """Identities of a document that do not hold."""
    return ask(
        connection,
        """
        select check_id, form, scope, measure, expected_yuan, actual_yuan, difference_yuan, cause
        from checks where document_id = ? and status = 'mismatch' order by form, check_id, scope
        """,
        [document],
    )


def rows_of(connection: "duckdb.DuckDBPyConnection", table: str, document: str) -> "pl.DataFrame | None":
    """Rows of a table that speaks of documents; None where the warehouse has no such table."""
    if not has(connection, table):
        return None
    return ask(connection, f'select * from "{table}" where document_id = ? limit {LIMIT}', [document])  # noqa: S608


def has(connection: "duckdb.DuckDBPyConnection", table: str) -> bool:
    """Whether the warehouse has a table of that name."""
    return bool(len(ask(connection, "select 1 from duckdb_tables() where table_name = ?", [table])))


def mistakes(connection: "duckdb.DuckDBPyConnection") -> "pl.DataFrame":
    """Identities that do not hold although a second reader confirmed every cell: what the publisher printed."""
    return ask(
        connection,
        """
        select document_id, region_name, department_name, fiscal_year, form, check_id, scope, measure, expected_yuan, actual_yuan,
            difference_yuan
        from checks inner join documents using (document_id)
        where checks.status = 'mismatch' and cause = 'publisher'
        order by abs(difference_yuan) desc, document_id, check_id, scope
        """,
    )


def not_complete(connection: "duckdb.DuckDBPyConnection") -> "pl.DataFrame":
    """Documents that are not complete, with the reason."""
    return ask(
        connection,
        """
        select document_id, file_name, region_name, department_name, fiscal_year, kind, status, status_reason
        from documents where status <> 'complete' order by status, status_reason, file_name
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


def find_bodies(connection: "duckdb.DuckDBPyConnection", words: str) -> "pl.DataFrame":
    """Bodies whose name, alias or code holds the words."""
    return ask(
        connection,
        f"""
        select department_id, name, region_name, list(distinct fiscal_year order by fiscal_year) as fiscal_years
        from departments
        inner join (select department_id, fiscal_year from department_years) using (department_id)
        left join (
            select region_code, min(region_name) as region_name from documents where region_code is not null group by all
        ) using (region_code)
        where contains(name, ?) or contains(coalesce(region_name, '') || name, ?) or starts_with(region_code, ?)
        group by all order by region_name, name limit {LIMIT}
        """,  # noqa: S608
        [words] * 3,
    )


def find_lines(connection: "duckdb.DuckDBPyConnection", words: str) -> "pl.DataFrame":
    """Lines of forms by code or name: how many bodies print them, and one amount to look at."""
    return ask(
        connection,
        f"""
        select code, code_system, mode(line_name) as line_name, count(distinct department_id) as bodies, count(*) as amounts,
            min_by(document_id, (fiscal_year is null, -fiscal_year, page)) as document_id
        from amounts
        where (starts_with(code, ?) or contains(line_name, ?)) and code is not null
        group by code, code_system order by code limit {LIMIT}
        """,  # noqa: S608
        [words, words],
    )


def find_rows(
    connection: "duckdb.DuckDBPyConnection", table: str, columns: Sequence[str], words: str
) -> "pl.DataFrame | None":
    """Rows of a table in which one of the columns holds the words; None where the warehouse has no such table."""
    if not has(connection, table):
        return None
    where = " or ".join(f'contains("{column}", ?)' for column in columns)
    return ask(connection, f'select * from "{table}" where {where} limit {LIMIT}', [words] * len(columns))  # noqa: S608


def find_projects(connection: "duckdb.DuckDBPyConnection", words: str) -> "pl.DataFrame":
    """Project lines of budgets by name."""
    return ask(
        connection,
        f"""
        select line_name, department_name, fiscal_year, published, published_unit, amount_yuan, amounts.document_id, page, table_id,
            row_index, column_index
        from amounts inner join (select document_id, department_name from documents) using (document_id)
        where form = 'budget_project' and contains(line_name, ?) and not is_total and measure = 'total'
        order by fiscal_year desc, amount_yuan desc limit {LIMIT}
        """,  # noqa: S608
        [words],
    )


def _where(selection: Selection) -> tuple[str, list[Any]]:
    """Conditions and their parameters; bodies, peer groups and cities each add theirs."""
    named, parameters = [], []
    for column, values in (
        ("department_id", selection.departments),
        ("peer_group", selection.peer_groups),
        ("region_code", selection.regions),
    ):
        if values:
            named.append(f"list_contains(?, {column})")
            parameters.append(list(values))
    conditions = [f"({' or '.join(named)})" if named else "false"]
    for column, values in (("fiscal_year", selection.years), ("entity_level", selection.levels)):
        if values:
            conditions.append(f"list_contains(?, {column})")
            parameters.append(list(values))
    return " and ".join(conditions), parameters
