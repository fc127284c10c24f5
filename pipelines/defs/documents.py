"""Assets that are cut by publisher: what it lists, what the archive holds of it, what was read from that.

Belongs here: these three assets. Does not belong here: the warehouse (warehouse.py), checks over assets (checks.py).

A portal is visited by the first of them; the second takes what the visit found into use, or holds it back. Of all other publishers, the first
lists and the second fetches.
"""

from typing import Any

import dagster as dg
from pydantic import Field

from pipelines import flow, sources
from pipelines.archive import Input
from pipelines.archive import archived_documents as all_archived_documents
from pipelines.archive.portal import Listing
from pipelines.defs.partitions import by_publisher
from pipelines.defs.resources import DataDirectory
from pipelines.flow import night

ARRIVED, WITHIN = "everything_listed_arrived", "changes_are_within_tolerance"
# One step at a time writes to a data directory; the others wait in Dagster's queue instead of at the lock.
WRITER = "data_directory"


# So many portals are visited at a time as the pool has slots; one request at a time to a host is kept by the visits themselves.
VISITS = "portals"


class Visit(dg.Config):
    """A visit of a portal: the fiscal years to look for (a backfill); none means every year that its description names."""

    years: list[int] = Field(default_factory=list)


@dg.asset(partitions_def=by_publisher, group_name="documents", kinds={"scrapy"}, pool=VISITS)
def listings(context: dg.AssetExecutionContext, config: Visit, data: DataDirectory) -> dg.Output[list[Input]]:
    """What each publisher offers: files and addresses, with the title and date that its portal gives them. A portal is visited for it."""
    publisher = sources.publishers().get(context.partition_key)
    if publisher is not None and publisher.portal is not None:
        drafts: list[Listing] = []
        # Portals on one host take turns.
        night.visit(
            [publisher],
            data.path,
            night.tonight(),
            years=config.years,
            progress=drafts.append,
            wait=data.wait_seconds,
        )
        if not drafts[0].entries and not drafts[0].complete:
            # Nothing to take in; the verdict is for the night's report.
            night.accept([publisher], data.path, wait_for_lock=data.wait_seconds)
            raise dg.Failure("; ".join(drafts[0].problems[:5]))
        return dg.Output([], metadata=_of_visit(drafts[0]))
    offered = sources.listing(context.partition_key, data.path)
    names = [entry.file_name or entry.location for entry in offered]
    return dg.Output(offered, metadata={"offered": len(offered), "first": "\n".join(names[:20])})


def _of_visit(draft: Listing) -> dict[str, Any]:
    return {
        "offered": len(draft.entries),
        "pages": draft.pages,
        "requests": draft.requests,
        "downloaded": draft.downloaded,
        "complete": draft.complete,
        "problems": "\n".join(draft.problems[:20]),
        "first": "\n".join(entry.title for entry in draft.entries[:20]),
    }


@dg.asset(
    partitions_def=by_publisher,
    group_name="documents",
    kinds={"file"},
    pool=WRITER,
    check_specs=[
        dg.AssetCheckSpec(ARRIVED, asset="archived_documents", description="Every listed document was fetched."),
        dg.AssetCheckSpec(
            WITHIN,
            asset="archived_documents",
            description="No more was withdrawn or replaced than in one night may be.",
        ),
    ],
)
def archived_documents(
    context: dg.AssetExecutionContext, data: DataDirectory, listings: list[Input]
) -> dg.MaterializeResult:
    """The bytes of everything listed, kept by content in `raw/`, with a ledger that is only appended to."""
    publisher = sources.publishers().get(context.partition_key)
    if publisher is not None and publisher.portal is not None:
        verdicts = night.accept([publisher], data.path, wait_for_lock=data.wait_seconds)
        failures = tuple(problem for verdict in verdicts for problem in verdict.problems)
        held = next((verdict.held for verdict in verdicts), None)
        changes = verdicts[0].changes if verdicts else {}
        metadata = {
            "found": verdicts[0].listed if verdicts else 0,
            "new": changes.get("found", 0),
            "changed": changes.get("replaced", 0),
            **{kind: changes.get(kind, 0) for kind in ("moved", "withdrawn", "returned", "unsupported")},
        }
    else:
        summary = flow.archive_inputs(listings, data.path, wait=data.wait_seconds)
        for warning in summary.warnings:
            context.log.warning(warning)
        failures, held = summary.failures, None
        metadata = {"new": summary.new, "unchanged": summary.unchanged}
    documents = sources.documents_of(context.partition_key, all_archived_documents(data.path))
    return dg.MaterializeResult(
        metadata={**metadata, "held": len(documents)},
        check_results=[
            # The others arrived and are worth reading; tomorrow's listing has this one again.
            _warning(ARRIVED, not failures, {"failures": "\n".join(failures[:50])}),
            _warning(WITHIN, held is None, {"reason": held or ""}),
        ],
    )


def _warning(name: str, passed: bool, metadata: dict[str, Any]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(check_name=name, passed=passed, severity=dg.AssetCheckSeverity.WARN, metadata=metadata)


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
