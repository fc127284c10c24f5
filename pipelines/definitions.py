"""Dagster's entry. Belongs here: putting the definitions together. Does not belong here: any of them (pipelines/defs)."""

import dagster as dg

from pipelines.defs import checks, documents, jobs, reports, resources, warehouse

defs = dg.Definitions(
    assets=[*documents.assets, *warehouse.assets, *reports.assets],
    asset_checks=checks.asset_checks,
    jobs=jobs.jobs,
    schedules=jobs.schedules,
    sensors=jobs.sensors,
    resources=resources.resources(),
    # A document is read in a process of its own already: processes for Dagster's steps as well would only cost their start.
    executor=dg.in_process_executor,
)
