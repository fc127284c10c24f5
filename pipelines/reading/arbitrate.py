"""Lets arithmetic choose between readers.

Here: which pages are in doubt, which reader is asked next, and which of two readings of a document wins. Not here: the readers
(tables/), the identities (pipelines/reconcile). No reader's own confidence decides anything.

A reading never wins by losing: numbers, measures or identities that close. Among readings that keep them, the one with more of
the expected forms or with fewer open identities wins; on a tie the one before stays.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipelines import reconcile

from .forms.amounts import FormReading
from .forms.recognise import titles_of
from .forms.titles import match_title
from .pages import Page
from .tables.aligned import AlignedReader
from .tables.further import CamelotReader, PlumberReader
from .tables.headers import AMOUNT
from .tables.model import Grid, Table
from .tables.readers import TableReader
from .tables.witness import Witness

log = logging.getLogger(__name__)
PAGES_A_READER = {"aligned": 40, "pdfplumber": 12, "camelot-lattice": 4, "camelot-stream": 4}  # the slower, the fewer

Grids = list[list[Grid]]
Interpret = Callable[[Grids], tuple[list[Table], list[FormReading]]]


@dataclass(frozen=True)
class Outcome:
    """One reading of a document: grids by page, tables, forms, checks."""

    grids: Grids
    tables: list[Table]
    forms: list[FormReading]
    checks: list[Any]

    def open_forms(self) -> set[str]:
        return {c.form for c in self.checks if c.status == "mismatch" and c.cause != "publisher"}

    def found(self, wanted: Collection[str]) -> int:
        """How many of the wanted forms have a table."""
        return len(set(wanted) & {f.form for f in self.forms})

    def closed(self) -> int:
        return sum(1 for c in self.checks if c.status in ("pass", "rounding"))

    def broken(self) -> int:
        return sum(1 for c in self.checks if c.status == "mismatch")

    def numbers(self, pages: Collection[int]) -> set[tuple[int, int, int]]:
        """Where on these pages the numbers stand that became amounts or are left out by name."""
        boxes = [(a.page, a.box) for f in self.forms for a in f.amounts]
        boxes += [(cell.page, cell.ink or cell.box) for f in self.forms for cell, _ in f.left_out]
        return {(page, round(box.x_mid / 3), round(box.y_mid / 3)) for page, box in boxes if page in pages}

    def named(self) -> int:
        """Amounts whose measure is known."""
        return sum(1 for f in self.forms for a in f.amounts if not a.measure.endswith("unmapped"))


def beats(rival: Outcome, best: Outcome, pages: Collection[int], wanted: Collection[str]) -> bool:
    """Whether a rival reading is better. It must account for every number that the reading before accounts for, know at least
    as many measures and close at least as many identities (a reading that lost its header breaks none and closes none), and
    then find more of the wanted forms or leave fewer identities open."""
    if not best.numbers(pages) <= rival.numbers(pages):
        return False
    if rival.named() < best.named() or rival.closed() < best.closed() or rival.found(wanted) < best.found(wanted):
        return False
    return rival.found(wanted) > best.found(wanted) or rival.broken() < best.broken()


def outcome(grids: Grids, interpret: Interpret, kind: str | None) -> Outcome:
    """The reading that follows from grids."""
    tables, forms = interpret(grids)
    filled = {f.form for f in forms if f.amounts}
    blank = {f.form for f in forms} - filled
    checks = reconcile.check([a for f in forms for a in f.amounts], kind=kind, forms_blank=blank)
    return Outcome(grids, tables, forms, list(checks))


def settle(
    data: bytes,
    pages: Sequence[Page],
    first: Outcome,
    interpret: Interpret,
    kind: str | None,
    wanted: Collection[str],
) -> Outcome:
    """The best reading that any reader gives; `wanted` are the forms that the document should have."""
    best = first
    readers: list[TableReader] = [
        AlignedReader(),
        PlumberReader(data),
        CamelotReader(data),
        CamelotReader(data, "stream"),
    ]
    agreed: set[int] = set()
    for reader in readers:
        unread = unread_pages(pages, best, kind, wanted)
        doubt = sorted((unread | open_pages(best)) - agreed)
        if not doubt:
            return best
        tried = _with_reader(pages, best, reader, doubt[: PAGES_A_READER[reader.name]], agreed, unread)
        if tried is None:
            continue
        rival = outcome(tried, interpret, kind)
        if beats(rival, best, set(doubt), wanted):
            best = rival
    return best


def open_pages(reading: Outcome) -> set[int]:
    """Pages of the forms whose identities are open, unless a second reader found the same figures there already."""
    forms = reading.open_forms()
    return {g.page for f in reading.forms if f.form in forms for g in f.table.parts}


def unread_pages(pages: Sequence[Page], reading: Outcome, kind: str | None, wanted: Collection[str]) -> set[int]:
    """Pages with cells that do not parse, and pages that name a wanted form which no table shows, each with the next."""
    out = {g.page for f in reading.forms if _unparsed(f) for g in f.table.parts}
    missing = set(wanted) - {f.form for f in reading.forms}
    if missing:
        numbers = {p.number for p in pages}
        for page in pages:
            if any(match_title(t, kind) in missing for t in titles_of(line.text for line in page.lines)) and any(
                AMOUNT.fullmatch(r.text) for r in page.runs
            ):
                out |= {page.number, page.number + 1} & numbers
    return out


def _unparsed(form: FormReading) -> bool:
    """Whether a cell of an amount column holds digits that are no number."""
    amounts = {c.index for c in form.columns if c.role == "amount"}
    for cell in form.table.cells:
        if cell.row >= form.table.header_rows and cell.column in amounts and cell.column_span == 1 and cell.text:
            flat = cell.flat
            if (
                sum(ch.isdigit() for ch in flat) >= 3
                and flat.replace(",", "").replace(".", "").isdigit()
                and not AMOUNT.fullmatch(flat)
            ):
                return True
    return False


def _with_reader(
    pages: Sequence[Page],
    reading: Outcome,
    reader: TableReader,
    doubt: Sequence[int],
    agreed: set[int],
    unread: Collection[int],
) -> Grids | None:
    """The grids with those of another reader on the pages in doubt; None where it sees nothing new. Pages on which it sees the
    very same cells, or none where every cell could be read, are added to `agreed`: the slow readers need not be asked about them."""
    grids = list(reading.grids)
    changed = False
    for index, page in enumerate(pages):
        if page.number not in doubt or ((page.pictures or page.turned) and reader.name != "aligned"):
            continue  # the readers that open the bytes find nothing in a picture and turn no page
        try:
            found = reader.grids(page)
        except Exception as error:  # noqa: BLE001 - whatever a further reader raises, it has no opinion then
            log.debug("%s on page %s: %s", reader.name, page.number, error)
            continue
        if found and _shape(found) != _shape(grids[index]):
            grids[index] = found
            changed = True
        elif reader.name == "pdfplumber" and (found or page.number not in unread):
            agreed.add(page.number)
    return grids if changed else None


def _shape(grids: Sequence[Grid]) -> list[tuple]:
    return [tuple(sorted((c.row, c.column, c.row_span, c.column_span, c.flat) for c in g.cells)) for g in grids]


def with_causes(witness: Witness, pages: Sequence[Page], reading: Outcome, limit: int = 24) -> list[Any]:
    """The checks with the cause of each mismatch: `publisher` where the witness finds the same text in every cell that the
    identity uses, `extraction` where it finds another, None where it cannot be asked (more than `limit` pages, it fails, or a cell is a
    picture)."""
    amounts = [a for f in reading.forms for a in f.amounts]
    return settled_causes(witness, pages, reading.checks, amounts, limit)


def settled_causes(
    witness: Witness, pages: Sequence[Page], checks: Sequence[Any], printed: Iterable[Any], limit: int = 24
) -> list[Any]:
    """As with_causes, for checks on any printed figures (with table_id, row_index, column_index, page, box, published and method)."""
    cells = {(a.table_id, a.row_index, a.column_index): a for a in printed}
    broken = {
        n: [a for p in c.places if (a := cells.get((p.table_id, p.row_index, p.column_index))) is not None]
        for n, c in enumerate(checks)
        if c.status == "mismatch"
    }
    wanted: dict[int, dict[int, Any]] = {}
    for used in broken.values():
        for a in used:
            if a.method == "text":
                wanted.setdefault(a.page, {})[id(a)] = a
    agreed = _agreed(witness, {p.number: p for p in pages}, dict(sorted(wanted.items())[:limit]))
    out = list(checks)
    for n, used in broken.items():
        states = [agreed.get(id(a)) for a in used]
        if states and None not in states:
            out[n] = replace(out[n], cause="publisher" if all(states) else "extraction")
    return out


def _agreed(witness: Witness, pages: Mapping[int, Page], wanted: Mapping[int, Mapping[int, Any]]) -> dict[int, bool]:
    """For each amount, by id, whether the witness finds the same text; amounts of pages that it fails on are left out."""
    out: dict[int, bool] = {}
    for number, amounts in wanted.items():
        if pages[number].pictures or pages[number].turned:
            continue  # it has no eyes, and reads no page that stands on its side
        try:
            texts = witness.printed_in(pages[number], [a.box for a in amounts.values()])
        except Exception as error:  # noqa: BLE001 - whatever it raises, no second opinion is to be had of this page
            log.debug("%s on page %s: %s", witness.name, number, error)
            continue
        out.update({key: text == a.published for (key, a), text in zip(amounts.items(), texts, strict=True)})
    return out
