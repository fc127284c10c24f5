"""One crawl: many portals at a time, one request at a time to each host; a draft for each publisher, and nothing else, comes of it.

Belongs here: Scrapy's settings, locks on publishers and hosts, the files of drafts and fetches. Does not belong here: taking drafts into use
(pipelines/archive/accept.py), which portals are visited (pipelines/flow).

Scrapy runs on asyncio without Twisted's reactor, so a process may crawl again and again. The data directory's lock is not held: a night's
visits take hours, and readers of the archive need not wait for them. Only the store and files of this publisher are written.
"""

import asyncio
import fcntl
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner

from pipelines.archive.errors import LockedError
from pipelines.archive.fetches import Fetch, FetchLedger, fetches_path, read_fetches
from pipelines.archive.portal import Listing, draft_path, listing_path, load, save
from pipelines.archive.transfer import Limits, Transfer
from pipelines.discovery.guard import ROBOT
from pipelines.discovery.handler import Handler, Waits
from pipelines.discovery.job import Job, Plan, known_addresses
from pipelines.discovery.spider import Visitor
from pipelines.discovery.throttle import Floors

HOSTS_AT_A_TIME = 200
REDIRECTS = 5
POLL_SECONDS = 0.2


@dataclass(frozen=True)
class Manners:
    """How patient a crawl is: limits of one request, tries after the first, seconds before the second (doubling), the longest wait that
    a server may ask for, and the contact address that it is told."""

    limits: Limits = field(default_factory=Limits)
    tries: int = 2
    backoff: float = 10.0
    longest_wait: float = 900.0
    contact: str | None = None


Progress = Callable[[Listing], None]


def crawl(
    plans: Sequence[Plan],
    data_dir: Path,
    night: str,
    manners: Manners | None = None,
    progress: Progress | None = None,
    wait: float = 0.0,
) -> None:
    """Visit portals; each publisher's draft is in `raw/drafts` when its last request is through. `night` is YYYY-MM-DD.

    What fails at one publisher stands in its draft. Waits up to `wait` seconds for another crawl that visits one of the publishers or hosts,
    then raises LockedError.
    """
    manners = manners or Manners()
    with ExitStack() as stack:
        _hold(stack, data_dir, plans, time.monotonic() + wait)
        partial = stack.enter_context(_partial(data_dir))
        ledgers = {plan.source_id: FetchLedger(data_dir, plan.source_id) for plan in plans}
        jobs = {plan.source_id: _job(data_dir, plan, night) for plan in plans}

        def note(source_id: str, fetch: Fetch) -> None:
            jobs[source_id].requests += 1
            ledgers[source_id].append(fetch)

        def done(job: Job) -> None:
            draft = job.draft(ledgers[job.plan.source_id].sync())
            save(draft_path(data_dir, job.plan.source_id), draft)
            if progress:
                progress(draft)

        transfer = _transfer(data_dir, plans, manners, partial)
        asyncio.run(_run(jobs, _settings(plans, manners, transfer, note), done, download=True))
        for job in jobs.values():
            if job.open:
                job.fail("the visit ended before its last answer")
                done(job)


def look(plan: Plan, night: str, manners: Manners | None = None) -> Listing:
    """Visit one portal's listing and fetch no document; nothing is written that lasts. Returns what would be the draft."""
    job = Job(plan, night)
    visit_once(job, manners or Manners())
    return job.draft(0)


def visit_once(job: Job, manners: Manners) -> None:
    """Run one job's visit without downloads; what it finds is in the job."""

    def note(source_id: str, fetch: Fetch) -> None:
        job.requests += 1

    with tempfile.TemporaryDirectory() as folder:
        transfer = _transfer(Path(folder), [job.plan], manners, None)
        settings = _settings([job.plan], manners, transfer, note)
        asyncio.run(_run({job.plan.source_id: job}, settings, lambda job: None, download=False))


def _job(data_dir: Path, plan: Plan, night: str) -> Job:
    listing = load(listing_path(data_dir, plan.source_id))
    since = read_fetches(fetches_path(data_dir, plan.source_id), listing.fetches_read if listing else 0)
    return Job(plan, night, known_addresses(listing, since))


