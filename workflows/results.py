"""Scores of everyone who finished a campaign's form: scored as the shell scores, kept in memory."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from data.campaigns import Campaign, campaign_by_id
from data.forms import Form, form_body
from data.marks import MarksState, marks_state, pool_marks
from data.results import Person, finished_answers, people
from errors import CampaignError
from scoring.formats import FORMATS, person_points
from scoring.part_error import competency_sem, family_sem, pool_variances
from scoring.pool import Pool, pool_of
from scoring.scale import ScaleScores, scale_scores
from scoring.scheme import Scheme, scheme_from_form
from scoring.scores import Scores, score_pool
from workflows.marked import PoolMarks, marked_items, with_marks
from workflows.memory import BoundedMemory

Array = NDArray[np.float64]

NO_MARKS = MarksState(0, None)

POOLS_KEPT = 8
"""A pool of 2,000 people takes about 10 MB with its answers."""


@dataclass(frozen=True)
class ScoredPool:
    """Everyone who finished, by id, with their answers, points and scores; rows of every array agree."""

    form: Form
    scheme: Scheme
    finished: tuple[Person, ...]
    answers: tuple[dict[str, Any], ...]
    marks: PoolMarks
    person_flags: tuple[frozenset[str], ...]
    points: Array
    """(n, J); NaN = skipped, not reached, undefined or pending."""
    pool: Pool
    """The same points, with what is pending and who marked what."""
    scale: ScaleScores
    """Unrounded, with the weights that make up each composite."""
    scores: Scores
    """Rounded to 9 decimals, as every report shows them."""
    competency_sem: Array
    family_sem: Array
    fingerprint: str
    """Says whether anything a score rests on has changed."""


class PoolNow(NamedTuple):
    """A campaign as it stands at this moment."""

    campaign: Campaign
    scored: ScoredPool
    unfinished: tuple[Person, ...]


_pools: BoundedMemory[ScoredPool] = BoundedMemory(POOLS_KEPT)


def pool_now(connection: Connection, campaign_id: str) -> PoolNow:
    """Return a campaign's finished candidates with their scores, and who has not finished.

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
    fingerprint = _fingerprint(form["sha256"], finished, state)

    def score() -> ScoredPool:
        marks = pool_marks(connection, campaign_id, prompts) if state.n else {}
        return score_rows(form, finished, finished_answers(connection, campaign_id), marks, fingerprint)

    scored = _pools.get(fingerprint, score)
    return PoolNow(campaign, scored, tuple(person for person in everyone if person.finished_at is None))


def _fingerprint(form_sha256: str, finished: tuple[Person, ...], marks: MarksState) -> str:
    """Digest what scores rest on; answers and marks are append-only: number and last id stand for them."""
    stated = [[p.candidate_id, p.pseudonym, p.sitting_id, p.n_revisions, p.last_answer_id] for p in finished]
    return hashlib.sha256(json.dumps([form_sha256, stated, marks]).encode()).hexdigest()


def score_rows(
    form: Form,
    finished: tuple[Person, ...],
    answers: dict[str, dict[str, Any]],
    marks: PoolMarks,
    fingerprint: str,
) -> ScoredPool:
    """Score the people and rows given, whatever is stored, with the functions that ``cli.py score`` uses.

    Parameters
    ----------
    form : Form
    finished : tuple of Person
        By id: every array has this order.
    answers : mapping of candidate id to (item id -> newest answer)
    marks : mapping of candidate id to (item id -> marks)
    fingerprint : str
        Kept with the scores; it decides nothing.
    """
    scheme = scheme_from_form(form)
    keys, marked = scheme.keys_by_format(), marked_items(scheme)
    given = tuple(answers.get(person.candidate_id, {}) for person in finished)
    each = [
        person_points(keys, with_marks(one, marks.get(person.candidate_id, {}), marked))
        for person, one in zip(finished, given, strict=True)
    ]
    pool = pool_of(each, scheme)
    scale = scale_scores(pool.points, scheme, pool.pending)
    variances = pool_variances(pool, scheme)
    return ScoredPool(
        form=form,
        scheme=scheme,
        finished=finished,
        answers=given,
        marks=marks,
        person_flags=tuple(one.flags for one in each),
        points=pool.points,
        pool=pool,
        scale=scale,
        scores=score_pool(pool, scheme),
        competency_sem=competency_sem(pool.points, scale, scheme, variances),
        family_sem=family_sem(pool.points, scale, scheme, variances),
        fingerprint=fingerprint,
    )
