"""What one identity comes to: operands, tolerance, outcome.

Here: the arithmetic of a single equation. Not here: which figures stand on its two sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from pipelines.values import frozen

ZERO = Decimal(0)
CENT = Decimal("0.01")


class Place(NamedTuple):
    """Where an operand stands: form, code or line, measure; and its cell in the stitched table, None where it is blank."""

    form: str
    key: str
    measure: str
    table_id: str | None = None
    row_index: int | None = None
    column_index: int | None = None


@frozen
class Operand:
    """A figure in an equation: `yuan` None is a blank cell, `digit` the yuan of the last digit that its form prints."""

    place: Place
    yuan: Decimal | None
    digit: Decimal = CENT
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Check:
    """One identity of a document. `expected_yuan` is the figure printed, `actual_yuan` what the others come to; both are points
    of a score where `in_points` says so.

    `weights` go with `places`: by how many yuan `difference_yuan` moves when the figure there grows by one (empty where nothing was judged)."""

    check_id: str
    form: str
    scope: str
    measure: str
    expected_yuan: Decimal | None
    actual_yuan: Decimal | None
    difference_yuan: Decimal | None
    tolerance_yuan: Decimal | None
    status: str
    severity: str
    cause: str | None = None
    blank_as_zero: bool = False
    places: tuple[Place, ...] = ()
    weights: tuple[int, ...] = ()
    in_points: bool = False


def total(operands: Sequence[Operand]) -> Decimal:
    """The sum of operands, blanks as 0."""
    return sum((o.sign * o.yuan for o in operands if o.yuan is not None), ZERO)


def slack(expected: Sequence[Operand], actual: Sequence[Operand], tolerance: str = "linear") -> Decimal:
    """How far the two sides may be apart by rounding alone: half a last digit for each printed operand. One figure printed in two
    forms may differ by a last digit; in two units it is rounded once, from the finer to the coarser. `exact` figures in one unit may not differ."""
    printed = [[o for o in side if o.yuan is not None] for side in (expected, actual)]
    if tolerance != "linear" and all(len(side) == 1 for side in printed):
        a, b = printed[0][0].digit, printed[1][0].digit
        if a == b:
            return ZERO if tolerance == "exact" else a
        return max(a, b) / 2
    return sum((o.digit for side in printed for o in side), ZERO) / 2


def judge(
    check_id: str,
    severity: str,
    form: str,
    scope: str,
    measure: str,
    expected: Sequence[Operand],
    actual: Sequence[Operand],
    tolerance: str = "linear",
    compare: str = "equal",
) -> Check | None:
    """The outcome of expected = actual (or ≥). None where every operand is zero or blank: such an identity says nothing."""
    operands = [*expected, *actual]
    if not any(o.yuan for o in operands):
        return None
    left, right = total(expected), total(actual)
    gap = right - left
    allowed = slack(expected, actual, tolerance)
    if gap == 0 or (compare == "at_least" and gap < 0):
        status = "pass"
    else:
        status = "rounding" if abs(gap) <= allowed else "mismatch"
    return Check(
        check_id,
        form,
        scope,
        measure,
        left,
        right,
        gap,
        allowed,
        status,
        severity,
        blank_as_zero=any(o.yuan is None for o in operands),
        places=tuple(o.place for o in operands),
        weights=(*(-o.sign for o in expected), *(o.sign for o in actual)),
    )


def insufficient(
    check_id: str,
    severity: str,
    form: str,
    scope: str,
    measure: str,
    expected: Sequence[Operand] = (),
    actual: Sequence[Operand] = (),
) -> Check:
    """An identity that is owed but cannot be judged: an operand's row or column is absent."""
    return Check(
        check_id,
        form,
        scope,
        measure,
        total(expected) if expected else None,
        total(actual) if actual else None,
        None,
        None,
        "insufficient",
        severity,
        places=tuple(o.place for o in (*expected, *actual)),
    )


def undecided(check: Check) -> Check:
    """A mismatch that an unidentified operand may explain."""
    return replace(check, status="insufficient", difference_yuan=None, tolerance_yuan=None)
