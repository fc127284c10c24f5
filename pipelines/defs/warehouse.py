"""Assets that are made from all publishers together: dbt's models, and what is published from them.

Belongs here: these assets and their dbt tests as checks. Does not belong here: building (pipelines/publish, dbt/).

They are one step: the warehouse is built aside, tested, exported and swapped in as a whole or not at all, so neither one model nor the export
alone can be made.
"""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
from dagster_dbt import build_dbt_asset_specs
from dagster_dbt.asset_utils import DAGSTER_DBT_UNIQUE_ID_METADATA_KEY as UNIQUE_ID

from pipelines import flow
from pipelines.defs.dbt import Translator, manifest
from pipelines.defs.documents import WRITER
from pipelines.defs.resources import DataDirectory, data_directory
from pipelines.schema import curated_tables


def _checks(
    models: Iterable[dg.AssetSpec], project: Mapping[str, Any], translator: Translator
) -> Iterator[dg.AssetCheckSpec]:
    """dbt's tests of these models."""
    for model in models:
        for child in project["child_map"].get(model.metadata[UNIQUE_ID], []):
            if child.startswith("test."):
                spec = translator.get_asset_check_spec(model, project, child, None)
                if spec is not None:
                    yield spec


def _upstream_first(models: Iterable[dg.AssetSpec]) -> list[dg.AssetSpec]:
    """The order in which Dagster wants to hear of them."""
    by_key = {model.key: model for model in models}
    order = TopologicalSorter({model.key: [dep.asset_key for dep in model.deps] for model in by_key.values()})
    return [by_key[key] for key in order.static_order() if key in by_key]


_project, _translator = manifest(data_directory()), Translator()
dbt_models = _upstream_first(build_dbt_asset_specs(manifest=_project, dagster_dbt_translator=_translator))
dbt_tests = list(_checks(dbt_models, _project, _translator))
curated_export = dg.AssetSpec(
    "curated_export",
    deps=[model.key for model in dbt_models if model.key.path[-1] in curated_tables()],
    description="The curated tables as Parquet, their data package, and the read-only DuckDB, in `curated/`.",
    group_name="curated",
    kinds={"parquet", "duckdb"},
)


@dg.multi_asset(name="build_warehouse", specs=[*dbt_models, curated_export], check_specs=dbt_tests, pool=WRITER)
def warehouse(data: DataDirectory) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Build aside, test, export, swap in."""
    # Also where nothing changed: the results of dbt's tests are told by a build alone.
    summary = flow.build_warehouse(data.path, reader=data.reader, wait_for_lock=data.wait_seconds, force=True)
    if summary is None:
        raise dg.Failure("the archive holds no document yet: materialise a publisher's documents first")
    warned = {entry.test: entry.rows for entry in summary.warned}
    for model in dbt_models:
        rows = summary.rows.get(model.key.path[-1])
        yield dg.MaterializeResult(model.key, metadata={} if rows is None else {"dagster/row_count": rows})
    for test in dbt_tests:
        # A test that fails with severity error has ended the publication: what is left are warnings.
        yield dg.AssetCheckResult(
            asset_key=test.asset_key,
            check_name=test.name,
            passed=test.name not in warned,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"rows": warned.get(test.name, 0)},
        )
    yield dg.MaterializeResult(
        curated_export.key, metadata={"unread": summary.unread, "seconds": summary.seconds, **summary.rows}
    )


assets = [warehouse]
