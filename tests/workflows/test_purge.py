"""The purge: who is due goes, in small steps, at the quiet hour; and the file is cleared when nobody sits."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from itertools import pairwise
from threading import Event, Thread
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select, update
from typer.testing import CliRunner

from cli import app
from data.audit import log
from data.audit.written import change_rows, insert_rows
from data.candidates.candidates import candidates_of
from data.common import engine
from data.privacy import erasure as data_erasure
from data.schema import campaign, sitting
from data.schema_trust import candidate_request, retention_agreement
from errors import StorageError
from settings import settings
from tests.builders import filled_campaign
from tests.clock import NOW
from tests.databases import held_by_another_process
from tests.workflows.decided import decide
from tests.workflows.erasable import traced_demo
from web.edge.background import LOOK_FOR_PURGE_EVERY_S, WAITS_AT_MOST, Nights, keep_purging
from workflows.audit.verify import verify
from workflows.common.clock import utc_now
from workflows.privacy.erasure import clear_bytes, erase
from workflows.privacy.retention import (
    IDLE_AFTER,
    RESTS_TIMES,
    clear_when_idle,
    due,
    holds_bytes,
    last_quiet_hour,
    purge,
)

pytestmark = pytest.mark.usefixtures("database")

SETTINGS = {"retention_months": 3, "answer_by": "2027-02-15", "time_zone": "Europe/Paris"}
LONG_AGO = "2020-01-31"
NIGHT = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)
"""Three in the morning in Paris, on the day of the suite."""


def settled(n: int = 4, **more: str) -> tuple[str, tuple[str, ...]]:
    filled = filled_campaign(n)
    with engine.writing() as c:
        kept = c.scalar(select(campaign.c.settings))
        change_rows(c, campaign, {"settings": {**(kept or {}), **SETTINGS, **more}})
    return filled.id, tuple(filled.candidate_ids)


def left(campaign_id: str) -> set[str]:
    with engine.reading() as c:
        return {candidate.id for candidate in candidates_of(c, campaign_id)}


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
    assert purge(later) == (1, 1, 0, 0)
    assert left(campaign_id) == {longer, waiting}
    assert purge(later).n_erased == 0
    with engine.reading() as c:
        noted = [event for event in log.events(c) if event.deed == "erase_candidate"]
    assert [(one.subject, one.actor, one.details["why"]) for one in noted] == [
        (rejected, "server", "retention"),
        (plain, "server", "retention"),
    ]


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
        assert {event.actor for event in log.events(c) if event.deed == "erase_candidate"} == {"console"}


def test_who_was_erased_by_another_purge_meanwhile_is_no_failure():
    campaign_id, _ = settled(3, answer_by=LONG_AGO)
    others = []

    def meanwhile(_seconds: float) -> bool:
        if not others:
            others.append(purge(utc_now(), rest=lambda _seconds: False))
        return False

    assert purge(utc_now(), rest=meanwhile) == (1, 0, 0, 0)
    assert others == [(2, 0, 0, 0)]
    assert left(campaign_id) == set()


def test_who_asked_for_something_while_others_were_erased_is_kept_until_it_is_answered():
    campaign_id, _ = settled(3, answer_by=LONG_AGO)
    waiting: set[str] = set()

    def meanwhile(_seconds: float) -> bool:
        if not waiting:
            waiting.update(left(campaign_id))
            rows = [
                {
                    "id": one,
                    "candidate_id": one,
                    "kind": "review",
                    "text": "?",
                    "created_at": NOW,
                    "due_at": NOW,
                }
                for one in waiting
            ]
            with engine.writing() as c:
                insert_rows(c, candidate_request, rows)
        return False

    assert purge(utc_now(), rest=meanwhile) == (1, 0, 0, 0)
    assert left(campaign_id) == waiting
    assert len(waiting) == 2


def test_an_erasure_that_cannot_be_stored_is_counted_and_tried_again_by_the_next_purge():
    campaign_id, people = settled(2, answer_by=LONG_AGO)
    with held_by_another_process():
        assert purge(utc_now(), rest=lambda _seconds: False) == (0, 0, 2, 0)
    assert left(campaign_id) == set(people)
    assert purge(utc_now(), rest=lambda _seconds: False) == (2, 0, 0, 0)


# In small steps


def statements_of_a_purge(n_people: int) -> list[int]:
    """Return how many statements each transaction took that erased somebody."""
    campaign_id, people = settled(n_people, answer_by=LONG_AGO)
    decide(campaign_id, people[0], "hold")
    sizes: list[int] = []

    def counted(*given: object) -> None:
        if str(given[2]).startswith("BEGIN IMMEDIATE"):
            sizes.append(0)
        elif sizes:
            sizes[-1] += 1

    event.listen(engine.engine(), "before_cursor_execute", counted)
    assert purge(utc_now(), rest=lambda _seconds: False).n_erased == n_people
    event.remove(engine.engine(), "before_cursor_execute", counted)
    return sizes


def test_what_a_purge_costs_is_the_same_for_each_person_however_many_they_are():
    few, many = statements_of_a_purge(3), statements_of_a_purge(9)
    assert (len(few), len(many)) == (3, 9)
    # One who was decided about takes a statement more.
    assert (min(few), max(few)) == (min(many), max(many))


def test_between_two_people_it_rests_and_holds_nothing():
    settled(3, answer_by=LONG_AGO)
    rests = []

    def rest(seconds: float) -> None:
        rests.append(seconds)
        assert engine.WRITERS.acquire(0)
        engine.WRITERS.release()

    assert purge(utc_now(), rest=rest).n_erased == 3
    assert len(rests) == 2
    assert all(seconds > 0 for seconds in rests)
    assert RESTS_TIMES >= 1


def test_told_to_stop_it_ends_after_the_person_in_hand_and_goes_on_next_time():
    campaign_id, _ = settled(4, answer_by=LONG_AGO)
    assert purge(utc_now(), rest=lambda _seconds: True) == (1, 0, 0, 3)
    assert len(left(campaign_id)) == 3
    assert purge(utc_now()) == (3, 0, 0, 0)
    assert left(campaign_id) == set()
    assert verify().differences == []


def test_who_cannot_be_erased_does_not_keep_the_others_and_is_tried_again(monkeypatch):
    campaign_id, people = settled(3, answer_by=LONG_AGO)
    other = min(people)
    with monkeypatch.context() as patch:
        empty = data_erasure.empty_candidate

        def refused(connection, candidate_id, now):
            if candidate_id == other:
                raise StorageError("busy")
            empty(connection, candidate_id, now)

        patch.setattr(data_erasure, "empty_candidate", refused)
        assert purge(utc_now()) == (2, 0, 1, 0)
    assert left(campaign_id) == {other}
    assert purge(utc_now()) == (1, 0, 0, 0)


# The quiet hour


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param("2026-11-20T02:00", "2026-11-20T02:00", id="that-very-moment"),
        pytest.param("2026-11-20T01:59", "2026-11-19T02:00", id="a-minute-before"),
        pytest.param("2026-11-20T23:30", "2026-11-20T02:00", id="already-tomorrow-in-paris"),
        pytest.param("2026-07-20T09:00", "2026-07-20T01:00", id="summer"),
    ],
)
def test_when_the_quiet_hour_was_last(now, expected):
    def instant(text: str) -> dt.datetime:
        return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)

    assert last_quiet_hour(instant(now), 3, "Europe/Paris") == instant(expected)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_each_night_has_one_quiet_hour_also_when_clocks_change(day):
    start = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC) - dt.timedelta(days=1)
    seen = {last_quiet_hour(start + dt.timedelta(minutes=10 * n), 2, "Europe/Paris") for n in range(144 * 3)}
    nights = sorted(seen)
    days = [night.astimezone(ZoneInfo("Europe/Paris")).date() for night in nights]
    assert len(days) >= 3
    assert {later - earlier for earlier, later in pairwise(days)} == {dt.timedelta(days=1)}
    assert {later - earlier for earlier, later in pairwise(nights)} <= {
        dt.timedelta(hours=hours) for hours in (23, 24, 25)
    }


def test_the_server_erases_at_the_quiet_hour_and_not_before(clock):
    campaign_id, people = settled(2, answer_by="2026-08-19")  # three months later is the 19th of November
    nights = Nights(Event())
    clock.move_to(NIGHT - dt.timedelta(days=1, hours=4))
    nights.look()
    clock.move_to(NIGHT - dt.timedelta(days=1, seconds=1))
    nights.look()
    assert left(campaign_id) == set(people)
    clock.move_to(NIGHT - dt.timedelta(days=1))
    nights.look()
    assert left(campaign_id) == set()


def test_a_server_that_was_off_at_that_hour_catches_up_with_those_of_the_night_alone(clock):
    tonight, tomorrow = "2026-08-20", "2026-08-21"
    before, people = settled(2, answer_by=tonight)
    clock.move_to(NIGHT + dt.timedelta(hours=6))
    Nights(Event()).look()
    assert left(before) == set()
    after, people = settled(2, answer_by=tomorrow)
    clock.move_to(
        NIGHT + dt.timedelta(hours=22)
    )  # their day has begun in Paris, the night's hour has not come
    Nights(Event()).look()
    assert left(after) == set(people)


def test_a_night_that_went_wrong_is_made_up_for_at_the_next_look(clock, monkeypatch):
    campaign_id, _ = settled(2, answer_by=LONG_AGO)
    clock.move_to(NIGHT)
    nights = Nights(Event())
    with monkeypatch.context() as patch:

        def away(*_given, **_more):
            raise StorageError("away")

        patch.setattr("workflows.privacy.retention.purge", away)
        nights.look()
    assert len(left(campaign_id)) == 2
    nights.look()
    assert left(campaign_id) == set()


def test_the_hour_and_its_zone_are_settings(monkeypatch, clock):
    campaign_id, _ = settled(2, answer_by="2026-08-19")
    monkeypatch.setenv("ENTREGENT_QUIET_HOUR", "22")
    monkeypatch.setenv("ENTREGENT_TIME_ZONE", "America/Montreal")
    settings.cache_clear()
    try:
        clock.move_to(dt.datetime(2026, 11, 19, 2, 59, tzinfo=dt.UTC))
        nights = Nights(Event())
        nights.look()
        assert len(left(campaign_id)) == 2
        clock.move_to(dt.datetime(2026, 11, 19, 3, 0, tzinfo=dt.UTC))
        nights.look()
        assert left(campaign_id) == set()
    finally:
        monkeypatch.undo()
        settings.cache_clear()


class Told(Event):
    """What tells the server's threads to stop; says when its first look is over."""

    def __init__(self, *, in_the_middle: bool = False) -> None:
        super().__init__()
        self.looked = Event()
        self._in_the_middle = in_the_middle

    def wait(self, timeout: float | None = None) -> bool:
        """Wait as it would; where it is told to, stop at the first rest between two people."""
        if timeout == LOOK_FOR_PURGE_EVERY_S:
            self.looked.set()
        if self._in_the_middle:
            self.set()
        return super().wait(timeout)


