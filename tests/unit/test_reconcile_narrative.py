"""N1 to N5: each holds on figures that agree, tells rounding from error, and notices a figure changed."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reconcile.catalogue import IdentityError, catalogue, parse
from pipelines.reconcile.narrative import RULES, Percent, Statement, check_statements
from pipelines.reconcile.outcome import Operand, Place

PLACE = Place("", "2010350", "total")


def sum_of(text: str, digit: str = "100") -> Operand:
    """A stated sum in 万元 with two decimals unless `digit` (yuan) says otherwise."""
    return Operand(PLACE, Decimal(text) * 10_000, Decimal(digit))


def percent(text: str) -> Percent:
    return Percent(Decimal(text), Decimal(1).scaleb(-len(text.partition(".")[2])))


BLANK = Statement("", "final_summary", "合计", "total")
# 2020: 3,259.52 万元, 240.48 more (7.97%) than 3,019.04; 95.00% of a budget of 3,431.07; 32.60% of 9,998.53
AGREEING = {
    "N1": replace(BLANK, quantity="cell", this=sum_of("3259.52"), cell=sum_of("3259.52")),
    "N2": replace(BLANK, quantity="change", this=sum_of("3259.52"), last=sum_of("3019.04"), change=sum_of("240.48")),
    "N3": replace(BLANK, quantity="change_percent", this=sum_of("3259.52"), change=sum_of("240.48"), percent=percent("7.97")),
    "N4": replace(BLANK, quantity="completion_percent", this=sum_of("3259.52"), whole=sum_of("3431.07"), percent=percent("95.00")),
    "N4.share": replace(BLANK, quantity="share_percent", this=sum_of("3259.52"), whole=sum_of("9998.53"), percent=percent("32.60")),
    "N5": replace(BLANK, quantity="direction", this=sum_of("3259.52"), last=sum_of("3019.04"), direction=1),
}  # fmt: skip
MISTAKEN = {
    "N1": {"this": sum_of("3295.52")},
    "N2": {"change": sum_of("204.48")},
    "N3": {"percent": percent("9.77")},
    "N4": {"percent": percent("59.00")},
    "N4.share": {"percent": percent("8.4")},
    "N5": {"direction": -1},
}


def outcome(statement: Statement):
    return [(check.check_id, check.status) for _, check in check_statements([statement])]


@pytest.mark.parametrize("check_id", [i.id for i in catalogue().statements])
def test_each_identity_holds_and_notices_a_mistake(check_id):
    assert outcome(AGREEING[check_id])[0] in {(check_id, "pass"), (check_id, "rounding")}
    assert outcome(replace(AGREEING[check_id], **MISTAKEN[check_id])) == [(check_id, "mismatch")]


def test_every_rule_has_an_identity():
    assert {i.quantity for i in catalogue().statements} == set(RULES)


def test_a_sum_in_two_units_is_rounded_once():
    """元 against 万元 with two decimals: 50 yuan."""
    stated = replace(BLANK, quantity="cell", this=sum_of("208.80"))
    near, far = (Operand(PLACE, Decimal(yuan), Decimal("0.01")) for yuan in ("2088050.00", "2088050.01"))
    assert outcome(replace(stated, cell=near)) == [("N1", "rounding")]
    assert outcome(replace(stated, cell=far)) == [("N1", "mismatch")]


def test_there_is_no_percentage_of_nothing():
    none_before = replace(AGREEING["N3"], this=sum_of("240.48"))
    assert outcome(none_before) == []
    assert outcome(replace(AGREEING["N4"], whole=sum_of("0.00"))) == []


def test_published_mistakes():
    """43,269.3 万元 that rose by 17.62% to 3,845.49; a share of 8.4% for 20.93 of 88.58."""
    rose = replace(BLANK, this=sum_of("3845.49"), last=sum_of("43269.3", "1000"))
    assert outcome(replace(rose, quantity="change_percent", percent=percent("17.62"))) == [("N3", "mismatch")]
    assert outcome(replace(rose, quantity="direction", direction=1)) == [("N5", "mismatch")]
    share = replace(
        BLANK, quantity="share_percent", this=sum_of("20.93"), whole=sum_of("88.58"), percent=percent("8.4")
    )
    assert outcome(share) == [("N4.share", "mismatch")]


@given(
    st.decimals(min_value=1, max_value=10**9, places=2),
    st.decimals(min_value=-(10**9), max_value=10**9, places=2),
)
def test_percentages_worked_out_from_the_sums_always_hold(last, change):
    """However a publisher rounds or cuts the percentage of two sums of two decimals, N3 does not accuse it."""
    exact = change / last * 100
    for stated in (exact.quantize(Decimal("0.01")), Decimal(int(exact * 100)) / 100):
        one = replace(
            BLANK,
            quantity="change_percent",
            this=sum_of(str(last + change)),
            change=sum_of(str(change)),
            percent=Percent(stated, Decimal("0.01")),
        )
        assert all(status != "mismatch" for _, status in outcome(one))


def test_unknown_words_in_the_catalogue_are_errors():
    import yaml

    from pipelines.reconcile import catalogue as module

    text = module.files("pipelines.reconcile").joinpath("identities.yaml").read_text(encoding="utf-8")
    for change in ({"quantity": "guess"}, {"severity": "X"}, {"other": 1}):
        raw = yaml.safe_load(text)
        raw["statements"][0] |= change
        with pytest.raises(IdentityError):
            parse(raw)
