"""At the deadline what was kept in time counts, and whoever answered everything is compared, marked so."""

from __future__ import annotations

import datetime as dt

import pytest

from data.audit.log import events
from data.campaigns.campaigns import change_campaign
from data.common import engine
from data.comparison.results import finished_people
from data.marking.marks import replies_to_mark
from errors import SittingOver
from tests.office import RECRUITER
from tests.teams import enrol
from tests.work_samples import INBOX, REPLY, TALK, work_sample_form
from tests.workflows.seated import DEADLINE, START, TOKEN, invite, seat, skip_to, stored_state
from workflows import sitting
from workflows.audit import verify
from workflows.campaigns import lifecycle
from workflows.candidates import monitor
from workflows.comparison.standings import comparison
from workflows.files.exports import export_results
from workflows.privacy.archive import archive
from workflows.sitting.expiry import end_overdue
from workflows.sitting.state import GRACE

JUST_OVER = DEADLINE + GRACE + dt.timedelta(microseconds=1)
TOO_LONG = "one two three, four five six seven eight! nine"


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(START)
    return clock


@pytest.fixture
def invited(any_database):
    ids = invite(work_sample_form())
    enrol(ids[0], RECRUITER)
    return ids


@pytest.fixture
def at_reply(invited):
    """Everything but the reply is skipped, the last scene included."""
    seat()
    skip_to(REPLY)
    sitting.answer(TOKEN, item_id=REPLY, revision=1, value=None)
    sitting.answer(TOKEN, item_id=INBOX, revision=1, value=None)
    return invited


@pytest.fixture
def typing(invited):
    """The reply is the one thing that is open."""
    seat()
    skip_to(REPLY)
    sitting.answer(TOKEN, item_id=INBOX, revision=1, value=None)
    return invited


def draft(text: str, revision: int = 1) -> None:
    sitting.save_draft(TOKEN, item_id=REPLY, revision=revision, text=text)


def over(clock) -> sitting.SittingState:
    """Let the deadline pass, let the server look, and return where the person stands then."""
    clock.move_to(JUST_OVER)
    assert end_overdue() == 1
    assert end_overdue() == 0
    return sitting.current_state(TOKEN)


def compared(campaign_id: str) -> list[bool]:
    with engine.reading() as c:
        return [person.is_ended_by_deadline for person in finished_people(c, campaign_id)]


def test_a_reply_kept_before_the_deadline_is_an_answer_and_the_person_is_compared(typing, clock):
    clock.move_to(DEADLINE - dt.timedelta(seconds=1))
    draft("  Sorry, I call today.\n")
    here = over(clock)
    given = here.answers[REPLY]
    assert (given.value, given.revision) == ("Sorry, I call today.", 1)
    assert given.answered_at == DEADLINE - dt.timedelta(seconds=1)
    assert (here.stage, here.sitting.finished_at) == ("end", DEADLINE)
    assert compared(typing[0]) == [True]
    with engine.reading() as c:
        assert c.exec_driver_sql("SELECT count(*) FROM draft").scalar_one() == 0
        (line,) = [event for event in events(c) if event.deed == "end_by_deadline"]
        assert (line.actor, line.subject) == ("server", typing[1])
        assert line.details == {"finished": True, "n_replies": 1}


def test_the_page_ends_a_sitting_as_the_server_does(typing, clock):
    draft("Sorry, I call today.")
    clock.move_to(JUST_OVER)
    here = sitting.current_state(TOKEN)
    assert (here.stage, here.answers[REPLY].value) == ("end", "Sorry, I call today.")
    assert here == sitting.current_state(TOKEN)
    assert end_overdue() == 0


@pytest.mark.parametrize("text", ["", " \n", "... – !"])
def test_what_is_no_reply_is_no_answer_and_who_left_something_open_is_not_compared(typing, clock, text):
    draft(text)
    here = over(clock)
    assert (here.stage, here.open_items) == ("late", [REPLY])
    assert (here.sitting.finished_at, compared(typing[0])) == (None, [])
    assert here.sitting.ended_by_deadline_at == JUST_OVER


def test_a_reply_over_its_words_counts_up_to_the_last_one_it_may_have(typing, clock):
    draft(TOO_LONG)
    assert over(clock).answers[REPLY].value == "one two three, four five six seven eight!"


def test_a_reply_that_was_sent_stands_whatever_was_typed_later(typing, clock):
    sitting.answer(TOKEN, item_id=REPLY, revision=1, value="Sorry, I call today.")
    draft("Sorry, I", revision=2)
    given = over(clock).answers[REPLY]
    assert (given.value, given.revision) == ("Sorry, I call today.", 1)


def test_a_reply_skipped_on_purpose_stays_skipped(typing, clock):
    draft("Sorry")
    clock.move_to(START + dt.timedelta(minutes=1))
    sitting.answer(TOKEN, item_id=REPLY, revision=1, value=None)
    assert over(clock).answers[REPLY].value is None


