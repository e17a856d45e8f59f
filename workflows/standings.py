"""From a scored pool to a comparison: ranks, tiers, and the share of interpersonal judgment."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.results import Person
from scoring.pending import pending_flags, ranked_together
from scoring.scale import indicative_competencies
from scoring.scheme import COMPETENCIES, FAMILIES, Scheme
from scoring.share import effective_share, interpersonal_part, technical_item_share
from scoring.standing import HIGHEST_RELIABILITY, Posterior, Standing, posterior, rank_candidates, rows_seed
from scoring.tiers import PROBABLY_AHEAD, probability_above
from workflows.compared import Compared, Comparison, CompetencyFacts, Measured, Place, Share, Unfinished
from workflows.results import PoolNow
from workflows.scored_pool import ScoredPool
from workflows.weights import weights_of

Mask = NDArray[np.bool_]

PAIRS_TRIED_UP_TO = 200
"""Candidates up to which every pair is tried before the page says that nobody can be told apart."""


def compare_pool(now: PoolNow, places: int, campaign_places: int) -> Comparison:
    """Rank a scored pool for a number of places and say what the ranks rest on."""
    scored = now.scored
    together = _together(scored)
    everyone = _compared(scored, together, places)
    # Someone without a score, for whom nothing is pending, is apart for that reason and waits for nothing.
    waiting = [
        not ranks and bool(pending_flags(flags))
        for ranks, flags in zip(together, scored.person_flags, strict=True)
    ]
    ranked = sorted(
        (one for one in everyone if one.place),
        key=lambda one: (one.place.tier if one.place else 0, one.pseudonym),
    )
    return Comparison(
        campaign_id=now.campaign.id,
        title=now.campaign.title,
        state=now.campaign.state,
        is_fictional=now.campaign.is_fictional,
        is_blind=bool(now.campaign.settings.get("blind_names", True)),
        form_sha256=scored.form["sha256"],
        scoring_version=str(scored.form.get("scoring_version", "1")),
        fingerprint=scored.fingerprint,
        stage=scored.stage,
        has_interview=scored.guide is not None,
        n_interviewed=sum(person.candidate_id in scored.interviews for person in scored.finished),
        weights=weights_of(scored.scheme),
        methods_used=scored.scheme.methods_used,
        weighting=scored.weighting,
        places=places,
        campaign_places=campaign_places,
        n_items=len(scored.form["items"]),
        ranked=tuple(ranked),
        pending=tuple(one for one, wait in zip(everyone, waiting, strict=True) if wait),
        unranked=tuple(
            one for one, wait in zip(everyone, waiting, strict=True) if not wait and one.place is None
        ),
        unfinished=unfinished(now.unfinished),
        competencies=competency_facts(scored.form, scored.scheme),
        family_weights=dict(scored.scheme.family_weights),
        sem_basis="assumed" if scored.scores.is_assumed[together].any() or not everyone else "estimated",
        n_complete=max(scored.scores.n_complete[together].tolist(), default=0),
        share=_share(scored, together),
        nobody_separated=_nobody_separated([one.place for one in ranked if one.place]),
    )


def competency_facts(form: Mapping[str, Any], scheme: Scheme) -> tuple[CompetencyFacts, ...]:
    """Return what the form says about each competency, in the order of scores."""
    texts = {one["code"]: one for one in form.get("competencies", ())}
    indicative = indicative_competencies(scheme)
    measured = {code for item in scheme.items for code, loading in item.loadings.items() if loading > 0}
    return tuple(
        CompetencyFacts(
            code=code,
            family=family,
            name=texts.get(code, {}).get("name", {"en": code, "fr": code}),
            short=texts.get(code, {}).get("short", {"en": code, "fr": code}),
            weight=_weight(code, family, scheme, measured),
            is_measured=code in measured,
            is_indicative=code in indicative,
        )
        for family, codes in FAMILIES.items()
        for code in codes
    )


def _weight(code: str, family: str, scheme: Scheme, measured: set[str]) -> float:
    total = math.fsum(scheme.weights[other] for other in FAMILIES[family] if other in measured)
    return scheme.family_weights[family] * scheme.weights[code] / total if code in measured and total else 0.0


def _together(scored: ScoredPool) -> Mask:
    """Say who is ranked, (n,): the people with the same methods for whom the least is pending."""
    pending = [pending_flags(flags) for flags in scored.person_flags]
    return ranked_together(pending, (~np.isnan(scored.scores.composite)).tolist())


def _compared(scored: ScoredPool, together: Mask, places: int) -> list[Compared]:
    """Return everyone who finished, by id."""
    where = _places(scored, together, places)
    scores, rows = scored.scores, range(len(scored.finished))
    families = list(FAMILIES)
    return [
        Compared(
            candidate_id=scored.finished[i].candidate_id,
            pseudonym=scored.finished[i].pseudonym,
            composite=_measured(scores.composite[i], scores.sem[i]),
            families={
                name: _measured(scores.families[i, f], scored.family_sem[i, f])
                for f, name in enumerate(families)
            },
            competencies={
                code: _measured(scores.competencies[i, c], scored.competency_sem[i, c])
                for c, code in enumerate(COMPETENCIES)
            },
            n_answered=sum(value is not None for value in scored.answers[i].values()),
            flags=tuple(sorted({*map(str, scores.flags[i]), *map(str, scored.person_flags[i])})),
            place=where.get(scored.finished[i].candidate_id),
        )
        for i in rows
    ]


def _measured(score: float, sem: float) -> Measured:
    """Make undefined explicit: None, never a number that could be taken for zero."""
    return (
        Measured(None, None)
        if math.isnan(score)
        else Measured(float(score), None if math.isnan(sem) else float(sem))
    )


def _places(scored: ScoredPool, together: Mask, places: int) -> dict[str, Place]:
    """Return candidate id -> place, for everyone ranked together with a composite and an error."""
    if not scored.finished:
        return {}
    reliability = min(scored.scheme.prior.reliability, HIGHEST_RELIABILITY)
    standings = rank_candidates(
        [person.candidate_id for person in scored.finished],
        scored.scores.composite,
        scored.scores.sem,
        places=places,
        together=together,
        reliability=reliability,
    )
    ranked = [standing for standing in standings if standing.tier is not None]
    if not ranked:
        return {}
    composite, sem = (np.array([getattr(one, name) for one in ranked]) for name in ("composite", "sem"))
    known = posterior(composite, sem, reliability=reliability)
    return {standing.candidate: _place(standing, known, at) for at, standing in enumerate(ranked)}


def _place(standing: Standing, known: Posterior, at: int) -> Place:
    _, _, _, tier, expected, low, high, p_top_k = standing
    if tier is None or expected is None or low is None or high is None or p_top_k is None:
        raise TypeError("a candidate without rank has no place")
    return Place(tier, expected, low, high, p_top_k, float(known.mean[at]), float(known.variance[at]))


def unfinished(people: Iterable[Person]) -> tuple[Unfinished, ...]:
    """Say how far those are who have not finished."""
    return tuple(
        Unfinished(
            one.candidate_id, one.pseudonym, "invited" if one.sitting_id is None else "started", one.n_seen
        )
        for one in people
    )


def _share(scored: ScoredPool, together: Mask) -> Share:
    """Say where the weight sits; the bootstrap's seed comes from the rows: the same pool, the same bits."""
    composite, sem = scored.scores.composite.tolist(), scored.scores.sem.tolist()
    stated = zip(scored.finished, composite, sem, together, strict=True)
    seed = rows_seed([(person.candidate_id, x, error) for person, x, error, ranks in stated if ranks])
    scale = scored.scale.rows(together)
    part = interpersonal_part(scale, scored.scheme)
    found = effective_share(part, scale.composite, rng=np.random.default_rng(seed))
    return Share(
        nominal=scored.scheme.family_weights["interpersonal"],
        of_items=_known(1 - technical_item_share(scored.scheme)),
        effective=_known(found.share),
        ci_low=_known(found.ci_low),
        ci_high=_known(found.ci_high),
        n=found.n,
        is_warning=found.is_warning,
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _nobody_separated(places: Sequence[Place]) -> bool:
    """Tell whether no pair reaches the probability from which words say "probably ahead"."""
    if len({place.tier for place in places}) > 1:
        return False
    if len(places) > PAIRS_TRIED_UP_TO:
        return True  # the top is not probably ahead of anybody, and among so many that says it
    return not any(_apart(one, other) for one, other in combinations(places, 2))


def _apart(one: Place, other: Place) -> bool:
    probability = probability_above(
        one.posterior_mean, one.posterior_variance, other.posterior_mean, other.posterior_variance
    )
    return max(probability, 1 - probability) >= PROBABLY_AHEAD
