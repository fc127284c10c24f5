"""Which statements a narrative makes, and what becomes of each figure: its cell, its outcome.

Here: which figures of a group are held against each other. Not here: the arithmetic (pipelines/reconcile/narrative.py), cells (linking.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipelines.reconcile import Check
from pipelines.reconcile.narrative import Percent, Statement, check_statements
from pipelines.reconcile.outcome import Operand

from .linking import Link, Linker, place_of
from .model import Figure, Group
from .sections import narrowest, scope_of
from .subjects import subject_of

_STATUS = {"pass": "agrees", "rounding": "rounding", "mismatch": "disagrees"}


@dataclass(slots=True)
class Judged:
    """A check of the narrative with the figures that it holds against each other, the one that states it first."""

    check: Check
    figures: tuple[Figure, ...]


@dataclass(slots=True)
class Settled:
    """What became of a narrative's figures: links and statuses by the figure's number, and the checks."""

    links: dict[int, Link] = field(default_factory=dict)
    statuses: dict[int, str] = field(default_factory=dict)
    judged: list[Judged] = field(default_factory=list)


def settle(groups: Sequence[Group], linker: Linker) -> Settled:
    """Link and judge every figure of a document."""
    out = Settled()
    for group in groups:
        _take_from_rival(group)
    by_section: dict[tuple[str, str], list[Group]] = {}
    for group in groups:
        if group.this is not None:
            by_section.setdefault((group.this.section, group.subject.core), []).append(group)
    for group in groups:
        for figure in _sums(group):
            link = linker.link(figure)
            if link is not None:
                out.links[figure.number] = link
        for figures, statement in _statements(group, out, linker, by_section):
            _judge(statement, figures, out)
    return out


def _sums(group: Group) -> Iterator[Figure]:
    for figure in (group.this, group.last, *group.budgets.values()):
        if figure is not None:
            yield figure


def _judge(statement: Statement, figures: tuple[Figure, ...], out: Settled) -> None:
    stated = figures[0]
    for _, check in check_statements([statement]):
        out.judged.append(Judged(check, figures))
        if statement.quantity == "direction":
            return
        told = [stated, *(f for f in figures if f.claim == "change")]
        for figure in told:  # a change is held against its percentage where nothing else is there
            out.statuses.setdefault(figure.number, _STATUS[check.status])
        return
    if statement.quantity == "cell":  # both are zero: an identity that says nothing, and a claim that is right
        out.statuses[stated.number] = "agrees"


def operand_of(figure: Figure) -> Operand:
    """A stated sum as an operand."""
    return Operand(place_of(figure), figure.yuan, figure.digit)


def _statements(
    group: Group, out: Settled, linker: Linker, by_section: dict[tuple[str, str], list[Group]]
) -> Iterator[tuple[tuple[Figure, ...], Statement]]:
    link = out.links.get(group.this.number) if group.this is not None else None
    scope = link.code if link else group.subject.code or group.subject.name
    blank = Statement("", link.form if link else None, scope, link.measure if link else None)
    for figure in _sums(group):
        if (found := out.links.get(figure.number)) is not None:
            yield (figure,), Statement("cell", found.form, found.code, found.measure, operand_of(figure), found.operand)
    if group.this is None:
        return
    this = operand_of(group.this)
    yield from _of_changes(group, replace(blank, this=this))
    for figure in group.completions:
        budget = group.budgets.get(figure.base or "")
        if budget is not None:
            yield (
                (figure, group.this, budget),
                replace(
                    blank,
                    quantity="completion_percent",
                    this=this,
                    whole=operand_of(budget),
                    percent=percent_of(figure),
                ),
            )
    for figure, named, wholes in group.shares:
        part = replace(blank, quantity="share_percent", this=this, percent=percent_of(figure))
        yield from _of_share(part, figure, group, _wholes(figure, named, wholes, linker, by_section))


def _of_changes(group: Group, blank: Statement) -> Iterator[tuple[tuple[Figure, ...], Statement]]:
    this = group.this
    if this is None:
        return
    for n, figure in enumerate(group.changes):
        before = group.last if figure.base == "prior_year" else group.budgets.get(figure.base or "")
        if before is not None and figure.stage and before.stage and figure.stage != before.stage:
            before = None  # 年初预算 in one half of the sentence, 执行数 in the other
        last = operand_of(before) if before is not None else None
        used = (figure, this) if before is None else (figure, this, before)
        if figure.claim == "change":
            if last is not None:
                yield used, replace(blank, quantity="change", change=operand_of(figure), last=last)
        else:
            sums = [c for c in group.changes[:n] if c.claim == "change" and c.base == figure.base]
            change = operand_of(sums[-1]) if sums else None
            yield (
                (*used, *sums[-1:]),
                replace(blank, quantity="change_percent", change=change, last=last, percent=percent_of(figure)),
            )
        if last is not None and figure.direction and figure.value:
            yield used, replace(blank, quantity="direction", last=last, direction=figure.direction)


def percent_of(figure: Figure) -> Percent:
    """A stated percentage as the identities want it."""
    return Percent(figure.value, figure.digit)


def _take_from_rival(group: Group) -> None:
    """Changes after a list of parts are the whole's where its percentage fits the whole alone; where it fits neither or both they are
    nobody's, so that nobody is accused."""
    rival = group.rival
    if rival is None or rival.this is None or group.this is None or rival.changes:
        return
    fits = [
        any(
            check.status != "mismatch"
            for figures, statement in _of_changes(
                Group(g.subject, this=g.this, changes=group.changes), Statement("", None, "", None, operand_of(g.this))
            )
            if statement.quantity == "change_percent"
            for _, check in check_statements([statement])
        )
        for g in (group, rival)
        if g.this is not None
    ]
    if fits == [True, False]:
        return
    if fits == [False, True]:
        rival.changes = group.changes
        for figure in rival.changes:
            figure.subject = rival.subject
    group.changes = []


def _wholes(
    figure: Figure, named: str, heads: Sequence[Group], linker: Linker, by_section: dict[tuple[str, str], list[Group]]
) -> list[tuple[Operand, Figure | None]]:
    """What a share may be a share of: the sum named in the same section, or the cell it is printed in; without a name the sums whose parts are listed."""
    subject = subject_of(named) if named else None
    if subject is None:
        return [(operand_of(h.this), h.this) for h in heads if h.this is not None]
    found = [g.this for g in by_section.get((figure.section, subject.core), ()) if g.this is not None]
    if len({f.yuan for f in found}) == 1:
        return [(operand_of(found[0]), found[0])]
    if found or not figure.linkable:
        return []
    scope = narrowest((scope_of(named), "whole"))
    cells = linker.cells(replace(figure, claim="amount", base=None, subject=subject, scope=scope))
    return [(cells[0], None)] if len({c.yuan for c in cells}) == 1 else []


def _of_share(
    part: Statement, figure: Figure, group: Group, wholes: list[tuple[Operand, Figure | None]]
) -> Iterator[tuple[tuple[Figure, ...], Statement]]:
    """The share of the whole that it fits; a whole that it does not fit counts only where there is no other."""
    this = group.this
    if this is None:
        return
    made = []
    for whole, stated in wholes:
        used = (figure, this) if stated is None else (figure, this, stated)
        made.append((used, replace(part, whole=whole)))
    for used, statement in made:
        if any(check.status != "mismatch" for _, check in check_statements([statement])):
            yield used, statement
            return
    if len(made) == 1:
        yield made[0]
