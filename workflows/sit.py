"""All that a candidate does with their sitting, behind one door: enter, prepare, answer, finish."""

from __future__ import annotations

from workflows.sit_answer import answer
from workflows.sit_end import MAX_COMMENT, finish, leave_comment, withdraw
from workflows.sit_enter import enter
from workflows.sit_place import Place, Stage, place, place_of
from workflows.sit_prepare import (
    MAX_NOTE,
    NEEDS,
    acknowledge_notice,
    ask_needs,
    choose_language,
    practise,
    read_charter,
)

__all__ = [
    "MAX_COMMENT",
    "MAX_NOTE",
    "NEEDS",
    "Place",
    "Stage",
    "acknowledge_notice",
    "answer",
    "ask_needs",
    "choose_language",
    "enter",
    "finish",
    "leave_comment",
    "place",
    "place_of",
    "practise",
    "read_charter",
    "withdraw",
]
