"""From a table that a form has claimed to its amounts.

Here: every printed number of the form's data area becomes a record with its place on the page. Not here: which form it
is (recognise.py), what rows and columns mean (rows.py, columns.py), which rows are totals or leaves (levels.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from pipelines.values import frozen

from ..pages import Box
from ..tables.headers import flat_row, numbering_row
from ..tables.model import Cell, Table
from .columns import Column, Lane, fold, is_count, item_of, lanes_of, with_whole
from .marks import Marked, amount_in, unclear
from .rows import Key, KeyReader, plain_name
from .units import Unit, parse_amount, to_yuan

_SPLIT_HEADS = re.compile("类?款?项?")


@frozen
class Amount:
    """One printed amount. `yuan` is None where no unit governs it; `box` holds the printed text on `page`. `form_body` is whose form it
    stands in, where the file holds forms of several bodies and it is not the first one's."""

    form: str
    form_number: str | None
    side: str | None
    block: int
    code: str | None
    code_system: str | None
    economic_code: str | None
    government_economic_code: str | None
    line_name: str
    raw_name: str
    row_body: str | None
    measure: str
    header_path: str
    yuan: Decimal | None
    value: Decimal
    published: str
    unit: str | None
    page: int
    box: Box
    table_id: str
    row_index: int
    column_index: int
    indent: float = 0.0
    row_level: int | None = None
    is_total: bool = False
    is_leaf: bool = False
    method: str = "text"
    confidence: float = 1.0
    repaired_from: str | None = None
    repaired_by: str | None = None
    form_body: str | None = None


_VALUES = attrgetter(*(f.name for f in fields(Amount)))
_LEVEL = [f.name for f in fields(Amount)].index("row_level")


def with_level(amount: Amount, level: int | None, is_total: bool, is_leaf: bool) -> Amount:
    """The amount with its place among the rows; as `replace` does it, in half the time."""
    values: list[Any] = [*_VALUES(amount)]
    values[_LEVEL : _LEVEL + 3] = level, is_total, is_leaf
    return Amount(*values)


@dataclass(frozen=True, slots=True)
class _Whole:
    """What the amounts of a form share: its key, its number, the unit that governs it."""

    form: str
    number: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class FormReading:
    """The amounts of one table under one form, and the numbers of it that are left out, with the reason."""

    form: str
    table: Table
    unit: Unit | None
    columns: tuple[Column, ...]
    amounts: tuple[Amount, ...]
    left_out: tuple[tuple[Cell, str], ...]


def read_form(
    table: Table,
    form: str,
    unit: Unit | None,
    columns: Sequence[Column],
    fiscal_year: int | None,
    form_number: str | None = None,
) -> FormReading:
    """All amounts of a table with these columns, read as `form` (contract key)."""
    kind, base = form.split("_", 1)
    if kind == "budget":
        columns = _approved_is_the_budget(columns)
    columns = with_whole(columns, base)
    whole = _Whole(form, form_number, unit.word if unit else None)
    if base == "three_public":
        found, left = _three_public(table, whole, columns, fiscal_year)
    else:
        found, left = _lanes(table, whole, base, columns)
    return FormReading(form, table, unit, tuple(columns), tuple(found), tuple(left))


def _approved_is_the_budget(columns: Sequence[Column]) -> list[Column]:
    """年初预算数 (or 全年预算数) is a stage of its own beside what became of it; where a budget prints nothing else it is the budget itself."""
    for prefix in ("approved_", "adjusted_"):
        plain = {c.measure for c in columns if c.role == "amount" and not c.prefix}
        columns = [replace(c, prefix="") if c.prefix == prefix and c.measure not in plain else c for c in columns]
    return list(columns)


@lru_cache(1 << 10)
def _own_unit(header: str) -> str | None:
    match = re.search(r"[（(](?:单位[:：])?(亿元|万元|千元|百元|元)[）)]", header)
    return match.group(1) if match else None


