"""What is behind an interview's part of a score: ratings, evidence, points, shares; what is not told yet."""

import math

import pytest

from errors import AccessError, CampaignError
from tests.builders import AUDITOR, MANAGER, filled_campaign
from tests.office import RECRUITER, someone
from tests.workflows.rated_panels import hand_in, interviewed, interviewing_campaign, panel, planned_interview
from workflows.comparison.explanation import evidence
from workflows.comparison.explanation_interview import interview_evidence
from workflows.comparison.standings import comparison
from workflows.interviews import planning
from workflows.interviews.consensus import agree

pytestmark = pytest.mark.usefixtures("database")


def test_ratings_points_and_shares_add_up_to_the_composite(database):
    campaign = interviewing_campaign(2)
    people, who = panel("Ana", "Bo"), campaign.candidate_ids[0]
    interviewed(who, people, {"Ana": (5, 2, None), "Bo": (4, 4, 1)})
    found = interview_evidence(MANAGER, campaign.id, who)
    assert found is not None
    first, _, third = found.questions
    assert [(rating.name, rating.rating) for rating in first.ratings] == [("Ana", 5), ("Bo", 4)]
    # (4.5 - 1) / 4, (3 - 1) / 4, (1 - 1) / 4
    assert [question.points for question in found.questions] == [0.875, 0.5, 0.0]
    assert first.ratings[0].evidence == "Ana heard it on Q1"
    assert first.ratings[0].probes == ({"en": "Q1 who else?", "fr": "Q1 who else?"},)
    assert (third.ratings[0].rating, third.ratings[0].evidence) == (None, "")
    assert (found.state, found.guide_sha256) == ("complete", campaign.form["interview"]["sha256"])
    behind = evidence(MANAGER, campaign.id, who, stage="all")
    shares = [item.share for item in (*behind.items, *found.questions) if item.share is not None]
    assert math.fsum(shares) == pytest.approx(1)
    brought = [
        item.contribution for item in (*behind.items, *found.questions) if item.contribution is not None
    ]
    assert math.fsum(brought) == pytest.approx(behind.candidate.composite.score, abs=1e-8)


def test_an_agreed_rating_is_told_and_changes_no_points(database):
    campaign = interviewing_campaign(1)
    people, who = panel("Ana", "Bo"), campaign.candidate_ids[0]
    interview_id = interviewed(who, people, {"Ana": (1, 3, 3), "Bo": (5, 3, 3)})
    everybody = [person.account_id for person in people.values()]
    agree(people["Ana"], interview_id, "Q1", 4, "We looked at the notes again.", everybody)
    found = interview_evidence(RECRUITER, campaign.id, who)
    assert found is not None
    assert found.questions[0].agreed is not None
    assert (found.questions[0].agreed.rating, found.questions[0].points) == (4, 0.5)


def test_until_every_sheet_is_in_only_numbers_are_told(database):
    campaign = interviewing_campaign(1)
    people, who = panel("Ana", "Bo"), campaign.candidate_ids[0]
    interview_id = planned_interview(who, list(people.values()))
    hand_in(interview_id, people["Ana"], (5, 5, 5))
    for actor in (RECRUITER, MANAGER, AUDITOR):
        found = interview_evidence(actor, campaign.id, who)
        assert found is not None
        assert (found.state, found.n_seats, found.n_submitted) == ("to_come", 2, 1)
        assert "heard it" not in repr(found)
        assert people["Ana"].account_id not in repr(found)
    planning.cancel(RECRUITER, interview_id)
    assert interview_evidence(RECRUITER, campaign.id, who).state == "cancelled"


def test_without_an_interview_there_is_nothing_to_explain(database):
    plain = filled_campaign(1)
    assert interview_evidence(MANAGER, plain.id, plain.candidate_ids[0]) is None
    campaign = interviewing_campaign(1)
    found = interview_evidence(MANAGER, campaign.id, campaign.candidate_ids[0])
    assert found is not None
    assert (found.state, found.questions) == ("none", ())
    with pytest.raises(CampaignError):
        interview_evidence(MANAGER, campaign.id, plain.candidate_ids[0])
    with pytest.raises(AccessError):
        interview_evidence(someone("interviewer"), campaign.id, campaign.candidate_ids[0])


def test_nothing_observed_has_no_points_and_equal_people_draw_level(database):
    campaign = interviewing_campaign(3)
    people = panel("Ana", "Bo")
    same = {"Ana": (3, 4, 2), "Bo": (2, 4, 3)}
    unseen, *level = campaign.candidate_ids
    interviewed(unseen, people, {"Ana": (None,) * 3, "Bo": (None,) * 3})
    for who in level:
        interviewed(who, people, same)
    found = interview_evidence(MANAGER, campaign.id, unseen)
    assert found is not None
    assert [(question.points, question.share, question.contribution) for question in found.questions] == [
        (None, None, None)
    ] * 3
    first, second = (interview_evidence(MANAGER, campaign.id, who) for who in level)
    assert [question.points for question in first.questions] == [
        question.points for question in second.questions
    ]
    assert comparison(MANAGER, campaign.id).n_interviewed == 3


def test_the_rating_that_counted_is_told_where_severity_is_taken_out(database):
    campaign = interviewing_campaign(24, counts="adjusted")
    people = panel("Ana", "Bo")
    for at, who in enumerate(campaign.candidate_ids):
        lenient = [2 + (at * 7 + question * 3) % 4 for question in range(3)]
        severe = [max(1, one - 1 + (at + question) % 3 // 2) for question, one in enumerate(lenient)]
        interviewed(who, people, {"Ana": severe, "Bo": lenient})
    found = interview_evidence(MANAGER, campaign.id, campaign.candidate_ids[0])
    assert found is not None
    for one in found.questions:
        ana, bo = one.ratings
        assert ana.counted > ana.rating
        assert bo.counted < bo.rating
        assert one.points == pytest.approx(((ana.counted + bo.counted) / 2 - 1) / 4, abs=1e-9)
