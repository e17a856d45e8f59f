"""A clock that is put right, ahead or back, decides nothing: the order of deeds stays, and so does time."""

from __future__ import annotations

import datetime as dt

import pytest

from data.common import engine, ids
from data.common.ids import continue_after, last_ids, new_id
from data.comparison.decisions import standing_verdicts
from data.mail.outbox import NewMail, add_mails, any_due, claim_next
from data.privacy.erasure import facts_of
from data.sitting.sittings import ask_accommodation, needs_of
from data.tables import METADATA
from errors import TooManyAttempts, WrongCredentials
from tests.builders import MANAGER, filled_campaign, mixed_form
from tests.office import PASSWORD, first_owner
from tests.work_samples import INBOX, work_sample_form
from tests.workflows.decided import decide
from tests.workflows.seated import START, TOKEN, invite, kill_the_server, seat, skip_to
from workflows import sitting
from workflows.accounts import sign_in
from workflows.accounts.throttle import Tries
from workflows.common.clock import utc_now
from workflows.comparison import decisions

AHEAD, BACK = dt.timedelta(minutes=20), dt.timedelta(minutes=-9)
MINUTE = 60.0
THANK = {"action": ["thank"], "priority": 4}


@pytest.fixture(params=[AHEAD, BACK], ids=["ahead", "back"])
def step(request) -> dt.timedelta:
    """Return by how much the clock is put."""
    return request.param


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(START)
    return clock


def test_the_later_decision_stands_whatever_the_clock_said(any_database, clock):
    filled = filled_campaign(2, form=mixed_form())
    one = filled.candidate_ids[0]
    for verdict in ("offer", "hold", "reject"):
        decide(filled.id, one, verdict)
        clock.put(BACK)
    taken = decisions.decisions(MANAGER, filled.id)
    assert [each.verdict for each in taken.history(one)] == ["offer", "hold", "reject"]
    assert taken.standing == {one: "reject"}
    with engine.reading() as c:
        assert standing_verdicts(c, filled.id) == {one: "reject"}
        facts = facts_of(c, one)
        assert facts is not None
        assert facts.verdict == "reject"


@pytest.fixture
def machine(monkeypatch):
    """Return what puts the machine's clock by which ids are made."""
    at = [1_700_000_000_000_000_000]
    monkeypatch.setattr(ids, "machine_ns", lambda: at[0])
    monkeypatch.setattr(ids, "_last", 0)

    def put(seconds: float) -> None:
        at[0] += round(seconds * 1e9)

    return put


def test_ids_grow_while_the_clock_is_put_back_and_stands(machine):
    made = [new_id() for _ in range(5000)]
    machine(-540)
    made += [new_id() for _ in range(5000)]
    assert made == sorted(set(made))
    machine(3600)
    assert new_id() > made[-1]


def test_a_process_that_starts_goes_on_after_the_ids_there_are(machine, database, monkeypatch):
    first_owner()
    machine(-540)
    monkeypatch.setattr(ids, "_last", 0)
    with engine.reading() as c:
        kept = last_ids(c)
        assert new_id() < max(kept)
        continue_after([*kept, "owner-1"])
    assert new_id() > max(kept)


@pytest.fixture
def opened(any_database):
    invite(work_sample_form())
    seat([])
    skip_to(INBOX)
    return sitting.start_clock(TOKEN, item_id=INBOX)


def left() -> float | None:
    here = sitting.current_state(TOKEN, showing=INBOX)
    assert here.inbox is not None
    return here.inbox.seconds_left(here.at)


def made_at() -> list[dt.datetime]:
    with engine.reading() as c:
        table = METADATA.tables["step"]
        return [row.made_at for row in c.execute(table.select().order_by(table.c.number))]


