"""What a run's worker processes take: memory on the largest document, and what a second worker gains.

Here: the same steps as `duizhang run` up to the readings, in a temporary folder, and what the machine itself gives several processes at
that moment. Not here: the speed of the reading itself (reading.py).
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from pipelines import flow
from pipelines.archive import Input


def peak_memory(path: Path) -> int:
    """Bytes that a fresh worker holds at most while it reads one document."""
    with tempfile.TemporaryDirectory() as folder:
        flow.archive_inputs([Input(str(path))], Path(folder))
        (outcome,) = flow.read_archived(Path(folder), workers=1).outcomes
    return outcome.peak_memory


_COMPUTE = "sum(i * i for i in range(15_000_000))"  # about a second, in the processor alone


def machine_gain(processes: int, rounds: int = 1) -> float:
    """How many times as much so many processes compute as one in the same time: what no program can exceed on this machine while others
    work on it. The median of the rounds."""

    def seconds(number: int) -> float:
        started = time.perf_counter()
        running = [subprocess.Popen([sys.executable, "-c", _COMPUTE]) for _ in range(number)]
        for process in running:
            process.wait()
        return time.perf_counter() - started

    return median(processes * seconds(1) / seconds(processes) for _ in range(rounds))


def seconds_with(paths: Sequence[Path], workers: Sequence[int], rounds: int = 1) -> list[float]:
    """Seconds by the clock to read the documents with each number of workers, in turn; the median of the rounds. Starting the
    workers is part of it, recognising pictures is not: they are all recognised before, as they are only once."""
    taken: list[list[float]] = [[] for _ in workers]
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        flow.archive_inputs([Input(str(path)) for path in paths], data_dir)
        flow.read_archived(data_dir, workers=max(workers))
        for _ in range(rounds):
            for times, number in zip(taken, workers, strict=True):
                shutil.rmtree(data_dir / "readings", ignore_errors=True)
                started = time.perf_counter()
                flow.read_archived(data_dir, workers=number)
                times.append(time.perf_counter() - started)
    return [median(times) for times in taken]
