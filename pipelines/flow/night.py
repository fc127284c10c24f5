"""A night: visit portals, take what they list into the archive or hold it back, and say in a report what became of each.

Belongs here: the order of a night's steps as plain functions, which the command line and Dagster's assets call. Does not belong here: visiting
itself (pipelines/discovery), accepting (pipelines/archive), reading and publishing (steps.py), the report's pages (report.py).
"""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive import archive_inputs, hold
from pipelines.archive.accept import Acceptance, Terms, Verdict
from pipelines.archive.portal import Listing, draft_path, listing_path, load
from pipelines.archive.transfer import CONTACT_VARIABLE
from pipelines.flow import report
from pipelines.flow.errors import RunError
from pipelines.flow.report import Standing
from pipelines.flow.steps import ReadSummary, build_warehouse, read_archived
from pipelines.flow.tasks import DEFAULT_READER
from pipelines.sources import Publisher, configured_inputs, portals, publishers
from pipelines.sources.due import overdue
from pipelines.sources.portal import is_local

if TYPE_CHECKING:
    from pipelines.discovery.crawl import Manners
    from pipelines.discovery.job import Plan
    from pipelines.publish import PublishSummary

UNVERIFIED_VARIABLE = "DUIZHANG_UNVERIFIED"
CHINA = timezone(timedelta(hours=8))


class NoContactError(RunError):
    """Nobody would know whom to write to about these requests."""


class UnknownPortalError(RunError):
    """A name that is no configured portal."""


@dataclass(frozen=True)
class NightSummary:
    """What came of a night: verdicts on portals, the ordinary sources' failures, what was read, where the report lies."""

    verdicts: tuple[Verdict, ...]
    failures: tuple[str, ...]
    read: ReadSummary
    published: "PublishSummary | None"
    report: Path


def run_night(
    data_dir: Path,
    names: Sequence[str] = (),
    *,
    unverified: bool = False,
    years: Sequence[int] = (),
    workers: int | None = None,
    reader: str = DEFAULT_READER,
    night: str | None = None,
    manners: "Manners | None" = None,
    visited: Callable[[Listing], None] | None = None,
) -> NightSummary:
    """One night now: visit the portals named (with none named, all that take part unasked, and every other source), take in, read, publish,
    report. What was left of a night that was killed is completed."""
    night = night or tonight()
    chosen = [portal(name) for name in names] or portals(unverified=unverified)
    visit(chosen, data_dir, night, years=years, manners=manners, progress=visited)
    with hold(data_dir):
        verdicts = accept(chosen, data_dir)
        others = archive_inputs([] if names else configured_inputs(data_dir), data_dir)
        read = read_archived(data_dir, workers=workers, reader=reader)
        published = build_warehouse(data_dir, reader=reader)
    path = report.write(
        data_dir, night, [standing(publisher, data_dir, date.fromisoformat(night)) for publisher in chosen]
    )
    return NightSummary(tuple(verdicts), others.failures + read.failures, read, published, path)


def tonight() -> str:
    """The date of a night that begins now, in China."""
    return datetime.now(UTC).astimezone(CHINA).date().isoformat()


def unverified_wanted() -> bool:
    """Whether the environment lets portals take part that nobody has verified yet."""
    return os.environ.get(UNVERIFIED_VARIABLE) == "1"


def portal(source_id: str) -> Publisher:
    """The configured portal of that id. Raises UnknownPortalError."""
    found = publishers().get(source_id)
    if found is None or found.portal is None:
        raise UnknownPortalError(f"{source_id} is no configured portal; `duizhang source list` has them all")
    return found


def plan(publisher: Publisher, years: Sequence[int] = ()) -> "Plan":
    """What a crawl needs to know of a portal."""
    from pipelines.discovery.job import Plan

    if publisher.portal is None:
        raise UnknownPortalError(f"{publisher.source_id} is no portal")
    site = publisher.portal
    return Plan(
        source_id=publisher.source_id,
        platform=site.platform,
        start=site.start,
        hosts=site.all_hosts,
        pace=site.pace,
        pages=site.pages,
        recheck=site.recheck,
        earliest=site.years,
        old_tls="old_tls" in site.quirks,
        years=tuple(years),
    )


def visit(
    portals: Iterable[Publisher],
    data_dir: Path,
    night: str,
    *,
    years: Sequence[int] = (),
    manners: "Manners | None" = None,
    progress: Callable[[Listing], None] | None = None,
    wait: float = 0.0,
) -> None:
    """Visit portals; their drafts lie in the archive afterwards. Raises NoContactError where requests would go out without a contact address,
    and LockedError where one of them, or of their hosts, is still being visited after `wait` seconds."""
    from pipelines.discovery.crawl import crawl

    plans = [plan(publisher, years) for publisher in portals]
    check_contact(plans, manners)
    if plans:
        crawl(plans, data_dir, night, manners, progress, wait)


def check_contact(plans: Iterable["Plan"], manners: "Manners | None" = None) -> None:
    """Raise NoContactError where a host that is not this machine would be asked and no contact address is configured."""
    contact = (manners.contact if manners else None) or os.environ.get(CONTACT_VARIABLE)
    if not contact and any(not is_local(host) for plan in plans for host in plan.hosts):
        raise NoContactError(
            f"set {CONTACT_VARIABLE} to an e-mail address or a page where those who run the portals reach you; it is sent with every request"
        )


def accept(
    portals: Iterable[Publisher], data_dir: Path, *, force: bool = False, wait_for_lock: float = 0.0
) -> list[Verdict]:
    """Take portals' drafts into use or hold them back; portals without a draft have no verdict."""
    with Acceptance(data_dir, wait_for_lock) as acceptance:
        taken = [acceptance.take(terms(publisher), force=force) for publisher in portals]
        verdicts = [verdict for verdict in taken if verdict is not None]
        for verdict in verdicts:
            report.keep(data_dir, verdict)
    return verdicts


def terms(publisher: Publisher) -> Terms:
    """What acceptance needs to know of a portal."""
    tolerance = publisher.portal.tolerance if publisher.portal else 0.0
    return Terms(publisher.source_id, publisher.name, publisher.region_code, tolerance)


def standing(publisher: Publisher, data_dir: Path, today: date) -> Standing:
    """How a portal stands by the listing in use."""
    listing = load(listing_path(data_dir, publisher.source_id))
    in_use = [entry for entry in (listing.in_use if listing else []) if entry.sha256]
    due = overdue(publisher.portal, [entry.title for entry in in_use], today) if publisher.portal else []
    return Standing(
        publisher.source_id,
        publisher.name,
        len(in_use),
        tuple(due),
        listing.night if listing else None,
        draft_path(data_dir, publisher.source_id).exists(),
    )
