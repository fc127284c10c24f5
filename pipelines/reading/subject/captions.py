"""Labels beside tables whose value names the body: 部门：… 编制单位：…, outside tables and in their cells.

Here: the labels' values. Not here: which labels there are (vocabulary/subject.yaml).
"""

import re
from collections.abc import Iterator
from functools import cache

from ..pages import Page
from .names import is_body, is_place, split_marks, tidy
from .sightings import Sighting
from .text import is_placeholder, normal, take_years
from .words import words

_STAMP = r"(?:[（(][^（()）]{1,6}[)）])"  # （公章）


@cache
def _caption() -> re.Pattern[str]:
    labels = "|".join(r"\s*".join(map(re.escape, label)) for label in sorted(words().captions, key=len, reverse=True))
    return re.compile(
        rf"(?:^|[\s：:表]|(?<=\d\d表))(?P<label>{labels.replace('（', '[（(]').replace('）', '[）)]')})(?:名\s*称)?{_STAMP}?\s*[:：]\s*(?P<value>.+)$"
    )


@cache
def _caption_cell() -> re.Pattern[str]:
    labels = "|".join(
        r"\s?".join(map(re.escape, label)) for label in sorted(words().caption_cells, key=len, reverse=True)
    )
    return re.compile(
        rf"(?:^|\s)(?P<label>{labels.replace('（', '[（(]').replace('）', '[）)]')})\s*[:：]?\s+(?P<value>\S+)"
    )


_NEXT_LABEL = re.compile(
    r"\s*(?:[（(]?(?:金额)?\s*单\s*位[）)]?\s*[:：]|公开\s*\d+\s*表|\s20\d\d|部门预算编码|预算编码|\s{2,}).*$"
)


def captioned(text: str) -> str | None:
    """The body that a line names behind a label, with the mark of its level (某某局（本级）); None where it names none."""
    match = _caption().search(text)
    if match is None or words().captions.get(normal(match["label"])) is None:
        return None
    value = _NEXT_LABEL.sub("", match["value"])
    for part in (value, *value.split()[:1]):
        whole = tidy(take_years(normal(part))[0])
        name, level = split_marks(whole)
        if is_body(name) and not is_placeholder(name) and not is_place(name):
            return whole if level == "head_office" else name
    return None


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
