"""Arithmetic chooses between readers: fake readers that see other grids on the same page."""

from collections.abc import Callable, Sequence

import pytest

from pipelines.reading import arbitrate
from pipelines.reading.engines import interpret
from pipelines.reading.pages import Box, Page
from pipelines.reading.tables.model import Grid
from pipelines.reading.tables.witness import Witness
from tests.unit.made import grid_from, run_at

HEAD = "科目编码|科目名称|合计|基本支出|项目支出\n"
GOOD = HEAD + "合计|<|90.00|40.00|50.00\n201|一般公共服务支出|90.00|40.00|50.00\n20103|政府办公厅|90.00|40.00|50.00"
WRONG = GOOD.replace("201|一般公共服务支出|90.00", "201|一般公共服务支出|99.00")
WORSE = WRONG.replace("20103|政府办公厅|90.00", "20103|政府办公厅|91.00")
LOST = HEAD + "合计|<|90.00|40.00|50.00\n20103|政府办公厅|90.00|40.00|50.00"
FORM = "final_general_expenditure"


def page(number: int = 1, title: str = "一般公共预算财政拨款支出决算表", numbers: bool = True) -> Page:
    runs = [run_at(title, 60, 40), run_at("单位：元", 300, 70)]
    return Page(number, 842, 595, 0, (*runs, *([run_at("90.00", 300, 400)] if numbers else ())))


class Fake:
    """A reader that finds what it is told and remembers what it was asked."""

    def __init__(self, name: str, text: str | Callable[[Page], list[Grid]] | None):
        self.name = name
        self.text = text
        self.asked: list[int] = []

    def grids(self, page: Page) -> list[Grid]:
        self.asked.append(page.number)
        if callable(self.text):
            return self.text(page)
        return [] if self.text is None else [grid_from(self.text, page.number, self.name)]


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Fake]]:
    """Puts fake readers in the places of the further ones; those not named find nothing."""

    def use(**found: str | Callable[[Page], list[Grid]]) -> list[Fake]:
        names = {
            "aligned": "aligned",
            "plumber": "pdfplumber",
            "lattice": "camelot-lattice",
            "stream": "camelot-stream",
        }
        assert set(found) <= set(names)
        fakes = {key: Fake(name, found.get(key)) for key, name in names.items()}
        monkeypatch.setattr(arbitrate, "AlignedReader", lambda *_: fakes["aligned"])
        monkeypatch.setattr(arbitrate, "PlumberReader", lambda *_: fakes["plumber"])
        monkeypatch.setattr(arbitrate, "CamelotReader", lambda _, flavor="lattice": fakes[flavor])
        return list(fakes.values())

    return use


def settled(
    first: str | list[list[Grid]], pages: Sequence[Page] | None = None, wanted: Sequence[str] = (FORM,)
) -> arbitrate.Outcome:
    pages = pages or [page()]
    grids = [[grid_from(first)]] if isinstance(first, str) else first

    def meaning(grids: list[list[Grid]]):
        return interpret(pages, grids, "final", 2024)

    return arbitrate.settle(b"", pages, arbitrate.outcome(grids, meaning, "final"), meaning, "final", wanted)


def totals(found: arbitrate.Outcome) -> list[str]:
    return [a.published for form in found.forms for a in form.amounts if a.measure == "total"]


def test_the_first_reading_is_what_the_tests_think_it_is(readers):
    readers()
    assert totals(settled(GOOD)) == ["90.00", "90.00", "90.00"]
    assert settled(WRONG).open_forms() == {FORM}
    assert settled(GOOD).open_forms() == set()


def test_nobody_else_is_asked_where_nothing_is_in_doubt(readers):
    fakes = readers(plumber=WRONG, lattice=LOST)
    assert totals(settled(GOOD)) == ["90.00", "90.00", "90.00"]
    assert [f.asked for f in fakes] == [[], [], [], []]


def test_a_reader_that_closes_more_identities_wins_and_is_named(readers):
    fakes = readers(plumber=GOOD, lattice=WORSE)
    best = settled(WRONG)
    assert totals(best) == ["90.00", "90.00", "90.00"]
    assert [t.reader for t in best.tables] == ["pdfplumber"]
    assert [f.asked for f in fakes] == [[1], [1], [], []]


def test_a_reader_that_loses_numbers_does_not_win_although_all_that_is_left_closes(readers):
    readers(plumber=LOST, lattice=LOST, stream=LOST)
    best = settled(WRONG)
    assert (
        arbitrate.outcome(
            [[grid_from(LOST)]], lambda grids: interpret([page()], grids, "final", 2024), "final"
        ).open_forms()
        == set()
    )
    assert totals(best) == ["90.00", "99.00", "90.00"]
    assert [t.reader for t in best.tables] == ["made"]


def test_a_reader_that_opens_more_identities_loses(readers):
    readers(plumber=WORSE)
    assert totals(settled(WRONG)) == ["90.00", "99.00", "90.00"]


def test_on_a_tie_the_first_stays(readers):
    other = WRONG.replace("政府办公厅", "政府办公厅（室）")
    readers(aligned=other, plumber=other)
    best = settled(WRONG)
    assert [t.reader for t in best.tables] == ["made"]


def test_a_reader_that_fails_has_no_opinion(readers):
    def fail(_: Page) -> list[Grid]:
        raise RuntimeError("no such font")

    readers(aligned=fail, plumber=fail, lattice=GOOD)
    assert [t.reader for t in settled(WRONG).tables] == ["camelot-lattice"]


