"""The grammar of content: what an item is made of.

Strict, frozen models; the YAML under ``content/`` is read into them by ``load.py``. A text may hold
tokens in braces, resolved when a form is built (``wording.py``):

=========================  ===============================================================
``{company}``              the company's name
``{ops}``                  a word of the lexicon, bare
``{le ops}`` ``{du ops}``  French: the word with its article, contracted and elided as needed
``{a item}``               English: the word with "a" or "an"
``{charter.FIELD}``        the charter's value in words ("two hours", "300 €")
``{contact.DOMAIN}``       the role the charter names for a domain ("press officer")
``{NAME}``                 a phrase of the item that depends on the charter (``phrases``)
=========================  ===============================================================
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from assessments.content.mistakes import FieldMistakes
from domain import Channel, Competency, Family, Format

MINUTES: dict[Format, float] = {
    "best_worst": 1.5,
    "rate_each": 2.0,
    "rank": 2.0,
    "multi_select": 1.5,
    "mcq": 1.3,
    "conversation": 4,
    "triage": 12,
    "open_reply": 5,
}
"""Working time of one item, in minutes, by format: what a candidate is told to plan for."""

Key = Annotated[float, Field(ge=1, le=5)]
When = dict[str, object]
"""A test on the charter: field path -> value, or -> {"ge"|"le"|"in": ...}; all must hold."""


class Strict(BaseModel):
    """Frozen, and a field nobody declared is an error: a typing slip never passes silently."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Strict):
    """One sentence or more in both languages; neither may be empty."""

    en: Annotated[str, Field(min_length=1)]
    fr: Annotated[str, Field(min_length=1)]


class Passage(Strict):
    """A part of the stem told by the narrator."""

    say: Text


class Message(Strict):
    """A part of the stem that somebody wrote, drawn as a post, a comment or a private message."""

    by: Text
    """Who wrote it, as displayed: a first name and initial, or a role."""
    channel: Channel
    text: Text
    when: Text | None = None
    reactions: Text | None = None
    """What is seen under it, e.g. "40 laughs"; only what the stem relies on."""
    heated: bool = False
    """Drawn with a coloured edge: the tone is angry or hurtful."""


def _part_of_stem(value: object) -> str:
    """Tell a passage from a message before reading it, so that a mistake is reported once, in its place."""
    is_passage = "say" in value if isinstance(value, dict) else isinstance(value, Passage)
    return "passage" if is_passage else "message"


StemPart = Annotated[
    Annotated[Passage, Tag("passage")] | Annotated[Message, Tag("message")], Discriminator(_part_of_stem)
]


class Variant(Strict):
    """One wording of a phrase and the charter under which it holds; without ``when``: otherwise."""

    when: When | None = None
    text: Text


class Overlay(Strict):
    """Under this charter, these options or choices are worth these absolute values instead."""

    when: When
    set: Annotated[dict[str, Key], Field(min_length=1)]


class Exclusion(Strict):
    """Under this charter the item's premise is false, and it cannot be asked."""

    when: When
    reason: Text


Role = Literal["customer", "aggressor", "target", "helper", "colleague", "at_fault", "manager"]
"""What somebody does in a scene: asks or complains; attacks; is attacked or left out; helps unasked; works
beside; does or asks what should not be done; decides."""


class CastMember(Strict):
    """One person of a scene."""

    name: Annotated[str, Field(min_length=2)]
    """First name, as in the texts."""
    role: Role


class Item(Strict):
    """The common part of all items; the formats add their key and their wording."""

    id: Annotated[str, Field(pattern=r"^[A-Z]\d{1,3}$")]
    """Stable for ever: answers point to it. Another meaning means another id."""
    version: Annotated[int, Field(ge=1)] = 1
    family: Family
    difficulty: Annotated[int, Field(ge=1, le=3)]
    """The authors' guess, 1 easy to 3 hard."""
    seed_rules: tuple[Annotated[int, Field(ge=1, le=9)], ...] = ()
    """Rules of the source note the item probes, 1 to 9 (docs/content-guide.md)."""
    job_link: Text
    """The task of the job this item stands for: Code du travail L1221-6."""
    charter_decides: bool
    """Whether reading the charter is enough to find the best option (at most a third of a form)."""
    told: tuple[str, ...] = ()
    """Charter fields the item relies on; each must be printed on the card the candidate sees."""
    loadings: dict[Competency, Annotated[float, Field(ge=0.10, le=1)]]
    exclusions: tuple[Exclusion, ...] = ()
    phrases: dict[str, tuple[Variant, ...]] = {}
    lexicons: tuple[str, ...]
    """Lexicons whose words are enough to fit ``wording``."""
    cast: tuple[CastMember, ...] = ()
    """Everybody who has a first name in some wording, and the part they play; only for lint."""

    @model_validator(mode="after")
    def _loadings_sum_to_one(self) -> Self:
        total = sum(self.loadings.values())
        if abs(total - 1) > 1e-9:
            raise FieldMistakes([("loadings", f"loadings sum to {total:g}, expected 1")])
        return self


class CompetencyModel(Strict):
    """A competency that scores are about, with the behaviours that anchor it."""

    code: Competency
    family: Family
    weight: Annotated[float, Field(gt=0)]
    name: Text
    short: Text
    definition: Text
    low: Text
    """What is seen at 1 on the behavioural scale."""
    middle: Text
    high: Text
