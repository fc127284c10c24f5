"""What the warehouse compares: bodies over years and names, budget and final accounts, peers, editions, and the identities between
documents. Every identity holds on sound disclosures made here, and one changed figure breaks it.

One publication of made readings serves all tests. Not here: what the dbt project does with one document (test_dbt_warehouse.py).
"""

import csv
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines import publish
from tests.integration.readings import EXPENDITURE, Document, changed, sha, write

# One worker has the fixture: every other would build the same again.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("dbt_comparisons")]

ROOT = Path(__file__).resolve().parents[2]
HALF = [
    (None, "合计", "100.00", "100.00", "0.00"),
    ("205", "教育支出", "100.00", "100.00", "0.00"),
    ("20502", "普通教育", "100.00", "100.00", "0.00"),
    ("2050201", "学前教育", "100.00", "100.00", "0.00"),
]


def cell(form: str, line: str, measure: str, published: str | None, **given) -> list[dict]:
    """An amount of another form of the document; none where nothing is printed."""
    place = {"table_id": "t002", "row_index": len(line), "column_index": len(measure)}
    if published is None:
        return []
    return [{"form": form, "code": None, "line_name": line, "measure": measure, "published": published} | place | given]


def balances(opening: str | None, closing: str | None) -> list[dict]:
    """The summary of final accounts with what a year begins and ends with."""
    return [
        *cell("final_summary", "本年收入合计", "total", "300.00", side="income", is_total=True),
        *cell("final_summary", "年初结转和结余", "total", opening, side="income", row_index=30),
        *cell("final_summary", "年末结转和结余", "total", closing, side="expenditure", row_index=31),
    ]


def disclosures(name: str, *, opening="10.00", prior="3.00", stated="3.00", office=HALF, unit=True, again="300.00"):
    """Documents of one body over two years in which every identity between documents holds, unless an argument breaks it."""
    at = {"department_name": name}
    finals = Document(f"{name} final 2022", what=at, extra=balances("8.00", "10.00"))
    finals.extra += cell("final_three_public", "合计", "budget", stated, table_id="t002", row_index=40)
    finals.extra += cell("final_three_public", "合计", "final", "2.50", table_id="t002", row_index=41, is_total=True)
    budget = Document(f"{name} budget 2022", form="budget_expenditure", what=at)
    budget.extra += cell("budget_three_public", "合计", "budget", "3.00", is_total=True)
    budget.extra += cell(
        "budget_three_public", "公务接待费", "budget", "1.00", row_body=f"{name}第一中学", row_index=50
    )
    next_budget = Document(f"{name} budget 2023", form="budget_expenditure", what=at | {"fiscal_year": 2023})
    next_budget.extra += cell("budget_three_public", "合计", "prior_year_budget", prior)
    edition = {"where": {"published_date": date(2024, 8, 1)}}
    next_finals = Document(f"{name} final 2023", what=at | {"fiscal_year": 2023}, **edition)
    next_finals.extra += balances(opening, "4.00")
    later = Document(
        f"{name} final 2023 again", what=at | {"fiscal_year": 2023}, where={"published_date": date(2024, 9, 1)}
    )
    later.extra += balances(opening, "4.00")
    later.lines = changed(None, 2, again)
    head = Document(f"{name} office", lines=office, what=at | {"entity_level": "head_office"})
    made = [finals, budget, next_budget, next_finals, later, head]
    if unit:
        school = {"department_name": f"{name}第一中学", "entity_level": "unit"}
        made.append(Document(f"{name} school", form="budget_expenditure", lines=HALF, what=school))
    return made


