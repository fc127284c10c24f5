"""How long the pages take in a browser: `python -m benchmarks.explorer DATA_DIR`.

Here: first load of each page in a new session after the server's start, and interactions, by the clock, until the page says that it rests. Not here:
whether the pages are right (tests/browser).
"""

import argparse
import functools
import json
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from pipelines.explorer.data import compare, document
from pipelines.flow.published import connect

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
REST = '[data-test-script-state="notRunning"]'


def main() -> None:
    """Serve the folder, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "pipelines.cli",
        "serve",
        "--data-dir",
        str(arguments.data_dir),
        "--port",
        str(port),
    ]
    begun = time.monotonic()
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _answers(port):
            time.sleep(0.05)
        sys.stdout.write(f"start of the server      {time.monotonic() - begun:6.2f} s\n")
        _measure(f"http://127.0.0.1:{port}/", arguments.data_dir, arguments.rounds)
    finally:
        server.terminate()
        server.wait(20)


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
            return True
    except OSError:
        return False


def _measure(address: str, data_dir: Path, rounds: int) -> None:
    with connect(data_dir) as connection:
        bodies = compare.bodies(connection)
        read = document.documents(connection)
    pages = {
        "compare": {"bodies": bodies["department_id"][:3].to_list(), "figure": "budget_expenditure_yuan"},
        "document": {"view": "document", "document": read["document_id"][0][:16]},
        "quality": {"view": "quality"},
        "search": {"view": "search", "words": "信息"},
    }
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, query in pages.items():
            taken = []
            for _ in range(rounds):
                # A new session: nothing of the page lies in the browser's cache.
                context = browser.new_context(viewport={"width": 1366, "height": 900})
                page = context.new_page()
                visit = functools.partial(page.goto, f"{address}?{urlencode(query, doseq=True)}")
                taken.append(_until_rest(page, visit))
                context.close()
            _say(f"load {name}", taken)
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.goto(f"{address}?{urlencode(pages['compare'], doseq=True)}")
        page.locator(REST).first.wait_for()
        for name, acts in (
            ("another page", (("质量", "质量"), ("比较", "比较"))),
            ("other language", (("English", "Compare"), ("中文", "比较"))),
        ):
            taken = []
            for button, title in acts * rounds:
                click = page.get_by_text(button, exact=True).first.click
                taken.append(_until_rest(page, click, f"document.querySelector('h1')?.innerText === '{title}'"))
            _say(name, taken)
        page.goto(f"{address}?{urlencode(pages['document'], doseq=True)}")
        page.locator(REST).first.wait_for()
        grid = page.get_by_test_id("stDataFrame").first.locator("canvas").first
        grid.wait_for()
        place = grid.bounding_box()
        if place is None:
            raise SystemExit("the document's form is not drawn")
        taken = []
        for row in (2, 4, 6, 8):
            click = functools.partial(page.mouse.click, place["x"] + place["width"] - 60, place["y"] + 35 * row + 17)
            taken.append(_until_rest(page, click, f"location.href !== {json.dumps(page.url)}"))
        _say("a number to its cell", taken)
        browser.close()


def _until_rest(page: Page, act: Callable[[], object], seen: str = "document.querySelector('h1') !== null") -> float:
    """Seconds from the act until what it brings is seen (a condition in the browser) and the page says that it rests."""
    begun = time.monotonic()
    act()
    page.wait_for_function(seen)
    page.locator(REST).first.wait_for()
    return time.monotonic() - begun


def _say(name: str, seconds: list[float]) -> None:
    sys.stdout.write(
        f"{name:24} {statistics.median(seconds):6.2f} s   slowest {max(seconds):.2f} s of {len(seconds)}\n"
    )


if __name__ == "__main__":
    main()
