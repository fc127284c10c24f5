"""Horizontal rules of a page, those of one table together.

Here: what is a rule, runs of rules with the same ends, rules under running headers, captions that part two tables. Not here: what stands
between the rules (regions.py), tables with vertical rules (readers.py).
"""

import re
from collections.abc import Sequence

from ..pages import Box, Page, hull
from .continued import says_continued
from .running_lines import EDGE

THIN = 3.0  # points: a rule is a path no higher than this
LEVEL = 2.0  # rules nearer than this in height are one level
# a line that stands above a table: between two rules it says that another table begins
CAPTION = re.compile(r"(金额)?单位[:：]|^.{0,40}[^列下附]表([（(].*[）)])?$")
MIN_WIDTH = 120.0  # a table narrower than this is no form


def is_rule(path: Box) -> bool:
    return path.height <= THIN and path.width >= 6


def _levels(page: Page) -> list[list[Box]]:
    """Horizontal rule segments grouped by height, from top to bottom."""
    rules = sorted(filter(is_rule, page.rules), key=lambda r: (r.y_mid, r.x0))
    out: list[list[Box]] = []
    for rule in rules:
        if out and rule.y_mid - out[-1][0].y_mid <= LEVEL:
            out[-1].append(rule)
        else:
            out.append([rule])
    return [sorted(level, key=lambda r: r.x0) for level in out]


def _under_running_header(page: Page, levels: Sequence[list[Box]]) -> bool:
    """Whether the first rule of a page is that under its running header: text stands above it alone, none between it and the next."""
    if len(levels) < 2 or levels[0][0].top > EDGE:  # as nearly every page
        return False
    first, second = levels[0][0].y_mid, levels[1][0].y_mid
    heights = [run.box.y_mid for run in page.runs if run.box.y_mid < second]
    return bool(heights) and max(heights) < first


def blocks_of(page: Page) -> list[list[list[Box]]]:
    """Runs of levels that belong to one table: same left and right end as its first, no great hole and no caption between them."""
    captions = [line.box.y_mid for line in page.lines if CAPTION.search(line.text) or says_continued(line.text)]
    blocks: list[list[list[Box]]] = []
    levels = _levels(page)
    for level in levels[1:] if _under_running_header(page, levels) else levels:
        area = hull(level)
        above, here = blocks[-1][-1][0].y_mid if blocks else 0.0, level[0].y_mid
        if blocks and not any(above < y < here for y in captions):
            whole = hull(b for lv in blocks[-1] for b in lv)
            inside = area.x0 >= whole.x0 - 6 and area.x1 <= whole.x1 + 6
            if inside and (area.width > 0.8 * whole.width or here - above < 80):
                blocks[-1].append(level)
                continue
        if area.width >= MIN_WIDTH:
            blocks.append([level])
    return blocks
