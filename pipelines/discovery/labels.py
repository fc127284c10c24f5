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
    r"^((附件\s*[\d一二三四五六七八九十]*|点击(下载|查看)|下载|查看|详情)[\s.、:：-]*|\d{1,2}\s*[.、:：]\s*(?!\d))"
)


def title(text: str, columns: Sequence[str]) -> str:
    """The link's text; before it, from the innermost column outwards, the first that names the year, the body or the disclosure where the
    text does not. `columns` are those above the link, outermost first."""
    said = _ORDINAL.sub("", _ENDING.sub("", text.strip())).strip() or ""
    missing = {
        "year": year_of(said) is None,
        "body": not _has_body(said),
        "disclosure": not speaks_of_disclosure(said),
    }
    before: list[str] = []
    for column in reversed(columns):
        gives = {
            "year": year_of(column) is not None,
            "body": _has_body(column),
            "disclosure": speaks_of_disclosure(column),
        }
        if column not in said and any(missing[what] and given for what, given in gives.items()):
            before.insert(0, column)
            missing = {what: lacking and not gives[what] for what, lacking in missing.items()}
    return " ".join((*before, said)).strip() or text


def _has_body(text: str) -> bool:
    head = re.split(r"20\d\d|部门|单位|预算|决算|关于|公开", text)[0].strip(" -_：:")
    return names_body(head) or names_body(text)
