"""The monitor of a campaign: how far each candidate is, and deadlines extended and sittings reopened."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import Connection

from data.campaigns.campaigns import Campaign, Counts, campaign_by_id, counts
from data.candidates import candidates, progress
from data.candidates.candidates import Candidate
from data.candidates.progress import Progress
from data.sitting import sittings
from domain import CAMPAIGN_STATES
from errors import CandidateError, UnknownCampaign
from workflows.audit.log import log_action
from workflows.campaigns.drafts import in_state
from workflows.candidates.invitations import candidate_in_campaign
from workflows.common.access import Actor, campaign_filter, has_permission, require_campaign_permission
from workflows.common.clock import is_skipped, utc_now
from workflows.common.transactions import reading, writing

Status = Literal["invited", "no_link", "opened", "practising", "scene", "finished", "withdrawn", "expired"]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True)
class Line:
    """One candidate on the monitor."""

    candidate_id: str
    pseudonym: str
    name: str
    email: str | None
    language: str
    status: Status
    n_answered: int
    n_items: int
    since: dt.datetime
    """When the status began, or the last answer while they are at the scenes."""
    deadline_at: dt.datetime | None
    is_extended: bool
    is_ended_by_deadline: bool
    """Whether the server ended the sitting, finished or not, because the deadline had passed."""
    has_link: bool
    needs: tuple[str, ...]
    needs_note: str
    comment: str


@dataclass(frozen=True)
class Board:
    """The monitor of one campaign at one moment."""

    lines: tuple[Line, ...]
    try_outs: tuple[Line, ...]
    by_status: Mapping[Status, int]
    """Try-outs left out."""
    at: dt.datetime


def board(actor: Actor, campaign_id: str) -> Board:
    """Return where every candidate stands now."""
    now = utc_now()
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "monitor", campaign_id)
        campaign = campaign_by_id(connection, campaign_id)
        if campaign is None:
            raise UnknownCampaign("There is no such campaign, or it was deleted.", id=campaign_id)
        people = progress.progress(connection, campaign_id)
        asked = (
            progress.accommodations(connection, campaign_id)
            if has_permission(actor, "see_accommodations")
            else ()
        )
    needs: dict[str, list[progress.Needs]] = defaultdict(list)
    for request in asked:
        needs[request.candidate_id].append(request)
    people = sorted(people, key=lambda person: (alphabetical(person.name), person.candidate_id))
    lines = [
        (person.is_try_out, _line(person, campaign, needs[person.candidate_id], now)) for person in people
    ]
    in_pool = tuple(line for is_try_out, line in lines if not is_try_out)
    counted = Counter(line.status for line in in_pool)
    return Board(
        lines=in_pool,
        try_outs=tuple(line for is_try_out, line in lines if is_try_out),
        by_status={status: counted[status] for status in STATUSES},
        at=now,
    )


def _line(person: Progress, campaign: Campaign, asked: list[progress.Needs], now: dt.datetime) -> Line:
    deadline_at = person.personal_deadline_at or campaign.deadline_at
    status, since = _status(person, deadline_at, now)
    last = asked[-1] if asked else None
    return Line(
        candidate_id=person.candidate_id,
        pseudonym=person.pseudonym,
        name=person.name,
        email=person.email,
        language=person.language,
        status=status,
        n_answered=person.n_answered,
        n_items=len(campaign.item_ids),
        since=since,
        deadline_at=deadline_at,
        is_extended=person.personal_deadline_at is not None,
        is_ended_by_deadline=person.ended_by_deadline_at is not None,
        has_link=person.link_expires_at is not None and person.link_expires_at > now,
        needs=tuple(last.needs) if last else (),
        needs_note=last.note if last else "",
        comment=person.comment or "",
    )


def _status(
    person: Progress, deadline_at: dt.datetime | None, now: dt.datetime
) -> tuple[Status, dt.datetime]:
    """Return where somebody stands and since when, from what happened to them last."""
    withdrawn_at = person.withdrawn_at or person.candidate_withdrawn_at
    if withdrawn_at is not None:
        return "withdrawn", withdrawn_at
    if person.finished_at is not None:
        return "finished", person.finished_at
    if deadline_at is not None and deadline_at < now:
        return "expired", deadline_at
    return _under_way(person)


def _under_way(person: Progress) -> tuple[Status, dt.datetime]:
    if person.opened_at is None:
        return ("no_link" if person.link_expires_at is None else "invited"), person.created_at
    if person.n_answered or person.practised_at is not None:
        return "scene", person.last_answer_at or person.practised_at or person.opened_at
    if person.needs_asked_at is not None:
        return "practising", person.needs_asked_at
    return "opened", person.opened_at


def alphabetical(name: str) -> str:
    """Return what a name is sorted by: Éloïse stands between Elodie and Emma, on every database."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return bare.casefold()


