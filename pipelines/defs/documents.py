"""Assets that are cut by publisher: what it lists, what the archive holds of it, what was read from that.

Belongs here: these three assets. Does not belong here: the warehouse (warehouse.py), checks over assets (checks.py).
"""

import dagster as dg

from pipelines import flow, sources
from pipelines.archive import Input
from pipelines.archive import archived_documents as all_archived_documents
from pipelines.defs.partitions import by_publisher
from pipelines.defs.resources import DataDirectory

ARRIVED = "everything_listed_arrived"
# One step at a time writes to a data directory; the others wait in Dagster's queue instead of at the lock.
WRITER = "data_directory"


@dg.asset(partitions_def=by_publisher, group_name="documents", kinds={"yaml"})
def listings(context: dg.AssetExecutionContext, data: DataDirectory) -> dg.Output[list[Input]]:
    """What each publisher offers: files and addresses, with the title and date that its portal gives them."""
    offered = sources.listing(context.partition_key, data.path)
    names = [entry.file_name or entry.location for entry in offered]
    return dg.Output(offered, metadata={"offered": len(offered), "first": "\n".join(names[:20])})


@dg.asset(
    partitions_def=by_publisher,
    group_name="documents",
    kinds={"file"},
    pool=WRITER,
    check_specs=[
        dg.AssetCheckSpec(ARRIVED, asset="archived_documents", description="Every listed document was fetched.")
    ],
)
def archived_documents(
    context: dg.AssetExecutionContext, data: DataDirectory, listings: list[Input]
) -> dg.MaterializeResult:
    """The bytes of everything listed, kept by content in `raw/`, with a ledger that is only appended to."""
    summary = flow.archive_inputs(listings, data.path, wait=data.wait_seconds)
    for warning in summary.warnings:
        context.log.warning(warning)
    held = sources.documents_of(context.partition_key, all_archived_documents(data.path))
    return dg.MaterializeResult(
        metadata={"new": summary.new, "unchanged": summary.unchanged, "held": len(held)},
        check_results=[
            dg.AssetCheckResult(
                check_name=ARRIVED,
                passed=not summary.failures,
                # The others arrived and are worth reading; tomorrow's listing has this one again.
                severity=dg.AssetCheckSeverity.WARN,
                metadata={"failures": "\n".join(summary.failures)},
            )
        ],
    )


@dg.asset(
    partitions_def=by_publisher, group_name="documents", kinds={"parquet"}, pool=WRITER, deps=[archived_documents]
)
def readings(context: dg.AssetExecutionContext, data: DataDirectory) -> dg.MaterializeResult:
    """What was read from each archived document: one folder of Parquet each, made from its bytes alone by the present reader."""
    held = sources.documents_of(context.partition_key, all_archived_documents(data.path))
    summary = flow.read_archived(
        data.path,
        workers=data.workers,
        reader=data.reader,
        document_ids={document.document_id for document in held},
        wait_for_lock=data.wait_seconds,
    )
    if summary.failures:
        raise dg.Failure("; ".join(summary.failures))
    statuses = [outcome.status for outcome in summary.outcomes]
    return dg.MaterializeResult(
        metadata={
            "read_now": len(summary.outcomes),
            "unchanged": summary.unchanged,
            "seconds": round(sum(outcome.seconds for outcome in summary.outcomes), 1),
            **{status: statuses.count(status) for status in sorted(set(statuses))},
        }
    )


assets = [listings, archived_documents, readings]
