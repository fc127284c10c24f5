"""Walks through a document's unclaimed tables and finds the performance forms on them, over page breaks.

Here: where a form begins, goes on and ends, and which part of it a row belongs to. Not here: the parts themselves (money.py,
indicators.py, lists.py), what a closed form comes to (close.py).
"""

import re
from collections.abc import Iterable, Sequence

from ..forms.units import Unit, find_unit
from ..privacy import masked_table
from ..tables.model import Cell, Table
from . import figures
from .close import OpenForm, closed, listed
from .figures import figure
from .indicators import DEEPEST, Block, header_depth, is_header
from .lists import ProjectList, header_of
from .model import Project
from .titles import title_of
from .words import fold, label_of, words

_TRIGGER = re.compile("指标|绩效")
_GAP = 2  # pages: one may lie between that shows no rule, full of a cell's text
_POINTS = ("total_weight", "total_score", "adjustment_weight", "adjustment_score")


def read_performance(tables: Iterable[Table]) -> list[Project]:
    """The projects of all performance forms among tables that no other form claims, in reading order."""
    walk = _Walk()
    for table in tables:
        walk.table(table)
    walk.close()
    return walk.projects


class _Walk:
    def __init__(self) -> None:
        self.projects: list[Project] = []
        self._open: OpenForm | None = None
        self._list: ProjectList | None = None

    def table(self, table: Table) -> None:
        """Take a table: the rest of what is open, forms of its own, or nothing of either."""
        table = masked_table(table)
        title = title_of(table)
        unit = find_unit([("heading", text) for _, text in reversed(table.heading[-4:])])
        if self._take_list(table, title, unit):
            return
        follows = self._open is not None and 0 <= table.first_page - self._open.last_page <= _GAP
        if title is None and not follows and not any(_TRIGGER.search(c.text) for c in table.cells):
            self.close()
            return
        if title is not None or not follows:
            self.close()
            self._open = OpenForm(title, unit, table.first_page)
        index = 0
        while index < table.row_count:
            own = table.beginning[index]
            index += self._row(table, index, own) if any(c.text for c in own) else 1
        if self._open is not None:
            self._open.last_page = table.last_page

    def _take_list(self, table: Table, title: str | None, unit: Unit | None) -> bool:
        """Take a table that is a list of projects, or goes on with one; False where it is neither."""
        header = header_of(table)
        listing = self._list
        if listing is not None and (
            table.first_page - listing.last_page not in (0, 1) or title not in (None, listing.title)
        ):
            listing = None
        if header is not None:
            if listing is None:
                self.close()
                listing = self._list = ProjectList(title, unit)
            listing.header(header[1], table.table_id)
            listing.take(table, header[0])
            return True
        if listing is None or title is not None or not listing.fits(table) or _begins_a_form(table):
            return False
        listing.take(table, _below_header(table))
        return True

    def close(self) -> None:
        """End what is open."""
        form, self._open = self._open, None
        listing, self._list = self._list, None
        if listing is not None:
            self.projects += listed(listing)
        if form is not None and (project := closed(form)) is not None:
            self.projects.append(project)

    def _row(self, table: Table, index: int, own: Sequence[Cell]) -> int:
        """Take a row, or a header of several; returns how many."""
        labels = [(i, label) for i, c in enumerate(own) if (label := label_of(c.text))]
        form = self._open
        if form is None or (form.begun and any(label == "project_name" for _, label in labels)):
            title, unit = (form.title, form.unit) if form else (None, None)
            self.close()
            form = self._open = OpenForm(title, unit, table.first_page)
        form.note(own, table.table_id)
        if labels:
            for i, label in labels:
                _label(form, label, own[i + 1] if i + 1 < len(own) else None, table.table_id)
            return 1
        if is_header(own):
            form.end_block()
            deep = header_depth(own)
            header = [c for r in range(index, min(index + deep, table.row_count)) for c in table.beginning[r]]
            form.block = Block.under(header, table.table_id)
            return deep
        if form.block is None and not form.found:
            if not form.money.header(own, table.table_id):
                form.money.row(own, table.table_id)
            return 1
        first = fold(next(c.text for c in own if c.text))
        if words().total.search(first):
            _total(form, own, table.table_id)
        elif words().after_indicators.search(first):
            form.end_block()
        elif form.block is not None:
            form.block.row(table, index)
        return 1


def _begins_a_form(table: Table) -> bool:
    """Whether the first rows of a table are those of a form of one project or body."""
    own = [c for r in range(min(DEEPEST, table.row_count)) for c in table.beginning[r]]
    return any(label_of(c.text) in ("project_name", "body") for c in own)


def _below_header(table: Table) -> int:
    """The first row below a list's header that a page repeats, although text of the list may have run into it."""
    for index in range(min(DEEPEST, table.row_count)):
        own = table.beginning[index]
        if is_header(own):
            return index + header_depth(own)
    return 0


def _label(form: OpenForm, label: str, value: Cell | None, table_id: str) -> None:
    if value is None or not value.text or label_of(value.text):
        return
    if label == "project_name":
        form.name = value
        form.place, form.place_table = value, table_id
    elif label == "body" and form.name is None:
        form.body = form.body or value
    elif label in _POINTS:
        if (points := figures.points(value.text)) is not None:
            form.points.setdefault(label, figure(value, table_id, points))
    elif label == "grade":
        if match := words().grade.search(fold(value.text)):
            form.texts["grade"] = match["grade"]
    else:
        form.texts.setdefault("implementing_unit" if label == "body" else label, value.flat)


def _total(form: OpenForm, own: Sequence[Cell], table_id: str) -> None:
    """The row of the total: weight and score, or one of them."""
    printed = [(c, value) for c in own if c.text and (value := figures.points(c.text)) is not None]
    stands = [form.block.role_at(c) if form.block is not None else None for c, _ in printed]
    said = words().score_said.search(fold(next(c.text for c in own if c.text))) is not None
    roles = ["total_weight", "total_score"]
    if len(printed) == 1:
        roles = ["total_weight" if stands == ["weight"] and not said else "total_score"]
    in_place = stands in (["weight", "score"], ["weight"], ["score"]) or (said and len(printed) == 1)
    for role, (cell, value) in zip(roles, printed, strict=False):
        form.points.setdefault(role, figure(cell, table_id, value, in_place))
