"""The rights of candidates over their own data, exercised by their link alone.

Rights outlast the exercise: a link whose deadline has passed still opens them; one that was closed does not.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from data.candidates.candidates import candidate_by_id
from data.common.engine import reading, writing
from data.privacy import requests, self_identification
from data.privacy.requests import KINDS
from data.privacy.requests import Agreement as Agreement
from data.privacy.requests import Kind as Kind
from data.privacy.requests import Request as Request
from data.sitting.sittings import Invited
from errors import RequestError
from workflows.audit.log import CANDIDATE, AuditAction, log_action_by
from workflows.campaigns.campaign_end import is_campaign_over
from workflows.candidates.links import LaterLink, later_links
from workflows.common.clock import utc_now
from workflows.common.stored_settings import StoredSettings, read_settings
from workflows.common.text import strip_control_characters
from workflows.mail.letters import StaffWriter
from workflows.privacy.requests import a_month_later, tell_asked
from workflows.sitting.state import link_holder, refuse_unopened

MAX_TEXT = 4000
"""Longest request, in characters."""
MAX_OPEN = 10
"""Requests of one person that wait at the same time."""
LONGER_MONTHS = 24
"""How long somebody is kept who agrees to it, after the last contact: the most that is recommended.

References: [cnil2023]
"""
FeedbackState = Literal["ready", "too_early", "not_finished"]


@dataclass(frozen=True, slots=True)
class Rights:
    """The state of one person's rights."""

    candidate_id: str
    language: str
    settings: StoredSettings
    """Of the campaign: who answers for it, whom to ask, in which time zone."""
    can_withdraw: bool
    feedback: FeedbackState
    requests: tuple[Request, ...]
    """Newest first."""
    agreement: Agreement | None
    """None: never agreed; else standing or taken back."""
    links: tuple[LaterLink, ...]
    """Made after the first; oldest first."""
    asks_groups: bool
    """Whether the campaign asks for sex and age band, after the end."""
    identified_at: dt.datetime | None
    """When they said something of it; what they said is shown to nobody."""


def rights_of(token: str) -> Rights:
    """Return where the rights of whoever holds this link stand.

    Raises
    ------
    LinkUnknown, LinkRevoked
    """
    with reading() as connection:
        invited = holder(connection, token)
        sitting = invited.sitting
        return Rights(
            candidate_id=invited.candidate_id,
            language=sitting.language if sitting else invited.language,
            settings=read_settings(invited.campaign_settings),
            can_withdraw=sitting is not None and sitting.withdrawn_at is None,
            feedback=_feedback(connection, invited),
            requests=requests.requests_by(connection, invited.candidate_id)[::-1],
            agreement=requests.agreement_of(connection, invited.candidate_id),
            links=later_links(connection, invited.candidate_id),
            asks_groups=asks_groups(invited),
            identified_at=self_identification.given_at(connection, invited.candidate_id),
        )


def holder(connection: Connection, token: str) -> Invited:
    """Return whose rights a link opens.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkUnopened
        When it opens nobody's, or nothing was done with it yet.
    """
    invited = link_holder(connection, token)
    refuse_unopened(invited)
    return invited


def asks_groups(invited: Invited) -> bool:
    """Tell whether this person may say sex and age band: it is asked, they finished, the campaign runs."""
    sitting = invited.sitting
    return (
        read_settings(invited.campaign_settings).self_identification
        and invited.campaign_state == "published"
        and sitting is not None
        and sitting.finished_at is not None
        and sitting.withdrawn_at is None
    )


def ask(token: str, kind: str, text: str, write: StaffWriter | None = None) -> str:
    """Store a request with its due date and return its id; the same one while it is open is stored once.

    Parameters
    ----------
    token : str
        The link's secret.
    kind : "rectify", "review" or "erase"
    text : str
        What is asked, up to 4,000 characters; needed except to be erased.
    write : StaffWriter, optional
        Writes to those who may answer, where mail is set up.

    Raises
    ------
    LinkUnknown, LinkRevoked
    RequestError
        ``kind``, ``text_missing``, ``text_long``, ``too_many``. Nothing was stored.
    """
    known_kind, request_text = _kind(kind), strip_control_characters(text).strip()
    if not request_text and known_kind != "erase":
        raise RequestError("A request says what is asked.", "text_missing")
    if len(request_text) > MAX_TEXT:
        raise RequestError(f"A request has at most {MAX_TEXT} characters.", "text_long")
    now = utc_now()
    with writing() as connection:
        invited = holder(connection, token)
        waiting = [
            request
            for request in requests.requests_by(connection, invited.candidate_id)
            if request.closed_at is None
        ]
        # A second click asks for nothing new, nor does a second wish to be erased.
        again = (
            request.id
            for request in waiting
            if request.kind == known_kind and (known_kind == "erase" or request.text == request_text)
        )
        if (same := next(again, None)) is not None:
            return same
        if len(waiting) >= MAX_OPEN:
            raise RequestError(f"{MAX_OPEN} requests are waiting already.", "too_many")
        due_at = a_month_later(now, read_settings(invited.campaign_settings).time_zone)
        request_id = requests.add_request(
            connection, invited.candidate_id, known_kind, request_text, now=now, due_at=due_at
        )
        note_own(connection, invited, "ask_request", now, kind=known_kind, request=request_id)
        if write is not None and (person := candidate_by_id(connection, invited.candidate_id)) is not None:
            tell_asked(connection, person.campaign_id, known_kind, due_at, write, now)
        return request_id


def _kind(kind: str) -> Kind:
    kinds: dict[str, Kind] = {code: code for code in KINDS}
    if kind not in kinds:
        raise RequestError(f"A request is one of {', '.join(KINDS)}.", "kind")
    return kinds[kind]


def agree_longer(token: str) -> None:
    """Note that this person agrees to be kept up to ``LONGER_MONTHS`` months after the last contact.

    Raises
    ------
    LinkUnknown, LinkRevoked
        Nothing was stored.
    """
    now = utc_now()
    with writing() as connection:
        invited = holder(connection, token)
        standing = requests.agreement_of(connection, invited.candidate_id)
        if standing is not None and standing.withdrawn_at is None:
            return
        requests.agree(connection, invited.candidate_id, LONGER_MONTHS, now)
        note_own(connection, invited, "agree_longer", now, months=LONGER_MONTHS)


def take_back(token: str) -> None:
    """Note that this person no longer agrees to be kept for longer; without an agreement nothing happens.

    Raises
    ------
    LinkUnknown, LinkRevoked
        Nothing was stored.
    """
    now = utc_now()
    with writing() as connection:
        invited = holder(connection, token)
        standing = requests.agreement_of(connection, invited.candidate_id)
        if standing is None or standing.withdrawn_at is not None:
            return
        requests.take_back(connection, invited.candidate_id, now)
        note_own(connection, invited, "take_back_agreement", now)


def _feedback(connection: Connection, invited: Invited) -> FeedbackState:
    """Say whether ``workflows.candidates.feedback`` would answer, without working anything out."""
    sitting = invited.sitting
    if sitting is None or sitting.finished_at is None or sitting.withdrawn_at is not None:
        return "not_finished"
    if is_campaign_over(connection, invited):
        return "ready"
    return "too_early"


def note_own(
    connection: Connection, invited: Invited, deed: AuditAction, now: dt.datetime, **details: object
) -> None:
    """Write down that the person whom the line is about did something; ids and codes, never a text."""
    log_action_by(
        connection, CANDIDATE, deed, invited.candidate_id, now, campaign_id=invited.campaign_id, **details
    )
