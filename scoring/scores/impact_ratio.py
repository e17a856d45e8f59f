"""Impact ratios: how often each group passes, compared with the group that passes most often.

Passing is moving forward (selection rate) or a score above the median of everybody (scoring rate). A ratio
under four fifths is a sign to look closer ([ugesp] 4D), not a verdict: with few people it comes about by
chance, which is why each ratio has its n and its interval. The New York rule names no threshold.

References: [ll144], [ugesp], [katz1978], [wilson1927]
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Literal, NamedTuple

from scoring.agreement.ratings_table import Z_95
from scoring.scores.bounds import DECIMALS

SMALL_SHARE = 0.02
"""Share of the data under which an independent auditor may leave a group out, 6 RCNY § 5-301(d)."""

Undefined = Literal["one_group", "nobody_passed"]


class Outcome(NamedTuple):
    """The numbers of one group."""

    n: int
    """People, 0 or more."""
    passed: int
    """Of these, how many passed."""


@dataclass(frozen=True, slots=True)
class GroupRate:
    """One group's rate and its ratio to the highest one, each with a 95 % interval; None: undefined."""

    group: str
    n: int
    passed: int
    rate: float | None
    rate_low: float | None
    rate_high: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    """The reference has no interval: its ratio is 1 by definition."""
    is_reference: bool
    is_small: bool
    """Less than SMALL_SHARE of those whose group is known. It is compared all the same: leaving it out is an
    auditor's choice, with a reason."""


@dataclass(frozen=True, slots=True)
class ImpactRatios:
    """All groups in the order given."""

    groups: tuple[GroupRate, ...]
    n_unknown: int
    """People whose group is not known; in no rate."""
    undefined: Undefined | None
    """Why there are no ratios; None: there are."""


def above_median(scores: Mapping[str, float]) -> tuple[float | None, frozenset[str]]:
    """Return the median of all scores and who is above it.

    Parameters
    ----------
    scores : mapping of str to float
        Person -> score; people without a score do not belong here. Compared at 9 decimals, as scores are.

    Returns
    -------
    (float or None, frozenset of str)
        None and nobody when there is no score. Who equals the median is not above it, as the rule says.
    """
    if not scores:
        return None, frozenset()
    middle = round(median(scores.values()), DECIMALS)
    return middle, frozenset(person for person, score in scores.items() if round(score, DECIMALS) > middle)


def impact_ratios(outcomes: Mapping[str, Outcome], n_unknown: int = 0) -> ImpactRatios:
    """Compare the rates of groups.

    Parameters
    ----------
    outcomes : mapping of str to Outcome
        Group -> how many people, and how many passed.
    n_unknown : int
        People whose group is not known.

    Returns
    -------
    ImpactRatios
        A ratio of 0 is a group of which nobody passed; it is not undefined.

    Raises
    ------
    ValueError
        For counts that cannot be.
    """
    for group, outcome in outcomes.items():
        if not 0 <= outcome.passed <= outcome.n:
            raise ValueError(f"{group}: {outcome.passed} of {outcome.n} cannot have passed")
    known = sum(outcome.n for outcome in outcomes.values())
    rates = {group: _rate(outcome) for group, outcome in outcomes.items() if outcome.n}
    undefined = _undefined(rates)
    reference = None if undefined else max(rates, key=lambda group: rates[group])
    groups = tuple(
        _group(group, outcome, outcomes[reference] if reference else None, is_reference=group == reference,
               is_small=outcome.n < SMALL_SHARE * known)
        for group, outcome in outcomes.items()
    )  # fmt: skip
    return ImpactRatios(groups, n_unknown, undefined)


def ratio_interval(group: Outcome, reference: Outcome) -> tuple[float, float]:
    """Return the 95 % interval of a ratio of two rates, on the logarithm.

    Where nobody of the group, or everybody of both, passed, the logarithm or its error does not exist: half a
    person is then added to each of the four cells for the interval alone, and the interval is widened to hold
    the ratio itself. Nobody of the reference passed: not for this function.

    References
    ----------
    [katz1978]; [ugesp] for looking at more than the ratio
    """
    ratio = _rate(group) / _rate(reference)
    a, n, b, m = map(float, (group.passed, group.n, reference.passed, reference.n))
    if a == 0 or (a == n and b == m):
        # Half a person who passed and half one who did not, in each group.
        a, n, b, m = a + 0.5, n + 1, b + 0.5, m + 1
    log, error = math.log((a / n) / (b / m)), math.sqrt(max(0.0, 1 / a - 1 / n + 1 / b - 1 / m))
    low = 0.0 if group.passed == 0 else math.exp(log - Z_95 * error)
    return min(ratio, low), max(ratio, math.exp(log + Z_95 * error))


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share seen on n units.

    Parameters
    ----------
    share : float
        0 to 1.
    n : int
        1 or more; the share of none is undefined.

    Returns
    -------
    (float, float)
        Holds the share itself, at 0 and 1 too.
    """
    z2 = Z_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # At 0 and 1 the bound is the share itself; rounding must not push it past.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def _rate(outcome: Outcome) -> float:
    """Return the share of a group that passed; for a group of nobody it is undefined."""
    return outcome.passed / outcome.n


def _undefined(rates: Mapping[str, float]) -> Undefined | None:
    """Say why the rates of groups have no ratio; None where they have."""
    if len(rates) < 2:
        return "one_group"
    return None if max(rates.values()) > 0 else "nobody_passed"


def _group(
    group: str, outcome: Outcome, reference: Outcome | None, *, is_reference: bool, is_small: bool
) -> GroupRate:
    if not outcome.n:
        return GroupRate(group, 0, 0, None, None, None, None, None, None, is_reference, is_small)
    rate = _rate(outcome)
    ratio, low, high = None, None, None
    if reference is not None:
        ratio = rate / _rate(reference)
        low, high = (None, None) if is_reference else ratio_interval(outcome, reference)
    return GroupRate(
        group,
        outcome.n,
        outcome.passed,
        rate,
        *wilson(rate, outcome.n),
        ratio,
        low,
        high,
        is_reference,
        is_small,
    )
