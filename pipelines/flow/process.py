"""One worker process as its supervisor sees it: started, asked, watched, ended.

Belongs here: the process and its limits. Does not belong here: which process reads which document (supervise.py), what happens inside
(child.py).

It is a fresh Python started by exec, never forked: polars and the PDF libraries have threads. It leads a session of its own, so that
Ctrl-C is the supervisor's to handle, and ends by itself when its supervisor is gone.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, cast

from pipelines.flow.errors import WorkerStartError
from pipelines.flow.tasks import MEMORY_LIMIT, QUARANTINED, TIME_LIMIT, UNREADABLE, Limits

START_SECONDS = 120.0
END_SECONDS = 10.0
POLL_SECONDS = 0.05
MAX_STDERR = 2000
# A page recognised takes 2 to 6 seconds, and several times as long where the machine is busy.
PICTURE_SECONDS = 30.0

# Parallel work is by document, so one thread each; a fixed seed, so that no order of a set differs between two runs.
_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "POLARS_MAX_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONFAULTHANDLER": "1",
}
Told = Callable[[int, int], None]
_START = "from pipelines.flow.child import main; main()"


@dataclass(frozen=True)
class Answer:
    """What came of asking a child. Without `rows` it wrote no tables, and `status_reason` says why; `failed` is no fault of the document."""

    status_reason: str | None = None
    seconds: float = 0.0
    status: str = QUARANTINED
    page_count: int | None = None
    rows: dict[str, int] = field(default_factory=dict)
    recogniser: str | None = None
    error: str | None = None
    failed: str | None = None


class LostError(Exception):
    """The child ended, or was ended, without an answer: `reason` is one of the contract's."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Child:
    """One worker process, ready to read."""

    def __init__(self, reader: str) -> None:
        self.documents = 0
        self.peak_memory = 0
        self._buffer = b""
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        environment = os.environ | _ENVIRONMENT | {"PYTHONPATH": _python_path()}
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            self._stderr.close()
            raise WorkerStartError(f"no worker process can be started: {error}") from error
        self._requests = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)
        self._poll = select.poll()
        self._poll.register(self._answers, select.POLLIN | select.POLLHUP)
        self._reader = reader

    def greet(self, version: str) -> None:
        """Wait until the reader is imported. Raises WorkerStartError where it cannot be, or is not of that version."""
        try:
            self._send({"sys_path": sys.path, "reader": self._reader})
            answer = self._wait(Limits(seconds=START_SECONDS, memory=1 << 62), time.monotonic())
        except LostError as error:
            raise WorkerStartError(f"a worker process did not start: {error}") from error
        if "broken" in answer:
            raise WorkerStartError(f"the reader {self._reader} cannot be imported:\n{answer['broken']}")
        if answer["ready"] != version:
            raise WorkerStartError(f"the reader {self._reader} was changed during the run; run again")

    def ask(self, request: dict[str, Any], limits: Limits, told: Told | None = None) -> Answer:
        """Have one document read; `told` hears how many of its pictures are recognised, of how many, and each of them gives it more
        time. Raises LostError where the child does not live to answer, or must not live on."""
        self.documents += 1
        self.peak_memory = 0
        self._send(request)
        started = time.monotonic()
        message = self._wait(limits, started)
        while "pictures" in message:
            if told:
                told(message["pictures"], message["of"])
            limits = replace(limits, seconds=limits.seconds + PICTURE_SECONDS)
            message = self._wait(limits, started)
        return Answer(**message)

    def memory(self) -> int:
        """Bytes that the process holds in memory; 0 where it is gone."""
        try:
            with open(f"/proc/{self._process.pid}/statm", "rb") as statm:  # noqa: PTH123 - twenty times a second
                return int(statm.read().split()[1]) * _PAGE
        except FileNotFoundError:
            return 0 if _HAS_PROC else _memory_by_ps(self._process.pid)
        except (ProcessLookupError, IndexError):
            return 0

    def kill(self) -> None:
        """End the process and what it started."""
        if self._process.returncode is not None:
            return  # the number may be another process's by now
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the process and let go of what belongs to it."""
        self.kill()
        self._process.wait()
        for pipe in (self._requests, self._answers, self._stderr):
            with contextlib.suppress(OSError):
                pipe.close()

    def _send(self, message: dict[str, Any]) -> None:
        # A child that died meanwhile is noticed, and its end explained, by _wait.
        with contextlib.suppress(BrokenPipeError):
            self._requests.write(json.dumps(message).encode() + b"\n")
            self._requests.flush()

    def _wait(self, limits: Limits, started: float) -> dict[str, Any]:
        deadline = started + limits.seconds
        while b"\n" not in self._buffer:
            if self._poll.poll(POLL_SECONDS * 1000):
                chunk = os.read(self._answers.fileno(), 1 << 16)
                if not chunk:
                    raise self._ended()
                self._buffer += chunk
                continue
            memory = self.memory()
            self.peak_memory = max(self.peak_memory, memory)
            if memory > limits.memory:
                raise LostError(MEMORY_LIMIT, f"{memory >> 20} MiB of memory, {limits.memory >> 20} are allowed")
            if time.monotonic() > deadline:
                raise LostError(TIME_LIMIT, f"longer than {limits.seconds:g} s")
        line, _, self._buffer = self._buffer.partition(b"\n")
        self.peak_memory = max(self.peak_memory, self.memory())
        return json.loads(line)

    def _ended(self) -> LostError:
        try:
            code = self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            return LostError(UNREADABLE, "the process closed its output without an answer")
        size = self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, size - MAX_STDERR))
        last = self._stderr.read().decode(errors="replace").strip()
        how = f"signal {-code} ({_signal_name(-code)})" if code < 0 else f"exit status {code}"
        # Nobody but the kernel's out-of-memory killer ends single processes with SIGKILL.
        reason = MEMORY_LIMIT if code == -signal.SIGKILL else UNREADABLE
        return LostError(reason, f"the process ended by {how}\n{last}".strip())


_PAGE = os.sysconf("SC_PAGE_SIZE")
_HAS_PROC = Path("/proc/self/statm").exists()


def _memory_by_ps(pid: int) -> int:
    """Where there is no /proc (macOS)."""
    done = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return int(done.stdout.strip() or 0) * 1024


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "without a name"


def _python_path() -> str:
    """Enough for the child to find this package; the whole of sys.path follows in the first message."""
    return str(Path(__file__).resolve().parents[2])