def test_the_server_catches_up_when_it_starts_and_stops_when_told():
    campaign_id, _ = settled(2, answer_by=LONG_AGO)
    stop = Told()
    thread = Thread(target=keep_purging, args=(stop,), daemon=True)
    thread.start()
    assert stop.looked.wait(60)
    assert left(campaign_id) == set()
    stop.set()
    thread.join(60)
    assert not thread.is_alive()


def test_a_server_that_ends_in_the_middle_of_a_purge_does_not_wait_for_its_end():
    campaign_id, _ = settled(5, answer_by=LONG_AGO)
    keep_purging(Told(in_the_middle=True))
    assert len(left(campaign_id)) == 4
    keep_purging(Told(in_the_middle=True))
    assert len(left(campaign_id)) == 3
    assert verify().differences == []


# The bytes


def sits(campaign_id: str, at: dt.datetime) -> None:
    """Let somebody of a campaign have opened the form, and not finished."""
    with engine.writing() as c:
        some = select(sitting.c.id).limit(1).scalar_subquery()
        c.execute(update(sitting).where(sitting.c.id == some).values(finished_at=None, last_seen_at=at))


def erased_one() -> str:
    """Erase one of three people."""
    filled = filled_campaign(3)
    with engine.writing() as c:
        erase(c, filled.candidate_ids[0], utc_now(), "request")
    return filled.id


