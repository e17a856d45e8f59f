"""Work out the theme once: Streamlit does it anew at every run, about a tenth of the time of an answer.

The theme comes from the configuration, which cannot change while the server runs. This replaces one private
function of Streamlit; where a release has no such function, nothing is replaced and all still works.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.runtime import app_session

NAME = "_populate_theme_msg"


def keep_theme() -> bool:
    """Make Streamlit remember each section of the theme; return whether it could be done."""
    original = getattr(app_session, NAME, None)
    if original is None:
        return False
    setattr(app_session, NAME, remembering(original))
    return True


def remembering(original: Callable[..., None]) -> Callable[..., None]:
    """Return a function that fills a theme message as ``original`` does, working it out once per section."""
    known: dict[str, Any] = {}

    def populate(message: Any, section: str = "theme") -> None:
        if section not in known:
            made = type(message)()
            original(made, section)
            known[section] = made
        # An empty section must stay unset: a message merged from nothing counts as present.
        if known[section].ByteSize():
            message.MergeFrom(known[section])

    return populate
