"""An archive over several nights, its warehouse continued each time, against the same built from nothing: what one document does to others.

Copies of a text in other regions, entries that change while the reading stays, bodies that vanish from their peers, the day that the archive knows of.
Here: documents made by hand. Not here: partitions and files (test_growth.py).
"""

import shutil
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines import publish
from pipelines.publish import partitions
from pipelines.publish import warehouse as building
from tests.integration.readings import Document, sha, write
from tests.integration.test_dbt_comparisons import DOCUMENTS, HALF
from tests.integration.test_growth import digests, quality

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("growth steps")]

SAME = {"text_sha256": sha("a text that three regions publish")}
COPIES = [
    Document(
        "copy in Fuzhou", what={"department_name": "福州市林业局"} | SAME, where={"published_date": date(2023, 9, 3)}
    ),
    Document(
        "copy in Sanming",
        what={"region_code": "350400", "department_name": "三明市林业局"} | SAME,
        where={"published_date": date(2023, 9, 2)},
    ),
    Document(
        "copy in Xi'an",
        what={"region_code": "610100", "department_name": "西安市林业局"} | SAME,
        where={"published_date": date(2023, 9, 1)},
    ),
    # Replaces the copy in Fuzhou as long as that is none.
    Document(
        "forestry again",
        lines=HALF,
        what={"department_name": "福州市林业局"},
        where={"published_date": date(2023, 9, 4)},
    ),
]
# A copy of the same text, read again otherwise: its body is another one.
ELSEWHERE = Document(
    "copy in Sanming",
    what={"region_code": "350400", "department_name": "三明市农业农村局"} | SAME,
    where={"published_date": date(2023, 9, 2)},
)
PEERS, OTHER = sha("statistics elsewhere"), sha("swapped")
# What the archive holds each night: documents that it does not, and entries that say something else of a document.
NIGHTS: list[tuple[set[str], Mapping[str, dict]]] = [
    ({sha("copy in Sanming"), sha("copy in Xi'an"), sha("new names"), sha("auditors")}, {}),
    # Older copies turn up; a new document, and one fewer in a group of peers; two editions change places.
    ({sha("copy in Xi'an"), PEERS}, {sha("福州市统计局 final 2023"): {"published_date": date(2024, 9, 30)}}),
    # The oldest copy turns up and the second is read as another body's; two documents go, one of them alone among its peers; the day is a later one.
    ({OTHER, PEERS, sha("auditors")}, {sha("smart"): {"published_date": date(2031, 1, 1), "title": "决算"}}),
]


def night(data_dir: Path, index: pl.DataFrame, gone: set[str], entries: Mapping[str, dict]) -> None:
    rows = [
        row | entries.get(row["document_id"], {})
        for row in index.iter_rows(named=True)
        if row["document_id"] not in gone
    ]
    pl.DataFrame(rows, schema=index.schema).write_parquet(data_dir / "raw" / "index.parquet")
    publish.publish(data_dir)


def read_again(data_dir: Path, document: Document, aside: Path) -> None:
    """Put another reading of a document in its place, as a whole."""
    write(aside, [document])
    place = Path("readings") / "1.0" / document.id[:2] / document.id
    shutil.rmtree(data_dir / place)
    (aside / place).rename(data_dir / place)


def test_whatever_a_night_brings_continuing_is_building_from_nothing(tmp_path: Path, monkeypatch):
    continued = []
    begin = building.begin

    def watched(*given):
        carried = begin(*given)
        continued.append(carried.continued)
        return carried

    monkeypatch.setattr(building, "begin", watched)
    # Whatever may be a folder of partitions is one.
    monkeypatch.setattr(partitions, "MANY_DOCUMENTS", 0)
    monkeypatch.setattr(partitions, "FEW_ROWS", 0)
    # An extra brings it, and publishing does without.
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    data_dir = tmp_path / "data"
    write(data_dir, [*DOCUMENTS, *COPIES])
    index = pl.read_parquet(data_dir / "raw" / "index.parquet")
    found = []
    for at, (gone, entries) in enumerate(NIGHTS):
        if at == 2:
            # As of many documents.
            monkeypatch.setattr(building, "FEW", 0)
            read_again(data_dir, ELSEWHERE, tmp_path / "aside")
        night(data_dir, index, gone, entries)
        if at:
            kept = tmp_path / f"night {at}"
            shutil.copytree(data_dir / "curated", kept)
            (data_dir / "build" / "published.parquet").unlink()
            publish.publish(data_dir)
            assert digests(kept) == digests(data_dir / "curated"), at
            assert quality(kept) == quality(data_dir / "curated"), at
        documents = pl.read_parquet(data_dir / "curated" / "documents.parquet")
        found.append(
            {
                name: row
                for name, *row in documents.select(
                    "document_id", "duplicate_of", "is_current", "supersedes_document_id"
                ).iter_rows()
            }
        )
    assert continued == [False, True, False, True, False]
    fuzhou, again = sha("copy in Fuzhou"), sha("forestry again")
    # What the nights did to documents that stayed as they were: the only copy is none, then it repeats another, and no longer stands in its slot.
    assert found[0][fuzhou] == [None, False, None]
    assert found[0][again] == [None, True, fuzhou]
    assert found[1][fuzhou] == [sha("copy in Sanming"), False, None]
    assert found[1][again] == [None, True, None]
    assert found[2][fuzhou] == [sha("copy in Xi'an"), False, None]
    ledger = pl.read_parquet(data_dir / "curated" / "disclosure_ledger" / "**" / "*.parquet")
    assert set(ledger["as_of"]) == {date(2031, 1, 1)}
