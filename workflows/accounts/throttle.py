"""Limits on guessing: by what is guessed at, and by the network address that guesses come from.

One thing guessed at makes one wait longer from failure to failure. There is no wall that a stranger could
renew for the person whose account it is: passwords are counted by where they come from, and apart for a
browser that the account was opened with before (``workflows/accounts/sign_in.py``).
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict, deque
from threading import Lock
from typing import Literal

from sqlalchemy import Connection

from data.accounts import sign_ins
from data.common.tokens import token_hash
from errors import TooManyAttempts

Door = Literal["staff", "forgotten"]
"""Where somebody guesses: passwords and codes of staff; who has an account."""

WINDOW = dt.timedelta(minutes=15)
"""How long a failure counts against a network address."""
REMEMBERED = dt.timedelta(days=1)
"""How long a failure counts at one thing."""
FREE = 5
"""Failures at one thing without any wait: one account's codes, the first start's code, a browser's tries."""
FREE_FROM_EVERYWHERE = 50
"""Wrong passwords for one e-mail from all unknown browsers together."""
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=1), dt.timedelta(minutes=15)
MAX_OF_ADDRESS: dict[Door, int] = {"staff": 20, "forgotten": 20}
"""For one address: more, because a whole company may share it."""


def refuse_guesses(connection: Connection, at: str, now: dt.datetime, *, free: int = FREE) -> None:
    """Raise TooManyAttempts in the time to wait after failures at one thing: a minute, then twice as long.

    Parameters
    ----------
    connection : Connection
    at : str
        What is guessed at, and from where: a name such as ``first_owner``.
    now : datetime
    free : int
        Failures after which one waits for the first time.

    Raises
    ------
    TooManyAttempts
        ``details["until"]`` says until when. A try that is refused so is no failure, and renews nothing.
    """
    failures = sign_ins.email_failures_between(connection, token_hash(at), now - REMEMBERED, now)
    if len(failures) >= free:
        _wait(failures[-1] + wait_after(len(failures) - free), now)


def wait_after(further: int) -> dt.timedelta:
    """Return how long one waits after so many failures beyond those without a wait."""
    # More doublings than that would only overflow.
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(further, 10))


def count_guess(connection: Connection, at: str, now: dt.datetime) -> None:
    """Note a failure at one thing."""
    sign_ins.add_email_failure(connection, token_hash(at), now)


def forget_guesses(connection: Connection, at: str) -> None:
    """Forget the failures at one thing after a success."""
    sign_ins.forget_email_failures(connection, token_hash(at))


def refuse_address(connection: Connection, door: Door, address: str | None, now: dt.datetime) -> None:
    """Raise TooManyAttempts when an address failed too often at one door in fifteen minutes.

    Parameters
    ----------
    connection : Connection
    door : {"staff", "forgotten"}
    address : str or None
        None: nobody's, as from a shell on the server; never refused.
    now : datetime

    Raises
    ------
    TooManyAttempts
        ``details["until"]`` says until when.
    """
    hashed = sign_ins.known_address_hash(connection, door, address) if address is not None else None
    if hashed is not None:
        failures = sign_ins.address_failures_between(connection, hashed, now - WINDOW, now)
        _refuse(failures, MAX_OF_ADDRESS[door], now)


def count_from(connection: Connection, door: Door, address: str | None, now: dt.datetime) -> str | None:
    """Note a failure of an address and return its id; None when there is no address."""
    if address is None:
        return None
    hashed = sign_ins.address_hash(connection, door, address)
    return sign_ins.add_address_failure(connection, hashed, now)


def try_from(connection: Connection, address: str | None, now: dt.datetime) -> str | None:
    """Count a try at the staff's door as a failure until ``was_right`` takes it back; return its id.

    It is noted before it is checked: many at once cannot slip past the limit. Raises as ``refuse_address``.
    """
    refuse_address(connection, "staff", address, now)
    return count_from(connection, "staff", address, now)


def was_right(connection: Connection, try_id: str | None) -> None:
    """Take a try back that was no failure; the address's other failures stay."""
    if try_id is not None:
        sign_ins.forget_address_failure(connection, try_id)


def _refuse(failures: tuple[dt.datetime, ...], most: int, now: dt.datetime) -> None:
    if len(failures) >= most:
        _wait(failures[-most] + WINDOW, now)


def _wait(until: dt.datetime, now: dt.datetime) -> None:
    if until > now:
        raise TooManyAttempts(f"Too many attempts; try again after {until:%H:%M} UTC.", until=until)


class Tries:
    """Counts failures by who failed, for as long as the process lives.

    Parameters
    ----------
    most : int
        Failures after which somebody has to wait.
    window : timedelta
        How long a failure counts.
    most_kept : int
        How many people are remembered; whoever failed longest ago is forgotten first.
    """

    def __init__(self, most: int, window: dt.timedelta, *, most_kept: int = 10_000) -> None:
        self._most, self._window, self._most_kept = most, window, most_kept
        self._failures: OrderedDict[str, deque[dt.datetime]] = OrderedDict()
        self._lock = Lock()

    def count(self, who: str, now: dt.datetime) -> bool:
        """Note a failure; tell whether there were too many before it."""
        with self._lock:
            failed = self._failures.setdefault(who, deque(maxlen=self._most))
            self._failures.move_to_end(who)
            is_too_many = len(failed) == self._most and abs(now - failed[0]) < self._window
            if not is_too_many:
                failed.append(now)
            while len(self._failures) > self._most_kept:
                self._failures.popitem(last=False)
            return is_too_many

    def forget(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._failures.clear()
