"""Identities over the rows of a form that is keyed by classification codes, by names with indents, or by bodies.

Here: the tree of rows (合计, 类, 款, 项; bodies) and rule `codes`. Not here: two-sided forms (outline.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from .catalogue import Identity
from .outcome import Check, Operand, insufficient, judge, total
from .sheets import Index, Line, Sheet, additive

_STEP = 4.0  # points: less is no indent
_DEEPEST = 6  # levels of headings that a list is believed to have


@dataclass(slots=True)
class Node:
    """A row and the rows below it. `code` is None for bodies and for forms without codes."""

    line: Line
    code: str | None
    depth: int
    children: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Tree:
    """One form's rows: the line that holds the whole, bodies with their rows, and the shallowest rows in all."""

    whole: Line | None
    roots: list[Node]
    bodies: list[Node]
    keyed_by: str  # codes, names, list
    measures: list[str]

    def walk(self) -> Iterator[Node]:
        """Every row, parents first."""
        stack = list(reversed(self.roots))
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


def tree_of(sheet: Sheet) -> Tree:
    """The tree of a sheet, built once."""
    if "tree" not in sheet.memo:
        lanes = (
            sheet.lanes_on("expenditure")[:1] or sheet.lanes
        )  # a fund form may state income and several classifications
        lines = [line for lane in lanes for line in lane.lines]
        measures = additive({m for lane in lanes for m in lane.measures})
        sheet.memo["tree"] = _tree(lines, measures, sheet.form)
    return sheet.memo["tree"]


def _tree(lines: Sequence[Line], measures: list[str], form: str) -> Tree:
    totals = [line for line in lines if line.kind == "total"]
    small = [line for line in lines if line.kind == "partial" and line.name == "小计"]
    if not totals and small and small[0] is lines[0]:
        totals = small[:1]
    whole = totals[0] if totals else None
    rest = [line for line in lines if line.kind in {"code", "text"}]
    if any(line.code for line in rest):
        return _coded(whole, rest, measures)
    if whole is None and len(rest) > 1 and not rest[-1].name:
        whole, rest = rest[-1], rest[:-1]
    if whole is None and len(rest) > 1 and rest[0].position[1] <= 3 and _is_sum(rest[0], rest[1:], measures):
        whole, rest = rest[0], rest[1:]
    if whole is None and len(rest) == 1:
        whole, rest = rest[0], []
    listed = form.endswith(("project", "procurement"))
    if form.endswith("income") and measures == ["total"]:
        listed, rest = (
            True,
            [line for line in lines if line is not whole],
        )  # kinds of income in rows, with 小计 among them
    if not listed and _indented(rest):
        return Tree(whole, _by_indent(rest), [], "names", measures)
    return Tree(whole, [Node(line, None, 0) for line in rest], [], "list", measures)


def _is_sum(first: Line, others: Sequence[Line], measures: Sequence[str]) -> bool:
    for measure in measures:
        check = judge("", "", "", "", "", [first.operand(measure)], [o.operand(measure) for o in others])
        if check is not None:
            return check.status != "mismatch"
    return False


# ------------------------------------------------------------------------------------------------------------- codes


def _coded(whole: Line | None, rest: Sequence[Line], measures: list[str]) -> Tree:
    """Codes below the nearest row above whose code begins theirs. A row without code starts a body's rows; where there is no 合计, the
    first of them is the whole."""
    shallowest = min(len(line.code) for line in rest if line.code)
    roots: list[Node] = []
    bodies: list[Node] = []
    stack: list[Node] = []
    for i, line in enumerate(rest):
        code = line.code or _between(rest, i, stack)
        if code is None:
            following = rest[i + 1].code if i + 1 < len(rest) else None
            if whole is None and (not roots or (following is None and not line.name)):
                whole = line  # a nameless last row is the whole
            elif (following is not None and len(following) == shallowest) or (
                following is None and _heads(rest, i, bodies)
            ):
                bodies.append(Node(line, None, 0))
                stack = []
            else:
                node = Node(line, None, 0)
                roots.append(node)
                if bodies:
                    bodies[-1].children.append(node)
            continue
        while stack and not (code.startswith(str(stack[-1].code)) and len(code) > len(str(stack[-1].code))):
            stack.pop()
        node = Node(line, code, len(stack))
        if stack:
            stack[-1].children.append(node)
        else:
            roots.append(node)
            if bodies:
                bodies[-1].children.append(node)
        stack.append(node)
    return Tree(whole, roots, bodies, "codes", measures)


def _heads(rest: Sequence[Line], i: int, bodies: Sequence[Node]) -> bool:
    """Whether a row without a code and without codes right below is a body: a department above its bodies, or one that lost its rows."""
    return bool(bodies) or (i + 2 < len(rest) and rest[i + 1].code is None and rest[i + 2].code is not None)


def _between(rest: Sequence[Line], i: int, stack: Sequence[Node]) -> str | None:
    """The code of a 款 whose code cell is blank: its 类 is printed above it, its 项 below."""
    following = rest[i + 1].code if i + 1 < len(rest) else None
    if following is None or len(following) != 7 or not stack or stack[0].code != following[:3]:
        return None
    return None if any(node.code == following[:5] for node in stack) else following[:5]


