"""The words of performance forms, from vocabulary/performance.yaml.

Here: the vocabulary as validated patterns, folding of text, and what a text is by it. Not here: where the text stands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from typing import Any

from ..vocabulary import load

STAGES = ("approved", "adjusted", "received", "executed", "balance")
_MONEY = {*STAGES, "adjustment", "rate", "remaining_rate", "weight", "score"}
_LABELS = {
    "project_name",
    "body",
    "supervising_body",
    "implementing_unit",
    "grade",
    "total_weight",
    "total_score",
    "adjustment_weight",
    "adjustment_score",
}
LINES = (
    "total",
    "fiscal",
    "central",
    "provincial",
    "municipal",
    "county",
    "local",
    "carryover",
    "special_account",
    "current_year",
    "prior_years",
    "adjustment",
    "other",
    "basic",
    "project",
)
_INDICATORS = {
    "level1",
    "level2",
    "level3",
    "whole_term_target",
    "target",
    "actual",
    "weight",
    "score",
    "deviation_reason",
    "comparison",
    "measured_in",
    "criterion",
}
_KEYS = {
    "labels": _LABELS,
    "money_columns": _MONEY,
    "lines": set(LINES),
    "indicator_columns": _INDICATORS,
    "list_columns": {"name", "body", "goal", "packed", "amount"},
}
_REMEMBERED = 4096  # texts: headers and labels come again on every page
_TRIMMED = "*＊:：、.．①②③④⑤⑥⑦⑧⑨⑩"
_OF_WHICH = re.compile(r"^(其中|包括)[:：，、]?|^\d+(-\d+)?[、.．]?(?=[一-鿿])")
_UNIT = re.compile(r"（(金额)?(单位[:：])?(人民币)?(亿|万|千|百)?元）$|（%）$|（百分比）$")
_FORMULA = re.compile(r"[①-⑳][=＝].*$|（[A-D](/[A-D])?）$|[①-⑳]$")

Patterns = Mapping[str, re.Pattern[str]]


@dataclass(frozen=True)
class Words:
    """performance.yaml, compiled."""

    title: re.Pattern[str]
    department_title: re.Pattern[str]
    evaluation_title: re.Pattern[str]
    title_name: re.Pattern[str]
    generic_name: re.Pattern[str]
    coded_name: re.Pattern[str]
    labels: Patterns
    total: re.Pattern[str]
    score_said: re.Pattern[str]
    after_indicators: re.Pattern[str]
    money_columns: Patterns
    lines: Patterns
    whole_term: re.Pattern[str]
    whole_term_beside: re.Pattern[str]
    indicator_columns: Patterns
    list_columns: Patterns
    list_total: re.Pattern[str]
    packed_indicator: re.Pattern[str]
    stacked_indicator: re.Pattern[str]
    second_level: re.Pattern[str]
    either_level: re.Pattern[str]
    fund_weight_said: re.Pattern[str]
    adjustment_block: re.Pattern[str]
    comparisons: re.Pattern[str]
    grade: re.Pattern[str]


@cache
def words() -> Words:
    """The vocabulary. Raises ValueError for a key that it does not know or lacks."""
    return parse(load("performance"))


def parse(raw: Mapping[str, Any]) -> Words:
    """Validate the content of a vocabulary file. Raises ValueError with the place of what it does not know."""
    _same(set(raw), {f.name for f in fields(Words)}, "performance.yaml")
    made: dict[str, Any] = {}
    for key, value in raw.items():
        if key in _KEYS:
            _same(set(value), _KEYS[key], f"performance.yaml: {key}")
            made[key] = {name: _pattern(text, f"{key}.{name}") for name, text in value.items()}
        else:
            made[key] = _pattern(value, key)
    return Words(**made)


def _same(found: set[str], wanted: set[str], where: str) -> None:
    if found != wanted:
        raise ValueError(f"{where}: keys differ: {sorted(found ^ wanted)}")


def _pattern(text: Any, where: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except (re.error, TypeError) as error:
        raise ValueError(f"performance.yaml: {where}: {text!r} is no pattern: {error}") from error


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """A label without white space, its brackets full width, without signs at its ends."""
    flat = "".join(text.split()).replace("(", "（").replace(")", "）").replace("﹙", "（").replace("﹚", "）")
    return flat.strip(_TRIMMED)


def first_of(patterns: Patterns, text: str) -> str | None:
    """The name of the first pattern found in a folded text."""
    return next((name for name, pattern in patterns.items() if pattern.search(text)), None)


@lru_cache(maxsize=_REMEMBERED)
def label_of(text: str) -> str | None:
    """What stands to the right of a label cell."""
    folded = fold(text)
    return first_of(words().labels, folded) if 1 < len(folded) <= 24 else None


@lru_cache(maxsize=_REMEMBERED)
def line_of(text: str) -> str | None:
    """The line of the money grid that a cell names."""
    folded = plain_line(text)
    return first_of(words().lines, folded) if 1 < len(folded) <= 16 else None


def plain_line(text: str) -> str:
    """A line's name as published, without 其中, numbers and its unit."""
    folded = fold(text)
    while folded != (shorter := _UNIT.sub("", _OF_WHICH.sub("", folded)).strip(_TRIMMED)):
        folded = shorter
    return folded


@lru_cache(maxsize=_REMEMBERED)
def money_column(text: str) -> str | None:
    """The column of the money grid that a header cell names."""
    folded = _FORMULA.sub("", _UNIT.sub("", fold(text)))
    return first_of(words().money_columns, folded) if 1 < len(folded) <= 24 else None


@lru_cache(maxsize=_REMEMBERED)
def indicator_column(text: str) -> str | None:
    """The column of the indicators that a header cell names."""
    folded = fold(text)
    return first_of(words().indicator_columns, folded) if 1 < len(folded) <= 24 else None


def list_name(text: str) -> str:
    """What stands in a list's name header behind the header itself."""
    return words().list_columns["name"].sub("", fold(text))


@lru_cache(maxsize=_REMEMBERED)
def list_column(text: str) -> str | None:
    """The column of a list of projects that a header cell names, besides those of money and indicators."""
    folded = fold(text)
    return first_of(words().list_columns, folded) if 1 < len(folded) <= 40 else None
