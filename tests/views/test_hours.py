"""What a page says of hours: the reader's own, and those that clocks skip or show twice."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

import texts
from tests.views.opened import words

LANGUAGES = pytest.mark.parametrize("language", texts.LANGUAGES)


def _typed(day: str, language: str) -> None:
    import datetime as dt

    import texts
    from views.common.text import typed_hour

    texts.use(language)
    typed_hour(dt.date.fromisoformat(day), dt.time(2, 30), "Europe/Paris")


def _told(language: str) -> None:
    import datetime as dt

    import streamlit as st

    import texts
    from views.common.text import deadline

    texts.use(language)
    st.markdown(deadline(dt.datetime(2027, 1, 15, 17, tzinfo=dt.UTC), "Europe/Paris"))


def page(script, zone: str = "Europe/Paris", **given) -> AppTest:
    at = AppTest.from_function(script, kwargs=given)
    at.context["timezone"] = zone
    at.run()
    assert not at.exception, at.exception
    return at


@LANGUAGES
@pytest.mark.parametrize(
    ("day", "n_errors", "n_warnings"), [("2027-03-28", 1, 0), ("2027-10-31", 0, 1), ("2027-06-01", 0, 0)]
)
def test_an_hour_that_clocks_skip_or_show_twice_is_said_aloud(day, n_errors, n_warnings, language):
    at = page(_typed, day=day, language=language)
    assert (len(at.error), len(at.warning)) == (n_errors, n_warnings)
    if n_warnings:
        assert "UTC+1" in words(at), "the second time that hour comes"
    if n_errors:
        assert "Paris" in words(at)


@LANGUAGES
def test_who_reads_elsewhere_reads_their_own_hour_too(language):
    assert "New York" in words(page(_told, "America/New_York", language=language))
    assert "New York" not in words(page(_told, "Europe/Madrid", language=language))
    assert "Paris" in words(page(_told, "No/Where", language=language))
