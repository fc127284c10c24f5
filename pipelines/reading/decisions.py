"""What a person decided about single cells of a document: this text is right, or that one is.

Here: putting decisions onto tables before forms are read. Not here: the value that carries one (hints.py), where they are written down
(pipelines/review).

A decision belongs to a place on a page, since numbers of tables change with the reader, and to the text that was read there: where that has
changed, the decision is stale and reported, never applied. A cell of the text layer holds what was published; its text is never changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from .hints import Decision
from .tables.model import Cell, Table

REVIEWER = "reviewer"


def with_decisions(tables: Sequence[Table], decisions: Iterable[Decision]) -> list[Table]:
    """The tables with the texts that a person decided on, marked as such, wherever a decision fits."""
    out = list(tables)
    for decision in decisions:
        for n, table in enumerate(out):
            cell = _cell(table, decision)
            if cell is not None and _fits(decision, cell):
                out[n] = replace(table, cells=tuple(_decided(c, decision) if c is cell else c for c in table.cells))
    return out


def settled(tables: Sequence[Table], decisions: Iterable[Decision]) -> tuple[set[tuple[str, int, int]], list[Decision]]:
    """Of tables that decisions were put onto: the places (table, row, column) that are decided, and the decisions that are stale."""
    places: set[tuple[str, int, int]] = set()
    stale = []
    for decision in decisions:
        found = [(t.table_id, c) for t in tables if (c := _cell(t, decision)) is not None and _fits(decision, c)]
        places |= {(table_id, cell.row, cell.column) for table_id, cell in found}
        if not found:
            stale.append(decision)
    return places, stale


def _speaks_of(decision: Decision, cell: Cell) -> bool:
    """Whether the cell lies where the decision was made."""
    x0, top, x1, bottom = decision.box
    return cell.page == decision.page and cell.box.holds((x0 + x1) / 2, (top + bottom) / 2)


def _fits(decision: Decision, cell: Cell) -> bool:
    """Whether the cell was read as the decision says, or as the person does."""
    read = _flat(cell.repaired_from or cell.text)
    if read == decision.text:
        return True
    return read == decision.seen and (cell.method == "ocr" or decision.text == decision.seen)


def _cell(table: Table, decision: Decision) -> Cell | None:
    return next((cell for cell in table.cells if _speaks_of(decision, cell)), None)


def _decided(cell: Cell, decision: Decision) -> Cell:
    if cell.method != "ocr":
        return cell
    if _flat(cell.text) == decision.text:
        return replace(cell, confidence=1.0)
    return replace(cell, text=decision.text, confidence=1.0, repaired_from=cell.text, repaired_by=REVIEWER)


def _flat(text: str) -> str:
    return "".join(text.split())
