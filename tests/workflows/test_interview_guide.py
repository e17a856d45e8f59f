"""A recruiter prepares the interview: switched, picked, ordered, linked, added to, checked, then frozen."""

from __future__ import annotations

import dataclasses

import pytest

from assessments.form.digest import form_sha256, sha256_of
from data.audit.log import events
from data.common import engine
from errors import AccessError, CampaignError, NotReady, WrongState
from tests.office import RECRUITER, ready_draft, running_campaign, someone
from workflows.campaigns import charters, drafts, guide_drafts, lifecycle
from workflows.campaigns.campaign_settings import chosen_guide
from workflows.interviews.guide import (
    guide_of,
    guide_problems,
    interpersonal_share,
    own_defects,
    standard_questions,
)

pytestmark = pytest.mark.usefixtures("database")

EIGHT = [f"Q{number}" for number in range(1, 9)]
TEXTS = {
    "question": {"en": "Tell me about a long thread.", "fr": "Racontez un long fil de discussion."},
    "probes": [{"en": "How did it end?", "fr": "Comment s'est-il terminé ?"}],
    "anchors": {
        "1": {"en": "Left it.", "fr": "L'a quitté."},
        "3": {"en": "Stayed to the end.", "fr": "Y est resté jusqu'à la fin."},
        "5": {"en": "Stayed and drew something from it.", "fr": "Y est resté et en a tiré quelque chose."},
    },
    "job_link": {"en": "Follow discussions.", "fr": "Suivre des discussions."},
}


def settings_of(campaign_id):
    return drafts.draft(RECRUITER, campaign_id).settings


def ids(campaign_id):
    return [question["id"] for question in settings_of(campaign_id)["interview"]["questions"]]


def codes(campaign_id):
    return [problem.code for problem in guide_problems(settings_of(campaign_id))]


def frozen(campaign_id):
    campaign = lifecycle.campaign_of(RECRUITER, campaign_id)
    return lifecycle.campaign_form(RECRUITER, campaign)


def with_own(campaign_id, **changes):
    question_id = guide_drafts.add_own_question(RECRUITER, campaign_id)
    guide_drafts.change_own_question(RECRUITER, campaign_id, question_id, lambda _: TEXTS | changes)
    return question_id


def test_a_new_campaign_asks_the_eight_questions_and_counts_ratings_as_given():
    kept = settings_of(ready_draft())["interview"]
    assert [question["id"] for question in kept["questions"]] == EIGHT
    assert kept["counts"] == "raw"


def test_publishing_freezes_the_guide_inside_the_form():
    form = frozen(running_campaign())
    guide = guide_of(form)
    assert [question.id for question in guide.questions] == EIGHT
    assert guide.sha256 == sha256_of({k: v for k, v in form["interview"].items() if k != "sha256"})
    assert form["sha256"] == form_sha256(form)
    assert guide.questions[7].loadings == {"JUD": 0.5, "INT": 0.5}
    assert guide.questions[3].twin["en"].startswith("The workshop ignores")
    assert guide.questions[4].twin is None


def test_the_published_settings_hold_what_the_guide_froze():
    campaign = lifecycle.campaign_of(RECRUITER, running_campaign())
    assert [question["id"] for question in campaign.settings["interview"]["questions"]] == EIGHT


def test_publication_notes_how_many_questions_there_are():
    running_campaign()
    with engine.reading() as connection:
        (event,) = [one for one in events(connection) if one.deed == "publish_campaign"]
    assert event.details["n_interview_questions"] == 8


def test_a_campaign_without_an_interview_has_none_in_its_form():
    campaign_id = ready_draft()
    guide_drafts.set_interview(RECRUITER, campaign_id, False)
    assert codes(campaign_id) == []
    lifecycle.publish(RECRUITER, campaign_id)
    assert "interview" not in frozen(campaign_id)
    assert guide_of(frozen(campaign_id)) is None
    assert lifecycle.campaign_of(RECRUITER, campaign_id).settings["interview"] is None


def test_switching_the_interview_off_and_on_again_loses_nothing():
    campaign_id = ready_draft()
    own = with_own(campaign_id)
    guide_drafts.choose_questions(RECRUITER, campaign_id, [own, "Q3"])
    before = settings_of(campaign_id)["interview"]
    for is_held in (False, False, True, True):
        guide_drafts.set_interview(RECRUITER, campaign_id, is_held)
    assert settings_of(campaign_id)["interview"] == before


