"""Characters as fonts write them and as they are kept.

Here: folding of compatibility forms, what counts as white space, how wide a character is in its type, which run obliquely. Not here: where it stands
(runs.py).
"""

import unicodedata

import numpy as np

OBLIQUE = 10.0  # degrees that a page's own text leans at most, as on a scan that lay askew
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


class Alphabet(dict[str | None, int]):
    """The characters seen so far, as fonts write them, each with a number: 0 for white space, else its place in `texts` (what is kept
    of it) and its row in `measures` (how many widths of the printed and of the kept form make an em). At most all of Unicode is held."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = [""]
        self.measures = np.zeros((1024, 2))

    def __missing__(self, text: str | None) -> int:
        if not text or text.isspace() or text in INVISIBLE:
            number = 0
        else:
            number, kept = len(self.texts), clean(text)
            self.texts.append(kept)
            if number == len(self.measures):
                self.measures = np.concatenate((self.measures, np.zeros_like(self.measures)))
            self.measures[number] = widths_in_em(text), widths_in_em(kept)
        return self.setdefault(text, number)


def leans(degrees: float) -> bool:
    """Whether text that runs so runs obliquely over its page, as a watermark does."""
    return abs((degrees + 45) % 90 - 45) > OBLIQUE


def widths_in_em(text: str) -> float:
    """How many widths of a character make an em: Chinese characters are square, others about half as wide."""
    return 1.0 if text >= "⺀" else 1.8
