"""The interview step: what a recruiter does there is kept at once, in both languages."""

from __future__ import annotations

import pytest

from tests.office import RECRUITER, new_draft, ready_draft, running_campaign
from tests.views.test_recruiter import both_languages, opened, t, words
from workflows.campaigns import charters, drafts, guide_drafts, lifecycle
from workflows.interviews.guide import guide_of

pytestmark = pytest.mark.usefixtures("database")


def kept(campaign_id):
    return drafts.draft(RECRUITER, campaign_id).settings["interview"]


def ids(campaign_id):
    return [question["id"] for question in kept(campaign_id)["questions"]]


def at_step(campaign_id):
    return opened("campaign_edit", id=campaign_id, step="interview")


def click(at, key):
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


@both_languages
def test_the_questions_are_read_with_their_anchors_and_the_time_they_take(be, language):
    be(RECRUITER, language)
    campaign_id = ready_draft()
    at = at_step(campaign_id)
    said = words(at)
    for text in guide_of(drafts.preview(drafts.draft(RECRUITER, campaign_id)).form).questions:
        assert text.question[language] in said
        assert text.anchors["5"][language] in said
    assert [one.value for one in at.metric] == ["8", t("interview_guide.about", minutes="48")]


@both_languages
def test_questions_are_moved_and_left_out_with_buttons(be, language):
    be(RECRUITER, language)
    campaign_id = ready_draft()
    at = at_step(campaign_id)
    assert at.button(key="guide:up:Q1").disabled
    assert at.button(key="guide:down:Q8").disabled
    click(at, "guide:down:Q1")
    assert ids(campaign_id)[:2] == ["Q2", "Q1"]
    click(at, "guide:out:Q1")
    assert "Q1" not in ids(campaign_id)
    click(at, "guide:add:Q1")
    assert ids(campaign_id)[-1] == "Q1"


@both_languages
def test_the_interview_is_switched_off_and_on_again(be, language):
    be(RECRUITER, language)
    campaign_id = ready_draft()
    at = at_step(campaign_id)
    at.checkbox(key=f"guide:{campaign_id}:held").uncheck().run()
    assert not at.exception
    assert kept(campaign_id) is None
    assert t("interview_guide.none") in words(at)
    at.checkbox(key=f"guide:{campaign_id}:held").check().run()
    assert len(ids(campaign_id)) == 8


@both_languages
def test_a_question_is_linked_to_two_competencies(be, language):
    be(RECRUITER, language)
    campaign_id = ready_draft()
    at = at_step(campaign_id)
    at.selectbox(key=f"guide:{campaign_id}:Q1:second").set_value("TON").run()
    assert not at.exception
    assert kept(campaign_id)["questions"][0]["loadings"] == {"EMP": 0.5, "TON": 0.5}


@both_languages
def test_an_own_question_is_written_field_by_field_and_its_faults_are_said(be, language):
    be(RECRUITER, language)
    campaign_id = ready_draft()
    drafts.save_settings(RECRUITER, campaign_id, {"languages": [language]})
    at = click(at_step(campaign_id), "guide:add")
    assert ids(campaign_id)[-1] == "C1"
    assert t("interview_guide.own.found") in words(at)
    closed = {"fr": "Aimez-vous les gens ?", "en": "Do you like people?"}[language]
    field = f"guide:{campaign_id}:C1:"
    for name, text in {
        "question": closed, "job_link": "X", "anchor.1": "Un", "anchor.3": "Deux", "anchor.5": "Trois",
    }.items():  # fmt: skip
        at.text_area(key=f"{field}{name}:{language}").set_value(text).run()
        assert not at.exception
    assert kept(campaign_id)["questions"][-1]["question"] == {language: closed}
    fault = {"fr": "Oui ou non y répondrait", "en": "Yes or no would answer"}[language]
    assert fault in words(at)
    open_one = {"fr": "Que faites-vous quand on crie ?", "en": "What do you do when somebody shouts?"}[
        language
    ]
    at.text_area(key=f"{field}question:{language}").set_value(open_one).run()
    assert t("interview_guide.own.sound") in words(at)
    click(at, "guide:edit:C1:True")
    assert not at.text_area
    click(at, "guide:remove:C1")
    assert "C1" not in ids(campaign_id)


@both_languages
def test_what_counts_is_chosen_in_plain_words(be, language):
    be(RECRUITER, language)
    campaign_id = ready_draft()
    at = at_step(campaign_id)
    assert "30" in words(at)
    at.radio(key=f"guide:{campaign_id}:counts").set_value("adjusted").run()
    assert not at.exception
    assert kept(campaign_id)["counts"] == "adjusted"


def test_opening_the_step_changes_nothing(be):
    be(RECRUITER)
    campaign_id = ready_draft()
    guide_drafts.add_own_question(RECRUITER, campaign_id)
    before = drafts.draft(RECRUITER, campaign_id).settings
    click(at_step(campaign_id), "guide:edit:C1:False")
    assert drafts.draft(RECRUITER, campaign_id).settings == before


def test_what_somebody_typed_is_shown_as_typed(be):
    be(RECRUITER)
    campaign_id = ready_draft()
    guide_drafts.add_own_question(RECRUITER, campaign_id)
    typed = {"en": "<b>*Why*</b> [x](y)?", "fr": "<b>*Pourquoi*</b> ?"}
    anchors = {"1": {"en": "<script>alert(1)</script>", "fr": "a"}}
    guide_drafts.change_own_question(
        RECRUITER, campaign_id, "C1", lambda _: {"question": typed, "anchors": anchors}
    )
    at = at_step(campaign_id)
    assert "<script>" not in "".join(element.proto.body for element in at.get("html"))
    assert any(r"\<b\>\*Why\*\</b\>" in element.value for element in at.markdown)


@both_languages
def test_without_a_whole_charter_the_step_says_what_comes_first(be, language):
    be(RECRUITER, language)
    charter = charters.example("ardeal")
    campaign_id = new_draft(RECRUITER, "Spring", charter | {"coverage": None})
    assert t("edit.form.charter_first") in words(at_step(campaign_id))


@both_languages
def test_the_review_shows_the_guide_and_its_print_and_publication_keeps_it(be, language):
    be(RECRUITER, language)
    campaign_id = ready_draft()
    at = opened("campaign_edit", id=campaign_id, step="review")
    guide = guide_of(drafts.preview(drafts.draft(RECRUITER, campaign_id)).form)
    assert guide.sha256 in words(at)
    assert t("candidate.notice.how.interview", count=8) in words(at)
    next(one for one in at.checkbox if one.label == t("edit.review.read")).check().run()
    click(at, "publish")
    form = lifecycle.campaign_form(RECRUITER, lifecycle.campaign_of(RECRUITER, campaign_id))
    assert guide_of(form) == guide


@both_languages
def test_the_review_lists_what_the_interview_lacks(be, language):
    be(RECRUITER, language)
    campaign_id = ready_draft()
    guide_drafts.choose_questions(RECRUITER, campaign_id, [])
    at = opened("campaign_edit", id=campaign_id, step="review")
    assert t("edit.problems.interview_empty") in words(at)
    assert any(button.label == f"3. {t('edit.steps.interview')} · 1" for button in at.button)


@both_languages
def test_the_frozen_guide_is_read_where_interviews_are_planned(be, language):
    be(RECRUITER, language)
    campaign_id = running_campaign()
    guide = guide_of(lifecycle.campaign_form(RECRUITER, lifecycle.campaign_of(RECRUITER, campaign_id)))
    assert guide.sha256 in words(opened("campaign", id=campaign_id, section="interviews"))
