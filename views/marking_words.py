"""What is read when a deed at the marking desk, or about its markers, was refused."""

from __future__ import annotations

from errors import MarkingError
from texts import t


def problem_said(problem: MarkingError) -> str:
    """Return why it was refused, and whether what was given is kept."""
    why = t(f"marking.problems.{problem.code}")
    return f"{why} {t('marking.problems.kept')}" if problem.details.get("kept") else why
