"""The dbt project on readings written here: what it decides, what it computes, what it refuses, and what it leaves published.

One data directory goes through four publications (nothing read, many documents, the same again, a broken reading), because dbt is
slow to start; each test looks at what one of them left.
"""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import publish, schema
from pipelines.publish import PublishError, PublishSummary
from pipelines.publish import warehouse as building
from tests.integration.readings import EXPENDITURE, HEADS, VERSION, WAN, Document, body, changed, sha, write

# One worker has the fixture: every other would build the same again.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("dbt_warehouse")]

FIRST = Document("first", where={"published_date": date(2023, 8, 1)})
DOCUMENTS = [
    FIRST,
    # The same text in other bytes, published later: a copy. Its name is written in full-width forms and with a space.
    Document(
        "copy",
        what={"text_sha256": sha("text of first"), "department_name": "福州市　教育局"},
        where={"published_date": date(2023, 9, 1)},
    ),
    # A corrected edition, and one whose date is unknown: undated is older than dated.
    Document("corrected", where={"published_date": date(2023, 10, 1), "fetched_at": datetime(2023, 10, 2)}),  # noqa: DTZ001
    Document("undated"),
    # Another part of the same slot complements it.
    Document("narrative", lines=[], what={"part": "narrative"}, state="blank"),
    Document("budget", form="budget_expenditure", lines=changed("208", 2, "80.00")),
    Document("mutated", lines=changed("2050201", 2, "151.00"), what=body("甲局")),
    Document("rounded", lines=changed("2050201", 2, "150.01"), what=body("乙局")),
    Document("orphaned", lines=[line for line in EXPENDITURE if line[0] != "20502"], what=body("丙局")),
    Document("blank_cell", lines=changed("2050202", 3, None), what=body("丁局")),
    Document("untotalled", lines=EXPENDITURE[1:], what=body("戊局")),
    Document("lost_column", lines=[(*line[:3], None, line[4]) for line in EXPENDITURE], what=body("己局")),
    Document("missing_form", what=body("庚局"), state="missing"),
    Document("nowhere", what=body("辛局", region_code="999999")),
    Document("anonymous", what={"region_code": None, "status": "partial", "status_reason": "region_unknown"}),
    Document("zeros", lines=[(c, n, "0.00", "0.00", "0.00") for c, n, *_ in EXPENDITURE], what=body("壬局")),
    Document("notice", what={"status": "quarantined", "status_reason": "not_a_disclosure", "fiscal_year": None, "part": None}),
    # A notice that could not be read in time, and a copy of its text that could.
    Document(
        "slow",
        what=body("癸局", status="quarantined", status_reason="time_limit", text_sha256=sha("癸")),
        where={"published_date": date(2020, 1, 1)},
    ),
    Document("quick", what=body("癸局", text_sha256=sha("癸"))),
    # A budget that prints each function once per economic class: leaves that repeat a code add up, a parent that does is ambiguous.
    Document("classes_final", what=body("子局")),
    Document(
        "classes",
        form="budget_expenditure",
        lines=[(None, "合计", "9.00", "9.00", None), ("2050201", "学前教育", "4.00", "4.00", None), ("205", "教育支出", "9.00", "9.00", None)],
        what=body("子局"),
        extra=[
            {"code": "2050201", "line_name": "学前教育", "measure": "total", "published": "5.00", "is_leaf": True, "row_index": 9, "column_index": 2},
            {"code": "205", "line_name": "教育支出", "measure": "total", "published": "9.00", "row_index": 10, "column_index": 2},
        ],
    ),
    # A budget that lists its projects, and evaluations of projects by these names: with another bracket, in two projects, in none.
    Document(
        "project_lines",
        form="budget_project",
        lines=[],
        what=body("丑局"),
        extra=[
            {"code": None, "line_name": name, "measure": "total", "published": text, "is_leaf": True, "row_index": row, "column_index": 2}
            for row, (name, text) in enumerate([("信访接待(一期)", "5.00"), ("办公用房", "4.00"), ("培训", "1.00"), ("培训", "2.00")], 1)
        ],
    ),
    # Nothing but its hard identities of forms counts for its share and its grade.
    Document(
        "soft",
        what=body("寅局"),
        judged=(
            ("H42.lines", "soft", "mismatch"),
            ("N1", "hard", "mismatch"),
            ("N3", "hard", "pass"),
            ("P2", "hard", "mismatch"),
            ("P3", "soft", "insufficient"),
        ),
    ),
    Document(
        "evaluated",
        what=body("丑局"),
        projects=(("信访接待（一期）", "6.00"), ("办公用房", "4.00"), ("办公用房", "3.00"), ("培训", "1.00"), ("别的", "9.00")),
    ),
]  # fmt: skip


