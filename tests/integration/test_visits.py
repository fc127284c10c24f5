"""Single rules of a visit, each on hosts made for it: who shares a queue, where redirects lead, what robots.txt and locks keep out.

Here: one rule a test. Not here: whole nights (test_nights.py), the families of portals.
"""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.archive import FetchRefusedError, LockedError
from pipelines.archive.fetches import fetches_path, read_fetches
from pipelines.archive.portal import Listing, draft_path, load
from pipelines.archive.transfer import Limits, Transfer, user_agent
from pipelines.discovery.crawl import Manners, crawl, look
from pipelines.discovery.job import Plan
from tests.portal.families import pdf
from tests.portal.site import Answer, Hosts

NIGHT = "2026-11-01"
MANNERS = Manners(Limits(size=200_000, silence=1, seconds=2), tries=1, backoff=0.05, longest_wait=5)
A, B = "127.0.0.5", "127.0.0.6"
HTML = {"content-type": "text/html; charset=utf-8"}


def column(*links: str) -> Answer:
    body = "".join(f"<li><a href='{link}'>{number}局2023年部门决算</a></li>" for number, link in enumerate(links))
    return Answer(f"<title>决算公开</title>{body}".encode(), headers=HTML)


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hosts]:
    monkeypatch.setenv("DUIZHANG_ALLOW_LOOPBACK", "1")
    hosts = Hosts()
    yield hosts
    hosts.close()


def serve(hosts: Hosts, address: str, pages: dict[str, Answer | Callable[[], Answer]]) -> str:
    def respond(path: str, headers: dict[str, str]) -> Answer:
        answer = pages.get(path, Answer(b"", 404))
        return answer() if callable(answer) else answer

    return hosts.open(address, respond)


def visit(base: str, data_dir: Path, *, own: tuple[str, ...] = (A,), name: str = "city", **more) -> Listing:
    crawl([Plan(name, "generic", (f"{base}/yjs/",), frozenset(own), 0.02, **more)], data_dir, NIGHT, MANNERS)
    draft = load(draft_path(data_dir, name))
    assert draft is not None
    return draft


def test_two_publishers_on_one_host_share_its_pace(hosts: Hosts, tmp_path: Path) -> None:
    pages = {f"/{n}.pdf": Answer(pdf(str(n))) for n in range(8)}
    links = list(pages)
    base = serve(hosts, A, {**pages, "/yjs/": column(*links[:4]), "/yjs2/": column(*links[4:])})
    plans = [
        Plan(name, "generic", (f"{base}{path}",), frozenset({A}), pace)
        for name, path, pace in (("one", "/yjs/", 0.01), ("two", "/yjs2/", 0.05))
    ]
    crawl(plans, tmp_path, NIGHT, MANNERS)
    asked = hosts.of(1)
    assert len(asked) == 1 + 2 + 8, "one robots.txt for both"
    assert min(after.began - before.ended for before, after in pairwise(asked)) >= 0.05, "the more patient pace counts"


def test_a_redirect_to_another_own_host_is_followed_under_that_hosts_rules(hosts: Hosts, tmp_path: Path) -> None:
    there = serve(hosts, B, {"/robots.txt": Answer(b"User-agent: *\nDisallow: /no/\n"), "/b.pdf": Answer(pdf("b"))})
    base = serve(
        hosts,
        A,
        {
            "/yjs/": column("/a.pdf", "/c.pdf"),
            "/a.pdf": Answer(status=302, headers={"location": f"{there}/b.pdf"}),
            "/c.pdf": Answer(status=301, headers={"location": f"{there}/no/c.pdf"}),
        },
    )
    draft = visit(base, tmp_path, own=(A, B))
    entries = {entry.url.removeprefix(base): entry for entry in draft.entries}
    assert entries["/a.pdf"].http["final-url"] == f"{there}/b.pdf"
    assert "robots.txt forbids" in (entries["/c.pdf"].problem or "")
    assert [a.path for a in hosts.of(1, B)] == ["/robots.txt", "/b.pdf"]


@pytest.mark.parametrize("broken", [Answer(b"", 503), Answer(b"x", fault="broken")])
def test_where_robots_txt_cannot_be_had_nothing_is_asked(hosts: Hosts, tmp_path: Path, broken: Answer) -> None:
    base = serve(hosts, A, {"/robots.txt": broken, "/yjs/": column("/a.pdf"), "/a.pdf": Answer(pdf("a"))})
    draft = visit(base, tmp_path)
    assert {a.path for a in hosts.of(1)} == {"/robots.txt"}
    assert (draft.entries, draft.complete) == ((), False)
    assert "robots.txt cannot be had" in draft.problems[0]


def test_a_host_that_wants_to_be_left_alone_for_long_is(hosts: Hosts, tmp_path: Path) -> None:
    busy = Answer(b"", 503, {"retry-after": "3600"})
    base = serve(hosts, A, {"/yjs/": column("/a.pdf", "/b.pdf"), "/a.pdf": busy, "/b.pdf": busy})
    started = time.monotonic()
    draft = visit(base, tmp_path)
    assert time.monotonic() - started < 5
    assert len([a for a in hosts.of(1) if a.path.endswith(".pdf")]) == 1
    assert all(entry.problem for entry in draft.entries)


