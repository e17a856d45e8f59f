"""Wrong passwords, codes and links by network address, for slowing down who guesses; kept for a day."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

from sqlalchemy import Connection, select

from data.ids import new_id
from data.schema_trust import address_failure
from data.secrets import ensure_secret, secret_of
from data.written import delete_rows, insert_row

_SECRET = "addresses"
_KEPT = dt.timedelta(days=1)


def address_hash(connection: Connection, door: str, address: str) -> str:
    """Return what is kept of an address at one door: a keyed hash, 64 hexadecimal digits.

    There are few enough addresses to try them all: without this installation's secret the hash tells nothing.
    """
    ensure_secret(connection, _SECRET)
    return known_hash(connection, door, address) or ""


def known_hash(connection: Connection, door: str, address: str) -> str | None:
    """Return the same without writing; None while no address was ever kept, as there is no secret yet."""
    key = secret_of(connection, _SECRET)
    if key is None:
        return None
    return hmac.new(key, f"{door} {address}".encode(), hashlib.sha256).hexdigest()


def add_failure(connection: Connection, hashed: str, now: dt.datetime) -> str:
    """Note a failure and return its id; those older than a day are forgotten."""
    delete_rows(connection, address_failure, address_failure.c.failed_at < now - _KEPT)
    failure_id = new_id()
    insert_row(connection, address_failure, {"id": failure_id, "address_hash": hashed, "failed_at": now})
    return failure_id


def failures_between(
    connection: Connection, hashed: str, since: dt.datetime, now: dt.datetime
) -> tuple[dt.datetime, ...]:
    """Return when an address failed, oldest first; of a clock that was ahead none."""
    query = select(address_failure.c.failed_at).where(
        address_failure.c.address_hash == hashed,
        address_failure.c.failed_at > since,
        address_failure.c.failed_at <= now,
    )
    return tuple(connection.execute(query.order_by(address_failure.c.failed_at)).scalars())


def forget_failure(connection: Connection, failure_id: str) -> None:
    """Forget one failure that turned out to be none."""
    delete_rows(connection, address_failure, address_failure.c.id == failure_id)
