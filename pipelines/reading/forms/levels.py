"""Which rows of a form are totals, which are leaves, and how deep each stands: so that sums never count twice.

Here: levels by code, by ordinal, by indentation, judged by the form's own arithmetic. Not here: the published checks
(pipelines/reconcile).
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from .amounts import Amount, FormReading, with_level

GRAND = re.compile(
    r"^(合计|总计|共计|总合计|合计数|收入总计|支出总计|收支总计|收入合计|支出合计|收入总合计|支出总合计)$"
)
SUBTOTAL = re.compile(r"^(本年|当年|本期).*(合计|小计)$|^(人员|公用|日常公用)(经费|支出)(合计|小计)?$|小计$")
_OF_PAGE = re.compile(
    r"^(本页|每页).*(合计|小计)$|^(承前页|承上页|过次页|转下页)$"
)  # sums of rows by where they are printed
_WHOLE_YEAR = re.compile(r"^(本年|当年|本期)(收入|支出)?(合计|小计)$|^小计$")
_FIRST = re.compile(r"^[一二三四五六七八九十]+[、.．]")
_SECOND = re.compile(r"^([（(][一二三四五六七八九十]+[）)]|\d+[.、．](?!\d)|[（(]\d+[）)]|[①-⑳])")
_OF_WHICH = re.compile(r"^其中")
_THREE_LEAVES = {"因公出国（境）费", "公务用车购置费", "公务用车运行维护费", "公务接待费"}

# Limits of the search for subtotals without marks: a line is one step of recursion, a sum one entry of its memory.
_MAX_LINES = 300
_MAX_SUMS = 20_000

Row = tuple[str, int]  # (table_id, row_index)


def levelled(forms: Sequence[FormReading]) -> list[FormReading]:
    """The same forms with levels, totals and leaves marked over all tables of a form together."""
    marked = iter(with_levels([a for f in forms for a in f.amounts]))
    return [replace(f, amounts=tuple(next(marked) for _ in f.amounts)) for f in forms]


def with_levels(amounts: Sequence[Amount]) -> list[Amount]:
    """The same amounts with row_level, is_total and is_leaf set. Within form, side, block and measure the leaves are
    chosen so that they add up to the form's total wherever some choice of rows does. Forms of other bodies in the same file have levels and
    neither totals nor leaves: the first body's forms hold them already, or are not made of them."""
    groups: dict[tuple, list[Amount]] = defaultdict(list)
    for a in amounts:
        groups[a.form_body or "", a.form, a.side, a.block].append(a)
    marks: dict[int, tuple[int | None, bool, bool]] = {}
    for (_, form, _, _), members in groups.items():
        if form.endswith("three_public"):
            _three_public(members, marks)
        elif any(a.code for a in members):
            _coded(members, marks)
        else:
            _by_name(members, marks)
    for a in amounts:
        if a.form_body:
            marks[id(a)] = (marks[id(a)][0], False, False)
    _lone_totals([a for a in amounts if not a.form_body], marks)
    return [with_level(a, *marks[id(a)]) for a in amounts]


def _lone_totals(amounts: Sequence[Amount], marks: dict) -> None:
    """A total that no leaf makes up in its measure is its own leaf: the form prints nothing else."""
    leaves = {(a.form, a.side, a.block, a.measure) for a in amounts if marks[id(a)][2]}
    for a in amounts:
        level, total, _ = marks[id(a)]
        if total and a.measure != "unmapped" and (a.form, a.side, a.block, a.measure) not in leaves:
            marks[id(a)] = (level, total, True)


def _three_public(members: Sequence[Amount], marks: dict) -> None:
    split = {(a.row_body, a.measure) for a in members if a.line_name in {"公务用车购置费", "公务用车运行维护费"}}
    whole = _whole_body(members)
    parts = len({a.row_body for a in members}) > 1 and (whole is not None or any(a.row_body is None for a in members))
    for a in members:
        leaf = a.line_name in _THREE_LEAVES or (
            a.line_name == "公务用车购置及运行维护费" and (a.row_body, a.measure) not in split
        )
        counted = not parts or a.row_body in {whole, None}
        total = a.line_name == "合计" and a.measure != "unmapped" and counted
        level = 0 if a.line_name == "合计" else 2 if a.line_name in {"公务用车购置费", "公务用车运行维护费"} else 1
        marks[id(a)] = (level, total, leaf and counted and a.measure != "unmapped")


