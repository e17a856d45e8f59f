"""An inbox: the server's clock decides, and nothing that was handled is ever lost."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import event

from data.candidates.candidates import change_candidate
from data.common import engine
from data.sitting.answers import Step
from errors import AnswerError, ChangedElsewhere, SittingOver, TimeIsUp
from scoring.formats.formats import FORMATS
from tests.databases import is_of_seals
from tests.work_samples import INBOX, inbox, work_sample_form
from tests.workflows.seated import (
    DEADLINE,
    START,
    TOKEN,
    invite,
    kill_the_server,
    seat,
    skip_to,
    stored_state,
)
from workflows import sitting
from workflows.sitting.work_samples import Inbox, time_factor

MINUTE = 60.0
ESCALATE = {"action": ["escalate"], "holding": True, "priority": 1, "contact": "press"}
THANK = {"action": ["thank"], "priority": 4}


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(START)
    return clock


@pytest.fixture
def needs():
    return []


@pytest.fixture
def people(any_database):
    return invite(work_sample_form())


@pytest.fixture
def at_inbox(people, needs):
    seat(needs)
    return skip_to(INBOX)


@pytest.fixture
def opened(at_inbox):
    return sitting.start_clock(TOKEN, item_id=INBOX)


def handle(number: int, message: str, content=THANK) -> sitting.SittingState:
    return sitting.handle(TOKEN, item_id=INBOX, number=number, message=message, **content)


def pass_minutes(clock, minutes: float) -> None:
    clock.shift(dt.timedelta(minutes=minutes))


def visible() -> tuple[str, ...]:
    here = sitting.current_state(TOKEN, showing=INBOX)
    return here.inbox.visible(here.at)


def stored_steps() -> int:
    with engine.reading() as c:
        return c.exec_driver_sql("SELECT count(*) FROM step").scalar_one()


def kept() -> object:
    return sitting.current_state(TOKEN).answers[INBOX].value


def test_before_it_is_opened_nothing_is_there_and_no_clock_runs(at_inbox, clock):
    pass_minutes(clock, 60)
    here = sitting.current_state(TOKEN)
    assert not here.inbox.is_started
    assert here.inbox.visible(here.at) == ()
    assert here.inbox.seconds_left(here.at) is None
    with pytest.raises(AnswerError):
        handle(1, "M1")
    with pytest.raises(AnswerError):
        sitting.close_inbox(TOKEN, item_id=INBOX)
    assert stored_steps() == 0


def test_the_clock_goes_on_from_the_stored_start_through_reloads_tabs_and_crashes(opened, clock):
    assert opened.inbox.seconds_left(opened.at) == 12 * MINUTE
    pass_minutes(clock, 4)
    again = sitting.start_clock(TOKEN, item_id=INBOX)
    kill_the_server()
    here = sitting.current_state(TOKEN)
    assert again == here
    assert here.inbox.seconds_left(here.at) == 8 * MINUTE
    assert stored_steps() == 1


def test_late_messages_come_with_the_clock(opened, clock):
    seen = [visible()]
    for _ in range(5):
        pass_minutes(clock, 1)
        seen.append(visible())
    early, later = ("M1", "M3"), ("M1", "M3", "M2")
    assert seen == [early, early, later, later, later, (*later, "M4")]


def test_who_is_quick_meets_the_next_message_without_waiting_for_its_minute(opened, clock):
    pass_minutes(clock, 0.5)
    handle(2, "M3")
    assert visible() == ("M1", "M3")
    pass_minutes(clock, 0.5)
    here = handle(3, "M1")
    assert here.inbox.visible(here.at) == ("M1", "M3", "M2")
    assert here.inbox.next_arrival_s(here.at) == 4 * MINUTE
    handle(4, "M2")
    handle(5, "M4")
    assert {message: one.get("after") for message, one in kept().items()} == {
        "M3": None, "M1": None, "M2": 2, "M4": 3,
    }  # fmt: skip


def test_the_next_arrival_is_told_ahead(opened, clock):
    waits = []
    for _ in range(3):
        here = sitting.current_state(TOKEN)
        waits.append(here.inbox.next_arrival_s(here.at))
        pass_minutes(clock, 2.5)
    assert waits == [2 * MINUTE, 2.5 * MINUTE, None]


@pytest.mark.parametrize(
    ("ticked", "limit"),
    [([], 12), (["breaks"], 12), (["time_133"], 15.96), (["time_150"], 18), (["time_133", "time_150"], 18)],
)
def test_the_clock_is_stretched_for_who_needs_it(ticked, limit):
    found = Inbox(inbox(), (Step(1, {"start": True}, START),), time_factor(ticked))
    assert found.limit_s == pytest.approx(limit * MINUTE)
    comes = START + dt.timedelta(minutes=2 * limit / 12)
    assert "M2" not in found.visible(comes - dt.timedelta(seconds=1))
    assert "M2" in found.visible(comes + dt.timedelta(seconds=1))


@pytest.mark.parametrize("needs", [["time_150"]])
def test_what_was_ticked_takes_effect_at_once(opened):
    assert opened.inbox.seconds_left(opened.at) == 18 * MINUTE


def test_more_time_asked_for_later_holds_for_a_clock_that_runs(opened, clock):
    pass_minutes(clock, 11)
    sitting.ask_needs(TOKEN, ["time_150"], "")
    here = sitting.current_state(TOKEN)
    assert here.inbox.seconds_left(here.at) == 7 * MINUTE


@pytest.mark.parametrize("needs", [["no_clock", "time_133"]])
class TestWithoutAClock:
    def test_late_messages_come_as_others_are_handled(self, opened, clock):
        pass_minutes(clock, 600)
        assert opened.inbox.seconds_left(opened.at) is None
        assert opened.inbox.next_arrival_s(opened.at) is None
        seen = [visible()]
        for number, message in enumerate(["M1", "M3"], start=2):
            handle(number, message)
            seen.append(visible())
        assert seen == [("M1", "M3"), ("M1", "M3", "M4"), ("M1", "M3", "M2", "M4")]

    def test_when_each_came_is_told_by_the_number_handled(self, opened):
        for number, message in enumerate(["M3", "M1", "M4", "M2"], start=2):
            handle(number, message)
        assert {name: given.get("after") for name, given in kept().items()} == {
            "M3": None, "M1": None, "M4": 1, "M2": 2,
        }  # fmt: skip

    def test_it_never_ends_by_itself(self, opened, clock):
        handle(2, "M1")
        pass_minutes(clock, 24 * 60)
        assert sitting.current_state(TOKEN).inbox.handled == {"M1": THANK}


def test_a_message_that_is_not_there_yet_is_refused(opened):
    for message in ("M2", "M9", ""):
        with pytest.raises(AnswerError):
            handle(2, message)
    assert stored_steps() == 1


@pytest.mark.parametrize(
    "content",
    [
        {"action": ["shout"], "priority": 1},
        {"action": ["thank", "hide"], "priority": 1},
        {"action": [], "priority": 1},
        {"action": ["thank"], "priority": 5},
        {"action": ["escalate"], "priority": 1},
        {"action": ["escalate"], "priority": 1, "contact": "nobody"},
        {"action": ["thank"], "priority": 1, "contact": "press"},
        {"action": ["thank"], "priority": 1, "holding": True},
    ],
)
def test_what_cannot_be_done_with_a_message_is_refused(opened, content):
    with pytest.raises(AnswerError):
        handle(2, "M1", content)
    assert stored_steps() == 1


def test_the_first_time_fixes_the_place_and_a_later_one_the_content(opened):
    handle(2, "M3")
    handle(3, "M1", ESCALATE)
    here = handle(4, "M3", ESCALATE)
    assert here == sitting.current_state(TOKEN)
    assert list(here.inbox.handled.items()) == [("M3", ESCALATE), ("M1", ESCALATE)]


def test_a_double_click_is_one_step_and_another_tab_overwrites_nothing(opened):
    for _ in range(3):
        here = handle(2, "M1")
    assert here == sitting.current_state(TOKEN)
    with pytest.raises(ChangedElsewhere):
        handle(2, "M3")
    assert sitting.current_state(TOKEN) == here
    assert sitting.current_state(TOKEN).inbox.handled == {"M1": THANK}
    for number in (0, 1, 4):
        with pytest.raises((AnswerError, ChangedElsewhere)):
            handle(number, "M3")


def test_twenty_clicks_at_one_instant_are_one_step(opened):
    threads = [threading.Thread(target=handle, args=(2, "M1")) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored_steps() == 2


def test_with_the_last_message_handled_the_answer_is_stored(opened, clock):
    handle(2, "M1", ESCALATE)
    pass_minutes(clock, 3)
    handle(3, "M3")
    pass_minutes(clock, 3)
    handle(4, "M4", ESCALATE)
    here = handle(5, "M2")
    assert here == sitting.current_state(TOKEN)
    assert here.stage == "review"
    assert here.answers[INBOX].value == {
        "M1": ESCALATE, "M3": THANK, "M4": {**ESCALATE, "after": 2}, "M2": {**THANK, "after": 1},
    }  # fmt: skip
    rule = FORMATS["triage"]
    rule.check(here.answers[INBOX].value, rule.read_key(here.item(INBOX)))
    assert handle(5, "M2") == here


def test_the_order_in_which_messages_were_handled_survives_the_database(opened):
    handle(2, "M3")
    handle(3, "M1")
    sitting.close_inbox(TOKEN, item_id=INBOX)
    kill_the_server()
    assert list(kept()) == ["M3", "M1"]


def test_the_candidate_may_close_it_and_cannot_open_it_again(opened):
    handle(2, "M1")
    here = sitting.close_inbox(TOKEN, item_id=INBOX)
    assert here == sitting.current_state(TOKEN) == sitting.close_inbox(TOKEN, item_id=INBOX)
    assert here.answers[INBOX].value == {"M1": THANK}
    assert not here.can_reopen(INBOX)
    assert sitting.current_state(TOKEN, showing=INBOX).inbox is None
    assert handle(2, "M1") == here
    with pytest.raises(ChangedElsewhere):
        handle(3, "M3")
    assert sitting.start_clock(TOKEN, item_id=INBOX) == here
    assert kept() == {"M1": THANK}


def test_time_over_makes_an_answer_of_what_was_handled_at_the_next_touch(opened, clock):
    handle(2, "M1", ESCALATE)
    handled_at = sitting.current_state(TOKEN).at
    pass_minutes(clock, 13)
    kill_the_server()
    here = sitting.current_state(TOKEN)
    assert here.stage == "review"
    assert here.answers[INBOX].value == {"M1": ESCALATE}
    assert here.answers[INBOX].answered_at == handled_at


@pytest.mark.parametrize(("late_s", "is_kept"), [(0, True), (5, True), (5.1, False), (3600, False)])
def test_a_message_may_travel_five_seconds_and_no_longer(opened, clock, late_s, is_kept):
    handle(2, "M1")
    clock.shift(dt.timedelta(minutes=12, seconds=late_s))
    if is_kept:
        assert list(handle(3, "M3").inbox.handled) == ["M1", "M3"]
        return
    with pytest.raises(TimeIsUp):
        handle(3, "M3")
    here = stored_state()
    assert here.answers == sitting.current_state(TOKEN).answers
    assert here.answers[INBOX].value == {"M1": THANK}


def test_the_countdown_stops_at_nought_within_the_grace(opened, clock):
    clock.shift(dt.timedelta(minutes=12, seconds=3))
    here = sitting.current_state(TOKEN)
    assert here.inbox.seconds_left(here.at) == 0
    assert not here.inbox.is_over(here.at)


def test_time_over_with_nothing_handled_is_a_skipped_inbox(opened, clock):
    pass_minutes(clock, 13)
    here = sitting.current_state(TOKEN)
    assert here.stage == "review"
    assert here.answers[INBOX].value is None
    with pytest.raises(TimeIsUp):
        handle(2, "M1")
    assert sitting.close_inbox(TOKEN, item_id=INBOX).answers[INBOX].revision == 1


def test_finishing_makes_an_answer_of_an_inbox_left_open(opened):
    handle(2, "M1")
    here = sitting.finish(TOKEN)
    assert here.stage == "end"
    assert here.answers[INBOX].value == {"M1": THANK}


def test_what_was_handled_is_an_answer_after_the_deadline_too(people, clock):
    clock.move_to(DEADLINE - dt.timedelta(minutes=5))
    seat()
    skip_to(INBOX)
    sitting.start_clock(TOKEN, item_id=INBOX)
    handle(2, "M1")
    pass_minutes(clock, 6)
    with pytest.raises(SittingOver):
        handle(3, "M3")
    here = stored_state()
    assert sitting.current_state(TOKEN) == here
    assert (here.stage, here.answers[INBOX].value) == ("end", {"M1": THANK})
    assert here.sitting.ended_by_deadline_at is not None


def test_a_deadline_prolonged_does_not_prolong_the_clock(people, clock):
    clock.move_to(DEADLINE - dt.timedelta(minutes=5))
    seat()
    skip_to(INBOX)
    sitting.start_clock(TOKEN, item_id=INBOX)
    handle(2, "M1")
    pass_minutes(clock, 20)
    with engine.writing() as c:
        change_candidate(c, people[1], deadline_at=DEADLINE + dt.timedelta(days=2))
    assert sitting.current_state(TOKEN).answers[INBOX].value == {"M1": THANK}


def test_skipping_is_for_who_handled_nothing(opened):
    here = sitting.answer(TOKEN, item_id=INBOX, revision=1, value=None)
    assert (here.stage, here.can_reopen(INBOX)) == ("review", True)
    handle(2, "M1")
    with pytest.raises(AnswerError):
        sitting.answer(TOKEN, item_id=INBOX, revision=2, value=None)
    assert sitting.finish(TOKEN).answers[INBOX].value == {"M1": THANK}


def test_a_whole_answer_cannot_be_sent_at_once(opened):
    with pytest.raises(AnswerError):
        sitting.answer(TOKEN, item_id=INBOX, revision=1, value={"M1": THANK})


@pytest.mark.parametrize("deed", [sitting.start_clock, sitting.close_inbox])
def test_another_kind_of_item_is_refused(at_inbox, deed):
    with pytest.raises(AnswerError):
        deed(TOKEN, item_id="S01")


def test_no_time_is_in_an_answer(opened, clock):
    handle(2, "M1", ESCALATE)
    pass_minutes(clock, 3)
    handle(3, "M2")
    here = sitting.close_inbox(TOKEN, item_id=INBOX)
    fields = {name for given in here.answers[INBOX].value.values() for name in given}
    assert fields <= {"action", "holding", "priority", "contact", "after"}


def test_a_message_handled_asks_the_database_five_things(opened):
    seen: list[str] = []
    event.listen(engine.engine(), "before_cursor_execute", lambda *told: seen.append(told[2]))
    handle(2, "M1")
    verbs = [sql.split()[0] for sql in seen if "BEGIN" not in sql and not is_of_seals(sql)]
    assert verbs == ["SELECT"] * 4 + ["INSERT"]
