"""Sittings: one candidate taking one form once, and the milestones of how far they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, func, select

from data.audit.written import change_rows, insert_missing, insert_row
from data.common.ids import new_id
from data.common.rows import columns_for
from data.common.tokens import token_hash
from data.schema import accommodation, campaign, candidate, invitation, sitting

Milestone = Literal[
    "language_chosen_at", "notice_acknowledged_at", "charter_read_at", "needs_asked_at", "practised_at"
]


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting with what its pages need of the candidate and the campaign."""

    id: str
    candidate_id: str
    campaign_id: str
    form_id: str
    seed: str
    item_order: list[str]
    option_orders: dict[str, list[str]]
    language: str
    language_chosen_at: dt.datetime | None
    notice_acknowledged_at: dt.datetime | None
    charter_read_at: dt.datetime | None
    needs_asked_at: dt.datetime | None
    practised_at: dt.datetime | None
    last_seen_at: dt.datetime
    finished_at: dt.datetime | None
    withdrawn_at: dt.datetime | None
    comment: str | None
    ended_by_deadline_at: dt.datetime | None
    """When the server ended it because the deadline had passed; None: it did not."""
    deadline_at: dt.datetime | None
    """The candidate's own deadline when the recruiter extended it, else the campaign's."""
    campaign_state: str
    campaign_settings: dict[str, Any]
    is_fictional: bool
    is_try_out: bool
    candidate_name: str


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a link belongs to, whether it still opens anything, and the sitting it opened."""

    invitation_id: str
    candidate_id: str
    campaign_id: str
    form_id: str | None
    """The campaign's form; None while it is a draft."""
    language: str
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    opened_at: dt.datetime | None
    """When something was first done with this very link; None: nothing yet."""
    deadline_at: dt.datetime | None
    candidate_name: str
    is_try_out: bool
    is_fictional: bool
    campaign_state: str
    campaign_settings: dict[str, Any]
    sitting: Sitting | None


_DEADLINE = func.coalesce(candidate.c.deadline_at, campaign.c.deadline_at)
_SITTING = columns_for(
    Sitting,
    sitting,
    campaign_id=candidate.c.campaign_id,
    deadline_at=_DEADLINE,
    campaign_state=campaign.c.state,
    campaign_settings=campaign.c.settings,
    is_fictional=campaign.c.is_fictional,
    is_try_out=candidate.c.is_try_out,
    candidate_name=candidate.c.name,
)
_LINK = columns_for(
    Invited,
    invitation,
    without=("sitting",),
    invitation_id=invitation.c.id,
    candidate_id=candidate.c.id,
    campaign_id=candidate.c.campaign_id,
    form_id=campaign.c.form_id,
    language=candidate.c.language,
    deadline_at=_DEADLINE,
    candidate_name=candidate.c.name,
    is_try_out=candidate.c.is_try_out,
    is_fictional=campaign.c.is_fictional,
    campaign_state=campaign.c.state,
    campaign_settings=campaign.c.settings,
)
# One statement, built once: a candidate's page asks it at every run.
_BY_TOKEN = (
    select(*_LINK, *_SITTING)
    .select_from(invitation)
    .join(candidate, candidate.c.id == invitation.c.candidate_id)
    .join(campaign, campaign.c.id == candidate.c.campaign_id)
    .outerjoin(sitting, sitting.c.candidate_id == candidate.c.id)
    .where(invitation.c.token_hash == bindparam("token_hash"))
)


# An outer join cannot be locked; who holds a sitting has one.
_HELD_BY_TOKEN = (
    select(*_LINK, *_SITTING)
    .select_from(invitation)
    .join(candidate, candidate.c.id == invitation.c.candidate_id)
    .join(campaign, campaign.c.id == candidate.c.campaign_id)
    .join(sitting, sitting.c.candidate_id == candidate.c.id)
    .where(invitation.c.token_hash == bindparam("token_hash"))
    .with_for_update(of=sitting)
)


def invited_by(connection: Connection, token: str, *, hold: bool = False) -> Invited | None:
    """Return whom this link invites and the sitting it opened, or None if nobody was given it.

    With ``hold`` nobody else changes the sitting until the transaction ends: PostgreSQL locks its row, SQLite
    has given the whole database to this writer.
    """
    named = {"token_hash": token_hash(token)}
    row = None
    if hold and connection.dialect.name != "sqlite":
        row = connection.execute(_HELD_BY_TOKEN, named).first()
    if row is None:
        row = connection.execute(_BY_TOKEN, named).first()
    if row is None:
        return None
    link, rest = row[: len(_LINK)], row[len(_LINK) :]
    return Invited(*link, sitting=Sitting(*rest) if rest[0] is not None else None)


