"""What a generated disclosure prints: forms, rows and columns, each amount a sum of the body's own figures.

Here: the layout of the budget and of the final accounts of a kind of body, as matrices over its figures, with the accounting identities that
follow from them. Not here: the figures themselves (bodies.py), files (disclosures.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from pipelines.publish.project import PACKAGE

LEAVES, ECONOMIC = 42, 36
# What a body's figures are, one after the other, in hundredths of 万元: general budget (basic, project) and other money (basic, project) by
# functional leaf, basic expenditure of the general budget by economic class, four three-public expenses, and those of its budget.
FIGURES = 4 * LEAVES + ECONOMIC + 8
_OWN, _PUBLIC = 4 * LEAVES, 4 * LEAVES + ECONOMIC
# Classes that every body has, and how many codes of its own class.
_COMMON = ("208", "210", "221")
_PUBLIC_LINES: tuple[tuple[str, tuple[int, ...], int], ...] = (
    ("合计", (0, 1, 2, 3), 0),
    ("因公出国（境）费", (0,), 1),
    ("公务用车购置及运行维护费", (1, 2), 1),
    ("公务用车购置费", (1,), 2),
    ("公务用车运行维护费", (2,), 2),
    ("公务接待费", (3,), 1),
)
# Units that bodies of one class print below their three-public expenses, each with one of the four figures.
_UNITS = {"205": ("第一中学", "实验小学", "中心幼儿园")}


@dataclass(frozen=True)
class Code:
    """A code that is printed: what it is called, its own figures (their numbers), and whether it stands for the whole form."""

    code: str | None
    name: str
    of: tuple[int, ...]
    level: int
    leaf: bool


@dataclass(frozen=True)
class Layout:
    """One kind of document: `amounts`, `cells`, `checks`, `tables` and `forms` without what differs between documents.

    `sums` (amounts by figures) makes the amounts; `wholes` and `parts` (checks by amounts) the two sides of the checks; `places` are the rows
    of `cells` in which the amounts stand.
    """

    amounts: pl.DataFrame
    cells: pl.DataFrame
    checks: pl.DataFrame
    tables: pl.DataFrame
    forms: pl.DataFrame
    sums: np.ndarray
    wholes: np.ndarray
    parts: np.ndarray
    places: np.ndarray

    def amount(self, form: str, line: str, measure: str = "total") -> int:
        """Number of the amount of a line of a form."""
        rows = self.amounts.with_row_index("at")
        return rows.filter((pl.col("form") == form) & (pl.col("line_name") == line) & (pl.col("measure") == measure))[
            "at"
        ].item(0)


@cache
def layout(kind: str, own_class: str) -> Layout:
    """The layout of `budget` or `final` of a body whose own expenditure stands under a functional class."""
    drawing = _Drawing(kind)
    functional = _functional(own_class)
    funds: dict[str, Sequence[int]] = {"basic": (0, 2), "project": (1, 3)}
    _summaries(drawing, functional)
    appropriation = "fiscal_appropriation" if kind == "final" else "general_budget"
    income: dict[str, Sequence[int]] = {"total": (0, 1, 2, 3), appropriation: (0, 1), "other_income": (2, 3)}
    drawing.codes("income", functional, income, 10, "H43" if kind == "budget" else "H6")
    spent = {"total": (0, 1, 2, 3), **funds}
    drawing.codes("expenditure", functional, spent, 8, "H44" if kind == "budget" else "H8")
    general = {"total": (0, 1), "basic": (0,), "project": (1,)}
    drawing.codes("general_expenditure", functional, general, 5, "H47" if kind == "budget" else "H15")
    drawing.economic("general_basic", "H49")
    drawing.three_public("three_public", "H50", _UNITS.get(own_class, ()))
    return drawing.finish()


class _Drawing:
    """A layout in the making."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.amounts: list[dict[str, Any]] = []
        self.sums: list[Sequence[int]] = []
        self.cells: list[dict[str, Any]] = []
        self.checks: list[dict[str, Any]] = []
        self.sides: list[tuple[int, list[int]]] = []
        self.tables: list[dict[str, Any]] = []
        self.places: list[int] = []

    def table(self, form: str, heads: Sequence[str], rows: int) -> None:
        number = len(self.tables) + 1
        self.tables.append(
            {
                "table_id": f"t{number:03d}",
                "form": f"{self.kind}_{form}",
                "title": f"公开{number:02d}表",
                "first_page": number + 3,
                "last_page": number + 3,
                "row_count": rows + 1,
                "column_count": len(heads),
                "header_rows": 1,
                "unit": "万元",
                "unit_evidence": "heading: 单位：万元",
                "reader": "fast",
            }
        )
        for column, text in enumerate(heads):
            self.cell(0, column, text)

    def cell(self, row: int, column: int, text: str | None) -> None:
        self.cells.append(
            {
                "table_id": self.tables[-1]["table_id"],
                "row_index": row,
                "column_index": column,
                "row_span": 1,
                "column_span": 1,
                "text": text,
                **self.box(row, column),
            }
        )

    def box(self, row: int, column: int) -> dict[str, Any]:
        left, top = 60.0 + 70 * column, 90.0 + 12 * row
        page = self.tables[-1]["first_page"]
        return {"page": page, "x0": left, "top": top, "x1": left + 68, "bottom": top + 11, "method": "text"}

    def amount(self, row: int, column: int, figures: Iterable[int], **what: Any) -> int:
        line, table = list(figures), self.tables[-1]
        self.places.append(len(self.cells))
        self.cell(row, column, None)
        self.sums.append(line)
        self.amounts.append(
            {
                "form": table["form"],
                "form_number": table["title"],
                "block": 1,
                "published_unit": "万元",
                "is_total": False,
                "is_leaf": False,
                **self.box(row, column),
                "table_id": table["table_id"],
                "row_index": row,
                "column_index": column,
                "confidence": 1.0,
                **what,
            }
        )
        return len(self.amounts) - 1

    def check(self, check: str, scope: str, measure: str, whole: int, parts: list[int]) -> None:
        form = self.tables[-1]["form"]
        number = len(self.checks) + 1
        self.checks.append(
            {"check_number": number, "check_id": check, "form": form, "scope": scope, "measure": measure}
            | {"severity": "hard", "blank_as_zero": False}
        )
        self.sides.append((whole, parts))

    def codes(
        self, form: str, codes: Sequence[Code], columns: dict[str, Sequence[int]], width: int, check: str
    ) -> None:
        """A form by function: every code with its columns; each row adds up, and each column over the levels."""
        heads = ["科目编码", "科目名称", *columns]
        self.table(form, heads + [f"第{n}栏" for n in range(len(heads), width)], len(codes))
        at: dict[tuple[str | None, str], int] = {}
        for row, one in enumerate(codes, 1):
            self.cell(row, 0, one.code)
            self.cell(row, 1, one.name)
            for column, (measure, funds) in enumerate(columns.items(), 2):
                figures = [4 * leaf + fund for leaf in one.of for fund in funds]
                at[one.code, measure] = self.amount(row, column, figures, **_line(one, "functional"), measure=measure)
            for column in range(len(heads), width):
                self.cell(row, column, None)
            whole, *parts = (at[one.code, measure] for measure in columns)
            self.check(check, one.code or one.name, "total", whole, parts)
        self._levels(codes, list(columns), at, check)

    def economic(self, form: str, check: str) -> None:
        codes = _economic()
        self.table(form, ["科目编码", "科目名称", "合计"], len(codes))
        at: dict[tuple[str | None, str], int] = {}
        for row, one in enumerate(codes, 1):
            self.cell(row, 0, one.code)
            self.cell(row, 1, one.name)
            figures = [_OWN + leaf for leaf in one.of]
            at[one.code, "total"] = self.amount(row, 2, figures, **_line(one, "economic_department"), measure="total")
        self._levels(codes, ["total"], at, check)

    def _levels(
        self, codes: Sequence[Code], measures: Sequence[str], at: dict[tuple[str | None, str], int], check: str
    ) -> None:
        for measure in measures:
            for one in codes:
                below = [other for other in codes if _parent(other) == one.code and other is not one]
                if below:
                    level = "" if one.code is None else ".class" if len(one.code) == 3 else ".section"
                    parts = [at[other.code, measure] for other in below]
                    self.check(check + level, one.code or one.name, measure, at[one.code, measure], parts)

    def three_public(self, form: str, check: str, units: Sequence[str]) -> None:
        columns = {"budget": 4, "final": 0} if self.kind == "final" else {"budget": 0}
        self.table(form, ["项目", *columns], len(_PUBLIC_LINES) + len(units))
        for row, (name, of, level) in enumerate(_PUBLIC_LINES, 1):
            self.cell(row, 0, name)
            for column, (measure, shift) in enumerate(columns.items(), 1):
                what = {"line_name": name, "measure": measure, "row_level": level, "is_total": level == 0}
                whole = len(of) == 1 and name != "合计"
                self.amount(row, column, [_PUBLIC + shift + n for n in of], **what, is_leaf=whole)
        for column, measure in enumerate(columns):
            at = [len(self.amounts) - len(columns) * (len(_PUBLIC_LINES) - row) + column for row in range(6)]
            self.check(check, "合计", measure, at[0], [at[1], at[2], at[5]])
            self.check(check, "公务用车购置及运行维护费", measure, at[2], [at[3], at[4]])
        for number, unit in enumerate(units):
            row = len(_PUBLIC_LINES) + 1 + number
            self.cell(row, 0, unit)
            for column, (measure, shift) in enumerate(columns.items(), 1):
                self.amount(row, column, [_PUBLIC + shift + number], row_body=unit, measure=measure, row_level=1)

    def sided(self, form: str, income: Sequence[Code], spending: Sequence[Code], columns: Sequence[str]) -> None:
        """A summary: what comes in on the left, what goes out on the right, each with its total."""
        self.table(form, ["收入", "金额", "支出", *columns], max(len(income), len(spending)) + 1)
        for side, lines, column in (("income", income, 0), ("expenditure", spending, 2)):
            measures = ["total"] if side == "income" else list(columns)
            wholes = dict.fromkeys(measures, 0)
            parts: dict[str, list[int]] = {measure: [] for measure in measures}
            for row, one in enumerate(lines, 1):
                self.cell(row, column, one.name)
                for number, measure in enumerate(measures, 1):
                    what = {"line_name": one.name, "measure": measure, "side": side, "row_level": one.level}
                    what |= {"is_total": one.name == "总计", "is_leaf": one.leaf}
                    at = self.amount(row, column + number, one.of, **what)
                    if one.leaf:
                        parts[measure].append(at)
                    else:
                        wholes[measure] = at
            for measure in measures:
                check = "H40.items" if self.kind == "budget" else "H1.items"
                self.check(check, "总计", measure, wholes[measure], parts[measure])

    def finish(self) -> Layout:
        sums = np.zeros((len(self.amounts), FIGURES), dtype=np.int64)
        for row, figures in enumerate(self.sums):
            sums[row, list(figures)] = 1
        wholes = np.array([whole for whole, _ in self.sides])
        parts = np.zeros((len(self.sides), len(self.amounts)), dtype=np.int64)
        for row, (_, numbers) in enumerate(self.sides):
            parts[row, numbers] = 1
        forms = [
            {"form": one["form"], "expected_by": "minimum", "state": "found"}
            | {"first_page": one["first_page"], "last_page": one["last_page"]}
            for one in self.tables
        ]
        for fund in ("government_fund", "state_capital"):
            statement = "本单位没有该项收入，也没有使用该项安排的支出，故本表无数据"
            forms.append({"form": f"{self.kind}_{fund}", "expected_by": "minimum", "state": "declared_empty"})
            forms[-1] |= {"first_page": 12, "last_page": 12, "statement": statement}
        frames = [
            pl.DataFrame(rows, infer_schema_length=None)
            for rows in (self.amounts, self.cells, self.checks, self.tables, forms)
        ]
        return Layout(*frames, sums, wholes, parts, np.array(self.places))


