"""Reads one document: bytes in, records out.

Here: the order of the steps and the records that a reading consists of. Not here: any step itself, any file or network.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from . import coverage, decisions, expected, performance, pictures, review, subject, triage
from .claims import read_narrative
from .claims.rows import claim_rows, derived_rows, fact_rows
from .collector import rarely_collected
from .engines import evaluated, read_settled
from .forms.amounts import Amount, FormReading
from .hints import Hints
from .pages import Box, Document, Page
from .privacy import mask_text, masked_cells
from .repair import looks, repaired
from .subject import Subject
from .tables.model import Table
from .tables.witness import Witness
from .version import extractor_version

Records = dict[str, list[dict[str, Any]]]
_CENT = Decimal("0.01")
TABLES = (
    "documents",
    "document_forms",
    "evidence",
    "tables",
    "cells",
    "amounts",
    "checks",
    "performance_projects",
    "performance_funds",
    "performance_indicators",
    "review_items",
    "claims",
    "facts",
    "derived_amounts",
)


@dataclass(frozen=True)
class Reading:
    """All records of one document by reading table (pipelines/schema, group `reading`); `pages`, `stitched` and `forms` are
    what was found on the way, to be drawn or traced, and are not written."""

    tables: Records
    pages: tuple[Page, ...] = field(default=(), repr=False)
    stitched: tuple[Table, ...] = field(default=(), repr=False)
    forms: tuple[FormReading, ...] = field(default=(), repr=False)


@rarely_collected()
def read_document(
    data: bytes,
    hints: Hints | None = None,
    memory: pictures.Memory | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Reading:
    """The reading of a PDF's bytes. Bad input gives a `quarantined` document with its reason and raises nothing. `memory` keeps what
    was recognised in pictures from one reading to the next; `told` hears how many pictures are read, of how many."""
    hints = hints or Hints()
    document_id = hashlib.sha256(data).hexdigest()
    first = triage.triage(data)
    if first.reason:
        return quarantined(document_id, first.reason, page_count=first.page_count, producer=first.producer)
    try:
        with Document(data) as opened:
            pages = tuple(opened.pages())
        pages = pictures.read_pictures(data, pages, triage.garbled_pages(pages), memory, told)
    except (RuntimeError, ValueError, OSError):  # what PDFium and the reader around it raise for pages they cannot open
        return quarantined(document_id, "unreadable", page_count=first.page_count, producer=first.producer)
    who = subject.identify(pages, hints)
    kind = who.kind if who.kind in ("budget", "final") else None
    wanted = expected.expected_forms(
        who.kind, who.part, who.fiscal_year, who.entity_level, expected.announced_forms(pages)
    )
    witness = Witness(data)
    best = read_settled(data, witness, pages, kind, who.fiscal_year, [form for form, _ in wanted], hints.decisions)
    settled, stale = decisions.settled(best.tables, hints.decisions)
    with looks(data, pages, memory) as look:
        mended = repaired(best, kind, who.fiscal_year, look, settled)
    tables, forms = mended.reading.tables, mended.reading.forms
    taken = {f.table.table_id for f in forms}
    projects = performance.read_performance([t for t in tables if t.table_id not in taken])
    printed = [*mended.reading.checks, *evaluated(witness, pages, projects, who.kind)]
    unread = triage.is_disclosure(pages, who, len(forms))
    if unread == "not_a_disclosure":
        return _kept_out(document_id, unread, pages, who, first.producer, tables)
    own = [f for f in forms if f.table.body is None]
    states = coverage.form_states(pages, dict(wanted), own)
    states += coverage.performance_states(pages, who, projects)
    narrative = read_narrative(witness, pages, tables, own, who)
    read = narrative.is_read(pages)
    found = {
        *coverage.reasons(pages, who, forms, tables, states, projects, read),
        *coverage.doubts(own, mended.reading.checks),
    }
    reasons = sorted(found | ({unread} if unread else set()))
    checks = [*printed, *narrative.checks]
    head = _head(document_id, pages, who, first.producer, reasons)
    return Reading(
        {
            "documents": [head],
            "document_forms": [{"document_id": document_id, **s.as_dict()} for s in states],
            "evidence": _evidence(document_id, who),
            **_tables(document_id, pages, tables, forms, projects, printed),
            "amounts": [_amount(document_id, a, pages) for f in forms for a in f.amounts],
            "checks": [{"document_id": document_id, "check_number": n, **_check(c)} for n, c in enumerate(checks, 1)],
            **{name: _displayed(rows, pages) for name, rows in performance.records(document_id, projects).items()},
            "review_items": [
                {"document_id": document_id, "item_number": n, **item.as_dict()}
                for n, item in enumerate(review.items(mended, settled, stale, reasons), 1)
            ],
            "claims": _displayed(claim_rows(document_id, narrative), pages),
            "facts": fact_rows(document_id, narrative),
            "derived_amounts": derived_rows(document_id, narrative, who.fiscal_year),
        },
        pages,
        tuple(tables),
        tuple(forms),
    )


def quarantined(document_id: str, reason: str, page_count: int | None = None, producer: str | None = None) -> Reading:
    """The reading of a document that was kept but not read."""
    row = dict.fromkeys(
        ("region_code", "region_name", "department_name", "entity_level", "fiscal_year", "part", "text_sha256")
    )
    return Reading(
        {
            **{name: [] for name in TABLES},
            "documents": [
                {
                    "document_id": document_id,
                    "page_count": page_count,
                    "ocr_page_count": 0,
                    "producer": producer,
                    "extractor_version": extractor_version(),
                    **row,
                    "kind": "other",
                    "status": "quarantined",
                    "status_reason": reason,
                }
            ],
        }
    )


def _kept_out(
    document_id: str, reason: str, pages: Sequence[Page], who: Subject, producer: str | None, tables: Sequence[Table]
) -> Reading:
    """What is no disclosure has no forms and no amounts; its tables are kept all the same, so that nothing is lost."""
    reading = quarantined(document_id, reason, len(pages), producer)
    reading.tables["documents"][0] |= {
        "text_sha256": text_digest(pages),
        "ocr_page_count": _pages_recognised(pages),
        "region_code": who.region_code,
        "region_name": who.region_name,
        "fiscal_year": who.fiscal_year,
        "part": who.part,
    }
    reading.tables["evidence"].extend(_evidence(document_id, who))
    reading.tables.update(_tables(document_id, pages, tables, (), (), ()))
    return reading


def _pages_recognised(pages: Sequence[Page]) -> int:
    return sum(1 for page in pages if page.pictures)


def text_digest(pages: Iterable[Page]) -> str | None:
    """A digest of the document's text without white space and compatibility forms; None where it has no text."""
    digest = hashlib.sha256()
    length = 0
    for page in pages:
        text = "".join(unicodedata.normalize("NFKC", page.text).split())
        length += len(text)
        digest.update(text.encode())
        digest.update(b"\f")
    return digest.hexdigest() if length else None


