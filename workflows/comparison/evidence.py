"""The evidence behind a score: scene, answer, key, clause, points; work samples step by step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from domain import Ending
from workflows.comparison.comparison import CandidateResult, Comparison

KEYED = 4
"""Key from which an option belongs to a multi_select answer (architecture §4)."""

Bilingual = Mapping[str, str]
"""Language -> text, in the typography of its language."""
Given = Literal["answered", "skipped", "not_reached"]
Role = Literal["best", "worst", "ticked", "chosen"]


class StemPart(NamedTuple):
    """A piece of a situation; ``by`` None: told by the narrator."""

    by: Bilingual | None
    text: Bilingual


class ChoiceEvidence(NamedTuple):
    """One of the choices of a post."""

    id: str
    text: Bilingual
    outcome: Bilingual
    """What was read after it."""
    key: float
    """Effectiveness under this charter, 1 harmful to 5 best."""
    base_key: float
    """Before the charter."""
    rationale: Bilingual | None
    is_chosen: bool

    @property
    def is_overlaid(self) -> bool:
        """Tell whether the charter changed what this choice is worth."""
        return self.key != self.base_key


class TurnEvidence(NamedTuple):
    """One post as it was met, with what was chosen there."""

    node: str
    posts: tuple[StemPart, ...]
    choices: tuple[ChoiceEvidence, ...]
    points: float | None
    """Of the choice made: 1 = the best one, 0 = the average one; the item's points are their mean."""


@dataclass(frozen=True, slots=True)
class ConversationEvidence:
    """The path somebody took."""

    turns: tuple[TurnEvidence, ...]
    ending: Ending | None
    """Story for the debrief, as mood and flags are: never scored. None: the conversation was not ended."""
    ending_text: Bilingual | None
    mood: int
    """Of the crowd at the end, -5 to 5."""
    flags: tuple[str, ...]
    """Left behind by choices and not cleared: data, deleted, promise..."""


class MessageEvidence(NamedTuple):
    """One message of an inbox: what was done with it, and what was right."""

    id: str
    channel: str
    by: Bilingual | None
    when: Bilingual
    text: Bilingual
    place: int | None
    """When it was handled, 1 = first; None = unanswered, which earns 0."""
    is_late: bool
    """Whether it was not there from the start."""
    action: tuple[str, ...]
    priority: int | None
    contact: Bilingual | None
    holding: bool
    """Whether a holding reply was ticked; never scored."""
    right: tuple[str, ...]
    fair: tuple[str, ...]
    harmful: tuple[str, ...]
    key_priority: int
    key_contact: Bilingual | None
    is_overlaid: bool
    """Whether the charter changed this message's key."""
    rationale: Bilingual | None
    action_points: float
    """-1 to 2."""
    priority_points: float
    """0, .5 or 1."""
    contact_points: float
    """0, or down to -.5 for the wrong contact."""


class Part(NamedTuple):
    """One of the four parts of an inbox's total."""

    earned: float
    most: float


@dataclass(frozen=True, slots=True)
class TriageEvidence:
    """An inbox as a candidate worked through it."""

    messages: tuple[MessageEvidence, ...]
    """Those handled in their order, then the others."""
    action: Part
    priority: Part
    contact: Part
    """Only ever takes away: the most is 0."""
    order: Part
    chance: float
    """What answering at random earns on average: 0 points."""

    @property
    def total(self) -> Part:
        """Return the sum of the four parts."""
        parts = (self.action, self.priority, self.contact, self.order)
        return Part(sum(part.earned for part in parts), sum(part.most for part in parts))


class DimensionEvidence(NamedTuple):
    """One dimension of the rubric and its marks."""

    id: str
    name: Bilingual
    weight: float
    anchors: tuple[Bilingual, ...]
    """What 0, 1, 2, 3 and 4 look like."""
    needs: Bilingual
    """What a 4 takes here."""
    marks: tuple[int, ...]
    """By marker, in the order submitted; who they are is not here."""
    agreed: float | None
    """Mean of two, median of three; None = pending."""


@dataclass(frozen=True, slots=True)
class ReplyEvidence:
    """A written reply and its marks."""

    text: str
    n_words: int
    max_words: int
    dimensions: tuple[DimensionEvidence, ...]
    n_markers: int
    needs_third: bool
    """Two markers are too far apart: a third must decide."""

    @property
    def is_pending(self) -> bool:
        """Tell whether the reply awaits marks."""
        return any(dimension.agreed is None for dimension in self.dimensions)


WorkEvidence = ConversationEvidence | TriageEvidence | ReplyEvidence


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
    relies_on: tuple[Clause, ...]
    """Rules the scene relies on."""

    @property
    def contribution(self) -> float | None:
        """What this scene brought to the composite: share times points."""
        return None if self.points is None or self.share is None else self.share * self.points


class NoteShown(NamedTuple):
    """A note that a member of staff wrote about the candidate."""

    author: str
    text: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything behind one person's place."""

    comparison: Comparison
    candidate: CandidateResult
    items: tuple[ItemEvidence, ...]
    notes: tuple[NoteShown, ...]
    scoring_version: str
    key_status: Bilingual | None
    """How far the keys have been checked: rational, or set by a panel."""
