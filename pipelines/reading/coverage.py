"""What a document should hold, what was found of it, and what that makes of its status.

Here: the state of each form expected or found, and the reasons why a document is only partial. Not here: which forms are
expected (expected.py), or files that are no disclosures (triage.py).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from . import expected
from .forms.amounts import FormReading
from .forms.recognise import main_system
from .forms.scale import doubtful_units
from .forms.titles import looks_like_title, match_base, match_title
from .pages import Page
from .performance import Project, performance_forms
from .privacy import mask_text
from .subject import Subject
from .tables.headers import AMOUNT
from .tables.model import Table
from .vocabulary import load

IMAGE_SHARE = 0.4  # of a page's area under pictures, with next to no text: the page is a picture
FEW_GLYPHS = 60
GARBLED = 0.2
LONGEST_SENTENCE = 150  # longer is no sentence but a table read as one
LONG_CODE = re.compile(
    r"^[\[【(（]?[235]\d{2}\d{2}(\d{2})?(?=$|[^\d.,])"
)  # 类 alone could be any number of three digits
SLASH = re.compile(r"^(?:[/／\\—-]|无)$")


@dataclass(frozen=True, slots=True)
class FormState:
    """One form of a document: `expected_by` contents | minimum | none; `state` found | declared_empty | blank | missing | unreadable."""

    form: str
    expected_by: str
    state: str
    first_page: int | None = None
    last_page: int | None = None
    statement: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def form_states(pages: Sequence[Page], wanted: Mapping[str, str], forms: Sequence[FormReading]) -> list[FormState]:
    """A state for every form that is expected or found, in the order expected, then found. `wanted` is form to expected_by."""
    order = list(wanted) + [f for f in dict.fromkeys(r.form for r in forms) if f not in wanted]
    pictures = [p.number for p in pages if p.unread or is_picture(p)]
    out = []
    for form in order:
        by = wanted.get(form, "none")
        readings = [f for f in forms if f.form == form]
        if readings:
            out.append(_found(form, by, readings))
            continue
        statement = _said_in_text(pages, form)
        if statement:
            out.append(FormState(form, by, "declared_empty", statement[0], statement[0], statement[1]))
        else:
            out.append(FormState(form, by, "unreadable" if pictures else "missing"))
    return out


def performance_states(pages: Sequence[Page], who: Subject, projects: Sequence[Project]) -> list[FormState]:
    """A state for every kind of performance form that was found, or that a performance report's own titles announce."""
    wanted = performance_forms(pages) if who.kind == "performance" else []
    spans: dict[str, list[int]] = {}
    for project in projects:
        spans.setdefault(project.form, []).extend([project.page, *(i.page for i in project.indicators)])
    out = []
    for form in dict.fromkeys([*wanted, *spans]):
        by = "contents" if form in wanted else "none"
        found = spans.get(form)
        state = "found" if found else "unreadable" if any(is_picture(p) for p in pages) else "missing"
        out.append(FormState(form, by, state, min(found) if found else None, max(found) if found else None))
    return out


def _found(form: str, by: str, readings: Sequence[FormReading]) -> FormState:
    first = min(f.table.first_page for f in readings)
    last = max(f.table.last_page for f in readings)
    if any(f.amounts for f in readings):
        return FormState(form, by, "found", first, last)
    for reading in readings:
        table = reading.table
        near = [text for _, text in (*table.footing, *table.heading)] + [c.text for c in table.cells if len(c.text) > 4]
        for text in near:
            if expected.declared_empty(text):
                return FormState(form, by, "declared_empty", first, last, mask_text(text.strip())[:200])
        marks = [c.flat for c in table.cells if c.row >= table.header_rows and c.text]
        if mark := next((m for m in marks if SLASH.match(m)), None):
            return FormState(form, by, "declared_empty", first, last, mark)
    return FormState(form, by, "blank", first, last)


def _said_in_text(pages: Sequence[Page], form: str) -> tuple[int, str] | None:
    """A sentence of the narrative that says that this form has nothing to show, with its page."""
    kind, base = form.split("_", 1)
    for page in pages:
        if said := _under_title(page, form, kind):
            return page.number, mask_text(said)[:200]
        if "没有" not in page.text and "无" not in page.text and "不涉及" not in page.text:
            continue
        for sentence in re.split(r"(?<=[。；])", page.text.replace("\n", "")):
            said = expected.declared_empty(sentence)
            if said is not None and base in said.forms and len(said.text) <= LONGEST_SENTENCE:
                return page.number, mask_text(said.text.strip())[:200]
    return None


