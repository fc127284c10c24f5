"""What each column of a table holds, and which columns belong to one lane.

Here: roles and measures of columns from their header paths (vocabulary/columns.yaml) and from what stands in them.
Not here: rows and amounts (rows.py, amounts.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pipelines.reconcile.catalogue import MEASURES
from pipelines.values import frozen

from ..tables.headers import AMOUNT, CODED_NAME, header_paths, numbering_row
from ..tables.model import Table
from ..vocabulary import load
from .marks import marked_amount

NAMING = {"code", "class", "section", "item", "name", "body", "text"}
KEY_ROLES = {"code", "class", "section", "item", "name", "body", "body_code", "ordinal", "text"}
_CHINESE = re.compile(r"[一-鿿]")
_STRICT_CODE = re.compile(r"[235]\d{2}(\d{2}){0,2}")
_ANY_CODE = re.compile(rf"{_STRICT_CODE.pattern}|0?\d")
NOTHING = {"无", "空", "—", "-", "－", "/", "／", "——"}  # marks of an empty cell
_YEAR = re.compile(r"(20\d{2})\s*年?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where, what its header says, what it holds. `measure` is None where no rule names it (`unmapped`)."""

    index: int
    path: tuple[str, ...]
    role: str
    measure: str | None = None
    prefix: str = ""


@frozen
class Lane:
    """Columns that are read together: key columns and the amount columns to their right."""

    keys: tuple[Column, ...]
    amounts: tuple[Column, ...]

    @property
    def head(self) -> str:
        return "".join(c.path[0] for c in (*self.keys, *self.amounts) if c.path)


@dataclass(frozen=True, slots=True)
class _Rules:
    keys: tuple[tuple[str, re.Pattern[str]], ...]
    generic: re.Pattern[str]
    measures: tuple[tuple[str | None, re.Pattern[str]], ...]
    groups: tuple[tuple[re.Pattern[str], re.Pattern[str], str | None], ...]
    stages: tuple[tuple[str, re.Pattern[str]], ...]
    not_amounts: re.Pattern[str]
    items: tuple[tuple[str, re.Pattern[str]], ...]
    whole_of: dict[str, frozenset[str]]


@cache
def rules() -> _Rules:
    """The column vocabulary, validated. Raises ValueError for unknown keys, roles or measures."""
    raw = load("columns")
    if unknown := set(raw) - {
        "keys",
        "generic",
        "measures",
        "groups",
        "stages",
        "not_amounts",
        "three_public",
        "whole_of",
    }:
        raise ValueError(f"columns.yaml: unknown section {sorted(unknown)}")
    for section, keys in {
        "keys": {"role", "pattern"},
        "measures": {"measure", "pattern"},
        "groups": {"group", "leaf", "measure"},
        "stages": {"prefix", "pattern"},
        "three_public": {"item", "pattern"},
    }.items():
        for entry in raw[section]:
            if set(entry) != keys:
                raise ValueError(f"columns.yaml: {section} takes {sorted(keys)}, not {sorted(entry)}")
    named = [e["measure"] for e in [*raw["measures"], *raw["groups"]] if e["measure"] is not None]
    for measure in [*named, *(m for measures in raw["whole_of"].values() for m in measures)]:
        if measure not in MEASURES:
            raise ValueError(f"columns.yaml: unknown measure {measure}")
    return _Rules(
        tuple((e["role"], re.compile(e["pattern"])) for e in raw["keys"]),
        re.compile(raw["generic"]),
        tuple((e["measure"], re.compile(e["pattern"])) for e in raw["measures"]),
        tuple((re.compile(e["group"]), re.compile(e["leaf"]), e["measure"]) for e in raw["groups"]),
        tuple((e["prefix"], re.compile(e["pattern"])) for e in raw["stages"]),
        re.compile(raw["not_amounts"]),
        tuple((e["item"], re.compile(e["pattern"])) for e in raw["three_public"]),
        {form: frozenset(measures) for form, measures in raw["whole_of"].items()},
    )


_QUOTES = re.compile(r"[“”\"'‘’\s]")
_UNIT_REMARK = re.compile(r"[（(](亿元|万元|千元|百元|元|单位[:：].*?)[）)]")


