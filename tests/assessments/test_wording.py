import pytest

from assessments.charter.charter import plain_charter
from assessments.charter.charter_words import duration, money
from assessments.content.load import load_bank, load_charter
from assessments.content.wording import resolve
from assessments.form.form import build_form, charter_context
from assessments.items.model import Text, Variant
from errors import ContentError
from tests.assessments.scenes import ardeal, bank, scene


def said(text, language="fr", charter=None, phrases=None):
    context = charter_context(bank(), charter or ardeal())
    return resolve(text, language, context.with_phrases(phrases or {}))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("{company}", "en", "Groupe Ardéal Automobiles"),
        ("{ops}", "en", "workshop"),
        ("{Ops}", "en", "Workshop"),
        ("{Le ops} ferme.", "fr", "L’atelier ferme."),
        ("près {du site}", "fr", "près de la concession"),
        ("{a apprentice}", "en", "an apprentice"),
        ("sous {charter.response_target_public}", "fr", "sous deux heures"),
        ("{charter.goodwill_limit_eur}", "en", "€0"),
        ("{charter.info.incidents}", "fr", "reste en interne"),
        ("{contact.press}", "en", "press officer"),
        ("prévenir {le contact.press}", "fr", "prévenir l’attachée de presse"),
    ],
)
def test_tokens_become_words(text, language, expected):
    assert said(text, language) == expected


@pytest.mark.parametrize(
    ("minutes", "english", "french"),
    [
        (45, "45 minutes", "45 minutes"),
        (60, "one hour", "une heure"),
        (90, "90 minutes", "90 minutes"),
        (120, "two hours", "deux heures"),
        (1440, "24 hours", "24 heures"),
    ],
)
def test_durations_are_said_as_people_say_them(minutes, english, french):
    assert (duration(minutes, "en"), duration(minutes, "fr")) == (english, french)


def test_money_is_written_as_its_language_does():
    assert (money(300, "en"), money(300, "fr").replace("\u00a0", " ")) == ("€300", "300 €")
    assert money(12.5, "en") == "€12.50"


def test_the_first_variant_that_holds_is_said():
    variants = (
        Variant.model_validate({"when": {"publish_ceiling": {"le": 1}}, "text": {"en": "low", "fr": "bas"}}),
        Variant.model_validate({"text": {"en": "high {ops}", "fr": "haut"}}),
    )
    assert said("{remit}", "en", phrases={"remit": variants}) == "high workshop"
    assert said("{remit}", "en", ardeal(publish_ceiling=1), {"remit": variants}) == "low"


def test_a_phrase_without_a_variant_that_holds_is_refused():
    variant = Variant.model_validate({"when": {"publish_ceiling": 4}, "text": {"en": "a", "fr": "b"}})
    with pytest.raises(ContentError, match=r"no variant of the phrase \{remit\}"):
        said("{remit}", phrases={"remit": (variant,)})


def test_phrases_cannot_call_each_other():
    loop = (Variant.model_validate({"text": {"en": "{b}", "fr": "{b}"}}),)
    with pytest.raises(ContentError, match="unknown token"):
        said("{a}", phrases={"a": loop, "b": loop})


def test_an_unknown_token_names_item_field_and_token():
    spoilt = scene(wording__title={"en": "The {wokshop}", "fr": "Atelier"})
    with pytest.raises(ContentError, match=r"item S90, field title.en: unknown token \{wokshop\}"):
        build_form(bank(spoilt), ardeal())


@pytest.mark.parametrize("text", ["{", "a } b", "{{ops}}", "{charter.nothing}", "{le nothing}", "{}"])
def test_what_is_no_token_is_refused(text):
    with pytest.raises(ContentError):
        said(text)


def test_a_contact_whom_the_charter_does_not_name_refuses_the_item_with_a_reason():
    needs = scene(wording__title={"en": "The {contact.press}", "fr": "{Le contact.press}"})
    charter = ardeal()
    alone = charter.model_copy(update={"escalation": charter.escalation[:1]})
    form = build_form(bank(needs), alone)
    assert [refused["id"] for refused in form["refused"]] == ["S90"]
    assert "press" in form["refused"][0]["reason"]["en"]


def test_a_charter_value_without_words_is_told():
    with pytest.raises(ContentError, match="No words for"):
        said("{charter.ai_assist}")
    assert plain_charter(ardeal())["ai_assist"] == "draft_human_sends"


GOLDEN = {
    "ardeal": "sous deux heures. Un collègue des ventes vous a glissé, à la machine à café, que ce devrait "
    "être vendredi. Le chef des ventes est en rendez-vous jusqu’à 17\u00a0h.",
    "tilleuls": "sous 24 heures. Un collègue du catalogage vous a glissé, à la machine à café, que ce "
    "devrait être vendredi. Le responsable des collections est en réunion jusqu’à 17\u00a0h.",
    "orvanne": "sous une heure. Un collègue du développement vous a glissé, à la machine à café, que ce "
    "devrait être vendredi. Le directeur des comptes clients est en rendez-vous jusqu’à 17\u00a0h.",
}


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_one_scene_reads_as_its_company_would_write_it(name):
    form = build_form(load_bank(), load_charter(name), item_ids=["S01"])
    assert GOLDEN[name] in form["items"][0]["stem"][1]["say"]["fr"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_braces_in_a_companys_own_words_are_words(language):
    own = "half {of} a post }{"
    charter = ardeal(workload=Text(en=own, fr=own))
    assert said("{charter.workload}", language, charter) == own
