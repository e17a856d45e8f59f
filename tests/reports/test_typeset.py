"""Documents hold anybody's text, say their language, and are the same file twice."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from reports.typeset import LONGEST_WORD, clean, lacks_signs, typeset
from tests.reports.paper import claims_accessible, plain, words

NASTY = '#panic("no") $x^2$ @ref \\ "quotes" \'single\' *bold* _under_ `code` <label> // /* [x] {y} ~ = + -'


UNKNOWN = "\U00012f90"
"""Of Cypro-Minoan, which no common font has."""


def data(**changed):
    base = {
        "language": "en", "title": "A title", "title-shown": "A title", "head": "Head", "fictional": "",
        "foot": "Foot", "reference": "Reference", "intro": "Intro",
        "stage": {"title": "Stage", "said": ["One"]},
        "bands": {"title": "Bands", "columns": ["a", "b", "c"], "lines": [], "note": "Note", "apart": ""},
        "seen": {"title": "Seen", "list": [], "none": "None"},
        "practise": {"title": "Practise", "text": "Text"},
        "again": {"title": "Again", "said": ["Ask"]}, "rests": {"title": "Rests", "said": ["On this"]},
    }  # fmt: skip
    return base | changed


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_document_says_its_title_and_language_and_is_tagged(language):
    made = typeset("feedback", data(language=language))
    found = PdfReader(io.BytesIO(made))
    assert found.metadata is not None
    assert found.metadata.title == "A title"
    root = found.trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert claims_accessible(made)
    assert [round(side) for side in found.pages[0].mediabox[2:]] == [595, 842]
    assert "1 / 1" in words(made)


def test_the_same_data_give_the_same_bytes_and_no_hour():
    made = typeset("feedback", data())
    assert made == typeset("feedback", data())
    found = PdfReader(io.BytesIO(made)).metadata
    assert found is not None
    assert found.creation_date is None


def test_what_looks_like_a_command_is_printed_as_it_is():
    assert plain(NASTY) in words(typeset("feedback", data(intro=NASTY)))


def test_a_very_long_word_stays_on_the_page():
    made = typeset("feedback", data(intro="w" * 400))
    assert words(made).replace(" ", "").count("w") >= 400
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
    lines = PdfReader(io.BytesIO(made)).pages[0].extract_text().split("\n")
    assert max(line.count("w") for line in lines) < 100


def test_text_from_right_to_left_is_shown():
    made = typeset("feedback", data(intro="مرحبا · שלום"))
    assert claims_accessible(made)
    assert any("\u0590" <= sign <= "\u06ff" or "\ufb1d" <= sign <= "\ufefc" for sign in words(made))


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Żak",
        "Đặng Thị Hiền",
        "Şule Ğ",
        "Ελένη",
        "Жанна",
        "王小明",
        "山田さくら",
        "김민수",
        "สมชาย",
        "राहुल",
        "محمد",
        "דוד",
        "ተስፋዬ",
    ],
)
def test_names_of_every_script_are_shown_by_the_fonts_of_the_house(name):
    made = typeset("feedback", data(intro=name, reference=name))
    assert claims_accessible(made)
    assert not lacks_signs(name)


@pytest.mark.parametrize("name", ["Łukasz Żak", "Đặng Thị Hiền Nguyễn", "Şule Ğőș", "Ħařz"])
def test_no_latin_letter_falls_out_of_its_face(name):
    (page,) = PdfReader(io.BytesIO(typeset("feedback", data(intro=name)))).pages
    faces = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert all("Inter" in face or "Bricolage" in face for face in faces), faces


def test_a_sign_without_a_picture_costs_the_claim_and_nothing_else():
    made = typeset("feedback", data(intro=f"before {UNKNOWN} after"))
    assert not claims_accessible(made)
    assert "before" in words(made)
    assert PdfReader(io.BytesIO(made)).trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_control_characters_become_spaces():
    assert clean({"a": ["x\x00y\x07z\nw"]}) == {"a": ["x y z\nw"]}


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=LONGEST_WORD))
def test_a_long_word_keeps_its_letters(word):
    assert clean(word).replace("\u200b", "") == word


@settings(max_examples=25)
@given(st.text(max_size=200))
def test_any_text_can_be_set(text):
    assert typeset("feedback", data(intro=text)).startswith(b"%PDF")
