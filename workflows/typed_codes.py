"""Codes that people type from a console or from paper."""

from __future__ import annotations

import re
import secrets

_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody confuses when typing them."""


def new_code() -> str:
    """Draw a code of three groups of four letters or digits: 59 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


def as_typed(code: str) -> str:
    """Write a code as it is compared: without spaces and hyphens, in capitals."""
    return re.sub(r"[\s-]", "", code).upper()
