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
from pipelines.explorer.texts import Language, say
from pipelines.flow.published import connect

if TYPE_CHECKING:
    import polars as pl


def data_dir() -> Path:
    """The data directory that `duizhang serve` named."""
    return Path(os.environ.get("DUIZHANG_DATA_DIR", "data"))


def language() -> Language:
    """The language chosen in the sidebar."""
    return cast("Language", st.session_state.get("language") or "zh")


def text(key: str, **values: object) -> str:
    """The text of that key in the chosen language."""
    return say(key, language(), **values)


def answer(question: Callable[..., Any], *arguments: Any) -> Any:
    """What a question of data.py answers now: kept until something else is published."""
    package = data_dir() / "curated" / "datapackage.json"
    return _answer(question, arguments, package.stat().st_mtime_ns if package.is_file() else 0)


@st.cache_data(max_entries=500, show_spinner=False, hash_funcs={type(answer): lambda function: function.__qualname__})
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


def clicked(event: Any) -> int | None:
    """The row of a data frame's selected cell or row; None where nothing is selected."""
    selection = event.selection
    if selection.cells:
        return int(selection.cells[0][0])
    return int(selection.rows[0]) if selection.rows else None


def heading(key: str) -> None:
    """A page's title."""
    st.title(text(key), anchor=False)


def shown(frame: "pl.DataFrame", empty: str) -> bool:
    """Whether there is anything to show; says what to do where there is not."""
    if len(frame):
        return True
    st.info(text(empty))
    return False
