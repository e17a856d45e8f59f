"""Links with which staff choose a password: made in this one place, whoever asks for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from data import accounts, mail, sign_ins
from data.accounts import Account
from data.tokens import new_token
from errors import AccountRefused
from settings import settings
from workflows.accounts import CHOOSE

LINK_DAYS = 7
"""How long a link to choose a password works that somebody hands over."""
LINK_BY_MAIL = dt.timedelta(hours=1)
"""How long one works that whoever forgot their password has sent to themselves."""


@dataclass(frozen=True)
class StaffLink:
    """A link to choose a password, shown once to whoever made it."""

    account_id: str
    address: str
    expires_at: dt.datetime


def make_link(
    connection: Connection,
    account: Account,
    now: dt.datetime,
    *,
    works_for: dt.timedelta = dt.timedelta(days=LINK_DAYS),
) -> StaffLink:
    """Make a link to choose a password; the one before stops working, the present password does not.

    Raises
    ------
    AccountRefused
        When the account is disabled.
    """
    if account.disabled_at is not None:
        raise AccountRefused("This account is disabled; enable it first.", "account_disabled")
    token, expires_at = new_token(), now + works_for
    mail.stop_password_links(connection, account.id)
    sign_ins.replace_secret(
        connection, token, purpose=CHOOSE, account_id=account.id, now=now, expires_at=expires_at
    )
    return StaffLink(account.id, f"{settings().public_url.rstrip('/')}/join/{token}", expires_at)


def known_account(connection: Connection, account_id: str) -> Account:
    """Return an account; AccountRefused when there is none with this id."""
    found = accounts.account_by_id(connection, account_id)
    if found is None:
        raise AccountRefused("There is no such account.", "unknown_account")
    return found
