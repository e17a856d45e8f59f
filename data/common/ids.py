"""Identifiers: UUID version 7, so that rows sort by the order in which they were made.

The order outlives a clock that is set back: an id is always greater than those before it (RFC 9562, section
6.2), and a process that starts goes on after the last one there is (``continue_after``). Between processes it
is the machine's clock that orders them: where the order decides something, rows carry a number.

Of people they are version 4: theirs stand in addresses and files of those who read blind, whom neither the
order nor the moment of anybody's arrival concerns.
"""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from data.tables import METADATA

_FRACTION_BITS = 12
"""Of a millisecond: the order within one."""

machine_ns = time.time_ns  # noqa: TID251 - in the order rows are made, whatever time a sitting goes by
_lock = threading.Lock()
_last = 0
"""Moment of the newest id, in 4096ths of a millisecond."""


def new_id() -> str:
    """Return a new UUIDv7 as text (RFC 9562, section 5.7): 60 bits of time, 62 random bits.

    Greater than every id this process has made or gone on after.
    """
    global _last
    ms, rest = divmod(machine_ns(), 1_000_000)
    moment = ms << _FRACTION_BITS | rest * (1 << _FRACTION_BITS) // 1_000_000
    with _lock:
        _last = moment = max(moment, _last + 1)
    ms, fraction = divmod(moment, 1 << _FRACTION_BITS)
    random = int.from_bytes(os.urandom(8)) >> 2
    return str(uuid.UUID(int=ms << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | random))


def continue_after(ids: Iterable[str]) -> None:
    """Let every id from now on be greater than these; what is no UUIDv7 does not count."""
    global _last
    moments = [_moment(row_id) for row_id in ids]
    with _lock:
        _last = max(_last, *moments, 0)


def _moment(row_id: str) -> int:
    """Return the moment in an id, in 4096ths of a millisecond; 0 of what is no UUIDv7."""
    try:
        read = uuid.UUID(row_id)
    except ValueError:
        return 0
    # 48 bits of milliseconds, then after the version 12 bits of the fraction.
    return (read.int >> 80) << _FRACTION_BITS | (read.int >> 64) & 0xFFF if read.version == 7 else 0


def new_random_id() -> str:
    """Return a new UUIDv4 as text: 122 random bits that say nothing of when it was made."""
    return str(uuid.uuid4())


_UNORDERED = ("audit_event", "candidate")
"""Tables with ids that say nothing of their order: lines have a number, people should have none."""


def last_ids(connection: Connection) -> tuple[str, ...]:
    """Return the greatest id of each table that has ordered ones; each is one step into an index."""
    greatest = (
        connection.scalar(select(func.max(table.c.id)))
        for table in METADATA.sorted_tables
        if "id" in table.c and table.name not in _UNORDERED
    )
    return tuple(row_id for row_id in greatest if row_id is not None)
