"""Who, when, what on the documents beside the checkout, with nothing but their content (and file names that say nothing)."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.reading import expected, triage
from pipelines.reading.hints import Hints
from pipelines.reading.pages import Document
from pipelines.reading.subject import Subject, identify

pytestmark = [pytest.mark.corpus, pytest.mark.slow]

COLUMNS = {field: field for field in ("region_code", "entity_level", "fiscal_year", "kind", "part")} | {
    "department_name": "body"
}  # of a subject: of the hand-checked table
PICTURES_ONLY = {"74bbce", "ae367e", "fuzhou_2020_final_scan"}  # their text comes from OCR, which is another test's


def plain(name: str) -> str:
    """Names as the scoring compares them: without brackets' content, quotes and level markings."""
    return re.sub(r"（.*?）|\(.*?\)|[“”\"'\s]|本级|机关$", "", name)


class Read:
    """What one pass over the corpus leaves of each document."""

    def __init__(self, path: Path):
        data = path.read_bytes()
        self.reason = triage.triage(data).reason
        self.subject: Subject | None = None
        self.announced = 0
        if self.reason is None:
            with Document(data) as document:
                pages = list(document.pages())
            self.subject = identify(pages, Hints(file_name=path.name))
            self.reason = triage.is_disclosure(pages, self.subject, 0)
            self.announced = len(expected.announced_forms(pages))


@pytest.fixture(scope="module")
def read() -> dict[str, Read]:
    folder = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("../shared/corpus is not there")
    return {path.stem: Read(path) for path in sorted(folder.rglob("*.pdf"))}


@pytest.fixture(scope="module")
def truth(read) -> list[dict[str, str]]:
    labels = Path(__file__).resolve().parents[2].parent / "shared" / "eval" / "documents.csv"
    if not labels.is_file():
        pytest.skip("../shared/eval/documents.csv is not there")
    with labels.open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["document"] in read]


def _misses(read: dict[str, Read], truth: list[dict[str, str]], field: str) -> Iterator[tuple[str, str, str]]:
    for row in truth:
        wanted = row[COLUMNS[field]].strip()
        if row["document"] in PICTURES_ONLY or wanted in ("", "unknown"):
            continue
        have = str(getattr(read[row["document"]].subject, field) or "")
        if (plain(have) != plain(wanted)) if field == "department_name" else have != wanted:
            yield row["document"], wanted, have


@pytest.mark.parametrize("field", COLUMNS)
def test_every_document_with_text_is_recognised(read, truth, field):
    assert list(_misses(read, truth, field)) == []


def test_contents_announce_as_many_forms_as_were_counted_by_hand(read, truth):
    counted = {
        row["document"]: int(row["announced_forms"]) for row in truth if row["announced_forms"].strip().isdigit()
    }
    assert {d: n for d, n in counted.items() if d not in PICTURES_ONLY and read[d].announced != n} == {}


def test_what_is_no_disclosure_is_kept_out_and_nothing_else(read, corpus):
    out = {path.stem: read[path.stem].reason for path in (corpus / "not_disclosures").glob("*.pdf")}
    wanted = {"broken": "not_pdf", "html": "html_as_pdf", "not": "not_a_disclosure"}
    assert out == {name: wanted[name.split("_")[0]] for name in out}
    kept_out = {name: found.reason for name, found in read.items() if name not in out and found.reason}
    assert kept_out == dict.fromkeys(PICTURES_ONLY, "needs_ocr")


def test_no_evidence_holds_a_telephone(read):
    texts = [e.text for found in read.values() if found.subject for e in found.subject.evidence]
    assert len(texts) > 3000
    assert not [t for t in texts if re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)", t)]
