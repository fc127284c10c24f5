"""Identities between forms: the same money printed twice or more.

Here: finding the operands in their forms, guards, and rule `equal`. Not here: sums within one form.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from itertools import product

from .catalogue import Catalogue, Identity, Pick
from .codes import tree_of
from .lines import parts_of
from .outcome import Check, Operand, insufficient, judge, undecided
from .outline import Outline, outlines_of
from .sheets import Index, Line, Sheet

Found = dict[str, list[Operand]]


class Missing(Enum):
    """Why a form has no operand: its row is not there (it ought to be), or the form is laid out without such rows or columns."""

    ROW = "row"
    LAYOUT = "layout"


_FISCAL = frozenset(
    {
        "total",
        "current_year_income",
        "fiscal_appropriation",
        "general_budget",
        "government_fund",
        "state_capital",
        "education_fees",
    }
)


def equal(identity: Identity, index: Index) -> Iterator[Check]:
    """The operands on the left against those on the right, once, or for each class or measure."""
    if identity.when is not None and not _GUARDS[identity.when](index):
        return
    if not (index.present >= {p.form for p in identity.left} and any(p.form in index.present for p in identity.right)):
        return
    lefts = [identity.left, *((pick,) for pick in identity.or_left)]
    rights = [identity.right, *((pick,) for pick in identity.or_right)]
    yield from min((list(_compare(identity, index, left, right)) for left, right in product(lefts, rights)), key=_worth)


def _worth(found: Sequence[Check]) -> tuple[int, int, int]:
    """What makes one choice of operands better than another: something was judged, little is open, little is unknown."""
    mismatches = sum(1 for c in found if c.status == "mismatch")
    unknown = sum(1 for c in found if c.status == "insufficient")
    return int(len(found) == unknown), mismatches + unknown, unknown


def _compare(identity: Identity, index: Index, left: Sequence[Pick], right: Sequence[Pick]) -> Iterator[Check]:
    a, b = _side(index, left, identity.each), _side(index, right, identity.each)
    form = left[0].form
    if isinstance(a, Missing) or isinstance(b, Missing):
        if Missing.ROW in (a, b) or (identity.obliged and a is not b):
            yield insufficient(identity.id, identity.severity, form, "合计", left[0].measure)
        return
    if identity.each == "measure":
        a, b = _comparable(index.catalogue, a, b)
    absent = any(p.form not in index.present | index.blank for p in (*left, *right))
    for key in sorted(set(a) | set(b)):
        scope = key or "合计"
        measure = key if identity.each == "measure" else left[0].measure
        expected, actual = a.get(key, []), b.get(key, [])
        if identity.compare == "at_least" and not (expected and actual):
            continue
        if expected and actual:
            check = judge(
                identity.id,
                identity.severity,
                form,
                scope,
                measure,
                expected,
                actual,
                identity.tolerance,
                identity.compare,
            )
            if check is not None:
                yield undecided(check) if absent and check.status == "mismatch" else check
        elif any(o.yuan for o in (*expected, *actual)) and (identity.obliged or identity.each == "class"):
            yield insufficient(identity.id, identity.severity, form, scope, measure, expected, actual)


def operands(index: Index, pick: Pick) -> Found | Missing:
    """The operands of one row (or rows, by class or measure) of a form, or why there are none."""
    return _side(index, (pick,), None)


def _side(index: Index, picks: Sequence[Pick], each: str | None) -> Found | Missing:
    """Operands by class, measure or '' of the forms named, or why there are none."""
    out: Found = {}
    known = False
    for pick in picks:
        sheet = index.sheet(pick.form)
        if sheet is None:
            continue
        found = _find(index.catalogue, sheet, pick, each)
        if isinstance(found, Missing):
            if any(a.yuan for a in sheet.amounts):
                return found  # money whose place is unknown
            continue
        known = True
        for key, operands in found.items():
            out.setdefault(key, []).extend(operands)
    return out if known else Missing.LAYOUT


def _find(catalogue: Catalogue, sheet: Sheet, pick: Pick, each: str | None) -> Found | Missing:
    if pick.row == "lines":
        return _income_lines(catalogue, outlines_of(sheet, pick.side, catalogue))
    if pick.row == "classes":
        return _summary_classes(catalogue, sheet, pick) if pick.side else _coded_classes(catalogue, sheet, pick.measure)
    if pick.row == "staff":
        lines = [
            line for lane in sheet.lanes for line in lane.lines if line.kind == "partial" and line.name.endswith("合计")
        ]
        operands = [line.operand(pick.measure) for line in lines]
        return {"": operands} if operands else Missing.ROW
    if pick.row in {"current", "grand"}:
        line = next(
            (
                getattr(o, pick.row)
                for o in outlines_of(sheet, pick.side, catalogue)
                if getattr(o, pick.row) is not None
            ),
            None,
        )
    else:
        line = tree_of(sheet).whole
    if line is None:
        return Missing.ROW
    if each == "measure":
        return {m: [line.operand(m)] for m in line.cells if m in catalogue.income_lines}
    measures = {m for lane in sheet.lanes_on(pick.side) for m in lane.measures}
    operands = _figures(catalogue, line, pick.measure, measures)
    return {"": operands} if operands is not None else Missing.LAYOUT


def _comparable(catalogue: Catalogue, a: Found, b: Found) -> tuple[Found, Found]:
    """Kinds of income that both forms print, each by itself; 财政拨款 on one side stands against the three budgets on the other."""
    parts = catalogue.trees["income"]["fiscal_appropriation"]
    whole = "fiscal_appropriation"
    for one, other in ((a, b), (b, a)):
        if whole in one and whole not in other and any(p in other for p in parts):
            other[whole] = [o for p in parts for o in other.get(p, ())]
    both = set(a) & set(b)
    return {k: a[k] for k in both}, {k: b[k] for k in both}


def _figures(catalogue: Catalogue, line: Line, measure: str, measures: set[str]) -> list[Operand] | None:
    """A line's figure of a measure; where no column prints it, its parts."""
    if measure in measures:
        return [line.operand(measure)]
    for tree in catalogue.trees:
        if parts := [p for p in parts_of(catalogue, tree, measure, measures) if not p.startswith("-")]:
            return [line.operand(p) for p in parts]
    return None


