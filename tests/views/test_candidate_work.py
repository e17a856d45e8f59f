"""Work samples on the evidence page: each format in both languages, and what must not be said there."""

import html
import re

import pytest

from tests.builders import MANAGER
from tests.scoring.work_samples import best_triage, marks
from tests.views.opened import words
from tests.views.test_compare import LANGUAGES, page
from tests.workflows.test_work_samples import PATH, give, sat

pytestmark = pytest.mark.usefixtures("database")

HARM = '<img src=x onerror="alert(1)"> **bold** {name}'


def drawn(at):
    """Return the work samples a page shows, in order, as markup."""
    bodies = [element.proto.body for element in at.get("html")]
    return [body for body in bodies if body.startswith('<div class="work">')]


def read(markup):
    """Return markup as it reads."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup)))


def opened(filled, who=0):
    at = page("candidate", candidate=filled.candidate_ids[who], campaign=filled.id)
    assert not at.exception
    return at


def sample(at, mark):
    """Return the one work sample that says this."""
    found = [one for one in map(read, drawn(at)) if mark in one]
    assert len(found) == 1
    assert "{" not in found[0]
    return found[0]


@pytest.mark.parametrize(
    ("language", "step", "chosen", "story", "ending", "mood", "left"),
    [
        ("en", "Step 4", "✓ Chosen", "The story, which is not scored", "out of hand", "stormy", "a deleted"),
        ("fr", "Étape 4", "✓ Choisi", "L’histoire, qui ne compte pas", "contrôle", "houleuse", "supprimé"),
    ],
)  # fmt: skip
def test_a_conversation_is_read_step_by_step(be, language, step, chosen, story, ending, mood, left):
    be(MANAGER, language)
    said = sample(opened(sat(1, S22=PATH)), story)
    before, after = said.split(story)
    assert step in before
    assert before.count(chosen) == len(PATH)
    # Points and key stand with the steps, the story apart from both.
    assert before.count({"en": "Points of this step", "fr": "Points de cette étape"}[language]) == len(PATH)
    assert all(one in after and one not in before for one in (ending, mood, left))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_conversation_not_ended_says_so(be, language):
    be(MANAGER, language)
    at = opened(sat(1, S22=["A1b"]))
    why = {"en": "was not taken to its end", "fr": "pas été menée à son terme"}[language]
    assert why in words(at)
    assert why in sample(at, {"en": "Step 1", "fr": "Étape 1"}[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_inbox_is_read_part_by_part_and_message_by_message(be, language):
    be(MANAGER, language)
    answer = {
        "M1": {"action": ["escalate"], "priority": 2, "contact": "press", "holding": True},
        "M10": {"action": ["hide"], "priority": 4},
    }
    at = opened(sat(1, S24=answer))
    titles = {"en": "Where its points come from", "fr": "D’où viennent ses points"}
    said = sample(at, titles[language])
    assert said.count({"en": "left unanswered", "fr": "resté sans réponse"}[language]) == 10
    assert {"en": "Random answers earn", "fr": "Des réponses au hasard gagnent"}[language] in said
    # 1 + 1.5 - .5 + .8, of 40.
    assert {"en": "Total 2.8 40", "fr": "Total 2,8 40"}[language] in said
    # M1: 2 for the action, .5 for being one step off, .5 taken away for the contact.
    assert {"en": "earned: 2 of 3", "fr": "gagné : 2 sur 3"}[language] in said.replace("\u202f", " ")
    assert {"en": "does harm", "fr": "néfaste"}[language] in said


def test_the_best_inbox_earns_everything_and_harms_nowhere(be):
    be(MANAGER)
    said = sample(opened(sat(1, S24=best_triage())), "Where its points come from")
    assert "Total 40 40" in said
    assert said.count("earned: 3 of 3") == 12
    assert said.count("as the key says") == 12 + 1  # and once where the parts are explained


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reply_is_read_with_its_marks_and_their_anchors(be, language):
    be(MANAGER, language)
    filled = sat(1, O1=HARM)
    give(filled.candidate_ids[0], "O1", marks(4, 3, 4, 1, 0), marks(1, 3, 3, 1, 0), marks(2, 3, 3, 1, 0))
    markup = next(one for one in drawn(opened(filled)) if "onerror" in one)
    assert "<img" not in markup
    said = read(markup)
    assert HARM in said
    for at in (1, 2, 3):
        assert {"en": f"Marker {at}", "fr": f"Note {at}"}[language] in said
    assert "marker-1" not in said
    # 4, 1 and 2: the middle one is agreed on.
    assert re.search(r"4 1 2 2 ", said)
    assert {"en": "weight 20%", "fr": "poids 20 %"}[language] in re.sub(r"[\u202f\xa0]", " ", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mark_between_two_has_the_anchors_of_both(be, language):
    be(MANAGER, language)
    filled = sat(1, O1="Five weeks is too long.")
    give(filled.candidate_ids[0], "O1", marks(2), marks(3, 3, 3, 2, 2))
    said = sample(opened(filled), "Five weeks is too long.")
    assert said.count({"en": "2.5", "fr": "2,5"}[language]) == 3
    assert len(re.findall(r" 2 \S+ 3 ", said)) == 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("given", "awaited"),
    [
        ((), {"en": "awaits its two markers", "fr": "attend ses deux notes"}),
        ((4,), {"en": "a second one is awaited", "fr": "une deuxième est attendue"}),
        ((4, 1), {"en": "a third one is awaited", "fr": "une troisième est attendue"}),
    ],
)
def test_a_reply_that_awaits_marks_says_which_and_shows_none(be, language, given, awaited):
    be(MANAGER, language)
    filled = sat(1, O1="Five weeks is too long.")
    give(filled.candidate_ids[0], "O1", *(marks(one) for one in given))
    said = sample(opened(filled), "Five weeks is too long.")
    assert awaited[language] in said
    assert not re.search({"en": r"Marker \d", "fr": r"Note \d"}[language], said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("item_id", ["S22", "S24", "O1"])
def test_a_work_sample_that_was_skipped_is_said_and_not_drawn(be, language, item_id):
    be(MANAGER, language)
    all_answered, skipped = opened(sat(1)), opened(sat(1, **{item_id: None}))
    assert len(drawn(skipped)) == len(drawn(all_answered)) - 1
    assert {"en": "seen and skipped", "fr": "vue et passée"}[language] in words(skipped)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_awaits_marks_is_not_said_to_lack_evidence(be, language):
    be(MANAGER, language)
    filled = sat(2)
    for item_id in ("O1", "O2"):
        give(filled.candidate_ids[0], item_id, marks(3), marks(3))
    said = words(opened(filled, who=1))
    assert {"en": "still await marks", "fr": "attendent des notes"}[language] in said
    assert {"en": "not enough evidence for an overall", "fr": "éléments pour un score global"}[
        language
    ] not in said
