"""What the vocabulary owes to a city: words that one city alone uses are found, hidden, and missed when its documents are read."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from pipelines.reading.forms.columns import measure_of
from pipelines.reading.forms.titles import match_title

cities = import_module("benchmarks.cities")


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("a|b", ["a", "b"]),
        ("^(a|b(c|d))$", ["^(a)$", "^(b(c|d))$"]),
        ("(a|b)c|[x|y]z|\\|", ["(a|b)c", "[x|y]z", "\\|"]),
        ("^(a)$|^(b)$", ["^(a)$", "^(b)$"]),
        ("a(?!b|c)", ["a(?!b|c)"]),
    ],
)
def test_a_pattern_falls_into_its_alternatives(pattern: str, parts: list[str]) -> None:
    assert cities.alternatives(pattern) == parts


def test_every_alternative_of_the_vocabulary_is_a_pattern_of_its_own() -> None:
    every = cities.words()
    assert len(every) > 200
    for word in every:
        re.compile(word.text)


def test_only_words_that_no_other_city_uses_are_additions() -> None:
    found = cities.additions({"甲市": {"专项业务费", "合计"}, "乙市": {"合计", "项目支出"}})
    assert any(re.search(w.text, "专项业务费") for w in found["甲市"])
    assert not any(re.search(w.text, "合计") for own in found.values() for w in own)


def test_hidden_words_are_unknown_until_they_come_back() -> None:
    assert measure_of(["专项业务费"], 2024) == ("project", "")
    assert match_title("财政拨款收支总表", "budget") == "budget_fiscal_summary"
    hidden = [w for w in cities.words() if re.search(w.text, "专项业务费") or re.search(w.text, "财政拨款收支总表")]
    with cities.without(hidden):
        assert measure_of(["专项业务费"], 2024) == (None, "")
        assert match_title("财政拨款收支总表", "budget") is None
    assert measure_of(["专项业务费"], 2024) == ("project", "")
    assert match_title("财政拨款收支总表", "budget") == "budget_fiscal_summary"


def test_two_samples_as_two_cities(samples: Path) -> None:
    """Final accounts and a budget share few titles: without its own, neither is read as before."""
    paths = {"甲市": [samples / "fuzhou_2020_final_word.pdf"], "乙市": [samples / "gulou_2022_budget_three_line.pdf"]}
    first, second = cities.left_out(paths, {})
    for city in (first, second):
        assert city.hidden
        assert city.amounts[2] < city.amounts[0]
        assert city.closed[1] < city.closed[0]
    assert cities.report([first, second])[1].startswith("甲市 | 1 | ")


def test_f1_counts_what_is_found_too_often() -> None:
    from collections import Counter

    truth = Counter({("a",): 1, ("b",): 1})
    assert cities.f1(Counter({("a",): 2}), truth) == 0.5
    assert cities.f1(truth, truth) == 1.0
