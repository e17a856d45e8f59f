"""Candidates are added, corrected, invited by a personal link, and a link is renewed or closed."""

from __future__ import annotations

import datetime as dt
import secrets
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from data import campaigns, candidates, invitations
from data.campaigns import Campaign
from data.candidates import Candidate, NewCandidate
from data.engine import reading, writing
from data.tokens import new_token
from errors import CandidateError
from settings import settings
from workflows.access import Actor, require
from workflows.accounts import is_email
from workflows.drafts import in_state
from workflows.record import note

MAX_CANDIDATES = 20_000
"""In one campaign; pseudonyms would become scarce beyond."""

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


@dataclass(frozen=True)
class Person:
    """Who is to be invited."""

    name: str
    email: str | None
    language: str


@dataclass(frozen=True)
class FreshLink:
    """A candidate's link, readable only now: the database keeps its hash."""

    candidate_id: str
    pseudonym: str
    name: str
    email: str | None
    language: str
    address: str
    expires_at: dt.datetime


def add_candidate(
    actor: Actor, campaign_id: str, *, name: str, email: str | None, language: str
) -> FreshLink:
    """Add one candidate to a published campaign and return their link.

    Raises
    ------
    CandidateError
        When the name is missing, the e-mail is not one or is already in this campaign.
    WrongState
        When the campaign is not published.
    """
    return add_people(actor, campaign_id, [Person(name, email, language)])[0]


def add_people(actor: Actor, campaign_id: str, people: Sequence[Person]) -> tuple[FreshLink, ...]:
    """Add several candidates at once, all of them or none, and return their links."""
    require(actor, "invite")
    now = _now()
    with writing() as connection:
        campaign = in_state(connection, campaign_id, "published")
        taken = candidates.emails_in(connection, campaign_id)
        checked = []
        for person in people:
            checked.append(_checked(person, campaign, taken))
            if checked[-1].email:
                taken[checked[-1].email] = ""
        added = _add(connection, campaign, checked, now, is_try_out=False)
        note(connection, actor, "add_candidates", campaign_id, now, campaign_id=campaign.id, n=len(added))
        return added


def start_try_out(actor: Actor, campaign_id: str, language: str) -> FreshLink:
    """Return a link with which a member of staff sits the form as a candidate does, outside of the pool."""
    require(actor, "try_out")
    now = _now()
    with writing() as connection:
        campaign = in_state(connection, campaign_id, "published")
        person = _checked(Person(actor.name, None, language), campaign, {})
        link = _add(connection, campaign, [person], now, is_try_out=True)[0]
        note(connection, actor, "start_try_out", link.candidate_id, now, campaign_id=campaign.id)
        return link


def renew_link(actor: Actor, candidate_id: str) -> FreshLink:
    """Return a new link for a candidate; the one before stops working, what was answered stays."""
    require(actor, "invite")
    now = _now()
    with writing() as connection:
        candidate = known(connection, candidate_id)
        campaign = in_state(connection, candidate.campaign_id, "published")
        if candidate.withdrawn_at is not None:
            raise CandidateError("This person has withdrawn.", "candidate_withdrawn")
        note(connection, actor, "renew_link", candidate_id, now, campaign_id=campaign.id)
        return _links(connection, campaign, [candidate], now)[0]


def revoke_link(actor: Actor, candidate_id: str) -> None:
    """Close a candidate's link; what was answered stays."""
    require(actor, "invite")
    now = _now()
    with writing() as connection:
        candidate = known(connection, candidate_id)
        if invitations.revoke_links(connection, [candidate_id], now):
            campaign = in_state(connection, candidate.campaign_id, *campaigns.STATES)
            note(connection, actor, "revoke_link", candidate_id, now, campaign_id=campaign.id)


def correct(actor: Actor, candidate_id: str, *, name: str, email: str | None, language: str) -> None:
    """Correct a candidate's name, address or language; their link and answers stay theirs."""
    require(actor, "invite")
    with writing() as connection:
        candidate = known(connection, candidate_id)
        campaign = in_state(connection, candidate.campaign_id, *campaigns.STATES)
        taken = candidates.emails_in(connection, candidate.campaign_id)
        others = {address: whose for address, whose in taken.items() if whose != candidate_id}
        new = _checked(Person(name, email, language), campaign, others)
        fields = ("name", "email", "language")
        changed = [field for field in fields if getattr(new, field) != getattr(candidate, field)]
        if changed:
            candidates.change_candidate(
                connection, candidate_id, **{field: getattr(new, field) for field in changed}
            )
            note(
                connection,
                actor,
                "correct_candidate",
                candidate_id,
                _now(),
                campaign_id=campaign.id,
                fields=changed,
            )


def emails_taken(actor: Actor, campaign_id: str) -> frozenset[str]:
    """Return the e-mails a campaign already has, to warn before an import."""
    require(actor, "invite")
    with reading() as connection:
        return frozenset(candidates.emails_in(connection, campaign_id))


def known(connection: Connection, candidate_id: str) -> Candidate:
    """Return a candidate; CandidateError when there is none."""
    found = candidates.candidate_by_id(connection, candidate_id)
    if found is None:
        raise CandidateError("There is no such candidate.", "unknown_candidate")
    return found


def tidy(text: str) -> str:
    """Return a name or address in one Unicode form, without control signs or doubled spaces."""
    normal = unicodedata.normalize("NFC", text)
    shown = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in normal)
    return " ".join(shown.split())


def _checked(person: Person, campaign: Campaign, taken: dict[str, str]) -> Person:
    name, email = tidy(person.name), tidy(person.email or "").lower() or None
    if not 1 <= len(name) <= 120:
        raise CandidateError("A candidate's name has 1 to 120 characters.", "candidate_name")
    if email is not None and not is_email(email):
        raise CandidateError("This is not an e-mail address.", "candidate_email", email=email)
    if email in taken:
        raise CandidateError("This e-mail is already in the campaign.", "candidate_twice", email=email)
    offered = campaign.settings.get("languages") or ["fr", "en"]
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
    by_id = {one.id: one for one in candidates.candidates_of(connection, campaign.id)}
    return _links(connection, campaign, [by_id[candidate_id] for candidate_id in ids], now)


def _pseudonyms(n: int, taken: Iterable[str]) -> list[str]:
    """Draw pseudonyms such as K-4831 at random: their order says nothing about who came first."""
    used, drawn = set(taken), []
    while len(drawn) < n:
        name = f"{secrets.choice(_LETTERS)}-{1000 + secrets.randbelow(9000)}"
        if name not in used:
            used.add(name)
            drawn.append(name)
    return drawn


def _links(
    connection: Connection, campaign: Campaign, people: Sequence[Candidate], now: dt.datetime
) -> tuple[FreshLink, ...]:
    tokens = {one.id: new_token() for one in people}
    by_expiry: dict[dt.datetime, dict[str, str]] = defaultdict(dict)
    for one in people:
        by_expiry[_expires_at(campaign, one, now)][one.id] = tokens[one.id]
    for expires_at, some in by_expiry.items():
        invitations.add_invitations(connection, some, now=now, expires_at=expires_at)
    root = settings().public_url.rstrip("/")
    return tuple(
        FreshLink(
            one.id, one.pseudonym, one.name, one.email, one.language, f"{root}/i/{tokens[one.id]}",
            _expires_at(campaign, one, now),
        )
        for one in people
    )  # fmt: skip


def _expires_at(campaign: Campaign, candidate: Candidate, now: dt.datetime) -> dt.datetime:
    limit = candidate.deadline_at or campaign.deadline_at
    return limit or now + dt.timedelta(days=settings().invitation_days)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
