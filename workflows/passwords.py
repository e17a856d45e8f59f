"""Passwords of the staff: the rules a new one keeps, and argon2id."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from threading import get_native_id
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from errors import DoorBusy, PasswordRefused
from workflows.common_passwords import is_common

MIN_LENGTH = 12
MAX_LENGTH = 256
"""Longer ones would only cost time to hash."""

AT_ONCE = 2
"""Hashings at the same time: each takes 64 MiB and four threads, on purpose."""
WAIT_S = 20.0
"""How long one waits for its turn; web/door.py lets no more in than get theirs sooner."""
POLITE = 10
"""Niceness of hashing: candidates' pages go first, whose server has no more cores than these threads."""

_hasher = PasswordHasher()
Done = TypeVar("Done")


def _let_others_first() -> None:
    if sys.platform == "linux":
        # Of this thread alone, and of those argon2 starts from it.
        os.setpriority(os.PRIO_PROCESS, get_native_id(), POLITE)


_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password", initializer=_let_others_first)


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


def hashed(password: str, *, email: str) -> str:
    """Return the argon2id hash of a new password that keeps the rules; PasswordRefused when it does not.

    Raises
    ------
    PasswordRefused, DoorBusy
    """
    check(password, email=email)
    return _in_turn(lambda: _hasher.hash(password))


def check(password: str, *, email: str) -> None:
    """Stop here unless a new password keeps the rules.

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
    """Stop here unless a new password was typed twice in the same way; PasswordRefused: it was not."""
    if password != again:
        raise PasswordRefused("The two passwords are not the same.", "password_differs")


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
