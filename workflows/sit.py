"""All that a candidate does with their sitting, behind one door: enter, prepare, answer, finish."""

from __future__ import annotations

from workflows.conversation import conversation_of
from workflows.sit_answer import answer
from workflows.sit_deed import look, place
from workflows.sit_end import MAX_COMMENT, finish, leave_comment, withdraw
from workflows.sit_enter import come_in, enter
from workflows.sit_inbox import close_inbox, handle, start_clock
from workflows.sit_place import Place, Stage, place_of
from workflows.sit_prepare import (
    MAX_NOTE,
    NEEDS,
    acknowledge_notice,
    ask_needs,
    choose_language,
    practise,
    read_charter,
)
from workflows.sit_reply import MAX_DRAFT, save_draft
from workflows.sit_talk import choose

__all__ = [
    "MAX_COMMENT",
    "MAX_DRAFT",
    "MAX_NOTE",
    "NEEDS",
    "Place",
    "Stage",
    "acknowledge_notice",
    "answer",
    "ask_needs",
    "choose",
    "choose_language",
    "close_inbox",
    "come_in",
    "conversation_of",
    "enter",
    "finish",
    "handle",
    "leave_comment",
    "look",
    "place",
    "place_of",
    "practise",
    "read_charter",
    "save_draft",
    "start_clock",
    "withdraw",
]
