"""An interviewer's sheet: checked field by field, kept as a draft, stored once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

from sqlalchemy import Connection

from data.interviews import seats, sheets
from data.interviews.sheets import Rated, Sheet
from errors import InterviewError
from scoring.interview.interview import check_ratings
from workflows.audit.log import log_action
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.common.text import strip_control_characters
from workflows.interviews.guide import FrozenGuide
from workflows.interviews.panel import Seated, as_scored

Recommendation = Literal["strong_no", "no", "yes", "strong_yes"]
"""An interviewer's own conclusion: four steps, and no middle to hide in."""
RECOMMENDATIONS: tuple[Recommendation, ...] = get_args(Recommendation)

MAX_EVIDENCE = 4000
"""Longest evidence and longest reason, in characters."""
MIN_EVIDENCE = 10
"""Shortest evidence of a rating, in characters: what was seen or said."""


@dataclass(frozen=True)
class DraftAnswer:
    """One question on a sheet that is being filled in."""

    rating: int | None = None
    not_observed: bool = False
    evidence: str = ""
    probes: tuple[int, ...] = ()


@dataclass(frozen=True)
class SheetDraft:
    """A sheet as far as it is; with revision 0 nothing was kept yet."""

    revision: int = 0
    answers: Mapping[str, DraftAnswer] = field(default_factory=dict)
    recommendation: Recommendation | None = None
    reason: str = ""


def sheet_shown(connection: Connection, seated: Seated) -> SheetDraft:
    """Return an interviewer's own sheet: what they submitted, or as far as it is."""
    whose = (seated.planned.interview.id, seated.seat.account_id)
    submitted = sheets.own_sheet(connection, *whose)
    if submitted is not None:
        return submitted_draft(submitted)
    stored = sheets.draft_of(connection, *whose)
    return read_body(stored.body, seated.planned.guide, stored.revision) if stored else SheetDraft()


def keep_sheet(connection: Connection, seated: Seated, revision: int, draft: SheetDraft) -> sheets.SheetDraft:
    """Keep a draft unless the same or a later revision is there; return the one that is kept now."""
    new = sheets.SheetDraft(revision, as_body(draft))
    interview_id, now = seated.planned.interview.id, utc_now()
    return sheets.keep_draft(connection, interview_id, seated.seat.account_id, new, now)


def store_sheet(
    connection: Connection, actor: Actor, seated: Seated, draft: SheetDraft
) -> InterviewError | None:
    """Store a sheet for ever, with what it concludes, and note that it is in.

    Returns
    -------
    InterviewError or None
        Why it was not stored; it may then be a draft, so the transaction has to be committed all the same.
        The same sheet once more is no error: the first one stays.
    """
    interview = seated.planned.interview
    sheet = complete_sheet(draft, seated.planned.guide)
    if seated.seat.submitted_at is not None:
        if sheet == sheets.own_sheet(connection, interview.id, actor.account_id):
            return None
        return InterviewError("Your sheet is in; it is not changed any more.", "already_submitted")
    if interview.cancelled_at is not None:
        sheet = InterviewError("This interview was called off.", "cancelled", kept=True)
    if isinstance(sheet, InterviewError):
        _keep_last(connection, seated, draft)
        return sheet
    now = utc_now()
    sheets.add_sheet(connection, interview.id, actor.account_id, sheet, now)
    seats.set_submitted(connection, interview.id, actor.account_id, now)
    sheets.drop_draft(connection, interview.id, actor.account_id)
    details = {"n": sum(answer.rating is not None for answer in sheet.answers.values())}
    log_action(
        connection, actor, "submit_sheet", interview.id, now, campaign_id=interview.campaign_id, **details
    )
    return None


def _keep_last(connection: Connection, seated: Seated, draft: SheetDraft) -> None:
    """Keep what could not be submitted; when it is what is kept already, under the revision it has."""
    before = sheets.draft_of(connection, seated.planned.interview.id, seated.seat.account_id)
    if before is None or before.body != as_body(draft):
        keep_sheet(connection, seated, before.revision + 1 if before else 1, draft)


