"""Hours on a page: deadlines in the reader's zone too, and what is odd about an hour that somebody types."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from texts import t, zones
from workflows.local_time import oddity, on_the_clock


def deadline(at: dt.datetime, zone: str) -> str:
    """Write an instant on a campaign's clock and, where it differs, on that of whoever reads the page."""
    return zones.deadline(at, zone, st.context.timezone)


def own_hour(at: dt.datetime) -> str:
    """Write an instant on the clock of whoever reads the page, and say which one that is."""
    return zones.named(at, zones.known(st.context.timezone) or "Europe/Paris")


def typed_hour(day: dt.date, hour: dt.time, zone: str) -> dt.datetime:
    """Return the instant somebody typed; say aloud when clocks skip that hour or show it twice.

    A skipped one comes back as it is: the workflow refuses it.
    """
    local = dt.datetime.combine(day, hour)
    at, odd = on_the_clock(local, zone), oddity(local, zone)
    if odd == "gap":
        st.error(t("zones.gap", clock=zones.place_of(zone)))
    elif odd == "fold":
        st.warning(t("zones.fold", when=zones.named(at, zone)))
    return at
