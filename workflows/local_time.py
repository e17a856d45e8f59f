"""Hours as people type them, on the clock of a place: a skipped one is refused, of two the second counts."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from zoneinfo import ZoneInfo

Oddity = Literal["gap", "fold"]


def oddity(local: dt.datetime, zone: str) -> Oddity | None:
    """Tell what is odd about an hour on the clock of a place.

    Parameters
    ----------
    local : datetime
        Without a zone, as somebody typed it.
    zone : str
        A zone's name, as Europe/Paris.

    Returns
    -------
    "gap", "fold" or None
        Clocks go forward and skip it; they go back and show it twice; neither.
    """
    place = ZoneInfo(zone)
    first, second = (local.replace(tzinfo=place, fold=fold).utcoffset() for fold in (0, 1))
    if first == second:
        return None
    # The offset falls by going back: the same hour comes again later.
    return "fold" if (first or dt.timedelta()) > (second or dt.timedelta()) else "gap"


def on_the_clock(local: dt.datetime, zone: str) -> dt.datetime:
    """Return the instant, in its zone, at which the clock of a place shows an hour: of two the second."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=1)


def is_skipped(at: dt.datetime) -> bool:
    """Tell whether a time with a zone is one that its clock never shows."""
    return isinstance(at.tzinfo, ZoneInfo) and oddity(at.replace(tzinfo=None), at.tzinfo.key) == "gap"
