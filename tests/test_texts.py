"""Every sentence exists in both languages, with the same placeholders, and every key asked for exists."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

import texts

ROOT = Path(__file__).parent.parent
PLACEHOLDER = re.compile(r"\{(\w+)\}")
ASKED = re.compile(r"""\bt\(\s*f?(["'])(?P<key>[a-z_]+(?:\.[\w{}.\[\]\-"' ]+)+)\1""")


def test_both_languages_have_the_same_keys():
    assert set(texts.texts("fr")) == set(texts.texts("en"))


def test_both_languages_fill_the_same_placeholders():
    found = {
        language: {key: set(PLACEHOLDER.findall(text)) for key, text in texts.texts(language).items()}
        for language in ("fr", "en")
    }
    assert found["fr"] == found["en"]


@pytest.mark.parametrize("path", sorted((ROOT / "views").rglob("*.py")), ids=lambda path: path.stem)
def test_every_key_a_page_asks_for_exists(path):
    known = set(texts.texts("en"))
    for match in ASKED.finditer(path.read_text("utf-8")):
        key = match["key"]
        if "{" in key:
            pattern = re.compile(re.sub(r"\\\{[^}]*\\\}", r".+", re.escape(key)) + r"(\..+)?")
            assert any(pattern.fullmatch(one) for one in known), key
        else:
            assert key in known or {f"{key}.one", f"{key}.other"} <= known, key


def test_no_sentence_claims_what_no_study_has_shown():
    banned = re.compile(
        r"\bunbiased\b|predicts performance|\bobjective(ly)?\b|\bobjectif|impartia", re.IGNORECASE
    )
    for language in ("fr", "en"):
        for key, sentence in texts.texts(language).items():
            assert not banned.search(sentence), f"{language} {key}: {sentence}"


@pytest.mark.parametrize(
    ("language", "written"),
    [("fr", ["1er décembre 2026", "2 décembre 2026"]), ("en", ["1 December 2026", "2 December 2026"])],
)
def test_the_first_of_a_month_is_an_ordinal_in_french(language, written):
    texts.use(language)
    assert [texts.day(dt.date(2026, 12, number)) for number in (1, 2)] == written
    last_hour = dt.datetime(2026, 11, 30, 23, 5, tzinfo=dt.UTC)
    assert texts.moment(last_hour, "Europe/Paris").startswith(written[0])
