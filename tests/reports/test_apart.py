"""In a server another process sets documents: the same bytes, refusals in words, and nothing stays behind."""

from __future__ import annotations

import sys

import pytest

from errors import DocumentError
from reports import apart
from reports.typeset import typeset
from tests.reports.test_typeset import data


@pytest.fixture
def in_a_server(monkeypatch):
    monkeypatch.setattr(apart, "_is_apart", False)
    apart.keep_apart()


def test_another_process_sets_the_same_bytes(monkeypatch):
    here = typeset("feedback", data(intro="Zoé — « ça va ? » 日本"))
    monkeypatch.setattr(apart, "_is_apart", False)
    apart.keep_apart()
    monkeypatch.setattr("reports.typeset._compile", None)
    assert typeset("feedback", data(intro="Zoé — « ça va ? » 日本")) == here


def test_a_document_that_cannot_be_set_is_refused_in_words_that_quote_nothing(in_a_server, capfd):
    with pytest.raises(DocumentError) as refused:
        typeset("feedback", {"language": "en", "title": "Secret of Zoé"})
    assert "Zoé" not in str(refused.value)
    assert "Zoé" not in "".join(capfd.readouterr())


def test_a_document_that_takes_too_long_is_given_up(in_a_server, monkeypatch):
    monkeypatch.setattr(apart, "WITHIN_S", 0.0)
    with pytest.raises(DocumentError, match="not set within"):
        typeset("feedback", data())


def test_who_waits_too_long_for_others_is_told(in_a_server, monkeypatch):
    monkeypatch.setattr(apart, "WAIT_S", 0.0)
    monkeypatch.setattr(sys, "executable", "/nowhere")
    with apart._one_at_a_time, pytest.raises(DocumentError, match="Other documents"):
        typeset("feedback", data())