def _under_title(page: Page, form: str, kind: str) -> str | None:
    """The sentence that stands right under this form's title in place of the form and says that the form is empty."""
    lines = [line.text.strip() for line in page.lines]
    for title, *below in zip(lines, lines[1:], [*lines[2:], ""], strict=False):
        if not looks_like_title(title) or match_title(title, kind) != form:
            continue
        for sentence in below:  # a line for the body and the unit may stand between
            said = expected.declared_empty(sentence)
            if said is not None and not looks_like_title(sentence):
                return said.text.strip()
    return None


def is_picture(page: Page) -> bool:
    """A page that is a picture which nobody read: hardly any text, and images over much of it."""
    return not page.pictures and page.glyph_count < FEW_GLYPHS and (page.image_share or 0.0) >= IMAGE_SHARE


def reasons(
    pages: Sequence[Page],
    who: Subject,
    forms: Sequence[FormReading],
    tables: Sequence[Table],
    states: Sequence[FormState],
    projects: Sequence[Project] = (),
    narrative_read: bool = False,
) -> list[str]:
    """Why the document is only partial; empty where it is complete. `narrative_read`: the claims of its running text were read."""
    out: set[str] = set()
    for name, value in (
        ("year_unknown", who.fiscal_year),
        ("body_unknown", who.department_name),
        ("region_unknown", who.region_code),
    ):
        if value is None:
            out.add(name)
    if who.kind in (None, "other"):
        out.add("kind_unknown")
    wanted = [s for s in states if s.expected_by != "none"]
    if any(s.state == "missing" for s in wanted):
        out.add("form_missing")
    if any(s.state == "unreadable" for s in wanted):
        out |= {"form_unreadable", "needs_ocr"}
    if pages and all(is_picture(p) or p.glyph_count < FEW_GLYPHS for p in pages) and any(is_picture(p) for p in pages):
        out.add("needs_ocr")
    if any(p.unread for p in pages):
        out.add("needs_ocr")
    if any(p.garbled_share > GARBLED and p.glyph_count > FEW_GLYPHS for p in pages):
        out.add("text_garbled")
    if any(
        (f.unit is None and any(a.yuan is None for a in f.amounts))
        or (f.unit is not None and f.unit.source == "sibling" and f.amounts)
        for f in forms
    ) or any(f.yuan is None for project in projects for f in project.funds):
        out.add("unit_unknown")
    if doubtful_units((p.text for p in pages), [f for f in forms if f.table.body is None]):
        out.add("unit_unknown")
    if who.part == "narrative":
        if not narrative_read:
            out.add("claims_not_read")
    elif forms and not any(f.amounts for f in forms) and "needs_ocr" not in out:
        out.add("blank_template")
    if (
        (who.kind == "performance" and not projects)
        or _unclaimed(tables, forms)
        or (not states and not forms and who.part != "narrative" and "needs_ocr" not in out)
    ):
        out.add("form_unclaimed")
    return sorted(out)


def doubts(forms: Sequence[FormReading], checks: Iterable[Any]) -> list[str]:
    """`ocr_doubtful` where too large a share of the amounts that were read from pictures is neither sure nor part of an identity
    that closes; how sure and how large is data (pictures.yaml)."""
    rule = load("pictures")["doubtful"]
    closed = {
        (p.table_id, p.row_index, p.column_index) for c in checks if c.status in ("pass", "rounding") for p in c.places
    }
    read = [a for f in forms for a in f.amounts if a.method == "ocr"]
    doubtful = sum(
        1 for a in read if a.confidence < rule["sure"] and (a.table_id, a.row_index, a.column_index) not in closed
    )
    return ["ocr_doubtful"] if doubtful > rule["share"] * len(read) else []


def _unclaimed(tables: Sequence[Table], forms: Sequence[FormReading]) -> bool:
    """A table with classification codes and money that neither a form nor a known other title accounts for."""
    taken = {f.table.table_id for f in forms}
    for table in tables:
        if table.table_id in taken or (table.title and match_base(table.title, None)[0]):
            continue
        money = sum(1 for c in table.cells if "." in c.text and AMOUNT.fullmatch(c.flat))
        coded = sum(1 for c in table.cells if c.column < 6 and LONG_CODE.match(c.flat))
        if money >= 3 and coded >= 3 and main_system(table) is not None:
            return True
    return False
