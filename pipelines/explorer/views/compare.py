"""Compare: bodies, peer groups and cities over years.

Belongs here: the choice, the table, the charts, what stands beside them. Does not belong here: what a figure means (data/compare.py).
"""

from typing import Any

import polars as pl
import streamlit as st

from pipelines.explorer import charts, downloads
from pipelines.explorer.address import one, several
from pipelines.explorer.data import compare as data
from pipelines.explorer.data.compare import FIGURES, Selection
from pipelines.explorer.session import answer, go_to_cell, heading, language, shown, text
from pipelines.explorer.texts import called
from pipelines.explorer.views._table import table
from pipelines.flow.health import chinese_font

FUNCTION = "function"
COLUMNS = ["department_name", "region_name", "entity_level", "fiscal_year", "amount_yuan", "share", "change"]
COLUMNS += ["per_employee_yuan", "quality_grade", "check_share", "forms_share", "document_count"]


def page() -> None:
    """Draw the page."""
    heading("compare")
    selection, figure, code = _choose()
    if selection.empty:
        st.info(text("choose_bodies"))
        return
    kind, place = _place(figure)
    frame = answer(data.by_function, selection, code, kind) if code else answer(data.figures, selection, figure)
    if shown(frame, "no_figures"):
        frame = _derived(frame)
        _table(frame, place, code)
        _downloads(frame)
    _beside(frame, selection, code, kind)


def _choose() -> tuple[Selection, str, str | None]:
    bodies = answer(data.bodies)
    names = {
        row["department_id"]: f"{row['name']}（{row['region_name'] or row['region_code']}）"
        for row in bodies.iter_rows(named=True)
    }
    regions = dict(bodies.select("region_code", pl.col("region_name").fill_null(pl.col("region_code"))).unique().rows())
    groups = bodies["peer_group"].drop_nulls().unique().sort().to_list()
    choose = {"placeholder": text("choose")}
    first, second, third = st.columns([5, 2, 2])
    departments = several(
        first.multiselect, text("bodies"), list(names), "bodies", format_func=names.__getitem__, **choose
    )
    peers = several(second.multiselect, text("peer_group"), groups, "peers", **choose)
    cities = several(
        third.multiselect, text("cities"), sorted(regions), "cities", format_func=regions.__getitem__, **choose
    )
    figures = [*FIGURES, *(f"{kind}_{FUNCTION}" for kind in ("final", "budget"))]
    first, second, third, fourth = st.columns([3, 2, 2, 2])
    figure = one(first.selectbox, text("figure"), figures, "figure", figures[0], format_func=_figure_name) or figures[0]
    years = several(second.multiselect, text("years"), answer(data.years), "years", placeholder=text("all"))
    levels = several(
        third.multiselect,
        text("entity_level"),
        list(_levels()),
        "levels",
        format_func=_levels().__getitem__,
        placeholder=text("all"),
        help=text("not_comparable"),
    )
    code = None
    if figure.endswith(FUNCTION):
        codes = dict(answer(data.functions).rows())
        code = one(
            fourth.selectbox,
            text("function"),
            list(codes),
            "code",
            next(iter(codes), None),
            format_func=lambda code: f"{code} {codes[code]}",
        )
    return Selection(departments, peers, cities, years, levels), figure, code


def _figure_name(figure: str) -> str:
    kind, _, rest = figure.removesuffix("_yuan").partition("_")
    if rest == FUNCTION:
        return f"{text(kind)} · {text('function')}"
    place = FIGURES[figure]
    column = (
        "" if place.measure in ("total", "budget", "final") else f" · {called('measure', place.measure, language())}"
    )
    return called("form", place.form, language()) + column


def _place(figure: str) -> tuple[str, tuple[str, str]]:
    kind = figure.partition("_")[0]
    known = FIGURES.get(figure)
    return kind, (known.form, known.measure) if known else (f"{kind}_expenditure", "total")


