"""The catalogue of open government (gkmlpt), whose listings are JSON: `gkmlpt/api/all/<column>?page=1&sid=<site>`.

Belongs here: this platform's JSON. Does not belong here: columns of one city, which its YAML names by that address.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from pipelines.discovery.page import Link, Page, absolute, squeezed
from pipelines.discovery.platforms.steps import Offer, Visit, offers
from pipelines.discovery.vocabulary import date_of

_CHINA = timezone(timedelta(hours=8))


def read(page: Page, visit: Visit) -> Iterator[Visit | Offer]:
    """Of a listing: its articles and its next page. Of an article: its attachments. Raises ValueError for a listing that is not JSON."""
    if visit.role == "article":
        yield from offers(page, visit)
        return
    listing = json.loads(page.text)
    articles = listing.get("articles") or []
    for article in articles:
        url = absolute(page.url, str(article.get("url") or article.get("post_url") or ""))
        if url:
            yield visit.next(Link(url, squeezed(str(article.get("title") or ""))), "article", date=_date(article))
    if articles and (number := _page(page.url)) * len(articles) < int(listing.get("total") or 0):
        yield visit.next(Link(_with_page(page.url, number + 1), ""), "listing", deeper=False)


def _date(article: dict[str, Any]) -> str | None:
    """The day of publication, in China."""
    for name in ("display_publish_time", "first_publish_time", "publish_time", "created_at"):
        value = article.get(name)
        if isinstance(value, int) and value > 0:
            return datetime.fromtimestamp(value, UTC).astimezone(_CHINA).date().isoformat()
        if isinstance(value, str) and (found := date_of(value)):
            return found
    return None


def _page(url: str) -> int:
    number = parse_qs(urlsplit(url).query).get("page", ["1"])[0]
    return int(number) if number.isdigit() else 1


def _with_page(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | {"page": str(number)}
    return urlunsplit(parts._replace(query=urlencode(query)))
