"""A form as printed: a row a line, a column a measure, and the amount behind each cell.

Belongs here: the shape. Does not belong here: widgets.
"""

from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.explorer.texts import Language, called

OPEN = " ⚠"


@dataclass(frozen=True)
class Grid:
    """A form's lines as a frame of text, what the head of each amount column says in print, and the amounts by row and column."""

    table: pl.DataFrame
    headers: dict[str, str]
    cells: dict[tuple[int, str], dict[str, Any]]

    def at(self, row: int, column: str | None) -> dict[str, Any] | None:
        """The amount of a cell; of the row's first amount where the column holds none."""
        own = [amount for (at, _), amount in self.cells.items() if at == row]
        return self.cells.get((row, column or "")) or (own[0] if own else None)


def grid(amounts: pl.DataFrame, marked: pl.DataFrame, language: Language) -> Grid:
    """The grid of one form's amounts. Amounts that an open identity is about (`marked`) carry a sign; sides and blocks of a form
    that prints several beside each other stand in columns of their own."""
    doubtful = set(marked.select("table_id", "row_index", "column_index").rows())
    headers: dict[str, str] = {}
    rows: dict[tuple[Any, ...], dict[str, str]] = {}
    cells: dict[tuple[tuple[Any, ...], str], dict[str, Any]] = {}
    for amount in amounts.sort("table_id", "row_index", "column_index").iter_rows(named=True):
        # Sides one below the other: a line of a two-sided form is a line of each side.
        at = (
            amount["table_id"],
            ("income", "expenditure", None).index(amount["side"]),
            amount["block"],
            amount["row_index"],
        )
        column = called("measure", amount["measure"], language)
        while (at, column) in cells:
            column += "′"
        headers.setdefault(column, amount["header_path"] or column)
        line = rows.setdefault(
            at,
            {
                "side": called("side", amount["side"], language),
                "block": str(amount["block"]),
                "code": amount["code"] or "",
                "line_name": amount["line_name"] or amount["row_body"] or "",
            },
        )
        sign = OPEN if (amount["table_id"], amount["row_index"], amount["column_index"]) in doubtful else ""
        line[column] = amount["published"] + sign
        cells[at, column] = amount
    order = sorted(rows)
    position = {at: number for number, at in enumerate(order)}
    table = pl.DataFrame(
        [rows[at] for at in order], schema=dict.fromkeys(["side", "block", "code", "line_name", *headers], pl.String)
    )
    for name, trivial in (("side", ""), ("block", "1"), ("code", "")):
        if (table[name] == trivial).all():
            table = table.drop(name)
    return Grid(table, headers, {(position[at], column): amount for (at, column), amount in cells.items()})