@lru_cache(1 << 12)  # a header stands on every page of its table, and each segment is asked about several times
def fold(segment: str) -> str:
    """A header segment without quotes, unit remarks and closing brackets' noise."""
    return _UNIT_REMARK.sub("", _QUOTES.sub("", segment))


def key_role(segment: str) -> str | None:
    for role, pattern in rules().keys:
        if pattern.search(segment):
            return role
    return None


def _plain_measure(segment: str) -> tuple[bool, str | None]:
    for measure, pattern in rules().measures:
        if pattern.search(segment):
            return True, measure
    return False, None


def measure_of(path: Sequence[str], fiscal_year: int | None) -> tuple[str | None, str]:
    """(measure or None where unmapped, prefix of the stage) of an amount column's header path."""
    segments = [fold(s) for s in path if fold(s)]
    prefix = _stage(segments, fiscal_year)
    if not segments:
        return "total", prefix
    leaf = segments[-1]
    told = _by_group(segments)
    if told is not None:
        return told[0], prefix
    known, measure = _plain_measure(leaf)
    if known and measure is None:
        return None, prefix
    if rules().generic.match(leaf):
        for segment in reversed(segments[:-1]):
            if rules().generic.match(segment) or key_role(segment) in {"name", "code"}:
                continue
            above, parent = _plain_measure(segment)
            if above and parent is None:
                return None, prefix  # the sum of columns that are known to have no measure
            if above and parent not in (None, "total", "income"):
                return parent, prefix
        return measure or "total", prefix
    return measure, prefix


def _by_group(segments: Sequence[str]) -> tuple[str | None] | None:
    """The measure that a group gives the column under it, None where no group does. A 小计 sums the group right above it, which is
    then the column under the groups further up."""
    leaf, above = segments[-1], list(segments[:-1])
    summed = bool(rules().generic.match(leaf))
    if summed:
        above = [s for s in above if not rules().generic.match(s)]
    for group, inner, measure in rules().groups:
        if inner.search(leaf) and any(group.search(s) for s in (above[-1:] if summed else above)):
            return (measure,)
    return _by_group(above) if summed and len(above) > 1 else None


def _stage(segments: Sequence[str], fiscal_year: int | None) -> str:
    text = "|".join(segments)
    years = {int(y) for y in _YEAR.findall(text)}
    if fiscal_year and years and fiscal_year not in years and max(years) < fiscal_year:
        return "prior_year_"
    for segment in segments:
        for prefix, pattern in rules().stages:
            if pattern.search(segment):
                return prefix
    return ""


def is_count(segment: str) -> bool:
    """Whether a header or a line counts people, visits or cars instead of money."""
    return any(role == "count" and pattern.search(fold(segment)) for role, pattern in rules().keys)


def item_of(segments: Sequence[str]) -> str | None:
    """The three-public item that the innermost telling segment names."""
    for segment in reversed([fold(s) for s in segments]):
        for item, pattern in rules().items:
            if pattern.search(segment):
                if item == "公务用车购置费" and re.search("运[行维]", segment):
                    return "公务用车购置及运行维护费"
                return item
    return None


def columns_of(table: Table, fiscal_year: int | None) -> list[Column]:
    """The columns of a table with their roles, by header first and by content where the header is silent."""
    rows = table.rows
    paths = header_paths(rows, table.header_rows)
    texts_of: list[list[str]] = [[] for _ in range(table.column_count)]
    for r, row in enumerate(rows[table.header_rows :], table.header_rows):
        flats = ["" if cell is None else cell.flat for cell in row]
        if numbering_row([t for cell, t in zip(row, flats, strict=True) if cell is not None]):
            continue
        for c, (cell, flat) in enumerate(zip(row, flats, strict=True)):
            if flat and cell is not None and cell.row == r and cell.column == c:
                texts_of[c].append(flat)
    held = [_Texts.of(texts) for texts in texts_of]
    first = [_column(c, paths[c], held[c], paths[c], fiscal_year) for c in range(table.column_count)]
    telling = _telling(first)
    return [
        _column(c.index, c.path, held[c.index], telling[c.index], fiscal_year) if c.role == "amount" else c
        for c in first
    ]


