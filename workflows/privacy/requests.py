"""Candidates' requests about their data, on the recruiter's side: due dates, answers and reminders.

A machine answers nothing here: each request is closed by a person, once.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from data.campaigns.campaigns import Campaign, campaign_by_id
from data.candidates.candidates import Candidate, candidate_by_id, has_open_link
from data.common import engine
from data.common.engine import as_one
from data.mail import outbox
from data.privacy import requests
from data.privacy.requests import Asked as Asked
from data.privacy.requests import Kind as Kind
from data.privacy.requests import OpenRequest, Reminder, claim, open_until
from data.privacy.requests import Request as Request
from errors import CampaignError, RequestError
from settings import settings
from workflows.audit.log import SERVER, log_action
from workflows.campaigns.recipients import recipients
from workflows.candidates import invitations
from workflows.candidates.links import further_links
from workflows.common.access import (
    Actor,
    can_access_campaign,
    require_campaign_permission,
    require_permission,
)
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings
from workflows.common.text import strip_control_characters
from workflows.common.transactions import reading, writing
from workflows.mail.letters import StaffOccasion, StaffWriter, Writer, mail_about, mail_to, occasion
from workflows.mail.smtp_settings import mail_setup
from workflows.privacy import erasure
from workflows.privacy.retention import clear_when_idle

REMINDED_BEFORE = dt.timedelta(days=7)
"""How long before a request is due those who answer are reminded, once."""

MIN_ANSWER, MAX_ANSWER = 10, 4000
"""Length of an answer, in characters."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The requests of a campaign."""

    open: tuple[Asked, ...]
    """By due date: those overdue first."""
    closed: tuple[Asked, ...]
    """The newest first."""
    at: dt.datetime

    def is_overdue(self, request: Request) -> bool:
        """Tell whether an open request should have been answered by now."""
        return request.closed_at is None and self.at > request.due_at

    @property
    def n_overdue(self) -> int:
        """Return how many should have been answered by now."""
        return sum(self.is_overdue(asked.request) for asked in self.open)


def waiting(actor: Actor, campaign_id: str) -> Waiting:
    """Return what the people of a campaign asked, with their names: who answers needs to know whom.

    Raises
    ------
    AccessError, CampaignError
        Nothing is shown.
    """
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "answer_requests", campaign_id)
        if campaign_by_id(connection, campaign_id) is None:
            raise CampaignError("There is no such campaign.", why="unknown", campaign=campaign_id)
        listed = requests.requests_in(connection, campaign_id)
    return Waiting(
        tuple(asked for asked in listed if asked.request.closed_at is None),
        tuple(asked for asked in listed if asked.request.closed_at is not None),
        utc_now(),
    )


def answer(actor: Actor, request_id: str, text: str, write: Writer | None = None) -> None:
    """Answer a request in writing and close it; nothing else changes, whatever was asked.

    Parameters
    ----------
    text : str
        10 to 4,000 characters; the candidate reads it on their page.
    write : Writer, optional
        Tells the candidate, where mail is set up, that an answer is there, and nothing of what it says.

    Raises
    ------
    AccessError
    RequestError
        ``unknown``, ``closed``, ``answer_short``, ``answer_long``. Nothing was stored.
    """
    require_permission(actor, "answer_requests")
    checked = _checked_answer(text)
    with writing(actor) as connection:
        asked = _open(connection, actor, request_id)
        _close(connection, actor, asked, checked, write, outcome="answered")


def correct_as_asked(
    actor: Actor,
    request_id: str,
    text: str,
    write: Writer | None = None,
    *,
    name: str,
    email: str | None,
    language: str,
    shown: invitations.Person | None = None,
) -> None:
    """Correct who asked for it, as ``invitations.correct`` does, and close the request; all or nothing.

    Raises
    ------
    AccessError, CandidateError, ChangedMeanwhile
    RequestError
        As ``answer``; ``kind`` when something else was asked.
    """
    require_permission(actor, "answer_requests")
    checked = _checked_answer(text)
    with as_one(), writing(actor) as connection:
        asked = _open(connection, actor, request_id, "rectify")
        whom = asked.request.candidate_id
        invitations.correct(actor, whom, name=name, email=email, language=language, shown=shown)
        _close(connection, actor, asked, checked, write, outcome="corrected")


def erase_as_asked(actor: Actor, request_id: str) -> None:
    """Erase who asked for it, their request and its answer with them.

    Whoever erases writes to the person first: afterwards their link opens nothing, and nobody knows their
    address.

    Raises
    ------
    AccessError, StorageError
    RequestError
        ``unknown``, ``closed``; ``kind`` when something else was asked. Nothing was erased.
    """
    require_permission(actor, "answer_requests")
    now = utc_now()
    with writing(actor) as connection:
        asked = _open(connection, actor, request_id, "erase")
        # Noted before the row goes: the record outlives both.
        _note(connection, actor, asked, now, outcome="erased")
        erasure.erase(connection, asked.request.candidate_id, now, "request", by=actor.account_id)
    # The rows are gone for good by now; while somebody sits, their bytes stay in the file.
    clear_when_idle(now)


