"""Platforms: how the listings of one kind of portal are read. One module each: `read(page, visit)` gives what to visit and what is offered.

Belongs here: pure functions from a page to visits and offers. Does not belong here: requests, publishers, anything of one city.
"""

from collections.abc import Callable, Iterable, Mapping

from pipelines.discovery.page import Page
from pipelines.discovery.platforms import generic, gkmlpt, jcms, trs
from pipelines.discovery.platforms.steps import Offer, Visit

Read = Callable[[Page, Visit], Iterable[Visit | Offer]]

PLATFORMS: Mapping[str, Read] = {
    "generic": generic.read,
    "trs": trs.read,
    "jcms": jcms.read,
    "gkmlpt": gkmlpt.read,
}

__all__ = ["PLATFORMS", "Offer", "Read", "Visit"]
