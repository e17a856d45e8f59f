"""Open sign-ins, one-time links of staff, and failures by e-mail and by address; only hashes are kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from data.accounts.accounts import ACCOUNT, Account
from data.audit.written import change_rows, delete_rows, insert_row
from data.common.ids import new_id
from data.common.tokens import ensure_secret, secret_of, token_hash
from data.schema import account, secret_link, sign_in, sign_in_failure
from data.schema_trust import address_failure
from settings import settings

_ADDRESS_SECRET = "addresses"
"""Name of the installation's secret by which network addresses are hashed."""
_FAILURES_KEPT = dt.timedelta(days=1)


class OpenSignIn(NamedTuple):
    """One browser that is signed in: when, until when, by which door; nothing else is kept of it."""

    id: str
    token_hash: str
    created_at: dt.datetime
    expires_at: dt.datetime
    by_provider: bool


def add_sign_in(
    connection: Connection,
    account_id: str,
    token: str,
    *,
    now: dt.datetime,
    expires_at: dt.datetime,
    by_provider: bool = False,
) -> None:
    """Remember that whoever holds this token is signed in to this account, and by which door they came."""
    row = {
        "id": new_id(),
        "account_id": account_id,
        "token_hash": token_hash(token),
        "created_at": now,
        "expires_at": expires_at,
        "by_provider": by_provider,
    }
    insert_row(connection, sign_in, row)


class SignedIn(NamedTuple):
    """A sign-in that is open, and whose it is."""

    id: str
    account: Account


def signed_in(connection: Connection, token: str, now: dt.datetime) -> SignedIn | None:
    """Return a token's sign-in, unless it ended, was ended or the account is disabled."""
    query = select(sign_in.c.id, *ACCOUNT).select_from(sign_in.join(account))
    query = query.where(sign_in.c.token_hash == token_hash(token), *_is_open(now))
    row = connection.execute(query).first()
    if row is None:
        return None
    sign_in_id, *of_account = row
    return SignedIn(sign_in_id, Account(*of_account))


def signed_in_by(
    connection: Connection, sign_in_id: str, now: dt.datetime, *, is_held: bool = False
) -> Account | None:
    """Return the account of a sign-in as it is now, unless it ended, was ended or the account is disabled.

    ``is_held``: neither row changes until this transaction ends. SQLite has one writer at a time anyway.
    """
    query = select(*ACCOUNT).join(sign_in).where(sign_in.c.id == sign_in_id, *_is_open(now))
    row = connection.execute(query.with_for_update(read=True) if is_held else query).first()
    return None if row is None else Account(*row)


def last_use(connection: Connection, token: str) -> dt.datetime | None:
    """Return when a sign-in was last seen in use, or opened; None for a token nobody has."""
    query = select(_LAST_USE).where(sign_in.c.token_hash == token_hash(token))
    return connection.scalar(query)


def note_use(connection: Connection, token: str, now: dt.datetime) -> None:
    """Note that a sign-in is in use."""
    where = (sign_in.c.token_hash == token_hash(token), sign_in.c.revoked_at.is_(None))
    change_rows(connection, sign_in, {"seen_at": now}, *where)


def end_sign_in(connection: Connection, token: str, now: dt.datetime) -> None:
    """End one sign-in."""
    where = (sign_in.c.token_hash == token_hash(token), sign_in.c.revoked_at.is_(None))
    change_rows(connection, sign_in, {"revoked_at": now}, *where)


def end_sign_ins_of(connection: Connection, account_id: str, now: dt.datetime) -> None:
    """End every sign-in of an account, on every device."""
    where = (sign_in.c.account_id == account_id, sign_in.c.revoked_at.is_(None))
    change_rows(connection, sign_in, {"revoked_at": now}, *where)


def open_sign_ins(connection: Connection, account_id: str, now: dt.datetime) -> tuple[OpenSignIn, ...]:
    """Return where an account is signed in, newest first."""
    columns = (sign_in.c[name] for name in OpenSignIn._fields)
    query = select(*columns).where(sign_in.c.account_id == account_id, *_holds(now))
    return tuple(OpenSignIn(*row) for row in connection.execute(query.order_by(sign_in.c.created_at.desc())))


def end_other_sign_ins(connection: Connection, account_id: str, token: str, now: dt.datetime) -> int:
    """End every sign-in of an account but the one a token belongs to; return how many."""
    where = (
        sign_in.c.account_id == account_id,
        sign_in.c.token_hash != token_hash(token),
        *_holds(now),
    )
    return change_rows(connection, sign_in, {"revoked_at": now}, *where)


def replace_secret(
    connection: Connection,
    secret: str,
    *,
    purpose: str,
    account_id: str | None,
    now: dt.datetime,
    expires_at: dt.datetime,
) -> None:
    """Make this the only usable secret for its purpose and account: older unused ones are dropped."""
    delete_rows(
        connection,
        secret_link,
        secret_link.c.purpose == purpose,
        secret_link.c.account_id == account_id,
        secret_link.c.used_at.is_(None),
    )
    row = {
        "id": new_id(), "account_id": account_id, "purpose": purpose, "secret_hash": token_hash(secret),
        "created_at": now, "expires_at": expires_at,
    }  # fmt: skip
    insert_row(connection, secret_link, row)


