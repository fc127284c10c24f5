"""Wrong readings of the samples make identities fail; docs/guards.md says which mutations none can see."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from pipelines.reading.forms.amounts import Amount
from tests.unit.made import amount

mutations = import_module("benchmarks.mutations")
SAMPLES = ("sanming_2023_final_sheet", "gulou_2022_budget_split_codes")
# What the identities must notice at least, of the samples' mutations; the rest is named in docs/guards.md.
AT_LEAST = {
    "column_moved": 1.0,
    "row_dropped": 0.6,
    "row_doubled_into_next": 0.9,
    "unit_scaled": 0.9,
    "codes_swapped": 0.4,
    "measures_swapped": 0.7,
    "figure_changed": 1.0,
    "column_dropped": 0.75,
}


def test_wrong_readings_of_the_samples_are_noticed(samples: Path) -> None:
    found = mutations.measure(mutations.documents_of(samples / f"{name}.pdf" for name in SAMPLES), 2)
    assert set(found) == set(AT_LEAST)
    for name, tally in found.items():
        assert tally.tried > 10, name
        assert tally.noticed >= AT_LEAST[name] * tally.tried, f"{name}: {tally}"


def form() -> list[Amount]:
    """合计 201 and 205, in three columns that add up."""
    figures = [
        (None, "合计", "30", "20", "10"),
        ("201", "公共服务", "21", "14", "7"),
        ("205", "教育支出", "9", "6", "3"),
    ]
    return [
        amount(value, measure, code, name, row=r, column_index=c)
        for r, (code, name, *values) in enumerate(figures)
        for c, (measure, value) in enumerate(zip(("total", "basic", "project"), values, strict=True))
    ]


@pytest.mark.parametrize("mutation", mutations.MUTATIONS, ids=lambda m: m.__name__)
def test_a_mutation_changes_what_it_says(mutation) -> None:
    printed = form()
    made = list(mutation(printed))
    assert made
    for change in made:
        assert set(change) <= {id(a) for a in printed}
        assert all(new is None or new != next(a for a in printed if id(a) == key) for key, new in change.items())


def one(changes: Iterator[dict]) -> dict:
    return next(iter(changes))


def test_which_mutations_an_identity_sees() -> None:
    printed = form()
    assert mutations.open_identities(printed, "final") == set()
    assert mutations.noticed(printed, one(mutations.column_moved(printed)), "final")
    assert mutations.noticed(printed, one(mutations.row_dropped(printed[3:] + printed[:3])), "final")
    assert not mutations.noticed(printed, one(mutations.unit_scaled(printed)), "final"), (
        "a form by itself shows no unit"
    )
    swapped = {
        id(a): new
        for change in mutations.measures_swapped(printed)
        for a in printed
        if (new := change.get(id(a))) and {a.measure, new.measure} == {"basic", "project"}
    }
    assert swapped
    assert not mutations.noticed(printed, swapped, "final"), "a sum does not tell its parts apart"
    assert not mutations.noticed(printed, {}, "final")
