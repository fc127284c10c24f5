"""How sure a line is that was read from a picture: measured shares of right readings, not the recogniser's own word.

Here: the steps of vocabulary/pictures.yaml and which of them a reading falls on. Not here: reading.
"""

import re
from dataclasses import dataclass
from functools import cache

from ..vocabulary import load
from .engine import LineReading
from .words import plain

# Figures as they are printed: thousands all parted or none, two to six decimals or none. Codes and years are figures without either.
FIGURE = re.compile(r"-?[¥￥]?(\d{1,3}(,\d{3})+|\d+)(\.\d{1,6})?%?")
LIKE_FIGURE = re.compile(r"(?=.*\d)[-\d,.:;'`~oOlISB%¥￥ ]+")


@dataclass(frozen=True, slots=True)
class Step:
    belief: float
    right: float


@cache
def steps() -> dict[str, tuple[Step, ...]]:
    """The steps by case, each from the surest down to belief 0."""
    raw = load("pictures")["confidence"]
    if set(raw) != {"agreed", "disputed", "malformed"}:
        raise ValueError(f"pictures.yaml: confidence has the cases {sorted(raw)}")
    out = {}
    for case, rows in raw.items():
        found = tuple(Step(**row) for row in rows)
        beliefs = [s.belief for s in found]
        if beliefs != sorted(beliefs, reverse=True) or beliefs[-1] != 0 or not all(0 <= s.right <= 1 for s in found):
            raise ValueError(f"pictures.yaml: the steps of {case} do not go down to 0")
        out[case] = found
    return out


def is_figure_like(text: str) -> bool:
    """Whether a line can only be meant as a figure."""
    return LIKE_FIGURE.fullmatch(text) is not None


def case_of(first: LineReading, second: LineReading | None) -> str:
    """`malformed`: a figure that is none; `disputed`: a second reading says something else; `agreed`: the rest."""
    text = plain(first.text)
    if is_figure_like(text) and not FIGURE.fullmatch(text):
        return "malformed"
    return "disputed" if second is not None and plain(second.text) != text else "agreed"


def confidence(first: LineReading, second: LineReading | None) -> float:
    """The measured share of right readings among those like this one. `second` is the same line read at another size, where it
    was read again."""
    return next(s.right for s in steps()[case_of(first, second)] if first.belief >= s.belief)
