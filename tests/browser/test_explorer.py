"""The explorer in a browser: compare, click a number, land on its cell, share the address, take the rows away.

Here: what a user does and sees. Not here: the questions behind the pages (tests/unit/test_explorer.py).
"""

import io
from pathlib import Path
from urllib.parse import quote, urlencode, urljoin

import polars as pl
import pytest
from PIL import Image

from pipelines.archive.store import blob_path
from pipelines.explorer.data import compare, document
from pipelines.explorer.overlay import OPEN, render
from pipelines.flow.published import connect

FINAL = "final_expenditure_yuan"


@pytest.fixture(scope="session")
def bodies(explored: Path) -> dict[str, str]:
    """Bodies by the name of their city."""
    with connect(explored) as connection:
        return {row["region_name"]: row["department_id"] for row in compare.bodies(connection).iter_rows(named=True)}


def read_excel(path: Path) -> pl.DataFrame:
    return pl.read_excel(path, engine="openpyxl")


def visit(page, address: str, **query) -> None:
    page.goto(f"{address}?{urlencode(query, doseq=True, quote_via=quote)}")
    page.get_by_role("heading", level=1).wait_for()


def table(page, number: int = 0):
    found = page.get_by_test_id("stDataFrame").nth(number)
    found.scroll_into_view_if_needed()
    found.locator("canvas").first.wait_for()
    return found


def click_row(page, row: int, number: int = 0, x: int = 40) -> None:
    """Click a cell of a row (from 0) of the table; rows and header are 35 pixels high."""
    place = table(page, number).locator("canvas").first.bounding_box()
    page.mouse.click(place["x"] + x, place["y"] + 35 * (row + 1) + 17)


def cells(page, number: int = 0) -> list[list[str]]:
    """The table's text as a screen reader has it, once the page rests: the table of the page before goes while this one comes."""
    page.locator('[data-test-script-state="notRunning"]').first.wait_for()
    rows = table(page, number).locator("canvas tbody tr")
    rows.first.wait_for(state="attached")
    read = "rows => rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent.trim()))"
    return rows.evaluate_all(read)


def test_three_bodies_of_different_cities_side_by_side(page, address: str, bodies: dict[str, str], keep):
    chosen = [bodies[city] for city in ("福州市", "天门市", "三明市")]
    visit(page, address, bodies=chosen, figure=FINAL)
    shown = cells(page)
    assert {row[1] for row in shown} >= {"福州市", "天门市", "三明市"}
    assert all(row[7] in "ABCD" for row in shown), "each row carries its quality grade"
    page.get_by_test_id("stVegaLiteChart").first.wait_for()
    keep(page, "compare")


def test_one_body_over_two_years_and_a_click_leads_to_the_cell(page, address: str, bodies, explored: Path, keep):
    visit(page, address, bodies=bodies["福州市"], figure=FINAL)
    shown = cells(page)
    assert [row[3] for row in shown] == ["2021", "2020"]
    click_row(page, 1)
    page.get_by_role("heading", name="文件").wait_for()
    with connect(explored) as connection:
        amount = compare.cell_of(connection, bodies["福州市"], 2020, "department", "final_expenditure", "total")
    assert amount is not None
    page.get_by_alt_text(f"page {amount['page']}").wait_for()
    assert page.get_by_text(amount["published"]).first.is_visible()
    assert page.get_by_role("spinbutton").input_value() == str(amount["page"])
    assert_boxed(page, address, amount, explored)
    keep(page, "document")


def assert_boxed(page, address: str, amount, explored: Path) -> None:
    """The page's picture has a red frame where the amount stands, and no larger."""
    width = render(blob_path(explored, amount["document_id"]).read_bytes(), amount["page"], 1.0).width
    picture = page.get_by_alt_text(f"page {amount['page']}")
    drawn = Image.open(io.BytesIO(page.request.get(urljoin(address, picture.get_attribute("src"))).body())).convert(
        "RGB"
    )
    assert drawn.width > 300, "a page, not an icon"
    # The picture may reach the browser as JPEG and smaller.
    scale = drawn.width / width
    pixels = ((x, y, drawn.getpixel((x, y))) for x in range(drawn.width) for y in range(drawn.height))
    red = [(x, y) for x, y, colour in pixels if all(abs(a - b) < 40 for a, b in zip(colour, OPEN, strict=True))]
    left, right = min(x for x, _ in red) / scale, max(x for x, _ in red) / scale
    top, bottom = min(y for _, y in red) / scale, max(y for _, y in red) / scale
    assert left <= amount["x0"] <= amount["x1"] <= right
    assert top <= amount["top"] <= amount["bottom"] <= bottom
    assert right - left < amount["x1"] - amount["x0"] + 12


