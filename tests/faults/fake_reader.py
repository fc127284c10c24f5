"""A reader that does what its document says, for tests of the machinery around reading: `pdf({"do": "sleep", "seconds": 9})` makes such a document.

It is imported inside worker processes by its name, with this folder on the path; it imitates pipelines.reading and nothing of a real PDF.
"""

import ctypes
import hashlib
import json
import os
import signal
import sys
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

EXTRACTOR_VERSION = os.environ.get("FAKE_READER_VERSION", "fake-1")
READER = "fake_reader:read_document"
SIGNATURE = b"%PDF-1.7 fake\n"

_left_behind: list[bytearray] = []


@dataclass(frozen=True)
class Reading:
    tables: dict[str, list[dict[str, Any]]]


def pdf(order: dict[str, Any], padding: int = 0) -> bytes:
    """A document: what to do, and blanks that make it larger."""
    return SIGNATURE + json.dumps(order, sort_keys=True).encode() + b" " * padding


def read_document(data: bytes, hints: Any, memory: Any = None, told: Any = None) -> Reading:
    document_id = hashlib.sha256(data).hexdigest()
    if not data.startswith(SIGNATURE):
        return Reading({"documents": [_document(document_id, status="quarantined", status_reason="not_pdf")]})
    order = json.loads(data[len(SIGNATURE) :])
    time.sleep(order.get("seconds", 0))
    while "wait_for" in order and not Path(order["wait_for"]).exists():
        time.sleep(0.01)
    for n in range(order.get("pictures", 0)):
        time.sleep(order["each"])
        told(n + 1, order["pictures"])
    extra = _DO[order.get("do", "rows")](order)
    return Reading(_tables(document_id, order, hints) | extra)


def _raise(order: dict[str, Any]) -> dict[str, Any]:
    raise ValueError(f"a defect of the reader: {order}")


def _segfault(order: dict[str, Any]) -> dict[str, Any]:
    ctypes.string_at(0)
    raise AssertionError("still alive")


def _kill(order: dict[str, Any]) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def _hoard(order: dict[str, Any]) -> dict[str, Any]:
    """Takes memory bit by bit, and writes to all of it."""
    for _ in range(order["megabytes"]):
        _left_behind.append(bytearray(b"x" * (1 << 20)))
        time.sleep(0.0005)
    return {}


def _memory_error(order: dict[str, Any]) -> dict[str, Any]:
    raise MemoryError


def _print(order: dict[str, Any]) -> dict[str, Any]:
    """A chatty library, from Python and from C."""
    print("{}\nnot an answer")
    sys.stdout.flush()
    os.write(1, b'{"status": "complete"}\n')
    return {}


def _wrong_rows(order: dict[str, Any]) -> dict[str, Any]:
    return {"tables": [{"no_such_column": 1}]}


def _exit(order: dict[str, Any]) -> dict[str, Any]:
    sys.exit(3)


_DO = {
    "rows": lambda order: {},
    "raise": _raise,
    "segfault": _segfault,
    "kill": _kill,
    "hoard": _hoard,
    "memory_error": _memory_error,
    "print": _print,
    "wrong_rows": _wrong_rows,
    "exit": _exit,
}


def _document(document_id: str, **values: Any) -> dict[str, Any]:
    return {"document_id": document_id, "ocr_page_count": 0, "extractor_version": EXTRACTOR_VERSION} | values


def _tables(document_id: str, order: dict[str, Any], hints: Any) -> dict[str, list[dict[str, Any]]]:
    """A final account of one form: three functional codes that add up to the total, in as many copies as asked for."""
    count = order.get("n", 1)
    amounts = [("合计", None, True, 600 * count)]
    amounts += [
        ("财政事务", "20106", False, 100 * count),
        ("行政运行", "20103", False, 200 * count),
        ("其他", "20199", False, 300 * count),
    ]
    place = {"document_id": document_id, "table_id": "t001", "page": 1, "method": "text", "confidence": 1.0}
    box = {"x0": 10.0, "top": 20.0, "x1": 90.0, "bottom": 30.0}
    return {
        "documents": [
            _document(
                document_id,
                page_count=1,
                producer="fake",
                region_code=hints.region_code or "350100",
                region_name="福州市",
                department_name=order.get("body", "福州市测试局"),
                entity_level="department",
                fiscal_year=order.get("year", 2023),
                kind="final",
                part="full",
                status="partial",
                status_reason="form_missing",
                text_sha256=document_id,
            )
        ],
        "document_forms": [
            {
                "document_id": document_id,
                "form": "final_expenditure",
                "expected_by": "minimum",
                "state": "found",
                "first_page": 1,
                "last_page": 1,
            }
        ],
        "evidence": [
            {
                "document_id": document_id,
                "field": "kind",
                "value": "final",
                "weight": 1.0,
                "source": "cover",
                "page": 1,
                "text": "决算",
            }
        ],
        "tables": [
            {
                "document_id": document_id,
                "table_id": "t001",
                "form": "final_expenditure",
                "title": "支出决算表",
                "first_page": 1,
                "last_page": 1,
                "row_count": len(amounts),
                "column_count": 3,
                "header_rows": 0,
                "unit": "元",
                "reader": "fake",
                "identities_closed": 1,
                "identities_open": 0,
            }
        ],
        "cells": [
            place | box | {"row_index": row, "column_index": 2, "row_span": 1, "column_span": 1, "text": f"{amount}.00"}
            for row, (_, _, _, amount) in enumerate(amounts)
        ],
        "amounts": [
            place
            | box
            | {
                "form": "final_expenditure",
                "block": 1,
                "code": code,
                "code_system": "functional" if code else None,
                "line_name": name,
                "measure": "total",
                "header_path": "合计",
                "amount_yuan": Decimal(f"{amount}.00"),
                "published": f"{amount}.00",
                "published_unit": "元",
                "row_level": 0 if is_total else 2,
                "is_total": is_total,
                "is_leaf": not is_total,
                "row_index": row,
                "column_index": 2,
            }
            for row, (name, code, is_total, amount) in enumerate(amounts)
        ],
        "checks": [
            {
                "document_id": document_id,
                "check_number": 1,
                "check_id": "total",
                "form": "final_expenditure",
                "scope": "合计",
                "measure": "total",
                "expected_yuan": Decimal(f"{600 * count}.00"),
                "actual_yuan": Decimal(f"{600 * count}.00"),
                "difference_yuan": Decimal("0.00"),
                "tolerance_yuan": Decimal("0.00"),
                "status": "pass",
                "blank_as_zero": False,
                "severity": "hard",
            }
        ],
    }
