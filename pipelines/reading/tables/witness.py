"""A second witness of what is printed in a cell: a parser of its own (playa), with its own fonts, characters and paths.

Here: the characters of a page and the ruled cells around them by that parser. Not here: who is asked about what, and what follows
from the answer (reading/arbitrate.py, claims/confirm.py); rival readings of whole tables (further.py).
"""

import logging
import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from ..pages import Box, Page
from ..pages.characters import leans

_REACH = 3.0  # points: rules nearer to each other are one, a little short of a crossing they cross, shorter ones are none (pdfplumber's figures)
_STRAIGHT = 0.05  # points that a rule may lean


class Witness:
    """Says what it finds printed at a place. Documents are opened, and pages parsed, when they are first asked about."""

    name = "playa"

    def __init__(self, data: bytes):
        self._data = data
        self._seen: dict[int, tuple[_Cells, _Chars]] = {}

    def printed_in(self, page: Page, boxes: Sequence[Box]) -> list[str]:
        """What this parser finds printed around each box, spaces removed: the text of the smallest ruled cell that holds the box's
        middle, or of the box itself where no rules stand around it."""
        cells, chars = self._look(page.number)
        return [chars.text_in(cells.around(box)) for box in boxes]

    @cached_property
    def _document(self) -> Any:
        import playa  # most documents never need it

        logging.getLogger("playa").setLevel(logging.ERROR)
        return playa.parse(self._data, space="screen")

    def _look(self, number: int) -> tuple["_Cells", "_Chars"]:
        """Ruled cells and characters of a page; each page is parsed once."""
        if number not in self._seen:
            page = self._document.pages[number - 1]
            chars: list[tuple[str, Any]] = []
            edges: list[dict[str, Any]] = []
            for thing in page.flatten():
                if thing.object_type == "text":
                    if not _is_oblique(thing):
                        chars += [(glyph.text or "", glyph.bbox) for glyph in thing]
                elif thing.object_type == "path":
                    edges += _edges(thing)
            self._seen[number] = _Cells(_ruled(edges)), _Chars(chars)
        return self._seen[number]


def _is_oblique(text: Any) -> bool:
    across, down, *_ = text.matrix
    return leans(math.degrees(math.atan2(down, across)))


def _edges(path: Any) -> Iterator[dict[str, Any]]:
    """The upright and level strokes of a path as pdfplumber's functions take them."""
    begun = at = None
    for segment in path.segments:
        if segment.operator == "m":
            begun = at = segment.points[-1]
        elif segment.operator == "h" and begun is not None:
            yield from _edge(at, begun)
            at = begun
        elif segment.points:
            if segment.operator == "l":
                yield from _edge(at, segment.points[-1])
            at = segment.points[-1]


def _edge(a: Any, b: Any) -> Iterator[dict[str, Any]]:
    (x0, x1), (top, bottom) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    if x1 - x0 <= _STRAIGHT < bottom - top:
        orientation = "v"
    elif bottom - top <= _STRAIGHT < x1 - x0:
        orientation = "h"
    else:
        return
    sides = {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top}
    yield {**sides, "orientation": orientation}


def _ruled(edges: list[dict[str, Any]]) -> list[Box]:
    from pdfplumber import table

    merged = table.merge_edges(edges, _REACH, _REACH, _REACH, _REACH)
    long = [e for e in merged if max(e["width"], e["height"]) >= _REACH]
    return [Box(*cell) for cell in table.intersections_to_cells(table.edges_to_intersections(long, _REACH, _REACH))]


class _Cells:
    """The ruled cells of a page."""

    def __init__(self, cells: Sequence[Box]):
        self._cells = sorted(cells, key=lambda c: c.width * c.height)
        self._sides = np.array(self._cells).reshape(-1, 4)

    def around(self, box: Box) -> Box:
        """The smallest cell that holds the box's middle, the box itself where none does."""
        x, y, (x0, top, x1, bottom) = box.x_mid, box.y_mid, self._sides.T
        held = np.flatnonzero((x0 <= x) & (x <= x1) & (top <= y) & (y <= bottom))
        return self._cells[held[0]] if len(held) else box


class _Chars:
    """The characters of a page: the text of each and its box (left, top, right, bottom)."""

    def __init__(self, chars: Sequence[tuple[str, tuple[float, float, float, float]]]):
        self._texts = [text for text, _ in chars]
        self._boxes = np.array([box for _, box in chars]).reshape(-1, 4)
        self._middles = (self._boxes[:, :2] + self._boxes[:, 2:]) / 2

    def text_in(self, area: Box) -> str:
        """The text in an area without spaces, what is struck twice once: of the area alone, since among all characters of a page
        pdfplumber looks for each by comparing it with every other."""
        from pdfplumber.utils import dedupe_chars

        (x0, top, x1, bottom), middles = area, self._middles
        within = (middles >= (x0 - 0.5, top - 0.5)) & (middles <= (x1 + 0.5, bottom + 0.5))
        chars = [self._character(i) for i in np.flatnonzero(within.all(axis=1))]
        inside = dedupe_chars(chars, extra_attrs=())
        inside.sort(key=lambda c: (round(c["top"] / 4), c["x0"]))
        return "".join("".join(c["text"].split()) for c in inside)

    def _character(self, number: int) -> dict[str, Any]:
        """A character as pdfplumber's functions take it."""
        x0, top, x1, bottom = self._boxes[number].tolist()
        text = self._texts[number]
        return {"text": text, "x0": x0, "top": top, "doctop": top, "x1": x1, "bottom": bottom, "upright": True}
