"""Identities within single rows and between named items of a form.

Here: rules `row`, `items` and `bodies`. Not here: hierarchies (codes.py), two-sided forms (outline.py), several forms (across.py).
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .catalogue import Catalogue, Identity
from .outcome import Check, Operand, Place, insufficient, judge, undecided
from .sheets import Index, Lane, Line, Sheet, operand_of, prefixes


def rows(identity: Identity, index: Index) -> Iterator[Check]:
    """Every row's `whole` against its parts, by the first tree whose parts the form prints, stage by stage."""
    for form in identity.forms:
        for sheet in index.sheets(form):
            lanes = sheet.lanes_on(identity.side)
            measures = {m for lane in lanes for m in lane.measures}
            for prefix in prefixes(measures):
                yield from _stage(identity, index.catalogue, sheet, lanes, measures, prefix)


def parts_of(catalogue: Catalogue, tree: str, whole: str, measures: set[str], prefix: str = "") -> list[str]:
    """The printed columns that make up `whole`: a part that is not printed stands for its own parts."""
    out: list[str] = []
    for part in catalogue.trees[tree].get(whole, ()):
        bare = part.lstrip("-")
        if prefix + bare in measures:
            out.append(part)
        elif bare in catalogue.trees[tree]:
            out.extend(parts_of(catalogue, tree, bare, measures, prefix))
    return out


def _stage(
    identity: Identity, catalogue: Catalogue, sheet: Sheet, lanes: Sequence[Lane], measures: set[str], prefix: str
) -> Iterator[Check]:
    whole = prefix + str(identity.whole)
    choices = {tree: parts_of(catalogue, tree, str(identity.whole), measures, prefix) for tree in identity.trees}
    parts = next((p for p in choices.values() if p), [])
    if identity.blank_whole and any(not p.startswith("-") for p in parts):
        measures = measures | {whole}
    if not parts or whole not in measures:
        if identity.obliged and not prefix and (parts or whole in measures):
            yield insufficient(identity.id, identity.severity, sheet.form, "合计", whole)
        return
    if all(p.startswith("-") for p in parts):
        return
    lines = [
        line
        for lane in lanes
        for line in lane.lines
        if line.cells.get(whole) or any(line.cells.get(prefix + p.lstrip("-")) for p in parts)
    ]
    left_out = _part_of_others(catalogue, lines, whole, parts, prefix)
    parts = [p for p in parts if p not in left_out]
    for line in lines:
        actual = _operands(line, parts, prefix)
        result = judge(
            identity.id,
            identity.severity,
            sheet.form,
            line.body or line.key,
            whole,
            [line.operand(whole)],
            actual,
            identity.tolerance,
        )
        if result is not None and result.status == "mismatch" and any(a.yuan for a in line.unknown):
            result = undecided(result)
        if result is not None:
            yield result


def _operands(line: Line, parts: Sequence[str], prefix: str) -> list[Operand]:
    return [line.operand(prefix + p.lstrip("-"), -1 if p.startswith("-") else 1) for p in parts]


def _part_of_others(
    catalogue: Catalogue, lines: Sequence[Line], whole: str, parts: Sequence[str], prefix: str
) -> set[str]:
    """Columns marked doubtful that this form prints as part of others: with them fewer rows add up than without."""
    out: set[str] = set()
    for part in parts:
        if part not in catalogue.doubtful:
            continue
        touched = [line for line in lines if any(a.yuan for a in line.cells.get(prefix + part, ()))]
        closed = {True: 0, False: 0}
        for line in touched:
            for kept in closed:
                counted = [p for p in parts if p not in out and (kept or p != part)]
                check = judge("", "", "", "", "", [line.operand(whole)], _operands(line, counted, prefix))
                closed[kept] += check is not None and check.status != "mismatch"
        if closed[False] > closed[True]:
            out.add(part)
    return out


# ------------------------------------------------------------------------------------------------------------- items


def items(identity: Identity, index: Index) -> Iterator[Check]:
    """A named line (or item of a three-public form) against the named lines or classes that make it up."""
    tree, whole = index.catalogue.item_trees[str(identity.tree)], str(identity.whole)
    for form in identity.forms:
        for sheet in index.sheets(form):
            groups = item_groups(sheet) if form.endswith("three_public") else list(_named_lines(sheet))
            printed = {name for group in groups for name in group.found}
            parts = _items_of(tree, whole, printed)
            for group in groups:
                expected = group.operands(sheet, [whole], printed)
                actual = group.operands(sheet, parts, printed)
                scope = group.body or whole
                if expected and actual:
                    check = judge(
                        identity.id, identity.severity, form, scope, group.measure, expected, actual, identity.tolerance
                    )
                    if check is not None:
                        yield check
                elif identity.obliged and any(o.yuan for o in (*expected, *actual)):
                    yield insufficient(identity.id, identity.severity, form, scope, group.measure, expected, actual)


