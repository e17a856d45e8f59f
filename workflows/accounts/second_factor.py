"""The second factor: a code beside the password, set up, asked at sign-in, turned off.

References: [rfc6238]
"""

from __future__ import annotations

import datetime as dt
import hmac
import re
from typing import NamedTuple

from pyotp import random_base32
from pyotp.hotp import HOTP
from pyotp.totp import TOTP
from sqlalchemy import Connection

from data.accounts import accounts, sign_ins
from data.accounts.accounts import Account, account_by_id
from data.common.engine import reading, writing
from errors import SecondFactorRefused
from workflows.accounts import throttle
from workflows.accounts.passwords import as_typed, matches, new_code
from workflows.accounts.sign_in import HALF_OPEN, known_as, open_sign_in
from workflows.audit.log import log_action, log_action_by
from workflows.common import transactions
from workflows.common.access import Actor
from workflows.common.clock import utc_now

STEP_S = 30
WINDOW = 1
"""How many steps a clock may be early or late."""
ISSUER = "Entregent"
RECOVERY_CODES = 8


class Proposal(NamedTuple):
    """What an authenticator app needs; counts once a code from it was given."""

    secret: str
    address: str
    """The same as an ``otpauth:`` address, for a QR code."""


def codes_left(actor: Actor) -> int | None:
    """Return how many recovery codes somebody has left; None while no second factor is on."""
    with transactions.reading(actor) as connection:
        factor = accounts.second_factor_of(connection, actor.account_id)
        if factor is None or not factor.is_confirmed:
            return None
        return accounts.recovery_codes_left(connection, actor.account_id)


def propose(actor: Actor) -> Proposal:
    """Draw a secret to set up; nothing is asked at sign-in before ``turn_on``.

    Raises
    ------
    SecondFactorRefused
        When one is on already: it must be turned off first, with the password and a code.
    """
    secret, now = new_secret(), utc_now()
    with transactions.writing(actor) as connection:
        factor = accounts.second_factor_of(connection, actor.account_id)
        if factor is not None and factor.is_confirmed:
            raise SecondFactorRefused("A second factor is on; turn it off first.", "second_factor_on")
        accounts.propose_second_factor(connection, actor.account_id, secret, now)
    return Proposal(secret, address(secret, actor.email))


def turn_on(actor: Actor, password: str, code: str) -> tuple[str, ...]:
    """Ask for a code at every sign-in from now on; return the recovery codes, which are never shown again.

    Whoever finds somebody's browser open could otherwise shut them out of their own account.

    Raises
    ------
    SecondFactorRefused
        When the password is not right, the code is not the one the app shows now, or nothing was proposed.
    TooManyAttempts
        After five failures, for longer each time.
    """
    guessed = _check_password(actor, password)
    recovery_codes, now = tuple(new_code() for _ in range(RECOVERY_CODES)), utc_now()
    with transactions.writing(actor) as connection:
        factor = accounts.second_factor_of(connection, actor.account_id)
        if factor is None or factor.is_confirmed:
            raise SecondFactorRefused("Nothing is being set up; begin again.", "second_factor_on")
        if not _use_app_code(connection, factor, code, now):
            raise SecondFactorRefused("This is not the code the app shows now.", "wrong_code")
        accounts.confirm_second_factor(connection, actor.account_id, map(as_typed, recovery_codes))
        throttle.forget_guesses(connection, guessed)
        log_action(connection, actor, "turn_on_second_factor", actor.account_id, now)
    return recovery_codes


def turn_off(actor: Actor, password: str, code: str) -> None:
    """Ask for the password only from now on; the recovery codes are dropped.

    Raises
    ------
    SecondFactorRefused
        When the password or the code is not right: the second factor stays on.
    TooManyAttempts
        After five failures, for longer each time.
    """
    now, guessed = utc_now(), _check_password(actor, password)
    with transactions.writing(actor) as connection:
        if _use_code(connection, actor.account_id, code, now):
            accounts.remove_second_factor(connection, actor.account_id)
            throttle.forget_guesses(connection, guessed)
            log_action(connection, actor, "turn_off_second_factor", actor.account_id, now)
            return
    raise SecondFactorRefused("This code is not right, or was used.", "wrong_code")


