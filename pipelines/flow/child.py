"""Inside a worker process: reads one document after another, as its supervisor asks.

Belongs here: the loop, and telling the document's faults (an answer) from the machine's (a failure). Does not belong here: limits and
what happens when they are passed (supervise.py), since a process that is stuck cannot watch itself.

Protocol: JSON lines. First line in: {"sys_path", "reader"}; first line out: {"ready"} or {"broken"}. Then {"blob", "partial", "document_id",
"hints", "recognised"} in, and out any number of {"pictures", "of"} as pictures are recognised, then {"status", "status_reason", "page_count",
"rows", "seconds", "recogniser"}, {"status_reason", "seconds", "error"} or {"failed"}.
"""

import ctypes
import hashlib
import json
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipelines.reading.collector import rarely_collected

MAX_ERROR = 4000


def main() -> None:
    """Serve until the supervisor closes the pipe, which it also does by dying."""
    # Ctrl-C reaches every process of a terminal; what happens then is for the supervisor to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Libraries print to standard output; the answers go where no print reaches them.
    answers = os.dup(1)
    os.dup2(2, 1)
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()

    def say(answer: dict[str, Any]) -> None:
        data = json.dumps(answer).encode() + b"\n"
        while data:
            data = data[os.write(answers, data) :]

    first = requests.get()
    sys.path[:] = first["sys_path"]
    try:
        from pipelines.flow.readings import write_tables  # noqa: F401 - imported before the first document's time runs
        from pipelines.flow.tasks import resolve_reader

        reader, version = resolve_reader(first["reader"])
    except BaseException:  # noqa: BLE001 - whatever the import raises, the supervisor must hear of it
        say({"broken": traceback.format_exc()[-MAX_ERROR:]})
        return
    say({"ready": version})
    trim = _trim()
    while True:
        request = requests.get()
        with rarely_collected():  # the reading is written and let go inside
            answer = _serve(reader, request, lambda done, total: say({"pictures": done, "of": total}))
        say(answer)
        trim(0)


def _trim() -> Callable[[int], object]:
    """What gives freed memory back to the system, where the C library has it (glibc): the pictures of one document that a further reader
    drew would otherwise be held, 100 MB and more, while the next hundred documents are read."""
    return getattr(ctypes.CDLL(None), "malloc_trim", lambda _: None)


def _listen(requests: queue.SimpleQueue[dict[str, Any]]) -> None:
    # Unbuffered: at the end of the process Python would wait for the lock of a buffered reader, and give up with a crash.
    with os.fdopen(0, "rb", buffering=0, closefd=False) as lines:
        for line in lines:
            requests.put(json.loads(line))
    # Also in the middle of a document: its reading is worth nothing without a supervisor.
    os._exit(0)


def _serve(reader: Callable[..., Any], request: dict[str, Any], told: Callable[[int, int], None]) -> dict[str, Any]:
    from pipelines.flow.readings import write_tables
    from pipelines.flow.recognised import RecognisedFiles
    from pipelines.reading.hints import Hints
    from pipelines.schema import SchemaError

    started = time.perf_counter()
    document_id = request["document_id"]
    try:
        data = Path(request["blob"]).read_bytes()
    except OSError as error:
        return {"failed": f"the archived copy cannot be read: {error}"}
    if hashlib.sha256(data).hexdigest() != document_id:
        return {"failed": f"the archived copy {request['blob']} is damaged: its digest is another"}
    try:
        memory = RecognisedFiles(Path(request["recognised"]))
        tables = reader(data, Hints.of(request["hints"]), memory, told).tables
    except MemoryError:
        return _quarantined("memory_limit", started)
    except Exception:  # noqa: BLE001 - one bad document, or one bug that it finds, never stops a run
        return _quarantined("unreadable", started, _told())
    try:
        rows = write_tables(Path(request["partial"]), document_id, tables)
    except MemoryError:
        return _quarantined("memory_limit", started)
    except SchemaError:
        return _quarantined("unreadable", started, _told())
    except Exception as error:  # noqa: BLE001 - a full disk comes as several kinds of error; none is the document's fault
        return {"failed": f"the reading cannot be written: {error}"}
    row = tables["documents"][0]
    return {
        "status": row["status"],
        "status_reason": row.get("status_reason"),
        "page_count": row.get("page_count"),
        "rows": rows,
        "seconds": time.perf_counter() - started,
        "recogniser": _recogniser(row),
    }


def _recogniser(row: dict[str, Any]) -> str | None:
    """Which recogniser decided a document's reading: "" where its pictures wait for one, None where it holds none to be read."""
    from pipelines.reading.recogniser import recogniser_version

    reasons = (row.get("status_reason") or "").split(",")
    if row.get("ocr_page_count") or {"needs_ocr", "text_garbled"} & set(reasons):
        return recogniser_version() or ""
    return None


def _told() -> str:
    """The exception at hand: what it says in the first line, where it came from below."""
    error = sys.exception()
    return f"{type(error).__name__}: {error}".replace("\n", " ") + "\n" + traceback.format_exc()


def _quarantined(reason: str, started: float, error: str | None = None) -> dict[str, Any]:
    """An answer without rows: the supervisor writes the reading that says why."""
    seconds = time.perf_counter() - started
    return {"status_reason": reason, "seconds": seconds, "error": error[:MAX_ERROR] if error else None}
