"""Any portal: follow the words of disclosure from the configured column, to a limited depth.

Belongs here: which links of an unknown page lead to disclosures. Does not belong here: what one platform is known to do (its own module).
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from pipelines.discovery.page import Link, Page
from pipelines.discovery.platforms.steps import Offer, Visit, offers
from pipelines.discovery.vocabulary import (
    ending,
    is_download,
    is_next_page,
    leads_elsewhere,
    names_body,
    speaks_of_disclosure,
    vocabulary,
    year_of,
)

DEPTH = 4


def read(page: Page, visit: Visit) -> Iterator[Visit | Offer]:
    """The files of the page; the pages that its links of disclosure, of years and of bodies lead to; its next page."""
    yield from offers(page, visit)
    for link in page.links:
        if turns_page(link, page):
            yield visit.next(link, "listing", deeper=False)
        elif visit.depth < DEPTH and leads_on(link, page):
            yield visit.next(link, "listing")


def is_page(link: Link) -> bool:
    """Whether a link leads to a page, as far as its address tells."""
    return ending(link.url) in vocabulary().pages and not is_download(link.url)


def leads_on(link: Link, page: Page) -> bool:
    """Whether a link leads deeper into a column of disclosures."""
    if link.url == page.url or not is_page(link) or leads_elsewhere(link.text):
        return False
    # A column of bodies or of years says no more than that; such links count where they stay below the column.
    below = _folder(link.url).startswith(_folder(page.url))
    return speaks_of_disclosure(link.text) or (below and is_column_name(link.text))


def is_column_name(text: str) -> bool:
    """Whether a text is what columns of disclosures are called: by the disclosure, a year or a body."""
    return speaks_of_disclosure(text) or year_of(text) is not None or names_body(text)


def turns_page(link: Link, page: Page) -> bool:
    """Whether a link is another page of the same listing."""
    return is_next_page(link.text) and link.url != page.url and is_page(link) and _folder(link.url) == _folder(page.url)


def _folder(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path.rpartition('/')[0]}/"
