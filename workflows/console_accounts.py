"""What somebody with a shell on the server does for whoever cannot get in any more."""

from __future__ import annotations

from sqlalchemy import Connection

from data.accounts import Account, account_by_email
from data.engine import writing
from errors import AccountRefused
from workflows.clock import utc_now
from workflows.record import CONSOLE, note_by
from workflows.staff_links import StaffLink, make_link
from workflows.staff_security import take_second_factor


def reset_password(email: str) -> StaffLink:
    """Return a one-time link to choose another password; noted as done at the console.

    Raises
    ------
    AccountRefused
        When nobody has this e-mail, or the account is disabled.
    """
    now = utc_now()
    with writing() as connection:
        account = _account(connection, email)
        link = make_link(connection, account, now)
        note_by(connection, CONSOLE, "renew_staff_link", account.id, now)
    return link


def reset_second_factor(email: str) -> None:
    """Ask an account for its password only from now on; its present sign-ins end; noted as the console's.

    Raises
    ------
    AccountRefused
        When nobody has this e-mail.
    SecondFactorRefused
        When the account has no second factor.
    """
    now = utc_now()
    with writing() as connection:
        account = _account(connection, email)
        take_second_factor(connection, account, now)
        note_by(connection, CONSOLE, "reset_second_factor", account.id, now)


def _account(connection: Connection, email: str) -> Account:
    account = account_by_email(connection, email)
    if account is None:
        raise AccountRefused(
            "Nobody has an account with this e-mail; nothing was changed.", "unknown_account"
        )
    return account
