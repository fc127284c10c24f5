"""Quality: how far the identities hold, what publishers got wrong, what is not read, what waits, what is stale.

Belongs here: tables of the warehouse's `quality` schema for the eye. Does not belong here: definitions (dbt/models/quality).
"""

import streamlit as st

from pipelines.explorer.address import go, one
from pipelines.explorer.data import quality as data
from pipelines.explorer.session import answer, go_to_box, heading, shown, text
from pipelines.explorer.views._table import table

CLOSURE_COLUMNS = [
    "region_name",
    "fiscal_year",
    "form",
    "department_name",
    "file_name",
    "document_count",
    "obligations",
]
CLOSURE_COLUMNS += ["passed", "rounded", "mismatched", "insufficient", "check_share", "coverage_share", "quality_grade"]
PARTS = ("closure", "publishers_mistakes", "not_read", "waits_for_review", "freshness")


def page() -> None:
    """Draw the page."""
    heading("quality")
    parts = dict(zip(PARTS, st.tabs([text(key) for key in PARTS]), strict=True))
    with parts["closure"]:
        _closure()
    with parts["publishers_mistakes"]:
        _mistakes()
    with parts["not_read"]:
        _not_read()
    with parts["waits_for_review"]:
        _waiting()
    with parts["freshness"]:
        table(answer(data.freshness), "fresh")


def _closure() -> None:
    found = {by: answer(data.closure, by) for by in data.CLOSURES}
    grains = [by for by, frame in found.items() if frame is not None]
    by = one(
        st.segmented_control,
        text("by"),
        grains,
        "by",
        grains[0],
        format_func=lambda by: text(f"by_{by}"),
        label_visibility="collapsed",
        required=True,
    )
    frame = found[by or grains[0]]
    chosen = table(frame, f"closure_{by}", select=by == "document", order=CLOSURE_COLUMNS, height=620)
    if by == "document":
        st.caption(text("click_document"))
    if chosen:
        go("document", document=frame["document_id"][chosen[0]][:16])


def _mistakes() -> None:
    frame = answer(data.mistakes)
    if not shown(frame, "no_mistakes"):
        return
    chosen = table(frame, "mistakes", select=True, height=620)
    st.caption(text("click_identity"))
    if chosen:
        row = frame.row(chosen[0], named=True)
        go("document", document=row["document_id"][:16], form=row["form"], check=str(row["check_number"]))


def _not_read() -> None:
    frame = answer(data.not_complete)
    if not shown(frame, "all_complete"):
        return
    chosen = table(frame, "not_complete", select=True, lists={"status": "document_status"}, height=620)
    st.caption(text("click_document"))
    if chosen:
        go("document", document=frame["document_id"][chosen[0]][:16])


def _waiting() -> None:
    frame = answer(data.waiting)
    if frame is None:
        st.info(text("no_review"))
    elif shown(frame, "nothing_to_review"):
        chosen = table(frame, "waiting", select=True, height=620)
        st.caption(text("click_review"))
        if chosen:
            go_to_box(frame.row(chosen[0], named=True))
