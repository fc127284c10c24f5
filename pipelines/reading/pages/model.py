"""What a page holds, as frozen values in points from the page's top left as displayed (after /Rotate).

Here: glyphs, runs, lines and rules of one page, and small geometry on them. Not here: how a page is opened
(pdfium.py), cells and tables (reading/tables), meaning (reading/forms, reading/subject).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple


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


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs that follow each other in the file's own order without a gap: the unit in which text is placed into cells."""

    glyphs: tuple[Glyph, ...]
    text: str
    box: Box

    @property
    def em(self) -> float:
        """The type size in points, judged by the widths of glyphs: the heights that fonts state are often absurd."""
        widths = sorted(g.box.width if g.text >= "⺀" else 1.8 * g.box.width for g in self.glyphs)
        return max(1.0, widths[len(widths) // 2])


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


@dataclass(frozen=True, slots=True)
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
    pictures (None where it was not looked at, because the page has text enough). `unread` says that text stands on it in a
    picture that nobody read. Where pictures were read, `pictures` are their areas and `marks` what is known of each glyph in them;
    a page that is one picture is as wide and high as it is upright.
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
    unread: bool = False
    pictures: tuple[Picture, ...] = field(default=(), repr=False)
    marks: Mapping[Glyph, Mark] = field(default_factory=dict, repr=False, hash=False)

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

    @property
    def glyph_count(self) -> int:
        return sum(len(r.glyphs) for r in self.runs)


def _lines(page: Page) -> tuple[Line, ...]:
    areas = [hull(table) for table in page.cells if table]
    out = []
    for row in rows_of(page.runs):
        sizes = sorted(r.em for r in row)
        size = sizes[len(sizes) // 2]
        text = row[0].text
        for before, after in pairwise(row):
            text += (" " if after.box.x0 - before.box.x1 > 0.25 * size else "") + after.text
        box = hull(r.box for r in row)
        ruled = any(a.holds(box.x_mid, box.y_mid) for a in areas)
        out.append(Line(text, box, size, ruled))
    return tuple(sorted(out, key=lambda line: (line.box.y_mid, line.box.x0)))


def rows_of(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs grouped into visual rows from top to bottom, each from left to right."""
    rows: list[list[Run]] = []
    middle = size = 0.0  # of the last row's first run
    for run in sorted(runs, key=lambda r: (r.box.y_mid, r.box.x0)):
        em = max(run.em, 4.0)
        if rows and run.box.y_mid - middle < 0.5 * min(em, size):
            rows[-1].append(run)
        else:
            rows.append([run])
            middle, size = run.box.y_mid, em
    for row in rows:
        row.sort(key=lambda r: r.box.x0)
    return rows
