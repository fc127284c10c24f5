"""Running text: sentences whose shape names the body, the year that it is about.

Here: paragraphs outside tables, and what they say. Not here: the shapes themselves (vocabulary/subject.yaml).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..pages import Page
from .names import is_body, is_place, split_marks
from .sightings import Sighting
from .text import is_placeholder, normal, take_years
from .titles import strip_prefixes
from .words import words

_NARRATIVE_CHARACTERS = 24_000
_LAST_RESORT = 3  # a year named once or twice in passing proves nothing
_YEAR_WORDS = re.compile(r"(20[0-4]\d)年度?(?!\d|[-—~至]20)(?!\d{1,2}月)")


def paragraphs(pages: Sequence[Page]) -> list[tuple[int, str]]:
    """Paragraph text outside tables by page, lines joined unless one ends well before the margin."""
    out: list[tuple[int, str]] = []
    total = 0
    for page in pages:
        lines = [line for line in page.lines if not line.ruled]
        if not lines or sum(line.text.count("。") + line.text.count("，") for line in lines) < 2:
            continue
        right = max(line.box.x1 for line in lines)
        left = min(line.box.x0 for line in lines)
        parts = []
        for line in lines:
            parts.append(normal(line.text))
            if line.box.x1 < right - 0.12 * (right - left):
                parts.append("\n")
        text = "".join(parts)
        out.append((page.number, text))
        total += len(text)
        if total > _NARRATIVE_CHARACTERS:
            break
    return out


_COMPARED = re.compile(r"(?:比|较|与|同|对比|和)(?:上年|去年)?[（(]?20\d\d年?度?")


def spoken_year(texts: Sequence[tuple[int, str]]) -> Iterator[Sighting]:
    """The year that running text is about: the latest of those named often; years after 比, 较 are compared with, not told."""
    counts: dict[int, int] = {}
    first: dict[int, tuple[int, str]] = {}
    for number, text in texts:
        for match in _YEAR_WORDS.finditer(_COMPARED.sub("", text)):
            year = int(match[1])
            counts[year] = counts.get(year, 0) + 1
            first.setdefault(year, (number, text[max(0, match.start() - 10) : match.end() + 20]))
    if counts:
        often = 0.3 * max(counts.values())
        year = max(y for y, n in counts.items() if n >= often)
        for _ in range(counts[year]):
            yield Sighting("fiscal_year", str(year), "narrative", *first[year], 0.5)


def sentences(texts: Sequence[tuple[int, str]]) -> Iterator[Sighting]:
    """Sentences whose shape names the body, and the level where they mark it."""
    for number, text in texts:
        marked, _ = take_years(text)
        for pattern in words().sentences:
            for match in pattern.finditer(marked):
                groups = match.groupdict()
                name, own = split_marks(strip_prefixes(groups["body"]))
                name = re.sub(r"^(?:包括|其中|为|由|即|根据|截至)", "", name)
                level = own or words().level_marks.get(groups.get("mark") or "")
                if is_placeholder(name):
                    yield Sighting("place", name, "narrative", number, match[0])
                elif is_body(name) and not is_place(name):
                    yield Sighting("department_name", name, "narrative", number, match[0])
                    if level:
                        yield Sighting("level", level, "narrative", number, match[0])
        for word, kind in (("决算", "final"), ("预算", "budget"), ("绩效", "performance")):
            for _ in range(text.count(word)):
                yield Sighting(
                    "kind", kind, "mention", number, word, {"final": 1.0, "budget": 0.5, "performance": 0.1}[kind]
                )


def mentioned_years(pages: Sequence[Page]) -> Iterator[Sighting]:
    """Years that running text and cells speak of, counted over the first pages: the last resort."""
    seen = [
        (match[1], page.number, match[0]) for page in pages[:12] for match in _YEAR_WORDS.finditer(normal(page.text))
    ]
    counts = Counter(year for year, _, _ in seen).most_common(2)
    if counts and counts[0][1] >= _LAST_RESORT and (len(counts) == 1 or counts[0][1] >= 1.3 * counts[1][1]):
        yield from (
            Sighting("fiscal_year", year, "mention", number, text)
            for year, number, text in seen
            if year == counts[0][0]
        )
