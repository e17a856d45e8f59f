"""How long data are kept: dates by hand, and a purge of a filled database."""

from __future__ import annotations

import datetime as dt
from threading import Event, Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from typer.testing import CliRunner

from cli import app
from data import audit, engine
from data.candidates import candidates_of
from data.retention import Facts
from data.schema import campaign
from data.schema_trust import candidate_request, retention_agreement
from tests.builders import filled_campaign
from tests.workflows.decided import decide
from web.purge import keep_purging
from workflows.clock import utc_now
from workflows.retention import due, due_of, months_later, purge

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


def settled(n: int = 4, **more: str) -> tuple[str, tuple[str, ...]]:
    filled = filled_campaign(n)
    with engine.writing() as c:
        kept = c.scalar(select(campaign.c.settings))
        c.execute(update(campaign).values(settings={**(kept or {}), **SETTINGS, **more}))
    return filled.id, tuple(filled.candidate_ids)


def left(campaign_id: str) -> set[str]:
    with engine.reading() as c:
        return {one.id for one in candidates_of(c, campaign_id)}


@pytest.mark.usefixtures("database")
def test_a_purge_takes_those_whose_time_is_over_and_nobody_else():
    campaign_id, people = settled()
    longer, waiting, rejected, plain = people
    decide(campaign_id, rejected, "reject")
    with engine.writing() as c:
        now = utc_now()
        c.execute(retention_agreement.insert().values(candidate_id=longer, months=24, agreed_at=now))
        c.execute(
            candidate_request.insert().values(
                id="r", candidate_id=waiting, kind="review", text="?", created_at=now, due_at=now
            )
        )
    first = due(rejected)
    assert first is not None
    assert purge(first.at - dt.timedelta(seconds=1)).n_erased == 0
    assert purge(first.at).n_erased == 1
    assert left(campaign_id) == {longer, waiting, plain}
    later = dt.datetime(2027, 6, 1, tzinfo=dt.UTC)
    assert purge(later, dry_run=True)[:2] == (1, 1)
    assert left(campaign_id) == {longer, waiting, plain}
    assert purge(later) == (1, 1, 0, True)
    assert left(campaign_id) == {longer, waiting}
    assert purge(later).n_erased == 0
    with engine.reading() as c:
        noted = [one for one in audit.events(c) if one.deed == "erase_candidate"]
    assert [(one.subject, one.actor, one.details["why"]) for one in noted] == [
        (rejected, "server", "retention"),
        (plain, "server", "retention"),
    ]


@pytest.mark.usefixtures("database")
def test_the_shell_counts_then_erases():
    campaign_id, people = settled(2, answer_by="2020-01-31")
    shell = CliRunner()
    counted = shell.invoke(app, ["purge", "--dry-run"])
    assert counted.exit_code == 0
    assert "due: 2;" in counted.output
    assert left(campaign_id) == set(people)
    assert shell.invoke(app, ["purge"]).exit_code == 0
    assert left(campaign_id) == set()
    with engine.reading() as c:
        assert {one.actor for one in audit.events(c) if one.deed == "erase_candidate"} == {"console"}


@pytest.mark.usefixtures("database")
def test_the_server_purges_when_it_starts_and_stops_when_told(monkeypatch):
    campaign_id, _ = settled(2, answer_by="2020-01-31")
    stop, done = Event(), Event()
    monkeypatch.setattr(stop, "wait", lambda _seconds: (done.set(), stop.set()))
    thread = Thread(target=keep_purging, args=(stop,), daemon=True)
    thread.start()
    assert done.wait(60)
    thread.join(10)
    assert not thread.is_alive()
    assert left(campaign_id) == set()
