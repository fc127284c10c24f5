"""Document: a form beside its page, the cell of a number boxed, open identities, statements of the text, performance forms.

Belongs here: choosing a document and a place in it, and how its parts stand beside each other. Does not belong here: drawing (overlay.py),
a form as a grid (_grid.py).
"""

from typing import Any

import polars as pl
import streamlit as st

from pipelines.explorer import overlay
from pipelines.explorer.address import go, one, place, put
from pipelines.explorer.data import document as data
from pipelines.explorer.session import answer, box_of, clicked, file_of, go_to_cell, heading, language, shown, text
from pipelines.explorer.texts import called, column_name
from pipelines.explorer.views._grid import grid
from pipelines.explorer.views._table import table

WIDTH = 2.0  # pixels a point of the page's picture
PERFORMANCE = {
    "performance_projects": [
        "project_name",
        "approved_yuan",
        "adjusted_yuan",
        "executed_yuan",
        "execution_rate",
        "score",
    ],
    "performance_indicators": ["project_name", "level2", "level3", "target", "actual", "weight", "score"],
}


def page() -> None:
    """Draw the page."""
    heading("document")
    left, right = st.columns([11, 7])
    with left:
        head = _choose()
    if head is None:
        st.info(text("choose_document"))
        return
    amounts = answer(data.amounts_of, head["document_id"])
    marked = answer(data.open_cells, head["document_id"])
    with right:
        form = _form(amounts)
    _about(head)
    left, right = st.columns([11, 10], gap="medium")
    with right:
        _lines(head, amounts, marked, form)
        _besides(head)
    with left:
        _page(head, amounts, marked, form)


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
        on_change=put,
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


def _form(amounts: pl.DataFrame) -> str | None:
    forms = amounts["form"].unique(maintain_order=True).to_list()
    if not forms:
        return None
    return one(
        st.selectbox,
        text("form"),
        forms,
        "form",
        forms[0],
        format_func=lambda form: called("form", form, language()),
        on_change=put,
    )


def _about(head: dict[str, Any]) -> None:
    status = called("document_status", head["status"], language())
    reasons = _reasons(head)
    source = head["source_url"] or f"{head['source_id']}: {head['file_name']}"
    st.caption(
        f"{text('status')}: {status}{f'（{reasons}）' if reasons else ''} · {text('source')}: {source} · `{head['document_id'][:16]}`"
    )


def _reasons(head: dict[str, Any]) -> str:
    return "、".join(
        called("status_reason", one, language()) for one in (head["status_reason"] or "").split(",") if one
    )


def _lines(head: dict[str, Any], amounts: pl.DataFrame, marked: pl.DataFrame, form: str | None) -> None:
    """The form's lines; a click names the amount's cell in the address."""
    if form is None:
        status = called("document_status", head["status"], language())
        st.info(text("no_forms", status=status, reason=_reasons(head)))
        return
    shape = grid(amounts.filter(pl.col("form") == form), marked, language())
    keys = [name for name in shape.table.columns if column_name(name, language())]
    key = f"cells_{head['document_id'][:16]}_{form}"
    event = st.dataframe(
        shape.table,
        hide_index=True,
        height=min(560, 38 + 35 * len(shape.table)),
        on_select="rerun",
        selection_mode="single-cell",
        key=key,
        placeholder="",
        column_config={
            **{
                name: st.column_config.TextColumn(column_name(name, language()), pinned=name != "line_name")
                for name in keys
            },
            **{
                name: st.column_config.TextColumn(name, alignment="right", help=header)
                for name, header in shape.headers.items()
            },
        },
    )
    chosen = clicked(event, key)
    amount = shape.at(*chosen) if chosen else None
    if amount:
        put("cell", _cell(amount))


def _cell(amount: dict[str, Any]) -> str:
    return f"{amount['table_id']}.{amount['row_index']}.{amount['column_index']}"


def _page(head: dict[str, Any], amounts: pl.DataFrame, marked: pl.DataFrame, form: str | None) -> None:
    file = file_of(head["document_id"])
    boxes, caption = _boxes(amounts, marked, form)
    if caption:
        st.markdown(f"**{caption}**")
    if file is None:
        st.warning(text("no_file"))
        return
    pages = overlay.page_count(file)
    if not pages:
        return
    boxed = int(boxes[0]["page"]) if boxes else 1
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(text("page_of", pages=pages), width="content")
        turned = st.number_input(
            text("page"),
            1,
            pages,
            boxed,
            # Another place is another field: it begins at the page of its box.
            key=f"page_{head['document_id'][:16]}_{place()}_{form}",
            width=140,
            label_visibility="collapsed",
        )
    number = int(turned or boxed)
    here = [box for box in boxes if box["page"] == number]
    others = marked.filter(pl.col("page") == number).to_dicts()
    if here:
        st.image(_near(file, head["document_id"], number, _edges(here)[0]), width="stretch", alt="cell")
    st.image(
        _drawn(file, head["document_id"], number, _edges(here), _edges(others)), width="stretch", alt=f"page {number}"
    )
    st.caption(text("legend"))


