"""The explorer's entry: what `duizhang serve` runs. Language, navigation, and what all pages share.

Belongs here: the frame around the pages. Does not belong here: the pages (views). One path for all pages: Streamlit looks for its server below the
path of a page's own, and complains of it in the browser.
"""

import streamlit as st

from pipelines.explorer import address, session
from pipelines.explorer.texts import LANGUAGES, say
from pipelines.explorer.views import compare, document, quality, search
from pipelines.flow.errors import NothingPublishedError

VIEWS = {"compare": compare.page, "document": document.page, "quality": quality.page, "search": search.page}
# A laptop's screen is for figures: Streamlit leaves a fifth of it empty at the top and the sides.
STYLE = """<style>
.stMainBlockContainer { padding: 0.8rem 2rem 2rem; }
.stAppHeader { background: none; pointer-events: none; }
h1 { font-size: 1.6rem !important; padding: 0 0 0.2rem !important; }
h3 { font-size: 1.15rem !important; padding: 0.3rem 0 !important; }
</style>"""


def main() -> None:
    """Draw the page at hand."""
    st.set_page_config(page_title="对账 Duizhang", layout="wide")
    address.arrive()
    st.html(STYLE)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{session.text('title')}**", width="content")
        view = address.one(
            st.segmented_control,
            session.text("title"),
            list(VIEWS),
            "view",
            "compare",
            format_func=lambda one: say(one, session.language()),
            label_visibility="collapsed",
            required=True,
        )
        st.space("stretch")
        address.one(
            st.segmented_control,
            f"{say('language', 'zh')} / {say('language', 'en')}",
            list(LANGUAGES),
            "language",
            "zh",
            format_func=LANGUAGES.__getitem__,
            label_visibility="collapsed",
            required=True,
        )
    try:
        VIEWS[view or "compare"]()
    except NothingPublishedError:
        st.info(session.text("nothing_published", folder=session.data_dir()))


main()
