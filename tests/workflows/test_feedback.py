"""What a candidate is told: by fixed rules, from their own results alone, to whoever may hear it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from data.audit.log import events
from data.audit.written import change_rows
from data.candidates.candidates import add_invitations
from data.common.engine import reading, writing
from data.schema import campaign, invitation
from errors import AccessError, CampaignError, LinkUnknown
from tests.builders import NOW, filled_campaign, pool_answers
from tests.office import RECRUITER, someone
from tests.workflows.marked import marks
from workflows.candidates.feedback import feedback, feedback_for_candidate
from workflows.candidates.feedback_rules import Banded, Earned, Observed, banded, observed, to_practise
from workflows.comparison.comparison import Measured
from workflows.comparison.decisions import decide
from workflows.comparison.standings import comparison

scores = st.floats(-0.5, 1.5)
errors = st.floats(0.0, 0.6)


# Bands


# Bands: the least of four posteriors counts, their priors being N(.58 +- .06, (.14 x .75 or x 1.33)^2).


@pytest.mark.parametrize(
    ("score", "sem", "expected"),
    [
        (0.90, 0.05, Banded("strength", "clear")),
        (0.76, 0.05, Banded("strength", "probable")),
        (0.70, 0.05, Banded("solid_or_strength", "clear")),
        (0.52, 0.05, Banded("solid", "clear")),
        (0.58, 0.05, Banded("solid", "probable")),
        (0.40, 0.05, Banded("solid_or_develop", "clear")),
        (0.28, 0.05, Banded("develop", "probable")),
        (0.20, 0.05, Banded("develop", "clear")),
        (0.52, 0.12, Banded("solid_or_strength", "probable")),
        (0.65, 0.0, Banded("strength", "clear")),
        (0.64, 0.0, Banded("solid", "clear")),
        (0.39, 0.0, Banded("develop", "clear")),
    ],
)
def test_bands_are_those_of_the_document(score, sem, expected):
    assert banded(Measured(score, sem), "interpersonal") == expected


def test_a_score_that_is_nearly_all_chance_has_no_band():
    assert banded(Measured(0.45, 0.60), "technical") is None


def test_high_standing_elsewhere_does_not_make_the_middle_sure():
    """Whoever stands high has a small error; were they in the middle here, it would be the middle's."""
    assert banded(Measured(0.57, 0.05), "interpersonal", 0.05) == Banded("solid", "probable")
    assert banded(Measured(0.57, 0.05), "interpersonal", 0.10) == Banded("solid_or_strength", "clear")


@pytest.mark.parametrize("measured", [Measured(None, None), Measured(0.9, None)])
def test_without_score_or_error_there_is_no_band(measured):
    assert banded(measured, "interpersonal") is None


@given(scores, scores, errors)
def test_a_higher_score_never_has_a_lower_band(one, other, sem):
    order = ["develop", "solid_or_develop", "solid", "solid_or_strength", "strength"]
    given_bands = [banded(Measured(score, sem), "interpersonal") for score in sorted((one, other))]
    if None not in given_bands:
        low, high = (order.index(band.band) for band in given_bands)
        assert low <= high


# Things seen, and the idea


def scene(points: float, *codes: str) -> Earned:
    return Earned(points, dict.fromkeys(codes, 0.5))


SOLID = Banded("solid", "probable")
STRONG = Banded("strength", "clear")
WEAK = Banded("develop", "clear")


def test_once_is_not_several():
    bands = {"EMP": SOLID, "TON": SOLID}
    assert observed([scene(1.0, "EMP"), scene(0.6, "TON"), scene(0.7, "TON")], [], bands) == (
        Observed("scenes", "TON"),
    )


def test_at_most_two_from_scenes_best_first_and_none_that_is_to_develop():
    codes = ("EMP", "TON", "INT", "JUD")
    scenes = [scene(0.9 - 0.1 * at, code) for at, code in enumerate(codes) for _ in range(2)]
    bands = dict.fromkeys(codes, SOLID) | {"EMP": WEAK}
    assert [one.code for one in observed(scenes, [], bands)] == ["TON", "INT"]


def test_replies_speak_through_agreed_marks_only():
    good, far = marks(4, 2, 2, 2, 2), marks(0)
    assert observed([], [(good, good)], {}) == (Observed("replies", "E"),)
    assert observed([], [(good,)], {}) == ()
    assert observed([], [(good, far)], {}) == ()


