"""Fetching, from a server of this machine; and what is refused before any request."""

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from pipelines.archive import FetchFailedError, FetchRefusedError, Input, archive_inputs, archived_documents
from pipelines.archive.fetch import Fetcher, FetchLimits
from pipelines.archive.names import file_name
from pipelines.archive.transfer import is_public

PDF = b"%PDF-1.7 fetched"
Answer = tuple[int, dict[str, str], bytes]


class Site:
    """A server whose answers a test sets by path, fixed or from the request's headers; it keeps the requests it got."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.answering: dict[str, Callable[[dict[str, str]], Answer]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                site.requests.append((self.path, headers))
                given = site.answers.get(self.path, (404, {}, b""))
                status, sent, body = site.answering.get(self.path, lambda _: given)(headers)
                self.send_response(status)
                for name, value in {"content-length": str(len(body)), **sent}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("DUIZHANG_ALLOW_LOOPBACK", "1")
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def fetcher(tmp_path: Path) -> Fetcher:
    return Fetcher(tmp_path, FetchLimits(size=1000, silence=2, seconds=2, redirects=2))


def test_a_download_enters_the_archive_with_address_time_and_headers(site: Site, tmp_path: Path) -> None:
    site.answers["/file/%E5%86%B3%E7%AE%97.pdf?x=1"] = (200, {"content-type": "application/pdf", "etag": '"1"'}, PDF)
    url = f"{site.url}/file/%E5%86%B3%E7%AE%97.pdf?x=1"
    assert archive_inputs([Input(url + "#page=2", title="决算公开")], tmp_path).failures == ()
    (document,) = archived_documents(tmp_path)
    assert (document.file_name, document.source_url, document.title) == ("决算.pdf", url, "决算公开")
    assert document.fetched_at is not None
    assert document.fetched_at.tzinfo is None
    assert document.hints.url == url
    ((_, headers),) = site.requests
    assert headers["user-agent"].startswith("duizhang/")
    assert headers["host"] == site.url.removeprefix("http://")


def test_an_unchanged_file_is_not_sent_again(site: Site, tmp_path: Path) -> None:
    def answer(headers: dict[str, str]) -> Answer:
        return (304, {}, b"") if headers.get("if-none-match") == '"1"' else (200, {"etag": '"1"'}, PDF)

    site.answering["/a.pdf"] = answer
    assert archive_inputs([Input(f"{site.url}/a.pdf")], tmp_path).new == 1
    summary = archive_inputs([Input(f"{site.url}/a.pdf")], tmp_path)
    assert (summary.new, summary.unchanged) == (0, 1)
    assert len(site.requests) == 2


def test_the_same_bytes_again_do_not_look_new(site: Site, tmp_path: Path) -> None:
    site.answers["/a.pdf"] = (200, {}, PDF)
    for expected in (1, 0):
        assert archive_inputs([Input(f"{site.url}/a.pdf")], tmp_path).new == expected


def test_the_same_bytes_at_two_addresses_do_not_look_new_either(site: Site, tmp_path: Path) -> None:
    site.answers["/a/x.pdf"] = site.answers["/b/x.pdf"] = (200, {}, PDF)
    inputs = [Input(f"{site.url}/a/x.pdf"), Input(f"{site.url}/b/x.pdf")]
    for expected in (2, 0):
        assert archive_inputs(inputs, tmp_path).new == expected
        (document,) = archived_documents(tmp_path)
        assert document.source_url == inputs[0].location


def test_a_web_page_is_listed_as_what_it_is(site: Site, tmp_path: Path) -> None:
    site.answers["/index.html"] = (200, {"content-type": "text/html"}, b"<html>")
    site.answers["/download"] = (200, {"content-type": "application/pdf"}, b"<html>login")
    archive_inputs([Input(f"{site.url}/index.html"), Input(f"{site.url}/download")], tmp_path)
    assert {d.file_name: d.supported for d in archived_documents(tmp_path)} == {"index.html": False, "download": True}


def test_redirects_are_followed_and_checked_each_time(site: Site, fetcher: Fetcher) -> None:
    site.answers["/old"] = (302, {"location": "/new.pdf"}, b"")
    site.answers["/new.pdf"] = (200, {}, PDF)
    fetched = fetcher.fetch(f"{site.url}/old")
    assert fetched.file_name == "new.pdf"
    assert fetched.http["final-url"] == f"{site.url}/new.pdf"
    site.answers["/inside"] = (302, {"location": "http://10.0.0.1/secret"}, b"")
    with pytest.raises(FetchRefusedError, match=r"10\.0\.0\.1"):
        fetcher.fetch(f"{site.url}/inside")
    site.answers["/file"] = (302, {"location": "file:///etc/hostname"}, b"")
    with pytest.raises(FetchRefusedError, match="only http"):
        fetcher.fetch(f"{site.url}/file")
    site.answers["/circle"] = (302, {"location": "/circle"}, b"")
    with pytest.raises(FetchRefusedError, match="redirects"):
        fetcher.fetch(f"{site.url}/circle")


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        ((404, {}, b""), FetchFailedError, "404"),
        ((503, {}, b""), FetchFailedError, "503"),
        ((200, {}, b"x" * 1001), FetchRefusedError, "larger"),
        (
            (200, {"content-length": "999", "connection": "close"}, b"x" * 10),
            FetchFailedError,
            "received 10 bytes|10 of 999",
        ),
    ],
)
def test_failures_say_what_happened(
    site: Site, fetcher: Fetcher, tmp_path: Path, answer: Answer, error: type[Exception], words: str
) -> None:
    site.answers["/a.pdf"] = answer
    with pytest.raises(error, match=words):
        fetcher.fetch(f"{site.url}/a.pdf")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_server_that_stumbles_once_is_asked_again(site: Site, fetcher: Fetcher) -> None:
    site.answering["/a.pdf"] = lambda _: (503, {}, b"") if len(site.requests) == 1 else (200, {}, PDF)
    assert fetcher.fetch(f"{site.url}/a.pdf").blob is not None


def test_a_server_that_trickles_is_cut_off(site: Site, tmp_path: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def trickle() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
            try:
                for _ in range(500):
                    connection.sendall(b"x")
                    stop.wait(0.02)
            except OSError:
                pass

    stop = threading.Event()
    thread = threading.Thread(target=trickle, daemon=True)
    thread.start()
    with pytest.raises(FetchFailedError, match="took longer"):
        Fetcher(tmp_path, FetchLimits(seconds=0.3)).fetch(f"http://127.0.0.1:{listener.getsockname()[1]}/a.pdf")
    stop.set()
    thread.join(5)
    listener.close()


def test_a_closed_port_is_a_failure_not_a_crash(site: Site, fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(FetchFailedError):
        fetcher.fetch(f"http://127.0.0.1:{port}/a.pdf")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.gov.cn/a.pdf",
        "file:///etc/hostname",
        "http://127.0.0.1/a.pdf",
        "http://[::1]/a.pdf",
        "http://[::ffff:127.0.0.1]/a.pdf",
        "http://10.1.2.3/a.pdf",
        "http://192.168.0.1/a.pdf",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://localhost/a.pdf",
        "http://2130706433/",
        "http://user:secret@example.gov.cn/a.pdf",
        "http:///a.pdf",
    ],
)
def test_these_are_refused_before_any_request(url: str, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUIZHANG_ALLOW_LOOPBACK", raising=False)
    monkeypatch.setattr(httpx.AsyncClient, "send", lambda *_, **__: pytest.fail("a request was sent"))
    with pytest.raises(FetchRefusedError) as refused:
        fetcher.fetch(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "public"),
    [("1.1.1.1", True), ("2400:3200::1", True), ("fe80::1%eth0", False), ("fc00::1", False), ("2002:7f00:1::", False)],
)
def test_public_addresses(address: str, public: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUIZHANG_ALLOW_LOOPBACK", raising=False)
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("path", "disposition", "name"),
    [
        ("/a/b.pdf", None, "b.pdf"),
        ("/a/", None, "a"),
        ("/", None, "example.gov.cn"),
        ("/..%2F..%2Fetc%2Fpasswd", None, "passwd"),
        ("/d.do", 'attachment; filename="report.pdf"', "report.pdf"),
        ("/d.do", "attachment; filename*=UTF-8''%E5%86%B3%E7%AE%97.pdf", "决算.pdf"),
        ("/d.do", 'attachment; filename="%E5%86%B3%E7%AE%97.pdf"', "决算.pdf"),
        ("/d.do", 'attachment; filename="' + "决算.pdf".encode("gb18030").decode("latin-1") + '"', "决算.pdf"),
        ("/d.do", 'attachment; filename="..\\..\\x.pdf"', "x.pdf"),
        ("/d.do", "inline", "d.do"),
    ],
)
def test_names_of_downloads(path: str, disposition: str | None, name: str) -> None:
    assert file_name(httpx.URL(f"https://example.gov.cn{path}"), disposition) == name
