"""Passwords of the staff: the rules a new one keeps, and argon2id."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from errors import PasswordRefused

MIN_LENGTH = 12
MAX_LENGTH = 256
"""Longer ones would only cost time to hash."""

_hasher = PasswordHasher()


def hashed(password: str, *, email: str) -> str:
    """Return the argon2id hash of a new password that keeps the rules; PasswordRefused when it does not."""
    check(password, email=email)
    return _hasher.hash(password)


def check(password: str, *, email: str) -> None:
    """Stop here unless a new password keeps the rules.

    Raises
    ------
    PasswordRefused
        When it is shorter than 12 characters, longer than 256, or the e-mail itself.
    """
    if len(password) < MIN_LENGTH:
        raise PasswordRefused(f"A password has at least {MIN_LENGTH} characters.", "password_short")
    if len(password) > MAX_LENGTH:
        raise PasswordRefused(f"A password has at most {MAX_LENGTH} characters.", "password_long")
    name = email.partition("@")[0].casefold()
    if password.strip().casefold() in (email.strip().casefold(), name):
        raise PasswordRefused("A password is not the e-mail address.", "password_is_email")


def check_same(password: str, again: str) -> None:
    """Stop here unless a new password was typed twice in the same way; PasswordRefused: it was not."""
    if password != again:
        raise PasswordRefused("The two passwords are not the same.", "password_differs")


def matches(password: str, password_hash: str | None) -> bool:
    """Tell whether a password is the right one, taking as long when there is none to compare with."""
    # Made for everybody: made for unknown e-mails only, the first of a process would take twice as long.
    nobodys = _nobodys()
    try:
        _hasher.verify(password_hash or nobodys, password[: MAX_LENGTH + 1])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher.hash("no account has this password")
