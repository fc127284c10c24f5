"""Joins the grids of consecutive pages into logical tables and hands each the text that stands above it.

Here: which grid continues which, repeated headers. Not here: titles inside the ruled area (captions_inside.py), on which columns a later
page's fall (later_columns.py), whether a page break cut a row (page_breaks.py), running lines (running_lines.py), what a table means (forms/).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from ..pages import Line, Page
from .captions_inside import without_captions
from .continued import says_continued
from .headers import distinct, flat_row, header_row_count, is_data
from .later_columns import fits, placed_rows
from .model import Cell, Grid, Table
from .page_breaks import Split, cut_by_page_break, may_go_on, rests_of_names
from .running_lines import INNER_LINE, PAGE_NUMBER, running_lines

_WHOSE = re.compile(
    r"(?:单位|部门)(?:[（(][^（()）]{2}[）)])?(?:名称)?\s*[:：]\s*(?!人民币|[百千万亿]?元)([^\s:：]{4,})"
)
_UNIT = re.compile(r"单位[:：]\s*(?:人民币)?\s*([百千万亿]?元)")
MAX_HEADING = 14
MAX_BETWEEN = 60  # characters over the next part of a table but captions


@dataclass
class _Open:
    """A table that may still go on."""

    grids: list[Grid]
    rows: list[list[Cell | None]]
    header: list[list[str]]
    header_rows: int
    columns: int
    xs: tuple[float, ...]
    heading: list[tuple[int, Line]]
    titles: tuple[str, ...]
    footing: list[tuple[int, str]] = field(default_factory=list)
    _splits: dict[int, tuple[list[Cell | None], "Split"]] = field(
        default_factory=dict
    )  # by id of the row, which is kept

    def split(self, row: list[Cell | None]) -> "Split":
        """What a row says about page breaks: asked again at every break of a long table."""
        if id(row) not in self._splits:
            self._splits[id(row)] = row, Split.of(row)
        return self._splits[id(row)][1]


def stitch(
    pages: Sequence[Page], grids: Sequence[Sequence[Grid]], titles_of: Callable[[Iterable[str]], tuple[str, ...]]
) -> list[Table]:
    """All tables of a document in reading order.

    `grids[i]` are the filled grids of `pages[i]`; `titles_of` picks from lines of text those that name a form.
    """
    done: list[_Open] = []
    current: _Open | None = None
    between: list[tuple[int, Line]] = []
    repeated = running_lines(pages, titles_of)
    for page, found in zip(pages, grids, strict=True):
        things: list[tuple[float, Line | Grid]] = [(g.box.top, g) for g in found]
        lines = [
            line for line in page.lines
            if not _inside(line, found) and not PAGE_NUMBER.match(line.text) and (page.number, line.text) not in repeated
        ]  # fmt: skip
        if current is not None and page.number == current.grids[-1].page + 1:
            lines = _without_rest(current, page, lines, found)
        things += [(line.box.y_mid, line) for line in lines]
        for _, thing in sorted(things, key=lambda t: (t[0], isinstance(t[1], Grid))):
            if isinstance(thing, Line):
                between.append((page.number, thing))
                continue
            inner, grid = without_captions(thing)
            heading = between + [(page.number, Line(t, grid.box, 0.0)) for t in inner]
            if grid.row_count < 1:
                between = heading
                continue
            titles = titles_of(text for _, text in _texts(heading[-MAX_HEADING:]))
            if current is not None and _continues(current, grid, heading, titles):
                _extend(current, grid)
            else:
                if current is not None:
                    current.footing = _texts(between[:4])
                    done.append(current)
                current = _start(grid, heading[-MAX_HEADING:], titles)
            between = []
    if current is not None:
        current.footing = _texts(between[:4])
        done.append(current)
    return [_finish(t, f"t{i:03d}") for i, t in enumerate(done, 1)]


def _texts(lines: Iterable[tuple[int, Line]]) -> list[tuple[int, str]]:
    return [(page, line.text) for page, line in lines]


def _inside(line: Line, grids: Sequence[Grid]) -> bool:
    return any(g.box.holds(line.box.x_mid, line.box.y_mid, 0.5) for g in grids)


def _rows(grid: Grid) -> list[list[Cell | None]]:
    return list(grid.rows)


def _start(grid: Grid, heading: list[tuple[int, Line]], titles: tuple[str, ...]) -> _Open:
    rows = _rows(grid)
    count = header_row_count(rows)
    return _Open([grid], rows, [flat_row(r) for r in rows[:count]], count, grid.column_count, grid.xs, heading, titles)


def _continues(table: _Open, grid: Grid, heading: list[tuple[int, Line]], titles: tuple[str, ...]) -> bool:
    last = table.grids[-1]
    if grid.page not in (last.page, last.page + 1):
        return False
    rows = _rows(grid)
    repeats = _repeated_header(table, rows)
    if titles and table.titles and _others(table.heading, heading):
        return False
    if titles:
        goes_on = (
            repeats > 0 or not table.header or (not _own_header(rows) and fits(table.xs, bool(table.header), grid))
        )
        return bool(table.titles) and titles[-1] == table.titles[-1] and goes_on
    words = [t for _, line in heading if not INNER_LINE.search(t := line.text) and not says_continued(t)]
    if repeats:
        return sum(map(len, words)) < MAX_BETWEEN
    told = len(words) < len(heading) and any(says_continued(line.text) for _, line in heading)
    if sum(map(len, words)) >= MAX_BETWEEN or (not told and (len(words) > 2 or any(len(w) > 3 for w in words))):
        return False
    if grid.page == last.page and grid.box.top - last.box.bottom > 12:
        return False
    own = _own_header(rows)
    if own and table.header and grid.column_count != table.columns:
        return False
    return own < 2 and fits(table.xs, bool(table.header), grid)


def _own_header(rows: list[list[Cell | None]]) -> int:
    """How many leading rows are headers; none where one row above data holds so little that it is the rest of names that a page break cut,
    though names end like headers (拨款, 支出)."""
    count = header_row_count(rows)
    if count != 1 or not all(is_data(distinct(row, 1)) for row in rows[1:2]):
        return count
    texts = [c for c in distinct(rows[0], 0) if c.text]
    return 0 if 2 * len(texts) <= len(rows[0]) and all(c.column_span == 1 for c in texts) else count


def _others(above: list[tuple[int, Line]], here: list[tuple[int, Line]]) -> bool:
    """Whether the captions over two tables of one title name different bodies, one after another in a file by form, or different units."""
    for what in (_WHOSE, _UNIT):
        first, second = ({m[1] for _, line in lines if (m := what.search(line.text))} for lines in (above, here))
        if first and second and not first & second:
            return True
    return False


def _repeated_header(table: _Open, rows: list[list[Cell | None]]) -> int:
    """How many leading rows repeat the table's header (0 where they do not)."""
    if not table.header or len(rows) < 1:
        return 0
    want = [[t for t in r if t] for r in table.header]
    have = [[t for t in flat_row(r) if t] for r in rows[: len(want)]]
    if have == want:
        return len(want)
    # the row of column numbers is often printed once only
    if (
        len(want) > 1
        and have[: len(want) - 1] == want[:-1]
        and all(re.fullmatch(r"\*+|栏次|\d{1,2}", t) for t in want[-1])
    ):
        return len(want) - 1
    joined_want, joined_have = "".join(want[0]), "".join(have[0])
    if joined_want and joined_want == joined_have and len(want) == len(have):
        return len(want)
    return 0


