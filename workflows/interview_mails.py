"""Candidates are told when and where their interview is, with a file for their calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from data import candidates, interviews, mail, seats
from data.campaigns import Campaign
from data.interviews import Interview
from data.mail import NewMail
from workflows.access import Actor, require_in
from workflows.calendar_file import candidate_calendar_file
from workflows.clock import utc_now
from workflows.drafts import in_state
from workflows.interview_seat import OPEN_STATES
from workflows.letters import Writer, mail_about, occasion
from workflows.outbox import require_mail
from workflows.record import note
from workflows.transactions import reading, writing

FILE_NAME = "interview.ics"


@dataclass(frozen=True)
class Untold:
    """An interview of which the candidate does not know the newest."""

    interview: Interview
    email: str
    language: str
    is_moved: bool
    """They were told another date or place before."""


def untold(actor: Actor, campaign_id: str) -> tuple[Untold, ...]:
    """Return interviews to come whose candidate has an address and was not told the newest date or place."""
    with reading(actor) as connection:
        require_in(connection, actor, "send_mail", campaign_id)
        return _untold(connection, campaign_id, utc_now())


def send_interview_dates(actor: Actor, campaign_id: str, write: Writer, *, only: str | None = None) -> int:
    """Queue a message for every interview in ``untold`` and return how many there are.

    ``only``: the id of the one candidate to write to; None: all of them.

    Raises
    ------
    AccessError, MailError, UnknownCampaign, WrongState
        Nothing was queued.
    """
    require_mail(actor)
    now = utc_now()
    with reading(actor) as connection:
        require_in(connection, actor, "send_mail", campaign_id)
        campaign = in_state(connection, campaign_id, *OPEN_STATES)
        found = [
            one for one in _untold(connection, campaign_id, now) if only in (None, one.interview.candidate_id)
        ]
    files = {one: candidate_calendar_file(actor, one.interview.id).decode() for one in found}
    with writing(actor) as connection:
        require_in(connection, actor, "send_mail", campaign_id)
        # Who changed an interview meanwhile finds it here the next time.
        still = set(_untold(connection, campaign_id, now))
        mails = [_mail(actor, campaign, one, text, write) for one, text in files.items() if one in still]
        for one in mails:
            mail.stop_dates(connection, str(one.candidate_id))
        mail.add_mails(connection, mails, now)
        if mails:
            note(
                connection, actor, "send_mail", campaign_id, now,
                campaign_id=campaign_id, kind="interview", n=len(mails),
            )  # fmt: skip
    return len(mails)


def _untold(connection: Connection, campaign_id: str, now: dt.datetime) -> tuple[Untold, ...]:
    people = {one.id: one for one in candidates.candidates_of(connection, campaign_id)}
    complete = seats.complete_of_campaign(connection, campaign_id)
    told = _told(connection, campaign_id)
    found: list[Untold] = []
    for one in interviews.interviews_of_campaign(connection, campaign_id):
        person, before = people.get(one.candidate_id), told.get(one.candidate_id)
        is_over = one.id in complete or one.starts_at is None or one.starts_at <= now
        if person is None or not person.email or is_over:
            continue
        is_known = before is not None and before >= one.sequence
        if is_known or (one.cancelled_at is not None and before is None):
            continue
        found.append(Untold(one, person.email, person.language, before is not None))
    return tuple(found)


def _told(connection: Connection, campaign_id: str) -> dict[str, int]:
    """Return candidate id -> the newest state of their interview that was, or is being, sent to them."""
    newest: dict[str, int] = {}
    for one in mail.mails_of(connection, campaign_id):
        if one.kind == "interview" and one.candidate_id and one.state in ("waiting", "sending", "sent"):
            for file in one.attachments:
                newest[one.candidate_id] = max(newest.get(one.candidate_id, -1), int(file["sequence"]))
    return newest


def _mail(actor: Actor, campaign: Campaign, one: Untold, calendar: str, write: Writer) -> NewMail:
    held = one.interview
    about = replace(
        occasion(campaign, "interview", name=held.name, language=one.language),
        starts_at=held.starts_at,
        minutes=held.minutes,
        place=held.place,
        is_cancelled=held.cancelled_at is not None,
        is_moved=one.is_moved,
    )
    made = mail_about(
        about,
        write,
        campaign_id=campaign.id,
        candidate_id=held.candidate_id,
        recipient=one.email,
        by=actor.account_id,
    )
    return replace(made, attachments=({"name": FILE_NAME, "text": calendar, "sequence": held.sequence},))
