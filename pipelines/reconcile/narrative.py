"""What the narrative states against cells and against itself: identities N1 to N5.

Here: the arithmetic of one statement. Not here: sentences, subjects and cells (pipelines/reading/claims), sums within forms (lines.py, codes.py).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from .catalogue import Catalogue, catalogue
from .outcome import ZERO, Check, Operand, judge

_HUNDRED = Decimal(100)
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Percent:
    """A stated percentage, signed, with its last printed digit in percentage points."""

    value: Decimal
    digit: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the narrative says. `this` is the sum, `cell` where it is printed, `last` the sum of the year before (or the budget
    that it is compared with), `change` signed, `whole` the budget or total of a percentage, `direction` the sign that the words give."""

    quantity: str
    form: str | None
    scope: str
    measure: str | None
    this: Operand | None = None
    cell: Operand | None = None
    last: Operand | None = None
    change: Operand | None = None
    whole: Operand | None = None
    percent: Percent | None = None
    direction: int = 0


def check_statements(
    statements: Iterable[Statement], identities: Catalogue | None = None
) -> Iterator[tuple[Statement, Check]]:
    """Each statement with the outcome of its identity; statements that say nothing (every figure zero, no base) are left out."""
    known = {i.quantity: i for i in (identities or catalogue()).statements}
    for one in statements:
        identity = known.get(one.quantity)
        if identity is not None and (check := RULES[one.quantity](one, identity.id, identity.severity)) is not None:
            yield one, check


def _cell(one: Statement, check_id: str, severity: str) -> Check | None:
    if one.cell is None or one.this is None:
        return None
    return judge(check_id, severity, one.form or "", one.scope, one.measure or "", [one.cell], [one.this], "figure")


def _change(one: Statement, check_id: str, severity: str) -> Check | None:
    if one.change is None or one.this is None or one.last is None:
        return None
    actual = [one.this, _negative(one.last)]
    return judge(check_id, severity, one.form or "", one.scope, one.measure or "", [one.change], actual)


def _change_percent(one: Statement, check_id: str, severity: str) -> Check | None:
    """The change against the percentage of what it is a change from; without that sum it is this year's less the change."""
    if one.percent is None or one.this is None or one.this.yuan is None:
        return None
    if one.last is not None:
        base = [one.last]
    elif one.change is not None:
        base = [one.this, _negative(one.change)]
    else:
        return None
    change = [one.change] if one.change is not None else [one.this, _negative(base[0])]
    return _of_percent(one, check_id, severity, change, base)


def _part(one: Statement, check_id: str, severity: str) -> Check | None:
    if one.percent is None or one.this is None or one.whole is None:
        return None
    return _of_percent(one, check_id, severity, [one.this], [one.whole])


def _direction(one: Statement, check_id: str, severity: str) -> Check | None:
    """The word for a change against the sign that this year's sum less the one before has."""
    if one.this is None or one.last is None or not one.direction:
        return None
    told = [one.this, _negative(one.last)]
    size = sum((o.sign * (o.yuan or ZERO) for o in told), ZERO)
    said = Operand(one.this.place, abs(size) * one.direction, ZERO)
    return judge(check_id, severity, one.form or "", one.scope, one.measure or "", [said], told)


def _of_percent(
    one: Statement, check_id: str, severity: str, figure: list[Operand], base: list[Operand]
) -> Check | None:
    """figure = percentage × base. The percentage may be cut instead of rounded: its whole last digit is open; of sums, half of it."""
    if one.percent is None:
        return None
    of = sum((o.sign * (o.yuan or ZERO) for o in base), ZERO)
    if of == 0:
        return None  # there is no percentage of nothing
    share = one.percent.value / _HUNDRED
    open_base = _HALF * sum((o.digit for o in base), ZERO)
    open_share = one.percent.digit / _HUNDRED
    digit = 2 * (abs(of) * open_share + (abs(share) + open_share) * open_base)
    product = Operand(base[0].place, (share * of).quantize(Decimal("0.01")), digit)
    return judge(check_id, severity, one.form or "", one.scope, one.measure or "", figure, [product])


def _negative(operand: Operand) -> Operand:
    return Operand(operand.place, operand.yuan, operand.digit, -operand.sign)


RULES: dict[str, Callable[[Statement, str, str], Check | None]] = {
    "cell": _cell,
    "change": _change,
    "change_percent": _change_percent,
    "completion_percent": _part,
    "share_percent": _part,
    "direction": _direction,
}