def _whole_body(members: Sequence[Amount]) -> str | None:
    """The body whose rows hold what the others add up to: one called 合计, or the first where its totals are their sum."""
    totals: dict[str, dict[str, Decimal]] = {}
    for a in members:
        if a.row_body:
            figures = totals.setdefault(a.row_body, {})
            if a.line_name == "合计" and a.measure not in figures:
                figures[a.measure] = a.value
    called = next((b for b in totals if GRAND.match(b)), None)
    if called is not None or len(totals) < 2:
        return called
    first, *others = totals
    sums = {m: sum((totals[b].get(m, Decimal(0)) for b in others), Decimal(0)) for m in totals[first]}
    return first if sums and sums == totals[first] else None


def _coded(members: Sequence[Amount], marks: dict) -> None:
    codes = {a.code for a in members if a.code}
    parents = {c[:n] for c in codes for n in (3, 5) if len(c) > n}
    economic = {c for c in codes if c[0] in "35"}
    for a in members:
        if a.code:
            parent = a.code in parents and not (a.code in economic and len(a.code) > 5)
            marks[id(a)] = ({3: 1, 5: 2, 7: 3}[len(a.code)], False, not parent)
        else:
            marks[id(a)] = (0, GRAND.match(a.line_name) is not None, False)
    if not any(m[1] for a in members if (m := marks[id(a)])):
        _body_totals(members, marks)


def _body_totals(members: Sequence[Amount], marks: dict) -> None:
    """Where no 合计 is printed the row of the body itself is the total: the code-less row that stands first; else what is called the
    whole of the year."""
    lone = [
        a
        for a in members
        if not a.code and a.line_name and not (SUBTOTAL.search(a.line_name) or _OF_PAGE.match(a.line_name))
    ]
    lone = lone or [a for a in members if not a.code and _WHOLE_YEAR.match(a.line_name)]
    if lone:
        first = min((a.page, a.table_id, a.row_index) for a in lone)
        for a in lone:
            if (a.page, a.table_id, a.row_index) == first:
                marks[id(a)] = (0, True, False)


def _by_name(members: Sequence[Amount], marks: dict) -> None:
    rows: dict[Row, list[Amount]] = defaultdict(list)
    for a in members:
        rows[a.table_id, a.row_index].append(a)
    order = sorted(rows)
    totals = [r for r in order if GRAND.match(rows[r][0].line_name)]
    of_page = [r for r in order if _OF_PAGE.match(rows[r][0].line_name)]
    subtotals = [r for r in order if r not in totals and r not in of_page and SUBTOTAL.search(rows[r][0].line_name)]
    if not totals and len(order) == 1:
        totals = list(order)
    target = totals[-1] if totals else (subtotals[-1] if subtotals else None)
    sums = {*totals, *subtotals, *of_page}
    lines = [r for r in order if r not in sums]
    levels = {r: _depth(rows[r][0], rows, order) for r in lines}
    leaves = _choose(rows, lines, levels, target)
    for r in order:
        total = r == target or (r in totals and _same(rows, r, target))
        level = 0 if r in sums else levels[r]
        for a in rows[r]:
            marks[id(a)] = (level, bool(total), r in leaves and a.measure != "unmapped")


def _same(rows: dict[Row, list[Amount]], a: Row, b: Row | None) -> bool:
    return b is not None and {(x.measure, x.value) for x in rows[a]} == {(x.measure, x.value) for x in rows[b]}


def _depth(amount: Amount, rows: dict[Row, list[Amount]], order: Sequence[Row]) -> int:
    raw = amount.raw_name
    if _OF_WHICH.match(raw):
        return 3
    if _FIRST.match(raw):
        return 1
    if _SECOND.match(raw):
        return 2
    indents = sorted({round(rows[r][0].indent) for r in order})
    near = [i for i in indents if i <= amount.indent + 1]
    steps = 1
    for a, b in pairwise(near):
        steps += b - a > 3
    return steps


