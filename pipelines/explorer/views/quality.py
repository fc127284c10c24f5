"""Quality: how far the identities hold, what publishers got wrong, what is not read, what waits, what is stale.

Belongs here: tables of the warehouse's `quality` schema for the eye. Does not belong here: definitions (dbt/models/quality).
"""

import polars as pl
import streamlit as st

from pipelines.explorer import data
from pipelines.explorer.address import go
from pipelines.explorer.session import answer, clicked, heading, language, shown, text
from pipelines.explorer.texts import called

CLOSURES = {
    "by_city_and_year": "closure_by_region_year",
    "by_form": "closure_by_form",
    "by_document": "closure_by_document",
}


def page() -> None:
    """Draw the page."""
    heading("quality")
    closure, mistakes, unread, review, fresh = st.tabs(
        [text(key) for key in ("closure", "publishers_mistakes", "not_read", "waits_for_review", "freshness")]
    )
    with closure:
        for key, table in CLOSURES.items():
            st.subheader(text(key), anchor=False)
            st.dataframe(answer(_all_of, table), hide_index=True)
    with mistakes:
        _documents(answer(data.mistakes), "no_mistakes", "mistakes")
    with unread:
        frame = answer(data.not_complete)
        named = frame.with_columns(
            pl.col("status_reason").map_elements(_reasons, return_dtype=pl.String, skip_nulls=True)
        )
        _documents(named, "all_complete", "unread")
    with review:
        waiting = answer(_all_of, "review_items")
        if waiting is None or not len(waiting):
            st.info(text("nothing_to_review"))
        else:
            _documents(waiting, "nothing_to_review", "review")
    with fresh:
        st.dataframe(
            answer(data.freshness),
            hide_index=True,
            column_config={
                "source_id": text("publisher"),
                "document_count": text("documents"),
                "latest_year": st.column_config.NumberColumn(text("latest_year"), format="%d"),
                "last_fetched": st.column_config.DatetimeColumn(text("last_fetched")),
            },
        )


def _all_of(connection, table: str) -> pl.DataFrame | None:
    if not data.has(connection, table):
        return None
    return data.ask(connection, f'from "{table}" order by all')


def _reasons(text: str) -> str:
    return "、".join(called("status_reason", one, language()) for one in text.split(","))


def _documents(frame: pl.DataFrame, empty: str, key: str) -> None:
    if not shown(frame, empty):
        return
    event = st.dataframe(frame, hide_index=True, on_select="rerun", selection_mode="single-row", key=key)
    row = clicked(event)
    if row is not None:
        go("document", document=frame["document_id"][row][:16])
