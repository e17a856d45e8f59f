"""Sample data have interviews: two simulated interviewers each, and one interview left for whoever looks."""

from __future__ import annotations

import pytest

from data.common.engine import reading
from data.interviews.sheets import complete_interviews
from data.schema import account
from data.schema_evaluation import rating
from scoring.interview.facets_design import Refusal
from tests.office import first_owner
from tests.workflows.marked import rows
from tests.workflows.test_interview_scores import campaign_of
from workflows.comparison.pool import severities
from workflows.comparison.standings import comparison
from workflows.demo import simulated_staff
from workflows.demo.simulated_staff import INTERVIEWERS, N_INTERVIEWED, hold_interviews
from workflows.interviews import panel as interviews_panel
from workflows.interviews import planning
from workflows.interviews.guide import guide_of
from workflows.interviews.sheets import MIN_EVIDENCE

N = 16


@pytest.fixture
def held(database):
    owner = first_owner()
    filled = campaign_of(N)
    guide = guide_of(filled.form)
    assert guide is not None
    skill = {one: at / N for at, one in enumerate(filled.candidate_ids)}
    hold_interviews(owner, filled.id, guide, skill, 7)
    return owner, filled


def test_those_ranked_first_before_the_interview_are_interviewed(held):
    owner, filled = held
    before = comparison(owner, filled.id, stage="before_interview")
    assert (before.n_interviewed, len(before.ranked)) == (N_INTERVIEWED, N)
    best = sorted(before.ranked, key=lambda one: one.composite.score or 0, reverse=True)[:N_INTERVIEWED]
    ranked = comparison(owner, filled.id, stage="all").ranked
    assert {one.candidate_id for one in ranked} == {one.candidate_id for one in best}


def test_two_of_three_rate_each_and_their_severity_can_be_told(held):
    _, filled = held
    with reading() as connection:
        sheets = complete_interviews(connection, filled.id)
    assert {len(panel) for panel in sheets.values()} == {2}
    found = severities(sheets)
    assert not isinstance(found, Refusal)
    assert len(found.severities) == len(INTERVIEWERS)
    names = {row.id: row.name for row in rows(account)}
    severe = max(found.severities, key=lambda who: found.severities[who].value)
    assert names[severe] == min(INTERVIEWERS, key=lambda interviewer: interviewer.leaning).name


def test_one_interview_waits_for_the_owner(held):
    owner, filled = held
    waiting = [
        planned_interview
        for planned_interview in planning.planned(owner, filled.id)
        if not planned_interview.is_complete
    ]
    assert len(waiting) == 1
    assert {seat.account_id: seat.is_submitted for seat in waiting[0].seats}[owner.account_id] is False
    assert [interview.state for interview in interviews_panel.my_interviews(owner)] == ["planned"]


def test_every_rating_has_evidence_and_nobody_can_sign_in_as_a_simulated_interviewer(held):
    for row in rows(rating):
        assert (row.rating is None) == (row.evidence == "")
    simulated = [row for row in rows(account) if row.role == "interviewer"]
    assert len(simulated) == len(INTERVIEWERS)
    assert all(row.password_hash is None for row in simulated)


def test_notes_are_long_enough_and_there_in_both_languages():
    assert (
        {interviewer.language for interviewer in INTERVIEWERS}
        == set(simulated_staff.EVIDENCE)
        == set(simulated_staff.REASONS)
    )
    french, english = (simulated_staff.EVIDENCE[language] for language in ("fr", "en"))
    assert {level: len(said) for level, said in french.items()} == {
        level: len(said) for level, said in english.items()
    }
    assert all(len(one) >= MIN_EVIDENCE for said in (*french.values(), *english.values()) for one in said)
    assert [simulated_staff.level_of(rating) for rating in range(1, 6)] == [
        "low",
        "low",
        "middle",
        "high",
        "high",
    ]
