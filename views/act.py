"""A deed behind a button, done once: by the callback, or by the trigger when the server lost the session.

A callback alone loses the first click after a restart: the browser reconnects and sends the trigger again,
but no callback is registered in the new session. A trigger alone costs a second run for every click.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from errors import EntregentError
from views import whereabouts
from workflows.sit import Place, place_of

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
        whereabouts.leave(place_of(problem))
        return problem
    whereabouts.leave(done if isinstance(done, Place) else None)
    return None


def take_problem() -> EntregentError | None:
    """Return the problem of the last deed, once."""
    return st.session_state.pop(_PROBLEM, None)