def drop_secrets(connection: Connection, account_id: str) -> None:
    """Drop every unused secret of an account."""
    where = (secret_link.c.account_id == account_id, secret_link.c.used_at.is_(None))
    delete_rows(connection, secret_link, *where)


def secret_owner(connection: Connection, secret: str, *, purpose: str, now: dt.datetime) -> Account | None:
    """Return the account a usable secret belongs to, or None."""
    query = select(*ACCOUNT).join(secret_link).where(*_usable(secret, purpose, now))
    row = connection.execute(query).first()
    return None if row is None else Account(*row)


def use_secret(connection: Connection, secret: str, *, purpose: str, now: dt.datetime) -> bool:
    """Use a secret up; False when it is unknown, used, replaced or too old."""
    return change_rows(connection, secret_link, {"used_at": now}, *_usable(secret, purpose, now)) == 1


def add_email_failure(connection: Connection, email_hash: str, now: dt.datetime) -> None:
    """Note a wrong password for an e-mail, and forget the notes older than a day."""
    delete_rows(connection, sign_in_failure, sign_in_failure.c.failed_at < now - _FAILURES_KEPT)
    row = {"id": new_id(), "email_hash": email_hash, "failed_at": now}
    insert_row(connection, sign_in_failure, row)


def email_failures_between(
    connection: Connection, email_hash: str, since: dt.datetime, now: dt.datetime
) -> tuple[dt.datetime, ...]:
    """Return when wrong passwords were given for an e-mail, oldest first; of a clock that was ahead none."""
    query = select(sign_in_failure.c.failed_at).where(
        sign_in_failure.c.email_hash == email_hash,
        sign_in_failure.c.failed_at > since,
        sign_in_failure.c.failed_at <= now,
    )
    return tuple(connection.execute(query.order_by(sign_in_failure.c.failed_at)).scalars())


def forget_email_failures(connection: Connection, email_hash: str) -> None:
    """Forget the wrong passwords of an e-mail after a right one."""
    delete_rows(connection, sign_in_failure, sign_in_failure.c.email_hash == email_hash)


def address_hash(connection: Connection, door: str, address: str) -> str:
    """Return what is kept of an address at one door: a keyed hash, 64 hexadecimal digits.

    There are few enough addresses to try them all: without this installation's secret the hash tells nothing.
    """
    ensure_secret(connection, _ADDRESS_SECRET)
    return known_address_hash(connection, door, address) or ""


def known_address_hash(connection: Connection, door: str, address: str) -> str | None:
    """Return the same without writing; None while no address was ever kept, as there is no secret yet."""
    key = secret_of(connection, _ADDRESS_SECRET)
    if key is None:
        return None
    return hmac.new(key, f"{door} {address}".encode(), hashlib.sha256).hexdigest()


def add_address_failure(connection: Connection, hashed: str, now: dt.datetime) -> str:
    """Note a failure from an address and return its id; those older than a day are forgotten."""
    delete_rows(connection, address_failure, address_failure.c.failed_at < now - _FAILURES_KEPT)
    failure_id = new_id()
    insert_row(connection, address_failure, {"id": failure_id, "address_hash": hashed, "failed_at": now})
    return failure_id


def address_failures_between(
    connection: Connection, hashed: str, since: dt.datetime, now: dt.datetime
) -> tuple[dt.datetime, ...]:
    """Return when an address failed, oldest first; of a clock that was ahead none."""
    query = select(address_failure.c.failed_at).where(
        address_failure.c.address_hash == hashed,
        address_failure.c.failed_at > since,
        address_failure.c.failed_at <= now,
    )
    return tuple(connection.execute(query.order_by(address_failure.c.failed_at)).scalars())


def forget_address_failure(connection: Connection, failure_id: str) -> None:
    """Forget one failure that turned out to be none."""
    delete_rows(connection, address_failure, address_failure.c.id == failure_id)


_LAST_USE = func.coalesce(sign_in.c.seen_at, sign_in.c.created_at)


def _holds(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on a sign-in by itself: not ended, not expired, not idle for too long."""
    idle = settings().sign_in_idle_hours
    used = (now - dt.timedelta(hours=idle) < _LAST_USE,) if idle > 0 else ()
    return sign_in.c.revoked_at.is_(None), sign_in.c.expires_at > now, *used


def _is_open(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on a sign-in joined with its account, which must not be closed."""
    return *_holds(now), account.c.disabled_at.is_(None)


def _usable(secret: str, purpose: str, now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a secret is good: of this purpose, not used and not expired."""
    return (
        secret_link.c.secret_hash == token_hash(secret),
        secret_link.c.purpose == purpose,
        secret_link.c.used_at.is_(None),
        secret_link.c.expires_at > now,
    )
