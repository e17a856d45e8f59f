"""The outbox as a recruiter sees it: messages that wait, were sent or came back, and why."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection

from data.candidates import candidates
from data.mail import outbox as mail_outbox
from data.mail.outbox import WITH_LINK, Mail, State
from errors import MailError
from workflows.audit.log import log_action
from workflows.common.access import (
    Actor,
    can_access_campaign,
    require_campaign_permission,
    require_permission,
)
from workflows.common.clock import utc_now
from workflows.common.transactions import reading, writing
from workflows.mail.smtp_settings import mail_setup

NOT_SENT: tuple[State, ...] = ("failed", "bounced")
IN_DOUBT = ("unclear", "interrupted")
"""Why a message failed that may have arrived: only a person who has read that sends it again."""


@dataclass(frozen=True)
class Message:
    """One message in the outbox."""

    id: str
    candidate_id: str
    kind: str
    name: str
    """The candidate's, as it is now."""
    recipient: str
    subject: str
    body: str
    """Empty where it held a personal link and needs it no longer, and while it still holds one."""
    state: State
    attempts: int
    due_at: dt.datetime
    code: str
    """Why the last attempt did not succeed, as a key under ``mail.problems``; empty: it did."""
    answer: str
    """The mail server's own words, if it gave any."""
    at: dt.datetime
    """When it was sent, or queued."""


@dataclass(frozen=True)
class Outbox:
    """The messages of a campaign."""

    messages: tuple[Message, ...]
    """The newest first."""

    def counts(self) -> Counter[State]:
        """Return how many messages are in each state."""
        return Counter(message.state for message in self.messages)

    def of(self, *states: State) -> tuple[Message, ...]:
        """Return the messages in these states, the newest first."""
        return tuple(message for message in self.messages if message.state in states)


def require_mail(actor: Actor) -> None:
    """Raise an error unless this person may send messages and mail has been set up, rightly or not.

    Raises
    ------
    AccessError
    MailError
        ``not_set_up``.
    """
    require_permission(actor, "send_mail")
    if not mail_setup().is_wanted:
        raise MailError("No mail server is set up; links can be copied.", "not_set_up")


def outbox(actor: Actor, campaign_id: str) -> Outbox:
    """Return every message of a campaign; never a personal link."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "send_mail", campaign_id)
        mails = mail_outbox.mails_of(connection, campaign_id)
        names = {
            candidate.id: candidate.name for candidate in candidates.candidates_of(connection, campaign_id)
        }
    return Outbox(tuple(_message(mail, names) for mail in mails))


def drop(actor: Actor, mail_id: str) -> None:
    """Take a draft, a message that waits, or one that could not be sent out of the outbox.

    Raises
    ------
    AccessError
    MailError
        ``gone``: it is not there or is another team's, is being sent, or was.
    """
    require_permission(actor, "send_mail")
    now = utc_now()
    with writing(actor) as connection:
        mail = mail_outbox.mail_by_id(connection, mail_id)
        if mail is None or not is_theirs(connection, actor, mail):
            raise gone()
        may_go = mail.state in ("draft", "waiting", *NOT_SENT)
        if not may_go or not mail_outbox.delete_mail(connection, mail_id, mail.state):
            raise gone()
        log_action(connection, actor, "drop_mail", mail_id, now, campaign_id=mail.campaign_id, kind=mail.kind)


def is_theirs(connection: Connection, actor: Actor, mail: Mail) -> bool:
    """Tell whether a message is of a campaign that this person reaches; those to staff are of none."""
    return mail.campaign_id is not None and can_access_campaign(connection, actor, mail.campaign_id)


def gone() -> MailError:
    """Return the error for a message that somebody else took first, or that is another team's."""
    return MailError("This message is no longer where it was.", "gone")


def put_away(connection: Connection, actor: Actor, mail: Mail, now: dt.datetime) -> None:
    """Take a message from the outbox because it is sent anew, and write that down.

    Raises
    ------
    MailError
        ``gone``: somebody else was quicker.
    """
    if not mail_outbox.delete_mail(connection, mail.id, mail.state):
        raise gone()
    log_action(
        connection, actor, "send_mail_again", mail.id, now,
        campaign_id=mail.campaign_id, kind=mail.kind, problem=reason(mail),
    )  # fmt: skip


def reason(mail: Mail) -> str:
    """Return why the last attempt did not succeed, as a key under ``mail.problems``; empty: it did."""
    return (mail.problem or "").partition(" ")[0]


def _message(mail: Mail, names: dict[str, str]) -> Message:
    code, _, answer = (mail.problem or "").partition(" ")
    return Message(
        id=mail.id,
        candidate_id=mail.candidate_id or "",
        kind=mail.kind,
        name=names.get(mail.candidate_id or "", ""),
        recipient=mail.recipient,
        subject=mail.subject,
        body="" if mail.kind in WITH_LINK else mail.body,
        state=mail.state,
        attempts=mail.attempts,
        due_at=mail.due_at,
        code=code,
        answer=answer,
        at=mail.sent_at or mail.created_at,
    )
