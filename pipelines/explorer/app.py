"""The explorer's entry: what `duizhang serve` runs. Language, navigation, and what all pages share.

Belongs here: the frame around the pages. Does not belong here: the pages (views). One path for all pages: Streamlit looks for its server below the
path of a page's own, and complains of it in the browser.
"""

import streamlit as st

from pipelines import DuizhangError
from pipelines.explorer import address, session
from pipelines.explorer.texts import LANGUAGES, say
from pipelines.explorer.views import compare, document, quality, search

VIEWS = {"compare": compare.page, "document": document.page, "quality": quality.page, "search": search.page}


def main() -> None:
    """Draw the page at hand."""
    st.set_page_config(page_title="对账 Duizhang", layout="wide")
    address.arrive()
    with st.sidebar:
        language = address.one(
            st.segmented_control,
            f"{say('language', 'zh')} / {say('language', 'en')}",
            list(LANGUAGES),
            "language",
            "zh",
            format_func=LANGUAGES.__getitem__,
            required=True,
        )
        view = address.one(
            st.radio,
            session.text("title"),
            list(VIEWS),
            "view",
            "compare",
            format_func=lambda one: say(one, language or "zh"),
        )
    try:
        VIEWS[view or "compare"]()
    except DuizhangError:
        st.info(session.text("nothing_published", folder=session.data_dir()))


main()