def _check_password(actor: Actor, password: str) -> str:
    """Check the actor's password; return under what the try is counted until all was right.

    An account that has none, because it opens by the identity provider alone, is asked for none.
    """
    now, guessed = utc_now(), _guessed(actor.account_id)
    with transactions.writing(actor) as connection:
        # Noted before it is checked, as at sign-in.
        throttle.refuse_guesses(connection, guessed, now)
        throttle.count_guess(connection, guessed, now)
        account = account_by_id(connection, actor.account_id)
    if account is None or (account.password_hash and not matches(password, account.password_hash)):
        raise SecondFactorRefused("This is not the password of this account.", "wrong_password")
    return guessed


def half_signed_in(half_open: str | None) -> Account | None:
    """Return who gave the right password a few minutes ago and still owes a code; None for nobody."""
    with reading() as connection:
        return _half_signed_in(connection, half_open, utc_now())


def finish_sign_in(
    half_open: str | None, code: str, *, address: str | None = None, known: str | None = None
) -> str:
    """Sign in whoever gave the right password and now a right code; return the sign-in's token.

    Parameters
    ----------
    half_open : str or None
        What ``CodeNeeded`` carried.
    code : str
        Six digits from the app, or a recovery code.
    address : str, optional
        The network address it comes from.
    known : str, optional
        What the browser keeps of earlier sign-ins: failures of others from its address do not matter then.

    Raises
    ------
    SecondFactorRefused
        ``wrong_code``: try again; ``code_too_late``: begin again with the password.
    TooManyAttempts
        After five wrong codes for this account, for longer each time, or twenty failures from this address.
    """
    now = utc_now()
    with writing() as connection:
        account = _half_signed_in(connection, half_open, now)
        if account is None or half_open is None:
            raise SecondFactorRefused("The password was given too long ago.", "code_too_late")
        guessed = _guessed(account.id)
        throttle.refuse_guesses(connection, guessed, now)
        is_known = known_as(connection, account, known) is not None
        tried = throttle.try_from(connection, None if is_known else address, now)
        if _use_code(connection, account.id, code, now):
            throttle.was_right(connection, tried)
            throttle.forget_guesses(connection, guessed)
            sign_ins.use_secret(connection, half_open, purpose=HALF_OPEN, now=now)
            return open_sign_in(connection, account.id, now)
        throttle.count_guess(connection, guessed, now)
    raise SecondFactorRefused("This code is not right, or was used.", "wrong_code")


def _half_signed_in(connection: Connection, half_open: str | None, now: dt.datetime) -> Account | None:
    account = sign_ins.secret_owner(connection, half_open or "", purpose=HALF_OPEN, now=now)
    return None if account is None or account.disabled_at is not None else account


def _use_code(connection: Connection, account_id: str, code: str, now: dt.datetime) -> bool:
    """Use a code up, from the app or a recovery code."""
    factor = accounts.second_factor_of(connection, account_id)
    if factor is None or not factor.is_confirmed:
        return False
    if _use_app_code(connection, factor, code, now):
        return True
    if accounts.use_recovery_code(connection, account_id, as_typed(code), now):
        log_action_by(connection, account_id, "use_recovery_code", account_id, now)
        return True
    return False


def _use_app_code(connection: Connection, factor: accounts.SecondFactor, code: str, now: dt.datetime) -> bool:
    step = matching_step(factor.secret, code, now)
    return step is not None and accounts.use_time_step(connection, factor.account_id, step)


def _guessed(account_id: str) -> str:
    return f"second_factor {account_id}"


def new_secret() -> str:
    """Draw a secret of 160 bits, as 32 letters and digits to type into an app."""
    return random_base32()


def address(secret: str, email: str) -> str:
    """Return the ``otpauth:`` address that an app reads from a QR code."""
    return TOTP(secret, interval=STEP_S).provisioning_uri(name=email, issuer_name=ISSUER)


def step_at(now: dt.datetime) -> int:
    """Return the number of the time step of an instant, counted from 1970."""
    return int(now.timestamp()) // STEP_S


def matching_step(secret: str, code: str, now: dt.datetime) -> int | None:
    """Return the time step a code belongs to, at most one away from now; None when it belongs to none.

    Parameters
    ----------
    secret : str
        As ``new_secret`` made it.
    code : str
        As typed: spaces do not matter.
    now : datetime
        The server's clock.
    """
    typed = re.sub(r"\s", "", code)
    present = step_at(now)
    codes = HOTP(secret)
    for step in range(present - WINDOW, present + WINDOW + 1):
        if hmac.compare_digest(codes.at(step).encode(), typed.encode()):
            return step
    return None