# --------------------------------------------------------------------------------------------------------------- names


def _indented(lines: Sequence[Line]) -> bool:
    indents = [line.indent for line in lines]
    return bool(indents) and max(indents) - min(indents) > _STEP and lines[0].indent <= min(indents) + _STEP


def _by_indent(lines: Sequence[Line]) -> list[Node]:
    roots: list[Node] = []
    stack: list[Node] = []
    for line in lines:
        while stack and stack[-1].line.indent > line.indent - _STEP:
            stack.pop()
        node = Node(line, None, len(stack))
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)
    return roots


# ---------------------------------------------------------------------------------------------------------------- rule


def codes(identity: Identity, index: Index) -> Iterator[Check]:
    """合计 against its rows, bodies against theirs, 类 against 款, 款 against 项, for every measure printed. A row without rows of its own
    is owed some where at least half of its like have them."""
    for form in identity.forms:
        for sheet in index.sheets(form):
            tree = tree_of(sheet)
            if identity.level == "whole":
                yield from _whole(identity, sheet, tree)
                continue
            nodes = tree.bodies if identity.level == "body" else [n for n in tree.walk() if _level(n) == identity.level]
            with_rows = sum(1 for node in nodes if node.children)
            for node in nodes:
                if node.children:
                    yield from _sum(identity, sheet, tree.measures, node.line, node.children, node.code)
                elif 2 * with_rows >= len(nodes) and _has_money(node.line) and not _is_whole(node.line, tree):
                    yield insufficient(
                        identity.id,
                        identity.severity,
                        form,
                        node.code or node.line.key,
                        "total",
                        [node.line.operand("total")],
                    )


def _has_money(line: Line) -> bool:
    return any(a.yuan for found in line.cells.values() for a in found)


def _is_whole(line: Line, tree: Tree) -> bool:
    """Whether a body's row is that of the department, which repeats 合计."""
    return tree.whole is not None and all(tree.whole.operand(m).yuan == line.operand(m).yuan for m in tree.measures)


def _level(node: Node) -> str | None:
    if node.code:
        return {3: "class", 5: "section"}.get(len(node.code))
    return {0: "class", 1: "section"}.get(node.depth)


def _sum(
    identity: Identity,
    sheet: Sheet,
    measures: Sequence[str],
    whole: Line,
    parts: Sequence[Node],
    scope: str | None = None,
) -> Iterator[Check]:
    for measure in measures:
        actual = [node.line.operand(measure) for node in parts]
        check = judge(
            identity.id,
            identity.severity,
            sheet.form,
            scope or whole.key,
            measure,
            [whole.operand(measure)],
            actual,
            identity.tolerance,
        )
        if check is not None:
            yield check


def _whole(identity: Identity, sheet: Sheet, tree: Tree) -> Iterator[Check]:
    parts = tree.bodies or tree.roots
    if tree.whole is None:
        if identity.obliged and any(o.yuan for o in _column(parts, "total")):
            yield insufficient(
                identity.id, identity.severity, sheet.form, "合计", "total", actual=_column(parts, "total")
            )
        return
    if not parts:
        if identity.obliged and not identity.single and tree.whole.operand("total").yuan:
            whole = [tree.whole.operand("total")]
            yield insufficient(identity.id, identity.severity, sheet.form, "合计", "total", whole)
        return
    if tree.keyed_by != "list" and not tree.bodies:
        yield from _sum(identity, sheet, tree.measures, tree.whole, parts, "合计")
        return
    parts, levels = _listed(tree.whole, parts, tree.measures)
    for measure in tree.measures if levels else ():
        top = tree.whole.operand(measure)
        actual = _column(parts, measure) + [replace(top, sign=-1)] * (levels - 1)
        check = judge(identity.id, identity.severity, sheet.form, "合计", measure, [top], actual, identity.tolerance)
        if check is not None:
            yield check


def _column(parts: Sequence[Node], measure: str) -> list[Operand]:
    return [node.line.operand(measure) for node in parts]


def _listed(first: Line, parts: Sequence[Node], measures: Sequence[str]) -> tuple[Sequence[Node], int]:
    """The rows of a list of bodies, projects or purchases, and how many times they hold the whole: once; or more where headings stand above their
    rows, level by level. Where the first row is the department itself, only its units count. 0 where headings and rows are mixed."""
    measure = next((m for m in measures if first.operand(m).yuan), None)
    if measure is None:
        return parts, 1
    whole, column = first.operand(measure), _column(parts, measure)
    levels = max(1, round(total(column) / total([whole])))
    if levels == 2 and column[0].yuan == whole.yuan:
        return parts[1:], 1
    if levels > _DEEPEST:
        return parts, 0
    check = judge("", "", "", "", "", [whole], column + [replace(whole, sign=-1)] * (levels - 1))
    return parts, levels if levels == 1 or (check is not None and check.status != "mismatch") else 0
