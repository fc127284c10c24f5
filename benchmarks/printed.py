"""What a file prints, held against what was read from it: `python -m benchmarks.printed FOLDER [CURATED]`.

Here: PDFium's text as displayed, which is not the reader's own way to text; every number inside a claimed form with what became of
it; the text in the boxes of amounts. Not here: whether an amount has the right meaning (labels and identities judge that).
"""

import argparse
import ctypes
import hashlib
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pypdfium2
import pypdfium2.raw as pdfium_c

from pipelines import reading
from pipelines.reading.forms.amounts import FormReading
from pipelines.reading.forms.columns import KEY_ROLES
from pipelines.reading.pages import Box
from pipelines.reading.tables.headers import flat_row, numbering_row
from pipelines.reading.tables.model import Cell, Grid

NUMBER = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
MONEY = re.compile(r"[-−－–(（]?[¥￥]?\d[\d,，]*(?:[.,，]\d+)[)）]?")  # as written where a code or an ordinal is not
DATE = re.compile(r"20\d{2}[-./]\d{1,2}([-./]\d{1,2})?|\d{2,4}(:\d{2}){1,2}")  # or a time, with or without its day
APART = 1.4  # of a digit's height between the middles of two digits: no number has such a hole
SAMPLE = 500
SEED = 20260


@dataclass(frozen=True)
class Text:
    """The characters of a page and the middle of each, in points from the page's top left as displayed."""

    characters: str
    places: tuple[tuple[float, float] | None, ...]

    def numbers(self) -> Iterable[tuple[str, list[tuple[float, float]]]]:
        """Every number with the places of its characters."""
        for found in NUMBER.finditer(self.characters):
            places = self.places[found.start() : found.end()]
            if None not in places:
                yield found.group(), [place for place in places if place]

    def within(self, box: Box) -> str:
        """The characters in a box in the file's order, without white space."""
        return "".join(
            character
            for character, place in zip(self.characters, self.places, strict=True)
            if place and not character.isspace() and box.holds(*place, 0.5)
        )


class Texts:
    """The text of a document's pages by PDFium itself."""

    def __init__(self, data: bytes):
        self._document = pypdfium2.PdfDocument(data)
        self._seen: dict[int, Text] = {}

    def __getitem__(self, number: int) -> Text:
        if number not in self._seen:
            self._seen[number] = _text(self._document[number - 1])
        return self._seen[number]

    def close(self) -> None:
        self._document.close()


def _text(page: pypdfium2.PdfPage) -> Text:
    width, height = page.get_size()
    dots = 100  # to the point: PDFium gives whole dots
    across, down = ctypes.c_int(), ctypes.c_int()

    def displayed(x: float, y: float) -> tuple[float, float]:
        pdfium_c.FPDF_PageToDevice(page, 0, 0, int(width * dots), int(height * dots), 0, x, y, across, down)
        return across.value / dots, down.value / dots

    (x0, y0), (x1, y1), (x2, y2) = displayed(0, 0), displayed(1000, 0), displayed(0, 1000)
    text = page.get_textpage()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    characters: list[str] = []
    places: list[tuple[float, float] | None] = []
    size = math.inf  # of the last digit: points and commas are small
    for n in range(text.count_chars()):
        characters.append(chr(pdfium_c.FPDFText_GetUnicode(text, n) or 32))
        found = pdfium_c.FPDFText_GetCharBox(text, n, left, right, bottom, top)
        if not found or left.value == right.value:
            places.append(None)
            continue
        x, y = (left.value + right.value) / 2000, (bottom.value + top.value) / 2000
        place = (x0 + (x1 - x0) * x + (x2 - x0) * y, y0 + (y1 - y0) * x + (y2 - y0) * y)
        if characters[-1].isdigit():
            size = max(right.value - left.value, top.value - bottom.value)
        before = places[-1] if places else None
        if before and max(abs(place[0] - before[0]), abs(place[1] - before[1])) > APART * size:
            characters.insert(-1, " ")  # PDFium joins the figures of narrow cells
            places.append(None)
        places.append(place)
    return Text("".join(characters), tuple(places))


@dataclass(frozen=True)
class Number:
    """A number printed inside a claimed form's area and what became of it: `amount`, the reason why it is none, or `lost`."""

    form: str
    page: int
    x: float
    y: float
    text: str
    fate: str


