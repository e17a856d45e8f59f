"""Accounts as the server's shell changes them, for whoever cannot get in any more."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from data.accounts import accounts
from data.accounts.accounts import Account, account_by_email
from data.common.engine import writing
from data.common.locks import ACCOUNTS, hold_alone
from errors import AccountRefused
from workflows.accounts.my_account import check_person
from workflows.accounts.staff import StaffLink, known_account, make_link, take_second_factor
from workflows.audit.log import CONSOLE, log_action_by
from workflows.common.clock import utc_now


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
        log_action_by(connection, CONSOLE, "renew_staff_link", account.id, now)
    return link


def make_owner(email: str, *, name: str | None = None, language: str = "en") -> StaffLink:
    """Let somebody own this installation, and return a one-time link with which they choose a password.

    An account there is gets the role, and is opened again where it was disabled; what it could do before and
    its second factor stay. Each of these actions is noted as the console's.

    Parameters
    ----------
    name, language : str
        Of a new account; the name is needed for one only.

    Raises
    ------
    AccountRefused
        When nobody has this e-mail and no name was given, or an account cannot be made of these.
    """
    now = utc_now()
    with writing() as connection:
        hold_alone(connection, ACCOUNTS)
        account = account_by_email(connection, email)
        if account is None:
            if name is None:
                raise AccountRefused(
                    "Nobody has an account with this e-mail; nothing was changed. Give --name to make one.",
                    "unknown_account",
                )
            check_person(name, email, "owner", language)
            account_id = accounts.add_account(
                connection, email=email, name=name, role="owner", language=language, now=now
            )
            log_action_by(connection, CONSOLE, "add_account", account_id, now, role="owner")
        else:
            account_id = account.id
            _open_as_owner(connection, account, now)
        link = make_link(connection, known_account(connection, account_id), now)
        log_action_by(connection, CONSOLE, "renew_staff_link", account_id, now)
    return link


def _open_as_owner(connection: Connection, account: Account, now: dt.datetime) -> None:
    if account.disabled_at is not None:
        accounts.set_disabled(connection, account.id, None)
        log_action_by(connection, CONSOLE, "enable_account", account.id, now)
    if account.role != "owner":
        accounts.set_role(connection, account.id, "owner")
        log_action_by(connection, CONSOLE, "change_role", account.id, now, role="owner", was=account.role)


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
        log_action_by(connection, CONSOLE, "reset_second_factor", account.id, now)


def _account(connection: Connection, email: str) -> Account:
    account = account_by_email(connection, email)
    if account is None:
        raise AccountRefused(
            "Nobody has an account with this e-mail; nothing was changed.", "unknown_account"
        )
    return account
