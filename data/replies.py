"""Written replies that people mark: without name, pseudonym or time, by the answer's id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, Exists, exists, func, or_, select

from data.pool import IN_POOL
from data.schema import answer, campaign, candidate, sitting

_later = answer.alias("later")


def is_newest() -> ColumnElement[bool]:
    """Return the condition that an answer is the newest revision of its item."""
    newer: Exists = exists().where(
        _later.c.sitting_id == answer.c.sitting_id,
        _later.c.item_id == answer.c.item_id,
        _later.c.revision > answer.c.revision,
    )
    return ~newer


def replies_to_mark(
    connection: Connection,
    campaign_id: str,
    item_id: str,
    before: dt.datetime,
    *,
    among: Collection[str] | None = None,
) -> tuple[str, ...]:
    """Return the ids of the replies to one prompt of everyone whose sitting is over, in no order.

    A sitting is over when it was finished or its deadline lies ``before`` that time. Skipped prompts have no
    reply.
    ``among`` looks at these answers only.
    """
    deadline = func.coalesce(candidate.c.deadline_at, campaign.c.deadline_at)
    query = (
        select(answer.c.id)
        .join(sitting, sitting.c.id == answer.c.sitting_id)
        .join(candidate, candidate.c.id == sitting.c.candidate_id)
        .join(campaign, campaign.c.id == candidate.c.campaign_id)
        .where(
            candidate.c.campaign_id == campaign_id,
            answer.c.item_id == item_id,
            answer.c.answer.is_not(None),
            or_(sitting.c.finished_at.is_not(None), deadline < before),
            IN_POOL,
            is_newest(),
        )
    )
    if among is not None:
        query = query.where(answer.c.id.in_(among))
    return tuple(connection.scalars(query))


def reply_text(connection: Connection, answer_id: str, *, lock: bool = False) -> str:
    """Return what was written; ``lock`` holds its row until the transaction ends (PostgreSQL)."""
    query = select(answer.c.answer).where(answer.c.id == answer_id)
    return connection.execute(query.with_for_update() if lock else query).scalar_one()


def writers_and_texts(connection: Connection, campaign_id: str, item_id: str) -> dict[str, tuple[str, str]]:
    """Return answer id -> (candidate id, text) of every reply to one prompt that may be compared."""
    query = (
        select(answer.c.id, candidate.c.id, answer.c.answer)
        .join(sitting, sitting.c.id == answer.c.sitting_id)
        .join(candidate, candidate.c.id == sitting.c.candidate_id)
        .where(
            candidate.c.campaign_id == campaign_id,
            answer.c.item_id == item_id,
            answer.c.answer.is_not(None),
            IN_POOL,
            is_newest(),
        )
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}
