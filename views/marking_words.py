"""What a marker reads when a deed was refused."""

from __future__ import annotations

from errors import EntregentError
from views import texts
from views.staff_frame import sentence
from views.texts import t


def problem_said(problem: EntregentError) -> str:
    """Return why a deed at the desk was refused, and whether what was clicked is kept."""
    key = f"marking.problems.{problem.code}"
    if key not in texts.texts(texts.language()):
        return sentence(problem)
    kept = f" {t('marking.problems.kept')}" if problem.details.get("kept") else ""
    return t(key) + kept
