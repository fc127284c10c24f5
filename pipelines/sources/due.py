"""What a portal ought to have published by a day, by the months in which it usually does.

Belongs here: months and fiscal years. Does not belong here: what the law sets for single bodies (the mart disclosure_ledger), visiting.
"""

from collections.abc import Iterable
from datetime import date

from pipelines.sources.portal import Portal

WORDS = {"budget": "预算", "final": "决算"}


def latest_due(portal: Portal, today: date) -> dict[str, int]:
    """By kind, the newest fiscal year whose months are over: a budget is published in its own year, final accounts in the next."""
    found = {}
    for kind, months in portal.due.items():
        year = today.year if today.month > max(months) else today.year - 1
        found[kind] = year if kind == "budget" else year - 1
    return found


def overdue(portal: Portal, titles: Iterable[str], today: date) -> list[tuple[str, int]]:
    """Kinds and fiscal years that are due and of which no title speaks. 预决算 counts as both."""
    known = list(titles)
    return [
        (kind, year)
        for kind, year in sorted(latest_due(portal, today).items())
        if not any(str(year) in title and (WORDS[kind] in title or "预决算" in title) for title in known)
    ]


def next_due(portal: Portal, today: date) -> tuple[str, int]:
    """The kind that is published next, and the month in which it begins: this one, where it is under way."""
    ahead = [((month - today.month) % 12, kind, month) for kind, months in portal.due.items() for month in months]
    _, kind, month = min(ahead)
    return kind, month