def data_rows(table: Table) -> list[tuple[int, list[Cell | None]]]:
    """The rows below the header that can hold data: no column numbers, no totals repeated at the top of a later page."""
    out = []
    totals: set[tuple[str, ...]] = set()
    first_of_page = {}
    for r in range(table.row_count):
        row = table.row(r)
        page = next((c.page for c in row if c is not None), None)
        if r >= table.header_rows and page is not None:
            first_of_page.setdefault(page, r)
    for r in range(table.header_rows, table.row_count):
        row = table.row(r)
        texts = flat_row(row)
        if not any(texts) or numbering_row(texts):
            continue
        words = tuple(texts)
        if any(t in {"合计", "总计"} for t in texts[:4]):
            page = next((c.page for c in row if c is not None), None)
            if words in totals and first_of_page.get(page) == r:
                continue
            totals.add(words)
        out.append((r, row))
    return out


def _own(row: Sequence[Cell | None], r: int, column: Column) -> Cell | None:
    cell = row[column.index] if column.index < len(row) else None
    if cell is None or not cell.text or cell.row != r or cell.column + cell.column_span - 1 < column.index:
        return None
    return cell


def _lanes(
    table: Table, whole: _Whole, base: str, columns: Sequence[Column]
) -> tuple[list[Amount], list[tuple[Cell, str]]]:
    lanes = lanes_of(columns)
    sides = _sides(lanes, base)
    readers = [KeyReader(lane.keys) for lane in lanes]
    rows = data_rows(table)
    amounts: list[Amount] = []
    left: list[tuple[Cell, str]] = []
    nameless_totals = _nameless_totals(rows, lanes)
    used: set[int] = set()
    for r, row in rows:
        for lane, reader, (side, block) in zip(lanes, readers, sides, strict=True):
            key = reader.read(row)
            alone = side is not None and len(lane.amounts) == 1  # the one amount column of a side needs no name
            for column in lane.amounts:
                cell = _own(row, r, column)
                if cell is None or id(cell) in used:
                    continue
                printed = amount_in(cell)
                if printed is None:
                    continue
                used.add(id(cell))
                shown = _named(key, row, lane, r in nameless_totals)
                measure = "income" if column.measure == "current_year_income" and base != "income" else column.measure
                amounts.append(
                    _amount(
                        table,
                        whole,
                        side,
                        block,
                        shown,
                        column,
                        measure or ("total" if alone else None),
                        cell,
                        printed,
                        r,
                    )
                )
    for r, row in rows:
        for column in columns:
            cell = _own(row, r, column)
            if (
                cell is not None
                and id(cell) not in used
                and column.role in {"percent", "count", "ordinal", "note"}
                and parse_amount(cell.flat) is not None
            ):
                left.append((cell, column.role))
    return amounts, left + _untold(rows, columns, used)


def _untold(
    rows: Sequence[tuple[int, list[Cell | None]]], columns: Sequence[Column], used: set[int]
) -> list[tuple[Cell, str]]:
    """The cells of amount columns that print digits and no amount, each with why."""
    out = []
    for r, row in rows:
        for column in columns:
            cell = _own(row, r, column) if column.role == "amount" else None
            if cell is not None and id(cell) not in used and (reason := unclear(cell)):
                used.add(id(cell))
                out.append((cell, reason))
    return out


def _money(row: Sequence[Cell | None], r: int, column: Column) -> bool:
    cell = _own(row, r, column)
    return cell is not None and amount_in(cell) is not None


def _nameless_totals(rows: Sequence[tuple[int, list[Cell | None]]], lanes: Sequence[Lane]) -> set[int]:
    """Rows that are the total if they have no name: the only row of money, or the first or last where no row says 合计."""
    money = [r for r, row in rows if any(_money(row, r, c) for lane in lanes for c in lane.amounts)]
    if len(money) == 1:
        return set(money)
    said = any(cell is not None and cell.flat in {"合计", "总计"} for _, row in rows for cell in row)
    return set() if said or len(lanes) > 1 else {*money[:1], *money[-1:]}


def _named(key: Key, row: Sequence[Cell | None], lane: Lane, may_be_total: bool) -> Key:
    """A key with a name: a label that spans lanes is taken from the left, the number of a body where its name is not printed,
    and a nameless row that can only be the total is 合计."""
    if key.name and not key.code and _SPLIT_HEADS.fullmatch(key.name):
        return replace(key, name="合计")  # the total's label fused with the heads of the split code columns
    if key.name or key.code:
        return key
    for cell in reversed(row[: lane.amounts[0].index]):
        if cell is not None and cell.text:
            if parse_amount(cell.flat) is None:
                return replace(key, name=plain_name(cell.text), raw_name=cell.flat)
            break
    number = next(
        (c.flat for k in lane.keys if k.role == "body_code" and (c := row[k.index]) is not None and c.text), ""
    )
    if number:
        return replace(key, name=number, raw_name=number)
    return replace(key, name="合计", raw_name="") if may_be_total else key


