"""Names of bodies: whether a text is one, which level its markings state, when two names mean the same body.

Here: pure functions on one name. Not here: where names are found, or which one a document means.
"""

import re
from functools import cache

from .regions import regions
from .text import MARK, is_placeholder
from .words import bodies, words

_NOTES = re.compile(r"（([^（）]*)）")
_CODE = re.compile(
    r"^(?!123\d\d(?!\d))[〔\[（]?\d{3,}[〕\]）]?[-—_]?"
)  # 12345, 12315 … are hotlines and part of a name
_ORNAMENT = re.compile(r"^[A-Za-z]+(?=[一-鿿]{1,8}[省市县区旗州盟])")
_PUNCTUATION = "、，。；：:-—~_.·【】《》|/\\"


@cache
def _suffix() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(bodies().suffixes) + ")$")


def split_marks(name: str) -> tuple[str, str | None]:
    """A name without its level marking, and the level that it states: department | head_office | single | None.

    （本级） and bare endings (市审计局本级) are taken off; other brackets belong to the name.
    """
    level = None
    for note in _NOTES.findall(name):
        if note in words().level_marks:
            level = level or words().level_marks[note]
            name = name.replace(f"（{note}）", "")
    if match := words().bare_mark.search(name):
        level, name = level or "head_office", name[: match.start()]
    return name, level


def tidy(name: str) -> str:
    """A name without codes before it, years, words that belong to the title, and stray punctuation. Letters before a place are what
    a recogniser made of an emblem or an ornament."""
    name = _CODE.sub("", name.replace(MARK, "").replace("（）", "")).strip(_PUNCTUATION)
    name = _ORNAMENT.sub("", name)
    while True:
        shorter = words().trailing_words.sub("", name).strip(_PUNCTUATION)
        if shorter == name:
            return name
        name = shorter


def ends_like_a_body(name: str) -> bool:
    """Whether a name ends as bodies do (局, 委员会, 中心 …), brackets after it left aside."""
    return _suffix().search(_NOTES.sub("", name)) is not None


def is_body(name: str) -> bool:
    """Whether a text can be a body's name anywhere in a document; blanks of templates can not."""
    if name in bodies().central_names:
        return True
    return (
        3 < len(name) <= 45
        and ends_like_a_body(name)
        and not is_placeholder(name)
        and not words().not_a_body.search(name)
        and name.count("（") == name.count("）")
    )


def is_place(name: str) -> bool:
    """Whether a text is nothing but a place (上海市普陀区)."""
    found = regions().prefix(name)
    return found is not None and found.length == len(name)


def same_key(name: str) -> str:
    """Equal for spellings of one name: quotes, party prefixes and committee words folded."""
    key = re.sub(r"[“”\"'‘’\s]", "", name).replace("中国共产党", "中共")
    key = re.sub(r"^中共", "", key)
    return re.sub(r"(?<=[省市区县州盟旗])委员会(?=.)", "委", key)


def is_nested(name: str) -> bool:
    """Whether a name is that of an organ's organ (…局…分局)."""
    return bodies().nested.search(name) is not None and not is_central(name)


def is_organ(name: str) -> bool:
    """Whether a name is that of an organ of state or party rather than of an institution."""
    return bodies().organ.search(_NOTES.sub("", name)) is not None


def may_be_central(name: str) -> bool:
    """Whether a name begins as those of nation-wide bodies do, which some local ones also do (中国…协会)."""
    return bodies().central_weak.search(name) is not None


def is_central(name: str) -> bool:
    """Whether a name is that of a body of the central budget."""
    words_ = bodies()
    plain = _NOTES.sub("", name)
    return (
        name in words_.central_names
        or plain in words_.central_names
        or name in words_.central_universities
        or plain in words_.central_universities
        or words_.central.search(name) is not None
    )
