"""The vocabularies subject.yaml and subject_bodies.yaml, checked and compiled once.

Here: loading. Not here: the words themselves, or what is done with them.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..vocabulary import load

LEVELS = {"head_office", "department", "single"}


@dataclass(frozen=True, slots=True)
class Source:
    """How much a place of evidence weighs, and how often it must be seen for that."""

    weight: float
    full_at: int


@dataclass(frozen=True, slots=True)
class Caption:
    """A label beside a table whose value names the body: the level it hints at, and its share of a caption's weight."""

    level: str | None
    share: float


@dataclass(frozen=True)
class Words:
    """subject.yaml, compiled."""

    sources: dict[str, Source]
    cover_pages: int
    cover_window_lines: int
    title_prefixes: re.Pattern[str]
    cover_noise: re.Pattern[str]
    title_core: re.Pattern[str]
    title_performance: re.Pattern[str]
    not_a_body: re.Pattern[str]
    trailing_words: re.Pattern[str]
    level_marks: dict[str, str]
    bare_mark: re.Pattern[str]
    captions: dict[str, Caption]
    caption_cells: tuple[str, ...]
    not_a_caption_value: re.Pattern[str]
    overview: re.Pattern[str]
    level_words: re.Pattern[str]
    sentences: tuple[re.Pattern[str], ...]
    organ_phrases: re.Pattern[str]
    institution_phrases: re.Pattern[str]
    central_phrases: re.Pattern[str]
    form_title: re.Pattern[str]
    final_words: re.Pattern[str]
    budget_words: re.Pattern[str]
    performance_words: re.Pattern[str]
    notice_words: re.Pattern[str]
    narrative_page_stops: int
    narrative_stops: int
    form_page_amounts: int
    tables_pages: int
    placeholder: re.Pattern[str]


@dataclass(frozen=True)
class Bodies:
    """subject_bodies.yaml, compiled."""

    suffixes: tuple[str, ...]
    prefixes: tuple[str, ...]
    region_aliases: dict[str, str]
    organ: re.Pattern[str]
    nested: re.Pattern[str]
    central: re.Pattern[str]
    central_weak: re.Pattern[str]
    central_names: frozenset[str]
    central_universities: frozenset[str]
    nationalities: tuple[str, ...]


_INTEGERS = {
    "cover_pages",
    "cover_window_lines",
    "narrative_page_stops",
    "narrative_stops",
    "form_page_amounts",
    "tables_pages",
}


def _checked(name: str, wanted: set[str]) -> dict[str, Any]:
    raw = load(name)
    if set(raw) != wanted:
        raise ValueError(f"{name}.yaml: unknown {sorted(set(raw) - wanted)}, absent {sorted(wanted - set(raw))}")
    return raw


@cache
def words() -> Words:
    """The compiled subject.yaml. Raises ValueError for an unknown or absent key."""
    fields = set(Words.__dataclass_fields__)
    raw = _checked("subject", fields)
    out: dict[str, Any] = {f: re.compile(raw[f]) for f in fields if isinstance(raw[f], str)}
    out |= {f: int(raw[f]) for f in _INTEGERS}
    out["sources"] = {name: Source(**entry) for name, entry in raw["sources"].items()}
    if set(raw["level_marks"]) != LEVELS:
        raise ValueError(f"subject.yaml: level_marks must be for {sorted(LEVELS)}")
    out["level_marks"] = {mark: level for level, marks in raw["level_marks"].items() for mark in marks}
    out["captions"] = {label: Caption(**entry) for label, entry in raw["captions"].items()}
    if unknown := set(raw["caption_cells"]) - set(out["captions"]):
        raise ValueError(f"subject.yaml: caption_cells without a caption: {sorted(unknown)}")
    out["caption_cells"] = tuple(raw["caption_cells"])
    out["sentences"] = tuple(re.compile(s) for s in raw["sentences"])
    return Words(**out)


@cache
def bodies() -> Bodies:
    """The compiled subject_bodies.yaml. Raises ValueError for an unknown or absent key."""
    raw = _checked("subject_bodies", set(Bodies.__dataclass_fields__))
    return Bodies(
        suffixes=tuple(sorted(raw["suffixes"], key=len, reverse=True)),
        prefixes=tuple(raw["prefixes"]),
        region_aliases=dict(sorted(raw["region_aliases"].items(), key=lambda alias: len(alias[0]), reverse=True)),
        organ=re.compile(raw["organ"]),
        nested=re.compile(raw["nested"]),
        central=re.compile(raw["central"]),
        central_weak=re.compile(raw["central_weak"]),
        central_names=frozenset(raw["central_names"]),
        central_universities=frozenset(raw["central_universities"]),
        nationalities=tuple(sorted(raw["nationalities"], key=len, reverse=True)),
    )
