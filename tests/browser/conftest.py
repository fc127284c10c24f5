"""The explorer as a server on loopback, and a browser to look at it. Both are skipped where they are not installed.

Here: what every browser test stands on. Not here: what the pages should show.
"""

import dataclasses
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path
from urllib.request import urlopen

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# A browser in a container has no sandbox of its own, and must not look for anything outside.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
STARTS_WITHIN = 60


@pytest.fixture(scope="session")
def explored(samples_published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published samples, and one of them as the same body would have published it a year later."""
    from pipelines import flow
    from pipelines.archive import Input
    from pipelines.samples import layout_named, typeset
    from pipelines.samples.compose import parts_of
    from pipelines.samples.figures import load
    from pipelines.samples.manifest import sample

    folder = tmp_path_factory.mktemp("explored")
    shutil.copytree(samples_published, folder / "data")
    wanted = sample("fuzhou_2020_final_word")
    figures = load(wanted.figures)
    later = dataclasses.replace(
        figures,
        fiscal_year=2021,
        title=figures.title.replace("2020", "2021"),
        cover=tuple(line.replace("2020", "2021") for line in figures.cover),
        overview=(),
        narrative=(),
    )
    path = folder / "fuzhou_2021_final_word.pdf"
    path.write_bytes(typeset(parts_of(later, wanted, layout_named("word"))))
    assert not flow.run([Input(str(path))], folder / "data", workers=1).failures
    return folder / "data"


@pytest.fixture(scope="session")
def address(explored: Path) -> Generator[str]:
    """The address of a running explorer."""
    pytest.importorskip("streamlit", reason="the extra `explorer` is not installed: make setup EXTRAS=explorer")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pipelines.cli", "serve", "--data-dir", str(explored), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                    break
            except OSError:
                assert server.poll() is None, "the explorer ended by itself"
                assert time.monotonic() < deadline, "the explorer did not start"
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def browser(address: str):
    """Chromium.

    For one module: as long as Playwright runs, this process has a running event loop, and whatever another test starts
    with ``asyncio.run`` would fail.
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium here; on Debian and Ubuntu: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make setup")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser, address: str):
    """A new session on a laptop's screen; the test fails where a page complained or asked any other machine for something."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, accept_downloads=True)
    context.set_default_timeout(20_000)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((address, "data:", "blob:", address.replace("http", "ws")))
            else complaints.append(request.url)
        ),
    )
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def keep(request: pytest.FixtureRequest):
    """Keeps a picture of the page, in the folder that DUIZHANG_SCREENSHOTS names."""

    def take(page, name: str) -> None:
        if folder := os.environ.get("DUIZHANG_SCREENSHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.wait_for_load_state("networkidle")
            page.locator('[data-test-script-state="notRunning"]').first.wait_for()
            page.screenshot(path=Path(folder) / f"{name}.png")

    return take
