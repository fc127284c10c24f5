"""Header cells as columns, and which column a cell below stands in.

Here: paths of header texts and the look-up by position. Not here: what a header says (words.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ..tables.model import Cell

_SHARE = 0.5  # of a column's width that a cell over several columns must cover to stand in it


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its edges in points and its header texts from top to bottom."""

    x0: float
    x1: float
    path: tuple[str, ...]


class Columns(tuple[Column, ...]):
    """Columns from left to right, which remember what stands in them: the cells below have few different edges."""

    @cached_property
    def _most(self) -> dict[tuple[float, float], Column | None]:
        return {}

    @cached_property
    def _several(self) -> dict[tuple[float, float], list[Column]]:
        return {}

    def at(self, cell: Cell) -> Column | None:
        """The column that a cell shares most of its width with: positions, since the pages of a table may number columns differently."""
        x0, _, x1, _ = cell.box
        if (x0, x1) not in self._most:
            best, most = None, 0.0
            for column in self:
                if column.x0 < x1 and column.x1 > x0:
                    shared = min(column.x1, x1) - max(column.x0, x0)
                    if shared > most:
                        best, most = column, shared
            self._most[x0, x1] = best
        return self._most[x0, x1]

    def under(self, cell: Cell) -> list[Column]:
        """All columns that a cell over several of them stands in, from left to right; not to be changed."""
        x0, _, x1, _ = cell.box
        if (x0, x1) not in self._several:
            out = []
            for column in self:
                if column.x0 < x1 and column.x1 > x0:
                    shared = min(column.x1, x1) - max(column.x0, x0)
                    if shared > _SHARE * (column.x1 - column.x0):
                        out.append(column)
            self._several[x0, x1] = out or [c for c in (self.at(cell),) if c]
        return self._several[x0, x1]


def columns_of(header: Sequence[Cell]) -> Columns:
    """The columns under header cells: one for every header cell without another below it, blank ones included."""
    out = []
    for cell in header:
        ends = cell.column + cell.column_span
        above = [c for c in header if c.row < cell.row and c.column <= cell.column and ends <= c.column + c.column_span]
        if any(c.row > cell.row and c.column < ends and cell.column < c.column + c.column_span for c in header):
            continue
        texts = [c.flat for c in (*sorted(above, key=lambda c: c.row), cell) if c.text]
        out.append(Column(cell.box.x0, cell.box.x1, tuple(texts)))
    return Columns(out)
