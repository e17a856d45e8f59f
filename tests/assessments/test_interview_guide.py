"""The questions of the structured interview: complete, in the words of the trade, frozen, held to rules."""

from __future__ import annotations

import copy
import re
import shutil

import pytest
import yaml
from pydantic import ValidationError

from assessments.content.load import bank_of, example_charters, load_bank, load_charter, read_model
from assessments.content.reading import CONTENT
from assessments.form.digest import canonical_json, form_sha256, sha256_of
from assessments.form.form import build_form, charter_context
from assessments.interview.interview import GuideChoice, InterviewQuestion, OwnQuestion, whole_guide
from assessments.interview.interview_freeze import frozen_guide, frozen_question
from assessments.interview.interview_rules import forbidden_topics, n_questions, openness, topics
from assessments.lint.lint import lint_bank
from assessments.lint.lint_interview import lint_question, sentences
from errors import ContentError

BANK = load_bank()
CHARTERS = tuple(load_charter(name) for name in example_charters())
both = ("fr", "en")


def asked(question_id, charter="ardeal"):
    return frozen_question(BANK.interview[question_id], charter_context(BANK, load_charter(charter)))


def guide(choice, *, languages=both, charter="ardeal"):
    return frozen_guide(choice, BANK.interview, charter_context(BANK, load_charter(charter)), languages)


def raw(question_id="Q1"):
    return yaml.safe_load((CONTENT / "interview" / f"{question_id}.yaml").read_text("utf-8"))


OWN = {
    "id": "C1",
    "kind": "situational",
    "loadings": {"EMP": 1},
    "question": {
        "en": "A parent thanks you twice. What do you do?",
        "fr": "On vous remercie. Que faites-vous ?",
    },
    "probes": [{"en": "Why?", "fr": "Pourquoi ?"}],
    "anchors": {
        "1": {"en": "Nothing.", "fr": "Rien."},
        "3": {"en": "Answers.", "fr": "Répond."},
        "5": {"en": "Answers and remembers.", "fr": "Répond et s'en souvient."},
    },
    "job_link": {"en": "Answer thanks.", "fr": "Répondre aux remerciements."},
}


def own(**changes):
    """Return a sound question of a company's own as a guide keeps it, with some members changed."""
    return {"twin": None, **copy.deepcopy(OWN), **changes}


def rules(question, languages=both):
    return [defect.rule for defect in lint_question(question, languages) if defect.level == "E"]


def test_the_bank_asks_eight_questions_in_their_order():
    assert list(BANK.interview) == [f"Q{number}" for number in range(1, 9)]
    assert {one.id: dict(one.loadings) for one in BANK.interview.values()} == {
        "Q1": {"EMP": 1}, "Q2": {"DEE": 1}, "Q3": {"INT": 1}, "Q4": {"REL": 1}, "Q5": {"JUD": 1},
        "Q6": {"TON": 1}, "Q7": {"INC": 1}, "Q8": {"JUD": 0.5, "INT": 0.5},
    }  # fmt: skip


def test_whoever_has_no_example_is_asked_about_a_situation_instead():
    for question in BANK.interview.values():
        assert (question.wording.twin is not None) == (question.kind == "behavioural"), question.id


@pytest.mark.parametrize("charter", CHARTERS, ids=lambda charter: charter.brand_lexicon)
@pytest.mark.parametrize("question_id", BANK.interview)
def test_no_token_reaches_an_interviewer(question_id, charter):
    found = frozen_question(BANK.interview[question_id], charter_context(BANK, charter))
    texts = [found["question"], *filter(None, [found["twin"]]), *found["probes"], found["job_link"]]
    for text in [*texts, *found["anchors"].values()]:
        assert not re.search(r"[{}]", text["en"] + text["fr"])


def test_no_car_is_spoken_of_where_no_cars_are_sold():
    for charter in ("tilleuls", "orvanne"):
        for question_id in BANK.interview:
            said = canonical_json(asked(question_id, charter)).casefold()
            for word in (
                "véhicule",
                "vehicle",
                "atelier",
                "workshop",
                "concession",
                "dealership",
                "showroom",
            ):
                assert word not in said, (charter, question_id, word)


