"""Transactions of staff: each first checks that the actor is still signed in, and in the same role.

A page keeps the ``Actor`` it was drawn for as long as its tab is open; the account may be closed, the role
changed and the sign-in ended meanwhile. So nothing is read or written for an actor but inside these two
(``tests/workflows/test_transactions.py`` reads the code for that).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from data.accounts import sign_ins
from data.common import engine
from data.common.locks import hold_alone
from errors import RoleChanged, SignInOver
from workflows.common.access import Actor, ScriptedActor
from workflows.common.clock import utc_now


@contextmanager
def reading(actor: Actor) -> Iterator[Connection]:
    """Open a transaction that only reads, for somebody who is still who they were.

    Raises
    ------
    SignInOver, RoleChanged
        Before anything else was read.
    """
    with engine.reading() as connection:
        _ask_again(connection, actor, is_held=False)
        yield connection


@contextmanager
def writing(actor: Actor, *, alone: str | None = None) -> Iterator[Connection]:
    """Open a transaction that commits as a whole or not at all, for somebody who is still who they were.

    Sign-in and account stay as they are until it ends: who closes the account meanwhile waits for it. With
    ``alone``, a name of ``data/common/locks.py``, one waits before that until nobody else changes the same.

    Raises
    ------
    SignInOver, RoleChanged
        Before anything was written.
    StorageError
        As ``data.common.engine.writing``.
    """
    with engine.writing() as connection:
        if alone is not None:
            hold_alone(connection, alone)
        _ask_again(connection, actor, is_held=True)
        yield connection


def _ask_again(connection: Connection, actor: Actor, *, is_held: bool) -> None:
    if isinstance(actor, ScriptedActor):
        return
    account = sign_ins.signed_in_by(connection, actor.sign_in_id, utc_now(), is_held=is_held)
    if account is None or account.id != actor.account_id:
        raise SignInOver("This sign-in has ended; nothing was changed. Sign in again.")
    if account.role != actor.role:
        raise RoleChanged(
            f"The role was changed from {actor.role} to {account.role}; nothing was changed by this. "
            "Load the page again.",
            was=actor.role,
            role=account.role,
        )
