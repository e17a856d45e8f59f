"""Events of components that the callbacks of this run have handled.

A callback runs before the script, in the same thread: what it notes here, the script takes. Streamlit's own
session state would do, at a tenth of the time of an answer.
"""

from __future__ import annotations

from contextvars import ContextVar

_keys: ContextVar[frozenset[str]] = ContextVar("handled", default=frozenset())


def note(key: str) -> None:
    """Note that the callback of this component has run."""
    _keys.set(_keys.get() | {key})


def take(key: str) -> bool:
    """Tell whether the callback of this component has run, and forget it."""
    keys = _keys.get()
    if key not in keys:
        return False
    _keys.set(keys - {key})
    return True
