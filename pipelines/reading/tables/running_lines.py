"""Lines that stand around tables on page after page and say nothing about any of them.

Here: page numbers, running headers and footers; what says a unit or a body over a table, which is none of them. Not here: lines over one
table (stitch.py), titles (forms/titles.py).
"""

import re
from collections.abc import Callable, Iterable, Sequence

from ..pages import Page

PAGE_NUMBER = re.compile(r"^[-—–－\s]*(第?\s*\d{1,3}\s*页?|[ivxIVX]+)([\s，,]*[/共]\s*\d+\s*页?)?[-—–－\s]*$")
INNER_LINE = re.compile(
    r"单位[:：]|部门(名称)?[（(]?[:：]|公开\d+表|编制(单位|部门)|^金额单位|^表\s*\d+|日期[:：]"
    r"|^(预算|决算)?(公开|附)?表\s*(\d{1,2}(-\d{1,2})?|[一二三四五六七八九十]{1,3})$"
)
_UNIT_LINE = re.compile(r"单位[:：].{0,6}元")
EDGE = 62.0  # points: running lines stand no further from the edge of a page


def running_lines(pages: Sequence[Page], titles_of: Callable[[Iterable[str]], tuple[str, ...]]) -> set[tuple[int, str]]:
    """The running headers and footers of a document, each with its page's number; `titles_of` as for `stitch`."""
    return _on_many_pages(pages) | _held_over(pages, titles_of)


def _on_many_pages(pages: Sequence[Page]) -> set[tuple[int, str]]:
    """Lines at the very top or bottom of many pages (running headers and footers). A unit that every page repeats is still said
    where it stands first."""
    seen: dict[str, list[int]] = {}
    for page in pages:
        for line in page.lines:
            if line.box.bottom < 0.07 * page.height or line.box.top > 0.94 * page.height:
                seen.setdefault(line.text, []).append(page.number)
    running = {text: where for text, where in seen.items() if len(where) > max(3, 0.3 * len(pages))}
    return {(p, text) for text, where in running.items() for p in where[1 if _UNIT_LINE.search(text) else 0 :]}


def _held_over(pages: Sequence[Page], titles_of: Callable[[Iterable[str]], tuple[str, ...]]) -> set[tuple[int, str]]:
    """Lines at the very top or bottom of two pages in a row that stand at the same place: running headers of a few pages, which belong to
    the title on none of them. What a table is called and what is said over it may be repeated as well, and is none."""
    out: set[tuple[int, str]] = set()
    before: dict[str, float] = {}
    last = 0
    for page in pages:
        edge = {
            line.text: line.box.y_mid for line in page.lines
            if line.box.bottom < EDGE or line.box.top > page.height - EDGE
        }  # fmt: skip
        for text, y in edge.items():
            if abs(before.get(text, -1.0) - y) < 1 and not INNER_LINE.search(text) and not titles_of([text]):
                out |= {(last, text), (page.number, text)}
        before, last = edge, page.number
    return out
