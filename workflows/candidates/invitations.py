"""Candidates added and corrected, invited by a personal link, and their links renewed or closed."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from data.campaigns.campaigns import Campaign
from data.candidates import candidates
from data.candidates.candidates import Candidate, NewCandidate
from data.common.locks import people_of
from data.mail import outbox
from domain import CAMPAIGN_STATES
from errors import CandidateError, ChangedMeanwhile
from workflows.audit.log import log_action
from workflows.campaigns.drafts import in_state
from workflows.candidates.links import FreshLink, new_links, queue_links
from workflows.common.access import (
    Actor,
    Permission,
    can_access_campaign,
    require_campaign_permission,
    require_permission,
)
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings
from workflows.common.text import bare_address, is_email, looks_like_email, same_mailbox, same_name, tidy
from workflows.common.transactions import reading, writing
from workflows.mail.letters import Writer
from workflows.mail.outbox import require_mail

MAX_CANDIDATES = 20_000
"""In one campaign; pseudonyms would become scarce beyond."""

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


@dataclass(frozen=True)
class Person:
    """Who is to be invited."""

    name: str
    email: str | None
    language: str


def add_candidate(
    actor: Actor,
    campaign_id: str,
    *,
    name: str,
    email: str | None,
    language: str,
    write: Writer | None = None,
) -> FreshLink:
    """Add one candidate to a published campaign and return their link; ``write`` as in add_people.

    Raises
    ------
    CandidateError
        When the name is missing, the e-mail is not one or is already in this campaign.
    WrongState
        When the campaign is not published.
    """
    return add_people(actor, campaign_id, [Person(name, email, language)], write)[0]


def add_people(
    actor: Actor, campaign_id: str, people: Sequence[Person], write: Writer | None = None
) -> tuple[FreshLink, ...]:
    """Add several candidates at once, all of them or none, and return their links.

    ``write``: who writes the invitations, to be sent by mail to those with an address; None: nothing is sent.
    """
    require_permission(actor, "invite")
    if write is not None:
        require_mail(actor)
    now = utc_now()
    with writing(actor, alone=people_of(campaign_id)) as connection:
        require_campaign_permission(connection, actor, "invite", campaign_id)
        campaign = in_state(connection, campaign_id, "published")
        taken = _mailboxes(connection, campaign_id)
        checked = []
        for person in people:
            checked.append(_checked(person, campaign, taken))
            if checked[-1].email:
                taken[same_mailbox(checked[-1].email)] = ""
        added = _add(connection, campaign, checked, now, is_try_out=False)
        log_action(
            connection, actor, "add_candidates", campaign_id, now, campaign_id=campaign.id, n=len(added)
        )
        if write is not None:
            queue_links(connection, actor, campaign, added, "invitation", write, now)
        return added


def start_try_out(actor: Actor, campaign_id: str, language: str) -> FreshLink:
    """Return a link with which a member of staff sits the form as a candidate does, outside of the pool."""
    now = utc_now()
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "try_out", campaign_id)
        campaign = in_state(connection, campaign_id, "published")
        person = _checked(Person(actor.name, None, language), campaign, {})
        link = _add(connection, campaign, [person], now, is_try_out=True)[0]
        log_action(connection, actor, "start_try_out", link.candidate_id, now, campaign_id=campaign.id)
        return link


def renew_link(actor: Actor, candidate_id: str) -> FreshLink:
    """Return a new link for a candidate; the one before stops working, what was answered stays."""
    now = utc_now()
    with writing(actor) as connection:
        candidate = candidate_in_campaign(connection, actor, "invite", candidate_id)
        campaign = in_state(connection, candidate.campaign_id, "published")
        if candidate.withdrawn_at is not None:
            raise CandidateError("This person has withdrawn.", "candidate_withdrawn")
        log_action(connection, actor, "renew_link", candidate_id, now, campaign_id=campaign.id)
        return new_links(connection, campaign, [candidate], now)[0]


def revoke_link(actor: Actor, candidate_id: str) -> None:
    """Close a candidate's link; what was answered stays."""
    now = utc_now()
    with writing(actor) as connection:
        candidate = candidate_in_campaign(connection, actor, "invite", candidate_id)
        outbox.stop_links(connection, [candidate_id])
        if candidates.revoke_links(connection, [candidate_id], now):
            campaign = in_state(connection, candidate.campaign_id, *CAMPAIGN_STATES)
            log_action(connection, actor, "revoke_link", candidate_id, now, campaign_id=campaign.id)


def correct(
    actor: Actor,
    candidate_id: str,
    *,
    name: str,
    email: str | None,
    language: str,
    shown: Person | None = None,
) -> None:
    """Correct a candidate's name, address or language; their link and answers stay theirs.

    Parameters
    ----------
    shown : Person, optional
        What the form showed: what was left as it was shown there is left as it is now.

    Raises
    ------
    ChangedMeanwhile
        When somebody else has changed the very same part since; nothing was stored.
    """
    typed = Person(name, email, language)
    with writing(actor) as connection:
        candidate = candidate_in_campaign(connection, actor, "invite", candidate_id)
        stored = Person(candidate.name, candidate.email, candidate.language)
        corrected = typed if shown is None else _merged(typed, shown, stored)
        campaign = in_state(connection, candidate.campaign_id, *CAMPAIGN_STATES)
        taken = _mailboxes(connection, candidate.campaign_id)
        others = {address: whose for address, whose in taken.items() if whose != candidate_id}
        new = _checked(corrected, campaign, others)
        fields = ("name", "email", "language")
        changed = [field for field in fields if getattr(new, field) != getattr(candidate, field)]
        if changed:
            candidates.change_candidate(
                connection, candidate_id, **{field: getattr(new, field) for field in changed}
            )
            log_action(
                connection,
                actor,
                "correct_candidate",
                candidate_id,
                utc_now(),
                campaign_id=campaign.id,
                fields=changed,
            )