def test_a_number_of_the_form_is_boxed_also_on_another_page(page, address: str, explored: Path):
    with connect(explored) as connection:
        spread = connection.execute(
            "select document_id, form from amounts group by all having max(page) > min(page) and max(block) = 1 order by all limit 1"
        ).fetchone()
        assert spread is not None, "a form of the samples runs over two pages"
        head, form = spread
        amounts = document.amounts_of(connection, head).filter(pl.col("form") == form)
    first, last = amounts["page"].min(), amounts["page"].max()
    visit(page, address, view="document", document=head[:16], form=form)
    page.get_by_alt_text(f"page {first}").wait_for()
    grid = table(page)
    box = grid.locator("canvas").first.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(300)
    page.mouse.click(box["x"] + box["width"] - 260, box["y"] + box["height"] - 20)
    page.get_by_alt_text(f"page {last}").wait_for()
    named = page.url.partition("cell=")[2].partition("&")[0].split(".")
    chosen = amounts.filter(
        (pl.col("table_id") == named[0])
        & (pl.col("row_index") == int(named[1]))
        & (pl.col("column_index") == int(named[2]))
    )
    assert_boxed(page, address, chosen.row(0, named=True), explored)


def test_the_address_opens_the_same_view_for_somebody_else(page, browser, address: str, bodies, keep):
    visit(page, address, bodies=[bodies["福州市"], bodies["天门市"]], figure=FINAL)
    page.get_by_text("English").click()
    page.locator("canvas tbody td", has_text="department").first.wait_for(state="attached")
    before = cells(page)
    other = browser.new_context(viewport={"width": 1366, "height": 900})
    try:
        theirs = other.new_page()
        theirs.goto(page.url)
        theirs.locator("canvas tbody td", has_text="department").first.wait_for(state="attached")
        # How many columns a screen reader has depends on how far the table is drawn.
        assert [row[:5] for row in cells(theirs)] == [row[:5] for row in before]
        assert len(before) == 3
    finally:
        other.close()


@pytest.mark.parametrize(
    ("button", "read"), [("CSV", pl.read_csv), ("Excel", read_excel), ("Parquet", pl.read_parquet)]
)
def test_what_is_downloaded_is_what_is_shown(page, address: str, bodies, tmp_path: Path, button: str, read):
    visit(page, address, bodies=[bodies["福州市"], bodies["天门市"]], figure=FINAL)
    with page.expect_download() as download:
        page.get_by_role("button", name=f"下载 {button}").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    taken = read(path)
    assert taken.height == len(cells(page)) == 3
    assert sorted(taken["fiscal_year"].cast(pl.Int64)) == [2020, 2021, 2022]


def test_a_search_leads_on(page, address: str, keep):
    visit(page, address, view="search")
    field = page.get_by_role("textbox")
    field.fill("政务服务")
    field.press("Enter")
    page.get_by_role("heading", name="单位").wait_for()
    assert "words=" in page.url
    keep(page, "search")
    click_row(page, 0, x=12)
    page.get_by_role("heading", name="比较").wait_for()
    assert cells(page)
    visit(page, address, view="search", words="没有这样的名称")
    page.get_by_text("没有找到").wait_for()


def test_the_publishers_mistake_is_shown_with_both_sides(page, address: str, keep):
    visit(page, address, view="quality")
    page.get_by_role("tab", name="公布者的差错").click()
    panel = page.get_by_role("tabpanel", name="公布者的差错")
    rows = panel.locator("canvas tbody tr")
    rows.first.wait_for(state="attached")
    assert any("鼓楼" in row.text_content() for row in rows.all())
    keep(page, "quality")
    place = panel.locator("canvas").first.bounding_box()
    page.mouse.click(place["x"] + 40, place["y"] + 35 + 17)
    page.get_by_role("heading", name="文件").wait_for()
    page.get_by_text("涉及的单元格").first.wait_for()
    assert "check=" in page.url
    keep(page, "mistake")


@pytest.mark.parametrize("view", ["compare", "document", "quality", "search"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens_in_both_languages(page, address: str, view: str, language: str):
    visit(page, address, view=view, language=language)
    titles = {"compare": ("比较", "Compare"), "document": ("文件", "Document"), "quality": ("质量", "Quality")}
    titles["search"] = ("检索", "Search")
    assert page.get_by_role("heading", level=1).inner_text() == titles[view][language == "en"]
    assert page.get_by_test_id("stException").count() == 0
