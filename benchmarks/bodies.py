"""Generated bodies: who they are, and what they spend over ten years.

Here: names, renames, figures, and the few mistakes that publishers make; all from the seed, each document by itself. Not here: forms (layouts.py).
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from itertools import islice, product

import numpy as np
import polars as pl

from benchmarks.layouts import ECONOMIC, FIGURES, LEAVES
from pipelines.publish.project import PACKAGE

YEARS = range(2016, 2026)
KINDS = ("budget", "final")
# Kinds of bodies with the functional class of their own expenditure, and what two of them are called since a year.
BUREAUS = (
    ("财政局", "201"),
    ("教育局", "205"),
    ("统计局", "201"),
    ("信访局", "201"),
    ("民政局", "208"),
    ("司法局", "204"),
    ("审计局", "201"),
    ("文化广电新闻出版局", "207"),
    ("水利局", "213"),
    ("交通运输局", "214"),
)
RENAMED = {"文化广电新闻出版局": (2019, "文化和旅游局")}
# Of so many documents one prints a figure that its own sums contradict, and one is replaced by a corrected edition.
MISTAKE_IN, EDITION_IN = 40, 60


@dataclass(frozen=True)
class Disclosure:
    """One document to be: a body's budget or final accounts of a year; `edition` 2 replaces 1."""

    seed: int
    region_code: str
    region_name: str
    bureau: str
    own_class: str
    year: int
    kind: str
    edition: int = 1

    @property
    def key(self) -> str:
        """What no other document has."""
        return f"{self.seed} {self.region_code} {self.bureau} {self.year} {self.kind} {self.edition}"

    @property
    def document_id(self) -> str:
        """Stands for the sha256 of its bytes."""
        return hashlib.sha256(self.key.encode()).hexdigest()

    @property
    def name(self) -> str:
        """The body's name as this document prints it."""
        year, later = RENAMED.get(self.bureau, (0, self.bureau))
        return self.region_name + (later if self.year >= year else self.bureau)

    @property
    def mistaken(self) -> bool:
        """Whether its publisher misprinted a figure. A corrected edition has none."""
        return self.edition == 1 and (self.reissued or _number(f"mistake {self.key}") % MISTAKE_IN == 0)

    @property
    def reissued(self) -> bool:
        """Whether a corrected edition follows."""
        return _number(f"{self.seed} {self.region_code} {self.bureau} {self.year} {self.kind}") % EDITION_IN == 0

    def before(self) -> "Disclosure":
        """The body's document of the year before, as it would be."""
        return Disclosure(
            self.seed, self.region_code, self.region_name, self.bureau, self.own_class, self.year - 1, self.kind
        )

    def figures(self) -> np.ndarray:
        """The body's own figures in hundredths of 万元; final accounts also hold the budget of their three-public expenses."""
        growth = 1.06 ** (self.year - YEARS[0])
        spread = _drawn(f"{self.seed} {self.region_code} {self.bureau} {self.year} {self.kind}").uniform(
            0.9, 1.1, FIGURES
        )
        made = np.rint(_size(self.seed, self.region_code, self.bureau) * growth * spread).astype(np.int64)
        # Basic expenditure of the general budget by economic class: the same money as by function.
        basic = made[0 : 4 * LEAVES : 4].sum()
        own = slice(4 * LEAVES, 4 * LEAVES + ECONOMIC)
        steps = np.floor(np.cumsum(made[own]) / made[own].sum() * basic).astype(np.int64)
        steps[-1] = basic
        made[own] = np.diff(steps, prepend=0)
        if self.kind == "final":
            made[-4:] = Disclosure(
                self.seed, self.region_code, self.region_name, self.bureau, self.own_class, self.year, "budget"
            ).figures()[-8:-4]
        return made

    def draw(self) -> np.random.Generator:
        """Chance of this document alone."""
        return _drawn(f"draw {self.key}")


def disclosures(seed: int, count: int) -> list[Disclosure]:
    """The first `count` documents: body after body, ten years of budgets and final accounts each, corrected editions among them."""

    def every():
        for (code, name), (bureau, own_class) in product(_places(seed), BUREAUS):
            for year, kind in product(YEARS, KINDS):
                one = Disclosure(seed, code, name, bureau, own_class, year, kind)
                yield one
                if one.reissued:
                    yield Disclosure(seed, code, name, bureau, own_class, year, kind, edition=2)

    return list(islice(every(), count))


@cache
def _places(seed: int) -> tuple[tuple[str, str], ...]:
    """Counties that stand throughout, shuffled, so that a few bodies lie in many provinces already."""
    rows = pl.read_csv(PACKAGE / "reference" / "regions.csv", schema_overrides={"region_code": pl.String})
    rows = rows.filter(
        (pl.col("level") == "county") & pl.col("valid_to").is_null() & (pl.col("valid_from") <= YEARS[0])
    )
    places = rows.select("region_code", "name").sort("region_code").rows()
    return tuple(places[at] for at in _drawn(f"places {seed}").permutation(len(places)))


@cache
def _size(seed: int, region_code: str, bureau: str) -> np.ndarray:
    """What the body spends in its first year: a few large figures and many small ones."""
    drawn = _drawn(f"size {seed} {region_code} {bureau}")
    size = drawn.lognormal(9.0, 1.2, FIGURES) * drawn.uniform(0.5, 3.0)
    size[-8:] /= 20
    return size


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _drawn(text: str) -> np.random.Generator:
    return np.random.default_rng(_number(text))
