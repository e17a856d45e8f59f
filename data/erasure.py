"""Taking a person out of the database: what is deleted, what is emptied, and the bytes of both.

Whatever hangs on a sitting or an interview (answers, steps, drafts, marks, suggestions, accommodations,
sheets, ratings) goes with it by the foreign keys.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, exists, func, select

from data.engine import engine, storage_errors
from data.schema import answer, audit_event, candidate, invitation, note, sitting
from data.schema_decisions import decision, snapshot
from data.schema_interviews import interview
from data.schema_trust import candidate_request, mail, retention_agreement, self_identification
from data.written import change_rows, delete_rows
from errors import StorageError

_BELONGING = (
    sitting, invitation, note, interview, mail, candidate_request, retention_agreement, self_identification,
)  # fmt: skip


class Kept(NamedTuple):
    """A snapshot somebody is in, as it is stored."""

    id: str
    sha256: str
    body: str


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


def snapshots_with(connection: Connection, campaign_id: str, candidate_id: str) -> Iterator[Kept]:
    """Yield the snapshots of a campaign in which somebody is, one body in memory at a time."""
    ids = connection.scalars(select(snapshot.c.id).where(snapshot.c.campaign_id == campaign_id)).all()
    columns = (snapshot.c.id, snapshot.c.sha256, snapshot.c.body)
    for one in ids:
        kept = Kept(*connection.execute(select(*columns).where(snapshot.c.id == one)).one())
        if candidate_id in kept.body and json.loads(kept.body)["people"].get(candidate_id) is not None:
            yield kept


def replace_snapshot(connection: Connection, kept: Kept) -> None:
    """Store a body without somebody in the place of the one before."""
    values = {"body": kept.body, "sha256": kept.sha256}
    change_rows(connection, snapshot, values, snapshot.c.id == kept.id)


def erased_since(connection: Connection, since: dt.datetime) -> bool:
    """Tell whether a person, or a campaign with everybody in it, was erased from an instant on."""
    deeds = audit_event.c.deed.in_(("erase_candidate", "delete_campaign"))
    query = select(exists().where(audit_event.c.at >= since, deeds))
    return bool(connection.scalar(query))


def noted_replacements(connection: Connection) -> set[tuple[str, str, str]]:
    """Return (snapshot id, hash before, hash after) of every change that an erasure wrote into the record."""
    query = select(audit_event.c.details).where(audit_event.c.deed == "erase_candidate")
    return {
        (snapshot_id, *hashes)
        for details in connection.scalars(query)
        for snapshot_id, hashes in details.get("snapshots", {}).items()
    }


def clear_bytes() -> None:
    """Take the bytes of deleted rows out of SQLite's files, by writing the file anew; nothing on PostgreSQL.

    Deleting marks pages as free and leaves what was on them; the write-ahead log keeps older pages too. On
    PostgreSQL autovacuum and the operator's archives decide.

    Raises
    ------
    StorageError
        The file is in use by a long transaction; the rows are gone all the same.
    """
    if engine().dialect.name != "sqlite":
        return
    with storage_errors(), engine().connect() as connection:
        driver = connection.connection.driver_connection
        if driver is None:  # pragma: no cover - it was opened one line above
            return
        driver.execute("VACUUM")
        is_busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if is_busy:
        raise StorageError(
            "The database's file is being read; bytes of deleted rows are still in it. Try again."
        )
