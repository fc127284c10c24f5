"""One writer at a time per data directory: an flock on `DIR/.lock`, which the kernel releases when its holder dies, however it dies.

Belongs here: taking, naming and releasing the lock. Does not belong here: readers of the published copy, which need no lock.
"""

import fcntl
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipelines.archive.errors import LockedError

POLL_SECONDS = 0.2

# Steps that take the lock may call each other: a thread that holds it goes straight through. Another thread, like another process, waits.
_held: dict[Path, tuple[int, int]] = {}
_guard = threading.Lock()


@contextmanager
def hold(data_dir: Path, wait: float = 0.0) -> Generator[None, None, None]:
    """Hold the data directory for writing, creating it where it does not exist.

    Waits up to `wait` seconds for another holder to end, then raises LockedError, which says who it is. Re-entrant within a thread.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    key = data_dir.resolve()
    with _guard:
        owner, depth = _held.get(key, (0, 0))
        nested = depth > 0 and owner == threading.get_ident()
        if nested:
            _held[key] = (owner, depth + 1)
    if nested:
        try:
            yield
        finally:
            with _guard:
                owner, depth = _held[key]
                _held[key] = (owner, depth - 1)
        return
    handle = _take(key / ".lock", data_dir, wait)
    with _guard:
        _held[key] = (threading.get_ident(), 1)
    try:
        yield
    finally:
        with _guard:
            del _held[key]
        os.close(handle)


def _take(path: Path, data_dir: Path, wait: float) -> int:
    # Not inheritable (Python's default): a worker that outlives a killed run must not keep the lock.
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                who = _holder(os.pread(handle, 4096, 0))
                os.close(handle)
                raise LockedError(
                    f"{data_dir} is in use by another run ({who}); wait for it to end, or stop it"
                ) from None
            time.sleep(POLL_SECONDS)
        else:
            break
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "since": now, "command": Path(sys.argv[0]).name}
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps(holder).encode(), 0)
    return handle


def _holder(text: bytes) -> str:
    try:
        holder = json.loads(text)
        return f"{holder['command']}, process {holder['pid']} on {holder['host']}, since {holder['since']}"
    except (ValueError, KeyError, TypeError):
        return "which has not said who it is"
