"""A document's title as its portal gives it: the link's text, and of the columns above it what the text leaves out.

Belongs here: composing that title, which is evidence for reading. Does not belong here: what evidence weighs (pipelines/reading/subject).
"""

import re
from collections.abc import Sequence

from pipelines.discovery.vocabulary import names_body, speaks_of_disclosure, vocabulary, year_of

_ENDING = re.compile(
    "(" + "|".join(re.escape(end) for end in (*vocabulary().documents, *vocabulary().unsupported)) + ")$"
)
# What numbers an attachment or only invites to take it; never the year that a title begins with.
_ORDINAL = re.compile(
    r"^((附件\s*(\d{1,2}(?!\d)|[一二三四五六七八九十]+)?|点击(下载|查看)|下载|查看|详情)[\s.、:：-]*|\d{1,2}\s*[.、:：]\s*(?!\d))"
)


def title(text: str, columns: Sequence[str]) -> str:
    """The link's text with what the columns above it add, innermost first: the year, the body, the disclosure, where the text leaves them out.

    A headline that says all three stands for a text without a body, unless their years differ. Else the body comes first, then the year, then
    the rest, as titles are written. `columns` are those above the link, outermost first.
    """
    said = _ORDINAL.sub("", _ENDING.sub("", text.strip())).strip()
    pieces, known = [said] if said else [], _says(said)
    for column in reversed(columns):
        says = _says(column)
        if all(says.values()) and not known["body"] and year_of(said) in (None, year_of(column)):
            return column
        if column not in said and any(says[what] and not known[what] for what in says):
            pieces.append(column)
            known = {what: known[what] or says[what] for what in known}
    return " ".join(sorted(pieces, key=_place)) or text


def _says(text: str) -> dict[str, bool]:
    # 预决算 is what columns of both are called, and says of none which it is.
    one_of_both = speaks_of_disclosure(text.replace("预决算", ""))
    return {"body": _has_body(text), "year": year_of(text) is not None, "disclosure": one_of_both}


def _place(piece: str) -> int:
    if _has_body(piece):
        return 0
    return 2 if speaks_of_disclosure(piece) else 1


def _has_body(text: str) -> bool:
    head = re.split(r"20\d\d|部门|单位|预算|决算|关于|公开", text)[0].strip(" -_：:")
    return names_body(head) or names_body(text)
