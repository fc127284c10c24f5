"""Division codes as a publisher's description uses them: which exist, and which one a place name means.

Belongs here: looking up `pipelines/reference/regions.csv` by code and name. Does not belong here: which region a document belongs to
(pipelines/reading/subject).
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "reference" / "regions.csv"


@dataclass(frozen=True)
class Region:
    """A division in force: six-digit code, name, code of the division above."""

    code: str
    name: str
    parent: str


@cache
def in_force() -> Mapping[str, Region]:
    """The divisions in force now, by code."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["valid_to"]]
    return {row["region_code"]: Region(row["region_code"], row["name"], row["parent"]) for row in rows}


def full_name(code: str) -> str:
    """A division's name with those above it: 福建省福州市鼓楼区. Raises KeyError for a code that is not in force."""
    region = in_force()[code]
    above = in_force().get(region.parent)
    return (full_name(above.code) if above and above.code != "000000" else "") + region.name


def resolve(names: Iterable[str]) -> list[str]:
    """Codes whose division has the last of these names and lies in all the others: (福建省, 福州市, 鼓楼区) → [350102]."""
    path = [name for name in names if name]
    return [
        code
        for code, region in in_force().items()
        if path and region.name == path[-1] and all(name in full_name(code) for name in path[:-1])
    ]


def named_in(text: str) -> list[str]:
    """Codes of the divisions that a text names in full, the lowest alone: a county and not also its province. Several where a name is not
    the only one of its kind."""
    found = [region for region in in_force().values() if region.name in text and region.code != "000000"]
    longest = max((len(full_name(region.code)) for region in found if _is_within(region, text)), default=0)
    return [region.code for region in found if _is_within(region, text) and len(full_name(region.code)) == longest]


def _is_within(region: Region, text: str) -> bool:
    """Whether a division is the lowest that the text names on its own branch."""
    return not any(other.parent == region.code and other.name in text for other in in_force().values())
