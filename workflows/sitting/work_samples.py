"""Conversations and inboxes as the steps made in them have left them.

Mood, flags and endings of a conversation decide what is shown, never a score. Nor is time part of an answer:
an inbox runs by the server's clock from the moment it was opened, and closing the page does not stop it.

A clock that is put right while somebody works would end their inbox at once, or give them minutes nobody else
has. So this process counts the seconds of every inbox it has seen by a clock that nobody can set. The stored
times of one inbox stay on one scale, that of the moment it was opened; what is read is moved to the clock of
now. A process that starts takes what is stored as true, and no step before the last one as undone.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, NamedTuple

from data.sitting.answers import Step
from domain import Ending
from workflows.common.clock import steady_s

Item = Mapping[str, Any]
END = "END"
LOWEST_MOOD, HIGHEST_MOOD = -5, 5
GRACE_S = 5.0
"""A message sent as the time ran out may travel that long."""
_FACTORS = {"time_133": 1.33, "time_150": 1.5}
SLEWED = dt.timedelta(seconds=2)
"""What a clock may be off without having been set: it is slewed, and reading it takes time."""
_MOST_KEPT = 10_000
"""Inboxes counted at once; the one not looked at for longest is forgotten first."""


class Turn(NamedTuple):
    """A node that was on screen and the choice made there, as the form words them."""

    node: Mapping[str, Any]
    choice: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a path through a conversation has led to."""

    turns: tuple[Turn, ...]
    node: Mapping[str, Any] | None
    """What is on screen; None: the conversation has ended."""
    mood: int
    """Of the crowd, -5 to 5."""
    flags: frozenset[str]
    """What choices left behind that nobody has cleared."""

    @property
    def path(self) -> tuple[str, ...]:
        """Choices made so far, as the answer holds them."""
        return tuple(turn.choice["id"] for turn in self.turns)

    @property
    def number(self) -> int:
        """Number of the next step, from 1."""
        return len(self.turns) + 1

    @property
    def ending(self) -> Ending | None:
        """How it ended; None while it goes on."""
        if self.node is not None:
            return None
        if "deleted" in self.flags or self.mood <= -4:
            return "T4"
        if self.mood <= -2:
            return "T3"
        return "T1" if self.mood >= 2 and not self.flags else "T2"

    def offers(self, choice: str) -> bool:
        """Tell whether a choice is one of those on screen."""
        return self.node is not None and any(offered["id"] == choice for offered in self.node["choices"])


def conversation_of(item: Item, path: Iterable[str]) -> Conversation:
    """Return what a path leads to.

    Parameters
    ----------
    item : mapping
        A conversation of a frozen form.
    path : iterable of choice ids
        From the first node on, each a choice of the node the one before led to.
    """
    nodes = {node["id"]: node for node in item["nodes"]}
    node: Mapping[str, Any] | None = item["nodes"][0]
    turns: list[Turn] = []
    mood: int = item["mood"]
    flags: set[str] = set()
    for choice_id in path:
        if node is None:
            raise ValueError(f"{item['id']}: {choice_id} comes after the end")
        choice = next(choice for choice in node["choices"] if choice["id"] == choice_id)
        turns.append(Turn(node, choice))
        mood = max(LOWEST_MOOD, min(HIGHEST_MOOD, mood + choice["mood"]))
        flags = (flags | {choice["flag"]}) - {None, choice["clears"]}
        node = nodes.get(item["next"][choice_id])
    return Conversation(tuple(turns), node, mood, frozenset(flags))


def time_factor(needs: Collection[str]) -> float | None:
    """Return by how much the needs ticked stretch the clock; None: no clock. The most generous need holds."""
    if "no_clock" in needs:
        return None
    return max((_FACTORS.get(need, 1.0) for need in needs), default=1.0)


