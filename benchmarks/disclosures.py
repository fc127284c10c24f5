"""Generated disclosures as a run leaves them: readings and an index, no PDFs.

Here: the rows of every reading table, all by the schema, and their files. Not here: who discloses what (bodies.py, layouts.py), what is measured with
them (warehouse.py). The same seed makes the same rows.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.bodies import Disclosure
from benchmarks.layouts import Layout, layout
from pipelines import schema
from pipelines.flow.readings import HINTS, META, reading_path

VERSION = "generated"
# What the narrative says of a document's figures: subject, form, line, measure.
_SAID = (
    ("收入总计", "income", "合计", "total"),
    ("支出总计", "expenditure", "合计", "total"),
    ("基本支出", "expenditure", "合计", "basic"),
    ("项目支出", "expenditure", "合计", "project"),
    ("一般公共预算支出", "general_expenditure", "合计", "total"),
)


def write(data_dir: Path, documents: Sequence[Disclosure]) -> None:
    """Add the readings of these documents to a data directory, and index everything that was generated there."""
    rows = []
    for one in documents:
        path = data_dir / reading_path(VERSION, one.document_id)
        path.mkdir(parents=True, exist_ok=True)
        for name, frame in tables(one).items():
            (path / f"{name}.parquet").write_bytes(_parquet(frame) if frame.height else _empty(name))
        (path / HINTS).write_text("{}", encoding="utf-8")
        (path / META).write_text(json.dumps({"status": "complete", "status_reason": None}), encoding="utf-8")
        rows.append(_index_row(one))
    index = data_dir / "raw" / "index.parquet"
    index.parent.mkdir(parents=True, exist_ok=True)
    indexed = schema.frame("index", rows, "archive")
    if index.is_file():
        indexed = pl.concat([pl.read_parquet(index), indexed])
    indexed.unique("document_id").sort("document_id").write_parquet(index)


def tables(one: Disclosure) -> dict[str, pl.DataFrame]:
    """The reading of one document: a frame for every reading table, as pipelines/schema describes it."""
    drawn = layout(one.kind, one.own_class)
    right = drawn.sums @ one.figures()
    printed = right.copy()
    if one.mistaken:
        at = int(one.draw().integers(len(printed)))
        printed[at] += int(one.draw().integers(1, 90)) * 100
    texts = np.array([f"{value // 100}.{value % 100:02d}" for value in printed.tolist()], dtype=object)
    cells = np.array(drawn.cells["text"].to_list(), dtype=object)
    cells[drawn.places] = texts
    checks = _checks(drawn, printed)
    claims = _claims(one, drawn, printed, drawn.sums @ one.before().figures())
    frames: dict[str, pl.DataFrame | list[dict[str, Any]]] = {
        "documents": [_document(one)],
        "document_forms": drawn.forms,
        "evidence": _evidence(one),
        "tables": _closed(drawn.tables, checks),
        "cells": drawn.cells.with_columns(pl.Series("text", cells, dtype=pl.String)),
        "amounts": drawn.amounts.with_columns(
            _yuan("amount_yuan", printed), pl.Series("published", texts, dtype=pl.String)
        ),
        "checks": checks,
        **claims,
        "facts": [
            {"fact_number": 1, "fact": "staff", "value": _staff(one), "page": 3, "text": f"在职人员{_staff(one)}人"}
        ],
    }
    return {name: _typed(name, frames.get(name, []), one.document_id) for name in schema.reading_tables()}


def _typed(name: str, rows: pl.DataFrame | list[dict[str, Any]], document_id: str) -> pl.DataFrame:
    if isinstance(rows, list):
        return schema.frame(name, [{"document_id": document_id} | row for row in rows])
    wanted = schema.reading_tables()[name]
    given = rows.with_columns(pl.lit(document_id).alias("document_id"))
    missing = [pl.lit(None).alias(column) for column in wanted if column not in given.columns]
    return given.with_columns(missing).select(pl.col(column).cast(dtype) for column, dtype in wanted.items())


def _document(one: Disclosure) -> dict[str, Any]:
    return {
        "region_code": one.region_code,
        "region_name": one.region_name,
        "department_name": one.name,
        "entity_level": "department",
        "fiscal_year": one.year,
        "kind": one.kind,
        "part": "full",
        "page_count": 14,
        "ocr_page_count": 0,
        "producer": "generated",
        "extractor_version": VERSION,
        "status": "complete",
        "text_sha256": hashlib.sha256(f"text {one.key}".encode()).hexdigest(),
    }


def _evidence(one: Disclosure) -> list[dict[str, Any]]:
    said = {
        "region_code": one.region_code,
        "department_name": one.name,
        "entity_level": "department",
        "fiscal_year": str(one.year),
        "kind": one.kind,
        "part": "full",
    }
    return [
        {"field": field, "value": value, "weight": weight, "source": source, "page": page, "text": one.name}
        for field, value in said.items()
        for weight, source, page in ((1.5, "cover", 1), (1.0, "caption", 4))
    ]


def _checks(drawn: Layout, printed: np.ndarray) -> pl.DataFrame:
    expected, actual = printed[drawn.wholes], drawn.parts @ printed
    same = expected == actual
    return drawn.checks.with_columns(
        _yuan("expected_yuan", expected),
        _yuan("actual_yuan", actual),
        _yuan("difference_yuan", actual - expected),
        _yuan("tolerance_yuan", 0 * expected),
        pl.Series("status", np.where(same, "pass", "mismatch").tolist()),
        pl.Series("cause", np.where(same, None, "publisher").tolist(), dtype=pl.String),
    )


def _closed(found: pl.DataFrame, checks: pl.DataFrame) -> pl.DataFrame:
    counts = checks.group_by("form").agg(
        (pl.col("status") == "pass").sum().alias("identities_closed"),
        (pl.col("status") == "mismatch").sum().alias("identities_open"),
    )
    return found.join(counts, on="form", how="left", maintain_order="left")


def _claims(one: Disclosure, drawn: Layout, printed: np.ndarray, before: np.ndarray) -> dict[str, list[dict[str, Any]]]:
    """Each subject's figure, and by how much it differs from the year before; what the year before follows from both."""
    claims: list[dict[str, Any]] = []
    derived: list[dict[str, Any]] = []
    for number, (subject, form, line, measure) in enumerate(_SAID, 1):
        at = drawn.amount(f"{one.kind}_{form}", line, measure)
        now, was = int(printed[at]), int(before[at])
        text = f"{one.year}年{subject}{_six(now)}万元，比上年增加{_six(now - was)}万元。"
        said = {"page": 3, "section": subject, "subject": subject, "unit": "万元", "text": text}
        place = {"linked_form": f"{one.kind}_{form}", "linked_measure": measure, "linked_code": "合计"}
        place |= {f"linked_{name}": drawn.amounts[name][at] for name in ("table_id", "row_index", "column_index")}
        for claim, value, rest in (
            ("amount", now, place | {"status": "agrees"}),
            ("change", now - was, {"base": "prior_year", "status": "unlinked"}),
        ):
            numbers = {"claim_number": len(claims) + 1, "value": _six(value), "amount_yuan": _two(value)}
            claims.append(said | rest | numbers | {"claim": claim})
        derived.append(
            {
                "derived_number": number,
                "fiscal_year": one.year - 1,
                "form": place["linked_form"],
                "code": "合计",
                "subject": subject,
                "measure": measure,
                "amount_yuan": _two(was),
                "tolerance_yuan": _two(0),
                "formula": "this-change",
                "claim_numbers": f"{len(claims) - 1},{len(claims)}",
            }
        )
    return {"claims": claims, "derived_amounts": derived}


def _staff(one: Disclosure) -> int:
    return 20 + int.from_bytes(hashlib.sha256(f"{one.region_code} {one.bureau}".encode()).digest()[:1], "big")


def _index_row(one: Disclosure) -> dict[str, Any]:
    published = date(one.year, 2, 10) if one.kind == "budget" else date(one.year + 1, 8, 20)
    return {
        "document_id": one.document_id,
        "file_name": f"{one.name}{one.year}{one.kind}.{one.edition}.pdf",
        "source_id": "generated",
        "publisher": one.region_name,
        "published_date": published.replace(day=25) if one.edition == 2 else published,
        "byte_size": 500_000,
        "reading_path": reading_path(VERSION, one.document_id),
    }


def _yuan(name: str, hundredths: np.ndarray) -> pl.Series:
    return pl.Series(name, hundredths * 100).cast(pl.Decimal(18, 2))


def _six(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)


def _two(hundredths: int) -> Decimal:
    return Decimal(hundredths) * 100


@cache
def _empty(name: str) -> bytes:
    return _parquet(schema.frame(name, []))


def _parquet(frame: pl.DataFrame) -> bytes:
    target = BytesIO()
    frame.write_parquet(target, compression="zstd", statistics=True)
    return target.getvalue()
