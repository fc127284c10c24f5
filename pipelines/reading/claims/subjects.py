"""What a figure is said of: the words before it, without what names no line.

Here: names, codes and levels (类, 款, 项) in a phrase. Not here: which cell they mean (linking.py).
"""

import re

from ..subject.names import ends_like_a_body
from .model import Subject
from .words import words

_LEVELS = re.compile(r"（(\d{0,7})(类|款|项)[^）]{0,4}）")
_CODE_FIRST = re.compile(r"^[〔\[（]?(\d{7}|\d{5}|\d{3})(?!\d)[〕\]）]?[-—_.、：（]*")
_CODE_LAST = re.compile(r"[（〔\[](\d{7}|\d{5}|\d{3})[）〕\]]")
_YEAR = re.compile(r"(?:20\d\d|本)年度?")
# a unit whose name begins with its department's
_UNIT = re.compile(r"[^，。；：（”“]{0,14}?(?:局|所|站|院|校|队|馆|中心|办公室)(?=20|预算|决算|本|（|$)")
_MARKS = "“”\"'《》"
_NAME = 40  # characters; a longer phrase is a sentence of which the end is kept


def subject_of(phrase: str, bodies: tuple[str, ...] = ()) -> Subject | None:
    """The subject that a phrase names, None where it names nothing. `bodies` are names of the document's body, no subjects."""
    text = _without_lead(phrase, bodies)
    text = _without_trail(text)
    levels: tuple[tuple[str, str], ...] = ()
    code = None
    marks = list(_LEVELS.finditer(text))
    if marks:
        start, found, digits = 0, [], ""
        for mark in marks:
            name = text[start : mark.start()].strip("，、：-—")
            if name:
                found.append((mark[2], name))
            digits = mark[1] if len(mark[1]) > 2 else digits + mark[1]
            start = mark.end()
        levels = tuple(found)
        code = digits if len(digits) in (3, 5, 7) else None
        text = found[-1][1] if found else text
    elif (match := _CODE_FIRST.match(text)) and len(text) > match.end():
        code, text = match[1], text[match.end() :]
        if text.endswith("）") and text.count("）") > text.count("（"):
            text = text[:-1]
        text = _without_trail(text)
    elif match := _CODE_LAST.search(text):
        code, text = match[1], text[: match.start()]
    text = text.strip("，、：；（-—" if text.count("（") <= text.count("）") else "，、：；-—")
    if not text or words().generic.match(text):
        return None if code is None else Subject(text or code, fold(text), code, levels)
    return Subject(text[-_NAME:], fold(text), code, levels)


def _without_lead(text: str, bodies: tuple[str, ...]) -> str:
    while True:
        shorter = words().ordinal.sub("", text, count=1) if words().ordinal.match(text) else text
        for body in bodies:
            if shorter.startswith(body) and not _UNIT.match(shorter, len(body)):
                shorter = shorter[len(body) :]
        year = _YEAR.search(shorter)
        if year and 2 < year.start() <= _NAME and ends_like_a_body(shorter[: year.start()]):
            shorter = shorter[year.start() :]
        shorter = words().lead.sub("", shorter, count=1)
        if shorter == text:
            return text
        text = shorter


def _without_trail(text: str) -> str:
    while True:
        shorter = words().trail.sub("", text, count=1)
        if shorter == text or (not shorter):
            return text
        text = shorter


def fold(name: str) -> str:
    """A name as it is compared: without stage words, totals, years and quotes."""
    protected = name.replace("一般公共预算", "一般公共").replace("政府性基金预算", "政府性基金")
    protected = protected.replace("国有资本经营预算", "国有资本经营").replace("一般公共服务预算", "一般公共")
    return words().folded.sub("", protected).strip(_MARKS)
