"""HTML that escapes what is put into it, unless that is HTML already."""

from __future__ import annotations

from html import escape
from typing import Any, Self

from markupsafe import Markup


class Html(Markup):
    """Text that is HTML: ``Html("<b>{}</b>").format(name)`` escapes the name, as ``join`` and ``+`` do.

    Quotation marks become the entities of the standard library (``&quot;``, ``&#x27;``), not those of
    ``Markup``: pages written outside the views have them too, and a change would be one of every page.
    """

    @classmethod
    def escape(cls, s: Any, /) -> Self:
        """Return HTML as it is, and anything else escaped."""
        return cls(s.__html__() if hasattr(s, "__html__") else escape(str(s)))
