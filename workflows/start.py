"""What the server does before it serves anybody."""

from __future__ import annotations

from assessments.load import load_bank, load_competencies
from data.engine import engine, storage_errors
from data.migrate import upgrade
from workflows.accounts import first_start_code

__all__ = ["first_owner_code", "prepare"]


def prepare() -> None:
    """Bring the database up to date and read the content, so that no visitor waits for either."""
    with storage_errors():
        upgrade(engine())
    load_bank()
    load_competencies()


def first_owner_code() -> str | None:
    """Return the one-time code of the first start, or None once there is an account."""
    return first_start_code()
