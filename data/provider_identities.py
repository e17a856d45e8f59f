"""Which person of an identity provider an account belongs to."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, select

from data.accounts import Account
from data.schema import account
from data.schema_provider import provider_identity
from data.written import delete_rows, insert_row


def account_of(connection: Connection, issuer: str, subject: str) -> Account | None:
    """Return the account bound to a person of a provider, or None."""
    query = (
        select(account)
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
