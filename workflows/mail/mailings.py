"""Messages to several candidates at once: invitations, reminders, dates of interviews.

Who gets a reminder depends on nothing but whether they are through, not on how far or how well they are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from data.campaigns.campaigns import Campaign
from data.candidates import candidates, progress
from data.candidates.candidates import Candidate
from data.candidates.progress import Progress
from data.interviews import interviews, seats
from data.interviews.interviews import Interview
from data.mail import outbox
from data.mail.outbox import TO_SIT, Mail, NewMail
from domain import OPEN_STATES
from workflows.audit.log import log_action
from workflows.campaigns.drafts import in_state
from workflows.candidates.links import further_links, queue_links
from workflows.common.access import Actor, require_campaign_permission
from workflows.common.clock import utc_now
from workflows.common.transactions import reading, writing
from workflows.interviews.calendar_file import candidate_calendar_file
from workflows.mail.letters import Writer, mail_about, occasion
from workflows.mail.outbox import IN_DOUBT, NOT_SENT, put_away, reason, require_mail

BETWEEN = dt.timedelta(hours=12)
"""Nobody is reminded sooner after the message before."""
ON_ITS_WAY = ("waiting", "sending")
REACHED = (*ON_ITS_WAY, "sent")
FILE_NAME = "interview.ics"


@dataclass(frozen=True)
class Addressees:
    """Whom a message would reach now."""

    to_invite: tuple[str, ...]
    """Ids of those who have not opened their link and whom no invitation has reached, as far as is known."""
    to_remind: tuple[str, ...]
    """Ids of those who are not through and had no message lately."""
    n_reminded_lately: int
    n_without_address: int
    """People not through who can only be reached by copying a link."""
    n_in_doubt: int = 0
    """People whose invitation may have arrived or not; they are not invited again from here."""


def addressees(actor: Actor, campaign_id: str) -> Addressees:
    """Return whom invitations and reminders would go to now; nobody once the campaign is over."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "send_mail", campaign_id)
        campaign = in_state(connection, campaign_id, "published", "closed", "archived")
        return _addressees(connection, campaign, utc_now())


def send_invitations(actor: Actor, campaign_id: str, write: Writer) -> int:
    """Queue an invitation for everybody who still needs one, each with a link beside the one they may have.

    Returns
    -------
    int
        How many messages wait in the outbox now.

    Raises
    ------
    AccessError, MailError, UnknownCampaign, WrongState
        Nothing was queued.
    """
    require_mail(actor)
    now = utc_now()
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "send_mail", campaign_id)
        campaign = in_state(connection, campaign_id, "published")
        people = _people(connection, campaign.id, _addressees(connection, campaign, now).to_invite)
        _put_away_failed(connection, actor, campaign, people, now)
        links = further_links(connection, campaign, people, now)
        return queue_links(connection, actor, campaign, links, "invitation", write, now)


def send_reminders(actor: Actor, campaign_id: str, write: Writer) -> int:
    """Queue a reminder for everybody who is not through, and return how many; raises as send_invitations.

    Each holds a link of its own, because a stored link cannot be read again. The links before go on working:
    whoever is in the middle of a scene stays there.
    """
    require_mail(actor)
    now = utc_now()
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "send_mail", campaign_id)
        campaign = in_state(connection, campaign_id, "published")
        people = _people(connection, campaign.id, _addressees(connection, campaign, now).to_remind)
        _put_away_failed(connection, actor, campaign, people, now)
        links = further_links(connection, campaign, people, now)
        return queue_links(connection, actor, campaign, links, "reminder", write, now)


def _people(connection: Connection, campaign_id: str, wanted: tuple[str, ...]) -> list[Candidate]:
    ids = set(wanted)
    return [
        candidate for candidate in candidates.candidates_of(connection, campaign_id) if candidate.id in ids
    ]


def _addressees(connection: Connection, campaign: Campaign, now: dt.datetime) -> Addressees:
    nobody = Addressees((), (), 0, 0)
    if campaign.state != "published":
        return nobody
    written = _link_mails(connection, campaign.id)
    counted = nobody
    for person in progress.progress(connection, campaign.id):
        if not _is_awaited(person, campaign, now):
            continue
        if not person.email:
            counted = replace(counted, n_without_address=counted.n_without_address + 1)
            continue
        mails = written.get(person.candidate_id, [])
        invitations = [mail for mail in mails if mail.kind == "invitation"]
        if person.opened_at is None and all(_did_not_leave(mail) for mail in invitations):
            counted = replace(counted, to_invite=(*counted.to_invite, person.candidate_id))
        elif person.opened_at is None and not any(mail.state in REACHED for mail in invitations):
            counted = replace(counted, n_in_doubt=counted.n_in_doubt + 1)
        if any(_is_recent(mail, now) for mail in mails):
            counted = replace(counted, n_reminded_lately=counted.n_reminded_lately + 1)
        else:
            counted = replace(counted, to_remind=(*counted.to_remind, person.candidate_id))
    return counted


