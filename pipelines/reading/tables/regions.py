"""Where tables without vertical rules stand on a page: their rules, their rows, whether they began on the page before.

Here: rows of figures between, above and below the rules. Not here: which rules are of one table (rule_blocks.py), headers, columns, cells
(aligned.py).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..pages import Box, Page, Run, hull
from ..pages.model import rows_of
from .columns_by_space import CLOSE
from .header_cells import LINE
from .headers import AMOUNT, CODE, HEADER_WORD, ORDINAL, numbering_row
from .rule_blocks import CAPTION, blocks_of, is_rule
from .running_lines import EDGE, PAGE_NUMBER
from .wrapped import with_rests

BALANCE = re.compile(r"合计$|总计$|结转|结余")  # ends the lanes of a summary
HEADER_STEP = 4.0  # of the type size: a line of a header is no further above the next
APART = 0.6  # of the type size: space around a figure outside of a sentence
BESIDE = 0.3  # the same between what no sentence puts side by side
MAX_CUT = 5  # lines of a name that a page break cut off from its row
END = 3.0  # of the type size: a table's last rule is no further from its rows
BLANK = 0.25  # of a table's width: rows begin no further from its left end, be the first parts of their codes blank
FAR = 60.0  # points: rows further below the last rule are no part of its table

Row = list[Run]


@dataclass(frozen=True, slots=True)
class Region:
    """Where one table stands: its area from its left to its right end, its rules from top to bottom, its rows. `begun` says
    that it goes on from the page before: no rule is above its first row."""

    area: Box
    levels: tuple[list[Box], ...]
    rows: tuple[Row, ...]
    begun: bool = False

    @property
    def through(self) -> list[float]:
        """Heights of the rules that run from side to side."""
        return [lv[0].y_mid for lv in self.levels if sum(b.width for b in lv) > 0.95 * self.area.width]

    def with_rows(self, rows: Sequence[Row]) -> "Region":
        """The region with rows below it."""
        return replace(self, area=hull([self.area, *_spread(self.area, rows)]), rows=(*self.rows, *rows))


def may_hold_table(page: Page) -> bool:
    """Whether any reader can find a table on a page: it has ruled cells, a horizontal rule, or two figures of which one has cents or
    thousands. Covers, contents and most narrative have none of these and are not searched."""
    if page.cells or any(is_rule(rule) for rule in page.rules):
        return True
    texts = [run.text for run in page.runs if AMOUNT.fullmatch(run.text)]
    return len(texts) > 1 and any(re.search(r"[.,，]", text) for text in texts)


def regions_of(page: Page) -> list[Region]:
    """The tables of a page: what stands between the rules of a block, and rows of figures that go on below it or come before
    its only rule. A page in the midst of a table may have no rule at all."""
    blocks = [region for block in blocks_of(page) if not _is_running(page, region := _block_region(page, block))]
    held = {id(r) for b in blocks for row in b.rows for r in row}
    free = with_rests(rows_of(r for r in page.runs if id(r) not in held))
    items: list[tuple[float, Region | Row]] = [(b.area.top, b) for b in blocks] + [
        (row[0].box.y_mid, row) for row in free
    ]
    out: list[Region] = []
    rows: list[Row] = []
    above: Region | None = None
    for _, item in [*sorted(items, key=lambda i: i[0]), (0.0, [])]:
        if isinstance(item, list) and item and not is_break(item):
            rows.append(item)
            continue
        below = item if isinstance(item, Region) else None
        last = (
            _is_foot(page, item) if isinstance(item, Region)
            else not item or PAGE_NUMBER.match("".join(r.text for r in item)) is not None
        )  # fmt: skip
        part = figured(rows, under=above is not None, close=above is not None and _is_header(above))
        part = with_cut_names(rows, part, above is None, last) if part else part
        if not part and above is None and below is not None and len(below.levels) == 1:
            part = _lane_end(rows)
        if part and above is not None and part[0][0].box.y_mid - above.area.bottom < FAR:
            above = above.with_rows(part)
        elif part and below is not None and len(below.levels) == 1 and _closes(below.area, part, _is_foot(page, below)):
            below = replace(
                below, area=hull([below.area, *_spread(below.area, part)]), rows=(*part, *below.rows), begun=True
            )
        elif len(part) > 1:
            out.append(_unruled(page, part, _header_above(rows, part)))
        out += [above] if above is not None and above.rows else []
        above, rows = below, []
    return out


def _is_running(page: Page, region: Region) -> bool:
    """Whether a region is nothing but the rule under a page's running header, in which no money stands."""
    bare = len(region.levels) == 1 and not region.rows and region.area.top < EDGE
    return bare and not any(r.box.y_mid < region.area.top and _is_money(r) for r in page.runs)


