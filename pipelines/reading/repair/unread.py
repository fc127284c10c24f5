"""Repairs of cells of amount columns that the eye read as no number at all (4O.2, 1.234.56).

Here: which of their readings is taken. Not here: amounts that were read, wrongly (settle.py). Such a cell is no operand of any identity yet:
each reading is tried by reading its form again.
"""

from collections.abc import Collection, Iterator

from ..arbitrate import Outcome
from ..forms.units import parse_amount
from ..tables.model import Cell
from .equations import Equations, Key, Spot, independent, key_of
from .reread import repaired_cell, reread
from .settle import Asked, closes_cleanly, printed_decimals
from .sight import amount_readings

MOST_CELLS = 20  # of one document
MOST_READINGS = 12  # of one cell


def unread_cells(reading: Outcome) -> Iterator[tuple[str, Spot, Cell]]:
    """Cells of pictures in amount columns, below the header, that hold a digit and are no number: form, place, cell."""
    for form in reading.forms:
        columns = {c.index for c in form.columns if c.role == "amount"}
        for cell in form.table.cells:
            if cell.method != "ocr" or cell.row < form.table.header_rows or cell.column not in columns:
                continue
            if any(ch.isdigit() for ch in cell.flat) and parse_amount(cell.flat) is None:
                yield form.form, (form.table.table_id, cell.row, cell.column), cell


def repair_unread(
    reading: Outcome, kind: str | None, fiscal_year: int | None, asked: Asked, settled: Collection[Spot] = ()
) -> Outcome:
    """The reading with those cells read of which exactly one admitted reading closes two independent identities and opens none."""
    decimals = printed_decimals(reading)
    for form, spot, cell in list(unread_cells(reading))[:MOST_CELLS]:
        if spot in settled:
            continue
        admitted = amount_readings(cell, asked(spot, cell), decimals[form]).admitted
        if len(admitted) > MOST_READINGS:
            continue
        closing = []
        for text in admitted.values():
            rival = reread(reading, {spot: repaired_cell(cell, text, "arithmetic")}, kind, fiscal_year)
            if _closes(reading, rival, spot):
                closing.append(rival)
        if len(closing) == 1:
            reading = closing[0]
    return reading


def _closes(before: Outcome, after: Outcome, spot: Spot) -> bool:
    open_before = {key_of(c) for c in before.checks if c.status in ("mismatch", "insufficient") and c.severity == "H"}
    closed = [e for e in Equations(after.checks).by_spot.get(spot, ()) if not e.is_open and e.key in open_before]
    keys: frozenset[Key] = frozenset(e.key for e in closed)
    exact = any(e.gap == 0 for e in closed)
    return exact and independent(closed, spot) and closes_cleanly(before, after, keys)
