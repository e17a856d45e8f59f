"""Why somebody who finished has no place: what is awaited, what is missing, or that nobody else is ranked."""

from __future__ import annotations

from typing import Literal, get_args

from workflows.compared import Compared, Comparison

Reason = Literal[
    "not_interviewed", "interview_planned", "sheets_missing", "marks_awaited", "too_little_answered", "alone"
]
REASONS: tuple[Reason, ...] = get_args(Reason)
"""In the order in which they are told."""


def no_place_reasons(found: Comparison) -> dict[str, tuple[Reason, ...]]:
    """Return candidate id -> why there is no place at this stage, of everyone who finished without one.

    Parameters
    ----------
    found : Comparison

    Returns
    -------
    mapping of candidate id to reasons
        One or more each; whoever is ranked is absent. ``alone``: there is a score, and no other to compare
        it with.
    """
    pending = {one.candidate_id: _awaited(found, one) for one in found.pending}
    rest = {one.candidate_id: _missing(found, one) for one in found.unranked}
    return {**pending, **rest}


def _awaited(found: Comparison, one: Compared) -> tuple[Reason, ...]:
    reasons: list[Reason] = []
    if "pending_interview" in one.flags:
        reasons.append(_interview(found, one))
    if "pending_marks" in one.flags:
        reasons.append("marks_awaited")
    return tuple(reasons)


def _interview(found: Comparison, one: Compared) -> Reason:
    awaited = found.awaited.get(one.candidate_id)
    if awaited is None:
        return "not_interviewed"
    return "interview_planned" if awaited == "planned" else "sheets_missing"


def _missing(found: Comparison, one: Compared) -> tuple[Reason, ...]:
    is_alone = one.composite.score is not None and not found.ranked
    return ("alone",) if is_alone else ("too_little_answered",)
