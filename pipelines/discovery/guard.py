"""Scrapy's downloader middlewares that keep a crawl within its bounds: own hosts, robots.txt, few tries with growing pauses.

Belongs here: what may be asked at all, and how often. Does not belong here: checks of IP addresses, which hold at the connection itself
(pipelines/archive/transfer.py), and the pace (throttle.py).
"""

import asyncio
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from pipelines.archive.transfer import Answer, TryAgainError

ROBOT = "duizhang"
# No rule of a robots.txt slows a visit below this; what asks for more is as good as closed.
LONGEST_CRAWL_DELAY = 60.0


class ForbiddenError(IgnoreRequest):
    """A request that is not made tonight; the reason is the message."""


class NeverError(ForbiddenError):
    """A request that is not made as long as the portal's rules are what they are."""


class Bounds:
    """Requests to hosts of the publisher alone, whatever led there, each redirect included."""

    def process_request(self, request: Request) -> None:
        """Let pass, or raise NeverError."""
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https"):
            raise NeverError(f"{request.url}: only http and https are fetched")
        if (parts.hostname or "") not in request.meta["hosts"]:
            raise NeverError(f"{request.url}: is on none of the publisher's hosts")


class Robots:
    """robots.txt of each host, read once a crawl (RFC 9309): one that cannot be had because the server fails forbids everything tonight."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Task[ProtegoRobotParser | str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Robots":
        """As Scrapy makes it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let pass, or raise ForbiddenError."""
        if request.meta.get("robots"):
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = asyncio.ensure_future(self._read(site, request))
        rules = await asyncio.shield(self._rules[site])
        if isinstance(rules, str):
            raise ForbiddenError(f"{request.url}: {rules}")
        if not rules.allowed(request.url, ROBOT):
            raise NeverError(f"{request.url}: robots.txt forbids it")

    async def _read(self, site: str, request: Request) -> ProtegoRobotParser | str:
        kept = {name: request.meta[name] for name in ("source_id", "night", "hosts")}
        asked = Request(
            f"{site}/robots.txt", meta=kept | {"robots": True}, callback=NO_CALLBACK, priority=1000, dont_filter=True
        )
        try:
            response = await self._crawler.engine.download_async(asked)
        except NeverError:
            return "robots.txt leads to a foreign host, so nothing is asked"
        except Exception as error:  # noqa: BLE001 - whatever a server does, the answer is not to ask it further
            return f"robots.txt cannot be had ({error}), so nothing is asked"
        if response.status >= 500 or response.status == 429:
            return f"robots.txt cannot be had (status {response.status}), so nothing is asked"
        rules = ProtegoRobotParser(response.body if response.status == 200 else b"", self._crawler.spider)
        delay = rules.rp.crawl_delay(ROBOT)
        if delay is not None:
            self._slow_down(urlsplit(site).hostname or "", min(float(delay), LONGEST_CRAWL_DELAY))
        return rules

    def _slow_down(self, host: str, delay: float) -> None:
        self._crawler.settings["DUIZHANG_FLOORS"].raise_to(host, delay)
        slot = self._crawler.engine.downloader.slots.get(host)
        if slot is not None:
            slot.delay = max(slot.delay, delay)


class Tries:
    """Further tries for what may work later (5xx, 429, time-outs, broken transfers), after pauses that grow or that the server names."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._most, self._pause = settings.getint("RETRY_TIMES"), settings.getfloat("DUIZHANG_BACKOFF")
        self._waits = settings["DUIZHANG_WAITS"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Tries":
        """As Scrapy makes it."""
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Another try, or None where the failure is final."""
        if not isinstance(exception, TryAgainError):
            return None
        tried = request.meta.get("retry_times", 0)
        pause = exception.after if exception.after is not None else self._pause * 2**tried
        self._waits.hold(urlsplit(request.url).hostname or "", pause)
        if tried >= self._most:
            return None
        again = request.replace(dont_filter=True)
        again.meta["retry_times"] = tried + 1
        return again


class Redirects:
    """Redirects as requests of their own, which Bounds and Robots check like any other."""

    def __init__(self, crawler: Crawler) -> None:
        self._most = crawler.settings.getint("REDIRECT_MAX_TIMES")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Redirects":
        """As Scrapy makes it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The answer, or the request that it leads to. Raises ForbiddenError for one redirect too many."""
        answer: Answer = request.meta["answer"]
        if answer.location is None:
            return response
        times = request.meta.get("redirects", 0) + 1
        if times > self._most:
            raise ForbiddenError(f"{request.url}: more than {self._most} redirects")
        # The next host has a queue of its own.
        kept = {name: value for name, value in request.meta.items() if name != "download_slot"}
        return request.replace(url=answer.location, meta=kept | {"redirects": times}, dont_filter=True)