def numbers(data: bytes, forms: Sequence[FormReading]) -> list[Number]:
    """Every number printed inside the area of each form."""
    if not forms:
        return []  # the bytes may be no PDF at all
    texts = Texts(data)
    out = []
    try:
        for form in forms:
            fates = _Fates(form)
            for part in form.table.parts:
                for text, places in texts[part.page].numbers():
                    x, y = places[len(places) // 2]
                    if part.box.holds(x, y):
                        out.append(Number(form.form, part.page, x, y, text, fates.of(text, places, part)))
    finally:
        texts.close()
    return out


class _Fates:
    """What became of the numbers of one form."""

    def __init__(self, form: FormReading):
        table = form.table
        self._amounts: dict[int, list[tuple[Box, str]]] = {}
        for a in form.amounts:
            self._amounts.setdefault(a.page, []).append((a.box, a.published))
        self._left = {id(cell): reason for cell, reason in form.left_out}
        self._roles = {column.index: column.role for column in form.columns}
        self._header = table.header_rows
        self._cells: dict[int, list[Cell]] = {}
        for cell in table.cells:
            self._cells.setdefault(cell.page, []).append(cell)
        rows = [flat_row(table.row(r)) for r in range(table.row_count)]
        self._numbering = {r for r, row in enumerate(rows) if numbering_row(row)}
        self._totals = {
            r
            for r, row in enumerate(rows)
            if r >= table.header_rows
            and any(t in {"合计", "总计"} for t in row[:4])
            and row in rows[table.header_rows : r]
        }
        self._heads = {cell.flat for cell in table.cells if cell.row < table.header_rows}

    def of(self, text: str, places: Sequence[tuple[float, float]], part: Grid) -> str:
        if self._in_amounts(text, places, part.page):
            return "amount"
        x, y = places[len(places) // 2]
        cell = next((c for c in self._cells.get(part.page, ()) if c.box.holds(x, y)), None)
        if cell is None and y < part.ys[0]:
            return "title inside the table"
        if cell is None:
            above = next((c for c in part.cells if c.box.holds(x, y)), None)
            return "repeated header" if above is not None and above.flat in self._heads else "lost"
        if cell.row < self._header:
            return "header"
        if cell.row in self._numbering:
            return "column number"
        if cell.row in self._totals:
            return "total repeated on a later page"
        if id(cell) in self._left:
            return self._left[id(cell)]
        if re.search(r"[一-鿿A-Za-z]", cell.flat):
            return "inside words"
        if DATE.fullmatch(cell.flat):
            return "date"
        role = self._roles.get(cell.column, "blank")
        if role in {"amount", "blank"} or (role in KEY_ROLES and MONEY.fullmatch(cell.flat)):
            return "lost"
        return f"column of {role}s"

    def _in_amounts(self, text: str, places: Sequence[tuple[float, float]], page: int) -> bool:
        """Whether each character stands in the box of an amount that holds it; figures that touch are one number to PDFium."""
        parts: dict[str, str] = {}
        for character, place in zip(text, places, strict=True):
            published = next((p for box, p in self._amounts.get(page, ()) if box.holds(*place, 0.5)), None)
            if published is None:
                return False
            parts[published] = parts.get(published, "") + character
        return all(part.replace("，", ",") in published.replace("，", ",") for published, part in parts.items())


def differing_boxes(amounts: Sequence[dict[str, Any]], paths: dict[str, Path]) -> list[str]:
    """Amounts (rows of the table `amounts`) in whose box PDFium finds another text than `published`."""
    wrong = []
    for document in sorted({a["document_id"] for a in amounts}):
        texts = Texts(paths[document].read_bytes())
        for a in (a for a in amounts if a["document_id"] == document):
            held = texts[a["page"]].within(Box(a["x0"], a["top"], a["x1"], a["bottom"]))
            if held != a["published"]:
                wrong.append(
                    f"{paths[document].name} page {a['page']}: {a['published']!r} is published, {held!r} printed"
                )
        texts.close()
    return wrong


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line: prints what became of the numbers of all documents, then the boxes that hold something else."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.printed", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("folder", type=Path, help="folder of PDFs, searched deep")
    parser.add_argument("curated", type=Path, nargs="?", help="what was published of them: also judge boxes of amounts")
    options = parser.parse_args(arguments)
    paths = {hashlib.sha256(p.read_bytes()).hexdigest(): p for p in sorted(options.folder.rglob("*.pdf"))}
    fates: Counter[str] = Counter()
    lost: list[str] = []
    for path in paths.values():
        data = path.read_bytes()
        for number in numbers(data, reading.read_document(data).forms):
            fates[number.fate] += 1
            if number.fate == "lost":
                lost.append(
                    f"{path.name} page {number.page}: {number.form}: {number.text} at {number.x:.0f}, {number.y:.0f}"
                )
    _print([f"{fates.total()} numbers inside claimed forms of {len(paths)} documents"])
    _print(f"{count:7} {fate}" for fate, count in fates.most_common())
    _print(lost[:20])
    wrong: list[str] = []
    if options.curated:
        published = pl.read_parquet(options.curated / "amounts.parquet").filter(pl.col("method") == "text")
        sample = published.sample(min(SAMPLE, published.height), seed=SEED).rows(named=True)
        wrong = differing_boxes(sample, paths)
        _print([f"{len(sample) - len(wrong)} of {len(sample)} boxes of amounts hold what is published", *wrong[:20]])
    if lost or wrong:
        sys.exit(1)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
