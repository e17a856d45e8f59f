"""A member of staff signs in, is recognised on every page, and signs out."""

from __future__ import annotations

import datetime as dt
from typing import cast

from sqlalchemy import Connection

from data import sign_ins
from data.accounts import Account, account_by_email, normalised
from data.engine import reading, writing
from data.tokens import new_token, token_hash
from errors import TooManyAttempts, WrongCredentials
from settings import settings
from workflows.access import Actor, Role
from workflows.passwords import matches
from workflows.record import note_by

COOKIE = "entregent_staff"
"""Name of the cookie that carries a sign-in."""

MAX_FAILURES = 5
FAILURE_WINDOW = dt.timedelta(minutes=15)


def sign_in(email: str, password: str) -> str:
    """Sign somebody in and return the token their browser keeps.

    Parameters
    ----------
    email : str
        However it is written: case and spaces around it do not matter.
    password : str
        As typed.

    Raises
    ------
    WrongCredentials
        When they do not open an account; the same answer, after the same time, for an e-mail nobody has.
    TooManyAttempts
        After five wrong passwords for this e-mail in fifteen minutes; ``details["until"]`` says until when.
    """
    now = _now()
    email_hash = token_hash(normalised(email))
    with writing() as connection:
        # The attempt is noted before the password is checked: many at once cannot slip past the limit.
        refuse_after_failures(connection, email_hash, now)
        sign_ins.add_failure(connection, email_hash, now)
        account = account_by_email(connection, email)
    opens = account is not None and account.disabled_at is None
    if not matches(password, account.password_hash if account and opens else None) or account is None:
        raise WrongCredentials("This e-mail and password do not open an account.")
    with writing() as connection:
        sign_ins.forget_failures(connection, email_hash)
        return open_sign_in(connection, account.id, now)


def refuse_after_failures(connection: Connection, email_hash: str, now: dt.datetime) -> None:
    """Stop here after five failures in the last fifteen minutes."""
    failures = sign_ins.failures_since(connection, email_hash, now - FAILURE_WINDOW)
    if len(failures) >= MAX_FAILURES:
        until = failures[-MAX_FAILURES] + FAILURE_WINDOW
        raise TooManyAttempts(f"Too many attempts; try again after {until:%H:%M} UTC.", until=until)


def open_sign_in(connection: Connection, account_id: str, now: dt.datetime) -> str:
    """Open a sign-in for an account and return its token."""
    token = new_token(256)
    expires_at = now + dt.timedelta(days=settings().sign_in_days)
    sign_ins.add_sign_in(connection, account_id, token, now=now, expires_at=expires_at)
    note_by(connection, account_id, "sign_in", account_id, now)
    return token


def actor_of(token: str | None) -> Actor | None:
    """Return who is acting, or None when the token is missing, ended or unknown."""
    if not token:
        return None
    with reading() as connection:
        account = sign_ins.signed_in(connection, token, _now())
    return None if account is None else as_actor(account)


def sign_out(token: str | None) -> None:
    """End the sign-in of one browser; an unknown token changes nothing."""
    now = _now()
    with writing() as connection:
        account = sign_ins.signed_in(connection, token or "", now)
        if account is not None:
            sign_ins.end_sign_in(connection, token or "", now)
            note_by(connection, account.id, "sign_out", account.id, now)


def as_actor(account: Account) -> Actor:
    """Return an account as the person who acts."""
    return Actor(
        account_id=account.id,
        name=account.name,
        email=account.email,
        role=cast(Role, account.role),
        language=account.language,
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
