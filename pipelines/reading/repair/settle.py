"""Repairs of amounts that the eye misread, each on the word of two independent identities and of the eye itself.

Here: which edits are possible, and which of them is made. Not here: other readings of a cell (confusions.py, sight.py), codes (codes.py).

An edit gives one cell of a picture another figure. It is possible where it closes at least two hard identities that share no printed cell but
this one, one of them to the cent, and opens none. It is made where, besides,
- no other possible edit, of this cell or any other, closes one of the identities that it closes;
- the eye admits it: of at least two further looks one reads this figure and none reads the cell as before (sight.py);
- the form read again and the full check say the same.
Arithmetic alone cannot tell a figure that was misread from one that the publisher misprinted; a further look can, since what is printed
is read the same again. One identity must close to the cent: within the tolerance another slip of the eye would do as well. Cells of the text
layer are neither repaired nor suspected.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..arbitrate import Outcome
from ..forms.amounts import Amount
from ..forms.units import to_yuan
from ..tables.model import Cell
from .equations import Equations, Key, Spot, independent, key_of
from .reread import repaired_cell, reread
from .sight import Look, Readings, Sight, amount_readings

MOST_REPAIRS = 200  # of one document: more is no reading


@dataclass(frozen=True)
class Edit:
    """Another figure in one cell: the text, the identities that it closes, and whether the eye admits it."""

    spot: Spot
    text: str
    yuan: Decimal
    closes: frozenset[Key]
    admitted: bool


@dataclass(frozen=True)
class Repaired:
    """A reading after its repairs, and the edits that arithmetic proposes but that were not made, for a person to judge."""

    reading: Outcome
    proposed: tuple[Edit, ...] = ()


class Asked:
    """A look that asks about each cell once."""

    def __init__(self, look: Look | None) -> None:
        self._look = look
        self._known: dict[Spot, Sight] = {}

    def __call__(self, spot: Spot, cell: Cell) -> Sight:
        if spot not in self._known:
            self._known[spot] = self._look(cell) if self._look is not None else Sight()
        return self._known[spot]


def repair_amounts(
    reading: Outcome, kind: str | None, fiscal_year: int | None, asked: Asked, settled: Collection[Spot] = ()
) -> Repaired:
    """The reading with its amounts repaired one by one, until no edit is left that may be made. `settled` cells stay as they are."""
    refused: set[tuple[Spot, str]] = set()
    for _ in range(MOST_REPAIRS):
        edits = possible_edits(reading, asked, settled)
        edit = next((e for e in edits if e.admitted and (e.spot, e.text) not in refused and is_alone(e, edits)), None)
        if edit is None:
            return Repaired(reading, tuple(edits))
        rival = reread(reading, {edit.spot: _with_text(reading, edit)}, kind, fiscal_year)
        if closes_cleanly(reading, rival, edit.closes):
            reading = rival
        else:
            refused.add((edit.spot, edit.text))
    return Repaired(reading, tuple(possible_edits(reading, asked, settled)))


def possible_edits(reading: Outcome, asked: Asked, settled: Collection[Spot] = ()) -> list[Edit]:
    """Every edit of a cell of a picture that closes two independent identities and opens none."""
    equations = Equations(reading.checks)
    amounts = {(a.table_id, a.row_index, a.column_index): a for f in reading.forms for a in f.amounts}
    decimals = printed_decimals(reading)
    out: list[Edit] = []
    for spot in equations.doubted():
        amount = amounts.get(spot)
        if amount is None or amount.method != "ocr" or amount.unit is None or amount.repaired_by or spot in settled:
            continue
        cell = cell_at(reading, spot)
        out += _edits(spot, amount, amount_readings(cell, asked(spot, cell), decimals[amount.form]), equations)
    return out


def is_alone(edit: Edit, edits: list[Edit]) -> bool:
    """Whether no other possible edit closes an identity that this one closes."""
    return not any(other is not edit and other.closes & edit.closes for other in edits)


def closes_cleanly(before: Outcome, after: Outcome, closes: frozenset[Key]) -> bool:
    """Whether, all identities worked out anew, these are open no more (over zeros alone an identity is none), and none is open or cannot be
    judged that was not so before."""

    def keys(reading: Outcome, status: str) -> set[Key]:
        return {key_of(c) for c in reading.checks if c.status == status}

    return keys(after, "mismatch") <= keys(before, "mismatch") - closes and keys(after, "insufficient") <= (
        keys(before, "insufficient") - closes
    )


def printed_decimals(reading: Outcome) -> dict[str, set[int]]:
    """How many decimals each form prints, by form: those of at least a tenth of its amounts, or of the first where it has none."""
    out: dict[str, set[int]] = {}
    for form in {f.form for f in reading.forms}:
        counts: dict[int, int] = {}
        for amount in (a for f in reading.forms if f.form == form for a in f.amounts):
            places = len(amount.published.rstrip("）)").partition(".")[2])
            counts[places] = counts.get(places, 0) + 1
        most = sum(counts.values())
        out[form] = {places for places, count in counts.items() if 10 * count >= most}
    return out


def cell_at(reading: Outcome, spot: Spot) -> Cell:
    """The cell at a place of a stitched table."""
    table = next(t for t in reading.tables if t.table_id == spot[0])
    return table.by_place[spot[1], spot[2]]


def _edits(spot: Spot, amount: Amount, readings: Readings, equations: Equations) -> Iterator[Edit]:
    for value, text in readings.possible.items():
        yuan = to_yuan(value, amount.unit or "")
        change = yuan - (amount.yuan or Decimal(0))
        closed = equations.closed_by(spot, change)
        if closed and independent(closed, spot) and any(e.gap_with(spot, change) == 0 for e in closed):
            yield Edit(spot, text, yuan, frozenset(e.key for e in closed), value in readings.admitted)


def _with_text(reading: Outcome, edit: Edit) -> Cell:
    return repaired_cell(cell_at(reading, edit.spot), edit.text, "arithmetic")
