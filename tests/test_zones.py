"""Hours say on which clock they are told, and a reader elsewhere is told their own."""

from __future__ import annotations

import datetime as dt

import pytest

import texts
from texts import zones

WINTER = dt.datetime(2027, 1, 15, 17, 0, tzinfo=dt.UTC)
SUMMER = dt.datetime(2027, 7, 15, 16, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "at", "zone", "said"),
    [
        ("en", WINTER, "Europe/Paris", "15 January 2027, 18:00 (Paris time, UTC+1)"),
        ("en", SUMMER, "Europe/Paris", "15 July 2027, 18:00 (Paris time, UTC+2)"),
        ("fr", WINTER, "Europe/Paris", "15 janvier 2027 à 18 h 00 (heure de Paris, UTC+1)"),
        ("fr", WINTER, "Europe/Amsterdam", "15 janvier 2027 à 18 h 00 (heure d'Amsterdam, UTC+1)"),
        ("fr", WINTER, "Europe/London", "15 janvier 2027 à 17 h 00 (heure de Londres, UTC)"),
        ("en", WINTER, "America/New_York", "15 January 2027, 12:00 (New York time, UTC−5)"),
        ("en", WINTER, "Asia/Kolkata", "15 January 2027, 22:30 (Kolkata time, UTC+5:30)"),
        ("en", WINTER, "America/St_Johns", "15 January 2027, 13:30 (St. John’s time, UTC−3:30)"),
        ("en", WINTER, "UTC", "15 January 2027, 17:00 (UTC)"),
        ("fr", WINTER, "Etc/GMT-3", "15 janvier 2027 à 20 h 00 (UTC+3)"),
    ],
)
def test_an_hour_names_its_clock(language, at, zone, said):
    texts.use(language)
    assert zones.named(at, zone).replace("\u202f", " ").replace("\xa0", " ").replace("d’", "d'") == said


@pytest.mark.parametrize(
    "reader", [None, "", "Europe/Paris", "Europe/Madrid", "No/Where", "../etc", "x" * 400, "\0"]
)
def test_who_reads_on_the_same_clock_or_an_unknown_one_is_told_one_hour(reader):
    texts.use("en")
    assert zones.deadline(WINTER, "Europe/Paris", reader) == zones.named(WINTER, "Europe/Paris")


def test_who_reads_elsewhere_is_told_their_own_hour_too():
    texts.use("en")
    told = zones.deadline(WINTER, "Europe/Paris", "Europe/London")
    assert "18:00 (Paris time, UTC+1)" in told
    assert "17:00 (London time, UTC)" in told


def test_clocks_that_part_for_some_weeks_only_are_compared_at_that_instant():
    texts.use("en")
    # In March New York has changed its clocks and Paris has not.
    march = dt.datetime(2027, 3, 20, 12, tzinfo=dt.UTC)
    assert "08:00 (New York time, UTC−4)" in zones.deadline(march, "Europe/Paris", "America/New_York")