def test_the_idea_is_about_the_weakest_that_has_a_band():
    scenes = [
        scene(points, code) for code, points in (("EMP", 0.2), ("TON", 0.4), ("INT", 0.1)) for _ in "ab"
    ]
    bands = {"EMP": SOLID, "TON": SOLID, "INT": None}
    assert to_practise(scenes, bands, ()) == "EMP"
    assert to_practise(scenes, bands | {"EMP": STRONG}, ()) == "TON"
    assert to_practise(scenes, bands, (Observed("scenes", "EMP"),)) == "TON"
    assert to_practise([], bands, ()) is None


def test_a_point_of_strength_can_be_practised_when_all_are():
    scenes = [scene(0.9, "EMP"), scene(0.9, "EMP")]
    assert to_practise(scenes, {"EMP": STRONG}, ()) == "EMP"


# Who is told, and when


def test_bands_are_those_of_the_persons_own_scores(database):
    filled = filled_campaign(6)
    found = feedback(RECRUITER, filled.id, filled.candidate_ids[2])
    own = comparison(RECRUITER, filled.id).candidate(filled.candidate_ids[2])
    assert own is not None
    assert [family.family for family in found.families] == ["interpersonal", "technical"]
    for band in found.bands:
        assert (band.banded is None) == (band.silence is not None)
        if band.banded:
            # Here everybody is near the middle, where the error is that of the middle.
            assert own.competencies[band.code].score is not None
    assert found.awaited == ("pending_marks",)
    assert sum(found.methods.values()) == pytest.approx(1)


def test_answers_of_others_change_nothing_but_the_error(database):
    answers = pool_answers(filled_campaign(1).form, 3)
    first = filled_campaign(3, answers=answers)
    other = filled_campaign(3, answers=[answers[0], {}, {}])
    seen = [feedback(RECRUITER, one.id, one.candidate_ids[0]) for one in (first, other)]
    assert seen[0].seen == seen[1].seen
    assert seen[0].practise == seen[1].practise


def test_giving_feedback_is_written_down(database):
    filled = filled_campaign(2)
    feedback(RECRUITER, filled.id, filled.candidate_ids[0])
    with reading() as connection:
        (event,) = events(connection, campaign_id=filled.id)
    assert (event.deed, event.subject) == ("feedback_report", filled.candidate_ids[0])


@pytest.mark.parametrize("role", ["manager", "auditor", "interviewer", "marker"])
def test_only_who_invites_hands_it_over(database, role):
    filled = filled_campaign(1)
    with pytest.raises(AccessError):
        feedback(someone(role), filled.id, filled.candidate_ids[0])


def test_nobody_is_told_about_somebody_of_another_campaign(database):
    filled, other = filled_campaign(1), filled_campaign(1, unfinished=1)
    with pytest.raises(CampaignError):
        feedback(RECRUITER, filled.id, other.candidate_ids[0])


def linked(candidate_id: str) -> str:
    with writing() as connection:
        add_invitations(
            connection, {candidate_id: "a-token"}, now=NOW, expires_at=NOW + dt.timedelta(days=3000)
        )
        opened = {"opened_at": NOW}
        change_rows(connection, invitation, opened, invitation.c.candidate_id == candidate_id)
    return "a-token"


def test_a_candidate_waits_until_the_campaign_is_over(database):
    filled = filled_campaign(2)
    token = linked(filled.candidate_ids[0])
    with pytest.raises(CampaignError) as refused:
        feedback_for_candidate(token)
    assert refused.value.details["why"] == "too_early"
    with writing() as connection:
        connection.execute(update(campaign).values(state="closed"))
    assert feedback_for_candidate(token).reference == "C-0001"


def test_a_candidate_about_whom_was_decided_need_not_wait(database):
    filled = filled_campaign(2)
    token = linked(filled.candidate_ids[0])
    decide(RECRUITER, filled.id, filled.candidate_ids[1], "hold", "Their second talk is on Friday.")
    with pytest.raises(CampaignError):
        feedback_for_candidate(token)
    decide(RECRUITER, filled.id, filled.candidate_ids[0], "reject", "The panel prefers other answers here.")
    assert feedback_for_candidate(token).reference == "C-0001"


def test_an_unknown_link_tells_nothing(database):
    with pytest.raises(LinkUnknown):
        feedback_for_candidate("nobody-was-given-this")
