"""The money grid of a performance form: its columns, its lines, the score of its execution.

Here: amounts under a header (预算数 | 执行数 | 执行率), beside a label (年度资金总额：| 57.00), or under lines (财政拨款 | 其他资金).
Not here: units (given when the form is closed), indicators.
"""

from collections.abc import Sequence

from ..forms.units import Unit
from ..tables.model import Cell
from . import figures
from .columns import Column, Columns, columns_of
from .figures import Figure, figure
from .model import Fund
from .words import STAGES, fold, line_of, list_column, money_column, plain_line, words


class Money:
    """Reads the rows of one form's money grid from top to bottom."""

    def __init__(self) -> None:
        self.funds: list[Fund] = []
        self.points: dict[str, Figure] = {}  # rate, weight and score of the total
        self._header: list[Cell] = []
        self._columns = Columns()
        self._header_table = ""
        self._totals: list[tuple[float, str]] = []  # where the labels of totals begin, and their period
        self.said_unit: Unit | None = None

    def header(self, own: Sequence[Cell], table_id: str) -> bool:
        """Whether a row is a header of this grid; it is taken as such."""
        filled = [c for c in own if c.text]
        named = {role for c in filled if (role := money_column(c.text)) and line_of(c.text) is None}
        if self._header and filled and all(self._is_below(c) for c in filled):
            self._header += own
        elif len(named & {*STAGES, "rate"}) >= 2 or _is_line_header(filled, own):
            self._header = [*own]
        else:
            return False
        self._columns, self._header_table = columns_of(self._header), table_id
        return True

    def _is_below(self, cell: Cell) -> bool:
        """Whether a cell divides a header cell above it that spans several columns."""
        if line_of(cell.text) is None and money_column(cell.text) is None and fold(cell.text) != "合计":
            return False
        ends = cell.column + cell.column_span
        return any(
            h.column_span > cell.column_span
            and h.row + h.row_span == cell.row
            and h.column <= cell.column
            and ends <= h.column + h.column_span
            for h in self._header
        )

    def row(self, own: Sequence[Cell], table_id: str) -> None:
        """Take the amounts of a row, if it has any."""
        self.note_unit(own)
        if self._columns:
            self._under_header(own, table_id)
        else:
            self._beside_labels(own, table_id)

    def list_row(self, own: Sequence[Cell], columns: Columns, table_id: str) -> None:
        """Take the amounts of a row of a list, under the list's own columns."""
        for cell in own:
            column = columns.at(cell)
            if column is None or not cell.text:
                continue
            lines = [found for text in column.path if (found := line_of(text))]
            amount = next((text for text in column.path if list_column(text) == "amount"), None)
            if not lines and amount is None:
                continue
            role = next(
                (r for text in column.path if (r := money_column(text)) in ("executed", "received")), "approved"
            )
            name = next((text for text in reversed(column.path) if line_of(text)), amount or "")
            self._add(cell, lines[-1] if lines else "total", name, role, "annual", table_id)

    def fund(self, line: str) -> Fund | None:
        """The first amount of a line."""
        return next((f for f in self.funds if f.line == line), None)

    @staticmethod
    def is_total(column: Column) -> bool:
        """Whether a list's column holds the whole amount of a project."""
        return any(line_of(text) == "total" or list_column(text) == "amount" for text in column.path)

    def note_unit(self, own: Sequence[Cell]) -> None:
        """Look for the unit in a row's labels."""
        if self.said_unit is None:
            self.said_unit = figures.unit_among(own)

    def _under_header(self, own: Sequence[Cell], table_id: str) -> None:
        label, line = _labelled(own)
        if line is None and any(c.text and not _is_figure(c) for c in own):
            return  # a row of something else, such as a task of the body
        cells = [c for c in own if label is None or c.column > label.column]
        columns = {id(c): self._columns.at(c) for c in cells if _is_figure(c)}
        roles = [role for c in self._columns if (role := role_of(c))]
        misplaced = len({id(c) for c in columns.values()}) < len(columns) or any(
            c is None or (role_of(c) is None and not any(map(line_of, c.path))) for c in columns.values()
        )
        name = label.text if label is not None else ""
        if misplaced and line is not None:
            if len(columns) <= len(roles) or {"rate", "weight", "score"} & set(roles):
                self._in_order(cells, roles, line, name, table_id)
                return
            # More figures than the header has columns: what several of them under one header are, nothing says.
            shared = [id(c) for c in columns.values()]
            columns = {key: c for key, c in columns.items() if shared.count(id(c)) == 1}
        in_place = not misplaced and table_id == self._header_table
        for cell in cells:
            if column := columns.get(id(cell)):
                self._place(cell, column, line, name, table_id, in_place)

    def _in_order(self, cells: Sequence[Cell], roles: Sequence[str], line: str, name: str, table_id: str) -> None:
        """Figures that do not stand under the header's cells, as where the header's are wider: they are taken in its order."""
        stages = [r for r in roles if r in STAGES]
        for stage, cell in zip(stages, cells, strict=False):
            self._add(cell, line, name, stage, "annual", table_id, in_place=False)
        if line != "total" or not {"rate", "weight", "score"} & set(roles):
            return
        rest = [c for c in cells[len(stages) :] if _is_figure(c)]
        rates = [c for c in rest if "%" in c.text]
        scored = [c for c in rest if c not in rates]
        for role, found in (("rate", rates[:1]), ("weight", scored[:-1][:1]), ("score", scored[1:][-1:])):
            for cell in found:
                value = figures.rate(cell.text, "%") if role == "rate" else figures.points(cell.text)
                if value is not None:
                    self.points.setdefault(role, figure(cell, table_id, value, in_place=False))

    def _place(self, cell: Cell, column: Column, line: str | None, name: str, table_id: str, in_place: bool) -> None:
        role = role_of(column)
        lines = [found for text in column.path if (found := line_of(text))] + ([line] if line else [])
        narrow = [found for found in lines if found != "total"]
        if not lines or len(narrow) > 1:
            return  # 基本支出 of 财政拨款: a part of a part
        line = narrow[0] if narrow else "total"
        if role in (None, *STAGES):
            stage = role or "approved"
            shown = name or next(text for text in column.path if line_of(text))
            self._add(cell, line, shown, stage, "annual", table_id, in_place)
        elif line == "total":
            value = figures.rate(cell.text, " ".join(column.path)) if role == "rate" else figures.points(cell.text)
            if value is not None and role in ("rate", "weight", "score"):
                self.points.setdefault(role, figure(cell, table_id, value, in_place))

    def _beside_labels(self, own: Sequence[Cell], table_id: str) -> None:
        filled = [c for c in own if c.text]
        several = sum(line_of(c.text) == "total" for c in filled) > 1
        for label, value in zip(filled, [*filled[1:], None], strict=True):
            line = line_of(label.text)
            if line is None:
                continue
            period = self._period(label, line, several)
            if value is not None:
                self._add(value, line, label.text, "approved", period, table_id)

    def _period(self, label: Cell, line: str, several: bool) -> str:
        if line == "total":
            text = fold(label.text)
            whole = words().whole_term.search(text) or (several and words().whole_term_beside.search(text))
            period = "whole_term" if whole else "annual"
            self._totals.append((label.box.x0, period))
            return period
        left = [t for t in self._totals if t[0] <= label.box.x0 + 2]
        return max(left)[1] if left else "annual"

    def _add(
        self, cell: Cell, line: str, name: str, stage: str, period: str, table_id: str, in_place: bool = True
    ) -> None:
        read = figures.money(cell.text, None)
        if read is None or any((f.line, f.stage, f.period) == (line, stage, period) for f in self.funds):
            return
        value, unit, yuan = read
        self.funds.append(
            Fund(line, plain_line(name), stage, period, figure(cell, table_id, value, in_place), unit, yuan)
        )


def role_of(column: Column) -> str | None:
    """What a column of the grid holds: a stage, a rate, points; None where its header says none of these."""
    return next((r for text in reversed(column.path) if (r := money_column(text))), None)


def _is_figure(cell: Cell) -> bool:
    return bool(cell.text) and (figures.money(cell.text, None) is not None or figures.rate(cell.text, "") is not None)


def _labelled(own: Sequence[Cell]) -> tuple[Cell | None, str | None]:
    """The label of a row and the line that it names; a label that white space broke over two cells (合 | 计) is joined."""
    for cell, following in zip(own, [*own[1:], None], strict=True):
        if line := line_of(cell.text):
            return cell, line
        if following is not None and cell.text and (line := line_of(cell.text + following.text)):
            return following, line
    return None, None


def _is_line_header(filled: Sequence[Cell], own: Sequence[Cell]) -> bool:
    """Whether lines stand side by side, so that their amounts are below and not beside them."""
    lines = [c for c in filled if line_of(c.text)]
    if len(lines) < 2:
        return False
    places = [own.index(c) for c in lines]
    return places == list(range(places[0], places[0] + len(places)))
