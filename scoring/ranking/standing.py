"""The ranking of candidates with its uncertainty: probabilities, expected ranks, intervals, tiers.

One mean serves everybody: shrinking towards a group's own mean would be norming by group. Nothing here
depends on the order in which rows are given.

References: [lin2006], [goldstein1996]; the reasons are in docs/scoring.md.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from errors import BadScores
from scoring.ranking.posterior import Posterior, probabilities_above
from scoring.ranking.rank_closed import closed_form_ranks
from scoring.ranking.rank_draws import RankEstimates, drawn_ranks, undistinguished_ranks
from scoring.ranking.spread import shrunken, stated_spread, true_spread
from scoring.scores.bounds import LARGEST, MOST_PLACES, SMALLEST, rounded

Array = NDArray[np.float64]

AHEAD = 0.95
"""Probability of being truly above somebody from which that is said without "probably"."""
PROBABLY_AHEAD = 0.85
"""With .80, people one true standard deviation apart stood in the wrong order, in different tiers, in more
than one pair of ten at a reliability of one half: docs/decisions/0019-when-candidates-are-told-apart.md."""

Words = Literal["ahead", "probably ahead", "not distinguishable"]


def words(probability: float) -> Words:
    """Say in words what a probability of being above another candidate allows to say."""
    if probability >= AHEAD:
        return "ahead"
    return "probably ahead" if probability >= PROBABLY_AHEAD else "not distinguishable"


def tiers(known: Posterior) -> list[int]:
    """Group candidates so that nobody in a group is probably ahead of anybody else in it.

    Parameters
    ----------
    known : Posterior
        Of n candidates.

    Returns
    -------
    list of int
        Tier of each candidate, 1 = top, in the order given. From the highest expected composite down, a
        candidate whom somebody of the current tier is probably ahead of opens the next one. Between equal
        expectations the smaller doubt comes first.
    """
    mean, sd = known.expected(), known.sd()
    # Rounded: two scores are equal or different to nine decimals, whatever the last bits of a sum are.
    order = np.lexsort((np.round(sd, 12), -np.round(mean, 12)))
    is_plain = len(known.weights) == 1 and not known.common.any()
    tier = [0] * known.n
    members: list[int] = []
    current = 0
    for i in order.tolist():
        if not members or _is_apart(known, i, members):
            members, current = [], current + 1
        if not is_plain or not _is_shadowed(known, i, members):
            members.append(i)
        tier[i] = current
    return tier


def _is_apart(known: Posterior, i: int, members: list[int]) -> bool:
    """Say whether somebody of the tier is probably ahead of a candidate, or they of somebody in it.

    The latter against the order of expectations, which a mixture does not rule out.
    """
    above = probabilities_above(known, i, np.array(members, dtype=np.int64))
    # Less the last bit: a probability of exactly .85 must not depend on how its sum was rounded.
    return bool((np.maximum(above, 1 - above) >= PROBABLY_AHEAD - math.ulp(1.0)).any())


def _is_shadowed(known: Posterior, i: int, members: list[int]) -> bool:
    """Say whether somebody before is as high and as sure: who is behind i is then behind them too.

    With one node and no shared doubt; it keeps a tier of thousands from being compared with every newcomer.
    """
    return bool((known.variance[0, members] <= known.variance[0, i]).any())


DRAWS_UP_TO = 10_000
"""Candidates up to which ranks are simulated; a closed form serves more."""


class Standing(NamedTuple):
    """One candidate's place; the last five are None for a candidate without composite or error, or alone."""

    candidate: str
    composite: float
    sem: float
    tier: int | None
    """1 = top; neighbours across an edge may not be distinguishable."""
    expected_rank: float | None
    rank_low: int | None
    rank_high: int | None
    """90 % interval of the rank, 1 = best."""
    p_top_k: float | None
    """Probability of being among the best k."""


class Ranks(NamedTuple):
    """Tiers and ranks of n candidates."""

    tier: list[int]
    estimates: RankEstimates


def posterior(composite: Array, sem: Array, *, reliability: float | None = None) -> Posterior:
    """Say what is known of each true composite.

    Parameters
    ----------
    composite, sem : arrays of shape (n,)
        Finite; sem 0 or more, same scale.
    reliability : float, optional
        0 to under 1: takes the spread of true composites as known. By default every spread that they may have
        is weighed by how well it explains the composites (spread.true_spread).
    """
    # Below what files hold an error is none, and its square would be lost.
    sem = np.where(sem < SMALLEST, 0.0, sem)
    if reliability is None:
        spread = true_spread(composite, sem)
    else:
        spread = stated_spread(composite, sem, reliability)
    return shrunken(composite, sem, spread)


def ranks_of(known: Posterior, places: int, seed: int) -> Ranks:
    """Rank candidates by what is known of them.

    Parameters
    ----------
    known : Posterior
        Of n candidates, 1 or more.
    places : int
        k, 1 or more.
    seed : int
        Of the simulation, 0 or more.
    """
    return Ranks(tiers(known), _estimates(known, places, seed))