def _link_mails(connection: Connection, campaign_id: str) -> dict[str, list[Mail]]:
    by_candidate: dict[str, list[Mail]] = {}
    for mail in outbox.mails_of(connection, campaign_id):
        if mail.kind in TO_SIT and mail.candidate_id:
            by_candidate.setdefault(mail.candidate_id, []).append(mail)
    return by_candidate


def _is_awaited(person: Progress, campaign: Campaign, now: dt.datetime) -> bool:
    """Tell whether somebody can still answer; a link that was closed on purpose stays closed."""
    has_ended = person.finished_at or person.withdrawn_at or person.candidate_withdrawn_at
    limit = person.personal_deadline_at or campaign.deadline_at
    is_late = limit is not None and limit <= now
    return not (person.is_try_out or has_ended or is_late or person.link_expires_at is None)


def _did_not_leave(mail: Mail) -> bool:
    """Tell whether it is sure that a message reached nobody and never will by itself."""
    return mail.state in NOT_SENT and reason(mail) not in IN_DOUBT


def _put_away_failed(
    connection: Connection, actor: Actor, campaign: Campaign, people: list[Candidate], now: dt.datetime
) -> None:
    """Take from the outbox what did not leave and is now sent anew, so that nobody sends it once more."""
    written = _link_mails(connection, campaign.id)
    for person in people:
        for mail in written.get(person.id, []):
            if _did_not_leave(mail):
                put_away(connection, actor, mail, now)


def _is_recent(mail: Mail, now: dt.datetime) -> bool:
    if mail.state in ON_ITS_WAY:
        return True
    return mail.state == "sent" and mail.sent_at is not None and now - mail.sent_at < BETWEEN


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
        require_campaign_permission(connection, actor, "send_mail", campaign_id)
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
        require_campaign_permission(connection, actor, "send_mail", campaign_id)
        campaign = in_state(connection, campaign_id, *OPEN_STATES)
        wanted = [
            notice
            for notice in _untold(connection, campaign_id, now)
            if only in (None, notice.interview.candidate_id)
        ]
    files = {notice: candidate_calendar_file(actor, notice.interview.id).decode() for notice in wanted}
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "send_mail", campaign_id)
        # Who changed an interview meanwhile finds it here the next time.
        still = set(_untold(connection, campaign_id, now))
        mails = [
            _mail(actor, campaign, notice, text, write) for notice, text in files.items() if notice in still
        ]
        for mail in mails:
            outbox.stop_dates(connection, str(mail.candidate_id))
        outbox.add_mails(connection, mails, now)
        if mails:
            log_action(
                connection, actor, "send_mail", campaign_id, now,
                campaign_id=campaign_id, kind="interview", n=len(mails),
            )  # fmt: skip
    return len(mails)


def _untold(connection: Connection, campaign_id: str, now: dt.datetime) -> tuple[Untold, ...]:
    people = {candidate.id: candidate for candidate in candidates.candidates_of(connection, campaign_id)}
    complete = seats.complete_of_campaign(connection, campaign_id)
    newest = _sequences_sent(connection, campaign_id)
    untold: list[Untold] = []
    for interview in interviews.interviews_of_campaign(connection, campaign_id):
        person, before = people.get(interview.candidate_id), newest.get(interview.candidate_id)
        is_over = interview.id in complete or interview.starts_at is None or interview.starts_at <= now
        if person is None or not person.email or is_over:
            continue
        is_known = before is not None and before >= interview.sequence
        if is_known or (interview.cancelled_at is not None and before is None):
            continue
        untold.append(Untold(interview, person.email, person.language, before is not None))
    return tuple(untold)


def _sequences_sent(connection: Connection, campaign_id: str) -> dict[str, int]:
    """Return candidate id -> the newest state of their interview that was, or is being, sent to them."""
    newest: dict[str, int] = {}
    for mail in outbox.mails_of(connection, campaign_id):
        if mail.kind == "interview" and mail.candidate_id and mail.state in ("waiting", "sending", "sent"):
            for file in mail.attachments:
                newest[mail.candidate_id] = max(newest.get(mail.candidate_id, -1), int(file["sequence"]))
    return newest


def _mail(actor: Actor, campaign: Campaign, notice: Untold, calendar: str, write: Writer) -> NewMail:
    interview = notice.interview
    about = replace(
        occasion(campaign, "interview", name=interview.name, language=notice.language),
        starts_at=interview.starts_at,
        minutes=interview.minutes,
        place=interview.place,
        is_cancelled=interview.cancelled_at is not None,
        is_moved=notice.is_moved,
    )
    mail = mail_about(
        about,
        write,
        campaign_id=campaign.id,
        candidate_id=interview.candidate_id,
        recipient=notice.email,
        by=actor.account_id,
    )
    return replace(mail, attachments=({"name": FILE_NAME, "text": calendar, "sequence": interview.sequence},))