def complete_sheet(draft: SheetDraft, guide: FrozenGuide) -> Sheet | InterviewError:
    """Return a sheet that can be submitted, or ``incomplete`` with everything that is missing.

    Its details are ``unrated`` and ``no_evidence`` (ids of questions), ``no_recommendation``, ``no_reason``.
    """
    answers = {question.id: draft.answers.get(question.id, DraftAnswer()) for question in guide.questions}
    unrated = [name for name, answer in answers.items() if answer.rating is None and not answer.not_observed]
    no_evidence = [
        name for name, answer in answers.items() if answer.rating is not None and _is_thin(answer.evidence)
    ]
    no_reason = not draft.reason.strip()
    if unrated or no_evidence or no_reason or draft.recommendation is None:
        return InterviewError(
            "The sheet is not complete.",
            "incomplete",
            kept=True,
            unrated=unrated,
            no_evidence=no_evidence,
            no_recommendation=draft.recommendation is None,
            no_reason=no_reason,
        )
    rated = {
        name: Rated(answer.rating, answer.evidence.strip(), answer.probes) for name, answer in answers.items()
    }
    return Sheet(rated, draft.recommendation, draft.reason.strip())


def submitted_draft(sheet: Sheet) -> SheetDraft:
    """Return a submitted sheet in the shape of a draft, to read."""
    answers = {
        name: DraftAnswer(answer.rating, answer.rating is None, answer.evidence, answer.probes)
        for name, answer in sheet.answers.items()
    }
    return SheetDraft(0, answers, cast("Recommendation", sheet.recommendation), sheet.reason)


def as_body(draft: SheetDraft) -> dict[str, Any]:
    """Return a sheet as it is stored; read_body reads it back."""
    return {
        "answers": {
            name: {
                "rating": answer.rating,
                "not_observed": answer.not_observed,
                "evidence": answer.evidence,
                "probes": list(answer.probes),
            }
            for name, answer in draft.answers.items()
        },
        "recommendation": draft.recommendation,
        "reason": draft.reason,
    }


def read_body(body: object, guide: FrozenGuide, revision: int = 0) -> SheetDraft:
    """Read a sheet that may be incomplete.

    Parameters
    ----------
    body : object
        ``{"answers": {question: {"rating": 1-5 or None, "not_observed": bool, "evidence": str,
        "probes": [place]}}, "recommendation": str or None, "reason": str}``; every field may be missing.

    Raises
    ------
    AnswerError
        A rating that is none, or of a question that the guide does not ask.
    InterviewError
        ``malformed`` or ``too_long``, with the ``field``.
    """
    fields = _members(body, "body", ("answers", "recommendation", "reason"))
    answers = fields.get("answers", {})
    if not isinstance(answers, Mapping):
        raise _malformed("answers")
    drafts = {str(question): _answer(str(question), answer) for question, answer in answers.items()}
    n_probes = {question.id: len(question.probes) for question in guide.questions}
    check_ratings(
        dict.fromkeys(n_probes) | {name: draft.rating for name, draft in drafts.items()}, as_scored(guide)
    )
    for name, draft in drafts.items():
        if any(place >= n_probes[name] for place in draft.probes):
            raise _malformed(f"{name}.probes")
    verdict = fields.get("recommendation")
    if verdict is not None and verdict not in RECOMMENDATIONS:
        raise _malformed("recommendation")
    in_order = {name: drafts[name] for name in n_probes if name in drafts}
    return SheetDraft(revision, in_order, verdict, _text("reason", fields.get("reason", "")))


def _answer(name: str, body: object) -> DraftAnswer:
    fields = _members(body, name, ("rating", "not_observed", "evidence", "probes"))
    rating, not_observed = fields.get("rating"), fields.get("not_observed", False)
    if type(not_observed) is not bool or (not_observed and rating is not None):
        raise _malformed(f"{name}.not_observed")
    probes = fields.get("probes", ())
    if not isinstance(probes, list | tuple) or any(type(probe) is not int or probe < 0 for probe in probes):
        raise _malformed(f"{name}.probes")
    evidence = _text(f"{name}.evidence", fields.get("evidence", ""))
    return DraftAnswer(rating, not_observed, evidence, tuple(sorted(set(probes))))


def _members(body: object, name: str, known: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(body, Mapping) or not set(body) <= set(known):
        raise _malformed(name)
    return body


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise _malformed(name)
    if len(value) > MAX_EVIDENCE:
        raise InterviewError(f"{name} has at most {MAX_EVIDENCE} characters.", "too_long", field=name)
    return strip_control_characters(value)


def _is_thin(evidence: str) -> bool:
    return len(evidence.strip()) < MIN_EVIDENCE


def _malformed(name: str) -> InterviewError:
    return InterviewError(f"{name} is not as a sheet has it.", "malformed", field=name[:80])
