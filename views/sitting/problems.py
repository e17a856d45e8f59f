"""Messages to a candidate when something does not work: what happened, what is kept, what to do."""

from __future__ import annotations

import secrets

import streamlit as st
import structlog

from errors import (
    AnswerError,
    ChangedElsewhere,
    EntregentError,
    LinkExpired,
    SittingOver,
    StorageError,
    TimeIsUp,
    TooManyWords,
)
from texts import t
from views.common import text
from views.common.text import escape_markdown
from views.sitting import frame
from workflows.common.stored_settings import read_settings
from workflows.sitting import SittingState

_KINDS = {
    "expired": "expired",
    "revoked": "revoked",
    # Links are given out once their campaign is published: one that opens nothing later meets a closed one.
    "not_open": "closed",
    "wait": "wait",
    "no_cookies": "no_cookies",
    "left": "left",
}
"""Code of what is wrong with a link -> its words under ``candidate.link``; any other is unknown."""
_log = structlog.get_logger()


def error_message(problem: EntregentError, contact: str, deadline: str = "") -> str:
    """Return a problem with an answer in a sentence or two; ``deadline``: that of the sitting, in words."""
    if isinstance(problem, ChangedElsewhere):
        return t(f"candidate.errors.{problem.code}.text")
    if isinstance(problem, TooManyWords):
        words, limit = problem.details["count"], problem.details["limit"]
        return t("candidate_work.errors.too_many_words", words=words, limit=limit)
    if isinstance(problem, TimeIsUp):
        return t("candidate_work.errors.time_is_up")
    if isinstance(problem, AnswerError):
        return t("candidate.errors.invalid_answer.text")
    if isinstance(problem, SittingOver) and problem.details.get("stage") == "late":
        return t("candidate.errors.late.text", deadline=deadline, contact=contact)
    if isinstance(problem, SittingOver):
        return t("candidate.errors.closed.text")
    if isinstance(problem, StorageError):
        return t("candidate.errors.busy.text", contact=contact)
    reference = secrets.token_hex(4).upper()
    _log.error("deed_failed", reference=reference, code=problem.code)
    return t("candidate.errors.unexpected.text", contact=contact, reference=reference)


def sitting_error_message(problem: EntregentError, state: SittingState) -> str:
    """Return a problem with an answer of a sitting, in words."""
    contact = state.settings.recruiter_contact
    return error_message(problem, contact, frame.deadline(state))


def explain(problem: EntregentError, state: SittingState) -> None:
    """Show a problem above the page."""
    st.error(sitting_error_message(problem, state))


def explain_link(problem: EntregentError) -> None:
    """Fill the page when the link opens nothing, or the database is out of reach."""
    if isinstance(problem, StorageError):
        frame.plain_document(t("candidate.titles.error"))
        st.title(t("candidate.errors.unexpected.title"), anchor=False)
        st.error(t("candidate.link.unreachable"))
        return
    kind = _KINDS.get(problem.code, "unknown")
    settings = read_settings(problem.details.get("settings") or {})  # type: ignore[arg-type]
    frame.plain_document(t("candidate.titles.link"))
    st.title(t(f"candidate.link.{kind}.title"), anchor=False)
    values = {}
    if kind == "closed":
        values["company"] = settings.controller_name
    if isinstance(problem, LinkExpired):
        values["deadline"] = text.deadline(problem.details["at"], settings.time_zone)  # type: ignore[arg-type]
    st.markdown(escape_markdown(t(f"candidate.link.{kind}.what", **values)))
    st.markdown(escape_markdown(t(f"candidate.link.{kind}.kept")))
    st.markdown(escape_markdown(t(f"candidate.link.{kind}.todo")))
    if settings.recruiter_contact:
        st.markdown(escape_markdown(t("candidate.link.contact", contact=settings.recruiter_contact)))
