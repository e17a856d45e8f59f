"""The record of actions, append-only and chained, and the key of its seals, which is outside the database.

Each row holds the hash of the one before it, so that a row changed, taken out or slipped in by hand breaks
the chain from there on (``broken_link``). That its end was cut off shows in the seals, which hold these rows
too (``data/row_seals.py``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, func, select, text

from data.audit.written import insert_row
from data.common.ids import new_id
from data.schema import audit_event
from errors import SettingsError
from settings import settings

Mac = Callable[[str], str]
"""From a seal's hash to its MAC, both 64 hexadecimal digits."""


_LOCK = 4_021_977
"""PostgreSQL's lock of writers to the record, any number that nothing else uses."""


def lock_record(connection: Connection) -> None:
    """Be the only writer to the record until the transaction ends.

    Two transactions that read the same end would fork a chain. SQLite has one writer at a time.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


BEGINNING = "0" * 64
"""What stands for the hash before the first row."""


@dataclass(frozen=True)
class Event:
    """One line of the record."""

    number: int
    at: dt.datetime
    actor: str
    deed: str
    subject: str
    campaign_id: str | None
    details: dict[str, object]
    sha256: str
    id: str
    """The row's own, by which its seal names it."""


class Wanted(NamedTuple):
    """A filter for lines of the record; None = whatever it is."""

    campaign_id: str | None = None
    deed: str | None = None
    actor: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    """Before this instant."""


EVERYTHING = Wanted()


class Link(NamedTuple):
    """A line of the chain: its end, or where it is broken."""

    number: int
    sha256: str


def add_event(
    connection: Connection,
    *,
    actor: str,
    deed: str,
    subject: str,
    at: dt.datetime,
    campaign_id: str | None = None,
    details: dict[str, object] | None = None,
) -> int:
    """Write one deed down, in the transaction that does it; return the number of its line.

    Parameters
    ----------
    connection : Connection
        The transaction of the deed: both are kept, or neither.
    actor : str
        Account id, or ``console`` for what the operator does.
    deed : str
        A verb of the domain, such as ``publish_campaign``.
    subject : str
        Id of the thing.
    at : datetime
        The instant, UTC.
    campaign_id : str, optional
        The campaign it belongs to; kept as text, so that it outlives the campaign.
    details : dict, optional
        Counts, codes and ids that make the deed understandable later.
    """
    lock_record(connection)
    last = last_link(connection)
    row: dict[str, Any] = {
        "number": last.number + 1, "at": at, "actor": actor, "deed": deed, "subject": subject,
        "campaign_id": campaign_id, "details": details or {}, "previous_sha256": last.sha256,
    }  # fmt: skip
    insert_row(connection, audit_event, {"id": new_id(), "sha256": _sha256(row), **row})
    return last.number + 1


def last_link(connection: Connection) -> Link:
    """Return the end of the chain; number 0 when nothing was written yet."""
    query = select(audit_event.c.number, audit_event.c.sha256).order_by(audit_event.c.number.desc()).limit(1)
    row = connection.execute(query).first()
    return Link(row.number, row.sha256) if row else Link(0, BEGINNING)


def broken_link(connection: Connection) -> Link | None:
    """Return the first row that does not follow from the one before it, with the hash it should have.

    Returns
    -------
    Link or None
        None: the whole chain holds.
    """
    before = Link(0, BEGINNING)
    for row in _rows(connection):
        stated = {name: row[name] for name in _HASHED}
        expected = Link(before.number + 1, _sha256(stated | {"previous_sha256": before.sha256}))
        if (row["number"], row["previous_sha256"], row["sha256"]) != (
            expected.number,
            before.sha256,
            expected.sha256,
        ):
            return expected
        before = expected
    return None


def events(connection: Connection, *, campaign_id: str | None = None) -> tuple[Event, ...]:
    """Return the record, oldest first: of one campaign, or all of it."""
    query = select(audit_event).where(*_conditions(Wanted(campaign_id))).order_by(audit_event.c.number)
    return tuple(_event(row) for row in connection.execute(query))


def newest_events(
    connection: Connection, wanted: Wanted, *, limit: int, offset: int = 0
) -> tuple[Event, ...]:
    """Return some lines of the record, newest first."""
    query = select(audit_event).where(*_conditions(wanted)).order_by(audit_event.c.number.desc())
    return tuple(_event(row) for row in connection.execute(query.limit(limit).offset(offset)))


def count_events(connection: Connection, wanted: Wanted = EVERYTHING) -> int:
    """Return how many lines there are."""
    query = select(func.count()).select_from(audit_event).where(*_conditions(wanted))
    return connection.execute(query).scalar_one()


def deeds_recorded(connection: Connection) -> tuple[str, ...]:
    """Return the deeds that occur in the record, by code."""
    query = select(audit_event.c.deed).distinct().order_by(audit_event.c.deed)
    return tuple(connection.execute(query).scalars())


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    columns = audit_event.c
    conditions: list[ColumnElement[bool]] = []
    for column, value in (
        (columns.campaign_id, wanted.campaign_id),
        (columns.deed, wanted.deed),
        (columns.actor, wanted.actor),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.since is not None:
        conditions.append(columns.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(columns.at < wanted.until)
    return conditions


_HASHED = ("number", "at", "actor", "deed", "subject", "campaign_id", "details")
"""Columns that a line's hash covers, beside the hash before it; not the id, which its seal covers."""


def _rows(connection: Connection) -> Iterator[dict[str, Any]]:
    for row in connection.execute(select(audit_event).order_by(audit_event.c.number)).mappings():
        yield dict(row)


def _event(row: Row[Any]) -> Event:
    return Event(
        row.number, row.at, row.actor, row.deed, row.subject, row.campaign_id, row.details, row.sha256, row.id
    )


def _sha256(row: dict[str, Any]) -> str:
    """Digest a row with the hash before it, as canonical JSON; times in UTC to the microsecond."""
    stated = {**row, "at": row["at"].astimezone(dt.UTC).isoformat(timespec="microseconds")}
    canonical = json.dumps(stated, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


LEAST_BYTES = 32
_SETTING = "ENTREGENT_RECORD_KEY_FILE"


def record_mac() -> Mac | None:
    """Return what makes the MAC of a seal, or None when no key is set.

    Raises
    ------
    SettingsError
        A file is named that cannot be read, or holds less than 32 bytes.
    """
    name = settings().record_key_file
    return _mac(Path(name)) if name else None


@lru_cache
def _mac(path: Path) -> Mac:
    try:
        key = path.read_bytes().strip()
    except OSError as problem:
        raise SettingsError(f"{_SETTING}: {path} cannot be read ({problem.strerror}).") from problem
    if len(key) < LEAST_BYTES:
        raise SettingsError(
            f"{_SETTING}: {path} holds {len(key)} bytes, expected {LEAST_BYTES} or more. "
            f"`openssl rand -hex 32 > {path}` makes one."
        )
    return lambda sha256: hmac.new(key, sha256.encode(), hashlib.sha256).hexdigest()
