"""The outbox: messages wait here until a server took them, or somebody is told why none did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from data.audit.written import change_rows, delete_rows, insert_rows
from data.common.ids import new_id
from data.common.rows import columns_for
from data.schema import candidate, sitting
from data.schema_trust import mail

State = Literal["draft", "waiting", "sending", "sent", "failed", "bounced"]
STATES: tuple[State, ...] = get_args(State)

Kind = Literal[
    "invitation",
    "reminder",
    "interview",
    "decision_offer",
    "decision_reject",
    "decision_hold",
    "request_answered",
    "request_asked",
    "request_due",
    "request_overdue",
    "password_link",
    "password_changed",
]
TO_SIT: tuple[Kind, ...] = ("invitation", "reminder")
"""Kinds that ask somebody to sit; of no use once they are through."""
WITH_LINK: tuple[Kind, ...] = (*TO_SIT, "request_answered", "password_link")
"""Kinds whose text holds a personal link, a secret: it is removed as soon as it is not needed."""
DECISIONS: tuple[Kind, ...] = ("decision_offer", "decision_reject", "decision_hold")
_REPLACED = {"state": "failed", "problem": "replaced"}
"""Of a message that is not sent because a later one takes its place."""


@dataclass(frozen=True)
class NewMail:
    """A message to be kept."""

    kind: str
    language: str
    recipient: str
    subject: str
    body: str
    created_by: str
    campaign_id: str | None = None
    candidate_id: str | None = None
    account_id: str | None = None
    attachments: tuple[dict[str, Any], ...] = ()
    """Each with ``name``, ``text`` and, of an interview, ``sequence``."""
    state: State = "waiting"


@dataclass(frozen=True)
class Mail:
    """One message and how far it came."""

    id: str
    campaign_id: str | None
    candidate_id: str | None
    account_id: str | None
    kind: str
    language: str
    recipient: str
    subject: str
    body: str
    attachments: list[dict[str, Any]]
    state: State
    attempts: int
    due_at: dt.datetime
    problem: str | None
    """A code, then a space and the server's own words if it said any."""
    created_by: str
    created_at: dt.datetime
    sent_at: dt.datetime | None


_MAIL = columns_for(Mail, mail)


def add_mails(connection: Connection, mails: Iterable[NewMail], now: dt.datetime) -> list[str]:
    """Add messages, due at once, and return their ids in the same order."""
    rows = [
        {
            "id": new_id(), "campaign_id": message.campaign_id, "candidate_id": message.candidate_id,
            "account_id": message.account_id, "kind": message.kind, "language": message.language,
            "recipient": message.recipient, "subject": message.subject, "body": message.body,
            "attachments": list(message.attachments), "state": message.state, "attempts": 0, "due_at": now,
            "created_by": message.created_by, "created_at": now,
        }
        for message in mails
    ]  # fmt: skip
    insert_rows(connection, mail, rows)
    return [row["id"] for row in rows]


def mail_by_id(connection: Connection, mail_id: str) -> Mail | None:
    """Return a message, or None."""
    row = connection.execute(select(*_MAIL).where(mail.c.id == mail_id)).first()
    return None if row is None else Mail(*row)


def mails_of(connection: Connection, campaign_id: str) -> tuple[Mail, ...]:
    """Return the messages of a campaign, the newest first."""
    query = select(*_MAIL).where(mail.c.campaign_id == campaign_id)
    ordered = query.order_by(mail.c.id.desc())
    return tuple(Mail(*row) for row in connection.execute(ordered))


def any_due(connection: Connection, now: dt.datetime) -> bool:
    """Tell whether a message is to be sent, or was left in the middle, without taking a lock."""
    query = select(mail.c.id).where(or_(and_(mail.c.state == "sending", mail.c.due_at <= now), _is_due(now)))
    return connection.execute(query.limit(1)).first() is not None


