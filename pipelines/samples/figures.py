"""Published figures of the sample disclosures, as printed on their forms: loaded from figures/NAME and checked.

Belongs here: what a disclosure states (body, year, forms, headers, rows, units, what each column means) and its checks.
Does not: how it looks on paper (layout.py, compose.py), nor what a reader should make of it (expectations.py).
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FIGURES = Path(__file__).parent / "figures"
UNITS: Mapping[str, Decimal] = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "万元": Decimal(10_000),
    "亿元": Decimal(100_000_000),
}
ROLES = ("functional_code", "economic_code", "name", "line_number", "amount", "text")
KINDS = ("budget", "final", "performance")
SIDES = ("income", "expenditure")
NOTHING = ("", "/")  # what a form prints where it has no amount
LEFT, ABOVE = "<", "^"  # a cell that belongs to the cell at its left, or above it
THREE_PUBLIC_LINES = (
    "合计", "因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费",
    "机关运行经费", "会议费", "培训费",
)  # fmt: skip

FORM_KEYS = {"form", "title", "contents", "number", "unit", "rows", "header", "columns", "line_names", "notes"}
COMMON_KEYS = {"body", "region_code", "region_name", "fiscal_year", "kind", "unit", "title"}
TABLES_KEYS = COMMON_KEYS | {"body_label", "unit_label", "cover", "parts", "overview", "narrative", "forms"}
PERFORMANCE_KEYS = COMMON_KEYS | {"form_title", "projects", "funds", "indicators", "goal", "achieved", "contacts"}


class FiguresError(ValueError):
    """The data of a sample contradict themselves or have a key that nobody reads."""


@dataclass(frozen=True)
class Column:
    """A printed column: its role, and for amounts the measure (and, on one-row forms, the canonical line)."""

    role: str
    measure: str = ""
    side: str = ""
    line: str = ""


@dataclass(frozen=True)
class Form:
    """One form as printed; rows hold text, LEFT and ABOVE marking cells that are merged with a neighbour."""

    form: str
    title: str
    contents: str
    number: str
    unit: str
    header: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    line_names: Mapping[str, str]
    notes: tuple[str, ...]

    def lanes(self) -> tuple[tuple[int, ...], ...]:
        """Column indexes of the blocks printed side by side; a block begins where a label follows an amount."""
        lanes: list[list[int]] = [[]]
        for j, column in enumerate(self.columns):
            if lanes[-1] and column.role != "amount" and self.columns[lanes[-1][-1]].role == "amount":
                lanes.append([])
            lanes[-1].append(j)
        return tuple(tuple(lane) for lane in lanes)


@dataclass(frozen=True)
class Project:
    """One project's self-evaluation: money per line of funds, indicators, and the totals printed."""

    project_name: str
    project_amount: str
    supervising_body: str
    implementing_unit: str
    weight_total: str
    score_total: str
    funds: tuple[tuple[str, ...], ...]  # line, approved, adjusted, executed, weight, rate, score
    indicators: tuple[tuple[str, ...], ...]  # level1, level2, level3, target, actual, weight, score, reason


@dataclass(frozen=True)
class Disclosure:
    """Everything that one body published for one year; forms, or projects for a performance disclosure."""

    name: str
    body: str
    region_code: str
    region_name: str
    fiscal_year: int
    kind: str
    unit: str
    title: str
    body_label: str = ""
    unit_label: str = ""
    cover: tuple[str, ...] = ()
    parts: Mapping[str, str] | None = None
    overview: tuple[str, ...] = ()
    narrative: tuple[str, ...] = ()
    forms: tuple[Form, ...] = ()
    form_title: str = ""
    goal: str = ""
    achieved: str = ""
    contacts: tuple[tuple[str, ...], ...] = ()
    projects: tuple[Project, ...] = ()


def names() -> tuple[str, ...]:
    """Names of the disclosures whose figures are kept."""
    return tuple(sorted(path.parent.name for path in FIGURES.glob("*/disclosure.yaml")))


def amount(text: str) -> Decimal | None:
    """The number printed in an amount cell; None where the form prints nothing or `/`. Raises FiguresError."""
    if text in NOTHING:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        raise FiguresError(f"not an amount: {text!r}") from None


