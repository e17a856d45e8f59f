"""What an e-mail address looks like."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")


def is_email(text: str) -> bool:
    """Tell whether a text looks like one e-mail address."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None
