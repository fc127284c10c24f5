"""Which table is which statutory form.

Here: claims by title, by continuation of the order, and by column signature; the unit of each claim. Not here: titles
themselves (titles.py) or the amounts (amounts.py).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..tables.headers import header_paths
from ..tables.model import Table
from ..vocabulary import load
from .columns import Column, columns_of, lanes_of
from .rows import system_of
from .titles import fold_title, looks_like_title, match_base, match_title, match_weak_title
from .units import Unit, find_unit

_CODE = re.compile(r"^[\[【(（]?([235]\d{2}(?:\d{2}){0,2})(?=$|[^\d.,])")
_TITLE_START = re.compile(
    r"^(公开|表|附表|预算|决算|20\d\d|一般公共|部门|单位|财政|政府性|国有|[一二三四五六七八九十]+、|\d+[.、])"
)
_NUMBER = re.compile(r"(公开|预算|决算|附)?\s*(表\s*\d{1,2}(-\d{1,2})?|\d{1,2}\s*表)")


@dataclass(frozen=True, slots=True)
class Claim:
    """A table claimed by a form (`form` None: known to be no statutory form or not recognised)."""

    table: Table
    form: str | None
    title: str | None
    form_number: str | None
    unit: Unit | None
    columns: tuple[Column, ...] = ()  # of a claimed table


def title_candidates(lines: Sequence[str]) -> list[str]:
    """Title-like texts among lines, nearest (last) first; a title broken over two lines is also tried joined."""
    out: list[str] = []
    for i in range(len(lines) - 1, -1, -1):
        text = lines[i]
        before = lines[i - 1] if i else ""
        joined = before + text
        if (
            before
            and not re.search(r"表[）)]?$|[。：:；;]$", before)
            and re.search(r"表([（(].*[）)])?$", text)
            and looks_like_title(joined)
            and (len(text) <= 8 or _TITLE_START.match(before))
        ):
            out.append(joined)
        if looks_like_title(text):
            out.append(text)
    return out


def titles_of(lines: Iterable[str]) -> tuple[str, ...]:
    """The folded titles among lines that the vocabulary knows, in reading order."""
    found = [fold_title(t) for t in reversed(title_candidates(list(lines))) if match_base(t, None)[0]]
    return tuple(found)


def claim_tables(tables: Sequence[Table], kind: str | None, fiscal_year: int | None) -> list[Claim]:
    """A claim per table, in order."""
    claims = [_claim(t, kind) for t in tables]
    return _units(_borne_out([_checked(c, fiscal_year) for c in claims]))


def _claim(table: Table, kind: str | None) -> Claim:
    lines = [text for _, text in table.heading]
    unit = find_unit([("heading", text) for text in reversed(lines)])
    rows = table.rows[:8]
    if unit is None:
        header = [" ".join(p) for p in header_paths(rows, table.header_rows)]
        unit = find_unit([("header", h) for h in header] + [("footing", text) for _, text in table.footing[:2]])
    number = next(
        (m.group().replace(" ", "") for text in reversed(lines) if len(text) < 60 and (m := _NUMBER.search(text))), None
    )
    for title in title_candidates(lines):
        known, _ = match_base(title, None)
        form = match_title(title, kind) or match_weak_title(title, kind)
        if known or form:
            return Claim(table, form, title, number, unit)
    return Claim(table, None, None, number, unit)


def _checked(claim: Claim, fiscal_year: int | None) -> Claim:
    """Hold a claim against the columns: a table without money is no form, and the codes that stand in it settle between
    forms whose titles lost the words that tell them apart."""
    if claim.form is None:
        return claim
    columns = tuple(columns_of(claim.table, fiscal_year))
    if not any(c.role == "amount" for c in columns):
        return replace(claim, form=None)
    kind, base = claim.form.split("_", 1)
    if base in {"expenditure", "general_expenditure"} and _by_economic_class(columns):
        return replace(claim, form=None)
    system = main_system(claim.table)
    if base in {"general_expenditure", "general_economic"} and system is not None:
        base = "general_expenditure" if system == "functional" else "general_economic"
        if kind == "final" and base == "general_economic":
            return replace(claim, form=None)
    if base == "summary" and system == "functional" and len(lanes_of(columns)) == 1:
        return replace(
            claim, form=None
        )  # income and expenditure of each code: an annex of the accounts, not the statement of both sides
    if base == "fiscal_summary" and system == "functional" and "一般公共预算" in (claim.title or ""):
        base = "general_expenditure"  # the older form: carry-over, income and expenditure of each code
    if base == "general_basic" and system == "functional":
        return replace(claim, form=None)
    return replace(claim, form=f"{kind}_{base}", columns=columns)


def _borne_out(claims: list[Claim]) -> list[Claim]:
    """The claims without those by a weak title that their tables do not bear out, or whose form another table's title names."""
    weak = [c.form is not None and match_title(c.title or "", c.form.split("_")[0]) is None for c in claims]
    named = {c.form for c, doubtful in zip(claims, weak, strict=True) if not doubtful}
    return [
        replace(c, form=None, columns=()) if doubtful and (c.form in named or not _bears_out(c)) else c
        for c, doubtful in zip(claims, weak, strict=True)
    ]


def _bears_out(claim: Claim) -> bool:
    """Whether the table of a weak title is what it may be: income beside expenditure in a summary, functional codes elsewhere."""
    if not (claim.form or "").endswith("summary"):
        return main_system(claim.table) == "functional"
    lanes = lanes_of(claim.columns)
    if len(lanes) != 2:
        return False
    sides = [
        [cell.flat for k in lane.keys for row in claim.table.rows if (cell := row[k.index]) is not None]
        for lane in lanes
    ]
    return all(any(word in text for text in side) for side, word in zip(sides, ("收入", "支出"), strict=True))


def _by_economic_class(columns: Sequence[Column]) -> bool:
    """Whether the amount columns are economic classes, without the basic and project expenditure of the statutory form."""
    amounts = [c for c in columns if c.role == "amount"]
    classes = sum(1 for c in amounts if re.search(load("forms")["economic_columns"], "|".join(c.path)))
    return classes >= 2 and not {"basic", "project"} & {c.measure for c in amounts}


def main_system(table: Table) -> str | None:
    """The code system of most codes in the leading columns; a row with a functional code counts as functional."""
    seen: Counter[str] = Counter()
    for r in range(table.header_rows, table.row_count):
        codes = [m.group(1) for cell in table.row(r)[:6] if cell is not None and (m := _CODE.match(cell.flat))]
        systems = {system_of(c) for c in codes} - {None}
        if systems:
            seen["functional" if "functional" in systems else sorted(s for s in systems if s)[0]] += 1
    return seen.most_common(1)[0][0] if seen.total() >= 3 else None


def _units(claims: list[Claim]) -> list[Claim]:
    """Forms without a unit of their own take the one that all their siblings share, said as such."""
    shared = {c.unit.word for c in claims if c.form and c.unit and not c.form.endswith("three_public")}
    out = []
    for claim in claims:
        if claim.form and claim.unit is None and len(shared) == 1:
            claim = replace(claim, unit=Unit(next(iter(shared)), "sibling", ""))
        out.append(claim)
    return out
