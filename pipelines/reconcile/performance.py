"""The identities of performance forms: money of a project, its rate of execution, weights and scores of its indicators.

Here: P1 to P7 as the catalogue names them. Not here: reading a form, amounts of the statutory forms.

Money is compared in yuan; weights and scores in points (`in_points`). Points that are added up are entered, not rounded: only the printed
total and the score of execution, which is a product, may be off by half a last digit.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from .catalogue import Catalogue, Identity
from .outcome import CENT, ZERO, Check, Place, undecided
from .sheets import last_digit_of

Project = Any  # whatever has the fields of pipelines.reading.performance.Project; reading is not imported
Figure = Any

_STAGES = {"approved": "approved_total", "adjusted": "adjusted_total", "executed": "total", "received": "total"}
_HUNDRED = Decimal(100)
_VALUE = re.compile(
    r"^(?P<sign>≥|≧|≤|≦|>|＞|<|＜|=|＝|大于等于|小于等于|不低于|不少于|不高于|不超过|不大于|大于|小于|等于)?(?P<number>\d+(\.\d+)?)(?P<unit>[^\d.]*)$"
)
_AT_LEAST = {"≥", "≧", "大于等于", "不低于", "不少于"}
_MOST = {"≤", "≦", "小于等于", "不高于", "不超过", "不大于"}


def evaluations(identity: Identity, projects: Iterable[Project], known: Catalogue) -> Iterator[Check]:
    """The outcomes of one identity on the projects of its forms."""
    judge = _JUDGES[identity.judges or ""]
    for project in projects:
        if project.form in identity.forms:
            yield from judge(identity, project, known)


def _funds(identity: Identity, project: Project, known: Catalogue) -> Iterator[Check]:
    """P1: a total of the money grid is the sum of its parts, per column."""
    for period in ("annual", "whole_term"):
        for stage in dict.fromkeys(f.stage for f in project.funds if f.period == period):
            for whole, alternatives in known.fund_trees.items():
                parts = max(
                    ([f for line in tree if (f := project.fund(stage, line, period))] for tree in alternatives), key=len
                )
                total = project.fund(stage, whole, period)
                scope = f"{project.name}/{whole}" if whole != "total" else project.name
                scope += "/whole_term" if period == "whole_term" else ""
                if total is None or not parts:
                    continue
                if total.yuan is None or any(f.yuan is None for f in parts):
                    yield _insufficient(identity, project, scope, _STAGES.get(stage, ""))
                    continue
                tolerance = sum((_digit(f) for f in (total, *parts)), ZERO) / 2
                actual = sum((f.yuan for f in parts), ZERO)
                if total.yuan or actual:
                    yield _judged(
                        identity, project, scope, _STAGES.get(stage, ""), total.yuan, actual, tolerance, (total, *parts)
                    )


def _rate(identity: Identity, project: Project, known: Catalogue) -> Iterator[Check]:
    """P2: the rate of execution times the budget is what was executed (or received, where the form has no more)."""
    base = project.fund("adjusted") or project.fund("approved")
    executed = project.fund("executed") or project.fund("received")
    if project.rate is None and not identity.obliged:
        return
    if project.rate is None or base is None or executed is None or base.yuan is None or executed.yuan is None:
        yield _insufficient(identity, project, project.name, "total")
        return
    if not base.yuan:
        return  # nothing was to be executed: any rate says nothing
    rate, step = project.rate.value, _rate_digit(project.rate)
    expected = (rate * base.yuan).quantize(CENT)
    tolerance = (
        base.yuan * step + (rate * _digit(base) + _digit(executed)) / 2
    )  # a rate may be cut off, as any percentage
    yield _judged(
        identity, project, project.name, "total", expected, executed.yuan, tolerance, (project.rate, base, executed)
    )


def _fund_score(identity: Identity, project: Project, known: Catalogue) -> Iterator[Check]:
    """P3: the score of execution is its weight times the rate, at most the weight."""
    weight, rate, score = project.fund_weight, project.rate, project.fund_score
    if weight is None or rate is None or score is None:
        return
    expected = min(weight.value * rate.value, weight.value)
    tolerance = (weight.value * _rate_digit(rate) + last_digit_of(score.published)) / 2
    yield _judged(identity, project, project.name, "", expected, score.value, tolerance, (weight, rate, score), True)


def _weights(identity: Identity, project: Project, known: Catalogue) -> Iterator[Check]:
    """P4: the weights add up to the printed total, else to 100; the weight of execution is counted with them or apart."""
    weights = [i.weight for i in project.indicators if i.weight is not None and i.block == "evaluation"]
    if not weights:
        return
    total = project.total_weight
    expected = total.value if total is not None else _HUNDRED
    used, actual = _with_or_without(weights, project.fund_weight, expected, ZERO)
    used += [total] if total else []
    one = _judged(identity, project, project.name, "", expected, actual, ZERO, used, True)
    printed = [i.weight for i in project.indicators if i.block == "evaluation"]
    if project.fund_score is not None:
        printed.append(project.fund_weight)  # a form that scores the execution weighs it, and may leave the cell blank
    yield _doubted(one, printed)


def _bounds(identity: Identity, project: Project, known: Catalogue) -> Iterator[Check]:
    """P5: no score is below 0 or above its weight: a mismatch for each that is, else one outcome for the project."""
    pairs = [(i.level3 or "", i.weight, i.score) for i in project.indicators if i.weight and i.score]
    pairs += [("", project.fund_weight, project.fund_score)] if project.fund_weight and project.fund_score else []
    outside = [(n, w, s) for n, w, s in pairs if not ZERO <= s.value <= w.value]
    for name, weight, score in outside:
        scope = f"{project.name}/{name}" if name else project.name
        yield _judged(identity, project, scope, "", weight.value, score.value, ZERO, (weight, score), True)
    if pairs and not outside:
        weight, score = (sum((p[n].value for p in pairs), ZERO) for n in (1, 2))
        yield _outcome(identity, project, project.name, "", weight, score, ZERO, "pass", (), True)


def _total(identity: Identity, project: Project, known: Catalogue) -> Iterator[Check]:
    """P5: the total score is the sum of the scores; that of execution is counted with them or apart."""
    scores = [i.score for i in project.indicators if i.score is not None and i.block == "evaluation"]
    if not scores:
        return
    if project.score is None:
        if identity.obliged:
            yield _insufficient(identity, project, project.name, "")
        return
    tolerance = _points_digit(project.score) / 2
    if project.fund_score is not None:
        tolerance += _points_digit(project.fund_score) / 2
    used, actual = _with_or_without(scores, project.fund_score, project.score.value, tolerance)
    used.append(project.score)
    one = _judged(identity, project, project.name, "", project.score.value, actual, tolerance, used, True)
    yield _doubted(one, [i.score for i in project.indicators if i.block == "evaluation"])


def _doubted(one: Check, figures: Sequence[Figure | None]) -> Check:
    """A mismatch that a figure which is not printed, or was not read, may explain is none."""
    return undecided(one) if one.status == "mismatch" and None in figures else one


def _grade(identity: Identity, project: Project, known: Catalogue) -> Iterator[Check]:
    """P6: the total score lies in the band of the printed grade."""
    if project.grade is None or project.score is None:
        return
    band = next((bounds for name, bounds in known.grades.items() if project.grade.startswith(name)), None)
    if band is None:
        return
    low, high = band
    score = project.score.value
    inside = low <= score < high or score == high == _HUNDRED
    yield _outcome(
        identity, project, project.name, "", low, score, ZERO, "pass" if inside else "mismatch", (project.score,), True
    )


def _targets(identity: Identity, project: Project, known: Catalogue) -> Iterator[Check]:
    """P7: a value that misses its target does not get the full score: a mismatch for each that does, else one outcome."""
    judged = []
    for indicator in project.indicators:
        met = _meets(indicator.target, indicator.actual)
        if met is not None and indicator.weight and indicator.score and indicator.weight.value > 0:
            judged.append((indicator, met or indicator.score.value < indicator.weight.value))
    for indicator, fine in judged:
        if not fine:
            scope, used = f"{project.name}/{indicator.level3 or ''}", (indicator.weight, indicator.score)
            yield _outcome(identity, project, scope, "", used[0].value, used[1].value, ZERO, "mismatch", used, True)
    if judged and all(fine for _, fine in judged):
        weight = sum((i.weight.value for i, _ in judged), ZERO)
        score = sum((i.score.value for i, _ in judged), ZERO)
        yield _outcome(identity, project, project.name, "", weight, score, ZERO, "pass", (), True)


def _meets(target: str | None, actual: str | None) -> bool | None:
    """Whether a value reaches its target; None where the two are no numbers in one unit, or the target says no direction."""
    wanted, reached = (_VALUE.match((text or "").replace(",", "")) for text in (target, actual))
    if wanted is None or reached is None or reached["sign"] or not wanted["sign"]:
        return None
    if reached["unit"] and wanted["unit"] != reached["unit"]:
        return None
    sign, goal, value = wanted["sign"], Decimal(wanted["number"]), Decimal(reached["number"])
    if wanted["unit"] in ("%", "％") and not reached["unit"] and value <= 1 < goal:
        return None  # 0.95 beside 90%: a ratio
    if sign in _AT_LEAST:
        return value >= goal
    if sign in _MOST:
        return value <= goal
    if sign in (">", "＞", "大于"):
        return value > goal
    return value < goal if sign in ("<", "＜", "小于") else value == goal


_Judge = Callable[[Identity, Project, Catalogue], Iterator[Check]]
_JUDGES: dict[str, _Judge] = {
    "funds": _funds,
    "rate": _rate,
    "fund_score": _fund_score,
    "weights": _weights,
    "bounds": _bounds,
    "total": _total,
    "grade": _grade,
    "targets": _targets,
}


def _with_or_without(
    figures: Sequence[Figure], execution: Figure | None, expected: Decimal, tolerance: Decimal
) -> tuple[list[Figure], Decimal]:
    """The figures that make a sum and their sum: with the figure of execution, unless only without it they reach what is expected."""
    alone = sum((f.value for f in figures), ZERO)
    if execution is None or abs(alone - expected) <= tolerance < abs(alone + execution.value - expected):
        return list(figures), alone
    return [*figures, execution], alone + execution.value


def _digit(fund: Any) -> Decimal:
    """The yuan of the last digit that an amount prints."""
    return last_digit_of(fund.figure.published, fund.unit)


def _rate_digit(rate: Figure) -> Decimal:
    """The last digit of a printed rate, as a ratio."""
    digit = last_digit_of(rate.published)
    printed = Decimal(re.sub(r"[^\d.]", "", rate.published) or 0)
    return digit / 100 if printed != abs(rate.value) else digit


def _points_digit(points: Figure) -> Decimal:
    """The last digit of points: whole points were entered whole."""
    digit = last_digit_of(points.published)
    return digit if digit < 1 else ZERO


def _judged(
    identity: Identity,
    project: Project,
    scope: str,
    measure: str,
    expected: Decimal,
    actual: Decimal,
    tolerance: Decimal,
    used: Iterable[Any],
    in_points: bool = False,
) -> Check:
    gap = abs(actual - expected)
    status = "pass" if gap == 0 else "rounding" if gap <= tolerance else "mismatch"
    return _outcome(identity, project, scope, measure, expected, actual, tolerance, status, used, in_points)


def _outcome(
    identity: Identity,
    project: Project,
    scope: str,
    measure: str,
    expected: Decimal,
    actual: Decimal,
    tolerance: Decimal,
    status: str,
    used: Iterable[Any],
    in_points: bool = False,
) -> Check:
    figures = [getattr(one, "figure", one) for one in used]
    places = tuple(Place(project.form, project.name, measure, f.table_id, f.row_index, f.column_index) for f in figures)
    return Check(
        identity.id,
        project.form,
        scope,
        measure,
        expected,
        actual,
        actual - expected,
        tolerance,
        status,
        identity.severity,
        places=places,
        in_points=in_points,
    )


def _insufficient(identity: Identity, project: Project, scope: str, measure: str) -> Check:
    place = Place(project.form, project.name, measure, project.table_id)
    return Check(
        identity.id,
        project.form,
        scope,
        measure,
        None,
        None,
        None,
        None,
        "insufficient",
        identity.severity,
        places=(place,),
    )