def _is_foot(page: Page, region: Region) -> bool:
    """Whether a region is nothing but the rule over a page's number."""
    return len(region.levels) == 1 and not region.rows and region.area.bottom > page.height - EDGE


def _closes(rule: Box, rows: Sequence[Row], foot: bool) -> bool:
    """Whether a rule below rows is the end of their table, near to them and about as wide (columns at its left may be blank); else it is
    that of the page's foot, which `foot` says that it may be: then both of its ends count."""
    ink = hull(r.box for row in rows for r in row)
    blank = abs(rule.x0 - ink.x0) + (abs(rule.x1 - ink.x1) if foot else 0)
    lane = not foot and abs(rule.x1 - ink.x1) < BLANK * rule.width and _lane_end(rows[-1:]) != []
    return rule.top - ink.bottom < END * rows[-1][0].em and (blank < BLANK * rule.width or lane)


def _lane_end(rows: Sequence[Row]) -> list[Row]:
    """Of the lines that end with the last of a page's first lines those with which the right lane of a summary ends alone: labels under each
    other with a figure or none at their right, the last that of a total or a balance with money."""
    first = len(rows)
    if not rows or len(rows[-1]) != 2 or not BALANCE.search(rows[-1][0].text) or not _is_money(rows[-1][1]):
        return []
    label, money = rows[-1]
    while first:
        row = rows[first - 1]
        near = first == len(rows) or rows[first][0].box.y_mid - row[0].box.y_mid < HEADER_STEP * row[0].em
        figure = row[1:] == [] or (len(row) == 2 and _is_money(row[1]) and abs(row[1].box.x1 - money.box.x1) < 2)
        if not near or not figure or abs(row[0].box.x0 - label.box.x0) > 2:
            break
        first -= 1
    return list(rows[first:])


def _block_region(page: Page, block: Sequence[list[Box]]) -> Region:
    area = hull(b for level in block for b in level)
    rows = rows_of(r for r in page.runs if area.holds(r.box.x_mid, r.box.y_mid, 1))
    return Region(area, tuple(block), tuple(with_rests(rows)))


def _spread(area: Box, rows: Iterable[Row]) -> list[Box]:
    """The heights of rows over the width of an area."""
    return [Box(area.x0, r.box.top, area.x1, r.box.bottom) for row in rows for r in row]


def _unruled(page: Page, rows: Sequence[Row], header: Sequence[Row]) -> Region:
    """A table of which no rule stands on this page: tables are centred on the page, so its right end mirrors its left one. Without a
    header it began on the page before."""
    ink = hull(r.box for row in (*header, *rows) for r in row)
    left = ink.x0 - CLOSE * rows[0][0].em
    area = Box(left, ink.top, max(ink.x1, page.width - left), ink.bottom)
    return Region(area, (), (*header, *rows), begun=not header)


def _header_above(rows: Sequence[Row], body: Sequence[Row]) -> list[Row]:
    """Of the lines that end with a table's body those right above it that say what its columns are."""
    first = next(i for i, row in enumerate(rows) if row is body[0])
    start, words = first, 0
    while start and body[0][0].em * HEADER_STEP > rows[start][0].box.y_mid - rows[start - 1][0].box.y_mid:
        texts = [run.text for run in rows[start - 1]]
        if not all(len(t) < 20 and (HEADER_WORD.search(t) or numbering_row(texts)) for t in texts):
            break
        start, words = start - 1, words + len(texts)
    return list(rows[start:first]) if words > 2 else []


def is_break(row: Row) -> bool:
    """Whether a line outside of all rules ends the table above it: a caption, a page number, a sentence."""
    text = "".join(r.text for r in row)
    parts = 1 + sum(b.box.x0 - a.box.x1 > APART * a.em for a, b in pairwise(row))
    return bool(
        CAPTION.search(text) or PAGE_NUMBER.match(text) or (parts == 1 and (len(text) > 30 or text[-1] in "。；;"))
    )


def _is_header(region: Region) -> bool:
    """Whether all that stands between the rules of a region is a header: its rows are still to come."""
    return len(region.levels) > 1 and not any(map(_is_money, (r for row in region.rows for r in row)))


def figured(rows: Sequence[Row], under: bool, close: bool) -> list[Row]:
    """The rows from the first to the last that holds several figures, with the lines of names close to them; `under` a rule all
    from the first. Figures may stand `close` to words where no sentence can be meant."""
    apart = BESIDE if close else APART
    strong = _aligned([i for i, row in enumerate(rows) if _several_figures(row, apart)], rows)
    if not strong:
        return []
    ends = [x for i in strong for x in _ends(rows[i])]
    # names of several lines may stand above and below the line of their figures
    named = [row for i in strong for row in rows[max(0, i - 1) : i + 2] if abs(row[0].box.y_mid - rows[i][0].box.y_mid) <= LINE * row[0].em]  # fmt: skip
    names = [r.box.x0 for row in named for r in row if not AMOUNT.fullmatch(r.text)]
    first = 0 if under else _reach(rows, strong[0], -1, ends, names)
    return list(rows[first : _reach(rows, strong[-1], 1, ends, names) + 1])


