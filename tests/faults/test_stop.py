"""Ctrl-C and a request to end stop a run cleanly, wherever it is, and the next run goes on from there."""

import importlib.util
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PATIENCE = 60.0


def pdf(order: dict[str, object], padding: int = 0) -> bytes:
    spec = importlib.util.spec_from_file_location("fake_reader", HERE / "fake_reader.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault("fake_reader", module)
    spec.loader.exec_module(module)
    return module.pdf(order, padding)


@contextmanager
def started(data_dir: Path, *inputs: Path) -> Generator[subprocess.Popen[str], None, None]:
    """A run of the command, which does not outlive the block."""
    command = [sys.executable, HERE / "fake_duizhang.py", "run", *inputs, "-d", data_dir, "--workers", "1"]
    with subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until(happened: Callable[[], object], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.01)


def workers_of(process: subprocess.Popen[str]) -> list[str]:
    """Living children of a process: each belongs to the thread that started it."""
    return [
        pid
        for thread in Path(f"/proc/{process.pid}/task").iterdir()
        for pid in (thread / "children").read_text().split()
    ]


def lives(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_while_reading(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "read.pdf").write_bytes(pdf({}, padding=100))
    (tmp_path / "in" / "reading.pdf").write_bytes(pdf({"wait_for": str(tmp_path / "never")}))
    data_dir = tmp_path / "data"
    with started(data_dir, tmp_path / "in") as process:
        wait_until(lambda: len(list(data_dir.glob("readings/fake-1/*/*/meta.json"))) == 1, process)
        wait_until(lambda: workers_of(process), process)
        workers = workers_of(process)
        process.send_signal(number)
        output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, output
    assert "the next `duizhang run` goes on from there" in output
    assert "Traceback" not in output
    assert not any(map(lives, workers))
    assert list((data_dir / "readings" / ".partial").iterdir()) == []
    assert len(list(data_dir.glob("readings/fake-1/*/*"))) == 1


def test_stopped_while_building(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf({}))
    data_dir = tmp_path / "data"
    with started(data_dir, tmp_path / "a.pdf") as process:
        wait_until((data_dir / "build" / "aside" / "duizhang.duckdb").exists, process)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, output
    assert "the next `duizhang run` goes on from there" in output
    assert "Traceback" not in output
    assert not (data_dir / "curated").exists()


def test_a_worker_ends_when_its_supervisor_is_killed_in_the_midst_of_a_document(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf({"seconds": 60}))
    data_dir = tmp_path / "data"
    with started(data_dir, tmp_path / "a.pdf") as process:
        wait_until(lambda: workers_of(process), process)
        workers = workers_of(process)
        # Until the libraries are loaded and the document is being read.
        time.sleep(1.0)
        process.kill()
    deadline = time.monotonic() + 10
    while any(map(lives, workers)):
        assert time.monotonic() < deadline
        time.sleep(0.01)