def test_questions_are_picked_and_ordered():
    campaign_id = ready_draft()
    guide_drafts.choose_questions(RECRUITER, campaign_id, ["Q5", "Q1", "Q2"])
    assert ids(campaign_id) == ["Q5", "Q1", "Q2"]
    guide_drafts.move_question(RECRUITER, campaign_id, "Q5", 1)
    assert ids(campaign_id) == ["Q1", "Q5", "Q2"]
    guide_drafts.move_question(RECRUITER, campaign_id, "Q2", -9)
    assert ids(campaign_id) == ["Q2", "Q1", "Q5"]
    guide_drafts.move_question(RECRUITER, campaign_id, "Q5", 1)
    assert ids(campaign_id) == ["Q2", "Q1", "Q5"]


def test_a_question_keeps_its_link_when_others_are_picked():
    campaign_id = ready_draft()
    guide_drafts.link_question(RECRUITER, campaign_id, "Q1", ["TON", "EMP"])
    guide_drafts.choose_questions(RECRUITER, campaign_id, ["Q2", "Q1"])
    assert settings_of(campaign_id)["interview"]["questions"][1]["loadings"] == {"TON": 0.5, "EMP": 0.5}


@pytest.mark.parametrize("competencies", [[], ["EMP", "TON", "REL"], ["EMP", "EMP"], ["XYZ"]])
def test_a_question_speaks_for_one_or_two_competencies(competencies):
    campaign_id = ready_draft()
    with pytest.raises(CampaignError):
        guide_drafts.link_question(RECRUITER, campaign_id, "Q1", competencies)
    assert settings_of(campaign_id)["interview"]["questions"][0]["loadings"] == {"EMP": 1}


@pytest.mark.parametrize("wanted", [["Q1", "Q1"], ["Q1", "Q77"], ["C4"]])
def test_questions_that_do_not_exist_or_come_twice_are_refused(wanted):
    campaign_id = ready_draft()
    with pytest.raises(CampaignError):
        guide_drafts.choose_questions(RECRUITER, campaign_id, wanted)
    assert ids(campaign_id) == EIGHT


def test_an_own_question_is_asked_like_the_others():
    campaign_id = ready_draft()
    with_own(campaign_id)
    assert codes(campaign_id) == []
    lifecycle.publish(RECRUITER, campaign_id)
    own = guide_of(frozen(campaign_id)).questions[-1]
    assert own.id == "C1"
    assert own.question == {"fr": "Racontez un long fil de discussion.", "en": "Tell me about a long thread."}
    assert own.anchors["5"]["fr"] == "Y est resté et en a tiré quelque chose."
    assert own.loadings == {"EMP": 1}


def test_own_questions_are_numbered_and_a_removed_one_is_gone():
    campaign_id = ready_draft()
    assert [guide_drafts.add_own_question(RECRUITER, campaign_id) for _ in range(2)] == ["C1", "C2"]
    guide_drafts.choose_questions(RECRUITER, campaign_id, [*EIGHT, "C2"])
    assert ids(campaign_id)[-1] == "C2"
    assert guide_drafts.add_own_question(RECRUITER, campaign_id) == "C1"


def test_an_empty_own_question_keeps_the_campaign_from_being_published():
    campaign_id = ready_draft()
    guide_drafts.add_own_question(RECRUITER, campaign_id)
    with pytest.raises(NotReady) as refused:
        lifecycle.publish(RECRUITER, campaign_id)
    problems = refused.value.details["problems"]
    assert {(problem.step, problem.code, problem.field) for problem in problems} == {
        ("interview", "interview_question", "C1")
    }
    assert any(
        "Question maison 1" in problem.text["fr"] and "lien avec le poste" in problem.text["fr"]
        for problem in problems
    )


def test_an_own_question_is_written_in_every_language_of_the_campaign_and_no_other():
    campaign_id = ready_draft()
    with_own(campaign_id, question={"fr": "Racontez un long fil."})
    assert codes(campaign_id) == ["interview_question"]
    drafts.save_settings(RECRUITER, campaign_id, {"languages": ["fr"]})
    assert codes(campaign_id) == []
    lifecycle.publish(RECRUITER, campaign_id)
    own = guide_of(frozen(campaign_id)).questions[-1]
    assert set(own.question) == set(own.job_link) == {"fr"}


