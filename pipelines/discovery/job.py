"""One publisher's part of a crawl: what is known beforehand, what is found, and the draft that comes of it.

Belongs here: the state of one publisher and the decisions on its links, without requests. Does not belong here: Scrapy (spider.py).
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlsplit

from pipelines.archive.fetches import Fetch
from pipelines.archive.portal import DOCUMENT, UNSUPPORTED, Listed, Listing
from pipelines.archive.transfer import Answer
from pipelines.discovery.platforms import PLATFORMS, Offer, Read, Visit
from pipelines.discovery.vocabulary import ending, vocabulary, year_of

# A document whose server sends nothing to compare by (ETag, Last-Modified) is asked for again, in full, after so many days.
REFETCH_DAYS = 30
MOST_DOCUMENTS = 20_000


@dataclass(frozen=True)
class Plan:
    """What a crawl needs to know of one portal: see pipelines/sources/portal.py for the fields of the same name."""

    source_id: str
    platform: str
    start: tuple[str, ...]
    hosts: frozenset[str]
    pace: float = 3.0
    pages: int = 500
    recheck: int = 7
    earliest: int | None = None
    old_tls: bool = False
    # A backfill looks for these fiscal years alone.
    years: tuple[int, ...] = ()


@dataclass
class Job:
    """The state of one publisher's visit. `known` is what its addresses gave before, `night` the date of this one."""

    plan: Plan
    night: str
    known: Mapping[str, Listed] = field(default_factory=dict)
    found: dict[str, Listed] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    complete: bool = True
    pages: int = 0
    requests: int = 0
    downloaded: int = 0
    open: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def read(self) -> Read:
        """The platform's way to read a page."""
        return PLATFORMS[self.plan.platform]

    def start(self) -> list[Visit]:
        """The first visits."""
        return [visit for url in self.plan.start if (visit := self.admit(Visit(url)))]

    def admit(self, visit: Visit) -> Visit | None:
        """A visit that is still to be made, None for one that was made, leads off the publisher's hosts, or is one too many."""
        if visit.url in self.seen or not self.is_own(visit.url) or not self._in_years(*visit.columns[-1:]):
            return None
        if self.pages >= self.plan.pages:
            if self.complete:
                self.fail(f"more than {self.plan.pages} pages; the others were not visited")
            return None
        self.seen.add(visit.url)
        self.pages += 1
        return visit

    def is_own(self, url: str) -> bool:
        """Whether an address lies on one of the publisher's hosts."""
        return (urlsplit(url).hostname or "") in self.plan.hosts

    def _in_years(self, *texts: str) -> bool:
        """Whether texts name no year, or one that is looked for. A column of a year may hold final accounts of the year before it."""
        year = next((year for text in texts if (year := year_of(text))), None)
        if year is None:
            return True
        if self.plan.years:
            return year in self.plan.years or year - 1 in self.plan.years
        return self.plan.earliest is None or year >= self.plan.earliest

    def offer(self, offer: Offer) -> Listed | None:
        """Take an offer into the draft. Returns the entry where its address must be asked now, None where what is known still serves."""
        year = year_of(offer.title)
        wanted = year is None or (year in self.plan.years if self.plan.years else year >= (self.plan.earliest or 0))
        if not wanted or not self.is_own(offer.url) or len(self.found) >= MOST_DOCUMENTS:
            return None
        before = self.found.get(offer.url)
        if before is not None:
            # The same address from another page: the title that says more stays, whichever came first.
            rank, known_rank = _rank(offer.title, offer.referrer), _rank(before.title, before.referrer)
            if rank < known_rank:
                self.found[offer.url] = replace(before, title=offer.title, text=offer.text, referrer=offer.referrer)
            return None
        entry = Listed(
            offer.url,
            DOCUMENT if offer.kind == "document" else UNSUPPORTED,
            offer.title,
            offer.text,
            offer.referrer,
            offer.date,
        )
        known = self.known.get(offer.url)
        if known is not None and known.kind == DOCUMENT:
            entry = replace(
                known,
                title=entry.title,
                text=entry.text,
                referrer=entry.referrer,
                published_date=entry.published_date or known.published_date,
                problem=None,
                withdrawn=None,
            )
        self.found[offer.url] = entry
        if entry.kind == UNSUPPORTED or (known is not None and not self._due(known, entry)):
            return None
        return entry

    def _due(self, known: Listed, entry: Listed) -> bool:
        """Whether the server is to be asked for a document that came before."""
        if known.sha256 is None or known.checked is None:
            return True
        days = (date.fromisoformat(self.night) - date.fromisoformat(known.checked)).days
        comparable = known.http.keys() & {"etag", "last-modified"}
        # Asked in this very night already, by a run that was killed: nothing is asked twice.
        if days <= 0:
            return False
        return days >= (self.plan.recheck if comparable else max(self.plan.recheck, REFETCH_DAYS))

    def came(self, url: str, answer: Answer) -> None:
        """An address answered with bytes that were kept, or with the word that nothing has changed."""
        entry = self.found[url]
        blob = answer.blob
        if blob is None:
            self.found[url] = replace(entry, checked=self.night)
            return
        self.downloaded += 1
        if not blob.is_pdf and entry.sha256 is not None:
            # What gives a page where it gave a document is broken, not new: the last good bytes stay.
            self.broken(url, "what came is no PDF")
            return
        if not may_be_document(url, blob.is_pdf, answer.http):
            self.broken(url, "a web page came instead of a document")
            return
        self.found[url] = replace(
            entry,
            sha256=blob.sha256,
            size=blob.size,
            is_pdf=blob.is_pdf,
            file_name=answer.file_name,
            http=dict(answer.http),
            checked=self.night,
        )

    def broken(self, url: str, problem: str) -> None:
        """A document's address failed tonight."""
        self.found[url] = replace(self.found[url], problem=problem)

    def fail(self, problem: str) -> None:
        """A page of the listing failed: whatever is missing may be missing because of that."""
        self.complete = False
        self.problems.append(problem)

    def skip(self, problem: str) -> None:
        """A page that is not to be visited, tonight or ever: its links are not part of the listing."""
        self.problems.append(problem)

    def draft(self, fetches_read: int) -> Listing:
        """What the visit found."""
        return Listing(
            source_id=self.plan.source_id,
            night=self.night,
            entries=tuple(sorted(self.found.values(), key=lambda entry: entry.url)),
            complete=self.complete,
            problems=tuple(self.problems),
            pages=self.pages,
            requests=self.requests,
            downloaded=self.downloaded,
            seconds=round(time.monotonic() - self.started, 1),
            years=self.plan.years,
            fetches_read=fetches_read,
        )