def digests(folder: Path) -> dict[str, str]:
    """sha256 of every published file but the database, which is compared by its tables."""
    files = (path for path in folder.iterdir() if path.suffix != ".duckdb")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@dataclass
class Published:
    """What the publications left: folders of curated files, summaries, the refusal, and what an old reader saw at the end."""

    empty: Path
    full: Path
    summary: PublishSummary
    again: dict[str, str]
    up_to_date: bool
    refusal: PublishError
    after_refusal: dict[str, str]
    seen_by_old_reader: int
    project_files: set[Path]
    compiled: Path


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Published:
    base = tmp_path_factory.mktemp("warehouse")
    data_dir, curated = base / "data", base / "data" / "curated"
    project = publish.dbt_project_dir()
    before = set(project.rglob("*"))

    write(data_dir, [])
    publish.publish(data_dir)
    shutil.copytree(curated, base / "empty")

    write(data_dir, DOCUMENTS, unread=("late",))
    take_down = building._take_down_scaffolding

    def keep_a_copy(database: Path) -> None:
        shutil.copyfile(database, base / "built.duckdb")
        take_down(database)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "_take_down_scaffolding", keep_a_copy)
        summary = publish.publish(data_dir)
    up_to_date = publish.fingerprint(data_dir) == publish.published_fingerprint(data_dir)
    shutil.copytree(curated, base / "full")

    with duckdb.connect(str(curated / "duizhang.duckdb"), read_only=True) as old_reader:
        # Written in another order, the same readings are the same publication.
        shutil.rmtree(data_dir / "readings")
        write(data_dir, DOCUMENTS[::-1], unread=("late",))
        publish.publish(data_dir)
        again = digests(curated)

        FIRST.state = "unheard_of"
        broken = data_dir / "readings" / VERSION / FIRST.id[:2] / FIRST.id / "document_forms.parquet"
        frame = pl.read_parquet(broken).with_columns(state=pl.lit("unheard_of"))
        # As a reading that is put in its place anew: nobody writes into one.
        broken.unlink()
        frame.write_parquet(broken)
        FIRST.state = "found"
        with pytest.raises(PublishError) as refusal:
            publish.publish(data_dir)
        row = old_reader.execute("select count(*) from marts.documents").fetchone()
        seen = row[0] if row else -1
    return Published(
        base / "empty",
        base / "full",
        summary,
        again,
        up_to_date,
        refusal.value,
        digests(curated),
        seen,
        {path for path in set(project.rglob("*")) - before if path.suffix != ".pyc"},
        data_dir / "build" / "dbt" / "compiled",
    )


@pytest.fixture(scope="module")
def warehouse(published: Published) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published.full / "duizhang.duckdb"), read_only=True) as connection:
        connection.execute("set search_path = 'marts,raw,quality'")
        connection.execute("set TimeZone = 'UTC'")
        yield connection


def rows(warehouse: duckdb.DuckDBPyConnection, query: str, *parameters) -> list[tuple]:
    return warehouse.execute(query, list(parameters)).fetchall()


