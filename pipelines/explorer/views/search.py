"""Search: bodies, lines, projects and performance indicators by name or code.

Belongs here: one field and its results, and where each leads. Does not belong here: the questions (data/search.py).
"""

from typing import Any

import streamlit as st

from pipelines.explorer import address
from pipelines.explorer.data import LIMIT
from pipelines.explorer.data import search as data
from pipelines.explorer.session import answer, go_to_box, go_to_cell, heading, text
from pipelines.explorer.views._table import table

QUESTIONS = {
    "found_bodies": data.find_bodies,
    "found_lines": data.find_lines,
    "found_projects": data.find_projects,
    "found_performed": data.find_performed,
    "found_indicators": data.find_indicators,
}
ROWS = 8  # of each kind at once: what was found stands on one screen


def page() -> None:
    """Draw the page."""
    heading("search")
    words = address.words(text("search_for"), "words", placeholder=text("search_hint"))
    if not words:
        st.info(text("search_what"))
        return
    found = {key: answer(question, words) for key, question in QUESTIONS.items()}
    found = {key: frame for key, frame in found.items() if frame is not None and len(frame)}
    if not found:
        st.info(text("nothing_found", words=words))
    for key, frame in found.items():
        count = text("shown_first", count=LIMIT) if len(frame) == LIMIT else len(frame)
        st.subheader(f"{text(key)}（{count}）", anchor=False)
        chosen = table(frame, key, select=True, height=38 + 35 * min(ROWS, len(frame)))
        if chosen:
            _open(frame.row(chosen[0], named=True))


def _open(row: dict[str, Any]) -> None:
    if "column_index" in row:
        go_to_cell(row)
    elif "document_id" in row:
        go_to_box(row)
    else:
        address.go("compare", bodies=[row["department_id"]])
