"""The unit that governs a table's amounts, and the evidence for it.

Here: finding and applying units. Not here: guessing one without evidence (a form without any is said to have none).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

FACTORS = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "亿元": Decimal(100_000_000),
}
_LABEL = re.compile(
    r"(?:单位|币种|金额(?=[:：])|人民币(?=[:：]))(?:为|均为)?[-—－:：]?(?:人民币|RMB)?[（(:：；;，,、/]*(亿元|万元|千元|百元|元)"
)
_ALONE = re.compile(
    r"[（(【\[]?(?:人民币)?(亿元|万元|千元|百元)[）)】\]]?"
)  # a line of nothing else; 元 may be the end of 万元
_BRACKET = re.compile(r"[（(](?:单位[:：]?)?(?:人民币)?(亿元|万元|千元|百元|元)[）)]")
_BROKEN = re.compile(r"单位[:：]$")  # a narrow cell goes on in the line below, with this as its last word:
_REST = re.compile(r"(?:^|\s)(亿元|万元|千元|百元|元)$")
# Of a line that says the body at its left; after a number it is that number's.
_AT_THE_END = re.compile(r"[^\d\s.]\s+(亿元|万元|千元|百元)$")
_SENTENCE = re.compile(r"[，。；、]")
_PLAIN = re.compile(r"\d+(,\d{3})*(\.\d+)?|\.\d+")
_AROUND = re.compile(r"[\s¥￥]")
_BRACKETED = re.compile(r"[（(](.+)[）)]")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit word and where it was read: `heading`, `header`, `title`, `footing`, `sibling`."""

    word: str
    source: str
    text: str

    @property
    def factor(self) -> Decimal:
        return FACTORS[self.word]


def unit_in(text: str) -> str | None:
    """The unit word that a line states, if any."""
    folded = "".join(text.split())
    match = _LABEL.search(folded) or _BRACKET.search(folded) or _ALONE.fullmatch(folded)
    if match is None and re.search(r"单位[:：]万$", folded):
        return "万元"  # the narrow line broke inside the word; no other unit begins like this
    return match.group(1) if match else None


def find_unit(texts: Iterable[tuple[str, str]]) -> Unit | None:
    """The first unit among (source, text) pairs, nearest evidence first: lines of text from the lowest."""
    below = ""
    for source, text in texts:
        if word := unit_in(text):
            return Unit(word, source, text.strip()[:80])
        if _BROKEN.search(text.strip()) and (rest := _REST.search(below)):
            return Unit(rest[1], source, f"{text.strip()} {below}"[:80])
        if (end := _AT_THE_END.search(text.strip())) and not _SENTENCE.search(text):
            return Unit(end[1], source, text.strip()[:80])
        below = text.strip()
    return None


def to_yuan(value: Decimal, word: str) -> Decimal:
    """An amount in yuan, to the cent, half up: six decimals of 万元 are exact to the cent."""
    return (value * FACTORS[word]).quantize(_CENT, ROUND_HALF_UP)


@lru_cache(maxsize=8192)
def parse_amount(text: str) -> Decimal | None:
    """The number printed in a cell, None where the cell holds none (blank, dash, words)."""
    folded, negative = text, False
    if not _PLAIN.fullmatch(text):
        folded = _AROUND.sub("", text).replace("，", ",")
        if match := _BRACKETED.fullmatch(folded):
            folded, negative = match.group(1), True
        if folded[:1] in "-−－–—△▲":
            folded, negative = folded[1:], True
        if not _PLAIN.fullmatch(folded):
            return None
    value = Decimal(folded.replace(",", ""))
    return -value if negative else value
