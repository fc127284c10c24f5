"""A frame as a table for the eye: columns called and explained in the chosen language, money and shares formatted, closed lists in words.

Belongs here: how any table of any page looks. Does not belong here: which rows (data).
"""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from pipelines.explorer.session import clicked, language
from pipelines.explorer.texts import called, column_name, meaning

# The closed list that a column's values are of, where the column is not called like its list.
LISTS = {
    "entity_level": "entity_level",
    "kind": "kind",
    "form": "form",
    "linked_form": "form",
    "measure": "measure",
    "linked_measure": "measure",
    "cause": "check_cause",
    "code_system": "code_system",
    "status_reason": "status_reason",
    "claim": "claim",
    "reason": "review_reason",
    "statement": "statement",
}


def table(
    frame: pl.DataFrame,
    key: str,
    *,
    select: bool = False,
    order: list[str] | None = None,
    lists: Mapping[str, str] = {},
    height: int | None = None,
) -> tuple[int, str | None] | None:
    """Draw the frame's named columns, in `order` or their own; with `select`, the row and column of the cell that was just clicked.

    `lists` adds closed lists of columns to those of LISTS. Columns without any value are left out.
    """
    shown = [name for name in order or frame.columns if name in frame.columns and column_name(name, language())]
    shown = [name for name in shown if frame[name].null_count() < len(frame) or frame.is_empty()]
    in_words = frame.select(shown).with_columns(
        _in_words(name, {**LISTS, **lists}[name]) for name in shown if name in {**LISTS, **lists}
    )
    looks: dict[str, Any] = {
        "hide_index": True,
        "column_config": {name: _column(name, frame.schema[name]) for name in shown},
        "placeholder": "–",
        "height": height or "auto",
        "key": key,
    }
    if not select:
        st.dataframe(in_words, **looks)
        return None
    return clicked(st.dataframe(in_words, on_select="rerun", selection_mode="single-cell", **looks), key)


def _in_words(name: str, enum: str) -> pl.Expr:
    chosen = language()
    return pl.col(name).map_elements(
        lambda value: "、".join(called(enum, one, chosen) for one in value.split(",")), return_dtype=pl.String
    )


def _column(name: str, kind: pl.DataType) -> Any:
    label, about = column_name(name, language()), meaning(name, language())
    if name.endswith("_yuan"):
        return st.column_config.NumberColumn(label, format="%,.2f", help=about)
    if name.endswith(("share", "_rate")) or name == "change":
        return st.column_config.NumberColumn(label, format="percent", help=about)
    if name in ("fiscal_year", "latest_year", "page"):
        return st.column_config.NumberColumn(label, format="%d", help=about)
    if kind.is_temporal():
        return st.column_config.DatetimeColumn(label, format="YYYY-MM-DD HH:mm", help=about)
    return st.column_config.Column(label, help=about)
