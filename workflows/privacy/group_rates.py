"""Rates of groups: scoring above the median and moving forward, by sex, without identifying anybody.

Read by owners and auditors, never by those who decide; a whole table is told, or none of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from data.campaigns.campaigns import Campaign
from data.candidates.candidates import candidates_of
from data.common.engine import reading
from data.comparison.decisions import decisions_of
from data.privacy import self_identification
from scoring.scores.impact_ratio import GroupRate as GroupRate
from scoring.scores.impact_ratio import ImpactRatios as ImpactRatios
from scoring.scores.impact_ratio import Outcome, above_median, impact_ratios
from workflows.campaigns.campaign_end import CAMPAIGN_OVER
from workflows.common.stored_settings import read_settings
from workflows.comparison.results import pool_now
from workflows.comparison.standings import comparison_of
from workflows.privacy.self_identification import SMALLEST

GROUPS = ("woman", "man")
"""Of self-identification; "other" and what nobody said count as unknown."""
FORWARD = ("shortlist", "offer")

RatesState = Literal["not_asked", "too_early", "too_few", "told"]


@dataclass(frozen=True, slots=True)
class GroupRates:
    """The rates of a campaign that may be shown; a table that is None would let somebody be identified."""

    state: RatesState
    n_assessed: int = 0
    """People of whom there is a comparable score."""
    scoring: ImpactRatios | None = None
    """A score above the median of all of them."""
    selection: ImpactRatios | None = None
    """Shortlisted or offered the post, of everybody who was asked for."""


def group_rates(campaign: Campaign) -> GroupRates:
    """Return how groups fared in a campaign; not noted, and checked by the caller.

    Parameters
    ----------
    campaign : Campaign

    Returns
    -------
    GroupRates
        Nothing but the state unless the campaign is over and asks for sex.
    """
    if not read_settings(campaign.settings).self_identification:
        return GroupRates("not_asked")
    # While people still answer, two looks at different times would tell the newcomer's group.
    if campaign.state not in CAMPAIGN_OVER:
        return GroupRates("too_early")
    with reading() as connection:
        now = pool_now(connection, campaign.id, stage="before_interview")
        sexes = self_identification.sexes(connection, campaign.id)
        people = {
            candidate.id for candidate in candidates_of(connection, campaign.id) if not candidate.is_try_out
        }
        by_candidate = decisions_of(connection, campaign.id)
    ranked = comparison_of(now).ranked
    scores = {
        candidate.candidate_id: candidate.composite.score
        for candidate in ranked
        if candidate.composite.score is not None
    }
    forward = {
        candidate_id
        for candidate_id, history in by_candidate.items()
        if any(decision.verdict in FORWARD for decision in history)
    }
    _, above = above_median(scores)
    scoring = _table(sexes, set(scores), above, unscored=people - set(scores))
    selection = _table(sexes, people, forward & people)
    state: RatesState = "told" if scoring or selection else "too_few"
    return GroupRates(state, len(scores), scoring, selection)


def _table(
    sexes: Mapping[str, str | None],
    everybody: Collection[str],
    passed: Collection[str],
    *,
    unscored: Collection[str] = (),
) -> ImpactRatios | None:
    """Return the ratios of people of whom some passed; None where a cell is small."""
    of_group = {
        group: {candidate_id for candidate_id, sex in sexes.items() if sex == group} for group in GROUPS
    }
    outcomes = {
        group: Outcome(len(members & set(everybody)), len(members & set(passed)))
        for group, members in of_group.items()
    }
    left = [len(members & set(unscored)) for members in of_group.values()]
    n_unknown = len(everybody) - sum(outcome.n for outcome in outcomes.values())
    return impact_ratios(outcomes, n_unknown) if is_safe([*outcomes.values()], n_unknown, left) else None


def is_safe(outcomes: Collection[Outcome], n_unknown: int, left: Collection[int] = ()) -> bool:
    """Tell whether nobody can be found in a table of groups.

    Parameters
    ----------
    outcomes : collection of Outcome
        Both those who passed and those who did not must be SMALLEST or more in each group: "none of the
        women" would say of everybody who passed that they are not one.
    n_unknown : int
        Nobody, or SMALLEST or more.
    left : collection of int
        Of each group, who is in another table and not in this one: the difference of two tables tells them.
    """
    cells = [number for outcome in outcomes for number in (outcome.passed, outcome.n - outcome.passed)]
    rest = [number for number in (n_unknown, *left) if number]
    return min([*cells, *rest], default=0) >= SMALLEST
