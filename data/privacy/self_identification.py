"""Sex and age band as candidates gave them of their own accord, kept apart from all that is judged.

What one person said is written, replaced and deleted, and never read back, not even by their own link: people
who decide made that link and could open it. Two ways out only: counts of a whole campaign, and the sexes that
``workflows/privacy/group_rates.py`` counts against scores, which lets out tables without a small cell.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import NamedTuple

from sqlalchemy import Connection, select

from data.audit.written import delete_rows, insert_row
from data.common.ids import new_id
from data.schema import candidate
from data.schema_trust import self_identification


class SelfIdentification(NamedTuple):
    """The answers of one person about themselves; None: they prefer not to say."""

    sex: str | None
    age_band: str | None
    given_at: dt.datetime


class Tallies(NamedTuple):
    """Counts of the answers in one campaign; None: they preferred not to say."""

    n: int
    sex: Counter[str | None]
    age_band: Counter[str | None]


def given_at(connection: Connection, candidate_id: str) -> dt.datetime | None:
    """Return when a person said something of themselves, never what; None: they have not."""
    query = select(self_identification.c.given_at).where(self_identification.c.candidate_id == candidate_id)
    return connection.scalar(query)


def replace(connection: Connection, candidate_id: str, campaign_id: str, new: SelfIdentification) -> None:
    """Store what a person says of themselves in place of what they said before."""
    forget(connection, candidate_id)
    row = {"id": new_id(), "candidate_id": candidate_id, "campaign_id": campaign_id, **new._asdict()}
    insert_row(connection, self_identification, row)


def forget(connection: Connection, candidate_id: str) -> None:
    """Delete what a person said of themselves."""
    delete_rows(connection, self_identification, self_identification.c.candidate_id == candidate_id)


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