def test_a_reply_written_after_it_was_skipped_counts(typing, clock):
    sitting.answer(TOKEN, item_id=REPLY, revision=1, value=None)
    clock.move_to(START + dt.timedelta(minutes=1))
    draft("Sorry, I call today.", revision=2)
    given = over(clock).answers[REPLY]
    assert (given.value, given.revision) == ("Sorry, I call today.", 2)


def test_what_arrives_in_the_seconds_of_grace_counts_and_what_comes_later_is_refused(at_reply, clock):
    clock.move_to(DEADLINE + GRACE)
    assert end_overdue() == 0
    sitting.answer(TOKEN, item_id=REPLY, revision=2, value="Sorry, I call today.")
    with engine.reading() as c:
        assert replies_to_mark(c, at_reply[0], REPLY, DEADLINE) == ()
    clock.move_to(JUST_OVER)
    with pytest.raises(SittingOver) as refused:
        sitting.answer(TOKEN, item_id=REPLY, revision=3, value="Sorry, too late.")
    assert refused.value.details["stage"] == "late"
    here = stored_state()
    assert here == sitting.current_state(TOKEN)
    assert (here.stage, here.answers[REPLY].value) == ("end", "Sorry, I call today.")
    with pytest.raises(SittingOver):
        draft("Sorry, too late.", revision=3)


def test_inboxes_are_settled_in_whatever_order_they_stand(invited, clock):
    """Opened and left as it was, an inbox is skipped; a conversation that was left half-way stays open."""
    seat()
    here = sitting.current_state(TOKEN)
    while here.shown != TALK:
        here = sitting.answer(TOKEN, item_id=here.shown, revision=1, value=None)
    sitting.choose(TOKEN, item_id=TALK, number=1, choice="A1a")
    sitting.answer(TOKEN, item_id=REPLY, revision=1, value=None)
    clock.move_to(DEADLINE - dt.timedelta(minutes=1))
    sitting.start_clock(TOKEN, item_id=INBOX)
    here = over(clock)
    assert (here.stage, here.open_items, here.answers[INBOX].value) == ("late", [TALK], None)


@pytest.mark.parametrize("give_time", [monitor.extend, monitor.reopen])
def test_more_time_opens_the_sitting_again_and_the_later_deadline_ends_it_anew(at_reply, clock, give_time):
    assert over(clock).stage == "end"
    later = JUST_OVER + dt.timedelta(days=1)
    give_time(RECRUITER, at_reply[1], later)
    here = sitting.current_state(TOKEN)
    assert (here.stage, here.sitting.ended_by_deadline_at, compared(at_reply[0])) == ("review", None, [])
    draft("Sorry, I call today.", revision=2)
    clock.move_to(later + GRACE + dt.timedelta(seconds=1))
    assert end_overdue() == 1
    assert compared(at_reply[0]) == [True]


def test_who_finished_or_withdrew_is_left_alone(at_reply, clock):
    sitting.finish(TOKEN)
    clock.move_to(JUST_OVER)
    assert (end_overdue(), compared(at_reply[0])) == (0, [False])
    sitting.withdraw(TOKEN)
    assert end_overdue() == 0


def test_a_campaign_closed_before_the_deadline_stays_as_it_was(at_reply, clock):
    lifecycle.close(RECRUITER, at_reply[0])
    clock.move_to(JUST_OVER)
    assert (end_overdue(), sitting.current_state(TOKEN).stage, compared(at_reply[0])) == (0, "late", [])
    lifecycle.reopen(RECRUITER, at_reply[0])
    assert (end_overdue(), compared(at_reply[0])) == (1, [True])


def test_closing_after_the_deadline_ends_what_the_server_had_not_come_to(at_reply, clock):
    clock.move_to(JUST_OVER)
    lifecycle.close(RECRUITER, at_reply[0])
    assert compared(at_reply[0]) == [True]


def test_it_stops_between_two_sittings_when_told_to(at_reply, clock):
    clock.move_to(JUST_OVER)
    assert end_overdue(lambda: True) == 0
    assert compared(at_reply[0]) == []


def test_whoever_reads_the_results_is_told_how_they_ended(typing, clock):
    draft("Sorry, I call today.")
    over(clock)
    (one,) = comparison(RECRUITER, typing[0]).finished
    assert "ended_by_deadline" in one.flags
    assert b"ended_by_deadline" in export_results(RECRUITER, typing[0], "csv").content
    (line,) = monitor.board(RECRUITER, typing[0]).lines
    assert (line.status, line.is_ended_by_deadline) == ("finished", True)
    assert archive(TOKEN).body["sitting"]["ended_by_deadline_at"] == JUST_OVER
    assert verify.verify().differences == []


def test_a_draft_campaign_or_one_without_a_deadline_ends_nobody(at_reply, clock):
    with engine.writing() as c:
        change_campaign(c, at_reply[0], deadline_at=None)
    clock.move_to(JUST_OVER)
    assert end_overdue() == 0