@cache
def load(name: str, folder: Path = FIGURES) -> Disclosure:
    """The disclosure kept under figures/NAME. Raises FiguresError for an unknown name or inconsistent data."""
    path = folder / name / "disclosure.yaml"
    if not path.is_file():
        raise FiguresError(f"no figures named {name!r} in {folder.name}/")
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    performance = raw.get("kind") == "performance"
    keys = PERFORMANCE_KEYS if performance else TABLES_KEYS
    check_keys(raw, keys, keys, name)
    common: dict[str, Any] = {key: raw[key] for key in COMMON_KEYS}
    if common["kind"] not in KINDS or common["unit"] not in UNITS or not re.fullmatch(r"\d{6}", common["region_code"]):
        raise FiguresError(f"{name}: kind, unit or region code is not one that is known")
    if performance:
        return Disclosure(
            name=name, **common, form_title=raw["form_title"], goal=raw["goal"], achieved=raw["achieved"],
            contacts=tuple(tuple(row) for row in raw["contacts"]), projects=_projects(path.parent, raw),
        )  # fmt: skip
    check_keys(raw["parts"], {"overview", "tables", "narrative"}, {"overview", "tables", "narrative"}, f"{name}: parts")
    return Disclosure(
        name=name, **common, body_label=raw["body_label"], unit_label=raw["unit_label"], cover=tuple(raw["cover"]),
        parts=raw["parts"], overview=tuple(raw["overview"]), narrative=tuple(raw["narrative"]),
        forms=tuple(_form(path.parent, form, raw["unit"]) for form in raw["forms"]),
    )  # fmt: skip


def check_keys(raw: Mapping[str, Any], known: set[str], required: set[str], where: str) -> None:
    """Raise FiguresError where a mapping has a key that nobody reads, or lacks one that is needed."""
    unknown, missing = sorted(set(raw) - known), sorted(required - set(raw))
    if unknown or missing:
        raise FiguresError(f"{where}: unknown keys {unknown}, missing keys {missing}")


def _form(folder: Path, raw: Mapping[str, Any], unit: str) -> Form:
    where = f"{folder.name}: {raw.get('form')}"
    check_keys(raw, FORM_KEYS, {"form", "title", "rows", "header", "columns"}, where)
    form = Form(
        form=raw["form"],
        title=raw["title"],
        contents=raw.get("contents", raw["title"]),
        number=raw.get("number", ""),
        unit=raw.get("unit", unit),
        header=tuple(tuple(row) for row in raw["header"]),
        columns=tuple(_column(column, where) for column in raw["columns"]),
        rows=_read(folder / raw["rows"]),
        line_names=raw.get("line_names", {}),
        notes=tuple(raw.get("notes", ())),
    )
    _check_form(form, where)
    return form


def _column(raw: Mapping[str, str], where: str) -> Column:
    check_keys(raw, {"role", "measure", "side", "line"}, {"role"}, where)
    column = Column(**raw)
    if column.role not in ROLES or column.side not in ("", *SIDES) or (column.role == "amount") != bool(column.measure):
        raise FiguresError(f"{where}: a column {dict(raw)}")
    return column


def _check_form(form: Form, where: str) -> None:
    width = len(form.columns)
    if form.unit not in UNITS:
        raise FiguresError(f"{where}: unit {form.unit}")
    for grid in (form.header, form.rows):
        for i, row in enumerate(grid):
            if len(row) != width or not all(isinstance(text, str) for text in row):
                raise FiguresError(f"{where}: row {i + 1} has {len(row)} cells of text, the form {width} columns")
            if row[0] == LEFT or (i == 0 and ABOVE in row):
                raise FiguresError(f"{where}: row {i + 1} merges with a cell that is not there")
    named = [
        j for j, column in enumerate(form.columns) if column.role == "name" and form.form.endswith("_three_public")
    ]
    for i, row in enumerate(form.rows):
        for text, column in zip(row, form.columns, strict=True):
            if column.role == "amount" and text != LEFT:
                amount(text)
        if any(row[j] not in form.line_names for j in named):
            raise FiguresError(f"{where}: row {i + 1} has no canonical name")
    canonical = [*form.line_names.values(), *(column.line for column in form.columns if column.line)]
    if not set(canonical) <= set(THREE_PUBLIC_LINES):
        raise FiguresError(f"{where}: a canonical name that the contract does not have")


def _projects(folder: Path, raw: Mapping[str, Any]) -> tuple[Project, ...]:
    funds, indicators = (_by_project(folder / raw[key]) for key in ("funds", "indicators"))
    _, *rows = _read(folder / raw["projects"])
    projects = []
    for key, *fields in rows:
        if key not in funds or key not in indicators:
            raise FiguresError(f"{folder.name}: project {key} has no funds or no indicators")
        for line in funds[key]:
            for text in line[1:4]:
                amount(text)
        projects.append(Project(*fields, funds=tuple(funds[key]), indicators=tuple(indicators[key])))
    return tuple(projects)


def _by_project(path: Path) -> dict[str, list[tuple[str, ...]]]:
    _, *rows = _read(path)
    groups: dict[str, list[tuple[str, ...]]] = {}
    for key, *fields in rows:
        groups.setdefault(key, []).append(tuple(fields))
    return groups


def _read(path: Path) -> tuple[tuple[str, ...], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        rows: Iterable[list[str]] = list(csv.reader(file, strict=True))
    return tuple(tuple(row) for row in rows)
