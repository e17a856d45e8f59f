"""What a browser is told of the server at each run: what its page needs, and nothing else.

Streamlit tells everybody, before any sign-in, its own version and Python's, the system it runs on, the folder
it is installed in and ids of the installation. This empties these fields of one private function's message;
where a release has no such function, nothing is changed and all still works.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.runtime.app_session import AppSession

NAME = "_create_new_session_message"


def tell_less() -> bool:
    """Make Streamlit keep what no page needs to itself; return whether it could be done."""
    original = getattr(AppSession, NAME, None)
    if original is None:
        return False
    if not hasattr(original, "tells_less"):
        setattr(AppSession, NAME, _telling_less(original))
    return True


def _telling_less(original: Callable[..., Any]) -> Callable[..., Any]:
    def create(*args: Any, **options: Any) -> Any:
        message = original(*args, **options)
        new = message.new_session
        new.main_script_path = ""
        for part in (new.initialize.user_info, new.initialize.environment_info):
            part.Clear()
            # The page asks for these parts; they must be there, empty.
            part.SetInParent()
        return message

    create.tells_less = True  # type: ignore[attr-defined]
    return create
