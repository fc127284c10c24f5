"""From lines to paragraphs: the running text of a document, joined over lines and pages.

Here: which lines are running text, where a paragraph begins, and which page and line a character of it stands on. Not here: what
the text says (figures.py), or what tables hold: their lines, page numbers and running headers are left out.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..pages import Box, Page
from ..pages.model import Line
from ..tables.model import PARTED_BY_SPACE, Table
from .words import words

_EDGE = 0.12  # of the page's height: page numbers and running headers stand outside it
_REPEATED = 3  # pages on which a line at the edge is a running header
_FIGURE = re.compile(r"[\d%]")
_PLAIN = str.maketrans({"(": "（", ")": "）", ":": "：", ";": "；", "∶": "：", "﹕": "：", "−": "-"})
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")  # one that groups no digits


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a paragraph: where it begins in the paragraph's text, its page, its box."""

    start: int
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text without white space, brackets and colons full-width, a comma inside a number half-width."""

    text: str
    pieces: tuple[Piece, ...]

    def at(self, start: int, end: int) -> tuple[Piece, ...]:
        """The lines on which the characters from `start` up to `end` stand."""
        last = [p for p in self.pieces if p.start < end]
        return tuple(
            p for p, after in zip(last, [*last[1:], None], strict=True) if after is None or after.start > start
        )


def paragraphs(pages: Sequence[Page], tables: Sequence[Table]) -> list[Paragraph]:
    """The paragraphs of a document in reading order."""
    areas: dict[int, list[Box]] = {}
    claimed = {t.table_id for t in tables if t.column_count > 1 and t.reader not in PARTED_BY_SPACE}
    for table in tables:
        if table.table_id in claimed or _is_figures(table):
            for part in table.parts:
                areas.setdefault(part.page, []).append(part.box)
    repeated = _running_headers(pages)
    out: list[Paragraph] = []
    open_lines: list[tuple[int, Line, str]] = []
    before: tuple[Line, float] | None = None  # the last line and the right margin of its page
    for page in pages:
        lines = [(line, text) for line, text in _prose(page, areas.get(page.number, []), repeated)]
        if not lines:
            continue
        left, right = _margins([line for line, _ in lines])
        for line, text in lines:
            if before is not None and _begins(
                line, text, left, right, *before, open_lines[-1][2] if open_lines else ""
            ):
                out.append(_joined(open_lines))
                open_lines = []
            open_lines.append((page.number, line, text))
            before = (line, right)
    if open_lines:
        out.append(_joined(open_lines))
    return out


def _is_figures(table: Table) -> bool:
    """Whether a table that only white space parts is one: most of its cells are short."""
    texts = [c.flat for c in table.cells if c.text]
    return sum(1 for t in texts if len(t) <= 16) > 0.8 * len(texts) and not any("。" in t for t in texts)


def _running_headers(pages: Sequence[Page]) -> set[str]:
    seen: Counter[str] = Counter()
    for page in pages:
        edge = _EDGE * page.height
        found = {_bare(line.text) for line in page.lines if line.box.bottom < edge or line.box.top > page.height - edge}
        seen.update(found)
    return {text for text, count in seen.items() if count >= _REPEATED}


def _bare(text: str) -> str:
    return re.sub(r"[\d\s—–\-]", "", text)


def _prose(page: Page, areas: Sequence[Box], repeated: set[str]) -> Iterator[tuple[Line, str]]:
    edge = _EDGE * page.height
    for line in page.lines:
        box = line.box
        if any(a.holds(box.x_mid, box.y_mid) for a in areas):
            continue
        text = normal(line.text)
        at_edge = box.bottom < edge or box.top > page.height - edge
        if not text or words().page_number.fullmatch(text) or (at_edge and _bare(line.text) in repeated):
            continue
        if words().leaders.search(text):  # an entry of a contents page
            continue
        yield line, text


def normal(text: str) -> str:
    """A line without white space, digits and letters half-width, brackets and colons full-width."""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return "".join(folded.split()).translate(_PLAIN)


def _margins(lines: Sequence[Line]) -> tuple[float, float]:
    right = max(line.box.x1 for line in lines)
    full = [line.box.x0 for line in lines if line.box.x1 > right - 3 * line.size]
    return min(full or [line.box.x0 for line in lines]), right


def _begins(line: Line, text: str, left: float, right: float, last: Line, margin: float, last_text: str) -> bool:
    """Whether a line begins a paragraph, by the end of the line before, its own indent, and the ordinal it starts with."""
    size = max(line.size, 6.0)
    indented = line.box.x0 > left + 1.2 * size
    short = last.box.x1 < margin - 2.5 * size
    ended = last_text.endswith(("。", "；", "：", "！"))
    starts = words().ordinal.match(text) is not None
    if ended and (short or indented):
        return True
    if starts and (short or indented or ended):
        return True
    if words().ordinal.match(last_text) and short and not re.search("[,，。；]", last_text):
        return True  # a heading
    # a centred line, or one that ends far from the margin
    return line.box.x0 > left + 6 * size or last.box.x1 < margin - 8 * size


def _joined(lines: Sequence[tuple[int, Line, str]]) -> Paragraph:
    text = ""
    pieces = []
    for page, line, part in lines:
        pieces.append(Piece(len(text), page, line.box))
        text += part
    if _FIGURE.search(text):
        text = _COMMA.sub("，", text)
    return Paragraph(text, tuple(pieces))
