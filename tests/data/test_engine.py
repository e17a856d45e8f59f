"""Transactions: many of one thread can be made one, and are then kept or lost together."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from data.audit.log import add_event
from data.common.engine import as_one, reading, writing

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def write() -> None:
    with writing() as connection:
        add_event(connection, actor="a", deed="d", subject="s", campaign_id=None, at=NOW, details={})


def count() -> int:
    with reading() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM audit_event").scalar_one()


def test_what_is_written_as_one_is_read_inside_and_kept_at_the_end(any_database):
    with as_one():
        write()
        write()
        assert count() == 2
    assert count() == 2


def test_what_is_written_as_one_is_lost_as_one(any_database):
    write()
    with pytest.raises(ValueError, match="half-way"), as_one():
        write()
        raise ValueError("half-way")
    assert count() == 1
    write()
    assert count() == 2


def test_another_thread_is_not_inside(any_database):
    seen: list[int] = []
    with as_one():
        write()
        other = threading.Thread(target=lambda: seen.append(count()))
        other.start()
        other.join()
    assert seen == [0]
