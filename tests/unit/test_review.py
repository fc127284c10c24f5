"""The ledger of decisions, and decisions put onto tables. Not here: the command (tests/integration/test_review.py)."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.decisions import settled, with_decisions
from pipelines.reading.hints import Decision, Hints
from pipelines.review import Entry, LedgerError, append, decisions_of, latest, ledger_path, read_entries
from tests.unit.made import table_from

EDGES = st.floats(0, 2000, allow_nan=False).map(lambda edge: round(edge, 2))
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
DECISIONS = st.builds(
    Decision,
    st.sampled_from(["accept", "correct"]),
    st.integers(1, 500),
    st.tuples(EDGES, EDGES, EDGES, EDGES),
    TEXT,
    TEXT,
)
ENTRIES = st.builds(Entry, st.sampled_from(["a" * 64, "b" * 64]), TEXT, DECISIONS, TEXT, TEXT)


def decision(seen: str, text: str, verdict: str = "correct", box=(43.0, 124.0, 73.0, 136.0), page: int = 1) -> Decision:
    """About the cell in row 1, column 0 of a table made from text."""
    return Decision(verdict, page, box, seen, text)  # type: ignore[arg-type]


def entry(made: Decision, document_id: str = "a" * 64) -> Entry:
    return Entry(document_id, "t001:1:0", made, "甲", "2026-01-01T00:00:00Z")


# ------------------------------------------------------------------------------------------------------------ ledger
@given(st.lists(ENTRIES, max_size=8))
def test_what_is_written_is_read_again(entries: list[Entry]):
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = ledger_path(Path(folder))
        for one in entries:
            append(path, one)
        assert read_entries(path) == entries


@given(DECISIONS)
def test_hints_with_decisions_go_through_json(made: Decision):
    hints = Hints(file_name="a.pdf", decisions=(made,))
    assert Hints.of(json.loads(json.dumps(hints.as_dict()))) == hints


def test_hints_without_decisions_are_as_before():
    assert "decisions" not in Hints(file_name="a.pdf").as_dict()
    assert Hints.of(Hints(file_name="a.pdf").as_dict()) == Hints(file_name="a.pdf")


def test_a_torn_line_is_passed_over_and_cut_off_by_the_next(tmp_path: Path):
    path = ledger_path(tmp_path)
    assert read_entries(path) == []
    one, two = entry(decision("1", "2")), entry(decision("3", "4"))
    append(path, one)
    with path.open("ab") as file:
        file.write(b'{"document_id": "a')
    assert read_entries(path) == [one]
    append(path, two)
    assert read_entries(path) == [one, two]


@pytest.mark.parametrize("line", ["{}", "no json", '{"document_id": 1}'])
def test_a_damaged_line_is_named(tmp_path: Path, line: str):
    path = ledger_path(tmp_path)
    append(path, entry(decision("1", "2")))
    with path.open("a") as file:
        file.write(line + "\n")
    with pytest.raises(LedgerError, match="line 2"):
        read_entries(path)


def test_the_newest_decision_about_a_cell_counts():
    first, second = entry(decision("1", "2")), entry(decision("1", "3", box=(42.0, 123.0, 80.0, 137.0)))
    elsewhere = entry(decision("1", "2", box=(400.0, 124.0, 430.0, 136.0)))
    other_page, other_document = entry(decision("1", "2", page=2)), entry(decision("1", "2"), "b" * 64)
    everything = [first, elsewhere, other_page, other_document, second]
    assert latest(everything) == [elsewhere, other_page, other_document, second]
    assert decisions_of(everything) == {
        "a" * 64: (second.decision, elsewhere.decision, other_page.decision),
        "b" * 64: (other_document.decision,),
    }


# --------------------------------------------------------------------------------------------------------- decisions
def tables(text: str, method: str = "ocr"):
    from dataclasses import replace

    table = table_from(f"项目 | 金额\n{text} | 5.00", header_rows=1)
    return [replace(table, cells=tuple(replace(c, method=method, confidence=0.5) for c in table.cells))]


def cell_of(found):
    return found[0].by_place[1, 0]


def test_a_corrected_cell_is_marked():
    found = with_decisions(tables("60.14"), [decision("60.14", "80.14")])
    cell = cell_of(found)
    assert (cell.text, cell.repaired_from, cell.repaired_by, cell.confidence, cell.method) == (
        "80.14",
        "60.14",
        "reviewer",
        1.0,
        "ocr",
    )
    assert settled(found, [decision("60.14", "80.14")]) == ({("t001", 1, 0)}, [])
    assert found[0].by_place[1, 1].confidence == 0.5


@pytest.mark.parametrize("read", ["60.14", "6 0.\\n14"])
def test_an_accepted_cell_keeps_its_text(read: str):
    found = with_decisions(tables(read), [decision("60.14", "60.14", "accept")])
    assert (cell_of(found).flat, cell_of(found).repaired_from, cell_of(found).confidence) == ("60.14", None, 1.0)
    assert settled(found, [decision("60.14", "60.14", "accept")])[0] == {("t001", 1, 0)}


def test_a_reader_that_reads_what_the_person_does_needs_no_mark():
    found = with_decisions(tables("80.14"), [decision("60.14", "80.14")])
    assert cell_of(found).repaired_from is None
    assert settled(found, [decision("60.14", "80.14")])[0] == {("t001", 1, 0)}


@pytest.mark.parametrize(
    ("read", "method", "made"),
    [
        ("70.14", "ocr", decision("60.14", "80.14")),
        ("60.14", "ocr", decision("60.14", "80.14", page=2)),
        ("60.14", "ocr", decision("60.14", "80.14", box=(700.0, 500.0, 720.0, 510.0))),
        ("60.14", "text", decision("60.14", "80.14")),  # no command writes such a line; a hand may
        ("70.14", "text", decision("60.14", "60.14", "accept")),
    ],
)
def test_a_decision_that_does_not_fit_is_stale_and_changes_nothing(read: str, method: str, made: Decision):
    before = tables(read, method)
    assert with_decisions(before, [made]) == before
    assert settled(before, [made]) == (set(), [made])


def test_a_cell_of_the_text_layer_can_be_accepted():
    before = tables("60.14", "text")
    made = decision("60.14", "60.14", "accept")
    assert with_decisions(before, [made]) == before
    assert settled(before, [made])[0] == {("t001", 1, 0)}
