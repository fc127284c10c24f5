"""Fetching one address at a time, politely, and never from inside somebody's network.

Belongs here: http and https downloads into the store, within limits of size and time, and the checks of every address on the way.
Does not belong here: finding addresses (discovery, spiders), or judging a document; what a server calls its answer is noted, not believed.

Requests go straight to the addresses that were checked: proxies of the environment are not used, since a proxy would resolve the name again.
"""

import ipaddress
import os
import re
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import httpx

from pipelines import __version__
from pipelines.archive.errors import FetchFailedError, FetchRefusedError
from pipelines.archive.store import Blob, incoming

USER_AGENT = f"duizhang/{__version__} (reads published budgets and final accounts; one request at a time)"
KEPT_HEADERS = ("content-type", "content-disposition", "last-modified", "etag")
LOOPBACK_VARIABLE = "DUIZHANG_ALLOW_LOOPBACK"
REDIRECTS = {301, 302, 303, 307, 308}
TRY_AGAIN = {429, 500, 502, 503, 504}


@dataclass(frozen=True)
class FetchLimits:
    """Largest answer in bytes; seconds for a connection or a silence, and for the whole; redirects; pause before a host's next request."""

    size: int = 300 * 1024 * 1024
    silence: float = 30.0
    seconds: float = 300.0
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
        # Certificates as the environment has them (SSL_CERT_FILE), else those that come with the library.
        self._certificates = httpx.create_ssl_context(trust_env=True)

    def fetch(self, url: str, validators: Mapping[str, str] | None = None) -> Fetched:
        """Fetch an address. `validators` are the headers kept of an earlier answer: an unchanged file is then not sent again.

        Raises FetchRefusedError for what is not fetched on principle and FetchFailedError for what failed this time.
        """
        for left in reversed(range(self._limits.tries)):
            try:
                return self._follow(url, validators or {})
            except _TryAgainError as error:
                if not left:
                    raise FetchFailedError(f"{url}: {error}") from error
        raise AssertionError("unreachable: the last try returns or raises")

    def _follow(self, url: str, validators: Mapping[str, str]) -> Fetched:
        deadline = time.monotonic() + self._limits.seconds
        here = _parse(url, url)
        for _ in range(self._limits.redirects + 1):
            addresses = _addresses(here, url)
            self._wait(here.host)
            answer = self._ask(here, addresses, url, validators, deadline)
            if isinstance(answer, Fetched):
                return answer
            here = _parse(str(here.join(answer)), url)
        raise FetchRefusedError(f"{url}: more than {self._limits.redirects} redirects")

    def _wait(self, host: str) -> None:
        last = self._last.get(host)
        if last is not None and not loopback_allowed():
            time.sleep(max(0.0, last + self._limits.pause - time.monotonic()))
        self._last[host] = time.monotonic()

    def _ask(
        self, here: httpx.URL, addresses: list[str], asked: str, validators: Mapping[str, str], deadline: float
    ) -> Fetched | str:
        """One request, sent to the first checked address that answers: what came, or where it redirects to."""
        headers = {"host": here.netloc.decode(), "user-agent": USER_AGENT, "accept": "application/pdf, */*;q=0.5"}
        # The bytes as they lie on the server: a digest of them is their address in the archive.
        headers["accept-encoding"] = "identity"
        for given, sent in (("etag", "if-none-match"), ("last-modified", "if-modified-since")):
            if given in validators:
                headers[sent] = validators[given]
        problem: Exception | None = None
        with httpx.Client(verify=self._certificates, timeout=self._limits.silence, trust_env=False) as client:
            for address in addresses:
                request = client.build_request(
                    "GET", here.copy_with(host=address), headers=headers, extensions={"sni_hostname": here.host}
                )
                try:
                    response = client.send(request, stream=True)
                except httpx.ConnectError as error:
                    problem = error
                    continue
                except httpx.HTTPError as error:
                    raise _TryAgainError(_say(error)) from error
                try:
                    return self._take(response, here, asked, deadline)
                except httpx.HTTPError as error:
                    raise _TryAgainError(_say(error)) from error
                finally:
                    response.close()
        raise _TryAgainError(_say(problem) if problem else "no address")

    def _take(self, response: httpx.Response, here: httpx.URL, asked: str, deadline: float) -> Fetched | str:
        http = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        if str(here) != asked:
            http["final-url"] = str(here)
        name = file_name(here, response.headers.get("content-disposition"))
        if response.status_code in REDIRECTS and "location" in response.headers:
            return response.headers["location"]
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return Fetched(None, name, http)
        if response.status_code in TRY_AGAIN:
            raise _TryAgainError(f"the server answered {response.status_code}")
        if response.status_code != httpx.codes.OK:
            raise FetchFailedError(
                f"{asked}: the server answered {response.status_code} {response.reason_phrase}".rstrip()
            )
        too_large = FetchRefusedError(f"{asked}: larger than {self._limits.size} bytes")
        announced = response.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > self._limits.size:
            raise too_large
        with incoming(self._data_dir) as file:
            for chunk in response.iter_bytes():
                file.write(chunk)
                if file.size > self._limits.size:
                    raise too_large
                if time.monotonic() > deadline:
                    raise FetchFailedError(f"{asked}: took longer than {self._limits.seconds:g} s")
            # Without a transfer coding, a connection that breaks off early looks like the end of the file.
            if announced.isdigit() and "content-encoding" not in response.headers and file.size != int(announced):
                raise _TryAgainError(f"{file.size} of {announced} bytes came")
            return Fetched(file.keep(), name, http)


