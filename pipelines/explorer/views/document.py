"""Document: a form beside its page, the cell of a number boxed, open identities and statements of the text.

Belongs here: choosing a document, form and page, and the two columns. Does not belong here: drawing (overlay.py).
"""

from typing import Any

import polars as pl
import streamlit as st

from pipelines.explorer import data, overlay
from pipelines.explorer.address import one
from pipelines.explorer.session import answer, clicked, file_of, heading, language, shown, text
from pipelines.explorer.texts import called

WIDTH = 1.7  # pixels a point


def page() -> None:
    """Draw the page."""
    heading("document")
    head = _choose()
    if head is None:
        st.info(text("choose_document"))
        return
    _about(head)
    amounts = answer(data.amounts_of, head["document_id"])
    left, right = st.columns([11, 9])
    with right:
        chosen = _form(head, amounts)
    with left:
        _page(head, amounts, chosen)
    _identities(head)
    claims = answer(data.rows_of, "claims", head["document_id"])
    if claims is not None and len(claims):
        st.subheader(text("claims"), anchor=False)
        st.dataframe(claims.drop("document_id"), hide_index=True)


def _choose() -> dict[str, Any] | None:
    frame = answer(data.documents)
    heads = {row["document_id"][:16]: row for row in frame.iter_rows(named=True)}
    chosen = one(
        st.selectbox,
        text("document"),
        list(heads),
        "document",
        format_func=lambda head: _name(heads[head]),
        placeholder=text("choose"),
    )
    return heads.get(chosen or "")


def _name(head: dict[str, Any]) -> str:
    named = [
        head["region_name"],
        head["department_name"],
        head["fiscal_year"],
        called("kind", head["kind"], language()),
    ]
    return " ".join(str(one) for one in (*named, head["file_name"]) if one)


def _about(head: dict[str, Any]) -> None:
    status = called("document_status", head["status"], language())
    reasons = "、".join(
        called("status_reason", one, language()) for one in (head["status_reason"] or "").split(",") if one
    )
    source = head["source_url"] or f"{head['source_id']}: {head['file_name']}"
    st.caption(
        f"{text('status')}: {status}{f'（{reasons}）' if reasons else ''} · {text('source')}: {source} · `{head['document_id'][:16]}`"
    )


def _form(head: dict[str, Any], amounts: pl.DataFrame) -> dict[str, Any] | None:
    """The form's lines by its columns; the amount whose cell is selected, or the one that the address names."""
    forms = amounts["form"].unique(maintain_order=True).to_list()
    if not forms:
        status = called("document_status", head["status"], language())
        st.info(text("no_forms", status=status, reason=head["status_reason"] or ""))
        return None
    form = one(
        st.selectbox,
        text("form"),
        forms,
        "form",
        forms[0],
        format_func=lambda form: called("form", form, language()),
    )
    here = amounts.filter(pl.col("form") == form)
    table, cells = _grid(here)
    event = st.dataframe(
        table,
        hide_index=True,
        height=620,
        on_select="rerun",
        selection_mode="single-cell",
        key=f"cells_{head['document_id'][:16]}_{form}",
        column_config={"code": text("line"), "line_name": "", "row": None},
    )
    row = clicked(event)
    if row is not None:
        column = event.selection.cells[0][1]
        found = cells.get((row, column)) or next((cell for (at, _), cell in cells.items() if at == row), None)
        if found:
            return found
    named = (st.session_state.get("cell") or st.query_params.get("cell", "")).split(".")
    if len(named) == 3:
        same = here.filter(
            (pl.col("table_id").cast(pl.String) == named[0])
            & (pl.col("row_index").cast(pl.String) == named[1])
            & (pl.col("column_index").cast(pl.String) == named[2])
        )
        if len(same):
            return same.row(0, named=True)
    return here.row(0, named=True)


def _grid(here: pl.DataFrame) -> tuple[pl.DataFrame, dict[tuple[int, str], dict[str, Any]]]:
    """The form as printed: a row a line, a column a measure; and the amount in each cell."""
    columns: list[str] = []
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    cells: dict[tuple[tuple[Any, ...], str], dict[str, Any]] = {}
    for amount in here.sort("table_id", "row_index", "column_index").iter_rows(named=True):
        lane = (amount["side"], amount["block"])
        at = (amount["table_id"], *lane, amount["row_index"])
        column = called("measure", amount["measure"], language())
        while (at, column) in cells:
            column += "′"
        if column not in columns:
            columns.append(column)
        line = rows.setdefault(
            at, {"code": amount["code"] or "", "line_name": amount["line_name"] or amount["row_body"] or ""}
        )
        line[column] = amount["published"]
        cells[at, column] = amount
    order = sorted(rows, key=lambda at: (at[0], str(at[1] or ""), at[2], at[3]))
    position = {at: number for number, at in enumerate(order)}
    schema = dict.fromkeys(["code", "line_name", *columns], pl.String)
    table = pl.DataFrame([rows[at] for at in order], schema=schema)
    return table, {(position[at], column): amount for (at, column), amount in cells.items()}


def _page(head: dict[str, Any], amounts: pl.DataFrame, chosen: dict[str, Any] | None) -> None:
    file = file_of(head["document_id"])
    if file is None:
        st.warning(text("no_file"))
        return
    pages = overlay.page_count(file)
    if chosen:
        number = chosen["page"]
    else:
        number = one(st.selectbox, text("page"), range(1, pages + 1), "page", 1) or 1
    st.caption(text("page_of", page=number, pages=pages))
    if chosen:
        yuan = f"{chosen['amount_yuan']:,.2f}" if chosen["amount_yuan"] is not None else "?"
        st.markdown(
            f"**{text('boxed', published=chosen['published'], unit=chosen['published_unit'] or '?', yuan=yuan)}**"
        )
    st.image(overlay.boxed(file, number, [chosen] if chosen else [], WIDTH), width="stretch", alt=f"page {number}")


def _identities(head: dict[str, Any]) -> None:
    st.subheader(text("open_identities"), anchor=False)
    frame = answer(data.open_checks, head["document_id"])
    if shown(frame, "all_hold"):
        st.dataframe(
            frame.with_columns(
                pl.col("form").map_elements(lambda form: called("form", form, language()), return_dtype=pl.String)
            ),
            hide_index=True,
            column_config={
                "check_id": text("identity"),
                "form": text("form"),
                "scope": text("line"),
                "measure": text("measure"),
                "expected_yuan": st.column_config.NumberColumn(text("expected"), format="%,.2f"),
                "actual_yuan": st.column_config.NumberColumn(text("actual"), format="%,.2f"),
                "difference_yuan": st.column_config.NumberColumn(text("difference"), format="%,.2f"),
                "cause": text("cause"),
            },
        )
