"""Comparing candidates: from a scored pool to ranks, tiers and what the data cannot tell."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any, Literal

import numpy as np
from cachetools import LRUCache, cached
from numpy.typing import NDArray

from assessments.form.form import SCORING_VERSION
from data.campaigns.campaigns import all_campaigns
from data.comparison.results import Person
from domain import COMPETENCIES, FAMILIES, Family, Stage
from scoring.formats.scheme import Scheme
from scoring.ranking.posterior import Posterior, probability_above
from scoring.ranking.selected import Ranked, ranked_pool
from scoring.ranking.standing import Standing, ranks_of, rows_seed, standings_of, words
from scoring.scores.flags import Flag
from scoring.scores.scale import indicative_competencies
from scoring.scores.scores import MOSTLY_ASSUMED, pending_flags, ranked_together
from scoring.scores.share import effective_share, share_basis, technical_item_share
from scoring.scores.subscores import sub_scores
from workflows.common.access import Actor, campaign_filter, require_campaign_permission, require_permission
from workflows.common.stored_settings import read_settings
from workflows.common.transactions import reading
from workflows.comparison.comparison import (
    CampaignChoice,
    CandidateResult,
    Comparison,
    CompetencyColumn,
    Measured,
    Pair,
    RankEstimate,
    Share,
    Unfinished,
)
from workflows.comparison.pool import ScoredPool, weights_of
from workflows.comparison.results import PoolNow, own_places, pool_now

Mask = NDArray[np.bool_]

COMPARISONS_KEPT = 16
"""In memory, each under the fingerprint of what it rests on; a restart begins without any."""


def campaigns_to_compare(actor: Actor) -> tuple[CampaignChoice, ...]:
    """Return the campaigns this person reaches that have been published, the newest first."""
    require_permission(actor, "compare")
    with reading(actor) as connection:
        is_reached = campaign_filter(connection, actor)
        published = [campaign for campaign in all_campaigns(connection) if campaign.form_id is not None]
    return tuple(
        CampaignChoice(campaign.id, campaign.title, campaign.state, campaign.is_fictional)
        for campaign in published
        if is_reached(campaign.id)
    )


def comparison(
    actor: Actor, campaign_id: str, *, places: int | None = None, stage: Stage | None = None
) -> Comparison:
    """Compare everyone who finished, exactly as ``cli.py score`` and ``cli.py rank`` would.

    Parameters
    ----------
    actor : Actor
        Who looks; needs the deed ``compare``.
    campaign_id : str
    places : int, optional
        How many can be chosen, 1 or more; the campaign's own number by default.
    stage : {"all", "before_interview"}, optional
        Whether the interview is left out, for everybody: so people who were not seen yet can be compared. By
        default the stage that answers the question at hand.

    Raises
    ------
    AccessError, CampaignError
        Nothing is shown.
    """
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "compare", campaign_id)
        now = pool_now(connection, campaign_id, stage=stage)
    return comparison_of(now, places)


def comparison_of(now: PoolNow, places: int | None = None) -> Comparison:
    """Compare a pool that has been read, at its stage, or return what was found for the same one before."""
    n_places = own_places(now.campaign) if places is None else places
    return _as_of_now(_cached_comparison(now, n_places), now)


@cached(
    LRUCache(maxsize=COMPARISONS_KEPT),
    key=lambda now, places: (now.scored.fingerprint, now.scored.stage, places),
    lock=Lock(),
)
def _cached_comparison(now: PoolNow, places: int) -> Comparison:
    return compare_pool(now, places, places)


def _as_of_now(compared: Comparison, now: PoolNow) -> Comparison:
    """Add what may have changed without changing any score."""
    campaign = now.campaign
    return replace(
        compared,
        title=campaign.title,
        state=campaign.state,
        is_fictional=campaign.is_fictional,
        is_blind=read_settings(campaign.settings).blind_names,
        campaign_places=own_places(campaign),
        unfinished=unfinished(now.unfinished),
        awaited=now.awaited,
    )


def pairwise(first: CandidateResult, second: CandidateResult) -> Pair | None:
    """Say how sure it is that the first candidate stands above the second; None when either has no place."""
    if first.place is None or second.place is None:
        return None
    probability = probability_above(first.place.known, second.place.known)
    return Pair(probability, words(max(probability, 1 - probability)))


def compare_pool(now: PoolNow, places: int, campaign_places: int) -> Comparison:
    """Rank a scored pool for a number of places and say what the ranks rest on."""
    scored = now.scored
    together = _together(scored)
    ranking = ranked_pool(scored.pool, scored.scheme, scored.scores, together)
    everyone = _candidate_results(scored, ranking, places)
    # Someone without a score, for whom nothing is pending, is apart for that reason and waits for nothing.
    waiting = [
        not ranks and bool(pending_flags(flags))
        for ranks, flags in zip(together, scored.person_flags, strict=True)
    ]
    ranked = sorted(
        (candidate for candidate in everyone if candidate.place),
        key=lambda candidate: (candidate.place.tier if candidate.place else 0, candidate.pseudonym),
    )
    return Comparison(
        campaign_id=now.campaign.id,
        title=now.campaign.title,
        state=now.campaign.state,
        is_fictional=now.campaign.is_fictional,
        is_blind=read_settings(now.campaign.settings).blind_names,
        form_sha256=scored.form["sha256"],
        scoring_version=SCORING_VERSION,
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
        pending=_by_pseudonym(candidate for candidate, wait in zip(everyone, waiting, strict=True) if wait),
        unranked=_by_pseudonym(
            candidate
            for candidate, wait in zip(everyone, waiting, strict=True)
            if not wait and candidate.place is None
        ),
        unfinished=unfinished(now.unfinished),
        competencies=_with_worth(competency_facts(scored.form, scored.scheme), scored, together),
        family_weights=dict(scored.scheme.family_weights),
        sem_basis=_sem_basis(scored, together),
        n_error=_n_error(scored),
        n_before=ranking.n_before,
        share=_share(scored, together),
        nobody_separated=_nobody_separated([candidate.place for candidate in ranked if candidate.place]),
    )


def competency_facts(form: Mapping[str, Any], scheme: Scheme) -> tuple[CompetencyColumn, ...]:
    """Return what the form says about each competency, in the order of scores."""
    texts = {competency["code"]: competency for competency in form.get("competencies", ())}
    indicative = indicative_competencies(scheme)
    measured = {code for item in scheme.items for code, loading in item.loadings.items() if loading > 0}
    return tuple(
        CompetencyColumn(
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


def unfinished(people: Iterable[Person]) -> tuple[Unfinished, ...]:
    """Say how far those are who have not finished, by pseudonym."""
    return tuple(
        Unfinished(
            person.candidate_id,
            person.pseudonym,
            "invited" if person.sitting_id is None else "started",
            person.n_seen,
        )
        for person in sorted(people, key=lambda person: person.pseudonym)
    )


def _together(scored: ScoredPool) -> Mask:
    """Say who is ranked, (n,): the people with the same methods for whom the least is pending."""
    pending = [pending_flags(flags) for flags in scored.person_flags]
    return ranked_together(pending, (~np.isnan(scored.scores.composite)).tolist())


def _candidate_results(scored: ScoredPool, ranking: Ranked, places: int) -> list[CandidateResult]:
    """Return everyone who finished, by id."""
    where = _places(scored, ranking, places)
    skipped = _n_skipped(scored)
    scores, rows = scored.scores, range(len(scored.finished))
    families = list(FAMILIES)
    return [
        CandidateResult(
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
            n_answered=len(scored.answers[i]) - skipped[i],
            n_skipped=skipped[i],
            flags=_flags(scored, i),
            place=where.get(scored.finished[i].candidate_id),
        )
        for i in rows
    ]


def _places(scored: ScoredPool, ranking: Ranked, places: int) -> dict[str, RankEstimate]:
    """Return candidate id -> place, for two or more ranked together, each with a composite and an error."""
    if ranking.known is None:
        return {}
    rows = [
        (scored.finished[at].candidate_id, float(scored.scores.composite[at]), float(scored.scores.sem[at]))
        for at in ranking.rows.tolist()
    ]
    standings = standings_of(rows, ranks_of(ranking.known, places, rows_seed(rows)))
    return {
        standing.candidate: _place(standing, ranking.known.rows(slice(at, at + 1)))
        for at, standing in enumerate(standings)
    }


def _place(standing: Standing, known: Posterior) -> RankEstimate:
    _, _, _, tier, expected, low, high, p_top_k = standing
    if tier is None or expected is None or low is None or high is None or p_top_k is None:
        raise TypeError("a candidate without rank has no place")
    return RankEstimate(tier, expected, low, high, p_top_k, known)


def _measured(score: float, sem: float) -> Measured:
    """Make undefined explicit: None, never a number that could be taken for zero."""
    return (
        Measured(None, None)
        if math.isnan(score)
        else Measured(float(score), None if math.isnan(sem) else float(sem))
    )


def _flags(scored: ScoredPool, i: int) -> tuple[str, ...]:
    """Return what is to be known of one candidate beside the numbers, sorted."""
    flags = {*scored.scores.flags[i], *scored.person_flags[i]}
    if scored.finished[i].is_ended_by_deadline:
        flags.add(Flag.ENDED_BY_DEADLINE)
    return tuple(sorted(map(str, flags)))


def _n_skipped(scored: ScoredPool) -> list[int]:
    """Return how many items each candidate was shown and did not answer."""
    if scored.pool.skipped is None:
        return [0] * len(scored.finished)
    return scored.pool.skipped.sum(axis=1).tolist()


def _with_worth(
    facts: Sequence[CompetencyColumn], scored: ScoredPool, together: Mask
) -> tuple[CompetencyColumn, ...]:
    """Add what each competency's own score is worth among those who are compared."""
    worth = sub_scores(scored.pool, scored.scale, scored.scheme, scored.error, together)
    return tuple(replace(fact, worth=worth[fact.code]) for fact in facts)