def _checked_answer(text: str) -> str:
    checked = strip_control_characters(text).strip()
    if len(checked) < MIN_ANSWER:
        raise RequestError(f"An answer has at least {MIN_ANSWER} characters.", "answer_short")
    if len(checked) > MAX_ANSWER:
        raise RequestError(f"An answer has at most {MAX_ANSWER} characters.", "answer_long")
    return checked


def _open(connection: Connection, actor: Actor, request_id: str, kind: Kind | None = None) -> Asked:
    asked = requests.request_by_id(connection, request_id)
    whose = candidate_by_id(connection, asked.request.candidate_id) if asked else None
    if asked is None or whose is None or not can_access_campaign(connection, actor, whose.campaign_id):
        raise RequestError("There is no such request.", "unknown")
    if asked.request.closed_at is not None:
        raise RequestError("Somebody has answered this request.", "closed")
    if kind is not None and asked.request.kind != kind:
        raise RequestError("Something else was asked.", "kind")
    return asked


def _close(
    connection: Connection, actor: Actor, asked: Asked, text: str, write: Writer | None, *, outcome: str
) -> None:
    now, request = utc_now(), asked.request
    requests.close_request(connection, request.id, text, actor.account_id, now)
    _note(connection, actor, asked, now, outcome=outcome)
    if write is not None:
        tell_answered(connection, request.candidate_id, write, by=actor.account_id, now=now)


def _note(connection: Connection, actor: Actor, asked: Asked, now: dt.datetime, *, outcome: str) -> None:
    request = asked.request
    person = candidate_by_id(connection, request.candidate_id)
    log_action(
        connection, actor, "answer_request", request.candidate_id, now,
        campaign_id=person.campaign_id if person else None,
        request=request.id, kind=request.kind, outcome=outcome, is_late=now > request.due_at,
    )  # fmt: skip


def a_month_later(at: dt.datetime, zone: str) -> dt.datetime:
    """Return the last second of the day by which a request has to be answered, UTC.

    Parameters
    ----------
    at : datetime
        When it came; aware.
    zone : str
        IANA name of the time zone whose days count.

    Returns
    -------
    datetime
        The same day of the next month; its last day where it has no such day.

    References
    ----------
    [gdpr] Article 12(3): one month from receipt. [reg1182] Article 3(2)(c): how months are counted.
    """
    local = at.astimezone(ZoneInfo(zone))
    year, month = (local.year + 1, 1) if local.month == 12 else (local.year, local.month + 1)
    day = min(local.day, calendar.monthrange(year, month)[1])
    return dt.datetime(year, month, day, 23, 59, 59, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


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
    mail = mail_about(
        about,
        write,
        campaign_id=campaign.id,
        candidate_id=person.id,
        recipient=person.email,
        by=by,
    )
    outbox.add_mails(connection, [mail], now)
    return True


def _own_page(connection: Connection, campaign: Campaign, person: Candidate, now: dt.datetime) -> str:
    """Make a link to somebody's page about their data; empty where their links were all closed."""
    if not has_open_link(connection, person.id):
        return ""
    (link,) = further_links(connection, campaign, [person], now)
    return f"{link.address}?rights=1"


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
    with engine.reading() as connection:
        waiting = open_until(connection, now + REMINDED_BEFORE)
    return sum(_reminded(request, now, write) for request in waiting)


def _reminded(request: OpenRequest, now: dt.datetime, write: StaffWriter) -> bool:
    reminder: Reminder = "overdue_told_at" if request.due_at < now else "reminded_at"
    kind = "request_overdue" if reminder == "overdue_told_at" else "request_due"
    if getattr(request, reminder) is not None:
        return False
    with engine.writing() as connection:
        return claim(connection, request.id, reminder, now) and _tell_staff(
            connection, kind, request.campaign_id, request.kind, request.due_at, write, now
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
    zone = ZoneInfo(read_settings(campaign.settings).time_zone)
    page = f"{settings().public_url.rstrip('/')}/campaign?id={campaign_id}&section=requests"
    mails = [
        mail_to(
            recipient,
            StaffOccasion(
                kind=kind,
                name=recipient.name,
                language=recipient.language,
                link=page,
                campaign=campaign.title,
                request=request,
                due_on=due_at.astimezone(zone).date(),
            ),
            write,
            by=SERVER,
            campaign_id=campaign_id,
        )
        for recipient in recipients(connection, campaign_id, "answer_requests")
    ]
    outbox.add_mails(connection, mails, now)
    return bool(mails)
