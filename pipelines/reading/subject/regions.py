"""Names of regions in names of bodies, by the division codes of GB/T 2260 in force in a year.

Here: which codes a name's beginning or a mention can mean. Not here: which of them a document means (decide.py).
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .words import bodies

CENTRAL = "000000"
_TYPES = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "林区",
    "省",
    "市",
    "盟",
    "州",
    "县",
    "区",
    "旗",
)
_CLOSE_YEARS = 3  # a name may be used some years before or after the code was in force: reforms take time


@dataclass(frozen=True, slots=True)
class Region:
    """One row of regions.csv: `valid_to` is the first year in which the code is no longer in force (None: still is)."""

    code: str
    name: str
    level: str
    parent: str
    valid_from: int
    valid_to: int | None
    successor: str

    def distance(self, year: int | None) -> int:
        """How many years `year` lies outside the code's validity; without a year, whether it is out of force."""
        if year is None:
            return 0 if self.valid_to is None else _CLOSE_YEARS
        if year < self.valid_from:
            return self.valid_from - year
        return 0 if self.valid_to is None or year < self.valid_to else year - self.valid_to + 1


@dataclass(frozen=True, slots=True)
class Prefix:
    """The regions that a name's beginning can mean (several where it is ambiguous), and how the name says so.

    `length` counts the characters of the place; `exact` is False for short names (上海 for 上海市); `depth` counts the levels named.
    """

    regions: tuple[Region, ...]
    length: int
    exact: bool
    depth: int


class Regions:
    """The table of regions with its names indexed."""

    def __init__(self, rows: Iterable[Region]):
        self.rows = tuple(rows)
        self.by_code: dict[str, list[Region]] = defaultdict(list)
        self._full: dict[str, list[Region]] = defaultdict(list)
        self._short: dict[str, list[Region]] = defaultdict(list)
        for row in self.rows:
            self.by_code[row.code].append(row)
            if row.level == "central":
                continue
            self._full[row.name].append(row)
            for short in _short_names(row):
                self._short[short].append(row)
        self._longest = max(map(len, self._full))

    def get(self, code: str | None, year: int | None = None) -> Region | None:
        """The row of a code, the one in force in `year` where the code had several; None for an unknown code."""
        rows = self.by_code.get(code or "")
        return min(rows, key=lambda r: r.distance(year)) if rows else None

    def inside(self, code: str, ancestor: str) -> bool:
        """Whether a code lies in (or is) an ancestor: 350102 in 350100, 350000."""
        digits = 2 if ancestor.endswith("0000") else 4 if ancestor.endswith("00") else 6
        return ancestor != CENTRAL and code[:digits] == ancestor[:digits]

    def _named(
        self, text: str, start: int, parent: Region | None, year: int | None
    ) -> Iterator[tuple[list[Region], int, bool]]:
        """Places that start at text[start:], longest first: full names, then short ones (at the start or under a parent)."""
        for exact, index in ((True, self._full), (False, self._short)):
            for length in range(min(self._longest, len(text) - start), 1, -1):
                rows = index.get(text[start : start + length])
                if not rows:
                    continue
                if parent is not None:
                    rows = [r for r in rows if r.code != parent.code and self.inside(r.code, parent.code)]
                elif not exact:
                    rows = [r for r in rows if r.level != "county" or text[start + length - 1] in "县旗"]
                elif length == 2:
                    rows = [r for r in rows if r.level != "county" or r.name.endswith("县")]
                rows = _in_force(rows, year)
                if rows:
                    yield rows, length, exact

    def prefix(self, name: str, year: int | None = None) -> Prefix | None:
        """The place with which a body's name starts, read downwards (四川省|成都市|武侯区): None where it starts with none."""
        start = 0
        for word in bodies().prefixes:
            if name.startswith(word):
                start = len(word)
                break
        for alias, code in bodies().region_aliases.items():
            if name.startswith(alias, start) and (rows := _in_force(self.by_code.get(code, []), year)):
                return Prefix(tuple(rows[-1:]), len(alias), False, 1)
        best: Prefix | None = None
        for rows, length, exact in self._named(name, start, None, year):
            for row in rows:
                end, leaf, sure, depth = start + length, row, exact, 1
                while follow := next(self._named(name, end, leaf, year), None):
                    if not follow[2] and depth + 1 > 2:
                        break
                    if not follow[2] and follow[0][0].level == "county" and name[end + follow[1] - 1] not in "县旗":
                        break
                    leaf, end, depth = follow[0][0], end + follow[1], depth + 1
                found = Prefix((leaf,), end - start, sure, depth)
                if best is None or (found.length, found.exact) > (best.length, best.exact):
                    best = found
                elif (found.length, found.exact, found.depth) == (
                    best.length,
                    best.exact,
                    best.depth,
                ) and leaf not in best.regions:
                    best = Prefix((*best.regions, leaf), best.length, best.exact, best.depth)
        if best is not None and not best.exact and len(best.regions) > 1:
            ranks = {"province": 0, "prefecture": 1, "county": 2}
            top = min(ranks[r.level] for r in best.regions)
            best = Prefix(tuple(r for r in best.regions if ranks[r.level] == top), best.length, best.exact, best.depth)
        return best

    def mentions(self, text: str, year: int | None = None) -> Counter[str]:
        """Codes of the places that a text names in full, with how often; an ambiguous name counts for each of its codes."""
        found: Counter[str] = Counter()
        for match in _ENDS.finditer(text):
            end = match.end()
            for length in range(min(self._longest, end), 1, -1):
                rows = self._full.get(text[end - length : end])
                if rows and not (length == 2 and rows[0].level == "county"):
                    found.update(r.code for r in _in_force(rows, year))
                    break
        return found


_ENDS = re.compile("[省市区县州盟旗]")


def _in_force(rows: list[Region], year: int | None) -> list[Region]:
    """The rows in force in a year, else those that nearly were."""
    near = [(r.distance(year), r) for r in rows]
    now = [r for d, r in near if d == 0]
    return now or [r for d, r in near if d <= _CLOSE_YEARS]


def _short_names(row: Region) -> Iterator[str]:
    name = row.name
    for kind in _TYPES:
        if name.endswith(kind):
            stem = name[: -len(kind)]
            break
    else:
        return
    if kind.startswith("自治") or kind == "特别行政区":
        changed = True
        while changed:
            changed = False
            for people in bodies().nationalities:
                if stem.endswith(people) and len(stem) - len(people) >= 2:
                    stem, changed = stem[: -len(people)], True
                    break
        if kind in ("自治州", "自治县", "自治旗"):
            yield stem + kind[-1]
            yield stem + kind
    if len(stem) >= 2:
        yield stem


@cache
def regions() -> Regions:
    """The regions of pipelines/reference/regions.csv."""
    text = files("pipelines").joinpath("reference/regions.csv").read_text(encoding="utf-8")
    return Regions(
        Region(
            r["region_code"],
            r["name"],
            r["level"],
            r["parent"],
            int(r["valid_from"]),
            int(r["valid_to"]) if r["valid_to"] else None,
            r["successor"],
        )
        for r in csv.DictReader(text.splitlines())
    )