def _reach(rows: Sequence[Row], start: int, step: int, ends: Sequence[float], names: Sequence[float]) -> int:
    """The last line that belongs to a table, from one that does upwards or downwards: lines of the same cell, and lines with a figure that
    ends where others do, between which lines of names may stand."""
    last = i = start
    while 0 <= i + step < len(rows):
        row, em = rows[i + step], rows[i][0].em
        distance = abs(row[0].box.y_mid - rows[i][0].box.y_mid)
        if distance >= 3 * em or not (distance <= LINE * em or _shared(_ends(row), ends) or _named(row, names)):
            break
        i += step
        if _shared(_ends(row), ends) or (last == i - step and distance <= LINE * em):
            last = i
    return last


def _named(row: Row, names: Sequence[float]) -> bool:
    """Whether a line holds nothing but words, which begin where names of rows do."""
    return all(not AMOUNT.fullmatch(r.text) and any(abs(r.box.x0 - x) < 1 for x in names) for r in row)


def with_cut_names(rows: Sequence[Row], body: Sequence[Row], above: bool, below: bool) -> list[Row]:
    """The rows of a body with the lines of names that a page break cut off from their row: all lines above it, all below it, each
    near the next and with nothing but words where names of the body begin. `above` and `below` say where a page break may be."""
    first = next(i for i, row in enumerate(rows) if row is body[0])
    last = first + len(body) - 1
    if first == 0 and last == len(rows) - 1:
        return list(body)
    names = [r.box.x0 for row in body for r in row if not AMOUNT.fullmatch(r.text)]

    def cut_off(lines: Sequence[Row], whole: Row) -> bool:
        near = all(b[0].box.y_mid - a[0].box.y_mid < 3 * b[0].em for a, b in pairwise(lines))
        return 0 < len(lines) - 1 <= MAX_CUT and near and all(line is whole or _named(line, names) for line in lines)

    if above and cut_off(rows[: first + 1], rows[first]):
        first = 0
    if below and cut_off(rows[last:], rows[last]):
        last = len(rows) - 1
    return list(rows[first : last + 1])


def _several_figures(row: Row, apart: float) -> bool:
    """Whether a line outside of all rules can be a row of a table: several figures, one with cents or thousands, each with space
    around it (`apart`, of the type size), which figures in a sentence have not."""
    if figures(row) < 2 or not any(map(_is_money, row)):
        return False
    if any(re.search(r"[，。；]", r.text) for r in row if not AMOUNT.fullmatch(r.text)):
        return False
    # a code may fill its column and stand close to the name, its parts close to each other
    parts = next((i for i, r in enumerate(row) if not re.fullmatch(r"\d{1,7}", r.text)), 0)
    return all(
        b.box.x0 - a.box.x1 > (BESIDE if _neighbours(a, b) else apart) * a.em
        for a, b in pairwise(row[parts:])
        if AMOUNT.fullmatch(a.text) or AMOUNT.fullmatch(b.text)
    )


def _neighbours(a: Run, b: Run) -> bool:
    """Whether two texts stand side by side in tables alone: two figures of which one is money, a code and what follows, a figure and a
    numbered line, a total or a balance of the other lane."""
    figures = AMOUNT.fullmatch(a.text) and AMOUNT.fullmatch(b.text) and (_is_money(a) or _is_money(b))
    lane = _is_money(a) and (ORDINAL.match(b.text) or BALANCE.search(b.text))
    return bool(figures or lane) or CODE.fullmatch(a.text) is not None


def _is_money(run: Run) -> bool:
    return AMOUNT.fullmatch(run.text) is not None and re.search(r"[.,，]", run.text) is not None


def _aligned(strong: list[int], rows: Sequence[Row]) -> list[int]:
    """Of several rows those with a figure that ends where one of another row ends."""
    return [
        i
        for i in strong
        if len(strong) == 1 or _shared(_ends(rows[i]), [x for j in strong if j != i for x in _ends(rows[j])])
    ]


def _shared(some: Sequence[float], others: Sequence[float]) -> bool:
    return any(abs(a - b) < 2 for a in some for b in others)


def _ends(row: Row) -> list[float]:
    return [r.box.x1 for r in row if AMOUNT.fullmatch(r.text)]


def figures(row: Row) -> int:
    """How many figures stand in a line; a year is none."""
    return sum(1 for r in row if AMOUNT.fullmatch(r.text) and not re.fullmatch(r"20\d\d", r.text))
