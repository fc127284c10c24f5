"""What a file is, before and after its pages are read: a PDF at all, text or pictures, a disclosure or something else.

Here: reasons of the contract's closed list that keep a file or a page from being read. Not here: what a disclosure says
(subject/), or its forms.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c

from .pages import Page
from .subject.headings import continues_contents, is_contents
from .subject.model import Subject
from .subject.text import normal
from .subject.words import words
from .vocabulary import load

_HEAD = 4096
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|meta|title|div|iframe)\b", re.I)
_STARTXREF = re.compile(rb"startxref\s+\d+")
_LINEARIZED = re.compile(rb"/Linearized\b[^>]{0,300}?/L\s+(\d+)|/L\s+(\d+)[^>]{0,300}?/Linearized\b")
_OBJECT_ENDS = (b"endobj", b"endstream", b" obj")


@dataclass(frozen=True, slots=True)
class Triage:
    """`reason` why a file is quarantined (contract.md), None where it opens; `detail` says what was seen, for people;
    `producer` is the program that made the file, by its own word."""

    reason: str | None
    detail: str
    page_count: int | None = None
    producer: str | None = None


def triage(data: bytes) -> Triage:
    """Looks at a file's bytes before any page is read. Never raises for bad bytes."""
    if not data.strip(b"\0 \t\r\n\f"):
        return Triage("empty_file", f"{len(data)} bytes, none of them says anything")
    start = data.find(b"%PDF-", 0, _HEAD)
    if start < 0:
        if _HTML.search(_decoded(data[:_HEAD])):
            return Triage("html_as_pdf", "starts as a web page")
        return Triage("not_pdf", f"starts with {data[:16]!r}, not with %PDF-")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
            return Triage("encrypted", "needs a password to be opened")
        return Triage("truncated" if is_truncated(data) else "unreadable", str(error))
    try:
        count, producer = len(document), _producer(document)
        if is_truncated(data):
            return Triage("truncated", f"the end is missing; {count} pages could be rebuilt", count, producer)
        if count == 0:
            return Triage("unreadable", "has no page", 0, producer)
        try:
            document[0].close()
        except pypdfium2.PdfiumError as error:
            return Triage("unreadable", f"first page: {error}", count, producer)
        return Triage(None, f"{count} pages", count, producer)
    finally:
        document.close()


def _producer(document: pypdfium2.PdfDocument) -> str | None:
    named = (document.get_metadata_value(key).strip("\0 ") for key in ("Producer", "Creator"))
    return next((name for name in named if name), None)


def _decoded(head: bytes) -> bytes:
    """The start of a file as single bytes, UTF-16 folded, so that one pattern finds tags in any encoding."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head[2:].replace(b"\0", b"")
    return head


def is_truncated(data: bytes) -> bool:
    """Whether the end of a PDF is missing: no cross-reference pointer after the last object, or shorter than it says itself."""
    linearized = _LINEARIZED.search(data, 0, 2048)
    if linearized and len(data) < int(linearized[1] or linearized[2]):
        return True
    last = max(data.rfind(word) for word in _OBJECT_ENDS)
    return _STARTXREF.search(data, max(0, last)) is None and b"%%EOF" not in data[max(0, last) :]


# ---------------------------------------------------------------------------------------------- after the pages are read
@dataclass(frozen=True)
class _Rules:
    """subject_disclosure.yaml, compiled."""

    enough: int
    points: dict[str, int]
    forms_at_most: int
    terms_step: int
    terms_at_most: int
    articles: int
    pages_read: int
    terms: tuple[re.Pattern[str], ...]
    performance_terms: tuple[re.Pattern[str], ...]
    performance_terms_needed: int
    article: re.Pattern[str]
    document_number: re.Pattern[str]
    other_title: re.Pattern[str]
    fiscal_title: re.Pattern[str]
    rare_share: float
    few_glyphs: int
    picture_share: float


_POINTS = {"title", "body", "form", "announced", "terms", "performance", "regulation", "other_title", "document_number"}


@cache
def _rules() -> _Rules:
    raw = load("subject_disclosure")
    fields = set(_Rules.__dataclass_fields__)
    if set(raw) != fields or set(raw["points"]) != _POINTS:
        raise ValueError(
            f"subject_disclosure.yaml: keys differ: {sorted(set(raw) ^ fields)} {sorted(set(raw['points']) ^ _POINTS)}"
        )
    compiled: dict[str, Any] = {
        k: re.compile(v) if isinstance(v, str) else tuple(map(re.compile, v)) if isinstance(v, list) else v
        for k, v in raw.items()
    }
    return _Rules(**compiled)


def pages_without_text(pages: Sequence[Page]) -> dict[str, tuple[int, ...]]:
    """Numbers of pages by what is wrong with their text: `needs_ocr` (a picture instead of text), `text_garbled` (a font
    without a usable map). Pages that are merely blank are in neither."""
    pictures = tuple(p.number for p in pages if _is_picture(p))
    garbled = garbled_pages(pages)
    return {reason: numbers for reason, numbers in (("needs_ocr", pictures), ("text_garbled", garbled)) if numbers}


def garbled_pages(pages: Sequence[Page]) -> tuple[int, ...]:
    """Numbers of the pages with text that comes out of a font without a usable map."""
    return tuple(p.number for p in pages if p.glyph_count >= _rules().few_glyphs and is_garbled(p))


def _is_picture(page: Page) -> bool:
    if page.pictures:  # it was read
        return False
    return page.glyph_count < _rules().few_glyphs and (page.image_share or 0.0) >= _rules().picture_share


def is_garbled(page: Page) -> bool:
    """Whether a page's characters come out of a font without a usable map."""
    if page.garbled_share > _rules().rare_share:
        return True
    text = page.text
    if text.count("(cid:") >= 5:
        return True
    return _rare(text) > _rules().rare_share * max(1, page.glyph_count)