def _head(
    document_id: str, pages: Sequence[Page], who: Subject, producer: str | None, reasons: Sequence[str]
) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "page_count": len(pages),
        "ocr_page_count": _pages_recognised(pages),
        "producer": producer,
        "extractor_version": extractor_version(),
        "region_code": who.region_code,
        "region_name": who.region_name,
        "department_name": who.department_name,
        "entity_level": who.entity_level,
        "fiscal_year": who.fiscal_year,
        "kind": who.kind or "other",
        "part": who.part,
        "status": "partial" if reasons else "complete",
        "status_reason": ",".join(sorted(reasons)) or None,
        "text_sha256": text_digest(pages),
    }


def _evidence(document_id: str, who: Subject) -> list[dict[str, Any]]:
    return [
        {
            "document_id": document_id,
            "field": e.field,
            "value": e.value,
            "weight": float(e.weight),
            "source": e.source,
            "page": e.page,
            "text": mask_text(e.text) if e.text else e.text,
        }
        for e in who.evidence
    ]


def _tables(
    document_id: str,
    pages: Sequence[Page],
    tables: Sequence[Table],
    forms: Sequence[FormReading],
    projects: Sequence[performance.Project],
    checks: Sequence[Any],
) -> Records:
    by_table = {f.table.table_id: f for f in forms}
    evaluated_on = {table_id: p for p in reversed(projects) for table_id in p.tables}
    closed: dict[str, int] = {}
    opened: dict[str, int] = {}
    for c in checks:
        counter = closed if c.status in ("pass", "rounding") else opened
        # A document has many performance forms of one kind: their identities are counted by table.
        for key in {p.table_id for p in c.places} if c.form in performance.FORMS else (c.form,):
            if key is not None:
                counter[key] = counter.get(key, 0) + 1
    heads, cells = [], []
    for table in tables:
        form, project = by_table.get(table.table_id), evaluated_on.get(table.table_id)
        claim = form.form if form else project.form if project else None
        unit = form.unit if form else project.unit if project else None
        key = table.table_id if project else claim
        heads.append(
            {
                "document_id": document_id,
                "table_id": table.table_id,
                "form": claim,
                "title": mask_text(table.title) if table.title else None,
                "first_page": table.first_page,
                "last_page": table.last_page,
                "row_count": table.row_count,
                "column_count": table.column_count,
                "header_rows": table.header_rows,
                "unit": unit.word if unit else None,
                "unit_evidence": f"{unit.source}: {unit.text}".rstrip(": ") if unit else None,
                "reader": table.reader,
                "identities_closed": closed.get(key, 0) if key else 0,
                "identities_open": opened.get(key, 0) if key else 0,
            }
        )
        masked = masked_cells(table)
        for cell in table.cells:
            x0, top, x1, bottom = _sides(cell.box, pages[cell.page - 1])
            cells.append(
                {
                    "document_id": document_id,
                    "table_id": table.table_id,
                    "row_index": cell.row,
                    "column_index": cell.column,
                    "row_span": cell.row_span,
                    "column_span": cell.column_span,
                    "text": masked.get(id(cell), cell.text),
                    "page": cell.page,
                    "x0": x0,
                    "top": top,
                    "x1": x1,
                    "bottom": bottom,
                    "method": cell.method,
                    "confidence": cell.confidence,
                    "repaired_from": None if id(cell) in masked else cell.repaired_from,
                    "repaired_by": cell.repaired_by,
                }
            )
    return {"tables": heads, "cells": cells}


