"""Letters to candidates and staff: the occasions they are written on; the sentences stand in ``texts``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from data.accounts.accounts import Account
from data.campaigns.campaigns import Campaign
from data.mail.outbox import Kind, NewMail, State
from data.privacy.requests import Kind as RequestKind
from errors import MailError
from workflows.common.stored_settings import read_settings
from workflows.common.text import single_line, strip_control_characters

MAX_SUBJECT = 200
MAX_BODY = 10_000
"""Longest letter, in characters."""


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """Everything a letter may mention: no score, no rank, nobody else."""

    kind: Kind
    language: str
    """The candidate's."""
    name: str
    company: str
    job_title: str
    recruiter_name: str
    recruiter_contact: str
    time_zone: str
    link: str = ""
    until: dt.datetime | None = None
    """Until when the link works."""
    starts_at: dt.datetime | None = None
    minutes: int = 0
    place: str = ""
    is_cancelled: bool = False
    is_moved: bool = False
    """An interview whose date or place they were told before."""


class Letter(NamedTuple):
    """A text to send."""

    subject: str
    body: str


Writer = Callable[[Occasion], Letter]
"""Writes the letter of an occasion, in the candidate's language."""


def occasion(campaign: Campaign, kind: Kind, *, name: str, language: str) -> Occasion:
    """Return what every letter of a campaign says: company, post and whom to answer."""
    settings = read_settings(campaign.settings)
    return Occasion(
        kind=kind,
        language=language,
        name=name,
        company=company_of(campaign),
        job_title=settings.job_title or campaign.title,
        recruiter_name=settings.recruiter_name,
        recruiter_contact=settings.recruiter_contact,
        time_zone=settings.time_zone,
    )


def company_of(campaign: Campaign) -> str:
    """Return the name a company goes by in its letters; empty where nobody gave one."""
    named = (campaign.charter.get("company") or {}).get("name")
    return str(named or read_settings(campaign.settings).controller_name)


def checked_letter(subject: str, body: str) -> Letter:
    """Return a letter as it can be sent.

    Raises
    ------
    MailError
        ``no_subject``, ``no_body``, ``subject_long``, ``body_long``.
    """
    title, text = single_line(subject), strip_control_characters(body).strip()
    if not title:
        raise MailError("A letter needs a subject.", "no_subject")
    if not text:
        raise MailError("A letter needs a text.", "no_body")
    if len(title) > MAX_SUBJECT:
        raise MailError(f"A subject has at most {MAX_SUBJECT} characters.", "subject_long")
    if len(text) > MAX_BODY:
        raise MailError(f"A letter has at most {MAX_BODY} characters.", "body_long")
    return Letter(title, text + "\n")


def mail_about(
    about: Occasion,
    write: Writer,
    *,
    campaign_id: str,
    candidate_id: str,
    recipient: str,
    by: str,
    state: State = "waiting",
) -> NewMail:
    """Return the message of an occasion, ready for the outbox."""
    letter = write(about)
    return NewMail(
        kind=about.kind,
        language=about.language,
        recipient=recipient,
        subject=single_line(letter.subject),
        body=letter.body,
        created_by=by,
        campaign_id=campaign_id,
        candidate_id=candidate_id,
        state=state,
    )


@dataclass(frozen=True, kw_only=True)
class StaffOccasion:
    """Everything a message to a member of staff may mention: no candidate, nothing a candidate wrote."""

    kind: Kind
    name: str
    """Of whoever reads it."""
    language: str
    link: str = ""
    """Address of a page, or the link that opens it once."""
    campaign: str = ""
    request: RequestKind | None = None
    due_on: dt.date | None = None
    """The last day on which a request can be answered in time."""


StaffWriter = Callable[[StaffOccasion], Letter]
"""Writes the message of an occasion, in the reader's language."""


def mail_to(
    account: Account, about: StaffOccasion, write: StaffWriter, *, by: str, campaign_id: str | None = None
) -> NewMail:
    """Return the message of an occasion to an account, ready for the outbox."""
    letter = write(about)
    return NewMail(
        kind=about.kind,
        language=about.language,
        recipient=account.email,
        subject=single_line(letter.subject),
        body=letter.body,
        created_by=by,
        campaign_id=campaign_id,
        account_id=account.id,
    )
