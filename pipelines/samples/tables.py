"""Tables on their way to pages: guessed kinds, split codes, merged cells, wrapped text, column widths.

Belongs here: pure functions from a FormTable and a Layout to a measured Grid. Does not: pages and page breaks (paginate.py).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipelines.samples.figures import ABOVE, LEFT
from pipelines.samples.fonts import Fonts
from pipelines.samples.layout import Layout
from pipelines.samples.parts import FormTable

CODE = re.compile(r"\d{3}(\d{2}){0,2}")
NUMBER = re.compile(r"-?[\d,]+(\.\d+)?|/")
TOKEN = re.compile(r"[!-~]+|.")
CLOSING = frozenset("。，；、：）》”")
LEVELS = {"functional_code": ("类", "款", "项"), "economic_code": ("类", "款")}
CELL_PADDING = 3.0
LEADING = 1.3
SMALLEST_FONT = 5.0


@dataclass(frozen=True)
class Cell:
    """A cell with its lines already wrapped; row, column, row_span and column_span within the grid."""

    row: int
    column: int
    row_span: int
    column_span: int
    lines: tuple[str, ...]
    align: str  # left | center | right
    total: bool


@dataclass(frozen=True)
class Grid:
    """A measured table: widths of columns, lines of text in each row, and for each position the cell that covers it."""

    widths: tuple[float, ...]
    header_rows: int
    row_lines: tuple[int, ...]
    cover: tuple[tuple[Cell, ...], ...]
    font_size: float

    @property
    def line_height(self) -> float:
        return self.font_size * LEADING


def prepare(table: FormTable, layout: Layout) -> FormTable:
    """The table with its kinds known, codes split and the caption moved inside where the layout wants it."""
    table = replace(table, kinds=table.kinds or guess_kinds(table))
    if layout.code_columns == "split":
        table = split_codes(table, pad=layout.pad_codes, blank_parents=layout.blank_parents)
    if layout.caption == "inside":
        width = len(table.kinds)
        lines = [(table.title, *[LEFT] * (width - 1))]
        if table.number:
            lines.append((table.number, *[LEFT] * (width - 1)))
        if table.body or table.unit:
            left = max(1, width - 2) if width > 1 else 1
            lines.append((table.body, *[LEFT] * (left - 1), table.unit, *[LEFT] * (width - left - 1))[:width])
        table = replace(table, header=(*lines, *table.header), title="", number="", body="", unit="")
    return table


def guess_kinds(table: FormTable) -> tuple[str, ...]:
    """Kinds of columns from the body's text: codes, amounts, else names."""
    kinds = []
    for j in range(len((*table.header, *table.rows)[0])):
        cells = [row[j] for row in table.rows if row[j] not in ("", LEFT, ABOVE)]
        numbers = [text for text in cells if NUMBER.fullmatch(text)]
        codes = [text for text in cells if CODE.fullmatch(text)]
        if codes and len(codes) >= len(cells) - 1:
            kinds.append("economic_code" if all(len(code) <= 5 for code in codes) else "functional_code")
        else:
            kinds.append("amount" if len(numbers) == len(cells) else "name")
    return tuple(kinds)


def split_codes(table: FormTable, *, pad: bool, blank_parents: bool) -> FormTable:
    """Codes in columns of their own for 类, 款 and 项.

    With pad=False `2` stands for `02`; with blank_parents a row leaves out parents that a row above it has printed.
    """
    coded = [j for j, kind in enumerate(table.kinds) if kind in LEVELS]
    if not coded:
        return table
    titled = [i for i, row in enumerate(table.header) if any(row[j] not in (LEFT, ABOVE, "栏次") for j in coded)]
    header: list[tuple[str, ...]] = []
    for i, row in enumerate(table.header):
        header.append(_widen(table, row, lambda text, n: (text, *[ABOVE if text == ABOVE else LEFT] * (n - 1))))
        if titled and i == titled[-1]:  # 类, 款 and 项 stand under the title of the code column
            below = [ABOVE] * len(row)
            header.append(_widen(table, tuple(below), lambda text, n: LEVELS["functional_code"][:n]))
    seen: dict[int, tuple[str, ...]] = {}
    rows = []
    for row in table.rows:
        cells: list[str] = []
        for j, text in enumerate(row):
            if j not in coded:
                cells.append(text)
                continue
            n = len(LEVELS[table.kinds[j]])
            if not CODE.fullmatch(text):
                cells += [text, *[LEFT if text else ""] * (n - 1)]
                continue
            parts = (text[:3], text[3:5], text[5:7])[:n]
            shown = [part if pad else part.lstrip("0") for part in parts]
            if blank_parents:
                last = max(k for k, part in enumerate(parts) if part)
                known = seen.get(j, ())
                shown = ["" if k < last and parts[: k + 1] == known[: k + 1] else part for k, part in enumerate(shown)]
                seen[j] = parts
            cells += shown
        rows.append(tuple(cells))
    kinds: list[str] = []
    for kind in table.kinds:
        kinds += ["code_part"] * len(LEVELS[kind]) if kind in LEVELS else [kind]
    return replace(table, header=tuple(header), rows=tuple(rows), kinds=tuple(kinds))