def _line(one: Code, system: str) -> dict[str, Any]:
    what: dict[str, Any] = {"code": one.code, "code_system": system if one.code else None, "line_name": one.name}
    return what | {"row_level": one.level, "is_total": one.code is None, "is_leaf": one.leaf}


def _parent(one: Code) -> str | None:
    return one.code[:-2] if one.code and len(one.code) > 3 else None


def _summaries(drawing: _Drawing, functional: Sequence[Code]) -> None:
    classes = [one for one in functional if one.code and len(one.code) == 3]

    def lines(funds: Sequence[int]) -> tuple[list[Code], list[Code]]:
        everything = tuple(4 * leaf + fund for leaf in range(LEAVES) for fund in funds)
        total = Code(None, "总计", everything, 0, False)
        general = tuple(4 * leaf + fund for leaf in range(LEAVES) for fund in (0, 1))
        other = tuple(set(everything) - set(general))
        income = [Code(None, "一般公共预算财政拨款收入", general, 1, True)]
        if other:
            income.append(Code(None, "其他收入", other, 1, True))
        spending = [
            Code(None, one.name, tuple(4 * leaf + fund for leaf in one.of for fund in funds), 1, True)
            for one in classes
        ]
        return [*income, total], [*spending, total]

    drawing.sided("summary", *lines((0, 1, 2, 3)), ["total"])
    drawing.sided("fiscal_summary", *lines((0, 1)), ["total", "general_budget"])


