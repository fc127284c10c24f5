"""Fetching one named address at a time, politely: redirects, a second try, a pause between requests to the same host.

Belongs here: the addresses that somebody names one by one. Does not belong here: the request itself and its safety (transfer.py), finding
addresses (pipelines/discovery).
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from pipelines.archive.errors import FetchFailedError, FetchRefusedError
from pipelines.archive.store import Blob
from pipelines.archive.transfer import Answer, Limits, Transfer, TryAgainError, loopback_allowed, parse

# Whoever names an address waits for it: a server that wants us to wait longer than this is asked again by the next run.
LONGEST_WAIT = 60.0


@dataclass(frozen=True)
class FetchLimits(Limits):
    """Besides the limits of one request: redirects; pause before a host's next request in seconds; tries."""

    redirects: int = 5
    pause: float = 1.0
    tries: int = 2


@dataclass(frozen=True)
class Fetched:
    """An answer: the stored bytes (None: unchanged since the validators given), the name it goes by, and the headers that matter."""

    blob: Blob | None
    file_name: str
    http: Mapping[str, str] = field(default_factory=dict)


class Fetcher:
    """Downloads into the archive of one data directory; keeps a pause between requests to the same host."""

    def __init__(self, data_dir: Path, limits: FetchLimits | None = None) -> None:
        self._data_dir = data_dir
        self._limits = limits or FetchLimits()
        self._last: dict[str, float] = {}

    def fetch(self, url: str, validators: Mapping[str, str] | None = None) -> Fetched:
        """Fetch an address. `validators` are the headers kept of an earlier answer: an unchanged file is then not sent again.

        Raises FetchRefusedError for what is not fetched on principle and FetchFailedError for what failed this time.
        """
        return asyncio.run(self._fetch(url, validators or {}))

    async def _fetch(self, url: str, validators: Mapping[str, str]) -> Fetched:
        transfer = Transfer(self._data_dir, self._limits)
        try:
            for left in reversed(range(self._limits.tries)):
                try:
                    return await self._follow(transfer, url, validators)
                except TryAgainError as error:
                    if not left or (error.after or 0) > LONGEST_WAIT:
                        raise FetchFailedError(str(error)) from error
                    await asyncio.sleep(error.after or 0)
            raise AssertionError("unreachable: the last try returns or raises")
        finally:
            await transfer.close()

    async def _follow(self, transfer: Transfer, url: str, validators: Mapping[str, str]) -> Fetched:
        here = url
        for _ in range(self._limits.redirects + 1):
            await self._wait(parse(here).host)
            answer = await transfer.get(here, validators=validators, headers={"accept": "application/pdf, */*;q=0.5"})
            if answer.location is None:
                return _fetched(answer, url, here)
            here = answer.location
        raise FetchRefusedError(f"{url}: more than {self._limits.redirects} redirects")

    async def _wait(self, host: str) -> None:
        last = self._last.get(host)
        if last is not None and not loopback_allowed():
            await asyncio.sleep(max(0.0, last + self._limits.pause - time.monotonic()))
        self._last[host] = time.monotonic()


def _fetched(answer: Answer, url: str, here: str) -> Fetched:
    http = dict(answer.http) | ({} if here == url else {"final-url": here})
    if answer.status == httpx.codes.NOT_MODIFIED:
        return Fetched(None, answer.file_name, http)
    if answer.blob is None:
        phrase = httpx.codes.get_reason_phrase(answer.status)
        raise FetchFailedError(f"{url}: the server answered {answer.status} {phrase}".rstrip())
    return Fetched(answer.blob, answer.file_name, http)
