"""Asset checks: what dbt cannot see, because it sees only what was read.

Belongs here: judging archive, readings and export. Does not belong here: arithmetic on amounts (pipelines/reconcile, dbt), looking things up
(inventory.py).

In a publisher's run a check judges that publisher; started by itself it judges all of them.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

import dagster as dg

from pipelines import sources
from pipelines.archive import ArchivedDocument
from pipelines.archive import archived_documents as all_archived_documents
from pipelines.defs import inventory
from pipelines.defs.documents import archived_documents, readings
from pipelines.defs.resources import DataDirectory
from pipelines.defs.warehouse import curated_export
from pipelines.flow import night
from pipelines.flow.report import Standing

# More than this share of the documents kept out: a portal serves something else now, or the reader lost a layout.
MOST_QUARANTINED = 0.2
NAMED = 50
# A portal may be out of reach for a night or two.
STALE_NIGHTS = 3


def _held(context: dg.AssetCheckExecutionContext, data: DataDirectory) -> list[ArchivedDocument]:
    documents = all_archived_documents(data.path)
    return sources.documents_of(context.partition_key, documents) if context.has_partition_key else documents


def _none(documents: Iterable[ArchivedDocument]) -> dg.AssetCheckResult:
    """Passed where there are none; else their number and the first names."""
    names = [f"{document.document_id[:12]} {document.file_name}" for document in documents]
    return dg.AssetCheckResult(passed=not names, metadata={"number": len(names), "documents": "\n".join(names[:NAMED])})


@dg.asset_check(asset=archived_documents, blocking=True)
def nothing_archived_is_lost(context: dg.AssetCheckExecutionContext, data: DataDirectory) -> dg.AssetCheckResult:
    """Every document of the ledger has its bytes in the archive, all of them."""
    return _none(inventory.lost(data.path, _held(context, data)))


def _standings(context: dg.AssetCheckExecutionContext, data: DataDirectory) -> list[Standing]:
    """How the portals stand that were visited at all: the run's own, or all of them."""
    chosen = sources.portals(unverified=True)
    if context.has_partition_key:
        chosen = [publisher for publisher in chosen if publisher.source_id == context.partition_key]
    today = date.fromisoformat(night.tonight())
    return [standing for publisher in chosen if (standing := night.standing(publisher, data.path, today)).visited]


def _warn(wrong: dict[str, str]) -> dg.AssetCheckResult:
    lines = "\n".join(f"{name}: {reason}" for name, reason in sorted(wrong.items()))
    return dg.AssetCheckResult(
        passed=not wrong, severity=dg.AssetCheckSeverity.WARN, metadata={"number": len(wrong), "publishers": lines}
    )


@dg.asset_check(asset=archived_documents)
def publishers_are_not_stale(context: dg.AssetCheckExecutionContext, data: DataDirectory) -> dg.AssetCheckResult:
    """What a portal ought to have published by now, by its due months, is listed; and it was visited within three nights."""
    wrong, today = {}, date.fromisoformat(night.tonight())
    for standing in _standings(context, data):
        reasons = [f"no {kind} of {year}" for kind, year in standing.overdue]
        if (today - date.fromisoformat(standing.visited or "")).days > STALE_NIGHTS:
            reasons.append(f"last listing in use is of {standing.visited}")
        if reasons:
            wrong[standing.source_id] = ", ".join(reasons)
    return _warn(wrong)


@dg.asset_check(asset=archived_documents)
def publishers_are_not_empty(context: dg.AssetCheckExecutionContext, data: DataDirectory) -> dg.AssetCheckResult:
    """A portal that was visited lists at least one document: else its column has moved, or its platform is another."""
    return _warn({s.source_id: "no document" for s in _standings(context, data) if not s.documents})


@dg.asset_check(asset=archived_documents)
def publishers_have_not_shrunk(context: dg.AssetCheckExecutionContext, data: DataDirectory) -> dg.AssetCheckResult:
    """No draft waits because it would withdraw or replace more than the portal's tolerance."""
    return _warn({s.source_id: "a draft is held back" for s in _standings(context, data) if s.held})


@dg.asset_check(asset=readings)
def every_document_has_a_reading(context: dg.AssetCheckExecutionContext, data: DataDirectory) -> dg.AssetCheckResult:
    """Every archived document was read by the present reader: with amounts or with a reason, never silently left out."""
    return _none(inventory.look(data.path, _held(context, data), data.reader).unread)


@dg.asset_check(asset=readings)
def few_are_quarantined(context: dg.AssetCheckExecutionContext, data: DataDirectory) -> dg.AssetCheckResult:
    """At most a fifth of the documents is kept out; above that somebody should look at what the portal serves."""
    found = inventory.look(data.path, _held(context, data), data.reader).readings
    reasons = Counter(reading.status_reason or "" for reading in found if reading.is_quarantined)
    share = reasons.total() / len(found) if found else 0.0
    return dg.AssetCheckResult(
        passed=share <= MOST_QUARANTINED,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"share": share, "documents": len(found), "reasons": dict(reasons)},
    )


@dg.asset_check(asset=readings)
def nothing_complete_is_empty(context: dg.AssetCheckExecutionContext, data: DataDirectory) -> dg.AssetCheckResult:
    """No budget or final accounts with tables is called complete without one amount: status follows from coverage."""
    found = inventory.look(data.path, _held(context, data), data.reader).readings
    return _none(reading.document for reading in found if reading.is_empty_but_complete)


@dg.asset_check(asset=curated_export.key)
def every_archived_document_is_published(data: DataDirectory) -> dg.AssetCheckResult:
    """None was lost between the ledger and the curated tables; that none stands there twice is for dbt to see."""
    published = set(inventory.published_documents(data.path))
    return _none(document for document in all_archived_documents(data.path) if document.document_id not in published)


@dg.asset_check(asset=curated_export.key)
def files_are_those_of_the_data_package(data: DataDirectory) -> dg.AssetCheckResult:
    """Every published file is there with the digest that datapackage.json gives."""
    others = inventory.files_unlike_their_package(data.path)
    return dg.AssetCheckResult(passed=not others, metadata={"files": ", ".join(others)})


asset_checks = [
    nothing_archived_is_lost,
    publishers_are_not_stale,
    publishers_are_not_empty,
    publishers_have_not_shrunk,
    every_document_has_a_reading,
    few_are_quarantined,
    nothing_complete_is_empty,
    every_archived_document_is_published,
    files_are_those_of_the_data_package,
]