def _choose(
    rows: dict[Row, list[Amount]], lines: Sequence[Row], levels: dict[Row, int], target: Row | None
) -> set[Row]:
    """The first choice of leaf rows that adds up to the total; else the plainest choice, left to the checks to report."""
    depths = sorted(set(levels.values()))
    numbered = {r for r in lines if _FIRST.match(rows[r][0].raw_name)}
    plain = {r for r in lines if not _SECOND.match(rows[r][0].raw_name) and not _OF_WHICH.match(rows[r][0].raw_name)}
    choices: list[set[Row]] = []
    if depths:
        choices.append({r for r in lines if levels[r] == depths[0]})
    if numbered:
        choices += [numbered, plain]
    choices.append(_without_parts(rows, lines))
    choices.append(_deepest(lines, levels))
    choices.append(set(lines))
    if len(lines) > 1:
        choices += [{lines[0]}, set(lines[1:])]
    if target is not None:
        choices.append(_nested(rows, lines, target))
    if target is not None:
        for choice in choices:
            if choice and _adds_up(rows, choice, target):
                return choice
    return next((c for c in choices if c), set())


def _without_parts(rows: dict[Row, list[Amount]], lines: Sequence[Row]) -> set[Row]:
    """The lines less those that follow a line and add up to it: its parts, printed under it without any mark."""
    values = [next((a.value for a in rows[r] if a.measure == "total"), Decimal(0)) for r in lines]
    kept: set[Row] = set()
    i = 0
    while i < len(lines):
        kept.add(lines[i])
        step = next(
            (
                k
                for k in (3, 2, 4, 5, 6)
                if values[i] and i + k <= len(lines) - 1 and sum(values[i + 1 : i + k + 1]) == values[i]
            ),
            0,
        )
        i += step + 1
    return kept


def _nested(rows: dict[Row, list[Amount]], lines: Sequence[Row], target: Row) -> set[Row]:
    """The leaves of a list whose subtotals stand before their parts at any depth and without any mark (货物, its body, its
    items): every line is either made up exactly by the lines after it or a leaf. Empty where no such reading makes the total.
    """

    def total(row: Row) -> Decimal:
        return next((a.value for a in rows[row] if a.measure == "total"), Decimal(0))

    values = [total(row) for row in lines]
    # Where reading went on after a line of a sum still open: None where it cannot be closed. Sums are looked at once.
    closed: dict[tuple[int, Decimal], tuple[int, frozenset[int]] | None] = {}

    def close(at: int, wanted: Decimal) -> tuple[int, frozenset[int]] | None:
        """Leaves from line `at` on that make `wanted`, and the line after them."""
        if wanted == 0:
            return at, frozenset()
        if at == len(values) or not 0 <= values[at] <= wanted or len(closed) > _MAX_SUMS:
            return None
        key = at, wanted
        if key not in closed:
            closed[key] = None
            parts = close(at + 1, values[at]) if values[at] else None
            for after, leaves in ([parts] if parts else []) + [(at + 1, frozenset({at}))]:
                if rest := close(after, wanted - values[at]):
                    closed[key] = rest[0], leaves | rest[1]
                    break
        return closed[key]

    found = close(0, total(target)) if len(values) <= _MAX_LINES else None
    if found is None or any(values[found[0] :]):
        return set()
    return {lines[at] for at in found[1]}


def _deepest(lines: Sequence[Row], levels: dict[Row, int]) -> set[Row]:
    return {
        r for r, after in zip(lines, [*lines[1:], None], strict=False) if after is None or levels[after] <= levels[r]
    }


def _adds_up(rows: dict[Row, list[Amount]], choice: set[Row], target: Row) -> bool:
    wanted = {a.measure: a for a in rows[target] if a.measure != "unmapped"}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    count: dict[str, int] = defaultdict(int)
    for r in choice:
        for a in rows[r]:
            sums[a.measure] += a.value
            count[a.measure] += 1
    for measure, a in wanted.items():
        step = Decimal(1).scaleb(-max(0, -int(a.value.as_tuple().exponent)))
        if abs(sums[measure] - a.value) > step * (count[measure] + 1) / 2:
            return False
    return bool(wanted)
