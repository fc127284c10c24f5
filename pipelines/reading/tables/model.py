"""Tables as frozen values: cells with spans on a grid, on one page (Grid) or stitched over pages (Table).

Here: the values and plain look-ups on them. Not here: how cells are found (readers.py), how text gets into them
(fill.py), how pages are joined (stitch.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from pipelines.values import frozen

from ..pages import Box

# Readers that know of a column's border only that it lies in the white space.
PARTED_BY_SPACE = frozenset({"aligned", "camelot-stream"})


@frozen
class Cell:
    """A cell of a grid. `text` has its visual lines joined by newlines; `box` is the cell's area on `page`,
    `ink` the box of the text in it and `lead` where its first line begins (None where blank). `method` says whether the text was
    printed as `text` or read from a picture (`ocr`), with what `confidence` (0 to 1), and what else a cell of a single line read from
    a picture may say, each with the recogniser's belief, likeliest first. A repaired cell holds the text as it is printed, `repaired_from` what was
    read, `repaired_by` who says so. `flat` is the text without any white space."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    page: int
    box: Box
    ink: Box | None = None
    lead: float | None = None
    confidence: float = 1.0
    method: str = "text"
    repaired_from: str | None = None
    repaired_by: str | None = None
    alternatives: tuple[tuple[str, float], ...] = ()
    flat: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "flat", "".join(self.text.split()))


@dataclass(frozen=True)
class Grid:
    """A table as found on one page. Columns are bounded by `xs` (n+1 positions), rows by `ys`."""

    page: int
    box: Box
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]
    reader: str
    page_width: float = 0.0
    page_height: float = 0.0

    @property
    def row_count(self) -> int:
        return len(self.ys) - 1

    @property
    def column_count(self) -> int:
        return len(self.xs) - 1

    @cached_property
    def by_place(self) -> dict[tuple[int, int], Cell]:
        """Every grid position to the cell that covers it."""
        return {
            (r, c): cell
            for cell in self.cells
            for r in range(cell.row, cell.row + cell.row_span)
            for c in range(cell.column, cell.column + cell.column_span)
        }

    @cached_property
    def rows(self) -> list[list[Cell | None]]:
        """The cells that cover each row, by column; not to be changed."""
        return _rows(self.cells, self.row_count, self.column_count)

    def row(self, index: int) -> list[Cell | None]:
        """The cells that cover one row, by column; not to be changed."""
        return self.rows[index]


@dataclass(frozen=True)
class Table:
    """A logical table: the grids of consecutive pages with their rows renumbered; header rows first, once.

    `heading` are the text lines that stand above it (nearest last), each with its page; `header_rows` how many of
    its first rows are column headers; `body` is whose form it is where the file holds sets of forms of several bodies and this is another's
    than the first.
    """

    table_id: str
    cells: tuple[Cell, ...]
    row_count: int
    column_count: int
    xs: tuple[float, ...]
    heading: tuple[tuple[int, str], ...]
    footing: tuple[tuple[int, str], ...]
    reader: str
    parts: tuple[Grid, ...] = field(default=(), repr=False)
    header_rows: int = 0
    title: str | None = None
    body: str | None = None

    @cached_property
    def by_place(self) -> dict[tuple[int, int], Cell]:
        return {
            (r, c): cell
            for cell in self.cells
            for r in range(cell.row, cell.row + cell.row_span)
            for c in range(cell.column, cell.column + cell.column_span)
        }

    @property
    def first_page(self) -> int:
        return self.parts[0].page

    @property
    def last_page(self) -> int:
        return self.parts[-1].page

    @cached_property
    def rows(self) -> list[list[Cell | None]]:
        """As those of a grid."""
        return _rows(self.cells, self.row_count, self.column_count)

    def row(self, index: int) -> list[Cell | None]:
        return self.rows[index]

    @cached_property
    def covering(self) -> list[list[Cell]]:
        """The cells that each row holds, those that reach into it from above included, from left to right, each once; not to be changed."""
        return [
            [c for c, before in zip(row, [None, *row], strict=False) if c is not None and c is not before]
            for row in self.rows
        ]

    @cached_property
    def beginning(self) -> list[list[Cell]]:
        """The cells that begin in each row, from left to right; not to be changed."""
        return [[c for c in row if c.row == index] for index, row in enumerate(self.covering)]


def _rows(cells: Iterable[Cell], rows: int, columns: int) -> list[list[Cell | None]]:
    out: list[list[Cell | None]] = [[None] * columns for _ in range(rows)]
    for cell in cells:
        first, stop = cell.column, min(cell.column + cell.column_span, columns)
        if cell.row_span == 1 == stop - first and cell.row < rows:
            out[cell.row][first] = cell  # nearly every one
            continue
        for r in range(cell.row, min(cell.row + cell.row_span, rows)):
            out[r][first:stop] = [cell] * (stop - first)
    return out
