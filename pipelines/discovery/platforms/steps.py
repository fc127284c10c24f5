"""What a page leads to: another page to visit, or a document offered; and the offers that all platforms find in the same way.

Belongs here: the records, and telling links to files. Does not belong here: which pages to visit (the platforms).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipelines.discovery.labels import title
from pipelines.discovery.page import Link, Page
from pipelines.discovery.vocabulary import ending, is_download, leads_elsewhere, speaks_of_disclosure, vocabulary

# listing: a page of links; article: a page with attachments; data: what a listing's script would load.
Role = Literal["listing", "article", "data"]


@dataclass(frozen=True)
class Visit:
    """A page to read: `columns` are the texts that led to it, outermost first, `depth` how many links it is from the start."""

    url: str
    role: Role = "listing"
    columns: tuple[str, ...] = ()
    depth: int = 0
    date: str | None = None
    referrer: str | None = None
    text: str = ""

    def next(self, link: Link, role: Role, *, deeper: bool = True, date: str | None = None) -> "Visit":
        """The visit of one of this page's links: below it, or (not `deeper`) beside it, as the next page of the same listing."""
        if not deeper:
            return Visit(link.url, role, self.columns, self.depth, self.date, self.url, link.text)
        above = (link.heading,) if link.heading and link.heading not in self.columns else ()
        columns = (*self.columns, *above, link.text) if link.text else (*self.columns, *above)
        return Visit(link.url, role, columns, self.depth + 1, date or link.date, self.url, link.text)


@dataclass(frozen=True)
class Offer:
    """A document that a page offers: `title` is the link's text with what the columns above it add."""

    url: str
    kind: Literal["document", "unsupported"]
    title: str
    text: str
    referrer: str
    date: str | None = None


def offers(page: Page, visit: Visit) -> Iterator[Offer]:
    """The files that a page links to and that are, by their text or what stands above them, disclosures."""
    columns = (*visit.columns, page.title) if page.title and page.title not in visit.columns else visit.columns
    for link in page.links:
        suffix = ending(link.url)
        if suffix in vocabulary().unsupported:
            kind = "unsupported"
        elif suffix in vocabulary().documents or (is_download(link.url) and not leads_elsewhere(link.text)):
            kind = "document"
        else:
            continue
        above = (*columns, link.heading) if link.heading and link.heading not in columns else columns
        if speaks_of_disclosure(link.text, *above):
            yield Offer(link.url, kind, title(link.text, above), link.text, page.url, visit.date or link.date)