def _rare(text: str) -> int:
    """How many characters of a text are outside the Chinese national set and its extension (GBK)."""
    return len(text) - len(text.encode("gbk", "ignore").decode("gbk"))


def disclosure_points(pages: Sequence[Page], subject: Subject, forms_found: int) -> dict[str, int]:
    """What speaks for (positive) and against a file being a fiscal disclosure, in points by reason."""
    rules = _rules()
    read = pages[: rules.pages_read]
    text = "\n".join(normal(line.text) for page in read for line in page.lines)
    first = next((p for p in read if p.glyph_count >= 8), None)
    points: dict[str, int] = {}
    titled = any(e.field == "kind" and e.value != "other" and e.source in ("cover", "header") for e in subject.evidence)
    if titled:
        points["title"] = rules.points["title"]
    if subject.department_name and subject.fiscal_year and subject.kind:
        points["body"] = rules.points["body"]
    points["form"] = rules.points["form"] * min(forms_found, rules.forms_at_most)
    if _announces(read):
        points["announced"] = rules.points["announced"]
    terms = sum(1 for term in rules.terms if term.search(text))
    points["terms"] = rules.points["terms"] * min(terms // rules.terms_step, rules.terms_at_most)
    if sum(1 for term in rules.performance_terms if term.search(text)) >= rules.performance_terms_needed:
        points["performance"] = rules.points["performance"]
    if len(set(rules.article.findall(text))) >= rules.articles:
        points["regulation"] = rules.points["regulation"]
    if first is not None and not titled:
        if _other_title(first):
            points["other_title"] = rules.points["other_title"]
        if rules.document_number.search(normal(first.text)):
            points["document_number"] = rules.points["document_number"]
    return {reason: value for reason, value in points.items() if value}


def _announces(pages: Sequence[Page]) -> bool:
    listing = False
    entries = 0
    for page in pages[:8]:
        listing = is_contents(page) or (listing and continues_contents(page))
        if listing:
            entries += sum(
                1
                for line in page.lines
                if words().form_title.match(re.sub(r"[.…·\d\s—-]+$", "", normal(line.text)))
                and _rules().fiscal_title.search(normal(page.text))
            )
    return entries >= 2


def _other_title(page: Page) -> bool:
    """Whether the largest lines at the top of a page read as the heading of something else."""
    lines = [line for line in page.lines[:12] if len(normal(line.text)) >= 3]
    if not lines:
        return False
    large = max(line.size for line in lines)
    heading = "".join(normal(line.text) for line in lines if line.size >= 0.8 * large and not line.ruled)
    texts = [heading, *(normal(line.text) for line in lines[:6])]
    return any(_rules().other_title.search(t) and not _rules().fiscal_title.search(t) and len(t) < 80 for t in texts)


def is_disclosure(pages: Sequence[Page], subject: Subject, forms_found: int) -> str | None:
    """None for a disclosure that can be read, else why not: `needs_ocr` where no page has text, `text_garbled` where
    most pages' text is no text, `not_a_disclosure` where too little speaks for one."""
    bad = pages_without_text(pages)
    readable = [
        p for p in pages if p.glyph_count >= _rules().few_glyphs and p.number not in bad.get("text_garbled", ())
    ]
    if not readable:
        if "text_garbled" in bad:
            return "text_garbled"
        if "needs_ocr" in bad:
            return "needs_ocr"
    elif len(bad.get("text_garbled", ())) > len(readable):
        return "text_garbled"
    if sum(disclosure_points(pages, subject, forms_found).values()) >= _rules().enough:
        return None
    return "not_a_disclosure"