def _rank(title: str, referrer: str | None) -> tuple[int, str, str]:
    return -len(title), title, referrer or ""


def may_be_document(url: str, is_pdf: bool, http: Mapping[str, str]) -> bool:
    """Whether bytes are kept as what an address gave: a PDF; what claims to be one, so that reading says what it is; what is no web page."""
    content = http.get("content-type", "").lower()
    claims = content.startswith("application/pdf") or ending(url) in vocabulary().documents
    return is_pdf or claims or not content.startswith(("text/html", "application/xhtml"))


def known_addresses(listing: Listing | None, fetches: Iterable[Fetch]) -> dict[str, Listed]:
    """What the addresses gave: the listing in use, and on top of it what came since, in nights that were killed or held back."""
    known = {entry.url: entry for entry in listing.entries} if listing else {}
    for fetch in fetches:
        url = fetch.asked or fetch.url
        before = known.get(url)
        better = fetch.is_pdf or before is None or before.sha256 is None
        if fetch.outcome == "came" and better and may_be_document(url, fetch.is_pdf, fetch.http):
            entry = before or Listed(url, DOCUMENT, fetch.text or "")
            known[url] = replace(
                entry,
                sha256=fetch.sha256,
                size=fetch.size,
                is_pdf=fetch.is_pdf,
                file_name=fetch.file_name,
                http=fetch.http,
                checked=fetch.night,
            )
        elif fetch.outcome == "unchanged" and before is not None:
            known[url] = replace(before, checked=fetch.night)
    return known
