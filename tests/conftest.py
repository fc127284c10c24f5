"""Fixtures that more than one folder of tests uses, and what holds for every test.

Here: where the checkout and the documents beside it are; no test reaches a network or reports to anybody.
Not here: documents made for one test, helpers of one package's tests.
"""

import ipaddress
import os
import socket
from pathlib import Path

import pytest

# Before any test imports them: neither Dagster nor dbt reports to its makers, whoever starts pytest.
os.environ["DO_NOT_TRACK"] = "1"
os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "False"

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample documents that lie in the clone."""
    folder = ROOT / "data" / "raw" / "samples"
    if not any(folder.glob("*.pdf")):
        pytest.fail("data/raw/samples holds no PDF: make samples")
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Published documents in a folder beside the checkout; the test is skipped where it is absent."""
    if not CORPUS.is_dir():
        pytest.skip("../shared/corpus is not there")
    return CORPUS


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anything but this machine fails at once, whatever library asks for it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address, *rest):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0]
            try:
                local = ipaddress.ip_address(host).is_loopback
            except ValueError:
                local = host == "localhost"
            if not local:
                raise OSError(f"a test tried to reach {host}")
        return connect(self, address, *rest)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def samples_published(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the samples read and published, made once for all processes of this test run."""
    import fcntl

    from pipelines import flow

    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder = shared / "samples-published"
    with (shared / "samples-published.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "curated" / "datapackage.json").is_file():
            summary = flow.run([flow_input(samples)], folder, workers=1)
            assert not summary.failures
    return folder


def flow_input(path: Path):
    """A folder or file as an input of a run."""
    from pipelines.archive import Input

    return Input(str(path))
