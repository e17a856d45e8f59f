"""The notice as candidates were shown it: kept word for word, so that an acknowledgement can be read back."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection

from data import notices
from data.engine import reading, writing
from workflows.clock import utc_now


def notice_sha256(body: str) -> str:
    """Return the SHA-256 of a notice as it is stored: the digest of the text itself."""
    return hashlib.sha256(body.encode()).hexdigest()


def keep_shown(body: str, language: str) -> None:
    """Store a notice when it is shown for the first time."""
    sha256 = notice_sha256(body)
    # Shown at every run of that page, stored at one: who only reads must not wait for who writes.
    with reading() as connection:
        if notices.notice_of(connection, sha256) is not None:
            return
    with writing() as connection:
        notices.keep_notice(connection, sha256, body, language, utc_now())


def keep_acknowledged(connection: Connection, body: str, language: str) -> str:
    """Store a notice in the transaction that acknowledges it, and return its hash."""
    sha256 = notice_sha256(body)
    notices.keep_notice(connection, sha256, body, language, utc_now())
    return sha256
