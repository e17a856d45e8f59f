"""What is read when something about an interview was refused: planning, a sheet, or an agreement."""

from __future__ import annotations

import texts
from errors import InterviewError
from texts import t

GROUPS = ("interviews.problems", "room.problems")


def problem_said(problem: InterviewError) -> str:
    """Return why it was refused, and whether what was given is kept."""
    known = texts.texts(texts.language())
    keys = [f"{group}.{problem.code}" for group in GROUPS]
    why = t(next((key for key in keys if key in known), "interviews.problems.other"))
    return f"{why} {t('room.problems.kept')}" if problem.details.get("kept") else why
