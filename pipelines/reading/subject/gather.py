"""Finds what a document says about its subject: captions, headings, contents, headers, sentences, form titles, hints.

Here: sightings (a value somewhere) by source. Not here: their weight against each other (decide.py), titles (titles.py).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ..hints import Hints
from ..pages import Line, Page
from .names import is_body, is_place, split_marks, tidy
from .text import is_placeholder, normal, take_years
from .titles import Title, cover_lines, cover_titles, parse_title, strip_prefixes, windows
from .words import words

_CONTENTS = re.compile(r"^目录?$|^目录|目录$|报表目录")
_NARRATIVE_CHARACTERS = 24_000
_YEAR_WORDS = re.compile(r"(20[0-4]\d)年度?(?!\d|[-—~至]20)(?!\d{1,2}月)")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A value that one place gives for a field; `share` of its source's weight."""

    field: str
    value: str
    source: str
    page: int | None
    text: str
    share: float = 1.0


def of_title(title: Title, source: str, page: int | None, share: float = 1.0) -> Iterator[Sighting]:
    """What a title says about each field; a place alone speaks for the region."""
    def say(field: str, value: str, part: float = 1.0) -> Sighting:
        return Sighting(field, value, source, page, title.text, share * part)

    strict = source in ("heading", "contents", "header")
    if title.body is not None and (is_body(title.body) or not (strict or title.year is None)):
        yield say("department_name", title.body, 1.0 if is_body(title.body) else 0.6)
    if title.place is not None:
        yield say("place", title.place)
    if title.year is not None:
        yield say("fiscal_year", str(title.year))
    if title.kind is not None and not (strict and title.kind == "performance"):
        yield say("kind", title.kind)
    if title.level is not None and not (strict and title.kind == "performance"):
        # 部门 stays in the titles of many single bodies' disclosures; what is in brackets was put there on purpose
        yield say("level", title.level, 1.75 if title.stated else 0.65 if source == "cover" else 1.0)


def cover(pages: Sequence[Page]) -> Iterator[Sighting]:
    """The title on the first pages with text; names that stand there alone; other titles there count for little."""
    best = None
    alone: list[tuple[str, str, int]] = []
    for page in _with_text(pages)[:words().cover_pages]:
        lines = cover_lines([line.text for line in page.lines if not line.ruled or page.glyph_count < 200][:14])
        found = cover_titles(lines, page.number)
        if best is None and found:
            best = found[0]
        if page.number <= 2 and len(lines) <= 8:
            alone += [(*split_marks(tidy(line)), page.number) for line in lines if is_body(tidy(line)) and "：" not in line]
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


def notice(pages: Sequence[Page]) -> Iterator[Sighting]:
    """A notice in place of a title (…关于下达2025年…资金的通知): kind other, its issuer and year."""
    for page in _with_text(pages)[:1]:
        found = []
        for _, count, joined in windows([normal(line.text) for line in page.lines[:10]]):
            match = words().notice_words.search(joined)
            if match is not None and len(joined) - match.end() <= 12:
                issuer = tidy(joined[:match.start()])
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


@cache
def _caption() -> re.Pattern[str]:
    labels = "|".join(r"\s*".join(map(re.escape, label)) for label in sorted(words().captions, key=len, reverse=True))
    return re.compile(rf"(?:^|[\s：:表]|(?<=\d\d表))(?P<label>{labels.replace('（', '[（(]').replace('）', '[）)]')})(?:名\s*称)?\s*[:：]\s*(?P<value>.+)$")


@cache
def _caption_cell() -> re.Pattern[str]:
    labels = "|".join(r"\s?".join(map(re.escape, label)) for label in sorted(words().caption_cells, key=len, reverse=True))
    return re.compile(rf"(?:^|\s)(?P<label>{labels.replace('（', '[（(]').replace('）', '[）)]')})\s*[:：]?\s+(?P<value>\S+)")


_NEXT_LABEL = re.compile(r"\s*(?:[（(]?(?:金额)?\s*单\s*位[）)]?\s*[:：]|公开\s*\d+\s*表|\s20\d\d|部门预算编码|预算编码|\s{2,}).*$")


def captions(page: Page) -> Iterator[Sighting]:
    """部门：… 编制单位：… and the like, outside tables and in their cells."""
    for line in page.lines:
        raw = line.text
        if "门" not in raw and "位" not in raw:
            continue
        rest = raw
        for _ in range(3):
            match = _caption().search(rest)
            if match is None:
                break
            yield from _caption_value(match, _NEXT_LABEL.sub("", match["value"]), page, raw)
            rest = match["value"]
        if line.ruled:
            for match in _caption_cell().finditer(raw):
                yield from _caption_value(match, match["value"], page, raw)


