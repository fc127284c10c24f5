"""Three nights on three portals of this machine: what is archived, what is recorded as changed, and what was never asked for.

Here: discovery, politeness and acceptance together, judged by the archive and by the portals' own logs. Not here: reading documents, Dagster,
single functions.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.archive import archived_documents, blob_path
from pipelines.archive.accept import Acceptance, Terms, Verdict
from pipelines.archive.changes import Change, read_changes
from pipelines.archive.fetches import fetches_path, read_fetches
from pipelines.archive.portal import listing_path, load
from pipelines.archive.transfer import Limits
from pipelines.discovery.crawl import Manners, crawl
from pipelines.discovery.job import Plan
from tests.portal import families
from tests.portal.families import ALL, FOREIGN, GKMLPT, JCMS, TRS, Families, digest

PACE = 0.03
MANNERS = Manners(Limits(silence=1, seconds=2), tries=1, backoff=0.1, contact="mailto:operator@example.org")
IDS = {TRS: "trs_city", JCMS: "jcms_city", GKMLPT: "gkmlpt_city"}
NIGHTS = ("2026-11-01", "2026-11-02", "2026-11-03")


def plans(site: Families) -> list[Plan]:
    starts = {
        TRS: ("trs", f"{site.base[TRS]}/czj/yjs/"),
        JCMS: ("jcms", f"{site.base[JCMS]}/col/col1234/index.html"),
        GKMLPT: ("gkmlpt", f"{site.base[GKMLPT]}/gkmlpt/api/all/6530?page=1&sid=2"),
    }
    return [
        Plan(IDS[host], platform, (start,), frozenset({host}), PACE, recheck=0)
        for host, (platform, start) in starts.items()
    ]


def night(site: Families, data_dir: Path, number: int) -> dict[str, Verdict]:
    site.hosts.night = number
    crawl(plans(site), data_dir, NIGHTS[number - 1], MANNERS)
    with Acceptance(data_dir) as acceptance:
        verdicts = [acceptance.take(Terms(name, f"{name} portal", "350100", 0.1)) for name in IDS.values()]
    return {verdict.source_id: verdict for verdict in verdicts if verdict}


@pytest.fixture(scope="module")
def site() -> Iterator[Families]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUIZHANG_ALLOW_LOOPBACK", "1")
        site = Families()
        yield site
        site.close()


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nights")


@pytest.fixture(scope="module")
def nights(site: Families, data_dir: Path) -> dict[int, dict[str, Verdict]]:
    return {number: night(site, data_dir, number) for number in (1, 2, 3)}


def changes(data_dir: Path, number: int) -> list[Change]:
    return [c for c in read_changes(data_dir / "raw" / "changes.jsonl") if c.night == NIGHTS[number - 1]]


def test_every_disclosure_is_archived_exactly_once(nights, site: Families, data_dir: Path) -> None:
    first = {digest(site.bytes_of(one.name, 1)) for ours in ALL.values() for one in ours}
    expected = first | {digest(site.bytes_of(families.REPLACED, 3)), digest(families.ERROR_PAGE)}
    held = archived_documents(data_dir)
    assert len(first) == 120
    assert {d.document_id for d in held} == expected
    assert len(held) == len(expected)
    assert all(blob_path(data_dir, d.document_id).stat().st_size == d.size for d in held)
    assert (
        sorted(d.document_id for d in held if not d.file_name.endswith(".pdf") and "download" not in d.file_name) == []
    )


def test_the_first_night_finds_everything(nights, data_dir: Path) -> None:
    counts = Counter(change.kind for change in changes(data_dir, 1))
    # 120 disclosures and the error page that calls itself a PDF; a table a TRS article, and the archive of all years.
    assert counts == {"found": 121, "unsupported": 3 + 1}
    assert all(verdict.held is None for verdict in nights[1].values())


def test_an_unchanged_night_downloads_no_document(nights, site: Families, data_dir: Path) -> None:
    assert changes(data_dir, 2) == []
    assert [v.downloaded for v in nights[2].values()] == [0, 0, 0]
    asked = [asked for asked in site.hosts.of(2) if asked.path.endswith(".pdf") or "download" in asked.path]
    assert {a.status for a in asked if "stuck" not in a.path} <= {302, 304}
    assert sum(a.status == 304 for a in asked) == len(ALL[TRS]) + len(ALL[GKMLPT])


def test_every_change_is_recorded_as_what_it_is(nights, site: Families, data_dir: Path) -> None:
    found = changes(data_dir, 3)
    by_kind = {kind: [c for c in found if c.kind == kind] for kind in {c.kind for c in found}}
    assert set(by_kind) == {"moved", "replaced", "withdrawn", "unsupported"} | ({"withdrawn"})
    moved = [one for one in ALL[TRS] if one.year == families.MOVED_YEAR]
    assert len(by_kind["moved"]) == len(moved)
    assert all("2022n_new" in c.url and "2022n/" in (c.before or "") for c in by_kind["moved"])
    (replaced,) = by_kind["replaced"]
    assert (replaced.before, replaced.sha256) == (
        digest(site.bytes_of(families.REPLACED, 1)),
        digest(site.bytes_of(families.REPLACED, 3)),
    )
    gone = [c for c in by_kind["withdrawn"] if c.sha256]
    assert [c.sha256 for c in gone] == [digest(site.bytes_of(families.WITHDRAWN))]
    assert all(verdict.held is None for verdict in nights[3].values())


def test_a_good_document_stays_where_an_error_page_took_its_place(nights, site: Families, data_dir: Path) -> None:
    listing = load(listing_path(data_dir, IDS[GKMLPT]))
    assert listing is not None
    (entry,) = [e for e in listing.entries if families.ERROR_LATER in e.url]
    assert entry.sha256 == digest(site.bytes_of(families.ERROR_LATER))
    assert entry.problem == "what came is no PDF"
    assert any("no PDF" in problem for problem in nights[3][IDS[GKMLPT]].problems)


def test_nothing_forbidden_was_asked(nights, site: Families) -> None:
    asked = [(a.host, a.path) for a in site.hosts.log]
    assert [path for host, path in asked if host == FOREIGN] == []
    assert [path for _, path in asked if "secret" in path or "login" in path or path.endswith((".zip", ".xls"))] == []
    for number in (1, 2, 3):
        robots = Counter(a.host for a in site.hosts.of(number) if a.path == "/robots.txt")
        assert robots == {TRS: 1, JCMS: 1, GKMLPT: 1}
        assert all(site.hosts.of(number, host)[0].path == "/robots.txt" for host in (TRS, JCMS, GKMLPT))
    agents = {a.headers["user-agent"] for a in site.hosts.log}
    assert len(agents) == 1
    assert "contact mailto:operator@example.org" in agents.pop()


def test_no_address_is_asked_twice_a_night_but_after_a_failure(nights, site: Families) -> None:
    again = {families.BUSY_ONCE, families.TIRED_ONCE, families.BROKEN_ONCE, "stuck", "loop"}
    for number in (1, 2, 3):
        counts = Counter((a.host, a.path) for a in site.hosts.of(number))
        twice = [path for (_, path), count in counts.items() if count > 1]
        assert [path for path in twice if not any(name.partition("-")[0] in path for name in again)] == []


def test_the_pace_is_kept_and_one_request_at_a_time(nights, site: Families) -> None:
    for number in (1, 2, 3):
        for host in (TRS, JCMS, GKMLPT):
            asked = site.hosts.of(number, host)
            waits = [after.began - before.ended for before, after in pairwise(asked)]
            # A portal that waits for the processor notes late that it has answered: seldom, and on a busy machine.
            assert 20 * sum(wait < PACE for wait in waits) <= len(waits)


def test_a_server_that_asks_for_patience_gets_it(nights, site: Families) -> None:
    for name in (families.BUSY_ONCE, families.TIRED_ONCE):
        first, second, *_ = [a for a in site.hosts.of(1) if f"={name}" in a.path]
        assert first.status in (429, 503)
        assert second.status == 200
        assert second.began - first.began >= 1


def test_what_could_not_be_had_is_said(nights) -> None:
    problems = "\n".join(nights[1][IDS[TRS]].problems)
    for word in ("secret/a.pdf", "robots.txt", "loop/a.pdf", "redirect", "stuck.pdf", "away.pdf", "inside.pdf"):
        assert word in problems


def test_every_request_is_a_row_of_the_fetch_ledger(nights, site: Families, data_dir: Path) -> None:
    for host, source_id in IDS.items():
        rows = list(read_fetches(fetches_path(data_dir, source_id)))
        asked = Counter(f"{site.base[host]}{a.path}" for a in site.hosts.log if a.host == host)
        made = Counter(row.url for row in rows if row.url.startswith(site.base[host]))
        assert made == asked
        assert all(row.sha256 and row.size and row.referrer and row.text for row in rows if row.outcome == "came")


def test_what_the_portal_says_reaches_reading(nights, data_dir: Path) -> None:
    hints = [d.hints for d in archived_documents(data_dir)]
    assert {h.region_code for h in hints} == {"350100"}
    assert {h.publisher for h in hints} == {None}
    titled = [h for h in hints if h.title and "2023年度部门决算" in h.title]
    assert len(titled) >= 40
    assert {h.published_date for h in titled} >= {"2024-09-01", "2023-09-01"}
