"""What a clause compares with: the year before, or a budget; and which figures of that year.

Here: years, stages and bases in a clause. Not here: figures (figures.py).
"""

import re
from dataclasses import dataclass

from .words import words

_THREE_BUDGETS = re.compile("一般公共预算|政府性基金预算|国有资本经营预算")
_COMPARED = re.compile(
    r"(?:比|较|与|同(?!级)|和(?=上年)|对比)(?:上一?年|去年|前一年|20\d\d年|年初|全年|调整|预算|批复)|同比|上年|去年"
)
_AGAINST_APPROVED = re.compile("[比较与](?:年初|批复)预算")
_AGAINST_ADJUSTED = re.compile("[比较与](?:全年|调整后?|年度)预算")
_YEAR = re.compile(r"20\d\d")
_YEARS = re.compile(r"(20\d\d)年(?!以)")


@dataclass(frozen=True, slots=True)
class Years:
    """The document's kind (budget, final, None) and fiscal year, against which a clause's words are read."""

    kind: str | None
    year: int | None

    def compared_with(self, clause: str) -> tuple[str | None, str | None] | None:
        """(base, stage) of the last comparison with a year in a clause; None where it makes none."""
        found = None
        for match in words().compared.finditer(clause):
            rest = clause[match.end() :]
            year = _YEAR.search(match[0])
            if year and self.year is not None and int(year[0]) == self.year and self.kind == "final":
                found = ("approved_budget" if "预算" in rest else None), stage_of(rest)
            else:
                found = "prior_year", stage_of(rest)
        return found

    def compared_budget(self, clause: str) -> str | None:
        """The budget of the same year that a clause compares with."""
        if _AGAINST_APPROVED.search(clause):
            return "approved_budget"
        if _AGAINST_ADJUSTED.search(clause):
            return "adjusted_budget"
        return "approved_budget" if self.kind == "final" and re.search("[比较与]预算", clause) else None

    def is_prior(self, clause: str) -> bool:
        """Whether the sum that ends a clause is one of the year before."""
        if words().prior_not.search(clause):
            return False
        match = words().prior.search(clause)
        if match is None:
            return False
        return match["year"] is None or (self.year is not None and int(match["year"]) == self.year - 1)

    def spoken_of(self, text: str) -> str:
        """`this`, `prior` or `other`: the year that a sentence speaks of."""
        years = {int(y) for y in _YEARS.findall(text)}
        if not years or self.year is None or self.year in years:
            return "this"
        return "prior" if years == {self.year - 1} and self.kind == "budget" else "other"

    def budget_base(self, clause: str) -> str | None:
        """The budget whose sum ends a clause; a budget's own sums have no base."""
        if self.kind == "budget":
            return None
        if words().approved.search(clause):
            return "approved_budget"
        if words().adjusted.search(clause):
            return "adjusted_budget"
        plain = _THREE_BUDGETS.sub("", clause)
        return "approved_budget" if self.kind == "final" and words().plain_budget.search(plain) else None


def stage_of(text: str) -> str | None:
    """Which figures of a year a text names: budget, execution or final."""
    if "执行" in text:
        return "execution"
    if "决算" in text:
        return "final"
    return "budget" if "预算" in _THREE_BUDGETS.sub("", text) else None


def without_comparison(clause: str) -> str:
    """A clause without what it compares with: 教育支出比上年 → 教育支出; 与上年相比，收、支总计各 → 收、支总计各."""
    match = _COMPARED.search(clause)
    if match is None:
        return clause
    head, rest = clause[: match.start()], clause[match.end() :]
    after = re.sub(r"^[^，]*?(?:相比|比较)[，]?", "", rest) if "相比" in rest or "比较" in rest else ""
    return head or after