def test_a_line_of_business_changes_what_it_says_and_keeps_the_rest():
    car, library = asked("Q8"), asked("Q8", "tilleuls")
    assert "price" in car["question"]["en"]
    assert "date" in library["question"]["en"]
    assert library["anchors"]["1"] == car["anchors"]["1"]
    assert library["anchors"]["3"] != car["anchors"]["3"]
    assert library["probes"] == car["probes"]


def test_french_typography_is_set():
    assert "\u202f?" in asked("Q1")["probes"][0]["fr"]
    assert "L’atelier" in asked("Q4")["twin"]["fr"]


def test_the_guide_is_in_the_order_chosen_with_a_print_of_its_own():
    whole = whole_guide(BANK.interview)
    turned = GuideChoice(questions=tuple(reversed(whole.questions)))
    first, second = guide(whole), guide(turned)
    assert [question["id"] for question in second["questions"]] == [
        f"Q{number}" for number in range(8, 0, -1)
    ]
    assert first["sha256"] != second["sha256"]
    rest = {name: value for name, value in first.items() if name != "sha256"}
    assert first["sha256"] == sha256_of(rest)
    assert rest["version"] == "1"
    assert rest["counts"] == "raw"


def test_which_ratings_count_is_part_of_the_print():
    whole = whole_guide(BANK.interview)
    assert guide(whole)["sha256"] != guide(whole.model_copy(update={"counts": "adjusted"}))["sha256"]


def test_a_form_without_an_interview_says_nothing_of_one_and_with_one_covers_it():
    charter = load_charter("ardeal")
    without = build_form(BANK, charter, item_ids=["S01"])
    held = build_form(BANK, charter, item_ids=["S01"], interview=whole_guide(BANK.interview))
    assert "interview" not in without
    assert {name: value for name, value in held.items() if name not in ("interview", "sha256")} == {
        name: value for name, value in without.items() if name != "sha256"
    }
    assert held["sha256"] == form_sha256(held) != without["sha256"]
    spoilt = copy.deepcopy(held)
    spoilt["interview"]["questions"][0]["anchors"]["5"]["en"] = "Smiles."
    assert form_sha256(spoilt) != held["sha256"]


def test_the_link_a_campaign_sets_replaces_the_authors():
    choice = GuideChoice.model_validate({"questions": [{"id": "Q1", "loadings": {"TON": 0.5, "EMP": 0.5}}]})
    assert guide(choice)["questions"][0]["loadings"] == {"TON": 0.5, "EMP": 0.5}


def test_an_own_question_keeps_the_languages_of_its_campaign_and_its_braces():
    text = {"en": "What is {this}?", "fr": "Qu'est-ce que {ceci} ?"}
    choice = GuideChoice(questions=(OwnQuestion.model_validate(OWN | {"question": text}),))
    (kept,) = guide(choice, languages=("fr",))["questions"]
    assert kept["question"] == {"fr": "Qu’est-ce que {ceci}\u202f?"}
    assert kept["anchors"]["5"] == {"fr": "Répond et s’en souvient."}
    assert kept["twin"] is None


