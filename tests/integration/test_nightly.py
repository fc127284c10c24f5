"""`duizhang nightly` and `duizhang source` as an operator meets them, and Dagster's assets over the same portal.

Here: commands, their status and their files; partitions, metadata and checks. Not here: what is found and how politely (test_nights.py).
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import dagster as dg
import pytest
from typer.testing import CliRunner

from pipelines import flow, publish, sources
from pipelines.archive import archived_documents
from pipelines.cli import app
from pipelines.sources import parse_publisher, publisher
from tests.portal import families
from tests.portal.families import TRS, Families

FAULTS = Path(__file__).resolve().parents[1] / "faults"
CITY = "test_city"
# Of four bodies, three years; besides, the error page and the document that hangs where no portal is patient.
DOCUMENTS = 12


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The fake reader, and publishing left out."""
    monkeypatch.syspath_prepend(FAULTS)
    import fake_reader

    monkeypatch.setattr(flow, "DEFAULT_READER", fake_reader.READER)
    monkeypatch.setattr(publish, "publish", lambda data_dir: publish.PublishSummary({}, 0, (), 0.0))
    monkeypatch.setattr(publish, "fingerprint", lambda data_dir: "same")
    monkeypatch.setattr(publish, "published_fingerprint", lambda data_dir: None)
    return fake_reader


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Families]:
    monkeypatch.setenv("DUIZHANG_ALLOW_LOOPBACK", "1")
    site = Families(patient=True, bodies=4)
    yield site
    site.close()