def _items_of(tree: Mapping[str, Sequence[str]], whole: str, printed: set[str]) -> list[str]:
    """The items that make up `whole`: one that the form does not print stands for its own parts."""
    out: list[str] = []
    for part in tree[whole]:
        out.extend([part] if part in printed or part not in tree else _items_of(tree, part, printed))
    return out


@dataclass(frozen=True, slots=True)
class Group:
    """Named figures that belong together: of one body (or '') and measure, in one row or column."""

    body: str
    measure: str
    block: int
    found: dict[str, list[Operand]]

    def operands(self, sheet: Sheet, names: Sequence[str], printed: Collection[str]) -> list[Operand]:
        """The figures under these names; blank ones where the form prints the name elsewhere."""
        blank = {n: [Operand(Place(sheet.form, n, self.measure), None)] for n in names if n in printed}
        return [o for n in names for o in self.found.get(n, blank.get(n, []))]


def _named_lines(sheet: Sheet) -> Iterator[Group]:
    for measure in sorted({m for lane in sheet.lanes for m in lane.measures}):
        found: dict[str, list[Operand]] = {}
        for lane in sheet.lanes:
            for line in lane.lines:
                if line.cells.get(measure):
                    found.setdefault(line.key, []).append(line.operand(measure))
        yield Group("", measure, 0, found)


def item_groups(sheet: Sheet) -> list[Group]:
    """The items of a three-public form by row, or by column where they stand below each other. Where the same item and measure head several
    columns (or rows), each begins another block."""
    if "items" not in sheet.memo:
        across = stand_across(sheet)
        blocks = _blocks(sheet, across)
        groups: dict[tuple, Group] = {}
        for a in sorted(sheet.amounts, key=lambda a: (a.table_id, a.row_index, a.column_index)):
            if a.measure.endswith("unmapped"):
                continue
            spot = (
                (a.table_id, a.row_index, a.measure) if across else (a.table_id, a.column_index, a.measure, a.row_body)
            )
            block = blocks[a.table_id, a.column_index if across else a.row_index, a.line_name, a.measure]
            group = groups.setdefault((spot, block), Group(a.row_body or "", a.measure, block, {}))
            group.found.setdefault(a.line_name, [operand_of(sheet, a)])
        sheet.memo["items"] = list(groups.values())
    return sheet.memo["items"]


def _blocks(sheet: Sheet, across: bool) -> dict[tuple, int]:
    """The block of every column of an item and measure: how many such columns came before. Items below each other are one block."""
    places = {(a.table_id, a.column_index if across else a.row_index, a.line_name, a.measure) for a in sheet.amounts}
    before: Counter[tuple] = Counter()
    out = {}
    for place in sorted(places):
        kind = (place[0], place[2], place[3])
        out[place] = before[kind] if across else 0
        before[kind] += 1
    return out


def stand_across(sheet: Sheet) -> bool:
    """Whether the items of a three-public form stand beside each other in a row."""
    names: dict[tuple, set[str]] = {}
    for a in sheet.amounts:
        names.setdefault((a.table_id, a.row_index), set()).add(a.line_name)
    return any(len(found) > 2 for found in names.values())


def bodies(identity: Identity, index: Index) -> Iterator[Check]:
    """In forms that print a row for every body: 合计 (or the department, where it stands first) against the bodies, item by item."""
    for form in identity.forms:
        for sheet in index.sheets(form):
            if not stand_across(sheet):
                continue
            groups = item_groups(sheet)
            for measure, block in sorted({(g.measure, g.block) for g in groups}):
                listed = [g for g in groups if (g.measure, g.block) == (measure, block)]
                unnamed = [g for g in listed if not g.body]
                if len(listed) < 3 or len(unnamed) > 1 or (unnamed and unnamed[0] not in (listed[0], listed[-1])):
                    continue
                units = [g.found for g in listed if g.body]
                whole = unnamed[0].found if unnamed else units.pop(0)
                for item in sorted({name for found in (whole, *units) for name in found}):
                    top, each = whole.get(item, []), [o for found in units for o in found.get(item, ())]
                    if unnamed and _department_first(whole, units):
                        each = [o for found in units[1:] for o in found.get(item, ())]
                    if not top and not each:
                        continue
                    check = judge(identity.id, identity.severity, form, item, measure, top, each, identity.tolerance)
                    if check is not None:
                        yield check


def _department_first(whole: dict[str, list[Operand]], units: Sequence[dict[str, list[Operand]]]) -> bool:
    """Whether the first body repeats the whole while others follow with money of their own."""
    same = all([o.yuan for o in units[0].get(item, ())] == [o.yuan for o in found] for item, found in whole.items())
    return same and any(o.yuan for found in units[1:] for one in found.values() for o in one)
