"""Batches of readings: the same rows as the readings, made again where a reading changed and nowhere else."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from pipelines import schema
from pipelines.publish import PublishError, compact
from tests.integration.readings import VERSION, Document, sha, write

NAMES = [f"document {number}" for number in range(12)]


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setattr(compact, "_DOCUMENTS", 4)
    write(tmp_path, [Document(name) for name in NAMES])
    return tmp_path


def reading(data_dir: Path, name: str) -> Path:
    return data_dir / "readings" / VERSION / sha(name)[:2] / sha(name)


def compacted(data_dir: Path, version: str = VERSION) -> compact.Batches:
    return compact.compact(data_dir, version, compact.stamps(data_dir, version))


def rows(folder: Path, pattern: str, table: str) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(path) for path in sorted(folder.glob(f"{pattern}/{table}.parquet"))])


def written(data_dir: Path) -> dict[str, int]:
    """Inodes by file: a file that was written again has another."""
    folder = data_dir / "build" / "compact" / VERSION
    return {str(path.relative_to(folder)): path.stat().st_ino for path in folder.rglob("*.parquet")}


def test_batches_hold_the_rows_of_the_readings(data_dir: Path):
    batches = compacted(data_dir)
    assert batches.made == len(list(batches.folder.iterdir())) == len({sha(name)[0] for name in NAMES}) > 1
    for table in schema.reading_tables():
        one_by_one = rows(data_dir / "readings" / VERSION, "*/*", table)
        assert rows(batches.folder, "*", table).equals(one_by_one), table
    assert batches.amounts == {sha(name): 24 for name in NAMES}


def test_nothing_new_makes_nothing(data_dir: Path):
    compacted(data_dir)
    before = written(data_dir)
    assert compacted(data_dir).made == 0
    assert written(data_dir) == before


@pytest.mark.parametrize("change", ["new", "gone", "written again"])
def test_a_change_makes_its_own_batch_again(data_dir: Path, change: str):
    compacted(data_dir)
    before = written(data_dir)
    name = "one more" if change == "new" else NAMES[0]
    shutil.rmtree(reading(data_dir, name), ignore_errors=True)
    if change != "gone":
        write(data_dir, [Document(name, lines=[])])
    batches = compacted(data_dir)
    assert batches.made == 1
    own = f"1-{sha(name)[0]}/"
    after = written(data_dir)
    assert {path: inode for path, inode in before.items() if not path.startswith(own)} == {
        path: inode for path, inode in after.items() if not path.startswith(own)
    }
    assert rows(batches.folder, "*", "amounts").filter(document_id=sha(name)).height == 0
    assert batches.amounts.get(sha(name)) == (None if change == "gone" else 0)


def test_a_reading_that_is_put_in_its_place_again_has_another_stamp(data_dir: Path):
    before = compact.stamps(data_dir, VERSION)
    assert set(before["document_id"]) == {sha(name) for name in NAMES}
    place = reading(data_dir, NAMES[0])
    shutil.copytree(place, data_dir / "again", copy_function=shutil.copy2)
    shutil.rmtree(place)
    (data_dir / "again").rename(place)
    after = compact.stamps(data_dir, VERSION)
    assert after.join(before, on=after.columns, how="anti")["document_id"].to_list() == [sha(NAMES[0])]
    assert compact.stamps(data_dir, "another").is_empty()


def test_readings_that_changed_are_gathered_alone(data_dir: Path):
    two = [sha(name) for name in NAMES[:2]]
    assert compact.gather(data_dir, VERSION, two, data_dir / "some" / "changed") == dict.fromkeys(two, 24)
    assert set(rows(data_dir / "some", "*", "amounts")["document_id"]) == set(two)
    assert compact.gather(data_dir, VERSION, [], data_dir / "none") == {}
    assert list((data_dir / "none").iterdir()) == []


@pytest.mark.parametrize("harm", ["cut", "note", "half"])
def test_a_damaged_batch_is_made_again(data_dir: Path, harm: str):
    folder = compacted(data_dir).folder
    batch = next(folder.iterdir())
    if harm == "cut":
        (batch / "amounts.parquet").write_bytes(b"")
    elif harm == "note":
        (batch / "made_from.json").write_text("{", encoding="utf-8")
    else:
        (batch / "made_from.json").unlink()
    assert compacted(data_dir).made == 1
    assert rows(folder, "*", "amounts").height == 24 * len(NAMES)
    assert json.loads((batch / "made_from.json").read_text(encoding="utf-8"))["sizes"]


def test_batches_of_another_version_or_size_go(data_dir: Path, monkeypatch):
    compacted(data_dir)
    monkeypatch.setattr(compact, "_DOCUMENTS", 256)
    folder = compacted(data_dir).folder
    assert [path.name for path in folder.iterdir()] == ["0-"]
    other = compacted(data_dir, "another")
    assert other.amounts == {}
    assert [path.name for path in folder.parent.iterdir()] == ["another"]


def test_readings_that_differ_in_their_columns_are_refused(data_dir: Path):
    path = reading(data_dir, NAMES[0]) / "checks.parquet"
    pl.read_parquet(path).drop("status").write_parquet(path)
    with pytest.raises(PublishError, match=r"checks: .*status"):
        compacted(data_dir)
