"""The structured interview of a draft, as a recruiter prepares it: each change is stored at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from assessments.content.load import load_bank
from assessments.interview.interview import (
    MAX_COMPETENCIES,
    MAX_QUESTIONS,
    GuideChoice,
    OwnQuestion,
    PickedQuestion,
    whole_guide,
)
from domain import Counts
from errors import CampaignError
from workflows.campaigns.campaign_settings import INTERVIEW_ASIDE, chosen_guide
from workflows.campaigns.drafts import change_settings
from workflows.common.access import Actor

MAX_OWN = 99


def set_interview(actor: Actor, campaign_id: str, is_held: bool) -> None:
    """Hold a structured interview or none; what it asked is put aside, and taken up again."""

    def change(settings: Mapping[str, Any]) -> Mapping[str, Any]:
        if is_held == (settings.get("interview") is not None):
            return {}
        if not is_held:
            return {"interview": None, INTERVIEW_ASIDE: settings["interview"]}
        aside = chosen_guide({"interview": settings.get(INTERVIEW_ASIDE)})
        return {"interview": _plain(aside or whole_guide(load_bank().interview)), INTERVIEW_ASIDE: None}

    change_settings(actor, campaign_id, change)


def choose_questions(actor: Actor, campaign_id: str, question_ids: Sequence[str]) -> None:
    """Ask exactly these questions, in this order; an own question that is not named is removed.

    Raises
    ------
    CampaignError
        When a question exists neither in the bank nor in the draft, or is named twice.
    """

    def change(choice: GuideChoice) -> GuideChoice:
        known = {question.id: question for question in whole_guide(load_bank().interview).questions}
        known |= {question.id: question for question in choice.questions}
        if unknown := [question_id for question_id in question_ids if question_id not in known]:
            raise CampaignError(f"No question {', '.join(unknown)}.", questions=tuple(unknown))
        if len(set(question_ids)) < len(question_ids):
            raise CampaignError("A question is asked once.", questions=tuple(question_ids))
        return choice.model_copy(
            update={"questions": tuple(known[question_id] for question_id in question_ids)}
        )

    _change(actor, campaign_id, change)


def ask_question(actor: Actor, campaign_id: str, question_id: str) -> None:
    """Ask one question more, after those asked now; asked already, it stays where it is."""

    def change(choice: GuideChoice) -> GuideChoice:
        if any(question.id == question_id for question in choice.questions):
            return choice
        known = {question.id: question for question in whole_guide(load_bank().interview).questions}
        if question_id not in known:
            raise CampaignError(f"No question {question_id}.", questions=(question_id,))
        if len(choice.questions) >= MAX_QUESTIONS:
            raise CampaignError(f"An interview asks at most {MAX_QUESTIONS} questions.", limit=MAX_QUESTIONS)
        return choice.model_copy(update={"questions": (*choice.questions, known[question_id])})

    _change(actor, campaign_id, change)


def leave_out_question(actor: Actor, campaign_id: str, question_id: str) -> None:
    """Ask one question less; one of the company's own is removed. Left out already, nothing changes."""

    def change(choice: GuideChoice) -> GuideChoice:
        rest = tuple(question for question in choice.questions if question.id != question_id)
        return choice.model_copy(update={"questions": rest})

    _change(actor, campaign_id, change)


def move_question(actor: Actor, campaign_id: str, question_id: str, places: int) -> None:
    """Ask a question so many places later (negative: earlier), at most first or last."""

    def change(choice: GuideChoice) -> GuideChoice:
        order = [question for question in choice.questions if question.id != question_id]
        moved = _question(choice, question_id)
        at = max(0, min(len(order), choice.questions.index(moved) + places))
        return choice.model_copy(update={"questions": (*order[:at], moved, *order[at:])})

    _change(actor, campaign_id, change)


