"""Every number printed inside a claimed form is an amount or left out for a reason that is said; boxes of amounts hold their text.

Here: the samples, and documents spread over those beside the checkout (all of them: `python -m benchmarks.printed`, in .ci/run).
"""

import hashlib
from collections import Counter
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from pipelines import reading

printed = import_module("benchmarks.printed")
REASONS = {
    "header", "repeated header", "title inside the table", "column number", "total repeated on a later page", "inside words", "date", "percent", "ordinal", "note",
    *(f"column of {role}s" for role in ("code", "class", "section", "item", "body_code", "ordinal", "name", "body", "text", "percent", "note")),
}  # fmt: skip
SPREAD = 20  # every so many-th document of the corpus


def fates(path: Path) -> Counter[str]:
    data = path.read_bytes()
    return Counter(n.fate for n in printed.numbers(data, reading.read_document(data).forms))


def accounted(paths: list[Path]) -> Counter[str]:
    found: Counter[str] = Counter()
    for path in paths:
        own = fates(path)
        assert not own["lost"], path.name
        found += own
    assert set(found) <= {"amount", *REASONS}
    return found


def test_the_numbers_of_the_samples_are_accounted_for(samples: Path) -> None:
    found = accounted(sorted(samples.glob("*.pdf")))
    assert found["amount"] > 1500
    assert found["ordinal"] > 200  # 行次


@pytest.mark.corpus
@pytest.mark.slow
def test_the_numbers_of_published_documents_are_accounted_for(corpus: Path) -> None:
    assert accounted(sorted((corpus / "real").glob("*.pdf"))[::SPREAD])["amount"] > 3000


@pytest.mark.parametrize("lose", ["amount", "row", "column"])
def test_a_lost_number_is_noticed(samples: Path, lose: str) -> None:
    data = (samples / "gulou_2022_budget_split_codes.pdf").read_bytes()
    forms = reading.read_document(data).forms
    form = max(forms, key=lambda f: len(f.amounts))
    first = form.amounts[len(form.amounts) // 2]
    gone = {
        "amount": lambda a: a == first,
        "row": lambda a: a.row_index == first.row_index,
        "column": lambda a: a.column_index == first.column_index,
    }[lose]
    kept = tuple(a for a in form.amounts if not gone(a))
    found = Counter(n.fate for n in printed.numbers(data, [replace(form, amounts=kept)]))
    assert found["lost"] == len(form.amounts) - len(kept) > 0


def rows_of(path: Path) -> list[dict]:
    return reading.read_document(path.read_bytes()).tables["amounts"]


def test_boxes_of_the_samples_hold_what_is_published(samples: Path) -> None:
    for path in sorted(samples.glob("*final*.pdf")):
        rows = rows_of(path)
        assert rows
        paths = {hashlib.sha256(path.read_bytes()).hexdigest(): path}
        assert printed.differing_boxes(rows, paths) == []
        moved = [{**rows[0], "published": "0.01"}]
        (said,) = printed.differing_boxes(moved, paths)
        assert said.startswith(f"{path.name} page {rows[0]['page']}: '0.01' is published")


@pytest.mark.corpus
def test_boxes_on_turned_pages_hold_what_is_published(corpus: Path) -> None:
    """27ae80 has /Rotate 90 on its forms."""
    path = corpus / "real" / "27ae80.pdf"
    if not path.is_file():
        pytest.skip("../shared/corpus/real/27ae80.pdf is not there")
    rows = rows_of(path)
    assert len(rows) > 500
    assert printed.differing_boxes(rows[::5], {hashlib.sha256(path.read_bytes()).hexdigest(): path}) == []