def _extend(table: _Open, grid: Grid) -> None:
    placed = placed_rows(table.xs, bool(table.header), grid, _repeated_header(table, grid.rows))
    while placed and len(table.rows) > table.header_rows + 1 and _is_cut(table, placed[0]):
        rest = table.split(placed[0])
        table.rows[-1] = _joined(table.rows[-1], placed[0])
        placed = placed[1:]
        if rest.coded or rest.money:
            break  # else nothing but lines of a name, each of which may be read as a row
    table.rows.extend(placed)
    table.grids.append(grid)


def _is_cut(table: _Open, below: list[Cell | None]) -> bool:
    """Whether the page break cut the table's last row, of which `below` is the rest. What stood under the header of the first page too is a row that
    every page repeats."""
    if flat_row(below) == flat_row(table.rows[table.header_rows]):
        return False
    before = [table.split(r) for r in table.rows[table.header_rows : -1]]
    return cut_by_page_break(table.rows[-1], below, table.split(table.rows[-1]), table.split(below), before)


def _without_rest(table: _Open, page: Page, lines: list[Line], grids: Sequence[Grid]) -> list[Line]:
    """The lines of the page after a table's without those that are the rest of its last names, which are added to them."""
    captions, end = {line.text for _, line in table.heading}, min((g.box.top for g in grids), default=page.height)
    above = [
        line for line in lines if line.box.bottom < end and line.text not in captions and not says_continued(line.text)
    ]
    leads = [c.lead for c in table.rows[-1] if c is not None and c.lead is not None]
    if not above or not any(abs(above[0].box.x0 - lead) < 1 for lead in leads):
        return lines  # as nearly every page
    before = [table.split(r) for r in table.rows[table.header_rows : -1]]
    names = may_go_on(table.rows[-1], table.split(table.rows[-1]), before)
    rests = rests_of_names(names, above)
    row = list(table.rows[-1])
    for c, cell in names.items():
        row[c] = replace(cell, text="\n".join([cell.text, *(line.text for column, line in rests if column == c)]))
    table.rows[-1] = row
    taken = {id(line) for _, line in rests}
    return [line for line in lines if id(line) not in taken]


def _joined(above: list[Cell | None], below: list[Cell | None]) -> list[Cell | None]:
    out: list[Cell | None] = []
    for a, b in zip(above, below, strict=True):
        if b is None or not b.text:
            out.append(a)
        elif a is None or not a.text:
            out.append(b)
        else:
            surest = min(a.confidence, b.confidence)
            out.append(replace(a, text=a.text + "\n" + b.text, confidence=surest, alternatives=()))
    return out


def _finish(table: _Open, table_id: str) -> Table:
    cells: list[Cell] = []
    numbers: dict[int, tuple[int, int, int, int]] = {}
    order: list[Cell] = []
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            if cell is None:
                continue
            if id(cell) in numbers:
                r0, c0, r1, c1 = numbers[id(cell)]
                numbers[id(cell)] = (r0, min(c0, c), max(r1, r), max(c1, c))
            else:
                numbers[id(cell)] = (r, c, r, c)
                order.append(cell)
    for cell in order:
        r0, c0, r1, c1 = numbers[id(cell)]
        rows, columns = r1 - r0 + 1, c1 - c0 + 1
        if (r0, c0, rows, columns) != (cell.row, cell.column, cell.row_span, cell.column_span):
            cell = Cell(
                r0, c0, rows, columns, cell.text, cell.page, cell.box, cell.ink, cell.lead, cell.confidence
            )  # as `replace` does, which takes three times as long
        cells.append(cell)
    return Table(
        table_id,
        tuple(cells),
        len(table.rows),
        table.columns,
        table.xs,
        tuple(_texts(table.heading)),
        tuple(table.footing),
        table.grids[0].reader,
        tuple(table.grids),
        table.header_rows,
    )
