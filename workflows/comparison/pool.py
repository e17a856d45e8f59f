"""The pool of everyone who finished a form, scored: points, marks and interviews together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from data.campaigns.forms import Body, Form
from data.comparison.results import Person
from data.interviews.sheets import complete_interviews
from domain import Counts, Stage
from scoring.formats.formats import FORMATS
from scoring.formats.marks import Marks
from scoring.formats.open_reply import MarkedReply
from scoring.formats.points import FormatPoints
from scoring.formats.scheme import Scheme
from scoring.interview.facets_design import FacetRating, Refusal
from scoring.interview.interview import NOT_HELD, Guide, Interview, Sheet, interview_points, read_guide
from scoring.interview.interview_pool import with_interviews, with_questions
from scoring.ranking.what_if import other_weights
from scoring.scores.error import answer_variances, competency_sem, family_sem, shared_error
from scoring.scores.flags import Flag
from scoring.scores.item_error import ItemError, item_error
from scoring.scores.pool import Pool, pool_of
from scoring.scores.scale import ScaleScores, scale_scores
from scoring.scores.scores import Scores, score_pool_with

if TYPE_CHECKING:
    from scoring.interview.facets import FacetFit

Array = NDArray[np.float64]

"""Which ratings count; settled before the first interview."""
COUNTS: tuple[Counts, ...] = get_args(Counts)

Sheets = Mapping[str, Sheet]
"""Account -> what they rated."""

PersonMarks = Mapping[str, tuple[Marks, ...]]
"""Item id -> marks of one person's reply, one per marker, in the order submitted."""
PoolMarks = Mapping[str, PersonMarks]
"""Candidate -> marks of that person's replies."""


class Responses(NamedTuple):
    """Answers and points by candidate: it rests on neither weights nor interviews."""

    finished: tuple[Person, ...]
    answers: tuple[dict[str, Any], ...]
    marks: PoolMarks
    each: tuple[FormatPoints, ...]


@dataclass(frozen=True)
class CompletedInterviews:
    """The interviews of a campaign whose sheets are all in."""

    guide: Guide
    sheets: Mapping[str, Sheets]
    """Candidate -> sheets, of complete interviews only."""
    adjusted: FacetFit | Refusal | None
    """Severities where adjusted ratings count, or why raw ones do; None = raw ones count, or none is in."""

    def of(self, candidate_id: str) -> Interview:
        """Return what is in of one candidate's interview, as it counts."""
        sheets = self.sheets.get(candidate_id)
        if sheets is None:
            return NOT_HELD
        return Interview(sheets, len(sheets), self._shifts.get(candidate_id, {}))

    @cached_property
    def _shifts(self) -> Mapping[str, Mapping[tuple[str, str], float]]:
        """Candidate -> (account, question) -> what to add to the rating; empty where raw ones count."""
        if self.adjusted is None or isinstance(self.adjusted, Refusal):
            return {}
        shifts: dict[str, dict[tuple[str, str], float]] = {}
        for (candidate_id, account_id, question), shift in self.adjusted.shifts.items():
            shifts.setdefault(candidate_id, {})[account_id, question] = shift
        return shifts


class PoolWithInterviews(NamedTuple):
    """A pool with its interviews."""

    pool: Pool
    scheme: Scheme
    """With the questions behind the form's items."""
    flags: tuple[frozenset[str], ...]
    """By candidate: what interviews give rise to."""


@dataclass(frozen=True)
class ScoredPool:
    """Everyone who finished, by id, with their answers, points and scores; rows of every array agree."""

    form: Form
    scheme: Scheme
    """With the weights that count and, where the interview counts, its questions behind the form's items."""
    stage: Stage
    finished: tuple[Person, ...]
    answers: tuple[dict[str, Any], ...]
    marks: PoolMarks
    guide: Guide | None
    """None = the campaign holds no interview."""
    interviews: Mapping[str, Sheets]
    """Candidate -> the sheets of their interview, once all are in; at both stages."""
    adjusted: FacetFit | Refusal | None
    """Severities where adjusted ratings count, or why raw ones do; None = raw ones count, or none is in."""
    weighting: int
    """Number of the weights that count; 0 = those of the form."""
    person_flags: tuple[frozenset[str], ...]
    pool: Pool
    """Points, with what is pending, who marked and who rated what."""
    scale: ScaleScores
    """Unrounded, with the weights that make up each composite."""
    error: ItemError
    """How much chance is in one answer to each item."""
    scores: Scores
    """Rounded to 9 decimals, as every report shows them."""
    competency_sem: Array
    family_sem: Array
    fingerprint: str
    """Says whether anything a score rests on has changed."""

    @property
    def points(self) -> Array:
        """Points, (n, J + Q): items, then questions; NaN = skipped, not reached, undefined or pending."""
        return self.pool.points


class Weights(NamedTuple):
    """A complete set of weights: of competencies, families and methods."""

    competencies: Mapping[str, float]
    """Code -> weight inside its family, any positive scale."""
    families: Mapping[str, float]
    """Summing to 1; interpersonal at least .70, unless they were set before that floor."""
    methods: Mapping[str, float]
    """Weight inside each competency that the method measures, any positive scale."""

    def body(self) -> Body:
        """Return them as they are stored."""
        return self._asdict()


