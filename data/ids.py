"""Identifiers: UUID version 7, so that rows sort by the time they were made.

Of people they are version 4: theirs stand in addresses and files of those who read blind, whom neither the
order nor the moment of anybody's arrival concerns.
"""

from __future__ import annotations

import os
import time
import uuid


def new_id() -> str:
    """Return a new UUIDv7 as text (RFC 9562, section 5.7): 48 bits of milliseconds, 74 random bits."""
    # In the order rows are made, whatever time a sitting goes by.
    made_at_ms = time.time_ns() // 1_000_000  # noqa: TID251
    value = made_at_ms << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def new_random_id() -> str:
    """Return a new UUIDv4 as text: 122 random bits that say nothing of when it was made."""
    return str(uuid.uuid4())
