"""What somebody typed, on a page that understands Markdown: shown as it is, never formatted, never a link."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&])")
_LIVE = re.compile(
    r"https?(?=://)|www(?=\.)|:(?=[a-z][\w+-]*[:/])|-(?=[->])|<(?=[-=])|[>~](?==)", re.IGNORECASE
)
_JOINER = "\u2060"
"""Takes no room, allows no line break, and is no part of an address."""


def plain(text: str) -> str:
    """Return text with Markdown's signs made harmless, and web addresses in it no links.

    A page of ours leads nowhere that somebody else chose. Escaping does not do for addresses, nor for
    Streamlit's icons (``:material/...:``) and arrows (``->``): the browser looks for them once the signs
    have been read.
    """
    return escaped(_LIVE.sub(lambda found: found[0] + _JOINER, text))


def escaped(text: str) -> str:
    """Return text with Markdown's signs escaped, for the label of a link; ``plain`` anywhere else."""
    return _SIGNS.sub(r"\\\1", text)
