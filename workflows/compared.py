"""What a comparison says, in plain values: candidates, places, competencies, and where the weight sits.

Scores are on the 0-1 scale and unclipped; None = not enough evidence, which is not zero. No name is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from data.campaigns import State
from scoring.tiers import Words
from workflows.scored_pool import Stage
from workflows.weights import Weights

FEW_FINISHED = 5
"""Below this, the mean towards which every score is drawn rests on hardly anybody."""

Progress = Literal["invited", "started"]


@dataclass(frozen=True, slots=True)
class CampaignChoice:
    """A campaign whose results may be looked at."""

    id: str
    title: str
    state: State
    is_fictional: bool
    n_finished: int
    n_invited: int


class Measured(NamedTuple):
    """A score with its standard error; both None: not enough evidence."""

    score: float | None
    sem: float | None


class Place(NamedTuple):
    """Where a candidate stands, and how sure that is."""

    tier: int
    """1 = top."""
    expected_rank: float
    rank_low: int
    rank_high: int
    """90 % interval, 1 = best."""
    p_top_k: float
    posterior_mean: float
    posterior_variance: float


@dataclass(frozen=True, slots=True)
class Compared:
    """One candidate who finished; without a place there is not enough evidence to rank them."""

    candidate_id: str
    pseudonym: str
    composite: Measured
    families: Mapping[str, Measured]
    competencies: Mapping[str, Measured]
    n_answered: int
    flags: tuple[str, ...]
    """Sorted codes of scoring.flags.Flag."""
    place: Place | None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A candidate who has not finished."""

    candidate_id: str
    pseudonym: str
    progress: Progress
    n_seen: int


@dataclass(frozen=True, slots=True)
class CompetencyFacts:
    """What a column of the comparison is about."""

    code: str
    family: str
    name: Mapping[str, str]
    """Language -> name in full."""
    short: Mapping[str, str]
    weight: float
    """In the composite of someone with every competency defined, 0 to 1."""
    is_measured: bool
    is_indicative: bool
    """Fewer than 6 items with a loading of .20 or more."""


class Share(NamedTuple):
    """How much of the composite is interpersonal judgment: as declared, in the form, and in this pool."""

    nominal: float
    of_items: float | None
    """1 minus what items of the technical block bring to the sum of all coefficients."""
    effective: float | None
    """Of the composite's variance among the candidates; None when undefined."""
    ci_low: float | None
    ci_high: float | None
    """95 % bootstrap interval."""
    n: int
    is_warning: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything the ranking page shows, without a single name."""

    campaign_id: str
    title: str
    state: State
    is_fictional: bool
    is_blind: bool
    """Whether the campaign begins without names."""
    form_sha256: str
    scoring_version: str
    fingerprint: str
    """Of the answers, marks, interviews, weights and the form it rests on."""
    stage: Stage
    has_interview: bool
    """Whether the campaign holds one; at both stages."""
    n_interviewed: int
    """Of those who finished, at both stages; an interview counts once every sheet is in."""
    weights: Weights
    """Those that counted."""
    methods_used: tuple[str, ...]
    """Methods of which the form holds something at this stage."""
    weighting: int
    """Their number; 0 = those of the form."""
    places: int
    campaign_places: int
    n_items: int
    """Of the form; questions of the interview are not among them."""
    ranked: tuple[Compared, ...]
    """By tier, then pseudonym."""
    pending: tuple[Compared, ...]
    """Finished, but not comparable with those ranked: marks or the interview are still to come."""
    unranked: tuple[Compared, ...]
    """Finished, but without composite."""
    unfinished: tuple[Unfinished, ...]
    competencies: tuple[CompetencyFacts, ...]
    family_weights: Mapping[str, float]
    sem_basis: Literal["estimated", "assumed"]
    n_complete: int
    share: Share
    nobody_separated: bool
    """No pair reaches the probability from which words say "probably ahead"."""

    @property
    def is_small(self) -> bool:
        """Tell whether so few finished that an order says little."""
        return len(self.ranked) < FEW_FINISHED

    @property
    def finished(self) -> tuple[Compared, ...]:
        """Return everyone who finished: ranked, pending, unranked."""
        return (*self.ranked, *self.pending, *self.unranked)

    def candidate(self, candidate_id: str) -> Compared | None:
        """Return someone who finished, or None."""
        return next((one for one in self.finished if one.candidate_id == candidate_id), None)


class Pair(NamedTuple):
    """Two candidates beside each other."""

    probability: float
    """That the first one's true composite is above the second's."""
    words: Words
    """Said of the one who is more likely ahead."""
