"""Whether the database is there, and takes what people do."""

from __future__ import annotations

from data.engine import ping
from data.storage_probe import what_is_in_the_way
from data.storage_state import STATE, Reason


def storage_problem() -> Reason | None:
    """Return why nothing can be stored now, or None; it asks the database, and may wait for it.

    Raises
    ------
    StorageError
        When the database cannot even be read.
    """
    ping()
    return STATE.judge(what_is_in_the_way())
