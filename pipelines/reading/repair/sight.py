"""What the eye says of one cell when it is asked again, and what of it may be believed.

Here: the testimony of further recognitions, and which readings it admits. Not here: the recognition itself (the source of pictures hands
it over as a function), and arithmetic.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal

from ..forms.units import parse_amount
from ..tables.model import Cell
from .confusions import amounts_near

# A code, or what was read for one, before a name or alone.
CODED = re.compile(r"([0-9A-Za-z〇|!?&]{2,9})(.*)", re.DOTALL)
ENOUGH = 2  # further looks without which nothing is repaired


@dataclass(frozen=True, slots=True)
class Sight:
    """`again`: what further recognitions of the cell's picture read (another scale, another threshold), one text a recognition, the first
    reading not among them. `alternatives`: readings that the recogniser ranked lower; they are never testimony by themselves."""

    again: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()


# Asks the eye again about one cell. It is called for few cells: those that two open identities point at.
Look = Callable[[Cell], Sight]


def flat(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


@dataclass(frozen=True)
class Readings:
    """The other readings of an amount's cell: all that are possible, and those of them that the eye admits, each as text by value.

    Possible are the looks' readings, confusions and the recogniser's alternatives. Admitted is what a further look reads, and nothing where any
    look reads the cell as before: a published mistake is read the same again. A cell that was read as no number at all admits, where no
    look reads one, the numbers that its letters and marks stand for.
    """

    possible: dict[Decimal, str]
    admitted: dict[Decimal, str]


def amount_readings(cell: Cell, sight: Sight, decimals: Collection[int]) -> Readings:
    """The other readings of a cell that holds an amount, or should; `decimals` as its form prints them."""
    first = parse_amount(cell.flat)
    seen = _by_value(sight.again)
    near = amounts_near(cell.flat, decimals)
    possible = {v: text for v, text in (near | _by_value(sight.alternatives) | seen).items() if v != first}
    if len(sight.again) < ENOUGH or (first is not None and first in seen):
        return Readings(possible, {})
    return Readings(possible, seen or (near if first is None else {}))


def admitted_codes(code: str, sight: Sight) -> set[str]:
    """The codes that the eye admits in place of the one read: those of further looks, none of which reads that one."""
    seen = {match[1] for text in sight.again if (match := CODED.fullmatch(flat(text)))}
    return set() if len(sight.again) < ENOUGH or code in seen else seen


def _by_value(texts: Collection[str]) -> dict[Decimal, str]:
    out: dict[Decimal, str] = {}
    for text in texts:
        value = parse_amount(flat(text))
        if value is not None:
            out.setdefault(value, flat(text))
    return out
