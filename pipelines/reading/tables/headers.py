"""Where a table's header ends, and what stands above each column.

Here: header rows, rows of column numbers, header paths. Not here: what a header means (forms/columns.py).
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from .model import Cell

AMOUNT = re.compile(
    r"[-−－–△▲]?[¥￥]?(?:\d+(?:[,，]\d{3})*(?:\.\d+)?|\.\d+)"
)  # △ marks a negative, `.50` is less than one
CODE = re.compile(r"\d{3}|\d{5}|\d{7}")
CODED_NAME = re.compile(r"^[\[【(（]?(\d{3}|\d{5}|\d{7})[\]】)）]?[-—－_]?[一-鿿].*")
ORDINAL = re.compile(r"^([一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+[、.．]\D)")
TOTAL = re.compile(r"^(合计|总计|收入总计|支出总计|本年收入合计|本年支出合计|小计)[:：]?$")
HEADER_WORD = re.compile(
    r"项目|科目|编码|名称|代码|合计|小计|总计|金额|预算|决算|行次|栏次|收入$|支出$|经费|单位|类$|款$|项$|资金|序号|备注|结转|结余|拨款|"
    r"补助|分类|年|其中|费$|数$|上缴|说明|采购|数量|内容|用途|^[（(]?[百千万亿]?元[）)]?$"
)
_COLUMN_MARK = re.compile(r"\*+|栏次|甲|乙|丙|丁|类?款?项?|行次|列次|合计栏次?|—+")
_COLUMN_NUMBER = re.compile(
    r"[（(]?(\d{1,2}|[A-Z])[）)]?(=[\dA-Z+\-＋－（）()…⋯.~～]+)?|[①-⑳]|[一二三四五六七八九十]{1,3}"
)
SAYS_SO = {"栏次", "列次"}
MAX_HEADER = 7


def flat_row(row: Sequence[Cell | None]) -> list[str]:
    return [cell.flat if cell else "" for cell in row]


def numbering_row(texts: Sequence[str]) -> bool:
    """A row of column numbers (1 2 3 …, `**`, 栏次, 甲 乙, `7=1+3`, `C=D+…+I`), which holds no money."""
    filled = [t for t in texts if t]
    if len(filled) < 2:
        return filled == ["**"]
    marks, numbers, others = [], [], 0
    for text in filled:
        if _COLUMN_MARK.fullmatch(text):
            marks.append(text)
        elif _COLUMN_NUMBER.fullmatch(text):
            numbers.append(text)
        else:
            others += 1
    said = filled[0] in SAYS_SO and len(numbers) >= 2 * others  # then numbers that were misread make it no other row
    if others and not said:
        return False
    if not numbers:
        return False
    plain = [int(m.group()) for t in numbers if (m := re.search(r"\d+", t)) and t[0] not in "①"]
    rising = said or len(plain) < 2 or all(0 < b - a <= 3 for a, b in pairwise(plain))
    return rising and (bool(marks) or len(numbers) >= 3 or any("=" in t for t in numbers))


def distinct(row: Sequence[Cell | None], index: int) -> list[Cell]:
    """Cells that begin in this row, once each."""
    seen: list[Cell] = []
    for cell in row:
        if cell is not None and cell.row == index and (not seen or seen[-1] is not cell):
            seen.append(cell)
    return seen


def is_data(cells: Sequence[Cell]) -> bool:
    """Whether a row (its own cells) holds data: money, a code, a numbered line or a lone total."""
    filled = [c for c in cells if c.text]
    if not filled:
        return False
    for cell in filled:
        text = cell.flat
        if re.fullmatch(r"\d{4}年?", text):
            continue
        if AMOUNT.fullmatch(text) or CODED_NAME.match(text) or (ORDINAL.match(text) and not re.match(r"^一、?$", text)):
            return True
    return len(filled) == 1 and TOTAL.match(filled[0].flat) is not None and len(cells) > 2


def header_row_count(rows: Sequence[Sequence[Cell | None]]) -> int:
    """How many of the first rows are column headers, rows of column numbers included; 0 where data begins at once."""
    depth = 0
    open_until = 0  # rows that a header cell from above still covers
    for index, row in enumerate(rows[:MAX_HEADER]):
        own = distinct(row, index)
        texts = [c.flat for c in own]
        if numbering_row(flat_row(row)):
            if index == 0 and not any(re.search(r"栏次|\*\*|甲", t) for t in texts):
                return 0
            depth = index + 1
            break
        if is_data(own) and not _heads_with_numbers(own, 1 if index else 2):
            break
        words = sum(1 for t in texts if t and HEADER_WORD.search(t) and len(t) < 40)
        filled = sum(1 for t in texts if t)
        if index == 0 and (not filled or words * 2 < filled):
            return 0
        covered = index < open_until
        if index and not covered and (filled < 2 or words * 2 < filled):
            break
        asked = any(c.column_span > 1 for c in _above(rows[index - 1])) if index else True
        if not covered and not asked and (words < filled or filled < 0.6 * len(row)):
            break  # nothing above asks for a sub-header: only a row that is nearly all header words is one
        open_until = max([open_until, *(c.row + c.row_span for c in own if c.text)])
        depth = index + 1
    while depth < len(rows) and depth and numbering_row(flat_row(rows[depth])):
        depth += 1
    return depth


def _heads_with_numbers(cells: Sequence[Cell], plain: int) -> bool:
    """Whether a row is one of headers of which some are numbered (总计, 一、基本支出, 二、项目支出) and at least `plain` are not: every cell
    holds a header's word and none a figure, which no first row of data does."""
    texts = [c.flat for c in cells]
    return (
        len(texts) > 2
        and all(len(t) < 20 and HEADER_WORD.search(t) and not AMOUNT.fullmatch(t) and not CODED_NAME.match(t) for t in texts)
        and any(ORDINAL.match(t) for t in texts)
        and sum(1 for t in texts if not ORDINAL.match(t)) >= plain
    )  # fmt: skip


def _above(row: Sequence[Cell | None]) -> list[Cell]:
    return [c for c in row if c is not None and c.text]


def header_paths(rows: Sequence[Sequence[Cell | None]], header_rows: int) -> list[tuple[str, ...]]:
    """For each column the header texts from top to bottom, each cell once; rows of column numbers left out."""
    width = max((len(r) for r in rows), default=0)
    paths: list[list[str]] = [[] for _ in range(width)]
    last: list[Cell | None] = [None] * width
    for row in rows[:header_rows]:
        numbering = numbering_row(flat_row(row))
        for c, cell in enumerate(row):
            if numbering and (cell is None or cell.flat not in {"类", "款", "项"}):
                continue
            if cell is not None and cell is not last[c] and cell.text:
                paths[c].append(cell.flat)
                last[c] = cell
    return [tuple(p) for p in paths]
