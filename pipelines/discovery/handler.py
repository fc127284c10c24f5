"""Scrapy's download handler over pipelines/archive/transfer.py: one request, checked and limited, and a line of the fetch ledger for it.

Belongs here: from Scrapy's request to ours and back, the waiting that a server asks for. Does not belong here: which requests are made
(spider.py), the pace between them (Scrapy's slots and throttle.py).
"""

import asyncio
import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from pipelines.archive.errors import FetchFailedError, FetchRefusedError
from pipelines.archive.fetches import Fetch, Outcome
from pipelines.archive.transfer import Answer, Transfer, TryAgainError

PAGE_LIMIT = 8 * 1024 * 1024
# What a document may be by its first bytes: PDF, ZIP (and the newer Office), the older Office, RAR, 7z.
_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Rar!", b"7z\xbc\xaf\x27\x1c")


class Note(Protocol):
    """Writes down one request of a publisher."""

    def __call__(self, source_id: str, fetch: Fetch) -> None:
        """Called once for every request that was made."""


class Waits:
    """Until when a host does not want to be asked, and whether it is left alone for the rest of the night."""

    def __init__(self, longest: float) -> None:
        self.longest = longest
        self._until: dict[str, float] = {}
        self._closed: dict[str, str] = {}

    def hold(self, host: str, seconds: float) -> None:
        """Leave the host alone for so long; for the night where that is longer than we wait."""
        if seconds > self.longest:
            self._closed[host] = f"{host} wants to be left alone for {seconds:.0f} s"
        self._until[host] = max(self._until.get(host, 0.0), time.monotonic() + seconds)

    async def wait(self, host: str) -> None:
        """Wait until the host may be asked. Raises FetchFailedError where that is not tonight."""
        if host in self._closed:
            raise FetchFailedError(self._closed[host])
        await asyncio.sleep(max(0.0, self._until.get(host, 0.0) - time.monotonic()))


def is_file(head: bytes) -> bool:
    """Whether bytes begin as a document or an archive does, not as a page."""
    return b"%PDF-" in head or head.startswith(_SIGNATURES)


class Handler:
    """The handler of http and https. Its request's meta: `source_id`, `night`, `wants` (page or document), `validators`, `referrer`, `text`."""

    lazy = False

    def __init__(self, crawler: Crawler, transfer: Transfer, note: Note, waits: Waits) -> None:
        self._crawler, self._transfer, self._note, self._waits = crawler, transfer, note, waits

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Handler":
        """As Scrapy makes it; the parts come from the settings of pipelines/discovery/crawl.py."""
        settings = crawler.settings
        return cls(crawler, settings["DUIZHANG_TRANSFER"], settings["DUIZHANG_NOTE"], settings["DUIZHANG_WAITS"])

    async def download_request(self, request: Request) -> Response:
        """Ask once. An answer of a document has its bytes in the store and none in memory: it is in `meta["answer"]`."""
        host = urlsplit(request.url).hostname or ""
        await self._waits.wait(host)
        try:
            return await self._ask(request)
        finally:
            # The pause to the next request counts from the end of this one, however long it waited or took.
            self._crawler.engine.downloader.slots[request.meta["download_slot"]].lastseen = time.monotonic()

    async def _ask(self, request: Request) -> Response:
        meta = request.meta
        document = meta.get("wants") == "document"
        keep: Callable[[bytes], bool] = (lambda head: True) if document else is_file
        accept = "application/pdf, */*;q=0.5" if document else "text/html, application/json;q=0.9, */*;q=0.5"
        try:
            answer = await self._transfer.get(
                request.url,
                validators=meta.get("validators"),
                headers={"accept": accept, "accept-language": "zh-CN"},
                keep=keep,
                body_limit=PAGE_LIMIT,
            )
        except TryAgainError as error:
            self._write(request, "failed", status=error.status, problem=str(error))
            raise
        except FetchRefusedError as error:
            self._write(request, "refused", problem=str(error))
            raise
        except FetchFailedError as error:
            self._write(request, "failed", problem=str(error))
            raise
        if meta.get("asked", request.url) != request.url:
            answer = replace(answer, http={**answer.http, "final-url": request.url})
        meta["download_latency"], meta["answer"] = answer.latency, answer
        self._write_answer(request, answer)
        headers = {"Location": answer.location} if answer.location else {}
        return Response(request.url, answer.status, headers=headers, body=answer.body, request=request)

    async def close(self) -> None:
        """Close all connections."""
        await self._transfer.close()

    def _write_answer(self, request: Request, answer: Answer) -> None:
        outcome: Outcome = "failed"
        known: dict[str, Any] = {}
        if answer.location is not None:
            outcome = "redirect"
        elif answer.status == 304:
            outcome = "unchanged"
        elif answer.blob is not None:
            outcome = "came"
            blob = answer.blob
            known = {"sha256": blob.sha256, "size": blob.size, "is_pdf": blob.is_pdf, "file_name": answer.file_name}
        elif answer.status == 200:
            outcome = "page"
            known = {"size": len(answer.body), "sha256": hashlib.sha256(answer.body).hexdigest()}
        self._write(request, outcome, status=answer.status, http=dict(answer.http), **known)

    def _write(self, request: Request, outcome: Outcome, **known: Any) -> None:
        meta = request.meta
        self._note(
            meta["source_id"],
            Fetch(
                url=request.url,
                asked=meta["asked"] if meta.get("asked", request.url) != request.url else None,
                night=meta["night"],
                outcome=outcome,
                referrer=meta.get("referrer"),
                text=meta.get("text"),
                **known,
            ),
        )
