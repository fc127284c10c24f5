"""Which reader finds a document's tables: the fast one first, others where it finds none.

Here: readers per page, and the way from pages to claimed forms. Not here: the readers themselves (tables/), the meaning of
forms (forms/).
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from pipelines import reconcile

from . import arbitrate
from .bodies import with_bodies
from .decisions import Decision, with_decisions
from .forms.amounts import FormReading, read_form
from .forms.levels import levelled
from .forms.recognise import Claim, claim_tables, titles_of
from .pages import Page
from .pages.hidden import shown
from .performance import Project
from .tables.aligned import AlignedReader
from .tables.headed import framed
from .tables.model import Grid, Table
from .tables.readers import FastReader
from .tables.regions import may_hold_table
from .tables.sideways import joined_sideways
from .tables.stitch import stitch
from .tables.witness import Witness

_EVALUATED_PAGES = 60  # pages with a mismatch of scores that the witness is asked about: one project a page


def read_settled(
    data: bytes,
    witness: Witness,
    pages: Sequence[Page],
    kind: str | None,
    fiscal_year: int | None,
    wanted: Collection[str],
    decisions: Sequence[Decision] = (),
) -> arbitrate.Outcome:
    """The best reading of a document's tables that any reader gives, with its checks and their causes. `wanted` are the forms
    that the document should have, `decisions` what a person decided about its cells."""

    def from_grids(grids: list[list[Grid]]) -> tuple[list[Table], list[FormReading]]:
        return interpret(pages, grids, kind, fiscal_year, decisions)

    first = arbitrate.outcome(first_grids(pages), from_grids, kind)
    if doubt := arbitrate.open_pages(first):
        as_read, pages = pages, shown(data, pages, doubt)
        changed = [page is not before for page, before in zip(pages, as_read, strict=True)]
        seen = first
        if any(changed):
            grids = [_first(p) if new else known for p, new, known in zip(pages, changed, first.grids, strict=True)]
            seen = arbitrate.outcome(grids, from_grids, kind)
        # Figures that nobody sees are none where identities break with them and hold without.
        if seen.broken() < first.broken() and seen.closed() >= first.closed():
            first = seen
        else:
            pages = as_read
    # Most open identities are the publisher's: where the witness finds the same figures, no rival has to be read.
    first = replace(first, checks=arbitrate.with_causes(witness, pages, first))
    best = arbitrate.settle(data, pages, first, from_grids, kind, wanted)
    if best is first:
        return first
    return replace(best, checks=arbitrate.with_causes(witness, pages, best))


def evaluated(witness: Witness, pages: Sequence[Page], projects: Sequence[Project], kind: str | None) -> list[Any]:
    """The identities of performance projects, with the cause of each mismatch where it is settled. The witness confirms texts; it
    knows nothing of headers, so what stands out of its place is never held against the publisher."""
    checks = reconcile.check((), kind=kind, projects=projects)
    figures = [figure for project in projects for figure in project.figures()]
    unclear = {(f.table_id, f.row_index, f.column_index) for f in figures if not f.in_place}
    return [
        replace(c, cause=None)
        if c.cause == "publisher" and any((p.table_id, p.row_index, p.column_index) in unclear for p in c.places)
        else c
        for c in arbitrate.settled_causes(witness, pages, checks, figures, _EVALUATED_PAGES)
    ]


def read_tables(
    data: bytes, pages: Sequence[Page], kind: str | None, fiscal_year: int | None
) -> tuple[list[Table], list[FormReading]]:
    """All tables of a document and the reading of each that a form claims, by the first readers alone. `data` is not looked at:
    the pages hold all that the first readers need."""
    return interpret(pages, first_grids(pages), kind, fiscal_year)


def first_grids(pages: Sequence[Page]) -> list[list[Grid]]:
    """The first readers' grids of each page; pages that cannot hold a table are not searched."""
    return [_first(page) for page in pages]


def _first(page: Page) -> list[Grid]:
    """The fast reader's grids; where it finds none, or only a frame, those of the aligned reader."""
    if not may_hold_table(page):
        return []
    fast, aligned = FastReader(), AlignedReader()
    found = fast.grids(page)
    if not found:
        return aligned.grids(page)
    frames = [g for g in found if framed(page, g)]
    inside = [g for g in aligned.grids(page) if any(_within(g, f) for f in frames)] if frames else []
    kept = [g for g in found if g not in frames or not any(_within(i, g) for i in inside)]
    return sorted([*kept, *inside], key=lambda g: (g.box.top, g.box.x0))


def _within(grid: Grid, frame: Grid) -> bool:
    """Whether a grid lies in a frame."""
    return frame.box.holds(grid.box.x_mid, grid.box.y_mid)


def interpret(
    pages: Sequence[Page],
    grids: Sequence[Sequence[Grid]],
    kind: str | None,
    fiscal_year: int | None,
    decisions: Sequence[Decision] = (),
) -> tuple[list[Table], list[FormReading]]:
    """From grids to claimed forms: the same way for every reader."""
    tables = with_decisions(stitch(pages, joined_sideways(pages, grids), titles_of), decisions)
    claims = with_bodies(pages, claim_tables(tables, kind, fiscal_year))
    forms = [_read(claim, fiscal_year) for claim in claims if claim.form]
    return [replace(c.table, title=c.title) for c in claims], levelled(forms)


def _read(claim: Claim, fiscal_year: int | None) -> FormReading:
    return read_form(claim.table, claim.form or "", claim.unit, claim.columns, fiscal_year, claim.form_number)
