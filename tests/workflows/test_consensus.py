"""After all sheets are in: side by side; what a panel agrees on is a row of its own and enters no score."""

from __future__ import annotations

import pytest

from data.audit.log import events
from data.common import engine
from data.interviews.sheets import complete_interviews
from data.schema_evaluation import agreed_rating, rating
from errors import AccessError, AnswerError, InterviewError
from scoring.interview.interview_agreement import Review
from tests.builders import AUDITOR, MANAGER
from tests.office import EVERYBODY, RECRUITER
from tests.workflows.interviewed import account, interviewing_campaign, plan, submit
from tests.workflows.marked import rows
from workflows.common.access import PERMISSIONS
from workflows.comparison.standings import comparison
from workflows.interviews.consensus import agree, consensus
from workflows.interviews.panel import SeatPlan

WHY = "We both saw the same."


@pytest.fixture
def campaign(database):
    return interviewing_campaign(3)


@pytest.fixture
def panel(campaign):
    return [account(name) for name in ("Ana", "Bo", "Cy")]


@pytest.fixture
def interview_id(campaign, panel):
    ana, bo, cy = panel
    seats = [SeatPlan(ana.account_id, ("EMP",)), SeatPlan(bo.account_id), SeatPlan(cy.account_id)]
    found = plan(campaign, panel=seats)
    submit(ana, found, 5, 3, None, said="Ana saw it all.", recommendation="yes")
    submit(bo, found, 3, 4, None, said="Bo saw a part.", recommendation="strong_no")
    submit(cy, found, None, 4, None, said="Cy saw little.", recommendation="no")
    return found


def refused(code, deed, *args):
    with pytest.raises(InterviewError) as caught:
        deed(*args)
    assert caught.value.code == code
    return caught.value


def test_sheets_lie_side_by_side(campaign, panel, interview_id):
    found = consensus(panel[1], interview_id)
    first, second, third = found.questions
    assert [(rating.name, rating.rating, rating.evidence) for rating in first.ratings] == [
        ("Ana", 5, "Ana saw it all."),
        ("Bo", 3, "Bo saw a part."),
        ("Cy", None, "Cy saw little."),
    ]
    assert (first.mean, first.spread, first.review) == (4, 2, Review.DISCUSS)
    assert (second.mean, second.spread, second.review) == (11 / 3, 1, Review.AGREED)
    assert (third.mean, third.spread, third.review) == (None, None, Review.NOT_OBSERVED)
    assert (found.gaps, found.to_discuss) == (("INT",), ("Q1",))
    assert [(recommendation.name,
    recommendation.recommendation) for recommendation in found.recommendations] == [
        ("Ana", "yes"), ("Bo", "strong_no"), ("Cy", "no"),
    ]  # fmt: skip
    assert found.panel[0].focus == ("EMP",)


def test_one_interviewer_alone_has_nothing_to_compare_with(campaign, panel):
    found = plan(campaign, panel[0], who=1)
    submit(panel[0], found, 2)
    here = consensus(MANAGER, found)
    assert {(question.review, question.spread, question.mean) for question in here.questions} == {
        (Review.ONE_RATING, None, 2)
    }
    assert (here.gaps, here.to_discuss) == ((), ())


def test_nobody_observed_anything(campaign, panel):
    found = plan(campaign, *panel, who=1)
    for one in panel:
        submit(one, found, None)
    here = consensus(MANAGER, found)
    assert {question.mean for question in here.questions} == {None}
    assert here.gaps == ("EMP", "INT", "JUD")


def test_before_the_last_sheet_there_are_numbers_only(campaign, panel):
    found = plan(campaign, *panel, who=1)
    submit(panel[0], found, 5)
    for actor in (panel[0], panel[1], RECRUITER, MANAGER, AUDITOR):
        problem = refused("not_complete", consensus, actor, found)
        assert problem.details == {"kept": False, "n_seats": 3, "n_submitted": 1}


@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda one: one.role)
def test_the_panel_and_who_reads_completed_interviews_see_them(interview_id, actor):
    if actor.role in PERMISSIONS["see_interviews"]:
        assert consensus(actor, interview_id).questions
    else:
        with pytest.raises((AccessError, InterviewError)):
            consensus(actor, interview_id)