@dataclass(frozen=True, slots=True)
class _Texts:
    """What the texts of a column are: how many are money, words, codes, codes of expenditure; the first text."""

    money: int
    words: int
    codes: int
    strict: int
    first: str

    @classmethod
    def of(cls, texts: Sequence[str]) -> "_Texts":
        texts = [t for t in texts if t not in NOTHING]
        chinese = [t for t in texts if _CHINESE.search(t)]
        marked = sum(1 for t in chinese if marked_amount(t))  # `3万元`, `1,234.50（注1）`
        return cls(
            sum(1 for t in texts if AMOUNT.fullmatch(t)) + marked,
            len(chinese) + sum(1 for t in texts if CODED_NAME.match(t) and not _CHINESE.search(t)) - marked,
            sum(1 for t in texts if _ANY_CODE.fullmatch(t)),
            sum(1 for t in texts if _STRICT_CODE.fullmatch(t)),
            texts[0] if texts else "",
        )


def _telling(columns: Sequence[Column]) -> dict[int, tuple[str, ...]]:
    """Header paths without the segments that tell amount columns apart from nothing: those above all of them, and those
    that also stand above a lane's code and name (the head of the lane)."""
    amounts = [c for c in columns if c.role == "amount"]
    shared = set.intersection(*(set(c.path[:-1]) for c in amounts)) if amounts else set()
    out = {}
    for lane in lanes_of(columns):
        heads = {s for k in lane.keys for s in k.path}
        for c in lane.amounts:
            out[c.index] = tuple(s for s in c.path[:-1] if s not in shared and s not in heads) + c.path[-1:]
    return out


def _column(
    index: int, path: tuple[str, ...], texts: _Texts, telling: tuple[str, ...], fiscal_year: int | None
) -> Column:
    segments = [fold(s) for s in path]
    leaf = segments[-1] if segments else ""
    role = key_role(leaf)
    if role is None and len(segments) > 1 and key_role(segments[-2]) == "percent":
        role = "percent"
    money, words, codes, strict = texts.money, texts.words, texts.codes, texts.strict
    if role in {"ordinal", "percent", "count", "class", "section", "item", "body_code"}:
        return Column(index, path, role)
    if words > money:
        return Column(index, path, role if role in KEY_ROLES | {"note"} else "text")
    measure, _ = measure_of(telling, fiscal_year)
    prefix = _stage([fold(s) for s in path], fiscal_year)
    if money:
        if role == "code" or (role in {"note", "body"} and measure is None):
            return Column(index, path, role)
        if not path and codes == money and (money > 1 or (strict and len(texts.first) >= 5)):
            return Column(index, path, "code")
        if strict == money > 1 and (role == "name" or measure is None):
            return Column(index, path, "code")
        return Column(index, path, "amount", measure, prefix)
    if role is not None:
        return Column(index, path, role)
    if leaf and measure is not None:
        return Column(index, path, "amount", measure, prefix)
    return Column(index, path, "blank" if not leaf else "amount", measure, prefix)


def with_whole(columns: Sequence[Column], base: str) -> list[Column]:
    """The columns of a form with the one called after what the form is about as its total, lane by lane and stage by stage, where
    no column is called a total."""
    about = rules().whole_of.get(base, frozenset())
    out = {c.index: c for c in columns}
    for lane in lanes_of(columns):
        for prefix in {c.prefix for c in lane.amounts}:
            stage = [c for c in lane.amounts if c.prefix == prefix]
            own = [c for c in stage if c.measure in about]
            if len(own) == 1 and all(c.measure != "total" for c in stage):
                out[own[0].index] = replace(own[0], measure="total")
    return list(out.values())


def lanes_of(columns: Sequence[Column]) -> list[Lane]:
    """Columns grouped into lanes from left to right."""
    lanes: list[Lane] = []
    keys: list[Column] = []
    notes: list[Column] = []  # a remark is a row's name where nothing else is
    amounts: list[Column] = []

    def close() -> None:
        named = any(k.role in NAMING for k in keys)
        lanes.append(Lane(tuple(keys if named else keys + notes), tuple(amounts)))

    for column in columns:
        if column.role == "amount":
            amounts.append(column)
        elif column.role == "note" and not amounts:
            notes.append(replace(column, role="text"))
        elif column.role in KEY_ROLES:
            if amounts and column.role not in {
                "ordinal",
                "body",
                "body_code",
            }:  # whose money it is begins no other list
                close()
                keys, notes, amounts = [], [], []
            keys.append(column)
    if amounts:
        close()
    return lanes
