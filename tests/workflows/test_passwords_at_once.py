"""However many give a password at once, two are looked at; the others wait, and not without end."""

from __future__ import annotations

import asyncio
from threading import Event, Lock, Thread

import pytest

from errors import DoorBusy
from web.edge import visitors
from workflows.accounts import passwords


class Counting:
    """A hasher that notes how many use it at once, and goes on when it is told to."""

    def __init__(self) -> None:
        self.lock, self.go, self.full = Lock(), Event(), Event()
        self.now = self.most = self.done = 0

    def hash(self, password: str) -> str:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            if self.now == passwords.AT_ONCE:
                self.full.set()
        self.go.wait(60)
        with self.lock:
            self.now -= 1
            self.done += 1
        return f"hash of {password}"


@pytest.fixture
def hasher(monkeypatch):
    made = Counting()
    monkeypatch.setattr(passwords, "_hasher", made)
    yield made
    made.go.set()


def hash_one() -> None:
    passwords.hashed("a long sentence", email="m@example.com")


def test_two_are_looked_at_and_all_have_their_turn(hasher):
    threads = [Thread(target=hash_one) for _ in range(12)]
    for thread in threads:
        thread.start()
    assert hasher.full.wait(60)
    hasher.go.set()
    for thread in threads:
        thread.join(60)
    assert (hasher.most, hasher.done) == (passwords.AT_ONCE, 12)


def test_whose_turn_does_not_come_is_told_so(hasher, monkeypatch):
    threads = [Thread(target=hash_one) for _ in range(passwords.AT_ONCE)]
    for thread in threads:
        thread.start()
    assert hasher.full.wait(60)
    monkeypatch.setattr(passwords, "WAIT_S", 0.01)
    with pytest.raises(DoorBusy):
        hash_one()
    hasher.go.set()
    for thread in threads:
        thread.join(60)


def test_who_finds_too_many_waiting_at_the_door_is_sent_away_at_once(monkeypatch):
    monkeypatch.setattr(visitors, "MOST_WAITING", 3)

    async def run() -> list[object]:
        go = Event()
        first = [asyncio.create_task(visitors.at_the_door(go.wait)) for _ in range(passwords.AT_ONCE + 3)]
        await asyncio.sleep(0)
        while visitors._places.statistics().tasks_waiting < 3:
            await asyncio.sleep(0.001)
        with pytest.raises(DoorBusy):
            await visitors.at_the_door(go.wait)
        go.set()
        return await asyncio.gather(*first)

    assert asyncio.run(run()) == [True] * 5
