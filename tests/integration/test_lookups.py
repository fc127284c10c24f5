"""The verbs that explain a number: trace, check, show, on the published samples."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app

RUNNER = CliRunner()


def call(folder: Path, *words: str, code: int = 0) -> str:
    result = RUNNER.invoke(app, [*words, "--data-dir", str(folder)])
    assert result.exit_code == code, result.output
    return result.output


def test_trace_walks_from_the_number_to_the_file(samples_published: Path):
    text = call(samples_published, "trace", "fuzhou_2020_final_word", "final_expenditure", "2010350", "total")
    assert "4,810,200.00 元" in text
    assert "'481.02' in 万元" in text
    assert "page       8" in text
    assert "raw/blobs/" in text
    assert "0.1.0+" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nobody", "final_income", "201"), "no published document"),
        (("fuzhou_2020_final_word", "final_nothing", "201"), "has no form 'final_nothing'"),
        (("fuzhou_2020_final_word", "final_income", "999"), "has no line '999'"),
        (("fuzhou_2020_final_word", "final_income", "201", "basic"), "has no 'basic'"),
    ],
)
def test_trace_says_what_is_there_instead(samples_published: Path, words: tuple[str, ...], said: str):
    assert said in call(samples_published, "trace", *words, code=1)


def test_a_prefix_that_fits_several_documents_is_refused(samples_published: Path):
    assert "fits 6 documents" in call(samples_published, "check", "", code=1)


def test_check_lists_the_publishers_mistake_with_both_sides(samples_published: Path):
    text = call(samples_published, "check", "gulou_2022_budget_split_codes")
    assert "2 mismatch" in text
    assert "publisher" in text
    assert "30101" in text
    assert len(call(samples_published, "check", "gulou_2022_budget_split_codes", "--all").splitlines()) > len(
        text.splitlines()
    )


def test_show_draws_the_pages_of_a_form(samples_published: Path, tmp_path: Path):
    text = call(
        samples_published, "show", "fuzhou_2020_final_word", "--form", "final_income", "--output", str(tmp_path)
    )
    (picture,) = tmp_path.glob("*.png")
    assert "119 amounts" in text
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "has 19 pages" in call(
        samples_published, "show", "fuzhou_2020_final_word", "--page", "99", "--output", str(tmp_path), code=1
    )
