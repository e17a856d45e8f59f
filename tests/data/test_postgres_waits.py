"""A PostgreSQL that is frozen, busy, locked or slow: everybody gets an answer, and all is well later."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from typing import Any

import psutil
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError
from starlette.applications import Starlette
from structlog.testing import capture_logs

from data.common import engine, postgres_line
from data.common.engine import reading, writing
from errors import StorageError
from tests.postgres import running_postgres, url_of_new_database
from tests.web.small_browser import SmallBrowser
from web.routes import health

ENDS_WITHIN_S = 60
"""Only ever used up by what waits for ever."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    for name, value in (
        ("REST_S", 0),
        ("PING_S", 0.2),
        ("LOCK_MS", 50),
        ("STATEMENT_MS", 400),
        ("BEYOND_S", 0.2),
    ):
        monkeypatch.setattr(postgres_line, name, value)
    monkeypatch.setitem(postgres_line.CONNECT, "connect_timeout", 2)
    monkeypatch.setattr(engine, "POOL_S", 0.1)


@pytest.fixture
def server(postgres_url) -> Iterator[Engine]:
    made = engine.bind(postgres_url)
    yield made
    made.dispose()


def reason(act: Callable[[], object]) -> str:
    """Do it in a thread of its own, and return why it could not be done."""
    ended: Future[object] = Future()

    def run() -> None:
        try:
            ended.set_result(act())
        except BaseException as failure:
            ended.set_exception(failure)

    threading.Thread(target=run, daemon=True).start()
    with capture_logs(), pytest.raises(StorageError) as refused:
        ended.result(ENDS_WITHIN_S)
    return str(refused.value.details["reason"])


def write() -> None:
    with writing() as connection:
        connection.execute(text("SELECT 1"))


def test_a_lock_somebody_keeps_is_not_waited_for_for_ever(server):
    def want() -> None:
        with writing() as connection:
            connection.execute(text("LOCK TABLE account IN EXCLUSIVE MODE"))

    with server.connect() as other:
        other.execute(text("LOCK TABLE account IN EXCLUSIVE MODE"))
        assert reason(want) == "locked"
    want()


def test_a_statement_that_takes_too_long_is_ended(server):
    def sleep() -> None:
        with writing() as connection:
            connection.execute(text("SELECT pg_sleep(60)"))

    assert reason(sleep) == "too_slow"
    write()


def test_a_server_that_takes_no_writes_is_said_to_be_read_only(server):
    def insert() -> None:
        with writing() as connection:
            connection.execute(text("SET TRANSACTION READ ONLY"))
            connection.execute(text("CREATE TABLE never (n integer)"))

    assert reason(insert) == "read_only"
    write()


def test_changes_of_tables_may_take_longer_and_leave_the_limits_as_they_were(server):
    limits = text("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
    with server.connect() as connection:
        with postgres_line.unbounded(connection):
            connection.execute(text("SELECT pg_sleep(0.7)"))
            connection.commit()
        assert tuple(connection.execute(limits).one()) == ("400ms", "50ms")
        connection.rollback()
        with pytest.raises(ProgrammingError), postgres_line.unbounded(connection):
            connection.execute(text("SELECT * FROM no_such_table"))
        connection.rollback()
        assert tuple(connection.execute(limits).one()) == ("400ms", "50ms")


def test_when_all_connections_are_in_use_one_is_asked_to_try_again(server):
    with ExitStack() as held:
        for _ in range(20):
            held.enter_context(server.connect())
        assert reason(write) == "busy"
    write()


@pytest.fixture(scope="module")
def frozen_url(testrun_uid: str, worker_id: str) -> Iterator[str]:
    """Start a server of this file's own: nobody else's tests stand still."""
    with running_postgres(f"{testrun_uid}-{worker_id}-waits") as url:
        yield url_of_new_database(url, "waits")


@pytest.fixture
def freeze(frozen_url) -> Iterator[Callable[[], Callable[[], None]]]:
    """Return what lets the server stand still, and returns what lets it go on."""
    made = engine.bind(frozen_url)
    with made.connect() as connection:
        backend = psutil.Process(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
    postmaster = backend.parent()
    assert postmaster is not None
    stopped: list[psutil.Process] = []

    def go_on() -> None:
        while stopped:
            stopped.pop().resume()

    def stop() -> Callable[[], None]:
        for process in (postmaster, *postmaster.children(recursive=True)):
            process.suspend()
            stopped.append(process)
        return go_on

    yield stop
    go_on()
    made.dispose()


def test_a_frozen_server_refuses_everybody_in_words_and_serves_them_once_it_goes_on(freeze, monkeypatch):
    monkeypatch.setattr(health, "WITHIN_S", 0.1)
    door = SmallBrowser(Starlette(routes=health.ROUTES))
    write()
    go_on = freeze()
    assert reason(write) == "out_of_reach", "a line that rested, then a new one"
    monkeypatch.setattr(health, "ASKED", health.Asked())
    with capture_logs():
        assert door.get("/healthz").status_code == 503
    go_on()
    write()
    monkeypatch.setattr(health, "ASKED", health.Asked())
    monkeypatch.setattr(health, "WITHIN_S", ENDS_WITHIN_S)
    assert door.get("/healthz").status_code == 200


def test_while_a_server_is_frozen_one_waits_for_it_and_others_are_refused_at_once(freeze, monkeypatch):
    monkeypatch.setattr(postgres_line, "REST_S", ENDS_WITHIN_S)
    tried: list[int] = []
    connect = postgres_line.BoundedLine.connect
    monkeypatch.setattr(
        postgres_line.BoundedLine, "connect", lambda *how, **more: (tried.append(1), connect(*how, **more))[1]
    )
    freeze()
    assert [reason(write) for _ in range(4)] == ["out_of_reach"] * 4
    assert len(tried) == 1


def test_a_server_that_freezes_in_the_middle_of_a_step_undoes_it(freeze):
    going_on: list[Any] = []

    def halfway() -> None:
        with writing() as connection:
            connection.execute(text("CREATE TABLE half (n integer)"))
            going_on.append(freeze())
            connection.execute(text("INSERT INTO half VALUES (1)"))

    assert reason(halfway) == "out_of_reach"
    going_on[0]()
    with reading() as connection:
        assert connection.execute(text("SELECT to_regclass('half')")).scalar_one() is None
