"""Keeping a release and comparing two: made tables, so that every difference is known."""

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.releases import ReleaseError, compare, find, keep, write_changes

FIELDS = ("place", "line", "yuan")
ROWS = st.dictionaries(
    st.tuples(st.sampled_from("甲乙丙"), st.integers(1, 4)), st.one_of(st.none(), st.integers(0, 3)), max_size=8
)


def release(folder: Path, rows: list[tuple], *, key=("place", "line"), fields=FIELDS, name="amounts") -> Path:
    folder.mkdir(parents=True)
    types = {"place": pl.String, "line": pl.Int32, "yuan": pl.Int32}
    frame = pl.DataFrame(rows, schema={field: types[field] for field in fields}, orient="row")
    frame.write_parquet(folder / f"{name}.parquet")
    schema = {"fields": [{"name": field} for field in fields]} | ({"primaryKey": list(key)} if key else {})
    package = {"fingerprint": folder.name, "resources": [{"name": name, "path": f"{name}.parquet", "schema": schema}]}
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    for page in ("data-dictionary.md", "data-dictionary.zh-CN.md"):
        (folder / page).write_text("", encoding="utf-8")
    return folder


def test_rows_are_told_apart_by_their_key(tmp_path: Path):
    old = release(tmp_path / "old", [("甲", 1, 5), ("甲", 2, None), ("乙", 1, 7)])
    new = release(tmp_path / "new", [("甲", 1, 6), ("甲", 2, None), ("丙", 1, 7)])
    (found,) = write_changes(old, new, tmp_path / "changes")
    assert (found.added, found.removed, found.changed) == (1, 1, 1)
    rows = pl.read_parquet(tmp_path / "changes" / "amounts.parquet").rows()
    assert sorted(rows) == [
        ("added", "丙", 1, 7),
        ("after", "甲", 1, 6),
        ("before", "甲", 1, 5),
        ("removed", "乙", 1, 7),
    ]
    summary = json.loads((tmp_path / "changes" / "changes.json").read_text(encoding="utf-8"))
    assert summary["tables"]["amounts"]["changed"] == 1
    assert (summary["since"], summary["fingerprint"]) == ("old", "new")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, ROWS)
def test_what_changed_leads_from_the_old_table_to_the_new(tmp_path_factory, old: dict, new: dict):
    folder = tmp_path_factory.mktemp("releases")
    before = release(folder / "old", [(*key, value) for key, value in old.items()])
    after = release(folder / "new", [(*key, value) for key, value in new.items()])
    (found,) = write_changes(before, after, folder / "changes")
    assert found.any == (old != new)
    changes = folder / "changes" / "amounts.parquet"
    made = dict(old)
    for change, place, line, yuan in pl.read_parquet(changes).rows() if changes.exists() else []:
        if change in ("removed", "before"):
            assert old[place, line] == yuan
            if change == "removed":
                del made[place, line]
    for change, place, line, yuan in pl.read_parquet(changes).rows() if changes.exists() else []:
        if change in ("added", "after"):
            made[place, line] = yuan
    assert made == new


def test_rows_without_a_key_are_counted_with_their_repetitions(tmp_path: Path):
    old = release(tmp_path / "old", [("甲", 1, 5), ("甲", 1, 5)], key=())
    new = release(tmp_path / "new", [("甲", 1, 5), ("乙", 1, 5)], key=())
    (found,) = compare(old, new)
    assert (found.added, found.removed, found.changed) == (1, 1, 0)


def test_tables_and_columns_that_one_release_lacks_are_named(tmp_path: Path):
    old = release(tmp_path / "old", [("甲", 1, 5)])
    new = release(tmp_path / "new", [("甲", 1)], fields=("place", "line"))
    other = release(tmp_path / "other", [("甲", 1, 5)], name="facts")
    (found,) = compare(old, new)
    assert (found.columns_removed, found.changed, found.any) == (("yuan",), 0, True)
    assert [(one.table, one.added, one.removed) for one in compare(old, other)] == [("facts", 1, 0), ("amounts", 0, 1)]


def test_a_release_is_kept_once_and_found_by_name_or_folder(tmp_path: Path):
    release(tmp_path / "curated", [("甲", 1, 5)])
    folder = keep(tmp_path, "2026-11")
    assert compare(find(tmp_path, "2026-11"), find(tmp_path, "curated"))[0].any is False
    assert find(tmp_path, str(folder)) == folder
    with pytest.raises(ReleaseError, match="take another name"):
        keep(tmp_path, "2026-11")
    with pytest.raises(ReleaseError, match=r"no release 'x'.*2026-11"):
        find(tmp_path, "x")


@pytest.mark.parametrize("name", ["", "../curated", "a b", ".hidden", "x" * 65])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str):
    release(tmp_path / "curated", [])
    with pytest.raises(ReleaseError, match="no name for a release"):
        keep(tmp_path, name)


def test_nothing_is_kept_where_a_file_is_missing(tmp_path: Path):
    folder = release(tmp_path / "curated", [("甲", 1, 5)])
    (folder / "amounts.parquet").unlink()
    with pytest.raises(ReleaseError, match=r"amounts.parquet is missing"):
        keep(tmp_path, "2026-11")
    assert not (tmp_path / "releases" / "2026-11").exists()


def test_changes_do_not_overwrite(tmp_path: Path):
    old = release(tmp_path / "old", [])
    with pytest.raises(ReleaseError, match="not empty"):
        write_changes(old, old, old)
