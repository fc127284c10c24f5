"""What a page holds, as frozen values in points from the page's top left as displayed (after /Rotate, its text upright).

Here: glyphs, runs, lines and rules of one page, and small geometry on them. Not here: how a page is opened
(pdfium.py), cells and tables (reading/tables), meaning (reading/forms, reading/subject).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from pipelines.values import frozen

from .characters import widths_in_em


class Box(NamedTuple):
    """A rectangle in points: left, top, right, bottom; y grows downwards."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def x_mid(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y_mid(self) -> float:
        return (self.top + self.bottom) / 2

    def holds(self, x: float, y: float, slack: float = 0.0) -> bool:
        return self.x0 - slack <= x <= self.x1 + slack and self.top - slack <= y <= self.bottom + slack


def hull(boxes: Iterable[Sequence[float]]) -> Box:
    """The smallest box around all boxes (at least one)."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


class Glyph(NamedTuple):
    """One printed character (never white space) and its box."""

    text: str
    box: Box


class Shape(NamedTuple):
    """Measures of a run. `em` is the type size in points, judged by the widths of glyphs: the heights that fonts state are often
    absurd. `plain` says that the glyphs stand on one line, each right of the one before. `first` and `last` are the middles (x, y) of
    the first and the last glyph."""

    em: float
    plain: bool
    first: tuple[float, float]
    last: tuple[float, float]


UNMEASURED = Shape(0.0, False, (0.0, 0.0), (0.0, 0.0))


@frozen
class Run:
    """Glyphs that follow each other in the file's own order without a gap: the unit in which text is placed into cells.

    `shape` is measured where it is not given.
    """

    glyphs: Sequence[Glyph]
    text: str
    box: Box
    shape: Shape = field(default=UNMEASURED, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.shape is UNMEASURED:
            object.__setattr__(self, "shape", _shape(self.glyphs))

    @property
    def em(self) -> float:
        """The type size in points."""
        return self.shape.em


def _shape(glyphs: Sequence[Glyph]) -> Shape:
    boxes = [g.box for g in glyphs]
    widths = sorted(g.box.width * widths_in_em(g.text) for g in glyphs)
    em = widths[len(widths) // 2]
    heights = [b.y_mid for b in boxes]
    plain = max(heights) - min(heights) < 0.35 * max(4.0, em) and all(a.x0 < b.x0 for a, b in pairwise(boxes))
    first, last = boxes[0], boxes[-1]
    return Shape(max(1.0, em), plain, (first.x_mid, first.y_mid), (last.x_mid, last.y_mid))


@dataclass(frozen=True, slots=True)
class Mark:
    """What a recogniser says of a line of characters that it read in a picture: how sure it is (0 to 1), and what else the whole
    line may say, each with its share of the recogniser's belief, likeliest first."""

    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was read: its area in the page's coordinates, upright, and the way from there to the page as displayed:
    x' = a x + b y + c, y' = d x + e y + f."""

    area: Box
    way: tuple[float, float, float, float, float, float]

    def displayed(self, box: Sequence[float]) -> Box:
        """A box as it lies on the displayed page: the hull of its four corners."""
        a, b, c, d, e, f = self.way
        corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        return hull((x, y, x, y) for x, y in ((a * x + b * y + c, d * x + e * y + f) for x, y in corners))


@frozen
class Line:
    """A visual line of text: runs at one height, left to right, a space where there is a visible gap.

    `size` is the median glyph height in points. `ruled` says that the line lies inside a ruled table.
    """

    text: str
    box: Box
    size: float
    ruled: bool = False


@dataclass(frozen=True)
class Page:
    """One page: `number` from 1, size as displayed, runs in the file's order, ruled cells found by the fast reader.

    `cells` are the boxes of ruled cells grouped by table; `image_share` is the part of the page's area under
    pictures (None where it was not looked at, because the page has text enough), `pictured` says that the page may show one, `unread`
    that text stands on it in a picture that nobody read. Where pictures were read, `pictures` are their areas and `marks` what is known of each glyph in them;
    a page that is one picture is as wide and high as it is upright. `turned` is by how many degrees (clockwise) the page was turned
    after /Rotate because its text runs up or down it: all its places are those of the turned page, `displayed` leads back.
    """

    number: int
    width: float
    height: float
    rotation: int
    runs: tuple[Run, ...]
    cells: tuple[tuple[Box, ...], ...] = ()
    rules: tuple[Box, ...] = field(default=(), repr=False)
    image_share: float | None = None
    garbled_share: float = 0.0
    pictured: bool = False
    unread: bool = False
    pictures: tuple[Picture, ...] = field(default=(), repr=False)
    marks: Mapping[Glyph, Mark] = field(default_factory=dict, repr=False, hash=False)
    turned: int = 0

    def displayed(self, box: Box) -> Box:
        """A box as it lies on the page as displayed, where pictures may lie askew and text sideways."""
        picture = self.picture_at(box) if self.pictures else None
        if picture is not None:
            return picture.displayed(box)
        x0, top, x1, bottom = box
        if self.turned == 90:
            return Box(top, self.width - x1, bottom, self.width - x0)
        if self.turned == 180:
            return Box(self.width - x1, self.height - bottom, self.width - x0, self.height - top)
        if self.turned == 270:
            return Box(self.height - bottom, x0, self.height - top, x1)
        return box

    def picture_at(self, box: Box) -> Picture | None:
        """The picture that was read and holds the middle of a box; None where the box stands in the page's own text."""
        return next((p for p in self.pictures if p.area.holds(box.x_mid, box.y_mid, 1.0)), None)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Visual lines from top to bottom."""
        return _lines(self)

    @cached_property
    def text(self) -> str:
        """The lines of the page joined by newlines."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def glyph_count(self) -> int:
        return sum([len(r.glyphs) for r in self.runs])


def _lines(page: Page) -> tuple[Line, ...]:
    areas = [hull(table) for table in page.cells if table]
    out = []
    for row in rows_of(page.runs):
        sizes = sorted([r.shape.em for r in row])
        size = sizes[len(sizes) // 2]
        text, end = row[0].text, row[0].box.x1
        for run in row[1:]:
            text += (" " if run.box.x0 - end > 0.25 * size else "") + run.text
            end = run.box.x1
        box = hull([r.box for r in row]) if len(row) > 1 else row[0].box
        ruled = any(a.holds(box.x_mid, box.y_mid) for a in areas)
        out.append(Line(text, box, size, ruled))
    return tuple(sorted(out, key=lambda line: (line.box.y_mid, line.box.x0)))


def rows_of(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs grouped into visual rows from top to bottom, each from left to right."""
    rows: list[list[Run]] = []
    middle = size = 0.0  # of the last row's first run
    placed = [(((b := run.box)[1] + b[3]) / 2, b[0], run) for run in runs]
    for y, _, run in sorted(placed, key=_PLACE):
        em = max(run.shape.em, 4.0)
        if rows and y - middle < 0.5 * min(em, size):
            rows[-1].append(run)
        else:
            rows.append([run])
            middle, size = y, em
    for row in rows:
        if len(row) > 1:
            row.sort(key=_left)
    return rows


_PLACE = itemgetter(0, 1)


def _left(run: Run) -> float:
    return run.box[0]
