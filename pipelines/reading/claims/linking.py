"""Which cell a stated sum is printed in.

Here: the cells that a subject can mean, and the choice between them. Not here: subjects (subjects.py), outcomes (checks.py).

A sum is linked only on unambiguous evidence: it equals a cell that its words can mean, or every cell that they can mean prints one and the
same figure. What several cells could contradict accuses nobody.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.reconcile.across import Missing, operands
from pipelines.reconcile.catalogue import Pick
from pipelines.reconcile.codes import tree_of
from pipelines.reconcile.outcome import Operand, Place, slack
from pipelines.reconcile.sheets import Index, Line, Sheet, fold

from .model import Figure, Subject
from .words import Target, words

# Where lines keyed by a functional code are printed, by the money spoken of; the first form found is the nearest.
_CODED = {
    "whole": ("expenditure", "summary"),
    "fiscal": ("fiscal_summary", "general_expenditure", "government_fund", "state_capital"),
    "general": ("general_expenditure", "fiscal_summary"),
    "fund": ("government_fund", "fiscal_summary"),
    "capital": ("state_capital", "fiscal_summary"),
    "basic": ("general_expenditure",),
    None: ("general_expenditure", "expenditure"),
}
_ECONOMIC = ("general_basic", "general_economic")
_STAGE = {"approved_budget": "approved_", "adjusted_budget": "adjusted_", "prior_year": "prior_year_"}
_MONEY = {"general": "general_budget", "fund": "government_fund", "capital": "state_capital"}
_TAIL = re.compile(r"(?:（类）|（款）|（项）|支出|费用|经费)+$")
Candidate = tuple[Operand, bool]  # a cell, and whether the words name its form beyond doubt


@dataclass(frozen=True, slots=True)
class Link:
    """The cell of a sum. `code` is the line's code or name; `sure`: the evidence would bear a contradiction."""

    form: str
    code: str
    measure: str
    operand: Operand


