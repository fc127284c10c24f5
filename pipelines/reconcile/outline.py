"""Two-sided forms as outlines: lines under lines, the year's total, carried lines, the grand total.

Here: reading a lane's lines by ordinal and indent, and rule `outline`. Not here: forms keyed by codes (codes.py).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .catalogue import Catalogue, Identity
from .outcome import Check, Operand, insufficient, judge
from .sheets import Index, Lane, Line, Sheet, additive, fold

_STEP = 4.0
_STYLES = (
    ("han", re.compile(r"^[一二三四五六七八九十]+[、.．]")),
    ("han_bracket", re.compile(r"^[（(][一二三四五六七八九十]+[）)]")),
    ("number", re.compile(r"^\d+[、.．](?!\d)")),
    ("number_bracket", re.compile(r"^[（(]\d+[）)]")),
    ("circle", re.compile(r"^[①-⑳]")),
)


@dataclass(slots=True)
class Item:
    """A line of an outline with the lines under it; `part_only`: an 其中 line, not one of a complete list."""

    line: Line
    part_only: bool = False
    depth: int = 0
    children: list["Item"] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """One lane: lines that make up the year's total, that total, lines brought in or carried out, the grand total. `within`: the
    lines that make it up where those without an ordinal are parts of the line above them and no indent says so."""

    lane: Lane
    items: list[Item]
    within: list[Item]
    carried: list[Item]
    current: Line | None
    grand: Line | None
    measures: list[str]

    def walk(self, items: Sequence[Item] | None = None) -> Iterator[Item]:
        """Every line of the year (or of `items`), parents first."""
        stack = list(reversed(self.items if items is None else items))
        while stack:
            item = stack.pop()
            yield item
            stack.extend(reversed(item.children))


def outlines_of(sheet: Sheet, side: str | None, catalogue: Catalogue) -> list[Outline]:
    """The outlines of a side, one a classification printed; a lane without a total of its own takes that of its neighbour."""
    if "outlines" not in sheet.memo:
        found = [_outline(lane, catalogue) for lane in sheet.lanes if lane.side]
        for one in found:
            if one.current is None and one.grand is None:
                for other in found:
                    if other.lane.side == one.lane.side and (other.current or other.grand):
                        one.current = other.current or other.grand
        sheet.memo["outlines"] = found
    return [o for o in sheet.memo["outlines"] if side is None or o.lane.side == side]


def _outline(lane: Lane, catalogue: Catalogue) -> Outline:
    words = catalogue.words
    lines = [line for line in lane.lines if not words.skipped.search(line.name)]
    grand = next((line for line in lines if words.grand.search(line.name)), None)
    current = next((line for line in lines if line is not grand and words.current.search(line.name)), None)
    for line in lines:
        if line not in (grand, current) and words.weak_total.search(line.name):
            if grand is None:
                grand = line
            elif current is None:
                current = line
    body = [line for line in lines if line is not grand and line is not current and not words.grand.search(line.name)]
    if grand is not None and grand is not lines[0]:
        body = [line for line in body if line.position < grand.position]
    if current is None:
        first = [line for line in body if not words.carried.search(line.name)]
        main, carried = _split(body, words.carried) if first else ([], body)
    elif any(line.position < current.position for line in body):
        main = [line for line in body if line.position < current.position]
        carried = [line for line in body if line.position > current.position]
    else:
        main, carried = _after_heading(body, words.carried)
    return Outline(
        lane,
        _nest(main, catalogue),
        _nest(main, catalogue, within=True),
        _nest(carried, catalogue, True),
        current,
        grand,
        additive(lane.measures),
    )


def _split(body: Sequence[Line], carried: re.Pattern[str]) -> tuple[list[Line], list[Line]]:
    """Without a line for the year: carried lines and what follows the last of them."""
    start = next((i for i, line in enumerate(body) if i and carried.search(line.name)), len(body))
    return list(body[:start]), list(body[start:])


def _after_heading(body: Sequence[Line], carried: re.Pattern[str]) -> tuple[list[Line], list[Line]]:
    """Where 本年收入 stands above its lines: they end at the first carried line."""
    start = next((i for i, line in enumerate(body) if carried.search(line.name)), len(body))
    return list(body[:start]), list(body[start:])


def _style(raw: str) -> str:
    return next((name for name, pattern in _STYLES if pattern.search(raw)), "")


def _nest(lines: Sequence[Line], catalogue: Catalogue, carried: bool = False, within: bool = False) -> list[Item]:
    """Lines under lines: an ordinal of a style met before closes what is below it, a new style opens a level, without ordinals the indent tells.
    The three budgets named after a carried line are its parts. `within`: so are lines without an ordinal after one that has one, and the
    three budgets after 财政拨款."""
    roots: list[Item] = []
    stack: list[tuple[str, float, Item]] = []
    for line in lines:
        style = _style(line.raw)
        part_only = bool(catalogue.words.of_which.search(fold(line.raw)))
        if part_only:
            while len(stack) > 1 and stack[-1][2].part_only:
                stack.pop()
        elif carried and stack and catalogue.budget_of(line.name) and not catalogue.words.carried.search(line.name):
            del stack[1:]
        elif carried and not style and catalogue.words.carried.search(line.name):
            while stack and (
                stack[0][0] == "" or stack[-1][1] > line.indent - _STEP
            ):  # lines set centred have no telling indent
                stack.pop()
        elif style and any(style == s for s, _, _ in stack):
            while stack.pop()[0] != style:
                pass
        elif style:
            while stack and not stack[-1][0] and stack[-1][1] > line.indent - _STEP:
                stack.pop()
        elif within:
            while stack and not (stack[-1][0] or _whole_of_budgets(stack[-1][2].line, line, catalogue)):
                stack.pop()
        else:
            while stack and stack[-1][1] > line.indent - _STEP:
                stack.pop()
        item = Item(line, part_only, len(stack))
        (stack[-1][2].children if stack else roots).append(item)
        stack.append((style, line.indent, item))
    return roots


def _whole_of_budgets(line: Line, part: Line, catalogue: Catalogue) -> bool:
    """Whether a line is 财政拨款 and the other one of the three budgets that it comes from."""
    return (
        bool(catalogue.words.fiscal.search(line.name))
        and not catalogue.budget_of(line.name)
        and bool(catalogue.budget_of(part.name))
    )


# ---------------------------------------------------------------------------------------------------------------- rule


def outline(identity: Identity, index: Index) -> Iterator[Check]:
    """The equation that an identity names, for every lane and measure of its side."""
    for form in identity.forms:
        for sheet in index.sheets(form):
            if identity.equation == "balance":
                yield from _balance(identity, sheet, index.catalogue)
                continue
            if identity.equation == "balance_by_budget":
                yield from _balance_by_budget(identity, sheet, index.catalogue)
                continue
            found = outlines_of(sheet, identity.side, index.catalogue)
            if identity.equation == "grand" and identity.obliged and found and _whole(found) is None:
                yield insufficient(identity.id, identity.severity, form, "总计", "total")
            for one in found:
                if identity.equation == "current":
                    yield from _current(identity, sheet, one)
                elif identity.equation == "grand":
                    yield from _grand(identity, sheet, one)
                else:
                    for item in one.walk(one.items if identity.equation == "items" else one.carried):
                        yield from _item(identity, sheet, one, item)


def _judge(
    identity: Identity, sheet: Sheet, one: Outline, scope: str, whole: Line, *readings: Sequence[Line]
) -> Iterator[Check]:
    """A check a measure: of the whole against the lines of the first of the readings under which it holds."""
    for measure in one.measures:
        checks = [
            judge(
                identity.id,
                identity.severity,
                sheet.form,
                scope,
                measure,
                [whole.operand(measure)],
                [p.operand(measure) for p in parts],
                identity.tolerance,
            )
            for parts in readings
        ]
        check = next((c for c in checks if c is not None and c.status != "mismatch"), checks[0])
        if check is not None:
            yield check


def _current(identity: Identity, sheet: Sheet, one: Outline) -> Iterator[Check]:
    if one.current is not None and one.items:
        yield from _judge(
            identity,
            sheet,
            one,
            _name(one.current, one),
            one.current,
            *([i.line for i in x] for x in (one.items, one.within)),
        )
    elif identity.obliged and (one.items or one.current):
        yield insufficient(identity.id, identity.severity, sheet.form, _name(one.current, one), "total")


def _grand(identity: Identity, sheet: Sheet, one: Outline) -> Iterator[Check]:
    carried = [i.line for i in one.carried]
    main = [[one.current]] * 2 if one.current is not None else [[i.line for i in x] for x in (one.items, one.within)]
    if one.grand is not None and main[0]:
        yield from _judge(
            identity, sheet, one, _name(one.grand, one), one.grand, *([*lines, *carried] for lines in main)
        )


def _item(identity: Identity, sheet: Sheet, one: Outline, item: Item) -> Iterator[Check]:
    if item.children and not any(child.part_only for child in item.children):
        yield from _judge(identity, sheet, one, item.line.key, item.line, [c.line for c in item.children])


def _name(line: Line | None, one: Outline) -> str:
    return line.key if line is not None else "本年合计"


def _whole(outlines: Sequence[Outline]) -> Line | None:
    return next((o.grand for o in outlines if o.grand is not None), None)


def _balance(identity: Identity, sheet: Sheet, catalogue: Catalogue) -> Iterator[Check]:
    income = _whole(outlines_of(sheet, "income", catalogue))
    spending = _whole(outlines_of(sheet, "expenditure", catalogue))
    if income is not None and spending is not None:
        check = judge(
            identity.id,
            identity.severity,
            sheet.form,
            "总计",
            "total",
            [income.operand("total")],
            [spending.operand("total")],
            identity.tolerance,
        )
        if check is not None:
            yield check
    elif identity.obliged and sheet.lanes:
        yield insufficient(identity.id, identity.severity, sheet.form, "总计", "total")


def _balance_by_budget(identity: Identity, sheet: Sheet, catalogue: Catalogue) -> Iterator[Check]:
    income = outlines_of(sheet, "income", catalogue)
    spending = _whole(outlines_of(sheet, "expenditure", catalogue))
    if spending is None or len(income) != 1 or income[0].grand is None:
        return
    lines: dict[str, list[Operand]] = {}
    for item in [*income[0].walk(), *income[0].walk(income[0].carried)]:
        budget = catalogue.budget_of(item.line.name)
        if budget and not item.children and not item.part_only:
            lines.setdefault(budget, []).append(item.line.operand("total"))
    unsplit = [
        i
        for i in income[0].carried
        if not i.children
        and not catalogue.budget_of(i.line.name)
        and any(a.yuan for a in i.line.cells.get("total", ()))
    ]
    columns = {m for m in catalogue.words.budgets if any(spending.cells.get(m, ()))}
    if unsplit or not columns:
        return
    for budget in sorted(columns | set(lines)):
        check = judge(
            identity.id,
            identity.severity,
            sheet.form,
            "总计",
            budget,
            [spending.operand(budget)],
            lines.get(budget, []),
            identity.tolerance,
        )
        if check is not None:
            yield check
