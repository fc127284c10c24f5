"""What a narrative states, as values.

Here: figures, the groups that belong together, numbers that are no money, sums derived. Not here: how they are found.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from .paragraphs import Piece

FACTORS = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "亿元": Decimal(100_000_000),
}
PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a figure is said of. `name` as stated, `core` folded for comparison, `code` where the text states one, `levels` the
    names of 类, 款 and 项 where it marks them."""

    name: str
    core: str
    code: str | None = None
    levels: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Figure:
    """One figure. `claim` and `base` as in the contract, `value` signed in `unit`; `direction` is the sign that the words give a
    change (0 where they give none); `other_year` says that the sentence speaks of neither this year nor the one before."""

    claim: str
    value: Decimal
    unit: str
    base: str | None
    published: str
    subject: Subject
    section: str
    scope: str | None
    text: str
    pieces: tuple[Piece, ...]
    direction: int = 0
    stage: str | None = None
    linkable: bool = True
    number: int = 0

    @property
    def yuan(self) -> Decimal:
        """A sum in yuan."""
        return self.value * FACTORS[self.unit]

    @property
    def digit(self) -> Decimal:
        """The last printed digit: yuan of a sum, percentage points of a percentage."""
        decimals = len(self.published.partition(".")[2])
        return FACTORS.get(self.unit, Decimal(1)).scaleb(-decimals)


@dataclass(slots=True)
class Group:
    """Figures that speak of one line: the sum itself, the one before, budgets by base, changes (sums and percentages), shares with the
    words that name the whole and the groups that may be it. `unchanged` is the statement that it equals the year before; `rival` the
    group whose parts were listed before the changes, which may be the whole's."""

    subject: Subject
    this: Figure | None = None
    last: Figure | None = None
    budgets: dict[str, Figure] = field(default_factory=dict)
    changes: list[Figure] = field(default_factory=list)
    shares: list[tuple[Figure, str, list["Group"]]] = field(default_factory=list)
    completions: list[Figure] = field(default_factory=list)
    unchanged: Figure | None = None
    rival: "Group | None" = None