class Linker:
    """Finds cells among the amounts of one document."""

    def __init__(self, index: Index, kind: str | None, bodies: Sequence[str] = ()):
        self.index = index
        self.kind = kind
        self.bodies = {fold(body) for body in bodies}
        self._sums: dict[Decimal, set[str]] | None = None  # sums printed, with the codes and names of their lines

    def link(self, figure: Figure) -> Link | None:
        """The cell in which a sum is printed; None where no cell, or more than one, is meant."""
        if self.kind is None or not figure.linkable or figure.claim not in ("amount", "prior_amount"):
            return None
        stated = Operand(place_of(figure), figure.yuan, figure.digit)
        cells = list(self._candidates(figure))
        found = [operand for operand, _ in cells]
        near = [o for o in found if o.yuan is not None and abs(o.yuan - figure.yuan) <= slack([stated], [o], "figure")]
        if near:
            best = min(near, key=lambda o: abs((o.yuan or Decimal(0)) - figure.yuan))
        elif found and len({o.yuan for o in found}) == 1 and all(sure for _, sure in cells):
            if self._printed_elsewhere(figure):
                return None
            best = found[0]
        else:
            return None
        return Link(best.place.form, best.place.key, best.place.measure, best)

    def _printed_elsewhere(self, figure: Figure) -> bool:
        """Whether the document prints the very sum on the line named, or anywhere where no line is: then its forms contradict each
        other, which is for their own identities to say."""
        if self._sums is None:
            self._sums = {}
            for form in self.index.present:
                for sheet in self.index.sheets(form):
                    for a in sheet.amounts:
                        self._sums.setdefault(a.yuan, set()).update((a.code or "", fold(a.line_name)))
        keys = self._sums.get(figure.yuan, set())
        subject = figure.subject
        if not (subject.code or subject.levels):
            return bool(keys)
        return bool(keys & {subject.code or "", fold(subject.levels[-1][1] if subject.levels else subject.name)} - {""})

    def cells(self, figure: Figure) -> list[Operand]:
        """Every cell that a figure's words can mean."""
        return [operand for operand, sure in self._candidates(figure) if sure] if self.kind is not None else []

    def _candidates(self, figure: Figure) -> Iterator[Candidate]:
        subject, scope = figure.subject, figure.scope
        stage = _STAGE.get(figure.base or "", "")
        if subject.code or subject.levels:
            yield from self._coded(subject, scope, stage)
            return
        for rule in words().lines:
            if rule.subject.search(subject.core) and (scope or "whole") in rule.scopes:
                for target in rule.targets:
                    yield from self._target(target, figure)
                return
        core = _TAIL.sub("", subject.core)
        if (measure := self.index.catalogue.income_measure(_income_name(subject.core))) is not None:
            yield from self._income(measure, scope, stage)
        elif (code := self.index.catalogue.class_of(core) or self.index.catalogue.class_of(subject.core)) is not None:
            yield from self._coded(Subject(subject.name, subject.core, code), scope, stage)

    # ---------------------------------------------------------------------------------------------------- named lines
    def _target(self, target: Target, figure: Figure) -> Iterator[Candidate]:
        form = f"{self.kind}_{target.form}"
        sheet = self.index.sheet(form)
        if sheet is None:
            return
        stage = _STAGE.get(figure.base or "", "")
        if target.row == "item":
            yield from self._item(sheet, target.item or "", figure)
            return
        if target.row in ("staff_personnel", "staff_public"):
            ending = "人员经费合计" if target.row == "staff_personnel" else "公用经费合计"
            for lane in sheet.lanes:
                for line in lane.lines:
                    if line.name.endswith(ending):
                        yield from _printed(line, stage + "total")
            return
        if target.row == "named":
            lines = [line for lane in sheet.lanes_on(target.side) for line in lane.lines if line.name == target.item]
            if len(lines) == 1:
                yield from _printed(lines[0], stage + (target.measure or "total"), target.sure)
            return
        if target.row == "income_line":
            yield from self._summary_income(sheet, target.item or "", stage)
            return
        if sheet_has_bodies(sheet) or (target.row == "total" and not self._has_total(sheet)):
            return
        found = operands(self.index, Pick(form, target.row, target.side, stage + (target.measure or "total")))
        if not isinstance(found, Missing):
            for group in found.values():
                if len(group) == 1 and group[0].yuan is not None:
                    yield group[0], target.sure

    def _item(self, sheet: Sheet, item: str, figure: Figure) -> Iterator[Candidate]:
        measures = {
            None: ["final", "total"] if self.kind == "final" else ["budget", "total"],
            "approved_budget": ["budget"],
            "adjusted_budget": ["budget"],
            "prior_year": ["prior_year_budget"] if self.kind == "budget" else ["prior_year_final"],
        }[figure.base]
        bodies = {line.body for lane in sheet.lanes for line in lane.lines if line.body}
        if len(bodies) > 1:
            return
        for lane in sheet.lanes:
            for line in lane.lines:
                if line.name == item:
                    for measure in measures:
                        yield from _printed(line, measure)

    def _has_total(self, sheet: Sheet) -> bool:
        """Whether the line that holds the whole says so, or names the document's body: a unit's row may be the first of several."""
        whole = tree_of(sheet).whole
        return whole is not None and (whole.kind == "total" or not whole.name or fold(whole.name) in self.bodies)

    # ---------------------------------------------------------------------------------------------------------- income
    def _income(self, measure: str, scope: str | None, stage: str) -> Iterator[Candidate]:
        sheet = self.index.sheet(f"{self.kind}_income")
        if sheet is not None and scope != "fiscal" and not sheet_has_bodies(sheet):
            whole = tree_of(sheet).whole
            if whole is not None and self._has_total(sheet):
                yield from _printed(whole, stage + measure)
        names = (
            ("fiscal_summary", "summary")
            if scope in ("fiscal", "general", "fund", "capital")
            else ("summary", "fiscal_summary")
        )
        for name in names:
            sheet = self.index.sheet(f"{self.kind}_{name}")
            if sheet is not None:
                yield from self._summary_income(sheet, measure, stage)

    def _summary_income(self, sheet: Sheet, measure: str, stage: str) -> Iterator[Candidate]:
        for lane in sheet.lanes_on("income"):
            lines = [line for line in lane.lines if self.index.catalogue.income_measure(line.name) == measure]
            if len(lines) == 1:
                yield from _printed(lines[0], stage + "total")

    # ----------------------------------------------------------------------------------------------------------- codes
    def _coded(self, subject: Subject, scope: str | None, stage: str) -> Iterator[Candidate]:
        economic = subject.code is not None and subject.code[:1] in "35"
        bases = _ECONOMIC if economic else _CODED[scope]
        for base in bases:
            for sheet in self.index.sheets(f"{self.kind}_{base}"):
                if sheet_has_bodies(sheet):
                    continue
                if base in ("summary", "fiscal_summary"):
                    yield from self._class_line(sheet, subject, scope, stage)
                    continue
                lines = self._lines(sheet, subject)
                if len(lines) == 1:
                    yield from _printed(lines[0], stage + "total", scope is not None)

    def _class_line(self, sheet: Sheet, subject: Subject, scope: str | None, stage: str) -> Iterator[Candidate]:
        code = subject.code
        if code is None and len(subject.levels) == 1 and subject.levels[0][0] == "类":
            code = self._class_code(subject.levels[0][1])
        if code is None or len(code) != 3:
            return
        measure = _MONEY.get(scope or "", "total")
        for lane in sheet.lanes_on("expenditure"):
            lines = [line for line in lane.lines if self.index.catalogue.class_of(line.name) == code]
            if len(lines) == 1:
                split = measure in lane.measures or measure == "total"
                yield from _printed(lines[0], stage + (measure if split else "total"), split)

    def _class_code(self, name: str) -> str | None:
        known = self.index.catalogue
        return known.class_of(name) or known.class_of(f"{name}支出")

    def _lines(self, sheet: Sheet, subject: Subject) -> list[Line]:
        """The rows of a coded form that a subject names: by its code, by its name within the levels it states."""
        lines = [line for lane in sheet.lanes for line in lane.lines if line.code]
        if not lines:
            return self._uncoded(sheet, subject)
        if subject.code is not None:
            named = [line for line in lines if line.code == subject.code]
            # a code that stands beside another name says one of two things; neither accuses the other
            return [line for line in named if not subject.levels or _alike(line.name, subject.levels[-1][1])]
        level, name = subject.levels[-1]
        length = {"类": 3, "款": 5, "项": 7}[level]
        if level == "类":
            code = self._class_code(name)
            return [line for line in lines if line.code == code]
        found = [line for line in lines if len(line.code or "") == length and _alike(line.name, name)]
        by_code = {line.code: line.name for line in lines}
        for upper, upper_name in subject.levels[:-1]:
            cut = {"类": 3, "款": 5}.get(upper, 7)
            found = [
                line
                for line in found
                if (parent := by_code.get((line.code or "")[:cut])) is None
                or _alike(parent, upper_name)
                or (upper == "类" and self._class_code(upper_name) == (line.code or "")[:3])
            ]
        return found

    def _uncoded(self, sheet: Sheet, subject: Subject) -> list[Line]:
        """The rows of a form without codes: by the name of the class or of the last level; none where a name repeats."""
        name = subject.levels[-1][1] if subject.levels else subject.name
        code = subject.code if subject.code and len(subject.code) == 3 else None
        lines = [line for lane in sheet.lanes for line in lane.lines if not line.code]
        found = [line for line in lines if _alike(line.name, name) or (code and self._class_code(line.name) == code)]
        return found if len(found) == 1 else []


def sheet_has_bodies(sheet: Sheet) -> bool:
    """Whether a form lists several bodies, each with its own codes."""
    if "several_bodies" not in sheet.memo:
        sheet.memo["several_bodies"] = len(tree_of(sheet).bodies) > 1
    return sheet.memo["several_bodies"]


def _printed(line: Line, measure: str, sure: bool = True) -> Iterable[Candidate]:
    operand = line.operand(measure)
    return [(operand, sure)] if operand.yuan is not None else []


def _alike(one: str, other: str) -> bool:
    a, b = (_TAIL.sub("", fold(n)) for n in (one, other))
    return a == b


def _income_name(core: str) -> str:
    """The name under which an income form prints a kind of income."""
    name = core.replace("一般公共财政拨款", "一般公共预算财政拨款").replace("一般公共拨款", "一般公共预算拨款")
    return name if name.startswith("一般公共预算") else name.replace("一般公共收入", "一般公共预算收入")


def place_of(figure: Figure) -> Place:
    """A figure of the narrative as an operand's place: in no form."""
    return Place("", figure.subject.code or figure.subject.name, figure.claim)
