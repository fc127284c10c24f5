"""Runs that are killed at random moments and then completed publish the same bytes as a run that nobody disturbed.

Here: SIGKILL, which no program can answer. Not here: what a document does to its worker (tests/unit/test_workers.py), Ctrl-C (test_stop.py).
"""

import hashlib
import importlib.util
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).resolve().parent
SEED = 20230930
KILLS = 10
PATIENCE = 120.0
MARK = "DUIZHANG_TEST_RUN"


def load(name: str) -> ModuleType:
    """A module of this folder, which is no package."""
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


fake = load("fake_reader")


def folders(root: Path) -> list[Path]:
    """One folder of documents per kill and a last one, so that each run finds something new to archive, read and publish."""
    made = []
    for batch in range(KILLS + 1):
        folder = root / f"{batch:02}"
        folder.mkdir()
        for i in range(3):
            order = {"n": 10 * batch + i + 1, "body": f"福州市测试{batch}局", "year": 2015 + i, "seconds": 0.1}
            (folder / f"{batch}-{i}.pdf").write_bytes(fake.pdf(order, padding=1000 * i))
        (folder / f"{batch}-0.yaml").write_text(f"region_code: '3501{batch % 4 + 1:02}'\n")
        made.append(folder)
    # The same bytes twice, the second time with a sidecar; what is no PDF; what ends its process.
    (made[4] / "4-again.pdf").write_bytes((made[1] / "1-1.pdf").read_bytes())
    (made[4] / "4-again.yaml").write_text("title: 决算公开\n", encoding="utf-8")
    (made[2] / "2-page.pdf").write_bytes(b"<html>")
    (made[3] / "3-crash.pdf").write_bytes(fake.pdf({"do": "segfault"}))
    return made


@contextmanager
def started(data_dir: Path, inputs: list[Path], workers: int = 2) -> Generator[subprocess.Popen[bytes], None, None]:
    """A run of the command, which does not outlive the block."""
    command = [sys.executable, HERE / "fake_duizhang.py", "run", *inputs, "-d", data_dir, "--workers", str(workers)]
    environment = os.environ | {MARK: str(data_dir)}
    with subprocess.Popen(
        [str(part) for part in command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def complete(data_dir: Path, inputs: list[Path], workers: int = 2) -> None:
    with started(data_dir, inputs, workers) as process:
        output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, output.decode()


def state(data_dir: Path, stage: str) -> object:
    """What changes as soon as a run has come so far: has archived something, read something, begun to build or to swap; None at first."""
    if stage == "archive":
        ledger = data_dir / "raw" / "ledger.jsonl"
        return ledger.stat().st_size if ledger.exists() else None
    if stage == "read":
        # What stands in its place: folders that are being made come and go under the eyes of who counts them.
        return sum(1 for _ in data_dir.glob("readings/[!.]*/*/*")) or None
    # What a killed run left there is told from what the next one makes.
    place = data_dir / "build" / ("aside" if stage == "build" else "swapping")
    try:
        found = place.stat()
    except FileNotFoundError:
        return None
    # A folder's times change with what is put in it; a marker has none but its own.
    return found.st_ino if stage == "build" else (found.st_ino, found.st_ctime_ns)


def kill_at(process: subprocess.Popen[bytes], data_dir: Path, stage: str, delay: float, before: object) -> bool:
    """SIGKILL a run `delay` seconds after it has reached a stage; whether it was still running."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and state(data_dir, stage) in (None, before):
        assert time.monotonic() < deadline, f"{stage} was not reached"
        time.sleep(0.001)
    end = time.monotonic() + delay
    while process.poll() is None and time.monotonic() < end:
        time.sleep(0.001)
    process.kill()
    process.communicate()
    return process.returncode == -signal.SIGKILL


def left_over(data_dir: Path) -> list[int]:
    """Processes that a run started and that still live, told by a mark in their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                environment = (entry / "environ").read_bytes().split(b"\0")
                status = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if f"{MARK}={data_dir}".encode() in environment and status != "Z":
                found.append(int(entry.name))
    return found


def curated(data_dir: Path) -> dict[str, str]:
    """Digest of every curated file that is to be the same for the same inputs."""
    files = [*(data_dir / "curated").rglob("*.parquet"), data_dir / "curated" / "datapackage.json"]
    assert len(files) > 8
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def moments() -> Iterator[tuple[str, float]]:
    """Ten random moments, the same in each run of the test: a stage, and seconds after it was reached."""
    chosen = random.Random(SEED)
    longest = {"archive": 1.0, "read": 1.5, "build": 4.0, "swap": 0.005}
    stages = ["archive"] * 2 + ["read"] * 3 + ["build"] * 4 + ["swap"]
    chosen.shuffle(stages)
    for stage in stages:
        yield stage, chosen.uniform(0, longest[stage])


@pytest.mark.slow
def test_ten_kills_leave_no_trace_in_what_is_published(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    inputs = folders(tmp_path / "in")
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    killed = []
    for number, (stage, delay) in enumerate(moments()):
        before = state(disturbed, stage)
        with started(disturbed, inputs[: number + 1]) as process:
            killed.append(kill_at(process, disturbed, stage, delay, before))
        deadline = time.monotonic() + 20
        while left_over(disturbed):
            assert time.monotonic() < deadline, f"workers outlive a run killed in {stage}"
            time.sleep(0.01)
    # A run may be through before its moment comes; most must not be, or the test shows nothing.
    assert sum(killed) >= KILLS - 2
    complete(disturbed, inputs)
    complete(undisturbed, inputs, workers=1)
    assert curated(disturbed) == curated(undisturbed)
    assert list((disturbed / "readings" / ".partial").iterdir()) == []
    assert list((disturbed / "raw" / ".partial").iterdir()) == []
    assert not (disturbed / "build" / "swapping").exists()
    assert not (disturbed / "build" / "aside").exists()
    ledgers = [
        [line.partition(b'"kind"')[2] for line in (data_dir / "raw" / "ledger.jsonl").read_bytes().splitlines()]
        for data_dir in (disturbed, undisturbed)
    ]
    assert ledgers[0] == ledgers[1], "each file is written down once, in the same order"
