"""One request to one address, never into somebody's own network, its bytes straight onto the disk.

Belongs here: what every request of this program has in common, whoever wants it: the check of the address, the connection to the very address
that was checked, limits of size and time, certificates. Does not belong here: redirects, tries and pauses (fetch.py for single addresses,
pipelines/discovery for portals), or judging a document; what a server calls its answer is noted, not believed.

Requests go straight to the checked addresses: a name that leads elsewhere a second later (DNS rebinding) changes nothing, and proxies of
the environment are not used, since a proxy would resolve the name again.
"""

import asyncio
import ipaddress
import os
import socket
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from pipelines import __version__
from pipelines.archive.errors import ArchiveError, FetchFailedError, FetchRefusedError
from pipelines.archive.names import file_name
from pipelines.archive.store import Blob, Incoming, incoming

KEPT_HEADERS = ("content-type", "content-disposition", "last-modified", "etag")
LOOPBACK_VARIABLE = "DUIZHANG_ALLOW_LOOPBACK"
CONTACT_VARIABLE = "DUIZHANG_CONTACT"
REDIRECTS = {301, 302, 303, 307, 308}
TRY_AGAIN = {429, 500, 502, 503, 504}
# A connection that waits for the next request of its host for longer than this is closed.
IDLE_SECONDS = 20.0


class TryAgainError(ArchiveError):
    """The address may answer if asked again; `after` is how many seconds the server asks us to wait, where it does."""

    def __init__(self, message: str, status: int | None = None, after: float | None = None) -> None:
        super().__init__(message)
        self.status, self.after = status, after


@dataclass(frozen=True)
class Limits:
    """Largest answer in bytes; seconds for a connection or a silence, and for the whole answer."""

    size: int = 300 * 1024 * 1024
    silence: float = 30.0
    seconds: float = 300.0


@dataclass(frozen=True)
class Answer:
    """What a server said: status, headers that matter, the name the file goes by; `blob` where the bytes were kept, else `body`.

    `location` is set for a redirect. `latency` is the time to the headers, in seconds.
    """

    status: int
    http: Mapping[str, str] = field(default_factory=dict)
    file_name: str = ""
    blob: Blob | None = None
    body: bytes = b""
    location: str | None = None
    latency: float = 0.0


# From an answer's first kilobyte: whether it goes into the store. Else it is handed over in memory.
Keep = Callable[[bytes], bool]


