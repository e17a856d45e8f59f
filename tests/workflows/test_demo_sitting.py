"""Simulated candidates sit work samples as people do: step by step, at a pace and in words of their own."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest

from data.common import engine
from scoring.formats.formats import FORMATS
from scoring.formats.words import count_words
from tests.work_samples import INBOX, REPLY, TALK, reply, work_sample_form
from tests.workflows.seated import START, TOKEN, invite
from workflows import sitting
from workflows.common.clock import going_by, utc_now
from workflows.demo.sample import sit_through
from workflows.demo.simulated_staff import in_own_words, sample_behind

ABLE = {"interpersonal": 2.0, "technical": 0.0}


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(START)
    return clock


@pytest.fixture
def invited(database):
    return invite(work_sample_form())


def rows(table: str) -> int:
    with engine.reading() as c:
        return c.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()


@pytest.mark.parametrize("seed", range(5))
def test_every_work_sample_is_answered_and_the_answer_can_be_scored(invited, seed):
    sit_through(TOKEN, "fr", ABLE, Random(seed))
    here = sitting.current_state(TOKEN)
    assert here.stage == "end"
    for item in here.form["items"]:
        rule = FORMATS[item["format"]]
        rule.check(here.answers[item["id"]].value, rule.read_key(item))
    assert set(here.answers[INBOX].value) == {"M1", "M2", "M3", "M4"}
    assert rows("step") == len(here.answers[TALK].value) + 5
    assert rows("draft") == 0


def test_they_sat_before_now_and_time_passed(invited):
    sit_through(TOKEN, "fr", ABLE, Random(1))
    here = sitting.current_state(TOKEN)
    assert here.sitting.language_chosen_at < here.sitting.finished_at < START
    assert here.answers[INBOX].answered_at - here.sitting.language_chosen_at > dt.timedelta(minutes=5)
    assert utc_now() == START


def test_who_stops_half_way_has_not_finished(invited):
    sit_through(TOKEN, "fr", ABLE, Random(1), stops_half_way=True)
    assert sitting.current_state(TOKEN).open_items == [TALK, REPLY, INBOX]


def test_replies_differ_and_the_sample_behind_each_is_found():
    item = reply() | {"max_words": 20}
    text = item["samples"][0]["text"]
    written = {in_own_words(item, text, Random(seed)) for seed in range(40)}
    assert len(written) > 6
    assert {sample_behind(item, one)["id"] for one in written} == {f"{REPLY}.1"}
    assert max(count_words(one) for one in written) <= 20
    with pytest.raises(LookupError):
        sample_behind(item, "Somebody's own words.")


def test_a_reply_that_fills_its_limit_stays_as_it_is():
    item = reply()
    text = item["samples"][0]["text"]
    assert count_words(text) == item["max_words"]
    assert {in_own_words(item, text, Random(seed)) for seed in range(20)} == {text}


def test_another_clock_holds_in_its_own_stretch_only():
    noon = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)
    with going_by(lambda: noon):
        assert utc_now() == noon
    assert utc_now() == START
