"""Rows that a page break cuts in two.

Here: whether the last row above a break and the first below it are one, and which lines outside of any table are the rest of a name.
Not here: joining them, or which tables go on (stitch.py).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..pages import Line
from .header_cells import LINE
from .headers import AMOUNT, CODE, CODED_NAME
from .model import Cell

_ORDINAL = re.compile(r"[一二三四五六七八九十]+[、.．]")
_CHINESE = re.compile("[一-鿿]")
_SHORT_NUMBER = re.compile(r"\d{1,2}")
_AS_MONEY = re.compile("[.,，]|^0$")
_TOTAL = re.compile("合计|总计|小计")
_SUMMED = ("收入", "支出", "经费")  # of what a total is printed
_WHOLE = re.compile(
    r"合计|总计|共计|总分|^小计|^(一|二|三|四|五|六|七|八|九|十)+[、.．]|^[（(][一二三四五六七八九十\d]+[）)]|^\d+[.、．]\D|^其中|^注|[:：]"
)


@dataclass(frozen=True)
class Split:
    """What a row says about whether a page break cut it: which columns hold names, with their lines, whether it has a code, whether
    money."""

    names: dict[int, str]
    lines: dict[int, list[str]]
    coded: bool
    money: bool
    whole: bool  # a row that begins or ends by itself: a numbered line, a total, a note

    @classmethod
    def of(cls, row: Sequence[Cell | None]) -> "Split":
        cells = {id(c): c for c in row if c is not None and c.text}.values()
        named = [c for c in cells if _CHINESE.search(c.flat) and not CODED_NAME.match(c.flat)]
        names = {c.column: c.flat for c in named}
        whole = any(_WHOLE.search(text) for text in names.values())
        first = min(names, default=0)
        return cls(
            names,
            {c.column: c.text.split("\n") for c in named},
            any(
                CODE.fullmatch(c.flat)
                or CODED_NAME.match(c.flat)
                or (
                    c.column < first and _SHORT_NUMBER.fullmatch(c.flat) is not None
                )  # 款 or 项 under a blank 类, a number
                for c in cells
            ),
            any(AMOUNT.fullmatch(c.flat) and _AS_MONEY.search(c.flat) for c in cells),
            whole,
        )


def cut_by_page_break(
    above: Sequence[Cell | None], below: Sequence[Cell | None], up: Split, down: Split, before: Sequence[Split]
) -> bool:
    """Whether the last row of a table and the first row of the next page are one row that the page break cut in two: the name's
    tail alone stands below, or the head of the name (with its code or without) alone above. `up` and `down` say what the two rows hold,
    `before` what the rows above them do."""
    if _head_of_a_lane(up, down, before) or _total_of_two_lines(up, down, before):
        return True
    if down.whole or not (up.names or up.coded) or not any(c is not None and c.text for c in below):
        return False
    if _fragments(above, below):
        return True
    coded = sum(s.coded for s in before) >= 0.5 * len(before) and any(s.coded for s in before)
    if coded:
        if not down.coded and not down.money:  # the tail of a name, alone
            return up.coded and set(down.names) <= set(up.names)
        if up.money or any(_TOTAL.search(t) for t in up.names.values()):
            return False
        if not up.coded:  # head of a name above, code and money below
            return down.coded and bool(up.names) and set(down.names) <= set(up.names)
        return not down.coded and down.money and set(down.names) <= set(up.names)
    tails = {c: t for c, t in down.names.items() if up.names.get(c)}
    if not tails or set(tails) != set(down.names):
        return False
    if before and up.money and not down.money and all(s.money for s in before):
        return True  # every row has figures but this one: it is the rest of a name
    numbered = _numbered(before)  # looks at every row, so it comes last
    if all(c in numbered and _ORDINAL.match(up.names[c]) for c in tails):
        return not (up.money and down.money)
    short = all(len(t) <= 6 and not _has_ended(c, up, before) for c, t in tails.items())
    return not down.money and short and len(tails) == len(down.names) == 1


def may_go_on(row: Sequence[Cell | None], said: Split, before: Sequence[Split]) -> dict[int, Cell]:
    """The cells of a table's last row, by column, whose names may go on beyond the page break: their last line is full."""
    return {
        c: cell for c, cell in enumerate(row)
        if cell is not None and cell.lead is not None and cell.column in said.names and _is_full(cell.column, said, before)
    }  # fmt: skip


