"""Dagster's definitions over a data directory of their own: they load, one publisher's run reads, the warehouse's run publishes, checks judge.

Documents are those of the fake reader of tests/faults, since what is tested is who calls whom. Not here: reading, publishing, the command line.
"""

import json
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg
import polars as pl
import pytest

from pipelines import sources
from pipelines.archive import LOCAL, archived_documents, blob_path
from pipelines.flow.readings import reading_path

ROOT = Path(__file__).resolve().parents[2]
SOURCE, OTHER = "tianmen_12345", "sanming_12345"


@pytest.fixture(scope="module")
def fake() -> Iterator[ModuleType]:
    """The fake reader, on the path as worker processes need it."""
    sys.path.insert(0, str(ROOT / "tests" / "faults"))
    import fake_reader

    yield fake_reader
    sys.path.remove(str(ROOT / "tests" / "faults"))


@pytest.fixture(scope="module")
def defs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.Definitions]:
    """The definitions, loaded with a data directory that holds nothing yet."""
    before = os.environ.get("DUIZHANG_DATA_DIR")
    os.environ["DUIZHANG_DATA_DIR"] = str(tmp_path_factory.mktemp("definitions"))
    from pipelines.definitions import defs

    yield defs
    os.environ.pop("DUIZHANG_DATA_DIR")
    if before is not None:
        os.environ["DUIZHANG_DATA_DIR"] = before


@pytest.fixture(scope="module")
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory, fake: ModuleType) -> Path:
    """Two publishers with documents in the samples' folder; one of them also has a file that cannot be read."""
    folder = tmp_path_factory.mktemp("data") / "raw" / "samples"
    folder.mkdir(parents=True)
    for name, source_id, order in (
        ("a", SOURCE, {"n": 1}),
        ("b", SOURCE, {"n": 2, "year": 2022}),
        ("c", SOURCE, {"do": "raise"}),
        ("d", OTHER, {"n": 3}),
    ):
        (folder / f"{name}.pdf").write_bytes(fake.pdf(order))
        name_of = sources.publishers()[source_id].name
        (folder / f"{name}.yaml").write_text(f"publisher: {name_of}\n", encoding="utf-8")
    return folder.parents[1]


@pytest.fixture(scope="module")
def run(defs: dg.Definitions, instance: dg.DagsterInstance, data_dir: Path, fake: ModuleType):
    """Run a job in this process over the data directory."""
    from pipelines.defs.resources import DataDirectory

    def execute(job: str, **options: Any) -> dg.ExecuteInProcessResult:
        data = DataDirectory(location=str(data_dir), workers=1, reader=fake.READER)
        return defs.resolve_job_def(job).execute_in_process(
            instance=instance, resources={"data": data}, raise_on_error=False, **options
        )

    return execute


@pytest.fixture(scope="module")
def first_publisher(run) -> dg.ExecuteInProcessResult:
    return run("publisher", partition_key=SOURCE)


@pytest.fixture(scope="module")
def published(run, first_publisher: dg.ExecuteInProcessResult) -> dg.ExecuteInProcessResult:
    assert first_publisher.success
    return run("warehouse")


