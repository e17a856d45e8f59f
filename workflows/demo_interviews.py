"""Simulated interviewers plan, fill in and submit the sample campaign's interviews, as real ones would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from data.engine import as_one
from scoring.interview import HIGHEST, LOWEST
from workflows import interviews, room, staff
from workflows.access import Actor, ScriptedActor
from workflows.clock import utc_now
from workflows.compare import comparison
from workflows.demo_notes import REASONS, evidence_of, level_of
from workflows.interview_guide import FrozenGuide
from workflows.interviews import SeatPlan
from workflows.sheet_body import Recommendation

N_INTERVIEWED = 12
"""Of those ranked first before the interview."""
A_DAY = 4
"""Interviews on each of the days before today; the one that is left is tomorrow."""
LINK = 0.6
"""Rating points by which somebody with one standard deviation more skill is rated higher."""
NOISE = 0.7
"""Standard deviation of one rating around what was expected, in points."""
NOT_OBSERVED = 0.03
PLACE = "Salle Loire, 2e étage"
MINUTES = 60


@dataclass(frozen=True)
class SimulatedInterviewer:
    """A fictional interviewer; nobody can sign in as them, for they never choose a password."""

    name: str
    email: str
    language: str
    leaning: float
    """Points above the rating expected; below 0 = severe."""


INTERVIEWERS = (
    SimulatedInterviewer("Hugo Lambert", "interviewer1@example.com", "fr", 0.35),
    SimulatedInterviewer("Aya Costa", "interviewer2@example.com", "fr", 0.0),
    SimulatedInterviewer("Tariq Simon", "interviewer3@example.com", "en", -0.5),
)


def hold_interviews(
    actor: Actor, campaign_id: str, guide: FrozenGuide, skill: Mapping[str, float], seed: int
) -> None:
    """Interview those ranked first, two interviewers each, and leave one interview to whoever looks around.

    Parameters
    ----------
    actor : Actor
        Manages accounts and campaigns; sits on the panel of the interview that is left.
    campaign_id : str
    guide : FrozenGuide
    skill : mapping of candidate id to skill with people, about -2 to 2
    seed : int
        Same seed, same people: same ratings.
    """
    ranked = comparison(actor, campaign_id, stage="before_interview").ranked
    by_rank = sorted(ranked, key=lambda one: (one.place.expected_rank if one.place else 0, one.pseudonym))
    now = utc_now()
    with as_one():
        people = [_account(actor, one) for one in INTERVIEWERS]
        for at, one in enumerate(by_rank[: N_INTERVIEWED + 1]):
            is_left = at == N_INTERVIEWED
            first, second = at % len(people), (at + 1) % len(people)
            panel = [people[first], actor if is_left else people[second]]
            day = 1 if is_left else at // A_DAY - N_INTERVIEWED // A_DAY
            held_at = (now + dt.timedelta(days=day)).replace(
                hour=8 + 2 * (at % A_DAY), minute=0, second=0, microsecond=0
            )
            interview_id = interviews.plan(
                actor, campaign_id, one.candidate_id,
                starts_at=held_at, minutes=MINUTES, place=PLACE, panel=_seats(panel, guide),
            )  # fmt: skip
            seen = (first,) if is_left else (first, second)
            for number in seen:
                rng = Random(f"{seed}|{INTERVIEWERS[number].email}|{one.pseudonym}")
                body = _sheet(guide, skill[one.candidate_id], INTERVIEWERS[number], rng)
                room.save_sheet(people[number], interview_id, revision=1, body=body)
                room.submit_sheet(people[number], interview_id, body=body)


def _account(actor: Actor, one: SimulatedInterviewer) -> Actor:
    link = staff.add_account(actor, name=one.name, email=one.email, role="interviewer", language=one.language)
    return ScriptedActor(link.account_id, one.name, one.email, "interviewer", one.language)


def _seats(panel: Sequence[Actor], guide: FrozenGuide) -> list[SeatPlan]:
    """Share the competencies of the guide out, in the order asked."""
    codes = list(dict.fromkeys(code for question in guide.questions for code in question.loadings))
    return [SeatPlan(one.account_id, tuple(codes[at :: len(panel)])) for at, one in enumerate(panel)]


def _sheet(guide: FrozenGuide, skill: float, one: SimulatedInterviewer, rng: Random) -> dict[str, Any]:
    """Return a whole sheet."""
    ratings = {question.id: _rating(skill, one, rng) for question in guide.questions}
    given = [rating for rating in ratings.values() if rating is not None]
    mean = sum(given) / len(given) if given else (LOWEST + HIGHEST) / 2
    return {
        "answers": {
            question.id: {
                "rating": (rating := ratings[question.id]),
                "not_observed": rating is None,
                "evidence": "" if rating is None else evidence_of(rating, one.language, rng),
                "probes": [place for place in range(len(question.probes)) if rng.random() < 0.5],
            }
            for question in guide.questions
        },
        "recommendation": _recommendation(mean),
        "reason": REASONS[one.language][level_of(mean)],
    }


def _rating(skill: float, one: SimulatedInterviewer, rng: Random) -> int | None:
    seen = 3 + LINK * skill + one.leaning + rng.gauss(0, NOISE)
    return None if rng.random() < NOT_OBSERVED else min(HIGHEST, max(LOWEST, round(seen)))


def _recommendation(mean: float) -> Recommendation:
    return "strong_no" if mean < 2 else "no" if mean < 2.9 else "yes" if mean < 3.9 else "strong_yes"
