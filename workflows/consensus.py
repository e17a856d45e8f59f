"""A panel's sheets side by side, once all are in; and what the panel agrees on after talking.

An agreed rating is a row of its own. It changes no rating and enters no score (docs/decisions/0011).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from data import interviews, seats
from data.agreed_ratings import AgreedRating, add_agreed, agreed_in
from errors import AnswerError, InterviewError
from scoring.interview import HIGHEST, LOWEST
from workflows.access import Actor, require
from workflows.clock import utc_now
from workflows.consensus_view import (
    Agreed,
    ConsensusView,
    GivenRating,
    GivenRecommendation,
    Member,
    QuestionConsensus,
    consensus_view,
)
from workflows.interview_seat import reached_or_own
from workflows.record import note
from workflows.transactions import reading, writing
from workflows.typed_text import typed

__all__ = [
    "MAX_REASON",
    "MIN_REASON",
    "Agreed",
    "ConsensusView",
    "GivenRating",
    "GivenRecommendation",
    "Member",
    "QuestionConsensus",
    "agree",
    "consensus",
]

MIN_REASON, MAX_REASON = 10, 4000


def consensus(actor: Actor, interview_id: str) -> ConsensusView:
    """Return what the panel wrote, side by side, for its members and for who reads completed interviews.

    Raises
    ------
    AccessError
    InterviewError
        ``no_such_interview``, ``not_complete``: ``n_seats`` and ``n_submitted`` are all that is told.
    """
    with reading(actor) as connection:
        found = reached_or_own(connection, actor, "see_interviews", interview_id)
        _require_complete(connection, interview_id)
        return consensus_view(connection, actor, found)


def agree(
    actor: Actor, interview_id: str, question_id: str, rating: int, reason: str, agreed_by: Sequence[str]
) -> int:
    """Write down what members of a panel agreed on for one question; agreeing anew adds a revision.

    Parameters
    ----------
    rating : int
        1 to 5.
    reason : str
        10 to 4,000 characters.
    agreed_by : sequence of account ids
        Members of the panel, at least one.

    Returns
    -------
    int
        The revision stored, from 1.

    Raises
    ------
    AccessError, AnswerError
    InterviewError
        ``no_such_interview``, ``not_complete``, ``unknown_question``, ``reason_too_short``, ``too_long``,
        ``not_on_panel``. Nothing was stored.
    """
    require(actor, "agree_ratings")
    if type(rating) is not int or not LOWEST <= rating <= HIGHEST:
        raise AnswerError("rating", f"a whole number from {LOWEST} to {HIGHEST}", rating)
    why = _reason(reason)
    now = utc_now()
    with writing(actor) as connection:
        interviews.hold_interview(connection, interview_id)
        # Its panel may write an agreement down, and who plans interviews.
        found = reached_or_own(connection, actor, "plan_interviews", interview_id)
        _require_complete(connection, interview_id)
        if question_id not in {one.id for one in found.guide.questions}:
            raise InterviewError("The guide has no such question.", "unknown_question")
        panel = {one.account_id for one in seats.panel_of(connection, interview_id)}
        who = tuple(dict.fromkeys(agreed_by))
        if not who or not set(who) <= panel:
            raise InterviewError("Only members of the panel can have agreed.", "not_on_panel")
        before = [one for one in agreed_in(connection, interview_id) if one.question_id == question_id]
        new = AgreedRating(question_id, len(before) + 1, rating, why, who, actor.account_id, now)
        add_agreed(connection, interview_id, new)
        details = {"question": question_id, "revision": new.revision, "n": len(who)}
        campaign_id = found.campaign.id
        note(connection, actor, "agree_rating", interview_id, now, campaign_id=campaign_id, **details)
    return new.revision


def _require_complete(connection: Connection, interview_id: str) -> None:
    if seats.is_complete(connection, interview_id):
        return
    panel = seats.panel_of(connection, interview_id)
    raise InterviewError(
        "Not every sheet is in yet.",
        "not_complete",
        n_seats=len(panel),
        n_submitted=sum(one.submitted_at is not None for one in panel),
    )


def _reason(reason: str) -> str:
    why = typed(reason).strip()
    if len(why) < MIN_REASON:
        raise InterviewError(f"A reason has at least {MIN_REASON} characters.", "reason_too_short")
    if len(why) > MAX_REASON:
        raise InterviewError(f"A reason has at most {MAX_REASON} characters.", "too_long", field="reason")
    return why
