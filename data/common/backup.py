"""A copy of the whole database in one file, made while people work, and the way back.

SQLite is copied with its own online backup, PostgreSQL with ``pg_dump`` and ``pg_restore``, which must be
installed where the command runs. A copy holds personal data: only its owner may read the file.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, inspect, select, text, union

from data.common.migrate import configuration, upgrade
from data.schema import answer, draft, sitting, step
from errors import StorageError

OWNER_ONLY = 0o600
_OTHER_SESSIONS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_REVISION = "SELECT version_num FROM alembic_version"


def back_up(engine: Engine, target: Path) -> int:
    """Copy the database into a new file and return its size in bytes; readers and writers go on meanwhile.

    Raises
    ------
    StorageError
        When the file exists already or the copy failed; no half file stays behind.
    """
    if target.exists():
        raise StorageError(f"{target} exists already; nothing was copied. Choose another name.")
    part = target.with_name(f"{target.name}.part")
    try:
        part.touch(OWNER_ONLY)
        part.chmod(OWNER_ONLY)
        if engine.dialect.name == "sqlite":
            _copy(_path(engine), part)
            _revision(part)
        else:
            _postgres(engine, ["pg_dump", "--format=custom", "--no-owner", f"--file={part}"])
        os.replace(part, target)
    except OSError as problem:
        raise StorageError(f"{target} could not be written ({problem}); nothing was copied.") from problem
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size


def restore(engine: Engine, source: Path) -> None:
    """Replace the database by a copy of it, as a whole, and bring it to the present schema.

    Raises
    ------
    StorageError
        When the file is no sound copy of an Entregent database, or of a newer release; the database is as it
        was.
    """
    if not source.is_file():
        raise StorageError(f"{source} is no file; nothing was restored.")
    if engine.dialect.name == "sqlite":
        _check_known(source, _revision(source), engine)
        engine.dispose()
        _copy(source, _path(engine))
    else:
        _check_known(source, _dumped_revision(source), engine)
        options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
        _postgres(engine, ["pg_restore", *options], str(source))
    upgrade(engine)


def is_in_use(engine: Engine) -> bool:
    """Tell whether a database holds an account."""
    if not inspect(engine).has_table("account"):
        return False
    with engine.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM account")).scalar_one() > 0


def is_open_elsewhere(engine: Engine) -> bool:
    """Tell whether another connection than this engine's own has the database open: a server that runs.

    A server keeps connections open for as long as it lives, and none outlives its process. SQLite is asked
    for the lock that nobody gets while somebody else is there, PostgreSQL for its sessions. The engine's own
    connections are closed first.
    """
    engine.dispose()
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            return connection.execute(text(_OTHER_SESSIONS)).scalar_one() > 0
    path = _path(engine)
    if not path.exists():
        return False
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as alone:
        try:
            alone.execute("PRAGMA locking_mode = EXCLUSIVE")
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("ROLLBACK")
        except sqlite3.DatabaseError as problem:
            # Whatever else is wrong with the file is not for this question to say.
            return problem.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return False


def n_sitting_since(engine: Engine, since: dt.datetime) -> int:
    """Return how many sittings nobody has ended hold something that was done since then."""
    with engine.connect() as connection:
        begun = select(sitting.c.id).where(sitting.c.opened_at >= since)
        traces = ((answer, "answered_at"), (step, "made_at"), (draft, "saved_at"))
        done = (select(table.c.sitting_id).where(table.c[at] >= since) for table, at in traces)
        open_ones = select(func.count(sitting.c.id)).where(
            sitting.c.id.in_(union(begun, *done)),
            sitting.c.finished_at.is_(None),
            sitting.c.withdrawn_at.is_(None),
        )
        return connection.scalar(open_ones) or 0


def _path(engine: Engine) -> Path:
    if not engine.url.database:
        raise StorageError("A database in memory cannot be copied to a file.")
    return Path(engine.url.database)


def _copy(source: Path, target: Path) -> None:
    """Copy page by page under SQLite's own locks: what is written meanwhile is in it as a whole, or not."""
    try:
        with closing(sqlite3.connect(source)) as present, closing(sqlite3.connect(target)) as copy:
            present.backup(copy)
    except sqlite3.Error as problem:
        raise StorageError(f"{source} could not be copied to {target} ({problem}).") from problem


def _revision(path: Path) -> str:
    """Return the schema's revision of a copy that is sound.

    Raises
    ------
    StorageError
        When it is damaged, or something else.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            (soundness,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
            (revision,) = copy.execute(_REVISION).fetchone()
    except (sqlite3.Error, TypeError) as problem:
        raise StorageError(f"{path} is not a copy of an Entregent database ({problem}).") from problem
    if soundness != "ok":
        raise StorageError(f"{path} is damaged ({soundness}).")
    return revision


def _check_known(path: Path, revision: str, engine: Engine) -> None:
    known = {
        script.revision for script in ScriptDirectory.from_config(configuration(engine)).walk_revisions()
    }
    if revision not in known:
        raise StorageError(
            f"{path} comes from a newer release (schema {revision}); nothing was restored. "
            "Install that release first."
        )


def _dumped_revision(path: Path) -> str:
    """Return the schema's revision of a copy that ``pg_dump`` made.

    Raises
    ------
    StorageError
        When it is damaged, or something else.
    """
    only = [_program("pg_restore"), "--data-only", "--table=alembic_version", "--file=-", str(path)]
    done = subprocess.run(only, check=False, capture_output=True, text=True)
    revision = re.search(r"^COPY \S*alembic_version .*\n(\S+)$", done.stdout, re.MULTILINE)
    if done.returncode or revision is None:
        problem = done.stderr.strip()[-400:] or "no revision of a schema in it"
        raise StorageError(f"{path} is not a copy of an Entregent database ({problem}).")
    return revision[1]


def _program(name: str) -> str:
    program = shutil.which(name)
    if program is None:
        raise StorageError(
            f"{name} is not installed here. It comes with PostgreSQL's client programs "
            "(Debian: postgresql-client)."
        )
    return program


def _postgres(engine: Engine, command: Sequence[str], *files: str) -> None:
    program = _program(command[0])
    url = engine.url.set(drivername="postgresql", password=None).render_as_string()
    # The password stays out of the list of processes, which everybody on the machine can read.
    secret = {"PGPASSWORD": engine.url.password} if engine.url.password else {}
    done = subprocess.run(
        [program, *command[1:], f"--dbname={url}", *files],
        env={**os.environ, **secret}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise StorageError(f"{command[0]} failed: {done.stderr.strip()[-400:]}")
