"""What a performance form says, as frozen values.

Here: projects with their money and indicators. Not here: tables of the schema (records.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ..forms.units import Unit
from ..pages import Box
from .figures import Figure, money

FORMS = (
    "performance_project_target",
    "performance_project_evaluation",
    "performance_department_target",
    "performance_department_evaluation",
)


@dataclass(frozen=True, slots=True)
class Fund:
    """One amount of the money grid: its line (`total`, `fiscal`, …), the stage of its column (`approved`, `executed`, …), the
    period (`annual`, `whole_term`). `yuan` is None where no unit is known."""

    line: str
    line_name: str
    stage: str
    period: str
    figure: Figure
    unit: str | None
    yuan: Decimal | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. Texts as printed; `weight` and `score` in points; `block` is `evaluation` or `adjustment`."""

    block: str
    level1: str | None
    level2: str | None
    level3: str | None
    target: str | None
    whole_term_target: str | None
    actual: str | None
    weight: Figure | None
    score: Figure | None
    deviation_reason: str | None
    page: int
    box: Box
    table_id: str
    row_index: int


@dataclass(frozen=True, slots=True)
class Project:
    """One project, or a body as a whole, of a performance form; `tables` are those on which it stands. `has_scores`: the form has a
    column for scores."""

    form: str
    name: str
    code: str | None
    supervising_body: str | None
    implementing_unit: str | None
    funds: tuple[Fund, ...]
    rate: Figure | None
    fund_weight: Figure | None
    fund_score: Figure | None
    indicators: tuple[Indicator, ...]
    total_weight: Figure | None
    score: Figure | None
    adjustment_weight: Figure | None
    adjustment_score: Figure | None
    grade: str | None
    page: int
    box: Box
    table_id: str
    row_index: int
    tables: tuple[str, ...]
    unit: Unit | None = None

    def fund(self, stage: str, line: str = "total", period: str = "annual") -> Fund | None:
        """The amount of a line and stage, None where none is printed."""
        return next((f for f in self.funds if (f.stage, f.line, f.period) == (stage, line, period)), None)

    def figures(self) -> Iterator[Figure]:
        """Every number that an identity may use."""
        yield from (f.figure for f in self.funds)
        points = (self.rate, self.fund_weight, self.fund_score, self.total_weight, self.score)
        yield from (f for f in points if f is not None)
        yield from (f for i in self.indicators for f in (i.weight, i.score) if f is not None)

    @property
    def approved(self) -> Fund | None:
        """The amount approved or asked for: the year's total, or that of all years where the form prints no other."""
        return self.fund("approved") or self.fund("approved", period="whole_term")

    def in_unit(self, unit: Unit | None) -> "Project":
        """The same project with the unit of amounts that state none themselves."""

        def known(fund: Fund) -> Fund:
            read = money(fund.figure.published, unit.word) if unit and fund.unit is None else None
            return replace(fund, unit=read[1], yuan=read[2]) if read else fund

        return replace(self, funds=tuple(known(f) for f in self.funds), unit=unit)
