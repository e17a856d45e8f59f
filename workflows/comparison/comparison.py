"""The values of a comparison: candidates, places, competencies, and reasons for having no place.

Scores are on the 0-1 scale and unclipped; None = not enough evidence, which is not zero. No name is here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

from domain import CampaignState, Stage
from scoring.ranking.posterior import Posterior
from scoring.ranking.standing import Words
from scoring.scores.share import FEWEST
from scoring.scores.subscores import UNKNOWN_SUB_SCORE
from scoring.scores.subscores import SubScore as SubScore
from workflows.comparison.pool import Weights
from workflows.comparison.stage import Awaited

FEWEST_FOR_SHARE = FEWEST
"""People from which the share of interpersonal judgment is estimated."""
FEW_FINISHED = 5
"""Below this, the mean towards which every score is drawn rests on hardly anybody."""

Progress = Literal["invited", "started"]

Reason = Literal[
    "not_interviewed", "interview_planned", "sheets_missing", "marks_awaited", "too_little_answered", "alone"
]
REASONS: tuple[Reason, ...] = get_args(Reason)
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class CampaignChoice:
    """A campaign whose results may be looked at."""

    id: str
    title: str
    state: CampaignState
    is_fictional: bool


class Measured(NamedTuple):
    """A score with its standard error; both None: not enough evidence."""

    score: float | None
    sem: float | None


class RankEstimate(NamedTuple):
    """A candidate's place among two or more who are ranked, and how sure it is."""

    tier: int
    """1 = top."""
    expected_rank: float
    rank_low: int
    rank_high: int
    """90 % interval, 1 = best."""
    p_top_k: float
    known: Posterior
    """What is known of this candidate's true composite: for comparison with others of the same pool."""


@dataclass(frozen=True, slots=True)
class CandidateResult:
    """One candidate who finished; no_place_reasons says why somebody has no place."""

    candidate_id: str
    pseudonym: str
    composite: Measured
    families: Mapping[str, Measured]
    competencies: Mapping[str, Measured]
    n_answered: int
    n_skipped: int
    """Scenes shown and left without an answer; a conversation that stopped before its end is one of them."""
    flags: tuple[str, ...]
    """Sorted codes of scoring.scores.flags.Flag."""
    place: RankEstimate | None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A candidate who has not finished."""

    candidate_id: str
    pseudonym: str
    progress: Progress
    n_seen: int


@dataclass(frozen=True, slots=True)
class CompetencyColumn:
    """A competency as a column of the comparison."""

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
    worth: SubScore = UNKNOWN_SUB_SCORE
    """How reliable this score is among those ranked, and whether the overall score tells more."""


class Share(NamedTuple):
    """The share of interpersonal judgment in the composite: as declared, in the form, and in this pool."""

    nominal: float
    of_items: float | None
    """1 minus what items of the technical block bring to the sum of all coefficients."""
    effective: float | None
    """Of the variance of true composites among these candidates, 0 to 1; None when undefined."""
    ci_low: float | None
    ci_high: float | None
    """95 % bootstrap interval, inside 0 to 1."""
    n: int
    is_warning: bool
    """The whole interval lies under one half."""
    reason: Literal["few", "alike"] | None = None
    """Why there is none: fewer than 30 people, or true scores that cannot be told from equal ones."""
    is_before: bool = False
    """Of everybody before the interview, as only some were interviewed so far."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything the ranking page shows, without a single name."""

    campaign_id: str
    title: str
    state: CampaignState
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
    ranked: tuple[CandidateResult, ...]
    """By tier, then pseudonym; nobody, or two and more."""
    pending: tuple[CandidateResult, ...]
    """Finished, but not comparable with those ranked: marks or the interview are still to come."""
    unranked: tuple[CandidateResult, ...]
    """Finished, but without composite; or with the only one, which can be compared with nobody's."""
    unfinished: tuple[Unfinished, ...]
    competencies: tuple[CompetencyColumn, ...]
    family_weights: Mapping[str, float]
    sem_basis: Literal["estimated", "assumed"]
    """Assumed where anybody's error rests more on the declared prior than on the pool."""
    n_error: Mapping[str, int]
    """Method -> people whose answers, marks or ratings say how much chance is in it."""
    n_before: int
    """People whose score before the interview says where the pool lies; 0 = those ranked are all there is."""
    share: Share
    nobody_separated: bool
    """No pair reaches the probability from which words say "probably ahead"."""
    awaited: Mapping[str, Awaited] = field(default_factory=dict)
    """Candidate id -> what their interview waits for, of those who finished; at both stages."""

    @property
    def is_small(self) -> bool:
        """Tell whether so few finished that an order says little."""
        return len(self.ranked) < FEW_FINISHED

    @property
    def finished(self) -> tuple[CandidateResult, ...]:
        """Return everyone who finished: ranked, pending, unranked."""
        return (*self.ranked, *self.pending, *self.unranked)

    @property
    def optimism(self) -> float | None:
        """Return by how much scores of people chosen on an earlier score are too high on average, 0-1 scale.

        Their mean less that of the true scores expected; None where nobody was chosen.
        """
        placed = [(candidate.composite.score, candidate.place) for candidate in self.ranked]
        if not self.n_before or not placed:
            return None
        above = [score - place.known.expected()[0] for score, place in placed if score is not None and place]
        return math.fsum(above) / len(above)

    def candidate(self, candidate_id: str) -> CandidateResult | None:
        """Return someone who finished, or None."""
        return next(
            (candidate for candidate in self.finished if candidate.candidate_id == candidate_id), None
        )


