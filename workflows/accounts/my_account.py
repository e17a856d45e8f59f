"""One's own account: the first owner's start, choosing a password and a language, one's own sign-ins."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.accounts import accounts, sign_ins
from data.accounts.accounts import Account
from data.common.engine import reading, writing
from data.common.locks import ACCOUNTS, hold_alone
from data.common.tokens import token_hash
from domain import LANGUAGES, ROLES
from errors import AccountRefused, DeadStaffLink, WrongStartCode
from settings import settings
from workflows.accounts import passwords, throttle
from workflows.accounts.passwords import as_typed, check, hashed, new_code
from workflows.accounts.sign_in import let_in, open_sign_in, way_in
from workflows.audit.log import CONSOLE, log_action, log_action_by
from workflows.common import transactions
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.common.text import bare_address, is_email
from workflows.mail.letters import StaffWriter

START_CODE_DAYS = 7
_START = "first_owner"
CHOOSE = "choose_password"
"""Purpose of the links with which staff choose a password."""


@dataclass(frozen=True)
class OwnSignIn:
    """One browser; which one is not known: neither its address nor its name nor its last use is stored."""

    since: dt.datetime
    until: dt.datetime
    is_this: bool
    by_provider: bool


def nobody_yet() -> bool:
    """Tell whether this installation has no account at all."""
    with reading() as connection:
        return not accounts.any_account(connection)


def first_start_code() -> str | None:
    """Make the one-time code that lets somebody become owner; None once there is an account.

    To be called once when the server starts and printed on its console: each call replaces the code before,
    and only its hash is stored.
    """
    now = utc_now()
    code = new_code()
    with writing() as connection:
        if accounts.any_account(connection):
            return None
        expires_at = now + dt.timedelta(days=START_CODE_DAYS)
        sign_ins.replace_secret(
            connection, as_typed(code), purpose=_START, account_id=None, now=now, expires_at=expires_at
        )
    return code


def create_owner(
    code: str, name: str, email: str, password: str, language: str, *, address: str | None = None
) -> str:
    """Make the first account, an owner's, and return the token of its sign-in.

    ``address``: the network address it comes from; None from a shell on the server.

    Raises
    ------
    WrongStartCode
        When the code is not the one printed last, or somebody was faster.
    TooManyAttempts
        After five wrong codes, for longer each time, or twenty failures from this address.
    AccountRefused, PasswordRefused
        When the name, e-mail or password cannot be used; the code stays good.
    """
    check_person(name, email, "owner", language)
    check(password, email=email)
    now = utc_now()
    with writing() as connection:
        hold_alone(connection, ACCOUNTS)
        throttle.refuse_guesses(connection, _START, now)
        tried = throttle.try_from(connection, address, now)
        right = not accounts.any_account(connection) and sign_ins.use_secret(
            connection, as_typed(code), purpose=_START, now=now
        )
        if right:
            throttle.was_right(connection, tried)
        else:
            throttle.count_guess(connection, _START, now)
    if not right:
        raise WrongStartCode("The code is the one printed last on the server's console, and works once.")
    # Hashing takes a while on purpose: neither inside a transaction, nor for whoever guesses codes.
    password_hash = hashed(password, email=email)
    with writing() as connection:
        hold_alone(connection, ACCOUNTS)
        if accounts.account_by_email(connection, email) is not None:
            raise AccountRefused("Somebody has an account with this e-mail already.", "email_taken")
        account_id = accounts.add_account(
            connection, email=email, name=name, role="owner", language=language,
            password_hash=password_hash, now=now,
        )  # fmt: skip
        log_action_by(connection, CONSOLE, "create_owner", account_id, now)
        return open_sign_in(connection, account_id, now)


def check_person(name: str, email: str, role: str, language: str) -> None:
    """Raise AccountRefused unless an account can be made of these."""
    if not 1 <= len(name.strip()) <= 120:
        raise AccountRefused("A name has 1 to 120 characters.", "bad_name")
    if not is_email(bare_address(email)):
        raise AccountRefused("This is not an e-mail address.", "bad_email")
    if language not in LANGUAGES:
        raise AccountRefused("The language is fr or en.", "bad_language")
    check_role(role)


def check_role(role: str) -> None:
    """Raise AccountRefused unless the role exists."""
    if role not in ROLES:
        raise AccountRefused(f"Unknown role; known: {', '.join(ROLES)}.", "unknown_role")


def link_holder(token: str | None) -> Account | None:
    """Return whose link this is, or None when it is missing, used, replaced or too old."""
    with reading() as connection:
        account = sign_ins.secret_owner(connection, token or "", purpose=CHOOSE, now=utc_now())
    return None if account is None or account.disabled_at is not None else account


def choose_password(token: str | None, password: str, write: StaffWriter | None = None) -> str:
    """Set the password of the account a link belongs to, use the link up, and return a sign-in's token.

    Every other sign-in of the account ends. With ``write`` whoever had a password before is told by mail.

    Raises
    ------
    DeadStaffLink
        When the link is missing, used, replaced or too old: the owner can make another.
    CodeNeeded
        When the account has a second factor: the password is set, and a code is asked as at any sign-in.
    PasswordRefused
        When the password breaks a rule; the link stays good.
    """
    holder = link_holder(token)
    if holder is None or token is None:
        raise DeadStaffLink("This link was used, replaced, or is too old. Ask an owner for another.")
    password_hash = hashed(password, email=holder.email)
    now = utc_now()
    with writing() as connection:
        if not sign_ins.use_secret(connection, token, purpose=CHOOSE, now=now):
            raise DeadStaffLink("This link was used a moment ago. Sign in with the password chosen then.")
        accounts.set_password(connection, holder.id, password_hash)
        sign_ins.end_sign_ins_of(connection, holder.id, now)
        log_action_by(connection, holder.id, "choose_password", holder.id, now)
        if holder.password_hash is not None and write is not None:
            passwords.queue_notice(connection, holder, write, now)
        way = way_in(connection, holder.id, now)
    return let_in(way)


def speak(actor: Actor, language: str) -> None:
    """Speak another language to this person from now on, on every device."""
    if language in LANGUAGES and language != actor.language:
        with transactions.writing(actor) as connection:
            accounts.set_language(connection, actor.account_id, language)


def my_sessions(actor: Actor, token: str | None) -> tuple[OwnSignIn, ...]:
    """Return where somebody is signed in, newest first; ``token``: of the browser that asks."""
    with transactions.reading(actor) as connection:
        open_sign_ins = sign_ins.open_sign_ins(connection, actor.account_id, utc_now())
    own_hash = token_hash(token or "")
    return tuple(
        OwnSignIn(sign_in.created_at, sign_in.expires_at, sign_in.token_hash == own_hash, sign_in.by_provider)
        for sign_in in open_sign_ins
    )


def end_others(actor: Actor, token: str | None) -> int:
    """Sign out everywhere but in the browser that asks; return how many sign-ins ended."""
    now = utc_now()
    with transactions.writing(actor) as connection:
        n_ended = sign_ins.end_other_sign_ins(connection, actor.account_id, token or "", now)
        if n_ended:
            log_action(connection, actor, "end_other_sign_ins", actor.account_id, now, n=n_ended)
    return n_ended


def idle_hours() -> int:
    """Return after how many hours without use a sign-in ends by itself; 0: never for that reason."""
    return max(0, settings().sign_in_idle_hours)
