"""Which table is which statutory form.

Here: claims by title, by continuation of the order, and by column signature; the unit of each claim. Not here: titles
themselves (titles.py) or the amounts (amounts.py).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..tables.headers import header_paths
from ..tables.model import Table
from .columns import columns_of
from .titles import fold_title, looks_like_title, match_base, match_title
from .units import Unit, find_unit

_NUMBER = re.compile(r"(公开|预算|决算|附)?\s*(表\s*\d{1,2}(-\d{1,2})?|\d{1,2}\s*表)")


@dataclass(frozen=True, slots=True)
class Claim:
    """A table claimed by a form (`form` None: known to be no statutory form or not recognised)."""

    table: Table
    form: str | None
    title: str | None
    form_number: str | None
    unit: Unit | None


def title_candidates(lines: Sequence[str]) -> list[str]:
    """Title-like texts among lines, nearest (last) first; a title broken over two lines is also tried joined."""
    out: list[str] = []
    for i in range(len(lines) - 1, -1, -1):
        text = lines[i]
        before = lines[i - 1] if i else ""
        joined = before + text
        if before and not re.search(r"表[）)]?$|[。：:；;]$", before) and re.search(r"表([（(].*[）)])?$", text) and looks_like_title(joined) \
                and re.match(r"^(公开|表|附表|预算|决算|20\d\d|一般公共|部门|单位|财政)", before):
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
    return _units([_checked(c, fiscal_year) for c in claims])


def _claim(table: Table, kind: str | None) -> Claim:
    lines = [text for _, text in table.heading]
    unit = find_unit([("heading", text) for text in reversed(lines)])
    rows = [table.row(r) for r in range(min(table.row_count, 8))]
    if unit is None:
        header = [" ".join(p) for p in header_paths(rows, table.header_rows)]
        unit = find_unit([("header", h) for h in header] + [("footing", text) for _, text in table.footing[:2]])
    number = next((m.group().replace(" ", "") for text in reversed(lines) if len(text) < 60 and (m := _NUMBER.search(text))), None)
    for title in title_candidates(lines):
        known, _ = match_base(title, None)
        if known:
            return Claim(table, match_title(title, kind), title, number, unit)
    return Claim(table, None, None, number, unit)


def _checked(claim: Claim, fiscal_year: int | None) -> Claim:
    """Drop a claim whose table cannot be a form at all: no column for money, or one row of words."""
    if claim.form is None:
        return claim
    columns = columns_of(claim.table, fiscal_year)
    if not any(c.role == "amount" for c in columns):
        return Claim(claim.table, None, claim.title, claim.form_number, claim.unit)
    return claim


def _units(claims: list[Claim]) -> list[Claim]:
    """Forms without a unit of their own take the one that all their siblings share, said as such."""
    shared = {c.unit.word for c in claims if c.form and c.unit and not c.form.endswith("three_public")}
    out = []
    for claim in claims:
        if claim.form and claim.unit is None and len(shared) == 1:
            claim = Claim(claim.table, claim.form, claim.title, claim.form_number, Unit(next(iter(shared)), "sibling", ""))
        out.append(claim)
    return out
