"""The progress of a campaign's candidates, read in a few queries however many there are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Subquery, and_, exists, func, or_, select

from data.common.rows import columns_for
from data.schema import accommodation, answer, campaign, candidate, draft, invitation, sitting, step


@dataclass(frozen=True)
class Progress:
    """The facts about one candidate's way through the form; instants are None until they happen."""

    candidate_id: str
    pseudonym: str
    name: str
    email: str | None
    language: str
    is_try_out: bool
    created_at: dt.datetime
    personal_deadline_at: dt.datetime | None
    candidate_withdrawn_at: dt.datetime | None
    link_expires_at: dt.datetime | None
    """None: no open link."""
    sitting_id: str | None
    opened_at: dt.datetime | None
    needs_asked_at: dt.datetime | None
    practised_at: dt.datetime | None
    last_seen_at: dt.datetime | None
    finished_at: dt.datetime | None
    ended_by_deadline_at: dt.datetime | None
    withdrawn_at: dt.datetime | None
    comment: str | None
    n_answered: int
    last_answer_at: dt.datetime | None


@dataclass(frozen=True)
class Needs:
    """The accommodations that one candidate asked for."""

    candidate_id: str
    needs: list[str]
    note: str
    asked_at: dt.datetime


@dataclass(frozen=True)
class EarlierSitting:
    """An e-mail that sat a form elsewhere, with the items it met there."""

    email: str
    campaign_id: str
    campaign_title: str
    item_ids: list[str]
    opened_at: dt.datetime


def _links(campaign_id: str) -> Subquery:
    return (
        select(invitation.c.candidate_id, func.max(invitation.c.expires_at).label("expires_at"))
        .join(candidate, candidate.c.id == invitation.c.candidate_id)
        .where(candidate.c.campaign_id == campaign_id, invitation.c.revoked_at.is_(None))
        .group_by(invitation.c.candidate_id)
        .subquery()
    )


def _answered(campaign_id: str) -> Subquery:
    return (
        select(
            answer.c.sitting_id,
            func.count(answer.c.item_id.distinct()).label("n"),
            func.max(answer.c.answered_at).label("last_at"),
        )
        .join(sitting, sitting.c.id == answer.c.sitting_id)
        .join(candidate, candidate.c.id == sitting.c.candidate_id)
        .where(candidate.c.campaign_id == campaign_id)
        .group_by(answer.c.sitting_id)
        .subquery()
    )


def progress(connection: Connection, campaign_id: str) -> tuple[Progress, ...]:
    """Return where every candidate of a campaign stands, by name; try-outs among them, who was erased not."""
    links, answered = _links(campaign_id), _answered(campaign_id)
    query = (
        select(
            *columns_for(
                Progress,
                sitting,
                candidate_id=candidate.c.id,
                pseudonym=candidate.c.pseudonym,
                name=candidate.c.name,
                email=candidate.c.email,
                language=candidate.c.language,
                is_try_out=candidate.c.is_try_out,
                created_at=candidate.c.created_at,
                personal_deadline_at=candidate.c.deadline_at,
                candidate_withdrawn_at=candidate.c.withdrawn_at,
                link_expires_at=links.c.expires_at,
                sitting_id=sitting.c.id,
                n_answered=func.coalesce(answered.c.n, 0),
                last_answer_at=answered.c.last_at,
            )
        )
        .select_from(candidate)
        .outerjoin(links, links.c.candidate_id == candidate.c.id)
        .outerjoin(sitting, sitting.c.candidate_id == candidate.c.id)
        .outerjoin(answered, answered.c.sitting_id == sitting.c.id)
        .where(candidate.c.campaign_id == campaign_id, candidate.c.erased_at.is_(None))
        .order_by(candidate.c.name, candidate.c.id)
    )
    return tuple(Progress(*row) for row in connection.execute(query))


def is_anybody_sitting(connection: Connection, since: dt.datetime) -> bool:
    """Tell whether somebody who has not finished opened the form, answered or wrote from an instant on."""
    done = ((answer, answer.c.answered_at), (step, step.c.made_at), (draft, draft.c.saved_at))
    recent = [exists().where(table.c.sitting_id == sitting.c.id, at >= since) for table, at in done]
    is_open = (sitting.c.finished_at.is_(None), sitting.c.withdrawn_at.is_(None))
    query = select(exists().where(*is_open, or_(sitting.c.last_seen_at >= since, *recent)))
    return bool(connection.scalar(query))


def accommodations(connection: Connection, campaign_id: str) -> tuple[Needs, ...]:
    """Return what the candidates of a campaign asked for, the newest request last."""
    query = (
        select(candidate.c.id, accommodation.c.needs, accommodation.c.note, accommodation.c.created_at)
        .select_from(accommodation)
        .join(sitting, sitting.c.id == accommodation.c.sitting_id)
        .join(candidate, candidate.c.id == sitting.c.candidate_id)
        .where(candidate.c.campaign_id == campaign_id)
        .order_by(accommodation.c.id)
    )
    return tuple(Needs(*row) for row in connection.execute(query))


def earlier_sittings(
    connection: Connection, emails: Collection[str], *, other_than: str
) -> dict[str, list[EarlierSitting]]:
    """Return e-mail -> the sittings it opened in other campaigns, with the items of each form."""
    sittings_by_email: dict[str, list[EarlierSitting]] = defaultdict(list)
    wanted = sorted(emails)
    for start in range(0, len(wanted), 500):
        query = (
            select(
                candidate.c.email, campaign.c.id, campaign.c.title, sitting.c.item_order, sitting.c.opened_at
            )
            .select_from(candidate)
            .join(campaign, campaign.c.id == candidate.c.campaign_id)
            .join(sitting, sitting.c.candidate_id == candidate.c.id)
            .where(
                and_(
                    candidate.c.email.in_(wanted[start : start + 500]), candidate.c.campaign_id != other_than
                ),
                candidate.c.is_try_out.is_(False),
            )
            .order_by(sitting.c.opened_at)
        )
        for row in connection.execute(query):
            sittings_by_email[row[0]].append(EarlierSitting(*row))
    return dict(sittings_by_email)
