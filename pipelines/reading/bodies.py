"""Sets of forms of several bodies in one file: a department's forms and after them those of each of its units.

Here: whose forms a claimed table is one of, by the captions above it and the title pages before it. Not here: the document's own body
(subject/), rows keyed by bodies inside a form (forms/rows.py).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .forms.recognise import Claim
from .pages import Page
from .subject.captions import captioned
from .subject.names import is_body, same_key, split_marks, tidy
from .subject.titles import cover_lines, cover_titles

_FORMS_OF_A_SET = 2  # forms that are printed for several bodies: one alone is a list in parts, or printed twice
_TITLE_PAGE = 120  # glyphs: a page with more is no title page


def with_bodies(pages: Sequence[Page], claims: Sequence[Claim]) -> list[Claim]:
    """The claims with `table.body` where the table belongs to the set of forms of another body than the first. Sets are told apart where
    several forms are printed again under another body's name; whatever else names a body changes nothing."""
    printed = Counter(c.form for c in claims if c.form)
    if sum(count > 1 for count in printed.values()) < _FORMS_OF_A_SET:
        return list(claims)
    titled = _title_pages(pages)
    named = [_body(claim, titled) if claim.form else None for claim in claims]
    forms: dict[str, set[str]] = defaultdict(set)  # by body
    spelled: dict[str, str] = {}
    for claim, body in zip(claims, named, strict=True):
        if claim.form and body:
            forms[same_key(body)].add(claim.form)
            spelled.setdefault(same_key(body), body)
    if not forms:
        return list(claims)
    first = next(iter(forms))
    others = {
        key
        for key in forms
        if not _same_body(key, first) and len(forms[key] & _of_others(forms, key)) >= _FORMS_OF_A_SET
    }
    out = []
    for claim, body in zip(claims, named, strict=True):
        key = same_key(body) if body else None
        whose = spelled[key] if key in others else None
        out.append(replace(claim, table=replace(claim.table, body=whose)) if whose else claim)
    return out


def _same_body(one: str, other: str) -> bool:
    """Whether two names are one, or one the other's end: a caption often leaves the region out."""
    return one.endswith(other) or other.endswith(one)


def _of_others(forms: dict[str, set[str]], key: str) -> set[str]:
    """The forms that stand under any other body's name."""
    return set().union(*(found for other, found in forms.items() if other != key))


def _body(claim: Claim, titled: Sequence[tuple[int, str]]) -> str | None:
    """The body named in the caption above a table, else on the last title page before it."""
    return _last(captioned(text) for _, text in claim.table.heading) or _last(
        body for number, body in titled if number <= claim.table.first_page
    )


def _last(bodies: Iterable[str | None]) -> str | None:
    return next((body for body in reversed(list(bodies)) if body), None)


def _title_pages(pages: Sequence[Page]) -> list[tuple[int, str]]:
    """The pages that hold a title and hardly anything else, with the body that it names."""
    out = []
    for page in pages:
        if not 8 < page.glyph_count <= _TITLE_PAGE or page.cells:
            continue
        lines = cover_lines([line.text for line in page.lines])
        titles = cover_titles(lines, page.number)
        body = titles[0].title.body if titles else None
        if titles and not body:
            body = next((split_marks(tidy(line))[0] for line in lines if is_body(tidy(line))), None)
        if body:
            out.append((page.number, body))
    return out