def test_a_question_that_left_the_bank_is_left_out():
    choice = GuideChoice.model_validate(
        {"questions": [{"id": "Q99", "loadings": {"EMP": 1}}, {"id": "Q1", "loadings": {"EMP": 1}}]}
    )
    assert [question["id"] for question in guide(choice)["questions"]] == ["Q1"]


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param({"questions": [{"id": "Q1", "loadings": {"EMP": 0.6}}]}, id="loadings-do-not-sum"),
        pytest.param({"questions": [{"id": "Q1", "loadings": {}}]}, id="no-competency"),
        pytest.param(
            {"questions": [{"id": "Q1", "loadings": {"EMP": 0.4, "TON": 0.3, "REL": 0.3}}]},
            id="three-competencies",
        ),
        pytest.param({"questions": [{"id": "Q1", "loadings": {"EMP": 1}}] * 2}, id="twice"),
        pytest.param({"counts": "both"}, id="unknown-count"),
        pytest.param({"questions": [OWN | {"id": "S01"}]}, id="an-id-of-an-item"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(spoilt):
    with pytest.raises(ValidationError):
        GuideChoice.model_validate(spoilt)


def test_a_file_without_the_anchor_of_a_five_is_refused_by_name(tmp_path):
    spoilt = raw()
    del spoilt["wording"]["anchors"]["5"]
    file = tmp_path / "Q1.yaml"
    file.write_text(yaml.safe_dump(spoilt, allow_unicode=True), "utf-8")
    with pytest.raises(ContentError, match=r"Q1.*wording\.anchors.*expected 1, 3, 5"):
        read_model(file, InterviewQuestion)


def test_questions_of_a_folder_are_read_in_order(tmp_path):
    folder = shutil.copytree(CONTENT, tmp_path / "content")
    (folder / "interview" / "Q2.yaml").unlink()
    assert list(load_bank(folder).interview) == ["Q1", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8"]


def test_the_shipped_questions_are_clean():
    assert lint_bank(bank_of([], interview=BANK.interview.values()), CHARTERS) == ()


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("L00", {"job_link": {"en": "{nothing}", "fr": "Rien"}}),
        ("L33", {"question": {"en": "Do you like people?", "fr": "Aimez-vous les gens ?"}}),
        ("L36", {"question": {"en": "How old are you?", "fr": "Quel âge avez-vous ?"}}),
        (
            "L15",
            {"question": {"en": "What do you do for 3 days?", "fr": "Que faites-vous pendant 4 jours ?"}},
        ),
        (
            "L18",
            {"question": {"en": "What do you do on Instagram?", "fr": "Que faites-vous sur Instagram ?"}},
        ),
    ],
)
def test_a_planted_defect_of_a_shipped_question_is_found(rule, change):
    spoilt = raw()
    if "job_link" in change:
        spoilt |= change
    else:
        spoilt["wording"] |= change
    question = InterviewQuestion.model_validate(spoilt)
    found = lint_bank(bank_of([], interview=[question]), CHARTERS[:1])
    assert rule in {one.rule for one in found if one.item == "Q1"}


def test_a_sound_own_question_is_clean():
    assert lint_question(own(), both) == ()


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("L31", {"question": {"fr": "Que faites-vous ?"}}),
        ("L31", {"probes": [{"en": "Why?"}]}),
        ("L32", {"job_link": {}}),
        ("L32", {"job_link": {"en": "Answer thanks."}}),
        ("L33", {"question": OWN["question"] | {"en": "Would you answer?"}}),
        ("L34", {"question": OWN["question"] | {"en": "What do you do? And why?"}}),
        ("L35", {"anchors": {level: OWN["anchors"][level] for level in ("1", "5")}}),
        ("L35", {"anchors": OWN["anchors"] | {"3": {"en": "Answers."}}}),
        ("L35", {"anchors": OWN["anchors"] | {"3": {"en": "nothing", "fr": "Répond."}}}),
        ("L36", {"probes": [{"en": "What does your family say?", "fr": "Pourquoi ?"}]}),
        ("L37", {"question": OWN["question"] | {"en": "What " + "a very long thing " * 20 + "?"}}),
        ("L17", {"question": OWN["question"] | {"fr": "Vous êtes nouveau. Que faites-vous ?"}}),
    ],
)
def test_a_planted_defect_of_an_own_question_is_found(rule, change):
    assert set(rules(own(**change))) == {rule}