def test_with_nothing_read_every_table_is_there_and_typed(published: Published):
    for name, types in schema.curated_tables().items():
        frame = pl.read_parquet(published.empty / f"{name}.parquet")
        assert dict(frame.schema) == types, name
        assert frame.height == 0 or name in {*schema.schema().group("reference"), "department_events"}, name


def test_published_tables_follow_the_schema(published: Published):
    for name in schema.curated_tables():
        schema.check_frame(pl.read_parquet(published.full / f"{name}.parquet"), schema.describe(name))


def test_the_summary_counts_tables_unread_documents_and_warnings(published: Published):
    assert published.summary.rows["documents"] == len(DOCUMENTS)
    assert published.summary.rows["amounts"] == sum(len(d.tables().get("amounts", [])) for d in DOCUMENTS)
    assert published.summary.unread == 1
    warned = {one.test: one.rows for one in published.summary.warned}
    assert warned["status_follows_coverage"] == 1
    assert warned["region_is_known"] == 1
    # `mutated` prints too much below 20502, `budget` too little in 208.
    assert warned["functions_add_up"] == 2
    assert published.up_to_date


def test_the_same_readings_make_the_same_bytes(published: Published):
    assert digests(published.full) == published.again
    # beside the tables: the data package and the data dictionary in two languages
    assert len(published.again) == len(schema.curated_tables()) + 3


def test_a_broken_reading_is_refused_and_what_was_published_stays(published: Published):
    assert "closed_lists_document_forms" in str(published.refusal)
    assert published.refusal.log == Path("logs/dbt.log")
    assert published.after_refusal == published.again


def test_whoever_has_the_old_database_open_keeps_reading_it(published: Published):
    assert published.seen_by_old_reader == len(DOCUMENTS)


def test_dbt_leaves_nothing_in_the_project_folder(published: Published):
    assert published.project_files == set()


def test_schemas_and_comments_of_the_database(warehouse):
    found = {name for (name,) in rows(warehouse, "select distinct schema_name from duckdb_tables() where not internal")}
    found |= {name for (name,) in rows(warehouse, "select distinct schema_name from duckdb_views() where not internal")}
    assert found == {"marts", "raw", "quality"}
    for group in ("curated", "quality"):
        for table in schema.schema().group(group).values():
            query = "select column_name, comment from duckdb_columns() where schema_name = ? and table_name = ?"
            comments = dict(rows(warehouse, query, table.schema_name, table.name))
            assert comments == {column.name: f"{column.en} | {column.zh}" for column in table.columns}, table.name


def test_copies_editions_and_parts(warehouse):
    found = {
        name.removesuffix(".pdf"): decided
        for name, *decided in rows(
            warehouse, "select file_name, duplicate_of, supersedes_document_id, is_current from documents"
        )
    }
    assert found["first"] == [None, sha("undated"), False]
    assert found["copy"] == [FIRST.id, None, False]
    assert found["undated"] == [None, None, False]
    assert found["corrected"] == [None, FIRST.id, True]
    assert found["narrative"] == [None, None, True]
    assert found["budget"] == [None, None, True]
    # Whoever could not be read stands for nobody.
    assert found["notice"] == [None, None, False]
    assert found["quick"] == [None, None, True]
    assert found["slow"] == [sha("quick"), None, False]
    # Without a region there is no slot, and nothing to be superseded in.
    assert found["anonymous"] == [None, None, True]


def test_amounts_carry_the_subject_of_their_document(warehouse):
    query = """select distinct a.region_code, a.department_id, a.fiscal_year, a.kind, a.entity_level
        from amounts a join documents d using (document_id) where d.file_name = ?"""
    expected = "350100-" + sha("教育局")[:10]
    assert rows(warehouse, query, "first.pdf") == [("350100", expected, 2022, "final", "department")]
    assert rows(warehouse, query, "anonymous.pdf") == [(None, None, 2022, "final", "department")]


def test_spellings_of_a_name_are_one_body(warehouse):
    found = rows(warehouse, "select name, aliases, document_count from departments where name = '福州市教育局'")
    assert found == [("福州市教育局", ["福州市　教育局"], 7)]


