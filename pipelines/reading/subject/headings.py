"""Headings: on contents pages, over sections, over forms.

Here: what they say of body, year, kind and level. Not here: which forms they announce (reading/expected.py).
"""

import re
from collections.abc import Iterator

from ..pages import Line, Page
from .names import is_body, is_place, split_marks, tidy
from .sightings import Sighting, of_title
from .text import is_placeholder, normal, take_years
from .titles import parse_title, strip_prefixes
from .words import words

_CONTENTS = re.compile(r"^目录?$|^目录|目录$|报表目录")


def headings(page: Page, contents: bool) -> Iterator[Sighting]:
    """Headings (and entries of a contents page) that name the body, the year or the kind."""
    source = "contents" if contents else "heading"
    lines = page.lines
    if contents:
        starts = [i for i, line in enumerate(lines[:14]) if _CONTENTS.search(normal(line.text))]
        lines = lines[starts[-1] + 1 :] if starts else lines
    for line in lines:
        raw = line.text
        if len(raw) > 90 or (line.ruled and not contents):
            continue
        if not any(word in raw for word in ("预算", "决算", "概况", "职", "机构", "绩效", "情况", "预 算", "决 算")):
            continue
        text = normal(raw)
        if "。" in text or "，" in text or text.endswith(("；", "、")):
            continue
        if title := parse_title(text):
            yield from of_title(title, source, page.number)
        else:
            short = strip_prefixes(text)
            if match := words().overview.match(take_years(short)[0]):
                name = tidy(match["body"])
                level = words().level_marks.get(match["mark"] or "")
                name, own = split_marks(name)
                if is_placeholder(name):
                    yield Sighting("place", name, source, page.number, raw, 0.5)
                elif is_body(name) and not is_place(name):
                    yield Sighting("department_name", name, source, page.number, raw)
                    if stated := own or level:
                        yield Sighting("level", stated, source, page.number, raw, 1.5)
        if match := words().level_words.search(text):
            level = {"部门": "department", "单位": "single"}.get(match["level"])
            if level:
                yield Sighting("level", level, source, page.number, raw)


def is_contents(page: Page) -> bool:
    """Whether a page holds the list of contents."""
    for line in page.lines[:12]:
        text = normal(line.text)
        if _CONTENTS.search(text) and len(text) < 30:
            return True
    return False


def continues_contents(page: Page) -> bool:
    """Whether a page that follows a contents page looks like more of it: short numbered lines and no sentence."""
    texts = [normal(line.text) for line in page.lines]
    if not texts or any("。" in t for t in texts):
        return False
    listed = sum(
        1
        for t in texts
        if re.match(r"[一二三四五六七八九十]+、|第.{1,3}部分|（[一二三四五六七八九十]+）|[0-9]{1,2}[.、．]|表[0-9]", t)
    )
    return listed >= max(1, 0.5 * len(texts)) and not any(amounts_on(line) for line in page.lines)


def form_titles(page: Page) -> Iterator[Sighting]:
    """Lines that are titles of forms: their year and kind."""
    for line in page.lines:
        raw = line.text
        if "表" not in raw or len(raw) > 80:
            continue
        texts = [normal(raw)] if not line.ruled else [normal(t) for t in raw.split()] if len(raw) < 60 else []
        for text in texts:
            yield from _form_title(text, page.number)


def _form_title(text: str, number: int) -> Iterator[Sighting]:
    marked, years = take_years(text)
    match = words().form_title.match(marked.replace("~", ""))
    if match is None or "目录" in text:
        return
    title = match["title"]
    for kind, pattern in (
        ("performance", words().performance_words),
        ("final", words().final_words),
        ("budget", words().budget_words),
    ):
        if pattern.search(title):
            yield Sighting("kind", kind, "form_title", number, text, 0.1 if kind == "performance" else 1.0)
            break
    else:
        return
    if years:
        yield Sighting("fiscal_year", str(years[-1]), "form_title", number, text)


_BRACKET_YEAR = re.compile(r"^[（(]?\s*(20[0-4]\d)\s*[）)]?\s*[（(]?年度[）)]?$")


def bracket_years(page: Page) -> Iterator[Sighting]:
    """（2024年度） under the title of a form."""
    for line in page.lines[:8]:
        if match := _BRACKET_YEAR.match(normal(line.text)):
            yield Sighting("fiscal_year", match[1], "form_title", page.number, line.text)


def amounts_on(line: Line) -> int:
    """How many amounts a line prints."""
    return len(re.findall(r"(?<![\d.])\d[\d,]*\.\d{2,6}(?![\d%])", line.text))
