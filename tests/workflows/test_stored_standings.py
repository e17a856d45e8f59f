"""Comparisons that are kept: equal to the bit, worth nothing after any change, worked out unasked."""

import datetime as dt
from dataclasses import replace
from threading import Event

import pytest
from sqlalchemy import select, update

from data.engine import reading, writing
from data.schema import campaign, sitting
from data.schema_decisions import stored_standing
from errors import StorageError
from tests.builders import MANAGER, NOW, filled_campaign
from tests.workflows import interviewed as panels
from web import refresh as thread
from workflows import compare, results, stored_standings
from workflows.standing_refresh import LONGEST_WAIT_S, Refresher
from workflows.standing_text import from_text, to_text

pytestmark = pytest.mark.usefixtures("database")


def forget():
    for memory in (stored_standings._standings, results._pools, results._given):
        memory.clear()


@pytest.fixture
def no_work(monkeypatch):
    """Fail whoever works a comparison out anew."""

    def refuse(*_):
        raise AssertionError("worked out again")

    def begin():
        forget()
        monkeypatch.setattr(stored_standings, "compare_pool", refuse)

    return begin


def kept_rows():
    with reading() as connection:
        columns = (stored_standing.c.stage, stored_standing.c.places)
        return sorted(tuple(row) for row in connection.execute(select(*columns)))


def test_what_was_kept_is_shown_after_a_restart_to_the_bit(no_work):
    def skip(at, answers):
        return dict.fromkeys(answers) if at == 0 else answers

    filled = filled_campaign(35, unfinished=3, change=skip)
    first = compare.comparison(MANAGER, filled.id)
    assert first.unranked
    assert len(first.unfinished) == 3
    no_work()
    assert compare.comparison(MANAGER, filled.id) == first


def test_a_comparison_survives_its_text():
    filled = panels.interviewing_campaign(4)
    found = replace(compare.comparison(MANAGER, filled.id), unfinished=())
    assert from_text(to_text(found)) == found
    assert len(found.ranked) == 4


def test_a_change_of_state_needs_no_new_ranking(no_work):
    filled = filled_campaign(3)
    compare.comparison(MANAGER, filled.id)
    no_work()
    with writing() as connection:
        connection.execute(update(campaign).values(state="closed", title="Autumn"))
    found = compare.comparison(MANAGER, filled.id)
    assert (found.state, found.title) == ("closed", "Autumn")


def test_a_new_fact_makes_what_is_kept_worthless():
    filled = filled_campaign(4, unfinished=1)
    before = compare.comparison(MANAGER, filled.id)
    with writing() as connection:
        started = sitting.c.finished_at.is_(None)
        connection.execute(update(sitting).where(started).values(finished_at=NOW + dt.timedelta(hours=1)))
    after = compare.comparison(MANAGER, filled.id)
    assert (len(before.finished), len(after.finished)) == (4, 5)
    assert before.fingerprint != after.fingerprint
    assert kept_rows() == [("all", 3)]


def test_other_code_makes_what_is_kept_worthless(no_work, monkeypatch):
    filled = filled_campaign(2)
    compare.comparison(MANAGER, filled.id)
    no_work()
    monkeypatch.setattr(stored_standings, "_code", lambda: "the next release")
    with pytest.raises(AssertionError, match="worked out again"):
        compare.comparison(MANAGER, filled.id)


def test_each_number_of_places_is_kept_apart():
    filled = filled_campaign(6)
    wide = compare.comparison(MANAGER, filled.id, places=5)
    forget()
    assert sum(one.place.p_top_k for one in compare.comparison(MANAGER, filled.id).ranked) == pytest.approx(3)
    assert sum(one.place.p_top_k for one in wide.ranked) == pytest.approx(5)
    assert kept_rows() == [("all", 3), ("all", 5)]


def test_a_comparison_that_cannot_be_kept_is_shown_all_the_same(monkeypatch):
    filled = filled_campaign(2)

    def full(*_, **__):
        raise StorageError("The disk is full.")

    monkeypatch.setattr(stored_standings, "keep_standing", full)
    assert len(compare.comparison(MANAGER, filled.id).ranked) == 2
    assert kept_rows() == []


def test_the_background_works_out_what_was_quiet_for_one_look(no_work):
    filled = panels.interviewing_campaign(3)
    refresher = Refresher()
    assert [refresher.look(now) for now in (0.0, 5.0, 10.0)] == [0, 1, 0]
    assert kept_rows() == [("all", 3), ("before_interview", 3)]
    no_work()
    assert len(compare.comparison(MANAGER, filled.id).ranked) == 3
    assert len(compare.comparison(MANAGER, filled.id, stage="before_interview").ranked) == 3


def test_a_campaign_that_never_is_quiet_is_worked_out_after_a_minute():
    filled = filled_campaign(2, unfinished=9)
    refresher, done = Refresher(), []
    with reading() as connection:
        waiting = connection.scalars(select(sitting.c.id).where(sitting.c.finished_at.is_(None))).all()
    for at, sitting_id in enumerate(waiting):
        now = at * LONGEST_WAIT_S / 3
        with writing() as connection:
            change = {"finished_at": NOW + dt.timedelta(seconds=now + 1)}
            connection.execute(update(sitting).where(sitting.c.id == sitting_id).values(change))
        done.append(refresher.look(now))
    assert done == [0, 0, 0, 1, 0]
    assert len(compare.comparison(MANAGER, filled.id).finished) == 7


def test_the_thread_survives_trouble_and_ends_when_told(monkeypatch):
    stop, looks = Event(), []

    class Troubled:
        def look(self, now):
            looks.append(now)
            if len(looks) == 3:
                stop.set()
            raise RuntimeError("the database went away")

    monkeypatch.setattr(thread, "LOOK_EVERY_S", 0.001)
    monkeypatch.setattr("workflows.standing_refresh.Refresher", Troubled)
    thread.keep_fresh(stop)
    assert len(looks) == 3
