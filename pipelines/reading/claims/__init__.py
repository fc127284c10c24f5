"""What the narrative of a disclosure states: sums of money, what they are said of, and whether they agree with the forms.

Here: from the lines outside tables to claims, facts, derived sums and checks, in this order: paragraphs.py, sections.py, figures.py
(words: vocabulary/claims.yaml), linking.py, checks.py, confirm.py, derived.py, facts.py. Not here: the identities themselves (pipelines/reconcile).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.reconcile import Check
from pipelines.reconcile.catalogue import catalogue
from pipelines.reconcile.sheets import Index

from ..forms.amounts import FormReading
from ..pages import Page
from ..subject import Subject
from ..tables.model import Table
from ..tables.witness import Witness
from .checks import Settled, settle
from .confirm import with_causes
from .derived import Derived, derive
from .facts import Fact, facts
from .figures import Reader
from .linking import Linker
from .model import PERCENT, Figure
from .paragraphs import paragraphs

_SUM = re.compile(r"\d\s*[万亿]?元")

__all__ = ["NarrativeReading", "read_narrative"]


@dataclass(frozen=True)
class NarrativeReading:
    """All that a document's narrative states. `pages` are those with running text that was read."""

    figures: tuple[Figure, ...] = ()
    settled: Settled = field(default_factory=Settled)
    derived: tuple[Derived, ...] = ()
    facts: tuple[Fact, ...] = ()
    checks: tuple[Check, ...] = ()
    pages: frozenset[int] = frozenset()

    def is_read(self, pages: Sequence[Page]) -> bool:
        """Whether the running text was read, by evidence: sums were found in it, a subject and a section were found for most of them,
        and every page that prints a sum outside tables is among the pages read."""
        sums = [f for f in self.figures if f.unit != PERCENT]
        if not sums or 2 * sum(1 for f in sums if f.subject.name and f.section) < len(sums):
            return False
        printed = {p.number for p in pages if any(_SUM.search(line.text) for line in p.lines if not line.ruled)}
        return printed <= self.pages


def read_narrative(
    witness: Witness, pages: Sequence[Page], tables: Sequence[Table], forms: Sequence[FormReading], who: Subject
) -> NarrativeReading:
    """Read the narrative of one document. `tables` are all that were found, `forms` those that a form claims."""
    kind = who.kind if who.kind in ("budget", "final") else None
    found = paragraphs(pages, tables)
    reader = Reader(kind, who.fiscal_year, [who.department_name])
    for paragraph in found:
        reader.read(paragraph)
    groups, figures = reader.out.groups, reader.out.figures
    index = Index([a for f in forms for a in f.amounts], catalogue())
    settled = settle(groups, Linker(index, kind, reader.bodies))
    settled.judged = with_causes(pages, forms, settled.judged, witness)
    return NarrativeReading(
        tuple(figures),
        settled,
        tuple(derive(groups, settled)),
        tuple(facts(found)),
        tuple(j.check for j in settled.judged),
        frozenset(piece.page for paragraph in found for piece in paragraph.pieces),
    )
