"""What the server does before it serves anybody."""

from __future__ import annotations

from assessments.load import load_bank, load_competencies
from data.engine import engine, reading, storage_errors
from data.ids import continue_after
from data.last_ids import last_ids
from data.migrate import require_current, upgrade
from workflows.accounts import first_start_code

__all__ = ["first_owner_code", "prepare", "require_tables"]


def prepare() -> None:
    """Bring the database up to date and read the content, so that no visitor waits for either."""
    with storage_errors():
        upgrade(engine())
    with reading() as connection:
        # The clock may have been ahead when the last rows were made.
        continue_after(last_ids(connection))
    load_bank()
    load_competencies()


def require_tables() -> None:
    """Stop a command of the shell that changes no tables, unless the database has those of this release.

    Raises
    ------
    SchemaError
        It is of another release, or was changed by hand.
    StorageError
        It cannot be read.
    """
    with storage_errors():
        require_current(engine())


def first_owner_code() -> str | None:
    """Return the one-time code of the first start, or None once there is an account."""
    return first_start_code()
