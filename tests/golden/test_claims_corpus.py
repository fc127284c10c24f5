"""Claims of the documents beside the checkout against a sample of 100 that was drawn at random over all cities and checked by eye,
and the mistakes known to be the publishers'.
"""

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from pipelines.reading.claims import NarrativeReading, read_narrative
from pipelines.reading.engines import read_tables
from pipelines.reading.hints import Hints
from pipelines.reading.pages import Document
from pipelines.reading.subject import identify
from pipelines.reading.tables.witness import Witness

pytestmark = [pytest.mark.corpus, pytest.mark.slow]

SAMPLE = list(csv.DictReader(Path(__file__).with_name("claims_sample.csv").read_text(encoding="utf-8").splitlines()))
CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"


@cache
def narrative(stem: str) -> NarrativeReading:
    """A document's narrative beside the tables of the first readers."""
    path = next(CORPUS.rglob(f"{stem}.pdf"), None)
    if path is None:
        pytest.skip("../shared/corpus is not there")
    data = path.read_bytes()
    with Document(data) as document:
        pages = tuple(document.pages())
    who = identify(pages, Hints())
    tables, forms = read_tables(data, pages, who.kind if who.kind in ("budget", "final") else None, who.fiscal_year)
    return read_narrative(Witness(data), pages, tables, forms, who)


def rows(stem: str) -> list[dict[str, str]]:
    """The claims of a document in the columns of the sample."""
    found = narrative(stem)
    out = []
    for f in found.figures:
        link = found.settled.links.get(f.number)
        out.append(
            {
                "page": str(f.pieces[0].page),
                "subject": f.subject.code or f.subject.name,
                "claim": f.claim,
                "value": str(f.value),
                "unit": f.unit,
                "base": f.base or "",
                "linked_form": link.form if link else "",
                "linked_code": link.code if link else "",
                "linked_measure": link.measure if link else "",
                "text": f.text,
            }
        )
    return out


def test_sample_of_a_hundred():
    wrong = []
    for expected in SAMPLE:
        wanted = {k: v for k, v in expected.items() if k not in ("document", "snippet")}
        # a sentence that runs over a page is cut where the snippet was
        if not any(all(row[k] == v for k, v in wanted.items()) for row in rows(expected["document"])):
            wrong.append(expected)
    assert len(SAMPLE) == 100
    assert len(wrong) <= 5, wrong


@pytest.mark.parametrize(
    ("stem", "page", "check_id", "stated"),
    [
        ("7e3cbe", 9, "N3", "17.62"),  # 43,269.3 万元 rose by 17.62% to 3,845.49
        ("7e3cbe", 9, "N5", "17.62"),
        ("7e3cbe", 9, "N1", "201.50"),  # 住房公积金 is 208.8 two sentences before
        ("tianmen_2022_final_table_images", 13, "N4.share", "8.4"),  # 20.93 of 88.58
    ],
)
def test_known_mistakes_are_the_publishers(stem, page, check_id, stated):
    found = [
        j.check
        for j in narrative(stem).settled.judged
        if j.check.check_id == check_id
        and j.figures[0].value == Decimal(stated)
        and j.figures[0].pieces[0].page == page
    ]
    assert [(c.status, c.cause) for c in found] == [("mismatch", "publisher")]
