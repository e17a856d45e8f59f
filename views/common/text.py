"""Text on a page: Markdown escaped, the candidates' notice, and hours on the clocks they are read by."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import streamlit as st

from texts import t, zones
from texts.notice import Section
from workflows.common.clock import oddity, on_the_clock

_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&])")
_LIVE = re.compile(
    r"https?(?=://)|www(?=\.)|:(?=[a-z][\w+-]*[:/])|-(?=[->])|<(?=[-=])|[>~](?==)", re.IGNORECASE
)
"""What the browser turns into a link, an icon or an arrow once the signs of Markdown have been read."""
_JOINER = "\u2060"
"""Takes no room, allows no line break, and is no part of an address."""


def escape_markdown(text: str) -> str:
    """Return text with Markdown's signs made harmless, and web addresses in it no links.

    A page of ours leads nowhere that somebody else chose. Escaping does not do for addresses, nor for
    Streamlit's icons (``:material/...:``) and arrows (``->``): these are broken by a sign nobody sees.
    """
    return escape_link_label(_LIVE.sub(lambda match: match[0] + _JOINER, text))


def escape_link_label(text: str) -> str:
    """Return text with Markdown's signs escaped, for the label of a link, where an address stays whole."""
    return _SIGNS.sub(r"\\\1", text)


def draw_notice(notice: Sequence[Section]) -> None:
    """Write the notice on the page."""
    for section in notice:
        lines = (escape_markdown(line) for line in section.lines)
        st.markdown(f"**{section.title}**\n\n" + "\n\n".join(lines))


def deadline(at: dt.datetime, zone: str) -> str:
    """Write an instant on a campaign's clock and, where it differs, on that of whoever reads the page."""
    return zones.deadline(at, zone, st.context.timezone)


def own_hour(at: dt.datetime) -> str:
    """Write an instant on the clock of whoever reads the page, and say which one that is."""
    return zones.named(at, zones.known(st.context.timezone) or "Europe/Paris")


def typed_hour(day: dt.date, hour: dt.time, zone: str) -> dt.datetime:
    """Return the instant somebody typed; say on the page when clocks skip that hour or show it twice.

    A skipped one comes back as it is: the workflow refuses it.
    """
    local = dt.datetime.combine(day, hour)
    at, odd = on_the_clock(local, zone), oddity(local, zone)
    if odd == "gap":
        st.error(t("zones.gap", clock=zones.place_of(zone)))
    elif odd == "fold":
        st.warning(t("zones.fold", when=zones.named(at, zone)))
    return at