def rank_candidates(
    candidates: Sequence[str],
    composite: Array,
    sem: Array,
    *,
    places: int,
    together: NDArray[np.bool_] | None = None,
    reliability: float | None = None,
    seed: int | None = None,
) -> list[Standing]:
    """Rank candidates and say how sure each place is.

    Parameters
    ----------
    candidates : sequence of n different names
    composite, sem : arrays of shape (n,)
        0-1 scale; NaN = no composite or no error: listed without rank.
    places : int
        k, 1 or more: how many can be chosen.
    together : bool array of shape (n,), optional
        Who can be compared with each other (scores.ranked_together); the others are listed without rank and
        move nobody. None = everybody.
    reliability : float, optional
        0 to under 1: takes the spread of true composites as known; by default it is integrated over.
    seed : int, optional
        Of the simulation; by default derived from the rows themselves, so that the same rows always give the
        same ranks.

    Returns
    -------
    list of Standing
        Ranked candidates by name, then those without rank by name. A single candidate has nobody to be ranked
        among, and no rank.

    Raises
    ------
    BadScores
        When places, reliability, seed, a name or a number is not as above.
    """
    _check(candidates, composite, sem, places, reliability, seed)
    is_ranked = ~(np.isnan(composite) | np.isnan(sem))
    if together is not None:
        is_ranked &= together
    stated = zip(candidates, composite.tolist(), sem.tolist(), is_ranked.tolist(), strict=True)
    rows = sorted(stated, key=lambda row: row[0])
    ranked = [row[:3] for row in rows if row[3]]
    unranked = [row[:3] for row in rows if not row[3]]
    if len(ranked) < 2:
        unranked, ranked = sorted(ranked + unranked), []
    standings = _ranked(ranked, places, reliability, seed) if ranked else []
    return standings + [Standing(name, x, error, None, None, None, None, None) for name, x, error in unranked]


def _check(
    candidates: Sequence[str],
    composite: Array,
    sem: Array,
    places: int,
    reliability: float | None,
    seed: int | None,
) -> None:
    """Refuse what cannot be ranked."""
    if not 1 <= places <= MOST_PLACES:
        raise BadScores(f"places: expected from 1 to {MOST_PLACES}, got {places}")
    if reliability is not None and not 0 <= reliability < 1:
        raise BadScores(f"reliability: expected from 0 to under 1, got {reliability}")
    if seed is not None and seed < 0:
        raise BadScores(f"seed: expected 0 or more, got {seed}")
    if len(set(candidates)) != len(candidates):
        raise BadScores("candidate: expected each name once")
    for column, numbers, lowest in (("composite", composite, -LARGEST), ("sem", sem, 0.0)):
        # Asked for this way round, infinity is refused too; NaN is no number to refuse.
        is_wrong = ~((lowest <= numbers) & (numbers <= LARGEST) | np.isnan(numbers))
        if is_wrong.any():
            at = int(is_wrong.argmax())
            raise BadScores(
                f"{column}: expected numbers from {lowest:.15g} to {LARGEST:.15g}, or NaN; "
                f"got {numbers[at]} for {candidates[at]!r:.80}"
            )


def _ranked(
    rows: list[tuple[str, float, float]], places: int, reliability: float | None, seed: int | None
) -> list[Standing]:
    """Rank rows, sorted by name, that all have composite and error."""
    composite, sem = np.array([row[1:] for row in rows]).T
    known = posterior(composite, sem, reliability=reliability)
    ranks = ranks_of(known, places, rows_seed(rows) if seed is None else seed)
    return standings_of(rows, ranks)


def standings_of(rows: Sequence[tuple[str, float, float]], ranks: Ranks) -> list[Standing]:
    """Put rows (candidate, composite, sem) and where they stand together."""
    estimates = ranks.estimates
    return [
        Standing(name, x, error, tier, expected, low, high, p_top_k)
        for (name, x, error), tier, expected, low, high, p_top_k in zip(
            rows,
            ranks.tier,
            rounded(estimates.expected).tolist(),
            estimates.low.tolist(),
            estimates.high.tolist(),
            rounded(estimates.p_top_k).tolist(),
            strict=True,
        )
    ]


def _estimates(known: Posterior, places: int, seed: int) -> RankEstimates:
    """Choose how ranks are computed: by definition, by simulation or in closed form."""
    if (known.variance == 0).all() and (known.mean == known.mean[:, :1]).all():
        return undistinguished_ranks(known.n, places)
    if known.n > DRAWS_UP_TO:
        return closed_form_ranks(known.expected(), np.square(known.sd()), places)
    return drawn_ranks(known, places, np.random.default_rng(seed))


def rows_seed(rows: Sequence[tuple[str, float, float]]) -> int:
    """Derive the seed of a simulation from the rows (candidate, composite, sem), sorted by candidate."""
    text = json.dumps([list(row) for row in rows], ensure_ascii=False, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")
