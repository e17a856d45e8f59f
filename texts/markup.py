"""HTML put together so that every value in it is escaped, whoever forgets to."""

from __future__ import annotations

from html import escape
from typing import Any

from markupsafe import Markup


class Html(Markup):
    """A piece of HTML: what ``format`` and ``join`` put into it is escaped, unless it is HTML itself.

    Characters are spelled as ``html.escape`` spells them, so that a page stays the same byte for byte.
    """

    @classmethod
    def escape(cls, s: Any, /) -> Html:
        """Return a value as HTML."""
        return cls(s) if hasattr(s, "__html__") else cls(escape(str(s)))
