"""How long data are kept: dates by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.privacy.erasure import Facts
from workflows.privacy.retention import due_of, months_later

SETTINGS = {"retention_months": 3, "answer_by": "2027-02-15", "time_zone": "Europe/Paris"}
DECIDED = dt.datetime(2026, 11, 30, 23, 30, tzinfo=dt.UTC)
"""In Paris it is December."""


def facts(**more: Any) -> Facts:
    return Facts("one", "post", SETTINGS, None, None, None, False, None, None)._replace(**more)


def day(given: Facts) -> str | None:
    """Return the date of somebody's erasure, in Paris."""
    found = due_of(given)
    return None if found is None else str((found.at + dt.timedelta(hours=2)).date())


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({}, "2027-05-15", id="no-decision-the-promised-answer"),
        pytest.param({"verdict": "reject", "decided_at": DECIDED}, "2027-03-01", id="rejected"),
        pytest.param({"verdict": "offer", "decided_at": DECIDED}, "2027-03-01", id="offer"),
        pytest.param({"verdict": "hold", "decided_at": DECIDED}, "2027-05-15", id="held-is-not-final"),
        pytest.param({"verdict": "shortlist", "decided_at": DECIDED}, "2027-05-15", id="shortlist-neither"),
        pytest.param({"withdrawn_at": DECIDED}, "2027-03-01", id="withdrawn-early"),
        pytest.param({"withdrawn_at": DECIDED, "agreed_months": 24}, "2027-03-01", id="withdrawn-agreed"),
        pytest.param({"deadline_at": DECIDED + dt.timedelta(days=90)}, "2027-06-01", id="own-deadline"),
        pytest.param({"agreed_months": 24}, "2029-02-15", id="agreed-to-longer"),
        pytest.param({"agreed_months": 1}, "2027-05-15", id="agreed-to-less-than-the-campaign"),
        pytest.param({"agreed_months": 99}, "2029-02-15", id="never-over-24"),
        pytest.param({"settings": {}}, None, id="nothing-settled"),
    ],
)
def test_the_date_by_hand(more, expected):
    assert day(facts(**more)) == expected


def test_a_month_without_that_day_ends_with_its_last():
    assert months_later(dt.date(2026, 11, 30), 3) == dt.date(2027, 2, 28)
    assert months_later(dt.date(2027, 11, 30), 3) == dt.date(2028, 2, 29)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 24))
def test_months_are_months(start, months):
    later = months_later(start, months)
    assert (later.year - start.year) * 12 + later.month - start.month == months
    assert later.day in (start.day, *range(28, start.day))


@given(st.integers(1, 24), st.integers(1, 24))
def test_agreeing_never_shortens(months, agreed):
    alone = due_of(facts(settings=SETTINGS | {"retention_months": months}))
    both = due_of(facts(settings=SETTINGS | {"retention_months": months}, agreed_months=agreed))
    assert alone and both and both.at >= alone.at