class Transfer:
    """Requests into one data directory, within one event loop. `old_tls` are hosts that speak only TLS before 1.2."""

    def __init__(
        self,
        data_dir: Path,
        limits: Limits | None = None,
        *,
        old_tls: Collection[str] = (),
        contact: str | None = None,
        partial: Path | None = None,
    ) -> None:
        self._data_dir, self._limits, self._old_tls, self._partial = data_dir, limits or Limits(), old_tls, partial
        self._agent = user_agent(contact)
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._contexts: dict[bool, ssl.SSLContext] = {}

    async def close(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    async def get(
        self,
        url: str,
        *,
        validators: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        keep: Keep = lambda head: True,
        body_limit: int = 0,
    ) -> Answer:
        """Ask once. `validators` are the headers kept of an earlier answer; `body_limit` bounds what is not kept.

        Raises FetchRefusedError for what is not fetched on principle, FetchFailedError for what failed for tonight, TryAgainError for
        what may work later.
        """
        here = parse(url)
        sent = dict(headers or {}) | {"host": here.netloc.decode(), "user-agent": self._agent}
        # The bytes as they lie on the server: a digest of them is their address in the archive.
        sent["accept-encoding"] = "identity"
        for given, asked in (("etag", "if-none-match"), ("last-modified", "if-modified-since")):
            if given in (validators or {}):
                sent[asked] = (validators or {})[given]
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._ask(here, url, sent, keep, body_limit)
        except TimeoutError as error:
            raise TryAgainError(f"{url}: took longer than {self._limits.seconds:g} s") from error

    async def _ask(self, here: httpx.URL, url: str, sent: dict[str, str], keep: Keep, body_limit: int) -> Answer:
        addresses = await _addresses(here, url)
        client = self._client(here.host)
        problem = "no address"
        for address in addresses:
            request = client.build_request(
                "GET", here.copy_with(host=address), headers=sent, extensions={"sni_hostname": here.host}
            )
            started = time.monotonic()
            try:
                response = await client.send(request, stream=True)
            except httpx.ConnectError as error:
                problem = _say(error)
                continue
            except httpx.HTTPError as error:
                raise TryAgainError(f"{url}: {_say(error)}") from error
            try:
                latency = time.monotonic() - started
                return await self._take(response, here, url, keep, body_limit, latency)
            except httpx.HTTPError as error:
                raise TryAgainError(f"{url}: {_say(error)}") from error
            finally:
                await response.aclose()
        raise TryAgainError(f"{url}: {problem}")

    async def _take(
        self, response: httpx.Response, here: httpx.URL, url: str, keep: Keep, body_limit: int, latency: float
    ) -> Answer:
        http = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        name = file_name(here, response.headers.get("content-disposition"))
        status = response.status_code
        if status in REDIRECTS and "location" in response.headers:
            return Answer(status, http, name, location=str(here.join(response.headers["location"])), latency=latency)
        if status in TRY_AGAIN:
            raise TryAgainError(f"{url}: the server answered {status}", status, _retry_after(response))
        if status != httpx.codes.OK:
            return Answer(status, http, name, latency=latency)
        announced = response.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > self._limits.size:
            raise FetchRefusedError(f"{url}: larger than {self._limits.size} bytes")
        with incoming(self._data_dir, self._partial) as file:
            async for chunk in response.aiter_bytes():
                file.write(chunk)
                if file.size > self._limits.size:
                    raise FetchRefusedError(f"{url}: larger than {self._limits.size} bytes")
            # Without a transfer coding, a connection that breaks off early looks like the end of the file.
            if announced.isdigit() and "content-encoding" not in response.headers and file.size != int(announced):
                raise TryAgainError(f"{url}: {file.size} of {announced} bytes came")
            return _answer(file, Answer(status, http, name, latency=latency), keep, body_limit, url)

    def _client(self, host: str) -> httpx.AsyncClient:
        """One client a host: the addresses are bare numbers, so a connection must never serve another name on the same machine."""
        if host not in self._clients:
            self._clients[host] = httpx.AsyncClient(
                verify=self._context(host in self._old_tls),
                timeout=self._limits.silence,
                trust_env=False,
                limits=httpx.Limits(max_connections=1, keepalive_expiry=IDLE_SECONDS),
            )
        return self._clients[host]

    def _context(self, old: bool) -> ssl.SSLContext:
        if old not in self._contexts:
            # Certificates as the environment has them (SSL_CERT_FILE), else those that come with the library.
            context = httpx.create_ssl_context(trust_env=True)
            if old:
                # As old as the library still speaks; SSL stays off by the options of every context.
                context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
                context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
                # Old protocols sign with SHA-1, which OpenSSL allows at level 0 alone; certificates are checked all the same.
                context.set_ciphers("DEFAULT:@SECLEVEL=0")
            self._contexts[old] = context
        return self._contexts[old]


def _answer(file: Incoming, answer: Answer, keep: Keep, body_limit: int, url: str) -> Answer:
    if keep(file.head):
        return replace(answer, blob=file.keep())
    if file.size > body_limit:
        raise FetchRefusedError(f"{url}: a page of {file.size} bytes, more than {body_limit}")
    return replace(answer, body=file.read())


def user_agent(contact: str | None = None) -> str:
    """What this program calls itself, with the address under which its operator is reached, where the configuration gives one."""
    contact = contact or os.environ.get(CONTACT_VARIABLE)
    reached = f"; contact {contact}" if contact else ""
    return f"duizhang/{__version__} (reads published budgets and final accounts; one request at a time{reached})"


def loopback_allowed() -> bool:
    """Whether this machine itself may be asked: only for tests, by the environment."""
    return os.environ.get(LOOPBACK_VARIABLE) == "1"


def parse(url: str) -> httpx.URL:
    """The address without its fragment. Raises FetchRefusedError for what is no http(s) address of a host, or carries a user name."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise FetchRefusedError(f"{url}: not an address: {error}") from error
    if parsed.scheme not in {"http", "https"}:
        raise FetchRefusedError(f"{url}: only http and https are fetched, not {parsed.scheme or 'nothing'}")
    if not parsed.host:
        raise FetchRefusedError(f"{url}: no host")
    if parsed.userinfo:
        # It would stand in the published source_url.
        raise FetchRefusedError(f"{url.partition('://')[0]}://…: an address with a user name is not fetched")
    return parsed.copy_with(fragment=None)


async def _addresses(url: httpx.URL, asked: str) -> list[str]:
    """All addresses of the host, IPv4 first, every one of them public (or loopback where tests allow it)."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(url.raw_host.decode(), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailedError(f"{asked}: {url.host} is not known: {error}") from error
    addresses = list(
        dict.fromkeys(str(entry[4][0]) for entry in sorted(found, key=lambda entry: entry[0] != socket.AF_INET))
    )
    for address in addresses:
        if not is_public(address):
            raise FetchRefusedError(f"{asked}: {url.host} is {address}, which is not a public address")
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody may ask: no private, link-local, reserved or multicast network."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        # Addresses that carry an IPv4 address inside lead to it.
        parsed = parsed.ipv4_mapped or parsed.sixtofour or parsed
    if parsed.is_loopback:
        return loopback_allowed()
    return parsed.is_global and not parsed.is_multicast


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds that the server asks us to wait, given as a number or as a date."""
    text = response.headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _say(error: Exception) -> str:
    return str(error) or type(error).__name__
