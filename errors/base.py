"""The root of every deliberate error."""

from __future__ import annotations


class EntregentError(Exception):
    """Base of every deliberate error: says what happened, to which thing, and what to do next."""

    code = "error"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.details = details
