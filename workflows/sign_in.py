"""A member of staff signs in, is recognised on every page, and signs out."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple, cast

from sqlalchemy import Connection

from data import sign_ins
from data.accounts import Account, account_by_email, normalised
from data.engine import reading, writing
from data.second_factors import second_factor_of
from data.tokens import new_token
from errors import CodeNeeded, ProviderRefused, WrongCredentials
from settings import settings
from workflows import throttle
from workflows.access import Actor, Role
from workflows.oidc_settings import passwords_are_off
from workflows.passwords import matches
from workflows.record import note_by

COOKIE = "entregent_staff"
"""Name of the cookie that carries a sign-in."""

HALF_OPEN_COOKIE = "entregent_half"
"""Name of the cookie of whoever gave the right password and still owes a code."""
HALF_OPEN = "second_factor"
"""Purpose of the one-time secret in that cookie; it opens nothing but the question for the code."""
HALF_OPEN_MINUTES = 10


class WayIn(NamedTuple):
    """What a right password leads to: a sign-in, or the question for a code."""

    token: str
    is_half: bool


def sign_in(email: str, password: str, *, address: str | None = None) -> str:
    """Sign somebody in and return the token their browser keeps.

    Parameters
    ----------
    email : str
        However it is written: case and spaces around it do not matter.
    password : str
        As typed.
    address : str, optional
        The network address it comes from; None from a shell on the server.

    Raises
    ------
    CodeNeeded
        When the password is right and the account has a second factor.
    WrongCredentials
        When they do not open an account; the same answer, after the same time, for an e-mail nobody has.
    ProviderRefused
        ``only``: passwords are switched off, whoever's and whatever they are.
    TooManyAttempts
        After five wrong passwords for this e-mail in fifteen minutes, or twenty failures from this address;
        ``details["until"]`` says until when.
    """
    if passwords_are_off():
        raise ProviderRefused("Passwords are switched off here.", "only")
    now, guessed = _now(), f"email {normalised(email)}"
    with writing() as connection:
        # The attempt is noted before the password is checked: many at once cannot slip past the limit.
        throttle.refuse_guesses(connection, guessed, now)
        tried = throttle.try_from(connection, address, now)
        throttle.count_guess(connection, guessed, now)
        account = account_by_email(connection, email)
    opens = account is not None and account.disabled_at is None
    if not matches(password, account.password_hash if account and opens else None) or account is None:
        raise WrongCredentials("This e-mail and password do not open an account.")
    with writing() as connection:
        throttle.was_right(connection, tried)
        throttle.forget_guesses(connection, guessed)
        way = way_in(connection, account.id, now)
    return let_in(way)


def way_in(connection: Connection, account_id: str, now: dt.datetime) -> WayIn:
    """Open a sign-in for whoever proved to know the password, or keep it half open until they give a code."""
    factor = second_factor_of(connection, account_id)
    if factor is None or not factor.is_confirmed:
        return WayIn(open_sign_in(connection, account_id, now), is_half=False)
    token, expires_at = new_token(256), now + dt.timedelta(minutes=HALF_OPEN_MINUTES)
    sign_ins.replace_secret(
        connection, token, purpose=HALF_OPEN, account_id=account_id, now=now, expires_at=expires_at
    )
    return WayIn(token, is_half=True)


def let_in(way: WayIn) -> str:
    """Return a sign-in's token, or ask for the code; after the transaction, which keeps either."""
    if way.is_half:
        raise CodeNeeded(way.token)
    return way.token


def open_sign_in(
    connection: Connection, account_id: str, now: dt.datetime, *, by_provider: bool = False
) -> str:
    """Open a sign-in for an account and return its token; ``by_provider``: the identity provider vouched."""
    token = new_token(256)
    expires_at = now + dt.timedelta(days=settings().sign_in_days)
    sign_ins.add_sign_in(
        connection, account_id, token, now=now, expires_at=expires_at, by_provider=by_provider
    )
    by = {"by": "provider"} if by_provider else {}
    note_by(connection, account_id, "sign_in", account_id, now, **by)
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
