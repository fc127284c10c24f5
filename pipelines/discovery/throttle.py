"""The pace of a crawl: never faster than the configured seconds between two requests to a host, slower where the host is slow.

Belongs here: Scrapy's auto-throttle with a floor for each host. Does not belong here: single requests (handler.py).
"""

from collections.abc import Mapping
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

SLOWEST = 60.0


class Floors:
    """The least seconds between two requests to each host."""

    def __init__(self, floors: Mapping[str, float]) -> None:
        self._floors = dict(floors)

    def __getitem__(self, host: str) -> float:
        return self._floors[host]

    def raise_to(self, host: str, seconds: float) -> None:
        """Let a host be asked less often, as its robots.txt wants."""
        self._floors[host] = max(self._floors.get(host, 0.0), seconds)

    def slots(self) -> dict[str, dict[str, Any]]:
        """As Scrapy's setting DOWNLOAD_SLOTS: one request at a time, the pause exactly so long and not a random part of it."""
        return {host: {"concurrency": 1, "delay": floor, "jitter": 0} for host, floor in self._floors.items()}


class Throttle:
    """After each answer: half-way from the last pause to the answer's latency, within floor and ceiling; errors never speed it up."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler, self._floors = crawler, crawler.settings["DUIZHANG_FLOORS"]
        crawler.signals.connect(self._adjust, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Throttle":
        """As Scrapy makes it."""
        return cls(crawler)

    def _adjust(self, response: Response, request: Request) -> None:
        host = request.meta.get("download_slot")
        slot = self._crawler.engine.downloader.slots.get(host)
        latency = request.meta.get("download_latency")
        if slot is None or latency is None:
            return
        wanted = max(latency, (slot.delay + latency) / 2)
        if response.status != 200:
            wanted = max(wanted, slot.delay)
        slot.delay = min(max(wanted, self._floors[host]), max(SLOWEST, self._floors[host]))
