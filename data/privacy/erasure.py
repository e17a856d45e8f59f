"""Erasure: facts from which the end of a person's data is counted, and taking a person out of the database.

Whatever hangs on a sitting or an interview (answers, steps, drafts, marks, suggestions, accommodations,
sheets, ratings) goes with it by the foreign keys.
"""

from __future__ import annotations

import datetime as dt
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, func, select, true
from sqlalchemy.exc import OperationalError

from data.audit.written import change_rows, delete_rows
from data.common.engine import BUSY_TIMEOUT_MS, engine, storage_errors, taking_turns
from data.common.rows import columns_for
from data.schema import answer, audit_event, campaign, candidate, invitation, note, sitting
from data.schema_evaluation import decision, interview, snapshot_person, snapshot_salt
from data.schema_trust import candidate_request, mail, retention_agreement, self_identification
from errors import StorageError


class Facts(NamedTuple):
    """The facts from which the end of one person's data is counted."""

    candidate_id: str
    campaign_id: str
    settings: Mapping[str, Any]
    """Of the campaign."""
    deadline_at: dt.datetime | None
    """Their own, where the recruiter gave them longer."""
    withdrawn_at: dt.datetime | None
    agreed_months: int | None
    """None: they agreed to nothing, or took it back."""
    is_waiting: bool
    """Whether a request of theirs has no answer yet."""
    verdict: str | None
    """What stands; None: nobody decided."""
    decided_at: dt.datetime | None


_ORDER = decision.c.line.desc()


def _facts(*of: ColumnElement[bool], decided: ColumnElement[bool] | None = None) -> Select[*tuple[Any, ...]]:
    """Return the query for the facts of some people; ``decided`` limits which decisions it reads."""
    place = func.row_number().over(partition_by=decision.c.candidate_id, order_by=_ORDER).label("place")
    columns = (decision.c.candidate_id, decision.c.verdict, decision.c.decided_at, place)
    newest = select(*columns).where(true() if decided is None else decided).subquery()
    is_agreed = retention_agreement.c.withdrawn_at.is_(None)
    has_request = exists().where(
        candidate_request.c.candidate_id == candidate.c.id, candidate_request.c.closed_at.is_(None)
    )
    return (
        select(
            *columns_for(
                Facts,
                candidate_id=candidate.c.id,
                campaign_id=candidate.c.campaign_id,
                settings=campaign.c.settings,
                deadline_at=candidate.c.deadline_at,
                withdrawn_at=func.coalesce(candidate.c.withdrawn_at, sitting.c.withdrawn_at),
                agreed_months=retention_agreement.c.months,
                is_waiting=has_request,
                verdict=newest.c.verdict,
                decided_at=newest.c.decided_at,
            )
        )
        .select_from(candidate)
        .join(campaign, campaign.c.id == candidate.c.campaign_id)
        .outerjoin(sitting, sitting.c.candidate_id == candidate.c.id)
        .outerjoin(retention_agreement, (retention_agreement.c.candidate_id == candidate.c.id) & is_agreed)
        .outerjoin(newest, (newest.c.candidate_id == candidate.c.id) & (newest.c.place == 1))
        .where(candidate.c.erased_at.is_(None), *of)
        .order_by(candidate.c.id)
    )


_FACTS_OF_ALL = _facts()
_WHO = bindparam("who")
# Decisions about others are left out: with them a purge would read all decisions for each person.
_FACTS_OF_PERSON = _facts(candidate.c.id == _WHO, decided=decision.c.candidate_id == _WHO)


def facts_of(connection: Connection, candidate_id: str) -> Facts | None:
    """Return what one person's end is counted from; None when there is nobody, or no longer."""
    row = connection.execute(_FACTS_OF_PERSON, {"who": candidate_id}).first()
    return None if row is None else Facts(*row)


def everybodys_facts(connection: Connection) -> tuple[Facts, ...]:
    """Return what everybody's end is counted from, by id."""
    return tuple(Facts(*row) for row in connection.execute(_FACTS_OF_ALL))


