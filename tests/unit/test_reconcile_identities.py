"""Every identity of the catalogue on consistent disclosures: it closes, it tells rounding from error, it notices a changed figure and a lost one.

Here: what holds for each entry of identities.yaml, so that a new one without a case fails. Not here: layouts and special cases (test_reconcile.py),
performance forms (test_reconcile_performance.py).
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from pipelines.reconcile import Check, Place, check
from pipelines.reconcile.catalogue import Identity, catalogue
from tests.unit.test_reconcile_disclosures import DISCLOSURES, Printed

IDENTITIES = {i.id: i for i in catalogue().identities if i.rule != "evaluation"}
# Identities of things that publishers may leave out: without their rows or columns nothing is owed, hence nothing is insufficient.
NEVER_OWED = {
    "H11.carried", "H13.budgets", "H40.income", "H40.expenditure", "H40.items", "H40.carried", "H19.whole", "H44.projects", "H50.bodies", "H50.vehicles",
    "C1"}  # fmt: skip
ERROR = Decimal(77_777_00)
Key = tuple[str, str, str, str]


def key_of(one: Check) -> Key:
    return one.check_id, one.form, one.scope, one.measure


@cache
def judged(name: str) -> dict[Key, Check]:
    kind, found, blank = DISCLOSURES[name]
    return {key_of(c): c for c in check(found, kind=kind, forms_blank=blank)}


@cache
def cases(check_id: str) -> list[tuple[str, Check]]:
    """(disclosure, check) of an identity; those without blank operands first, as they are the fullest."""
    found = [(name, c) for name in DISCLOSURES for c in judged(name).values() if c.check_id == check_id]
    return sorted(found, key=lambda case: (case[1].blank_as_zero, -len(case[1].places)))


def again(name: str, amounts: list[Printed], check_id: str | None = None) -> dict[Key, Check]:
    """The checks of a changed disclosure: all, or those of one identity."""
    kind, _, blank = DISCLOSURES[name]
    asked = replace(catalogue(), identities=(IDENTITIES[check_id],)) if check_id else None
    return {key_of(c): c for c in check(amounts, kind=kind, forms_blank=blank, identities=asked)}


def changed(name: str, place: Place, by: Decimal) -> list[Printed]:
    """The disclosure with one cell that prints another figure."""
    cell = (place.table_id, place.row_index, place.column_index)
    return [
        replace(a, yuan=a.yuan + by) if (a.table_id, a.row_index, a.column_index) == cell and a.yuan is not None else a
        for a in DISCLOSURES[name][1]
    ]


def printed(one: Check) -> list[Place]:
    return [p for p in one.places if p.row_index is not None]


def lost(name: str, one: Check) -> Iterator[list[Printed]]:
    """The disclosure without a row, a column, a line's rows or the named columns of one of a check's operands."""
    found = DISCLOSURES[name][1]
    for place in printed(one):
        yield [a for a in found if (a.table_id, a.row_index) != (place.table_id, place.row_index)]
        yield [a for a in found if (a.table_id, a.column_index) != (place.table_id, place.column_index)]
        below = [
            a for a in found if a.form == place.form and a.code and a.code.startswith(place.key) and a.code != place.key
        ]
        if below and place.key.isdigit():
            yield [a for a in found if a not in below]
        yield [a for a in found if a.form != place.form or a.code is None]
        yield [
            a
            for a in found
            if a.form != place.form or not (place.row_index or 0) < a.row_index < next_body(found, place)
        ]
        yield [replace(a, measure="unmapped", header_path="别的") if is_column(a, place) else a for a in found]


def next_body(found: list[Printed], place: Place) -> int:
    """The row after a row's codes: the next one without a code."""
    rows = [
        a.row_index for a in found if a.form == place.form and a.code is None and a.row_index > (place.row_index or 0)
    ]
    return min(rows, default=1 << 20)


def is_column(a: Printed, place: Place) -> bool:
    return (a.table_id, a.column_index) == (place.table_id, place.column_index)


@pytest.mark.parametrize("check_id", IDENTITIES)
def test_it_passes_on_a_consistent_disclosure(check_id: str) -> None:
    assert cases(check_id), f"no disclosure of tests/unit/test_reconcile_disclosures.py has a case of {check_id}"
    assert all(one.status == "pass" for _, one in cases(check_id))
    assert all(one.difference_yuan is not None for _, one in cases(check_id))


@pytest.mark.parametrize("check_id", IDENTITIES)
def test_a_changed_figure_is_a_mismatch(check_id: str) -> None:
    name, one = cases(check_id)[0]
    noticed = [
        place
        for place in printed(one)
        for sign in (1, -1)
        for by in (sign * (ERROR + abs(one.difference_yuan or 0)),)  # an at_least may have room
        if (now := again(name, changed(name, place, by), check_id).get(key_of(one))) is not None
        and now.status == "mismatch"
    ]
    if IDENTITIES[check_id].or_left or IDENTITIES[check_id].or_right:
        assert noticed  # the alternative operand may hide a change of the first one
    else:
        assert set(noticed) == set(printed(one))


@pytest.mark.parametrize("name", DISCLOSURES)
def test_no_figure_of_an_identity_can_change_unnoticed(name: str) -> None:
    places = {p for c in judged(name).values() for p in printed(c)}
    for place in sorted(places, key=str)[::3]:
        states = {c.status for c in again(name, changed(name, place, ERROR)).values()}
        assert states & {"mismatch", "insufficient"}, place


@pytest.mark.parametrize("check_id", IDENTITIES)
def test_a_last_digit_is_rounding(check_id: str) -> None:
    exact = IDENTITIES[check_id].tolerance == "exact"
    for name, one in cases(check_id):
        if one.difference_yuan or one.tolerance_yuan is None:
            continue
        for place in printed(one):
            for by in (Decimal(100), Decimal(-100)):
                now = again(name, changed(name, place, by), check_id).get(key_of(one))
                if now is not None and now.status == ("mismatch" if exact else "rounding"):
                    assert now.tolerance_yuan is not None
                    assert now.difference_yuan in (100, -100)
                    return
    pytest.fail(f"{check_id} never rounds")


@pytest.mark.parametrize("check_id", IDENTITIES)
def test_a_lost_row_or_column_is_insufficient(check_id: str) -> None:
    found = any(
        c.status == "insufficient" and c.check_id == check_id
        for name, one in cases(check_id)[:3]
        for rest in lost(name, one)
        for c in again(name, rest, check_id).values()
    )
    assert found is (check_id not in NEVER_OWED)


def test_what_is_never_owed_says_so() -> None:
    owed: dict[str, Identity] = {i: IDENTITIES[i] for i in NEVER_OWED}
    assert not any(identity.obliged for identity in owed.values())
