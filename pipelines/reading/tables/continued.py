"""Lines over a table that say that it goes on from the page before: 续表, （续）, 接上页, a title with such a mark.

Here: the marks (`continued` in vocabulary/forms.yaml) and lines that bear one. Not here: whether the table does go on (stitch.py), which
form a title names (forms/titles.py).
"""

import re
from functools import cache

from ..vocabulary import load

_NUMBER = r"(?:[（(]?\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?!\d))\s*[）)]?)?"
_LONGEST = 60  # characters of a caption


@cache
def mark() -> re.Pattern[str]:
    """A mark wherever it stands. A single character is one only in brackets. Raises ValueError for what is no list of words."""
    words = load("forms")["continued"]
    if not isinstance(words, list) or not all(
        isinstance(word, str) and re.fullmatch(r"[一-鿿]+", word) for word in words
    ):
        raise ValueError("forms.yaml: continued is a list of words")
    spaced = {word: r"\s*".join(word) for word in sorted(words, key=len, reverse=True)}
    alone = "|".join(pattern for word, pattern in spaced.items() if len(word) > 1)
    return re.compile(rf"[（(]\s*(?:{'|'.join(spaced.values())})\s*{_NUMBER}\s*[）)]|(?:{alone})\s*{_NUMBER}")


@cache
def _caption() -> tuple[frozenset[str], re.Pattern[str]]:
    first = frozenset(word[0] for word in load("forms")["continued"])
    return first, re.compile(rf"^\s*(?:{mark().pattern})(?![一-鿿])|(?:{mark().pattern})\s*$")


def says_continued(text: str) -> bool:
    """Whether a line begins or ends with a mark and is no sentence."""
    first, caption = _caption()
    if first.isdisjoint(text):  # as nearly every line
        return False
    return len(text) <= _LONGEST and not re.search("[。；，]", text) and caption.search(text) is not None