def outcomes(warehouse, table: str, name: str, columns: str) -> set[tuple]:
    query = f"select {columns}, status from {table} join documents using (document_id) where file_name = ? and {table}.status <> 'pass'"
    return set(rows(warehouse, query.replace(", status", f", {table}.status"), f"{name}.pdf"))


def test_a_changed_figure_fails_its_leaves_its_parent_and_its_row(warehouse):
    assert outcomes(warehouse, "leaf_sums", "mutated", "measure, difference_yuan") == {
        ("total", Decimal("10000.00"), "mismatch")
    }
    assert outcomes(warehouse, "code_hierarchy", "mutated", "parent, measure, difference_yuan") == {
        ("20502", "total", Decimal("10000.00"), "mismatch")
    }
    assert outcomes(warehouse, "row_identities", "mutated", "code, rule, difference_yuan") == {
        ("2050201", "H08", Decimal("-10000.00"), "mismatch")
    }


def test_every_identity_of_a_sound_document_holds(warehouse):
    for table, obliged in (("leaf_sums", 3), ("code_hierarchy", 15), ("row_identities", 8)):
        query = f"select status, count(*) from {table} where document_id = ? group by all"
        assert rows(warehouse, query, FIRST.id) == [("pass", obliged)], table


def test_the_last_printed_digit_is_a_rounding(warehouse):
    assert outcomes(warehouse, "leaf_sums", "rounded", "measure, tolerance_yuan") == {
        ("total", Decimal("200.00"), "rounding")
    }
    assert outcomes(warehouse, "code_hierarchy", "rounded", "parent, tolerance_yuan") == {
        ("20502", Decimal("150.00"), "rounding")
    }
    assert outcomes(warehouse, "row_identities", "rounded", "code, tolerance_yuan") == {
        ("2050201", Decimal("150.00"), "rounding")
    }


def test_what_is_not_printed_is_owed_all_the_same(warehouse):
    assert outcomes(warehouse, "code_hierarchy", "orphaned", "parent") == {("20502", "insufficient")}
    assert outcomes(warehouse, "leaf_sums", "untotalled", "measure") == {(measure, "insufficient") for measure in HEADS}
    assert outcomes(warehouse, "code_hierarchy", "untotalled", "parent") == {("合计", "insufficient")}
    lost = outcomes(warehouse, "row_identities", "lost_column", "rule, row_index")
    assert lost == {("H08", row, "insufficient") for row in range(1, 9)}


def test_a_blank_cell_counts_as_zero_and_says_so(warehouse):
    query = """select code, status, blank_as_zero from row_identities join documents using (document_id)
        where file_name = 'blank_cell.pdf' and (blank_as_zero or row_identities.status <> 'pass')"""
    query = query.replace("select code, status", "select code, row_identities.status")
    assert rows(warehouse, query) == [("2050202", "mismatch", True)]


def test_identities_over_zeros_are_no_evidence(warehouse):
    query = "select count(*), count(*) filter (is_zero), count(*) filter (status = 'pass') from leaf_sums where document_id = ?"
    assert rows(warehouse, query, sha("zeros")) == [(3, 3, 3)]
    query = "select sql_obligations, obligations, check_share, sql_share from closure_by_document where document_id = ?"
    assert rows(warehouse, query, sha("zeros")) == [(0, 2, 1.0, None)]


def test_closure_counts_obligations_by_document_form_and_city(warehouse):
    query = """select obligations, passed, insufficient, check_share, sql_obligations, sql_mismatched, sql_share
        from closure_by_document where document_id = ?"""
    assert rows(warehouse, query, sha("mutated")) == [(2, 1, 1, 1.0, 26, 3, 23 / 26)]
    assert rows(warehouse, query, sha("notice")) == [(0, 0, 0, None, 0, 0, None)]
    by_form = dict(rows(warehouse, "select form, document_count from closure_by_form"))
    assert by_form == {"final_expenditure": 19, "budget_expenditure": 2, "budget_project": 1}
    total = rows(warehouse, "select sum(identities) from obligations where origin in ('reading', 'warehouse')")
    for table in ("closure_by_document", "closure_by_form", "closure_by_region_year"):
        assert rows(warehouse, f"select sum(obligations + sql_obligations) from {table}") == total


