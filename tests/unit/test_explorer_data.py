"""The questions behind the pages, asked of the published samples; tables that an older copy lacks; tables made for the purpose.

Here: answers. Not here: pages (tests/browser), what a figure means (tests/integration/test_dbt_warehouse.py).
"""

from contextlib import closing
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines.explorer.data import LIMIT, compare, document, has, quality, search
from pipelines.explorer.data.compare import FIGURES, Selection
from pipelines.flow.published import connect

pytest.importorskip("pyarrow", reason="the extra `explorer` is not installed: make setup EXTRAS=explorer")


@pytest.fixture
def published(samples_published: Path):
    with closing(connect(samples_published)) as connection:
        yield connection


@pytest.fixture
def bodies(published) -> dict[str, str]:
    return {row["region_name"]: row["department_id"] for row in compare.bodies(published).iter_rows(named=True)}


def head(published, name: str) -> str:
    frame = document.documents(published)
    return next(row["document_id"] for row in frame.iter_rows(named=True) if name in row["file_name"])


def test_bodies_have_the_name_of_their_region(bodies):
    assert set(bodies) >= {"福州市", "三明市", "天门市", "鼓楼区"}


def test_nothing_chosen_is_nothing_found(published):
    assert Selection().empty
    assert compare.figures(published, Selection(), "final_expenditure_yuan").is_empty()
    assert compare.execution(published, Selection()).is_empty()


@pytest.mark.parametrize("by", ["departments", "regions"])
def test_a_figure_is_that_of_department_years(published, bodies, by: str):
    chosen = {"departments": (bodies["福州市"],), "regions": ("350100",)}[by]
    frame = compare.figures(published, Selection(**{by: chosen}), "final_expenditure_yuan")
    assert frame["amount_yuan"].to_list() == [Decimal("29855200.00")]
    assert frame["region_name"].to_list() == ["福州市"]
    assert frame["quality_grade"].to_list() == ["A"]
    assert frame["forms_share"].to_list() == [1.0]


def test_years_and_levels_narrow(published, bodies):
    chosen = (bodies["福州市"], bodies["天门市"])
    everything = compare.figures(published, Selection(chosen), "final_expenditure_yuan")
    assert everything["fiscal_year"].to_list() == [2022, 2020]
    narrowed = compare.figures(published, Selection(chosen, years=(2020,)), "final_expenditure_yuan")
    assert narrowed["fiscal_year"].to_list() == [2020]
    level = everything["entity_level"][0]
    other = next(one for one in ("department", "head_office", "unit") if one not in set(everything["entity_level"]))
    assert len(compare.figures(published, Selection(chosen, levels=(level,)), "final_expenditure_yuan")) >= 1
    assert compare.figures(published, Selection(chosen, levels=(other,)), "final_expenditure_yuan").is_empty()


def test_a_column_that_is_no_figure_is_refused(published, bodies):
    with pytest.raises(KeyError):
        compare.figures(published, Selection((bodies["福州市"],)), "document_count; drop table documents")


def test_a_function_of_several_bodies(published, bodies):
    chosen = Selection((bodies["福州市"], bodies["三明市"], bodies["天门市"]))
    frame = compare.by_function(published, chosen, "201", "final")
    amounts = dict(zip(frame["region_name"], frame["amount_yuan"], strict=True))
    assert amounts == {"福州市": Decimal(19751600), "三明市": Decimal(3727500), "天门市": Decimal(2167300)}
    assert compare.by_function(published, chosen, "201", "budget").is_empty()


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_leads_to_a_cell_that_says_the_same(published, figure: str):
    place = FIGURES[figure]
    frame = compare.figures(published, Selection(regions=("350100", "350102", "350400", "429006")), figure)
    assert len(frame), "the samples print it"
    for row in frame.iter_rows(named=True):
        subject = (row["department_id"], row["fiscal_year"], row["entity_level"])
        amount = compare.cell_of(published, *subject, place.form, place.measure)
        if amount is not None:
            assert amount["amount_yuan"] == row["amount_yuan"]
            assert amount["x0"] < amount["x1"]


