"""From lines as read to runs of glyphs on a page.

Here: where each character stands, and where a gap parts two runs. Not here: reading lines (engine.py), how sure they are (confidence.py).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from ..pages import Box, Glyph, Mark, Run, clean, hull
from .engine import LineReading, Sign

WIDE = "⺀"  # from here on characters are as wide as they are high
INK_OF_WIDE = 0.93  # of the type size: the height of Chinese characters' ink
INK_OF_DIGITS = 0.72
APART = 1.3  # of the type size: a wider gap between two characters parts two runs

# What the recogniser prints where the document's own type has another sign that means the same.
GROUPED = re.compile(r"(-?\d{1,3}(?:[.,]\d{3})+)[.,](\d{1,2})")
SAME = str.maketrans({"，": ",", "．": ".", "－": "-", "—": "-", "–": "-", "−": "-", "％": "%"})


def plain(text: str) -> str:
    """A line as text is kept; in a line without letters full-width signs are those of a number, and of several separators in groups of
    three the last is the point: a comma and a point differ by a dot or two."""
    folded = clean(text)
    if any(c.isalpha() for c in folded):
        return folded
    folded = folded.translate(SAME)
    if grouped := GROUPED.fullmatch(folded):
        return grouped[1].replace(".", ",") + "." + grouped[2]
    return folded


def runs_of(
    reading: LineReading, box: Box, span: tuple[float, float], mark: Mark
) -> Iterator[tuple[Run, Mapping[Glyph, Mark]]]:
    """The runs of a line, with the mark of each glyph. `box` is the line's ink on the page, `span` from where to where the image
    that was read reaches."""
    text = plain(reading.text)
    signs = reading.signs
    if len(text) != len(signs) or not text:
        return
    size = box.height / (INK_OF_WIDE if any(c >= WIDE for c in text) else INK_OF_DIGITS)
    size = min(size, 1.6 * max(1.0, box.width) / max(1.0, sum(1.0 if c >= WIDE else 0.5 for c in text)))
    middles = [span[0] + s.middle * (span[1] - span[0]) for s in signs]
    halves = [0.5 * size if c >= WIDE else 0.27 * size for c in text]
    glyphs: list[Glyph] = []
    for n, (char, middle, half) in enumerate(zip(text, middles, halves, strict=True)):
        left = min(half, (middle - middles[n - 1]) / 2) if n else half
        right = min(half, (middles[n + 1] - middle) / 2) if n + 1 < len(middles) else half
        x0, x1 = max(box.x0, middle - left), min(box.x1, middle + right)
        glyphs.append(Glyph(char, Box(x0, box.top, max(x1, x0 + 0.1), box.bottom)))
    start = 0
    for n, (a, b) in enumerate(pairwise([*glyphs, None]), 1):
        if b is None or (a is not None and b.box.x0 - a.box.x1 > APART * size):
            part = tuple(glyphs[start:n])
            yield Run(part, "".join(g.text for g in part), hull(g.box for g in part)), dict.fromkeys(part, mark)
            start = n


FLAT = set("一二三")
LOW = 4.6  # points: no letter but these is so low
SURE = 0.9
SLASH, UPRIGHT = -0.8, -0.4  # how a lone slash leans, and how a lone 1 does not


def by_ink(reading: LineReading, leaning: float, width: float, height: float) -> LineReading:
    """The reading, put right by what its ink shows (how it leans, its size in points) where the recogniser guesses: without neighbours
    a slash (a form's sign for nothing) and a 1 look alike to it, and one of them is money; asterisks (over a column of names) are no
    letters, which are never so low."""
    if len(reading.signs) == 1:
        seen = "/" if leaning < SLASH else "1" if leaning > UPRIGHT and reading.text == "/" else reading.text
        if seen != reading.text:
            sign = reading.signs[0]
            return LineReading((replace(sign, text=seen, others=((sign.text, sign.belief), *sign.others)),))
    elif not reading.signs:
        return reading
    if (
        height < LOW
        and width < 3 * LOW
        and reading.belief < SURE
        and any(c >= WIDE and c not in FLAT for c in reading.text)
    ):
        count = max(1, round(width / height))
        return LineReading(tuple(Sign("*", (n + 0.5) / count, reading.belief) for n in range(count)))
    return reading


def image_span(box: Box, shape: tuple[int, ...]) -> tuple[float, float]:
    """From where to where the image of a line reaches, the line's ink standing in its middle; pixels."""
    half = shape[1] / 2
    return box.x_mid - half, box.x_mid + half