def claim_next(connection: Connection, now: dt.datetime, until: dt.datetime) -> Mail | None:
    """Take the message that waited longest for oneself, or None; nobody else gets it before ``until``."""
    query = select(mail.c.id).where(_is_due(now))
    # PostgreSQL: rows another sender is looking at are passed over. SQLite has one writer at a time.
    mail_id = connection.scalar(
        query.order_by(mail.c.due_at, mail.c.id).limit(1).with_for_update(skip_locked=True)
    )
    if mail_id is None:
        return None
    values = {"state": "sending", "attempts": mail.c.attempts + 1, "due_at": until}
    taken = change_rows(connection, mail, values, mail.c.id == mail_id, mail.c.state == "waiting")
    return mail_by_id(connection, mail_id) if taken else None


def _is_due(now: dt.datetime) -> ColumnElement[bool]:
    """Say which messages are to be sent: what was never tried does not wait for a clock that was ahead."""
    return and_(mail.c.state == "waiting", or_(mail.c.attempts == 0, mail.c.due_at <= now))


def left_in_the_middle(connection: Connection, now: dt.datetime) -> tuple[Mail, ...]:
    """Return messages whose sender never came back: whether they were sent, nobody knows."""
    query = select(*_MAIL).where(mail.c.state == "sending", mail.c.due_at <= now)
    return tuple(Mail(*row) for row in connection.execute(query))


def change_mail(connection: Connection, mail_id: str, only_if: State, **values: Any) -> bool:
    """Set columns of a message that is in this state; False: it no longer was, nothing changed."""
    return change_rows(connection, mail, values, mail.c.id == mail_id, mail.c.state == only_if) == 1


def stop_links(connection: Connection, candidate_ids: Collection[str]) -> None:
    """Keep messages with a link that no longer works from being sent."""
    ids = list(candidate_ids)
    for start in range(0, len(ids), 500):
        where = (
            mail.c.candidate_id.in_(ids[start : start + 500]),
            mail.c.kind.in_(WITH_LINK),
            mail.c.state == "waiting",
        )
        change_rows(connection, mail, _REPLACED | {"body": ""}, *where)


def stop_password_links(connection: Connection, account_id: str) -> None:
    """Keep messages with an earlier link to choose a password from being sent."""
    where = (mail.c.account_id == account_id, mail.c.kind == "password_link", mail.c.state == "waiting")
    change_rows(connection, mail, _REPLACED | {"body": ""}, *where)


def stop_dates(connection: Connection, candidate_id: str) -> None:
    """Keep an interview's earlier date from being sent."""
    where = (mail.c.candidate_id == candidate_id, mail.c.kind == "interview", mail.c.state == "waiting")
    change_rows(connection, mail, _REPLACED, *where)


def delete_mail(connection: Connection, mail_id: str, only_if: State) -> bool:
    """Delete a message that is in this state; False: it no longer was, nothing changed."""
    return delete_rows(connection, mail, mail.c.id == mail_id, mail.c.state == only_if) == 1


def forget_mails_to_staff(connection: Connection, before: dt.datetime) -> int:
    """Delete messages to staff that belong to no campaign and are over, and return how many there were."""
    return delete_rows(
        connection,
        mail,
        mail.c.account_id.is_not(None),
        mail.c.campaign_id.is_(None),
        mail.c.created_at < before,
        mail.c.state.in_(("sent", "failed", "bounced")),
    )


def has_ended(connection: Connection, candidate_id: str, *, or_finished: bool) -> bool:
    """Tell whether somebody has withdrawn; with ``or_finished`` also whether they are through."""
    ends = [candidate.c.withdrawn_at.is_not(None), sitting.c.withdrawn_at.is_not(None)]
    if or_finished:
        ends.append(sitting.c.finished_at.is_not(None))
    query = (
        select(func.count())
        .select_from(candidate)
        .outerjoin(sitting, sitting.c.candidate_id == candidate.c.id)
        .where(candidate.c.id == candidate_id, or_(*ends))
    )
    return connection.execute(query).scalar_one() > 0
