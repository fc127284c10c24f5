"""Performance projects as rows of the schema's tables.

Here: one row a project, an amount, an indicator. Not here: reading them.
"""

from collections.abc import Sequence
from typing import Any

from ..pages import Box
from .figures import Figure
from .model import Fund, Indicator, Project

Rows = list[dict[str, Any]]
_AMOUNTS = ("adjusted", "received", "executed", "balance")


def records(document_id: str, projects: Sequence[Project]) -> dict[str, Rows]:
    """Rows of performance_projects, performance_funds and performance_indicators, numbered in reading order."""
    found: dict[str, Rows] = {"performance_projects": [], "performance_funds": [], "performance_indicators": []}
    for number, project in enumerate(projects, 1):
        key = {"document_id": document_id, "project_number": number}
        found["performance_projects"].append({**key, **_project(project)})
        found["performance_funds"] += [{**key, **_fund(f)} for f in project.funds]
        found["performance_indicators"] += [
            {**key, "project_name": project.name, "indicator_number": n, **_indicator(i)}
            for n, i in enumerate(project.indicators, 1)
        ]
    return found


def _project(project: Project) -> dict[str, Any]:
    approved = project.approved
    amounts = {f"{stage}_yuan": fund.yuan if (fund := project.fund(stage)) else None for stage in _AMOUNTS}
    return {
        "form": project.form,
        "project_name": project.name,
        "project_code": project.code,
        "supervising_body": project.supervising_body,
        "implementing_unit": project.implementing_unit,
        "approved_yuan": approved.yuan if approved else None,
        **amounts,
        "execution_rate": _number(project.rate),
        "fund_weight": _number(project.fund_weight),
        "fund_score": _number(project.fund_score),
        "total_weight": _number(project.total_weight),
        "score": _number(project.score),
        "adjustment_weight": _number(project.adjustment_weight),
        "adjustment_score": _number(project.adjustment_score),
        "grade": project.grade,
        "indicator_count": sum(1 for i in project.indicators if i.block == "evaluation"),
        "page": project.page,
        **_box(project.box),
        "table_id": project.table_id,
        "row_index": project.row_index,
    }


def _fund(fund: Fund) -> dict[str, Any]:
    figure = fund.figure
    return {
        "line": fund.line,
        "line_name": fund.line_name,
        "stage": fund.stage,
        "period": fund.period,
        "amount_yuan": fund.yuan,
        "published": figure.published,
        "published_unit": fund.unit,
        "page": figure.page,
        **_box(figure.box),
        "table_id": figure.table_id,
        "row_index": figure.row_index,
        "column_index": figure.column_index,
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    return {
        "block": indicator.block,
        "level1": indicator.level1,
        "level2": indicator.level2,
        "level3": indicator.level3,
        "target": indicator.target,
        "whole_term_target": indicator.whole_term_target,
        "actual": indicator.actual,
        "weight": _number(indicator.weight),
        "score": _number(indicator.score),
        "deviation_reason": indicator.deviation_reason,
        "page": indicator.page,
        **_box(indicator.box),
        "table_id": indicator.table_id,
        "row_index": indicator.row_index,
    }


def _number(figure: Figure | None) -> float | None:
    return float(figure.value) if figure is not None else None


def _box(box: Box) -> dict[str, float]:
    return {name: round(value, 2) for name, value in zip(("x0", "top", "x1", "bottom"), box, strict=True)}