@dataclass(frozen=True)
class Inbox:
    """An inbox of a frozen form, the steps made in it, and how far its clock is stretched."""

    item: Item
    steps: tuple[Step, ...]
    factor: float | None
    """None: no clock."""

    @property
    def started_at(self) -> dt.datetime | None:
        """When the inbox was opened; None: not yet."""
        return self.steps[0].made_at if self.steps else None

    @property
    def is_started(self) -> bool:
        """Tell whether the inbox was opened."""
        return bool(self.steps)

    @property
    def limit_s(self) -> float | None:
        """Seconds in all; None: no clock."""
        return None if self.factor is None else self.item["minutes"] * 60 * self.factor

    @property
    def number(self) -> int:
        """Number of the next step; opening the inbox is step 1."""
        return len(self.steps) + 1

    @property
    def handled(self) -> dict[str, dict[str, Any]]:
        """Message id -> what was done with it last, in the order first handled: the answer's own shape."""
        handled: dict[str, dict[str, Any]] = {}
        for step in self.steps[1:]:
            content = {name: value for name, value in step.body.items() if name != "message"}
            handled[step.body["message"]] = content
        return handled

    @property
    def is_all_handled(self) -> bool:
        """Tell whether every message was handled, those that come late too."""
        return len(self.handled) == len(self.item["messages"])

    def seconds_left(self, now: dt.datetime) -> float | None:
        """Return how long is left, 0 or more; None: not opened yet, or no clock."""
        if self.started_at is None or self.limit_s is None:
            return None
        return max(0.0, self.limit_s - self._elapsed(now))

    def is_over(self, now: dt.datetime) -> bool:
        """Tell whether the time is over for good: the last seconds of grace too."""
        limit = self.limit_s
        return self.is_started and limit is not None and self._elapsed(now) > limit + GRACE_S

    def visible(self, now: dt.datetime) -> tuple[str, ...]:
        """Return the ids of the messages that are there: the first ones, then late ones as they came."""
        if not self.is_started:
            return ()
        late = [message for message in self._late() if self._has_arrived(message, now)]
        first = [message["id"] for message in self.item["messages"] if not message.get("arrives")]
        return (*first, *(message["id"] for message in late))

    def next_arrival_s(self, now: dt.datetime) -> float | None:
        """Return in how many seconds the next message comes; None: none will, or none comes by the clock."""
        if not self.is_started or self.factor is None:
            return None
        waits = (at - self._elapsed(now) for at in self._arrivals(self.factor).values())
        return min((wait for wait in waits if wait > 0), default=None)

    def handled_before(self, message_id: str) -> int | None:
        """Return how many messages had been handled when a late one came; None: it was there at the start."""
        message = next(message for message in self.item["messages"] if message["id"] == message_id)
        if not message.get("arrives"):
            return None
        if self.factor is None:
            return message["arrives"]["handled"]
        came = self._arrivals(self.factor)[message_id]
        earlier = (step for step in self.steps[1:] if self._elapsed(step.made_at) <= came)
        return len({step.body["message"] for step in earlier})

    def _late(self) -> list[Mapping[str, Any]]:
        late = [message for message in self.item["messages"] if message.get("arrives")]
        return sorted(late, key=lambda message: message["arrives"]["minute"])

    def _has_arrived(self, message: Mapping[str, Any], now: dt.datetime) -> bool:
        if self.factor is None:
            return len(self.handled) >= message["arrives"]["handled"]
        return self._elapsed(now) >= self._arrivals(self.factor)[message["id"]]

    def _arrivals(self, factor: float) -> dict[str, float]:
        """Return when each late message comes, in seconds: at its minute, or as soon as nothing else waits.

        Somebody quick would otherwise sit before an empty inbox, or close it and never see what was to come:
        time would score.
        """
        there = {message["id"] for message in self.item["messages"] if not message.get("arrives")}
        arrivals: dict[str, float] = {}
        for message in self._late():
            arrivals[message["id"]] = min(message["arrives"]["minute"] * 60 * factor, self._emptied_s(there))
            there.add(message["id"])
        return arrivals

    def _emptied_s(self, there: Collection[str]) -> float:
        """Return after how many seconds all of these had been handled; infinity: not yet."""
        left = set(there)
        for step in self.steps[1:]:
            left.discard(step.body["message"])
            if not left:
                return self._elapsed(step.made_at)
        return math.inf

    def _elapsed(self, now: dt.datetime) -> float:
        return 0.0 if self.started_at is None else (now - self.started_at).total_seconds()


class _Seen(NamedTuple):
    steady_s: float
    elapsed: dt.timedelta
    """How long the inbox had been open then."""


_seen: OrderedDict[tuple[str, str, dt.datetime], _Seen] = OrderedDict()
"""By sitting, item and when it was opened: an opening that was not kept is none."""
_lock = Lock()


def put_since(sitting_id: str, item_id: str, steps: tuple[Step, ...], now: dt.datetime) -> dt.timedelta:
    """Return by how much the clock was put ahead since an inbox was opened; negative: back.

    Parameters
    ----------
    steps : tuple of Step
        As they are stored; the first one opened the inbox.
    now : datetime
        By the clock that may have been put.

    Returns
    -------
    timedelta
        Zero when it was not, as far as this process knows.
    """
    steady = steady_s()
    if not steps or steady is None:
        return dt.timedelta()
    opened, last = steps[0].made_at, steps[-1].made_at
    inbox = (sitting_id, item_id, opened)
    with _lock:
        seen = _seen.setdefault(inbox, _Seen(steady, max(now, last) - opened))
        _seen.move_to_end(inbox)
        while len(_seen) > _MOST_KEPT:
            _seen.popitem(last=False)
    by = now - opened - seen.elapsed - dt.timedelta(seconds=steady - seen.steady_s)
    return by if abs(by) > SLEWED else dt.timedelta()


def shift_steps(steps: tuple[Step, ...], by: dt.timedelta) -> tuple[Step, ...]:
    """Return steps as the clock of now would have timed them."""
    return tuple(replace(step, made_at=step.made_at + by) for step in steps) if by else steps


def forget() -> None:
    """Forget every inbox, as a process that starts has seen none."""
    with _lock:
        _seen.clear()
