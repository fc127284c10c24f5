"""What the search page asks: bodies, lines, projects and performance indicators by name or code.

Belongs here: SQL that finds. Does not belong here: where a hit leads (views/search.py).
"""

from typing import TYPE_CHECKING

from pipelines.explorer.data import LIMIT, REGIONS, ask, has

if TYPE_CHECKING:
    import duckdb
    import polars as pl


def find_bodies(connection: "duckdb.DuckDBPyConnection", words: str) -> "pl.DataFrame":
    """Bodies whose name, alias or region holds the words, or whose region code begins so; those with figures."""
    return ask(
        connection,
        f"""
        select department_id, name, region_name, list(distinct fiscal_year order by fiscal_year) as fiscal_years
        from departments
        inner join (select department_id, fiscal_year from department_years) as subjects using (department_id)
        left join {REGIONS} as regions_named using (region_code)
        where contains(coalesce(region_name, '') || name, ?) or starts_with(region_code, ?)
            or len(list_filter(aliases, lambda alias: contains(alias, ?))) > 0
        group by all order by region_name, name, department_id limit {LIMIT}
        """,  # noqa: S608
        [words] * 3,
    )


def find_lines(connection: "duckdb.DuckDBPyConnection", words: str) -> "pl.DataFrame":
    """Lines of forms by code or name: how many bodies print them, and the newest amount to look at."""
    return ask(
        connection,
        f"""
        select code, code_system, mode(line_name) as line_name, count(distinct department_id) as body_count, count(*) as amount_count,
            unnest(max_by(
                {{document_id: document_id, form: form, table_id: table_id, row_index: row_index, column_index: column_index}},
                (coalesce(fiscal_year, 0), -page, document_id, -row_index, -column_index)
            ))
        from amounts
        where (starts_with(code, ?) or contains(line_name, ?)) and code is not null
        group by code, code_system order by code, code_system limit {LIMIT}
        """,  # noqa: S608
        [words, words],
    )


def find_projects(connection: "duckdb.DuckDBPyConnection", words: str) -> "pl.DataFrame":
    """Project lines of budgets by name."""
    return ask(
        connection,
        f"""
        select line_name, department_name, fiscal_year, published, published_unit, amount_yuan, document_id, form, table_id, row_index,
            column_index
        from amounts inner join (select document_id, department_name from documents) as named using (document_id)
        where form = 'budget_project' and contains(line_name, ?) and not is_total and measure = 'total'
        order by fiscal_year desc, amount_yuan desc, document_id, table_id, row_index limit {LIMIT}
        """,  # noqa: S608
        [words],
    )


def find_performed(connection: "duckdb.DuckDBPyConnection", words: str) -> "pl.DataFrame | None":
    """Projects of performance forms by name or code; None where the warehouse has no such table."""
    if not has(connection, "performance_projects"):
        return None
    return ask(
        connection,
        f"""
        select project_name, department_name, fiscal_year, adjusted_yuan, executed_yuan, execution_rate, score, document_id, page, x0,
            top, x1, bottom
        from performance_projects
        inner join (select document_id, department_name, fiscal_year from documents) as named using (document_id)
        where contains(project_name, ?) or starts_with(project_code, ?)
        order by fiscal_year desc, project_name, document_id, project_number limit {LIMIT}
        """,  # noqa: S608
        [words, words],
    )


def find_indicators(connection: "duckdb.DuckDBPyConnection", words: str) -> "pl.DataFrame | None":
    """Performance indicators by name; None where the warehouse has no such table."""
    if not has(connection, "performance_indicators"):
        return None
    return ask(
        connection,
        f"""
        select level3, level2, target, actual, weight, score, project_name, department_name, fiscal_year, document_id, page, x0, top, x1,
            bottom
        from performance_indicators
        inner join (select document_id, department_name, fiscal_year from documents) as named using (document_id)
        where contains(level3, ?) or contains(level2, ?)
        order by fiscal_year desc, level3, document_id, project_number, indicator_number limit {LIMIT}
        """,  # noqa: S608
        [words, words],
    )