def _merged(typed: Person, shown: Person, stored: Person) -> Person:
    """Return what is stored now with what was changed in the form."""
    merged = {}
    for part in ("name", "email", "language"):
        new, before, now = (getattr(person, part) for person in (typed, shown, stored))
        if new != before and now not in (before, new):
            raise ChangedMeanwhile("Somebody corrected this candidate meanwhile.", part=part)
        merged[part] = now if new == before else new
    return Person(**merged)


def emails_taken(actor: Actor, campaign_id: str) -> frozenset[str]:
    """Return the e-mails a campaign has, as ``same_mailbox`` writes them, to warn before an import."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "invite", campaign_id)
        return frozenset(_mailboxes(connection, campaign_id))


def names_taken(actor: Actor, campaign_id: str) -> dict[str, bool]:
    """Return a campaign's names, as ``same_name`` writes them -> whether all who bear it have an address."""
    has_address: dict[str, bool] = {}
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "invite", campaign_id)
        for candidate in candidates.candidates_of(connection, campaign_id):
            if not candidate.is_try_out:
                name = same_name(candidate.name)
                has_address[name] = has_address.get(name, True) and candidate.email is not None
    return has_address


def languages_offered(actor: Actor, campaign_id: str) -> tuple[str, ...]:
    """Return the languages a campaign writes in; the first is for those who speak none of them."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "invite", campaign_id)
        return _offered(in_state(connection, campaign_id, *CAMPAIGN_STATES))


def _offered(campaign: Campaign) -> tuple[str, ...]:
    return read_settings(campaign.settings).languages


def candidate_in_campaign(
    connection: Connection, actor: Actor, permission: Permission, candidate_id: str
) -> Candidate:
    """Return a candidate to somebody who may do this in their campaign.

    Raises
    ------
    AccessError
    CandidateError
        ``unknown_candidate``: there is none, or they are another team's; which of them is not told.
    """
    require_permission(actor, permission)
    candidate = candidates.candidate_by_id(connection, candidate_id)
    if candidate is None or not can_access_campaign(connection, actor, candidate.campaign_id):
        raise CandidateError("There is no such candidate.", "unknown_candidate")
    return candidate


def _mailboxes(connection: Connection, campaign_id: str) -> dict[str, str]:
    """Return the addresses of a campaign, however they were spelled -> whose id they are."""
    emails = candidates.emails_in(connection, campaign_id)
    return {same_mailbox(address): whose for address, whose in emails.items()}


def _checked(person: Person, campaign: Campaign, taken: dict[str, str]) -> Person:
    name, email = tidy(person.name), bare_address(person.email or "") or None
    if not 1 <= len(name) <= 120:
        raise CandidateError("A candidate's name has 1 to 120 characters.", "candidate_name")
    if email is not None and not is_email(email):
        code = "candidate_email_letters" if looks_like_email(email) else "candidate_email"
        raise CandidateError("No message can be sent to this e-mail address.", code, email=email)
    if email is not None and same_mailbox(email) in taken:
        raise CandidateError("This e-mail is already in the campaign.", "candidate_twice", email=email)
    offered = _offered(campaign)
    return Person(name, email, person.language if person.language in offered else offered[0])


def _add(
    connection: Connection,
    campaign: Campaign,
    people: Sequence[Person],
    now: dt.datetime,
    *,
    is_try_out: bool,
) -> tuple[FreshLink, ...]:
    taken = candidates.pseudonyms_in(connection, campaign.id)
    if len(taken) + len(people) > MAX_CANDIDATES:
        raise CandidateError(f"A campaign takes at most {MAX_CANDIDATES} candidates.", "too_many_candidates")
    names = _pseudonyms(len(people), taken)
    new = [
        NewCandidate(pseudonym, person.name, person.email, person.language, is_try_out)
        for pseudonym, person in zip(names, people, strict=True)
    ]
    ids = candidates.add_candidates(connection, campaign.id, new, now)
    by_id = {candidate.id: candidate for candidate in candidates.candidates_of(connection, campaign.id)}
    return new_links(connection, campaign, [by_id[candidate_id] for candidate_id in ids], now)


def _pseudonyms(n: int, taken: Iterable[str]) -> list[str]:
    """Draw pseudonyms such as K-4831 at random: their order says nothing about who came first."""
    used, drawn = set(taken), []
    while len(drawn) < n:
        name = f"{secrets.choice(_LETTERS)}-{1000 + secrets.randbelow(9000)}"
        if name not in used:
            used.add(name)
            drawn.append(name)
    return drawn
