"""A candidate's steps through an inbox or a conversation, each stored as it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from data.sitting import answers, sittings
from data.sitting.answers import Step
from errors import AnswerError, ChangedElsewhere, OwnTryKept, SittingError, TimeIsUp
from scoring.formats.triage import check_message, read_triage_key
from workflows.sitting import work_samples
from workflows.sitting.expiry import closing_value, save_answer
from workflows.sitting.state import SittingState, inbox_steps
from workflows.sitting.transaction import (
    FINISH,
    is_own_retry,
    next_state,
    require_scenes,
    sitting_transaction,
)
from workflows.sitting.work_samples import Inbox, conversation_of, time_factor

MAX_STEPS = 500
"""Far more than anybody needs to handle an inbox and to change their mind; nobody may fill the disk."""


def start_clock(token: str, *, item_id: str) -> SittingState:
    """Open the inbox: its messages appear and the server's clock runs from now on; the first time stands.

    Raises
    ------
    AnswerError
        When the item is no inbox of this form.
    SittingOver, StorageError
        As in ``handle``.
    """
    with sitting_transaction(token, showing=item_id) as (connection, state):
        inbox = _inbox(state, item_id)
        if inbox is None or inbox.is_started:
            return state
        return _add_step(connection, state, item_id, {"start": True})


def handle(
    token: str,
    *,
    item_id: str,
    number: int,
    message: str,
    action: list[str],
    priority: int,
    holding: bool | None = None,
    contact: str | None = None,
    tried: Sequence[Any] = (),
) -> SittingState:
    """Store what is done with one message, and return where the candidate stands then.

    The first time a message is handled fixes its place in the order; a later time replaces what was done.
    With the last message handled the answer is stored.

    Parameters
    ----------
    item_id, number : str, int
        What the page was showing; opening the inbox was number 1. The same content at a number already stored
        is the same thing sent twice and changes nothing.
    message : str
        A message that is there by now.
    action : list of str
        One action, or hide and escalate.
    priority : int
        1 now to 4 when free.
    holding, contact : bool, str, optional
        Of an escalation: whether a holding reply goes out, and to whom it goes.
    tried : sequence
        What the same page sent before at this number: a message and what is done with it, as here, or
        ``transaction.FINISH``. Where that is what is stored, this is done after it.

    Raises
    ------
    AnswerError
        When the item is no inbox of this form, the inbox is not open, the message is not there, or this
        cannot be done with a message.
    ChangedElsewhere
        When something else is stored at this number, or the inbox was closed, and not by this page; that is
        kept.
    OwnTryKept
        When this page closed the inbox before.
    TimeIsUp
        When the time was over; what was handled before is the answer.
    SittingOver
        When the sitting takes no more answers.
    StorageError
        When the database could not store it.
    """
    content = _content(action, priority, holding, contact)
    with sitting_transaction(token, showing=item_id) as (connection, state):
        inbox = _inbox(state, item_id)
        stored = inbox.steps if inbox else inbox_steps(connection, state, item_id)[0]
        sent = {"message": message, **content}
        since = [_without_time(step) for step in stored[number - 1 :]] if number >= 1 else []
        is_ours = is_own_retry(since, [_without_empty(content) for content in tried])
        if since and (since[-1] == sent if is_ours else sent in since[: len(tried) + 1]):
            return state
        if since and not is_ours:
            raise ChangedElsewhere("Another tab handled something else; that was kept.", item=item_id)
        if inbox is None or inbox.is_over(state.at):
            raise _refusal(connection, state, item_id, stored, is_ours=is_ours or FINISH in tried)
        number = inbox.number if is_ours else number
        _require_possible(state, inbox, number, message, content)
        after = inbox.handled_before(message)
        late = {} if after is None else {"after": after}
        state = _add_step(connection, state, item_id, {"message": message, **content, **late})
        inbox = state.inbox
        if inbox is not None and inbox.is_all_handled:
            return next_state(connection, save_answer(connection, state, item_id, inbox.handled))
        return state


def close_inbox(token: str, *, item_id: str) -> SittingState:
    """Store the answer as the messages handled so far make it; with none handled the inbox is skipped.

    Raises
    ------
    AnswerError
        When the item is no inbox of this form, or was never opened.
    SittingOver, StorageError
        As in ``handle``.
    """
    with sitting_transaction(token, showing=item_id) as (connection, state):
        inbox = _inbox(state, item_id)
        if inbox is None:
            return state
        if not inbox.is_started:
            raise AnswerError("item", "an inbox that was opened", item_id)
        value = closing_value(inbox)
        if value is None and item_id in state.answers:
            return next_state(connection, state)
        return next_state(connection, save_answer(connection, state, item_id, value))


def _inbox(state: SittingState, item_id: str) -> Inbox | None:
    """Return the inbox, or None when it is closed already."""
    require_scenes(state)
    if state.item(item_id)["format"] != "triage":
        raise AnswerError("item", "an inbox", item_id)
    return state.inbox if state.shown == item_id else None


def _content(action: list[str], priority: int, holding: bool | None, contact: str | None) -> dict[str, Any]:
    content: dict[str, Any] = {"action": action, "priority": priority}
    if holding is not None:
        content["holding"] = holding
    if contact is not None:
        content["contact"] = contact
    return content


def _without_time(step: Step) -> dict[str, Any]:
    return {name: value for name, value in step.body.items() if name != "after"}


def _without_empty(sent: Any) -> Any:
    return (
        {name: value for name, value in sent.items() if value is not None} if isinstance(sent, dict) else sent
    )


def _refusal(
    connection: Connection, state: SittingState, item_id: str, stored: tuple[Step, ...], *, is_ours: bool
) -> SittingError:
    """Return why nothing more can be handled: the time is over, or the inbox was closed."""
    factor = time_factor(sittings.needs_of(connection, state.sitting.id))
    if Inbox(state.item(item_id), stored, factor).is_over(state.at):
        return TimeIsUp("The time was over; what was handled before is kept.", item=item_id)
    closed = OwnTryKept if is_ours else ChangedElsewhere
    return closed("The inbox was closed already; what was handled is kept.", item=item_id)


def _require_possible(
    state: SittingState, inbox: Inbox, number: int, message: str, content: dict[str, Any]
) -> None:
    if not inbox.is_started:
        raise AnswerError("item", "an inbox that was opened", inbox.item["id"])
    if number != inbox.number or number > MAX_STEPS:
        raise AnswerError("number", f"at most {min(inbox.number, MAX_STEPS)}", number)
    if message not in inbox.visible(state.at):
        raise AnswerError("message", "a message that is there", message)
    check_message(f"answer.{message}", content, read_triage_key(inbox.item))


def _add_step(
    connection: Connection, state: SittingState, item_id: str, body: dict[str, Any]
) -> SittingState:
    """Store a step, timed as the inbox's first one was; return the state with it."""
    step = Step(len(state.steps) + 1, body, state.at)
    answers.add_step(
        connection, state.sitting.id, item_id, replace(step, made_at=step.made_at - state.put_by)
    )
    if not state.steps:
        # From here on its seconds are counted.
        work_samples.put_since(state.sitting.id, item_id, (step,), state.at)
    return replace(state, steps=(*state.steps, step))


