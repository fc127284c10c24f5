"""Whose mistake an open statement is: a second witness is asked for every figure and cell that it uses.

Here: comparing what two readers find printed. Not here: which statements are open (checks.py).
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..forms.amounts import FormReading
from ..pages import Box, Page
from ..tables.witness import Witness
from .checks import Judged

log = logging.getLogger(__name__)


def with_causes(
    pages: Sequence[Page],
    forms: Sequence[FormReading],
    judged: Sequence[Judged],
    witness: Witness,
    limit: int = 12,
) -> list[Judged]:
    """The same with the cause of each mismatch: `publisher` where the witness finds each figure in its lines and the same text in each
    cell, `extraction` where it finds another, None where it cannot be asked (it fails, or more than `limit` pages would have to be read)."""
    cells = {(a.table_id, a.row_index, a.column_index): a for f in forms for a in f.amounts}
    by_number = {p.number: p for p in pages}
    asked: set[int] = set()
    out = []
    for one in judged:
        if one.check.status != "mismatch":
            out.append(one)
            continue
        looked = list(_places(one, cells))
        for place in looked:
            if len(asked) < limit:
                asked.add(place.page)
        if not {place.page for place in looked} <= asked:
            out.append(one)
            continue
        try:
            same = all(_finds(witness, by_number[place.page], place) for place in looked)
        except Exception as error:  # noqa: BLE001 - whatever it raises, no second opinion is to be had of this page
            log.debug("%s: %s", witness.name, error)
            out.append(one)
            continue
        out.append(replace(one, check=replace(one.check, cause="publisher" if same else "extraction")))
    return out


class _Printed(NamedTuple):
    """A text and the boxes on a page in which it stands: alone in a cell, or somewhere in lines."""

    page: int
    boxes: list[Box]
    text: str
    is_cell: bool


def _places(one: Judged, cells: Mapping[tuple[Any, Any, Any], Any]) -> Iterator[_Printed]:
    """Everything that a check uses: the figures in their lines, the cells."""
    for figure in one.figures:
        page = figure.pieces[0].page
        yield _Printed(page, [p.box for p in figure.pieces if p.page == page], figure.published, False)
    for place in one.check.places:
        amount = cells.get((place.table_id, place.row_index, place.column_index))
        if amount is not None:
            yield _Printed(amount.page, [amount.box], amount.published, True)


def _finds(witness: Witness, page: Page, place: _Printed) -> bool:
    found = "".join(witness.printed_in(page, place.boxes))
    if place.is_cell:
        return found == place.text
    return place.text.replace(",", "") in found.replace(",", "").replace("，", "")