def test_an_inbox_has_its_time_whatever_is_done_to_the_clock(opened, clock, step):
    clock.shift(dt.timedelta(minutes=1))
    clock.put(step)
    assert left() == 11 * MINUTE
    sitting.handle(TOKEN, item_id=INBOX, number=2, message="M1", **THANK)
    clock.shift(dt.timedelta(minutes=2))
    here = sitting.current_state(TOKEN, showing=INBOX)
    assert here.inbox is not None
    assert (here.inbox.seconds_left(here.at), here.inbox.visible(here.at)) == (9 * MINUTE, ("M1", "M3", "M2"))
    assert made_at() == [START, START + dt.timedelta(minutes=1)]
    clock.put(-step)
    assert left() == 9 * MINUTE
    clock.shift(dt.timedelta(minutes=9, seconds=6))
    assert sitting.current_state(TOKEN).answers[INBOX].value.keys() == {"M1"}


def test_a_clock_that_is_slewed_is_not_one_that_was_put(opened, clock):
    clock.put(dt.timedelta(seconds=1))
    assert left() == 12 * MINUTE - 1


def test_after_a_crash_no_time_is_given_back_that_steps_had_used(opened, clock):
    clock.shift(dt.timedelta(minutes=5))
    sitting.handle(TOKEN, item_id=INBOX, number=2, message="M1", **THANK)
    clock.put(BACK)
    kill_the_server()
    assert left() == 7 * MINUTE
    clock.shift(dt.timedelta(minutes=1))
    assert left() == 6 * MINUTE


def test_an_inbox_that_could_not_be_opened_has_used_no_time(any_database, clock, monkeypatch):
    invite(work_sample_form())
    seat([])
    skip_to(INBOX)

    def fail(*_):
        raise RuntimeError("cut")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(engine, "seal_writes", fail)
        sitting.start_clock(TOKEN, item_id=INBOX)
    clock.shift(dt.timedelta(minutes=4))
    sitting.start_clock(TOKEN, item_id=INBOX)
    assert left() == 12 * MINUTE


def test_what_was_guessed_by_a_clock_that_was_ahead_keeps_nobody_out(database, clock):
    first_owner()
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            sign_in.sign_in("olga@example.com", "not the password", address="192.0.2.7")
    with pytest.raises(TooManyAttempts):
        sign_in.sign_in("olga@example.com", PASSWORD, address="192.0.2.7")
    clock.put(-AHEAD)
    assert sign_in.sign_in("olga@example.com", PASSWORD, address="192.0.2.7")


def test_what_was_tried_by_a_clock_that_was_years_ahead_is_forgotten(clock):
    tries = Tries(3, dt.timedelta(minutes=15))
    assert [tries.count("192.0.2.7", utc_now()) for _ in range(4)] == [False, False, False, True]
    clock.put(dt.timedelta(days=-365))
    assert not tries.count("192.0.2.7", utc_now())


def test_a_message_written_by_a_clock_that_was_ahead_is_sent_at_once(database, clock):
    new = NewMail("invitation", "en", "a@example.com", "Hello", "You are invited.", "owner-1")
    with engine.writing() as c:
        add_mails(c, [new], utc_now())
    clock.put(dt.timedelta(days=-30))
    with engine.writing() as c:
        assert any_due(c, utc_now())
        taken = claim_next(c, utc_now(), utc_now() + dt.timedelta(minutes=5))
        assert taken is not None
        assert not any_due(c, utc_now())


def test_what_a_candidate_ticked_last_counts(opened, clock):
    for needs in (["breaks"], ["time_150"]):
        with engine.writing() as c:
            ask_accommodation(c, opened.sitting.id, needs=needs, note="", now=utc_now())
            clock.put(BACK)
    with engine.reading() as c:
        assert needs_of(c, opened.sitting.id) == ["time_150"]


def test_a_sign_in_outlives_a_clock_that_was_put(database, clock, step):
    first_owner()
    token = sign_in.sign_in("olga@example.com", PASSWORD)
    clock.put(step)
    assert sign_in.actor_of(token) is not None
