"""Owners give accounts to colleagues, change their roles and close them."""

from __future__ import annotations

from sqlalchemy import Connection

from data import accounts, sign_ins
from data.accounts import Account
from data.named_locks import ACCOUNTS
from errors import AccountRefused, ChangedMeanwhile, LastOwner
from workflows.access import Actor, require
from workflows.accounts import check_person, check_role
from workflows.clock import utc_now
from workflows.record import note
from workflows.staff_links import StaffLink, known_account, make_link
from workflows.transactions import reading, writing


def all_accounts(actor: Actor) -> tuple[Account, ...]:
    """Return every account, for who may manage them."""
    require(actor, "manage_accounts")
    with reading(actor) as connection:
        return accounts.all_accounts(connection)


def add_account(actor: Actor, *, name: str, email: str, role: str, language: str) -> StaffLink:
    """Add a colleague and return the link with which they choose their password.

    Raises
    ------
    AccountRefused
        When the name is empty, the e-mail is not one or is taken, or the role is unknown.
    """
    require(actor, "manage_accounts")
    check_person(name, email, role, language)
    now = utc_now()
    with writing(actor, alone=ACCOUNTS) as connection:
        if accounts.account_by_email(connection, email) is not None:
            raise AccountRefused("Somebody has an account with this e-mail already.", "email_taken")
        account_id = accounts.add_account(
            connection, email=email, name=name, role=role, language=language, now=now
        )
        note(connection, actor, "add_account", account_id, now, role=role)
        return make_link(connection, known_account(connection, account_id), now)


def renew_link(actor: Actor, account_id: str) -> StaffLink:
    """Return a new link to choose a password; the one before stops working, the present password does not."""
    require(actor, "manage_accounts")
    now = utc_now()
    with writing(actor) as connection:
        link = make_link(connection, known_account(connection, account_id), now)
        note(connection, actor, "renew_staff_link", account_id, now)
    return link


def disable_account(actor: Actor, account_id: str) -> None:
    """Close an account and every sign-in of it.

    Raises
    ------
    LastOwner
        When nobody could manage accounts any more.
    """
    require(actor, "manage_accounts")
    now = utc_now()
    with writing(actor, alone=ACCOUNTS) as connection:
        _keep_an_owner(connection, known_account(connection, account_id))
        accounts.set_disabled(connection, account_id, now)
        sign_ins.end_sign_ins_of(connection, account_id, now)
        sign_ins.drop_secrets(connection, account_id)
        note(connection, actor, "disable_account", account_id, now)


def enable_account(actor: Actor, account_id: str) -> None:
    """Open a disabled account again, with the password it had."""
    require(actor, "manage_accounts")
    with writing(actor, alone=ACCOUNTS) as connection:
        known_account(connection, account_id)
        accounts.set_disabled(connection, account_id, None)
        note(connection, actor, "enable_account", account_id, utc_now())


def change_role(actor: Actor, account_id: str, role: str, *, shown: str | None = None) -> None:
    """Give an account another role; ``shown``: the one it had on the page.

    Raises
    ------
    LastOwner
        When the last owner would lose it.
    ChangedMeanwhile
        When it no longer has the role that was shown.
    """
    require(actor, "manage_accounts")
    check_role(role)
    with writing(actor, alone=ACCOUNTS) as connection:
        account = known_account(connection, account_id)
        if shown is not None and account.role not in (shown, role):
            raise ChangedMeanwhile("Somebody gave this account another role meanwhile.")
        if role != account.role:
            _keep_an_owner(connection, account)
            accounts.set_role(connection, account_id, role)
            note(connection, actor, "change_role", account_id, utc_now(), role=role, was=account.role)


def _keep_an_owner(connection: Connection, account: Account) -> None:
    if accounts.active_owners(connection) == {account.id}:
        raise LastOwner("This is the last owner: make somebody else an owner first.")
