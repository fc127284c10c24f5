"""Fails where a document of the corpus has no row, no status or no reason, or a file that is no disclosure was read.

usage: judge_statuses.py CORPUS_DIR CURATED_DIR
"""

import hashlib
import sys
from pathlib import Path

import polars as pl

corpus, curated = map(Path, sys.argv[1:])
documents = pl.read_parquet(curated / "documents.parquet")
statuses = {row["document_id"]: row for row in documents.iter_rows(named=True)}
amounts = set(pl.read_parquet(curated / "amounts.parquet")["document_id"])
wrong = []
for path in sorted(corpus.rglob("*.pdf")):
    row = statuses.get(hashlib.sha256(path.read_bytes()).hexdigest())
    if row is None:
        wrong.append(f"{path}: no row")
    elif row["status"] not in {"complete", "partial", "quarantined"}:
        wrong.append(f"{path}: status {row['status']}")
    elif (row["status"] == "complete") == bool(row["status_reason"]):
        wrong.append(f"{path}: {row['status']} with reason {row['status_reason']}")
    elif path.parent.name == "not_disclosures" and (row["status"] != "quarantined" or row["document_id"] in amounts):
        wrong.append(f"{path}: was read as {row['status']}")
counts = documents.group_by("status", "status_reason").len().sort("len", descending=True)
for status, reason, number in counts.iter_rows():
    print(f"{number:4} {status} {reason or ''}")
sys.exit("\n".join(wrong) if wrong else 0)
