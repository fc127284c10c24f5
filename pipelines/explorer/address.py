"""The address of a page holds what is chosen on it, so that a view can be shared.

Belongs here: widgets' values to and from the query of the address, by their codes and in no language; the place on a page that is shown.
Streamlit can bind a widget by itself, but then by the words it shows. Does not belong here: any page.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

Option = TypeVar("Option", str, int)
_PENDING = "pending"
# What names a place on a document's page, one of these at a time: an amount's cell, an open identity, a box of four edges.
PLACES = ("cell", "check", "box")


def go(view: str, **values: Any) -> None:
    """Show another page, with its widgets set to these values (None: left as it is)."""
    st.session_state[_PENDING] = {"view": view, **{key: value for key, value in values.items() if value is not None}}
    st.rerun()


def arrive() -> None:
    """Take over what `go` set; before any widget of the run."""
    pending = st.session_state.pop(_PENDING, None)
    if pending:
        for key in [key for key in st.query_params if key != "language"]:
            del st.query_params[key]
        for key in PLACES:
            if key in pending:
                st.query_params[key] = pending.pop(key)
        st.session_state.update(pending)


def place() -> tuple[str, str] | None:
    """Which of PLACES the address names, and its value."""
    return next(((key, st.query_params[key]) for key in PLACES if key in st.query_params), None)


def put(key: str | None = None, value: str = "") -> None:
    """Name a place in the address instead of the one that stands there; none: forget it."""
    for other in PLACES:
        if other in st.query_params:
            del st.query_params[other]
    if key is not None:
        st.query_params[key] = value


def one(
    widget: Callable[..., Any],
    label: str,
    options: Sequence[Option],
    key: str,
    default: Option | None = None,
    **more: Any,
) -> Option | None:
    """A widget of one value: first that of the address, then the default. Values of the address that are no options are ignored."""
    if st.session_state.get(key) not in options:
        asked = [option for option in options if str(option) == st.query_params.get(key)]
        st.session_state[key] = asked[0] if asked else default
    value = widget(label, options, key=key, **more)
    _keep(key, [] if value is None or value == default else [str(value)])
    return value


def several(
    widget: Callable[..., Any], label: str, options: Sequence[Option], key: str, **more: Any
) -> tuple[Option, ...]:
    """A widget of several values, none at first unless the address names some."""
    if key not in st.session_state:
        asked = set(st.query_params.get_all(key))
        st.session_state[key] = [option for option in options if str(option) in asked]
    st.session_state[key] = [value for value in st.session_state[key] if value in options]
    values = widget(label, options, key=key, **more)
    _keep(key, [str(value) for value in values])
    return tuple(values)


def words(label: str, key: str, **more: Any) -> str:
    """A field for words."""
    if key not in st.session_state:
        st.session_state[key] = st.query_params.get(key, "")
    value = st.text_input(label, key=key, **more).strip()
    _keep(key, [value] if value else [])
    return value


def _keep(key: str, values: list[str]) -> None:
    if st.query_params.get_all(key) == values:
        return
    if values:
        st.query_params[key] = values
    else:
        del st.query_params[key]
