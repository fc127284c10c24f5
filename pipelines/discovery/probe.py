"""A first look at a column that nobody has configured yet: which platform it is, and what it calls itself.

Belongs here: recognising platforms by an address and a page. Does not belong here: reading them (platforms), writing a publisher's file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pipelines.discovery.crawl import Manners, visit_once
from pipelines.discovery.job import Job, Plan
from pipelines.discovery.page import Page
from pipelines.discovery.platforms import Offer, Read, Visit

_TRS = re.compile(r"createPageHTML\(|[/\"']t20\d{6}_\d+\.s?html?")


@dataclass
class _Probe(Job):
    """A visit that ends with its first page, and keeps it."""

    page: Page | None = field(default=None)

    @property
    def read(self) -> Read:
        return self._keep

    def _keep(self, page: Page, visit: Visit) -> Iterator[Visit | Offer]:
        self.page = page
        return iter(())


def probe(url: str, night: str, manners: Manners | None = None) -> tuple[Page | None, list[str]]:
    """The page at an address, asked for as any visit would; None, with the problems in sentences, where it cannot be had."""
    job = _Probe(Plan("probe", "generic", (url,), frozenset({urlsplit(url).hostname or ""})), night)
    visit_once(job, manners or Manners())
    return job.page, job.problems


def platform_of(page: Page) -> str:
    """The platform whose marks the address or the page bears."""
    path = urlsplit(page.url).path
    if "/gkmlpt/" in path:
        return "gkmlpt"
    if re.search(r"/col/col\d+", path) or "<datastore>" in page.text:
        return "jcms"
    if _TRS.search(page.text):
        return "trs"
    return "generic"
