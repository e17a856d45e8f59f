"""Two open tabs, a colleague's or one's own: nothing that one of them kept is overwritten by the other."""

from __future__ import annotations

import pytest

import texts
from tests.office import RECRUITER, ready_draft, running_campaign
from tests.views.opened import open_through_navigation, press, words
from texts import t
from workflows.accounts import sign_in
from workflows.campaigns import charters, draft_edits, drafts, guide_drafts, lifecycle
from workflows.candidates import invitations, monitor

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def signed_in(monkeypatch):
    monkeypatch.setattr(sign_in, "actor_of", lambda _: RECRUITER)
    texts.use("en")


def tab(campaign_id, step):
    return open_through_navigation("campaign_edit", id=campaign_id, step=step)


def settings_of(campaign_id):
    return drafts.draft(RECRUITER, campaign_id).settings


def job_title(at, campaign_id):
    (field,) = (one for one in at.text_input if (one.key or "").endswith(":job_title"))
    assert (field.key or "").startswith(f"setting:{campaign_id}:")
    return field


def test_a_stale_tab_that_only_moves_on_writes_nothing():
    campaign_id = ready_draft()
    stale = tab(campaign_id, "settings")
    fresh = tab(campaign_id, "settings")
    fresh.slider(key=f"setting:{campaign_id}:interpersonal").set_value(70).run()
    job_title(fresh, campaign_id).set_value("Head of community").run()
    press(stale, t("edit.to_step", step=t("edit.steps.review")))
    assert settings_of(campaign_id)["family_weights"]["interpersonal"] == pytest.approx(0.7)
    assert settings_of(campaign_id)["job_title"] == "Head of community"


def test_a_stale_tab_keeps_its_own_change_and_shows_the_others():
    campaign_id = ready_draft()
    stale = tab(campaign_id, "settings")
    fresh = tab(campaign_id, "settings")
    job_title(fresh, campaign_id).set_value("Head of community").run()
    stale.number_input(key=f"setting:{campaign_id}:places").set_value(5).run()
    kept = settings_of(campaign_id)
    assert (kept["places"], kept["job_title"]) == (5, "Head of community")
    assert job_title(stale, campaign_id).value == "Head of community"
    assert t("edit.meanwhile.news", fields=t("edit.settings.job_title.label")) in words(stale)


def test_two_values_of_one_field_are_both_shown_and_somebody_chooses():
    campaign_id = ready_draft()
    one, other = tab(campaign_id, "settings"), tab(campaign_id, "settings")
    job_title(one, campaign_id).set_value("Head of community").run()
    job_title(other, campaign_id).set_value("Community lead").run()
    assert settings_of(campaign_id)["job_title"] == "Head of community"
    said = words(other)
    assert "Head of community" in said
    assert "Community lead" in said
    press(other, t("edit.meanwhile.take_mine"))
    assert settings_of(campaign_id)["job_title"] == "Community lead"
    assert t("edit.meanwhile.theirs") not in words(other)
    job_title(one, campaign_id).set_value("Community boss").run()
    press(one, t("edit.meanwhile.take_theirs"))
    assert settings_of(campaign_id)["job_title"] == "Community lead"
    assert job_title(one, campaign_id).value == "Community lead"


def test_weights_of_two_competencies_are_two_fields():
    campaign_id = ready_draft()
    one, other = tab(campaign_id, "settings"), tab(campaign_id, "settings")
    one.number_input(key=f"setting:{campaign_id}:weight_EMP").set_value(30).run()
    other.number_input(key=f"setting:{campaign_id}:weight_DEE").set_value(31).run()
    weights = settings_of(campaign_id)["competency_weights"]
    assert (weights["EMP"], weights["DEE"]) == (30, 31)


def test_two_people_write_one_charter():
    campaign_id = ready_draft()
    one, other = tab(campaign_id, "charter"), tab(campaign_id, "charter")
    one.text_input(key=f"charter:{campaign_id}:0:company.name").set_value("Nougat & Co").run()
    other.text_input(key=f"charter:{campaign_id}:0:company.town").set_value("Montélimar").run()
    one.text_input(key=f"charter:{campaign_id}:0:contact.press.role.en").set_value("the spokeswoman").run()
    company = drafts.draft(RECRUITER, campaign_id).charter["company"]
    assert (company["name"], company["town"]) == ("Nougat & Co", "Montélimar")
    contacts = {one["domain"]: one for one in drafts.draft(RECRUITER, campaign_id).charter["escalation"]}
    assert contacts["press"]["role"]["en"] == "the spokeswoman"
    assert not drafts.draft(RECRUITER, campaign_id).is_fictional


def test_two_people_pick_scenes_by_hand():
    campaign_id = ready_draft()
    drafts.choose_items(RECRUITER, campaign_id, "hand", ["S01", "S03", "S06"])
    one, other = tab(campaign_id, "form"), tab(campaign_id, "form")
    one.checkbox(key=f"item:{campaign_id}:S03").uncheck().run()
    other.checkbox(key=f"item:{campaign_id}:S14").check().run()
    assert set(drafts.draft(RECRUITER, campaign_id).item_ids) == {"S01", "S06", "S14"}