def checks(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    return {check.check_name: check.passed for check in result.get_asset_check_evaluations()}


def metadata(result: dg.ExecuteInProcessResult, asset: str) -> dict[str, Any]:
    (event,) = [
        event
        for event in result.get_asset_materialization_events()
        if event.asset_key == dg.AssetKey.from_user_string(asset)
    ]
    return {name: value.value for name, value in event.materialization.metadata.items()}


def test_the_definitions_hold_together(defs: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(defs)
    repository = defs.get_repository_def()
    assert {"publisher", "warehouse"} <= {job.name for job in repository.get_all_jobs()}
    assert [schedule.name for schedule in repository.schedule_defs] == ["nightly"]
    assert [sensor.name for sensor in repository.sensor_defs] == ["after_reading"]


def test_the_graph_goes_from_listings_to_the_export(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()

    def parents(key: str) -> set[str]:
        return {parent.to_user_string() for parent in graph.get(dg.AssetKey.from_user_string(key)).parent_keys}

    assert parents("listings") == set()
    assert parents("archived_documents") == {"listings"}
    assert parents("readings") == {"archived_documents"}
    assert parents("staging/stg_readings__amounts") >= {"readings"}
    assert parents("staging/stg_archive__index") == {"archived_documents"}
    assert parents("curated_export") >= {"marts/documents", "marts/amounts", "marts/checks", "raw/cells", "raw/tables"}


def test_every_asset_says_what_it_is(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    silent = [key.to_user_string() for key in graph.materializable_asset_keys if not graph.get(key).description]
    assert silent == []


def test_documents_are_cut_by_publisher(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    for name in ("listings", "archived_documents", "readings"):
        partitions = graph.get(dg.AssetKey(name)).partitions_def
        assert partitions is not None
        assert partitions.get_partition_keys() == [*sources.publishers(), LOCAL]
    assert graph.get(dg.AssetKey("curated_export")).partitions_def is None


def test_the_night_begins_at_one_in_shanghai(defs: dg.Definitions) -> None:
    schedule = defs.resolve_schedule_def("nightly")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 1 * * *", "Asia/Shanghai")
    night = datetime(2026, 11, 22, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    with dg.build_schedule_context(scheduled_execution_time=night, repository_def=defs.get_repository_def()) as context:
        requests = schedule.evaluate_tick(context).run_requests or []
    unverified = {publisher.source_id for publisher in sources.portals(unverified=True)}
    assert [request.partition_key for request in requests] == [p for p in sources.partitions() if p not in unverified]
    assert len({request.run_key for request in requests}) == len(requests)
    assert defs.resolve_job_def("publisher").partitions_def is not None


def test_a_publishers_run_reads_its_documents_and_no_other(
    first_publisher: dg.ExecuteInProcessResult, data_dir: Path, fake: ModuleType
) -> None:
    assert first_publisher.success
    held = archived_documents(data_dir)
    assert {(document.source_id, document.file_name) for document in held} == {
        (SOURCE, "a.pdf"),
        (SOURCE, "b.pdf"),
        (SOURCE, "c.pdf"),
    }
    assert all((data_dir / reading_path(fake.EXTRACTOR_VERSION, document.document_id)).is_dir() for document in held)
    assert metadata(first_publisher, "archived_documents") == {"new": 3, "unchanged": 0, "held": 3}
    found = metadata(first_publisher, "readings")
    assert (found["read_now"], found["partial"], found["quarantined"]) == (3, 2, 1)


def test_the_checks_of_a_publishers_run(first_publisher: dg.ExecuteInProcessResult) -> None:
    assert checks(first_publisher) == {
        "everything_listed_arrived": True,
        "changes_are_within_tolerance": True,
        "publishers_are_not_stale": True,
        "publishers_are_not_empty": True,
        "publishers_have_not_shrunk": True,
        "nothing_archived_is_lost": True,
        "every_document_has_a_reading": True,
        # One of three documents could not be read.
        "few_are_quarantined": False,
        "nothing_complete_is_empty": True,
    }


def test_the_warehouses_run_publishes(published: dg.ExecuteInProcessResult, data_dir: Path, fake: ModuleType) -> None:
    assert published.success
    documents = pl.read_parquet(data_dir / "curated" / "documents.parquet")
    assert sorted(documents["status"]) == ["partial", "partial", "quarantined"]
    amounts = pl.read_parquet(data_dir / "curated" / "amounts.parquet")
    assert sum(amounts.filter("is_leaf")["amount_yuan"]) == 1800
    assert (data_dir / "curated" / "duizhang.duckdb").is_file()
    assert metadata(published, "marts/amounts")["dagster/row_count"] == amounts.height
    assert metadata(published, "curated_export")["unread"] == 0


def test_dbts_tests_are_checks(published: dg.ExecuteInProcessResult, defs: dg.Definitions) -> None:
    found = checks(published)
    assert found["every_archived_document_is_published"]
    assert found["files_are_those_of_the_data_package"]
    assert len(found) > 10
    assert set(defs.resolve_asset_graph().asset_check_keys) >= {
        check.asset_check_key for check in published.get_asset_check_evaluations()
    }


def test_the_command_line_finds_everything_read_and_published(
    published: dg.ExecuteInProcessResult, data_dir: Path, fake: ModuleType
) -> None:
    from pipelines import flow
    from pipelines.sources import listing

    before = (data_dir / "curated" / "datapackage.json").read_bytes()
    summary = flow.run(listing(SOURCE, data_dir), data_dir, workers=1, reader=fake.READER)
    assert (summary.archive.new, summary.read.outcomes, summary.published) == (0, (), None)
    assert (data_dir / "curated" / "datapackage.json").read_bytes() == before


def test_a_single_model_cannot_be_made(run, published: dg.ExecuteInProcessResult) -> None:
    with pytest.raises(dg.DagsterInvalidSubsetError):
        run("warehouse", asset_selection=[dg.AssetKey(["marts", "documents"])])


def sensor(defs: dg.Definitions, instance: dg.DagsterInstance, cursor: str | None = None):
    context = dg.build_sensor_context(instance=instance, cursor=cursor, definitions=defs)
    return defs.resolve_sensor_def("after_reading").evaluate_tick(context)


def test_the_warehouse_follows_the_last_publisher(defs: dg.Definitions) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert not sensor(defs, instance).run_requests
        first = instance.create_run_for_job(defs.resolve_job_def("publisher"), status=dg.DagsterRunStatus.SUCCESS)
        under_way = instance.create_run_for_job(defs.resolve_job_def("publisher"), status=dg.DagsterRunStatus.STARTED)
        assert not sensor(defs, instance).run_requests
        instance.report_run_failed(under_way)
        asked = sensor(defs, instance)
        assert [request.run_key for request in asked.run_requests or []] == [under_way.run_id]
        assert asked.cursor == under_way.run_id != first.run_id
        assert not sensor(defs, instance, asked.cursor).run_requests


def test_the_data_directory_is_what_the_environment_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from pipelines.defs.resources import data_directory

    monkeypatch.setenv("DUIZHANG_DATA_DIR", str(tmp_path))
    assert data_directory() == tmp_path
    monkeypatch.delenv("DUIZHANG_DATA_DIR")
    assert data_directory() == Path("data").absolute()


class TestChecksFail:
    """Each check, where what it guards is broken. They change the data directory, and stand last."""

    @pytest.fixture(autouse=True)
    def _published(self, published: dg.ExecuteInProcessResult) -> None:
        """Start from a published data directory."""

    @pytest.fixture
    def check(self, instance: dg.DagsterInstance, data_dir: Path, fake: ModuleType):
        """Evaluate one check by itself."""
        from pipelines.defs import checks
        from pipelines.defs.resources import DataDirectory

        def evaluate(name: str) -> dg.AssetCheckEvaluation:
            function = getattr(checks, name)
            alone = dg.Definitions(
                asset_checks=[function],
                jobs=[dg.define_asset_job("alone", selection=dg.AssetSelection.checks(function))],
                resources={"data": DataDirectory(location=str(data_dir), reader=fake.READER)},
            )
            done = alone.resolve_job_def("alone").execute_in_process(instance=instance, raise_on_error=False)
            (found,) = done.get_asset_check_evaluations()
            return found

        return evaluate

    def test_lost_bytes(self, check, data_dir: Path) -> None:
        assert check("nothing_archived_is_lost").passed
        path = blob_path(data_dir, archived_documents(data_dir)[0].document_id)
        whole = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(whole[:-1])
        assert not check("nothing_archived_is_lost").passed
        path.unlink()
        assert not check("nothing_archived_is_lost").passed
        path.write_bytes(whole)
        assert check("nothing_archived_is_lost").passed

    def test_a_missing_reading(self, check, data_dir: Path, fake: ModuleType) -> None:
        assert check("every_document_has_a_reading").passed
        folder = data_dir / reading_path(fake.EXTRACTOR_VERSION, archived_documents(data_dir)[0].document_id)
        folder.rename(folder.with_name("elsewhere"))
        assert not check("every_document_has_a_reading").passed
        folder.with_name("elsewhere").rename(folder)

    def test_complete_without_amounts(self, check, data_dir: Path, fake: ModuleType) -> None:
        assert check("nothing_complete_is_empty").passed
        document = next(entry for entry in archived_documents(data_dir) if entry.file_name == "a.pdf")
        folder = data_dir / reading_path(fake.EXTRACTOR_VERSION, document.document_id)
        rows, amounts = pl.read_parquet(folder / "documents.parquet"), pl.read_parquet(folder / "amounts.parquet")
        complete = rows.with_columns(status=pl.lit("complete"), status_reason=pl.lit(None, pl.String))
        complete.write_parquet(folder / "documents.parquet")
        assert check("nothing_complete_is_empty").passed
        amounts.clear().write_parquet(folder / "amounts.parquet")
        assert not check("nothing_complete_is_empty").passed
        rows.write_parquet(folder / "documents.parquet")
        amounts.write_parquet(folder / "amounts.parquet")

    def test_an_export_that_somebody_touched(self, check, data_dir: Path) -> None:
        path = data_dir / "curated" / "checks.parquet"
        whole = path.read_bytes()
        path.write_bytes(whole + b"x")
        assert not check("files_are_those_of_the_data_package").passed
        path.write_bytes(whole)
        assert check("files_are_those_of_the_data_package").passed

    def test_a_document_that_was_not_published(self, check, run) -> None:
        assert check("every_archived_document_is_published").passed
        assert run("publisher", partition_key=OTHER).success
        assert not check("every_archived_document_is_published").passed
        assert run("warehouse").success
        assert check("every_archived_document_is_published").passed

    def test_a_listing_that_does_not_arrive(self, run, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from pipelines.archive import Input

        monkeypatch.setattr(
            sources, "listing", lambda source_id, data_dir: [Input(str(data_dir / "gone.pdf"), source_id)]
        )
        result = run("publisher", partition_key=SOURCE)
        assert result.success
        assert not checks(result)["everything_listed_arrived"]

    def test_a_lost_document_stops_its_publishers_reading(self, run, data_dir: Path) -> None:
        """The check blocks: what cannot be trusted is not read."""
        assert run("publisher", partition_key=OTHER).success
        document = next(entry for entry in archived_documents(data_dir) if entry.source_id == OTHER)
        blob_path(data_dir, document.document_id).unlink()
        result = run("publisher", partition_key=OTHER)
        assert not result.success
        assert "readings" not in json.dumps(
            [event.asset_key.path for event in result.get_asset_materialization_events()]
        )
