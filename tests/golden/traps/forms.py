"""A printed form with the meaning of its columns, and what a reader must find in it.

Here: the way from rows as printed to expected amounts, reading of a document, comparison. Not here: drawing (sheets.py).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipelines.reading import engines
from pipelines.reading.forms.amounts import Amount, FormReading
from pipelines.reading.pages import Document
from pipelines.reading.tables.model import Table
from pipelines.samples import FormTable, Layout, change, typeset

BUDGET_YEAR = 2026
# A small form of expenditure by function, to be varied.
EXPENDITURE = """
    | 合计 | 9.00 | 4.00 | 5.00
    205 | 教育支出 | 9.00 | 4.00 | 5.00
    20502 | 普通教育 | 9.00 | 4.00 | 5.00
    2050201 | 学前教育 | 9.00 | 4.00 | 5.00"""
HEADER = "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"
UNITS = {"元": 1, "百元": 100, "千元": 1000, "万元": 10_000, "亿元": 100_000_000}
SPLIT = ("class", "section", "item")
KEYS = {"code", "name", "body", "-", *SPLIT}
ORDINAL = re.compile(r"^([一二三四五六七八九十]+、|\d+[.、．](?!\d)|其中[:：]|[（(][一二三四五六七八九十\d]+[）)])+")
CODED = re.compile(r"^[\[【(（]?([235]\d{2}(?:\d{2}){0,2})[\]】)）]?[-—－]?(\D.*)?$")

# form, side, code, line_name, row_body, measure, yuan
Found = tuple[str, str | None, str | None, str, str | None, str, Decimal | None]


@dataclass(frozen=True)
class Printed:
    """A form as printed, and its columns' roles: a word a column, `|` before the next lane.

    Roles: code, name (a name, or a code and a name in one cell), class, section, item (parts of a code), body, `-` (holds nothing
    that counts), or a measure: `total`, `income.total` with a side, `因公出国（境）费.budget` with the line it stands for.
    `names` gives lines the name that the contract wants instead of the printed one.
    """

    form: str | None
    roles: str
    table: FormTable
    unit: str = "万元"
    names: Mapping[str, str] = field(default_factory=dict)
    skip: Sequence[int] = ()  # rows that hold no amounts: notes, column numbers

    def expected(self) -> list[Found]:
        """What the form holds; nothing where no form claims it."""
        if self.form is None:
            return []
        found: list[Found] = []
        parents: dict[int, list[str]] = {}
        above: list[str] = []
        for r, printed in enumerate(self.table.rows):
            row = [above[j] if text == "^" else text for j, text in enumerate(printed)]
            above = row
            if r in self.skip:
                continue
            j = 0
            for n, lane in enumerate(self.roles.split("|")):
                roles = lane.split()
                cells = row[j : j + len(roles)]
                if cells and cells[0] == "<":
                    cells[0] = row[j - 1]
                found += self._lane(cells, roles, parents.setdefault(n, ["", "", ""]))
                j += len(roles)
        return found

    def _lane(self, cells: Sequence[str], roles: Sequence[str], parents: list[str]) -> Iterable[Found]:
        code, name, body = None, "", None
        parts = ["", "", ""]
        for role, text in zip(roles, cells, strict=True):
            if text in ("", "<"):
                continue
            if role in SPLIT and text.isdigit():
                parts[SPLIT.index(role)] = text
            elif role == "body":
                body = text
            elif role == "code" and text.isdigit():
                code = text if re.fullmatch(r"[235]\d{2}(\d{2}){0,2}", text) else None
            elif role in ("name", "code", *SPLIT):
                match = CODED.match(text) if code is None else None
                code, name = (match[1], match[2] or "") if match else (code, text)
        if any(parts):
            deepest = max(i for i, part in enumerate(parts) if part)
            for i, part in enumerate(parts):
                if part:
                    parents[i:] = [part, *[""] * (2 - i)]
            code = "".join(part.zfill(2) if i else part for i, part in enumerate(parents[: deepest + 1]))
        name = self.names.get(name) or ORDINAL.sub("", name.replace(" ", "").replace("　", ""))
        for role, text in zip(roles, cells, strict=True):
            if role in KEYS or (value := number(text)) is None:
                continue
            head, _, measure = role.rpartition(".")
            side = head if head in ("income", "expenditure") else None
            line = head if head and not side else name or body or "合计"
            yuan = (value * UNITS[self.unit]).quantize(Decimal("0.01"))
            who = body or (name or None if head and not side and name != "合计" else None)
            yield (str(self.form), side, code, line, who if line != who else None, measure, yuan)


def number(text: str) -> Decimal | None:
    """The number of a cell, None where it holds none."""
    plain = text.replace(",", "").replace("，", "")
    return Decimal(plain) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else None


@dataclass(frozen=True)
class Outcome:
    """What the reader made of a document."""

    tables: tuple[Table, ...]
    forms: tuple[FormReading, ...]
    pages: int

    @property
    def amounts(self) -> list[Amount]:
        return [a for f in self.forms for a in f.amounts]

    def found(self) -> list[Found]:
        return [(a.form, a.side, a.code, a.line_name, a.row_body, a.measure, a.yuan) for a in self.amounts]


def read(data: bytes, kind: str | None = "final", year: int | None = 2024) -> Outcome:
    """A document's bytes through the reader's tables and forms."""
    with Document(data) as opened:
        pages = list(opened.pages())
    tables, forms = engines.read_tables(data, pages, kind, year)
    return Outcome(tuple(tables), tuple(forms), len(pages))


def same(found: Iterable[Found], wanted: Iterable[Found], bodies: bool = True) -> None:
    """Fail with the amounts that are missing and those that are too many."""
    have, want = (Counter(x if bodies else (*x[:4], None, *x[5:]) for x in side) for side in (found, wanted))
    assert want, "a trap without amounts would test nothing"
    if have != want:
        missing = "\n".join(f"  missing {x}" for x in sorted((want - have).elements(), key=str)[:12])
        extra = "\n".join(f"  extra   {x}" for x in sorted((have - want).elements(), key=str)[:12])
        raise AssertionError(
            f"{sum((want - have).values())} missing, {sum((have - want).values())} extra\n{missing}\n{extra}"
        )


def check(
    printed: Sequence[Printed] | Printed,
    layout: Layout | Mapping[str, Any] | None = None,
    kind: str = "final",
    year: int = 2024,
    bodies: bool = False,
    before: Sequence[Any] = (),
    min_pages: int = 1,
) -> Outcome:
    """Typeset the forms in a layout (or in options on top of the default layout), read them, compare everything."""
    printed = [printed] if isinstance(printed, Printed) else list(printed)
    layout = layout if isinstance(layout, Layout) else change(Layout(), layout or {})
    outcome = read(typeset([*before, *(p.table for p in printed)], layout), kind, year)
    assert outcome.pages >= min_pages
    same(outcome.found(), [x for p in printed for x in p.expected()], bodies)
    return outcome


def budget(*printed: Printed, **options: object) -> None:
    """Check forms of a budget of BUDGET_YEAR; `options` are those of the layout."""
    check(printed, options, kind="budget", year=BUDGET_YEAR)


def final(*printed: Printed, **options: object) -> None:
    """Check forms of final accounts; `options` are those of the layout."""
    check(printed, options)


def rows(text: str) -> tuple[tuple[str, ...], ...]:
    """Rows from lines of text: cells are separated by `|`, an empty cell is blank."""
    out = tuple(tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines())
    assert len({len(row) for row in out}) == 1, [len(row) for row in out]
    return out
