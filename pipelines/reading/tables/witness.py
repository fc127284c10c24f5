"""A second witness of what is printed in a cell: a parser of its own (pdf_oxide), with its own fonts, characters and paths.

Here: the characters of a page and the ruled cells around them by that parser. Not here: who is asked about what, and what follows
from the answer (reading/arbitrate.py, claims/confirm.py); rival readings of whole tables (further.py).
"""

import cmath
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..pages import Box, Page
from ..pages.characters import leans, widths_in_em

Points = NDArray[np.float64]  # one row a point: x, y

_REACH = 3.0  # points: rules nearer to each other are one, a little short of a crossing they cross, shorter ones are none (pdfplumber's figures)
_STRAIGHT = 0.05  # points that a rule may lean


class Witness:
    """Says what it finds printed at a place. Documents are opened, and pages parsed, when they are first asked about."""

    name = "pdf_oxide"

    def __init__(self, data: bytes):
        self._data = data
        self._seen: dict[int, tuple[_Cells, _Chars]] = {}

    def printed_in(self, page: Page, boxes: Sequence[Box]) -> list[str]:
        """What this parser finds printed around each box, spaces removed: the text of the smallest ruled cell that holds the box's
        middle, or of the box itself where no rules stand around it. Raises what the parser raises, ValueError where it gives up on
        the file."""
        try:
            cells, chars = self._look(page.number)
        except BaseException as error:
            # A panic of native code is no Exception, and its class has no public name.
            if type(error).__name__ != "PanicException":
                raise
            raise ValueError(f"{self.name} gave up on page {page.number}: {error}") from error
        return [chars.text_in(cells.around(box)) for box in boxes]

    @cached_property
    def _document(self) -> Any:
        import pdf_oxide  # most documents never need it

        pdf_oxide.disable_logging()  # what it mends on its way says nothing about a cell
        return pdf_oxide.PdfDocument.from_bytes(self._data)

    def _look(self, number: int) -> tuple["_Cells", "_Chars"]:
        """Ruled cells and characters of a page; each page is parsed once."""
        if number not in self._seen:
            index, shown = number - 1, self._shown(number - 1)
            chars = [c for c in self._document.extract_chars(index) if not leans(c.rotation_degrees)]
            strokes = [s for path in self._document.extract_paths(index) for s in _strokes(path["operations"])]
            corners = np.array([_corners(c) for c in chars]).reshape(-1, 2)
            boxes = np.sort(shown(corners).reshape(-1, 2, 2), axis=1).reshape(-1, 4)
            ends = shown(np.array(strokes, np.float64).reshape(-1, 2)).reshape(-1, 4)
            cells = _ruled([edge for stroke in ends.tolist() for edge in _edge(stroke[:2], stroke[2:])])
            self._seen[number] = _Cells(cells), _Chars([c.char for c in chars], boxes)
        return self._seen[number]

    def _shown(self, index: int) -> Callable[[Points], Points]:
        """From the file's own coordinates to those of the page as displayed, by the index of the page."""
        x0, y0, x1, y1 = self._document.page_crop_box(index) or self._document.page_media_box(index)
        rotation, width, height = self._document.page_rotation(index) % 360, x1 - x0, y1 - y0

        def shown(points: Points) -> Points:
            x, y = (points - (x0, y0)).T
            if rotation == 90:
                return np.column_stack((y, x))
            if rotation == 180:
                return np.column_stack((width - x, y))
            if rotation == 270:
                return np.column_stack((height - y, width - x))
            return np.column_stack((x, height - y))

        return shown


def _corners(char: Any) -> tuple[float, float, float, float]:
    """Two opposite corners of a character, from the start of its baseline to the top where it ends."""
    x, y, width, height = char.bbox
    if not char.rotation_degrees:
        return x, y, x + width, y + height
    # The parser measures along the page whatever way the text runs: then the type size stands for the width.
    way = cmath.rect(1.0, math.radians(char.rotation_degrees))
    end = complex(x, y) + way * complex(height / widths_in_em(char.char), height)
    return x, y, end.real, end.imag


def _strokes(operations: Sequence[Mapping[str, Any]]) -> Iterator[tuple[float, float, float, float]]:
    """The straight strokes of a path, each from where to where."""
    begun = at = (0.0, 0.0)
    for step in operations:
        kind = step["op"]
        if kind == "rectangle":
            x, y, x1, y1 = step["x"], step["y"], step["x"] + step["width"], step["y"] + step["height"]
            yield from ((*a, *b) for a, b in pairwise(((x, y), (x1, y), (x1, y1), (x, y1), (x, y))))
        elif kind == "close_path":
            yield (*at, *begun)
            at = begun
        else:
            to = step["x"], step["y"]
            if kind == "line_to":
                yield (*at, *to)
            elif kind == "move_to":
                begun = to
            at = to


def _edge(a: Sequence[float], b: Sequence[float]) -> Iterator[dict[str, Any]]:
    """A stroke as pdfplumber's functions take it, where it is upright or level."""
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
    """The characters of a page: the text of each and its box (left, top, right, bottom), as rows of an array."""

    def __init__(self, texts: Sequence[str], boxes: NDArray[np.float64]):
        self._texts = texts
        self._boxes = boxes
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
