"""Wrong passwords, codes and links by network address, for slowing down who guesses; kept for a day."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

from sqlalchemy import Connection, delete, insert, select

from data.ids import new_id
from data.schema_trust import address_failure
from data.secrets import ensure_secret, secret_of

_SECRET = "addresses"
_KEPT = dt.timedelta(days=1)


def address_hash(connection: Connection, door: str, address: str) -> str:
    """Return what is kept of an address at one door: a keyed hash, 64 hexadecimal digits.

    There are few enough addresses to try them all: without this installation's secret the hash tells nothing.
    """
    ensure_secret(connection, _SECRET)
    key = secret_of(connection, _SECRET) or b""
    return hmac.new(key, f"{door} {address}".encode(), hashlib.sha256).hexdigest()


def add_failure(connection: Connection, hashed: str, now: dt.datetime) -> str:
    """Note a failure and return its id; those older than a day are forgotten."""
    connection.execute(delete(address_failure).where(address_failure.c.failed_at < now - _KEPT))
    failure_id = new_id()
    connection.execute(insert(address_failure).values(id=failure_id, address_hash=hashed, failed_at=now))
    return failure_id


def failures_since(connection: Connection, hashed: str, since: dt.datetime) -> tuple[dt.datetime, ...]:
    """Return when an address failed, oldest first."""
    query = select(address_failure.c.failed_at).where(
        address_failure.c.address_hash == hashed, address_failure.c.failed_at > since
    )
    return tuple(connection.execute(query.order_by(address_failure.c.failed_at)).scalars())


def forget_failure(connection: Connection, failure_id: str) -> None:
    """Forget one failure that turned out to be none."""
    connection.execute(delete(address_failure).where(address_failure.c.id == failure_id))
