"""What a work sample shows beyond a situation and its options: a thread, an inbox, a text being written.

Only what the candidate may see is put in here; what was not reached or has not arrived stays on the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from views.components.scene.parts import Channel, Message, Option, Passage

PLAYED = ("conversation", "triage")
"""Formats that go step by step, on one scene."""

WORK_LABELS: dict[str, tuple[str, ...]] = {
    "conversation": (
        "continue", "over", "you", "thread", "need_one",
        "mood", "mood_0", "mood_1", "mood_2", "mood_3", "mood_4",
    ),
    "triage": (
        "inbox", "situation", "action", "action_reply_now", "action_reply_later", "action_escalate",
        "action_hide", "action_ignore", "action_thank", "also_hide", "also_escalate", "holding", "contact",
        "contact_choose", "contacts", "priority", "priority_1", "priority_2", "priority_3", "priority_4",
        "need_action", "need_contact", "need_priority", "done", "done_again", "place_stays", "decided",
        "tally", "new", "n_new", "new_message", "to_list", "choose_message", "clock", "clock_hide",
        "clock_show", "seconds_left", "minute_left", "minutes_left", "finish",
        "finish_one", "finish_other", "finish_yes", "finish_no",
        "continue", "over_title", "over_time", "over_done", "over_kept",
    ),
    "open_reply": (
        "reply", "writing_as", "need_text", "words_left_one", "words_left_other", "words_over_one",
        "words_over_other", "too_long", "draft_changed", "draft_saved", "draft_failed",
    ),
}  # fmt: skip
"""Format -> the words its widget shows or speaks."""


@dataclass(frozen=True)
class Line:
    """What is in a thread beside messages: what the candidate chose, what came of it, how it ended."""

    text: str
    kind: Literal["mine", "outcome", "ending"]


@dataclass(frozen=True)
class Conversation:
    """A thread so far; its present choices are the scene's options, its step the scene's revision."""

    thread: tuple[Passage | Message | Line, ...]
    mood: int
    """Which of the five faces, 0 (stormy) to 4 (warm)."""
    is_over: bool


@dataclass(frozen=True)
class Mail:
    """One message of an inbox that has arrived."""

    id: str
    channel: Channel
    text: str
    when: str
    by: str | None = None


@dataclass(frozen=True)
class Inbox:
    """An inbox as it is now; its next step is the scene's revision."""

    handled: Mapping[str, Mapping[str, Any]]
    messages: tuple[Mail, ...] = ()
    contacts: tuple[Option, ...] = ()
    limit_s: float | None = None
    seconds_left: float | None = None
    """None without a clock."""
    next_arrival_s: float | None = None
    """When to ask for news; None where none comes by the clock."""
    is_text: bool = False
    is_over: bool = False
    out_of_time: bool = False


@dataclass(frozen=True)
class Draft:
    """A text as it was last saved; ``saved_at`` in ISO 8601."""

    text: str
    saved_at: str


@dataclass(frozen=True)
class Reply:
    """A text to write."""

    kind: Literal["public_reply", "internal_message"]
    max_words: int
    address: str
    """Where drafts are sent."""
    draft: Draft | None = None


Work = Conversation | Inbox | Reply