def scored_pool(
    form: Form,
    scheme: Scheme,
    responses: Responses,
    completed: CompletedInterviews | None,
    *,
    stage: Stage,
    weighting: int,
    fingerprint: str,
) -> ScoredPool:
    """Score a pool with the functions that ``cli.py score`` uses.

    Parameters
    ----------
    form : Form
    scheme : Scheme
        Of the form alone, with the weights that count.
    responses : Responses
    completed : CompletedInterviews, optional
        None = the campaign holds no interview.
    stage : Stage
    weighting : int
    fingerprint : str
    """
    pool, flags = pool_of(responses.each, scheme), [points.flags for points in responses.each]
    if completed is not None and stage == "all":
        candidates = [person.candidate_id for person in responses.finished]
        pool, scheme, spoken = add_interviews(pool, scheme, completed, candidates)
        flags = [own | more for own, more in zip(flags, spoken, strict=True)]
    scale = scale_scores(pool.points, scheme, pool.pending)
    error = item_error(pool, scheme)
    variances, shared = answer_variances(error, pool, scheme), shared_error(pool, error)
    return ScoredPool(
        form=form,
        scheme=scheme,
        stage=stage,
        finished=responses.finished,
        answers=responses.answers,
        marks=responses.marks,
        guide=completed and completed.guide,
        interviews=completed.sheets if completed else {},
        adjusted=completed and completed.adjusted,
        weighting=weighting,
        person_flags=tuple(flags),
        pool=pool,
        scale=scale,
        error=error,
        scores=score_pool_with(pool, scheme, error),
        competency_sem=competency_sem(pool.points, scale, scheme, variances, shared),
        family_sem=family_sem(pool.points, scale, scheme, variances, shared),
        fingerprint=fingerprint,
    )


def interviewed(connection: Connection, campaign_id: str, form: Form) -> CompletedInterviews | None:
    """Return a campaign's complete interviews; None when its form holds no interview."""
    if form.get("interview") is None:
        return None
    return counted_interviews(form, complete_interviews(connection, campaign_id))


def counted_interviews(form: Form, sheets: Mapping[str, Sheets]) -> CompletedInterviews | None:
    """Return interviews as they count, whatever sheets are given; None when the form holds no interview."""
    if form.get("interview") is None:
        return None
    counts: Counts = form["interview"].get("counts", "raw")
    adjusted = severities(sheets) if counts == "adjusted" and sheets else None
    return CompletedInterviews(read_guide(form["interview"]["questions"]), sheets, adjusted)


def add_interviews(
    pool: Pool, scheme: Scheme, completed: CompletedInterviews, candidates: Sequence[str]
) -> PoolWithInterviews:
    """Add interviews to a pool of the form's points.

    Parameters
    ----------
    pool : Pool
        Of n candidates.
    scheme : Scheme
        Of the form alone.
    completed : CompletedInterviews
    candidates : sequence of n ids
        In the order of the pool's rows.
    """
    interviews = [completed.of(candidate) for candidate in candidates]
    refused = frozenset({Flag.SEVERITY_NOT_ADJUSTED} if isinstance(completed.adjusted, Refusal) else ())
    flags = tuple(
        interview_points(completed.guide, interview).flags | (refused if interview.sheets else frozenset())
        for interview in interviews
    )
    whole = with_questions(scheme, completed.guide)
    return PoolWithInterviews(with_interviews(pool, whole, completed.guide, interviews), whole, flags)


def severities(sheets: Mapping[str, Sheets]) -> FacetFit | Refusal:
    """Estimate how severe each interviewer is, or say why that cannot be told."""
    # Imported here: the model's package takes a second to load, and few campaigns need it.
    from scoring.interview.facets import severity_adjusted

    return severity_adjusted(
        [
            FacetRating(candidate_id, account_id, question, rating)
            for candidate_id, panel in sheets.items()
            for account_id, sheet in panel.items()
            for question, rating in sheet.items()
            if rating is not None
        ]
    )


def marked_items(scheme: Scheme) -> frozenset[str]:
    """Return the ids of the items whose answers people mark."""
    return frozenset(item.id for item in scheme.items if FORMATS[item.format].is_marked)


def with_marks(answers: Mapping[str, Any], marks: PersonMarks, marked: frozenset[str]) -> dict[str, Any]:
    """Return one person's answers with the replies among them marked; one without marks awaits them.

    Parameters
    ----------
    answers : mapping of item id to answer
        Checked; None = skipped.
    marks : mapping of item id to marks
    marked : set of item ids
        As marked_items returns them.
    """
    with_replies = dict(answers)
    for item in marked & with_replies.keys():
        if with_replies[item] is not None:
            with_replies[item] = MarkedReply(with_replies[item], marks.get(item, ()))
    return with_replies


def weights_of(scheme: Scheme) -> Weights:
    """Return the weights of a scheme."""
    methods = {str(name): weight for name, weight in scheme.methods.items()}
    return Weights(dict(scheme.weights), dict(scheme.family_weights), methods)


def weighed(scheme: Scheme, weights: Weights) -> Scheme:
    """Return a scheme with weights that were set before, which no floor of today forbids.

    Raises
    ------
    BadForm
        When a weight is out of range, or something measured weighs nothing.
    """
    changed = other_weights(
        scheme,
        weights=weights.competencies,
        interpersonal=weights.families["interpersonal"],
        methods=weights.methods,
        lowest=0.0,
    )
    # Their sum is 1 to nine decimals; what was written down is kept to the bit.
    return replace(changed, family_weights=dict(weights.families))


def stored_weights(body: Body) -> Weights:
    """Read weights back."""
    return Weights(body["competencies"], body["families"], body["methods"])
