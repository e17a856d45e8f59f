"""The data map: every column the product stores; and notices, stored word for word as shown.

Documents, the notice and the tests read it; nothing that decides does.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import yaml
from sqlalchemy import Connection

from data.common.engine import reading, writing
from data.privacy import notices
from workflows.common.clock import utc_now
from workflows.common.stored_settings import StoredSettings

About = Literal["candidate", "staff", "nobody"]

CandidateData = Literal[
    "identity", "progress", "accommodations", "answers", "comment", "marks", "suggestions", "interview",
    "scores", "decisions", "notes", "mail", "requests", "agreement", "self_identification", "record",
]  # fmt: skip
"""Categories of data about candidates, in the order in which the notice tells them."""
CANDIDATE_DATA: tuple[CandidateData, ...] = get_args(CandidateData)
STAFF_DATA = ("staff_account", "staff_access", "staff_work")
NO_ONES_DATA = ("campaign", "content")
"""What is asked and settled; it holds the names of contacts, which the company gives to candidates anyway."""
CATEGORIES = (*CANDIDATE_DATA, *STAFF_DATA, *NO_ONES_DATA)


class Stored(NamedTuple):
    """One column."""

    table: str
    column: str
    category: str
    """One of CATEGORIES; said in words under ``data_map``."""
    holds: str
    """In English, for the documentation."""


@lru_cache(maxsize=1)
def data_map() -> tuple[Stored, ...]:
    """Return every column, by table."""
    text = (Path(__file__).parent / "data_map.yaml").read_text("utf-8")
    tables: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return tuple(
        Stored(table, column, *meaning)
        for table, columns in tables.items()
        for column, meaning in columns.items()
    )


def about(category: str) -> About:
    """Say whom a category of data is about."""
    if category in CANDIDATE_DATA:
        return "candidate"
    return "staff" if category in STAFF_DATA else "nobody"


def collected(settings: StoredSettings) -> tuple[CandidateData, ...]:
    """Return the categories of candidates' data that a campaign of these settings keeps, in their order."""
    absent = {
        "suggestions": not settings.second_reader,
        "interview": settings.interview is None,
        "self_identification": not settings.self_identification,
    }
    return tuple(category for category in CANDIDATE_DATA if not absent.get(category))


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
