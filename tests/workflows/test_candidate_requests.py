"""What candidates ask: stored once, due in a month, answered once by whoever may, and carried out."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.audit.log import events
from data.candidates.candidates import candidate_by_id
from data.common.engine import reading
from errors import AccessError, CampaignError, CandidateError, LinkUnknown, RequestError
from tests.builders import filled_campaign
from tests.office import EVERYBODY, RECRUITER
from tests.workflows.candidates import change_settings, linked
from workflows.common.access import PERMISSIONS
from workflows.privacy import requests, rights
from workflows.privacy.requests import a_month_later

pytestmark = pytest.mark.usefixtures("database")

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
SAID = "We looked at it again, as you asked."


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(NOW)
    return clock


@pytest.fixture
def campaign():
    return filled_campaign(2)


def asked(campaign, kind="review", text="Please look again.", who=0):
    token = linked(campaign.candidate_ids[who], f"the-token-of-number-{who}")
    return token, rights.ask(token, kind, text)


def noted(deed):
    with reading() as c:
        return [event for event in events(c) if event.deed == deed]


# Due dates


@pytest.mark.parametrize(
    ("came", "zone", "due"),
    [
        ("2026-11-20T09:00", "UTC", "2026-12-20T23:59:59"),
        ("2026-12-31T09:00", "UTC", "2027-01-31T23:59:59"),
        ("2027-01-31T09:00", "UTC", "2027-02-28T23:59:59"),  # no 31 February: its last day
        ("2028-01-30T09:00", "UTC", "2028-02-29T23:59:59"),
        ("2026-11-20T23:30", "Europe/Paris", "2026-12-21T22:59:59"),  # already the 21st in Paris
        ("2027-02-28T12:00", "Europe/Paris", "2027-03-28T21:59:59"),  # summer time has begun
    ],
)
def test_a_month_is_counted_as_the_law_does(came, zone, due):
    at = dt.datetime.fromisoformat(came).replace(tzinfo=dt.UTC)
    assert a_month_later(at, zone) == dt.datetime.fromisoformat(due).replace(tzinfo=dt.UTC)


@given(st.integers(0, 16 * 366 * 24 * 3600).map(lambda s: NOW + dt.timedelta(seconds=s)))
def test_a_due_date_is_28_to_32_days_away_at_the_end_of_a_day(at):
    due = a_month_later(at, "Europe/Paris")
    assert dt.timedelta(days=28) <= due - at < dt.timedelta(days=33)
    assert due.astimezone(ZoneInfo("Europe/Paris")).time() == dt.time(23, 59, 59)


# Asking


def test_a_second_click_asks_for_nothing_new(campaign):
    token, first = asked(campaign)
    assert rights.ask(token, "review", " Please look again. ") == first
    assert rights.ask(token, "review", "And at Q2.") != first
    assert rights.ask(token, "erase", "") == rights.ask(token, "erase", "All of it")
    assert len(rights.rights_of(token).requests) == 3


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("review", "  ", "text_missing"), ("rectify", "", "text_missing"), ("erase", "x" * 4001, "text_long"),
        ("longer", "please", "kind"), ("", "please", "kind"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_not_stored(campaign, kind, text, code):
    token = linked(campaign.candidate_ids[0])
    with pytest.raises(RequestError) as refused:
        rights.ask(token, kind, text)
    assert refused.value.code == code
    assert rights.rights_of(token).requests == ()


def test_there_is_an_end_to_what_one_person_can_have_waiting(campaign):
    token = linked(campaign.candidate_ids[0])
    for at in range(rights.MAX_OPEN):
        rights.ask(token, "rectify", f"wish {at}")
    with pytest.raises(RequestError) as refused:
        rights.ask(token, "rectify", "one more")
    assert refused.value.code == "too_many"


def test_nobody_asks_without_a_link(campaign):
    with pytest.raises(LinkUnknown):
        rights.ask("nobody-was-given-this", "erase", "")


def test_nobody_reads_what_another_asked(campaign):
    asked(campaign)
    other = linked(campaign.candidate_ids[1], "the-other-ones-token")
    assert rights.rights_of(other).requests == ()


# Answering


def test_overdue_ones_come_first(campaign, clock):
    _, first = asked(campaign)
    clock.shift(dt.timedelta(days=10))
    _, second = asked(campaign, "rectify", "My name is Ana.", who=1)
    clock.shift(dt.timedelta(days=25))
    requests_waiting = requests.waiting(RECRUITER, campaign.id)
    assert [row.request.id for row in requests_waiting.open] == [first, second]
    assert [requests_waiting.is_overdue(row.request) for row in requests_waiting.open] == [True, False]
    assert requests_waiting.n_overdue == 1


def test_the_candidate_reads_the_answer_and_the_first_one_stands(campaign):
    token, request_id = asked(campaign)
    requests.answer(RECRUITER, request_id, SAID)
    with pytest.raises(RequestError) as refused:
        requests.answer(RECRUITER, request_id, "Something else entirely.")
    assert refused.value.code == "closed"
    (read,) = rights.rights_of(token).requests
    assert read.answer == SAID
    assert requests.waiting(RECRUITER, campaign.id).open == ()


@pytest.mark.parametrize(("text", "code"), [("   Short.  ", "answer_short"), ("x" * 4001, "answer_long")])
def test_an_answer_is_a_few_words_at_least(campaign, text, code):
    _, request_id = asked(campaign)
    with pytest.raises(RequestError) as refused:
        requests.answer(RECRUITER, request_id, text)
    assert refused.value.code == code


def test_a_correction_is_made_with_its_answer_or_not_at_all(campaign):
    _, request_id = asked(campaign, "rectify", "I am Ana Stone.")
    whom = campaign.candidate_ids[0]
    new = {"email": "ana@stone.example", "language": "fr"}
    with pytest.raises(CandidateError):
        requests.correct_as_asked(RECRUITER, request_id, SAID, name=" ", **new)
    assert len(requests.waiting(RECRUITER, campaign.id).open) == 1
    requests.correct_as_asked(RECRUITER, request_id, SAID, name="Ana Stone", **new)
    with reading() as c:
        person = candidate_by_id(c, whom)
    assert person is not None
    assert (person.name, person.email, person.language) == ("Ana Stone", "ana@stone.example", "fr")
    assert requests.waiting(RECRUITER, campaign.id).closed[0].request.answer == SAID


def test_erasing_takes_the_person_and_the_request_away(campaign):
    token, request_id = asked(campaign, "erase", "Please erase me.")
    asked(campaign, who=1)
    requests.erase_as_asked(RECRUITER, request_id)
    with reading() as c:
        assert candidate_by_id(c, campaign.candidate_ids[0]) is None
    with pytest.raises(LinkUnknown):
        rights.rights_of(token)
    (left,) = requests.waiting(RECRUITER, campaign.id).open
    assert left.request.candidate_id == campaign.candidate_ids[1]
    assert [event.details["outcome"] for event in noted("answer_request")] == ["erased"]
    assert len(noted("erase_candidate")) == 1


def test_only_a_wish_to_be_erased_erases(campaign):
    _, request_id = asked(campaign)
    with pytest.raises(RequestError) as refused:
        requests.erase_as_asked(RECRUITER, request_id)
    assert refused.value.code == "kind"
    with reading() as c:
        assert candidate_by_id(c, campaign.candidate_ids[0]) is not None


def test_a_wish_to_be_erased_can_be_answered_without_erasing(campaign):
    token, request_id = asked(campaign, "erase", "")
    requests.answer(RECRUITER, request_id, "We keep the decision's reason until May, see 17(3)(e).")
    assert rights.rights_of(token).requests[0].answer


@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda actor: actor.role)
def test_only_who_may_answers(campaign, actor):
    _, request_id = asked(campaign, "erase", "")
    deeds = [
        lambda: requests.waiting(actor, campaign.id),
        lambda: requests.answer(actor, request_id, SAID),
        lambda: requests.correct_as_asked(actor, request_id, SAID, name="A", email=None, language="en"),
        lambda: requests.erase_as_asked(actor, request_id),
    ]
    if actor.role in PERMISSIONS["answer_requests"]:
        deeds[0]()
        return
    for deed in deeds:
        with pytest.raises(AccessError):
            deed()
    assert noted("answer_request") == []


def test_an_unknown_campaign_or_request_is_said(campaign):
    with pytest.raises(CampaignError):
        requests.waiting(RECRUITER, "guessed")
    with pytest.raises(RequestError):
        requests.answer(RECRUITER, "guessed", SAID)


def test_the_record_holds_neither_texts_nor_names(campaign):
    _, request_id = asked(campaign, "review", "SECRET-WISH")
    requests.answer(RECRUITER, request_id, "SECRET-ANSWER of Person 0001")
    (wish,), (answer,) = noted("ask_request"), noted("answer_request")
    assert wish.actor == "candidate"
    assert answer.details == {
        "request": request_id, "kind": "review", "outcome": "answered", "is_late": False,
    }  # fmt: skip
    assert "SECRET" not in f"{wish}{answer}"
    assert "Person" not in f"{wish}{answer}"


# Agreeing to be kept


def test_an_agreement_is_noted_once_and_can_be_taken_back(campaign):
    change_settings(campaign.id, retention_months=3)
    token = linked(campaign.candidate_ids[0])
    rights.take_back(token)
    for _ in range(2):
        rights.agree_longer(token)
    for _ in range(2):
        rights.take_back(token)
    rights.agree_longer(token)
    agreement = rights.rights_of(token).agreement
    assert agreement == (24, NOW, None)
    assert (len(noted("agree_longer")), len(noted("take_back_agreement"))) == (2, 1)
