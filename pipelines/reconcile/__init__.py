"""Whether a document's amounts agree with each other: the accounting identities as data, worked out by one executor.

Here: identities.yaml (every identity, its forms, severity and reason), its loader, and `check`, which turns the amounts of one document into outcomes.
Not here: reading amounts, choosing a reading (it only counts what stays open), or settling whose mistake a mismatch is.
"""

from .executor import check, open_obligations, summary
from .outcome import Check, Place

__all__ = ["Check", "Place", "check", "open_obligations", "summary"]
