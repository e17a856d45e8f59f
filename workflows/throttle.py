"""Slow down whoever guesses: by what they guess at, and by the network address they come from."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import Connection

from data import address_failures, sign_ins
from data.tokens import token_hash
from errors import TooManyAttempts

Door = Literal["staff", "link", "forgotten"]
"""Where somebody guesses: passwords and codes of staff; links of candidates; who has an account."""

WINDOW = dt.timedelta(minutes=15)
MAX_FAILURES = 5
"""For one e-mail, one account's codes, or the first start's code."""
MAX_OF_ADDRESS: dict[Door, int] = {"staff": 20, "link": 30, "forgotten": 20}
"""For one address: more, because a whole company may share it."""


def refuse_guesses(connection: Connection, at: str, now: dt.datetime) -> None:
    """Stop here after five failures at one thing in fifteen minutes.

    Parameters
    ----------
    connection : Connection
    at : str
        What is guessed at: a normalised e-mail, or a name such as ``first_owner``.
    now : datetime

    Raises
    ------
    TooManyAttempts
        ``details["until"]`` says until when.
    """
    failures = sign_ins.failures_since(connection, token_hash(at), now - WINDOW)
    _refuse(failures, MAX_FAILURES)


def count_guess(connection: Connection, at: str, now: dt.datetime) -> None:
    """Note a failure at one thing."""
    sign_ins.add_failure(connection, token_hash(at), now)


def forget_guesses(connection: Connection, at: str) -> None:
    """Forget the failures at one thing after a success."""
    sign_ins.forget_failures(connection, token_hash(at))


def refuse_address(connection: Connection, door: Door, address: str | None, now: dt.datetime) -> None:
    """Stop here when an address failed too often at one door in fifteen minutes.

    Parameters
    ----------
    connection : Connection
    door : {"staff", "link", "forgotten"}
    address : str or None
        None: nobody's, as from a shell on the server; never refused.
    now : datetime

    Raises
    ------
    TooManyAttempts
        ``details["until"]`` says until when.
    """
    if address is not None:
        hashed = address_failures.address_hash(connection, door, address)
        _refuse(address_failures.failures_since(connection, hashed, now - WINDOW), MAX_OF_ADDRESS[door])


def count_from(connection: Connection, door: Door, address: str | None, now: dt.datetime) -> str | None:
    """Note a failure of an address and return its id; None when there is no address."""
    if address is None:
        return None
    hashed = address_failures.address_hash(connection, door, address)
    return address_failures.add_failure(connection, hashed, now)


def try_from(connection: Connection, address: str | None, now: dt.datetime) -> str | None:
    """Count a try at the staff's door as a failure until ``was_right`` takes it back; return its id.

    It is noted before it is checked: many at once cannot slip past the limit. Raises as ``refuse_address``.
    """
    refuse_address(connection, "staff", address, now)
    return count_from(connection, "staff", address, now)


def was_right(connection: Connection, try_id: str | None) -> None:
    """Take a try back that was no failure; the address's other failures stay."""
    if try_id is not None:
        address_failures.forget_failure(connection, try_id)


def _refuse(failures: tuple[dt.datetime, ...], most: int) -> None:
    if len(failures) >= most:
        until = failures[-most] + WINDOW
        raise TooManyAttempts(f"Too many attempts; try again after {until:%H:%M} UTC.", until=until)