def _amount(
    table: Table,
    whole: _Whole,
    side: str | None,
    block: int,
    key: Key,
    column: Column,
    measure: str | None,
    cell: Cell,
    printed: Marked,
    r: int,
    name: str | None = None,
    body: str | None = None,
) -> Amount:
    header = " / ".join(column.path)
    unit = printed.unit or _own_unit(header) or whole.unit
    return Amount(
        whole.form,
        whole.number,
        side,
        block,
        key.code,
        key.code_system,
        key.economic_code,
        key.government_economic_code,
        name if name is not None else key.name,
        key.raw_name,
        (body if body is not None else key.body) or table.body,
        column.prefix + measure if measure else "unmapped",
        header,
        to_yuan(printed.value, unit) if unit else None,
        printed.value,
        cell.flat,
        unit,
        cell.page,
        cell.ink or cell.box,
        table.table_id,
        r,
        cell.column,
        key.indent,
        method=cell.method,
        confidence=cell.confidence,
        repaired_from=cell.repaired_from,
        repaired_by=cell.repaired_by,
        form_body=table.body,
    )


def _sides(lanes: Sequence[Lane], base: str) -> list[tuple[str | None, int]]:
    heads = [lane.head for lane in lanes]
    sided = (
        len(lanes) > 1 and "收入" in heads[0] and any("支出" in h for h in heads[1:])
    )  # a fund form may be a statement of both sides
    if base not in {"summary", "fiscal_summary"} and not (base in {"government_fund", "state_capital"} and sided):
        return [(None, 1)] * len(lanes)
    out: list[tuple[str | None, int]] = []
    counts = {"income": 0, "expenditure": 0}
    for i, lane in enumerate(lanes):
        head = lane.head
        first = re.search(r"收入|支出", head)
        side = (
            "income"
            if first and first.group() == "收入"
            else "expenditure"
            if first
            else ("income" if i == 0 else "expenditure")
        )
        if i == 0 and len(lanes) > 1 and not (first and first.group() == "支出"):
            side = "income"
        elif i and side == "income" and counts["income"] and not counts["expenditure"] and i == len(lanes) - 1:
            side = "expenditure"
        counts[side] += 1
        out.append((side, counts[side]))
    return out


def _three_public(
    table: Table, whole: _Whole, columns: Sequence[Column], fiscal_year: int | None
) -> tuple[list[Amount], list[tuple[Cell, str]]]:
    """Three-public forms: items in columns (a row a body or a year) or items in rows (columns are stages)."""
    lanes = lanes_of(columns)
    rows = data_rows(table)
    default = "budget" if whole.form.startswith("budget") else "final"
    across = [c for lane in lanes for c in lane.amounts if item_of(c.path)]
    found: list[Amount] = []
    left: list[tuple[Cell, str]] = []
    used: set[int] = set()
    if len(across) >= 2:
        plan = _items_across([c for lane in lanes for c in lane.amounts], default)
        reader = KeyReader(lanes[0].keys)
        for r, row in rows:
            key = reader.read(row)
            year = _row_year(key.raw_name)
            stage = (
                "final" if re.search("决算", key.raw_name) else "budget" if re.search("预算数", key.raw_name) else None
            )
            for column, item, measure in plan:
                cell = _own(row, r, column)
                if cell is None or id(cell) in used or (printed := amount_in(cell)) is None:
                    continue
                used.add(id(cell))
                if year and fiscal_year and year < fiscal_year and measure and not measure.startswith("prior_year_"):
                    measure = "prior_year_" + measure
                if stage and measure in {"budget", "final"} and not year:
                    measure = stage
                if re.search(r"增减|增长", key.raw_name):
                    measure = None
                body = key.body or (key.name if not (stage or year) and key.name not in {"合计", ""} else None)
                found.append(
                    _amount(
                        table,
                        whole,
                        None,
                        1,
                        Key(None, None, "", key.raw_name),
                        _bare(column),
                        measure,
                        cell,
                        printed,
                        r,
                        item,
                        body or None,
                    )
                )
        return found, _untold(rows, columns, used)
    for lane in lanes:
        reader = KeyReader(lane.keys)
        staged = {c.prefix for c in lane.amounts} >= {"approved_", "adjusted_"}  # else either is the 预算数
        measures = [(c, _stage_measure(c, default, staged=staged)) for c in lane.amounts]
        group = ""
        for r, row in rows:
            key = reader.read(row)
            name = item_of([plain_name(key.raw_name)]) or (
                "合计" if re.search(r"合计|总计|小计|三公", key.raw_name) else None
            )
            if name == "公务用车购置及运行维护费":
                group = name
            if name is None and group and re.search(r"购置|运[行维]", key.raw_name):
                name = item_of(["公务用车" + key.raw_name])
            shown = name or key.name
            counted = is_count(key.raw_name)
            for column, measure in measures:
                cell = _own(row, r, column)
                if cell is None or id(cell) in used or (printed := amount_in(cell)) is None:
                    continue
                used.add(id(cell))
                if counted:
                    left.append((cell, "count"))
                    continue
                found.append(
                    _amount(table, whole, None, 1, key, _bare(column), measure, cell, printed, r, shown, key.body)
                )
    return found, left + _untold(rows, columns, used)


