"""Titles where a disclosure has them: on its first pages, and repeated on top of pages.

Here: covers, running headers, and the heading of a notice that is no disclosure. Not here: how a title is taken apart (titles.py).
"""

from collections.abc import Iterator, Sequence

from ..pages import Page
from .names import is_body, split_marks, tidy
from .sightings import Sighting, of_title
from .text import normal, take_years
from .titles import cover_lines, cover_titles, parse_title, windows
from .words import words


def cover(pages: Sequence[Page]) -> Iterator[Sighting]:
    """The title on the first pages with text; names that stand there alone; other titles there count for little."""
    best = None
    alone: list[tuple[str, str | None, int]] = []
    for page in _with_text(pages)[: words().cover_pages]:
        lines = cover_lines([line.text for line in page.lines if not line.ruled or page.glyph_count < 200][:14])
        found = cover_titles(lines, page.number)
        if best is None and found:
            best = found[0]
        if page.number <= 2 and len(lines) <= 8:
            alone += [
                (*split_marks(tidy(line)), page.number) for line in lines if is_body(tidy(line)) and "：" not in line
            ]
        if best is not None and (best.title.body is not None or page.glyph_count < 200):
            break
    if best is None:
        yield from notice(pages)
        return
    yield from of_title(best.title, "cover", best.page)
    if best.title.body is None:
        for name, level, number in alone[:1]:
            yield Sighting("department_name", name, "cover", number, name, 0.8)
            if level:
                yield Sighting("level", level, "cover", number, name, 1.75)


def headers(pages: Sequence[Page]) -> Iterator[Sighting]:
    """Titles repeated on top of pages."""
    seen: dict[str, list[int]] = {}
    for page in pages:
        for line in page.lines[:2]:
            if not line.ruled and line.box.top < 0.12 * page.height and 6 < len(line.text) < 60:
                seen.setdefault(line.text, []).append(page.number)
    for text, numbers in seen.items():
        if len(numbers) >= 3 and (title := parse_title(normal(text))) and (title.body or title.year):
            for number in numbers[:3]:
                yield from of_title(title, "header", number)


def notice(pages: Sequence[Page]) -> Iterator[Sighting]:
    """A notice in place of a title (…关于下达2025年…资金的通知): kind other, its issuer and year."""
    for page in _with_text(pages)[:1]:
        found = []
        for _, count, joined in windows([normal(line.text) for line in page.lines[:10]]):
            match = words().notice_words.search(joined)
            if match is not None and len(joined) - match.end() <= 12:
                issuer = tidy(joined[: match.start()])
                found.append((not is_body(issuer) or "〔" in issuer, count, issuer, joined, take_years(match[0])[1]))
        if found:
            unnamed, _, issuer, joined, years = min(found)
            yield Sighting("kind", "other", "cover", page.number, joined)
            if not unnamed:
                yield Sighting("department_name", issuer, "cover", page.number, joined)
            if years:
                yield Sighting("fiscal_year", str(years[-1]), "cover", page.number, joined)


def _with_text(pages: Sequence[Page]) -> list[Page]:
    return [p for p in pages if p.glyph_count > 8]
