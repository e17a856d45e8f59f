"""Data of the interview room: the guide and one interviewer's sheet, as the component draws them."""

from __future__ import annotations

from collections.abc import Mapping

import texts
from errors import InterviewError
from texts import t
from views.components.room import LABELS, RECOMMENDATIONS, QuestionWords, RoomData, RoomQuestion, Sheet
from views.interviews.words import competencies
from workflows.common.access import Actor
from workflows.interviews.guide import GuideQuestion
from workflows.interviews.room import Room
from workflows.interviews.sheets import MAX_EVIDENCE, MIN_EVIDENCE, as_body

GROUPS = ("interviews.problems", "room.problems")


def problem_said(problem: InterviewError) -> str:
    """Return why it was refused, and whether what was given is kept."""
    known = texts.texts(texts.language())
    keys = [f"{group}.{problem.code}" for group in GROUPS]
    why = t(next((key for key in keys if key in known), "interviews.problems.other"))
    return f"{why} {t('room.problems.kept')}" if problem.details.get("kept") else why


def room_data(actor: Actor, room: Room, *, error: str | None = None) -> RoomData:
    """Return everything the room shows."""
    languages = _own_first(room.languages)
    body = as_body(room.sheet)
    return RoomData(
        interview=room.interview_id,
        owner=actor.account_id,
        lang=texts.language(),
        languages={code: t(f"staff.languages.{code}") for code in languages},
        questions=tuple(_question(question, room.focus, languages) for question in room.guide.questions),
        sheet=Sheet(room.sheet.revision, body["answers"], body["recommendation"], body["reason"]),
        labels=_labels(),
        least_evidence=MIN_EVIDENCE,
        longest_evidence=MAX_EVIDENCE,
        longest_reason=MAX_EVIDENCE,
        is_submitted=room.is_submitted,
        error=error,
    )


def _question(question: GuideQuestion, focus: tuple[str, ...], languages: tuple[str, ...]) -> RoomQuestion:
    return RoomQuestion(
        id=question.id,
        competency=competencies(question.loadings),
        short=competencies(question.loadings, is_short=True),
        kind=t(f"room.kinds.{question.kind}"),
        is_focus=bool(set(question.loadings) & set(focus)),
        words={code: _words(question, code) for code in languages},
    )


def _words(question: GuideQuestion, code: str) -> QuestionWords:
    return QuestionWords(
        question=_in_language(question.question, code),
        twin=_in_language(question.twin, code) if question.twin else "",
        probes=tuple(_in_language(probe, code) for probe in question.probes),
        anchors={level: _in_language(anchor, code) for level, anchor in question.anchors.items()},
        job_link=_in_language(question.job_link, code),
    )


def _in_language(text: Mapping[str, str], code: str) -> str:
    """Return a text in a language, or in the only one it has: a company's own question may have just one."""
    return text.get(code) or next(iter(text.values()))


def _own_first(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the campaign's languages, the reader's own first."""
    return tuple(sorted(languages, key=lambda code: code != texts.language()))


def _labels() -> dict[str, str]:
    least = texts.number(MIN_EVIDENCE)
    labels = {name: t(f"room.labels.{name}") for name in (*LABELS, *RECOMMENDATIONS)}
    return labels | {"evidence_need": t("room.labels.evidence_need", least=least)}
