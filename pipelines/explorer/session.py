"""What every page needs of its surroundings: the language, the published tables, the archive.

Belongs here: Streamlit's state and caches. Does not belong here: any page.
"""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from pipelines.archive.store import blob_path
from pipelines.explorer.address import go
from pipelines.explorer.texts import LANGUAGES, Language, say
from pipelines.flow.published import connect

if TYPE_CHECKING:
    import polars as pl


def data_dir() -> Path:
    """The data directory that `duizhang serve` named."""
    return Path(os.environ.get("DUIZHANG_DATA_DIR", "data"))


def language() -> Language:
    """The language chosen in the sidebar."""
    chosen = st.session_state.get("language") or st.query_params.get("language")
    return cast("Language", chosen if chosen in LANGUAGES else "zh")


def text(key: str, **values: object) -> str:
    """The text of that key in the chosen language."""
    return say(key, language(), **values)


def answer(question: Callable[..., Any], *arguments: Any) -> Any:
    """What a question of data.py answers now: kept until something else is published."""
    package = data_dir() / "curated" / "datapackage.json"
    return _answer(question, arguments, package.stat().st_mtime_ns if package.is_file() else 0)


def _name_of(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{getattr(function, '__qualname__', '')}"


@st.cache_data(max_entries=500, show_spinner=False, hash_funcs={type(answer): _name_of})
def _answer(question: Callable[..., Any], arguments: tuple[Any, ...], published: int) -> Any:
    with closing(connect(data_dir())) as connection:
        return question(connection, *arguments)


@st.cache_data(max_entries=20, show_spinner=False)
def file_of(document: str) -> bytes | None:
    """The archived file; None where this archive does not hold it."""
    path = blob_path(data_dir(), document)
    return path.read_bytes() if path.is_file() else None


def go_to_cell(amount: dict[str, Any]) -> None:
    """Open the page with the amount's cell boxed."""
    go(
        "document",
        document=amount["document_id"][:16],
        form=amount["form"],
        cell=f"{amount['table_id']}.{amount['row_index']}.{amount['column_index']}",
    )


def go_to_box(row: dict[str, Any]) -> None:
    """Open the document with the row's box (page, x0, top, x1, bottom); without one where it has none."""
    go("document", document=row["document_id"][:16], box=box_of(row))


def box_of(row: dict[str, Any]) -> str | None:
    """A row's place as the address has it: page and edges in points; None where the row has no place."""
    edges = [row.get(name) for name in ("page", "x0", "top", "x1", "bottom")]
    return None if None in edges else ",".join(f"{edge:g}" for edge in edges)


def clicked(event: Any, key: str) -> tuple[int, str | None] | None:
    """The row, and the column where cells are chosen, that was selected in a table since the page was last drawn; else None."""
    cells, rows = event.selection.cells, event.selection.rows
    now = (int(cells[0][0]), str(cells[0][1])) if cells else (int(rows[0]), None) if rows else None
    before = st.session_state.setdefault("selected", {})
    fresh = now is not None and before.get(key) != now
    before[key] = now
    return now if fresh else None


def heading(key: str) -> None:
    """A page's title."""
    st.title(text(key), anchor=False)


def shown(frame: "pl.DataFrame", empty: str) -> bool:
    """Whether there is anything to show; says what to do where there is not."""
    if len(frame):
        return True
    st.info(text(empty))
    return False
