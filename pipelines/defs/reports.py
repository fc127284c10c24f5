"""The report after a night. Belongs here: the asset. Does not belong here: what stands in it (pipelines/flow/report.py)."""

from datetime import date

import dagster as dg

from pipelines import sources
from pipelines.defs.resources import DataDirectory
from pipelines.defs.warehouse import curated_export
from pipelines.flow import night, report


@dg.asset(deps=[curated_export], group_name="curated", kinds={"html"})
def night_report(data: DataDirectory) -> dg.MaterializeResult:
    """What became of each portal in the last night, in `reports/`: a page for an operator and the same as JSON."""
    today = night.tonight()
    chosen = [
        publisher
        for publisher in sources.portals(unverified=True)
        if publisher.source_id in report.verdicts(data.path, today)
        or publisher in sources.portals(unverified=night.unverified_wanted())
    ]
    standings = [night.standing(publisher, data.path, date.fromisoformat(today)) for publisher in chosen]
    path = report.write(data.path, today, standings)
    written = report.compose(data.path, today, standings)
    return dg.MaterializeResult(
        metadata={"page": dg.MetadataValue.path(str(path)), "publishers": written["publishers"], **written["states"]}
    )


assets = [night_report]
