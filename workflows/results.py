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
from data.results import Person, finished_answers, people
from errors import CampaignError
from scoring.formats import person_points
from scoring.part_error import competency_sem, family_sem, item_variances
from scoring.points import UNDEFINED, FormatPoints
from scoring.scale import ScaleScores, scale_scores
from scoring.scheme import Scheme, scheme_from_form
from scoring.scores import Scores, score_points
from workflows.memory import BoundedMemory

Array = NDArray[np.float64]

POOLS_KEPT = 8
"""A pool of 2,000 people takes about 10 MB with its answers."""


@dataclass(frozen=True)
class ScoredPool:
    """Everyone who finished, by id, with their answers, points and scores; rows of every array agree."""

    form: Form
    scheme: Scheme
    finished: tuple[Person, ...]
    answers: tuple[dict[str, Any], ...]
    person_flags: tuple[frozenset[str], ...]
    points: Array
    """(n, J); NaN = skipped, not reached or undefined."""
    scale: ScaleScores
    """Unrounded, with the weights that make up each composite."""
    scores: Scores
    """Rounded to 9 decimals, as every report shows them."""
    competency_sem: Array
    family_sem: Array
    fingerprint: str
    """Says whether anything a score rests on has changed."""

    @property
    def n_complete(self) -> int:
        """People with points on every item: those an estimated error rests on."""
        return int((~np.isnan(self.points).any(axis=1)).sum())


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
    mark = _fingerprint(form["sha256"], finished)
    scored = _pools.get(
        mark, lambda: _scored(form, finished, finished_answers(connection, campaign_id), mark)
    )
    return PoolNow(campaign, scored, tuple(person for person in everyone if person.finished_at is None))


def _fingerprint(form_sha256: str, finished: tuple[Person, ...]) -> str:
    """Digest what scores rest on; answers are append-only, so their number and last id stand for them."""
    stated = [[p.candidate_id, p.pseudonym, p.sitting_id, p.n_revisions, p.last_answer_id] for p in finished]
    return hashlib.sha256(json.dumps([form_sha256, stated]).encode()).hexdigest()


def _scored(
    form: Form, finished: tuple[Person, ...], answers: dict[str, dict[str, Any]], fingerprint: str
) -> ScoredPool:
    """Score a pool with the functions that ``cli.py score`` uses."""
    scheme = scheme_from_form(form)
    keys = scheme.keys_by_format()
    given = tuple(answers.get(person.candidate_id, {}) for person in finished)
    each = [person_points(keys, one) for one in given]
    points = _table(each, scheme)
    scale = scale_scores(points, scheme)
    variances = item_variances(points, scheme)
    return ScoredPool(
        form=form,
        scheme=scheme,
        finished=finished,
        answers=given,
        person_flags=tuple(one.flags for one in each),
        points=points,
        scale=scale,
        scores=score_points(points, scheme),
        competency_sem=competency_sem(points, scale, scheme, variances),
        family_sem=family_sem(points, scale, scheme, variances),
        fingerprint=fingerprint,
    )


def _table(each: list[FormatPoints], scheme: Scheme) -> Array:
    """Return points as an array of shape (candidates, items), NaN = none."""
    ids = [item.id for item in scheme.items]
    rows = [[one.points.get(item, UNDEFINED) for item in ids] for one in each]
    return np.array(rows, dtype=np.float64).reshape(len(each), len(ids))