# Argument of `disclosures` that breaks an identity, and the identity.
BROKEN = {
    "X1": {"opening": "11.00"},
    "X2": {"prior": "3.10"},
    "X3": {"stated": "2.90"},
    "X5": {"office": changed(None, 2, "301.00")},
    "X6": {"unit": False},
    "X9": {"again": "301.00"},
}
ELSEWHERE = {"region_code": "610100", "region_name": "西安市"}
DOCUMENTS = [
    *disclosures("福州市统计局"),
    *(document for check, broken in BROKEN.items() for document in disclosures(f"福州市{check}局", **broken)),
    # No line for the balance at the beginning of the year: owed, and not to be judged.
    *disclosures("福州市民政局", opening=None),
    # One body before and after its renaming, which the seed body_events lists.
    Document("weather 2018", what=ELSEWHERE | {"department_name": "西安市人工影响天气办公室", "fiscal_year": 2018}),
    Document("weather 2020", what=ELSEWHERE | {"department_name": "西安市人工影响天气服务保障中心", "fiscal_year": 2020}),
    Document(
        "university", what={"region_code": "000000", "region_name": "中央", "department_name": "西南大学", "fiscal_year": 2023}
    ),
    # A county that became a district: another code, the same place.
    Document("county", what={"region_code": "110228", "department_name": "密云县财政局", "fiscal_year": 2014}),
    Document("district", what={"region_code": "110118", "department_name": "北京市密云区财政局", "fiscal_year": 2016}),
    # Two spellings of a party body, with and without the region.
    Document("party", what={"department_name": "中国共产党福州市委员会宣传部", "fiscal_year": 2022}),
    Document("party again", what={"department_name": "中共福州市委宣传部", "fiscal_year": 2023}),
    Document(
        "statistics elsewhere",
        lines=HALF,
        what={"region_code": "350400", "department_name": "三明市统计局"},
        projects=(("普查", "5.00"), ("抽样调查", "1.00")),
        spent={"普查": "4.00", "抽样调查": "0.50"},
    ),
    Document("auditors", what={"department_name": "福州市审计局"}, projects=(("审计", "5.00"), ("复核", "1.00")), spent={"审计": "4.00"}),
    Document("hybrid", what={"region_code": "440100", "department_name": "广州市政务服务和数据管理局"}),
    Document("smart", what={"region_code": "350102", "department_name": "福州市鼓楼区“智慧鼓楼”服务中心"}),
    # Names of 2019 and of 2023 under one code, and a code beside another row's name.
    Document("old names", lines=[*EXPENDITURE[:6], ("20805", "行政事业单位离退休", "100.00", "30.00", "70.00")], what={"department_name": "福州市档案馆", "fiscal_year": 2019}),
    Document("new names", lines=[*EXPENDITURE[:6], ("20805", "行政事业单位离退休", "100.00", "30.00", "70.00")], what={"department_name": "福州市档案馆", "fiscal_year": 2020}),
    Document("swapped", lines=changed("2050201", 1, "小学教育"), what={"department_name": "福州市图书馆"}),
    # Two annexes of one disclosure, and a corrected one under the title of the first.
    *(
        Document(name, lines=[], what={"department_name": "福州市博物馆", "part": "annex", "kind": "performance"}, where={"title": title, "published_date": day})
        for name, title, day in (
            ("annex one", "项目一绩效目标表", date(2022, 1, 1)),
            ("annex two", None, date(2022, 1, 2)),
            ("annex one again", "项目一 绩效目标表", date(2022, 2, 1)),
        )
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    data_dir = tmp_path_factory.mktemp("comparisons") / "data"
    write(data_dir, DOCUMENTS)
    (data_dir / "reference").mkdir()
    (data_dir / "reference" / "population.csv").write_text(
        "region_code,year,population,source,source_url,note\n350100,2022,8448000,made for this test,,\n",
        encoding="utf-8",
    )
    publish.publish(data_dir)
    with duckdb.connect(str(data_dir / "curated" / "duizhang.duckdb"), read_only=True) as connection:
        connection.execute("set search_path = 'marts,raw,quality'")
        yield connection


def rows(warehouse: duckdb.DuckDBPyConnection, query: str, *parameters) -> list[tuple]:
    return warehouse.execute(query, list(parameters)).fetchall()


def outcomes(warehouse, name: str) -> dict[str, set[str]]:
    query = "select check_id, list(distinct status) from cross_checks join departments using (department_id) where name = ? group by 1"
    return {check: set(found) for check, found in rows(warehouse, query, name)}


def test_identities_between_sound_documents_hold(warehouse):
    assert outcomes(warehouse, "福州市统计局") == {check: {"pass"} for check in BROKEN}


@pytest.mark.parametrize("check", BROKEN)
def test_one_changed_figure_breaks_its_identity_and_no_other(warehouse, check: str):
    found = outcomes(warehouse, f"福州市{check}局")
    assert found.pop(check) - {"pass"} == {"insufficient" if check == "X6" else "mismatch"}
    assert found == {other: {"pass"} for other in BROKEN if other != check}


def test_every_identity_of_the_seed_is_judged_here(warehouse):
    assert {check for (check,) in rows(warehouse, "select check_id from quality.cross_identities")} == BROKEN.keys()


def test_a_balance_that_is_not_printed_is_owed_all_the_same(warehouse):
    assert outcomes(warehouse, "福州市民政局")["X1"] == {"insufficient"}


def test_both_sides_of_an_identity_name_their_documents(warehouse):
    query = """select expected_document_id, actual_document_id, expected_yuan, actual_yuan, difference_yuan, tolerance_yuan
        from cross_checks join departments using (department_id) where name = '福州市X2局' and check_id = 'X2'"""
    assert rows(warehouse, query) == [
        (sha("福州市X2局 budget 2022"), sha("福州市X2局 budget 2023"), *map(Decimal, ("30000.00", "31000.00", "1000.00", "100.00")))
    ]  # fmt: skip


def test_a_changed_edition_is_told_cell_by_cell(warehouse):
    query = """select form, line_name, measure, change, older_yuan, newer_yuan, older_published, newer_published
        from restatements r join documents d using (document_id) where d.department_name = ?"""
    assert rows(warehouse, query, "福州市X9局") == [
        ("final_expenditure", "合计", "total", "changed", Decimal(3000000), Decimal(3010000), "300.00", "301.00")
    ]
    assert rows(warehouse, query, "福州市统计局") == []


def test_both_editions_stay_and_one_is_compared(warehouse):
    query = "select is_current from documents where file_name like '福州市X9局 final 2023%' order by file_name desc"
    assert rows(warehouse, query) == [(False,), (True,)]
    query = "select final_expenditure_yuan, document_count from department_years where department_name = '福州市X9局' and fiscal_year = 2023 and entity_level = 'department'"
    assert rows(warehouse, query) == [(Decimal(3010000), 2)]


def test_annexes_complement_each_other(warehouse):
    query = "select file_name, is_current from documents where department_name = '福州市博物馆' order by 1"
    assert rows(warehouse, query) == [("annex one again.pdf", True), ("annex one.pdf", False), ("annex two.pdf", True)]


def test_a_renamed_body_keeps_its_id_and_goes_by_its_new_name(warehouse):
    query = (
        "select name, aliases, first_fiscal_year, last_fiscal_year from departments where name like '西安市人工影响%'"
    )
    assert rows(warehouse, query) == [("西安市人工影响天气服务保障中心", ["西安市人工影响天气办公室"], 2018, 2020)]
    expected = "610100-" + sha("人工影响天气办公室")[:10]
    assert rows(warehouse, "select distinct department_id from documents where region_code = '610100'") == [(expected,)]


def test_a_merger_makes_a_new_body_with_its_predecessors(warehouse):
    before = ["000000-" + sha(name)[:10] for name in ("西南师范大学", "西南农业大学")]
    query = "select valid_from, predecessor from departments where name = '西南大学'"
    assert rows(warehouse, query) == [(2005, ";".join(sorted(before)))]


def test_spellings_of_a_party_body_are_one(warehouse):
    query = "select department_id, len(aliases), document_count, peer_group from departments where name like '%宣传部'"
    assert rows(warehouse, query) == [("350100-" + sha("委宣传部")[:10], 1, 2, "宣传部")]


def test_comparisons_follow_the_code_of_the_region(warehouse):
    query = "select distinct region_code, latest_region_code, fiscal_year from department_years where region_code like '110%' order by 3"
    assert rows(warehouse, query) == [("110228", "110118", 2014), ("110118", "110118", 2016)]
    query = (
        "select fiscal_year, total_yuan from function_years where region_code = '110118' and code = '205' order by 1"
    )
    assert rows(warehouse, query) == [(2014, Decimal(2000000)), (2016, Decimal(2000000))]


def test_peers_stand_side_by_side_with_their_median(warehouse):
    query = """select region_name, expenditure_yuan, peer_count, peer_median_yuan, population, expenditure_per_capita_yuan, document_count
        from peer_comparison where peer_group = '统计局' and fiscal_year = 2022 and kind = 'final' and entity_level = 'department' order by 1"""
    assert rows(warehouse, query) == [
        ("三明市", Decimal(1000000), 2, Decimal(2000000), None, None, 1),
        ("福州市", Decimal(3000000), 2, Decimal(2000000), 8448000, Decimal("0.36"), 1),
    ]


def test_projects_evaluated_stand_beside_the_accounts_where_each_prints_its_amount(warehouse):
    query = """select region_name, performance_executed_yuan, performance_adjusted_yuan from peer_comparison
        where peer_group = '统计局' and fiscal_year = 2022 and kind = 'final' and entity_level = 'department' order by 1"""
    assert rows(warehouse, query) == [("三明市", Decimal(45000), None), ("福州市", None, None)]
    # one of two projects prints no amount: their sum is of neither
    query = "select performance_executed_yuan from peer_comparison where peer_group = '审计局'"
    assert rows(warehouse, query) == [(None,)]


def test_a_peer_group_rests_on_name_or_review_and_doubt_is_listed(warehouse):
    found = dict(rows(warehouse, "select name, peer_basis from departments"))
    assert found["福州市统计局"] == "name"
    assert found["福州市鼓楼区“智慧鼓楼”服务中心"] == "review"
    query = "select peer_basis, candidates from peer_group_review where name = ?"
    assert rows(warehouse, query, "广州市政务服务和数据管理局") == [("ambiguous", ["政务服务管理局", "数据局"])]
    assert rows(warehouse, query, "福州市图书馆") == [("none", [])]
    assert rows(
        warehouse,
        "select count(*) from peer_group_review join departments using (department_id) where peer_group is not null",
    ) == [(0,)]


def test_figures_by_function_are_the_leaves_and_add_up_to_the_total(warehouse):
    query = """select length(code), sum(total_yuan), sum(basic_yuan), max(department_count) from function_years
        where region_code = '350400' and entity_level = 'department' group by 1 order by 1"""
    million = Decimal(1000000)
    assert rows(warehouse, query) == [(digits, million, million, 1) for digits in (3, 5, 7)]


def test_a_department_and_its_parts_are_never_added(warehouse):
    # Every row of function_years holds one entity level alone; that of departments is the sum of the departments' own totals.
    query = """select sum(final_expenditure_yuan) from department_years where region_code = '350100' and fiscal_year = 2022
        and entity_level = ?"""
    functions = "select sum(total_yuan) from function_years where region_code = '350100' and fiscal_year = 2022 and kind = 'final' and length(code) = 3 and entity_level = ?"
    for level in ("department", "head_office"):
        ((expected,),) = rows(warehouse, query, level)
        ((found,),) = rows(warehouse, functions, level)
        # The head office of X5 prints another total than its leaves add up to: that is what X5 is broken by.
        assert found == (expected if level == "department" else expected - Decimal(10000))


def test_budget_against_final_accounts_of_the_three_public_expenses(warehouse):
    query = """select line, measure, budget_yuan, stated_budget_yuan, final_yuan from budget_execution join departments using (department_id)
        where name = '福州市统计局' and statement = 'three_public' and fiscal_year = 2022"""
    assert rows(warehouse, query) == [("合计", "total", Decimal(30000), Decimal(30000), Decimal(25000))]


def test_changes_between_years_mark_what_breaks_them(warehouse):
    query = """select line, prior_year_yuan, amount_yuan, change_yuan, break_reason from year_changes join departments using (department_id)
        where name = ? and kind = 'final' and entity_level = 'department' and line in ('合计', '20805') order by line"""
    assert rows(warehouse, query, "福州市档案馆") == [
        ("20805", Decimal(1000000), Decimal(1000000), Decimal(0), "classification_renamed"),
        ("合计", Decimal(3000000), Decimal(3000000), Decimal(0), None),
    ]
    assert rows(warehouse, query, "福州市X9局")[-1] == (
        "合计",
        Decimal(3000000),
        Decimal(3010000),
        Decimal(10000),
        None,
    )


def test_names_are_held_against_those_in_force_in_the_year(warehouse):
    query = "select c.status, name_belongs_to from code_names c join documents d using (document_id) where d.file_name = ? and code = ?"
    assert rows(warehouse, query, "old names.pdf", "20805") == [("pass", None)]
    assert rows(warehouse, query, "new names.pdf", "20805") == [("mismatch", "20805")]
    assert rows(warehouse, query, "swapped.pdf", "2050201") == [("mismatch", "2050202")]
    assert rows(warehouse, query, "swapped.pdf", "2050202") == [("pass", None)]


def test_grades_follow_their_definition(warehouse):
    grades = rows(
        warehouse, "select grade, min_coverage, min_check_share from quality.quality_grades order by grade desc"
    )
    query = (
        "select forms_expected, forms_accounted, passed + rounded + mismatched, passed + rounded, quality_grade from {}"
    )
    for table in ("document", "form", "region", "year", "region_year"):
        for expected, accounted, judged, closed, grade in rows(warehouse, query.format(f"closure_by_{table}")):
            best = None
            for letter, coverage, share in grades if expected and judged else []:
                best = letter if accounted >= coverage * expected and closed >= share * judged else best
            assert grade == best


def test_every_comparison_says_what_stands_behind_it(warehouse):
    for table in ("department_years", "function_years", "budget_execution", "peer_comparison", "year_changes"):
        query = f"select count(*), count(*) filter (document_count > 0), count(*) filter (checks_judged >= checks_closed) from {table}"
        ((all_rows, counted, judged),) = rows(warehouse, query)
        assert all_rows == counted == judged > 0, table


def seed(name: str) -> list[dict[str, str]]:
    with (ROOT / "dbt" / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_rule_for_names_does_what_its_example_says():
    for rule in seed("body_name_rules"):
        folded = duckdb.sql(
            "select regexp_replace($1, $2, $3, 'g')", params=[rule["example"], rule["pattern"], rule["replacement"]]
        )
        assert folded.fetchall() == [(rule["folded"],)], rule["step"]


def test_each_peer_group_knows_its_example_and_only_two_overlap():
    groups = seed("peer_groups")
    for group in groups:
        name = re.sub(r"[“”]", "", group["example"])
        for rule in seed("body_name_rules"):
            name = re.sub(rule["pattern"], rule["replacement"], name)
        name = re.sub(
            r"^(国家(?!信访))?((福建|江苏|北京|上海)[省市])?((福州|烟台|广州|深圳|泉州|苏州|西安|天门)市)?(普陀区)?",
            "",
            name,
        )
        fitting = [other["peer_group"] for other in groups if re.search(other["pattern"], name)]
        assert fitting == [group["peer_group"]], name
