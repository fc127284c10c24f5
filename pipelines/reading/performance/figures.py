"""Numbers of performance forms: money with its unit, points, rates.

Here: from a cell's text to a value. Not here: which cell says what.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ..forms.units import FACTORS, Unit, parse_amount, to_yuan, unit_in
from ..pages import Box
from ..tables.model import Cell

_OWN_UNIT = re.compile(r"^(?P<number>.*\d.*?)(?P<unit>亿元|万元|千元|百元|元)$")
_CUT_UNIT = re.compile(r"[（(]万$")  # the cell's line broke inside 万元, which no other unit begins like
_LONGEST_LABEL = 40
_RATE = re.compile(r"[%％]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number and its cell. `box` holds the printed text on `page`. `in_place`: it stands alone under (or beside) the words that
    say what it is, on the same table; False where its row was moved, read in the order of the header, or goes on from another page."""

    value: Decimal
    published: str
    page: int
    box: Box
    table_id: str
    row_index: int
    column_index: int
    method: str = "text"
    in_place: bool = True


def figure(cell: Cell, table_id: str, value: Decimal, in_place: bool = True) -> Figure:
    """The number of a cell with its place."""
    box = cell.ink or cell.box
    return Figure(value, cell.flat, cell.page, box, table_id, cell.row, cell.column, cell.method, in_place)


def money(text: str, unit: str | None) -> tuple[Decimal, str | None, Decimal | None] | None:
    """(number printed, unit that governs it, yuan) of a cell; the cell's own unit (`155万元`) goes before the form's. None where it
    holds no number; yuan None where no unit is known."""
    flat = "".join(text.split())
    if own := _OWN_UNIT.match(flat):
        flat, unit = own["number"], own["unit"]
    value = parse_amount(flat)
    if value is None:
        return None
    return value, unit, to_yuan(value, unit) if unit in FACTORS else None


def points(text: str) -> Decimal | None:
    """Points of a score or a weight (`12.5`, `10分`)."""
    return parse_amount("".join(text.split()).removesuffix("分"))


def rate(text: str, header: str) -> Decimal | None:
    """A rate as a ratio: `98.62%` is 0.9862, as is 98.62 under a header that says %. Without any sign, a figure up to 1 is a ratio
    already and a larger one a percentage, since executions above 100% are rare and always printed with more than two."""
    value = parse_amount(_RATE.sub("", text))
    if value is None:
        return None
    if _RATE.search(text) or _RATE.search(header) or abs(value) > 2:
        return value / 100
    return value


def unit_among(cells: Iterable[Cell]) -> Unit | None:
    """The unit that labels or headers state, also where a line broke inside the word; prose says none."""
    for cell in cells:
        if len(cell.text) < _LONGEST_LABEL:
            word = unit_in(cell.text) or ("万元" if _CUT_UNIT.search(cell.flat) else None)
            if word:
                return Unit(word, "header", cell.flat)
    return None
