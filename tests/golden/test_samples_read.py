"""The samples of the clone, read: every amount that was printed, and no other."""

import io
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from pipelines.reading import read_document
from pipelines.samples import expected, sample_names
from pipelines.samples.figures import load
from pipelines.samples.manifest import sample
from tests.golden.traps.forms import UNITS, Outcome, read

COMMITTED = Path(__file__).resolve().parents[2] / "data" / "raw" / "samples"
WITH_TABLES = [name for name in sample_names() if load(sample(name).figures).forms]


def reading(name: str) -> Outcome:
    disclosure = load(sample(name).figures)
    kind = "final" if disclosure.forms[0].form.startswith("final") else "budget"
    return read((COMMITTED / f"{name}.pdf").read_bytes(), kind, disclosure.fiscal_year)


@pytest.mark.parametrize("name", WITH_TABLES)
def test_a_sample_is_read_cell_by_cell(name: str) -> None:
    found = Counter((a.form, a.side, a.code, a.line_name, a.measure, a.yuan) for a in reading(name).amounts)
    wanted = Counter(
        (r["form"], r["side"], r["code"], r["line_name"], r["measure"], r["amount_yuan"]) for r in expected(name)
    )
    assert sum(wanted.values()) > 70
    assert sum(found.values()) == sum(wanted.values())
    assert found == wanted


@pytest.mark.parametrize("name", WITH_TABLES)
def test_the_box_of_an_amount_holds_what_it_says_was_published(name: str) -> None:
    document = pypdfium2.PdfDocument(COMMITTED / f"{name}.pdf")
    texts = {}
    amounts = reading(name).amounts
    assert amounts
    for a in amounts:
        page = document[a.page - 1]
        text = texts.setdefault(a.page, page.get_textpage())
        height = page.get_height()
        held = text.get_text_bounded(
            a.box.x0 - 0.2, height - a.box.bottom - 0.2, a.box.x1 + 0.2, height - a.box.top + 0.2
        )
        assert "".join(held.split()) == a.published
    document.close()


@pytest.mark.parametrize(
    ("sample_name", "tables"),
    [
        ("fuzhou_2020_final_word", ("amounts", "claims")),
        ("futian_2021_performance", ("performance_funds", "performance_indicators")),
    ],
)
def test_a_sample_printed_sideways_keeps_every_place_on_the_page_as_it_shows(
    sample_name: str, tables: tuple[str, ...]
) -> None:
    """Amounts, claims, projects and indicators: what stood at a place stands there turned by a quarter."""
    upright = (COMMITTED / f"{sample_name}.pdf").read_bytes()
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(upright)) as document:
        heights = [float(page.mediabox[3]) for page in document.pages]
        for page in document.pages:
            page.rotate(90, relative=True)
        document.save(out)
    straight, sideways = (read_document(data).tables for data in (upright, out.getvalue()))
    for name in tables:
        wanted = Counter()
        for row in straight[name]:
            x0, top, x1, bottom = (row[side] for side in ("x0", "top", "x1", "bottom"))
            height = heights[row["page"] - 1]
            wanted[row["page"], round(height - bottom), round(x0), round(height - top), round(x1)] += 1
        found = Counter(
            (row["page"], *(round(row[side]) for side in ("x0", "top", "x1", "bottom"))) for row in sideways[name]
        )
        assert wanted, name
        lost = sum((wanted - found).values())
        assert lost <= 0.02 * sum(wanted.values()), (
            f"{name}: {lost} of {sum(wanted.values())}"
        )  # halves that round the other way


@pytest.mark.parametrize("name", WITH_TABLES)
def test_the_leaves_of_a_sample_add_up_to_its_totals(name: str) -> None:
    amounts = reading(name).amounts
    totals = [a for a in amounts if a.is_total]
    assert len({a.form for a in totals}) > 4
    for total in totals:
        leaves = [
            a
            for a in amounts
            if a.is_leaf
            and (a.form, a.side, a.block, a.measure) == (total.form, total.side, total.block, total.measure)
        ]
        if not leaves and total.yuan == 0:
            continue
        step = Decimal(UNITS[str(total.unit)]) / 100
        published = (
            Decimal(900)
            if (total.form, total.measure, name.split("_")[0]) == ("budget_general_basic", "total", "gulou")
            else 0
        )
        assert abs(sum(a.yuan or 0 for a in leaves) - (total.yuan or 0)) <= step * (len(leaves) + 1) / 2 + published, (
            total.form,
            total.measure,
        )


def test_a_performance_sample_holds_no_statutory_form() -> None:
    name = next(n for n in sample_names() if n not in WITH_TABLES)
    outcome = read((COMMITTED / f"{name}.pdf").read_bytes(), "performance", 2021)
    assert outcome.tables
    assert outcome.amounts == []
