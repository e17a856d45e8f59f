"""Sign-ins of the staff: opened with a password, recognised on every page, ended.

A browser keeps a random name and, for each account that was opened with it, a seal over both. The seal is
made with this installation's secret and the password's hash: nobody else can make one, and it ends with the
password. Nothing of it is stored here. A browser known so is not shut out by what others try.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from contextlib import suppress
from typing import NamedTuple, cast

from sqlalchemy import Connection

from data.accounts import sign_ins
from data.accounts.accounts import Account, account_by_email, normalised, second_factor_of
from data.accounts.sign_ins import SignedIn, signed_in
from data.common.engine import reading, writing
from data.common.tokens import ensure_secret, new_token, secret_of
from domain import Role
from errors import CodeNeeded, ProviderRefused, StorageError, WrongCredentials
from settings import settings
from workflows.accounts import throttle
from workflows.accounts.oidc_settings import passwords_are_off
from workflows.accounts.passwords import matches
from workflows.audit.log import log_action_by
from workflows.common.access import Actor
from workflows.common.clock import utc_now

NOTED_EVERY = dt.timedelta(minutes=10)
"""How often the use of a sign-in is noted: far less than a page is drawn, and than a sign-in may rest."""
HALF_OPEN = "second_factor"
"""Purpose of the one-time secret in that cookie; it opens nothing but the question for the code."""
HALF_OPEN_MINUTES = 10
DEVICE_DAYS = 365
MAX_SEALS = 4
"""Accounts one browser is known by: a computer that is shared at work."""
_SECRET = "devices"
_COOKIE = re.compile(r"([A-Za-z0-9_-]{22})((?:\.[0-9a-f]{64}){1,4})")


class WayIn(NamedTuple):
    """What a right password leads to: a sign-in, or the question for a code."""

    token: str
    is_half: bool


def sign_in(email: str, password: str, *, address: str | None = None, known: str | None = None) -> str:
    """Sign somebody in and return the token their browser keeps.

    Parameters
    ----------
    email : str
        However it is written: case and spaces around it do not matter.
    password : str
        As typed.
    address : str, optional
        The network address it comes from; None from a shell on the server.
    known : str, optional
        What the browser keeps of earlier sign-ins (``cookie_for``).

    Raises
    ------
    CodeNeeded
        When the password is right and the account has a second factor.
    WrongCredentials
        When they do not open an account; the same answer, after the same time, for an e-mail nobody has.
    ProviderRefused
        ``only``: passwords are switched off, whoever's and whatever they are.
    TooManyAttempts
        After five wrong passwords from this browser or network address, for longer each time; after twenty
        failures of any kind from the address in fifteen minutes. ``details["until"]`` says until when. What
        others try keeps nobody out of a browser this account was opened with before.
    """
    if passwords_are_off():
        raise ProviderRefused("Passwords are switched off here.", "only")
    now = utc_now()
    with writing() as connection:
        # The attempt is noted before the password is checked: many at once cannot slip past the limit.
        account = account_by_email(connection, email)
        attempt = _try(connection, email, known_as(connection, account, known), address, now)
    opens = account is not None and account.disabled_at is None
    if not matches(password, account.password_hash if account and opens else None) or account is None:
        raise WrongCredentials("This e-mail and password do not open an account.")
    with writing() as connection:
        throttle.was_right(connection, attempt.of_address)
        throttle.forget_guesses(connection, attempt.at)
        way = way_in(connection, account.id, now)
    return let_in(way)


class _Attempt(NamedTuple):
    at: str
    """What its failures are counted under."""
    of_address: str | None
    """Its failure as counted against the network address."""


def _try(
    connection: Connection, email: str, device: str | None, address: str | None, now: dt.datetime
) -> _Attempt:
    """Count a try as a failure until it proves right; TooManyAttempts when it comes too soon."""
    if device is not None:
        at = f"device {device} {normalised(email)}"
        throttle.refuse_guesses(connection, at, now)
        throttle.count_guess(connection, at, now)
        return _Attempt(at, None)
    everywhere = f"email {normalised(email)}"
    at = everywhere if address is None else sign_ins.address_hash(connection, everywhere, address)
    throttle.refuse_guesses(connection, at, now)
    throttle.refuse_guesses(connection, everywhere, now, free=throttle.FREE_FROM_EVERYWHERE)
    of_address = throttle.try_from(connection, address, now)
    throttle.count_guess(connection, at, now)
    if at != everywhere:
        throttle.count_guess(connection, everywhere, now)
    return _Attempt(at, of_address)


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
    log_action_by(connection, account_id, "sign_in", account_id, now, **by)
    return token


def actor_of(token: str | None) -> Actor | None:
    """Return who is acting, or None when the token is missing, ended, unused for too long or unknown.

    Now and then the use is noted, so that a sign-in in use does not end for want of it.
    """
    if not token:
        return None
    now = utc_now()
    with reading() as connection:
        session = sign_ins.signed_in(connection, token, now)
        used_at = sign_ins.last_use(connection, token) if session is not None else None
    if used_at is not None and now - used_at >= NOTED_EVERY:
        # A full disk or a busy database is no reason to send anybody away.
        with suppress(StorageError), writing() as connection:
            sign_ins.note_use(connection, token, now)
    return None if session is None else as_actor(session)


def as_actor(session: SignedIn) -> Actor:
    """Return who acts by an open sign-in."""
    account = session.account
    return Actor(
        account_id=account.id,
        name=account.name,
        email=account.email,
        role=cast(Role, account.role),
        language=account.language,
        sign_in_id=session.id,
    )


def sign_out(token: str | None) -> None:
    """End the sign-in of one browser; an unknown token changes nothing."""
    now = utc_now()
    with writing() as connection:
        session = sign_ins.signed_in(connection, token or "", now)
        if session is not None:
            sign_ins.end_sign_in(connection, token or "", now)
            log_action_by(connection, session.account.id, "sign_out", session.account.id, now)


class Device(NamedTuple):
    """What a browser keeps: its name and the seals of accounts, the newest first."""

    name: str
    seals: tuple[str, ...]


def known_as(connection: Connection, account: Account | None, cookie: str | None) -> str | None:
    """Return the name of a browser this account was opened with before; None for any other."""
    device, key = _read(cookie), secret_of(connection, _SECRET)
    if device is None or key is None or account is None:
        return None
    mine = _seal(key, device.name, account)
    return device.name if any(hmac.compare_digest(mine, seal) for seal in device.seals) else None


def cookie_for(token: str, cookie: str | None) -> str | None:
    """Return what a browser keeps from now on that has just signed in; None when the sign-in is over.

    Parameters
    ----------
    token : str
        Of the sign-in.
    cookie : str or None
        What it kept so far.
    """
    with writing() as connection:
        session = signed_in(connection, token, utc_now())
        if session is None:
            return None
        ensure_secret(connection, _SECRET)
        key = secret_of(connection, _SECRET) or b""
    device = _read(cookie) or Device(secrets.token_urlsafe(16), ())
    mine = _seal(key, device.name, session.account)
    seals = (mine, *(seal for seal in device.seals if seal != mine))
    return ".".join((device.name, *seals[:MAX_SEALS]))


def _read(cookie: str | None) -> Device | None:
    match = _COOKIE.fullmatch(cookie or "")
    return None if match is None else Device(match[1], tuple(match[2][1:].split(".")))


def _seal(key: bytes, name: str, account: Account) -> str:
    message = f"{name} {account.id} {account.password_hash}"
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()
