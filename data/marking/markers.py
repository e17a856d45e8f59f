"""Markers: whom a campaign appoints, the reply each holds, their training, and suggestions shown to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, or_, select

from data.audit.written import change_rows, delete_rows, insert_missing, put_row
from data.common.ids import new_id
from data.schema import (
    account,
    answer,
    campaign,
    campaign_marker,
    candidate,
    marking_lock,
    sitting,
    suggestion,
    training_mark,
)


@dataclass(frozen=True)
class Appointed:
    """A marker of a campaign."""

    account_id: str
    name: str
    role: str
    appointed_at: dt.datetime
    disabled_at: dt.datetime | None


def appointed_to(connection: Connection, campaign_id: str) -> tuple[Appointed, ...]:
    """Return the markers of a campaign by name."""
    query = (
        select(
            account.c.id,
            account.c.name,
            account.c.role,
            campaign_marker.c.appointed_at,
            account.c.disabled_at,
        )
        .join(campaign_marker, campaign_marker.c.account_id == account.c.id)
        .where(campaign_marker.c.campaign_id == campaign_id, campaign_marker.c.removed_at.is_(None))
        .order_by(account.c.name, account.c.id)
    )
    return tuple(Appointed(*row) for row in connection.execute(query))


def campaigns_of(connection: Connection, account_id: str) -> tuple[str, ...]:
    """Return the ids of the campaigns somebody marks, the newest first."""
    query = (
        select(campaign.c.id)
        .join(campaign_marker, campaign_marker.c.campaign_id == campaign.c.id)
        .where(campaign_marker.c.account_id == account_id, campaign_marker.c.removed_at.is_(None))
        .order_by(campaign.c.created_at.desc(), campaign.c.id.desc())
    )
    return tuple(connection.scalars(query))


def is_appointed(connection: Connection, campaign_id: str, account_id: str) -> bool:
    """Tell whether somebody marks a campaign now."""
    query = select(campaign_marker.c.account_id).where(
        campaign_marker.c.campaign_id == campaign_id,
        campaign_marker.c.account_id == account_id,
        campaign_marker.c.removed_at.is_(None),
    )
    return connection.execute(query).first() is not None


def appoint(connection: Connection, campaign_id: str, account_id: str, now: dt.datetime) -> None:
    """Let somebody mark a campaign, again or for the first time."""
    new = {"appointed_at": now, "removed_at": None}
    row = {"campaign_id": campaign_id, "account_id": account_id, **new}
    put_row(connection, campaign_marker, row, only_if=campaign_marker.c.removed_at.is_not(None))


def dismiss(connection: Connection, campaign_id: str, account_id: str, now: dt.datetime) -> bool:
    """End an appointment; False when there was none."""
    where = (
        campaign_marker.c.campaign_id == campaign_id,
        campaign_marker.c.account_id == account_id,
        campaign_marker.c.removed_at.is_(None),
    )
    return change_rows(connection, campaign_marker, {"removed_at": now}, *where) > 0


class Lock(NamedTuple):
    """The lock on a reply: in whose hands it is, and until when."""

    account_id: str
    expires_at: dt.datetime


def locks(connection: Connection, now: dt.datetime) -> dict[str, Lock]:
    """Return answer id -> who has it, of every reply in somebody's hands."""
    query = select(marking_lock).where(marking_lock.c.expires_at > now)
    return {row.answer_id: Lock(row.account_id, row.expires_at) for row in connection.execute(query)}


def take(
    connection: Connection, answer_id: str, account_id: str, *, now: dt.datetime, expires_at: dt.datetime
) -> bool:
    """Hold a reply, or hold it longer; False when it is in somebody else's hands."""
    row = {"answer_id": answer_id, "account_id": account_id, "expires_at": expires_at}
    # One statement decides, so that two people who reach for the same reply cannot both have it.
    is_free = or_(marking_lock.c.account_id == account_id, marking_lock.c.expires_at <= now)
    return put_row(connection, marking_lock, row, only_if=is_free)


def release(connection: Connection, answer_id: str, account_id: str) -> None:
    """Put a reply back."""
    where = (marking_lock.c.answer_id == answer_id, marking_lock.c.account_id == account_id)
    delete_rows(connection, marking_lock, *where)


def release_all(connection: Connection, campaign_id: str, account_id: str) -> None:
    """Put back every reply of a campaign that somebody holds."""
    of_campaign = (
        select(answer.c.id)
        .join(sitting, sitting.c.id == answer.c.sitting_id)
        .join(candidate, candidate.c.id == sitting.c.candidate_id)
        .where(candidate.c.campaign_id == campaign_id)
    )
    where = (marking_lock.c.account_id == account_id, marking_lock.c.answer_id.in_(of_campaign))
    delete_rows(connection, marking_lock, *where)


@dataclass(frozen=True, slots=True)
class TrainingMark:
    """Marks of one sample in one attempt."""

    account_id: str
    rubric_sha256: str
    attempt: int
    sample_id: str
    marks: Mapping[str, int]


def training_marks(
    connection: Connection, account_ids: Collection[str], rubric_sha256s: Collection[str]
) -> tuple[TrainingMark, ...]:
    """Return everything these people gave to the samples of these rubrics, by attempt."""
    columns = (
        training_mark.c.account_id,
        training_mark.c.rubric_sha256,
        training_mark.c.attempt,
        training_mark.c.sample_id,
        training_mark.c.marks,
    )
    query = (
        select(*columns)
        .where(training_mark.c.account_id.in_(account_ids), training_mark.c.rubric_sha256.in_(rubric_sha256s))
        .order_by(training_mark.c.attempt, training_mark.c.sample_id)
    )
    return tuple(TrainingMark(*row) for row in connection.execute(query))


def add_training_mark(connection: Connection, new: TrainingMark, *, item_id: str, now: dt.datetime) -> bool:
    """Store marks of a sample unless this attempt has some already; tell whether they were stored."""
    row = {
        "id": new_id(), "account_id": new.account_id, "item_id": item_id,
        "rubric_sha256": new.rubric_sha256, "attempt": new.attempt, "sample_id": new.sample_id,
        "marks": dict(new.marks), "submitted_at": now,
    }  # fmt: skip
    return insert_missing(connection, training_mark, [row]) > 0


def log_suggestions(
    connection: Connection,
    suggestions: Mapping[str, Mapping[str, int]],
    *,
    model_sha256: str,
    shown_to: str,
    now: dt.datetime,
) -> int:
    """Write down what is shown to whom; return how many had not been shown to them by this model yet.

    Parameters
    ----------
    suggestions : mapping of answer id to marks
    """
    rows = [
        {
            "id": new_id(), "answer_id": answer_id, "model_sha256": model_sha256, "marks": dict(marks),
            "shown_to": shown_to, "made_at": now,
        }
        for answer_id, marks in suggestions.items()
    ]  # fmt: skip
    return insert_missing(connection, suggestion, rows)
