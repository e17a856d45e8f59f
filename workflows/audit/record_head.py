"""The end of the record: its head as it is printed and given back, and whether the key set now made it."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from data.audit.log import record_mac
from data.common.engine import reading
from data.row_seals import Head, head, last_mac
from errors import RecordKeyError

Trouble = Literal["key_missing", "not_by_key"]
"""Seals carry a MAC and no key is set; a key is set and the last seal was not made with it."""


class RecordEnd(NamedTuple):
    """The end of the chain of seals, and what is wrong with its key."""

    head: Head
    trouble: Trouble | None


def record_end() -> RecordEnd:
    """Return the end of the record as it is reported at each start.

    Raises
    ------
    SettingsError
        The key's file cannot be used.
    """
    mac = record_mac()
    with reading() as connection:
        last, at = last_mac(connection), head(connection)
    if last is None:
        return RecordEnd(at, None)
    sha256, stored_mac = last
    if mac is None:
        return RecordEnd(at, "key_missing" if stored_mac is not None else None)
    return RecordEnd(at, None if stored_mac == mac(sha256) else "not_by_key")


def read_head(text: str | None) -> Head | None:
    """Return a head from how it was printed, ``N:HASH``; None for None.

    Raises
    ------
    RecordKeyError
        It is something else.
    """
    if text is None:
        return None
    number, _, sha256 = text.strip().partition(":")
    if not number.isdecimal() or len(number) > 15 or not re.fullmatch("[0-9a-f]{64}", sha256):
        raise RecordKeyError(
            f"{text!r:.90} is no head of a record: expected its number, a colon and 64 hexadecimal digits."
        )
    return Head(int(number), sha256)
