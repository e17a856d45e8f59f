"""What one person's score is made of, in plain values: scene, answer, key, clause, points, weight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from workflows.compared import Compared, Comparison
from workflows.evidence_work import Bilingual, StemPart, WorkEvidence

KEYED = 4
"""Key from which an option belongs to a multi_select answer (architecture §4)."""
Given = Literal["answered", "skipped", "not_reached"]
Role = Literal["best", "worst", "ticked", "chosen"]


class Clause(NamedTuple):
    """A rule of the charter, as the candidate read it on the card."""

    field: str
    value: str
    printed: Bilingual | None


class OptionEvidence(NamedTuple):
    """One proposed reaction: what the person made of it, and what the key says."""

    id: str
    text: Bilingual
    key: float
    """Effectiveness under this charter, 1 harmful to 5 best."""
    base_key: float
    """Before the charter."""
    rationale: Bilingual | None
    roles: tuple[Role, ...]
    rating: int | None
    """What the person rated it, 1 to 5 (rate_each)."""
    rank: int | None
    """Place the person gave it, 1 = most effective; ties share one (rank)."""
    key_rank: int
    """Place the key gives it; ties share one."""

    @property
    def is_overlaid(self) -> bool:
        """Tell whether the charter changed what this reaction is worth."""
        return self.key != self.base_key

    @property
    def is_keyed(self) -> bool:
        """Tell whether it belongs to the answer where several are to be ticked."""
        return self.key >= KEYED


@dataclass(frozen=True, slots=True)
class ItemEvidence:
    """One scene as this person met it."""

    id: str
    format: str
    family: str
    title: Bilingual
    stem: tuple[StemPart, ...]
    options: tuple[OptionEvidence, ...]
    """Proposed reactions; none in a work sample."""
    work: WorkEvidence | None
    """What was done in a work sample; None without an answer, and for a closed item."""
    loadings: Mapping[str, float]
    given: Given
    points: float | None
    """1 = the key's own answer, 0 = chance; None = no points."""
    share: float | None
    """a_ij: how much one point more here adds to the composite; the shares of one person sum to 1."""
    overlaid_by: tuple[Clause, ...]
    """Rules that changed the key of at least one reaction."""
    told: tuple[Clause, ...]
    """Rules the scene relies on."""

    @property
    def contribution(self) -> float | None:
        """What this scene brought to the composite: share times points."""
        return None if self.points is None or self.share is None else self.share * self.points


class NoteShown(NamedTuple):
    """What somebody wrote about the person."""

    author: str
    text: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything behind one person's place."""

    comparison: Comparison
    candidate: Compared
    items: tuple[ItemEvidence, ...]
    notes: tuple[NoteShown, ...]
    scoring_version: str
    key_status: Bilingual | None
    """How far the keys have been checked: rational, or set by a panel."""
