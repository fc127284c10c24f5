"""The spider: many publishers in one crawl, each with its platform's way to read a page.

Belongs here: from visits and offers to requests, and from answers to each publisher's job. Does not belong here: how a page is read
(platforms), what is asked again (job.py), bounds and pace (guard.py, throttle.py).
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response

from pipelines.archive.transfer import Answer
from pipelines.discovery.guard import NeverError
from pipelines.discovery.job import Job
from pipelines.discovery.labels import title
from pipelines.discovery.page import Page, decoded
from pipelines.discovery.platforms import Offer, Visit

Done = Callable[[Job], None]


class Visitor(Spider):
    """One night's visits. `done` is called for each publisher when the last of its requests has been answered."""

    name = "visitor"

    def __init__(self, jobs: Mapping[str, Job], done: Done, download: bool, **rest: Any) -> None:
        super().__init__(**rest)
        self._jobs, self._done, self._download = jobs, done, download

    async def start(self) -> AsyncIterator[Request]:
        """The first request of every publisher."""
        for job in self._jobs.values():
            requests = [self._visit(job, visit) for visit in job.start()]
            for request in requests:
                yield request

    def _visit(self, job: Job, visit: Visit) -> Request:
        known = {"wants": "page", "referrer": visit.referrer, "text": visit.text}
        return self._request(job, visit.url, known, self._came_page, {"visit": visit})

    def _ask(self, job: Job, url: str) -> Request:
        entry = job.found[url]
        validators = {name: entry.http[name] for name in ("etag", "last-modified") if name in entry.http}
        known = {"wants": "document", "referrer": entry.referrer, "text": entry.text, "asked": url}
        if entry.sha256 is not None:
            known["validators"] = validators
        return self._request(job, url, known, self._came_document, {"url": url})

    def _request(self, job: Job, url: str, known: dict[str, Any], then: Any, arguments: dict[str, Any]) -> Request:
        job.open += 1
        return Request(
            url,
            callback=then,
            errback=self._failed,
            cb_kwargs={"job": job, **arguments},
            dont_filter=True,
            # Documents before further pages: a night that is cut short has brought what it found.
            priority=1 if known["wants"] == "document" else 0,
            meta={"source_id": job.plan.source_id, "night": job.night, "hosts": job.plan.hosts, **known},
        )

    def _came_page(self, response: Response, job: Job, visit: Visit) -> Iterator[Request]:
        answer: Answer = response.meta["answer"]
        try:
            if response.status != 200:
                job.fail(f"{visit.url}: the server answered {response.status}")
            elif answer.blob is not None:
                # The bytes say that it is no page but a file: it is what the link offered.
                if job.offer(_offer_of(visit)) is not None:
                    job.came(visit.url, answer)
            else:
                page = Page(response.url, decoded(response.body))
                yield from self._follow(job, job.read(page, visit))
        except Exception as error:  # noqa: BLE001 - one page that a platform cannot read must neither stop the others nor pass in silence
            job.fail(f"{visit.url}: cannot be read as a page of {job.plan.platform}: {error}")
        finally:
            self._close(job)

    def _follow(self, job: Job, steps: Any) -> Iterator[Request]:
        for step in steps:
            if isinstance(step, Visit) and step.url in job.known:
                # It was taken for a page before and gave a file.
                step = _offer_of(step)
            if isinstance(step, Offer):
                entry = job.offer(step)
                if entry is not None and self._download:
                    yield self._ask(job, entry.url)
            elif (visit := job.admit(step)) is not None:
                yield self._visit(job, visit)

    def _came_document(self, response: Response, job: Job, url: str) -> None:
        if response.status in (200, 304):
            job.came(url, response.meta["answer"])
        else:
            job.broken(url, f"the server answered {response.status}")
        self._close(job)

    def _failed(self, failure: Any) -> None:
        request: Request = failure.request
        job: Job = request.cb_kwargs["job"]
        said = str(failure.value) or type(failure.value).__name__
        if "url" in request.cb_kwargs:
            job.broken(request.cb_kwargs["url"], said)
        else:
            said = said if request.url in said else f"{request.url}: {said}"
            never = isinstance(failure.value, NeverError) and request.cb_kwargs["visit"].depth > 0
            (job.skip if never else job.fail)(said)
        self._close(job)

    def _close(self, job: Job) -> None:
        """One request of the job is through. Those that follow from it are counted before."""
        job.open -= 1
        if not job.open:
            self._done(job)


def _offer_of(visit: Visit) -> Offer:
    """A visit that gives a file, as the document that its link offers."""
    above, text = visit.columns[:-1], visit.text or visit.url
    return Offer(visit.url, "document", title(text, above), text, visit.referrer or visit.url, visit.date)