_SITTING_HELD = (
    select(*_SITTING)
    .select_from(sitting)
    .join(candidate, candidate.c.id == sitting.c.candidate_id)
    .join(campaign, campaign.c.id == candidate.c.campaign_id)
    .where(sitting.c.id == bindparam("sitting_id"))
    .with_for_update(of=sitting)
)


def held_sitting(connection: Connection, sitting_id: str) -> Sitting | None:
    """Return a sitting that nobody else changes until the transaction ends; None: it is gone."""
    row = connection.execute(_SITTING_HELD, {"sitting_id": sitting_id}).first()
    return Sitting(*row) if row else None


def overdue(connection: Connection, before: dt.datetime, campaign_id: str | None = None) -> tuple[str, ...]:
    """Return the ids of sittings of open campaigns that nobody ended and whose deadline lies before a time.

    Parameters
    ----------
    before : datetime
        UTC.
    campaign_id : str, optional
        Of this campaign only.
    """
    query = (
        select(sitting.c.id)
        .join(candidate, candidate.c.id == sitting.c.candidate_id)
        .join(campaign, campaign.c.id == candidate.c.campaign_id)
        .where(
            before > _DEADLINE,
            campaign.c.state == "published",
            sitting.c.ended_by_deadline_at.is_(None),
            sitting.c.finished_at.is_(None),
            sitting.c.withdrawn_at.is_(None),
            candidate.c.withdrawn_at.is_(None),
        )
        .order_by(sitting.c.id)
    )
    if campaign_id is not None:
        query = query.where(campaign.c.id == campaign_id)
    return tuple(connection.scalars(query))


def resume(connection: Connection, candidate_id: str) -> bool:
    """Open a sitting again that the deadline ended; tell whether there was one."""
    gone_on = {"ended_by_deadline_at": None, "finished_at": None}
    ended = sitting.c.ended_by_deadline_at.is_not(None)
    return change_rows(connection, sitting, gone_on, sitting.c.candidate_id == candidate_id, ended) > 0


def open_sitting(
    connection: Connection,
    *,
    candidate_id: str,
    form_id: str,
    seed: str,
    item_order: list[str],
    option_orders: dict[str, list[str]],
    language: str,
    now: dt.datetime,
) -> str:
    """Store a new sitting and return its id; two first visits at one instant make one sitting."""
    row = {
        "id": new_id(),
        "candidate_id": candidate_id,
        "form_id": form_id,
        "seed": seed,
        "item_order": item_order,
        "option_orders": option_orders,
        "language": language,
        "opened_at": now,
        "last_seen_at": now,
    }
    insert_missing(connection, sitting, [row])
    made = connection.scalar(select(sitting.c.id).where(sitting.c.candidate_id == candidate_id))
    if made is None:  # pragma: no cover - the row was written two lines above
        raise KeyError(candidate_id)
    return made


def mark(connection: Connection, sitting_id: str, milestone: Milestone, now: dt.datetime) -> None:
    """Note that a milestone was reached; the first time stands."""
    column = sitting.c[milestone]
    change_rows(connection, sitting, {milestone: now}, sitting.c.id == sitting_id, column.is_(None))


def change(connection: Connection, sitting_id: str, **values: Any) -> None:
    """Set columns of one sitting."""
    change_rows(connection, sitting, values, sitting.c.id == sitting_id)


def ask_accommodation(
    connection: Connection, sitting_id: str, *, needs: list[str], note: str, now: dt.datetime
) -> None:
    """Store what a candidate asked for."""
    row = {"id": new_id(), "sitting_id": sitting_id, "needs": needs, "note": note, "created_at": now}
    insert_row(connection, accommodation, row)


_NEEDS = (
    select(accommodation.c.needs)
    .where(accommodation.c.sitting_id == bindparam("sitting_id"))
    .order_by(accommodation.c.id.desc())
    .limit(1)
)


def needs_of(connection: Connection, sitting_id: str) -> list[str]:
    """Return what a candidate ticked, the newest request alone."""
    return connection.scalar(_NEEDS, {"sitting_id": sitting_id}) or []


def withdraw_candidate(connection: Connection, candidate_id: str, now: dt.datetime) -> None:
    """Note on the candidate that they withdrew."""
    change_rows(connection, candidate, {"withdrawn_at": now}, candidate.c.id == candidate_id)
