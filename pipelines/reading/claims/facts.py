"""Numbers in the text that are no money: staff, vehicles, equipment, receptions, journeys.

Here: finding them by their patterns. Not here: the patterns (vocabulary/claims.yaml).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..privacy import mask_text
from .paragraphs import Paragraph
from .words import words

_BEFORE, _AFTER = 30, 10


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that the text states: what it counts, the number, its page, and the words around it."""

    fact: str
    value: int
    page: int
    text: str


def facts(paragraphs: Iterable[Paragraph]) -> Iterator[Fact]:
    """Every number of the kinds that claims.yaml names, in reading order."""
    for paragraph in paragraphs:
        text = paragraph.text
        if not words().fact_units.search(text):
            continue
        found: dict[int, Fact] = {}
        for rule in words().facts:
            for match in rule.pattern.finditer(text):
                start, end = match.span("n")
                around = text[max(0, match.start() - _BEFORE) : match.end() + _AFTER]
                page = paragraph.at(start, end)[0].page
                found.setdefault(start, Fact(rule.fact, int(match["n"].replace(",", "")), page, mask_text(around)))
        yield from (found[start] for start in sorted(found))
