"""Numbers that go on in the line below where no rule says which lines are one row.

Here: lines joined because a number that begins in one ends in another. Not here: names of several lines (aligned.py), figures that a
page break cuts (stitch.py).
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from ..pages import Run
from .header_cells import LINE
from .headers import AMOUNT

# What no number ends or begins with, except where the line broke inside it.
_HEAD = re.compile(r"[-−－–△▲]?[¥￥]?\d{1,3}(?:[,，]\d{3})*[,，]|[-−－–△▲]?[¥￥]?\d+(?:[,，]\d{3})*\.")
_WHOLE_NUMBER = re.compile(r"\d+(?:[,，]\d{3})*")
_TAIL = re.compile(r"[,，]\d{3}(?:[,，]\d{3})*(?:\.\d*)?|\.\d+")


def with_rests(rows: Sequence[list[Run]]) -> list[list[Run]]:
    """The lines from top to bottom, those joined into one between which a number was broken. The line with the most runs, in which the
    names of the row stand, comes first."""
    if not any(run.text[-1] in ",，." or run.text[0] in ",，." for row in rows for run in row):
        return list(rows)  # as of nearly every page
    joined = set()  # numbers of lines that belong to the line before
    for above, head in ((i, run) for i, row in enumerate(rows) for run in row):
        below = _rest(rows, above, head)
        if below is not None:
            joined |= set(range(above + 1, below + 1))
    starts = [i for i in range(len(rows)) if i not in joined]
    parts = (rows[start:stop] for start, stop in pairwise([*starts, len(rows)]))
    return [[run for line in sorted(part, key=len, reverse=True) for run in line] for part in parts]


def _rest(rows: Sequence[list[Run]], above: int, head: Run) -> int | None:
    """The line in which the rest of a number stands, None where it is whole: right below it, at its left or its right end."""
    cut = _HEAD.fullmatch(head.text) is not None
    if not cut and not _WHOLE_NUMBER.fullmatch(head.text):
        return None
    for i, row in enumerate(rows[above + 1 :], above + 1):
        if row[0].box.y_mid - head.box.y_mid > 2 * LINE * head.em:
            return None
        for run in row:
            across = min(run.box.x1, head.box.x1) - max(run.box.x0, head.box.x0)
            if across <= 0:
                continue
            near = run.box.y_mid - head.box.y_mid <= LINE * head.em
            ends = min(
                abs(run.box.x0 - head.box.x0), abs(run.box.x1 - head.box.x1), abs(run.box.x_mid - head.box.x_mid)
            )
            fits = (cut and run.text[0].isdigit()) or _TAIL.fullmatch(run.text)
            whole = AMOUNT.fullmatch(head.text + run.text) or _HEAD.fullmatch(head.text + run.text)
            return i if near and ends < head.em and fits and whole else None
    return None
