"""An inbox as its steps have left it: which messages are there, what was done with them, how long is left.

The server's clock decides, from the moment the inbox was opened: closing the page does not stop it. Time is
never part of the answer.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from data.steps import Step

Item = Mapping[str, Any]

GRACE_S = 5.0
"""A message sent as the time ran out may travel that long."""
_FACTORS = {"time_133": 1.33, "time_150": 1.5}


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
        done: dict[str, dict[str, Any]] = {}
        for step in self.steps[1:]:
            content = {name: value for name, value in step.body.items() if name != "message"}
            done[step.body["message"]] = content
        return done

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
        message = next(one for one in self.item["messages"] if one["id"] == message_id)
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
        found: dict[str, float] = {}
        for message in self._late():
            found[message["id"]] = min(message["arrives"]["minute"] * 60 * factor, self._emptied_s(there))
            there.add(message["id"])
        return found

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
