"""On which columns of a table those of a later page fall.

Here: boundaries of columns against the table's, cells that stand where a page without its header shows no columns. Not here: whether the
page goes on with the table (stitch.py), where columns are on one page (columns_by_space.py).
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from ..pages import hull
from .headers import AMOUNT, CODE
from .model import PARTED_BY_SPACE, Cell, Grid

_ASTRAY = 6.0  # points by which a boundary may stand elsewhere on the next page
_NEAR = 3.0  # points by which a figure may reach over a column's end, which is only known to lie in the white space
_WIDER = 0.06  # of a table's width: its parts differ by no more


def fits(xs: Sequence[float], headed: bool, grid: Grid) -> bool:
    """Whether every column of a grid falls on one of a table's, bounded by `xs`; `headed` says that the table has a header."""
    return _column_map(xs, grid) is not None or (headed and _by_ink(xs, grid) is not None)


def placed_rows(xs: Sequence[float], headed: bool, grid: Grid, first: int) -> list[list[Cell | None]]:
    """The grid's rows from `first` on, each cell in the table's columns on which it falls."""
    mapping = _column_map(xs, grid)
    inked = (_by_ink(xs, grid) if mapping is None and headed else None) or {}
    mapping = mapping or list(range(grid.column_count + 1))
    out: list[list[Cell | None]] = []
    for row in grid.rows[first:]:
        new: list[Cell | None] = [None] * (len(xs) - 1)
        for c, cell in enumerate(row):
            if inked:
                if cell is not None and id(cell) in inked and cell.column == c:
                    code = new[inked[id(cell)]]
                    new[inked[id(cell)]] = cell if code is None else _with_code(code, cell)
                continue
            for to in _places(xs, grid, cell, mapping[c], min(mapping[c + 1], len(xs) - 1)):
                new[to] = cell
        out.append(new)
    return out


def _as_wide(xs: Sequence[float], grid: Grid) -> bool:
    width, have = xs[-1] - xs[0], grid.xs[-1] - grid.xs[0]
    return abs(width - have) <= _WIDER * width


def _column_map(xs: Sequence[float], grid: Grid) -> list[int] | None:
    """For each boundary of the grid the boundary of the table that it falls on; None where they do not fit."""
    if len(grid.xs) == len(xs):
        return list(range(len(xs)))
    if len(grid.xs) > len(xs) or not _as_wide(xs, grid):
        return None
    shift = grid.xs[0] - xs[0]
    out: list[int] = []
    for x in grid.xs:
        near = min(range(len(xs)), key=lambda i: abs(xs[i] + shift - x))
        low, high = _gap(grid, x)
        if not low <= xs[near] + shift <= high or (out and near <= out[-1]):
            return None
        out.append(near)
    return out


def _gap(grid: Grid, x: float) -> tuple[float, float]:
    """How far a position between columns may be moved: a few points, or to the ink on both sides of it, since without vertical
    rules it is only known to be in the white space."""
    if grid.reader not in PARTED_BY_SPACE:
        return x - _ASTRAY, x + _ASTRAY
    ink = [c.ink for c in grid.cells if c.ink is not None and c.column_span == 1]
    low = max((b.x1 for b in ink if b.x1 <= x), default=x)
    high = min((b.x0 for b in ink if b.x0 >= x), default=x)
    return min(low, x - _ASTRAY), max(high, x + _ASTRAY)


def _is_coded(code: Cell, name: Cell) -> bool:
    """Whether a cell holds nothing but a code, and the one right of it words."""
    return code.column < name.column and CODE.fullmatch(code.flat) is not None and not AMOUNT.fullmatch(name.flat)


def _with_code(code: Cell, name: Cell) -> Cell:
    """A code and the name beside it as the one cell that they are on the table's first page."""
    ink = hull(box for box in (code.ink, name.ink) if box is not None)
    surest = min(code.confidence, name.confidence)
    return replace(code, text=code.text + name.text, box=hull([code.box, name.box]), ink=ink, confidence=surest)


def _by_ink(xs: Sequence[float], grid: Grid) -> dict[int, int] | None:
    """For each filled cell (its id) the table's column in which its text stands, where the grid has no header and so does not show which
    columns are empty; None where a figure stands between two columns or two texts of a row, other than a code and its name, in one."""
    if grid.reader not in PARTED_BY_SPACE or not _as_wide(xs, grid):
        return None
    shift = grid.xs[0] - xs[0]
    out: dict[int, int] = {}
    taken: dict[tuple[int, int], Cell] = {}
    for cell in grid.cells:
        if cell.ink is None:
            continue
        x0, x1 = cell.ink.x0 - shift, cell.ink.x1 - shift
        column = bisect_right(xs, (x0 + x1) / 2) - 1
        beside = taken.get((cell.row, column))
        if not 0 <= column < len(xs) - 1 or (beside is not None and not _is_coded(beside, cell)):
            return None
        if AMOUNT.fullmatch(cell.flat) and not (xs[column] - _NEAR <= x0 and x1 <= xs[column + 1] + _NEAR):
            return None
        taken[cell.row, column] = cell
        out[id(cell)] = column
    return out


def _places(xs: Sequence[float], grid: Grid, cell: Cell | None, first: int, stop: int) -> Sequence[int]:
    """The table's columns for a cell of the grid that falls on several of them: the one in which its ink stands, since a page
    without its header does not show empty columns."""
    if grid.reader not in PARTED_BY_SPACE or cell is None or cell.ink is None or stop - first < 2:
        return range(first, stop)
    x = cell.ink.x_mid - (grid.xs[0] - xs[0])
    return [c for c in range(first, stop) if xs[c] <= x < xs[c + 1]] or range(first, stop)