def test_the_file_is_left_while_somebody_sits_and_cleared_once_nobody_does(clock):
    clock.move_to(NOW)
    campaign_id = erased_one()
    assert holds_bytes(utc_now())
    sits(campaign_id, utc_now())
    assert not clear_when_idle(utc_now())
    clock.shift(IDLE_AFTER + dt.timedelta(seconds=1))
    assert clear_when_idle(utc_now())
    assert not holds_bytes(utc_now(), cleared_at=utc_now())


def test_somebody_who_always_sits_does_not_keep_the_bytes_for_ever(clock):
    clock.move_to(NIGHT)
    campaign_id = erased_one()
    cleared: list[str] = []
    event.listen(engine.engine(), "checkout", lambda line, *_: line.set_trace_callback(cleared.append))
    engine.engine().dispose()
    nights = Nights(Event())
    for _ in range(3):
        sits(campaign_id, utc_now())
        nights.look()
        assert "VACUUM" not in cleared
        clock.shift(WAITS_AT_MOST / 3)
    clock.move_to(NIGHT + WAITS_AT_MOST)
    sits(campaign_id, utc_now())
    nights.look()
    assert "VACUUM" in cleared


def test_clearing_ends_when_it_is_told_to_and_the_file_is_as_before():
    traced_demo()
    asked: list[bool] = []

    def is_over() -> bool:
        asked.append(True)
        return len(asked) > 1

    with pytest.raises(StorageError):
        clear_bytes(is_over)
    assert len(asked) == 2
    assert verify().differences == []
    # The connection goes back to the others: nothing asks any more.
    clear_bytes()
    assert len(asked) == 2


def test_a_file_somebody_else_is_writing_is_told_as_one_that_cannot_be_used(monkeypatch):
    path = engine.engine().url.database
    assert path is not None
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with monkeypatch.context() as patch:
            patch.setattr(data_erasure, "_WAITS_MS", 1)
            with pytest.raises(StorageError):
                clear_bytes()
        other.execute("ROLLBACK")
    with engine.reading() as c:
        assert c.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == engine.BUSY_TIMEOUT_MS
