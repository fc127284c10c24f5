"""Titles of performance forms: whether one stands above a table, and the name of the project or body that it bears.

Here: lines above tables. Not here: names that label cells give (walk.py).
"""

import re
from collections.abc import Iterable

from ..forms.titles import looks_like_title
from ..pages import Page
from ..tables.model import Table
from .words import fold, words

_BENEATH = re.compile(r"^（?20\d\d年度?）?$|单位[:：]|^（?(万元|元)）?$|^（?续表?）?$")
_WHOLE = re.compile(r"[。：；，、表）]$")
_LONGEST = 40  # characters of a title
_LINES = 4  # a title stands at most so many lines above its table
_QUOTED = re.compile(
    r"^\d+[.、．]|^[（(][一二三四五六七八九十\d]+[)）]|^附(件|表)?[：:]?[\d一二三四五六七八九十-]*[:：]?|^(预算|公开)?(表\d+(-\d+)?|\d+表)"
)


def title_of(table: Table) -> str | None:
    """The title of a performance form right above a table, lines that it was broken over joined; None where none stands there."""
    lines = [fold(text) for _, text in table.heading[-_LINES:]]
    while lines and (not lines[-1] or _BENEATH.search(lines[-1])):
        lines.pop()
    if not lines:
        return None
    title = lines[-1]
    if len(lines) > 1 and words().title.search(lines[-2]) and named_in(title)[1]:
        return title  # 2.项目支出绩效目标表 / 一般业务经费绩效目标
    if not any(words().title.search(text) for text in (title, "".join(lines[-2:]))):
        return None
    if not looks_like_title(title) and len(title) > 8:
        return None
    for before in reversed(lines[:-1]):
        bare = words().generic_name.search(_bare(title)) is not None
        if _WHOLE.search(before) or len(before) < 8 or not ("_" in before or bare or len(title) <= 8):
            break
        title = before + title
    return title if words().title.search(title) else None


def performance_forms(pages: Iterable[Page]) -> list[str]:
    """The kinds of performance forms that lines of a document's pages name as titles, in their order, each once."""
    found: dict[str, None] = {}
    for page in pages:
        for line in page.lines:
            text = fold(line.text)
            if line.ruled or len(text) > _LONGEST or not text.endswith("表") or not words().title.search(text):
                continue
            stage = "evaluation" if words().evaluation_title.search(text) else "target"
            found.setdefault(f"performance_{'department' if is_department(text) else 'project'}_{stage}")
    return list(found)


def is_department(title: str | None) -> bool:
    """Whether a title says that the form is about a body as a whole."""
    return title is not None and words().department_title.search(title) is not None


def named_in(title: str | None) -> tuple[str | None, str | None]:
    """(body, name) that a title bears: the project's, or the body's on a form about a body as a whole."""
    if title is None:
        return None, None
    bare = _bare(title)
    if is_department(title):
        found = words().department_title.search(bare)
        return None, (bare[: found.start()] or found.group()) if found else None
    match = words().title_name.search(bare)
    if match is None or words().generic_name.search(match["name"]):
        return None, None
    return match["body"], match["name"]


def _bare(title: str) -> str:
    """A title without its number."""
    while title != (shorter := _QUOTED.sub("", title)):
        title = shorter
    return title
