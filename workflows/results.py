"""Scores of everyone who finished a campaign's form, kept in memory until what they rest on changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection

from data.campaigns import Campaign
from data.forms import Form
from data.marks import pool_marks
from data.results import Person, finished_answers, finished_people, unfinished_people
from data.weightings import Weighting
from scoring.formats import person_points
from scoring.scheme import Scheme, scheme_from_form
from workflows.interviewed import interviewed
from workflows.marked import PoolMarks, marked_items, with_marks
from workflows.memory import BoundedMemory
from workflows.pool_state import PoolState, marked_ids, pool_state
from workflows.scored_pool import Given, ScoredPool, Stage, scored_pool
from workflows.weights import stored_weights, weighed

POOLS_KEPT = 8
"""A pool of 2,000 people takes about 10 MB with its answers."""


class PoolNow(NamedTuple):
    """A campaign as it stands at this moment."""

    campaign: Campaign
    scored: ScoredPool
    unfinished: tuple[Person, ...]


_given: BoundedMemory[Given] = BoundedMemory(POOLS_KEPT)
_pools: BoundedMemory[ScoredPool] = BoundedMemory(2 * POOLS_KEPT)


def pool_now(connection: Connection, campaign_id: str, *, stage: Stage = "all") -> PoolNow:
    """Return a campaign's finished candidates with their scores, and who has not finished.

    Parameters
    ----------
    connection : Connection
    campaign_id : str
    stage : {"all", "before_interview"}
        Whether the interview is left out, for everybody; without an interview both are the same.

    Raises
    ------
    CampaignError
        When there is no such campaign, or it has no form yet (``details["why"]``: unknown, draft).
    """
    state = pool_state(connection, campaign_id)
    scored = pool_in(connection, state, stage)
    return PoolNow(state.campaign, scored, unfinished_people(connection, campaign_id))


def pool_in(connection: Connection, state: PoolState, stage: Stage) -> ScoredPool:
    """Return the scores of a campaign in a state that was just read."""
    campaign_id, scheme = state.campaign.id, scheme_of(state.form, state.weighting)

    def give() -> Given:
        marks = pool_marks(connection, campaign_id, marked_ids(state.form)) if state.marks.n else {}
        answers = finished_answers(connection, campaign_id)
        return given_of(scheme, finished_people(connection, campaign_id), answers, marks)

    def score() -> ScoredPool:
        return scored_pool(
            state.form,
            scheme,
            _given.get(state.earned, give),
            interviewed(connection, campaign_id, state.form),
            stage=stage,
            weighting=state.weighting.number if state.weighting else 0,
            fingerprint=state.fingerprint,
        )

    return _pools.get((state.fingerprint, stage), score)


def given_of(
    scheme: Scheme, finished: tuple[Person, ...], answers: Mapping[str, dict[str, Any]], marks: PoolMarks
) -> Given:
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
    given = tuple(answers.get(person.candidate_id, {}) for person in finished)
    each = (
        person_points(keys, with_marks(one, marks.get(person.candidate_id, {}), marked))
        for person, one in zip(finished, given, strict=True)
    )
    return Given(finished, given, marks, tuple(each))


def scheme_of(form: Form, weighting: Weighting | None) -> Scheme:
    """Return how answers to a form become scores, with the weights it was reweighed with, if any."""
    scheme = scheme_from_form(form)
    return scheme if weighting is None else weighed(scheme, stored_weights(weighting.weights))
