"""Search: bodies, lines, projects and performance indicators by name or code.

Belongs here: one field and its results. Does not belong here: the questions (data.py).
"""

from typing import Any

import polars as pl
import streamlit as st

from pipelines.explorer import address, data
from pipelines.explorer.session import answer, clicked, go_to_cell, heading, text


def page() -> None:
    """Draw the page."""
    heading("search")
    words = address.words(text("search_for"), "words", placeholder=text("search_hint"))
    if not words:
        return
    bodies = answer(data.find_bodies, words)
    lines = answer(data.find_lines, words)
    projects = answer(data.find_projects, words)
    performed = answer(data.find_rows, "performance_projects", ("project_name",), words)
    indicators = answer(data.find_rows, "performance_indicators", ("level3", "project_name"), words)
    found = [
        (key, frame)
        for key, frame in (
            ("found_bodies", bodies),
            ("found_lines", lines),
            ("found_projects", projects),
            ("found_performed", performed),
            ("found_indicators", indicators),
        )
        if frame is not None and len(frame)
    ]
    if not found:
        st.info(text("nothing_found", words=words))
    for key, frame in found:
        title = text(key)
        if len(frame) == data.LIMIT:
            title += f"（{text('shown_first', count=data.LIMIT)}）"
        st.subheader(title, anchor=False)
        _results(key, frame)


def _results(key: str, frame: pl.DataFrame) -> None:
    hidden = [name for name in frame.columns if name.endswith(("_id", "_index"))]
    event = st.dataframe(
        frame,
        hide_index=True,
        column_config=dict.fromkeys(hidden),
        on_select="rerun",
        selection_mode="single-row",
        key=f"results_{key}",
    )
    row = clicked(event)
    if row is not None:
        _open(frame.row(row, named=True))


def _open(row: dict[str, Any]) -> None:
    if "column_index" in row:
        go_to_cell({**row, "form": "budget_project"})
    elif "document_id" in row:
        address.go("document", document=row["document_id"][:16])
    else:
        address.go("compare", bodies=[row["department_id"]])
