"""One writer at a time per data directory."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.archive import LockedError, hold

HOLD = """
import sys, time
from pathlib import Path
from pipelines.archive import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other_process(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that holds the lock of `tmp_path`."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_another_process_is_refused_and_told_who_holds_it(
    tmp_path: Path, other_process: subprocess.Popen[bytes]
) -> None:
    with pytest.raises(LockedError, match=rf"process {other_process.pid} on .*, since 20"), hold(tmp_path):
        pass


def test_waiting_gets_it_when_the_holder_dies(tmp_path: Path, other_process: subprocess.Popen[bytes]) -> None:
    killer = threading.Timer(0.3, other_process.kill)
    killer.start()
    with hold(tmp_path, wait=20):
        assert other_process.wait(5) < 0
    killer.join()


def test_steps_that_hold_it_may_call_each_other(tmp_path: Path) -> None:
    with hold(tmp_path), hold(tmp_path):
        pass
    with hold(tmp_path):
        pass


def test_another_thread_is_another_writer(tmp_path: Path) -> None:
    refused: list[BaseException] = []

    def attempt() -> None:
        try:
            with hold(tmp_path):
                pass
        except LockedError as error:
            refused.append(error)

    with hold(tmp_path):
        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
    assert len(refused) == 1
