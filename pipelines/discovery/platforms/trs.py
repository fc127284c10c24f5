"""Static columns as TRS WCM publishes them: `t20260203_123.html` below the column's folder, further pages as `index_1.html`.

Belongs here: this platform's addresses and its script of pages. Does not belong here: columns of one city.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from pipelines.discovery.page import Link, Page
from pipelines.discovery.platforms import generic
from pipelines.discovery.platforms.steps import Offer, Visit, offers
from pipelines.discovery.vocabulary import leads_elsewhere

_ARTICLE = re.compile(r"/t(20\d\d)(\d\d)(\d\d)_\d+\.s?html?$")
# createPageHTML(5, 0, "index", "html"): number of pages, the present one from 0, first part and ending of their names.
_PAGES = re.compile(r"createPageHTML\(\s*(\d+)\s*,\s*(\d+)\s*,\s*[\"'](\w+)[\"']\s*,\s*[\"'](\w+)[\"']")


def read(page: Page, visit: Visit) -> Iterator[Visit | Offer]:
    """Of a column: its articles, the columns below it, its next page. Of an article: its attachments."""
    yield from offers(page, visit)
    if visit.role == "article":
        return
    for link in page.links:
        if found := _ARTICLE.search(link.url):
            if not leads_elsewhere(link.text):
                yield visit.next(link, "article", date="-".join(found.groups()))
        elif visit.depth < generic.DEPTH and generic.leads_on(link, page):
            yield visit.next(link, "listing")
    if found := _PAGES.search(page.text):
        count, present, name, suffix = int(found[1]), int(found[2]), found[3], found[4]
        if present + 1 < count:
            yield visit.next(Link(urljoin(page.url, f"{name}_{present + 1}.{suffix}"), ""), "listing", deeper=False)