_STEPS_BETWEEN: Final = 1000
"""Steps of SQLite's own machine between two questions whether it is over, a fraction of a millisecond."""
_WAITS_MS: Final = 1000
"""How long clearing waits for whoever reads or writes: the server's end must not wait for it."""
_BELONGING = (
    sitting, invitation, note, interview, mail, candidate_request, retention_agreement, self_identification,
    snapshot_person, snapshot_salt,
)  # fmt: skip


def count_answers(connection: Connection, candidate_id: str) -> int:
    """Return how many revisions of answers somebody gave."""
    query = select(func.count(answer.c.id)).join(sitting, sitting.c.id == answer.c.sitting_id)
    return connection.scalar(query.where(sitting.c.candidate_id == candidate_id)) or 0


def empty_candidate(connection: Connection, candidate_id: str, now: dt.datetime) -> None:
    """Delete what belongs to one person, and leave a stub: id, campaign, verdicts and their dates."""
    for table in _BELONGING:
        delete_rows(connection, table, table.c.candidate_id == candidate_id)
    change_rows(connection, decision, {"reason": ""}, decision.c.candidate_id == candidate_id)
    stub = {
        # The old pseudonym may stand beside the name in a file that somebody has taken away.
        "pseudonym": f"erased-{secrets.token_hex(8)}",
        "name": "",
        "email": None,
        "deadline_at": None,
        "withdrawn_at": func.coalesce(candidate.c.withdrawn_at, now),
        "erased_at": now,
    }
    change_rows(connection, candidate, stub, candidate.c.id == candidate_id)


def count_snapshots(connection: Connection, candidate_id: str) -> int:
    """Return how many snapshots say something of a person."""
    query = select(func.count()).select_from(snapshot_person)
    return connection.scalar(query.where(snapshot_person.c.candidate_id == candidate_id)) or 0


def erased_since(connection: Connection, since: dt.datetime) -> bool:
    """Tell whether a person, or a campaign with everybody in it, was erased from an instant on."""
    deeds = audit_event.c.deed.in_(("erase_candidate", "delete_campaign"))
    query = select(exists().where(audit_event.c.at >= since, deeds))
    return bool(connection.scalar(query))


def noted_erasures(connection: Connection) -> set[str]:
    """Return the candidates whose erasure is in the record."""
    return set(
        connection.scalars(select(audit_event.c.subject).where(audit_event.c.deed == "erase_candidate"))
    )


def noted_replacements(connection: Connection) -> set[tuple[str, str, str]]:
    """Return (snapshot id, hash before, hash after) of each text that was replaced, as the record says.

    A migration did so; and erasures did, while the texts held everybody.
    """
    deeds = audit_event.c.deed.in_(("erase_candidate", "split_snapshots"))
    return {
        (snapshot_id, *hashes)
        for details in connection.scalars(select(audit_event.c.details).where(deeds))
        for snapshot_id, hashes in details.get("snapshots", {}).items()
    }


def keeps_bytes() -> bool:
    """Tell whether the database is one whose files keep what was deleted until ``clear_bytes``: SQLite."""
    return engine().dialect.name == "sqlite"


def clear_bytes(is_over: Callable[[], object] = lambda: False) -> None:
    """Take the bytes of deleted rows out of SQLite's files, by writing the file anew; nothing on PostgreSQL.

    Deleting marks pages as free and leaves what was on them; the write-ahead log keeps older pages too. On
    PostgreSQL autovacuum and the operator's archives decide.

    Parameters
    ----------
    is_over : callable
        Asked again and again, from this thread; true: the file is left as it was.

    Raises
    ------
    StorageError
        The file is in use by a long transaction, or it is over; the rows are gone all the same.
    """
    if not keeps_bytes():
        return
    with storage_errors(), taking_turns(), engine().connect() as connection:
        driver = connection.connection.driver_connection
        if driver is None:  # pragma: no cover - it was opened one line above
            return
        driver.set_progress_handler(lambda: bool(is_over()), _STEPS_BETWEEN)
        driver.execute(f"PRAGMA busy_timeout = {_WAITS_MS}")
        try:
            driver.execute("VACUUM")
            is_busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError as error:
            raise OperationalError("VACUUM", None, error) from error
        finally:
            driver.set_progress_handler(None, 0)
            driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    if is_busy:
        raise StorageError(
            "The database's file is being read; bytes of deleted rows are still in it. Try again."
        )
