import pytest

from assessments.content.lexicon import Word, with_article
from errors import ContentError

WORKSHOP = Word(en="workshop", fr="atelier", gender="m")
DEALERSHIP = Word(en="dealership", fr="concession", gender="f")
TEAM = Word(en="support team", fr="équipe support", gender="f")
HEAD = Word(en="site director", fr="directeur du site", gender="m")
MEMBERS = Word(en="members", fr="adhérents", gender="m", plural=True)
CARS = Word(en="cars", fr="voitures", gender="f", plural=True)
HALL = Word(en="hall", fr="hall", gender="m")
HOST = Word(en="host", fr="hôtesse", gender="f")


@pytest.mark.parametrize(
    ("article", "word", "expected"),
    [
        ("le", WORKSHOP, "l'atelier"),
        ("la", WORKSHOP, "l'atelier"),
        ("le", DEALERSHIP, "la concession"),
        ("le", HEAD, "le directeur du site"),
        ("le", CARS, "les voitures"),
        ("un", WORKSHOP, "un atelier"),
        ("un", TEAM, "une équipe support"),
        ("un", CARS, "des voitures"),
        ("du", HEAD, "du directeur du site"),
        ("du", DEALERSHIP, "de la concession"),
        ("du", TEAM, "de l'équipe support"),
        ("du", MEMBERS, "des adhérents"),
        ("au", HEAD, "au directeur du site"),
        ("au", DEALERSHIP, "à la concession"),
        ("au", WORKSHOP, "à l'atelier"),
        ("au", MEMBERS, "aux adhérents"),
        ("de", DEALERSHIP, "de concession"),
        ("de", WORKSHOP, "d'atelier"),
        ("de", MEMBERS, "d'adhérents"),
        ("ce", WORKSHOP, "cet atelier"),
        ("ce", HEAD, "ce directeur du site"),
        ("ce", TEAM, "cette équipe support"),
        ("ce", CARS, "ces voitures"),
        ("le", HALL, "le hall"),
        ("le", HOST, "l'hôtesse"),
        ("Le", WORKSHOP, "L'atelier"),
        ("Du", DEALERSHIP, "De la concession"),
    ],
)
def test_french_articles_contract_and_elide(article, word, expected):
    assert with_article(article, word, "fr") == expected


@pytest.mark.parametrize(
    ("article", "english", "expected"),
    [
        ("a", "car", "a car"),
        ("a", "apprentice", "an apprentice"),
        ("A", "intern", "An intern"),
        ("a", "user", "a user"),
        ("a", "hour", "an hour"),
        ("the", "workshop", "the workshop"),
    ],
)
def test_english_articles_follow_the_sound(article, english, expected):
    assert with_article(article, Word(en=english, fr="x", gender="m"), "en") == expected


def test_a_plural_takes_no_a():
    with pytest.raises(ContentError, match="plural"):
        with_article("a", MEMBERS, "en")


def test_an_article_of_the_other_language_is_refused():
    with pytest.raises(ContentError, match="'le' is not an article"):
        with_article("le", WORKSHOP, "en")
