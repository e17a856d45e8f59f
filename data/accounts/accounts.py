"""Accounts of the staff, with their second factor and their identity at the provider."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Row, exists, func, or_, select

from data.audit.written import change_rows, delete_rows, insert_row, insert_rows
from data.common.ids import new_id
from data.common.rows import columns_for
from data.common.tokens import bare_address, token_hash
from data.schema import account
from data.schema_trust import provider_identity, recovery_code, second_factor


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


ACCOUNT = columns_for(Account, account)
"""What a query selects to make accounts of its rows."""


def normalised(email: str) -> str:
    """Return an e-mail as it is kept and compared; see ``bare_address``."""
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
    return _account(connection.execute(select(*ACCOUNT).where(account.c.id == account_id)).first())


def account_by_email(connection: Connection, email: str) -> Account | None:
    """Return the account of an e-mail, however it is written, or None."""
    # Older accounts were kept as they were typed, signs that are not seen included.
    spellings = {normalised(email), email.strip().lower()}
    query = select(*ACCOUNT).where(account.c.email.in_(spellings)).order_by(account.c.id)
    return _account(connection.execute(query).first())


def all_accounts(connection: Connection) -> tuple[Account, ...]:
    """Return every account by name, the disabled ones last."""
    query = select(*ACCOUNT).order_by(account.c.disabled_at.is_not(None), account.c.name, account.c.id)
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


def account_of(connection: Connection, issuer: str, subject: str) -> Account | None:
    """Return the account bound to a person of a provider, or None."""
    query = (
        select(*ACCOUNT)
        .join(provider_identity)
        .where(provider_identity.c.issuer == issuer, provider_identity.c.subject == subject)
    )
    row = connection.execute(query).first()
    return None if row is None else Account(*row)


def is_bound(connection: Connection, account_id: str, issuer: str) -> bool:
    """Tell whether an account is bound to anybody of a provider."""
    query = select(provider_identity.c.subject).where(
        provider_identity.c.account_id == account_id, provider_identity.c.issuer == issuer
    )
    return connection.execute(query).first() is not None


def bind_identity(
    connection: Connection, account_id: str, *, issuer: str, subject: str, now: dt.datetime
) -> None:
    """Bind an account to a person of a provider; neither may be bound yet."""
    row = {"issuer": issuer, "subject": subject, "account_id": account_id, "bound_at": now}
    insert_row(connection, provider_identity, row)


def forget_identities(connection: Connection, account_id: str) -> int:
    """Forget whom an account is bound to, at every provider; return how many bindings there were."""
    return delete_rows(connection, provider_identity, provider_identity.c.account_id == account_id)


def accounts_bound(connection: Connection) -> frozenset[str]:
    """Return the accounts that are bound to somebody of some provider."""
    return frozenset(connection.execute(select(provider_identity.c.account_id)).scalars())


@dataclass(frozen=True)
class SecondFactor:
    """The secret that time-based codes are checked against; it counts once it is confirmed."""

    account_id: str
    secret: str
    is_confirmed: bool
    last_step: int
    created_at: dt.datetime


_SECOND_FACTOR = columns_for(SecondFactor, second_factor)


def second_factor_of(connection: Connection, account_id: str) -> SecondFactor | None:
    """Return the second factor of an account, confirmed or not yet; None when there is none."""
    row = connection.execute(select(*_SECOND_FACTOR).where(second_factor.c.account_id == account_id)).first()
    return None if row is None else SecondFactor(*row)


def accounts_with_second_factor(connection: Connection) -> frozenset[str]:
    """Return the accounts that are asked for a code at sign-in."""
    query = select(second_factor.c.account_id).where(second_factor.c.is_confirmed)
    return frozenset(connection.execute(query).scalars())


def propose_second_factor(connection: Connection, account_id: str, secret: str, now: dt.datetime) -> None:
    """Keep a secret that is not confirmed yet, in the place of any other."""
    remove_second_factor(connection, account_id)
    row = {
        "account_id": account_id, "secret": secret, "is_confirmed": False, "last_step": 0, "created_at": now,
    }  # fmt: skip
    insert_row(connection, second_factor, row)


def confirm_second_factor(connection: Connection, account_id: str, recovery_codes: Iterable[str]) -> None:
    """Let the second factor count from now on, with these recovery codes."""
    change_rows(connection, second_factor, {"is_confirmed": True}, second_factor.c.account_id == account_id)
    rows = [
        {"id": new_id(), "account_id": account_id, "code_hash": token_hash(code)} for code in recovery_codes
    ]
    insert_rows(connection, recovery_code, rows)


def use_time_step(connection: Connection, account_id: str, step: int) -> bool:
    """Use the code of a time step up; False when it, or a later one, was used before."""
    where = (second_factor.c.account_id == account_id, second_factor.c.last_step < step)
    return change_rows(connection, second_factor, {"last_step": step}, *where) == 1


def use_recovery_code(connection: Connection, account_id: str, code: str, now: dt.datetime) -> bool:
    """Use a recovery code up; False when it is not one of this account or was used."""
    where = (
        recovery_code.c.account_id == account_id,
        recovery_code.c.code_hash == token_hash(code),
        recovery_code.c.used_at.is_(None),
    )
    return change_rows(connection, recovery_code, {"used_at": now}, *where) == 1


def recovery_codes_left(connection: Connection, account_id: str) -> int:
    """Count the recovery codes that still work."""
    query = (
        select(func.count())
        .select_from(recovery_code)
        .where(recovery_code.c.account_id == account_id, recovery_code.c.used_at.is_(None))
    )
    return connection.execute(query).scalar_one()


def remove_second_factor(connection: Connection, account_id: str) -> None:
    """Take the second factor of an account away, with its recovery codes."""
    for table in (second_factor, recovery_code):
        delete_rows(connection, table, table.c.account_id == account_id)
