"""A candidate's steps before the first scene and after the last: language, notice, needs; end, withdrawal."""

from __future__ import annotations

from dataclasses import replace

from data.sitting import answers, sittings
from data.sitting.sittings import Milestone
from errors import AnswerError
from workflows.privacy.data_map import keep_acknowledged
from workflows.sitting.expiry import close_all_inboxes
from workflows.sitting.state import SittingState
from workflows.sitting.transaction import enter, next_state, sitting_transaction

NEEDS = (
    "later_deadline",
    "time_133",
    "time_150",
    "no_clock",
    "screen_reader",
    "large_type",
    "breaks",
    "text_inbox",
    "other_language",
    "read_aloud",
)
"""What a candidate can ask for: extra time of a third, of a half, no clock at all..., no reason asked."""
MAX_NOTE = 4000
"""Longest note on what would help, in characters."""
MAX_COMMENT = 4000
"""Longest comment on the end page, in characters."""


def choose_language(token: str, language: str) -> SittingState:
    """Switch the sitting to another of the campaign's languages; answers keep the one they were given in.

    It is a candidate's first action, and begins the sitting.
    """
    enter(token, accepted_language=language)
    with sitting_transaction(token) as (connection, state):
        if language not in state.settings.languages:
            return next_state(connection, state)
        sitting = replace(
            state.sitting, language=language, language_chosen_at=state.sitting.language_chosen_at or state.at
        )
        sittings.change(
            connection, sitting.id, language=language, language_chosen_at=sitting.language_chosen_at
        )
        return next_state(connection, state, sitting=sitting)


def acknowledge_notice(token: str, notice: str) -> SittingState:
    """Store that this notice, word for word, was read, and when; the first time stands."""
    with sitting_transaction(token) as (connection, state):
        if state.sitting.notice_acknowledged_at is not None:
            return next_state(connection, state)
        sha256 = keep_acknowledged(connection, notice, state.sitting.language)
        sittings.change(connection, state.sitting.id, notice_sha256=sha256, notice_acknowledged_at=state.at)
        return next_state(connection, state, sitting=replace(state.sitting, notice_acknowledged_at=state.at))


def read_charter(token: str) -> SittingState:
    """Store that the charter was shown before any scene."""
    return _reach(token, "charter_read_at")


def ask_needs(token: str, needs: list[str], note: str) -> SittingState:
    """Store the accommodations asked for, if any, and go on; only the recruiter in charge reads them.

    Raises
    ------
    AnswerError
        When a need is none of ``NEEDS``; nothing is stored.
    """
    with sitting_transaction(token) as (connection, state):
        if unknown := [need for need in needs if need not in NEEDS]:
            raise AnswerError("needs", f"some of {', '.join(NEEDS)}", unknown)
        if needs or note.strip():
            sittings.ask_accommodation(
                connection, state.sitting.id, needs=needs, note=note.strip()[:MAX_NOTE], now=state.at
            )
        sittings.mark(connection, state.sitting.id, "needs_asked_at", state.at)
        return next_state(connection, state, sitting=_reached(state, "needs_asked_at"))


def practise(token: str) -> SittingState:
    """Store that the practice scene was done; what was chosen there is not kept."""
    return _reach(token, "practised_at")


def _reach(token: str, milestone: Milestone) -> SittingState:
    with sitting_transaction(token) as (connection, state):
        sittings.mark(connection, state.sitting.id, milestone, state.at)
        return next_state(connection, state, sitting=_reached(state, milestone))


def _reached(state: SittingState, milestone: Milestone) -> sittings.Sitting:
    return replace(state.sitting, **{milestone: getattr(state.sitting, milestone) or state.at})


def finish(token: str) -> SittingState:
    """End the sitting: its answers can no longer change, and what was typed but not sent is forgotten."""
    with sitting_transaction(token) as (connection, state):
        state = close_all_inboxes(connection, state)
        answers.drop_drafts(connection, state.sitting.id)
        sittings.change(connection, state.sitting.id, finished_at=state.at, last_seen_at=state.at)
        return next_state(
            connection, state, sitting=replace(state.sitting, finished_at=state.at, last_seen_at=state.at)
        )


def withdraw(token: str) -> SittingState:
    """Take the candidate out of the campaign at their own wish."""
    with sitting_transaction(token, needs_open=False) as (connection, state):
        if state.sitting.withdrawn_at is not None:
            return next_state(connection, state)
        sittings.change(connection, state.sitting.id, withdrawn_at=state.at, last_seen_at=state.at)
        answers.drop_drafts(connection, state.sitting.id)
        sittings.withdraw_candidate(connection, state.sitting.candidate_id, state.at)
        return next_state(
            connection, state, sitting=replace(state.sitting, withdrawn_at=state.at, last_seen_at=state.at)
        )


def leave_comment(token: str, text: str) -> SittingState:
    """Store what a candidate reports on the end page."""
    with sitting_transaction(token, needs_open=False) as (connection, state):
        if state.stage != "end" or not text.strip():
            return next_state(connection, state)
        comment = text.strip()[:MAX_COMMENT]
        sittings.change(connection, state.sitting.id, comment=comment)
        return next_state(connection, state, sitting=replace(state.sitting, comment=comment))
