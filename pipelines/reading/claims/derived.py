"""The year before, as it follows from what the text says of this year and of the change.

Here: the sum derived, the formula, and the figures it comes from. Not here: the year before as another document prints it
(the warehouse compares them).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .checks import Settled
from .linking import Link
from .model import Figure, Group, Subject

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Derived:
    """A sum of the year before in yuan. `formula` is stated, this-change or unchanged; `stage` what the text compares with (budget,
    execution, final; None where it does not say); `link` the line that it is of; `figures` what it comes from, `percent` the outcome
    of the percentage stated beside it; `open_yuan` how far rounding leaves it open."""

    subject: Subject
    yuan: Decimal
    open_yuan: Decimal
    formula: str
    stage: str | None
    link: Link | None
    figures: tuple[Figure, ...]
    percent: str | None


def derive(groups: Sequence[Group], settled: Settled) -> Iterator[Derived]:
    """One sum for each group that says how it compares with the year before."""
    for group in groups:
        this = group.this
        changes = [c for c in group.changes if c.base == "prior_year" and c.claim == "change"]
        percents = [c for c in group.changes if c.base == "prior_year" and c.claim == "change_percent"]
        percent = settled.statuses.get(percents[0].number) if percents else None
        link = settled.links.get(this.number) if this is not None else None
        if group.last is not None:
            used = (group.last,)
            yuan, open_yuan, formula, stage = group.last.yuan, group.last.digit / 2, "stated", group.last.stage
        elif this is not None and len(changes) == 1:
            change = changes[0]
            used = (this, change)
            yuan, open_yuan = this.yuan - change.yuan, (this.digit + change.digit) / 2
            formula, stage = "this-change", change.stage
        elif this is not None and group.unchanged is not None and not changes:
            used = (this,)
            yuan, open_yuan, formula, stage = this.yuan, this.digit / 2, "unchanged", group.unchanged.stage
        else:
            continue
        yield Derived(
            group.subject, yuan.quantize(_CENT), open_yuan.quantize(_CENT), formula, stage, link, used, percent
        )