def test_a_warning_is_shown_and_blocks_nothing():
    campaign_id = ready_draft()
    own = with_own(campaign_id, question={"en": "Your longest thread?", "fr": "Votre plus long fil ?"})
    assert {defect.rule for defect in own_defects(settings_of(campaign_id))[own]} == {"L33"}
    assert codes(campaign_id) == []


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("question", {"en": "x" * 601}),
        ("question", {"de": "Was tun Sie?"}),
        ("anchors", {"2": {"en": "Between."}}),
        ("probes", [{"en": "Why?"}] * 5),
        ("kind", "riddle"),
        ("secret", "x"),
    ],
)
def test_a_forged_part_is_refused_and_the_kept_one_stays(part, value):
    campaign_id = ready_draft()
    own = with_own(campaign_id)
    before = settings_of(campaign_id)
    with pytest.raises(CampaignError):
        guide_drafts.change_own_question(RECRUITER, campaign_id, own, lambda _: {part: value})
    assert settings_of(campaign_id) == before


def test_the_wording_of_the_bank_is_not_edited():
    with pytest.raises(CampaignError):
        guide_drafts.change_own_question(RECRUITER, ready_draft(), "Q1", lambda _: TEXTS)


def test_an_interview_that_is_on_asks_something():
    campaign_id = ready_draft()
    guide_drafts.choose_questions(RECRUITER, campaign_id, [])
    assert codes(campaign_id) == ["interview_empty"]


def test_an_interview_is_mostly_about_people():
    campaign_id = ready_draft()
    guide_drafts.choose_questions(RECRUITER, campaign_id, ["Q1", "Q2"])
    guide_drafts.link_question(RECRUITER, campaign_id, "Q1", ["MOD"])
    assert codes(campaign_id) == ["interview_not_interpersonal"]
    guide_drafts.link_question(RECRUITER, campaign_id, "Q1", ["MOD", "EMP"])
    assert codes(campaign_id) == []


def test_no_more_than_twelve_questions_are_asked():
    campaign_id = ready_draft()
    for _ in range(4):
        guide_drafts.add_own_question(RECRUITER, campaign_id)
    with pytest.raises(CampaignError):
        guide_drafts.add_own_question(RECRUITER, campaign_id)
    thirteen = settings_of(campaign_id)["interview"]
    thirteen["questions"].append({"id": "C9", "loadings": {"EMP": 1}})
    assert "interview_too_many" in [
        guide_problem.code for guide_problem in guide_problems({"interview": thirteen})
    ]


def test_what_counts_is_settled_with_the_guide():
    campaign_id = ready_draft()
    guide_drafts.set_counts(RECRUITER, campaign_id, "adjusted")
    lifecycle.publish(RECRUITER, campaign_id)
    assert guide_of(frozen(campaign_id)).counts == "adjusted"
    with pytest.raises(WrongState):
        guide_drafts.set_counts(RECRUITER, campaign_id, "raw")


def test_a_copy_keeps_the_interview_and_a_copy_of_one_without_has_none():
    campaign_id = ready_draft()
    own = with_own(campaign_id)
    guide_drafts.choose_questions(RECRUITER, campaign_id, [own, "Q3"])
    lifecycle.publish(RECRUITER, campaign_id)
    copied = lifecycle.copy(RECRUITER, campaign_id, "Autumn")
    assert (
        settings_of(copied)["interview"]
        == lifecycle.campaign_of(RECRUITER, campaign_id).settings["interview"]
    )
    assert ids(copied) == ["C1", "Q3"]
    guide_drafts.set_interview(RECRUITER, copied, False)
    assert settings_of(lifecycle.copy(RECRUITER, copied, "Winter"))["interview"] is None


def test_the_guide_speaks_of_what_the_company_does():
    library = standard_questions(charters.example("tilleuls"))
    assert "Vous voyez que vous avez publié une mauvaise date" in library[7].question["fr"]


def test_no_interview_is_prepared_without_the_right_to():
    campaign_id = ready_draft()
    for role in ("manager", "interviewer", "marker", "auditor"):
        with pytest.raises(AccessError):
            guide_drafts.set_interview(someone(role), campaign_id, False)
    assert ids(campaign_id) == EIGHT


def test_a_guide_is_not_changed_by_those_who_read_it():
    guide = guide_of(frozen(running_campaign()))
    with pytest.raises(dataclasses.FrozenInstanceError):
        guide.counts = "adjusted"
    with pytest.raises(TypeError):
        guide.questions[0].loadings["EMP"] = 0


def test_the_share_of_people_is_over_all_loadings():
    campaign_id = ready_draft()
    guide_drafts.link_question(RECRUITER, campaign_id, "Q8", ["MOD", "INT"])
    assert interpersonal_share(chosen_guide(settings_of(campaign_id))) == pytest.approx(7.5 / 8)
