"""A portal as its YAML file describes it: a publisher of the kind `portal`, on which many bodies publish and which is visited at night.

Belongs here: the keys of a portal, their defaults and limits. Does not belong here: keys of every publisher (publisher.py), visiting.

    kind: portal
    platform: trs                     code in pipelines/discovery/platforms: generic, trs, jcms, gkmlpt
    start: [https://…/czyjs/]         columns of disclosures, where a visit begins
    status: unverified                until it has been run against the real portal, then `verified`; only verified ones are visited unasked
    hosts: [files.example.gov.cn]     further hosts on which the portal keeps its files; those of `start` are its own anyway
    years: 2020                       optional: the earliest fiscal year that is looked for
    pace: 3                           seconds from the end of a request to the next one to that host
    pages: 500                        most pages of listings and articles in one night
    due: {budget: [1, 2, 3], final: [8, 9, 10]}   months in which each kind is published
    recheck: 7                        days after which the server is asked whether a document has changed
    tolerance: 0.1                    share of the documents that may go or change in one night before it is held back
    quirks: {old_tls: why}            what this portal needs besides, each with its reason: old_tls (a host that speaks only TLS before 1.2)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

UNVERIFIED, VERIFIED = "unverified", "verified"
KINDS = ("budget", "final")
# Budgets are due within 20 days of the approval by the people's congress in the first months of the year, final accounts in the autumn after.
DUE: Mapping[str, tuple[int, ...]] = {"budget": (1, 2, 3), "final": (8, 9, 10)}
REQUIRED = {"platform", "start", "status"}
OPTIONAL = {"hosts", "years", "pace", "pages", "due", "recheck", "tolerance", "quirks"}
QUIRKS = ("old_tls",)
PLATFORM_NAMES = ("generic", "trs", "jcms", "gkmlpt")
# No configuration makes a visit less polite than this, except on this machine itself, where tests are.
FASTEST = 1.0


class _InvalidError(Exception):
    """What is wrong with a portal's keys."""


@dataclass(frozen=True)
class Portal:
    """How a portal is visited; see the module's first lines for each field."""

    platform: str
    start: tuple[str, ...]
    status: str
    hosts: tuple[str, ...] = ()
    years: int | None = None
    pace: float = 3.0
    pages: int = 500
    due: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: dict(DUE))
    recheck: int = 7
    tolerance: float = 0.1
    quirks: Mapping[str, str] = field(default_factory=dict)

    @property
    def all_hosts(self) -> frozenset[str]:
        """The hosts that may be asked, in lower case."""
        own = {urlsplit(url).hostname or "" for url in self.start}
        return frozenset(own | set(self.hosts))

    @property
    def is_verified(self) -> bool:
        """Whether it takes part in every night without being named."""
        return self.status == VERIFIED


def parse_portal(raw: Mapping[str, Any], fail: Callable[[str], Exception]) -> Portal:
    """The portal of a publisher's file. Raises what `fail` makes of the problem."""
    try:
        return Portal(
            platform=_one_of(raw["platform"], PLATFORM_NAMES, "platform"),
            start=_addresses(raw["start"]),
            status=_one_of(raw["status"], (UNVERIFIED, VERIFIED), "status"),
            hosts=_hosts(raw.get("hosts", [])),
            years=_number(raw, "years", None, 1999, 2100, int),
            pace=_number(raw, "pace", Portal.pace, 0, 3600, float),
            pages=_number(raw, "pages", Portal.pages, 1, 100_000, int),
            due=_due(raw.get("due", DUE)),
            recheck=_number(raw, "recheck", Portal.recheck, 0, 366, int),
            tolerance=_number(raw, "tolerance", Portal.tolerance, 0, 1, float),
            quirks=_quirks(raw.get("quirks", {})),
        )
    except _InvalidError as error:
        raise fail(str(error)) from error


def is_local(host: str) -> bool:
    """Whether a host is this machine, as in tests."""
    return host.startswith("127.") or host in ("localhost", "::1")


def _one_of(value: Any, known: tuple[str, ...], name: str) -> str:
    if value not in known:
        raise _InvalidError(f"{name} is one of {', '.join(known)}, not {value!r}")
    return value


def _addresses(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise _InvalidError("start is a list of at least one address")
    for url in value:
        if not isinstance(url, str) or urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise _InvalidError(f"not an http(s) address: {url!r}")
    if len(set(value)) < len(value):
        raise _InvalidError("an address stands twice")
    return tuple(value)


def _hosts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or any(
        not isinstance(host, str) or host != urlsplit(f"//{host}").hostname for host in value
    ):
        raise _InvalidError(f"hosts is a list of bare host names in lower case, not {value!r}")
    return tuple(value)


def _number(raw: Mapping[str, Any], name: str, default: Any, least: float, most: float, kind: type) -> Any:
    value = raw.get(name, default)
    if value is default:
        return default
    allowed = (int, float) if kind is float else (int,)
    if isinstance(value, bool) or not isinstance(value, allowed) or not least <= value <= most:
        raise _InvalidError(f"{name} is a number from {least} to {most}, not {value!r}")
    local = all(is_local(urlsplit(url).hostname or "") for url in _addresses(raw["start"]))
    if name == "pace" and value < FASTEST and not local:
        raise _InvalidError(f"pace is at least {FASTEST:g} second between two requests to a host, not {value!r}")
    return kind(value)


def _due(value: Any) -> Mapping[str, tuple[int, ...]]:
    if value is DUE:
        return dict(DUE)
    if not isinstance(value, dict) or value.keys() - set(KINDS):
        raise _InvalidError(f"due has months for {' and '.join(KINDS)}, not {value!r}")
    due = {}
    for kind, months in value.items():
        if not isinstance(months, list) or not months or any(m not in range(1, 13) for m in months):
            raise _InvalidError(f"due.{kind} is a list of months from 1 to 12, not {months!r}")
        due[kind] = tuple(months)
    return due


def _quirks(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise _InvalidError(f"quirks has a reason for each quirk, not {value!r}")
    for name, reason in value.items():
        if name not in QUIRKS:
            raise _InvalidError(f"unknown quirk {name}; known are {', '.join(QUIRKS)}")
        if not isinstance(reason, str) or not reason.strip():
            raise _InvalidError(f"quirk {name} has no reason")
    return dict(value)
