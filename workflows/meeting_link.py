"""Where an interview takes place, as somebody typed it: made clickable only if plainly a web address."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

MAX_PLACE = 300
"""Longest place, in characters."""

_FORBIDDEN = re.compile(r"[\s\x00-\x1f\x7f\"'<>\\`{}|^\u0080-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What no address needs and a page or a calendar could take for something else."""


def link_of(place: str) -> str | None:
    """Return the link a place is, or None.

    Only ``http`` and ``https`` with a host, and neither a user's name nor a password before it: these let an
    address look like another one.
    """
    if _FORBIDDEN.search(place):
        return None
    try:
        parts = urlsplit(place)
        has_host, _ = bool(parts.hostname), parts.port
    except ValueError:
        return None
    is_plain = parts.scheme in ("http", "https") and has_host and "@" not in parts.netloc
    return place if is_plain else None
