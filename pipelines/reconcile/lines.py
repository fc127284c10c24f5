"""Identities within single rows and between named items of a form.

Here: rules `row`, `items` and `bodies`. Not here: hierarchies (codes.py), two-sided forms (outline.py), several forms (across.py).
"""

from collections.abc import Iterator, Sequence

from .catalogue import Catalogue, Identity
from .outcome import Check, Operand, insufficient, judge, undecided
from .sheets import Amount, Index, Lane, Line, Sheet, prefixes


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


def _stage(identity: Identity, catalogue: Catalogue, sheet: Sheet, lanes: Sequence[Lane], measures: set[str], prefix: str) -> Iterator[Check]:
    whole = prefix + str(identity.whole)
    choices = {tree: parts_of(catalogue, tree, str(identity.whole), measures, prefix) for tree in identity.trees}
    parts = next((p for p in choices.values() if p), [])
    if not parts or whole not in measures:
        if identity.obliged and not prefix and (parts or whole in measures):
            yield insufficient(identity.id, identity.severity, sheet.form, "合计", whole)
        return
    if len(parts) < 2 and all(not line.cells.get(prefix + parts[0].lstrip("-")) for lane in lanes for line in lane.lines):
        return
    lines = [line for lane in lanes for line in lane.lines if line.cells.get(whole) or any(line.cells.get(prefix + p.lstrip("-")) for p in parts)]
    left_out = _part_of_others(catalogue, lines, whole, parts, prefix)
    parts = [p for p in parts if p not in left_out]
    for line in lines:
        actual = _operands(line, parts, prefix)
        result = judge(identity.id, identity.severity, sheet.form, line.body or line.key, whole, [line.operand(whole)], actual, identity.tolerance)
        if result is not None and result.status == "mismatch" and any(a.yuan for a in line.unknown):
            result = undecided(result)
        if result is not None:
            yield result


def _operands(line: Line, parts: Sequence[str], prefix: str) -> list[Operand]:
    return [line.operand(prefix + p.lstrip("-"), -1 if p.startswith("-") else 1) for p in parts]


def _part_of_others(catalogue: Catalogue, lines: Sequence[Line], whole: str, parts: Sequence[str], prefix: str) -> set[str]:
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
    for form in identity.forms:
        for sheet in index.sheets(form):
            groups = item_groups(sheet) if form.endswith("three_public") else _named_lines(sheet)
            for scope, measure, found in groups:
                yield from _item(identity, sheet, scope, measure, found)


def _item(identity: Identity, sheet: Sheet, scope: str, measure: str, found: dict[str, list[Operand]]) -> Iterator[Check]:
    whole = found.get(str(identity.whole), [])
    parts = [o for name in identity.parts for o in found.get(name, ())]
    if whole and parts:
        check = judge(identity.id, identity.severity, sheet.form, scope or str(identity.whole), measure, whole, parts, identity.tolerance)
        if check is not None:
            yield check
    elif identity.obliged and any(o.yuan for o in (*whole, *parts)) and (whole or len(parts) > 1):
        yield insufficient(identity.id, identity.severity, sheet.form, scope or str(identity.whole), measure, whole, parts)


def _named_lines(sheet: Sheet) -> Iterator[tuple[str, str, dict[str, list[Operand]]]]:
    measures = sorted({m for lane in sheet.lanes for m in lane.measures})
    for measure in measures:
        found: dict[str, list[Operand]] = {}
        for lane in sheet.lanes:
            for line in lane.lines:
                if line.cells.get(measure):
                    found.setdefault(line.key, []).append(line.operand(measure))
        yield "", measure, found


def item_groups(sheet: Sheet) -> list[tuple[str, str, dict[str, list[Operand]]]]:
    """(body or '', measure, operands by item) of a three-public form, whether its items stand in a row or in a column."""
    if "items" not in sheet.memo:
        across = _stand_across(sheet.amounts)
        groups: dict[tuple, dict[str, list[Operand]]] = {}
        counts: dict[tuple, int] = {}
        for a in sorted(sheet.amounts, key=lambda a: (a.table_id, a.row_index, a.column_index)):
            if a.measure.endswith("unmapped"):
                continue
            spot = (a.table_id, a.row_index, a.measure) if across else (a.table_id, a.column_index, a.measure, a.row_body)
            number = counts.get(spot, 0)
            if a.line_name in groups.get((spot, number), {}):
                number = counts[spot] = number + 1  # the same item again: another block of the form
            line = Line(sheet, a.side, a.block, a.code, a.line_name, a.raw_name, a.row_body, a.indent, (0, a.row_index), cells={a.measure: [a]})
            groups.setdefault((spot, number), {})[a.line_name] = [line.operand(a.measure)]
            sheet.memo.setdefault("item_rows", {}).setdefault((spot, number), (a.row_body or "", a.row_index))
        sheet.memo["items"] = [(sheet.memo["item_rows"][key][0], key[0][2], found) for key, found in groups.items()]
        sheet.memo["across"] = across
    return sheet.memo["items"]


def _stand_across(amounts: Sequence[Amount]) -> bool:
    """Whether the items of a three-public form stand beside each other in a row."""
    names: dict[tuple, set[str]] = {}
    for a in amounts:
        names.setdefault((a.table_id, a.row_index), set()).add(a.line_name)
    return any(len(found) > 2 for found in names.values())


def bodies(identity: Identity, index: Index) -> Iterator[Check]:
    """In forms that print a row for every body: 合计 against the bodies, item by item."""
    for form in identity.forms:
        for sheet in index.sheets(form):
            groups = item_groups(sheet)
            if not sheet.memo["across"]:
                continue
            for measure in sorted({m for _, m, _ in groups}):
                listed = [(body, found) for body, m, found in groups if m == measure]
                names = [body for body, _ in listed]
                if len(listed) < 3 or "" not in names or sum(1 for n in names if n) < 2:
                    continue
                whole = next(found for body, found in listed if not body)
                units = [found for body, found in listed if body]
                for item in sorted({k for _, found in listed for k in found}):
                    top = whole.get(item, [])
                    each = [o for found in units for o in found.get(item, ())]
                    if top and units[0].get(item) and units[0][item][0].yuan == top[0].yuan and any(o.yuan for o in each[1:]):
                        each = each[1:]  # the first body is the department, the others are its units
                    check = judge(identity.id, identity.severity, form, item, measure, top, each, identity.tolerance)
                    if check is not None:
                        yield check
