"""Open sign-ins, one-time links of staff, and wrong passwords: only hashes are kept."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from data.accounts import Account
from data.ids import new_id
from data.schema import account, secret_link, sign_in, sign_in_failure
from data.tokens import token_hash


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
    connection.execute(
        insert(sign_in).values(
            id=new_id(),
            account_id=account_id,
            token_hash=token_hash(token),
            created_at=now,
            expires_at=expires_at,
            by_provider=by_provider,
        )
    )


def signed_in(connection: Connection, token: str, now: dt.datetime) -> Account | None:
    """Return the account a token is signed in to, unless it ended, was ended or the account is disabled."""
    query = (
        select(account)
        .join(sign_in)
        .where(
            sign_in.c.token_hash == token_hash(token),
            sign_in.c.revoked_at.is_(None),
            sign_in.c.expires_at > now,
            account.c.disabled_at.is_(None),
        )
    )
    row = connection.execute(query).first()
    return None if row is None else Account(*row)


def end_sign_in(connection: Connection, token: str, now: dt.datetime) -> None:
    """End one sign-in."""
    query = update(sign_in).where(sign_in.c.token_hash == token_hash(token), sign_in.c.revoked_at.is_(None))
    connection.execute(query.values(revoked_at=now))


def end_sign_ins_of(connection: Connection, account_id: str, now: dt.datetime) -> None:
    """End every sign-in of an account, on every device."""
    query = update(sign_in).where(sign_in.c.account_id == account_id, sign_in.c.revoked_at.is_(None))
    connection.execute(query.values(revoked_at=now))


def open_sign_ins(connection: Connection, account_id: str, now: dt.datetime) -> tuple[OpenSignIn, ...]:
    """Return where an account is signed in, newest first."""
    columns = (sign_in.c[name] for name in OpenSignIn._fields)
    query = select(*columns).where(
        sign_in.c.account_id == account_id, sign_in.c.revoked_at.is_(None), sign_in.c.expires_at > now
    )
    return tuple(OpenSignIn(*row) for row in connection.execute(query.order_by(sign_in.c.created_at.desc())))


def end_other_sign_ins(connection: Connection, account_id: str, token: str, now: dt.datetime) -> int:
    """End every sign-in of an account but the one a token belongs to; return how many."""
    query = update(sign_in).where(
        sign_in.c.account_id == account_id,
        sign_in.c.token_hash != token_hash(token),
        sign_in.c.revoked_at.is_(None),
        sign_in.c.expires_at > now,
    )
    return connection.execute(query.values(revoked_at=now)).rowcount


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
    connection.execute(
        delete(secret_link).where(
            secret_link.c.purpose == purpose,
            secret_link.c.account_id == account_id,
            secret_link.c.used_at.is_(None),
        )
    )
    connection.execute(
        insert(secret_link).values(
            id=new_id(), account_id=account_id, purpose=purpose, secret_hash=token_hash(secret),
            created_at=now, expires_at=expires_at,
        )
    )  # fmt: skip


def drop_secrets(connection: Connection, account_id: str) -> None:
    """Drop every unused secret of an account."""
    connection.execute(
        delete(secret_link).where(secret_link.c.account_id == account_id, secret_link.c.used_at.is_(None))
    )


def secret_owner(connection: Connection, secret: str, *, purpose: str, now: dt.datetime) -> Account | None:
    """Return the account a usable secret belongs to, or None."""
    query = select(account).join(secret_link).where(*_usable(secret, purpose, now))
    row = connection.execute(query).first()
    return None if row is None else Account(*row)


def use_secret(connection: Connection, secret: str, *, purpose: str, now: dt.datetime) -> bool:
    """Use a secret up; False when it is unknown, used, replaced or too old."""
    result = connection.execute(update(secret_link).where(*_usable(secret, purpose, now)).values(used_at=now))
    return result.rowcount == 1


def add_failure(connection: Connection, email_hash: str, now: dt.datetime) -> None:
    """Note a wrong password for an e-mail, and forget the notes older than a day."""
    connection.execute(
        delete(sign_in_failure).where(sign_in_failure.c.failed_at < now - dt.timedelta(days=1))
    )
    connection.execute(insert(sign_in_failure).values(id=new_id(), email_hash=email_hash, failed_at=now))


def failures_since(connection: Connection, email_hash: str, since: dt.datetime) -> tuple[dt.datetime, ...]:
    """Return when wrong passwords were given for an e-mail, oldest first."""
    query = select(sign_in_failure.c.failed_at).where(
        sign_in_failure.c.email_hash == email_hash, sign_in_failure.c.failed_at > since
    )
    return tuple(connection.execute(query.order_by(sign_in_failure.c.failed_at)).scalars())


def forget_failures(connection: Connection, email_hash: str) -> None:
    """Forget the wrong passwords of an e-mail after a right one."""
    connection.execute(delete(sign_in_failure).where(sign_in_failure.c.email_hash == email_hash))


def _usable(secret: str, purpose: str, now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        secret_link.c.secret_hash == token_hash(secret),
        secret_link.c.purpose == purpose,
        secret_link.c.used_at.is_(None),
        secret_link.c.expires_at > now,
    )