class _TryAgainError(Exception):
    """The address may answer if asked again."""


def _say(error: Exception) -> str:
    return str(error) or type(error).__name__


def loopback_allowed() -> bool:
    """Whether this machine itself may be asked: only for tests, by the environment."""
    return os.environ.get(LOOPBACK_VARIABLE) == "1"


def _parse(url: str, asked: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise FetchRefusedError(f"{asked}: not an address: {error}") from error
    if parsed.scheme not in {"http", "https"}:
        raise FetchRefusedError(f"{asked}: only http and https are fetched, not {parsed.scheme or 'nothing'}")
    if not parsed.host:
        raise FetchRefusedError(f"{asked}: no host")
    if parsed.userinfo:
        # It would stand in the published source_url.
        raise FetchRefusedError(f"{asked.partition('://')[0]}://…: an address with a user name is not fetched")
    return parsed.copy_with(fragment=None)


def _addresses(url: httpx.URL, asked: str) -> list[str]:
    """All addresses of the host, IPv4 first, every one of them public (or loopback where tests allow it)."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(url.raw_host.decode(), port, type=socket.SOCK_STREAM)
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


def file_name(url: httpx.URL, disposition: str | None) -> str:
    """The name a download goes by: what the server calls it, else the last part of its path, without any folder."""
    name = _from_disposition(disposition or "") or unquote(url.path.rstrip("/").rpartition("/")[2])
    name = re.sub(r"[\x00-\x1f\x7f]", "", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    return name[-150:] or url.host


def _from_disposition(header: str) -> str:
    extended = re.search(r"filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)", header, re.IGNORECASE)
    if extended:
        try:
            return unquote(extended[2], encoding=extended[1], errors="strict")
        except (LookupError, UnicodeDecodeError):
            pass
    plain = re.search(r'filename\s*=\s*(?:"([^"]*)"|([^;]+))', header, re.IGNORECASE)
    if not plain:
        return ""
    name = (plain[1] or plain[2] or "").strip()
    # Portals send the name percent-encoded, or as UTF-8 or GB 18030 bytes, which arrive here one byte a character.
    if "%" in name:
        return unquote(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.encode("latin-1").decode(encoding)
        except UnicodeError:
            continue
    return name
