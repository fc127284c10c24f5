"""Titles, units and bodies that stand in the first rows of a ruled area instead of above it.

Here: which leading rows of a grid are captions, and their lines of text. Not here: captions above a grid (stitch.py), what a line says of
the unit (forms/units.py), which lines are titles of forms (forms/titles.py).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from .headers import HEADER_WORD, is_data
from .model import Cell, Grid
from .running_lines import INNER_LINE

MAX_CAPTIONS = 5  # rows
MAX_TEXTS = 3  # of a line that says the body, the year and the unit
_SAYS_UNIT = re.compile(
    r"(?:(?:金额|货币)?单位[:：]?)?[（(]?(?:人民币)?[百千万亿]元[）)]?|(?:金额|货币)?单位[:：]?[（(]?(?:人民币)?元[）)]?"
)
_YEAR = re.compile(r"20\d\d年度?")


def without_captions(grid: Grid) -> tuple[list[str], Grid]:
    """The lines of text in the leading rows of a grid that hold one title or the unit, and the grid without these rows."""
    inner: list[str] = []
    drop = 0
    for r in range(min(MAX_CAPTIONS, grid.row_count - 1)):
        own = [c for c in grid.cells if c.row == r]
        filled = [c for c in own if c.text]
        if any(c.row_span > 1 and c.text and c.row_span < grid.row_count for c in own) and len(filled) > 1:
            break
        if not filled and r + 1 < grid.row_count and len(own) <= 1:
            drop = r + 1
            continue
        lone = len(filled) == 1 and filled[0].column_span >= 0.6 * grid.column_count and grid.column_count > 1
        texts = _texts(filled)
        if not (lone or _is_caption(texts)) or is_data(own):
            break
        inner.extend([" ".join(filled[0].text.split("\n"))] if lone else texts)
        drop = r + 1
    if not drop:
        return [], grid
    cells = tuple(replace(c, row=c.row - drop) for c in grid.cells if c.row >= drop)
    return inner, replace(grid, ys=grid.ys[drop:], cells=cells)


def _texts(filled: Sequence[Cell]) -> list[str]:
    """The texts of a row, a unit that is split over the last two cells (`金额单位：`, `万元`) as one."""
    texts = [c.flat for c in filled]
    if len(texts) > 1 and "单位" in texts[-2] and _SAYS_UNIT.fullmatch(texts[-2] + texts[-1]):
        return [*texts[:-2], texts[-2] + texts[-1]]
    return texts


def _is_caption(texts: Sequence[str]) -> bool:
    """Whether a row of these texts says the body, the number or the unit of the table, and nothing of its columns."""
    if not texts or len(texts) > MAX_TEXTS:
        return False
    if any(INNER_LINE.search(t) for t in texts) and all(INNER_LINE.search(t) or len(t) < 3 for t in texts):
        return True
    return _SAYS_UNIT.fullmatch(texts[-1]) is not None and all(
        INNER_LINE.search(t) or _YEAR.fullmatch(t) or not HEADER_WORD.search(t) for t in texts[:-1]
    )
