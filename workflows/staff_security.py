"""Owners end a colleague's sign-ins, and take a second factor away from whoever lost it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from data import second_factors, sign_ins
from data.accounts import Account
from errors import SecondFactorRefused
from workflows.access import Actor, require
from workflows.clock import utc_now
from workflows.record import note
from workflows.staff_links import known_account
from workflows.transactions import reading, writing


def with_second_factor(actor: Actor) -> frozenset[str]:
    """Return the ids of the accounts that are asked for a code at sign-in."""
    require(actor, "manage_accounts")
    with reading(actor) as connection:
        return second_factors.accounts_with(connection)


def sign_out_account(actor: Actor, account_id: str) -> None:
    """End every sign-in of an account; it stays open, and its password good."""
    require(actor, "manage_accounts")
    now = utc_now()
    with writing(actor) as connection:
        known_account(connection, account_id)
        sign_ins.end_sign_ins_of(connection, account_id, now)
        note(connection, actor, "sign_out_account", account_id, now)


def reset_second_factor(actor: Actor, account_id: str) -> None:
    """Ask an account for its password only from now on; its present sign-ins end.

    Raises
    ------
    SecondFactorRefused
        When it has none.
    """
    require(actor, "manage_accounts")
    now = utc_now()
    with writing(actor) as connection:
        take_second_factor(connection, known_account(connection, account_id), now)
        note(connection, actor, "reset_second_factor", account_id, now)


def take_second_factor(connection: Connection, account: Account, now: dt.datetime) -> None:
    """Take the second factor of an account away and end its sign-ins; SecondFactorRefused without one."""
    if second_factors.second_factor_of(connection, account.id) is None:
        raise SecondFactorRefused("This account has no second factor.", "second_factor_off")
    second_factors.remove(connection, account.id)
    sign_ins.end_sign_ins_of(connection, account.id, now)