def _caption_value(match: re.Match[str], value: str, page: Page, raw: str) -> Iterator[Sighting]:
    caption = words().captions.get(normal(match["label"]))
    text = tidy(take_years(normal(value))[0])
    if caption is None or words().not_a_caption_value.search(normal(value)):
        return
    name, level = split_marks(text)
    if not is_body(name):
        first = normal(value.split()[0]) if value.split() else ""
        name, level = split_marks(tidy(first))
    if is_placeholder(name):
        yield Sighting("place", name, "caption", page.number, raw, caption.share)
    elif is_body(name) and not is_place(name):
        yield Sighting("department_name", name, "caption", page.number, raw, caption.share)
        if level:
            yield Sighting("level", level, "caption", page.number, raw)
        elif caption.level:
            yield Sighting("level", caption.level, "caption", page.number, raw, 0.2 * caption.share)


def headings(page: Page, contents: bool) -> Iterator[Sighting]:
    """Headings (and entries of a contents page) that name the body, the year or the kind."""
    source = "contents" if contents else "heading"
    lines = page.lines
    if contents:
        starts = [i for i, line in enumerate(lines[:14]) if _CONTENTS.search(normal(line.text))]
        lines = lines[starts[-1] + 1:] if starts else lines
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
                    if own or level:
                        yield Sighting("level", own or level, source, page.number, raw, 1.5)
        if match := words().level_words.search(text):
            level = {"部门": "department", "单位": "single"}.get(match["level"])
            if level:
                yield Sighting("level", level, source, page.number, raw)


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
    listed = sum(1 for t in texts if re.match(r"[一二三四五六七八九十]+、|第.{1,3}部分|（[一二三四五六七八九十]+）|[0-9]{1,2}[.、．]|表[0-9]", t))
    return listed >= max(1, 0.5 * len(texts)) and not any(amounts_on(line) for line in page.lines)


def prose(pages: Sequence[Page]) -> list[tuple[int, str]]:
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
            first.setdefault(year, (number, text[max(0, match.start() - 10):match.end() + 20]))
    if counts:
        often = 0.3 * max(counts.values())
        year = max(y for y, n in counts.items() if n >= often)
        for _ in range(counts[year]):
            yield Sighting("fiscal_year", str(year), "narrative", *first[year], 0.5)


def sentences(texts: Sequence[tuple[int, str]]) -> Iterator[Sighting]:
    """Sentences whose shape names the body, and the level where they mark it."""
    for number, text in texts:
        marked, years = take_years(text)
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
                yield Sighting("kind", kind, "mention", number, word, {"final": 1.0, "budget": 0.5, "performance": 0.1}[kind])


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
    for kind, pattern in (("performance", words().performance_words), ("final", words().final_words), ("budget", words().budget_words)):
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


def mentioned_years(pages: Sequence[Page]) -> Iterator[Sighting]:
    """Years that running text and cells speak of, counted over the first pages: the last resort."""
    for page in pages[:12]:
        for match in _YEAR_WORDS.finditer(normal(page.text)):
            yield Sighting("fiscal_year", match[1], "mention", page.number, match[0])


def beside(hints: Hints) -> Iterator[Sighting]:
    """What is known of the file from outside: weak, the file name weakest."""
    for source, text in (("sidecar", hints.title), ("file_name", hints.file_name)):
        if not text:
            continue
        plain = re.sub(r"(?:\.pdf)+$", "", text, flags=re.I)
        for piece in (normal(plain), normal(plain.rpartition("_")[2])):
            if title := parse_title(piece):
                yield from of_title(title, source, None)
                break
        else:
            name, level = split_marks(tidy(normal(plain)))
            if is_body(name) and not is_place(name):
                yield Sighting("department_name", name, source, None, text, 0.5)
    if hints.publisher:
        name, _ = split_marks(tidy(normal(hints.publisher)))
        if is_body(name) and not is_place(name):
            yield Sighting("department_name", name, "sidecar", None, hints.publisher, 0.7)
        yield Sighting("place", name, "sidecar", None, hints.publisher, 0.7)
    if hints.region_code:
        yield Sighting("region_code", hints.region_code, "sidecar", None, hints.region_code)
    if hints.published_date and re.match(r"20\d\d", hints.published_date):
        yield Sighting("published", hints.published_date[:4], "address", None, hints.published_date)


def amounts_on(line: Line) -> int:
    """How many amounts a line prints."""
    return len(re.findall(r"(?<![\d.])\d[\d,]*\.\d{2,6}(?![\d%])", line.text))
