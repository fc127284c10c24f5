"""Fonts of the samples: a Latin font that the PDF library brings, and a Chinese one from a file, or boxes in its stead.

Belongs here: finding, registering, measuring, and which font prints which character. Does not: anything about documents.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from pipelines.samples.placeholder import NAME, placeholder_font

PACKAGE = "fonts-droid-fallback"
CANDIDATES = (
    Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"),
    Path("/usr/share/fonts-droid-fallback/truetype/DroidSansFallbackFull.ttf"),
)
LATIN = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"


class FontError(RuntimeError):
    """A font is absent, cannot be used, or lacks a character."""


@dataclass(frozen=True)
class Fonts:
    """The two fonts of a document; `latin` and `chinese` are names registered with the PDF library, glyphs their code points."""

    latin: str
    chinese: str
    latin_glyphs: frozenset[int] = field(repr=False)
    chinese_glyphs: frozenset[int] = field(repr=False)

    def font_of(self, char: str) -> str:
        """The font that prints a character. Raises FontError where neither has it."""
        point = ord(char)
        if point < 0x2E80 and point in self.latin_glyphs:
            return self.latin
        if point in self.chinese_glyphs:
            return self.chinese
        raise FontError(f"no font has the character {char!r} (U+{point:04X})")

    def runs(self, text: str) -> list[tuple[str, str]]:
        """The text cut into (font, run) pieces."""
        return [(font, "".join(chars)) for font, chars in groupby(text, self.font_of)]

    def width(self, text: str, size: float) -> float:
        """Width of the text in points."""
        return sum(pdfmetrics.stringWidth(run, font, size) for font, run in self.runs(text))


def default_font(candidates: Sequence[Path] = CANDIDATES) -> Path:
    """The Chinese font to embed where none is named. Raises FontError naming the package to install where it is absent."""
    for path in candidates:
        if path.is_file():
            return path
    raise FontError(
        f"no Chinese font to embed: install Debian's package {PACKAGE} (apt-get install {PACKAGE}), "
        "or name a TrueType font with --font PATH"
    )


@cache
def load_fonts(path: Path | None = None) -> Fonts:
    """Fonts with the Chinese one embedded from a TrueType file; without a file its characters are boxes (placeholder.py).

    Raises FontError where the file cannot be embedded.
    """
    latin = _register("SampleLatin", LATIN)
    if path is None:
        return Fonts("SampleLatin", NAME, latin, _register(NAME, io.BytesIO(placeholder_font())))
    name = "SampleChinese" + hashlib.sha256(str(path).encode()).hexdigest()[:8]
    return Fonts("SampleLatin", name, latin, _register(name, path))


def _register(name: str, source: Path | io.BytesIO) -> frozenset[int]:
    try:
        font = TTFont(name, source if isinstance(source, io.BytesIO) else str(source))
    except (TTFError, OSError) as error:
        raise FontError(f"{source} cannot be embedded: {error}") from error
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph or ())