def rests_of_names(names: Mapping[int, Cell], lines: Sequence[Line]) -> list[tuple[int, Line]]:
    """The first lines of a page that are nothing but the rest of a name, each with the name's column: they begin where the name does,
    are no wider than it, and stand close to each other and apart from what follows."""
    found: list[tuple[int, Line]] = []
    for line in lines:
        if found and line.box.y_mid - found[-1][1].box.y_mid > LINE * line.size:
            break
        column = next((c for c, cell in names.items() if _continues(cell, line)), None)
        if column is None:
            return []
        found.append((column, line))
    return found


def _continues(name: Cell, line: Line) -> bool:
    begins = name.lead is not None and abs(name.lead - line.box.x0) < 1
    return (
        begins
        and line.box.x1 < name.box.x1 + 1
        and not _WHOLE.search(line.text)
        and not re.search(r"[\d\s]", line.text)
    )


def _head_of_a_lane(up: Split, down: Split, before: Sequence[Split]) -> bool:
    """Whether above the break stands only the head of a name, and below a rest beside what else the row holds: in a column whose names are
    numbered a rest without a number (the other lane may begin there), in one of wrapped names below a line that is full."""
    if not up.names or up.coded or up.money or not down.money or not all(s.money for s in before):
        return False
    rests = {c: down.names.get(c, "") for c in up.names}
    if not all(_goes_on(name, rests[c]) for c, name in up.names.items()):
        return False
    numbered = _numbered(before)
    if all(c in numbered and _ORDINAL.match(name) for c, name in up.names.items()):
        return True
    return not down.coded and all(_is_full(c, up, before) for c in up.names)


def _goes_on(head: str, rest: str) -> bool:
    """Whether a text may be the rest of a name: it begins or ends nothing by itself, but for the last word of a total."""
    if _TOTAL.fullmatch(rest):
        return head.endswith(_SUMMED)
    return bool(rest) and not _WHOLE.search(rest)


def _is_full(column: int, row: Split, before: Sequence[Split]) -> bool:
    """Whether the last line of a name is as long as the lines of names in its column can be: so the name may go on."""
    wrapped = [lines for s in before if len(lines := s.lines.get(column, [])) > 1]
    return bool(wrapped) and len(row.lines[column][-1]) >= max(len(lines[0]) for lines in wrapped)


def _has_ended(column: int, row: Split, before: Sequence[Split]) -> bool:
    """Whether a name ends with its last line: that is shorter than another of its column and so could hold more, or says a total."""
    if row.names[column].endswith(("合计", "总计")):
        return True
    longest = max((len(line) for s in before for line in s.lines.get(column, ())), default=0)
    return len(row.lines[column][-1]) < longest - 1


def _total_of_two_lines(up: Split, down: Split, before: Sequence[Split]) -> bool:
    """Whether below the break stands nothing but the last word of totals (本年收入, 合计) whose figures stand above it, as those of
    every row do."""
    return (
        bool(down.names)
        and up.money and not (down.money or down.coded) and all(s.money for s in before)
        and all(_TOTAL.fullmatch(t) and up.names.get(c, "").endswith(_SUMMED) for c, t in down.names.items())
    )  # fmt: skip


def _numbered(rows: Sequence[Split]) -> set[int]:
    """The columns in which most names begin with a number."""
    return {
        c
        for c in {c for s in rows for c in s.names}
        if sum(1 for s in rows if _ORDINAL.match(s.names.get(c, ""))) >= 0.5 * sum(1 for s in rows if c in s.names)
    }


def _fragments(above: Sequence[Cell | None], below: Sequence[Cell | None]) -> bool:
    """Whether a figure itself was cut: its last digits stand alone under a figure that lacks them."""
    pairs = [
        (a.flat, b.flat)
        for a, b in zip(above, below, strict=False)
        if a is not None and b is not None and a.text and b.text
    ]
    cut = [(a, b) for a, b in pairs if re.fullmatch(r"\d{1,2}", b) and re.fullmatch(r"[\d,]+\.\d?", a)]
    return bool(cut) and all(len((a + b).rsplit(".", 1)[-1]) <= 2 for a, b in cut)
