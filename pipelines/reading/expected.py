"""Which forms a document ought to hold: those that it announces itself, else the least that its kind must have.

Here: reading contents pages and lists of tables, the minimum as data, sentences that declare a form empty. Not here:
what was found (coverage.py), what a title names (forms/titles.py).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from .forms.titles import match_title
from .pages import Page
from .subject.text import normal, take_years
from .vocabulary import load

_LEADERS = re.compile(r"[.…·_—-]{3,}")
_LATE_LIST = re.compile(r"目\s*录|报表名称")
_MONEY = re.compile(r"\d\.\d\d(?!\d)")
_FIRST_PAGES = 4  # a list without a heading is taken for the contents only here


@dataclass(frozen=True, slots=True)
class Announced:
    """A form that a document's contents name: the entry's words without numbering, the page, and the entry as printed."""

    form_title: str
    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """A sentence that says there is nothing to show: of which forms (without final_/budget_), none named where it speaks of `本表`."""

    forms: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class _Minimum:
    form: str
    kind: str
    from_year: int | None = None
    to_year: int | None = None
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Words:
    minimum: tuple[_Minimum, ...]
    parts_with_forms: tuple[str, ...]
    announced_at_least: int
    statutory_at_least: int
    entry: re.Pattern[str]
    after_entry: re.Pattern[str]
    form_entry: re.Pattern[str]
    not_a_form_entry: re.Pattern[str]
    contents_heading: re.Pattern[str]
    contents_pages: int
    subjects: dict[str, re.Pattern[str]]
    nothing: re.Pattern[str]
    about_the_form: re.Pattern[str]
    not_declared: re.Pattern[str]


def _minimum(entry: dict[str, Any]) -> _Minimum:
    if unknown := set(entry) - set(_Minimum.__dataclass_fields__):
        raise ValueError(f"expected_forms.yaml: unknown key {sorted(unknown)} in {entry}")
    return _Minimum(
        entry["form"], entry["kind"], entry.get("from_year"), entry.get("to_year"), tuple(entry.get("levels", ()))
    )


@cache
def _words() -> _Words:
    raw = load("expected_forms")
    fields = set(_Words.__dataclass_fields__)
    if set(raw) != fields:
        raise ValueError(f"expected_forms.yaml: keys differ: {sorted(set(raw) ^ fields)}")
    made: dict[str, Any] = {k: re.compile(v) if isinstance(v, str) else v for k, v in raw.items()}
    made["minimum"] = tuple(_minimum(entry) for entry in raw["minimum"])
    made["parts_with_forms"] = tuple(raw["parts_with_forms"])
    made["subjects"] = {form: re.compile(pattern) for form, pattern in raw["subjects"].items()}
    return _Words(**made)


# ---------------------------------------------------------------------------------------------- contents
def announced_forms(pages: Sequence[Page]) -> list[Announced]:
    """The forms that contents pages and lists of tables name, in their order, each once."""
    out: dict[str, Announced] = {}
    pending = ""  # the entry that a page break may have cut
    listing = False
    for index, page in enumerate(pages):
        if not listing and index >= _words().contents_pages and not _LATE_LIST.search(page.text):
            continue
        lines = [_Entry(line.text) for line in page.lines if line.text.strip()]
        heading = _heading(lines, index)
        if heading is None and listing:
            heading = _goes_on(lines, pending)
        listing = heading is not None
        if heading is None:
            pending = ""
            continue
        entries = _entries(lines[heading:], pending)
        for entry in entries:
            if title := _form_of_entry(entry):
                out.setdefault(title, Announced(title, page.number, entry))
        pending = entries[-1] if entries and not _form_of_entry(entries[-1]) else ""
    return list(out.values())


class _Entry:
    """A line of a contents page: its normal text without numbering, and whether it had one."""

    def __init__(self, raw: str):
        self.text = normal(raw)
        # a number in a column of its own, before words or a year, would run into the year once spaces are gone
        cells = raw.split(None, 1)
        numbered = len(cells) == 2 and re.fullmatch(r"(?:公开|附)?表?\s?\d{1,2}(?:-\d)?表?", cells[0]) is not None
        self.words = normal(cells[1]) if numbered else self.text
        self.starts = numbered or _words().entry.match(self.text) is not None

    @property
    def is_prose(self) -> bool:
        text = _LEADERS.sub("", self.text)
        return "。" in (text[:-1] if self.starts else text) or _MONEY.search(text) is not None or len(text) > 70


def _heading(lines: Sequence[_Entry], index: int) -> int | None:
    """The line after which a page lists contents; late in a document only a list of tables counts."""
    for number, line in enumerate(lines[:14]):
        if len(line.text) <= 30 and _words().contents_heading.search(line.text):
            late = index >= _words().contents_pages
            if not late or "报表" in line.text or sum("表" in entry.text for entry in lines) >= 5:
                return number + 1
    forms = sum(1 for line in lines if line.starts and _form_of_entry(line.words))
    if index < _FIRST_PAGES and forms >= 4 and forms >= 0.3 * len(lines) and not any(line.is_prose for line in lines):
        return 0
    return None


def _goes_on(lines: Sequence[_Entry], pending: str) -> int | None:
    """0 where a page begins with the rest of the list on the page before: a form is among its first entries, or the end
    of the entry that the page break cut."""
    head = []
    for line in lines:
        if line.is_prose:
            break
        head.append(line)
    first = _words().after_entry.sub("", head[0].text) if head and not head[0].starts else ""
    cut = bool(pending) and len(first) <= 16 and first.endswith(("表", "）"))
    return 0 if cut or any(line.starts and _form_of_entry(line.words) for line in head[:4]) else None


def _entries(lines: Sequence[_Entry], pending: str) -> list[str]:
    """The entries of a list, wrapped lines joined, up to where prose begins; `pending` is the entry that the page before left open."""
    out = [pending] if pending else []
    for line in lines:
        if line.is_prose:
            break
        if out and not line.starts and len(_LEADERS.sub("", line.text)) <= 18 and not _is_complete(out[-1]):
            out[-1] += line.text
        else:
            out.append(line.words)
    return out


def _is_complete(text: str) -> bool:
    return _words().after_entry.search(text) is not None or text.endswith(("表", "说明", "概况", "解释"))


def _form_of_entry(text: str) -> str | None:
    marked, _ = take_years(text)
    while match := _words().entry.match(marked):
        marked = marked[match.end() :]
    while True:
        shorter = _words().after_entry.sub("", marked)
        if shorter == marked:
            break
        marked = shorter
    marked = marked.replace("~", "")
    match = _words().form_entry.match(marked)
    if match is None or _words().not_a_form_entry.search(match["title"]):
        return None
    return match["title"]


# ---------------------------------------------------------------------------------------------- expectations
def expected_forms(
    kind: str | None,
    part: str | None,
    fiscal_year: int | None,
    entity_level: str | None,
    announced: Iterable[Announced],
) -> list[tuple[str, str]]:
    """(form, expected_by) in order: the forms announced (`contents`) where they are enough to be a list of forms, else the
    announced ones and the minimum for kind, year and level (`minimum`). Empty for parts that hold no forms."""
    words = _words()
    if kind not in ("final", "budget") or (part is not None and part not in words.parts_with_forms):
        return []
    entries = list(announced)
    named = dict.fromkeys(form for form in (match_title(a.form_title, kind) for a in entries) if form)
    if len(entries) >= words.announced_at_least and len(named) >= words.statutory_at_least:
        return [(form, "contents") for form in named]
    out = dict.fromkeys(named, "contents")
    for entry in words.minimum:
        if entry.kind == kind and _applies(entry, fiscal_year, entity_level):
            out.setdefault(entry.form, "minimum")
    return list(out.items())


def _applies(entry: _Minimum, year: int | None, level: str | None) -> bool:
    if entry.levels and level not in entry.levels:
        return False
    if year is None:
        return entry.from_year is None and entry.to_year is None
    return (entry.from_year is None or year >= entry.from_year) and (entry.to_year is None or year <= entry.to_year)


# ---------------------------------------------------------------------------------------------- empty forms
def declared_empty(text: str) -> Declaration | None:
    """The declaration that a text makes about an empty form, None where it makes none (`本部门没有使用政府性基金预算拨款安排的支出`)."""
    for sentence in re.split(r"[。；\n]", normal(text)):
        marked, _ = take_years(sentence)
        if not marked or _words().not_declared.search(marked):
            continue
        forms = tuple(form for form, subject in _words().subjects.items() if subject.search(marked))
        if _words().about_the_form.search(marked) or (forms and _words().nothing.search(marked)):
            return Declaration(forms, sentence)
    return None
