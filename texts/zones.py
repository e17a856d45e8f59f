"""Hours with the zone they are told in, and, where that is another one, in the reader's own."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from texts import language, moment, t

_VOWELS = "AEIOUYÀÂÉÈÊÎÔÖÜ"


def named(value: dt.datetime, zone: str) -> str:
    """Write an instant and say on which clock: 3 December 2026, 18:00 (Paris time, UTC+1)."""
    place = _place(zone)
    if place is None:
        return t("zones.named", when=moment(value, zone), clock=_offset(value, zone))
    return t("zones.named", when=moment(value, zone), clock=f"{place}, {_offset(value, zone)}")


def deadline(value: dt.datetime, zone: str, reader: str | None = None) -> str:
    """Write an instant on a campaign's clock, and on the reader's where it shows another hour then.

    Parameters
    ----------
    value : datetime
    zone : str
        Of the campaign.
    reader : str or None
        The zone a browser tells; None, or one nobody knows: the campaign's alone is told.
    """
    text = named(value, zone)
    own = known(reader)
    if own is None or _offset(value, own) == _offset(value, zone):
        return text
    return t("zones.own", when=text, own=named(value, own))


def known(zone: str | None) -> str | None:
    """Return a zone's name as a browser tells it; None where it tells none, or one that nobody knows."""
    try:
        return ZoneInfo(zone).key if zone else None
    except (KeyError, ValueError, OSError):
        return None


def place_of(zone: str) -> str:
    """Return how people call a zone's clock: Paris time, heure d'Amsterdam; UTC goes by its name."""
    return _place(zone) or zone


def _place(zone: str) -> str | None:
    """Return the same; None for clocks of no place, such as UTC: the offset says it all."""
    if "/" not in zone or zone.startswith("Etc/"):
        return None
    city = get_timezone_location(zone, locale=language(), return_city=True)
    return t("zones.of_vowel" if city[:1] in _VOWELS else "zones.of", city=city)


def _offset(value: dt.datetime, zone: str) -> str:
    minutes = round((value.astimezone(ZoneInfo(zone)).utcoffset() or dt.timedelta()).total_seconds() / 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"
