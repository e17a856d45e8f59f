"""The rows about one candidate, for that candidate: plain values, and roles in place of accounts.

What others wrote about the person is read once it is complete, as everywhere: a reply's marks by who asks
(``workflows/privacy/archive_work.py``), an interview's sheets under ``IS_COMPLETE``. Columns are named one by
one, so that a new one is not given away before somebody has thought about it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, or_, select

from data.interviews.seats import IS_COMPLETE
from data.schema import (
    accommodation,
    account,
    answer,
    audit_event,
    candidate,
    draft,
    invitation,
    mark,
    note,
    sitting,
    step,
    suggestion,
)
from data.schema_evaluation import agreed_rating, decision, interview, rating, recommendation
from data.schema_trust import candidate_request, mail, notice_text, retention_agreement

Row = dict[str, Any]

UNSENT = ("draft",)
"""States of mail that nobody has decided to send."""


def person(connection: Connection, candidate_id: str) -> Row:
    """Return who the person is to the campaign; NoResultFound when there is none."""
    columns = (
        "pseudonym",
        "name",
        "email",
        "language",
        "is_try_out",
        "created_at",
        "deadline_at",
        "withdrawn_at",
    )
    return _rows(connection, candidate, columns, candidate.c.id == candidate_id)[0]


def links(connection: Connection, candidate_id: str) -> list[Row]:
    """Return when links were made and until when they work; never what opens them."""
    return _rows(
        connection,
        invitation,
        ("created_at", "expires_at", "revoked_at", "opened_at"),
        invitation.c.candidate_id == candidate_id,
    )


def sitting_of(connection: Connection, candidate_id: str) -> Row | None:
    """Return how the person went through the exercise, or None."""
    columns = (
        "id", "form_id", "language", "item_order", "option_orders", "opened_at", "language_chosen_at",
        "notice_sha256",
        "notice_acknowledged_at", "charter_read_at", "needs_asked_at", "practised_at", "last_seen_at",
        "finished_at", "withdrawn_at", "comment", "ended_by_deadline_at",
    )  # fmt: skip
    return next(iter(_rows(connection, sitting, columns, sitting.c.candidate_id == candidate_id)), None)


def notice(connection: Connection, sha256: str | None) -> Row | None:
    """Return the notice that was acknowledged, word for word, or None where it was not kept."""
    rows = _rows(connection, notice_text, ("sha256", "language", "body"), notice_text.c.sha256 == sha256)
    return next(iter(rows), None)


def accommodations(connection: Connection, sitting_id: str) -> list[Row]:
    """Return the help that was asked for."""
    columns = ("needs", "note", "created_at")
    return _rows(connection, accommodation, columns, accommodation.c.sitting_id == sitting_id)


def answers(connection: Connection, sitting_id: str) -> list[Row]:
    """Return every revision of every answer."""
    columns = ("id", "item_id", "revision", "answer", "language", "answered_at")
    return _rows(connection, answer, columns, answer.c.sitting_id == sitting_id, answer.c.id)


def steps(connection: Connection, sitting_id: str) -> list[Row]:
    """Return what was done step by step."""
    columns = ("item_id", "number", "body", "made_at")
    return _rows(connection, step, columns, step.c.sitting_id == sitting_id, step.c.id)


def drafts(connection: Connection, sitting_id: str) -> list[Row]:
    """Return what was typed and not sent."""
    return _rows(connection, draft, ("item_id", "text", "saved_at"), draft.c.sitting_id == sitting_id)


def marks(connection: Connection, sitting_id: str) -> list[Row]:
    """Return every mark with its note, by answer and place; not who gave it."""
    columns = ("answer_id", "place", "marks", "note", "submitted_at")
    joined = mark.join(answer, answer.c.id == mark.c.answer_id)
    return _rows(connection, mark, columns, answer.c.sitting_id == sitting_id, mark.c.id, joined=joined)


def suggestions(connection: Connection, sitting_id: str) -> list[Row]:
    """Return what software suggested; not to whom it was shown."""
    joined = suggestion.join(answer, answer.c.id == suggestion.c.answer_id)
    columns = ("answer_id", "marks", "made_at")
    return _rows(
        connection, suggestion, columns, answer.c.sitting_id == sitting_id, suggestion.c.id, joined=joined
    )


def interview_of(connection: Connection, candidate_id: str) -> Row | None:
    """Return when and where the person is interviewed, or None."""
    columns = ("id", "starts_at", "minutes", "place", "created_at", "cancelled_at")
    return next(iter(_rows(connection, interview, columns, interview.c.candidate_id == candidate_id)), None)


def ratings(connection: Connection, interview_id: str) -> list[Row]:
    """Return what interviewers rated and wrote, once every sheet is in; ``account_id`` tells them apart."""
    columns = ("account_id", "question_id", "rating", "evidence", "probes", "submitted_at")
    return _of_complete(connection, rating, columns, interview_id)


def recommendations(connection: Connection, interview_id: str) -> list[Row]:
    """Return what interviewers concluded, once every sheet is in; ``account_id`` tells them apart."""
    columns = ("account_id", "recommendation", "reason", "submitted_at")
    return _of_complete(connection, recommendation, columns, interview_id)


def agreed(connection: Connection, interview_id: str) -> list[Row]:
    """Return what the panel agreed on, once every sheet is in; not who."""
    columns = ("question_id", "revision", "rating", "reason", "recorded_at")
    return _of_complete(connection, agreed_rating, columns, interview_id)


def decisions(connection: Connection, candidate_id: str) -> list[Row]:
    """Return every decision with its reason and the role of who took it."""
    columns = ("verdict", "reason", "is_against_order", "decided_at")
    return _with_role(
        connection, decision, columns, decision.c.account_id, decision.c.candidate_id == candidate_id,
        decision.c.line,
    )  # fmt: skip


def notes(connection: Connection, candidate_id: str) -> list[Row]:
    """Return every note with the role of who wrote it."""
    where = note.c.candidate_id == candidate_id
    return _with_role(connection, note, ("text", "created_at"), note.c.account_id, where, note.c.id)


def mails(connection: Connection, candidate_id: str) -> list[Row]:
    """Return the mail to the person; what nobody has decided to send is not among it."""
    columns = ("kind", "language", "recipient", "subject", "body", "state", "created_at", "sent_at")
    where = (mail.c.candidate_id == candidate_id) & mail.c.state.not_in(UNSENT)
    return _rows(connection, mail, columns, where, mail.c.id)


def requests(connection: Connection, candidate_id: str) -> list[Row]:
    """Return what the person asked, and the answers."""
    columns = ("kind", "text", "created_at", "due_at", "answer", "closed_at")
    where = candidate_request.c.candidate_id == candidate_id
    return _rows(connection, candidate_request, columns, where, candidate_request.c.id)


def agreements(connection: Connection, candidate_id: str) -> list[Row]:
    """Return whether the person agreed to be kept for longer."""
    columns = ("months", "agreed_at", "withdrawn_at")
    return _rows(connection, retention_agreement, columns, retention_agreement.c.candidate_id == candidate_id)


def deeds(connection: Connection, subjects: list[str]) -> list[Row]:
    """Return what was done with the person's file, when, and in which role."""
    where = or_(*(audit_event.c.subject == subject for subject in subjects))
    return _with_role(
        connection, audit_event, ("at", "deed"), audit_event.c.actor, where, audit_event.c.number
    )


def _rows(
    connection: Connection,
    table: FromClause,
    columns: tuple[str, ...],
    where: ColumnElement[bool],
    *order: ColumnElement[Any],
    joined: FromClause | None = None,
) -> list[Row]:
    query = select(*(table.c[name] for name in columns)).select_from(table if joined is None else joined)
    return [dict(row) for row in connection.execute(query.where(where).order_by(*order)).mappings()]


def _of_complete(
    connection: Connection, table: FromClause, columns: tuple[str, ...], interview_id: str
) -> list[Row]:
    joined = table.join(interview, interview.c.id == table.c.interview_id)
    where = (interview.c.id == interview_id) & IS_COMPLETE
    return _rows(connection, table, columns, where, table.c.id, joined=joined)


def _with_role(
    connection: Connection,
    table: FromClause,
    columns: tuple[str, ...],
    who: ColumnElement[str],
    where: ColumnElement[bool],
    order: ColumnElement[Any],
) -> list[Row]:
    query = (
        select(*(table.c[name] for name in columns), account.c.role)
        .select_from(table.outerjoin(account, account.c.id == who))
        .where(where)
        .order_by(order)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
