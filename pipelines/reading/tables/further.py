"""Further readers for pages where arithmetic or the list of expected forms says that the fast reader went wrong.

Here: pdfplumber and camelot behind the reader protocol; both open the bytes themselves, only when asked for a page. Not here:
when they are asked and who wins (reading/arbitrate.py).
"""

import io
import logging
import warnings
from functools import cached_property
from typing import Any

from ..pages import Box, Page, hull
from .fill import grid_of
from .model import Grid


class PlumberReader:
    """pdfplumber's table finder: pdfminer's characters and paths, another implementation from end to end."""

    name = "pdfplumber"

    def __init__(self, data: bytes, **settings: object):
        self._data = data
        self._settings = settings

    @cached_property
    def _pdf(self) -> Any:
        """The document, opened once: its fonts serve all pages."""
        import pdfplumber  # heavy, and most documents never need it

        logging.getLogger("pdfminer").setLevel(logging.ERROR)
        return pdfplumber.open(io.BytesIO(self._data))

    def grids(self, page: Page) -> list[Grid]:
        opened = self._pdf.pages[page.number - 1]
        try:
            tables = [[Box(*cell) for cell in table.cells] for table in opened.find_tables(self._settings or None)]
        finally:
            opened.close()
        return _filled(page, tables, self.name)


class CamelotReader:
    """camelot: `lattice` sees rules as an image, `stream` aligns text."""

    def __init__(self, data: bytes, flavor: str = "lattice"):
        self._data = data
        self._flavor = flavor
        self.name = f"camelot-{flavor}"

    def grids(self, page: Page) -> list[Grid]:
        import camelot  # heavy, and most documents never need it

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = camelot.read_pdf(
                io.BytesIO(self._data), pages=str(page.number), flavor=self._flavor, suppress_stdout=True
            )
        return _filled(page, [_merged(table.cells, page.height) for table in found], self.name)


def _filled(page: Page, tables: list[list[Box]], name: str) -> list[Grid]:
    found = [g for boxes in tables if boxes and (g := grid_of(page, boxes, name)) is not None]
    return sorted(found, key=lambda g: (g.box.top, g.box.x0))


def _merged(cells, height: float) -> list[Box]:
    """Camelot gives every grid position a cell and says which borders are drawn: positions without a border between them
    are one cell."""
    rows = len(cells)
    group: dict[tuple[int, int], int] = {}
    members: list[list[tuple[int, int]]] = []
    for r in range(rows):
        for c in range(len(cells[r])):
            if (r, c) in group:
                continue
            group[r, c] = len(members)
            members.append([])
            stack = [(r, c)]
            while stack:
                y, x = stack.pop()
                members[group[r, c]].append((y, x))
                cell = cells[y][x]
                near = [(y, x + 1, cell.right), (y, x - 1, cell.left), (y + 1, x, cell.bottom), (y - 1, x, cell.top)]
                for ny, nx, border in near:
                    if not border and 0 <= ny < rows and 0 <= nx < len(cells[ny]) and (ny, nx) not in group:
                        group[ny, nx] = group[r, c]
                        stack.append((ny, nx))
    boxes = []
    for places in members:
        boxes.append(
            hull(
                Box(cells[y][x].x1, height - cells[y][x].y2, cells[y][x].x2, height - cells[y][x].y1) for y, x in places
            )
        )
    return boxes