def _derived(frame: pl.DataFrame) -> pl.DataFrame:
    """With a label, the amount to draw, each body's share of its year and its change on the year before."""
    before = frame.select(
        "department_id", "entity_level", pl.col("fiscal_year") + 1, pl.col("amount_yuan").alias("before_yuan")
    )
    return frame.join(before, on=["department_id", "entity_level", "fiscal_year"], how="left").with_columns(
        label=pl.col("department_name")
        + pl.when(pl.struct("department_id", "entity_level").n_unique().over("department_name") > 1)
        .then(
            "（" + pl.col("region_name").fill_null("") + "·" + pl.col("entity_level").replace_strict(_levels()) + "）"
        )
        .otherwise(pl.lit("")),
        amount=pl.col("amount_yuan").cast(pl.Float64) / charts.UNIT,
        share=pl.col("amount_yuan").cast(pl.Float64) / pl.col("amount_yuan").cast(pl.Float64).sum().over("fiscal_year"),
        change=pl.col("amount_yuan").cast(pl.Float64) / pl.col("before_yuan").cast(pl.Float64) - 1,
    )


def _levels() -> dict[str, str]:
    return {level: called("entity_level", level, language()) for level in ("department", "head_office", "unit")}


def _table(frame: pl.DataFrame, place: tuple[str, str], code: str | None) -> None:
    clicked = table(frame, "compared", select=True, order=COLUMNS)
    st.caption(f"{text('click_to_trace')} {text('share_address')}")
    if clicked is not None:
        chosen = frame.row(clicked[0], named=True)
        subject = (chosen["department_id"], chosen["fiscal_year"], chosen["entity_level"])
        amount = answer(data.cell_of, *subject, *place, code)
        if amount is None:
            st.warning(text("printed_nowhere"))
        else:
            go_to_cell(amount)


def _downloads(frame: pl.DataFrame) -> None:
    taken = frame.drop("label", "amount", "before_yuan")
    with st.container(horizontal=True):
        for name, make in (("CSV", downloads.csv), ("Excel", downloads.excel), ("Parquet", downloads.parquet)):
            suffix = {"Excel": "xlsx"}.get(name, name.lower())
            st.download_button(
                f"{text('download')} {name}",
                lambda make=make: make(taken),
                f"duizhang.{suffix}",
                on_click="ignore",
                key=suffix,
            )


def _beside(frame: pl.DataFrame, selection: Selection, code: str | None, kind: str) -> None:
    """Charts of the frame, and what the same choice has besides, each behind a tab."""
    made: list[tuple[str, Any]] = []
    if len(frame):
        words = (text("body"), text("year"))
        amount = text("in_ten_thousand")
        made.append(("chart_levels", charts.levels(frame, amount, *words)))
        made.append(("chart_shares", charts.shares(frame, text("share"), *words)))
        if frame["change"].count():
            made.append(("chart_change", charts.change(frame, amount, *words)))
    tables = [("budget_against_final", answer(data.execution, selection), "no_execution")]
    peers = answer(data.peers, selection)
    if peers is not None:
        tables.append(("beside_peers", peers, "no_peers"))
    regions = answer(data.by_region, selection, code, kind) if code and selection.regions else None
    if regions is not None:
        tables.append(("by_region", regions, "no_figures"))
    tabs = iter(st.tabs([text(key) for key in (*(key for key, _ in made), *(key for key, *_ in tables))]))
    for (key, chart), tab in zip(made, tabs, strict=False):
        with tab:
            _chart(key, chart)
    for (key, rows, empty), tab in zip(tables, tabs, strict=True):
        with tab:
            if shown(rows, empty):
                table(rows, key)


def _chart(key: str, chart: Any) -> None:
    st.altair_chart(chart, key=key)
    if chinese_font() is None:
        st.caption(text("no_font"))
    with st.container(horizontal=True):
        for name, make in (("PNG", charts.png), ("SVG", charts.svg)):
            st.download_button(
                f"{text('download')} {name}",
                lambda make=make: make(chart),
                f"{key}.{name.lower()}",
                on_click="ignore",
                key=f"{key}_{name}",
            )