def _coded_classes(catalogue: Catalogue, sheet: Sheet, measure: str) -> Found | Missing:
    tree = tree_of(sheet)
    measures = {m for lane in sheet.lanes for m in lane.measures}
    out: Found = {}
    for node in tree.roots:
        key = node.code[:3] if node.code else catalogue.class_of(node.line.name) if tree.keyed_by == "names" else None
        if key is None or not key.startswith("2"):
            continue
        operands = _figures(catalogue, node.line, measure, measures)
        if operands is None:
            return Missing.LAYOUT
        out.setdefault(key, []).extend(operands)
    return out or Missing.LAYOUT


def _summary_classes(catalogue: Catalogue, sheet: Sheet, pick: Pick) -> Found | Missing:
    """The functional classes among a side's lines: the lane and level where most lines are classes."""
    if not any(pick.measure in lane.measures for lane in sheet.lanes_on(pick.side)):
        return Missing.LAYOUT
    best: list[tuple[str, Line]] = []
    for one in outlines_of(sheet, pick.side, catalogue):
        levels: dict[int, list[tuple[str, Line]]] = {}
        for item in one.walk():
            if (key := catalogue.class_of(item.line.name)) and not item.part_only:
                levels.setdefault(item.depth, []).append((key, item.line))
        for found in levels.values():
            if len(found) > len(best) and any(key < "224" for key, _ in found):
                best = found
    out: Found = {}
    for key, line in best:
        operand = line.operand(pick.measure)
        out.setdefault(key, []).append(operand)
    return out or Missing.LAYOUT


def _income_lines(catalogue: Catalogue, outlines: Sequence[Outline]) -> Found | Missing:
    """Income lines by the measure of their column in the income form; a line printed with its parts counts once, as itself."""
    out: Found = {}
    for one in outlines:
        for item in one.walk():
            measure = catalogue.income_measure(item.line.name)
            if measure and not item.part_only:
                out.setdefault(measure, []).append(item.line.operand("total"))
    return out or Missing.LAYOUT


# -------------------------------------------------------------------------------------------------------------- guards


def _total_of(index: Index, form: str) -> Line | None:
    sheet = index.sheet(form)
    return tree_of(sheet).whole if sheet is not None else None


def _only_fiscal(index: Index) -> bool:
    """Whether the income form prints fiscal money and no other."""
    for form in ("final_income", "budget_income"):
        line = _total_of(index, form)
        if line is not None and len(line.cells) > 1:
            return not any(a.yuan for m, found in line.cells.items() if m not in _FISCAL for a in found) and not any(
                a.yuan for a in line.unknown
            )
    return False


def _no_fund_or_capital(index: Index) -> bool:
    for kind in ("final", "budget"):
        for base in ("government_fund", "state_capital"):
            sheet = index.sheet(f"{kind}_{base}")
            if sheet is not None and any(a.yuan for a in sheet.amounts):
                return False
    return True


def _only_general(index: Index) -> bool:
    return _only_fiscal(index) and _no_fund_or_capital(index)


def _fund_and_capital_blank(index: Index) -> bool:
    return index.blank >= {"final_government_fund", "final_state_capital"}


def _brought_forward_within(index: Index) -> bool:
    """Whether the forms of the three budgets hold all fiscal expenditure: not so where they add up to the year's income without what is brought forward."""
    sheet = index.sheet("budget_fiscal_summary")
    if sheet is None:
        return False
    forms = [Pick(f"budget_{base}", "total") for base in ("general_expenditure", "government_fund", "state_capital")]
    spent = _side(index, forms, None)
    for side, row in (("expenditure", "current"), ("expenditure", "grand"), ("income", "current")):
        figure = _find(index.catalogue, sheet, Pick(sheet.form, row, side), None)
        if isinstance(spent, Missing) or isinstance(figure, Missing):
            continue
        check = judge("", "", "", "", "", figure[""], spent[""])
        if check is not None and check.status != "mismatch":
            return side == "expenditure"
    return True


_GUARDS: dict[str, Callable[[Index], bool]] = {
    "only_fiscal": _only_fiscal,
    "only_general": _only_general,
    "fund_and_capital_blank": _fund_and_capital_blank,
    "brought_forward_within": _brought_forward_within,
}