def _widen(table: FormTable, row: tuple[str, ...], parts: Callable[[str, int], tuple[str, ...]]) -> tuple[str, ...]:
    cells: list[str] = []
    for text, kind in zip(row, table.kinds, strict=True):
        cells += parts(text, len(LEVELS[kind])) if kind in LEVELS else [text]
    return tuple(cells)


def measure(table: FormTable, layout: Layout, available: float, fonts: Fonts) -> Grid:
    """The table laid into columns that fit the available width; the font shrinks where nothing else helps."""
    size = layout.font_size
    while True:
        widths = _widths(table, layout, available, size, fonts)
        if sum(widths) <= available + 0.01 or size <= SMALLEST_FONT:
            break
        size -= 0.5
    return _grid(table, widths, size, fonts)


def wrap(text: str, width: float, size: float, fonts: Fonts) -> tuple[str, ...]:
    """Lines of at most the width; numbers and words stay whole unless they alone are wider."""
    lines = [""]
    for token in TOKEN.findall(text):
        if fonts.width(lines[-1] + token, size) <= width:
            lines[-1] += token
            continue
        if token in CLOSING and len(lines[-1]) > 1 and fonts.width(lines[-1][-1] + token, size) <= width:
            lines[-1:] = [lines[-1][:-1], lines[-1][-1] + token]  # no line begins with it
            continue
        if lines[-1] and fonts.width(token, size) <= width:
            lines.append(token)
            continue
        for char in token:
            if lines[-1] and fonts.width(lines[-1] + char, size) > width:
                lines.append("")
            lines[-1] += char
    return tuple(line.strip(" ") for line in lines)


def _widths(table: FormTable, layout: Layout, available: float, size: float, fonts: Fonts) -> tuple[float, ...]:
    space = 2 * CELL_PADDING
    if table.weights:
        return tuple(weight / sum(table.weights) * available for weight in table.weights)
    smallest, wished = [], []
    for j, kind in enumerate(table.kinds):
        body = max((fonts.width(text, size) for text in _own(table.rows, j)), default=0.0)
        head = max((fonts.width(text, size) for text in _own(table.header, j)), default=0.0)
        if kind in ("name", "text"):
            cap = layout.name_chars * size
            smallest.append(min(max(body, head), 4 * size) + space)
            wished.append(max(min(body, cap), min(head, cap)) + space)
        else:
            smallest.append(max(body, min(head, 2 * size)) + space)
            wished.append(max(body, min(head, 5 * size)) + space)
    total = sum(wished)
    if total <= available:
        factor = available / total if layout.stretch else 1.0
        return tuple(width * factor for width in wished)
    slack = total - sum(smallest)
    give = min(1.0, (total - available) / slack) if slack > 0 else 0.0
    return tuple(w - (w - s) * give for w, s in zip(wished, smallest, strict=True))


def _own(rows: Sequence[tuple[str, ...]], j: int) -> list[str]:
    """Texts of one column that are not printed across several."""
    return [row[j] for row in rows if row[j] not in (LEFT, ABOVE) and not (j + 1 < len(row) and row[j + 1] == LEFT)]


def _grid(table: FormTable, widths: tuple[float, ...], size: float, fonts: Fonts) -> Grid:
    rows = (*table.header, *table.rows)
    anchors = _anchors(rows)
    extent: dict[tuple[int, int], tuple[int, int]] = {}
    for i, row in enumerate(anchors):
        for j, anchor in enumerate(row):
            bottom, right = extent.get(anchor, (i, j))
            extent[anchor] = max(bottom, i), max(right, j)
    cells = {}
    for (i, j), (bottom, right) in extent.items():
        across = sum(widths[j : right + 1])
        header = i < len(table.header)
        align = "center" if header or right > j else _align(table.kinds[j])
        lines = wrap(rows[i][j], across - 2 * CELL_PADDING + 0.01, size, fonts)
        total = not header and any("合计" in text or "总计" in text for text in rows[i])
        cells[i, j] = Cell(i, j, bottom - i + 1, right - j + 1, lines, align, total)
    heights = [1] * len(rows)
    for cell in cells.values():
        if cell.row_span == 1:
            heights[cell.row] = max(heights[cell.row], len(cell.lines))
    for cell in cells.values():  # a tall merged cell stretches its last row
        missing = len(cell.lines) - sum(heights[cell.row : cell.row + cell.row_span])
        if missing > 0:
            heights[cell.row + cell.row_span - 1] += missing
    cover = tuple(tuple(cells[anchor] for anchor in row) for row in anchors)
    return Grid(widths, len(table.header), tuple(heights), cover, size)


def _anchors(rows: Sequence[tuple[str, ...]]) -> list[list[tuple[int, int]]]:
    anchors: list[list[tuple[int, int]]] = []
    for i, row in enumerate(rows):
        anchors.append([])
        for j, text in enumerate(row):
            if text == LEFT and j:
                anchors[i].append(anchors[i][j - 1])
            elif text == ABOVE and i:
                anchors[i].append(anchors[i - 1][j])
            else:
                anchors[i].append((i, j))
    return anchors


def _align(kind: str) -> str:
    return {"amount": "right", "line_number": "center", "code_part": "center"}.get(kind, "left")