@pytest.fixture
def catalogue(site: Families, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of an operator's own publishers with one portal."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / f"{CITY}.yaml").write_text(describe(site), encoding="utf-8")
    monkeypatch.setenv("DUIZHANG_SOURCES", str(folder))
    return folder


def describe(site: Families, status: str = "unverified", more: str = "pace: 0.005\nrecheck: 0\n") -> str:
    return (
        f'name: 测试市预决算公开\nregion_code: "350100"\nkind: portal\nplatform: trs\nstart: ["{site.base[TRS]}/czj/yjs/"]\n'
        f"status: {status}\n{more}"
    )


def invoke(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(part) for part in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_a_night_by_name_reads_and_reports(fake: ModuleType, site: Families, catalogue: Path, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    status, output = invoke("nightly", CITY, "-d", data_dir, "-w", "1")
    assert status == 0, output
    assert len(archived_documents(data_dir)) == DOCUMENTS + 2
    report = json.loads(next((data_dir / "reports").glob("2*.json")).read_text(encoding="utf-8"))
    (row,) = report["rows"]
    assert (row["source_id"], row["changes"]["found"], row["documents"]) == (CITY, DOCUMENTS + 2, DOCUMENTS + 2)
    page = (data_dir / "reports" / "latest.html").read_text(encoding="utf-8")
    assert "测试市预决算公开" in page
    assert "robots.txt" in page
    status, output = invoke("nightly", CITY, "-d", data_dir, "-w", "1")
    assert "0 downloads" in output


def test_an_unverified_portal_takes_no_part_unasked(
    fake: ModuleType, site: Families, catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publisher, "SOURCES", tmp_path / "none")
    (tmp_path / "none").mkdir()
    status, output = invoke("nightly", "-d", tmp_path / "data", "-w", "1")
    assert status == 0
    assert "no portal takes part" in output
    assert site.hosts.log == []
    monkeypatch.setenv("DUIZHANG_UNVERIFIED", "1")
    status, output = invoke("nightly", "-d", tmp_path / "data", "-w", "1")
    assert status == 0, output
    assert site.hosts.log


def test_a_plain_run_visits_no_portal(site: Families, tmp_path: Path, catalogue: Path) -> None:
    (catalogue / f"{CITY}.yaml").write_text(describe(site, "verified"), encoding="utf-8")
    assert [entry for entry in sources.configured_inputs(tmp_path) if entry.is_url] == []
    assert site.hosts.log == []


def test_a_real_host_needs_a_contact(catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUIZHANG_CONTACT", raising=False)
    text = describe_elsewhere()
    (catalogue / "elsewhere.yaml").write_text(text, encoding="utf-8")
    status, output = invoke("nightly", "elsewhere", "-d", tmp_path / "data")
    assert status == 1
    assert "DUIZHANG_CONTACT" in output


def describe_elsewhere() -> str:
    return (
        'name: 别处\nregion_code: "350200"\nkind: portal\nplatform: generic\nstart: ["https://czj.example.gov.cn/yjs/"]\n'
        "status: verified\n"
    )


def test_a_night_that_would_drop_too_much_is_held_until_somebody_accepts_it(
    fake: ModuleType, site: Families, catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir = tmp_path / "data"
    assert invoke("nightly", CITY, "-d", data_dir, "-w", "1")[0] == 0
    before = len(archived_documents(data_dir))
    monkeypatch.setattr(Families, "listed", lambda self, host: [one for one in self.all[host] if one.number == 1])
    status, output = invoke("nightly", CITY, "-d", data_dir, "-w", "1")
    assert status == 1
    assert "held back: 9 of 14 documents would be withdrawn" in output.replace("\n", " ")
    changes = (data_dir / "raw" / "changes.jsonl").read_text(encoding="utf-8")
    assert "withdrawn" not in changes
    status, output = invoke("source", "schedule", "-d", data_dir)
    assert "held back" in next(line for line in output.splitlines() if line.startswith(CITY))
    status, output = invoke("source", "accept", CITY, "-d", data_dir)
    assert (status, "9 withdrawn" in output) == (0, True), output
    assert len(archived_documents(data_dir)) == before, "bytes stay"
    assert invoke("source", "accept", CITY, "-d", data_dir)[0] == 1


def test_a_column_that_is_gone_withdraws_nothing(
    fake: ModuleType, site: Families, catalogue: Path, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    assert invoke("nightly", CITY, "-d", data_dir, "-w", "1")[0] == 0
    before = (data_dir / "raw" / "changes.jsonl").read_bytes()
    text = describe(site).replace("/czj/yjs/", "/czj/old/")
    (catalogue / "test_city.yaml").write_text(text, encoding="utf-8")
    publisher._publishers.cache_clear()
    status, output = invoke("nightly", CITY, "-d", data_dir, "-w", "1")
    assert status == 1
    assert "404" in output
    assert (data_dir / "raw" / "changes.jsonl").read_bytes() == before


def test_a_backfill_looks_for_its_years_alone(
    fake: ModuleType, site: Families, catalogue: Path, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    status, output = invoke("nightly", CITY, "--year", "2023", "-d", data_dir, "-w", "1")
    assert status == 0, output
    titled = {
        document.title for document in archived_documents(data_dir) if document.title and "年度" in document.title
    }
    assert len(titled) == 4
    assert all("2023" in title for title in titled)


def test_check_shows_and_changes_nothing(
    site: Families, catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    status, output = invoke("source", "check", CITY)
    assert status == 0, output
    assert f"2023: {DOCUMENTS // 3}" in output
    assert "财政局2023年度部门决算" in output
    assert sorted(tmp_path.rglob("*")) == before
    assert not any(asked.path.endswith(".pdf") for asked in site.hosts.log)


def test_add_writes_a_file_that_check_can_use(site: Families, catalogue: Path, tmp_path: Path) -> None:
    url = f"{site.base[families.JCMS]}/col/col1234/index.html"
    status, output = invoke("source", "add", url, "--region", "350200", "--id", "new_city")
    assert status == 0, output
    text = (catalogue / "new_city.yaml").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 10
    parsed = parse_publisher(text, "new_city")
    assert parsed.portal is not None
    assert (parsed.portal.platform, parsed.portal.status, parsed.name) == (
        "jcms",
        "unverified",
        "福建省厦门市预决算公开",
    )
    publisher._publishers.cache_clear()
    assert "new_city" in invoke("source", "list")[1]
    status, output = invoke("source", "add", url, "--id", "third_city")
    assert (status, "--region" in output) == (1, True)


class TestDagster:
    """The assets over one portal: an id that ships, described anew."""

    ID = "bjdx"

    @pytest.fixture
    def run(self, fake: ModuleType, site: Families, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        if "DUIZHANG_DATA_DIR" not in os.environ:
            monkeypatch.setenv("DUIZHANG_DATA_DIR", str(tmp_path / "definitions"))
        from pipelines.defs import checks, documents
        from pipelines.defs.resources import DataDirectory

        described = {"text": describe(site)}
        monkeypatch.setattr(
            publisher, "_publishers", lambda folders: {self.ID: parse_publisher(described["text"], self.ID)}
        )
        instance = dg.DagsterInstance.ephemeral()

        def execute(text: str | None = None, **config) -> dg.ExecuteInProcessResult:
            described["text"] = text or described["text"]
            return dg.materialize(
                [*documents.assets, *[c for c in checks.asset_checks if "publishers" in c.node_def.name]],
                partition_key=self.ID,
                instance=instance,
                resources={"data": DataDirectory(location=str(tmp_path / "data"), workers=1, reader=fake.READER)},
                raise_on_error=False,
                run_config={"ops": {"listings": {"config": config}}},
            )

        yield execute
        instance.dispose()

    def metadata(self, result: dg.ExecuteInProcessResult, asset: str) -> dict[str, object]:
        (event,) = [e for e in result.get_asset_materialization_events() if e.asset_key == dg.AssetKey(asset)]
        return {name: value.value for name, value in event.materialization.metadata.items()}

    def checks(self, result: dg.ExecuteInProcessResult) -> dict[str, bool]:
        return {check.check_name: check.passed for check in result.get_asset_check_evaluations()}

    def test_a_publishers_night(self, run, site: Families, monkeypatch: pytest.MonkeyPatch) -> None:
        first = run()
        assert first.success
        found = self.metadata(first, "archived_documents")
        assert (found["new"], found["changed"], found["held"]) == (DOCUMENTS + 2, 0, DOCUMENTS + 2)
        assert self.metadata(first, "readings")["read_now"] == DOCUMENTS + 2
        said = self.checks(first)
        assert said["changes_are_within_tolerance"]
        assert said["publishers_are_not_empty"]
        # The robots of the portal keep one document back.
        assert not said["everything_listed_arrived"]
        second = run()
        assert self.metadata(second, "listings")["downloaded"] == 0
        assert self.metadata(second, "archived_documents")["new"] == 0
        monkeypatch.setattr(Families, "listed", lambda self, host: [one for one in self.all[host] if one.number == 1])
        third = run()
        assert third.success
        said = self.checks(third)
        assert not said["changes_are_within_tolerance"]
        assert not said["publishers_have_not_shrunk"]

    def test_a_listing_that_cannot_be_read_fails_its_own_run(self, run, site: Families) -> None:
        failed = run(describe(site).replace("/czj/yjs/", "/czj/old/"))
        assert not failed.success
        assert self.checks(failed) == {}

    def test_a_backfill_by_year(self, run) -> None:
        result = run(years=[2022])
        assert result.success
        assert self.metadata(result, "archived_documents")["new"] == 4 + 2