def _bare(column: Column) -> Column:
    return replace(column, prefix="")


def _stage_measure(column: Column, default: str, across: bool = False, staged: bool = False) -> str | None:
    """The measure of a column of a three-public form; None where it holds changes and not amounts of a stage. `staged`: the form tells
    the budget at the year's beginning from the adjusted one."""
    text = "|".join(fold(s) for s in column.path)
    if re.search(r"增减|增长|变动|比", text):
        return None
    leaf = fold(column.path[-1]) if column.path else ""
    if not (across and (item_of([leaf]) or re.search("小计|合计|三公", leaf))) and column.measure in {
        "general_budget",
        "government_fund",
        "state_capital",
        "fiscal_appropriation",
        "fiscal_special_account",
        "carryover",
        "other_income",
    }:
        return column.prefix + column.measure
    if "决算" in text or "支出数" in text or "执行数" in text:
        return "prior_year_final" if re.search(r"上年|去年", text) else "final"
    measure = "budget" if "预算数" in text or (column.measure in {"total", None} and default == "budget") else default
    return (column.prefix if staged or column.prefix == "prior_year_" else "") + measure


def _items_across(columns: Sequence[Column], default: str) -> list[tuple[Column, str, str | None]]:
    """(column, item, measure) where the items stand in the header; the inner total is the three-public one."""
    out: list[tuple[Column, str, str | None]] = []
    stages: dict[str, list[int]] = {}
    for column in columns:
        segments = [fold(s) for s in column.path]
        measure = _stage_measure(column, default, across=True)
        item = item_of(segments) if not (len(segments) == 1 and re.search("三公", segments[0])) else None
        leaf = segments[-1] if segments else ""
        if item is not None and re.search("三公", leaf) and not re.search("出国|[接招]待|用车|公车|车辆", leaf):
            item = None
        if (
            item in {"公务用车购置费"}
            and any(re.search("购置.*运[行维]", s) for s in segments)
            and re.search("小计|合计", leaf)
        ):
            item = "公务用车购置及运行维护费"
        if item in {"公务用车购置及运行维护费"} and re.search("购置", leaf) and not re.search("运[行维]", leaf):
            item = "公务用车购置费"
        if (
            item in {"公务用车购置及运行维护费", "公务用车购置费"}
            and re.search("运[行维]", leaf)
            and "购置" not in leaf
        ):
            item = "公务用车运行维护费"
        out.append((column, item or "合计", measure))
        if item is None:
            stages.setdefault(str(measure), []).append(len(out) - 1)
    for positions in stages.values():
        inner = [p for p in positions if len(out[p][0].path) > 1 and any("三公" in s for s in out[p][0].path)]
        if len(positions) > 1 and inner:
            for p in positions:
                if p not in inner:
                    out[p] = (out[p][0], "合计", None)
    return out


def _row_year(text: str) -> int | None:
    match = re.search(r"(20\d{2})年", text)
    return int(match.group(1)) if match else None
