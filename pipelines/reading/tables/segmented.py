"""Cells of tables without vertical rules of which every cell draws its own part of the horizontal ones.

Here: columns from the ends of the segments, cells between them. Not here: rules from side to side (aligned.py), which rules are of one
table (rule_blocks.py).
"""

from itertools import pairwise

from ..pages import Box, Page
from .fill import edges
from .rule_blocks import blocks_of


def segmented(page: Page) -> list[list[Box]]:
    """Cells where every cell draws its own part of the horizontal rules: the ends of the segments are the columns."""
    out = []
    for block in blocks_of(page):
        if len(block) < 3 or sum(len(level) > 1 for level in block) < 0.6 * len(block):
            continue
        ends = edges(x for level in block for seg in level for x in (seg.x0, seg.x1))
        often = [
            x
            for x in ends
            if sum(any(abs(x - e) <= 3 for seg in level for e in (seg.x0, seg.x1)) for level in block)
            >= 0.4 * len(block)
        ]
        xs = often if len(often) >= 3 else []
        if not xs:
            continue
        ys = [level[0].y_mid for level in block]
        cut = [
            [any(seg.x0 - 2 <= (a + b) / 2 <= seg.x1 + 2 for seg in level) for a, b in pairwise(xs)] for level in block
        ]
        if sum(map(sum, cut)) < 0.6 * len(block) * (len(xs) - 1):
            continue
        boxes = []
        for c, (x0, x1) in enumerate(pairwise(xs)):
            start = 0
            for r in range(1, len(block)):
                if cut[r][c]:
                    boxes.append(Box(x0, ys[start], x1, ys[r]))
                    start = r
        out.append(_merge_spanning(page, boxes))
    return out


def _merge_spanning(page: Page, boxes: list[Box]) -> list[Box]:
    """Cells that one header text straddles become one cell: its rule is drawn in two parts."""
    rows: dict[float, list[Box]] = {}
    for b in boxes:
        rows.setdefault(round(b.top, 1), []).append(b)
    out: list[Box] = []
    first = sorted(rows)[:2]
    for top, cells in rows.items():
        cells.sort(key=lambda b: b.x0)
        if top not in first:
            out.extend(cells)
            continue
        merged: list[Box] = []
        for cell in cells:
            last = merged[-1] if merged else None
            if (
                last is not None
                and last.bottom == cell.bottom
                and abs(last.x1 - cell.x0) < 1
                and any(
                    last.holds(r.box.x0, r.box.y_mid) and cell.holds(r.box.x1, r.box.y_mid) and r.box.x1 - cell.x0 > 3
                    for r in page.runs
                )
            ):
                merged[-1] = Box(last.x0, last.top, cell.x1, cell.bottom)
            else:
                merged.append(cell)
        out.extend(merged)
    return out
