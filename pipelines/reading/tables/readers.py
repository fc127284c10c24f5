"""Readers that find the cells of a page's tables, behind one protocol.

Here: the protocol and the fast reader. Other readers (pdfplumber, camelot, aligned text) stand in modules of their own.
"""

from collections.abc import Sequence
from typing import Protocol

from ..pages import Page
from .fill import grid_of
from .headed import boxes_below
from .model import Grid
from .parted_rows import part_rows


class TableReader(Protocol):
    """Finds the tables of one page as filled grids, from top to bottom. `name` goes into the record."""

    name: str

    def grids(self, page: Page) -> list[Grid]: ...


class FastReader:
    """The cells that the fast reader found when it opened the page."""

    name = "fast"

    def grids(self, page: Page) -> list[Grid]:
        found = [g for cells in page.cells if (g := grid_of(page, part_rows(page, cells), self.name)) is not None]
        found = [self._with_body(page, g, found) for g in found]
        return sorted(found, key=lambda g: (g.box.top, g.box.x0))

    def _with_body(self, page: Page, grid: Grid, found: Sequence[Grid]) -> Grid:
        """The grid with the rows that stand below it where only its header is ruled."""
        below = boxes_below(page, grid, [g for g in found if g is not grid])
        whole = grid_of(page, [*(c.box for c in grid.cells), *below], self.name) if below else None
        return whole or grid
