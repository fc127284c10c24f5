"""`duizhang review` from end to end: a page that was misread, the list with its crops, decisions, and the runs that apply them.

Here: what a person at the command line sees and does. Not here: single items (tests/unit/test_review_items.py), the ledger (tests/unit/test_review.py).
"""

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from pipelines import flow
from pipelines.archive import Input
from pipelines.cli import app
from pipelines.flow import lookup
from pipelines.flow.published import connect
from pipelines.reading.hints import Decision
from pipelines.review import Entry, append, ledger_path

# One worker has the fixture: dbt is slow to start.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("review")]

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "raw" / "samples" / "sanming_2023_final_sheet.pdf"
READER = "picture_reader:read_document"


def duizhang(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments], env=environment)


def listed(data_dir: Path, *more: str | Path) -> list[dict[str, str]]:
    answer = duizhang("review", "--format", "csv", "--data-dir", data_dir, *more)
    assert answer.exit_code == 0, answer.output
    return list(csv.DictReader(io.StringIO(answer.stdout)))


def run(data_dir: Path) -> flow.RunSummary:
    return flow.run([Input(str(SAMPLE))], data_dir, workers=1, reader=READER)


def running(data_dir: Path) -> dict:
    """The amount that is misread: 2010350 of the expenditure form, total."""
    with connect(data_dir) as connection:
        (row,) = lookup.rows(
            connection,
            "select * from amounts where form = 'final_expenditure' and code = '2010350' and measure = 'total'",
        )
    return row


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data directory after one run."""
    sys.path.insert(0, str(ROOT / "tests" / "faults"))
    data_dir = tmp_path_factory.mktemp("data")
    assert not run(data_dir).failures
    yield data_dir
    sys.path.remove(str(ROOT / "tests" / "faults"))


@pytest.fixture(scope="module")
def story(first: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What was seen before, during and after two decisions, and a third about a cell that reads otherwise by now."""
    crops = tmp_path_factory.mktemp("crops")
    seen: dict = {"before": listed(first, "--output", crops), "crops": crops, "misread": running(first)}
    worst = seen["before"][0]
    seen["refused"] = duizhang(
        "review", "correct", worst["cell"].rpartition(":t")[0] + ":t001:5:1", "1.00", "--data-dir", first
    )
    seen["nowhere"] = duizhang("review", "accept", worst["cell"] + "7", "--data-dir", first)
    seen["unnamed"] = duizhang("review", "accept", "the first", "--data-dir", first)
    seen["correct"] = duizhang("review", "correct", worst["cell"], "80.14", "--data-dir", first, DUIZHANG_REVIEWER="甲")
    other = next(row for row in seen["before"] if row["cell"] != worst["cell"])
    seen["accept"] = duizhang("review", "accept", other["cell"], "--data-dir", first, DUIZHANG_REVIEWER="")
    seen["decided"] = listed(first)
    stale = Decision("correct", 6, (10.0, 10.0, 20.0, 20.0), "1.00", "2.00")
    append(ledger_path(first), Entry(seen["misread"]["document_id"], "t001:9:9", stale, "乙", "2026-01-01T00:00:00Z"))
    seen["second"] = run(first)
    seen["after"] = listed(first)
    seen["mended"] = running(first)
    seen["third"] = run(first)
    return seen


def test_the_worst_comes_first_with_what_the_sums_propose(story: dict) -> None:
    worst = story["before"][0]
    assert (worst["reason"], worst["text"], worst["proposed"], worst["page"]) == (
        "repair_proposed",
        "60.14",
        "80.14",
        "6",
    )
    assert (story["misread"]["published"], story["misread"]["method"]) == ("60.14", "ocr")
    assert len(story["before"]) > 1
    assert {row["file_name"] for row in story["before"]} == {SAMPLE.name}


def test_a_cell_is_written_as_a_picture(story: dict) -> None:
    with Image.open(story["before"][0]["crop"]) as image:
        assert image.width > 300
        assert image.height > 100
        assert (215, 40, 40) in {colour for _, colour in image.convert("RGB").getcolors(1 << 20) or ()}
    assert len(list(story["crops"].iterdir())) == len(story["before"])


def test_a_figure_of_the_text_layer_is_never_changed(story: dict) -> None:
    assert story["refused"].exit_code == 1
    assert "never changed" in story["refused"].stderr


def test_what_names_no_cell_is_an_error(story: dict) -> None:
    assert (story["nowhere"].exit_code, story["unnamed"].exit_code) == (1, 1)
    assert "has no cell" in story["nowhere"].stderr
    assert "names no cell" in story["unnamed"].stderr


def test_what_is_decided_leaves_the_list_at_once(story: dict, first: Path) -> None:
    assert story["correct"].exit_code == 0, story["correct"].output
    assert story["accept"].exit_code == 0, story["accept"].output
    assert len(story["decided"]) == len(story["before"]) - 2
    lines = [json.loads(line) for line in ledger_path(first).read_text(encoding="utf-8").splitlines()]
    assert [(line["verdict"], line["seen"], line["text"]) for line in lines[:1]] == [("correct", "60.14", "80.14")]
    assert lines[0]["reviewer"] == "甲"
    assert lines[1]["reviewer"]
    assert lines[0]["decided_at"].endswith("Z")


def test_the_next_run_reads_the_document_again_with_the_decisions(story: dict) -> None:
    assert len(story["second"].read.outcomes) == 1
    row = story["mended"]
    assert (row["published"], row["repaired_from"], row["repaired_by"], row["method"]) == (
        "80.14",
        "60.14",
        "reviewer",
        "ocr",
    )
    assert (row["amount_yuan"], row["confidence"]) == (801400, 1.0)
    cells = [row["cell"] for row in story["before"][:2]]
    assert not {row["cell"] for row in story["after"]} & set(cells)


def test_trace_says_what_was_read_before(story: dict, first: Path) -> None:
    answer = duizhang("trace", SAMPLE.stem, "final_expenditure", "2010350", "total", "--data-dir", first)
    assert "read as '60.14', mended by reviewer" in answer.stdout


def test_a_decision_that_fits_no_cell_is_reported(story: dict) -> None:
    (stale,) = [row for row in story["after"] if row["reason"] == "stale_decision"]
    assert (stale["text"], stale["proposed"]) == ("1.00", "2.00")


def test_a_run_with_nothing_new_reads_and_publishes_nothing(story: dict) -> None:
    assert len(story["third"].read.outcomes) == 0
    assert story["third"].published is None


def test_limit_and_document(first: Path, story: dict) -> None:
    assert len(listed(first, "--limit", "1")) == 1
    assert listed(first, "--document", "sanming_2023_final_sheet") == story["after"]
    assert duizhang("review", "--document", "nobody", "--data-dir", first).exit_code == 1
    table = duizhang("review", "--data-dir", first)
    assert f"{len(story['after'])} of {len(story['after'])} items" in table.stdout
