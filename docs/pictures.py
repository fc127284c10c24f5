"""Makes the pictures of README and documentation from the running product, on the samples.

Belongs here: which page, which choice, which file. Does not belong here: pages (pipelines/explorer).

    python docs/pictures.py          # needs the extra `explorer`, Chromium and a Chinese font
"""

import io
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from pipelines.explorer.data import compare, document
from pipelines.flow.published import connect

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
COMMAND = [sys.executable, "-m", "pipelines.cli"]
# A browser in a container has no sandbox of its own, and must not look for anything outside.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
COLOURS = 128  # pages of figures need no more, and stay small; rare colours count, such as the legend's
LONGEST = 200_000  # bytes of a picture


def main() -> None:
    """Read the samples into a folder of its own, serve them, and take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        samples = str(ROOT / "data" / "raw" / "samples")
        subprocess.run([*COMMAND, "run", samples, "--data-dir", folder], cwd=ROOT, check=True)
        shown = ["show", "fuzhou_2020_final_word", "--form", "final_income", "--output", folder, "--data-dir", folder]
        subprocess.run([*COMMAND, *shown], cwd=ROOT, check=True)
        page = sorted(data_dir.glob("fuzhou_2020_final_word-p*.png"))[0]
        _save(Image.open(page).convert("RGB"), "overlay.png")
        with _served(data_dir) as address, sync_playwright() as playwright:
            chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            for name, query in _views(data_dir).items():
                for language, suffix in (("en", ""), ("zh", ".zh-CN")):
                    _take(
                        browser,
                        f"{address}?{urlencode({**query, 'language': language}, quote_via=quote)}",
                        name + suffix,
                    )
            browser.close()


def _views(data_dir: Path) -> dict[str, dict[str, str]]:
    with connect(data_dir) as connection:
        bodies = compare.bodies(connection)
        group = bodies["peer_group"].drop_nulls().mode()[0]
        cities = dict(bodies.select("region_name", "department_id").rows())
        amount = compare.cell_of(
            connection, cities["福州市"], 2020, "department", "final_expenditure", "total", "2010350"
        )
        documents = document.documents(connection).rows(named=True)
    if amount is None:
        raise SystemExit("the samples lack the amount that the picture shows")
    gulou = next(row["document_id"] for row in documents if "gulou_2022_budget_split_codes" in row["file_name"])
    cell = f"{amount['table_id']}.{amount['row_index']}.{amount['column_index']}"
    return {
        "explorer-compare": {"peers": group, "figure": "final_expenditure_yuan"},
        "explorer-document": {
            "view": "document",
            "document": amount["document_id"][:16],
            "form": amount["form"],
            "cell": cell,
        },
        "explorer-identity": {
            "view": "document",
            "document": gulou[:16],
            "form": "budget_general_basic",
            "check": _first_open(data_dir, gulou),
        },
    }


def _first_open(data_dir: Path, name: str) -> str:
    with connect(data_dir) as connection:
        return str(document.open_checks(connection, name)["check_number"][0])


@contextmanager
def _served(data_dir: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([*COMMAND, "serve", "--data-dir", str(data_dir), "--port", str(port)], cwd=ROOT)
    try:
        for _ in range(300):
            try:
                with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                    break
            except OSError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(20)


def _take(browser: Browser, address: str, name: str) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 860})
    page.goto(address)
    page.get_by_role("heading", level=1).wait_for()
    page.locator('[data-test-script-state="notRunning"]').first.wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)  # charts and tables draw themselves
    _save(Image.open(io.BytesIO(page.screenshot())).convert("RGB"), f"{name}.png")
    page.close()


def _save(image: Image.Image, name: str) -> None:
    path = PICTURES / name
    image.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > LONGEST:
        raise SystemExit(f"{name} has {path.stat().st_size} bytes, more than {LONGEST}")


if __name__ == "__main__":
    main()