def test_a_cell_that_is_nowhere(published, bodies):
    assert compare.cell_of(published, bodies["福州市"], 1990, "unit", "final_expenditure", "total") is None


def test_amounts_stand_in_reading_order(published):
    frame = document.amounts_of(published, head(published, "fuzhou_2020"))
    places = frame.select("page", "table_id", "row_index", "column_index").rows()
    assert places == sorted(places)
    assert len(places) > 500


def test_open_identities_and_the_cells_that_they_are_about(published):
    gulou = head(published, "gulou_2022_budget_split_codes")
    checks = document.open_checks(published, gulou)
    cells = document.open_cells(published, gulou)
    assert set(checks["check_id"]) == {"H49", "H49.class"}
    assert set(cells["check_number"]) == set(checks["check_number"])
    read = document.amounts_of(published, gulou)
    named = cells.join(read, on=["table_id", "row_index", "column_index"])
    assert set(named["code"]) == {"301", "30101"}
    assert document.open_cells(published, head(published, "fuzhou_2020")).is_empty()


def test_the_publishers_mistakes_name_document_and_identity(published):
    frame = quality.mistakes(published)
    assert set(frame["check_id"]) == {"H49", "H49.class"}
    for row in frame.iter_rows(named=True):
        assert row["check_number"] in set(document.open_checks(published, row["document_id"])["check_number"])


@pytest.mark.parametrize("by", ["region_year", "form", "document"])
def test_closure_counts_every_identity_once(published, by: str):
    frame = quality.closure(published, by)
    assert frame is not None
    ought = published.execute("select count(*) from checks").fetchone()[0]
    assert 0 < frame["obligations"].sum() <= ought
    judged = [share for share in frame["check_share"].to_list() if share is not None]
    assert judged == sorted(judged), "those that hold least stand first"
    if by == "document":
        assert "gulou_2022_budget_split_codes.pdf" in set(frame["file_name"])


def test_documents_that_are_not_complete_say_why(published):
    frame = quality.not_complete(published)
    assert frame["status_reason"].null_count() == 0
    assert "complete" not in set(frame["status"])


def test_freshness_of_publishers(published):
    frame = quality.freshness(published)
    assert frame["document_count"].sum() == len(document.documents(published))


def test_search_by_name_alias_region_and_code(published, bodies):
    assert search.find_bodies(published, "智慧福州")["department_id"].to_list() == [bodies["福州市"]]
    assert bodies["天门市"] in search.find_bodies(published, "429006")["department_id"].to_list()
    lines = search.find_lines(published, "2010350")
    assert lines["line_name"].to_list() == ["事业运行"]
    row = lines.row(0, named=True)
    found = document.amounts_of(published, row["document_id"]).filter(
        table_id=row["table_id"], row_index=row["row_index"], column_index=row["column_index"]
    )
    assert found["code"].to_list() == ["2010350"]
    assert found["form"].to_list() == [row["form"]]
    assert 0 < len(search.find_lines(published, "支出")) <= LIMIT


@pytest.mark.parametrize("words", ["'", "%", "没有这样的名称", "\\", '";'])
def test_words_of_any_kind_are_words(published, words: str):
    for question in (search.find_bodies, search.find_lines, search.find_projects):
        assert question(published, words).is_empty()


def test_tables_that_an_older_copy_lacks_have_no_answer():
    with closing(duckdb.connect()) as old:
        assert not has(old, "claims")
        assert document.claims_of(old, "aa") is None
        assert document.performance_of(old, "aa", "performance_projects", ("score",)) is None
        assert quality.waiting(old) is None
        assert quality.closure(old, "region") is None
        assert compare.peers(old, Selection()) is None
        assert compare.by_region(old, Selection(), "201", "final") is None
        assert search.find_performed(old, "项目") is None
        assert search.find_indicators(old, "满意度") is None