def test_two_people_choose_questions_and_write_one():
    campaign_id = ready_draft()
    guide_drafts.set_interview(RECRUITER, campaign_id, is_held=True)
    own = guide_drafts.add_own_question(RECRUITER, campaign_id)
    one, other = tab(campaign_id, "interview"), tab(campaign_id, "interview")
    one.button(key=f"guide:edit:{own}:False").click().run()
    other.button(key=f"guide:edit:{own}:False").click().run()
    other.button(key="guide:out:Q1").click().run()
    one.button(key="guide:out:Q2").click().run()
    other.text_area(key=f"guide:{campaign_id}:{own}:question:fr").set_value("Pourquoi nous ?").run()
    one.text_area(key=f"guide:{campaign_id}:{own}:job_link:fr").set_value("Parler de nous").run()
    questions = {question["id"]: question for question in settings_of(campaign_id)["interview"]["questions"]}
    assert not {"Q1", "Q2"} & set(questions)
    assert questions[own]["question"] == {"fr": "Pourquoi nous ?"}
    assert questions[own]["job_link"] == {"fr": "Parler de nous"}


def test_what_was_ticked_as_read_is_what_is_published():
    campaign_id = ready_draft()
    reviewer = tab(campaign_id, "review")
    tick = next(one for one in reviewer.checkbox if one.label == t("edit.review.read"))
    tick.check().run()
    drafts.save_settings(RECRUITER, campaign_id, {"job_title": "Another job"})
    reviewer.button(key="publish").click().run()
    assert not reviewer.exception
    assert drafts.draft(RECRUITER, campaign_id).state == "draft"
    assert t("staff.errors.draft_changed") in words(reviewer)
    assert reviewer.button(key="publish").disabled, "what is on screen now was not ticked"
    next(one for one in reviewer.checkbox if one.label == t("edit.review.read")).check().run()
    reviewer.button(key="publish").click().run()
    published = lifecycle.campaign_of(RECRUITER, campaign_id)
    assert (published.state, published.settings["job_title"]) == ("published", "Another job")


def test_a_name_given_in_one_tab_is_not_taken_back_in_another():
    campaign_id = ready_draft()
    stale = tab(campaign_id, "charter")
    drafts.rename(RECRUITER, campaign_id, "Autumn")
    press(stale, t("edit.rename.save"))
    assert lifecycle.campaign_of(RECRUITER, campaign_id).title == "Autumn"
    assert t("staff.errors.changed_meanwhile") in words(stale)


def follow(campaign_id, candidate_id):
    at = open_through_navigation("campaign", id=campaign_id, section="follow")
    at.selectbox(key=f"person:{campaign_id}").set_value(candidate_id).run()
    return at


def test_correcting_a_name_leaves_a_colleagues_address():
    campaign_id = running_campaign()
    link = invitations.add_candidate(
        RECRUITER, campaign_id, name="Ana Sol", email="ana@example.com", language="en"
    )
    stale = follow(campaign_id, link.candidate_id)
    invitations.correct(RECRUITER, link.candidate_id, name="Ana Sol", email="sol@example.com", language="en")
    field = next(one for one in stale.text_input if (one.key or "").endswith("#name"))
    field.set_value("Ana Soll")
    press(stale, t("people.person.correct"))
    (line,) = monitor.board(RECRUITER, campaign_id).lines
    assert (line.name, line.email) == ("Ana Soll", "sol@example.com")


def test_two_corrections_of_one_address_are_not_silent():
    campaign_id = running_campaign()
    link = invitations.add_candidate(
        RECRUITER, campaign_id, name="Ana Sol", email="ana@example.com", language="en"
    )
    stale = follow(campaign_id, link.candidate_id)
    invitations.correct(RECRUITER, link.candidate_id, name="Ana Sol", email="sol@example.com", language="en")
    field = next(one for one in stale.text_input if (one.key or "").endswith("#email"))
    field.set_value("soleil@example.com")
    press(stale, t("people.person.correct"))
    (line,) = monitor.board(RECRUITER, campaign_id).lines
    assert line.email == "sol@example.com"
    assert t("staff.errors.changed_meanwhile") in words(stale)


def test_the_fields_of_a_charter_and_of_settings_are_put_together_again():
    for name in ("ardeal", "orvanne", "tilleuls"):
        charter = charters.example(name)
        fields = draft_edits.charter_fields(charter)
        assert draft_edits.charter_with(charter, fields) == charter
        assert draft_edits.charter_with({}, fields) == charter
    campaign_id = ready_draft()
    settings = settings_of(campaign_id)
    assert draft_edits.settings_with({}, draft_edits.settings_fields(settings)) == settings
