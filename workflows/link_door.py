"""A candidate's link is opened from an address that does not try links out."""

from __future__ import annotations

import datetime as dt

from data.engine import writing
from errors import LinkUnknown
from workflows import sit, throttle


def open_link(token: str, *, accepted_language: str, address: str | None) -> None:
    """Open a candidate's link, as ``sit.enter`` does.

    Only links that nobody was given count against an address: an expired or replaced one was a real one.

    Raises
    ------
    TooManyAttempts
        After thirty unknown links from this address in fifteen minutes, whatever this one is.
    LinkUnknown, LinkRevoked, LinkExpired, LinkNotOpen
    """
    now = dt.datetime.now(dt.UTC)
    with writing() as connection:
        throttle.refuse_address(connection, "link", address, now)
    try:
        sit.enter(token, accepted_language=accepted_language)
    except LinkUnknown:
        with writing() as connection:
            throttle.count_from(connection, "link", address, now)
        raise
