"""Which part of a disclosure a file holds: text, forms, both.

Here: the share of pages of text and pages of forms. Not here: which forms they are (reading/forms).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..pages import Page
from .headings import amounts_on
from .text import normal
from .words import words

_UNIT = re.compile(r"单位[:：](?:人民币)?[百千万亿]*元")
_IMAGE_PAGE = 0.6


@dataclass(frozen=True, slots=True)
class Layout:
    """Numbers of pages: `forms` carry a form (or the rest of one), `text` carry prose, `pictures` nothing but a picture;
    `stops` counts full stops outside tables in all."""

    forms: int
    text: int
    pictures: int
    stops: int
    evidence: str


def layout(pages: Sequence[Page]) -> Layout:
    """Counts pages by what they carry."""
    forms = text = pictures = stops = 0
    for page in pages:
        outside = [line for line in page.lines if not line.ruled]
        here = 0 if len(outside) < 0.6 * len(page.lines) else sum(line.text.count("。") for line in outside)
        stops += here
        text += here >= words().narrative_page_stops
        if page.image_share is not None and page.image_share > _IMAGE_PAGE and page.glyph_count < 40:
            pictures += 1
        elif _is_form(page, here):
            forms += 1
    return Layout(
        forms,
        text,
        pictures,
        stops,
        f"{forms} pages of forms, {text} of text, {pictures} of pictures, {stops} sentences",
    )


def _is_form(page: Page, stops: int) -> bool:
    if stops >= 3:
        return False
    top = [normal(line.text) for line in page.lines[:8]]
    titled = any(words().form_title.match(t) for t in top) or any(_UNIT.search(t) for t in top)
    return titled and (bool(page.cells) or sum(amounts_on(line) for line in page.lines) >= words().form_page_amounts)


def part_of(found: Layout, kind: str | None) -> str | None:
    """full | tables | narrative | annex, None where a file shows neither text nor forms."""
    if kind == "performance":
        return "annex"
    if kind == "other":
        return "full"
    if not found.forms and not found.text:
        return None
    has_text = found.stops >= words().narrative_stops
    has_forms = found.forms + found.pictures >= words().tables_pages
    if has_text and has_forms:
        return "full"
    if has_text:
        return "narrative"
    if has_forms or found.forms:
        return "tables"
    return None
