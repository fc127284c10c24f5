"""Columns of jcms: `col/col123/index.html`, whose records stand in an XML island; further ones come from `dataproxy.jsp`.

Belongs here: this platform's addresses and its XML. Does not belong here: columns of one city.
"""

import re
from collections.abc import Iterator
from html import unescape

from pipelines.discovery.page import Link, Page, absolute
from pipelines.discovery.platforms import generic
from pipelines.discovery.platforms.steps import Offer, Visit, offers
from pipelines.discovery.vocabulary import leads_elsewhere

_STORE = re.compile(r"<datastore>.*?</datastore>", re.DOTALL)
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)
_NEXT = re.compile(r"<nextgroup>\s*<!\[CDATA\[(.*?)\]\]>\s*</nextgroup>", re.DOTALL)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_ARTICLE = re.compile(r"/art/(20\d\d)/(\d{1,2})/(\d{1,2})/art_")
_COLUMN = re.compile(r"/col/col\d+/")


def read(page: Page, visit: Visit) -> Iterator[Visit | Offer]:
    """Of a column, or of a group of records that its script would load: the articles, the columns below, the next group."""
    if visit.role != "data":
        yield from offers(page, visit)
    if visit.role == "article":
        return
    islands = "".join(_STORE.findall(page.text))
    records = Page(page.url, "".join(_RECORD.findall(islands)))
    for link in {link.url: link for link in (*page.links, *records.links)}.values():
        if found := _ARTICLE.search(link.url):
            if not leads_elsewhere(link.text):
                date = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
                yield visit.next(link, "article", date=date)
        elif visit.role == "listing" and visit.depth < generic.DEPTH and _leads_on(link, page):
            yield visit.next(link, "listing")
    for group in _NEXT.findall(islands):
        if (href := _HREF.search(group)) and (url := absolute(page.url, unescape(href[1]))):
            yield visit.next(Link(url, ""), "data", deeper=False)


def _leads_on(link: Link, page: Page) -> bool:
    # All columns lie beside each other, so a column's place says nothing about what it belongs to; its name must.
    if _COLUMN.search(link.url) and link.url != page.url and not leads_elsewhere(link.text):
        return generic.is_column_name(link.text)
    return generic.leads_on(link, page)
