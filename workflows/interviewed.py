"""The interviews of a campaign that are complete, as scoring takes them: raw, or without severity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from sqlalchemy import Connection

from data.forms import Form
from data.sheets import complete_interviews
from scoring.facets_design import FacetRating, Refusal
from scoring.flags import Flag
from scoring.interview import NOT_HELD, Guide, Interview, Sheet, interview_points, read_guide
from scoring.interview_pool import with_interviews, with_questions
from scoring.pool import Pool
from scoring.scheme import Scheme

if TYPE_CHECKING:
    from scoring.facets import FacetFit

Counts = Literal["raw", "adjusted"]
"""Which ratings count; settled before the first interview."""
COUNTS: tuple[Counts, ...] = get_args(Counts)

Sheets = Mapping[str, Sheet]
"""Account -> what they rated."""


@dataclass(frozen=True)
class Held:
    """What is in of a campaign's interviews."""

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
        found: dict[str, dict[tuple[str, str], float]] = {}
        for (candidate_id, account_id, question), shift in self.adjusted.shifts.items():
            found.setdefault(candidate_id, {})[account_id, question] = shift
        return found


class Spoken(NamedTuple):
    """A pool with its interviews."""

    pool: Pool
    scheme: Scheme
    """With the questions behind the form's items."""
    flags: tuple[frozenset[str], ...]
    """By candidate: what interviews give rise to."""


def with_held(pool: Pool, scheme: Scheme, held: Held, candidates: Sequence[str]) -> Spoken:
    """Add interviews to a pool of the form's points.

    Parameters
    ----------
    pool : Pool
        Of n candidates.
    scheme : Scheme
        Of the form alone.
    held : Held
    candidates : sequence of n ids
        In the order of the pool's rows.
    """
    interviews = [held.of(one) for one in candidates]
    refused = frozenset({Flag.SEVERITY_NOT_ADJUSTED} if isinstance(held.adjusted, Refusal) else ())
    flags = tuple(
        interview_points(held.guide, one).flags | (refused if one.sheets else frozenset())
        for one in interviews
    )
    whole = with_questions(scheme, held.guide)
    return Spoken(with_interviews(pool, whole, held.guide, interviews), whole, flags)


def interviewed(connection: Connection, campaign_id: str, form: Form) -> Held | None:
    """Return a campaign's complete interviews; None when its form holds no interview."""
    if form.get("interview") is None:
        return None
    return held_of(form, complete_interviews(connection, campaign_id))


def held_of(form: Form, sheets: Mapping[str, Sheets]) -> Held | None:
    """Return interviews as they count, whatever sheets are given; None when the form holds no interview."""
    if form.get("interview") is None:
        return None
    counts: Counts = form["interview"].get("counts", "raw")
    adjusted = severities(sheets) if counts == "adjusted" and sheets else None
    return Held(read_guide(form["interview"]["questions"]), sheets, adjusted)


def severities(sheets: Mapping[str, Sheets]) -> FacetFit | Refusal:
    """Estimate how severe each interviewer is, or say why that cannot be told."""
    # Imported here: the model's package takes a second to load, and few campaigns need it.
    from scoring.facets import severity_adjusted

    return severity_adjusted(
        [
            FacetRating(candidate_id, account_id, question, rating)
            for candidate_id, panel in sheets.items()
            for account_id, sheet in panel.items()
            for question, rating in sheet.items()
            if rating is not None
        ]
    )
