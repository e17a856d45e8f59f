import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assessments.content.wording import typeset

PIECES = st.sampled_from(
    ["mot", "17", "5", "000", "€", "%", "h", "30", "«", "»", "?", "!", ";", ":", "...", "…", "'", " ",
     "\u00a0", "\u202f", "\n", "https://a.fr/b?c=d:e", "ana@exemple.fr", "10:05", "@Noor", "(", ")", "."]
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Vraiment ?", "Vraiment\u202f?"),
        ("Vraiment?", "Vraiment\u202f?"),
        ("Quoi ?!", "Quoi\u202f?!"),
        ("Oui ; non", "Oui\u202f; non"),
        ("Charte : lire", "Charte\u00a0: lire"),
        ("« Bonjour »", "«\u00a0Bonjour\u00a0»"),
        ("«Bonjour»", "«\u00a0Bonjour\u00a0»"),
        ("à 17 h", "à 17\u00a0h"),
        ("à 21 h 40", "à 21\u00a0h\u00a040"),
        ("500 €", "500\u00a0€"),
        ("un poids de {percent} %, en {n} min", "un poids de {percent}\u00a0%, en {n}\u00a0min"),
        ("33%", "33\u00a0%"),
        ("9 000 abonnés", "9\u202f000 abonnés"),
        ("l'atelier...", "l’atelier…"),
        ("à 10:05 précises", "à 10:05 précises"),
        ("voir https://exemple.fr/a?b=c", "voir https://exemple.fr/a?b=c"),
        ("écrire à ana@exemple.fr", "écrire à ana@exemple.fr"),
        ("à 10:05 ?", "à 10:05\u202f?"),
    ],
)
def test_french_is_set_as_print_asks(typed, printed):
    assert typeset(typed, "fr") == printed


def test_english_gets_its_apostrophe_and_keeps_its_marks():
    assert typeset("I can't say... Really? It's 5 pm.", "en") == "I can’t say… Really? It’s 5 pm."


@given(st.lists(PIECES, max_size=12).map("".join), st.sampled_from(["fr", "en"]))
@example("«?»", "fr")
@example("mot::", "fr")
@example(" »@Noor»...", "fr")
@example("1 000 000 h 30 %", "fr")
def test_setting_twice_changes_nothing(text, language):
    once = typeset(text, language)
    assert typeset(once, language) == once


@given(st.text(max_size=40), st.sampled_from(["fr", "en"]))
def test_any_text_can_be_set_twice(text, language):
    once = typeset(text, language)
    assert typeset(once, language) == once


@given(st.sampled_from(["https://a.fr/b?c=d:e!", "ana@exemple.fr", "10:05"]), st.sampled_from(["fr", "en"]))
def test_links_addresses_and_times_are_left_alone(kept, language):
    assert kept in typeset(f"Voir {kept} avant midi", language)
