"""What one person did in a work sample, in plain values: a conversation, an inbox, a written reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from workflows.conversation import Ending

Bilingual = Mapping[str, str]
"""Language -> text, in the typography of its language."""


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
    """How somebody worked through an inbox."""

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
    """What somebody wrote, and how it was marked."""

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
