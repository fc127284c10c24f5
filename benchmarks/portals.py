"""A night over many portals of this machine: time, memory, and requests to each host.

    python -m benchmarks.portals [PUBLISHERS] [--pace SECONDS] [--documents N]

Each publisher is a host of its own (an address of 127.0.0.0/8) with a column of TRS: robots.txt, a listing, articles, documents. Two nights: one
in which everything is new, one in which nothing has changed. Here: the portals (in a process of their own), the measuring. Not here: reading documents.
"""

import argparse
import asyncio
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from rich.console import Console

from pipelines.archive.accept import Acceptance, Terms
from pipelines.archive.fetches import fetches_path, read_fetches
from pipelines.discovery.crawl import crawl
from pipelines.discovery.job import Plan

YEAR = 2024
SAY = Console(soft_wrap=True, highlight=False, markup=False)


def address(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


def document(host: str, number: int) -> bytes:
    seed = hashlib.sha256(f"{host} {number}".encode()).hexdigest()
    return f"%PDF-1.4\n% {seed}\n".encode() + seed.encode() * 800 + b"\n%%EOF\n"


def answer(host: str, path: str, tag: str, documents: int) -> tuple[int, str, bytes, str]:
    """Status, type, body and tag."""
    if path == "/robots.txt":
        return 200, "text/plain", b"User-agent: *\nDisallow: /admin/\n", ""
    if path == "/yjs/":
        links = "".join(
            f'<li><a href="./t{YEAR}0901_{n}.html">第{n}局{YEAR}年部门决算</a></li>' for n in range(documents)
        )
        return 200, "text/html", f"<html><title>决算公开</title>{links}</html>".encode(), ""
    number = int(path.rpartition("_")[2].partition(".")[0])
    if path.endswith(".html"):
        page = f'<html><title>第{number}局{YEAR}年部门决算</title><a href="./P_{number}.pdf">第{number}局{YEAR}年部门决算.pdf</a></html>'
        return 200, "text/html", page.encode(), ""
    ours = f'"{host} {number}"'
    return (304, "", b"", ours) if tag == ours else (200, "application/pdf", document(host, number), ours)


async def serve(publishers: int, documents: int, log: Path) -> None:
    """The portals, until standard input ends; then the log is written: host and time of every request."""
    asked: list[tuple[str, float, float]] = []

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while line := await reader.readline():
                began, tag = time.monotonic(), ""
                while (header := await reader.readline()).strip():
                    if header.lower().startswith(b"if-none-match:"):
                        tag = header.partition(b":")[2].strip().decode()
                status, kind, body, sent = answer(host, line.split()[1].decode(), tag, documents)
                head = f"HTTP/1.1 {status} OK\r\ncontent-type: {kind}\r\n" + (f"etag: {sent}\r\n" if sent else "")
                length = "" if status == 304 else f"content-length: {len(body)}\r\n"
                writer.write(f"{head}{length}\r\n".encode() + body)
                asked.append((host, began, time.monotonic()))
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(client, [address(n) for n in range(publishers)], int(os.environ["PORT"]))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    server.close()
    log.write_text(json.dumps(asked), encoding="utf-8")


def measure(publishers: int, documents: int, pace: float) -> None:
    """Run both nights and print what they took."""
    os.environ["DUIZHANG_ALLOW_LOOPBACK"] = "1"
    port = 20_000 + os.getpid() % 20_000
    with tempfile.TemporaryDirectory() as folder:
        log, data_dir = Path(folder) / "log.json", Path(folder) / "data"
        command = [
            sys.executable,
            "-m",
            "benchmarks.portals",
            str(publishers),
            "--documents",
            str(documents),
            "--serve",
            str(log),
        ]
        portals = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"PORT": str(port)}
        )
        if portals.stdin is None or portals.stdout is None:
            raise RuntimeError("the portals have no pipes")
        portals.stdout.readline()
        plans = [
            Plan(f"p{n}", "trs", (f"http://{address(n)}:{port}/yjs/",), frozenset({address(n)}), pace, recheck=0)
            for n in range(publishers)
        ]
        for number, name in enumerate(("everything new", "nothing changed"), start=1):
            night(plans, data_dir, f"2026-11-0{number}", name)
        portals.stdin.close()
        portals.wait(30)
        politeness(json.loads(log.read_text(encoding="utf-8")), pace)


def night(plans: list[Plan], data_dir: Path, date: str, name: str) -> None:
    """One night: its time by the clock and of the processor, its memory, its requests."""
    clock, processor = time.monotonic(), time.process_time()
    crawl(plans, data_dir, date)
    visited = time.monotonic() - clock
    with Acceptance(data_dir) as acceptance:
        verdicts = [acceptance.take(Terms(plan.source_id, plan.source_id, "350100", 0.1)) for plan in plans]
    requests = [v.requests for v in verdicts if v]
    outcomes = Counter(
        row.outcome
        for plan in plans
        for row in read_fetches(fetches_path(data_dir, plan.source_id))
        if row.night == date
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    SAY.print(
        f"{name}: {visited:.1f} s of visits, {time.monotonic() - clock - visited:.1f} s to take in, "
        f"{time.process_time() - processor:.1f} s of processor; peak memory {peak} MiB; {sum(requests)} requests "
        f"({min(requests)} to {max(requests)} a host); {dict(sorted(outcomes.items()))}; {sum(not v.complete for v in verdicts if v)} incomplete"
    )


def politeness(asked: list[tuple[str, float, float]], pace: float) -> None:
    """What the portals saw: the shortest pause at any host, and whether two requests ever met."""
    by_host = defaultdict(list)
    for host, began, ended in asked:
        by_host[host].append((began, ended))
    pauses = [after[0] - before[1] for times in by_host.values() for before, after in pairwise(sorted(times))]
    SAY.print(
        f"{len(by_host)} hosts; shortest pause {min(pauses):.3f} s (asked for: {pace:g} s); requests that met: {sum(p < 0 for p in pauses)}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("publishers", type=int, nargs="?", default=500)
    parser.add_argument("--documents", type=int, default=6)
    parser.add_argument("--pace", type=float, default=1.0)
    parser.add_argument("--serve", type=Path)
    given = parser.parse_args()
    if given.serve:
        asyncio.run(serve(given.publishers, given.documents, given.serve))
    else:
        measure(given.publishers, given.documents, given.pace)
