"""What the compare page asks: figures of bodies, by functional code, budget against final accounts, peers, regions.

Belongs here: SQL over the marts. Does not belong here: what a figure means (dbt/models/marts).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.explorer.data import REGIONS, ask, columns_of, has

if TYPE_CHECKING:
    import duckdb
    import polars as pl


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


def bodies(connection: "duckdb.DuckDBPyConnection") -> "pl.DataFrame":
    """Bodies with figures: department_id, name, region_code, region_name, peer_group."""
    return ask(
        connection,
        f"""
        select department_id, name, region_code, region_name, peer_group
        from departments
        semi join department_years using (department_id)
        left join {REGIONS} as regions_named using (region_code)
        order by region_code, name, department_id
        """,  # noqa: S608
    )


def years(connection: "duckdb.DuckDBPyConnection") -> list[int]:
    """Fiscal years with figures, the latest first."""
    return ask(connection, "select distinct fiscal_year from department_years order by 1 desc")["fiscal_year"].to_list()


def functions(connection: "duckdb.DuckDBPyConnection") -> "pl.DataFrame":
    """Functional codes printed in expenditure forms: code, name (the most frequent)."""
    return ask(
        connection,
        """
        select code, coalesce(mode(line_name), '') as name from amounts
        where code_system = 'functional' and code is not null and form in ('final_expenditure', 'budget_expenditure')
        group by code order by code
        """,
    )


def figures(connection: "duckdb.DuckDBPyConnection", selection: Selection, column: str) -> "pl.DataFrame":
    """A figure of `department_years` for the bodies chosen, by body, level and year; rows without the figure are left out.

    Columns: department_id, department_name, region_name, entity_level, fiscal_year, amount_yuan, per_employee_yuan, forms_share,
    check_share, document_count, quality_grade. Raises KeyError for a column that is no figure.
    """
    return _subjects(connection, selection, "department_years", FIGURES[column].column, [])


def by_function(connection: "duckdb.DuckDBPyConnection", selection: Selection, code: str, kind: str) -> "pl.DataFrame":
    """What the bodies chosen spent (`final`) or may spend (`budget`) under a functional code, as `figures` gives it.

    Only where the code stands on one row of the subject's expenditure form, or on rows that all are leaves of one document.
    """
    lines = """(
        select department_id, fiscal_year, entity_level, sum(amount_yuan) as line_yuan
        from amounts
        semi join (select document_id from documents where is_current) using (document_id)
        where form = ? and measure = 'total' and code_system = 'functional' and code = ? and block = 1
        group by all
        having count(*) = 1 or (bool_and(is_leaf) and count(distinct document_id) = 1)
    )"""
    source = f"department_years inner join {lines} as lines using (department_id, fiscal_year, entity_level)"
    return _subjects(connection, selection, source, "line_yuan", [f"{kind}_expenditure", code])


def _subjects(
    connection: "duckdb.DuckDBPyConnection", selection: Selection, source: str, column: str, first: list[Any]
) -> "pl.DataFrame":
    where, parameters = _where(selection)
    staff = "staff" if "staff" in columns_of(connection, "department_years") else "null"
    return ask(
        connection,
        f"""
        select
            department_id, department_name, region_name, entity_level, fiscal_year,
            cast({column} as decimal(18, 2)) as amount_yuan,
            cast({column} / nullif({staff}, 0) as decimal(18, 2)) as per_employee_yuan,
            forms_accounted / nullif(forms_expected, 0) as forms_share, check_share, document_count, quality_grade
        from {source}
        left join {REGIONS} as regions_named using (region_code)
        where {where} and {column} is not null
        order by fiscal_year desc, {column} desc, department_id, entity_level
        """,  # noqa: S608 columns and conditions are this module's own
        [*first, *parameters],
    )


def execution(connection: "duckdb.DuckDBPyConnection", selection: Selection) -> "pl.DataFrame":
    """Budget against final accounts of the bodies chosen, a row a line, total measure only."""
    where, parameters = _where(selection)
    return ask(
        connection,
        f"""
        select department_name, budget_execution.*
        from budget_execution
        inner join (select department_id, fiscal_year, entity_level, department_name, region_code from department_years) as subjects
            using (department_id, fiscal_year, entity_level)
        where {where} and measure = 'total'
        order by department_name, fiscal_year, department_id, entity_level, line
        """,  # noqa: S608 conditions are this module's own
        parameters,
    )


def peers(connection: "duckdb.DuckDBPyConnection", selection: Selection) -> "pl.DataFrame | None":
    """Bodies beside the median of their peer group, by employee and inhabitant; None where the warehouse has no such table."""
    if not has(connection, "peer_comparison"):
        return None
    where, parameters = _where(selection)
    return ask(
        connection,
        f"""
        select
            department_id, department_name, region_name, peer_group, fiscal_year, kind, entity_level, expenditure_yuan,
            peer_median_yuan, peer_count, staff, expenditure_per_employee_yuan, population, expenditure_per_capita_yuan,
            check_share, document_count
        from peer_comparison
        where {where}
        order by fiscal_year desc, kind, peer_group, expenditure_yuan desc nulls last, department_id, entity_level
        """,  # noqa: S608 conditions are this module's own
        parameters,
    )


def by_region(
    connection: "duckdb.DuckDBPyConnection", selection: Selection, code: str, kind: str
) -> "pl.DataFrame | None":
    """What the regions chosen print under a functional code; None where the warehouse has no such table."""
    if not has(connection, "function_years"):
        return None
    conditions = ["code = ?", "kind = ?", "list_contains(?, region_code)"]
    parameters: list[Any] = [code, kind, [*selection.regions]]
    for column, values in (("fiscal_year", selection.years), ("entity_level", selection.levels)):
        if values:
            conditions.append(f"list_contains(?, {column})")
            parameters.append([*values])
    return ask(
        connection,
        f"""
        select region_name, fiscal_year, entity_level, code, code_name, total_yuan, basic_yuan, project_yuan, department_count,
            document_count, check_share
        from function_years
        left join {REGIONS} as regions_named using (region_code)
        where {" and ".join(conditions)}
        order by fiscal_year desc, total_yuan desc nulls last, region_code, entity_level
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


def _where(selection: Selection) -> tuple[str, list[Any]]:
    """Conditions and their parameters; bodies, peer groups and cities each add theirs. The tables asked have department_id and region_code."""
    named, parameters = [], []
    for condition, values in (
        ("list_contains(?, department_id)", selection.departments),
        (
            "department_id in (select department_id from departments where list_contains(?, departments.peer_group))",
            selection.peer_groups,
        ),
        ("list_contains(?, region_code)", selection.regions),
    ):
        if values:
            named.append(condition)
            parameters.append(list(values))
    conditions = [f"({' or '.join(named)})" if named else "false"]
    for column, values in (("fiscal_year", selection.years), ("entity_level", selection.levels)):
        if values:
            conditions.append(f"list_contains(?, {column})")
            parameters.append(list(values))
    return " and ".join(conditions), parameters
