"""The items of the review list, on samples as if they were pictures. Not here: decisions and the command."""

from dataclasses import replace

import pytest

from pipelines import schema
from pipelines.reading.repair import Repaired, repaired
from pipelines.reading.review import SEVERITY, Item, items
from tests.unit.test_repair import RUNNING, mend, picture
from tests.unit.test_review import decision


def listed(done: Repaired, *reasons: str) -> list[Item]:
    return [item for item in items(done, (), (), ()) if item.reason in reasons]


def spot(item: Item) -> tuple:
    return item.table_id, item.row_index, item.column_index


def with_amounts(done: Repaired, **changes: object) -> Repaired:
    forms = [replace(f, amounts=tuple(replace(a, **changes) for a in f.amounts)) for f in done.reading.forms]  # type: ignore[arg-type]
    return replace(done, reading=replace(done.reading, forms=forms))


def test_every_reason_has_a_severity_and_a_description():
    assert set(SEVERITY) == set(schema.enum("review_reason"))
    assert set(SEVERITY.values()) == {1, 2, 3, 4, 5}


def test_a_document_that_closes_has_no_items():
    assert items(mend(picture(), None), (), (), ()) == []


def test_an_open_identity_names_the_cells_that_no_other_confirms():
    # five times the printed figure: no slip of an eye leads back
    done = mend(picture().with_texts({RUNNING: "400.70"}), None)
    assert done.proposed == ()
    assert [spot(item) for item in listed(done, "open_identity")] == [RUNNING]
    (item,) = items(done, (), (), ())
    assert (item.text, item.identities_open, item.identities_closed, item.severity) == ("400.70", 2, 0, 2)
    assert "2010350" in (item.detail or "") or "20103" in (item.detail or "")
    assert item.page == 6


def test_where_another_identity_confirms_every_cell_the_stated_figure_is_named():
    first = ("t003", 2, 2)
    done = mend(picture(), None)
    broken = [
        replace(c, status="mismatch") if (c.check_id, c.scope, c.measure) == ("H9", "合计", "total") else c
        for c in done.reading.checks
    ]
    assert [spot(i) for i in items(replace(done, reading=replace(done.reading, checks=broken)), (), (), ())] == [first]


def test_what_the_publisher_broke_is_no_item():
    done = mend(picture().with_texts({RUNNING: "400.70"}), {})
    assert {c.cause for c in done.reading.checks if c.status == "mismatch"} == {"publisher"}
    assert items(done, (), (), ()) == []


def test_low_confidence():
    done = with_amounts(mend(picture(), None), confidence=0.3)
    found = listed(done, "low_confidence")
    assert len(found) == sum(len(f.amounts) for f in done.reading.forms)
    assert listed(with_amounts(done, method="text"), "low_confidence") == []


def test_a_repair_is_listed_last():
    done = mend(picture().with_texts({RUNNING: "60.14"}), {RUNNING: ("80.14", "80.14")})
    (item,) = items(done, (), (), ())
    assert (item.reason, item.text, item.detail, item.severity) == ("repaired", "80.14", "read as 60.14", 5)


def test_a_repaired_code_is_listed():
    code = ("t003", 5, 0)
    done = mend(picture().with_texts({code: "2010850"}), {code: ("2010350", "2010350")})
    (item,) = items(done, (), (), ())
    assert (item.reason, item.text, spot(item)) == ("repaired", "2010350", code)


@pytest.mark.parametrize(("cause", "count"), [("extraction", 1), ("publisher", 0), (None, 0)])
def test_text_is_listed_only_where_two_readers_disagree(cause: str | None, count: int):
    done = with_amounts(mend(picture().with_texts({RUNNING: "400.70"}), None), method="text")
    checks = [replace(c, cause=cause) if c.status == "mismatch" else c for c in done.reading.checks]
    assert len(listed(replace(done, reading=replace(done.reading, checks=checks)), "extraction")) == count


def test_a_doubtful_document_and_a_stale_decision_are_items_without_a_cell():
    found = items(repaired(picture().reading, "final", 2023), (), [decision("1", "2")], ["ocr_doubtful"])
    assert {(i.reason, i.table_id) for i in found} == {("ocr_doubtful", None), ("stale_decision", None)}


def test_the_worst_comes_first():
    done = mend(picture().with_texts({RUNNING: "60.14", ("t003", 9, 2): "1l6.0l"}), None)
    severities = [item.severity for item in items(done, (), [decision("1", "2")], ["ocr_doubtful"])]
    assert severities == sorted(severities)
    assert severities[0] == 1
