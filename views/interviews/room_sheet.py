"""An interview's guide and one interviewer's sheet, laid out for the room."""

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


def room_data(actor: Actor, here: Room, *, error: str | None = None) -> RoomData:
    """Return everything the room shows."""
    spoken = _spoken(here.languages)
    body = as_body(here.sheet)
    return RoomData(
        interview=here.interview_id,
        owner=actor.account_id,
        lang=texts.language(),
        languages={code: t(f"staff.languages.{code}") for code in spoken},
        questions=tuple(_question(question, here.focus, spoken) for question in here.guide.questions),
        sheet=Sheet(here.sheet.revision, body["answers"], body["recommendation"], body["reason"]),
        labels=_labels(),
        least_evidence=MIN_EVIDENCE,
        longest_evidence=MAX_EVIDENCE,
        longest_reason=MAX_EVIDENCE,
        is_submitted=here.is_submitted,
        error=error,
    )


def _question(one: GuideQuestion, focus: tuple[str, ...], spoken: tuple[str, ...]) -> RoomQuestion:
    return RoomQuestion(
        id=one.id,
        competency=competencies(one.loadings),
        short=competencies(one.loadings, is_short=True),
        kind=t(f"room.kinds.{one.kind}"),
        is_focus=bool(set(one.loadings) & set(focus)),
        words={code: _words(one, code) for code in spoken},
    )


def _words(one: GuideQuestion, code: str) -> QuestionWords:
    return QuestionWords(
        question=_said(one.question, code),
        twin=_said(one.twin, code) if one.twin else "",
        probes=tuple(_said(probe, code) for probe in one.probes),
        anchors={level: _said(anchor, code) for level, anchor in one.anchors.items()},
        job_link=_said(one.job_link, code),
    )


def _said(text: Mapping[str, str], code: str) -> str:
    """A company's own question may exist in one language only."""
    return text.get(code) or next(iter(text.values()))


def _spoken(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the campaign's languages, the reader's own first."""
    return tuple(sorted(languages, key=lambda code: code != texts.language()))


def _labels() -> dict[str, str]:
    least = texts.number(MIN_EVIDENCE)
    labels = {name: t(f"room.labels.{name}") for name in (*LABELS, *RECOMMENDATIONS)}
    return labels | {"evidence_need": t("room.labels.evidence_need", least=least)}
