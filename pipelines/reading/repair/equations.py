"""The identities of a document as equations over its cells: what becomes of them when one cell holds another figure.

Here: which identities a cell stands in, and what a change closes and opens. Not here: how identities are found (pipelines/reconcile), which
change is believed (settle.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from pipelines.reconcile import Check

Spot = tuple[str, int, int]  # table_id, row and column in it
Key = tuple[str, str, str, str]  # check_id, form, scope, measure


def key_of(check: Check) -> Key:
    """What an identity of a document is known by."""
    return check.check_id, check.form, check.scope, check.measure


def spots_of(check: Check) -> list[Spot | None]:
    """The cells of an identity's places, in their order; None for a blank one."""
    return [
        (p.table_id, p.row_index, p.column_index)
        if p.table_id is not None and p.row_index is not None and p.column_index is not None
        else None
        for p in check.places
    ]


@dataclass(frozen=True, slots=True)
class Equation:
    """One judged identity: its gap and the gap allowed, in yuan, and by cell how the gap moves with the figure there."""

    key: Key
    gap: Decimal
    allowed: Decimal
    weights: dict[Spot, int]
    hard: bool

    @property
    def is_open(self) -> bool:
        return abs(self.gap) > self.allowed

    def gap_with(self, spot: Spot, change: Decimal) -> Decimal:
        """The gap once the figure at `spot` is `change` yuan larger."""
        return self.gap + self.weights[spot] * change


class Equations:
    """The judged identities of a document by the cells that they use. Conditional ones (severity C) are left to the full check."""

    def __init__(self, checks: Iterable[Check]) -> None:
        self.by_spot: dict[Spot, list[Equation]] = {}
        for check in checks:
            equation = _equation(check)
            if equation is not None:
                for spot in equation.weights:
                    self.by_spot.setdefault(spot, []).append(equation)

    def doubted(self) -> list[Spot]:
        """Cells in at least two open, hard identities that are independent of each other: where a repair can be."""
        return sorted(spot for spot, found in self.by_spot.items() if independent(_open(found), spot))

    def closed_by(self, spot: Spot, change: Decimal) -> list[Equation] | None:
        """The open, hard identities that close when the figure at `spot` grows by `change` yuan; None where one opens."""
        closed = []
        for equation in self.by_spot.get(spot, ()):
            if abs(equation.gap_with(spot, change)) > equation.allowed:
                if not equation.is_open:
                    return None
            elif equation.is_open and equation.hard:
                closed.append(equation)
        return closed


def independent(equations: Sequence[Equation], spot: Spot) -> bool:
    """Whether two of these identities share no printed cell but this one.

    Then no other single figure can explain both, and neither is the other seen again (the same figures under two names, or a sum and the
    sum of its parts, share cells)."""
    return any(a.weights.keys() & b.weights.keys() <= {spot} for a, b in combinations(equations, 2))


def _open(equations: Iterable[Equation]) -> list[Equation]:
    return [e for e in equations if e.is_open and e.hard]


def _equation(check: Check) -> Equation | None:
    if check.severity == "C" or check.difference_yuan is None or check.tolerance_yuan is None:
        return None
    weights: dict[Spot, int] = {}
    for spot, weight in zip(spots_of(check), check.weights, strict=True):
        if spot is not None:
            weights[spot] = weights.get(spot, 0) + weight
    weights = {spot: weight for spot, weight in weights.items() if weight}
    return Equation(key_of(check), check.difference_yuan, check.tolerance_yuan, weights, check.severity == "H")
