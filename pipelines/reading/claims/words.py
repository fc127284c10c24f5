"""The grammar of narratives as validated values.

Here: what vocabulary/claims.yaml may say; an unknown key, form, measure or scope, or a pattern that does not compile, is an error.
Not here: how sentences are read by it (figures.py, subjects.py, linking.py).
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.reconcile.catalogue import BASES, MEASURES

from ..vocabulary import load

SCOPES = ("whole", "fiscal", "general", "fund", "capital", "basic")
_ROWS = frozenset({"total", "current", "grand", "item", "income_line", "named", "staff_personnel", "staff_public"})


@dataclass(frozen=True, slots=True)
class Target:
    """Where a figure may be printed: the form without final_/budget_, its row (and item), side and measure; measure None is the
    three-public one of the document's kind. `sure` false: publishers
    count differently, so that only agreement says anything."""

    form: str
    row: str
    side: str | None = None
    item: str | None = None
    measure: str | None = "total"
    sure: bool = True


@dataclass(frozen=True, slots=True)
class LineRule:
    """A subject that names a line: the pattern of its core, the scopes in which it does, and its targets, the nearest first."""

    subject: re.Pattern[str]
    scopes: tuple[str, ...]
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class FactRule:
    """A number in the text that is no money: its name, and the pattern with the group `n`."""

    fact: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Words:
    """claims.yaml, compiled."""

    page_number: re.Pattern[str]
    leaders: re.Pattern[str]
    ordinal: re.Pattern[str]
    heading_end: re.Pattern[str]
    not_linked: re.Pattern[str]
    tokens: re.Pattern[str]
    threshold_after: re.Pattern[str]
    threshold_before: re.Pattern[str]
    falling: re.Pattern[str]
    change_tail: re.Pattern[str]
    share_tail: re.Pattern[str]
    completion_tail: re.Pattern[str]
    compared: re.Pattern[str]
    prior: re.Pattern[str]
    prior_not: re.Pattern[str]
    approved: re.Pattern[str]
    adjusted: re.Pattern[str]
    plain_budget: re.Pattern[str]
    nearly: re.Pattern[str]
    ends_purpose: re.Pattern[str]
    lead: re.Pattern[str]
    trail: re.Pattern[str]
    aside: re.Pattern[str]
    generic: re.Pattern[str]
    folded: re.Pattern[str]
    scopes: dict[str, re.Pattern[str]]
    lines: tuple[LineRule, ...]
    fact_units: re.Pattern[str]
    facts: tuple[FactRule, ...]


@cache
def words() -> Words:
    """The grammar of this package. Raises ValueError with the place of what it does not know."""
    raw = load("claims")
    if set(raw) != set(Words.__dataclass_fields__):
        raise ValueError(f"claims.yaml: keys differ: {sorted(set(raw) ^ set(Words.__dataclass_fields__))}")
    if set(raw["scopes"]) - set(SCOPES):
        raise ValueError(f"claims.yaml: unknown scopes {sorted(set(raw['scopes']) - set(SCOPES))}")
    made: dict[str, Any] = {k: re.compile(v) if isinstance(v, str) else v for k, v in raw.items()}
    made["tokens"] = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in raw["tokens"].items()))
    made["scopes"] = {scope: re.compile(pattern) for scope, pattern in raw["scopes"].items()}
    made["lines"] = tuple(_line(entry) for entry in raw["lines"])
    made["facts"] = tuple(_fact(entry) for entry in raw["facts"])
    return Words(**made)


def _line(entry: dict[str, Any]) -> LineRule:
    if set(entry) - {"subject", "scopes", "targets"}:
        raise ValueError(f"claims.yaml: unknown key in {entry}")
    scopes = tuple(entry.get("scopes", SCOPES))
    if set(scopes) - set(SCOPES):
        raise ValueError(f"claims.yaml: unknown scope in {entry}")
    return LineRule(re.compile(entry["subject"]), scopes, tuple(_target(t, entry) for t in entry["targets"]))


def _target(raw: dict[str, Any], entry: dict[str, Any]) -> Target:
    if set(raw) - set(Target.__dataclass_fields__):
        raise ValueError(f"claims.yaml: unknown key in {raw}")
    target = Target(**raw)
    if target.form not in {*BASES, "procurement", "general_economic"} or target.row not in _ROWS:
        raise ValueError(f"claims.yaml: unknown form or row {raw} in {entry}")
    if target.measure is not None and target.measure not in MEASURES:
        raise ValueError(f"claims.yaml: unknown measure {raw} in {entry}")
    return target


def _fact(entry: dict[str, Any]) -> FactRule:
    if set(entry) != {"fact", "pattern"}:
        raise ValueError(f"claims.yaml: unknown key in {entry}")
    pattern = re.compile(entry["pattern"])
    if "n" not in pattern.groupindex:
        raise ValueError(f"claims.yaml: no group n in {entry}")
    return FactRule(entry["fact"], pattern)
