"""The recruiter's list of requests, and the page of counts, in both languages."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

import texts
from data.common.engine import writing
from data.schema_trust import candidate_request
from tests.builders import filled_campaign
from tests.office import RECRUITER, someone
from tests.views.opened import open_through_navigation, press, words
from tests.workflows.candidates import change_settings, close, linked
from views.pages import STAFF_PAGES
from workflows.common.access import has_permission
from workflows.common.clock import utc_now
from workflows.privacy import requests, rights, self_identification

pytestmark = pytest.mark.usefixtures("database")

both_languages = pytest.mark.parametrize("language", ["fr", "en"])
SAID = "We looked at it again, as you asked."


@pytest.fixture
def campaign():
    return filled_campaign(12)


def asked(campaign, kind, text="", who=0):
    token = linked(campaign.candidate_ids[who], f"the-token-of-number-{who:02d}")
    return token, rights.ask(token, kind, text)


def section(campaign):
    return open_through_navigation("campaign", id=campaign.id, section="requests")


@both_languages
def test_each_kind_is_shown_with_its_due_date_and_the_late_one_first(be, campaign, language):
    be(RECRUITER, language)
    for who, kind in enumerate(("rectify", "erase", "review")):
        asked(campaign, kind, f"Please, number {who}.", who)
    with writing() as c:
        late = candidate_request.c.kind == "review"
        c.execute(update(candidate_request).where(late).values(due_at=utc_now() - dt.timedelta(days=1)))
    at = section(campaign)
    said = words(at)
    places = [said.index(texts.t(f"rights.kinds.{kind}")) for kind in ("review", "rectify", "erase")]
    assert places[0] == min(places)
    assert texts.t("rights.requests.overdue", count=1) in said
    assert "Please, number 2." in said
    assert "{" not in said
    assert "C-0001" not in said, "a name beside its pseudonym would undo the blind comparison"


def test_an_answer_closes_and_too_short_a_one_does_not(be, campaign):
    be(RECRUITER)
    _, request_id = asked(campaign, "review", "Look again.")
    at = section(campaign)
    at.text_area(key=f"said:{request_id}").set_value("No.")
    press(at, texts.t("rights.requests.send"))
    assert len(requests.waiting(RECRUITER, campaign.id).open) == 1
    at.text_area(key=f"said:{request_id}").set_value(SAID)
    press(at, texts.t("rights.requests.send"))
    assert requests.waiting(RECRUITER, campaign.id).closed[0].request.answer == SAID
    assert texts.t("rights.requests.sent") in words(at)


def test_a_name_is_corrected_with_the_answer(be, campaign):
    be(RECRUITER)
    _, request_id = asked(campaign, "rectify", "I am Ana Stone.")
    at = section(campaign)
    next(one for one in at.text_input if one.value == "Person 0001").set_value("Ana Stone")
    at.text_area(key=f"said:{request_id}").set_value(SAID)
    press(at, texts.t("rights.requests.correct"))
    (request,) = requests.waiting(RECRUITER, campaign.id).closed
    assert (request.name, request.request.answer) == ("Ana Stone", SAID)


def test_nobody_is_erased_before_it_was_confirmed(be, campaign):
    be(RECRUITER)
    _, request_id = asked(campaign, "erase")
    at = section(campaign)
    assert at.button(key=f"erase:{request_id}").disabled
    at.checkbox(key=f"sure:{request_id}").check().run()
    at.button(key=f"erase:{request_id}").click().run()
    assert not at.exception
    requests_waiting = requests.waiting(RECRUITER, campaign.id)
    assert (requests_waiting.open, requests_waiting.closed) == ((), ())
    assert texts.t("rights.requests.erased") in words(at)


@both_languages
def test_counts_are_read_by_group(be, campaign, language):
    be(someone("auditor"), language)
    assert texts.t("rights.impact.none") in words(open_through_navigation("impact"))
    change_settings(campaign.id, self_identification=True)
    for who, candidate_id in enumerate(campaign.candidate_ids):
        token = linked(candidate_id, f"the-token-of-number-{who:02d}")
        self_identification.identify(token, ("woman", "man")[who % 2], None)
    assert texts.t("rights.impact.too_early") in words(open_through_navigation("impact"))
    close(campaign.id)
    at = open_through_navigation("impact")
    (table,) = at.dataframe
    assert table.value.to_numpy().tolist() == [
        [texts.t("rights.groups.sexes.woman"), 6],
        [texts.t("rights.groups.sexes.man"), 6],
    ]
    assert texts.t("rights.impact.too_few") in words(at)


@pytest.mark.parametrize("role", ["recruiter", "manager", "marker", "interviewer"])
def test_who_decides_has_no_page_of_counts(role):
    (page,) = [staff_page for staff_page in STAFF_PAGES if staff_page.path == "impact"]
    assert not has_permission(someone(role), page.permission)
