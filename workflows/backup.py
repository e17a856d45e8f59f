"""What an operator does with the whole database: copy it while people work, and put a copy back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from data.backup import back_up, is_in_use, restore
from data.engine import engine, storage_errors, writing
from data.migrate import upgrade
from errors import StorageError
from workflows.record import CONSOLE, Recorded, note_by


def make_backup(target: Path) -> int:
    """Copy the database into a new file and return its size in bytes.

    Raises
    ------
    StorageError
        The file is not there.
    """
    with storage_errors():
        upgrade(engine())
        size = back_up(engine(), target)
    _note("back_up", bytes=size)
    return size


def put_back(source: Path, *, over: bool = False) -> Path | None:
    """Restore a copy, and return where the database that was there before has been kept.

    Parameters
    ----------
    source : Path
    over : bool
        Whether a database in use may be replaced. It is copied beside the source first.

    Raises
    ------
    StorageError
        The database is as it was.
    """
    with storage_errors():
        kept = _keep_present(source) if is_in_use(engine()) and _allowed(over) else None
        restore(engine(), source)
    _note("restore")
    return kept


def _allowed(over: bool) -> bool:
    if not over:
        raise StorageError(
            "This database is in use: it has accounts. Nothing was restored. To replace it all the same, add "
            "--over; a copy of it is kept first."
        )
    return True


def _keep_present(source: Path) -> Path:
    moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    kept = source.with_name(f"before-restore-{moment}{source.suffix}")
    back_up(engine(), kept)
    return kept


def _note(deed: Recorded, **details: int) -> None:
    with writing() as connection:
        note_by(connection, CONSOLE, deed, "database", dt.datetime.now(dt.UTC), campaign_id=None, **details)
