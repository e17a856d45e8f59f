"""What ``/healthz`` says while the database is away, locked or full, and once it is well again."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import event
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from structlog.testing import capture_logs

from data.common import engine, storage_probe, storage_state
from data.common.engine import writing
from data.common.storage_state import LOCKED_S, QUIET_S, STATE
from errors import StorageError
from tests.web.small_browser import SmallBrowser
from web.edge.middleware import TryAgain
from web.routes import health

pytestmark = pytest.mark.usefixtures("database")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(STATE, "_clock", clock)
    return clock


@pytest.fixture
def said(monkeypatch) -> Callable[[], tuple[int, dict[str, str]]]:
    """Return what asks for the server's health, anew each time."""
    door = SmallBrowser(Starlette(routes=health.ROUTES))

    def ask() -> tuple[int, dict[str, str]]:
        monkeypatch.setattr(health, "ASKED", health.Asked())
        answer = door.get("/healthz")
        return answer.status_code, json.loads(answer.text)

    return ask


def write(size: int = 1) -> None:
    with writing() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS heap (what BLOB)")
        connection.exec_driver_sql("INSERT INTO heap VALUES (zeroblob(?))", (size,))


def quickly(monkeypatch, tmp_path) -> None:
    """Wait for a lock no longer than a blink."""
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 20)
    monkeypatch.setattr(storage_probe, "WAIT_S", 0.02)
    engine.bind(f"sqlite:///{tmp_path / 'test.db'}")


def test_all_is_well(said):
    assert said() == (200, {"status": "ok"})


def test_a_database_out_of_reach(said, tmp_path):
    (tmp_path / "folder").mkdir()
    engine.bind(f"sqlite:///{tmp_path / 'folder'}")
    assert said() == (503, {"status": "database out of reach"})


def test_a_lock_is_said_once_somebody_was_refused_for_it(said, monkeypatch, tmp_path):
    quickly(monkeypatch, tmp_path)
    with closing(sqlite3.connect(tmp_path / "test.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert said() == (200, {"status": "ok"}), "somebody is writing"
        with capture_logs() as log, pytest.raises(StorageError):
            write()
        assert [(line["event"], line["reason"]) for line in log] == [("not_stored", "locked")]
        assert said() == (503, {"status": "cannot store", "reason": "locked"})
        other.execute("ROLLBACK")
    assert said() == (200, {"status": "ok"}), "the lock can be had"


def test_a_lock_held_for_long_is_said_although_nobody_met_it(said, clock, monkeypatch, tmp_path):
    quickly(monkeypatch, tmp_path)
    with closing(sqlite3.connect(tmp_path / "test.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert said()[0] == 200
        clock.now += LOCKED_S
        assert said() == (503, {"status": "cannot store", "reason": "locked"})
    assert said() == (200, {"status": "ok"})


@pytest.mark.parametrize("is_stored", [True, False], ids=["stored", "a minute later"])
def test_a_full_database_is_said_until_something_is_stored_or_for_a_minute(said, clock, tmp_path, is_stored):
    write()
    full = engine.bind(f"sqlite:///{tmp_path / 'test.db'}")
    event.listen(full, "connect", lambda line, _: line.execute("PRAGMA max_page_count = 1"))
    with capture_logs() as log, pytest.raises(StorageError):
        write(100_000)
    assert [(line["event"], line["reason"]) for line in log] == [("not_stored", "full")]
    assert said() == (503, {"status": "cannot store", "reason": "full"})
    if is_stored:
        write()
    else:
        clock.now += QUIET_S
    assert said() == (200, {"status": "ok"})


def test_a_disk_with_no_space_left_is_said_before_anybody_meets_it(said, monkeypatch):
    monkeypatch.setattr(storage_probe, "LEAST_FREE", 10**18)
    assert said() == (503, {"status": "cannot store", "reason": "full"})


def test_a_database_that_does_not_answer_is_out_of_reach_and_is_asked_once(said, monkeypatch):
    answer, asked = threading.Event(), []

    def hanging() -> None:
        asked.append(1)
        answer.wait(60)

    monkeypatch.setattr(health, "WITHIN_S", 0.05)
    monkeypatch.setattr(health, "storage_problem", hanging)
    monkeypatch.setattr(health, "ASKED", health.Asked())
    door = SmallBrowser(Starlette(routes=health.ROUTES))
    try:
        assert [door.get("/healthz").status_code for _ in range(3)] == [503] * 3
        assert asked == [1]
    finally:
        answer.set()


@pytest.mark.parametrize(("language", "word"), [("fr-FR", "réessayez"), ("en", "try again")])
def test_a_route_that_meets_it_says_try_again(language, word):
    def fail(_: object) -> Any:
        raise StorageError("busy")

    app = Starlette(routes=[Route("/x", fail)], middleware=[Middleware(TryAgain)])
    answer = SmallBrowser(app).get("/x", headers={"accept-language": language})
    assert (answer.status_code, word in answer.text) == (503, True)


def test_what_each_driver_says_has_a_reason():
    from psycopg import errors as of_server

    assert storage_state.reason_of(of_server.DiskFull()) == "full"
    assert storage_state.reason_of(of_server.LockNotAvailable()) == "locked"
    assert storage_state.reason_of(of_server.ReadOnlySqlTransaction()) == "read_only"
    assert storage_state.reason_of(of_server.QueryCanceled()) == "too_slow"
    assert storage_state.reason_of(of_server.OperationalError()) == "out_of_reach"
