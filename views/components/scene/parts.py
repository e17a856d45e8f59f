"""The parts a situation is told in: what the narrator says, what somebody wrote, what may be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain import Channel


@dataclass(frozen=True)
class Passage:
    """What the narrator says."""

    text: str
    kind: Literal["passage"] = "passage"


@dataclass(frozen=True)
class Message:
    """What somebody wrote, drawn by its channel."""

    by: str
    channel: Channel
    text: str
    when: str | None = None
    reactions: str | None = None
    heated: bool = False
    kind: Literal["message"] = "message"


@dataclass(frozen=True)
class Option:
    """Something that can be chosen: a reaction, a reply, a contact."""

    id: str
    text: str
