"""The stage of a comparison, with or before the interview: read from an address, or chosen by one rule.

The rule, and why it is this one: docs/decisions/0018-which-stage.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Set
from typing import Literal, get_args

from sqlalchemy import Connection

from data.campaigns.campaigns import Campaign
from data.comparison.decisions import Verdict, standing_verdicts
from data.interviews.seats import InterviewProgress
from domain import Stage
from errors import UnknownStage
from workflows.campaigns.campaign_end import CAMPAIGN_OVER
from workflows.common.clock import utc_now

STAGES: tuple[Stage, ...] = get_args(Stage)
FEWEST = 2
"""People without whom there is no comparison."""
FURTHER: frozenset[Verdict] = frozenset({"shortlist", "offer"})
"""Decisions that take somebody to the interview or past it."""

Awaited = Literal["planned", "sheets_missing"]
"""An interview that is to be held, or of which a sheet is to come though it was to be held by now."""


def known_stage(asked: str | None) -> Stage | None:
    """Return the stage that an address names; None where it names none.

    Raises
    ------
    UnknownStage
        It names something else: nothing is guessed.
    """
    if not asked:
        return None
    for stage in STAGES:
        if stage == asked:
            return stage
    raise UnknownStage(f"There is no stage {asked!r}; there are {', '.join(STAGES)}.", asked=asked[:40])


def stage_at_hand(
    places: int, n_finished: int, *, interviewed: Set[str], awaited: Set[str], further: Set[str]
) -> Stage:
    """Return the stage that answers the question at hand.

    Parameters
    ----------
    places : int
        How many a campaign means to choose, 1 or more.
    n_finished : int
        How many finished.
    interviewed : set of candidate ids
        Who finished and has a complete interview.
    awaited : set of candidate ids
        Who finished and has an interview that is on and not complete.
    further : set of candidate ids
        Who finished and is shortlisted or has an offer.

    Returns
    -------
    "all" or "before_interview"
        With the interview once two people or more have been through it and nobody who is expected is
        missing. While nobody is shortlisted, who is expected is not known: then they must be more than the
        places, or everybody. Before it until then: the question is whom to see.
    """
    n = len(interviewed)
    is_round = bool(further) or n > places or n == n_finished
    is_over = n >= FEWEST and is_round and awaited | further <= interviewed
    return "all" if is_over else "before_interview"


def chosen_stage(
    connection: Connection,
    campaign_id: str,
    places: int,
    n_finished: int,
    progress: Mapping[str, InterviewProgress],
) -> Stage:
    """Return the stage at hand in a campaign that holds interviews.

    Parameters
    ----------
    progress : mapping of candidate id to InterviewProgress
        Of everyone who finished and whose interview is on.
    """
    verdicts = standing_verdicts(connection, campaign_id)
    return stage_at_hand(
        places,
        n_finished,
        interviewed={candidate_id for candidate_id, interview in progress.items() if interview.is_complete},
        awaited={candidate_id for candidate_id, interview in progress.items() if not interview.is_complete},
        further={candidate_id for candidate_id, verdict in verdicts.items() if verdict in FURTHER},
    )


def own_stage(
    connection: Connection, campaign: Campaign, candidate_id: str, progress: Mapping[str, InterviewProgress]
) -> Stage:
    """Return the stage at which somebody is told of their own results.

    Before the interview where theirs will not be held: none is on, and the campaign is archived, or over and
    they were not taken further, or they were rejected. For anybody else it counts or may still be held.
    """
    if candidate_id in progress:
        return "all"
    verdict = standing_verdicts(connection, campaign.id).get(candidate_id)
    is_over = verdict == "reject" or (campaign.state in CAMPAIGN_OVER and verdict not in FURTHER)
    return "before_interview" if is_over or campaign.state == "archived" else "all"


def awaited_interviews(progress: Mapping[str, InterviewProgress]) -> dict[str, Awaited]:
    """Return candidate id -> what their interview waits for; whose is complete is absent."""
    now = utc_now()
    return {
        candidate_id: _awaited(interview, now)
        for candidate_id, interview in progress.items()
        if not interview.is_complete
    }


def _awaited(interview: InterviewProgress, now: dt.datetime) -> Awaited:
    is_past = (
        interview.starts_at is not None
        and interview.starts_at + dt.timedelta(minutes=interview.minutes) <= now
    )
    return "sheets_missing" if interview.n_submitted or is_past else "planned"
