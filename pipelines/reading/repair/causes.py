"""Whose mistake an open identity over cells of a picture is.

Here: identities of which the eye, or a person, confirmed every figure. Not here: those over the text layer (arbitrate.py).
"""

from collections.abc import Collection
from dataclasses import replace

from pipelines.reconcile import Check

from ..arbitrate import Outcome
from ..forms.amounts import Amount
from ..forms.units import parse_amount
from .equations import Spot, spots_of
from .settle import Asked, cell_at
from .sight import ENOUGH, flat

MOST_ASKED = 60  # cells of one document: an identity over more is left without a cause


def with_causes(reading: Outcome, asked: Asked, settled: Collection[Spot] = ()) -> Outcome:
    """The reading with `publisher` for the cause of those mismatches of which every printed figure comes from a picture and was settled by a
    person, or read the same by every further look."""
    amounts = {(a.table_id, a.row_index, a.column_index): a for f in reading.forms for a in f.amounts}
    confirmed: dict[Spot, bool] = {}

    def sure(spot: Spot) -> bool:
        if spot not in confirmed:
            if len(confirmed) >= MOST_ASKED:
                return False
            confirmed[spot] = spot in settled or _seen_again(reading, spot, amounts[spot], asked)
        return confirmed[spot]

    def cause(check: Check) -> str | None:
        known = [spot for spot in spots_of(check) if spot in amounts]
        return "publisher" if known and all(sure(spot) for spot in known) else None

    checks = [replace(c, cause=cause(c)) if c.status == "mismatch" and c.cause is None else c for c in reading.checks]
    return replace(reading, checks=checks)


def _seen_again(reading: Outcome, spot: Spot, amount: Amount, asked: Asked) -> bool:
    if amount.method != "ocr" or amount.repaired_by is not None:
        return False
    again = [parse_amount(flat(text)) for text in asked(spot, cell_at(reading, spot)).again]
    return len(again) >= ENOUGH and all(value == amount.value for value in again)
