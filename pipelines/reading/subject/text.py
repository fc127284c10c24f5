"""Text as the rules of this package want it: no spaces, one kind of digits, brackets and colons, years marked.

Here: pure functions on text. Not here: what the words mean.
"""

import re
import unicodedata
from functools import lru_cache

from ..privacy import mask_text
from .words import words

_BRACKETS = str.maketrans(
    {
        "(": "（",
        ")": "）",
        ":": "：",
        "[": "〔",
        "]": "〕",
        ",": "，",
        ";": "；",
        "!": "！",
        "?": "？",
        "∶": "：",
        "﹕": "：",
        "〇": "〇",
    }
)
_SPACE = re.compile(r"\s+")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile(r"(?:二[〇○零0Oo]|贰零)[〇○零0Oo一二三四五六七八九]{2}(?=年)")
# a year, but not the start of a date (2026年1月), of a span (2024-2026年) or of a longer number
YEAR = re.compile(
    r"(?<![0-9.])(?<!20\d\d[-—－~至])(20[0-4][0-9])(?![0-9.,，%])(?:年度|年(?!\d{1,2}月)|度)?(?!年?\d{0,2}月)(?![-—－~至]20\d\d)"
)
MARK = "~"


@lru_cache(1 << 13)  # of one document: several rules look at each line
def normal(text: str) -> str:
    """Text without white space, full-width digits and letters made half-width, brackets and colons full-width."""
    return _CHINESE_YEAR.sub(_year_digits, _SPACE.sub("", unicodedata.normalize("NFKC", text)).translate(_BRACKETS))


def _year_digits(match: re.Match[str]) -> str:
    return match[0].replace("O", "0").replace("o", "0").translate(_DIGITS)


def take_years(text: str) -> tuple[str, list[int]]:
    """Normal text with each year replaced by MARK (once where two marks would meet), and the years in order."""
    years: list[int] = []

    def note(match: re.Match[str]) -> str:
        years.append(int(match[1]))
        return MARK

    marked = YEAR.sub(note, text.replace(MARK, "-"))
    marked = marked.replace(f"（{MARK}）", MARK)
    return re.sub(f"（{MARK}(?:年度|度)?）", MARK, marked), years


def masked(text: str, limit: int = 120) -> str:
    """Text fit for an evidence row: names after labels such as 负责人 and telephone numbers masked, cut to `limit` characters."""
    return mask_text(text).strip()[:limit]


def is_placeholder(text: str) -> bool:
    """Whether a name is a template's blank (上海市XX局)."""
    return words().placeholder.search(text) is not None
