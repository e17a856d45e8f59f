"""Files that appear whole or not at all, and that other accounts of the machine cannot read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TextIO

from errors import FileTrouble

OTHERS = 0o077
"""What group and everybody else may do; nothing here is for them."""
COMPANIONS = ("", "-wal", "-shm", "-journal")
"""Files SQLite keeps beside a database, which hold its rows too."""


@contextmanager
def whole_files(paths: Sequence[Path], *, inputs: Sequence[Path]) -> Iterator[list[TextIO]]:
    """Open files for writing that take their names only when all of them are complete.

    Parameters
    ----------
    paths : sequence of Path
        Different files. One that exists is replaced, at the end.
    inputs : sequence of Path
        Files that are read meanwhile, and may not be replaced.

    Yields
    ------
    list of text files, in the order of paths

    Raises
    ------
    FileTrouble
        When one cannot be written: what stood there before still stands there.
    """
    targets = [path.resolve() for path in paths]
    taken = [path.resolve() for path in inputs]
    for path, target in zip(paths, targets, strict=True):
        if target in taken:
            raise FileTrouble(f"{path}: is read or written already; give this output another name")
        taken.append(target)
    parts = [target.with_name(f".{target.name}.{os.getpid()}.part") for target in targets]
    try:
        with ExitStack() as stack:
            yield [stack.enter_context(part.open("w", encoding="utf-8", newline="")) for part in parts]
        for part, target in zip(parts, targets, strict=True):
            part.replace(target)
    except OSError as error:
        where = ", ".join(str(path) for path in paths)
        raise FileTrouble(f"{where}: cannot be written ({error.strerror}); nothing was written") from error
    finally:
        for part in parts:
            # Whatever kept a part from being opened also keeps it from being removed.
            with suppress(OSError):
                part.unlink()


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
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode) or not status.st_mode & OTHERS:
            return False
        path.chmod(stat.S_IMODE(status.st_mode) & ~OTHERS)
    except OSError:
        # Not there, gone meanwhile, or another account's.
        return False
    return not path.lstat().st_mode & OTHERS
