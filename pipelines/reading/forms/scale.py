"""Whether the units of a document's forms can be true: sums close in any unit, so figures printed elsewhere must bear it out.

Here: a form's largest figures held against the text's amounts with their own units, and against its sibling forms. Not here: which unit
a form has (units.py); nothing is changed, a form in doubt is only said to be so.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from .amounts import Amount, FormReading
from .units import FACTORS, parse_amount

_UNIT = re.compile(r"亿元|万元|(?<!百)(?<!千)元(?!/)")
_BEFORE = re.compile(r"(?<![\d.,，])\d[\d,，]*(?:\.\d+)?$")
_LONGEST = 24  # characters of a number before its unit
_SCALES = tuple(Decimal(n) for n in (100, 1_000, 10_000, 1_000_000, 100_000_000))  # between any two units
_LARGEST = 3  # figures of a form that its text is likely to speak of
_DIGITS = 5  # a figure with fewer that count can be like another by chance
_ALONE = ("three_public", "project", "procurement")  # their totals are no other form's


def doubtful_units(texts: Iterable[str], forms: Sequence[FormReading]) -> set[str]:
    """The forms whose largest figures stand in the text or in a sibling form only as 100, 1,000 … times or parts of themselves."""
    figures = {f.form: largest for f in forms if (largest := _largest(f.amounts))}
    stated = _Stated(_stated(texts))
    out = {form for form, own in figures.items() if stated.scaled(own) and not stated.said(own)}
    for other, theirs in figures.items():
        against = _Stated(theirs)
        for one, own in figures.items():
            alone = one.endswith(_ALONE) or other.endswith(_ALONE)
            if one != other and not alone and against.scaled(own) and not against.said(own):
                out.add(one)
    return out


Figure = tuple[Decimal, Decimal]  # yuan, and the yuan of its last digit


def _largest(amounts: Sequence[Amount]) -> list[Figure]:
    found = {(a.yuan, _digit(a.published, FACTORS[a.unit])) for a in amounts if a.yuan and a.unit}
    telling = [f for f in found if _digits(f) >= _DIGITS]
    return sorted(telling, reverse=True)[:_LARGEST]


def _stated(texts: Iterable[str]) -> Iterator[Figure]:
    for text in texts:
        for unit in _UNIT.finditer(text):
            number = _BEFORE.search(text, max(0, unit.start() - _LONGEST), unit.start())
            value = parse_amount(number.group()) if number else None
            if number and value:
                figure = value * FACTORS[unit.group()], _digit(number.group(), FACTORS[unit.group()])
                if _digits(figure) >= _DIGITS:
                    yield figure


class _Stated:
    """Figures to be looked up by their size."""

    def __init__(self, figures: Iterable[Figure]):
        self._figures = sorted(set(figures))
        self._yuan = [yuan for yuan, _ in self._figures]
        self._coarsest = max((digit for _, digit in self._figures), default=Decimal(0))

    def said(self, own: Iterable[Figure]) -> bool:
        return any(self._holds(yuan, digit) for yuan, digit in own)

    def scaled(self, own: Iterable[Figure]) -> bool:
        return any(self._holds(yuan * by, digit * by) for yuan, digit in own for n in _SCALES for by in (n, 1 / n))

    def _holds(self, yuan: Decimal, digit: Decimal) -> bool:
        """Whether a figure is among them, to a last digit of either."""
        reach = max(digit, self._coarsest)
        low, high = bisect_left(self._yuan, yuan - reach), bisect_right(self._yuan, yuan + reach)
        return any(abs(yuan - other) <= max(digit, last) for other, last in self._figures[low:high])


def _digit(printed: str, factor: Decimal) -> Decimal:
    return factor.scaleb(-len(printed.partition(".")[2]))


def _digits(figure: Figure) -> int:
    """How many digits of a figure count."""
    yuan, digit = figure
    return len(str(int(abs(yuan) / digit)).rstrip("0"))
