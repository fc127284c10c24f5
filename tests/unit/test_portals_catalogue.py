"""Portals as data: what their files may say, what ships, and what is due when. Not here: visiting."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pipelines.sources import Portal, SourcesError, configured_inputs, parse_publisher, portals, publishers
from pipelines.sources.due import latest_due, next_due, overdue
from pipelines.sources.publisher import SOURCES
from pipelines.sources.regions import full_name, in_force, named_in, resolve

TEXT = """name: 某市预决算公开
region_code: "350100"
kind: portal
platform: trs
start: ["https://czj.example.gov.cn/yjs/"]
status: unverified
"""


def portal(more: str = "") -> Portal:
    found = parse_publisher(TEXT + more, "city").portal
    assert found is not None
    return found


def test_a_portal_needs_six_lines() -> None:
    assert portal() == Portal("trs", ("https://czj.example.gov.cn/yjs/",), "unverified")
    assert portal().all_hosts == {"czj.example.gov.cn"}
    assert portal("hosts: [files.example.gov.cn]\n").all_hosts == {"czj.example.gov.cn", "files.example.gov.cn"}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("delay: 3\n", "unknown key delay"),
        ("pace: 0.5\n", "pace is at least 1 second"),
        ("pace: fast\n", "pace is a number"),
        ("pages: 0\n", "pages is a number from 1"),
        ("recheck: true\n", "recheck is a number"),
        ("tolerance: 2\n", "tolerance is a number from 0 to 1"),
        ("years: 20\n", "years is a number"),
        ("due: {budget: [13]}\n", "due.budget is a list of months"),
        ("due: {other: [1]}\n", "due has months for budget and final"),
        ("hosts: [https://x.gov.cn]\n", "bare host names"),
        ("quirks: {old_tls: ''}\n", "has no reason"),
        ("quirks: {ignore_robots: they are slow}\n", "unknown quirk ignore_robots"),
    ],
)
def test_a_key_that_is_not_in_order_is_an_error(more: str, says: str) -> None:
    with pytest.raises(SourcesError, match=says):
        portal(more)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("platform: trs", "platform: wordpress", "platform is one of"),
        ("status: unverified", "status: maybe", "status is one of"),
        ("https://", "ftp://", "not an http"),
        ('start: ["https://czj.example.gov.cn/yjs/"]', "start: []", "at least one address"),
    ],
)
def test_a_value_that_is_not_in_order_is_an_error(old: str, new: str, says: str) -> None:
    with pytest.raises(SourcesError, match=says):
        parse_publisher(TEXT.replace(old, new), "city")


def test_the_catalogue_that_ships() -> None:
    shipped = [publisher for publisher in publishers(SOURCES).values() if publisher.portal]
    assert len(shipped) >= 40
    assert len({publisher.region_code[:2] for publisher in shipped}) >= 25
    assert {publisher.portal.status for publisher in shipped if publisher.portal} == {"unverified"}
    assert max(Counter(host for p in shipped if p.portal for host in p.portal.all_hosts).values()) == 1
    for publisher in shipped:
        assert publisher.name == f"{full_name(publisher.region_code)}预决算公开"
        assert len((SOURCES / f"{publisher.source_id}.yaml").read_text(encoding="utf-8").splitlines()) <= 10


def test_nothing_that_ships_is_visited_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUIZHANG_SOURCES", raising=False)
    assert portals() == []
    assert [entry for entry in configured_inputs(tmp_path) if entry.is_url] == []


def test_an_operators_own_file_replaces_the_one_that_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fuzhou.yaml").write_text(TEXT.replace("unverified", "verified"), encoding="utf-8")
    monkeypatch.setenv("DUIZHANG_SOURCES", str(tmp_path))
    assert [publisher.source_id for publisher in portals()] == ["fuzhou"]
    assert publishers()["fuzhou"].name == "某市预决算公开"
    assert len(publishers()) == len(publishers(SOURCES))


@pytest.mark.parametrize(
    ("today", "due"),
    [
        ("2026-03-31", {"budget": 2025, "final": 2024}),
        ("2026-04-01", {"budget": 2026, "final": 2024}),
        ("2026-10-31", {"budget": 2026, "final": 2024}),
        ("2026-11-01", {"budget": 2026, "final": 2025}),
    ],
)
def test_what_is_due(today: str, due: dict[str, int]) -> None:
    assert latest_due(portal(), date.fromisoformat(today)) == due


def test_what_is_overdue() -> None:
    today = date(2026, 11, 22)
    assert overdue(portal(), [], today) == [("budget", 2026), ("final", 2025)]
    assert overdue(portal(), ["市财政局2026年部门预算"], today) == [("final", 2025)]
    assert overdue(portal(), ["2026年预算", "市财政局2025年度部门决算"], today) == []
    assert overdue(portal("due: {budget: [1]}\n"), ["2026年预决算公开"], today) == []


def test_what_is_next() -> None:
    assert next_due(portal(), date(2026, 11, 22)) == ("budget", 1)
    assert next_due(portal(), date(2026, 9, 1)) == ("final", 9)


def test_regions_by_name() -> None:
    assert resolve(("福建省", "福州市", "鼓楼区")) == ["350102"]
    assert len(resolve(("鼓楼区",))) > 1
    assert resolve(("福建省", "没有的市")) == []
    assert full_name("350102") == "福建省福州市鼓楼区"
    assert named_in("福建省厦门市财政局预决算公开平台") == ["350200"]
    assert named_in("预决算公开") == []
    assert "000000" in in_force()
