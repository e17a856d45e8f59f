"""The record is a chain: whatever is changed by hand is found, and named."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import text

from data.audit.log import BEGINNING, Link, add_event, broken_link, events, last_link
from data.common.engine import reading, writing

NOW = dt.datetime(2026, 11, 22, 14, 30, 5, 123456, tzinfo=dt.UTC)

pytestmark = pytest.mark.usefixtures("any_database")


def write(n: int = 1) -> None:
    for _ in range(n):
        with writing() as connection:
            add_event(connection, actor="a", deed="close", subject="c", at=NOW, details={"n": 1, "é": [0.1]})


def broken() -> Link | None:
    with reading() as connection:
        return broken_link(connection)


def by_hand(statement: str) -> None:
    with writing() as connection:
        connection.execute(text(statement))


def test_an_empty_record_holds():
    assert broken() is None
    with reading() as connection:
        assert last_link(connection) == Link(0, BEGINNING)


def test_rows_follow_from_each_other():
    write(3)
    assert broken() is None
    with reading() as connection:
        assert last_link(connection).number == 3
        assert [event.details for event in events(connection)] == [{"n": 1, "é": [0.1]}] * 3


@pytest.mark.parametrize("column", ["actor", "deed", "subject", "campaign_id", "sha256", "previous_sha256"])
def test_a_changed_row_is_named(column):
    write(3)
    by_hand(f"UPDATE audit_event SET {column} = 'x' WHERE number = 2")
    found = broken()
    assert found is not None
    assert found.number == 2


def test_changed_details_and_times_are_named():
    write(2)
    by_hand("UPDATE audit_event SET details = '{\"n\": 2}' WHERE number = 1")
    assert broken() is not None
    by_hand("DELETE FROM audit_event")
    write(2)
    by_hand("UPDATE audit_event SET at = '2026-11-22 14:30:05.123457' WHERE number = 2")
    found = broken()
    assert found is not None
    assert found.number == 2


def test_a_row_taken_out_is_named():
    write(3)
    by_hand("DELETE FROM audit_event WHERE number = 2")
    found = broken()
    assert found is not None
    assert found.number == 2


def test_a_row_made_to_fit_breaks_the_next_one():
    write(2)
    with reading() as connection:
        second = last_link(connection)
    by_hand("DELETE FROM audit_event WHERE number = 1")
    by_hand(f"UPDATE audit_event SET number = 1, previous_sha256 = '{BEGINNING}' WHERE number = 2")
    found = broken()
    assert found is not None
    assert found.number == 1
    assert found.sha256 != second.sha256


def test_writers_at_the_same_time_make_one_chain():
    writers = [threading.Thread(target=write, args=(5,)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert broken() is None
    with reading() as connection:
        assert last_link(connection).number == 20