def test_what_is_soft_stated_or_evaluated_is_counted_apart(warehouse):
    counts = "obligations, mismatched, check_share, quality_grade"
    apart = "soft_judged, soft_closed, statements_judged, statements_closed, evaluations_judged, evaluations_closed"
    query = f"select {counts}, {apart} from closure_by_document where document_id = ?"
    assert rows(warehouse, query, sha("soft")) == [(2, 0, 1.0, "A", 1, 0, 2, 1, 1, 0)]
    query = "select checks_judged, check_share, quality_grade from department_years where department_name like '%寅局'"
    assert rows(warehouse, query) == [(1, 1.0, "A")]


def test_coverage_names_a_status_that_it_contradicts(warehouse):
    found = dict(rows(warehouse, "select file_name, contradiction from coverage join documents using (document_id)"))
    assert {name: said for name, said in found.items() if said} == {"missing_form.pdf": "complete_with_forms_missing"}
    query = "select forms_expected, forms_missing, coverage_share, table_count, unclaimed_tables from coverage where document_id = ?"
    assert rows(warehouse, query, sha("missing_form")) == [(1, 1, 0.0, 2, 1)]
    assert rows(warehouse, query, FIRST.id) == [(1, 0, 1.0, 2, 1)]


def test_a_subject_has_one_row_with_what_stands_behind_it(warehouse):
    query = """select budget_expenditure_yuan, final_expenditure_yuan, final_basic_yuan, final_income_yuan, document_count,
        forms_expected, forms_accounted, checks_judged, check_share, quality_grade
        from department_years where department_name = ?"""
    million = Decimal("3000000.00")
    assert rows(warehouse, query, "福州市教育局") == [
        (million, million, Decimal("1000000.00"), None, 3, 3, 3, 3, 1.0, "A")
    ]
    assert rows(warehouse, query, "庚局")[0][-1] == "D"


def test_budget_against_final_accounts(warehouse):
    query = """select line, measure, budget_yuan, final_yuan, difference_yuan, execution_rate, budget_execution.document_count
        from budget_execution join departments using (department_id) where name = '福州市教育局' and line in ('208', '合计')
        and measure = 'total' order by line"""
    assert rows(warehouse, query) == [
        ("208", "total", Decimal("800000.00"), Decimal("1000000.00"), Decimal("200000.00"), 1.25, 3),
        ("合计", "total", Decimal("3000000.00"), Decimal("3000000.00"), Decimal("0.00"), 1.0, 3),
    ]
    bodies = rows(
        warehouse, "select distinct name from budget_execution join departments using (department_id) order by 1"
    )
    # One without the other is no execution.
    assert bodies == [("子局",), ("福州市教育局",)]


def test_a_performance_project_is_joined_where_its_name_is_certain(warehouse):
    found = rows(
        warehouse,
        "select project_name, link, budget_yuan, difference_yuan from project_performance where document_id = ? "
        "order by project_number",
        sha("evaluated"),
    )
    assert found == [
        ("信访接待（一期）", "linked", 5 * WAN, 1 * WAN),
        ("办公用房", "ambiguous", None, None),
        ("办公用房", "ambiguous", None, None),
        ("培训", "ambiguous", None, None),
        ("别的", "unlinked", None, None),
    ]
    assert rows(warehouse, "select count(*) from performance_indicators") == [(5,)]
    assert rows(warehouse, "select sum(amount_yuan) from performance_funds") == [(23 * WAN,)]


