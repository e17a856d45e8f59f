"""The data of the lint: questions, prose and samples as they are read, and findings about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assessments.interview.interview import InterviewQuestion
from assessments.items.items import AnyItem
from assessments.items.keys import KEYED
from assessments.items.model import Strict
from domain import Language

Level = Literal["E", "W"]
Texts = Mapping[Language, str]


class Finding(Strict):
    """One thing to look at: an error (E) blocks publication, a warning (W) asks for a second look."""

    rule: str
    level: Level
    item: str | None = None
    field: str | None = None
    language: Language | None = None
    lexicon: str | None = None
    message: str


@dataclass(frozen=True)
class Question:
    """Options to choose among, as candidates of one lexicon read them.

    A closed item is one question, a conversation one per node; the key is the one under the lexicon's example
    charter.
    """

    item: AnyItem
    lexicon: str
    node: str | None
    """Of a conversation; None in a closed item."""
    key: Mapping[str, float]
    is_asked: bool
    """False when the item is refused under the example charter; its text is still linted."""
    stem: Texts
    options: Mapping[str, Texts]

    @property
    def stem_field(self) -> str:
        """Return where the stem stands in the file."""
        return f"nodes.{self.node}.posts" if self.node else "stem"

    @property
    def options_field(self) -> str:
        """Return where the options stand in the file."""
        return f"nodes.{self.node}.choices" if self.node else "options"

    def best(self) -> tuple[str, ...]:
        """Return the options that make the best answer."""
        top = max(self.key.values())
        floor = min(KEYED, top) if self.item.format == "multi_select" else top
        return tuple(option for option, value in self.key.items() if value >= floor)

    def worst(self) -> tuple[str, ...]:
        """Return the options with the lowest key."""
        bottom = min(self.key.values())
        return tuple(option for option, value in self.key.items() if value == bottom)

    def lengths(self, language: Language) -> dict[str, int]:
        """Return the length of each option in characters."""
        return {option: len(text[language]) for option, text in self.options.items()}


@dataclass(frozen=True)
class Prose:
    """One text in both languages, as candidates or deciders of one lexicon read it."""

    item: AnyItem | InterviewQuestion
    lexicon: str
    field: str
    text: Texts
    own: Texts | None
    """The part in the house's own words; None where somebody else is quoted."""
    kind: Literal["stem", "message", "option", "note"] = "note"
    """Stem, message and option are what one answers by; a note (title, outcome, reason) stands beside."""


@dataclass(frozen=True)
class Sample:
    """One marked sample of an open reply, in its one language."""

    item: AnyItem
    lexicon: str
    id: str
    language: Language
    text: str
    total: float
    """Weighted mean of its marks, 0 to 4."""


@dataclass(frozen=True)
class Rendering:
    """A bank as it is read under the example charters."""

    questions: tuple[Question, ...]
    prose: tuple[Prose, ...]
    samples: tuple[Sample, ...]
    findings: tuple[Finding, ...]
    """What could not be resolved."""


def finding(
    rule: str,
    level: Level,
    message: str,
    *,
    at: Question | Prose | None = None,
    item: AnyItem | InterviewQuestion | None = None,
    field: str | None = None,
    language: Language | None = None,
    lexicon: str | None = None,
) -> Finding:
    """Return a finding about a place (``at``), an item, or the bank."""
    item = at.item if at else item
    return Finding(
        rule=rule,
        level=level,
        item=item.id if item else None,
        field=at.field if isinstance(at, Prose) and field is None else field,
        language=language,
        lexicon=at.lexicon if at else lexicon,
        message=message,
    )
