"""A night killed at random moments: the next one completes it, and the archive is that of a night that nobody disturbed.

Here: SIGKILL of a visit and of its acceptance. Not here: kills of a run that reads and publishes (test_kill.py).
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.archive import read_events
from pipelines.archive.changes import Change, read_changes
from pipelines.archive.fetches import fetches_path, read_fetches
from tests.portal.families import GKMLPT, JCMS, TRS, Families

ROOT = Path(__file__).resolve().parents[2]
SEED = 20261101
KILLS = 3
STARTS = {
    TRS: ("trs", "/czj/yjs/"),
    JCMS: ("jcms", "/col/col1234/index.html"),
    GKMLPT: ("gkmlpt", "/gkmlpt/api/all/6530?page=1&sid=2"),
}


@pytest.fixture(scope="module")
def site() -> Iterator[Families]:
    site = Families(patient=True)
    yield site
    site.close()


def orders(site: Families, folder: Path, night: str) -> Path:
    plans = [
        {
            "source_id": platform,
            "platform": platform,
            "start": [site.base[host] + path],
            "hosts": [host],
            "pace": 0.004,
            "recheck": 0,
        }
        for host, (platform, path) in STARTS.items()
    ]
    path = folder / f"{night}.json"
    path.write_text(json.dumps({"plans": plans, "night": night}), encoding="utf-8")
    return path


def started(given: Path, data_dir: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"DUIZHANG_ALLOW_LOOPBACK": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("night_child.py")), str(given), str(data_dir)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def requests(data_dir: Path) -> int:
    """How much was asked, as the size of the fetch ledgers in bytes."""
    return sum(path.stat().st_size for path in (data_dir / "raw" / "fetches").glob("*.jsonl"))


def complete(given: Path, data_dir: Path) -> None:
    _, said = (process := started(given, data_dir)).communicate(timeout=60)
    assert process.returncode == 0, said.decode()


def archive(data_dir: Path) -> dict[str, object]:
    """Everything that lasts, without the times at which it came."""
    events = [replace(event, time="") for event in read_events(data_dir / "raw" / "ledger.jsonl")]
    changes = [replace(change, night="") for change in read_changes(data_dir / "raw" / "changes.jsonl")]
    return {
        "blobs": sorted(path.name for path in (data_dir / "raw" / "blobs").rglob("*.pdf")),
        "events": sorted(map(repr, events)),
        "changes": sorted(map(repr, changes)),
        "listings": {
            path.name: [
                {key: value for key, value in entry.items() if key != "checked"}
                for entry in json.loads(path.read_text(encoding="utf-8"))["entries"]
            ]
            for path in sorted((data_dir / "raw" / "listings").glob("*.json"))
        },
    }


@pytest.mark.slow
def test_a_night_killed_at_random_is_completed_by_the_next(site: Families, tmp_path: Path) -> None:
    given = orders(site, tmp_path, "2026-11-01")
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    complete(given, undisturbed)
    chosen, killed = random.Random(SEED), 0
    for number in range(KILLS):
        before = requests(disturbed)
        with started(given, disturbed) as process:
            deadline = time.monotonic() + 20
            # Some way into the visit, and not while Python starts.
            while (
                process.poll() is None
                and time.monotonic() < deadline
                and requests(disturbed) < before + 5000 * (number + 1)
            ):
                time.sleep(0.01)
            time.sleep(chosen.uniform(0, 0.3))
            process.kill()
            process.communicate()
            killed += process.returncode == -signal.SIGKILL
    # A night may be through before its moment comes; most must not be, or the test shows nothing.
    assert killed >= KILLS // 2
    complete(given, disturbed)
    assert archive(disturbed) == archive(undisturbed)
    assert list((disturbed / "raw" / ".fetching").iterdir()) == []
    # What had come was not fetched again: of each document, bytes came once.
    for platform, _ in STARTS.values():
        came = Counter(row.url for row in read_fetches(fetches_path(disturbed, platform)) if row.outcome == "came")
        assert [url for url, count in came.items() if count > 1] == []


@pytest.mark.slow
def test_a_kill_between_ledger_and_listing_writes_nothing_twice(site: Families, tmp_path: Path) -> None:
    """The last step of acceptance undone: the next night's acceptance finds the others done."""
    data_dir = tmp_path / "data"
    complete(orders(site, tmp_path, "2026-11-01"), data_dir)
    whole = archive(data_dir)
    for path in (data_dir / "raw" / "listings").glob("*.json"):
        path.unlink()
    complete(orders(site, tmp_path, "2026-11-02"), data_dir)
    assert archive(data_dir) == whole
    changes: list[Change] = read_changes(data_dir / "raw" / "changes.jsonl")
    assert {change.night for change in changes} == {"2026-11-01"}
