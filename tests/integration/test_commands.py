"""The verbs around the published tables: sql's formats, export, diff, doctor, completion, on the published samples."""

import runpy
import shutil
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook
from typer.main import get_command
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.flow import health

RUNNER = CliRunner()


def call(folder: Path, *words: str, code: int = 0) -> str:
    result = RUNNER.invoke(app, [*words, "--data-dir", str(folder)])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def published(samples_published: Path, tmp_path: Path) -> Path:
    """A copy of the published samples that a test may add to."""
    shutil.copytree(samples_published, tmp_path / "data")
    return tmp_path / "data"


def test_sql_writes_a_sheet_in_which_codes_stay_text(samples_published: Path, tmp_path: Path):
    question = tmp_path / "question.sql"
    question.write_text(
        "select code, amount_yuan, fiscal_year, side from amounts where code is not null order by all limit 5"
    )
    target = tmp_path / "answer.xlsx"
    call(samples_published, "sql", "--file", str(question), "--format", "xlsx", "--output", str(target))
    rows = list(load_workbook(target).active.iter_rows(values_only=True))
    assert rows[0] == ("code", "amount_yuan", "fiscal_year", "side")
    assert len(rows) == 6
    assert isinstance(rows[1][0], str)
    asked = call(samples_published, "sql", question.read_text(), "--format", "csv").splitlines()[1].split(",")
    assert asked[0] == rows[1][0]
    assert Decimal(asked[1]) == Decimal(str(rows[1][1]))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sql",), "give the SQL"),
        (("sql", "select 1", "--format", "xlsx"), "not for a terminal"),
        (("sql", "select 1", "--file", __file__), "give the SQL"),
    ],
)
def test_sql_says_what_is_missing(samples_published: Path, words: tuple[str, ...], said: str):
    assert said in call(samples_published, *words, code=2)


def test_a_sheet_that_cannot_be_written_is_an_error_in_words(samples_published: Path, tmp_path: Path):
    target = tmp_path / "no" / "answer.xlsx"
    text = call(samples_published, "sql", "select 1 as one", "-f", "xlsx", "-o", str(target), code=1)
    assert "cannot be written" in text


def test_export_keeps_a_release_and_says_what_changed_since(published: Path):
    call(published, "export", "first")
    names = {path.name for path in (published / "releases" / "first").iterdir()}
    assert {"amounts.parquet", "datapackage.json", "data-dictionary.md", "data-dictionary.zh-CN.md"} <= names
    # One amount is published anew with another value: what a reading by another version would do.
    amounts = published / "curated" / "amounts.parquet"
    frame = pl.read_parquet(amounts).with_columns(
        pl.col("amount_yuan") + pl.when(pl.row_index() == 0).then(1).otherwise(0)
    )
    frame.write_parquet(amounts)
    text = call(published, "export", "second", "--since", "first")
    assert "amounts" in text
    changed = pl.read_parquet(published / "releases" / "second" / "changes" / "amounts.parquet")
    assert changed["row_change"].sort().to_list() == ["after", "before"]
    assert "no difference" in call(published, "diff", "second")
    assert "amounts" in call(published, "diff", "first", "second")
    assert "no release 'third'" in call(published, "diff", "third", code=1)


def test_doctor_finds_nothing_ill_here(published: Path):
    text = call(published, "doctor")
    assert "bad" not in text
    assert "packages within their bounds" in text
    assert "6 documents" in text


def test_doctor_says_how_to_mend(published: Path, monkeypatch: pytest.MonkeyPatch):
    (published / "curated" / "duizhang.duckdb").chmod(0o644)
    (published / "curated" / "duizhang.duckdb").write_bytes(b"not a database")
    monkeypatch.setattr(
        health, "requires", lambda _: ["duckdb>=99", "no-such-package>=1", 'streamlit>=99; extra == "explorer"']
    )
    monkeypatch.setattr(health, "MIN_FREE", 10**18)
    text = call(published, "doctor", code=1)
    assert "no-such-package is not installed" in text
    assert "is not >=99" in text
    assert "make setup EXTRAS=explorer" in text
    assert "cannot be read" in text
    assert "make room" in text


def test_doctor_names_the_run_that_holds_the_directory(published: Path):
    import threading

    from pipelines.archive import hold

    held, done = threading.Event(), threading.Event()

    def other() -> None:
        with hold(published):
            held.set()
            done.wait(20)

    thread = threading.Thread(target=other)
    thread.start()
    try:
        assert held.wait(20)
        assert "in use by another run" in call(published, "doctor")
    finally:
        done.set()
        thread.join()


def test_completion_is_offered_for_the_shell(monkeypatch: pytest.MonkeyPatch):
    # Which shell it is, is told and not found out: a test may run below none.
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")
    assert "_DUIZHANG_COMPLETE" in RUNNER.invoke(app, ["--show-completion", "bash"], prog_name="duizhang").output


def test_the_reference_page_is_what_the_program_says(root: Path):
    made = runpy.run_path(str(root / "docs" / "commands.py"))
    page = (root / "docs" / "commands.md").read_text(encoding="utf-8")
    assert page == made["reference"](), "python docs/commands.py writes it anew"


def test_every_verb_has_help_with_examples():
    verbs = dict(
        runpy.run_path(str(Path(__file__).parents[2] / "docs" / "commands.py"))["_verbs"](get_command(app), "")
    )
    assert len(verbs) >= 8
    assert [name for name, verb in verbs.items() if "Examples:" not in (verb.help or "")] == []
    assert [(name, p.name) for name, verb in verbs.items() for p in verb.params if not p.help] == []
