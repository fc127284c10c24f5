"""The indicators of a performance form: three levels merged downwards, target, actual value, weight, score.

Here: the header and the rows of one block of indicators, over page breaks. Not here: where a block begins and ends (walk.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..tables.model import Cell, Table
from . import figures
from .columns import Column, Columns, columns_of
from .figures import Figure, figure
from .model import Indicator
from .words import indicator_column, words

_TEXTS = ("level3", "target", "whole_term_target", "actual", "deviation_reason", "comparison", "measured_in")
DEEPEST = 3  # rows of a header
_FARTHEST = 4  # columns that a row may stand too far left
_VALUES = ("target", "whole_term_target", "actual", "weight", "score")


def is_header(own: Sequence[Cell]) -> bool:
    """Whether a row is the header of indicators: it names the third level and another column of theirs."""
    roles = [role for c in own if c.text and (role := indicator_column(c.text))]
    return "level3" in roles and bool({"level1", "level2", "target"} & set(roles))


def header_depth(own: Sequence[Cell]) -> int:
    """How many rows the header has that begins with a row; the title of the block at its side (绩效指标) is no part of it."""
    named = [c for c in own if c.row_span <= DEEPEST and indicator_column(c.text)]
    third = [c for c in named if indicator_column(c.text) == "level3"]
    return max(c.row_span for c in named if c not in third[:-1])


@dataclass
class Block:
    """One block of indicators under its header. `adjusting`: it adjusts the score and measures nothing."""

    columns: Columns
    roles: dict[Column, str]
    adjusting: bool
    header_table: str
    found: list[Indicator] = field(default_factory=list)
    _last_page: int = 0

    @classmethod
    def under(cls, header: Sequence[Cell], table_id: str) -> "Block":
        """The block whose header cells are given, the title at its side among them."""
        columns = columns_of(header)
        roles = {
            c: role
            for c in columns
            if (role := next((r for t in reversed(c.path) if (r := indicator_column(t))), None))
        }
        named = [c for c in columns if roles.get(c) == "level3"]
        for column in named[:-1]:
            del roles[column]  # 绩效指标 at the side is the title of the block
        block = cls(columns, roles, any(words().adjustment_block.search(c.flat) for c in header), table_id)
        block._last_page = header[0].page
        return block

    def has(self, role: str) -> bool:
        """Whether the header has a column."""
        return role in self.roles.values()

    def role_at(self, cell: Cell) -> str | None:
        """What the column says in which a cell stands."""
        column = self.columns.at(cell)
        return self.roles.get(column) if column else None

    def row(self, table: Table, index: int) -> bool:
        """Take a row; False where it holds no indicator."""
        moved = self._shifted(table, index) or self._reaching_too_far(table, index)
        cells = moved or self._in_place(table, index)
        page = max((c.page for c in cells.values() if c.row == index), default=self._last_page)
        fresh = page != self._last_page
        self._last_page = page
        if fresh and self.found and self._goes_on(cells, index):
            self._join(cells)
            return True
        values = [role for role in _VALUES if role in cells and cells[role].row == index]
        if not values or (self.has("target") and "target" not in cells and not {"weight", "score"} & set(values)):
            return False
        if not {"level3", "level2", "level1", "target"} & {role for role, c in cells.items() if c.row == index}:
            return False
        self.found.append(self._indicator(table, index, cells, moved is None and self._is_clear(table, index)))
        return True

    def _in_place(self, table: Table, index: int) -> dict[str, Cell]:
        """The cells of a row by role; levels may have begun above."""
        cells: dict[str, Cell] = {}
        for cell in table.covering[index]:
            if not cell.text:
                continue
            for role in self._roles_of(cell):
                if cell.row == index or role in ("level1", "level2"):
                    cells.setdefault(role, cell)
        return cells

    def _shifted(self, table: Table, index: int) -> dict[str, Cell] | None:
        """The cells of a row that stands too far left, as where a page break took the levels from it: no level's name begins it, and
        only further right it has its weight and its score. None where the row stands in its place."""
        own = [c for c in table.beginning[index] if c.text]
        places = {id(c): self.columns.index(column) for c in own if (column := self.columns.at(c))}
        if not own or len(places) < len(own) or not {"weight", "score"} <= set(self.roles.values()):
            return None
        if self.roles.get(self.columns[places[id(own[0])]]) not in (None, "level1", "level2") or _in_its_place(own):
            return None
        for by in range(_FARTHEST + 1):
            moved: dict[str, Cell] = {}
            for cell in own:
                place = places[id(cell)] + by
                if place < len(self.columns) and (role := self.roles.get(self.columns[place])):
                    moved.setdefault(role, cell)
            if all(role in moved and figures.points(moved[role].text) is not None for role in ("weight", "score")):
                return moved if by else None
        return None

    def _reaching_too_far(self, table: Table, index: int) -> dict[str, Cell] | None:
        """The cells of a row that stands a column too far right, behind a cell that reaches over two columns: where the reason of a
        deviation would stand it has a bare number, and a column further left its weight and a score within it. None where it has not."""
        own = [c for c in table.beginning[index] if c.text]
        wide = next((c for c in own if len(self.columns.under(c)) > 1), None)
        if wide is None or self.role_at(own[-1]) != "deviation_reason" or figures.points(own[-1].text) is None:
            return None
        moved: dict[str, Cell] = {}
        for cell in own:
            for column in self.columns.under(cell)[:1]:
                place = self.columns.index(column) - (cell.column > wide.column)
                if role := self.roles.get(self.columns[place]):
                    moved.setdefault(role, cell)
        weight, score = (figures.points(moved[r].text) if r in moved else None for r in ("weight", "score"))
        return moved if weight is not None and score is not None and 0 <= score <= weight else None

    def _is_clear(self, table: Table, index: int) -> bool:
        """Whether each printed cell of a row stands alone in a column, on the table that has the header."""
        own = [c for c in table.beginning[index] if c.text]
        columns = [self.columns.at(c) for c in own]
        return table.table_id == self.header_table and None not in columns and len(set(columns)) == len(columns)

    def _roles_of(self, cell: Cell) -> list[str]:
        roles = [self.roles[c] for c in self.columns.under(cell) if c in self.roles]
        if roles[:2] == ["level1", "level2"]:
            return ["level2"] if words().second_level.search(cell.flat[:4]) else ["level1"]
        if "level3" in roles:
            return ["level3"]
        best = self.columns.at(cell)
        return [self.roles[best]] if best in self.roles else []

    def _goes_on(self, cells: dict[str, Cell], index: int) -> bool:
        """Whether a row that begins a page is the rest of the one before: texts alone, and no value that a row must have."""
        own = {role for role, c in cells.items() if c.row == index}
        kept = {role for role in ("target", "weight", "score") if role in own}
        return bool(own) and not kept and self.has("target")

    def _join(self, cells: dict[str, Cell]) -> None:
        last = self.found[-1]
        changes = {}
        for role in ("level2", "level3", "actual", "deviation_reason"):
            if role in cells and cells[role].row_span == 1:
                changes[role] = (getattr(last, role) or "") + cells[role].flat
        self.found[-1] = replace(last, **changes)

    def _indicator(self, table: Table, index: int, cells: dict[str, Cell], in_place: bool) -> Indicator:
        texts = {role: cells[role].flat for role in (*_TEXTS, "level1", "level2") if role in cells}
        place = cells.get("level3") or cells.get("target") or next(iter(cells.values()))
        level1, level2, level3 = texts.get("level1"), texts.get("level2"), texts.get("level3")
        if level3 and level1 is None and level2 is None and (stacked := words().stacked_indicator.match(level3)):
            level1, level2, level3 = stacked["level1"], stacked["level2"], stacked["level3"]
        if self.found:
            above = self.found[-1]
            if level1 is None and self.has("level1"):
                level1 = above.level1
                level2 = level2 or (above.level2 if self.has("level2") else None)
            elif level2 is None and level1 == above.level1 and self.has("level2"):
                level2 = above.level2
        return Indicator(
            "adjustment" if self.adjusting else "evaluation",
            level1,
            level2,
            level3,
            with_measure(texts.get("target"), texts.get("comparison"), texts.get("measured_in")),
            texts.get("whole_term_target"),
            texts.get("actual"),
            self._points(cells.get("weight"), table.table_id, in_place),
            self._points(cells.get("score"), table.table_id, in_place),
            texts.get("deviation_reason"),
            place.page,
            place.ink or place.box,
            table.table_id,
            index,
        )

    @staticmethod
    def _points(cell: Cell | None, table_id: str, in_place: bool) -> Figure | None:
        value = figures.points(cell.text) if cell is not None else None
        return figure(cell, table_id, value, in_place) if cell is not None and value is not None else None


def _in_its_place(own: Sequence[Cell]) -> bool:
    """Whether a row begins with the name of a level: 产出指标, or 数量指标 with the indicator beside it, unless that is the first level's
    place and the indicator follows at once."""
    first = own[0]
    second = words().second_level.search(first.flat[:4]) is not None
    either = second or words().either_level.search(first.flat[:4]) is not None
    if first.column_span == 1 and either and len(own) > 1 and "指标" not in own[1].text:
        return first.column > 0 and own[1].column > first.column + 1
    return "指标" in first.text or second


def with_measure(target: str | None, comparison: str | None, measured_in: str | None) -> str | None:
    """A target with the sign and the unit that stand in columns of their own (`≥`, `90`, `%`)."""
    if target is None:
        return None
    sign = comparison if comparison and words().comparisons.match(comparison) else ""
    unit = measured_in if measured_in and not target.endswith(measured_in) else ""
    return f"{sign}{target}{unit if re.search(r'[0-9]$', target) else ''}"
