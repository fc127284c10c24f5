"""Header cells as columns, and which column a cell below stands in.

Here: paths of header texts and the look-up by position. Not here: what a header says (words.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ..tables.model import Cell, Table

_SHARE = 0.5  # of a column's width that a cell over several columns must cover to stand in it


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its edges in points and its header texts from top to bottom."""

    x0: float
    x1: float
    path: tuple[str, ...]


def own_cells(table: Table, row: int) -> list[Cell]:
    """The cells that begin in a row, from left to right, each once."""
    out: list[Cell] = []
    for cell in table.row(row):
        if cell is not None and cell.row == row and (not out or out[-1] is not cell):
            out.append(cell)
    return out


def covering_cells(table: Table, row: int) -> list[Cell]:
    """The cells that a row holds, those that reach into it from above included, from left to right."""
    out: list[Cell] = []
    for cell in table.row(row):
        if cell is not None and (not out or out[-1] is not cell):
            out.append(cell)
    return out


def columns_of(header: Sequence[Cell]) -> tuple[Column, ...]:
    """The columns under header cells: one for every header cell without another below it, blank ones included."""
    out = []
    for cell in header:
        ends = cell.column + cell.column_span
        above = [c for c in header if c.row < cell.row and c.column <= cell.column and ends <= c.column + c.column_span]
        if any(c.row > cell.row and c.column < ends and cell.column < c.column + c.column_span for c in header):
            continue
        texts = [c.flat for c in (*sorted(above, key=lambda c: c.row), cell) if c.text]
        out.append(Column(cell.box.x0, cell.box.x1, tuple(texts)))
    return tuple(out)


def column_at(columns: Sequence[Column], cell: Cell) -> Column | None:
    """The column that a cell shares most of its width with: positions, since the pages of a table may number columns differently."""
    best, most = None, 0.0
    x0, _, x1, _ = cell.box
    for column in columns:
        if column.x0 < x1 and column.x1 > x0:
            shared = min(column.x1, x1) - max(column.x0, x0)
            if shared > most:
                best, most = column, shared
    return best


def columns_at(columns: Sequence[Column], cell: Cell) -> list[Column]:
    """All columns that a cell over several of them stands in, from left to right."""
    out = []
    x0, _, x1, _ = cell.box
    for column in columns:
        if column.x0 < x1 and column.x1 > x0:
            shared = min(column.x1, x1) - max(column.x0, x0)
            if shared > _SHARE * (column.x1 - column.x0):
                out.append(column)
    return out or [c for c in (column_at(columns, cell),) if c]
