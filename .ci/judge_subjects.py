"""Fails where a subject (body, year, entity level) of any region has amounts in a current document and no row in department_years.

usage: judge_subjects.py CURATED_DIR
"""

import sys
from pathlib import Path

import polars as pl

KEY = ["department_id", "fiscal_year", "entity_level"]

curated = Path(sys.argv[1])
documents = pl.read_parquet(curated / "documents.parquet").filter(pl.col("is_current"))
amounts = pl.read_parquet(curated / "amounts.parquet", columns=["document_id"]).unique()
printed = documents.join(amounts, on="document_id", how="semi")
known = printed.filter(pl.all_horizontal(pl.col(column).is_not_null() for column in KEY))
years = pl.read_parquet(curated / "department_years.parquet")
missing = known.join(years, on=KEY, how="anti")
counts = (
    known.group_by("region_code", "region_name").agg(pl.struct(KEY).n_unique().alias("subjects")).sort("region_code")
)
for code, name, subjects in counts.iter_rows():
    print(f"{code} {name}: {subjects} subjects with amounts")
for name in printed.join(known, on="document_id", how="anti")["file_name"]:
    print(f"{name}: amounts of a body that is not known")
sys.exit("\n".join(f"{row['file_name']}: not in department_years" for row in missing.iter_rows(named=True)) or 0)
