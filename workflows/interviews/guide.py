"""The guide of a campaign's structured interview: as frozen in its form, as the bank offers it, in drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

from assessments.charter.charter import charter_from
from assessments.content.load import load_bank
from assessments.form.form import charter_context
from assessments.interview.interview import MAX_QUESTIONS, GuideChoice, OwnQuestion, QuestionKind
from assessments.interview.interview_freeze import frozen_own, frozen_question
from assessments.items.model import Text
from assessments.lint.lint_interview import Defect, lint_question, sentences
from domain import FAMILIES, Counts
from workflows.campaigns.campaign_settings import Problem, chosen_guide, offered_languages

Texts = Mapping[str, str]
"""Language -> text; a company's own question may have only the campaign's languages."""


@dataclass(frozen=True)
class GuideQuestion:
    """One question, with all that interviewers need to ask and to rate it."""

    id: str
    """``Q1`` to ``Q8`` of the bank, ``C1`` and on the company's own."""
    kind: QuestionKind
    loadings: Mapping[str, float]
    """Competency, one or two -> share of the question; they sum to one."""
    question: Texts
    twin: Texts | None
    """The same in a made-up situation, for somebody without an example; None where there is none."""
    probes: tuple[Texts, ...]
    anchors: Mapping[str, Texts]
    """``"1"``, ``"3"``, ``"5"`` -> what such an answer is like."""
    job_link: Texts


@dataclass(frozen=True)
class FrozenGuide:
    """The questions that everybody in a campaign is asked, in the order asked."""

    sha256: str
    """Digest of the canonical JSON of the guide without this member."""
    counts: Counts
    """Whether ratings count as given or corrected for severity."""
    questions: tuple[GuideQuestion, ...]


def guide_of(form: Mapping[str, Any]) -> FrozenGuide | None:
    """Return the guide of a frozen form; None when its campaign holds no interview."""
    guide = form.get("interview")
    if guide is None:
        return None
    questions = tuple(guide_question(question) for question in guide["questions"])
    return FrozenGuide(guide["sha256"], cast("Counts", guide["counts"]), questions)


def guide_question(question: Mapping[str, Any]) -> GuideQuestion:
    """Return one question as a form keeps it."""
    return GuideQuestion(
        id=question["id"],
        kind=question["kind"],
        loadings=MappingProxyType(dict(question["loadings"])),
        question=question["question"],
        twin=question["twin"],
        probes=tuple(question["probes"]),
        anchors=MappingProxyType(dict(question["anchors"])),
        job_link=question["job_link"],
    )


def standard_questions(charter: Mapping[str, Any]) -> tuple[GuideQuestion, ...]:
    """Return every question of the bank in the words of a charter's line of business.

    Raises
    ------
    ContentError
        When the charter is not complete yet.
    """
    bank = load_bank()
    context = charter_context(bank, charter_from(charter))
    return tuple(guide_question(frozen_question(question, context)) for question in bank.interview.values())


def own_defects(draft: Mapping[str, Any]) -> Mapping[str, tuple[Defect, ...]]:
    """Return what is to be mended in each question of the company's own, by its id, in the draft's order."""
    choice, languages = chosen_guide(draft), offered_languages(draft)
    return {
        question.id: lint_question(frozen_own(question, languages), languages)
        for question in (choice.questions if choice else ())
        if isinstance(question, OwnQuestion)
    }


def guide_problems(draft: Mapping[str, Any]) -> tuple[Problem, ...]:
    """List what keeps a draft's interview from being published; empty when nothing does, or none is held."""
    choice = chosen_guide(draft)
    if choice is None:
        return ()
    codes = [code for code, is_wrong in _whole(choice) if is_wrong]
    whole = [Problem(code, "interview", "questions") for code in codes]
    return (
        *whole,
        *(
            _problem(of, sentence)
            for of, defect in own_defects(draft).items()
            for level, sentence in sentences(defect, offered_languages(draft))
            if level == "E"
        ),
    )


def interpersonal_share(choice: GuideChoice) -> float:
    """Return how much of a guide's loadings speaks for judgment of people, 0 to 1; 0 without questions."""
    loadings = [
        (code, loading) for question in choice.questions for code, loading in question.loadings.items()
    ]
    total = sum(loading for _, loading in loadings)
    people = sum(loading for code, loading in loadings if code in FAMILIES["interpersonal"])
    return people / total if total else 0.0


def _whole(choice: GuideChoice) -> Iterator[tuple[str, bool]]:
    n = len(choice.questions)
    yield "interview_empty", n == 0
    yield "interview_too_many", n > MAX_QUESTIONS
    # More than half: an interview that is mostly about tools would weaken what counts first.
    yield "interview_not_interpersonal", n > 0 and interpersonal_share(choice) <= 0.5 + 1e-9


def _problem(question_id: str, sentence: Text) -> Problem:
    number = question_id.removeprefix("C")
    text = {
        "en": f"Own question {number}: {sentence.en}",
        "fr": f"Question maison {number} : {sentence.fr}",
    }
    return Problem("interview_question", "interview", question_id, text=text)