def test_a_code_that_repeats_adds_up_only_where_it_is_certain(warehouse):
    query = """select line, budget_yuan, final_yuan from budget_execution join departments using (department_id)
        where name = '子局' and measure = 'total' and line in ('205', '2050201', '2050202') order by line"""
    assert rows(warehouse, query) == [
        ("205", None, Decimal("2000000.00")),
        ("2050201", Decimal("90000.00"), Decimal("1500000.00")),
        ("2050202", None, Decimal("500000.00")),
    ]


def test_the_raw_tables_hold_what_no_form_claims(warehouse):
    assert rows(warehouse, "select count(*) from raw.tables where form is null") == [(len(DOCUMENTS) - 2,)]
    assert rows(warehouse, "select text, column_span from raw.cells where document_id = ?", FIRST.id) == [("合计", 2)]
    assert rows(warehouse, "select source, weight from raw.evidence where document_id = ?", FIRST.id) == [
        ("cover", 1.0)
    ]


def test_regions_are_the_reference_with_its_validity(warehouse):
    query = "select name, level, parent, valid_from from regions where region_code = '350100'"
    assert rows(warehouse, query) == [("福州市", "prefecture", "350000", 1981)]
    assert rows(warehouse, "select name, level, parent from regions where region_code = '000000'") == [
        ("中央", "central", None)
    ]


# A test of the data, what breaks the warehouse for it, and how many rows it must find then; before that it finds none.
BREAKAGES = [
    ("unique_grain_documents", "insert into documents from documents where file_name = 'first.pdf'", 1),
    ("unique_grain_leaf_sums", "insert into leaf_sums from leaf_sums where side is null limit 1", 1),
    ("closed_lists_amounts", "update amounts set measure = 'prior_year_unmapped' where measure = 'basic'", 1),
    ("closed_lists_documents", "update documents set status_reason = 'region_unknown,bored' where status = 'partial'", 1),
    ("closed_lists_row_rules", "update row_rules set part = 'parts' where rule = 'H15'", 1),
    ("references_row_amounts_document_id_table_id_tables", "delete from raw.tables where table_id = 't001'", len(DOCUMENTS) - 3),
    ("references_row_documents_duplicate_of_documents", "update documents set duplicate_of = 'x' where file_name = 'first.pdf'", 1),
    ("references_row_cells_document_id_table_id_tables", "update cells set table_id = 't003' where true", len(DOCUMENTS) - 2),
    ("every_document_published", "delete from documents where file_name = 'notice.pdf'", 1),
    ("every_amount_published", "delete from amounts where form = 'budget_expenditure' and code is null", 2),
    ("every_code_is_obliged", "delete from code_hierarchy where parent = '20805' and measure = 'total'", 19),
    ("every_subject_in_department_years", "delete from department_years where department_name = '甲局'", 1),
    ("unique_grain_cross_checks", "insert into cross_checks from cross_checks where check_id = 'X9' limit 1", 1),
    ("closed_lists_body_events", "update body_events set kind = 'vanish' where year = 2019", 1),
    ("references_row_peer_group_decisions_peer_groups", "update peer_group_decisions set peer_group = '热线' where region_code = '350100'", 1),
    ("one_current_document_per_slot", "update documents set is_current = true where file_name = 'first.pdf'", 1),
]  # fmt: skip


@pytest.mark.parametrize(("test", "breakage", "expected"), BREAKAGES, ids=[one[0] for one in BREAKAGES])
def test_tests_of_the_data_notice_what_they_are_for(
    published: Published, tmp_path: Path, test: str, breakage: str, expected: int
):
    (source,) = published.compiled.rglob(f"{test}.sql")
    copy = tmp_path / "duizhang.duckdb"
    # dbt's tests look at its staging views too, which are taken down before the database is published.
    shutil.copyfile(published.full.parent / "built.duckdb", copy)
    with duckdb.connect(str(copy)) as warehouse:
        warehouse.execute("set search_path = 'marts,raw,quality'")
        query = f"select count(*) from ({source.read_text(encoding='utf-8')})"
        assert rows(warehouse, query) == [(0,)]
        warehouse.execute(breakage)
        assert rows(warehouse, query) == [(expected,)]