def choose(
    token: str, *, item_id: str, number: int, choice: str, tried: Sequence[object] = ()
) -> SittingState:
    """Store one choice and return where the candidate stands then; the choice that ends it stores the answer.

    Parameters
    ----------
    item_id, number : str, int
        What the page was showing; the first choice is number 1. The same choice at a number already stored
        is the same choice sent twice and changes nothing.
    choice : str
        One of the choices on screen.
    tried : sequence
        What the same page sent before at this number.

    Raises
    ------
    AnswerError
        When the item is no conversation of this form, or the choice is not on screen.
    ChangedElsewhere
        When another choice is stored at this number; that one is kept.
    OwnTryKept
        When it is one that this page sent before: it has had its consequences.
    SittingOver
        When the sitting takes no more answers.
    StorageError
        When the database could not store it.
    """
    with sitting_transaction(token, showing=item_id) as (connection, state):
        require_scenes(state)
        item = state.item(item_id)
        if item["format"] != "conversation":
            raise AnswerError("item", "a conversation", item_id)
        path = _path(state, item_id)
        if 1 <= number <= len(path):
            if path[number - 1] == choice:
                return state
            if path[number - 1] in tried:
                raise OwnTryKept("An earlier choice of this page was stored; it was kept.", item=item_id)
            raise ChangedElsewhere("Another tab stored a different choice; it was kept.", item=item_id)
        if number != len(path) + 1:
            raise AnswerError("number", f"at most {len(path) + 1}", number)
        if not conversation_of(item, path).offers(choice):
            raise AnswerError("choice", "a choice on screen", choice)
        step = Step(number, {"choice": choice}, state.at)
        answers.add_step(connection, state.sitting.id, item_id, step)
        if conversation_of(item, [*path, choice]).node is not None:
            return replace(state, steps=(*state.steps, step))
        return next_state(connection, save_answer(connection, state, item_id, [*path, choice]))


def _path(state: SittingState, item_id: str) -> list[str]:
    """Return the choices made so far; after the end they are the answer."""
    if state.has_value(item_id):
        return list(state.answers[item_id].value)
    return [step.body["choice"] for step in state.steps]
