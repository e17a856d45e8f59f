"""Messages leave the outbox one at a time: claimed by one sender, handed to the server, and settled.

A message is marked as being sent, and that is committed, before the line is opened. A process that dies in
between leaves that mark, and then nobody sends it again by itself: it may have arrived.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import Connection

from data import interviews, mail
from data.accounts import account_by_id
from data.campaigns import campaign_by_id
from data.candidates import candidate_by_id
from data.engine import reading, writing
from data.mail import TO_SIT, WITH_LINK, Mail
from errors import MailError
from workflows.clock import utc_now
from workflows.letters import company_of
from workflows.mail_message import message_of
from workflows.smtp_line import Outcome, deliver
from workflows.smtp_settings import MailServer
from workflows.staff_links import LINK_BY_MAIL

BACK_OFF = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 29, 85, 120, *(240,) * 17))
"""How long a message rests after each attempt that did not succeed; after the last one it has failed.

Three days in all: a server that is away over a weekend is waited for, and four hours at most after it is back
the messages have left. [rfc5321] 4.5.4.1 asks for longer pauses as time goes by.
"""
IN_HAND = dt.timedelta(minutes=15)
"""After that, nobody is still sending: every wait on the line is shorter by far."""


class Done(NamedTuple):
    """What became of one message."""

    mail_id: str
    kind: str
    outcome: Outcome


def send_next(server: MailServer) -> Done | None:
    """Send the message that waited longest; None when none is due.

    Two senders, in one process or in two, never send the same message.

    Raises
    ------
    StorageError
        The database could not be used. A message in hand is then shown as failed later, not sent again.
    """
    now = utc_now()
    with reading() as connection:
        if not mail.any_due(connection, now):
            return None
    with writing() as connection:
        _give_up_what_was_left(connection, now)
        one = mail.claim_next(connection, now, now + IN_HAND)
        if one is None:
            return None
        moot = _is_moot(connection, one, now)
    outcome = Outcome("refused", "moot") if moot else _sent(server, one)
    with writing() as connection:
        mail.change_mail(connection, one.id, "sending", **_after(one, outcome, utc_now()))
    return Done(one.id, one.kind, outcome)


def _sent(server: MailServer, one: Mail) -> Outcome:
    company = reply_to = ""
    if one.campaign_id is not None:
        with reading() as connection:
            campaign = campaign_by_id(connection, one.campaign_id)
        if campaign is not None:
            company = company_of(campaign)
        if campaign is not None and one.account_id is None:
            reply_to = str(campaign.settings.get("recruiter_contact") or "")
    try:
        message = message_of(one, server, utc_now(), company=company, reply_to=reply_to)
    except MailError as problem:
        return Outcome("refused", problem.code)
    return deliver(server, one.recipient, message)


def _after(one: Mail, outcome: Outcome, now: dt.datetime) -> dict[str, object]:
    """Return what to note; a text with a personal link goes as soon as nothing more will be tried with it."""
    problem = f"{outcome.code} {outcome.said}".strip() or None
    if outcome.fate == "later" and one.attempts <= len(BACK_OFF):
        return {"state": "waiting", "due_at": now + BACK_OFF[one.attempts - 1], "problem": problem}
    without = {"body": ""} if one.kind in WITH_LINK else {}
    if outcome.fate == "sent":
        return {"state": "sent", "sent_at": now, "problem": None, **without}
    is_bounced = outcome.fate == "refused" and outcome.code != "moot"
    return {"state": "bounced" if is_bounced else "failed", "problem": problem, **without}


def _give_up_what_was_left(connection: Connection, now: dt.datetime) -> None:
    for one in mail.left_in_the_middle(connection, now):
        given_up = _after(one, Outcome("unclear", "interrupted"), now)
        mail.change_mail(connection, one.id, "sending", **given_up)


def _is_moot(connection: Connection, one: Mail, now: dt.datetime) -> bool:
    """Tell whether a message is of no more use: they withdrew, are through with it, or its date is over."""
    if one.account_id is not None:
        account = account_by_id(connection, one.account_id)
        is_late = one.kind == "password_link" and one.created_at + LINK_BY_MAIL <= now
        return is_late or account is None or account.disabled_at is not None
    if one.candidate_id is None or one.kind not in (*TO_SIT, "interview"):
        return False
    if mail.has_ended(connection, one.candidate_id, or_finished=one.kind in TO_SIT):
        return True
    return _is_past(connection, one, one.candidate_id, now)


def _is_past(connection: Connection, one: Mail, candidate_id: str, now: dt.datetime) -> bool:
    """Tell whether what a message invites to is over: it may have waited for the server for days."""
    if one.kind == "interview":
        held = interviews.interview_of_candidate(connection, candidate_id)
        return held is not None and held.starts_at is not None and held.starts_at <= now
    person = candidate_by_id(connection, candidate_id)
    campaign = campaign_by_id(connection, person.campaign_id) if person else None
    if person is None or campaign is None:
        return True
    limit = person.deadline_at or campaign.deadline_at
    return campaign.state != "published" or (limit is not None and limit <= now)
