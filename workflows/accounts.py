"""The first owner starts; everybody chooses their own password and language."""

from __future__ import annotations

import datetime as dt

from assessments.model import LANGUAGES
from data import accounts, sign_ins
from data.accounts import Account
from data.engine import reading, writing
from data.named_locks import ACCOUNTS, hold_alone
from errors import AccountRefused, DeadStaffLink, WrongStartCode
from workflows import cookie_names, password_changed, throttle, transactions
from workflows.access import ROLES, Actor
from workflows.clock import utc_now
from workflows.email_address import bare_address, is_email
from workflows.passwords import check, hashed
from workflows.record import CONSOLE, note_by
from workflows.sign_in import let_in, open_sign_in, way_in
from workflows.staff_letters import StaffWriter
from workflows.typed_codes import as_typed, new_code

JOIN_COOKIE = cookie_names.JOINING

START_CODE_DAYS = 7
_START = "first_owner"
CHOOSE = "choose_password"
"""Purpose of the links with which staff choose a password."""


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
        note_by(connection, CONSOLE, "create_owner", account_id, now)
        return open_sign_in(connection, account_id, now)


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
        note_by(connection, holder.id, "choose_password", holder.id, now)
        if holder.password_hash is not None and write is not None:
            password_changed.tell(connection, holder, write, now)
        way = way_in(connection, holder.id, now)
    return let_in(way)


def speak(actor: Actor, language: str) -> None:
    """Speak another language to this person from now on, on every device."""
    if language in LANGUAGES and language != actor.language:
        with transactions.writing(actor) as connection:
            accounts.set_language(connection, actor.account_id, language)


def check_person(name: str, email: str, role: str, language: str) -> None:
    """Stop here unless an account can be made of these."""
    if not 1 <= len(name.strip()) <= 120:
        raise AccountRefused("A name has 1 to 120 characters.", "bad_name")
    if not is_email(bare_address(email)):
        raise AccountRefused("This is not an e-mail address.", "bad_email")
    if language not in LANGUAGES:
        raise AccountRefused("The language is fr or en.", "bad_language")
    check_role(role)


def check_role(role: str) -> None:
    """Stop here unless the role exists."""
    if role not in ROLES:
        raise AccountRefused(f"Unknown role; known: {', '.join(ROLES)}.", "unknown_role")