def _boxes(amounts: pl.DataFrame, marked: pl.DataFrame, form: str | None) -> tuple[list[dict[str, Any]], str | None]:
    """What the address names, or else the first amount of the form: its boxes, and what is said of them."""
    key, value = place() or ("", "")
    if key == "box":
        numbers = [float(one) for one in value.split(",") if one.replace(".", "", 1).isdigit()]
        if len(numbers) == 5:
            return [dict(zip(("page", "x0", "top", "x1", "bottom"), numbers, strict=True))], None
    if key == "check":
        cells = marked.filter(pl.col("check_number").cast(pl.String) == value)
        if len(cells):
            return cells.to_dicts(), text("boxed_identity", identity=cells["check_id"][0])
        return [], text("no_cells")
    named = amounts.filter(
        pl.concat_str("table_id", "row_index", "column_index", separator=".") == value
        if key == "cell"
        else pl.lit(False)
    )
    if not len(named):
        named = amounts.filter(pl.col("form") == form)
    if not len(named):
        return [], None
    amount = named.row(0, named=True)
    yuan = f"{amount['amount_yuan']:,.2f}" if amount["amount_yuan"] is not None else "?"
    unit = amount["published_unit"] or "?"
    line = " ".join(filter(None, [amount["code"], amount["line_name"]]))
    measure = called("measure", amount["measure"], language())
    return [amount], text("boxed", line=line, measure=measure, published=amount["published"], unit=unit, yuan=yuan)


def _edges(boxes: list[dict[str, Any]]) -> tuple[tuple[float, ...], ...]:
    return tuple((box["x0"], box["top"], box["x1"], box["bottom"]) for box in boxes)


@st.cache_data(max_entries=60, show_spinner=False)
def _drawn(_file: bytes, document: str, number: int, boxes: Any, marks: Any) -> bytes:
    return overlay.boxed(_file, number, _rows(boxes), _rows(marks), WIDTH)


@st.cache_data(max_entries=60, show_spinner=False)
def _near(_file: bytes, document: str, number: int, box: Any) -> bytes:
    return overlay.crop(_file, number, box)


def _rows(edges: Any) -> list[dict[str, float]]:
    return [dict(zip(("x0", "top", "x1", "bottom"), box, strict=True)) for box in edges]


def _besides(head: dict[str, Any]) -> None:
    """Open identities, statements and performance forms of the document, each behind a tab."""
    document = head["document_id"]
    open_checks = answer(data.open_checks, document)
    claims = answer(data.claims_of, document)
    performed = {name: answer(data.performance_of, document, name, tuple(PERFORMANCE[name])) for name in PERFORMANCE}
    tabs = {"open_identities": open_checks, "claims": claims, **performed}
    tabs = {key: rows for key, rows in tabs.items() if key == "open_identities" or (rows is not None and len(rows))}
    for (key, rows), tab in zip(tabs.items(), st.tabs([f"{text(key)} {len(tabs[key])}" for key in tabs]), strict=True):
        with tab:
            if key == "open_identities":
                _identities(head, rows)
            elif key == "claims":
                _claims(head, rows)
            else:
                _places(head, rows, key)


def _identities(head: dict[str, Any], frame: pl.DataFrame) -> None:
    if not shown(frame, "all_hold"):
        return
    chosen = table(frame, "open_checks", select=True, height=min(300, 38 + 35 * len(frame)))
    st.caption(text("click_identity"))
    if chosen:
        row = frame.row(chosen[0], named=True)
        go("document", document=head["document_id"][:16], form=row["form"], check=str(row["check_number"]))


def _claims(head: dict[str, Any], frame: pl.DataFrame) -> None:
    chosen = table(frame, "claims", select=True, lists={"status": "claim_status"}, height=300)
    st.caption(text("click_claim"))
    if chosen:
        row = frame.row(chosen[0], named=True)
        if (chosen[1] or "").startswith("linked_") and row["linked_table_id"]:
            linked = {name: row[f"linked_{name}"] for name in ("form", "table_id", "row_index", "column_index")}
            go_to_cell({"document_id": head["document_id"], **linked})
        put("box", box_of(row) or "")


def _places(head: dict[str, Any], frame: pl.DataFrame, key: str) -> None:
    chosen = table(frame, key, select=True, height=300)
    if chosen:
        put("box", box_of(frame.row(chosen[0], named=True)) or "")
