"""Candidates are told their interview's date, a change of it, and that it is off; once each."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from icalendar import Calendar

from tests.office import NOW, RECRUITER
from tests.workflows.interviewed import STARTS, account, interviewing_campaign, plan
from tests.workflows.mail_server import Mailbox, serving
from tests.workflows.test_outbox import set_up as set_up
from texts.letters import letter
from workflows.interviews import planning
from workflows.mail import outbox, resending
from workflows.mail.delivery import send_next
from workflows.mail.mailings import send_interview_dates, untold

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(NOW)
    return clock


@pytest.fixture
def campaign():
    return interviewing_campaign()


def sent(box):
    """Send what waits and return the newest message's text and its calendar."""
    with serving(box) as server:
        while send_next(server):
            pass
    body, file = list(box.messages[-1].walk())[1:]
    assert (body.get_content_type(), file.get_content_type()) == ("text/plain", "text/calendar")
    calendar = Calendar.from_ical(io.BytesIO(file.get_payload(decode=True)).read())
    assert (file.get_filename(), file.get_param("method")) == ("interview.ics", calendar["METHOD"])
    (event,) = calendar.events
    assert (calendar["METHOD"] == "CANCEL") == (event["STATUS"] == "CANCELLED")
    return body.get_content(), event


def test_a_date_is_sent_once_with_a_file_for_the_calendar(campaign):
    interview_id = plan(campaign, account("Ana"))
    assert send_interview_dates(RECRUITER, campaign.id, letter) == 1
    assert send_interview_dates(RECRUITER, campaign.id, letter) == 0
    text, event = sent(Mailbox())
    assert "1 December 2026, 10:30 (Paris time, UTC+1), about 60 minutes" in text
    assert "Where: Room 4" in text
    assert (event["UID"], event.start) == (f"{interview_id}@entregent", STARTS)


def test_a_move_and_a_cancellation_are_told_to_those_who_knew_the_date(campaign):
    ana = account("Ana")
    interview_id = plan(campaign, ana)
    plan(campaign, ana, who=1)
    planning.cancel(RECRUITER, plan(campaign, ana, who=1))
    box = Mailbox()
    assert send_interview_dates(RECRUITER, campaign.id, letter) == 1, "nobody is told of what never was"
    sent(box)
    plan(campaign, ana, starts_at=STARTS + dt.timedelta(days=1))
    send_interview_dates(RECRUITER, campaign.id, letter)
    text, event = sent(box)
    assert "has changed" in text
    assert (event.start, event["SEQUENCE"]) == (STARTS + dt.timedelta(days=1), 1)
    planning.cancel(RECRUITER, interview_id)
    send_interview_dates(RECRUITER, campaign.id, letter)
    text, event = sent(box)
    assert "will not take place" in text
    assert event["STATUS"] == "CANCELLED"
    assert untold(RECRUITER, campaign.id) == ()


def test_a_date_that_has_passed_while_the_mail_server_was_away_is_not_sent(campaign, clock):
    plan(campaign, account("Ana"))
    send_interview_dates(RECRUITER, campaign.id, letter)
    clock.move_to(STARTS)
    box = Mailbox()
    with serving(box) as server:
        assert send_next(server).outcome.code == "moot"
    assert box.got == []


def test_a_date_that_still_waits_is_replaced_by_the_new_one(campaign):
    ana = account("Ana")
    plan(campaign, ana)
    send_interview_dates(RECRUITER, campaign.id, letter)
    plan(campaign, ana, place="Room 9")
    send_interview_dates(RECRUITER, campaign.id, letter)
    box = Mailbox()
    text, _ = sent(box)
    assert ("Room 9" in text, len(box.got)) == (True, 1)


def test_a_date_that_came_back_is_sent_again_as_it_is_now(campaign):
    ana = account("Ana")
    plan(campaign, ana)
    send_interview_dates(RECRUITER, campaign.id, letter)
    with serving(Mailbox(to_recipient=["550 no"])) as server:
        send_next(server)
    plan(campaign, ana, place="Room 9")
    (bounced,) = outbox.outbox(RECRUITER, campaign.id).messages
    resending.send_again(RECRUITER, bounced.id, letter)
    assert "Room 9" in sent(Mailbox())[0]


def test_a_past_date_and_one_without_a_day_are_not_sent(campaign):
    ana = account("Ana")
    plan(campaign, ana, starts_at=None)
    plan(campaign, ana, who=1, starts_at=NOW - dt.timedelta(hours=1))
    assert untold(RECRUITER, campaign.id) == ()
