"""Fails where docs/open-identities.md is not what a curated folder leaves open: a document and form with a mismatch that the table does
not name, a row of the table without one, a page on which the form has no amounts, or another verdict than `checks.cause`.

Identities of forms only: what the narrative states and what scores come to has no table (checks N… and P…).

usage: judge_open_identities.py CURATED_DIR [OPEN_IDENTITIES.md]
"""

import re
import sys
from pathlib import Path

import polars as pl

curated = Path(sys.argv[1])
table = Path(sys.argv[2] if len(sys.argv) > 2 else Path(__file__).resolve().parents[1] / "docs" / "open-identities.md")

documents = pl.read_parquet(curated / "documents.parquet").select(
    "document_id", pl.col("file_name").str.extract(r"([^/]+)\.pdf$").alias("file")
)
checks = (
    pl.read_parquet(curated / "checks.parquet")
    .filter(pl.col("status") == "mismatch", ~pl.col("check_id").str.contains("^[NP]"))
    .join(documents, on="document_id")
)
amounts = pl.read_parquet(curated / "amounts.parquet").join(documents, on="document_id")
pages = {key: set(part["page"]) for key, part in amounts.partition_by("file", "form", as_dict=True).items()}
left = {key: set(part["cause"]) for key, part in checks.partition_by("file", "form", as_dict=True).items()}

named: dict[tuple[str, str], tuple[str, set[int]]] = {}
wrong = []
for line in table.read_text(encoding="utf-8").splitlines():
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    if len(cells) != 6 or not re.fullmatch(r"[a-z_]+", cells[2]) or cells[2] == "form":
        continue
    file, _, form, place, verdict, _ = cells
    ends = [[int(n) for n in part.split("–")] for part in place.split(", ")]
    named[file, form] = verdict, {page for end in ends for page in range(end[0], end[-1] + 1)}
for key in sorted(set(left) | set(named)):
    said = " ".join(key)
    if key not in named:
        wrong.append(f"{said}: open, and the table does not say why")
    elif key not in left:
        wrong.append(f"{said}: in the table, and nothing is open")
    else:
        verdict, places = named[key]
        if left[key] != {verdict}:
            wrong.append(f"{said}: the table says {verdict}, checks.cause says {sorted(map(str, left[key]))}")
        if not places <= pages[key]:
            wrong.append(f"{said}: no amounts on page {sorted(places - pages[key])}")
print(
    f"{checks.height} mismatches in {len(left)} forms of {len({file for file, _ in left})} documents, {len(named)} rows"
)
sys.exit("\n".join(wrong) if wrong else 0)
