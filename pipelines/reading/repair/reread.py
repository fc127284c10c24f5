"""A document's reading with other texts in some of its cells: forms, levels and checks follow.

Here: changing cells and what hangs on them. Not here: which texts (settle.py, codes.py; reading/decisions.py).
"""

from collections.abc import Mapping
from dataclasses import replace

from pipelines import reconcile

from ..arbitrate import Outcome
from ..forms.amounts import FormReading, read_form
from ..forms.columns import columns_of
from ..forms.levels import levelled
from ..tables.model import Cell, Table
from .equations import Spot, key_of

REPAIRED_CONFIDENCE = (
    0.95  # of a repaired cell, which two looks disagree about: below that of one which the arithmetic confirms as read
)


def repaired_cell(cell: Cell, text: str, by: str, confidence: float = REPAIRED_CONFIDENCE) -> Cell:
    """The cell with the text that is printed; what was read first stays in `repaired_from`, also after a second repair."""
    return replace(
        cell, text=text, confidence=confidence, repaired_from=cell.repaired_from or cell.text, repaired_by=by
    )


def with_cells(table: Table, cells: Mapping[Spot, Cell]) -> Table:
    """The table with other cells in some places."""
    mine = {(row, column): cell for (table_id, row, column), cell in cells.items() if table_id == table.table_id}
    if not mine:
        return table
    return replace(table, cells=tuple(mine.get((c.row, c.column), c) for c in table.cells))


def reread(reading: Outcome, cells: Mapping[Spot, Cell], kind: str | None, fiscal_year: int | None) -> Outcome:
    """The reading with other cells in some places: their forms are read again, levels and checks made anew. A cause that is settled stays
    with an identity that is open as before."""
    touched = {table_id for table_id, _, _ in cells}
    forms = levelled([_reread(f, cells, fiscal_year) if f.table.table_id in touched else f for f in reading.forms])
    blank = {f.form for f in forms} - {f.form for f in forms if f.amounts}
    checks = reconcile.check([a for f in forms for a in f.amounts], kind=kind, forms_blank=blank)
    causes = {(key_of(c), c.difference_yuan): c.cause for c in reading.checks if c.cause}
    checks = [replace(c, cause=causes.get((key_of(c), c.difference_yuan))) for c in checks]
    return replace(reading, tables=[with_cells(t, cells) for t in reading.tables], forms=forms, checks=checks)


def _reread(form: FormReading, cells: Mapping[Spot, Cell], fiscal_year: int | None) -> FormReading:
    number = form.amounts[0].form_number if form.amounts else None
    table = with_cells(form.table, cells)
    return read_form(table, form.form, form.unit, columns_of(table, fiscal_year), fiscal_year, number)
