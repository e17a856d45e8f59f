"""Buttons that run an action exactly once per click, and what became of the last action.

A callback runs before the script, in the same thread (``views/components/handled.py``). A callback alone
loses the first click after a restart: the browser reconnects and sends the trigger again, but no callback is
registered in the new session. A trigger alone costs a second run for every click. So each button has both.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import streamlit as st

from errors import EntregentError, RoleChanged, SignInOver
from texts import t
from texts.markup import Html
from views.common.text import escape_markdown
from workflows.sitting import SittingState

_DONE = "act:done"
_PROBLEM = "act:problem"
_place: ContextVar[SittingState | None] = ContextVar("place", default=None)
"""Where a candidate stands after the last action. It is taken once, at the beginning of the run it was kept
for; every other run, one after a refusal too, reads the database. Streamlit calls the callback and then the
script in one thread: no argument leads from one to the other, and in the session it would outlive the run."""


def press(label: str, *, key: str, do: Callable[[], object], **button: Any) -> None:
    """Draw a button that runs an action, exactly once per click, and remembers what went wrong."""
    _draw(st.button, label, key, do, button)


def submit(label: str, *, key: str, do: Callable[[], object], **button: Any) -> None:
    """Draw a form's button, which acts as that of ``press``; ``do`` reads the fields by their keys."""
    _draw(st.form_submit_button, label, key, do, button)


def _draw(
    draw: Callable[..., bool], label: str, key: str, do: Callable[[], object], button: dict[str, Any]
) -> None:
    def on_click() -> None:
        st.session_state[_DONE] = key
        attempt(do)

    is_pressed = draw(label, key=key, on_click=on_click, **button)
    if is_pressed and st.session_state.pop(_DONE, None) != key:
        attempt(do)
        st.rerun()


def attempt(do: Callable[[], object]) -> EntregentError | None:
    """Run an action; keep the problem, if any, for the page to show, and return it."""
    try:
        result = do()
    except EntregentError as problem:
        st.session_state[_PROBLEM] = problem
        _place.set(None)
        return problem
    _place.set(result if isinstance(result, SittingState) else None)
    return None


def take_problem() -> EntregentError | None:
    """Return the problem of the last action, once."""
    return st.session_state.pop(_PROBLEM, None)


def take_place() -> SittingState | None:
    """Return where the last action has led the candidate, once; None: nobody knows it."""
    place = _place.get()
    _place.set(None)
    return place


def show_lost_access(problem: SignInOver | RoleChanged) -> None:
    """Tell a reader who was signed out or given another role that nothing was changed, and lead on."""
    if isinstance(problem, SignInOver):
        st.error(t("staff.errors.sign_in_over"))
        _link_home(t("staff.over.sign_in"))
    else:
        role = escape_markdown(t(f"staff.roles.{problem.details['role']}"))
        st.error(t("staff.errors.role_changed", role=role))
        _link_home(t("staff.over.reload"))


def _link_home(label: str) -> None:
    # Loaded anew, in this tab: the browser then speaks with the cookies it has now.
    st.html(Html('<p><a href="/" target="_self">{}</a></p>').format(label))
