"""One person's scores with the logic behind them, for that person; nobody else's, and no key."""

from __future__ import annotations

import math
from typing import NamedTuple

from sqlalchemy import Connection

from data.about_person import Row
from errors import CampaignError
from workflows.compare import comparison_of
from workflows.compared import Compared, Comparison, Measured
from workflows.feedback import AWAITED
from workflows.no_place import no_place_reasons
from workflows.results import own_pool
from workflows.scored_pool import ScoredPool


class Scores(NamedTuple):
    """What there is, and why not all of it."""

    scores: Row | None
    withheld: tuple[str, ...]
    """Codes of what is not told now: ``not_compared``, ``scores_pending``, ``points_until_over``."""


def scores(
    connection: Connection, campaign_id: str, candidate_id: str, language: str, *, is_settled: bool
) -> Scores:
    """Return a person's scores once all that counts in them is in.

    Parameters
    ----------
    is_settled : bool
        Whether the campaign is over for this person. Before, the points of each answer are not told: with
        the answer beside them they would tell the key to somebody who has still to sit it, and the place
        still moves.
    """
    try:
        now = own_pool(connection, campaign_id, candidate_id)
    except CampaignError:
        return Scores(None, ("not_compared",))
    found = comparison_of(now)
    one = found.candidate(candidate_id)
    if one is None:
        return Scores(None, ("not_compared",))
    if AWAITED & set(one.flags):
        return Scores(None, ("scores_pending",))
    told = _scores(found, one, language)
    if not is_settled:
        return Scores(told, ("points_until_over",))
    return Scores(
        {
            **told,
            "points": _points(now.scored, candidate_id),
            "place": _place(found, one),
            "no_place": [*no_place_reasons(found).get(candidate_id, ())],
        },
        (),
    )


def _scores(found: Comparison, one: Compared, language: str) -> Row:
    return {
        "composite": _measured(one.composite),
        "families": {name: _measured(measured) for name, measured in one.families.items()},
        "family_weights": dict(found.family_weights),
        "competencies": [
            {
                "code": facts.code,
                "name": facts.name[language],
                "family": facts.family,
                "weight": facts.weight,
                **_measured(one.competencies[facts.code]),
            }
            for facts in found.competencies
            if facts.is_measured
        ],
        "methods": {name: found.weights.methods[name] for name in found.methods_used},
        "stage": found.stage,
        "n_answered": one.n_answered,
        "n_items": found.n_items,
        "flags": list(one.flags),
        "sem_basis": found.sem_basis,
        "form_sha256": found.form_sha256,
        "scoring_version": found.scoring_version,
        "weighting": found.weighting,
    }


def _measured(measured: Measured) -> Row:
    return {"score": measured.score, "standard_error": measured.sem}


def _place(found: Comparison, one: Compared) -> Row | None:
    place = one.place
    if place is None:
        return None
    return {
        "group": place.tier,
        "rank_from": place.rank_low,
        "rank_to": place.rank_high,
        "n_compared": len(found.ranked),
        "places": found.places,
        "probability_among_first": place.p_top_k,
    }


def _points(scored: ScoredPool, candidate_id: str) -> list[Row]:
    row = next(at for at, person in enumerate(scored.finished) if person.candidate_id == candidate_id)
    earned = scored.points[row].tolist()
    return [
        {"item_id": item.id, "points": None if math.isnan(points) else points}
        for item, points in zip(scored.scheme.items, earned, strict=True)
    ]
