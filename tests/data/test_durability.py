"""What is acknowledged is on the disk, and who cannot write is told so, as the product opens databases."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from contextlib import closing
from threading import Thread

import pytest
from sqlalchemy import event

from data.audit.log import add_event
from data.campaigns.campaigns import add_campaign, campaign_by_id, change_campaign
from data.common import engine
from errors import StorageError

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
LONG_ENOUGH_S = 0.2
"""For a thread to fail that does not wait. Who waits as it should is not measured: it waits for the test."""


@pytest.fixture
def file(laid_out, tmp_path):
    """A database as the product opens it: the suite's own do not wait for the disk."""
    path = tmp_path / "here.db"
    shutil.copyfile(laid_out, path)
    engine.bind(f"sqlite:///{path}")
    yield path
    engine.engine().dispose()


def write(times: int = 1) -> None:
    with engine.writing() as connection:
        for _ in range(times):
            add_event(connection, actor="a", deed="d", subject="s", at=NOW)


def on_disk(path) -> int:
    """Count as another process does."""
    with closing(sqlite3.connect(path)) as other:
        return other.execute("SELECT count(*) FROM audit_event").fetchone()[0]


class Writer:
    """Writes in a thread, and keeps what became of it."""

    def __init__(self) -> None:
        self.refused: StorageError | None = None
        self._thread = Thread(target=self._write, daemon=True)
        self._thread.start()

    def _write(self) -> None:
        try:
            write()
        except StorageError as problem:
            self.refused = problem

    def has_ended(self, within_s: float | None = None) -> bool:
        """Wait for its end, for so long; tell whether it came."""
        self._thread.join(within_s)
        return not self._thread.is_alive()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("synchronous", 2), ("journal_mode", "wal"), ("foreign_keys", 1)],
)
def test_what_sqlite_promises_is_asked_of_every_connection(file, pragma, value):
    # synchronous 2 is FULL: a commit is on the disk before anybody is told of it.
    with engine.reading() as first, engine.engine().connect() as second:
        for connection in (first, second):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_who_writes_holds_the_file_against_other_processes_before_reading(file):
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
        with engine.writing() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM audit_event").scalar_one()
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")


def test_who_reads_holds_up_nobody(file):
    with engine.reading() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM audit_event").scalar_one()
        write()
        assert on_disk(file) == 1


def test_writers_of_one_process_wait_for_their_turn_without_the_files_help(file):
    event.listen(engine.engine(), "connect", lambda line, _: line.execute("PRAGMA busy_timeout = 0"))
    with engine.writing() as connection:
        add_event(connection, actor="a", deed="d", subject="s", at=NOW)
        second = Writer()
        assert not second.has_ended(LONG_ENOUGH_S)
    assert second.has_ended()
    assert (second.refused, on_disk(file)) == (None, 2)


def test_a_writer_that_failed_gives_its_turn_back(file):
    with pytest.raises(ValueError, match="half-way"), engine.writing() as connection:
        add_event(connection, actor="a", deed="d", subject="s", at=NOW)
        raise ValueError("half-way")
    second = Writer()
    assert second.has_ended()
    assert (second.refused, on_disk(file)) == (None, 1)


def test_a_writer_waits_for_another_process(file):
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writer = Writer()
        assert not writer.has_ended(LONG_ENOUGH_S)
        other.execute("COMMIT")
    assert writer.has_ended()
    assert (writer.refused, on_disk(file)) == (None, 1)


def test_a_commit_that_fails_is_told_and_leaves_nothing(file):
    # With a rollback journal a reader holds up the commit alone: every statement before it goes through.
    for pragma in ("busy_timeout = 0", "journal_mode = DELETE"):
        event.listen(engine.engine(), "connect", lambda line, _, said=pragma: line.execute(f"PRAGMA {said}"))
    write()
    is_at_commit = False
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM audit_event").fetchone()
        with pytest.raises(StorageError, match="locked"), engine.writing() as connection:
            add_event(connection, actor="a", deed="d", subject="s", at=NOW)
            is_at_commit = True
        reader.execute("COMMIT")
    assert is_at_commit
    assert on_disk(file) == 1
    write()
    assert on_disk(file) == 2


def test_what_one_transaction_reads_is_of_one_moment(any_database):
    with engine.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM audit_event").scalar_one() == 0
        write()
        assert connection.exec_driver_sql("SELECT count(*) FROM audit_event").scalar_one() == 0
    with engine.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM audit_event").scalar_one() == 1


def test_who_only_reads_neither_waits_for_a_row_in_somebodys_hands_nor_holds_it(any_database):
    with engine.writing() as connection:
        added = {"settings": {}, "charter": {}, "item_ids": [], "created_by": "a", "now": NOW}
        campaign_id = add_campaign(connection, title="Spring", **added)
    with engine.reading() as reader:
        assert campaign_by_id(reader, campaign_id, lock=True).title == "Spring"
        with engine.writing() as connection:
            change_campaign(connection, campaign_id, title="Autumn")
        assert campaign_by_id(reader, campaign_id, lock=True).title == "Spring"


def test_a_database_server_that_cut_every_line_is_asked_anew(postgres_url):
    server = engine.bind(postgres_url)
    try:
        with engine.reading() as first, server.connect() as second:
            kept = {one.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() for one in (first, second)}
        ends = engine.open_engine(postgres_url)
        with ends.connect() as operator:
            for pid in kept:
                operator.exec_driver_sql("SELECT pg_terminate_backend(%(pid)s, 5000)", {"pid": pid})
        ends.dispose()
        engine.ping()
    finally:
        server.dispose()
