"""What is taken away from the pages is what they show: CSV, Excel, Parquet, charts; and the verb without its extra.

Here: bytes. Not here: buttons (tests/browser).
"""

import io
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.commands import serve
from pipelines.explorer import downloads
from pipelines.flow import health

FRAME = pl.DataFrame(
    {
        "code": ["0201", None],
        "line_name": ["一般公共服务支出", "“引号”，逗号"],
        "amount_yuan": [Decimal("1234567.80"), None],
        "day": [date(2024, 1, 31), None],
    },
    schema_overrides={"amount_yuan": pl.Decimal(18, 2)},
)


def test_csv_keeps_codes_and_begins_as_spreadsheets_need():
    taken = downloads.csv(FRAME)
    assert taken.startswith(b"\xef\xbb\xbf")
    read = pl.read_csv(taken, schema=dict(FRAME.schema))
    assert read.equals(FRAME)


def test_parquet_keeps_everything():
    assert pl.read_parquet(downloads.parquet(FRAME)).equals(FRAME)


def test_excel_keeps_codes_as_text_and_money_to_the_cent():
    read = pl.read_excel(io.BytesIO(downloads.excel(FRAME)), engine="openpyxl")
    assert read["code"].to_list() == ["0201", None]
    assert read["line_name"].to_list() == FRAME["line_name"].to_list()
    assert read["amount_yuan"].to_list() == [1234567.8, None]


@pytest.fixture
def charts():
    pytest.importorskip("altair", reason="the extra `explorer` is not installed: make setup EXTRAS=explorer")
    from pipelines.explorer import charts

    return charts


SERIES = pl.DataFrame(
    {
        "label": ["甲市", "甲市", "乙市"],
        "fiscal_year": [2022, 2023, 2023],
        "amount": [1.0, 2.0, 4.0],
        "share": [1.0, 0.3, 0.7],
    }
)


@pytest.mark.parametrize("kind", ["levels", "shares", "change"])
def test_a_chart_holds_the_rows_and_its_words(charts, kind: str):
    made = getattr(charts, kind)(SERIES, "万元", "单位", "年度").to_dict()
    (rows,) = made["datasets"].values()
    assert [row["label"] for row in rows] == SERIES["label"].to_list()
    assert "Noto Sans CJK SC" in made["config"]["font"]
    assert {"单位", "年度"} <= {
        encoding.get("title") for encoding in made["encoding"].values() if isinstance(encoding, dict)
    }


def test_pictures_of_a_chart(charts):
    pytest.importorskip("vl_convert", reason="the extra `explorer` is not installed: make setup EXTRAS=explorer")
    made = charts.levels(SERIES, "万元", "单位", "年度")
    drawn = charts.svg(made).decode()
    assert "甲市" in drawn, "words stay words: whoever opens it brings the font"
    assert "万元" in drawn
    assert charts.png(made).startswith(b"\x89PNG")


def test_a_system_without_a_chinese_font_is_known(monkeypatch, tmp_path):
    monkeypatch.setattr(health, "Path", lambda *_: tmp_path / "none")
    monkeypatch.setattr(health.Path, "home", lambda: tmp_path, raising=False)
    assert health.chinese_font.__wrapped__() is None


def test_serve_without_its_extra_says_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setattr(serve, "find_spec", lambda _: None)
    done = CliRunner().invoke(app, ["serve", "--data-dir", str(tmp_path)])
    assert done.exit_code != 0
    assert "make setup EXTRAS=explorer" in str(done.exception) + done.output