def test_the_slow_readers_are_not_asked_about_pages_on_which_the_second_agrees(readers):
    fakes = readers(plumber=WRONG, lattice=GOOD)
    assert totals(settled(WRONG)) == ["90.00", "99.00", "90.00"]
    assert [f.asked for f in fakes] == [[1], [1], [], []]


def test_only_the_pages_in_doubt_are_read_again(readers):
    pages = [page(1, "国有资本经营预算财政拨款支出决算表"), page(2)]
    grids = [[grid_from(GOOD)], [grid_from(WRONG, 2)]]
    fakes = readers(plumber=GOOD)
    best = settled(grids, pages)
    assert fakes[1].asked == [2]
    assert [(t.first_page, t.reader) for t in best.tables] == [(1, "made"), (2, "pdfplumber")]


def test_a_wanted_form_without_a_table_puts_its_page_and_the_next_in_doubt(readers):
    pages = [page(1), page(2, "续"), page(3, "后")]
    fakes = readers(plumber=lambda p: [grid_from(GOOD, p.number)] if p.number == 1 else [])
    best = settled([[], [], []], pages)
    assert fakes[1].asked == [1, 2]
    assert [f.form for f in best.forms] == [FORM]
    fakes = readers(plumber=GOOD)
    assert settled([[], [], []], pages, wanted=()).forms == []
    assert fakes[1].asked == []


def test_a_title_without_any_number_on_its_page_is_a_mention(readers):
    fakes = readers(plumber=GOOD)
    settled([[]], [page(numbers=False)])
    assert fakes[1].asked == []


def test_digits_that_are_no_number_put_their_page_in_doubt(readers):
    fused = GOOD.replace("90.00|40.00|50.00\n201", "90.0040.00|40.00|50.00\n201")
    fakes = readers(plumber=GOOD)
    assert totals(settled(fused)) == ["90.00", "90.00", "90.00"]
    assert fakes[1].asked == [1]


def test_slow_readers_are_asked_about_few_pages(readers):
    count = 7
    pages = [page(n) for n in range(1, count + 1)]
    fakes = readers(plumber=lambda p: [grid_from(WORSE, p.number)])
    settled([[grid_from(WRONG, n)] for n in range(1, count + 1)], pages)
    assert [len(f.asked) for f in fakes] == [count, count, 4, 4]


# -------------------------------------------------------------------------------------------------------- causes
def causes(second: Callable[[str], str], limit: int = 24) -> list[str | None]:
    """The causes of WRONG's mismatches where a second reader finds `second(text)` in each box."""
    grid = grid_from(WRONG)

    class Second(Witness):
        def printed_in(self, _: Page, boxes: Sequence[Box]) -> list[str]:
            return [next(second(c.flat) for c in grid.cells if c.ink == box) for box in boxes]

    checks = arbitrate.with_causes(Second(b""), [page()], reading(WRONG), limit)
    assert all(c.cause is None for c in checks if c.status != "mismatch")
    found = [c.cause for c in checks if c.status == "mismatch"]
    assert found
    return found


def test_a_mismatch_that_two_readers_see_is_the_publisher_s():
    assert set(causes(lambda text: text)) == {"publisher"}


def test_a_mismatch_that_the_second_reader_does_not_see_is_ours():
    assert set(causes(lambda text: text.replace("99.00", "90.00"))) == {"extraction"}


def test_too_many_pages_or_a_reader_that_fails_leave_the_cause_open():
    def fail(_: str) -> str:
        raise RuntimeError("no such font")

    assert set(causes(lambda text: text, limit=0)) == {None}
    assert set(causes(fail)) == {None}


# ----------------------------------------------------------------------------------------------------- comparing
def reading(text: str) -> arbitrate.Outcome:
    return arbitrate.outcome([[grid_from(text)]], lambda grids: interpret([page()], grids, "final", 2024), "final")


def beats(rival: str, best: str, wanted: Sequence[str] = (FORM,)) -> bool:
    return arbitrate.beats(reading(rival), reading(best), {1}, wanted)


def test_what_beats_what():
    assert beats(GOOD, WRONG)
    assert beats(WRONG, WORSE)
    assert not beats(WRONG, GOOD)
    assert not beats(WRONG, WRONG)
    assert not beats(LOST, WRONG)


def test_a_rival_that_no_longer_knows_a_column_does_not_win():
    nameless = GOOD.replace("项目支出", "说不清的")
    assert reading(nameless).broken() < reading(WORSE).broken()
    assert not beats(nameless, WORSE)


def test_a_form_that_was_missing_beats_identities_that_open():
    none = arbitrate.outcome([[]], lambda grids: interpret([page()], grids, "final", 2024), "final")
    assert none.found([FORM]) == 0
    assert arbitrate.beats(reading(WRONG), none, {1}, [FORM])
    assert not arbitrate.beats(reading(WRONG), none, {1}, [])
    assert not arbitrate.beats(none, reading(WRONG), {1}, [FORM])


def test_numbers_left_out_by_name_are_accounted_for():
    text = (
        HEAD.replace("项目支出", "增减%")
        + "合计|<|90.00|40.00|5.00\n201|公共|90.00|40.00|5.00\n205|教育|90.00|40.00|5.00"
    )
    found = reading(text)
    assert (len(found.numbers({1})), found.numbers({2})) == (9, set())
    assert sum(len(f.amounts) for f in found.forms) == 6
