"""Two spellings of one name are told from two names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import TwoSpellings
from workflows.common.text import Spellings, is_name, same_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("m1", "M1"),
        ("m1", "m1 "),
        ("m1", "\tm1"),
        ("Ana Diaz", "Ana  Diaz"),
        ("Ana Diaz", "AnaDiaz"),
        ("Ana Diaz", "Ana\u00a0Diaz"),
        ("Ana Diaz", "Ana\u3000Diaz"),
        ("Zoé", "Zoe\u0301"),
        ("ZOÉ", "zoe\u0301"),
        ("m1", "m\u200b1"),
        ("m1", "\ufeffm1"),
        ("m1", "m\u00ad1"),
        ("m1", "m1\ufe0f"),
        ("m1", "m\u034f1"),
        ("m1", "m1\u3164"),
        ("m1", "m1\u2060"),
        ("m1", "m1\U000e0041"),
        ("m1", "ｍ１"),
        ("Straße", "STRASSE"),
        ("Yıldız", "YILDIZ"),
        ("İpek", "ipek"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("ﬁona", "Fiona"),
        ("한글", unicodedata.normalize("NFD", "한글")),
    ],
    ids=ascii,
)
def test_spellings_of_one_name_are_the_same(one, other):
    assert same_name(one) == same_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("m1", "m2"), ("Zoé", "Zoe"), ("Ana", "Anna"), ("m1", "m-1"), ("m1", "ml"), ("Å", "A"), ("陈", "程")],
)
def test_names_that_differ_stay_apart(one, other):
    assert same_name(one) != same_name(other)


@given(st.text(max_size=8), st.sampled_from(["upper", "lower", "casefold"]))
def test_changing_the_case_changes_no_name(name, change):
    # From capitals, which have one small letter each; a few small ones of old scripts share a capital.
    assert same_name(getattr(name.upper(), change)()) == same_name(name.upper())


@given(st.text(max_size=8), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_composing_accents_otherwise_changes_no_name(name, form):
    assert same_name(unicodedata.normalize(form, name)) == same_name(name)


@given(
    st.text(st.characters(exclude_categories=["M"]), max_size=8), st.sampled_from([" ", "\u00a0", "\u200b"])
)
def test_what_cannot_be_seen_changes_no_name(name, sign):
    assert same_name(sign + sign.join(name) + sign) == same_name(name)


@pytest.mark.parametrize(
    "value", ["", " ", "\u200b", "\u3164\u2800", "a\nb", "a\0", "\ta", 7, None, ["a"], True]
)
def test_what_cannot_be_read_as_a_name_is_none(value):
    assert not is_name(value)


@pytest.mark.parametrize("value", ["Amara", "7", "Jean-Paul ", "O'Neil, José", "陈", "علی‌رضا"])
def test_a_name_in_any_script_is_one(value):
    assert is_name(value)


def test_the_first_spelling_and_its_place_are_told():
    names = Spellings("marker")
    names.take("m1", "marks.jsonl:1")
    names.take("m1", "marks.jsonl:2")
    names.take("m2", "marks.jsonl:3")
    with pytest.raises(
        TwoSpellings, match=r"marker: expected one spelling .*, 'm1' at marks.jsonl:1, got 'M1 '"
    ):
        names.take("M1 ", "marks.jsonl:4")
    assert "M1 " not in names


def test_spellings_that_look_alike_are_told_by_their_signs():
    names = Spellings("candidate")
    names.take("Zoé", "a:1")
    with pytest.raises(TwoSpellings) as told:
        names.take("Zoe\u0301", "a:2")
    assert r"(that is 'Zo\xe9', not 'Zoe\u0301')" in str(told.value)
