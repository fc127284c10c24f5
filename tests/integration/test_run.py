"""`duizhang run` and `duizhang sql` from end to end, with a reader that is not the real one: archive, workers, dbt, curated tables.

Here: what a user of the command line sees and finds. Not here: what is read from a document (tests/golden), kills (tests/faults).
"""

import csv
import datetime as dt
import hashlib
import io
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner

from pipelines import flow, publish
from pipelines.archive import Input, hold
from pipelines.cli import app

FAULTS = Path(__file__).resolve().parents[1] / "faults"
SIDECAR = (
    "region_code: '350100'\ntitle: 2023年度部门决算\npublished_date: 2024-08-30\nurl: https://example.gov.cn/b.pdf\n"
)


def import_fake() -> ModuleType:
    sys.path.insert(0, str(FAULTS))
    try:
        return __import__("fake_reader")
    finally:
        sys.path.remove(str(FAULTS))


fake = import_fake()


def duizhang(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, FAULTS / "fake_duizhang.py", *arguments]
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=250, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two good documents, one of them twice and one with a sidecar; one that ends its process, one that is no PDF."""
    folder = tmp_path_factory.mktemp("in")
    (folder / "below").mkdir()
    (folder / "a.pdf").write_bytes(fake.pdf({"n": 1, "body": "福州市甲局"}))
    (folder / "b.pdf").write_bytes(fake.pdf({"n": 2, "body": "福州市乙局"}))
    (folder / "b.yaml").write_text(SIDECAR, encoding="utf-8")
    (folder / "below" / "again.pdf").write_bytes((folder / "a.pdf").read_bytes())
    (folder / "crash.pdf").write_bytes(fake.pdf({"do": "segfault"}))
    (folder / "page.pdf").write_bytes(b"<html>")
    return folder


@pytest.fixture(scope="module")
def first(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A data directory after one run, and what that run said."""
    data_dir = tmp_path_factory.mktemp("data")
    notes = folder.parent / "notes.txt"
    notes.write_text("no PDF")
    return data_dir, duizhang("run", folder, notes, "--data-dir", data_dir, "--workers", "2")


@pytest.fixture(scope="module")
def built(first: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    """The data directory of that run, which succeeded."""
    data_dir, done = first
    assert done.returncode == 0, done.stderr
    return data_dir


def test_a_run_reads_or_quarantines_everything_and_says_so(
    first: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    _, done = first
    assert done.returncode == 0, done.stderr
    assert "6 new, 0 unchanged; 5 documents read, 0 read before; published anew" in done.stdout
    lines = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line.strip()}
    assert lines["documents"] == ["5"]
    assert lines["partial"] == ["2", "form_missing", "2"]
    assert lines["quarantined"] == ["3", "not_pdf", "1,", "unreadable", "1,", "unsupported_type", "1"]
    assert lines["amounts"] == ["8"]
    assert lines["pass"] == ["2"]
    assert "crash.pdf: unreadable: the process ended by signal 11 (SIGSEGV)" in done.stdout
    assert "slowest documents" in done.stdout


def test_documents_are_named_by_their_first_place_and_carry_the_sidecar(built: Path, folder: Path) -> None:
    documents = pl.read_parquet(built / "curated" / "documents.parquet")
    by_name = {row["file_name"]: row for row in documents.iter_rows(named=True)}
    assert set(by_name) == {"a.pdf", "b.pdf", "crash.pdf", "page.pdf", "notes.txt"}
    row = by_name["b.pdf"]
    assert row["document_id"] == hashlib.sha256((folder / "b.pdf").read_bytes()).hexdigest()
    assert row["source_url"] == "https://example.gov.cn/b.pdf"
    assert row["published_date"] == dt.date(2024, 8, 30)
    assert row["fetched_at"] is None
    assert {name: row["status_reason"] for name, row in by_name.items()} == {
        "a.pdf": "form_missing",
        "b.pdf": "form_missing",
        "crash.pdf": "unreadable",
        "page.pdf": "not_pdf",
        "notes.txt": "unsupported_type",
    }


def test_the_index_has_a_row_per_content_in_order(built: Path) -> None:
    index = pl.read_parquet(built / "raw" / "index.parquet")
    assert index["document_id"].is_sorted()
    assert index.height == 5
    assert all((built / path / "documents.parquet").is_file() for path in index["reading_path"])


def test_a_second_run_opens_nothing_and_changes_nothing(
    built: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in (built / "curated").iterdir()}
    monkeypatch.syspath_prepend(FAULTS)
    monkeypatch.setattr("pipelines.archive.intake._Intake._store", lambda *_: pytest.fail("a PDF was opened"))
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: pytest.fail("a worker was started"))
    summary = flow.run([Input(str(folder))], built, reader=fake.READER)
    assert (summary.archive.new, summary.archive.unchanged, summary.read.unchanged) == (0, 5, 5)
    assert (summary.published, summary.failures) == (None, ())
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in (built / "curated").iterdir()} == before