def _weight(code: str, family: Family, scheme: Scheme, measured: set[str]) -> float:
    total = math.fsum(scheme.weights[other] for other in FAMILIES[family] if other in measured)
    return scheme.family_weights[family] * scheme.weights[code] / total if code in measured and total else 0.0


def _sem_basis(scored: ScoredPool, together: Mask) -> Literal["estimated", "assumed"]:
    """Say whether anybody's error rests more on the declared prior than on the pool."""
    share = scored.scores.assumed_share[together]
    share = share[~np.isnan(share)]
    return "assumed" if not len(share) or bool((share > MOSTLY_ASSUMED).any()) else "estimated"


def _n_error(scored: ScoredPool) -> dict[str, int]:
    """Return method -> people whose answers, marks or ratings say how much chance is in it."""
    return {
        str(method): max(
            n
            for item, n in zip(scored.scheme.items, scored.error.n_people.tolist(), strict=True)
            if item.method == method
        )
        for method in scored.scheme.methods_used
    }


def _share(scored: ScoredPool, together: Mask) -> Share:
    """Say where the weight sits; the bootstrap's seed comes from the rows: the same pool, the same bits."""
    composite, sem = scored.scores.composite.tolist(), scored.scores.sem.tolist()
    stated = zip(scored.finished, composite, sem, together, strict=True)
    seed = rows_seed([(person.candidate_id, x, error) for person, x, error, ranks in stated if ranks])
    basis = share_basis(scored.pool, scored.scheme, scored.error, together, scored.scale)
    estimate = effective_share(basis.parts, rng=np.random.default_rng(seed))
    return Share(
        nominal=scored.scheme.family_weights["interpersonal"],
        of_items=_known(1 - technical_item_share(scored.scheme)),
        effective=_known(estimate.share),
        ci_low=_known(estimate.ci_low),
        ci_high=_known(estimate.ci_high),
        n=estimate.n,
        is_warning=estimate.is_warning,
        reason=estimate.reason,
        is_before=basis.is_before,
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _by_pseudonym(people: Iterable[CandidateResult]) -> tuple[CandidateResult, ...]:
    """Order people as whoever reads blind may see them: by nothing that says when they came."""
    return tuple(sorted(people, key=lambda person: person.pseudonym))


def _nobody_separated(places: Sequence[RankEstimate]) -> bool:
    """Tell whether nobody is probably ahead of anybody: a tier holds no such pair."""
    return len({place.tier for place in places}) <= 1
