"""An action behind a button, done once; and what a page says whose reader was signed out meanwhile.

A callback runs before the script, in the same thread, as ``components/handled.py`` says; a place is taken
once, at the beginning of the run it was left for, and every other run reads the database.

A callback alone loses the first click after a restart: the browser reconnects and sends the trigger again,
but no callback is registered in the new session. A trigger alone costs a second run for every click.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from html import escape
from typing import Any

import streamlit as st

from errors import EntregentError, RoleChanged, SignInOver
from texts import t
from views.common.text import plain
from workflows.sitting import SittingState

_left: ContextVar[SittingState | None] = ContextVar("left", default=None)
"""Where a candidate's action led. Streamlit calls the callback and then the script in one thread: no argument
leads from one to the other, and in the session the state would outlive the run it was left for."""


def leave(place: SittingState | None) -> None:
    """Keep the place a deed has led to; None: nobody knows it."""
    _left.set(place)


def take() -> SittingState | None:
    """Return the place the last deed has led to, once."""
    place = _left.get()
    _left.set(None)
    return place


def say(problem: SignInOver | RoleChanged) -> None:
    """Say which of the two, that nothing was changed, and lead on."""
    if isinstance(problem, SignInOver):
        st.error(t("staff.errors.sign_in_over"))
        _lead_on(t("staff.over.sign_in"))
    else:
        st.error(t("staff.errors.role_changed", role=plain(t(f"staff.roles.{problem.details['role']}"))))
        _lead_on(t("staff.over.reload"))


def _lead_on(label: str) -> None:
    # Loaded anew, in this tab: the browser then speaks with the cookies it has now.
    st.html(f'<p><a href="/" target="_self">{escape(label)}</a></p>')


_DONE = "act:done"
_PROBLEM = "act:problem"


def press(label: str, *, key: str, do: Callable[[], object], **button: Any) -> None:
    """Draw a button that does a deed, exactly once per click, and remembers what went wrong."""
    _draw(st.button, label, key, do, button)


def submit(label: str, *, key: str, do: Callable[[], object], **button: Any) -> None:
    """Draw a form's button, which does a deed as ``press`` does; ``do`` reads the fields by their keys."""
    _draw(st.form_submit_button, label, key, do, button)


def _draw(
    draw: Callable[..., bool], label: str, key: str, do: Callable[[], object], button: dict[str, Any]
) -> None:
    def clicked() -> None:
        st.session_state[_DONE] = key
        attempt(do)

    pressed = draw(label, key=key, on_click=clicked, **button)
    if pressed and st.session_state.pop(_DONE, None) != key:
        attempt(do)
        st.rerun()


def attempt(do: Callable[[], object]) -> EntregentError | None:
    """Do a deed; keep the problem, if any, for the page to show, and return it."""
    try:
        done = do()
    except EntregentError as problem:
        st.session_state[_PROBLEM] = problem
        leave(None)
        return problem
    leave(done if isinstance(done, SittingState) else None)
    return None


def take_problem() -> EntregentError | None:
    """Return the problem of the last deed, once."""
    return st.session_state.pop(_PROBLEM, None)