@pytest.fixture
def made():
    """The tables of statements, performance and review with two documents' rows."""
    place = "page integer, x0 double, top double, x1 double, bottom double"
    with closing(duckdb.connect()) as connection:
        connection.execute(f"""
            create table documents (document_id varchar, region_name varchar, department_name varchar, fiscal_year integer);
            insert into documents values ('aa', '甲市', '甲市教育局', 2023), ('bb', '乙市', '乙市教育局', 2024);
            create table claims (document_id varchar, claim_number integer, subject varchar, claim varchar, value varchar, unit varchar,
                amount_yuan decimal(18, 2), status varchar, linked_form varchar, linked_code varchar, linked_measure varchar,
                linked_table_id varchar, linked_row_index integer, linked_column_index integer, text varchar, {place});
            insert into claims (document_id, claim_number, status, linked_form, page) values
                ('aa', 1, 'unlinked', null, 3), ('aa', 2, 'agrees', 'final_income', 3), ('aa', 3, 'disagrees', 'final_income', 4),
                ('bb', 1, 'disagrees', null, 1);
            create table performance_projects (document_id varchar, project_number integer, project_name varchar, project_code varchar,
                adjusted_yuan decimal(18, 2), executed_yuan decimal(18, 2), execution_rate double, score double, {place});
            insert into performance_projects (document_id, project_number, project_name, project_code, page)
                values ('aa', 2, '热线平台运维', 'P2', 9), ('aa', 1, '校舍维修', 'P1', 8);
            create table performance_indicators (document_id varchar, project_number integer, indicator_number integer,
                project_name varchar, level2 varchar, level3 varchar, target varchar, actual varchar, weight double, score double, {place});
            insert into performance_indicators (document_id, project_number, indicator_number, level2, level3, page)
                values ('aa', 1, 2, '满意度指标', '师生满意度', 8), ('aa', 1, 1, '数量指标', '维修校舍', 8);
            create table review_items (document_id varchar, item_number integer, reason varchar, severity integer, form varchar, text varchar,
                proposed varchar, confidence double, identities_open integer, identities_closed integer, {place});
            insert into review_items (document_id, item_number, reason, severity, identities_open, page)
                values ('aa', 1, 'repaired', 5, 0, 2), ('bb', 1, 'unread', 2, 0, 7), ('aa', 2, 'unread', 2, 3, 2);
        """)
        yield connection


def test_statements_that_disagree_stand_first(made):
    frame = document.claims_of(made, "aa")
    assert frame is not None
    assert frame["claim_number"].to_list() == [3, 2, 1]


def test_projects_and_indicators_of_a_document(made):
    frame = document.performance_of(made, "aa", "performance_indicators", ("level3", "target"))
    assert frame is not None
    assert frame["level3"].to_list() == ["维修校舍", "师生满意度"]
    assert {"page", "x0", "bottom"} <= set(frame.columns)


def test_projects_and_indicators_are_found_by_name_and_code(made):
    by_name, by_code = search.find_performed(made, "热线"), search.find_performed(made, "P1")
    assert by_name is not None
    assert by_code is not None
    assert by_name["project_name"].to_list() == ["热线平台运维"]
    assert by_code["project_name"].to_list() == ["校舍维修"]
    indicators = search.find_indicators(made, "满意度")
    assert indicators is not None
    assert indicators["level3"].to_list() == ["师生满意度"]
    assert indicators["department_name"].to_list() == ["甲市教育局"]


def test_what_waits_for_review_is_listed_worst_first(made):
    frame = quality.waiting(made)
    assert frame is not None
    assert frame.select("document_id", "page").rows() == [("aa", 2), ("bb", 7), ("aa", 2)]
    assert frame["reason"].to_list() == ["unread", "unread", "repaired"]
