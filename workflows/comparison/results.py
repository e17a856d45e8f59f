"""Scores of everyone who finished a campaign's form, cached until what they rest on changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from types import MappingProxyType
from typing import Any, NamedTuple

from cachetools import LRUCache, cached
from sqlalchemy import Connection

from data.campaigns.campaigns import Campaign, campaign_by_id
from data.campaigns.forms import Form, Weighting, form_body, last_weighting
from data.comparison.results import (
    FinishedState,
    Person,
    finished_answers,
    finished_people,
    finished_state,
    unfinished_people,
)
from data.interviews.seats import InterviewProgress, interviews_progress
from data.interviews.sheets import RatingsState, interviews_state
from data.marking.marks import MarksState, marks_state, pool_marks
from domain import Stage
from errors import CampaignError
from scoring.formats.formats import FORMATS, person_points
from scoring.formats.scheme import Scheme, scheme_from_form
from workflows.common.stored_settings import read_settings
from workflows.comparison.pool import (
    PoolMarks,
    Responses,
    ScoredPool,
    interviewed,
    marked_items,
    scored_pool,
    stored_weights,
    weighed,
    with_marks,
)
from workflows.comparison.stage import Awaited, awaited_interviews, chosen_stage, own_stage

NO_MARKS = MarksState(0, None)
NO_RATINGS = RatingsState(0, None)

NOTHING_AWAITED: Mapping[str, Awaited] = MappingProxyType({})

POOLS_KEPT = 8
"""A pool of 2,000 people takes about 10 MB with its answers."""


@dataclass(frozen=True)
class PoolState:
    """The state a campaign's results rest on: rows are only added, so number and last id stand for them."""

    campaign: Campaign
    form: Form
    finished: FinishedState
    marks: MarksState
    ratings: RatingsState
    weighting: Weighting | None
    """None = the weights of the form count."""

    @cached_property
    def earned(self) -> str:
        """Digest of what points rest on."""
        last_at = self.finished.last_at and self.finished.last_at.isoformat()
        finished = self.finished._replace(last_at=None)
        return _digest([self.campaign.id, self.form["sha256"], finished, last_at, self.marks])

    @cached_property
    def fingerprint(self) -> str:
        """Digest of what scores rest on."""
        return _digest([self.earned, self.ratings, self.weighting and self.weighting.number])


class PoolNow(NamedTuple):
    """A campaign as it stands at this moment."""

    campaign: Campaign
    scored: ScoredPool
    unfinished: tuple[Person, ...]
    awaited: Mapping[str, Awaited] = NOTHING_AWAITED
    """Candidate -> what their interview waits for, of those who finished."""


def pool_now(connection: Connection, campaign_id: str, *, stage: Stage | None = None) -> PoolNow:
    """Return a campaign's finished candidates with their scores, and who has not finished.

    Parameters
    ----------
    connection : Connection
    campaign_id : str
    stage : {"all", "before_interview"}, optional
        Whether the interview is left out, for everybody; by default the one that answers the question at
        hand. In a campaign that holds no interview there is one stage, "all".

    Raises
    ------
    CampaignError
        When there is no such campaign, or it has no form yet (``details["why"]``: unknown, draft).
    """
    state = pool_state(connection, campaign_id)
    progress = _progress(connection, state)
    if progress is None:
        stage = "all"
    elif stage is None:
        places = own_places(state.campaign)
        stage = chosen_stage(connection, campaign_id, places, state.finished.n, progress)
    return _now(connection, state, stage, progress or {})


def own_pool(connection: Connection, campaign_id: str, candidate_id: str) -> PoolNow:
    """Return a campaign's finished candidates as pool_now does, at the stage that one of them is told of."""
    state = pool_state(connection, campaign_id)
    progress = _progress(connection, state)
    stage = "all" if progress is None else own_stage(connection, state.campaign, candidate_id, progress)
    return _now(connection, state, stage, progress or {})


def own_places(campaign: Campaign) -> int:
    """Return how many a campaign means to choose."""
    return read_settings(campaign.settings).places


