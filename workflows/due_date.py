"""By when a request has to be answered: a month after it came, as the law counts months."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo


def a_month_later(at: dt.datetime, zone: str) -> dt.datetime:
    """Return the last second of the day by which a request has to be answered, UTC.

    Parameters
    ----------
    at : datetime
        When it came; aware.
    zone : str
        IANA name of the time zone whose days count.

    Returns
    -------
    datetime
        The same day of the next month; its last day where it has no such day.

    References
    ----------
    [gdpr] Article 12(3): one month from receipt. [reg1182] Article 3(2)(c): how months are counted.
    """
    here = at.astimezone(ZoneInfo(zone))
    year, month = (here.year + 1, 1) if here.month == 12 else (here.year, here.month + 1)
    day = min(here.day, calendar.monthrange(year, month)[1])
    return dt.datetime(year, month, day, 23, 59, 59, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
