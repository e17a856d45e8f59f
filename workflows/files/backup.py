"""Backup of the database: copied while people work, and restored from a copy."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import NamedTuple

from data.common.backup import back_up, is_in_use, is_open_elsewhere, n_sitting_since, restore
from data.common.engine import engine, reading, storage_errors, writing
from data.common.migrate import upgrade
from data.row_seals import Head, head
from errors import StorageError
from workflows.audit.log import CONSOLE, AuditAction, log_action_by
from workflows.common.clock import utc_now

SITTING_LATELY = dt.timedelta(minutes=15)
"""Who answered this lately may be sitting still, at a server on another machine."""


class Copied(NamedTuple):
    """A copy that was made."""

    size: int
    """Bytes."""
    head: Head
    """Of the record, just before the copy was made: it stands in the copy."""
    manifest: Path
    """The file beside the copy that says what the copy is."""


def make_backup(target: Path) -> Copied:
    """Copy the database into a new file, with a manifest beside it: the copy's hash, and the record's head.

    Raises
    ------
    StorageError
        The file is not there.
    """
    with storage_errors():
        upgrade(engine())
        with reading() as connection:
            record_head = head(connection)
        size = back_up(engine(), target)
    manifest = _manifest(target, size, record_head)
    _note("back_up", bytes=size)
    return Copied(size, record_head, manifest)


def _manifest(copy: Path, size: int, record_head: Head) -> Path:
    manifest = copy.with_name(f"{copy.name}.json")
    with copy.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    facts = {
        "copy": copy.name, "bytes": size, "sha256": sha256, "head": str(record_head),
        "made_at": utc_now().isoformat(timespec="seconds"),
    }  # fmt: skip
    try:
        manifest.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    except OSError as problem:
        raise StorageError(f"{copy} was made; {manifest} could not be written ({problem}).") from problem
    return manifest


def put_back(source: Path, *, over: bool = False, force: bool = False) -> Path | None:
    """Restore a copy, and return where the database that was there before has been kept.

    Parameters
    ----------
    source : Path
    over : bool
        Whether a database in use may be replaced. It is copied beside the source first.
    force : bool
        Whether it may be replaced although a server has it open, or somebody was sitting minutes ago.

    Raises
    ------
    StorageError
        The database is as it was.
    """
    with storage_errors():
        if not force:
            _refuse_while_served()
        kept = _keep_present(source) if is_in_use(engine()) and _allowed(over) else None
        restore(engine(), source)
    _note("restore")
    return kept


def _refuse_while_served() -> None:
    if is_open_elsewhere(engine()):
        raise StorageError(
            "Another program has this database open: most likely a server that runs. Nothing was restored. "
            "Stop it, wait until it has ended, and try again. Whoever sits meanwhile would lose answers; "
            "--force restores all the same."
        )
    if not is_in_use(engine()):
        return
    n = n_sitting_since(engine(), utc_now() - SITTING_LATELY)
    if n:
        minutes = SITTING_LATELY // dt.timedelta(minutes=1)
        raise StorageError(
            f"People were sitting in the last {minutes} minutes ({n}), and what they answered would be gone. "
            "Nothing was restored. See that no server works with this database, take a copy with `backup`, "
            f"and try again {minutes} minutes after the last answer; --force restores all the same."
        )


def _allowed(over: bool) -> bool:
    if not over:
        raise StorageError(
            "This database is in use: it has accounts. Nothing was restored. To replace it all the same, add "
            "--over; a copy of it is kept first."
        )
    return True


def _keep_present(source: Path) -> Path:
    moment = utc_now().strftime("%Y%m%dT%H%M%S.%fZ")
    kept = source.with_name(f"before-restore-{moment}{source.suffix}")
    back_up(engine(), kept)
    return kept


def _note(action: AuditAction, **details: int) -> None:
    with writing() as connection:
        log_action_by(connection, CONSOLE, action, "database", utc_now(), campaign_id=None, **details)
