"""What ought to have been disclosed against what was: the marts disclosure_ledger and disclosure_years, on readings written here.

Here: due, late, missing, empty, not due, withdrawn. Not here: other marts (test_dbt_warehouse.py), portals.
"""

import hashlib
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines import publish, schema

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("disclosure_ledger")]
VERSION = "1.0"


def sha(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


# body, kind, fiscal year, published, state of its form, withdrawn
DISCLOSED = [
    ("甲局", "budget", 2022, date(2022, 2, 20), "found", None),
    ("甲局", "final", 2022, date(2023, 8, 30), "found", None),
    ("甲局", "budget", 2024, date(2024, 6, 1), "found", None),
    ("乙局", "final", 2023, date(2024, 11, 9), "declared_empty", None),
    ("丙局", "final", 2023, date(2024, 11, 10), "found", date(2025, 1, 5)),
    ("丁局", "budget", 2025, None, "found", None),
]
# What the archive knows last: a document fetched in May 2025.
FETCHED = datetime(2025, 5, 11, 1)  # noqa: DTZ001 - times of the index are UTC without a zone


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    data_dir = tmp_path_factory.mktemp("ledger")
    index = []
    for body, kind, year, published, state, withdrawn in DISCLOSED:
        document_id = sha(f"{body}{kind}{year}")
        folder = f"readings/{VERSION}/{document_id[:2]}/{document_id}"
        document = {
            "document_id": document_id,
            "extractor_version": VERSION,
            "ocr_page_count": 0,
            "region_code": "350100",
            "region_name": "福州市",
            "department_name": body,
            "entity_level": "department",
            "fiscal_year": year,
            "kind": kind,
            "part": "full",
            "status": "complete",
            "text_sha256": document_id,
        }
        form = {"document_id": document_id, "form": f"{kind}_summary", "expected_by": "minimum", "state": state}
        write(data_dir / folder, {"documents": [document], "document_forms": [form]})
        index.append(
            {
                "document_id": document_id,
                "file_name": f"{document_id}.pdf",
                "source_id": "city",
                "publisher": "某市",
                "byte_size": 1,
                "published_date": published,
                "fetched_at": FETCHED,
                "withdrawn_date": withdrawn,
                "reading_path": folder,
            }
        )
    (data_dir / "raw").mkdir()
    schema.frame("index", index, group="archive").write_parquet(data_dir / "raw" / "index.parquet")
    change = {
        "change_number": 1,
        "night": date(2025, 1, 5),
        "source_id": "city",
        "change": "withdrawn",
        "url": "http://x/c.pdf",
    }
    schema.frame("changes", [change], group="archive").write_parquet(data_dir / "raw" / "changes.parquet")
    publish.publish(data_dir)
    return duckdb.connect(str(data_dir / "curated" / "duizhang.duckdb"), read_only=True)


def write(folder: Path, tables: dict[str, list[dict]]) -> None:
    folder.mkdir(parents=True)
    for name in schema.reading_tables():
        schema.frame(name, tables.get(name, [])).write_parquet(folder / f"{name}.parquet")


def test_each_slot_is_what_became_of_it(ledger: duckdb.DuckDBPyConnection) -> None:
    rows = ledger.execute(
        "select name, kind, fiscal_year, state, basis from marts.disclosure_ledger join marts.departments using (department_id)"
        " order by name, fiscal_year, kind"
    ).fetchall()
    assert {row[:3]: row[3:] for row in rows} == {
        ("甲局", "budget", 2022): ("found", "disclosed"),
        ("甲局", "final", 2022): ("found", "disclosed"),
        # Between two years with disclosures; the final accounts of 2023 were due in November 2024.
        ("甲局", "budget", 2023): ("missing", "between_years"),
        ("甲局", "final", 2023): ("missing", "between_years"),
        ("甲局", "budget", 2024): ("late", "disclosed"),
        ("甲局", "final", 2024): ("not_due", "has_budget"),
        # On the last day, and on the day after it.
        ("乙局", "final", 2023): ("empty_with_statement", "disclosed"),
        ("丙局", "final", 2023): ("late", "disclosed"),
        ("乙局", "budget", 2023): ("missing", "has_final"),
        ("丙局", "budget", 2023): ("missing", "has_final"),
        # Without a date nothing is called late.
        ("丁局", "budget", 2025): ("found", "disclosed"),
        ("丁局", "final", 2025): ("not_due", "has_budget"),
    }


def test_due_is_judged_by_what_the_archive_knows_and_not_by_the_clock(ledger: duckdb.DuckDBPyConnection) -> None:
    assert ledger.execute("select distinct as_of from marts.disclosure_ledger").fetchall() == [(date(2025, 5, 11),)]


def test_the_years_add_up(ledger: duckdb.DuckDBPyConnection) -> None:
    rows = ledger.execute(
        "select due, found, late, empty_with_statement, missing, not_due, withdrawn, missing_share from marts.disclosure_years"
        " where region_code = '350100' and fiscal_year = 2023 order by kind"
    ).fetchall()
    assert rows == [(3, 0, 0, 0, 3, 0, 0, 1.0), (3, 0, 1, 1, 1, 0, 1, pytest.approx(1 / 3))]
    total = ledger.execute(
        "select sum(due + not_due), sum(found + late + empty_with_statement + missing) from marts.disclosure_years"
    )
    everything, accounted = total.fetchone() or (0, 0)
    slots = ledger.execute("select count(*) from marts.disclosure_ledger").fetchall()[0][0]
    assert everything == slots
    assert accounted == ledger.execute("select sum(due) from marts.disclosure_years").fetchall()[0][0]


def test_a_withdrawn_document_is_marked_and_stays(ledger: duckdb.DuckDBPyConnection) -> None:
    rows = ledger.execute("select withdrawn_date from marts.documents where withdrawn_date is not null").fetchall()
    assert rows == [(date(2025, 1, 5),)]


def test_changes_of_listings_are_published(ledger: duckdb.DuckDBPyConnection) -> None:
    rows = ledger.execute("select night, source_id, change, url from marts.listing_changes").fetchall()
    assert rows == [(date(2025, 1, 5), "city", "withdrawn", "http://x/c.pdf")]
