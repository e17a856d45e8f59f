"""Passwords of staff: the rules for a new one and its hash (argon2id); codes that people type."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
import sys
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from threading import get_native_id
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection

from data.accounts.accounts import Account
from data.mail import outbox
from errors import DoorBusy, PasswordRefused
from workflows.audit.log import SERVER
from workflows.mail.letters import StaffOccasion, StaffWriter, mail_to
from workflows.mail.smtp_settings import mail_setup

MIN_LENGTH = 12
MAX_LENGTH = 256
"""Longer ones would only cost time to hash."""

AT_ONCE = 2
"""Hashings at the same time: each takes 64 MiB and four threads, on purpose."""
WAIT_S = 20.0
"""How long one waits for its turn; web/edge/visitors.py lets no more in than get theirs sooner."""
POLITE = 10
"""Niceness of hashing: candidates' pages go first, whose server has no more cores than these threads."""
FEWEST_SIGNS = 5
"""Different signs that a password has at least."""
_FILE = Path(__file__).parent / "common_passwords.txt"
_AS_LETTERS = str.maketrans("013457@$!€£", "oieastasiel")
"""Signs that people put instead of letters."""
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789" * 3,
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
)
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody confuses when typing them."""
_hasher = PasswordHasher()
Done = TypeVar("Done")


def _let_others_first() -> None:
    if sys.platform == "linux":
        # Of this thread alone, and of those argon2 starts from it.
        os.setpriority(os.PRIO_PROCESS, get_native_id(), POLITE)


_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password", initializer=_let_others_first)


def hashed(password: str, *, email: str) -> str:
    """Return the argon2id hash of a new password that keeps the rules; PasswordRefused when it does not.

    Raises
    ------
    PasswordRefused, DoorBusy
    """
    check(password, email=email)
    return _in_turn(lambda: _hasher.hash(password))


def matches(password: str, password_hash: str | None) -> bool:
    """Tell whether a password is the right one, taking as long when there is none to compare with.

    Raises
    ------
    DoorBusy
        It was not looked at.
    """
    # Made for everybody: made for unknown e-mails only, the first of a process would take twice as long.
    nobodys = _nobodys()
    try:
        _in_turn(lambda: _hasher.verify(password_hash or nobodys, password[: MAX_LENGTH + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _in_turn(lambda: _hasher.hash("no account has this password"))


def _in_turn(work: Callable[[], Done]) -> Done:
    """Hash on one of the two threads when it is free; DoorBusy when none is in time."""
    turn = _threads.submit(work)
    try:
        return turn.result(WAIT_S)
    except TimeoutError:
        if not turn.cancel():
            # Its turn has come: it will end.
            return turn.result()
        raise DoorBusy(f"No turn to check a password came within {WAIT_S:g} seconds.") from None


def check(password: str, *, email: str) -> None:
    """Raise PasswordRefused unless a new password keeps the rules.

    Raises
    ------
    PasswordRefused
        When it is shorter than 12 characters, longer than 256, the e-mail itself or a common one.
    """
    if len(password) < MIN_LENGTH:
        raise PasswordRefused(f"A password has at least {MIN_LENGTH} characters.", "password_short")
    if len(password) > MAX_LENGTH:
        raise PasswordRefused(f"A password has at most {MAX_LENGTH} characters.", "password_long")
    name = email.partition("@")[0].casefold()
    if password.strip().casefold() in (email.strip().casefold(), name):
        raise PasswordRefused("A password is not the e-mail address.", "password_is_email")
    if is_common(password):
        raise PasswordRefused("This password is among the first that are tried.", "password_common")


def check_same(password: str, again: str) -> None:
    """Raise PasswordRefused unless a new password was typed twice in the same way."""
    if password != again:
        raise PasswordRefused("The two passwords are not the same.", "password_differs")


def is_common(password: str) -> bool:
    """Tell whether a password would be among the first that a program tries.

    So are words of the list in capitals or with signs for letters, with digits or marks before or behind them
    or several times in a row; runs along a keyboard, the alphabet or the digits; and fewer than five
    different signs.
    """
    plain = "".join(password.split()).casefold()
    if len(set(plain)) < FEWEST_SIGNS or any(plain in row or plain in row[::-1] for row in _ROWS):
        return True
    bare = _without_accents(plain)
    word = bare.strip("".join(sign for sign in set(bare) if not sign.isalpha()))
    return any(_unit(text) in _listed() for text in (bare, word, word.translate(_AS_LETTERS)))


def _unit(text: str) -> str:
    """Return what a text repeats: ``sunshine`` of ``sunshinesunshine``; itself where it repeats nothing."""
    return text[: (text + text).find(text, 1)] if text else text


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    lines = _FILE.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def queue_notice(connection: Connection, account: Account, write: StaffWriter, now: dt.datetime) -> None:
    """Queue the message that a password was changed, in the same transaction; none without mail set up."""
    if mail_setup().is_wanted:
        about = StaffOccasion(kind="password_changed", name=account.name, language=account.language)
        outbox.add_mails(connection, [mail_to(account, about, write, by=SERVER)], now)


def new_code() -> str:
    """Draw a code of three groups of four letters or digits: 59 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


def as_typed(code: str) -> str:
    """Write a code as it is compared: without spaces and hyphens, in capitals."""
    return re.sub(r"[\s-]", "", code).upper()
