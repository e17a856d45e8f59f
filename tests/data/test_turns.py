"""The writers' queue: first come, first served, and nobody is forgotten in it."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable

import pytest

from data.audit.log import add_event, events
from data.common import engine
from data.common.locks import Turns

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
LONG = 60.0


def in_line(turns: Turns, *deeds: Callable[[], None]) -> list[threading.Thread]:
    """Start threads that come for their turn one after the other; ``turns`` is taken."""
    threads = []
    for n, deed in enumerate(deeds, start=turns.n_waiting + 1):
        threads.append(threading.Thread(target=deed, daemon=True))
        threads[-1].start()
        while turns.n_waiting < n:
            time.sleep(0)
    return threads


def joined(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join(LONG)
        assert not thread.is_alive()


def test_turns_come_in_the_order_of_asking_and_who_asks_again_is_last():
    turns, order = Turns(), []

    def take(name: str) -> None:
        assert turns.acquire(LONG)
        order.append(name)
        turns.release()

    assert turns.acquire(LONG)
    threads = in_line(turns, *(lambda name=name: take(name) for name in "abcdef"))
    turns.release()
    take("again")
    joined(threads)
    assert order == [*"abcdef", "again"]


def test_who_gives_up_leaves_the_queue():
    turns = Turns()
    assert turns.acquire(0)
    assert not turns.acquire(0)
    assert turns.n_waiting == 0
    turns.release()
    assert turns.acquire(0)


def test_who_is_interrupted_while_waiting_keeps_no_turn(monkeypatch):
    turns = Turns()
    assert turns.acquire(0)

    def handed_over_and_interrupted(mine: threading.Event, timeout: float) -> bool:
        turns.release()
        assert mine.is_set()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(threading.Event, "wait", handed_over_and_interrupted)
        with pytest.raises(KeyboardInterrupt):
            turns.acquire(LONG)
    assert turns.acquire(0)


@pytest.mark.usefixtures("database")
def test_writers_take_turns_in_the_order_in_which_they_came():
    def write(name: str) -> None:
        with engine.writing() as connection:
            add_event(connection, actor=name, deed="d", subject="s", at=NOW)

    with engine.writing():
        threads = in_line(engine.WRITERS, *(lambda name=name: write(name) for name in "abc"))
    # One that writes again and again, as a purge does, waits behind those who came before.
    write("again")
    joined(threads)
    with engine.reading() as connection:
        assert [event.actor for event in events(connection)] == [*"abc", "again"]
