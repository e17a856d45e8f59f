"""The structured interview: questions with their probes and anchors, and what a campaign takes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from assessments.content.mistakes import FieldMistakes
from assessments.items.model import Strict, Text
from domain import Competency, Counts, Family, Language

QuestionKind = Literal["behavioural", "situational", "work_sample"]
"""What somebody did; what they would do; what they do there and then."""
QUESTION_KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)
Level = Literal["1", "3", "5"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""The ratings that have a written anchor; 2 and 4 lie between."""
"""Which ratings enter the scores: as given, or corrected for how severe each interviewer is."""
COUNTS: tuple[Counts, ...] = get_args(Counts)

MAX_QUESTIONS = 12
MAX_COMPETENCIES = 2
MAX_PROBES = 4
MINUTES_PER_QUESTION = 6
"""Asking, probing and taking notes: eight questions take 45 to 50 minutes."""


def _sum_to_one(loadings: dict[Competency, float]) -> dict[Competency, float]:
    total = sum(loadings.values())
    if abs(total - 1) > 1e-9:
        raise ValueError(f"loadings sum to {total:g}, expected 1")
    return loadings


Loadings = Annotated[
    dict[Competency, Annotated[float, Field(ge=0.10, le=1)]],
    Field(min_length=1, max_length=MAX_COMPETENCIES),
    AfterValidator(_sum_to_one),
]
"""Competency, one or two -> how much of the question speaks for it; they sum to one."""


class QuestionWording(Strict):
    """The texts asked aloud, and the anchors that answers are compared with."""

    question: Text
    twin: Text | None = None
    """The same in a made-up situation, for somebody who has no example of their own."""
    probes: Annotated[tuple[Text, ...], Field(min_length=1, max_length=MAX_PROBES)]
    anchors: dict[Level, Text]
    """Rating -> what such an answer is like."""


class AdaptedQuestion(Strict):
    """The parts that another line of business says in another way; the rest stays."""

    question: Text | None = None
    twin: Text | None = None
    probes: Annotated[tuple[Text, ...], Field(min_length=1, max_length=MAX_PROBES)] | None = None
    anchors: dict[Level, Text] = Field(default_factory=dict)


class InterviewQuestion(Strict):
    """One question of the bank."""

    id: Annotated[str, Field(pattern=r"^Q[1-9]\d?$")]
    """Stable for ever: ratings point to it."""
    version: Annotated[int, Field(ge=1)] = 1
    kind: QuestionKind
    seed_rules: tuple[Annotated[int, Field(ge=1, le=9)], ...] = ()
    """Rules of the source note the question probes, 1 to 9 (docs/content-guide.md)."""
    loadings: Loadings
    job_link: Text
    """The task of the job it stands for: Code du travail L1221-6."""
    wording: QuestionWording
    adapted: dict[str, AdaptedQuestion] = Field(default_factory=dict)
    """Lexicon -> what differs there; every other lexicon uses ``wording``."""

    @property
    def family(self) -> Family:
        """Interviews are about dealing with people: no platform needs to be known."""
        return "interpersonal"

    def wording_for(self, lexicon: str) -> QuestionWording:
        """Return the wording of a line of business."""
        own = self.adapted.get(lexicon)
        if own is None:
            return self.wording
        return QuestionWording(
            question=own.question or self.wording.question,
            twin=own.twin or self.wording.twin,
            probes=own.probes or self.wording.probes,
            anchors={**self.wording.anchors, **own.anchors},
        )

    @model_validator(mode="after")
    def _one_anchor_per_level(self) -> Self:
        if sorted(self.wording.anchors) != list(LEVELS):
            levels = sorted(self.wording.anchors)
            raise FieldMistakes([("wording.anchors", f"has the ratings {levels}, expected 1, 3, 5")])
        return self


Line = Annotated[str, Field(max_length=600)]
OwnText = dict[Language, Line]
"""A text of the company's own, in the languages in which it has been written so far."""


class PickedQuestion(Strict):
    """A question of the bank that a campaign asks, and what it is linked to there."""

    id: Annotated[str, Field(pattern=r"^Q[1-9]\d?$")]
    loadings: Loadings


class OwnQuestion(Strict):
    """A question that a company wrote for one campaign; while it is a draft, texts may be missing."""

    id: Annotated[str, Field(pattern=r"^C[1-9]\d?$")]
    kind: QuestionKind = "behavioural"
    loadings: Loadings
    question: OwnText = Field(default_factory=dict)
    twin: OwnText = Field(default_factory=dict)
    probes: Annotated[tuple[OwnText, ...], Field(max_length=MAX_PROBES)] = ()
    anchors: dict[Level, OwnText] = Field(default_factory=dict)
    job_link: OwnText = Field(default_factory=dict)


class GuideChoice(Strict):
    """A campaign's choice: its questions in the order asked, and which ratings count."""

    questions: tuple[PickedQuestion | OwnQuestion, ...] = ()
    counts: Counts = "raw"

    @model_validator(mode="after")
    def _each_question_once(self) -> Self:
        ids = [question.id for question in self.questions]
        if len(set(ids)) < len(ids):
            raise ValueError("a question is asked twice")
        return self


def whole_guide(bank: Mapping[str, InterviewQuestion]) -> GuideChoice:
    """Return the choice a campaign starts with: every question of the bank, linked as its authors did."""
    return GuideChoice(
        questions=tuple(
            PickedQuestion(id=question.id, loadings=question.loadings) for question in bank.values()
        )
    )
