"""What an open form comes to once its last row is read.

Here: the parts of one form while it is open, its name, kind and unit when it is closed. Not here: rows (walk.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ..forms.units import Unit
from ..privacy import mask_text
from ..tables.model import Cell
from .figures import Figure, figure
from .indicators import Block
from .lists import ProjectList
from .model import Indicator, Project
from .money import Money
from .titles import is_department, named_in
from .words import fold, label_of, words


@dataclass
class OpenForm:
    """A form that is open: what was read of it so far. `unit` is what the lines above its table say."""

    title: str | None
    unit: Unit | None
    last_page: int
    name: Cell | None = None
    body: Cell | None = None
    place: Cell | None = None
    place_table: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    money: Money = field(default_factory=Money)
    block: Block | None = None
    found: list[Indicator] = field(default_factory=list)
    evaluates: bool = False
    points: dict[str, Figure] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)

    @property
    def begun(self) -> bool:
        """Whether a further name belongs to a further form."""
        return bool(self.name or self.found or self.block or self.money.funds)

    def note(self, own: Sequence[Cell], table_id: str) -> None:
        """Note where the form stands and what any of its rows may say: the unit, the weight of execution."""
        if self.place is None:
            self.place, self.place_table = next(c for c in own if c.text), table_id
        if table_id not in self.tables:
            self.tables.append(table_id)
        if self.block is None and not self.found:
            self.money.note_unit(own)
        for cell in own:
            if match := words().fund_weight_said.search(fold(cell.text)):
                self.points.setdefault("fund_weight", figure(cell, table_id, Decimal(match["points"])))

    def end_block(self) -> None:
        """Take the indicators of the block that ends."""
        if self.block is not None:
            self.found += self.block.found
            self.evaluates |= self.block.has("score") or self.block.has("actual")
            self.block = None


def closed(form: OpenForm) -> Project | None:
    """The project of a form, None where it has no name or says nothing."""
    form.end_block()
    titled_body, titled_name = named_in(form.title)
    department = is_department(form.title) or (form.name is None and form.body is not None)
    printed = form.name or (form.body if department else None)
    name = printed.flat if printed is not None else titled_name
    if not name or form.place is None or not (form.found or form.money.funds):
        return None
    points = {**form.points, **{k: v for k, v in form.money.points.items() if k != "rate"}}
    funds = tuple(form.money.funds)
    evaluates = form.evaluates or any(f.stage in ("executed", "received") for f in funds)
    place = printed or form.place
    supervising = form.texts.get("supervising_body") or (
        form.body.flat if form.body is not None and not department else None
    )
    code, name = _coded(name)
    return Project(
        form=_key(department, evaluates),
        name=mask_text(name),
        code=code,
        supervising_body=_masked(supervising),
        implementing_unit=_masked(form.texts.get("implementing_unit") or titled_body),
        funds=funds,
        rate=form.money.points.get("rate"),
        fund_weight=points.get("weight") or points.get("fund_weight"),
        fund_score=points.get("score"),
        indicators=tuple(form.found),
        total_weight=points.get("total_weight"),
        score=points.get("total_score"),
        adjustment_weight=points.get("adjustment_weight"),
        adjustment_score=points.get("adjustment_score"),
        grade=form.texts.get("grade"),
        page=place.page,
        box=place.ink or place.box,
        table_id=form.place_table,
        row_index=place.row,
        tables=tuple(form.tables),
    ).in_unit(form.money.said_unit or form.unit)


def listed(found: ProjectList) -> Iterator[Project]:
    """The projects of a list."""
    for entry in found.entries():
        code, name = _coded(entry.name)
        evaluates = any(f.stage in ("executed", "received") for f in entry.money.funds)
        evaluates |= any(i.actual or i.score for i in entry.indicators)
        yield Project(
            form=_key(is_department(found.title), evaluates),
            name=mask_text(name),
            code=code,
            supervising_body=None,
            implementing_unit=_masked(entry.body),
            funds=tuple(entry.money.funds),
            rate=None,
            fund_weight=None,
            fund_score=None,
            indicators=tuple(entry.indicators),
            total_weight=None,
            score=None,
            adjustment_weight=None,
            adjustment_score=None,
            grade=None,
            page=entry.cell.page,
            box=entry.cell.ink or entry.cell.box,
            table_id=entry.table_id,
            row_index=entry.cell.row,
            tables=tuple(entry.tables),
        ).in_unit(found.unit)


def _key(department: bool, evaluates: bool) -> str:
    return f"performance_{'department' if department else 'project'}_{'evaluation' if evaluates else 'target'}"


def _coded(name: str) -> tuple[str | None, str]:
    match = words().coded_name.match(name)
    return (match["code"], match["name"]) if match else (None, name)


def _masked(text: str | None) -> str | None:
    return mask_text(text) if text and not label_of(text) else None
