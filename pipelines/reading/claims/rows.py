"""A narrative's reading as rows of the reading tables claims, facts and derived_amounts.

Here: columns, as pipelines/schema describes them. Not here: what the rows say.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ..pages.model import hull
from . import NarrativeReading
from .derived import Derived
from .linking import Link
from .model import PERCENT, Figure

_CENT = Decimal("0.01")


def claim_rows(document_id: str, narrative: NarrativeReading) -> list[dict[str, Any]]:
    """One row per figure, in reading order."""
    settled = narrative.settled
    return [
        _claim(document_id, f, settled.links.get(f.number), settled.statuses.get(f.number, "unlinked"))
        for f in narrative.figures
    ]


def fact_rows(document_id: str, narrative: NarrativeReading) -> list[dict[str, Any]]:
    """One row per number that is no money."""
    return [
        {"document_id": document_id, "fact_number": n, "fact": f.fact, "value": f.value, "page": f.page, "text": f.text}
        for n, f in enumerate(narrative.facts, 1)
    ]


def derived_rows(document_id: str, narrative: NarrativeReading, fiscal_year: int | None) -> list[dict[str, Any]]:
    """One row per derived sum; `fiscal_year` is the document's."""
    return [_derived(document_id, n, d, fiscal_year) for n, d in enumerate(narrative.derived, 1)]


def _claim(document_id: str, figure: Figure, link: Link | None, status: str) -> dict[str, Any]:
    first = figure.pieces[0]
    box = hull(p.box for p in figure.pieces if p.page == first.page)
    place = link.operand.place if link else None
    return {
        "document_id": document_id,
        "claim_number": figure.number,
        "page": first.page,
        "section": figure.section or None,
        "subject": figure.subject.code or figure.subject.name or None,
        "claim": figure.claim,
        "value": figure.value,
        "unit": figure.unit,
        "amount_yuan": None if figure.unit == PERCENT else figure.yuan.quantize(_CENT, ROUND_HALF_UP),
        "base": figure.base,
        "text": figure.text,
        "linked_form": link.form if link else None,
        "linked_code": link.code if link else None,
        "linked_measure": link.measure if link else None,
        "linked_table_id": place.table_id if place else None,
        "linked_row_index": place.row_index if place else None,
        "linked_column_index": place.column_index if place else None,
        "status": status,
        "x0": round(box.x0, 2),
        "top": round(box.top, 2),
        "x1": round(box.x1, 2),
        "bottom": round(box.bottom, 2),
    }


def _derived(document_id: str, number: int, derived: Derived, fiscal_year: int | None) -> dict[str, Any]:
    link = derived.link
    return {
        "document_id": document_id,
        "derived_number": number,
        "fiscal_year": fiscal_year - 1 if fiscal_year else None,
        "form": link.form if link else None,
        "code": link.code if link else None,
        "subject": derived.subject.code or derived.subject.name or None,
        "measure": link.measure if link else None,
        "amount_yuan": derived.yuan,
        "tolerance_yuan": derived.open_yuan,
        "formula": derived.formula,
        "stage": derived.stage,
        "claim_numbers": ",".join(str(f.number) for f in derived.figures),
        "percent_status": derived.percent,
    }