def has_candidates(actor: Actor, campaign_id: str) -> bool:
    """Tell whether anybody has been added to a campaign yet, try-outs left out."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "monitor", campaign_id)
        return counts(connection).get(campaign_id, Counts()).invited > 0


def extend(actor: Actor, candidate_id: str, until: dt.datetime) -> None:
    """Give one person until later than everybody else; a sitting that the deadline ended goes on.

    Raises
    ------
    CandidateError
        When the new deadline is past, or they have withdrawn.
    """
    now = utc_now()
    with writing(actor) as connection:
        candidate = candidate_in_campaign(connection, actor, "monitor", candidate_id)
        campaign = in_state(connection, candidate.campaign_id, "published")
        _refuse_past(until, now)
        if candidate.withdrawn_at is not None:
            raise CandidateError("This person has withdrawn.", "candidate_withdrawn")
        _prolong(connection, candidate, until)
        sittings.resume(connection, candidate_id)
        log_action(
            connection,
            actor,
            "extend_deadline",
            candidate_id,
            now,
            campaign_id=campaign.id,
            until=until.isoformat(),
        )


def reopen(actor: Actor, candidate_id: str, until: dt.datetime | None = None) -> None:
    """Let a finished or withdrawn person go on where they stopped.

    Parameters
    ----------
    actor, candidate_id
        Who reopens, and whose sitting.
    until : datetime, optional
        A later deadline, needed when theirs is past.

    Raises
    ------
    CandidateError
        When there is nothing to reopen, or the deadline is past and no later one is given.
    """
    now = utc_now()
    with writing(actor) as connection:
        candidate = candidate_in_campaign(connection, actor, "monitor", candidate_id)
        campaign = in_state(connection, candidate.campaign_id, "published")
        person = _sitting_of(connection, campaign, candidate_id)
        if person.sitting_id is None or not (person.finished_at or person.withdrawn_at):
            raise CandidateError("There is no ended sitting to reopen.", "nothing_to_reopen")
        limit = until or candidate.deadline_at or campaign.deadline_at
        if limit is not None:
            _refuse_past(limit, now)
        if until is not None:
            _prolong(connection, candidate, until)
        was = "withdrawn" if person.withdrawn_at else "finished"
        sittings.change(
            connection, person.sitting_id, finished_at=None, withdrawn_at=None, ended_by_deadline_at=None
        )
        candidates.change_candidate(connection, candidate_id, withdrawn_at=None)
        log_action(connection, actor, "reopen_sitting", candidate_id, now, campaign_id=campaign.id, was=was)


def _sitting_of(connection: Connection, campaign: Campaign, candidate_id: str) -> Progress:
    everyone = progress.progress(connection, campaign.id)
    return next(person for person in everyone if person.candidate_id == candidate_id)


def _prolong(connection: Connection, candidate: Candidate, until: dt.datetime) -> None:
    candidates.change_candidate(connection, candidate.id, deadline_at=until)
    candidates.prolong_link(connection, candidate.id, until)


def _refuse_past(until: dt.datetime, now: dt.datetime) -> None:
    if is_skipped(until):
        raise CandidateError("Clocks skip this hour on that day.", "deadline_gap")
    if until <= now:
        raise CandidateError("The deadline must lie in the future.", "deadline_past")


@dataclass(frozen=True)
class Resit:
    """A candidate who has met some of these items before, in another campaign."""

    candidate_id: str
    name: str
    campaign_title: str | None
    """None: a campaign that who asks does not reach."""
    opened_at: dt.datetime
    n_shared: int
    n_items: int


def resits(actor: Actor, campaign_id: str) -> tuple[Resit, ...]:
    """Return the candidates who have already sat some of this campaign's items elsewhere (by e-mail)."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "invite", campaign_id)
        campaign = in_state(connection, campaign_id, *CAMPAIGN_STATES)
        emails = candidates.emails_in(connection, campaign_id)
        earlier = progress.earlier_sittings(connection, emails, other_than=campaign_id)
        is_reached = campaign_filter(connection, actor)
        people = {candidate.id: candidate for candidate in candidates.candidates_of(connection, campaign_id)}
    asked = set(campaign.item_ids)
    all_resits = [
        Resit(
            candidate_id=emails[sitting.email],
            name=people[emails[sitting.email]].name,
            campaign_title=sitting.campaign_title if is_reached(sitting.campaign_id) else None,
            opened_at=sitting.opened_at,
            n_shared=len(asked & set(sitting.item_ids)),
            n_items=len(asked),
        )
        for sittings in earlier.values()
        for sitting in sittings
    ]
    return tuple(resit for resit in all_resits if resit.n_shared)
