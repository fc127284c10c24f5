"""Performance forms that are lists: a project a row, its indicators beside it or in one cell, over any number of pages.

Here: the header of a list and its rows. Not here: forms of one project (walk.py).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..forms.units import Unit
from ..tables.model import Cell, Table
from . import figures
from .columns import Column, Columns, columns_of
from .indicators import Block
from .model import Indicator
from .money import Money
from .words import fold, indicator_column, list_column, list_name, words

_SEARCHED = 4  # rows in which a list's header may begin


@dataclass
class Entry:
    """One project of a list. `described`: it has a goal or an indicator, which subtotals of bodies have not."""

    cell: Cell
    table_id: str
    name: str
    body: str | None
    money: Money = field(default_factory=Money)
    indicators: list[Indicator] = field(default_factory=list)
    described: bool = False
    tables: list[str] = field(default_factory=list)


def header_of(table: Table) -> tuple[int, list[Cell]] | None:
    """(first row of data, header cells) where a table begins with the header of a list of projects, else None."""
    for index in range(min(_SEARCHED, table.row_count)):
        own = table.beginning[index]
        roles = [list_column(c.text) for c in own if c.text]
        further = {r for c in own if c.text and (r := indicator_column(c.text))}
        further |= {r for r in roles if r in ("goal", "packed")}
        if "name" in roles and further and len([c for c in own if c.text]) >= 3:
            first = index + max(c.row_span for c in own)
            return first, [c for r in range(index, first) for c in table.beginning[r]]
    return None


class ProjectList:
    """A list that is open: its header and the projects read of it so far."""

    def __init__(self, title: str | None, unit: Unit | None) -> None:
        self.title = title
        self.unit = unit
        self.last_page = 0
        self._columns = Columns()
        self._roles: dict[Column, str] = {}
        self._block: Block | None = None
        self._names_bodies = False
        self._cut = ""  # the head of a name that a page break pushed into the header
        self._entry: Entry | None = None
        self._found: list[Entry] = []

    def header(self, cells: Sequence[Cell], table_id: str) -> None:
        """Take a header, the first or one that a page repeats."""
        again = bool(self._columns)
        self._columns = columns_of(cells)
        self._roles = {
            c: role for c in self._columns if (role := next((r for t in c.path if (r := list_column(t))), None))
        }
        head = next(c for c in cells if list_column(c.text) == "name")
        self._names_bodies = "单位" in head.flat
        self._cut = list_name(head.text) if again else ""
        found = self._block.found if self._block is not None else []
        self._block = Block.under(cells, table_id)
        self._block.found = found
        self.unit = self.unit or figures.unit_among(cells)

    def fits(self, table: Table) -> bool:
        """Whether a table without a header of its own stands under this list's columns."""
        left, right = min(c.x0 for c in self._columns), max(c.x1 for c in self._columns)
        width = right - left
        return table.xs[0] > left - 0.05 * width and abs(table.xs[-1] - right) < 0.05 * width

    def take(self, table: Table, first: int) -> None:
        """Take the rows of a table from `first` on."""
        for index in range(first, table.row_count):
            cells: dict[str, Cell] = {}
            for cell in table.covering[index]:
                column = self._columns.at(cell)
                if column in self._roles:
                    cells.setdefault(self._roles[column], cell)
            self._row(table, index, cells)
        self.last_page = table.last_page

    def _row(self, table: Table, index: int, cells: dict[str, Cell]) -> None:
        own = table.beginning[index]
        name = cells.get("name")
        if name is not None and name.row == index and name.text:
            self._begin(table, name, cells.get("body"))
        elif self._entry is not None and self._is_another(self._entry, own):
            # One name beside several amounts: the same project, of one unit after the other. A name that no rule surrounds is not
            # read, and nothing below it belongs to the project above.
            self._entry = None
            if name is not None and name.text:
                self._add(table, name, name.flat, cells.get("body"))
        if self._entry is None:
            return
        self._entry.money.list_row(own, self._columns, table.table_id)
        if table.table_id not in self._entry.tables:
            self._entry.tables.append(table.table_id)
        goal, packed = cells.get("goal"), cells.get("packed")
        self._entry.described |= goal is not None and bool(goal.text)
        if self._block is not None and (self._block.has("level1") or self._block.has("target")):
            self._block.row(table, index)
        elif packed is not None and packed.row == index and packed.text:
            self._entry.indicators += _packed(packed, table.table_id)

    def _is_another(self, entry: Entry, own: Sequence[Cell]) -> bool:
        """Whether a row without a name has another total than the project above: a page that repeats it prints the same."""
        before = entry.money.fund("total")
        return any(self._is_total(c) and (before is None or c.flat != before.figure.published) for c in own)

    def _is_total(self, cell: Cell) -> bool:
        column = self._columns.at(cell)
        return (
            bool(cell.text)
            and column is not None
            and Money.is_total(column)
            and figures.money(cell.text, None) is not None
        )

    def _begin(self, table: Table, cell: Cell, body: Cell | None) -> None:
        name, self._cut = self._cut + cell.flat, ""
        if self._entry is not None and name == self._entry.name and cell.page != self._entry.cell.page:
            return  # the page repeats the name of the project that goes on
        if words().list_total.search(fold(name)):
            self._entry = None
            return
        self._add(table, cell, name, body)

    def _add(self, table: Table, cell: Cell, name: str, body: Cell | None) -> None:
        self._entry = Entry(cell, table.table_id, name, body.flat if body is not None and body.text else None)
        self._found.append(self._entry)
        if self._block is not None:
            self._block.found = self._entry.indicators

    def entries(self) -> Iterator[Entry]:
        """The projects, subtotals of bodies left out."""
        body: str | None = None
        for one in self._found:
            if one.described or one.indicators:
                one.body = one.body or body
                yield one
            elif self._names_bodies:
                body = one.name


def _packed(cell: Cell, table_id: str) -> Iterator[Indicator]:
    """The indicators that one cell holds."""
    for match in re.finditer(words().packed_indicator, cell.flat):
        said = match.groupdict()
        yield Indicator(
            block="evaluation",
            level1=said["level1"],
            level2=said["level2"],
            level3=said["level3"],
            target=said["target"] or None,
            whole_term_target=said["whole_term_target"] or None,
            actual=None,
            weight=None,
            score=None,
            deviation_reason=None,
            page=cell.page,
            box=cell.ink or cell.box,
            table_id=table_id,
            row_index=cell.row,
        )
