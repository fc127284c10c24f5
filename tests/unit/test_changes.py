"""What differs between a draft and the listing in use, and when a draft is held back. Not here: visits, files of the archive in a night."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipelines.archive.changes import Change, ChangeLedger, compare, objection, read_changes
from pipelines.archive.portal import DOCUMENT, UNSUPPORTED, Listed, Listing, draft_path, load, save

A, B = Listed("http://x/a.pdf", DOCUMENT, "a", sha256="aa"), Listed("http://x/b.pdf", DOCUMENT, "b", sha256="bb")
TABLE = Listed("http://x/t.xls", UNSUPPORTED, "t")


def listing(*entries: Listed, night: str = "2026-11-02", **rest) -> Listing:
    return Listing("city", night, entries, **rest)


OLD = listing(A, B, TABLE, night="2026-11-01")


def kinds(changes: list[Change]) -> dict[str, str]:
    return {change.url.rpartition("/")[2]: change.kind for change in changes}


def test_the_first_listing_finds_everything() -> None:
    following, changes = compare(None, OLD)
    assert kinds(changes) == {"a.pdf": "found", "b.pdf": "found", "t.xls": "unsupported"}
    assert following.entries == OLD.entries


def test_nothing_changes_where_nothing_did() -> None:
    assert compare(OLD, replace(OLD, night="2026-11-02"))[1] == []


def test_other_bytes_replace_and_a_missing_link_withdraws() -> None:
    following, changes = compare(OLD, listing(replace(A, sha256="a2"), TABLE))
    assert [(c.kind, c.sha256, c.before) for c in changes] == [("replaced", "a2", "aa"), ("withdrawn", "bb", None)]
    (gone,) = [entry for entry in following.entries if entry.withdrawn]
    assert (gone.url, gone.withdrawn, gone.sha256) == (B.url, "2026-11-02", "bb")
    assert following.in_use == [replace(A, sha256="a2"), TABLE]


def test_what_was_withdrawn_may_return() -> None:
    following, _ = compare(OLD, listing(A, TABLE))
    back, changes = compare(following, listing(A, B, TABLE, night="2026-11-03"))
    assert kinds(changes) == {"b.pdf": "returned"}
    assert len(back.in_use) == 3


def test_the_same_bytes_at_another_address_have_moved() -> None:
    moved = replace(B, url="http://x/new/b.pdf")
    following, changes = compare(OLD, listing(A, moved, TABLE))
    assert [(c.kind, c.url, c.before) for c in changes] == [("moved", moved.url, B.url)]
    assert B.url not in {entry.url for entry in following.entries}


def test_the_same_bytes_at_a_second_address_are_found_and_not_moved() -> None:
    second = replace(B, url="http://x/new/b.pdf")
    assert kinds(compare(OLD, listing(A, B, second, TABLE))[1]) == {"b.pdf": "found"}


def test_an_incomplete_draft_or_a_backfill_withdraws_nothing() -> None:
    for draft in (listing(A, complete=False), listing(A, years=(2023,))):
        following, changes = compare(OLD, draft)
        assert changes == []
        assert {entry.url for entry in following.in_use} == {entry.url for entry in OLD.entries}


def many(count: int) -> tuple[Listed, ...]:
    return tuple(replace(A, url=f"http://x/{n:03}.pdf", sha256=f"{n}") for n in range(count))


def test_a_draft_that_would_drop_more_than_the_tolerance_is_held() -> None:
    old = listing(*many(50), night="2026-11-01")
    for left, held in ((45, False), (44, True), (0, True)):
        draft = listing(*many(left))
        said = objection(old, draft, compare(old, draft)[1], 0.1)
        assert (said is not None) is held
    assert said == "50 of 50 documents would be withdrawn and 0 replaced in one night; the tolerance is 10%"


def test_a_column_that_moves_as_a_whole_is_no_loss() -> None:
    old = listing(*many(50), night="2026-11-01")
    draft = listing(*(replace(entry, url=entry.url.replace("//x/", "//x/new/")) for entry in many(50)))
    assert objection(old, draft, compare(old, draft)[1], 0.1) is None


def test_one_or_two_may_always_go() -> None:
    draft = listing(TABLE)
    assert objection(OLD, draft, compare(OLD, draft)[1], 0.1) is None


def test_changes_written_again_are_passed_over(tmp_path: Path) -> None:
    change = Change("2026-11-01", "city", "found", A.url, sha256="aa")
    assert ChangeLedger(tmp_path).append([change]) == 1
    with (tmp_path / "raw" / "changes.jsonl").open("a") as file:
        file.write('{"torn')
    ledger = ChangeLedger(tmp_path)
    assert ledger.append([replace(change, night="2026-11-02")]) == 0
    assert ledger.append([replace(change, kind="withdrawn")]) == 1
    assert [c.kind for c in read_changes(ledger.path)] == ["found", "withdrawn"]


def test_a_listing_is_read_as_it_was_written(tmp_path: Path) -> None:
    whole = listing(replace(A, http={"etag": "1"}), TABLE, problems=("x",), years=(2023,), fetches_read=7)
    save(draft_path(tmp_path, "city"), whole)
    assert load(draft_path(tmp_path, "city")) == whole
    assert load(draft_path(tmp_path, "other")) is None


entries = st.lists(
    st.builds(
        lambda n, digest: Listed(f"http://x/{n}.pdf", DOCUMENT, "t", sha256=digest),
        st.integers(0, 6),
        st.sampled_from("abcd"),
    ),
    unique_by=lambda entry: entry.url,
    max_size=6,
)


@given(entries, entries)
def test_no_document_is_ever_lost_between_two_listings(before: list[Listed], now: list[Listed]) -> None:
    old, _ = compare(None, listing(*before, night="2026-11-01"))
    following, changes = compare(old, listing(*now))
    digests = {entry.sha256 for entry in following.entries}
    replaced = {change.before for change in changes if change.kind == "replaced"}
    assert {entry.sha256 for entry in before} <= digests | replaced
    assert {entry.url for entry in following.in_use} == {entry.url for entry in now}
    assert compare(following, listing(*now, night="2026-11-03"))[1] == []
