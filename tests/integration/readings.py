"""Readings and an index made by hand, as pipelines/flow leaves them: what the tests of the warehouse build from.

Here: documents in the making and how they are written. Not here: what a test makes of them.
"""

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from pipelines import schema

VERSION = "1.0"
WAN = Decimal(10000)
HEADS = ("total", "basic", "project")
# code, name, total, basic, project in 万元, as printed; the form's total first.
EXPENDITURE = [
    (None, "合计", "300.00", "100.00", "200.00"),
    ("205", "教育支出", "200.00", "70.00", "130.00"),
    ("20502", "普通教育", "200.00", "70.00", "130.00"),
    ("2050201", "学前教育", "150.00", "50.00", "100.00"),
    ("2050202", "小学教育", "50.00", "20.00", "30.00"),
    ("208", "社会保障和就业支出", "100.00", "30.00", "70.00"),
    ("20805", "行政事业单位养老支出", "100.00", "30.00", "70.00"),
    ("2080505", "机关事业单位基本养老保险缴费支出", "100.00", "30.00", "70.00"),
]


def sha(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


@dataclass
class Document:
    """A reading in the making: `name` stands for its bytes, `what` and `where` overlay its row of documents and of the index."""

    name: str
    lines: list[tuple] = field(default_factory=lambda: list(EXPENDITURE))
    form: str = "final_expenditure"
    what: dict = field(default_factory=dict)
    where: dict = field(default_factory=dict)
    state: str = "found"
    extra: list[dict] = field(default_factory=list)
    projects: tuple[tuple[str, str], ...] = ()  # name, approved budget in 万元
    spent: dict[str, str] = field(default_factory=dict)  # what a project executed in 万元, by its name
    judged: tuple[tuple[str, str, str], ...] = ()  # further checks: id, severity, status

    @property
    def id(self) -> str:
        return sha(self.name)

    def amounts(self) -> list[dict]:
        codes = [line[0] for line in self.lines if line[0]]
        rows = []
        for row, (code, name, *printed) in enumerate(self.lines, start=1):
            leaf = code is not None and not any(c != code and c.startswith(code) for c in codes)
            for column, (measure, text) in enumerate(zip(HEADS, printed, strict=True), start=2):
                if text is not None:
                    place = {"row_index": row, "column_index": column}
                    rows.append(self.amount(code, name, measure, text, is_leaf=leaf, is_total=code is None, **place))
        return rows + [self.amount(**row) for row in self.extra]

    def amount(self, code: str | None, line_name: str, measure: str, published: str, **given) -> dict:
        return {
            "document_id": self.id,
            "form": self.form,
            "block": 1,
            "code": code,
            "code_system": "functional" if code else None,
            "line_name": line_name,
            "measure": measure,
            "amount_yuan": Decimal(published) * WAN,
            "published": published,
            "published_unit": "万元",
            "is_total": False,
            "is_leaf": False,
            "page": 1,
            "table_id": "t001",
            "method": "text",
        } | given

    def tables(self) -> dict[str, list[dict]]:
        document = {
            "document_id": self.id,
            "extractor_version": VERSION,
            "page_count": 2,
            "ocr_page_count": 0,
            "region_code": "350100",
            "region_name": "福州市",
            "department_name": "福州市教育局",
            "entity_level": "department",
            "fiscal_year": 2022,
            "kind": self.form.partition("_")[0],
            "part": "full",
            "status": "complete",
            "text_sha256": sha("text of " + self.name),
        } | self.what
        if document["status"] == "quarantined":
            return {"documents": [document]}
        key = {"document_id": self.id}
        table = key | {"table_id": "t001", "form": self.form, "row_count": 9, "column_count": 5, "unit": "万元"}
        cell = key | {"table_id": "t001", "row_index": 0, "column_index": 0, "row_span": 1, "column_span": 2, "page": 1}
        return {
            "documents": [document],
            "document_forms": [key | {"form": self.form, "expected_by": "minimum", "state": self.state}],
            "tables": [table, table | {"table_id": "t002", "form": None}],
            "cells": [cell | {"text": "合计", "method": "text"}],
            "evidence": [key | {"field": "kind", "value": "final", "weight": 1.0, "source": "cover", "page": 1}],
            "amounts": self.amounts(),
            "checks": [
                key
                | {
                    "check_number": 1,
                    "check_id": "H08",
                    "severity": "hard",
                    "form": self.form,
                    "status": "pass",
                    "blank_as_zero": False,
                },
                key
                | {
                    "check_number": 2,
                    "check_id": "H08",
                    "severity": "hard",
                    "form": self.form,
                    "status": "insufficient",
                    "blank_as_zero": False,
                },
                *(
                    key
                    | {"check_number": number, "check_id": check_id, "severity": severity, "form": self.form}
                    | {"status": status, "blank_as_zero": False}
                    for number, (check_id, severity, status) in enumerate(self.judged, 3)
                ),
            ],
            **self.performance(),
        }

    def performance(self) -> dict[str, list[dict]]:
        found: dict[str, list[dict]] = {
            "performance_projects": [],
            "performance_funds": [],
            "performance_indicators": [],
        }
        for number, (name, approved) in enumerate(self.projects, 1):
            key = {"document_id": self.id, "project_number": number}
            place = {"page": 1, "table_id": "t002", "row_index": number}
            form = "performance_project_evaluation"
            yuan = Decimal(approved) * WAN
            found["performance_projects"].append(
                key
                | place
                | {"form": form, "project_name": name, "approved_yuan": yuan, "score": 99.5, "indicator_count": 1}
                | {"executed_yuan": Decimal(self.spent[name]) * WAN if name in self.spent else None}
            )
            line = {"line": "total", "line_name": "年度资金总额", "stage": "approved", "period": "annual"}
            found["performance_funds"].append(
                key
                | place
                | line
                | {"amount_yuan": yuan, "published": approved, "published_unit": "万元", "column_index": 1}
            )
            level = {"project_name": name, "indicator_number": 1, "block": "evaluation", "level3": "接待批次"}
            found["performance_indicators"].append(key | place | level)
        return found


def changed(code: str | None, column: int, text: str | None) -> list[tuple]:
    """The lines with one figure (column 2 to 4) printed otherwise."""
    return [
        tuple(text if at == column else part for at, part in enumerate(line)) if line[0] == code else line
        for line in EXPENDITURE
    ]


def body(name: str, **what) -> dict:
    """Another body, so that a document is alone in its slot."""
    return {"department_name": name} | what


def write(data_dir: Path, documents: list[Document], unread: tuple[str, ...] = ()) -> None:
    """Readings and index as pipelines/flow leaves them."""
    entries = []
    for document in documents:
        path = f"readings/{VERSION}/{document.id[:2]}/{document.id}"
        (data_dir / path).mkdir(parents=True, exist_ok=True)
        tables = document.tables()
        for name in schema.reading_tables():
            schema.frame(name, tables.get(name, [])).write_parquet(data_dir / path / f"{name}.parquet")
        entries.append(
            {"document_id": document.id, "file_name": f"{document.name}.pdf", "reading_path": path} | document.where
        )
    entries += [{"document_id": sha(name), "file_name": f"{name}.pdf"} for name in unread]
    rows = [{"source_id": "local", "publisher": "local", "byte_size": 1} | entry for entry in entries]
    (data_dir / "raw").mkdir(parents=True, exist_ok=True)
    index = schema.frame("index", rows, "archive").sort("document_id")
    index.write_parquet(data_dir / "raw" / "index.parquet")
