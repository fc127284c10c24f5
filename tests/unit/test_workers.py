"""Worker processes: what each way of ending means for the document, and that none stops the others."""

import dataclasses
import hashlib
import importlib
import json
import os
import pickle
import threading
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from pipelines import flow
from pipelines.archive import Input, archive_inputs, blob_path
from pipelines.flow import Limits, ReadSummary, process, readings
from pipelines.flow.errors import RunError, WorkerStartError
from pipelines.flow.supervise import allow_children, stop_children

FAULTS = Path(__file__).resolve().parents[1] / "faults"
READER = "fake_reader:read_document"
MIB = 1 << 20


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The reader that does what its document says."""
    monkeypatch.syspath_prepend(FAULTS)
    return importlib.import_module("fake_reader")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


def archive(tmp_path: Path, data_dir: Path, documents: dict[str, bytes]) -> None:
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    for name, data in documents.items():
        (folder / name).write_bytes(data)
    archive_inputs([Input(str(folder / name)) for name in documents], data_dir)


def read(data_dir: Path, *, workers: int = 1, **options: Any) -> ReadSummary:
    return flow.read_archived(data_dir, reader=READER, workers=workers, **options)


def statuses(summary: ReadSummary) -> dict[str, str | None]:
    return {outcome.file_name: outcome.status_reason for outcome in summary.outcomes}


def folder_of(data_dir: Path, data: bytes) -> Path:
    return data_dir / readings.reading_path("fake-1", hashlib.sha256(data).hexdigest())


def test_a_reading_is_a_parquet_per_table_and_is_not_made_twice(
    fake: ModuleType, tmp_path: Path, data_dir: Path
) -> None:
    data = fake.pdf({"n": 2})
    archive(tmp_path, data_dir, {"a.pdf": data})
    (outcome,) = read(data_dir).outcomes
    assert (outcome.status, outcome.rows["amounts"], outcome.page_count, outcome.error) == ("partial", 4, 1, None)
    from pipelines import schema

    folder = folder_of(data_dir, data)
    assert {path.stem for path in folder.glob("*.parquet")} == set(schema.reading_tables())
    assert pl.read_parquet(folder / "amounts.parquet")["amount_yuan"].sum() == 2400
    assert json.loads((folder / "hints.json").read_text())["file_name"] == "a.pdf"
    again = read(data_dir)
    assert (again.outcomes, again.unchanged) == ((), 1)


# What a document makes the reader do, the reason that follows, and words of the error noted beside the reading.
ENDS: dict[str, tuple[dict[str, Any], str, str | None]] = {
    "raises.pdf": ({"do": "raise"}, "unreadable", "a defect of the reader"),
    "wrong_rows.pdf": ({"do": "wrong_rows"}, "unreadable", "no_such_column"),
    "segfault.pdf": ({"do": "segfault"}, "unreadable", "SIGSEGV"),
    "exits.pdf": ({"do": "exit"}, "unreadable", "exit status 3"),
    "killed.pdf": ({"do": "kill"}, "memory_limit", "SIGKILL"),
    "memory_error.pdf": ({"do": "memory_error"}, "memory_limit", None),
    "prints.pdf": ({"do": "print"}, "form_missing", None),
    "good.pdf": ({}, "form_missing", None),
}


def test_each_way_to_end_is_one_documents_status_and_stops_no_other(
    fake: ModuleType, tmp_path: Path, data_dir: Path
) -> None:
    # Largest first: the good one comes last, after all the processes that ended.
    documents = {name: fake.pdf(order, padding=900 - 100 * i) for i, (name, (order, _, _)) in enumerate(ENDS.items())}
    archive(tmp_path, data_dir, documents)
    summary = read(data_dir, workers=2)
    assert summary.failures == ()
    assert statuses(summary) == {name: reason for name, (_, reason, _) in ENDS.items()}
    errors = {outcome.file_name: outcome.error for outcome in summary.outcomes}
    for name, (_, reason, error) in ENDS.items():
        folder = folder_of(data_dir, documents[name])
        assert json.loads((folder / "meta.json").read_text())["error"] == errors[name]
        assert (errors[name] is None) if error is None else (error in (errors[name] or "")), name
        (row,) = pl.read_parquet(folder / "documents.parquet").to_dicts()
        assert row["status_reason"] == reason
        assert (row["status"] == "quarantined") == (reason != "form_missing")


def test_a_time_limit_ends_one_document_and_is_retried_when_raised(
    fake: ModuleType, tmp_path: Path, data_dir: Path
) -> None:
    signal = tmp_path / "go on"
    slow = fake.pdf({"wait_for": str(signal)}, padding=100)
    archive(tmp_path, data_dir, {"slow.pdf": slow, "good.pdf": fake.pdf({})})
    short = Limits(seconds=3)
    assert statuses(read(data_dir, limits=short)) == {"slow.pdf": "time_limit", "good.pdf": "form_missing"}
    signal.touch()
    assert read(data_dir, limits=short).unchanged == 2, "not tried again within the same limit"
    more_memory = dataclasses.replace(short, memory=short.memory * 2)
    assert read(data_dir, limits=more_memory).unchanged == 2, "memory was not what it lacked"
    assert statuses(read(data_dir, limits=Limits(seconds=60))) == {"slow.pdf": "form_missing"}
    assert pl.read_parquet(folder_of(data_dir, slow) / "amounts.parquet").height == 4


def test_a_document_whose_pictures_wait_is_read_again_once_there_is_a_recogniser(
    fake: ModuleType, tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, other = fake.pdf({"n": 1}, padding=10), fake.pdf({"n": 2})
    archive(tmp_path, data_dir, {"waits.pdf": waits, "other.pdf": other})
    read(data_dir)
    meta = folder_of(data_dir, waits) / "meta.json"
    assert json.loads(meta.read_text())["recogniser"] is None, "it holds no pictures"

    def decided_by(recogniser: str) -> None:
        meta.write_text(json.dumps(json.loads(meta.read_text()) | {"recogniser": recogniser}))

    for before, now, again in [
        ("", None, False),
        ("", "r_2", True),
        ("r_1", "r_2", True),
        ("r_2", "r_2", False),
        ("r_1", None, False),
    ]:
        decided_by(before)
        monkeypatch.setattr(readings, "recogniser_version", lambda now=now: now)
        assert [o.file_name for o in read(data_dir).outcomes] == ["waits.pdf"] * again, (before, now)


def test_pictures_give_a_document_more_time_and_are_told(
    fake: ModuleType, tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "PICTURE_SECONDS", 60.0)
    archive(tmp_path, data_dir, {"scan.pdf": fake.pdf({"pictures": 3, "each": 1.0})})
    told: list[str] = []
    summary = read(data_dir, limits=Limits(seconds=2.5), progress=lambda step, done, total, name: told.append(name))
    assert statuses(summary) == {"scan.pdf": "form_missing"}, "three seconds, and no limit"
    assert [name for name in told if "pictures" in name] == [f"scan.pdf ({n}/3 pictures)" for n in (1, 2, 3)]


def test_a_memory_limit_ends_one_document_and_is_retried_when_raised(
    fake: ModuleType, tmp_path: Path, data_dir: Path
) -> None:
    large = fake.pdf({"do": "hoard", "megabytes": 500}, padding=100)
    archive(tmp_path, data_dir, {"large.pdf": large, "good.pdf": fake.pdf({})})
    summary = read(data_dir, limits=Limits(memory=400 * MIB))
    assert statuses(summary) == {"large.pdf": "memory_limit", "good.pdf": "form_missing"}
    assert max(outcome.peak_memory for outcome in summary.outcomes) < 900 * MIB
    assert read(data_dir, limits=Limits(memory=400 * MIB)).outcomes == ()
    assert statuses(read(data_dir, limits=Limits(memory=2000 * MIB))) == {"large.pdf": "form_missing"}


def test_what_earlier_documents_left_behind_is_not_held_against_a_later_one(
    fake: ModuleType, tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each would fit alone; in one process, the second meets the memory of the first.
    monkeypatch.setattr("pipelines.flow.supervise.KEEP_BELOW", 1.0)
    documents = {f"{i}.pdf": fake.pdf({"do": "hoard", "megabytes": 250}, padding=i) for i in range(2)}
    archive(tmp_path, data_dir, documents)
    assert statuses(read(data_dir, limits=Limits(memory=500 * MIB))) == {
        "0.pdf": "form_missing",
        "1.pdf": "form_missing",
    }


def test_other_hints_are_another_reading(fake: ModuleType, tmp_path: Path, data_dir: Path) -> None:
    data = fake.pdf({})
    archive(tmp_path, data_dir, {"a.pdf": data})
    read(data_dir)
    (tmp_path / "in" / "a.yaml").write_text("region_code: '440300'\n")
    archive(tmp_path, data_dir, {"a.pdf": data})
    assert len(read(data_dir).outcomes) == 1
    assert pl.read_parquet(folder_of(data_dir, data) / "documents.parquet")["region_code"].to_list() == ["440300"]
    assert list((data_dir / "readings" / ".partial").iterdir()) == []


def test_a_damaged_note_beside_a_reading_makes_it_read_again(fake: ModuleType, tmp_path: Path, data_dir: Path) -> None:
    data = fake.pdf({})
    archive(tmp_path, data_dir, {"a.pdf": data})
    read(data_dir)
    (folder_of(data_dir, data) / "meta.json").write_text('{"limits": {"seconds": ')
    assert len(read(data_dir).outcomes) == 1


def test_a_file_that_is_no_pdf_is_listed_without_a_process(
    fake: ModuleType, tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(tmp_path, data_dir, {"table.xlsx": b"PK"})
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: pytest.fail("a process was started"))
    assert statuses(read(data_dir)) == {"table.xlsx": "unsupported_type"}


def test_a_damaged_archive_is_a_failure_and_no_status(fake: ModuleType, tmp_path: Path, data_dir: Path) -> None:
    damaged, gone = fake.pdf({}), fake.pdf({"n": 3})
    archive(tmp_path, data_dir, {"damaged.pdf": damaged, "gone.pdf": gone, "good.pdf": fake.pdf({"n": 2})})
    blob = blob_path(data_dir, hashlib.sha256(damaged).hexdigest())
    blob.chmod(0o644)
    blob.write_bytes(damaged[:-1] + b"!")
    blob_path(data_dir, hashlib.sha256(gone).hexdigest()).unlink()
    summary = read(data_dir)
    assert statuses(summary) == {"good.pdf": "form_missing"}
    assert sorted(failure.partition(":")[0] for failure in summary.failures) == ["damaged.pdf", "gone.pdf"]
    assert not folder_of(data_dir, damaged).exists()


def test_half_written_readings_of_a_killed_run_are_swept(fake: ModuleType, tmp_path: Path, data_dir: Path) -> None:
    left = data_dir / "readings" / ".partial" / "abc-1"
    left.mkdir(parents=True)
    (left / "amounts.parquet").write_bytes(b"half")
    archive(tmp_path, data_dir, {"a.pdf": fake.pdf({})})
    read(data_dir)
    assert list(left.parent.iterdir()) == []


@pytest.mark.parametrize(
    "reader", ["no_such_module:read", "fake_reader:no_such_function", "json:loads", "broken_in_children:read"]
)
def test_a_reader_that_cannot_be_used_ends_the_run_with_a_sentence(
    fake: ModuleType, tmp_path: Path, data_dir: Path, reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Imports here, and not in a child.
    (tmp_path / "broken_in_children.py").write_text(
        f"import os\nEXTRACTOR_VERSION = 'b-1'\nif os.getpid() != {os.getpid()}:\n    raise OSError('no model file')\n"
        "def read(data, hints): ...\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    archive(tmp_path, data_dir, {"a.pdf": fake.pdf({})})
    with pytest.raises(RunError, match=r"cannot be (used|imported)") as raised:
        flow.read_archived(data_dir, reader=reader, workers=1)
    if reader.startswith("broken"):
        assert isinstance(raised.value, WorkerStartError)
        assert "no model file" in str(raised.value)


def test_a_reader_that_changes_under_a_run_ends_it(
    fake: ModuleType, tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(tmp_path, data_dir, {"a.pdf": fake.pdf({})})
    monkeypatch.setattr(fake, "EXTRACTOR_VERSION", "fake-0")
    with pytest.raises(WorkerStartError, match="changed during the run"):
        read(data_dir)
    assert not folder_of(data_dir, fake.pdf({})).exists()


def test_documents_are_read_side_by_side_and_largest_first(fake: ModuleType, tmp_path: Path, data_dir: Path) -> None:
    documents = {f"{i}.pdf": fake.pdf({"seconds": 0.5, "n": i + 1}, padding=100 * i) for i in range(4)}
    archive(tmp_path, data_dir, documents)
    seen: list[str] = []
    read(data_dir, workers=1, progress=lambda step, done, total, name: seen.append(name))
    assert [name for name in seen if name] == ["3.pdf", "2.pdf", "1.pdf", "0.pdf"]


def test_only_the_documents_asked_for_are_read(fake: ModuleType, tmp_path: Path, data_dir: Path) -> None:
    wanted = fake.pdf({"n": 2})
    archive(tmp_path, data_dir, {"a.pdf": wanted, "b.pdf": fake.pdf({})})
    assert statuses(read(data_dir, document_ids={hashlib.sha256(wanted).hexdigest()})) == {"a.pdf": "form_missing"}


class Cluster(Executor):
    """An executor that, like one on other machines, gets its tasks pickled."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(2)
        self.sent = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future:
        self.sent += 1
        fn, args = pickle.loads(pickle.dumps((fn, args)))  # noqa: S301 - our own
        return self.pool.submit(lambda: pickle.loads(pickle.dumps(fn(*args, **kwargs))))  # noqa: S301


