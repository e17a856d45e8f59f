"""The hour of the night for work that can wait: the last time it was, on the installation's own clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo


def last_quiet_hour(now: dt.datetime, hour: int, zone: str) -> dt.datetime:
    """Return when it was this hour last, in UTC.

    Parameters
    ----------
    now : datetime
        UTC.
    hour : int
        0 to 23. Where clocks skip it, when it would have been; where it comes twice, the first time.
    zone : str
        A zone's name, as Europe/Paris.
    """
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    days = (today - dt.timedelta(days=back) for back in (0, 1))
    return next(
        at for day in days if (at := dt.datetime.combine(day, dt.time(hour), place).astimezone(dt.UTC)) <= now
    )
