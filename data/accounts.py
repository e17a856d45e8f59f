"""Accounts of the staff."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, Row, exists, or_, select

from data.addresses import bare_address
from data.ids import new_id
from data.schema import account
from data.schema_provider import provider_identity
from data.written import change_rows, insert_row


@dataclass(frozen=True)
class Account:
    """One member of staff; without a password hash until they have chosen one."""

    id: str
    email: str
    name: str
    role: str
    password_hash: str | None
    language: str
    created_at: dt.datetime
    disabled_at: dt.datetime | None


def normalised(email: str) -> str:
    """Write an e-mail as it is kept and compared; see ``bare_address``."""
    return bare_address(email)


def add_account(
    connection: Connection,
    *,
    email: str,
    name: str,
    role: str,
    language: str,
    now: dt.datetime,
    password_hash: str | None = None,
) -> str:
    """Add an account and return its id; the e-mail must be free."""
    account_id = new_id()
    row = {
        "id": account_id, "email": normalised(email), "name": name.strip(), "role": role,
        "password_hash": password_hash, "language": language, "created_at": now,
    }  # fmt: skip
    insert_row(connection, account, row)
    return account_id


def account_by_id(connection: Connection, account_id: str) -> Account | None:
    """Return an account, or None."""
    return _account(connection.execute(select(account).where(account.c.id == account_id)).first())


def account_by_email(connection: Connection, email: str) -> Account | None:
    """Return the account of an e-mail, however it is written, or None."""
    # Older accounts were kept as they were typed, signs that are not seen included.
    spellings = {normalised(email), email.strip().lower()}
    query = select(account).where(account.c.email.in_(spellings)).order_by(account.c.id)
    return _account(connection.execute(query).first())


def all_accounts(connection: Connection) -> tuple[Account, ...]:
    """Return every account by name, the disabled ones last."""
    query = select(account).order_by(account.c.disabled_at.is_not(None), account.c.name, account.c.id)
    return tuple(Account(*row) for row in connection.execute(query))


def any_account(connection: Connection) -> bool:
    """Tell whether anybody has an account yet."""
    return connection.execute(select(account.c.id).limit(1)).first() is not None


def active_owners(connection: Connection) -> frozenset[str]:
    """Return the owners who can still sign in: by a password they chose, or by a provider they came by."""
    is_bound = exists().where(provider_identity.c.account_id == account.c.id)
    query = select(account.c.id).where(
        account.c.role == "owner",
        account.c.disabled_at.is_(None),
        or_(account.c.password_hash.is_not(None), is_bound),
    )
    return frozenset(connection.execute(query).scalars())


def set_password(connection: Connection, account_id: str, password_hash: str) -> None:
    """Replace an account's password."""
    change_rows(connection, account, {"password_hash": password_hash}, account.c.id == account_id)


def set_role(connection: Connection, account_id: str, role: str) -> None:
    """Give an account another role."""
    change_rows(connection, account, {"role": role}, account.c.id == account_id)


def set_language(connection: Connection, account_id: str, language: str) -> None:
    """Speak another language to this person from now on."""
    change_rows(connection, account, {"language": language}, account.c.id == account_id)


def set_disabled(connection: Connection, account_id: str, at: dt.datetime | None) -> None:
    """Close an account at an instant, or open it again with None."""
    change_rows(connection, account, {"disabled_at": at}, account.c.id == account_id)


def _account(row: Row[tuple[object, ...]] | None) -> Account | None:
    return None if row is None else Account(*row)  # type: ignore[arg-type]
