"""What one place of a document says about one field.

Here: the value and how a title's parts become such values. Not here: the places (covers, captions, headings, prose, beside).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .names import is_body
from .titles import Title


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
