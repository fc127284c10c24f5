"""Readers that find the cells of a page's tables, behind one protocol.

Here: the protocol and the fast reader. Other readers (pdfplumber, camelot, aligned text) stand in modules of their own.
"""

from typing import Protocol

from ..pages import Page
from .fill import grid_of
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
        return sorted(found, key=lambda g: (g.box.top, g.box.x0))
