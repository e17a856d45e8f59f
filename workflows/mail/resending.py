"""Resending of a message that could not be sent, to the address as it is now and with another link."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from data.accounts.accounts import account_by_id
from data.candidates.candidates import Candidate, candidate_by_id
from data.mail import outbox
from data.mail.outbox import TO_SIT, Mail
from errors import MailError
from workflows.campaigns.drafts import in_state
from workflows.candidates.links import further_links, queue_links
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.common.transactions import reading, writing
from workflows.mail.letters import Writer
from workflows.mail.mailings import send_interview_dates, untold
from workflows.mail.outbox import NOT_SENT, gone, is_theirs, put_away, require_mail
from workflows.privacy import requests


def send_again(actor: Actor, mail_id: str, write: Writer) -> None:
    """Queue a failed or bounced message anew; the one that failed leaves the outbox.

    Raises
    ------
    AccessError, WrongState
    MailError
        ``gone``; ``no_address``: the candidate has none any more; ``moot``: nothing is left to be said. The
        message stays where it was.
    """
    require_mail(actor)
    with reading(actor) as connection:
        mail = _failed(connection, actor, mail_id)
    if mail.kind == "interview":
        _date_again(actor, mail, write)
        return
    if mail.account_id is not None:
        _to_colleague_again(actor, mail, mail.account_id)
        return
    now = utc_now()
    with writing(actor) as connection:
        person = _addressee(connection, mail)
        put_away(connection, actor, mail, now)
        if mail.kind == "request_answered":
            requests.tell_answered(connection, person.id, write, by=actor.account_id, now=now)
        elif mail.kind in TO_SIT:
            _link_again(connection, actor, mail, person, write, now)
        else:
            again = outbox.NewMail(
                mail.kind, mail.language, str(person.email), mail.subject, mail.body, actor.account_id,
                mail.campaign_id, mail.candidate_id,
            )  # fmt: skip
            outbox.add_mails(connection, [again], now)


def _to_colleague_again(actor: Actor, mail: Mail, account_id: str) -> None:
    now = utc_now()
    with writing(actor) as connection:
        account = account_by_id(connection, account_id)
        if account is None or account.disabled_at is not None:
            raise _moot()
        put_away(connection, actor, mail, now)
        again = outbox.NewMail(
            mail.kind, mail.language, account.email, mail.subject, mail.body, actor.account_id,
            mail.campaign_id, account_id=account_id,
        )  # fmt: skip
        outbox.add_mails(connection, [again], now)


def _link_again(
    connection: Connection, actor: Actor, mail: Mail, person: Candidate, write: Writer, now: dt.datetime
) -> None:
    if outbox.has_ended(connection, person.id, or_finished=True):
        raise _moot()
    campaign = in_state(connection, person.campaign_id, "published")
    links = further_links(connection, campaign, [person], now)
    kind = "reminder" if mail.kind == "reminder" else "invitation"
    queue_links(connection, actor, campaign, links, kind, write, now)


def _date_again(actor: Actor, mail: Mail, write: Writer) -> None:
    campaign_id, candidate_id = str(mail.campaign_id), str(mail.candidate_id)
    if candidate_id not in {notice.interview.candidate_id for notice in untold(actor, campaign_id)}:
        raise _moot()
    with writing(actor) as connection:
        _addressee(connection, mail)
        put_away(connection, actor, mail, utc_now())
    send_interview_dates(actor, campaign_id, write, only=candidate_id)


def _failed(connection: Connection, actor: Actor, mail_id: str) -> Mail:
    mail = outbox.mail_by_id(connection, mail_id)
    if mail is None or mail.state not in NOT_SENT or not is_theirs(connection, actor, mail):
        raise gone()
    return mail


def _addressee(connection: Connection, mail: Mail) -> Candidate:
    person = candidate_by_id(connection, mail.candidate_id or "")
    if person is None or not person.email:
        raise MailError("This person has no address.", "no_address")
    return person


def _moot() -> MailError:
    return MailError("There is nothing left to tell this person.", "moot")
