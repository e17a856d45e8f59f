"""The lint is tested by planting each defect: it must find that rule, and the sound scene must be clean."""

from pathlib import Path

import pytest

from assessments.content.load import bank_of, example_charters, load_bank, load_charter
from assessments.content.readability import ease_fr, grade_en
from assessments.lint.lint import lint_bank
from assessments.lint.lint_prose import numbers
from tests.assessments.scenes import ardeal, bank, raw_scene, scene


def rules(*scenes):
    return {finding.rule for finding in lint_bank(bank(*scenes), [ardeal()])}


def option(en, fr):
    return {"en": en, "fr": fr}


SIXTY_WORDS = " ".join(["A customer asks about it again."] * 15)
SIXTY_MOTS = " ".join(["Une cliente pose encore la question."] * 16)
HARD = (
    "Notwithstanding institutional considerations, organisational intermediaries systematically "
    "operationalise communicational methodologies."
)
DUR = (
    "Nonobstant diverses considérations institutionnelles, intermédiaires organisationnels "
    "opérationnalisant systématiquement méthodologies communicationnelles."
)

PLANTED = [
    ("L00", {"wording__title": option("{nothing}", "Rien")}),
    ("L01", {"format": "mcq", "key__E": 2, "rationale__E": option("a", "b"),
             "wording__options__E": option("Close the page for today.", "Fermer la page ce jour.")}),
    ("L02", {"key__B": 5}),
    ("L02", {"key": {"A": 4, "B": 3, "C": 2.5, "D": 2}}),
    ("L03", {"wording__options__D": option("Joke about readers of pages and their questions.", "Rire.")}),
    ("L04", {"wording__options__A": option("Answer with the hours of opening now.", "Dire les horaires.")}),
    ("L06", {"wording__stem": [{"say": option(SIXTY_WORDS, SIXTY_MOTS)}]}),
    ("L07", {"wording__stem": [{"say": option(HARD, DUR)}]}),
    ("L08", {"wording__options__B": option(HARD, DUR)}),
    ("L09", {"wording__options__D": option("Joke, it is never the time.", "Se moquer des lecteurs.")}),
    ("L09", {"wording__options__D": option("Joke about readers of pages.", "Ne jamais lire les messages.")}),
    ("L12", {"wording__stem": [{"say": option("What should you not do?", "Que faire ?")}]}),
    ("L12", {"wording__options__D": option("Do as in option A, but later.", "Faire comme réponse A.")}),
    ("L13", {"loadings": {"EMP": 0.2, "TON": 0.2, "DEE": 0.2, "INC": 0.2, "REL": 0.2}}),
    ("L14", {"loadings": {"EMP": 0.7, "MOD": 0.3}}),
    ("L15", {"wording__stem": [{"say": option("She waited 3 days.", "Elle a attendu 4 jours.")}]}),
    ("L16", {"wording__stem": [{"say": option("Hello.", "Bonjour, on vous interroge sur la page.")}]}),
    ("L17", {"wording__stem": [{"say": option("You are ready.", "Vous êtes prêt(e) à répondre.")}]}),
    ("L17", {"wording__stem": [{"say": option("You are new here.", "Vous êtes nouveau ici.")}]}),
    ("L18", {"wording__stem": [{"say": option("A story on Instagram.", "Une story sur Instagram.")}]}),
    ("L20", {"overlays": [{"when": {"response_target_public": 120}, "set": {"B": 5}}]}),
    ("L20", {"overlays": [{"when": {"moderation.hate": "hide_and_escalate"}, "set": {"B": 2}}]}),
    ("L20", {"overlays": [{"when": {"no_such_field": 1}, "set": {"B": 2}}]}),
    ("L20", {"overlays": [{"when": {"response_target_public": {"ge": 60}}, "set": {"B": 2}},
                          {"when": {"response_target_public": {"ge": 90}}, "set": {"B": 4}}]}),
    ("L21", {"overlays": [{"when": {"publish_ceiling": 1}, "set": {"B": 2}}]}),
    ("L21", {"told": ["brand_lexicon"]}),
    ("L24", {"wording__options__B": option("Answer with opening hours, the!", "Répondre avec horaires.")}),
    ("L28", {"phrases": {"x": [{"when": {"publish_ceiling": 4}, "text": option("a", "b")}]}}),
]  # fmt: skip