def test_another_executor_can_take_the_place(fake: ModuleType, tmp_path: Path, data_dir: Path) -> None:
    documents = {f"{i}.pdf": fake.pdf({"n": i + 1}) for i in range(3)}
    archive(tmp_path, data_dir, documents)
    cluster = Cluster()
    assert set(statuses(read(data_dir, executor=cluster))) == set(documents)
    assert cluster.sent == 3
    cluster.pool.shutdown()
    stop_children()
    allow_children()


def test_an_interruption_ends_the_processes_at_once_and_keeps_what_was_read(
    fake: ModuleType, tmp_path: Path, data_dir: Path
) -> None:
    good = fake.pdf({}, padding=100)
    archive(tmp_path, data_dir, {"good.pdf": good, "slow.pdf": fake.pdf({"seconds": 60})})

    def interrupt(step: str, done: int, total: int, name: str) -> None:
        if done == 1:
            raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        read(data_dir, progress=interrupt)
    assert time.monotonic() - started < 20
    assert folder_of(data_dir, good).is_dir()
    assert children_of(os.getpid()) == []
    assert list((data_dir / "readings" / ".partial").iterdir()) == []
    assert threading.active_count() == 1 or not any(t.name.startswith("reading") for t in threading.enumerate())


def children_of(pid: int) -> list[int]:
    """Living worker processes of a process."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if int(stat[1]) == pid and stat[0] != "Z" and b"pipelines.flow.child" in command:
                found.append(int(entry.name))
    return found


def test_tasks_and_outcomes_are_values() -> None:
    assert dataclasses.is_dataclass(flow.ReadTask)
    task = flow.ReadTask("d", "0" * 64, "a.pdf", 1, {}, READER, "fake-1", Limits())
    assert pickle.loads(pickle.dumps(task)) == task  # noqa: S301
