"""A candidate's sitting: entering, preparing, answering, finishing."""

from __future__ import annotations

from workflows.sitting.answers import MAX_DRAFT, answer, save_draft
from workflows.sitting.before_and_after import (
    MAX_COMMENT,
    MAX_NOTE,
    NEEDS,
    acknowledge_notice,
    ask_needs,
    choose_language,
    finish,
    leave_comment,
    practise,
    read_charter,
    withdraw,
)
from workflows.sitting.state import SittingState, Stage
from workflows.sitting.steps import choose, close_inbox, handle, start_clock
from workflows.sitting.transaction import current_state, enter, open_link, peek_state
from workflows.sitting.work_samples import conversation_of

__all__ = [
    "MAX_COMMENT",
    "MAX_DRAFT",
    "MAX_NOTE",
    "NEEDS",
    "SittingState",
    "Stage",
    "acknowledge_notice",
    "answer",
    "ask_needs",
    "choose",
    "choose_language",
    "close_inbox",
    "conversation_of",
    "current_state",
    "enter",
    "finish",
    "handle",
    "leave_comment",
    "open_link",
    "peek_state",
    "practise",
    "read_charter",
    "save_draft",
    "start_clock",
    "withdraw",
]
