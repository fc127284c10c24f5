"""Which statutory form a title names.

Here: titles only, by vocabulary/forms.yaml. Not here: what the columns say (recognise.py).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ..tables.continued import mark
from ..vocabulary import load

FORMS = (
    "summary",
    "income",
    "expenditure",
    "fiscal_summary",
    "general_expenditure",
    "general_basic",
    "general_economic",
    "three_public",
    "government_fund",
    "state_capital",
    "project",
    "procurement",
)
_QUOTES = re.compile(r"[\s“”\"'‘’《》〈〉]")
_CN = "[一二三四五六七八九十]{1,3}"
_NUMBER = re.compile(
    rf"^(附件\d*|附)?[（(]?(公开|预算|决算|附)?(表\d{{1,2}}?(?=20\d\d|\D)(-\d+)?|表{_CN}(?![般级])|\d{{1,3}}(-\d+)?表|{_CN}表|\d{{1,2}}(?!\d)|{_CN}(?=[、.．：:]))"
    r"[）)]?[:：、.．\s]*"
)
_UNIT = re.compile(r"[（(](金额)?(单位)?[:：]?(人民币)?(亿|万|千|百)?元[）)]$")


@dataclass(frozen=True, slots=True)
class TitleRule:
    form: str | None
    title: re.Pattern[str]
    unless: re.Pattern[str] | None
    kinds: tuple[str, ...]


@cache
def rules() -> tuple[TitleRule, ...]:
    """The title rules in order. Raises ValueError for an unknown key or form."""
    return _rules("titles")


@cache
def weak_rules() -> tuple[TitleRule, ...]:
    """The rules for titles that name a form only where the table says so too. Raises as `rules`."""
    return _rules("weak_titles")


def _rules(key: str) -> tuple[TitleRule, ...]:
    out = []
    for entry in load("forms")[key]:
        if unknown := set(entry) - {"form", "title", "not", "kinds"}:
            raise ValueError(f"forms.yaml: unknown key {sorted(unknown)} in {entry}")
        if entry["form"] not in (*FORMS, None):
            raise ValueError(f"forms.yaml: unknown form {entry['form']}")
        out.append(
            TitleRule(
                entry["form"],
                re.compile(entry["title"]),
                re.compile(entry["not"]) if "not" in entry else None,
                tuple(entry.get("kinds", ("final", "budget"))),
            )
        )
    return tuple(out)


def fold_title(text: str) -> str:
    """A title without spaces, quotes and its number."""
    folded = mark().sub("", _QUOTES.sub("", text))
    shorter = _NUMBER.sub("", folded)
    return shorter if len(shorter) >= 3 else folded


def looks_like_title(text: str) -> bool:
    """Whether a line of text can be a form's title at all."""
    vocabulary = load("forms")
    folded = _UNIT.sub("", _QUOTES.sub("", text))
    return (
        3 < len(folded) <= 60
        and not re.search(vocabulary["not_a_title"], folded)
        and re.search(vocabulary["title_line"], folded) is not None
    )


def kind_of_title(text: str) -> str | None:
    """`final` or `budget` where the title says so itself."""
    folded = _QUOTES.sub("", text)
    if "决算" in folded:
        return "final"
    plain = re.sub(r"(一般)?公共(财政)?预算|一般预算|政府性基金预算|国有资本(经营)?预算|预算拨款", "", folded)
    return "budget" if "预算" in plain else None


def match_base(text: str, kind: str | None) -> tuple[bool, str | None]:
    """(whether any rule knows the title, the form without its final_/budget_ prefix)."""
    return _match(rules(), text, kind)


def match_title(text: str, kind: str | None) -> str | None:
    """The form key (`final_income`, `budget_project` …) that a title names, None where it names none or its kind is open."""
    return _named(rules(), text, kind)


def match_weak_title(text: str, kind: str | None) -> str | None:
    """The form key that a title may name where the table bears it out, else as `match_title`."""
    return _named(weak_rules(), text, kind)


def _match(entries: Iterable[TitleRule], text: str, kind: str | None) -> tuple[bool, str | None]:
    folded = fold_title(text)
    for rule in entries:
        if kind is not None and kind not in rule.kinds:
            continue
        if rule.title.search(folded) and not (rule.unless and rule.unless.search(folded)):
            return True, rule.form
    return False, None


def _named(entries: Iterable[TitleRule], text: str, kind: str | None) -> str | None:
    kind = kind_of_title(text) or kind
    if kind not in ("final", "budget"):
        return None
    _, form = _match(entries, text, kind)
    return f"{kind}_{form}" if form else None
