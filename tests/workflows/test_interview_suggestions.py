"""Two pairs of eyes on every competency, and times in a row."""

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.campaigns.campaigns import campaign_by_id
from data.common.engine import reading
from errors import AccessError
from tests.builders import filled_campaign
from tests.office import RECRUITER, someone
from tests.workflows.rated_panels import interviewing_campaign
from workflows.interviews.suggestions import occasion, series, suggested_focus

CODES = ("EMP", "CLR", "PAT", "JUD", "CRE", "TEA", "INT")


@given(st.integers(1, 7), st.integers(1, 6))
def test_two_interviewers_mind_each_competency(n_competencies, n_seats):
    found = suggested_focus(CODES[:n_competencies], n_seats)
    assert len(found) == n_seats
    minded = Counter(code for one in found for code in one)
    assert set(minded.values()) == {min(2, n_seats)}
    assert set(minded) == set(CODES[:n_competencies])
    assert all(len(set(one)) == len(one) for one in found)
    assert max(map(len, found)) - min(map(len, found)) <= 1


def test_a_panel_of_three_on_three_competencies():
    assert suggested_focus(("A", "B", "C"), 3) == (("A", "B"), ("A", "C"), ("B", "C"))


def test_times_go_on_across_a_change_of_the_clock():
    # In Paris, 28 March 2027: after 01:59 comes 03:00.
    first = dt.datetime(2027, 3, 28, 1, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert [one.hour * 60 + one.minute for one in series(first, 3, 60)] == [90, 210, 270]


def test_what_is_planned_is_what_the_guide_asks(database):
    campaign = _campaign(interviewing_campaign(1).id)
    found = occasion(RECRUITER, campaign)
    assert found is not None
    assert {code for code, _ in found.competencies} == {"EMP", "INT", "JUD"}
    assert (found.n_questions, found.minutes) == (3, 30)
    assert occasion(RECRUITER, _campaign(filled_campaign(1).id)) is None
    with pytest.raises(AccessError):
        occasion(someone("interviewer"), campaign)


def _campaign(campaign_id):
    with reading() as c:
        found = campaign_by_id(c, campaign_id)
    assert found is not None
    return found
