"""The dbt project in Dagster's words: its manifest, and one translator from dbt's nodes to assets.

Belongs here: keys, groups and descriptions of models, seeds and sources. Does not belong here: running dbt (pipelines/publish), SQL.
"""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings

from pipelines.publish import PublishError, dbt_project_dir
from pipelines.publish.fingerprint import code_digest


class Translator(DagsterDbtTranslator):
    """Models and seeds are `<folder>/<name>`; the sources are the assets that make their files."""

    def __init__(self) -> None:
        """All tables of readings have one asset behind them."""
        super().__init__(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Key of a node: what the warehouse reads is what the assets before it leave."""
        if dbt_resource_props["resource_type"] == "source":
            made_by = {"archive": ["archived_documents"], "readings": ["readings"]}
            source, table = dbt_resource_props["source_name"], dbt_resource_props["name"]
            return dg.AssetKey(made_by.get(source, [source, table]))
        return dg.AssetKey([self._folder(dbt_resource_props), dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The layer: staging, intermediate, marts, raw, quality, or seeds."""
        return self._folder(dbt_resource_props)

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The description alone; the SQL is a click away in the repository."""
        return dbt_resource_props.get("description", "")

    @staticmethod
    def _folder(props: Mapping[str, Any]) -> str:
        return "seeds" if props["resource_type"] == "seed" else props["fqn"][1]


def manifest(data_dir: Path) -> dict[str, Any]:
    """dbt's manifest of the project, made anew where the project's files have changed since it was kept in `DIR/build`.

    Raises PublishError with dbt's complaint where the project cannot be parsed.
    """
    kept = data_dir / "build" / f"manifest-{code_digest()[:16]}.json"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent, prefix="parse-") as target:
            _parse(Path(target))
            # Whole or not at all: several of Dagster's processes load the definitions at the same time.
            (Path(target) / "manifest.json").replace(kept)
        for other in kept.parent.glob("manifest-*.json"):
            if other != kept:
                other.unlink(missing_ok=True)
    return json.loads(kept.read_text(encoding="utf-8"))


def _parse(target: Path) -> None:
    from dbt.cli.main import dbtRunner

    project = str(dbt_project_dir())
    outcome = dbtRunner().invoke(
        [
            *("--quiet", "--no-use-colors", "--no-version-check", "--no-send-anonymous-usage-stats"),
            *("--log-path", str(target), "--log-level-file", "none"),
            *("parse", "--project-dir", project, "--profiles-dir", project, "--target-path", str(target)),
        ]
    )
    if not outcome.success:
        raise PublishError(f"the dbt project cannot be parsed: {outcome.exception}")
