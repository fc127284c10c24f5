"""Amounts with something printed beside the number: a currency, a unit, the mark of a note (vocabulary/marks.yaml).

Here: whether the text of a cell is an amount beyond doubt, and whether it is a number that cannot be told. Not here: plain numbers
and units themselves (units.py); cells of pictures, whose marks may be misread digits (reading/repair).
"""

import re
from decimal import Decimal
from functools import cache

from pipelines.values import frozen

from ..tables.model import Cell
from ..vocabulary import load
from .units import FACTORS, parse_amount

_NUMBER = r"\d{1,3}(?:[,，'’]\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+"
_PERCENT = re.compile(r"[-−－–+]?\d+(\.\d+)?[%％]")
_LONGEST = 24  # characters of a number with what may be wrong about it; longer texts are words


@frozen
class Marked:
    """The number of a cell as printed, and the unit that the cell itself states."""

    value: Decimal
    unit: str | None = None


@cache
def _pattern() -> re.Pattern[str]:
    """The vocabulary as one pattern. Raises ValueError for unknown keys."""
    raw = load("marks")
    if set(raw) != {"currency", "minus", "plus", "note"}:
        raise ValueError(f"marks.yaml: keys differ: {sorted(raw)}")
    currency, minus, plus, note = (raw[key] for key in ("currency", "minus", "plus", "note"))
    units = "|".join(sorted(FACTORS, key=len, reverse=True))
    return re.compile(
        rf"(?:{note})?(?:{currency})?(?:(?P<minus>{minus})|{plus})?(?:{currency})?(?P<number>{_NUMBER})"
        rf"(?P<unit>{units})?(?:{note})?"
    )


def amount_in(cell: Cell) -> Marked | None:
    """The amount that a cell prints beyond doubt, None where it prints none."""
    value = parse_amount(cell.flat)
    if value is not None:
        return Marked(value)
    return marked_amount(cell.flat) if cell.method == "text" else None


def marked_amount(text: str) -> Marked | None:
    """The amount of a text without white space that holds more than a plain number: `1,234.50*`, `RMB12.00`, `3万元`."""
    if not any(character.isdigit() for character in text):
        return None
    match = _pattern().fullmatch(text)
    if match is None:
        return None
    value = Decimal(re.sub(r"[,，'’]", "", match["number"]).removesuffix("."))
    return Marked(-value if match["minus"] else value, match["unit"])


def unclear(cell: Cell) -> str | None:
    """Why a cell of an amount column that prints no amount is left out by name: `percent`, or `unclear` where most of it is digits and
    no rule says which number; None for words and the marks of nothing."""
    text = cell.flat
    if _PERCENT.fullmatch(text):
        return "percent"
    digits = sum(character.isdigit() or character in ",，." for character in text)
    return "unclear" if digits > len(text) / 2 and len(text) <= _LONGEST and re.search(r"\d", text) else None
