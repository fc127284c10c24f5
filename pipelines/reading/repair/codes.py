"""Repairs of classification codes that the eye misread.

Here: which rows carry a code that fits neither their name nor the sums, and the one code that does. Not here: amounts (settle.py).

The code book is the document itself: a disclosure prints the same codes beside the same names in several forms. Codes that are split over
columns (类, 款, 项) are left alone: none of their parts is a code.
"""

from collections.abc import Collection, Iterator, Mapping

from ..arbitrate import Outcome
from ..forms.amounts import Amount, FormReading
from ..tables.model import Cell
from .confusions import codes_near
from .equations import Key, Spot, key_of
from .reread import repaired_cell, reread
from .settle import Asked, closes_cleanly
from .sight import CODED, admitted_codes

KEY_ROLES = frozenset({"code", "name", "text"})

Book = Mapping[str, Mapping[str, frozenset[str]]]  # name -> code -> forms that print them together


def code_book(forms: Collection[FormReading]) -> Book:
    """The codes that a document prints beside each name, with the forms that do."""
    out: dict[str, dict[str, frozenset[str]]] = {}
    for amount in (a for f in forms for a in f.amounts if a.code and a.line_name):
        codes = out.setdefault(amount.line_name, {})
        codes[amount.code or ""] = codes.get(amount.code or "", frozenset()) | {amount.form}
    return out


def repair_codes(
    reading: Outcome, kind: str | None, fiscal_year: int | None, asked: Asked, settled: Collection[Spot] = ()
) -> Outcome:
    """The reading with those codes repaired of which exactly one reading is known beside the printed name, closes an identity and opens none."""
    book = code_book(reading.forms)
    for spot, cell, wanted in list(_suspects(reading, book)):
        if spot in settled:
            continue
        match = CODED.fullmatch(cell.flat)
        if match is None:
            continue
        admitted = admitted_codes(match[1], asked(spot, cell)) & wanted
        closing = []
        for code in sorted(admitted):
            rival = reread(reading, {spot: repaired_cell(cell, code + match[2], "code_book")}, kind, fiscal_year)
            if _closes(reading, rival):
                closing.append(rival)
        if len(closing) == 1:
            reading = closing[0]
    return reading


def _suspects(reading: Outcome, book: Book) -> Iterator[tuple[Spot, Cell, set[str]]]:
    """Cells of pictures with a code that only this form prints beside its row's name, while others print another, one slip away:
    place, cell, those others."""
    for form in reading.forms:
        keys = [c.index for c in form.columns if c.role in KEY_ROLES]
        rows: dict[int, Amount] = {}
        for amount in form.amounts:
            rows.setdefault(amount.row_index, amount)
        for row, amount in rows.items():
            codes = book.get(amount.line_name, {})
            if amount.code and codes.get(amount.code, frozenset()) - {form.form}:
                continue
            elsewhere = {code for code, forms in codes.items() if forms - {form.form} and code != amount.code}
            for column in keys if elsewhere else ():
                cell = form.table.by_place.get((row, column))
                if cell is None or cell.method != "ocr" or cell.repaired_by or cell.row != row:
                    continue
                match = CODED.fullmatch(cell.flat)
                if match and (near := elsewhere & set(codes_near(match[1]))):
                    yield (form.table.table_id, cell.row, cell.column), cell, near


def _closes(before: Outcome, after: Outcome) -> bool:
    """Whether a hard identity that was open holds now, and no other became open."""
    held = {key_of(c) for c in after.checks if c.status in ("pass", "rounding")}
    closed: frozenset[Key] = frozenset(
        key_of(c) for c in before.checks if c.status == "mismatch" and c.severity == "H" and key_of(c) in held
    )
    return bool(closed) and closes_cleanly(before, after, closed)