def test_what_is_too_large_is_refused_and_not_asked_again(hosts: Hosts, tmp_path: Path) -> None:
    base = serve(hosts, A, {"/yjs/": column("/a.pdf"), "/a.pdf": Answer(b"%PDF-" + b"x" * 300_000)})
    draft = visit(base, tmp_path)
    assert "larger than 200000 bytes" in (draft.entries[0].problem or "")
    assert [a.path for a in hosts.of(1)].count("/a.pdf") == 1
    assert [row.outcome for row in read_fetches(fetches_path(tmp_path, "city"))][-1] == "refused"


def test_a_file_behind_an_address_that_looks_like_a_page_is_a_document(hosts: Hosts, tmp_path: Path) -> None:
    base = serve(hosts, A, {"/yjs/": column("/show.jsp?id=3"), "/show.jsp?id=3": Answer(pdf("x"), headers=HTML)})
    draft = visit(base, tmp_path)
    assert [(entry.url, entry.is_pdf, entry.title) for entry in draft.entries] == [
        (f"{base}/show.jsp?id=3", True, "0局2023年部门决算")
    ]


def test_a_host_that_is_being_visited_is_left_alone(hosts: Hosts, tmp_path: Path) -> None:
    failed: list[Exception] = []

    def second() -> Answer:
        try:
            asyncio.run(asyncio.to_thread(visit, base, tmp_path, name="other"))
        except LockedError as error:
            failed.append(error)
        return column()

    base = serve(hosts, A, {"/yjs/": second})
    visit(base, tmp_path)
    assert "host 127.0.0.5" in str(failed[0])


def test_portals_on_one_host_take_turns_where_they_may_wait(hosts: Hosts, tmp_path: Path) -> None:
    base = serve(hosts, A, {"/yjs/": column("/a.pdf"), "/a.pdf": Answer(pdf("a"))})
    plans = [Plan(name, "generic", (f"{base}/yjs/",), frozenset({A}), 0.02) for name in ("one", "two")]
    threads = [threading.Thread(target=crawl, args=([plan], tmp_path, NIGHT, MANNERS, None, 20)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    asked = hosts.of(1)
    assert len(asked) == 2 * 3
    assert all(after.began >= before.ended for before, after in pairwise(asked))


def test_looking_leaves_nothing_behind(hosts: Hosts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    base = serve(hosts, A, {"/yjs/": column("/a.pdf"), "/a.pdf": Answer(pdf("a"))})
    draft = look(Plan("city", "generic", (f"{base}/yjs/",), frozenset({A}), 0.0), NIGHT, MANNERS)
    assert [entry.title for entry in draft.entries] == ["0局2023年部门决算"]
    assert list(tmp_path.iterdir()) == []


# The connection itself


def test_the_address_that_was_checked_is_the_one_that_is_asked(
    hosts: Hosts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = serve(hosts, A, {"/a.pdf": Answer(pdf("a"))})
    port = int(base.rpartition(":")[2])
    asked: list[str] = []
    known = socket.getaddrinfo

    def rebinding(host, *rest, **named):
        if host != "rebind.example":
            return known(host, *rest, **named)
        asked.append(host)
        # A name that is harmless when it is looked up first, and leads inside ever after.
        return known(A if len(asked) == 1 else "10.0.0.1", port, type=socket.SOCK_STREAM)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)

    async def twice() -> None:
        transfer = Transfer(tmp_path, Limits(silence=1, seconds=2))
        try:
            assert (await transfer.get(f"http://rebind.example:{port}/a.pdf")).blob is not None
            with pytest.raises(FetchRefusedError, match=r"10\.0\.0\.1"):
                await transfer.get(f"http://rebind.example:{port}/a.pdf")
        finally:
            await transfer.close()

    asyncio.run(twice())
    assert [(a.path, a.headers["host"]) for a in hosts.log] == [("/a.pdf", f"rebind.example:{port}")]
    assert len(asked) == 2


def test_old_protocols_are_for_named_hosts_and_certificates_for_all(tmp_path: Path) -> None:
    transfer = Transfer(tmp_path, old_tls={"old.example.gov.cn"})
    old, new = transfer._context(True), transfer._context(False)
    assert old.minimum_version == ssl.TLSVersion.MINIMUM_SUPPORTED
    assert all(one.options & ssl.OP_NO_SSLv3 for one in (old, new))
    assert new.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert {(one.verify_mode, one.check_hostname) for one in (old, new)} == {(ssl.CERT_REQUIRED, True)}


def test_the_user_agent_says_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHANG_CONTACT", "mailto:a@example.org")
    assert "contact mailto:a@example.org" in user_agent()
    monkeypatch.delenv("DUIZHANG_CONTACT")
    assert "contact" not in user_agent()