class Pair(NamedTuple):
    """Two candidates beside each other."""

    probability: float
    """That the first one's true composite is above the second's."""
    words: Words
    """Said of the one who is more likely ahead."""


def stage_suffix(comparison: Comparison) -> str:
    """Return what the name of a file says of the stage; nothing in a campaign without an interview."""
    if not comparison.has_interview:
        return ""
    return "-before-interview" if comparison.stage == "before_interview" else "-with-interview"


def n_competencies(candidate: CandidateResult, comparison: Comparison) -> tuple[int, int]:
    """Return on how many competencies a score rests, of how many that are measured and weigh something."""
    weighed = [facts.code for facts in comparison.competencies if facts.is_measured and facts.weight > 0]
    return sum(candidate.competencies[code].score is not None for code in weighed), len(weighed)


def no_place_reasons(comparison: Comparison) -> dict[str, tuple[Reason, ...]]:
    """Return candidate id -> why there is no place at this stage, of everyone who finished without one.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    mapping of candidate id to reasons
        One or more each; whoever is ranked is absent. ``alone``: there is a score, and no other to compare
        it with.
    """
    pending = {candidate.candidate_id: _awaited(comparison, candidate) for candidate in comparison.pending}
    rest = {candidate.candidate_id: _missing(comparison, candidate) for candidate in comparison.unranked}
    return {**pending, **rest}


def _awaited(comparison: Comparison, candidate: CandidateResult) -> tuple[Reason, ...]:
    reasons: list[Reason] = []
    if "pending_interview" in candidate.flags:
        reasons.append(_interview(comparison, candidate))
    if "pending_marks" in candidate.flags:
        reasons.append("marks_awaited")
    return tuple(reasons)


def _interview(comparison: Comparison, candidate: CandidateResult) -> Reason:
    awaited = comparison.awaited.get(candidate.candidate_id)
    if awaited is None:
        return "not_interviewed"
    return "interview_planned" if awaited == "planned" else "sheets_missing"


def _missing(comparison: Comparison, candidate: CandidateResult) -> tuple[Reason, ...]:
    is_alone = candidate.composite.score is not None and not comparison.ranked
    return ("alone",) if is_alone else ("too_little_answered",)