def pool_state(connection: Connection, campaign_id: str) -> PoolState:
    """Return how a campaign stands at this moment, in a few light queries.

    Raises
    ------
    CampaignError
        When there is no such campaign, or it has no form yet (``details["why"]``: unknown, draft).
    """
    campaign = campaign_by_id(connection, campaign_id)
    if campaign is None:
        raise CampaignError("There is no such campaign.", why="unknown", campaign=campaign_id)
    if campaign.form_id is None:
        raise CampaignError(
            "This campaign is still a draft: nobody has sat it.", why="draft", campaign=campaign_id
        )
    form = form_body(connection, campaign.form_id)
    prompts = marked_ids(form)
    return PoolState(
        campaign,
        form,
        finished_state(connection, campaign_id),
        marks_state(connection, campaign_id, prompts) if prompts else NO_MARKS,
        interviews_state(connection, campaign_id) if form.get("interview") else NO_RATINGS,
        last_weighting(connection, campaign_id),
    )


def marked_ids(form: Form) -> list[str]:
    """Return the items whose answers people mark."""
    return [item["id"] for item in form["items"] if FORMATS[item["format"]].is_marked]


# A lock is held to look and to store, not to work: two first readers may both score a pool, but nobody waits
# for another campaign's.
@cached(
    LRUCache(maxsize=2 * POOLS_KEPT),
    key=lambda connection, state, stage: (state.fingerprint, stage),
    lock=Lock(),
)
def pool_in(connection: Connection, state: PoolState, stage: Stage) -> ScoredPool:
    """Return the scores of a campaign in a state that was just read."""
    return scored_pool(
        state.form,
        scheme_of(state.form, state.weighting),
        _responses(connection, state),
        interviewed(connection, state.campaign.id, state.form),
        stage=stage,
        weighting=state.weighting.number if state.weighting else 0,
        fingerprint=state.fingerprint,
    )


@cached(LRUCache(maxsize=POOLS_KEPT), key=lambda connection, state: state.earned, lock=Lock())
def _responses(connection: Connection, state: PoolState) -> Responses:
    campaign_id = state.campaign.id
    marks = pool_marks(connection, campaign_id, marked_ids(state.form)) if state.marks.n else {}
    answers = finished_answers(connection, campaign_id)
    scheme = scheme_of(state.form, state.weighting)
    return responses_of(scheme, finished_people(connection, campaign_id), answers, marks)


def responses_of(
    scheme: Scheme, finished: tuple[Person, ...], answers: Mapping[str, dict[str, Any]], marks: PoolMarks
) -> Responses:
    """Return what people answered and earned, whoever and whatever is given: nothing is read or kept.

    Parameters
    ----------
    scheme : Scheme
        Of the form alone.
    finished : tuple of Person
        By id.
    answers : mapping of candidate id to (item id -> newest answer)
        Whoever is absent answered nothing.
    marks : mapping of candidate id to (item id -> marks)
    """
    keys, marked = scheme.keys_by_format(), marked_items(scheme)
    in_order = tuple(answers.get(person.candidate_id, {}) for person in finished)
    each = (
        person_points(keys, with_marks(own_answers, marks.get(person.candidate_id, {}), marked))
        for person, own_answers in zip(finished, in_order, strict=True)
    )
    return Responses(finished, in_order, marks, tuple(each))


def scheme_of(form: Form, weighting: Weighting | None) -> Scheme:
    """Return how answers to a form become scores, with the weights it was reweighed with, if any."""
    scheme = scheme_from_form(form)
    return scheme if weighting is None else weighed(scheme, stored_weights(weighting.weights))


def _progress(connection: Connection, state: PoolState) -> Mapping[str, InterviewProgress] | None:
    """Return how far interviews are; None in a campaign that holds none."""
    return interviews_progress(connection, state.campaign.id) if state.form.get("interview") else None


def _now(
    connection: Connection, state: PoolState, stage: Stage, progress: Mapping[str, InterviewProgress]
) -> PoolNow:
    return PoolNow(
        state.campaign,
        pool_in(connection, state, stage),
        unfinished_people(connection, state.campaign.id),
        awaited_interviews(progress),
    )


def _digest(stated: list[object]) -> str:
    return hashlib.sha256(json.dumps(stated).encode()).hexdigest()
