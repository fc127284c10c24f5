"""Web addresses named on the command line, from a server of this machine: what comes in, what is listed, what the status is.

Here: `duizhang run URL...` as a user meets it. Not here: fetching itself (tests/unit/test_archive_fetch.py), files and folders
(test_run.py), what is read from a document (tests/golden).
"""

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest
from typer.testing import CliRunner

from pipelines import flow, publish
from pipelines.archive import archived_documents
from pipelines.cli import app

FAULTS = Path(__file__).resolve().parents[1] / "faults"


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The fake reader, and publishing left out."""
    monkeypatch.syspath_prepend(FAULTS)
    import fake_reader

    monkeypatch.setattr(flow, "DEFAULT_READER", fake_reader.READER)
    monkeypatch.setattr(publish, "publish", lambda data_dir: publish.PublishSummary({}, 0, (), 0.0))
    monkeypatch.setattr(publish, "fingerprint", lambda data_dir: "same")
    monkeypatch.setattr(publish, "published_fingerprint", lambda data_dir: None)
    return sys.modules["fake_reader"]


@pytest.fixture
def site(fake: ModuleType) -> Iterator[str]:
    """A server with one disclosure and one file that is none; every other path is not found."""
    pages = {"/2023.pdf": fake.pdf({"n": 1}), "/table.xlsx": b"PK\x03\x04 no disclosure"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("content-length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["run", *(str(part) for part in arguments), "--workers", "1"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_what_an_address_gives_is_read_or_listed_with_a_reason(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIZHANG_ALLOW_LOOPBACK", "1")
    status, output = run(f"{site}/2023.pdf", f"{site}/table.xlsx", "-d", tmp_path)
    assert status == 0, output
    found = {d.file_name: d for d in archived_documents(tmp_path)}
    assert set(found) == {"2023.pdf", "table.xlsx"}
    assert found["2023.pdf"].source_url == f"{site}/2023.pdf"
    index = pl.read_parquet(tmp_path / "raw" / "index.parquet")
    read = {
        row["file_name"]: pl.read_parquet(tmp_path / row["reading_path"] / "documents.parquet").row(0, named=True)
        for row in index.iter_rows(named=True)
    }
    assert read["table.xlsx"]["status"] == "quarantined"
    assert read["table.xlsx"]["status_reason"] == "unsupported_type"
    assert read["2023.pdf"]["status"] != "quarantined"


def test_an_address_that_gives_nothing_is_status_1_and_the_others_come_in(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIZHANG_ALLOW_LOOPBACK", "1")
    status, output = run(f"{site}/gone.pdf", f"{site}/2023.pdf", "-d", tmp_path)
    assert status == 1
    assert "404" in output
    assert [d.file_name for d in archived_documents(tmp_path)] == ["2023.pdf"]


def test_addresses_of_this_machine_are_refused_unless_allowed(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DUIZHANG_ALLOW_LOOPBACK", raising=False)
    status, output = run(f"{site}/2023.pdf", "-d", tmp_path)
    assert status == 1
    assert "not a public address" in output.replace("\n", " ")
