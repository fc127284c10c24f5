"""Grids, tables and amounts made from rows of text, for tests of the reader's stages.

Here: the making. Not here: any test; pages of text are made in test_subject_pages.py.
"""

from collections.abc import Sequence
from decimal import Decimal

from pipelines.reading.forms.amounts import Amount
from pipelines.reading.pages import Box, Glyph, Run, hull
from pipelines.reading.tables.headers import header_row_count
from pipelines.reading.tables.model import Cell, Grid, Table


def rows(text: str) -> list[list[str]]:
    """Rows from lines of text: cells are separated by `|`; `<` and `^` merge a cell with its neighbour."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def cells_of(
    body: Sequence[Sequence[str]], page: int = 1, x0: float = 40.0, width: float = 80.0, top: float = 100.0
) -> tuple[Cell, ...]:
    """Cells of rows 20 points high."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(body):
        for c, text in enumerate(row):
            owner[r, c] = owner[r, c - 1] if text == "<" and c else owner[r - 1, c] if text == "^" and r else (r, c)
    out = []
    for (r, c), own in owner.items():
        if own != (r, c):
            continue
        mine = [place for place, first in owner.items() if first == own]
        r1, c1 = max(p[0] for p in mine), max(p[1] for p in mine)
        text = body[r][c].replace("\\n", "\n")
        box = Box(x0 + c * width, top + 20 * r, x0 + (c1 + 1) * width, top + 20 * (r1 + 1))
        ink = Box(box.x0 + 3, box.top + 4, box.x0 + 33, box.bottom - 4) if text else None
        out.append(Cell(r, c, r1 - r + 1, c1 - c + 1, text, page, box, ink, ink.x0 if ink else None))
    return tuple(out)


def grid_from(text: str, page: int = 1, reader: str = "made", **where: float) -> Grid:
    """A grid on a page of 842 by 595 points."""
    body = rows(text)
    cells = cells_of(body, page, **where)
    x0, width, top = where.get("x0", 40.0), where.get("width", 80.0), where.get("top", 100.0)
    xs = tuple(x0 + width * n for n in range(len(body[0]) + 1))
    ys = tuple(top + 20 * n for n in range(len(body) + 1))
    return Grid(page, Box(xs[0], ys[0], xs[-1], ys[-1]), xs, ys, cells, reader, 842.0, 595.0)


def table_from(
    text: str,
    heading: Sequence[str] = (),
    footing: Sequence[str] = (),
    header_rows: int | None = None,
    table_id: str = "t001",
    page: int = 1,
) -> Table:
    """A table on one page; its header is counted by the reader unless `header_rows` says how many rows it has."""
    grid = grid_from(text, page)
    depth = header_row_count([grid.row(r) for r in range(grid.row_count)]) if header_rows is None else header_rows
    return Table(
        table_id,
        grid.cells,
        grid.row_count,
        grid.column_count,
        grid.xs,
        tuple((page, line) for line in heading),
        tuple((page, line) for line in footing),
        "made",
        (grid,),
        depth,
    )


def texts(table: Table | Grid) -> list[list[str]]:
    """What every place of a table holds."""
    return [[cell.flat if cell else "" for cell in table.row(r)] for r in range(table.row_count)]


def run_at(text: str, x: float, y: float, size: float = 10.0) -> Run:
    """A run of text whose top left corner is (x, y): Chinese characters as wide as high, others half as wide."""
    glyphs = []
    for character in text:
        wide = size if ord(character) > 255 else size / 2
        glyphs.append(Glyph(character, Box(x, y, x + wide, y + size)))
        x += wide
    return Run(tuple(glyphs), text, hull(g.box for g in glyphs))


def amount(
    value: str,
    measure: str = "total",
    code: str | None = None,
    name: str = "",
    row: int = 0,
    form: str = "final_general_expenditure",
    raw: str | None = None,
    **more: object,
) -> Amount:
    """An amount in yuan; `row` is its row in table t001."""
    fields: dict = {
        "form": form,
        "form_number": None,
        "side": None,
        "block": 1,
        "code": code,
        "code_system": None,
        "economic_code": None,
        "government_economic_code": None,
        "line_name": name,
        "raw_name": name if raw is None else raw,
        "row_body": None,
        "measure": measure,
        "header_path": measure,
        "yuan": Decimal(value),
        "value": Decimal(value),
        "published": value,
        "unit": "元",
        "page": 1,
        "box": Box(100.0, 100.0 + 20 * row, 130.0, 112.0 + 20 * row),
        "table_id": "t001",
        "row_index": row,
        "column_index": 2,
    }
    return Amount(**{**fields, **more})