def test_a_second_run_with_nothing_named_and_nothing_configured_completes_too(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(FAULTS)
    assert flow.run([], built, reader=fake.READER).published is None


def sql(data_dir: Path, query: str, *options: str) -> str:
    done = CliRunner().invoke(app, ["sql", query, "--data-dir", str(data_dir), *options])
    assert done.exit_code == 0, done.output
    return done.stdout


TOTALS = (
    "select d.department_name, a.amount_yuan from amounts a join documents d using (document_id)"
    " where a.form = 'final_expenditure' and a.measure = 'total' and a.is_total order by 1 desc"
)


def test_sql_answers_in_every_format(built: Path, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(sql(built, TOTALS, "--format", "csv"))))
    assert rows == [["department_name", "amount_yuan"], ["福州市甲局", "600.00"], ["福州市乙局", "1200.00"]]
    answer = json.loads(sql(built, TOTALS, "--format", "json"), parse_float=Decimal)
    assert answer[1] == {"department_name": "福州市乙局", "amount_yuan": Decimal("1200.00")}
    assert "| 福州市乙局 | 1200.00 |\n" in sql(built, TOTALS, "-f", "markdown")
    table = sql(built, TOTALS).splitlines()
    assert table[0].split() == ["department_name", "amount_yuan"]
    assert table[-1].split() == ["福州市乙局", "1200.00"]
    target = tmp_path / "answer.parquet"
    sql(built, TOTALS + ";", "-f", "parquet", "-o", str(target))
    assert pl.read_parquet(target)["amount_yuan"].to_list() == [Decimal("600.00"), Decimal("1200.00")]
    target = tmp_path / "answer.csv"
    assert sql(built, TOTALS, "-f", "csv", "-o", str(target)) == ""
    assert target.read_text(encoding="utf-8").splitlines()[1] == "福州市甲局,600.00"


def test_sql_of_nothing_and_of_odd_values(built: Path) -> None:
    assert json.loads(sql(built, "from documents where false", "-f", "json")) == []
    odd = "select null as n, 'a|b\nc' as t, [1.50, 2] as l, 'nan'::double as f, true as b, timestamp '2024-01-02 03:04:05' as s"
    assert json.loads(sql(built, odd, "-f", "json")) == [
        {"n": None, "t": "a|b\nc", "l": [1.5, 2], "f": None, "b": True, "s": "2024-01-02T03:04:05"}
    ]
    assert sql(built, odd, "-f", "markdown").splitlines()[2] == (
        "|  | a\\|b<br>c | [1.50, 2.00] | nan | true | 2024-01-02 03:04:05 |"
    )


def test_sql_reads_its_question_from_standard_input(built: Path) -> None:
    done = CliRunner().invoke(
        app, ["sql", "-", "-d", str(built), "-f", "csv"], input="select count(*) as n from documents"
    )
    assert done.stdout == "n\n5\n"


@pytest.mark.parametrize(
    ("query", "options", "words"),
    [
        ("select no_such_column from documents", [], "no_such_column"),
        ("delete from documents", [], "read-only"),
        ("create table marts.mine (a integer)", [], "read-only"),
        ("select 1", ["--format", "parquet"], "--output"),
        ("select 1", ["--format", "csv", "--output", "/no/such/folder/x.csv"], "cannot be written"),
    ],
)
def test_sql_that_cannot_be_answered_is_said_in_a_sentence(
    built: Path, query: str, options: list[str], words: str
) -> None:
    done = CliRunner().invoke(app, ["sql", query, "--data-dir", str(built), *options])
    assert done.exit_code in {1, 2}
    assert words in done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_sql_answers_while_a_run_holds_the_directory_and_while_it_swaps(built: Path) -> None:
    database = built / "curated" / "duizhang.duckdb"
    with hold(built), duckdb.connect(str(database), read_only=True) as session:
        assert "600.00" in sql(built, TOTALS)
        # What a run does at its end: another file takes the place, an open session keeps its own.
        other = database.with_name("other.duckdb")
        other.write_bytes(database.read_bytes())
        other.replace(database)
        assert session.execute("select count(*) from marts.documents").fetchall() == [(5,)]
        assert "600.00" in sql(built, TOTALS)