@cache
def _classes() -> dict[tuple[str, str], str]:
    """Names by classification and code: the spelling in force last."""
    rows = pl.read_csv(PACKAGE / "reference" / "classifications.csv", infer_schema=False)
    rows = rows.filter(pl.col("valid_to_year").is_null())
    return {(system, code): name for system, code, name in rows.select("code_system", "code", "name").iter_rows()}


@cache
def _functional(own_class: str) -> tuple[Code, ...]:
    """合计, and 类, 款 and 项 in the order of the codes: those that every body has, the rest of its own class."""
    named = {code: name for (system, code), name in _classes().items() if system == "functional"}
    leaves = sorted(code for code in named if len(code) == 7 and code[:5] in named and code[:3] in named)
    common = [code for wanted in _COMMON for code in [c for c in leaves if c[:3] == wanted][:4]]
    own = [code for code in leaves if code[:3] == own_class][: LEAVES - len(common)]
    rest = [code for code in leaves if code not in {*common, *own}]
    chosen = sorted([*common, *own, *rest[: LEAVES - len(common) - len(own)]])
    return _tree(chosen, named)


@cache
def _economic() -> tuple[Code, ...]:
    named = {code: name for (system, code), name in _classes().items() if system == "economic_department"}
    leaves = sorted(code for code in named if len(code) == 5 and code[:3] in ("301", "302", "303"))
    return _tree(leaves[:ECONOMIC], named)


def _tree(leaves: Sequence[str], named: dict[str, str]) -> tuple[Code, ...]:
    codes = [Code(None, "合计", tuple(range(len(leaves))), 0, False)]
    for code in sorted({leaf[:length] for leaf in leaves for length in (3, 5, 7)}):
        of = tuple(number for number, leaf in enumerate(leaves) if leaf.startswith(code))
        codes.append(Code(code, named[code], of, (len(code) - 1) // 2, code in leaves))
    return tuple(codes)
