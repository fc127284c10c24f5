"""Characters as fonts write them and as they are kept.

Here: folding of compatibility forms, what counts as white space, how wide a character is in its type. Not here: where it stands
(runs.py).
"""

import unicodedata
from functools import cache
from typing import NamedTuple

# White space that str.isspace does not know.
INVISIBLE = ("\u200b", "\ufeff", "\u200b\ufeff")
# CJK radicals that fonts emit for the character and that NFKC leaves alone (measured in titles).
RADICALS = str.maketrans(
    {
        "⻔": "门",
        "⻋": "车",
        "⻓": "长",
        "⻅": "见",
        "⻆": "角",
        "⻉": "贝",
        "⻘": "青",
        "⻚": "页",
        "⻛": "风",
        "⻜": "飞",
        "⻝": "食",
        "⻢": "马",
        "⻣": "骨",
        "⻤": "鬼",
        "⻥": "鱼",
        "⻦": "鸟",
        "⻨": "麦",
        "⻩": "黄",
        "⻬": "齐",
        "⻮": "齿",
        "⻰": "龙",
        "⻳": "龟",
        "⺟": "母",
        "⻑": "长",
        "⺠": "民",
        "⻌": "辶",
        "⺫": "目",
        "⻄": "西",
        "⺮": "竹",
        "⺀": "冫",
    }
)


def clean(text: str) -> str:
    """Fold what fonts vary: compatibility radicals and half-width kana to the plain character; brackets stay as printed."""
    folded = "".join(unicodedata.normalize("NFKC", c) if "⺀" <= c <= "⿟" or "豈" <= c <= "﫿" else c for c in text)
    return folded.translate(RADICALS).translate(FULL_WIDTH)


# Digits of a Chinese font, and the point between them; full-width commas and brackets are Chinese punctuation and stay.
FULL_WIDTH = str.maketrans("０１２３４５６７８９．－％", "0123456789.-%")


class Printed(NamedTuple):
    """A character as it is kept, and how many of its widths make an em: of the printed form and of the kept one."""

    text: str
    printed_widths: float
    widths: float


@cache
def printed(text: str | None) -> Printed | None:
    """What is kept of a character; None for white space. At most all of Unicode is held."""
    if not text or text.isspace() or text in INVISIBLE:
        return None
    kept = clean(text)
    return Printed(kept, widths_in_em(text), widths_in_em(kept))


def widths_in_em(text: str) -> float:
    """How many widths of a character make an em: Chinese characters are square, others about half as wide."""
    return 1.0 if text >= "⺀" else 1.8