def test_the_sound_scene_is_clean():
    assert rules(scene()) == set()


@pytest.mark.parametrize(
    ("rule", "changes"),
    [pytest.param(rule, changes, id=f"{rule}-{n}") for n, (rule, changes) in enumerate(PLANTED)],
)
def test_a_planted_defect_is_found(rule, changes):
    assert rule in rules(scene(**changes))


def test_overlays_that_exclude_each_other_may_set_one_option():
    exclusive = [
        {"when": {"employer_mention": "forbidden"}, "set": {"B": 2}},
        {"when": {"employer_mention": "encouraged"}, "set": {"B": 4}},
        {"when": {"publish_ceiling": {"le": 1}}, "set": {"C": 1}},
        {"when": {"publish_ceiling": {"ge": 3}}, "set": {"C": 3}},
    ]
    assert rules(scene(told=["employer_mention", "publish_ceiling"], overlays=exclusive)) == set()


def test_a_finding_says_where_and_what():
    found = lint_bank(
        bank(scene(wording__options__D=option("Joke, it is never the time.", "Se moquer."))), [ardeal()]
    )
    giveaway = next(finding for finding in found if finding.rule == "L09")
    assert (giveaway.item, giveaway.field, giveaway.language, giveaway.level) == (
        "S90",
        "options.D",
        "en",
        "E",
    )
    assert "never" in giveaway.message


@pytest.fixture(scope="module")
def habits():
    """Twelve scenes in which the best option is A, the shortest, says because, and has one key pattern."""
    texts = {
        "A": option("Answer because asked, {n}, kind, {m}.", "Répondre car demandé, {n}, {m}."),
        "B": option("Point to the page of the desk for {m} {n}.", "Renvoyer vers la page dédiée à {m} {n}."),
        "C": option("Wait for a second question on {n} {m} now.", "Attendre une autre question, {n} {m}."),
        "D": option("Joke about the readers of those {m} {n} pages.", "Se moquer des lecteurs de {m} {n}."),
    }
    names = ["ash", "birch", "cedar", "date", "elm", "fig", "gum", "hazel", "ivy", "jute", "kelp", "lime"]
    made = []
    for number, name in enumerate(names):
        words = {letter: {lang: text[lang].format(n=name, m=name[::-1]) for lang in text}
                 for letter, text in texts.items()}  # fmt: skip
        raw = raw_scene(id=f"S{60 + number}", wording__options=words, charter_decides=True)
        made.append(scene(**{name: value for name, value in raw.items()}))
    return {finding.rule for finding in lint_bank(bank_of(made), [ardeal()])}


@pytest.mark.parametrize("rule", ["L04", "L05", "L10", "L11", "L22", "L23", "L25", "L26"])
def test_habits_of_the_bank_are_found(habits, rule):
    assert rule in habits


def test_numbers_agree_across_ways_of_writing_them():
    english = numbers("At 9:40 pm, 2,000 of 12,000 (4.5%) at 5 pm and 12 am", "en")
    french = numbers("À 21 h 40, 2\u202f000 sur 12 000 (4,5 %) à 17 h et 0 h", "fr")
    assert english == french


def test_readability_orders_texts_as_readers_would():
    assert grade_en("The cat sat on the mat. It was warm.") < grade_en(HARD)
    assert ease_fr("Le chat dort. Il fait bon.") > ease_fr(DUR)


def test_the_bank_has_no_error():
    found = lint_bank(load_bank(), [load_charter(name) for name in example_charters()])
    assert [finding for finding in found if finding.level == "E"] == []


def test_every_rule_is_told_in_the_content_guide():
    guide = (Path(__file__).parents[2] / "docs" / "content-guide.md").read_text(encoding="utf-8")
    assert all(f"L{number:02}" in guide for number in range(31))
