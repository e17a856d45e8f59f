"""Keep the installation's files from other accounts of the machine: database, its companions, ``var/``."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

OTHERS = 0o077
"""What group and everybody else may do; nothing here is for them."""
COMPANIONS = ("", "-wal", "-shm", "-journal")
"""Files SQLite keeps beside a database, which hold its rows too."""


def keep_private() -> None:
    """Let every file and folder this process makes be its own account's alone."""
    os.umask(OTHERS)


def tighten() -> list[Path]:
    """Take other accounts' rights from what an earlier start left open, and return what was changed.

    What belongs to another account is left: it is not ours to change, and neither is a folder shared by a
    whole machine (with the sticky bit, as ``/tmp``) where somebody keeps their files.
    """
    return [path for path in dict.fromkeys(_ours()) if _tightened(path)]


def _ours() -> Iterator[Path]:
    """Walk what this installation writes: its folder and what lies in it, then the database's files."""
    from settings import settings  # here: a command that only sets the mask need not wait for it

    folder = settings().var_dir
    if folder.is_dir() and not folder.stat().st_mode & stat.S_ISVTX:
        yield folder
        for root, folders, files in os.walk(folder):
            yield from (Path(root, name) for name in (*folders, *files))
    yield from (Path(f"{database}{end}") for database in _database_files() for end in COMPANIONS)


def _database_files() -> list[str]:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    from settings import settings

    try:
        url = make_url(settings().database_url)
    except ArgumentError:
        # The start says so a moment later, in a sentence of its own.
        return []
    return [url.database] if url.get_backend_name() == "sqlite" and url.database else []


def _tightened(path: Path) -> bool:
    try:
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode) or not found.st_mode & OTHERS:
            return False
        path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    except OSError:
        # Not there, gone meanwhile, or another account's.
        return False
    return not path.lstat().st_mode & OTHERS
