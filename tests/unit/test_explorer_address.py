"""What is chosen on a page stands in its address, and an address opens what it names.

Here: address.py in a page of Streamlit's own tests. Not here: a browser.
"""

import pytest

testing = pytest.importorskip(
    "streamlit.testing.v1", reason="the extra `explorer` is not installed: make setup EXTRAS=explorer"
)


def page() -> None:
    """A page of three fields and a place."""
    import streamlit as st

    from pipelines.explorer import address

    address.arrive()
    st.session_state["out"] = (
        address.one(st.selectbox, "one", ["a", "b", "c"], "one", "a"),
        address.several(st.multiselect, "several", [2021, 2022], "several"),
        address.words("words", "words"),
        address.place(),
    )
    if st.button("go"):
        address.go("page", one="c", several=[2022], words=None, cell="t001.3.2")
    if st.button("put"):
        address.put("box", "3,1,2,3,4")
    if st.button("forget"):
        address.put()


def opened(**query):
    at = testing.AppTest.from_function(page, default_timeout=20)
    for key, value in query.items():
        at.query_params[key] = value
    return at.run()


def test_an_address_opens_what_it_names():
    at = opened(one="b", several=["2022"], words="热线", cell="t001.3.2")
    assert at.session_state["out"] == ("b", (2022,), "热线", ("cell", "t001.3.2"))


def test_what_is_no_option_is_ignored():
    at = opened(one="z", several=["1999", "2021"])
    assert at.session_state["out"] == ("a", (2021,), "", None)
    assert "one" not in at.query_params


def test_what_is_chosen_goes_into_the_address_and_the_default_does_not():
    at = opened()
    assert dict(at.query_params) == {}
    at.selectbox[0].set_value("c").run()
    at.multiselect[0].set_value([2021, 2022]).run()
    at.text_input[0].set_value(" 热线 ").run()
    assert dict(at.query_params) == {"one": "c", "several": ["2021", "2022"], "words": "热线"}
    at.selectbox[0].set_value("a").run()
    assert "one" not in at.query_params


def test_to_go_elsewhere_leaves_nothing_of_before_but_the_language():
    at = opened(one="b", language="en", box="1,2,3,4,5")
    at.button[0].click().run()
    assert at.session_state["out"][0] == "c"
    assert at.session_state["out"][3] == ("cell", "t001.3.2")
    assert {key: value for key, value in dict(at.query_params).items() if key in ("language", "cell", "box")} == {
        "language": "en",
        "cell": "t001.3.2",
    }


def test_one_place_at_a_time():
    at = opened(cell="t001.3.2")
    at.button[1].click().run()
    assert at.query_params["box"] == "3,1,2,3,4"
    assert "cell" not in at.query_params
    at.button[2].click().run()
    assert "box" not in at.query_params
