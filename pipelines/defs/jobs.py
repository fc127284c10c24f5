"""When and together with what the assets are made: jobs, the nightly schedule, and the sensor that follows it.

Belongs here: jobs, schedules, sensors. Does not belong here: the assets.

Every night each publisher is a run of its own, so that one that fails stops no other; when the last of them has ended, the warehouse is
built and published once.
"""

from collections.abc import Iterator

import dagster as dg

from pipelines import sources
from pipelines.defs import documents, reports, warehouse
from pipelines.flow import night

publisher_job = dg.define_asset_job(
    "publisher",
    selection=dg.AssetSelection.assets(*documents.assets),
    description="One publisher: list, archive and read what is new.",
)
warehouse_job = dg.define_asset_job(
    "warehouse",
    selection=dg.AssetSelection.assets(*warehouse.assets, *reports.assets),
    description="Build the warehouse aside from all readings, check it, publish the curated tables, and report on the night.",
)


@dg.schedule(
    job=publisher_job,
    cron_schedule="0 1 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def nightly(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
    """One run for every publisher that takes part, at one o'clock in the night. Portals that nobody has verified do so only where
    DUIZHANG_UNVERIFIED=1 says so."""
    date = context.scheduled_execution_time.strftime("%Y-%m-%d")
    asleep = {publisher.source_id for publisher in sources.portals(unverified=True)}
    asleep -= {publisher.source_id for publisher in sources.portals(unverified=night.unverified_wanted())}
    for source_id in sources.partitions():
        if source_id not in asleep:
            yield dg.RunRequest(run_key=f"{date} {source_id}", partition_key=source_id)


UNDER_WAY = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
# A run that failed may have read documents before it did.
ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


@dg.sensor(job=warehouse_job, minimum_interval_seconds=60, default_status=dg.DefaultSensorStatus.RUNNING)
def after_reading(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """The warehouse, once after the last of the publishers' runs has ended. The cursor is the run after which it was asked for."""
    running = context.instance.get_runs_count(dg.RunsFilter(job_name=publisher_job.name, statuses=UNDER_WAY))
    if running:
        return dg.SkipReason(f"{running} publishers are being read")
    ended = context.instance.get_run_records(
        dg.RunsFilter(job_name=publisher_job.name, statuses=ENDED), limit=1, order_by="update_timestamp"
    )
    if not ended:
        return dg.SkipReason("no publisher was read yet")
    last = ended[0].dagster_run.run_id
    if last == context.cursor:
        return dg.SkipReason("nothing was read since the warehouse was built")
    context.update_cursor(last)
    return dg.RunRequest(run_key=last)


jobs = [publisher_job, warehouse_job]
schedules = [nightly]
sensors = [after_reading]
