"""From the parts of a document to its pages: what stands where, which rows a page break cuts, on which page a heading fell.

Belongs here: the flow of parts over pages as frozen values that can be drawn or counted. Does not: measuring of tables
(tables.py), PDF (draw.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipelines.samples.fonts import Fonts
from pipelines.samples.layout import Layout
from pipelines.samples.parts import Contents, Cover, FormTable, Heading, Page, Paragraph, Part, Rule, Text
from pipelines.samples.tables import CELL_PADDING, LEADING, Cell, Grid, measure, prepare, wrap

THIN, THICK = 0.5, 1.2
ASCENT = 0.88  # of the font size, from the top of a line to its baseline
LayoutsByForm = Mapping[str, Layout]


@dataclass(frozen=True)
class Piece:
    """A row, or the lines first..last (excluded) of it, on one page."""

    row: int
    first: int
    last: int


@dataclass
class Sheet:
    """A page being filled; y is the top of what is still free."""

    width: float
    height: float
    y: float
    bottom: float
    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    broken_rows: int = 0
    empty: bool = True


def lay_out(
    parts: Sequence[Part], layout: Layout, fonts: Fonts, by_form: LayoutsByForm | None = None
) -> tuple[Page, ...]:
    """The pages of a document. by_form gives forms a layout of their own. Contents pages take the numbers of a first pass."""
    first = _Flow(layout, fonts, by_form or {}, {})
    first.run(parts)
    if not any(isinstance(part, Contents) for part in parts):
        return first.pages()
    second = _Flow(layout, fonts, by_form or {}, first.found)
    second.run(parts)
    return second.pages()


class _Flow:
    def __init__(self, layout: Layout, fonts: Fonts, by_form: LayoutsByForm, numbers: Mapping[str, int]) -> None:
        self.layout, self.fonts, self.by_form, self.numbers = layout, fonts, by_form, numbers
        self.sheets: list[Sheet] = []
        self.found: dict[str, int] = {}
        self.headings: list[tuple[str, int]] = []

    # pages

    def pages(self) -> tuple[Page, ...]:
        return tuple(self._page(number, sheet) for number, sheet in enumerate(self.sheets, 1))

    def _page(self, number: int, sheet: Sheet) -> Page:
        if self.layout.page_numbers and number > 1:
            text = f"- {number} -"
            x = (sheet.width - self.fonts.width(text, 9)) / 2
            sheet.texts.append(Text(x, sheet.height - self.layout.margins[3] / 2, text, 9))
        return Page(
            sheet.width, sheet.height, self.layout.rotate, tuple(sheet.texts), tuple(sheet.rules), sheet.broken_rows
        )

    def new_page(self, orientation: str) -> Sheet:
        width, height = self.layout.page if orientation == "portrait" else self.layout.page[::-1]
        self.sheets.append(Sheet(width, height, self.layout.margins[1], height - self.layout.margins[3]))
        return self.sheets[-1]

    def sheet(self, orientation: str, needed: float = 0.0) -> Sheet:
        """The page to write on: of that orientation and with that much room, a new one if need be."""
        if self.sheets:
            last = self.sheets[-1]
            turned = (last.width > last.height) == (orientation == "landscape")
            if turned and (last.empty or last.y + needed <= last.bottom):
                return last
        return self.new_page(orientation)

    # parts

    def run(self, parts: Sequence[Part]) -> None:
        self.headings = []
        for part in parts:
            if isinstance(part, Heading):
                self.headings.append((part.text, part.level))
            elif isinstance(part, FormTable) and part.heading:
                self.headings.append((part.heading, 2))
        for part in parts:
            if isinstance(part, Cover):
                self.cover(part)
            elif isinstance(part, Contents):
                self.contents(part)
            elif isinstance(part, Heading):
                self.heading(part)
            elif isinstance(part, Paragraph):
                self.paragraph("　　" + part.text, 10.5)
            else:
                self.table(part)

    def line(
        self, sheet: Sheet, text: str, size: float, align: str = "left", struck: bool = False, leading: float = 1.6
    ) -> None:
        left, _, right, _ = self.layout.margins
        width = self.fonts.width(text, size)
        x = {"left": left, "center": (sheet.width - width) / 2, "right": sheet.width - right - width}[align]
        sheet.texts.append(Text(x, sheet.y + size * (leading - 1) / 2 + size * ASCENT, text, size, struck))
        sheet.y += size * leading
        sheet.empty = False

    def cover(self, part: Cover) -> None:
        sheet = self.new_page(self.layout.orientation)
        sheet.y = sheet.height * 0.3
        for text in part.lines:
            for line in wrap(text, sheet.width - 160, 24, self.fonts):
                self.line(sheet, line, 24, "center", self.layout.double_struck, leading=2.0)
        sheet.y = sheet.bottom

    def contents(self, part: Contents) -> None:
        sheet = self.new_page(self.layout.orientation)
        self.line(sheet, part.title, 16, "center", leading=2.4)
        left, _, right, _ = self.layout.margins
        for text, level in self.headings:
            sheet = self.sheet(self.layout.orientation, 10.5 * 1.7)
            entry = "　" * (level - 1) + text
            number = str(self.numbers.get(text, 0))
            room = sheet.width - left - right - self.fonts.width(entry + number, 10.5) - 8
            dots = "." * max(3, int(room / self.fonts.width(".", 10.5)))
            self.line(sheet, f"{entry} {dots} {number}", 10.5, leading=1.7)
        sheet.y = sheet.bottom

    def heading(self, part: Heading) -> None:
        size = 15 if part.level == 1 else 12
        sheet = (
            self.new_page(self.layout.orientation) if part.level == 1 else self.sheet(self.layout.orientation, size * 4)
        )
        self.line(
            sheet, part.text, size, "center" if part.level == 1 else "left", self.layout.double_struck, leading=2.2
        )
        self.found[part.text] = len(self.sheets)

    def paragraph(self, text: str, size: float, orientation: str = "") -> None:
        orientation = orientation or self.layout.orientation
        left, _, right, _ = self.layout.margins
        sheet = self.sheet(orientation, size * 1.6)
        for line in wrap(text, sheet.width - left - right, size, self.fonts):
            self.line(self.sheet(orientation, size * 1.6), line, size)

    # tables

    def table(self, part: FormTable) -> None:
        layout = self.by_form.get(part.form, self.layout)
        captioned = prepare(part, layout)
        wide = bool(layout.wide_columns) and len(captioned.kinds) >= layout.wide_columns
        orientation = "landscape" if wide else layout.orientation
        turned = orientation != layout.orientation
        portrait, landscape = sorted(layout.page)
        across = (landscape if orientation == "landscape" else portrait) - layout.margins[0] - layout.margins[2]
        grid = measure(captioned, layout, across, self.fonts)
        caption = self.caption(captioned, layout)
        tall = sum(height for height, _ in caption)
        start = sum(_height(grid, layout, row) for row in range(min(grid.header_rows + 1, len(grid.row_lines))))
        if turned and layout.caption_before:
            sheet = self.sheet(layout.orientation, tall)
            self.found[part.heading] = len(self.sheets)
            self.write(caption, sheet)
            self.new_page(orientation)
        else:
            fresh = layout.new_page and self.sheets and not self.sheets[-1].empty
            sheet = self.new_page(orientation) if fresh else self.sheet(orientation, tall + start)
            if not sheet.empty:
                sheet.y += 10
            self.found[part.heading] = len(self.sheets)
            self.write(caption, sheet)
        self.rows(captioned, grid, layout, orientation)
        for note in part.notes:
            self.paragraph(note, 9, orientation)

    def caption(self, table: FormTable, layout: Layout) -> list[tuple[float, Callable[[Sheet], None]]]:
        """Lines of the caption as (height, writer)."""
        size, lines = 9.5, []

        def add(text: str, size: float, align: str, leading: float = 1.6) -> None:
            lines.append(
                (size * leading, lambda sheet: self.line(sheet, text, size, align, layout.double_struck, leading))
            )

        if table.heading:
            add(table.heading, 12, "left", 2.0)
        if table.title:
            add(table.title, 14, "center", 2.0)
        if table.number:
            add(table.number, size, "right")
        if layout.caption_lines == "separate":
            for text, align in ((table.body, "left"), (table.unit, "right")):
                if text:
                    add(text, size, align)
        elif table.body or table.unit:

            def both(sheet: Sheet) -> None:
                y = sheet.y
                if table.body:
                    self.line(sheet, table.body, size)
                sheet.y = y if table.unit else sheet.y
                if table.unit:
                    self.line(sheet, table.unit, size, "right")

            lines.append((size * 1.6, both))
        return lines

    def write(self, caption: list[tuple[float, Callable[[Sheet], None]]], sheet: Sheet) -> None:
        for _, writer in caption:
            writer(sheet)
        sheet.y += 2

    def rows(self, table: FormTable, grid: Grid, layout: Layout, orientation: str) -> None:
        """Rows over as many pages as they take."""
        header = [Piece(row, 0, grid.row_lines[row]) for row in range(grid.header_rows)]
        pieces, sheet = list(header), self.sheets[-1]
        free = sheet.bottom - sheet.y - sum(_height(grid, layout, piece.row) for piece in header)
        top = len(header)  # pieces that a page has before its first row
        for row in range(grid.header_rows, len(grid.row_lines)):
            first, lines = 0, grid.row_lines[row]
            while first < lines:
                need = (lines - first) * grid.line_height + 2 * layout.row_padding
                if need <= free:
                    pieces.append(Piece(row, first, lines))
                    free -= need
                    break
                fit = int((free - 2 * layout.row_padding) / grid.line_height)
                if layout.break_rows and 0 < fit < lines - first:
                    pieces.append(Piece(row, first, first + fit))
                    sheet.broken_rows += 1
                    first += fit
                elif len(pieces) == top:
                    pieces.append(Piece(row, first, lines))  # a row taller than a page runs over its edge
                    break
                self.draw(grid, layout, pieces, sheet, ends=False)
                sheet = self.new_page(orientation)
                if layout.repeat_caption:
                    self.write(self.caption(replace(table, heading=""), layout), sheet)
                pieces = list(header) if layout.repeat_header else []
                top = len(pieces)
                free = sheet.bottom - sheet.y - sum(_height(grid, layout, piece.row) for piece in pieces)
        self.draw(grid, layout, pieces, sheet, ends=True)

    def draw(self, grid: Grid, layout: Layout, pieces: list[Piece], sheet: Sheet, *, ends: bool) -> None:
        """Texts and rules of the pieces that one page holds."""
        if not pieces:
            return
        xs = [self.layout.margins[0]]
        for width in grid.widths:
            xs.append(xs[-1] + width)
        shift = (sheet.width - self.layout.margins[0] - self.layout.margins[2] - sum(grid.widths)) / 2
        xs = [x + max(0.0, shift) for x in xs]
        ys = [sheet.y]
        for piece in pieces:
            ys.append(ys[-1] + (piece.last - piece.first) * grid.line_height + 2 * layout.row_padding)
        sheet.rules += _rules(grid, layout, pieces, xs, ys, ends)
        done: set[tuple[int, int]] = set()
        for k, piece in enumerate(pieces):
            for cell in grid.cover[piece.row]:
                if (cell.row, cell.column) in done:
                    continue
                done.add((cell.row, cell.column))
                end = k
                while end + 1 < len(pieces) and cell in grid.cover[pieces[end + 1].row]:
                    end += 1
                if cell.row_span == 1:
                    shown = _slots(cell, grid.row_lines[cell.row], layout.vertical_align)[piece.first : piece.last]
                    lines = [(slot * grid.line_height, text) for slot, text in enumerate(shown) if text]
                    whole = (piece.first, piece.last) == (0, grid.row_lines[cell.row])
                    if whole and layout.vertical_align == "middle":
                        lines = _centred(cell, ys[k + 1] - ys[k] - 2 * layout.row_padding, grid)
                elif piece.row == cell.row and piece.first == 0:
                    lines = _centred(cell, ys[end + 1] - ys[k] - 2 * layout.row_padding, grid)
                else:
                    continue  # the rest of a tall cell: its text stands on the page where it begins
                self.cell(sheet, cell, grid, xs, ys[k] + layout.row_padding, lines, layout)
        sheet.y = ys[-1] + 4
        sheet.empty = False

    def cell(
        self,
        sheet: Sheet,
        cell: Cell,
        grid: Grid,
        xs: list[float],
        top: float,
        lines: list[tuple[float, str]],
        layout: Layout,
    ) -> None:
        left, right = xs[cell.column] + CELL_PADDING, xs[cell.column + cell.column_span] - CELL_PADDING
        for offset, text in lines:
            width = self.fonts.width(text, grid.font_size)
            x = {"left": left, "center": (left + right - width) / 2, "right": right - width}[cell.align]
            baseline = top + offset + grid.font_size * ((LEADING - 1) / 2 + ASCENT)
            sheet.texts.append(Text(x, baseline, text, grid.font_size, layout.double_struck and cell.total))


def _height(grid: Grid, layout: Layout, row: int) -> float:
    return grid.row_lines[row] * grid.line_height + 2 * layout.row_padding


def _slots(cell: Cell, lines: int, align: str) -> list[str]:
    """The cell's lines among the lines of its row."""
    spare = lines - len(cell.lines)
    before = {"top": 0, "middle": spare // 2, "bottom": spare}[align]
    return [*[""] * before, *cell.lines, *[""] * (spare - before)]


def _centred(cell: Cell, height: float, grid: Grid) -> list[tuple[float, str]]:
    start = max(0.0, (height - len(cell.lines) * grid.line_height) / 2)
    return [(start + k * grid.line_height, text) for k, text in enumerate(cell.lines) if text]


def _rules(grid: Grid, layout: Layout, pieces: list[Piece], xs: list[float], ys: list[float], ends: bool) -> list[Rule]:
    """Rules of one page's part of a table; `ends` where its last row is among the pieces."""
    columns = range(len(grid.widths))
    rules = []
    for k in range(len(ys)):
        above, below = (pieces[k - 1] if k else None), (pieces[k] if k < len(pieces) else None)
        under_header = above is not None and above.row == grid.header_rows - 1
        if layout.rules == "three_line":
            edge = (above is None and below is not None and below.row == 0) or (below is None and ends)
            in_header = above is not None and above.row < grid.header_rows
            if not (edge or in_header):
                continue
        drawn = [
            above is None or below is None or grid.cover[above.row][j] is not grid.cover[below.row][j] for j in columns
        ]
        thick = layout.rules != "grid" and (above is None or below is None or under_header)
        for start, end in _stretches(drawn):
            rules.append(Rule(xs[start], ys[k], xs[end], ys[k], THICK if thick else THIN))
    if layout.rules != "grid":
        return rules
    for j in range(len(xs)):
        if j in (0, len(grid.widths)):
            drawn = [layout.outer_border] * len(pieces)
        else:
            drawn = [grid.cover[piece.row][j - 1] is not grid.cover[piece.row][j] for piece in pieces]
        for start, end in _stretches(drawn):
            rules.append(Rule(xs[j], ys[start], xs[j], ys[end], THIN))
    return rules


def _stretches(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Half-open index ranges of neighbours that are True."""
    stretches, start = [], None
    for i, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = i
        elif not flag and start is not None:
            stretches.append((start, i))
            start = None
    return stretches
