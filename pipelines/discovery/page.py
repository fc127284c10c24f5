"""One page of a portal as data: its title and its links with their texts, dates and headings.

Belongs here: bytes to links; the encoding, relative addresses, the date beside a link. Does not belong here: which links matter (platforms).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qs, quote, urljoin, urlsplit, urlunsplit

from scrapy import Selector

from pipelines.discovery.vocabulary import date_of

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption", "legend"}
_ROWS = {"li", "tr", "dd", "p"}
_SAFE = "/:?#[]@!$&'()*+,;=%~-._"


@dataclass(frozen=True)
class Link:
    """A link of a page: absolute address without fragment, text, the date beside it (YYYY-MM-DD), the heading it stands below."""

    url: str
    text: str
    date: str | None = None
    heading: str = ""


@dataclass(frozen=True)
class Page:
    """A page by its address and text."""

    url: str
    text: str

    @cached_property
    def _root(self) -> Selector:
        return Selector(text=self.text or "<html/>", type="html")

    @cached_property
    def title(self) -> str:
        """What the page is headed with: its own headline before the title of the window."""
        for path in ("//meta[@name='ArticleTitle']/@content", "//h1//text()", "//title//text()"):
            if text := squeezed("".join(self._root.xpath(path).getall())):
                return text
        return ""

    @cached_property
    def links(self) -> list[Link]:
        """The links in their order; of several to one address, the one that says most."""
        found: dict[str, Link] = {}
        for link in self._links():
            known = found.get(link.url)
            if known is None or len(link.text) > len(known.text):
                found[link.url] = link
        return list(found.values())

    def _links(self) -> Iterator[Link]:
        base = urljoin(self.url, self._root.xpath("//base/@href").get() or "")
        heading = ""
        for element in self._root.root.iter():
            tag = element.tag if isinstance(element.tag, str) else ""
            if tag in _HEADINGS:
                heading = squeezed("".join(element.itertext()))[:80]
            target = element.get("href") if tag == "a" else element.get("src") if tag in ("iframe", "embed") else None
            url = absolute(base, target) if target else None
            if url is None:
                continue
            text, said = squeezed("".join(element.itertext())), squeezed(element.get("title") or "")
            # Portals cut long titles short and give them whole in the tooltip.
            if len(said) > len(text) or not text:
                text = said
            yield Link(url, text, date_of(_row(element)), heading)


def _row(element) -> str:
    """The text of the row of a listing in which a link stands."""
    for parent in (element, *element.iterancestors()):
        if parent.tag in _ROWS:
            return squeezed(" ".join(parent.itertext()))[:400]
    return squeezed("".join(element.itertext()))


def decoded(body: bytes) -> str:
    """The text of a page. What is valid UTF-8 is that, whatever header and page claim; else GB 18030, of which GBK and GB 2312 are parts."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030", errors="replace")


def absolute(base: str, target: str) -> str | None:
    """A link's address in full, encoded as a request needs it; None for what is none (script, mail) or no http(s) address."""
    target = re.sub(r"[\t\r\n]", "", target).strip()
    if target.lower().startswith(("javascript:", "mailto:", "tel:", "data:", "#")):
        return None
    try:
        parts = urlsplit(urljoin(base, target))
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    # A viewer of the portal shows a file that its own address names.
    shown = parse_qs(parts.query).get("file", [""])[0]
    if parts.path.endswith("viewer.html") and shown:
        return absolute(base, shown)
    path, query = quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE)
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def squeezed(text: str) -> str:
    """A text with its white space reduced to single spaces, none at the ends."""
    return " ".join(text.replace("\u3000", " ").replace("\xa0", " ").split())
