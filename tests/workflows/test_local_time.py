"""Hours that clocks skip are refused, and of hours they show twice the second counts."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from errors import CandidateError, InterviewError
from tests.office import RECRUITER, ready_draft, running_campaign
from workflows.campaigns import campaign_settings, drafts
from workflows.campaigns.campaign_settings import settings_problems
from workflows.candidates import invitations, monitor
from workflows.common.clock import is_skipped, oddity, on_the_clock
from workflows.interviews import planning


def local(text: str) -> dt.datetime:
    """Read an hour as somebody types it, without a zone."""
    return dt.datetime.fromisoformat(text)


PARIS = ZoneInfo("Europe/Paris")
GAP, FOLD = local("2027-03-28T02:30"), local("2027-10-31T02:30")
PLAIN = local("2027-03-28T03:00")


@pytest.mark.parametrize(
    ("typed", "zone", "found"),
    [
        (GAP, "Europe/Paris", "gap"),
        (GAP, "Europe/London", None),
        (GAP, "UTC", None),
        (FOLD, "Europe/Paris", "fold"),
        (PLAIN, "Europe/Paris", None),
        (local("2027-10-31T03:00"), "Europe/Paris", None),
        (local("2027-10-31T01:59"), "Europe/Paris", None),
        (local("2027-03-14T02:00"), "America/New_York", "gap"),
        (local("2027-10-03T02:15"), "Australia/Lord_Howe", "gap"),
        (local("2011-12-30T12:00"), "Pacific/Apia", "gap"),
    ],
)
def test_what_is_odd_about_an_hour(typed, zone, found):
    assert oddity(typed, zone) == found
    assert is_skipped(typed.replace(tzinfo=ZoneInfo(zone))) is (found == "gap")


def test_of_an_hour_that_comes_twice_the_second_counts():
    assert on_the_clock(FOLD, "Europe/Paris").astimezone(dt.UTC).hour == 1


@pytest.fixture
def draft(database):
    return {**drafts.draft(RECRUITER, ready_draft()).settings}


def test_a_deadline_that_clocks_skip_keeps_a_campaign_from_being_published(draft):
    draft |= {"deadline": GAP.isoformat(), "answer_by": "2027-05-01", "time_zone": "Europe/Paris"}
    now = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    assert [settings_problem.code for settings_problem in settings_problems(draft, now)] == ["deadline_gap"]
    assert settings_problems(draft | {"time_zone": "Europe/London"}, now) == ()


def test_a_deadline_that_comes_twice_is_the_later_one(draft):
    draft |= {"deadline": FOLD.isoformat(), "answer_by": "2027-12-01", "time_zone": "Europe/Paris"}
    assert campaign_settings.parse_settings(draft).deadline_at == dt.datetime(
        2027, 10, 31, 1, 30, tzinfo=dt.UTC
    )


def test_nobody_is_given_until_an_hour_that_clocks_skip(database):
    link = invitations.add_candidate(RECRUITER, running_campaign(), name="Ana", email=None, language="fr")
    with pytest.raises(CandidateError) as refused:
        monitor.extend(RECRUITER, link.candidate_id, GAP.replace(tzinfo=PARIS))
    assert refused.value.code == "deadline_gap"


def test_no_interview_is_planned_for_an_hour_that_clocks_skip(database):
    with pytest.raises(InterviewError) as refused:
        planning._checked(GAP.replace(tzinfo=PARIS), 45, "")
    assert refused.value.code == "date_gap"
    assert planning._checked(PLAIN.replace(tzinfo=PARIS), 45, "").starts_at is not None
