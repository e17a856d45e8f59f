"""The monitor says where everybody is; one person can get more time or go on after finishing."""

from __future__ import annotations

import datetime as dt

import pytest

from errors import AccessError, CandidateError, UnknownCampaign
from tests.office import NOW, RECRUITER, running_campaign, someone, token_in
from tests.workflows.seated import simulate
from workflows import sitting
from workflows.candidates import invitations, monitor

pytestmark = pytest.mark.usefixtures("any_database")
AFTER = dt.datetime(2027, 2, 10, tzinfo=dt.UTC)
"""After the campaign's deadline of 31 January."""


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(NOW)
    return clock


@pytest.fixture
def candidate():
    """A running campaign and one link; returns (campaign id, candidate id, token)."""
    campaign_id = running_campaign()
    link = invitations.add_candidate(
        RECRUITER, campaign_id, name="Ana Sol", email="ana@example.com", language="fr"
    )
    return campaign_id, link.candidate_id, token_in(link.address)


def line(campaign_id, actor=RECRUITER):
    return monitor.board(actor, campaign_id).lines[0]


def until(token, stage):
    """Walk a candidate forward to the beginning of a stage."""
    steps = {
        "language": lambda: sitting.choose_language(token, "fr"),
        "notice": lambda: sitting.acknowledge_notice(token, "0" * 64),
        "charter": lambda: sitting.read_charter(token),
        "needs": lambda: sitting.ask_needs(token, ["breaks"], "a quiet room"),
        "practice": lambda: sitting.practise(token),
    }
    sitting.enter(token, accepted_language="fr")
    while (here := sitting.current_state(token)).stage != stage:
        if here.stage == "scene":
            simulate(token, here.item(here.open_items[0]))
        else:
            steps[here.stage]()


@pytest.mark.parametrize(
    ("stage", "status"),
    [("language", "opened"), ("charter", "opened"), ("practice", "practising"), ("scene", "scene")],
)
def test_the_monitor_follows_each_step(candidate, stage, status):
    campaign_id, _, token = candidate
    assert line(campaign_id).status == "invited"
    until(token, stage)
    assert line(campaign_id).status == status


def test_the_monitor_counts_scenes_and_says_since_when(candidate, clock):
    campaign_id, _, token = candidate
    until(token, "scene")
    clock.shift(dt.timedelta(hours=2))
    here = sitting.current_state(token)
    sitting.answer(token, item_id=here.open_items[0], revision=1, value=None)
    found = line(campaign_id)
    assert (found.n_answered, found.n_items, found.since) == (
        1,
        len(here.form["items"]),
        NOW + dt.timedelta(hours=2),
    )


def test_finished_withdrawn_and_late_are_told_apart(candidate, clock):
    campaign_id, _, token = candidate
    until(token, "review")
    sitting.finish(token)
    assert line(campaign_id).status == "finished"
    other = invitations.add_candidate(RECRUITER, campaign_id, name="Bea", email=None, language="fr")
    sitting.enter(token_in(other.address), accepted_language="fr")
    sitting.withdraw(token_in(other.address))
    invitations.add_candidate(RECRUITER, campaign_id, name="Cleo", email=None, language="fr")
    clock.move_to(AFTER)
    board = monitor.board(RECRUITER, campaign_id)
    assert [one.status for one in board.lines] == ["finished", "withdrawn", "expired"]
    assert {name: n for name, n in board.by_status.items() if n} == {
        "finished": 1, "withdrawn": 1, "expired": 1,
    }  # fmt: skip


def test_what_somebody_asked_for_and_wrote_is_shown(candidate):
    campaign_id, _, token = candidate
    until(token, "review")
    sitting.finish(token)
    sitting.leave_comment(token, "The third scene was unclear.")
    found = line(campaign_id)
    assert (found.needs, found.needs_note) == (("breaks",), "a quiet room")
    assert found.comment == "The third scene was unclear."


def test_more_time_for_one_person_opens_the_door_again(candidate, clock):
    campaign_id, candidate_id, token = candidate
    until(token, "scene")
    clock.move_to(AFTER)
    assert sitting.current_state(token).stage == "late"
    monitor.extend(RECRUITER, candidate_id, AFTER + dt.timedelta(days=2))
    assert sitting.current_state(token).stage == "scene"
    assert line(campaign_id).is_extended


def test_more_time_reaches_somebody_who_has_not_opened_the_link_yet(candidate, clock):
    _, candidate_id, token = candidate
    monitor.extend(RECRUITER, candidate_id, AFTER + dt.timedelta(days=2))
    clock.move_to(AFTER)
    sitting.enter(token, accepted_language="fr")
    assert sitting.current_state(token).stage == "language"


def test_a_link_renewed_after_an_extension_lasts_as_long(candidate):
    _, candidate_id, _ = candidate
    monitor.extend(RECRUITER, candidate_id, AFTER)
    assert invitations.renew_link(RECRUITER, candidate_id).expires_at == AFTER


def test_a_deadline_in_the_past_is_refused(candidate):
    with pytest.raises(CandidateError) as refused:
        monitor.extend(RECRUITER, candidate[1], NOW)
    assert refused.value.code == "deadline_past"


def test_a_finished_sitting_can_be_reopened_with_its_answers(candidate):
    campaign_id, candidate_id, token = candidate
    until(token, "review")
    sitting.finish(token)
    monitor.reopen(RECRUITER, candidate_id)
    assert sitting.current_state(token).stage == "review"
    found = line(campaign_id)
    assert found.n_answered == found.n_items > 0


def test_reopening_after_the_deadline_needs_a_later_one(candidate, clock):
    _, candidate_id, token = candidate
    until(token, "review")
    sitting.finish(token)
    clock.move_to(AFTER)
    with pytest.raises(CandidateError):
        monitor.reopen(RECRUITER, candidate_id)
    monitor.reopen(RECRUITER, candidate_id, AFTER + dt.timedelta(days=1))
    assert sitting.current_state(token).stage == "review"


def test_whoever_withdrew_comes_back_only_by_being_reopened(candidate):
    campaign_id, candidate_id, token = candidate
    until(token, "scene")
    sitting.withdraw(token)
    with pytest.raises(CandidateError):
        invitations.renew_link(RECRUITER, candidate_id)
    with pytest.raises(CandidateError):
        monitor.extend(RECRUITER, candidate_id, AFTER)
    monitor.reopen(RECRUITER, candidate_id)
    assert line(campaign_id).status == "scene"


def test_there_is_nothing_to_reopen_before_the_end(candidate):
    with pytest.raises(CandidateError) as refused:
        monitor.reopen(RECRUITER, candidate[1])
    assert refused.value.code == "nothing_to_reopen"


def test_names_stand_in_the_order_people_expect(candidate):
    campaign_id = candidate[0]
    for name in ("Zoé", "Éloïse", "emma", "Elodie"):
        invitations.add_candidate(RECRUITER, campaign_id, name=name, email=None, language="fr")
    names = [line.name for line in monitor.board(RECRUITER, campaign_id).lines]
    assert names == ["Ana Sol", "Elodie", "Éloïse", "emma", "Zoé"]


def test_an_unknown_campaign_has_no_monitor():
    with pytest.raises(UnknownCampaign):
        monitor.board(RECRUITER, "nothing")


@pytest.mark.parametrize("role", ["manager", "auditor", "interviewer", "marker"])
def test_who_decides_does_not_see_accommodations(candidate, role):
    with pytest.raises(AccessError):
        monitor.board(someone(role), candidate[0])
