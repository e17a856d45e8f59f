"""Signs of Markdown become text; what the browser would still turn into something is broken invisibly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views.common.text import escape_link_label, escape_markdown

JOINER = "\u2060"


@given(st.text())
def test_nothing_but_backslashes_and_joiners_is_added(text):
    clean = text.replace("\\", "").replace(JOINER, "")
    assert escape_markdown(clean).replace("\\", "").replace(JOINER, "") == clean


@pytest.mark.parametrize(
    "text",
    ["https://a.example", "HTTP://a", "www.a.example", ":material/delete:", ":streamlit:", "a -- b", "a -> b",
     "<- b", "a >= b", "a <= b", "~= b"],
)  # fmt: skip
def test_what_the_browser_looks_for_itself_is_no_longer_there(text):
    assert JOINER in escape_markdown(text)


@pytest.mark.parametrize(
    "text", ["9:30 at the office", "note: bring a pen", "a-b", "50 < 60", "rh@example.com"]
)
def test_ordinary_text_is_not_touched(text):
    assert JOINER not in escape_markdown(text)


def test_an_entity_stays_what_was_typed():
    assert escape_link_label("&lt;") == r"\&lt;"