def test_nothing_published_yet_says_what_to_do(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["sql", "select 1", "--data-dir", str(tmp_path)])
    assert done.exit_code == 1
    assert "run `duizhang run" in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The fake reader, and publishing replaced by a note of having been asked; for what happens around it."""
    published: list[Path] = []

    def note(data_dir: Path) -> publish.PublishSummary:
        published.append(data_dir)
        return publish.PublishSummary({}, 0, (), 0.0)

    monkeypatch.syspath_prepend(FAULTS)
    monkeypatch.setattr(flow, "DEFAULT_READER", fake.READER)
    monkeypatch.setattr(publish, "publish", note)
    monkeypatch.setattr(publish, "fingerprint", lambda data_dir: "same")
    monkeypatch.setattr(publish, "published_fingerprint", lambda data_dir: "same" if published else None)
    return published


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["run", *(str(part) for part in arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_a_missing_input_is_status_1_and_the_others_are_read(quick: list[Path], folder: Path, tmp_path: Path) -> None:
    status, output = run(folder / "a.pdf", tmp_path / "gone.pdf", "ftp://example.gov.cn/x.pdf", "-d", tmp_path / "d")
    assert status == 1
    assert "gone.pdf: no such file or folder" in output
    assert "only http and https" in output
    assert "1 documents read" in output
    assert quick == [tmp_path / "d"]


def test_only_missing_inputs_publish_nothing(quick: list[Path], tmp_path: Path) -> None:
    status, output = run(tmp_path / "gone.pdf", "-d", tmp_path / "d")
    assert (status, quick) == (1, [])
    assert "no such file" in output


def test_nothing_to_read_is_status_1_and_says_so(quick: list[Path], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for named in ([], [tmp_path / "empty"]):
        status, output = run(*named, "-d", tmp_path / "d")
        assert (status, quick) == (1, [])
        assert "nothing to read" in output


def test_with_nothing_named_the_samples_are_read_each_for_its_publisher(
    quick: list[Path], folder: Path, tmp_path: Path
) -> None:
    samples = tmp_path / "raw" / "samples"
    samples.mkdir(parents=True)
    for name in ("a.pdf", "b.pdf"):
        (samples / name).write_bytes((folder / name).read_bytes())
    (samples / "a.yaml").write_text("publisher: 天门市12345公共服务热线中心\n", encoding="utf-8")
    status, output = run("-d", tmp_path)
    assert status == 0, output
    index = pl.read_parquet(tmp_path / "raw" / "index.parquet")
    sources = dict(zip(index["file_name"], index["source_id"], strict=True))
    assert sources == {"a.pdf": "tianmen_12345", "b.pdf": "local"}


def test_a_bad_sidecar_is_a_warning_and_status_0(quick: list[Path], folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes((folder / "a.pdf").read_bytes())
    (tmp_path / "a.yaml").write_text("titel: x\n")
    status, output = run(tmp_path / "a.pdf", "-d", tmp_path / "d")
    assert status == 0
    assert "warning: a.yaml: unknown key titel" in output


def test_a_directory_in_use_is_status_1_and_says_by_whom(quick: list[Path], folder: Path, tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from pipelines.archive import hold\n"
    code += "with hold(Path(sys.argv[1])):\n    print(flush=True); sys.stdin.read()"
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        status, output = run(folder / "a.pdf", "-d", tmp_path)
        other.kill()
    assert status == 1
    assert f"process {other.pid}" in output


def test_readings_that_a_killed_run_left_unpublished_are_published(
    quick: list[Path], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(folder / "a.pdf", "-d", tmp_path)
    run(folder / "a.pdf", "-d", tmp_path)
    assert len(quick) == 1

    def killed(*_: object, **__: object) -> None:
        raise SystemExit(9)

    # A sidecar changes a reading and not the index's row of it: only the note beside the readings tells.
    changed = tmp_path / "in"
    changed.mkdir()
    (changed / "a.pdf").write_bytes((folder / "a.pdf").read_bytes())
    (changed / "a.yaml").write_text("region_code: '350102'\n")
    with monkeypatch.context() as patch:
        patch.setattr("pipelines.flow.steps.build_warehouse", killed)
        run(changed / "a.pdf", "-d", tmp_path)
    run(changed / "a.pdf", "-d", tmp_path)
    assert len(quick) == 2
    run(changed / "a.pdf", "-d", tmp_path)
    assert len(quick) == 2


def test_a_failed_publication_is_status_1_with_its_reason(
    quick: list[Path], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(data_dir: Path) -> None:
        raise publish.PublishError("the warehouse was not built: test unique_documents")

    with monkeypatch.context() as patch:
        patch.setattr(publish, "publish", fail)
        status, output = run(folder / "a.pdf", "-d", tmp_path)
    assert status == 1
    assert "test unique_documents" in output
    assert "Traceback" not in output
    assert run(folder / "a.pdf", "-d", tmp_path)[0] == 0
    assert len(quick) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--memory-limit", "much"], "not a size"),
        (["--memory-limit", "10M"], "not enough"),
        (["--workers", "0"], "--workers"),
        (["--time-limit", "0"], "--time-limit"),
    ],
)
def test_options_are_checked(options: list[str], words: str, folder: Path, tmp_path: Path) -> None:
    status, output = run(folder, "-d", tmp_path, *options)
    assert status == 2
    assert words in output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["sql", "--help"], ["--version"]])
def test_help_is_quick_and_loads_nothing_heavy(arguments: list[str]) -> None:
    code = "import sys; sys.argv = ['duizhang', *sys.argv[1:]]\nfrom pipelines.cli import main\n"
    code += "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
    code += "heavy = {'polars', 'duckdb', 'dbt', 'dagster', 'httpx', 'pypdfium2'} & set(sys.modules)\nassert not heavy, heavy"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    if "--help" in arguments and len(arguments) == 2:
        assert "Examples" in done.stdout
