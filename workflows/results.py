"""Scores of everyone who finished a campaign's form, kept in memory until what they rest on changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection

from data.campaigns import Campaign, campaign_by_id
from data.forms import Form, form_body
from data.marks import MarksState, marks_state, pool_marks
from data.results import Person, finished_answers, people
from data.weightings import Weighting, last_weighting
from errors import CampaignError
from scoring.formats import FORMATS, person_points
from scoring.interview import read_guide
from scoring.scheme import Scheme, scheme_from_form
from workflows.marked import PoolMarks, marked_items, with_marks
from workflows.memory import BoundedMemory
from workflows.scored_pool import Given, Held, ScoredPool, Stage, scored_pool
from workflows.weights import stored_weights, weighed

NO_MARKS = MarksState(0, None)

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
    campaign = campaign_by_id(connection, campaign_id)
    if campaign is None:
        raise CampaignError("There is no such campaign.", why="unknown", campaign=campaign_id)
    if campaign.form_id is None:
        raise CampaignError(
            "This campaign is still a draft: nobody has sat it.", why="draft", campaign=campaign_id
        )
    form = form_body(connection, campaign.form_id)
    everyone = people(connection, campaign_id)
    finished = tuple(person for person in everyone if person.finished_at is not None)
    prompts = [item["id"] for item in form["items"] if FORMATS[item["format"]].is_marked]
    state = marks_state(connection, campaign_id, prompts) if prompts else NO_MARKS
    weighting = last_weighting(connection, campaign_id)
    earned = _earned_fingerprint(form["sha256"], finished, state)
    fingerprint = hashlib.sha256(f"{earned} {weighting and weighting.number}".encode()).hexdigest()
    scheme = scheme_of(form, weighting)

    def give() -> Given:
        marks = pool_marks(connection, campaign_id, prompts) if state.n else {}
        return given_of(scheme, finished, finished_answers(connection, campaign_id), marks)

    def score() -> ScoredPool:
        given = _given.get(earned, give)
        return scored_pool(
            form,
            scheme,
            given,
            _held(form),
            stage=stage,
            weighting=weighting.number if weighting else 0,
            fingerprint=fingerprint,
        )

    scored = _pools.get((fingerprint, stage), score)
    return PoolNow(campaign, scored, tuple(person for person in everyone if person.finished_at is None))


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


def _held(form: Form) -> Held | None:
    if "interview" not in form:
        return None
    return Held(read_guide(form["interview"]["questions"]), {}, None)


def _earned_fingerprint(form_sha256: str, finished: tuple[Person, ...], marks: MarksState) -> str:
    """Digest what points rest on; answers and marks are append-only: number and last id stand for them."""
    stated = [[p.candidate_id, p.pseudonym, p.sitting_id, p.n_revisions, p.last_answer_id] for p in finished]
    return hashlib.sha256(json.dumps([form_sha256, stated, marks]).encode()).hexdigest()
