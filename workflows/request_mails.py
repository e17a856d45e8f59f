"""Messages about candidates' requests: to those who answer, without a name; to who asked, once it is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from data import mail
from data.campaigns import Campaign, campaign_by_id
from data.candidates import Candidate, candidate_by_id
from data.engine import reading, writing
from data.invitations import has_open_link
from data.request_reminders import Open, Reminder, claim, open_until
from data.requests import Kind
from settings import settings
from workflows.in_charge import in_charge
from workflows.letters import Writer, mail_about, occasion
from workflows.personal_links import further_links
from workflows.record import SERVER
from workflows.smtp_settings import mail_setup
from workflows.staff_letters import StaffOccasion, StaffWriter, mail_to

REMINDED_BEFORE = dt.timedelta(days=7)
"""How long before a request is due those who answer are reminded, once."""


def tell_asked(
    connection: Connection,
    campaign_id: str,
    kind: Kind,
    due_at: dt.datetime,
    write: StaffWriter,
    now: dt.datetime,
) -> None:
    """Queue a message to those who may answer a request, in the transaction that stores it."""
    if mail_setup().is_wanted:
        _tell_staff(connection, "request_asked", campaign_id, kind, due_at, write, now)


def tell_answered(
    connection: Connection, candidate_id: str, write: Writer, *, by: str, now: dt.datetime
) -> bool:
    """Queue a message that an answer can be read, in the transaction of the answer; False: there is none to.

    It holds a further link to the person's page. Whose links were all closed gets none: that was on purpose.
    """
    person = candidate_by_id(connection, candidate_id)
    campaign = None if person is None else campaign_by_id(connection, person.campaign_id)
    if person is None or campaign is None or not person.email or not mail_setup().is_wanted:
        return False
    about = replace(
        occasion(campaign, "request_answered", name=person.name, language=person.language),
        link=_own_page(connection, campaign, person, now),
    )
    made = mail_about(
        about,
        write,
        campaign_id=campaign.id,
        candidate_id=person.id,
        recipient=person.email,
        by=by,
    )
    mail.add_mails(connection, [made], now)
    return True


def remind(now: dt.datetime, write: StaffWriter) -> int:
    """Remind those who answer of what is due within seven days, and of what is overdue; each once.

    Returns
    -------
    int
        How many requests somebody was reminded of; 0 without mail set up, which counts as no reminder.

    Raises
    ------
    StorageError
        What was reminded of before stays so.
    """
    if not mail_setup().is_wanted:
        return 0
    with reading() as connection:
        waiting = open_until(connection, now + REMINDED_BEFORE)
    return sum(_reminded(one, now, write) for one in waiting)


def _reminded(one: Open, now: dt.datetime, write: StaffWriter) -> bool:
    which: Reminder = "overdue_told_at" if one.due_at < now else "reminded_at"
    kind = "request_overdue" if which == "overdue_told_at" else "request_due"
    if getattr(one, which) is not None:
        return False
    with writing() as connection:
        return claim(connection, one.id, which, now) and _tell_staff(
            connection, kind, one.campaign_id, one.kind, one.due_at, write, now
        )


def _tell_staff(
    connection: Connection,
    kind: Literal["request_asked", "request_due", "request_overdue"],
    campaign_id: str,
    request: Kind,
    due_at: dt.datetime,
    write: StaffWriter,
    now: dt.datetime,
) -> bool:
    campaign = campaign_by_id(connection, campaign_id)
    if campaign is None:
        return False
    zone = ZoneInfo(str(campaign.settings.get("time_zone") or "UTC"))
    page = f"{settings().public_url.rstrip('/')}/campaign?id={campaign_id}&section=requests"
    mails = [
        mail_to(
            one,
            StaffOccasion(
                kind=kind,
                name=one.name,
                language=one.language,
                link=page,
                campaign=campaign.title,
                request=request,
                due_on=due_at.astimezone(zone).date(),
            ),
            write,
            by=SERVER,
            campaign_id=campaign_id,
        )
        for one in in_charge(connection, campaign_id, "answer_requests")
    ]
    mail.add_mails(connection, mails, now)
    return bool(mails)


def _own_page(connection: Connection, campaign: Campaign, person: Candidate, now: dt.datetime) -> str:
    """Make a link to somebody's page about their data; empty where their links were all closed."""
    if not has_open_link(connection, person.id):
        return ""
    (link,) = further_links(connection, campaign, [person], now)
    return f"{link.address}?rights=1"