def link_question(actor: Actor, campaign_id: str, question_id: str, competencies: Sequence[str]) -> None:
    """Let a question speak for one competency, or for two in equal parts."""
    n = len(competencies)
    if not 1 <= n <= MAX_COMPETENCIES:
        raise CampaignError("A question speaks for one or two competencies.", question=question_id)
    loadings = dict.fromkeys(competencies, 1 / n)
    _replace(
        actor,
        campaign_id,
        question_id,
        lambda question: {**question.model_dump(mode="json"), "loadings": loadings},
    )


def add_own_question(actor: Actor, campaign_id: str, competency: str = "EMP") -> str:
    """Append an empty question of the company's own and return its id."""
    added: list[str] = []

    def change(choice: GuideChoice) -> GuideChoice:
        if len(choice.questions) >= MAX_QUESTIONS:
            raise CampaignError(f"An interview asks at most {MAX_QUESTIONS} questions.", limit=MAX_QUESTIONS)
        taken = {question.id for question in choice.questions}
        added.append(next(f"C{number}" for number in range(1, MAX_OWN) if f"C{number}" not in taken))
        own = OwnQuestion(id=added[0], loadings={competency: 1})  # type: ignore[dict-item]
        return choice.model_copy(update={"questions": (*choice.questions, own)})

    _change(actor, campaign_id, change)
    return added[0]


def change_own_question(
    actor: Actor,
    campaign_id: str,
    question_id: str,
    change: Callable[[Mapping[str, Any]], Mapping[str, Any]],
) -> None:
    """Keep some parts of a question of the company's own, complete or not.

    Parameters
    ----------
    change : callable
        From the parts kept now (``kind``, ``question``, ``twin``, ``probes``, ``anchors``, ``job_link``;
        texts by language) to those that are to be kept instead.

    Raises
    ------
    CampaignError
        When there is no such question of the company's own, or a part is not as it must be.
    """
    if not question_id.startswith("C"):
        raise CampaignError("The wording of this question is the bank's.", question=question_id)

    def changed(question: PickedQuestion | OwnQuestion) -> Mapping[str, Any]:
        parts = question.model_dump(mode="json")
        return {**parts, **change(parts)}

    _replace(actor, campaign_id, question_id, changed)


def set_counts(actor: Actor, campaign_id: str, counts: Counts) -> None:
    """Choose whether ratings count as given or corrected for each interviewer's severity."""
    _change(actor, campaign_id, lambda choice: GuideChoice(questions=choice.questions, counts=counts))


def _replace(
    actor: Actor,
    campaign_id: str,
    question_id: str,
    change: Callable[[PickedQuestion | OwnQuestion], Mapping[str, Any]],
) -> None:
    """Put another version of one question in its place."""

    def changed(choice: GuideChoice) -> GuideChoice:
        before = _question(choice, question_id)
        try:
            after = type(before).model_validate({**change(before), "id": question_id})
        except ValidationError as mistake:
            first = mistake.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise CampaignError(f"Question {question_id}, {where}: {first['msg']}.", field=where) from None
        questions = tuple(after if question.id == question_id else question for question in choice.questions)
        return choice.model_copy(update={"questions": questions})

    _change(actor, campaign_id, changed)


def _change(actor: Actor, campaign_id: str, change: Callable[[GuideChoice], GuideChoice]) -> None:
    def changed(settings: Mapping[str, Any]) -> Mapping[str, Any]:
        choice = chosen_guide(settings)
        if choice is None:
            raise CampaignError("This campaign holds no interview; switch it on first.")
        return {"interview": _plain(change(choice))}

    change_settings(actor, campaign_id, changed)


def _question(choice: GuideChoice, question_id: str) -> PickedQuestion | OwnQuestion:
    question = next((question for question in choice.questions if question.id == question_id), None)
    if question is None:
        raise CampaignError(f"No question {question_id} in this interview.", question=question_id)
    return question


def _plain(choice: GuideChoice) -> dict[str, Any]:
    return choice.model_dump(mode="json")
