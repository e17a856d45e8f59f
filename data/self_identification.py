"""Sex and age band as candidates gave them of their own accord, kept apart from all that is judged.

Three ways out only: a person's own row, asked for by that person's link; counts of a whole campaign; and the
sexes that ``workflows/group_rates.py`` counts against scores, which lets out tables without a small cell.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from data.ids import new_id
from data.schema import candidate
from data.schema_trust import self_identification


class Given(NamedTuple):
    """What one person said of themselves; None: they prefer not to say."""

    sex: str | None
    age_band: str | None
    given_at: dt.datetime


class Tallies(NamedTuple):
    """How many people said what, in one campaign; None: they preferred not to say."""

    n: int
    sex: Counter[str | None]
    age_band: Counter[str | None]


def own(connection: Connection, candidate_id: str) -> Given | None:
    """Return what a person said of themselves, for that person only."""
    columns = (self_identification.c[name] for name in Given._fields)
    row = connection.execute(
        select(*columns).where(self_identification.c.candidate_id == candidate_id)
    ).first()
    return None if row is None else Given(*row)


def replace(connection: Connection, candidate_id: str, campaign_id: str, given: Given) -> None:
    """Store what a person says of themselves in place of what they said before."""
    forget(connection, candidate_id)
    row = {"id": new_id(), "candidate_id": candidate_id, "campaign_id": campaign_id, **given._asdict()}
    connection.execute(insert(self_identification).values(row))


def forget(connection: Connection, candidate_id: str) -> None:
    """Delete what a person said of themselves."""
    connection.execute(delete(self_identification).where(self_identification.c.candidate_id == candidate_id))


def tallies(connection: Connection, campaign_id: str) -> Tallies:
    """Count a campaign's answers, each question by itself; try-outs are left out."""
    query = (
        select(self_identification.c.sex, self_identification.c.age_band)
        .join(candidate, candidate.c.id == self_identification.c.candidate_id)
        .where(candidate.c.campaign_id == campaign_id, candidate.c.is_try_out.is_(False))
    )
    rows = connection.execute(query).all()
    return Tallies(len(rows), Counter(row[0] for row in rows), Counter(row[1] for row in rows))


def sexes(connection: Connection, campaign_id: str) -> dict[str, str | None]:
    """Return the sex of each candidate who answered; for counting against scores, and for nothing else."""
    query = (
        select(self_identification.c.candidate_id, self_identification.c.sex)
        .join(candidate, candidate.c.id == self_identification.c.candidate_id)
        .where(candidate.c.campaign_id == campaign_id, candidate.c.is_try_out.is_(False))
    )
    return {row[0]: row[1] for row in connection.execute(query)}
