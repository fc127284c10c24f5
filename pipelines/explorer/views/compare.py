"""Compare: bodies, peer groups and cities over years.

Belongs here: the choice, the table, the charts, budget against final accounts. Does not belong here: what a figure means (data.py).
"""

from typing import Any

import polars as pl
import streamlit as st

from pipelines.explorer import charts, data, downloads
from pipelines.explorer.address import one, several
from pipelines.explorer.data import FIGURES, Selection
from pipelines.explorer.session import answer, clicked, go_to_cell, heading, language, shown, text
from pipelines.explorer.texts import called

FUNCTION = "function"


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
        _charts(frame)
    _execution(selection)


def _choose() -> tuple[Selection, str, str | None]:
    bodies = answer(data.bodies)
    names = {
        row["department_id"]: f"{row['name']}（{row['region_name'] or row['region_code']}）"
        for row in bodies.iter_rows(named=True)
    }
    regions = dict(bodies.select("region_code", pl.col("region_name").fill_null(pl.col("region_code"))).unique().rows())
    groups = bodies["peer_group"].drop_nulls().unique().sort().to_list()
    departments = several(
        st.multiselect, text("bodies"), list(names), "bodies", format_func=names.__getitem__, placeholder=text("choose")
    )
    left, middle, right = st.columns(3)
    peers = several(left.multiselect, text("peer_group"), groups, "peers", placeholder=text("choose"))
    cities = several(
        middle.multiselect,
        text("cities"),
        sorted(regions),
        "cities",
        format_func=regions.__getitem__,
        placeholder=text("choose"),
    )
    years = several(right.multiselect, text("years"), answer(data.years), "years", placeholder=text("all"))
    left, middle, right = st.columns(3)
    figures = [*FIGURES, *(f"{kind}_{FUNCTION}" for kind in ("final", "budget"))]
    figure = one(left.selectbox, text("figure"), figures, "figure", figures[0], format_func=_figure_name) or figures[0]
    levels = several(
        middle.multiselect,
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
            right.selectbox,
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
    event = st.dataframe(
        frame.with_columns(pl.col("entity_level").replace_strict(_levels())),
        hide_index=True,
        column_order=[
            "department_name",
            "region_name",
            "entity_level",
            "fiscal_year",
            "amount_yuan",
            "share",
            "change",
            "quality_grade",
            "check_share",
            "forms_share",
            "document_count",
        ],
        column_config={
            "department_name": text("body"),
            "region_name": text("city"),
            "entity_level": text("entity_level"),
            "fiscal_year": st.column_config.NumberColumn(text("year"), format="%d"),
            "amount_yuan": st.column_config.NumberColumn(text("amount"), format="%,.2f"),
            "share": st.column_config.NumberColumn(text("share"), format="percent"),
            "change": st.column_config.NumberColumn(text("change"), format="percent"),
            "quality_grade": text("grade"),
            "check_share": st.column_config.NumberColumn(text("checks"), format="percent"),
            "forms_share": st.column_config.NumberColumn(text("coverage"), format="percent"),
            "document_count": text("documents"),
        },
        on_select="rerun",
        selection_mode="single-cell",
        key="compared",
    )
    st.caption(f"{text('click_to_trace')} {text('share_address')}")
    row = clicked(event)
    if row is not None:
        chosen = frame.row(row, named=True)
        amount = answer(
            data.cell_of, chosen["department_id"], chosen["fiscal_year"], chosen["entity_level"], *place, code
        )
        if amount:
            go_to_cell(amount)


def _downloads(frame: pl.DataFrame) -> None:
    taken = frame.drop("label", "amount", "before_yuan")
    columns = st.columns(6)
    for column, (name, make, suffix) in zip(
        columns,
        (("CSV", downloads.csv, "csv"), ("Excel", downloads.excel, "xlsx"), ("Parquet", downloads.parquet, "parquet")),
        strict=False,
    ):
        column.download_button(
            f"{text('download')} {name}", make(taken), f"duizhang.{suffix}", on_click="ignore", key=suffix
        )


def _charts(frame: pl.DataFrame) -> None:
    titles = [text("chart_levels"), text("chart_shares"), text("chart_change")]
    words = (text("body"), text("year"))
    amount = text("in_ten_thousand")
    made: list[Any] = [charts.levels(frame, amount, *words), charts.shares(frame, text("share"), *words)]
    if frame["fiscal_year"].n_unique() > 1:
        made.append(charts.change(frame, amount, *words))
    for tab, chart, name in zip(st.tabs(titles[: len(made)]), made, ("levels", "shares", "change"), strict=False):
        with tab:
            st.altair_chart(chart, key=f"chart_{name}")
            st.download_button(
                f"{text('download')} {text('download_picture')}",
                lambda chart=chart: charts.picture(chart),
                f"{name}.png",
                on_click="ignore",
                key=f"picture_{name}",
            )


def _execution(selection: Selection) -> None:
    st.subheader(text("budget_against_final"), anchor=False)
    frame = answer(data.execution, selection)
    if shown(frame, "no_execution"):
        st.dataframe(
            frame,
            hide_index=True,
            column_order=[
                "department_name",
                "fiscal_year",
                "line",
                "line_name",
                "budget_yuan",
                "final_yuan",
                "difference_yuan",
                "execution_rate",
                "check_share",
            ],
            column_config={
                "department_name": text("body"),
                "fiscal_year": st.column_config.NumberColumn(text("year"), format="%d"),
                "line": text("line"),
                "line_name": "",
                "budget_yuan": st.column_config.NumberColumn(text("budget"), format="%,.2f"),
                "final_yuan": st.column_config.NumberColumn(text("final"), format="%,.2f"),
                "difference_yuan": st.column_config.NumberColumn(text("difference"), format="%,.2f"),
                "execution_rate": st.column_config.NumberColumn(text("execution_rate"), format="percent"),
                "check_share": st.column_config.NumberColumn(text("checks"), format="percent"),
            },
        )