# What goes wrong stands in the drafts; Scrapy's own log would go to the terminal.
logging.getLogger("scrapy").addHandler(logging.NullHandler())
logging.getLogger("scrapy").propagate = False


async def _run(jobs: dict[str, Job], settings: dict[str, Any], done: Callable[[Job], None], *, download: bool) -> None:
    await AsyncCrawlerRunner(settings).crawl(Visitor, jobs=jobs, done=done, download=download)


def _transfer(data_dir: Path, plans: Iterable[Plan], manners: Manners, partial: Path | None) -> Transfer:
    old = {host for plan in plans if plan.old_tls for host in plan.hosts}
    return Transfer(data_dir, manners.limits, old_tls=old, contact=manners.contact, partial=partial)


def _settings(plans: Iterable[Plan], manners: Manners, transfer: Transfer, note: Any) -> dict[str, Any]:
    floors: dict[str, float] = {}
    for plan in plans:
        # Of two publishers on one host the more patient one counts.
        floors |= {host: max(plan.pace, floors.get(host, 0.0)) for host in plan.hosts}
    paces = Floors(floors)
    return {
        "TWISTED_REACTOR_ENABLED": False,
        "LOG_ENABLED": False,
        "CONCURRENT_REQUESTS": max(16, min(2 * len(floors), HOSTS_AT_A_TIME * 2)),
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_SLOTS": paces.slots(),
        "DOWNLOAD_HANDLERS": {"http": Handler, "https": Handler, "file": None, "ftp": None, "s3": None, "data": None},
        "DOWNLOADER_MIDDLEWARES_BASE": {
            "pipelines.discovery.guard.Bounds": 50,
            "pipelines.discovery.guard.Robots": 100,
            "pipelines.discovery.guard.Tries": 550,
            "pipelines.discovery.guard.Redirects": 600,
        },
        "EXTENSIONS_BASE": {"pipelines.discovery.throttle.Throttle": 0},
        "SPIDER_MIDDLEWARES_BASE": {},
        # A page that is no success is judged by the spider; nothing is dropped on the way.
        "REDIRECT_MAX_TIMES": REDIRECTS,
        "RETRY_TIMES": manners.tries,
        "URLLENGTH_LIMIT": 4096,
        # Scrapy would read this package's source again and again to warn of something that is not there.
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        "USER_AGENT": ROBOT,
        "DUIZHANG_TRANSFER": transfer,
        "DUIZHANG_NOTE": note,
        "DUIZHANG_WAITS": Waits(manners.longest_wait),
        "DUIZHANG_BACKOFF": manners.backoff,
        "DUIZHANG_FLOORS": paces,
    }


def _hold(stack: ExitStack, data_dir: Path, plans: Iterable[Plan], deadline: float) -> None:
    """Locks on publishers and hosts, in one order for all crawls: two processes never ask one host at a time."""
    names = {f"source {plan.source_id}" for plan in plans} | {f"host {host}" for plan in plans for host in plan.hosts}
    folder = data_dir / "raw" / ".visiting"
    folder.mkdir(parents=True, exist_ok=True)
    for name in sorted(names):
        handle = os.open(folder / name.replace("/", "_"), os.O_RDWR | os.O_CREAT, 0o644)
        stack.callback(os.close, handle)
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise LockedError(f"another visit is under way: {name}") from None
                time.sleep(POLL_SECONDS)


@contextmanager
def _partial(data_dir: Path) -> Generator[Path, None, None]:
    """A folder for bytes on their way, of this crawl alone; those of crawls that were killed are removed."""
    parent = data_dir / "raw" / ".fetching"
    parent.mkdir(parents=True, exist_ok=True)
    for folder in parent.iterdir():
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(handle)
    own = Path(tempfile.mkdtemp(dir=parent))
    handle = os.open(own, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield own
    finally:
        os.close(handle)
        shutil.rmtree(own, ignore_errors=True)
