"""Make `docs/pictures/dagster-publishers.png`: Dagster's page of partitions after a night on test portals of this machine.

    python -m docs.dagster_picture [CHROMIUM]

Needs a Chromium and playwright. Here: a catalogue of three test portals, of one whose column is gone, and of those that ship; a night of single
publishers' runs; the page. Not here: the portals themselves (tests/portal).
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "pictures" / "dagster-publishers.png"
PORT = 3417


def main(chromium: str = "/usr/bin/chromium") -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "home").mkdir()
        (work / "home" / "dagster.yaml").write_text(
            "telemetry: {enabled: false}\nnux: {enabled: false}\n", encoding="utf-8"
        )
        os.environ |= {
            "DAGSTER_HOME": str(work / "home"),
            "DUIZHANG_DATA_DIR": str(work / "data"),
            "DUIZHANG_SOURCES": str(work / "sources"),
            "DUIZHANG_ALLOW_LOOPBACK": "1",
            "DO_NOT_TRACK": "1",
        }
        (work / "sources").mkdir()
        from tests.portal.families import Families

        site = Families(patient=True, bodies=4)
        names = describe(site, work / "sources")
        night(names)
        site.close()
        take(chromium)


def describe(site: object, folder: Path) -> list[str]:
    """Files of four portals; returns their ids."""
    from tests.portal.families import GKMLPT, JCMS, TRS

    starts = {
        "a_city_static_columns": ("trs", f"{site.base[TRS]}/czj/yjs/", "350100"),
        "a_city_jcms": ("jcms", f"{site.base[JCMS]}/col/col1234/index.html", "350200"),
        "a_city_catalogue": ("gkmlpt", f"{site.base[GKMLPT]}/gkmlpt/api/all/6530?page=1&sid=2", "350300"),
        "a_city_column_is_gone": ("trs", f"{site.base[TRS]}/czj/old/", "350400"),
    }
    for name, (platform, start, region) in starts.items():
        text = (
            f'name: {name}\nregion_code: "{region}"\nkind: portal\nplatform: {platform}\nstart: ["{start}"]\n'
            "status: verified\npace: 0.01\n"
        )
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return list(starts)


def night(names: list[str]) -> None:
    """One run a publisher, as the schedule would ask for it."""
    import dagster as dg

    from pipelines.definitions import defs

    with dg.DagsterInstance.get() as instance:
        job = defs.resolve_job_def("publisher")
        for name in [*names, "sanming_12345", "tianmen_12345"]:
            job.execute_in_process(instance=instance, partition_key=name, raise_on_error=False)


def take(chromium: str) -> None:
    """Dagster's pages, and the picture of one of them."""
    from playwright.sync_api import sync_playwright

    command = [
        sys.executable,
        "-m",
        "dagster_webserver",
        "-h",
        "127.0.0.1",
        "-p",
        str(PORT),
        "-m",
        "pipelines.definitions",
    ]
    pages = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{PORT}/server_info")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1360, "height": 860})
            page.goto(
                f"http://127.0.0.1:{PORT}/assets/archived_documents?view=partitions&partition=a_city_static_columns"
            )
            page.wait_for_selector("text=a_city_static_columns", timeout=60_000)
            page.wait_for_timeout(6_000)
            page.screenshot(path=str(PICTURE))
            browser.close()
    finally:
        pages.terminate()
        pages.wait(20)


def wait_for(url: str) -> None:
    """Wait until the pages answer. Raises TimeoutError."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - of this machine
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"{url} does not answer")


if __name__ == "__main__":
    main(*sys.argv[1:])