def _box(box: Box, page: Page) -> dict[str, float]:
    """A box as it lies on the displayed page."""
    x0, top, x1, bottom = _sides(box, page)
    return {"x0": x0, "top": top, "x1": x1, "bottom": bottom}


def _sides(box: Box, page: Page) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = page.displayed(box) if page.turned or page.pictures else box
    return _rounded(x0), _rounded(top), _rounded(x1), _rounded(bottom)


@lru_cache(maxsize=8192)
def _rounded(place: float) -> float:
    """A hundredth of a point; the sides of a table's cells stand at few places."""
    return round(place, 2)


def _displayed(rows: list[dict[str, Any]], pages: Sequence[Page]) -> list[dict[str, Any]]:
    """Rows with a page and a box, the box as it lies on the displayed page."""
    return [
        row | _box(Box(*(row[side] for side in ("x0", "top", "x1", "bottom"))), pages[row["page"] - 1]) for row in rows
    ]


def _amount(document_id: str, a: Amount, pages: Sequence[Page]) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "form": a.form,
        "form_number": a.form_number,
        "side": a.side,
        "block": a.block,
        "code": a.code,
        "code_system": a.code_system,
        "economic_code": a.economic_code,
        "government_economic_code": a.government_economic_code,
        "line_name": a.line_name,
        "row_body": a.row_body,
        "measure": a.measure,
        "header_path": a.header_path,
        "amount_yuan": a.yuan,
        "published": a.published,
        "published_unit": a.unit,
        "row_level": a.row_level,
        "is_total": a.is_total,
        "is_leaf": a.is_leaf,
        "page": a.page,
        **_box(a.box, pages[a.page - 1]),
        "table_id": a.table_id,
        "row_index": a.row_index,
        "column_index": a.column_index,
        "method": a.method,
        "confidence": a.confidence,
        "repaired_from": a.repaired_from,
        "repaired_by": a.repaired_by,
    }


def _check(c: Any) -> dict[str, Any]:
    row = {name: getattr(c, name) for name in ("check_id", "form", "scope", "status", "cause", "blank_as_zero")}
    row["severity"] = (
        "soft" if c.severity == "S" else "hard"
    )  # a conditional identity is judged only where its condition is met
    row |= {name: getattr(c, name) or None for name in ("form", "measure")}  # a statement of a line that no form prints
    sides = {side: getattr(c, f"{side}_yuan") for side in ("expected", "actual", "difference", "tolerance")}
    if not c.in_points:
        for side in ("expected", "actual", "difference"):
            if sides[side] is not None:
                sides[side] = sides[side].quantize(_CENT, ROUND_HALF_UP)  # a share of a sum is no whole number of cents
    if not c.in_points and sides["tolerance"] is not None:
        # half a last digit can be half a cent; differences are whole cents, so cutting it off changes no outcome
        sides["tolerance"] = sides["tolerance"].quantize(_CENT, ROUND_FLOOR)
    for side, value in sides.items():
        row[f"{side}_yuan"] = None if c.in_points else value
        row[f"{side}_points"] = float(value) if c.in_points and value is not None else None
    return row