def test_only_the_languages_offered_are_asked_for():
    one_language = own(question={"fr": OWN["question"]["fr"]}, job_link={"fr": OWN["job_link"]["fr"]})
    assert rules(one_language, ("fr",)) == []
    assert set(rules(one_language, both)) == {"L31", "L32"}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Tell me about a time when you said no.", "open"),
        ("en", "Can you describe a quarrel?", "open"),
        ("en", "A customer shouts. What do you do?", "open"),
        ("en", "To whom did you talk?", "open"),
        ("en", "What do you do, and would you tell anyone?", "open"),
        ("en", "Somebody asks: “Are you human?” What do you answer?", "open"),
        ("en", "Have you ever calmed a customer?", "closed"),
        ("en", "When you are angry, do you shout?", "closed"),
        ("en", "Imagine a customer shouts. Would you answer?", "closed"),
        ("en", "Your first minute?", "unclear"),
        ("fr", "Racontez une fois où vous avez dit non.", "open"),
        ("fr", "Pourriez-vous décrire un différend ?", "open"),
        ("fr", "Un client crie. Que faites-vous ?", "open"),
        ("fr", "À qui en avez-vous parlé ?", "open"),
        ("fr", "Quand avez-vous dit non ?", "open"),
        ("fr", "Vous est-il arrivé de refuser ?", "closed"),
        ("fr", "Est-ce que vous aimez les gens ?", "closed"),
        ("fr", "Pensez-vous que le client a raison ?", "closed"),
        ("fr", "Quand on vous insulte, répondez-vous ?", "closed"),
        ("fr", "Vous avez déjà géré un différend ?", "closed"),
        ("fr", "Votre première minute ?", "unclear"),
    ],
)
def test_a_question_that_yes_or_no_would_answer_is_told_from_an_open_one(language, text, expected):
    assert openness(text, language) == expected


def test_what_is_quoted_is_not_asked():
    assert n_questions("Somebody writes: “Why? How?” What do you do?") == 1
    assert n_questions("On écrit : « Pourquoi ? » Que faites-vous ? Et après ?") == 2


@pytest.mark.parametrize(
    ("topic", "language", "text"),
    [
        ("age", "en", "How old are you?"),
        ("age", "fr", "Quelle est votre date de naissance ?"),
        ("origin", "en", "Where do you come from?"),
        ("origin", "fr", "D'où venez-vous ?"),
        ("health", "en", "Have you been ill this year?"),
        ("health", "fr", "Avez-vous déjà eu un arrêt maladie ?"),
        ("family", "en", "Are you planning to have children?"),
        ("family", "fr", "Avez-vous des enfants ?"),
        ("religion", "en", "What is your religion?"),
        ("religion", "fr", "Êtes-vous croyante ?"),
        ("politics", "en", "What are your political opinions?"),
        ("politics", "fr", "Pour qui avez-vous voté ?"),
        ("union", "en", "Do you belong to a trade union?"),
        ("union", "fr", "Êtes-vous syndiqué ?"),
        ("private_accounts", "en", "What do you post on your personal account?"),
        ("private_accounts", "fr", "Que publiez-vous sur vos comptes personnels ?"),
    ],
)
def test_what_may_not_be_asked_is_found(topic, language, text):
    assert forbidden_topics(text, language) == (topics()[topic],)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A customer tells you that her child was hurt. What do you do?"),
        ("en", "Your post is shared by a political party. What do you do?"),
        ("en", "Somebody asks about your health care products. What do you say?"),
        ("fr", "Que dites-vous à une mère inquiète ?"),
        ("fr", "Décrivez votre politique de modération."),
        ("fr", "Que faites-vous de vos abonnés mécontents ?"),
    ],
)
def test_a_situation_about_others_is_no_question_about_the_person(language, text):
    assert forbidden_topics(text, language) == ()


def test_a_fault_is_said_once_with_the_languages_it_concerns():
    found = lint_question(own(job_link={}, question=OWN["question"] | {"fr": "Aimez-vous les gens ?"}), both)
    assert [said.fr for _, said in sentences(found, both)] == [
        "Il manque le lien avec le poste. (français, anglais)",
        "Oui ou non y répondrait\u202f; commencez par que, comment, pourquoi "
        "ou «\xa0racontez\xa0». (français)",
    ]
    only = lint_question(own(job_link={}), ("en",))
    assert [said.en for _, said in sentences(only, ("en",))] == ["The link with the job is missing."]
