"""Headings: the section that a paragraph belongs to, the money it speaks of, and the line that a heading names.

Here: ordinals and their levels. Not here: figures.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..subject.names import is_body, same_key
from .words import words

_LEVELS = (
    re.compile(r"第[一二三四五六七八九十]{1,3}部分"),
    re.compile(r"[一二三四五六七八九十]{1,3}[、.．]"),
    re.compile(r"（[一二三四五六七八九十]{1,3}）"),
    re.compile(r"\d{1,2}[、.．](?!\d)"),
    re.compile(r"（\d{1,2}）|[①-⑳]"),
)
_LONGEST = 60


@dataclass(slots=True)
class Sections:
    """The headings in force, by level of their ordinal (0 第一部分, 1 一、, 2 （一）, 3 1., 4 （1）)."""

    own_names: tuple[str, ...] = ()
    heads: dict[int, str] = field(default_factory=dict)

    def enter(self, text: str, has_figures: bool) -> tuple[str, bool]:
        """Take note of a paragraph; returns what is to be read of it and whether it is nothing but a heading."""
        level = next((n for n, pattern in enumerate(_LEVELS) if pattern.match(text)), None)
        if level is None:
            if not has_figures and len(text) <= 30 and text.endswith(("说明", "情况")):
                self._set(1, text)
                return text, True
            return text, False
        if not has_figures and len(text) <= _LONGEST and not re.search("[，；]", text):
            self._set(level, text)
            return text, True
        title = words().heading_end.match(text)
        if title and level < 3:
            self._set(level, title[1])
            return text[title.end() :], False
        for deeper in [n for n in self.heads if n >= level]:
            del self.heads[deeper]
        return text, False

    def _set(self, level: int, text: str) -> None:
        for deeper in [n for n in self.heads if n >= level]:
            del self.heads[deeper]
        self.heads[level] = text.rstrip("。：")

    @property
    def name(self) -> str:
        """The heading that names the section: the highest below 第…部分, without its ordinal."""
        levels = [n for n in sorted(self.heads) if n > 0] or sorted(self.heads)
        return words().ordinal.sub("", self.heads[levels[0]], count=1)[:_LONGEST] if levels else ""

    @property
    def topic(self) -> str:
        """The deepest heading, which names the line where a sentence does not."""
        deepest = max(self.heads, default=None)
        return self.heads[deepest] if deepest is not None and deepest > 1 else ""

    @property
    def scope(self) -> str | None:
        """The money that the nearest heading which says so speaks of: a part of it, where any heading names one, else all."""
        named = [scope_of(self.heads[level]) for level in sorted(self.heads, reverse=True)]
        return narrowest(named)

    @property
    def linked(self) -> bool:
        """Whether sums stated here are those of the document's forms: not in glossaries, nor where a heading names another body."""
        for head in self.heads.values():
            if words().not_linked.search(head):
                return False
            plain = words().ordinal.sub("", head, count=1)
            if is_body(plain) and all(same_key(plain) != same_key(own) for own in self.own_names):
                return False
        return True


def narrowest(scopes: Iterable[str | None]) -> str | None:
    """The first scope that is a part of the money, else `whole` where one says so: 支出决算 inside a section on 财政拨款 is of the latter."""
    known = [s for s in scopes if s is not None]
    return next((s for s in known if s != "whole"), known[0] if known else None)


def scope_of(text: str) -> str | None:
    """The money that a text speaks of; None where it does not say."""
    return next((scope for scope, pattern in words().scopes.items() if pattern.search(text)), None)


def own_names(*names: str | None) -> tuple[str, ...]:
    """The names under which a document speaks of its own body, the longest first."""
    found: Sequence[str] = [n for n in names if n]
    return tuple(sorted({v for n in found for v in (n, n.split("（")[0])}, key=lambda n: (-len(n), n)))