def test_the_candidate_s_name_is_for_who_met_them_or_plans(panel, interview_id):
    assert consensus(panel[0], interview_id).candidate_name == "Person 0001"
    assert consensus(RECRUITER, interview_id).candidate_name == "Person 0001"
    for actor in (MANAGER, AUDITOR):
        assert consensus(actor, interview_id).candidate_name is None
        assert "Person" not in repr(consensus(actor, interview_id))


def test_an_agreement_is_a_row_of_its_own(campaign, panel, interview_id):
    before = rows(rating)
    who = [one.account_id for one in panel[:2]]
    assert agree(panel[0], interview_id, "Q1", 4, WHY, who) == 1
    assert agree(RECRUITER, interview_id, "Q1", 3, f"  {WHY}\0 ", [who[1], who[1]]) == 2
    assert agree(panel[2], interview_id, "Q2", 4, WHY, who) == 1
    first = consensus(AUDITOR, interview_id).questions[0]
    assert [(one.revision, one.rating, one.reason, one.agreed_by) for one in first.agreed] == [
        (1, 4, WHY, ("Ana", "Bo")),
        (2, 3, WHY, ("Bo",)),
    ]
    assert first.agreed[0].recorded_by == "Ana"
    assert rows(rating) == before
    assert [one.rating for one in first.ratings] == [5, 3, None]


def test_an_agreement_moves_nobody(campaign, panel, interview_id):
    with engine.reading() as c:
        scored = complete_interviews(c, campaign.id)
    before = comparison(MANAGER, campaign.id)
    agree(panel[0], interview_id, "Q1", 1, WHY, [panel[0].account_id])
    with engine.reading() as c:
        assert complete_interviews(c, campaign.id) == scored
    assert comparison(MANAGER, campaign.id) == before


def test_who_agreed_is_noted_without_words(campaign, panel, interview_id):
    agree(panel[0], interview_id, "Q1", 4, WHY, [panel[0].account_id])
    with engine.reading() as c:
        (noted,) = [event for event in events(c, campaign_id=campaign.id) if event.deed == "agree_rating"]
    assert (noted.actor, noted.subject) == (panel[0].account_id, interview_id)
    assert noted.details == {"question": "Q1", "revision": 1, "n": 1}


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("unknown_question", {"question": "Q9"}),
        ("reason_too_short", {"reason": "  too few  "}),
        ("too_long", {"reason": "x" * 4001}),
        ("not_on_panel", {"agreed_by": []}),
        ("not_on_panel", {"agreed_by": ["recruiter-1"]}),
    ],
)
def test_what_is_no_agreement_is_refused(panel, interview_id, code, changed):
    given = {"question": "Q1", "reason": WHY, "agreed_by": [panel[0].account_id]} | changed
    refused(code, agree, panel[0], interview_id, given["question"], 4, given["reason"], given["agreed_by"])
    assert rows(agreed_rating) == []


@pytest.mark.parametrize("given", [0, 6, None, True, 3.0, "3"])
def test_what_is_no_rating_is_not_agreed_on(panel, interview_id, given):
    with pytest.raises(AnswerError):
        agree(panel[0], interview_id, "Q1", given, WHY, [panel[0].account_id])
    assert rows(agreed_rating) == []


def test_nothing_is_agreed_before_the_last_sheet(campaign, panel):
    found = plan(campaign, *panel, who=1)
    submit(panel[0], found, 5)
    for actor in (panel[0], RECRUITER):
        refused("not_complete", agree, actor, found, "Q1", 4, WHY, [panel[0].account_id])


def test_only_the_panel_and_who_plans_write_agreements_down(panel, interview_id):
    who = [panel[0].account_id]
    elsewhere = (account("Di", "manager"), account("Re", "recruiter"), account("Ed"))
    for actor in (MANAGER, *elsewhere):
        refused("no_such_interview", agree, actor, interview_id, "Q1", 4, WHY, who)
    for actor in elsewhere:
        refused("no_such_interview", consensus, actor, interview_id)
    assert not consensus(MANAGER, interview_id).may_agree
    with pytest.raises(AccessError):
        agree(AUDITOR, interview_id, "Q1", 4, WHY, who)
    assert not consensus(AUDITOR, interview_id).may_agree
    assert consensus(panel[0], interview_id).may_agree
    assert consensus(RECRUITER, interview_id).may_agree
