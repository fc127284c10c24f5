"""How many wrong readings the identities notice: `python -m benchmarks.mutations [FOLDER]`.

Each form of each document is read, one thing in it is put wrong, and the identities are worked out again. A mutation is noticed where
an identity of the document is open (mismatch, or owed and not to be judged) that was not open before.

Here: the mutations, counting. Not here: the identities themselves (pipelines/reconcile), what else guards (docs/guards.md).
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path

from pipelines import reading, reconcile
from pipelines.reading.forms.amounts import Amount

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "raw" / "samples"
TEN_THOUSAND = Decimal(10_000)

Change = dict[int, Amount | None]  # by id of the amount: what stands in its place, None where it is lost
Mutation = Callable[[Sequence[Amount]], Iterator[Change]]


def column_moved(form: Sequence[Amount]) -> Iterator[Change]:
    """A column stands one row too low: each of its figures is read in the next row."""
    for column in _by_column(form):
        change: Change = {
            id(b): replace(b, yuan=a.yuan, value=a.value, published=a.published) for a, b in pairwise(column)
        }
        if any(a.yuan != b.yuan for a, b in pairwise(column)):
            yield {**change, id(column[0]): None}


def row_dropped(form: Sequence[Amount]) -> Iterator[Change]:
    """A row is lost."""
    for row in _by_row(form):
        if any(a.yuan for a in row):
            yield {id(a): None for a in row}


def row_doubled_into_next(form: Sequence[Amount]) -> Iterator[Change]:
    """A row's figures are read in the place of the next row's."""
    for above, below in pairwise(_by_row(form)):
        figures = {a.measure: a for a in above}
        change: Change = {
            id(b): replace(b, yuan=a.yuan, value=a.value, published=a.published)
            for b in below
            if (a := figures.get(b.measure)) is not None and a.yuan != b.yuan
        }
        if change:
            yield change


def unit_scaled(form: Sequence[Amount]) -> Iterator[Change]:
    """The unit of one form is taken for one that is 10,000 times as large."""
    if any(a.yuan for a in form):
        yield {id(a): replace(a, yuan=a.yuan * TEN_THOUSAND) for a in form if a.yuan is not None}


def codes_swapped(form: Sequence[Amount]) -> Iterator[Change]:
    """Two rows have each other's code."""
    rows = [row for row in _by_row(form) if row[0].code]
    for first, second in pairwise(rows):
        if first[0].code != second[0].code and [a.yuan for a in first] != [a.yuan for a in second]:
            yield {
                id(a): replace(a, code=other[0].code) for row, other in ((first, second), (second, first)) for a in row
            }


def measures_swapped(form: Sequence[Amount]) -> Iterator[Change]:
    """Two columns have each other's measure."""
    columns = defaultdict(list)
    for a in form:
        columns[a.measure].append(a)
    for first, second in combinations(columns, 2):
        figures = [Counter((a.row_index, a.yuan) for a in columns[m] if a.yuan) for m in (first, second)]
        if figures[0] != figures[1]:
            other = {first: second, second: first}
            yield {id(a): replace(a, measure=other[a.measure]) for a in (*columns[first], *columns[second])}


def figure_changed(form: Sequence[Amount]) -> Iterator[Change]:
    """One figure has a digit too many."""
    for a in form:
        if a.yuan:
            yield {id(a): replace(a, yuan=a.yuan * 10 + 1)}


def column_dropped(form: Sequence[Amount]) -> Iterator[Change]:
    """A column is lost."""
    for column in _by_column(form):
        if any(a.yuan for a in column):
            yield {id(a): None for a in column}


MUTATIONS: tuple[Mutation, ...] = (
    column_moved,
    row_dropped,
    row_doubled_into_next,
    unit_scaled,
    codes_swapped,
    measures_swapped,
    figure_changed,
    column_dropped,
)


def _by_column(form: Sequence[Amount]) -> list[list[Amount]]:
    columns = defaultdict(list)
    for a in sorted(form, key=lambda a: (a.table_id, a.row_index)):
        columns[a.table_id, a.column_index].append(a)
    return [column for column in columns.values() if len(column) > 1]


def _by_row(form: Sequence[Amount]) -> list[list[Amount]]:
    rows = defaultdict(list)
    for a in form:
        rows[a.table_id, a.row_index, a.side, a.block].append(a)
    return [rows[key] for key in sorted(rows, key=str)]


@dataclass
class Tally:
    """How often one mutation was made and noticed, and in which forms it was not."""

    tried: int = 0
    noticed: int = 0
    unnoticed_in: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        share = self.noticed / max(1, self.tried)
        rest = ", ".join(f"{form} {n}" for form, n in self.unnoticed_in.most_common(4))
        return f"{self.noticed} of {self.tried} ({share:.1%})" + (f"; unnoticed most in {rest}" if rest else "")


def noticed(
    amounts: Sequence[Amount], change: Change, kind: str | None, before: set[tuple[str, ...]] | None = None
) -> bool:
    """Whether the identities of a document's amounts notice a change."""
    changed = [new for a in amounts if (new := change.get(id(a), a)) is not None]
    return bool(open_identities(changed, kind) - (open_identities(amounts, kind) if before is None else before))


def open_identities(amounts: Sequence[Amount], kind: str | None) -> set[tuple[str, ...]]:
    """Identities of a document that do not hold, or are owed and cannot be judged."""
    checks = reconcile.check(amounts, kind=kind)
    return {
        (c.check_id, c.form, c.scope, c.measure, str(c.difference_yuan))
        for c in checks
        if c.status in ("mismatch", "insufficient")
    }


def measure(documents: Iterable[tuple[Sequence[Amount], str | None]], each: int) -> dict[str, Tally]:
    """Every mutation on every form, `each` of a kind spread over the form."""
    out = {mutation.__name__: Tally() for mutation in MUTATIONS}
    for amounts, kind in documents:
        before = open_identities(amounts, kind)
        forms = defaultdict(list)
        for a in amounts:
            if a.yuan is not None and not a.measure.endswith("unmapped"):
                forms[a.form].append(a)
        for form, members in forms.items():
            for mutation in MUTATIONS:
                tally = out[mutation.__name__]
                for change in spread(list(mutation(members)), each):
                    tally.tried += 1
                    if noticed(amounts, change, kind, before):
                        tally.noticed += 1
                    else:
                        tally.unnoticed_in[form] += 1
    return out


def spread(changes: Sequence[Change], each: int) -> list[Change]:
    """At most so many of the changes, from the first to the last."""
    if len(changes) <= each:
        return list(changes)
    return [changes[(2 * n + 1) * len(changes) // (2 * each)] for n in range(each)]


def documents_of(paths: Iterable[Path]) -> Iterator[tuple[list[Amount], str | None]]:
    """The amounts of each document that has any, with its kind."""
    for path in paths:
        found = reading.read_document(path.read_bytes())
        amounts = [a for form in found.forms for a in form.amounts]
        if amounts:
            yield amounts, found.tables["documents"][0]["kind"]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line; prints a line a mutation."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.mutations", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, default=SAMPLES, help="folder of PDFs, searched deep (default: the samples)"
    )
    parser.add_argument("--each", type=int, default=2, help="mutations of a kind in each form (default: 2)")
    options = parser.parse_args(arguments)
    for name, tally in measure(documents_of(sorted(options.folder.rglob("*.pdf"))), options.each).items():
        sys.stdout.write(f"{name.replace('_', ' ')}: {tally}\n")


if __name__ == "__main__":
    main()
