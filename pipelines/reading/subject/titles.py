"""Titles of disclosures: 2023年度福州市…中心部门决算 taken apart, also when split over lines.

Here: one title's parts, and the choice of lines that make a cover's title. Not here: other evidence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .names import ends_like_a_body, is_body, is_place, split_marks, tidy
from .text import is_placeholder, normal, take_years
from .words import words

_CONTENTS = re.compile(r"^目录?$|^目录|目录$")
_LEADERS = re.compile(r"[.…·．]{3,}.*$|—{4,}.*$")
_LISTED = re.compile(r"[一二三四五六七八九十]+、|第.{1,2}部分|（[一二三四五六七八九十]+）")
_NOTE = re.compile(r"（([^（）]+)）")
_KINDS = {"预算": "budget", "决算": "final"}  # 预决算 says neither
_LEVELS = {"部门": "department", "部门综合": "department", "单位": "single", "预算单位": "single"}


@dataclass(frozen=True, slots=True)
class Title:
    """The parts of a title: `body` as published without markings (None where it names none), `place` where it names
    nothing but a place or a template's blank, `level` department | head_office | single | None, `stated` whether a
    marking such as （本级） states the level."""

    text: str
    body: str | None
    place: str | None
    year: int | None
    kind: str | None
    level: str | None
    stated: bool


def strip_prefixes(text: str) -> str:
    """A line without 附件1, 第二部分, 一、 and the like before it, and without dots and page numbers after it."""
    text = _LEADERS.sub("", text)
    while match := words().title_prefixes.match(text):
        text = text[match.end() :]
    return text


def parse_title(text: str) -> Title | None:
    """The parts of a title given as normal text, None where it is none. Needs a kind, and besides a year, a level or a body."""
    marked, years = take_years(strip_prefixes(text))
    if len(marked) > 90 or "。" in marked:
        return None
    performance = words().title_performance.search(marked)
    core = (
        None
        if performance and not re.search("[预决]算.{0,2}[及和与、]", performance[0])
        else words().title_core.search(marked)
    )
    match = core or performance
    if match is None:
        return None
    kind = "performance" if core is None else _KINDS.get(match["kind"])
    head = marked[: match.start()]
    word = match["level"]
    name, stated = split_marks(tidy(head.removesuffix("：")))
    level = stated or _LEVELS.get(word or "")
    if stated is None and head.rstrip("~").endswith("部门"):
        level = level or "department"
    elif stated is None and head.rstrip("~").endswith("单位"):
        level = level or "single"
    body = place = None
    if name and (is_place(name) or is_placeholder(name)):
        place = name
    elif (
        (len(name) > 3 or is_body(name))
        and not words().not_a_body.search(name)
        and len(name) <= 45
        and not re.search(r"[，。；]|\d{6,}", name)
    ):
        body = name
    if body is None and place is None:
        body = next((note for note in _NOTE.findall(match[0]) if is_body(note)), None)
    if body is None and not years and word is None and kind != "performance":
        return None
    if head and body is None and place is None and core is not None and name and not years:
        return None
    return Title(text, body, place, years[-1] if years else None, kind, level, stated is not None)


@dataclass(frozen=True, slots=True)
class Found:
    """A title or a body's name found on a page, and the lines it was made of."""

    title: Title
    page: int
    lines: tuple[str, ...]


def windows(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Runs of up to `cover_window_lines` lines: first index, number of lines, the joined text."""
    for first in range(len(lines)):
        joined = ""
        for count, line in enumerate(lines[first : first + words().cover_window_lines], 1):
            joined += line
            if len(joined) > 90:
                break
            yield first, count, joined


def cover_lines(lines: Sequence[str]) -> list[str]:
    """The normal lines of a page that can be part of a title: up to the contents, without dates and stamps."""
    out = []
    for line in lines:
        text = normal(line)
        if _CONTENTS.search(text) and not re.search("[预决]算", text):
            break
        if text and not words().cover_noise.search(text):
            out.append(text)
    return out


def cover_titles(lines: Sequence[str], page: int) -> list[Found]:
    """Titles that the lines of a cover make, best first: named bodies, years, and more lines win."""
    found = []
    for first, count, joined in windows(lines):
        if (title := parse_title(joined)) is None:
            continue
        if any(_LISTED.match(line) for line in lines[first : first + count]):
            continue
        found.append((_rank(title, count, first), Found(title, page, tuple(lines[first : first + count]))))
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [f for _, f in found]


def _rank(title: Title, count: int, first: int) -> tuple:
    body = 0 if title.body is None else 2 if is_body(title.body) else 1 if ends_like_a_body(title.body) else 0.5
    return body, title.year is not None, title.kind is not None, count, -first
