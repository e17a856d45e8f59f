"""Two people mark a reply without each other, a third when they differ, and nothing is ever lost."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import update

from data.campaigns.campaigns import change_campaign
from data.common.engine import writing
from data.schema import audit_event, candidate, mark, mark_draft, marking_lock
from errors import AccessError, AnswerError, MarkingError
from tests.builders import MANAGER
from tests.office import RECRUITER
from tests.workflows.marked import (
    O8,
    O9,
    RUBRIC,
    account,
    appointed,
    give,
    hold,
    mark_all,
    marks,
    reopen_sittings,
    rows,
    train,
    waiting_campaign,
)
from workflows.common.clock import going_by, utc_now
from workflows.marking import desk, markers


def refused(code, deed, *given, **named):
    with pytest.raises(MarkingError) as caught:
        deed(*given, **named)
    assert caught.value.code == code
    return caught.value


def places():
    return sorted((row.answer_id, row.place) for row in rows(mark))


def test_two_markers_mark_every_reply_once_each(any_database):
    campaign = waiting_campaign(3).id
    ana, bo = appointed(campaign, "Ana", "Bo")
    assert [mark_all(ana, campaign, 3), mark_all(bo, campaign, 4)] == [3, 3]
    assert desk.next_reply(ana, campaign, O8).reply is None
    stored = rows(mark)
    assert len(stored) == 6
    assert {(row.account_id, row.place) for row in stored} == {(ana.account_id, 1), (bo.account_id, 2)}
    assert {row.rubric_sha256 for row in stored} == {RUBRIC[O8]}
    assert rows(marking_lock) == []
    assert rows(mark_draft) == []


def test_a_third_is_asked_only_where_two_differ(database):
    campaign = waiting_campaign(3).id
    ana, bo, cy = appointed(campaign, "Ana", "Bo", "Cy")
    mark_all(ana, campaign, 2)
    for each in ((2, 2, 2, 2, 4), (3, 3, 3, 3, 2), (3, 3, 3, 2, 2)):
        give(bo, campaign, hold(bo, campaign).code, *each)
    assert desk.desk(cy, campaign, O8).n_waiting == 2
    assert mark_all(cy, campaign, 0) == 2
    assert desk.desk(ana, campaign, O8).n_waiting == 0
    assert sorted(place for _, place in places()) == [1, 1, 1, 2, 2, 2, 3, 3]


def test_a_reply_in_one_hand_is_not_in_another_until_the_time_is_over(any_database):
    campaign = waiting_campaign(1).id
    ana, bo = appointed(campaign, "Ana", "Bo")
    held = hold(ana, campaign)
    assert held.held_until > utc_now() + dt.timedelta(minutes=14)
    assert desk.next_reply(bo, campaign, O8).reply is None
    later = utc_now() + dt.timedelta(minutes=16)
    with going_by(lambda: later):
        mine = hold(bo, campaign)
        assert mine.text == held.text
        problem = refused("reply_taken", give, ana, campaign, held.code, 3)
    assert problem.details["kept"]
    with going_by(lambda: later + dt.timedelta(minutes=16)):
        assert hold(ana, campaign).marks == marks(3)


def test_clicks_are_kept_and_hold_the_reply_longer(database):
    campaign = waiting_campaign(1).id
    ana, bo = appointed(campaign, "Ana", "Bo")
    held = hold(ana, campaign)
    soon = utc_now() + dt.timedelta(minutes=10)
    with going_by(lambda: soon):
        kept = desk.save_marks(ana, campaign, O8, held.code, marks={"E": 4}, note="Warm.")
    assert kept.held_until == soon + dt.timedelta(minutes=15)
    with going_by(lambda: soon + dt.timedelta(minutes=10)):
        assert desk.next_reply(bo, campaign, O8).reply is None
        here = desk.desk(ana, campaign, O8).reply
    assert here is not None
    assert (here.code, here.marks, here.note) == (held.code, {"E": 4}, "Warm.")


def test_a_reply_put_back_is_free_and_its_draft_stays(database):
    campaign = waiting_campaign(1).id
    ana, bo = appointed(campaign, "Ana", "Bo")
    held = hold(ana, campaign)
    desk.save_marks(ana, campaign, O8, held.code, marks={"E": 1})
    desk.leave(ana, campaign, O8, held.code)
    assert desk.desk(ana, campaign, O8).reply is None
    give(bo, campaign, hold(bo, campaign).code, 2)
    assert hold(ana, campaign).marks == {"E": 1}


def test_two_who_submit_at_the_same_instant_lose_nothing(any_database):
    campaign = waiting_campaign(1).id
    people = appointed(campaign, "Ana", "Bo", "Cy")
    codes = []
    # Each had the reply in hand once; the time of the first two is over, so that all three may try.
    for at, actor in enumerate(people):
        moment = utc_now() + dt.timedelta(minutes=16 * at)
        with going_by(lambda moment=moment: moment):
            codes.append(hold(actor, campaign).code)
    later = utc_now() + dt.timedelta(minutes=60)
    start, told = threading.Barrier(len(people)), []

    def submit(actor, code, each):
        with going_by(lambda: later):
            start.wait()
            try:
                give(actor, campaign, code, each)
            except MarkingError as problem:
                told.append((problem.code, problem.details["kept"]))

    threads = [
        threading.Thread(target=submit, args=(actor, code, 3))
        for actor, code in zip(people, codes, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(place for _, place in places()) == [1, 2]
    assert told == [("reply_gone", True)]
    assert len(rows(mark_draft)) == 1


def test_the_same_marks_sent_twice_are_one_mark_and_others_are_refused(any_database):
    campaign = waiting_campaign(1).id
    (ana,) = appointed(campaign, "Ana")
    code = hold(ana, campaign).code
    give(ana, campaign, code, 3)
    give(ana, campaign, code, 3)
    refused("already_marked", give, ana, campaign, code, 4)
    refused("already_marked", desk.save_marks, ana, campaign, O8, code, marks={"E": 1})
    (stored,) = rows(mark)
    assert stored.marks == marks(3)
    assert rows(mark_draft) == []


def test_marks_by_another_rubric_are_refused_and_kept(database):
    campaign = waiting_campaign(1).id
    (ana,) = appointed(campaign, "Ana")
    code = hold(ana, campaign).code
    problem = refused(
        "rubric_changed", desk.submit, ana, campaign, O8, code, marks=marks(3), rubric_sha256="f" * 64
    )
    assert problem.details["kept"]
    assert rows(mark) == []
    assert hold(ana, campaign).marks == marks(3)


@pytest.mark.parametrize(
    "wrong",
    [{}, marks(3) | {"X": 1}, marks(3) | {"E": 5}, marks(3) | {"E": -1}, marks(3) | {"E": 2.5}, {"E": 1}],
)
def test_only_complete_marks_on_the_scale_are_stored(database, wrong):
    campaign = waiting_campaign(1).id
    (ana,) = appointed(campaign, "Ana")
    code = hold(ana, campaign).code
    with pytest.raises(AnswerError):
        desk.submit(ana, campaign, O8, code, marks=wrong, rubric_sha256=RUBRIC[O8])
    assert rows(mark) == []


def test_a_draft_may_be_incomplete_but_not_off_the_scale(database):
    campaign = waiting_campaign(1).id
    (ana,) = appointed(campaign, "Ana")
    code = hold(ana, campaign).code
    for wrong in ({"E": 9}, {"X": 1}):
        with pytest.raises(AnswerError):
            desk.save_marks(ana, campaign, O8, code, marks=wrong)
    refused("note_too_long", desk.save_marks, ana, campaign, O8, code, marks={}, note="a" * 1001)
    assert desk.save_marks(ana, campaign, O8, code, marks={}, note="a\0b\ud800").saved_at
    assert hold(ana, campaign).note == "ab"


def test_only_the_appointed_mark_and_only_their_campaign(database):
    ours, theirs = waiting_campaign(1).id, waiting_campaign(1).id
    (ana,) = appointed(ours, "Ana")
    code = hold(ana, ours).code
    stranger = account("Sly")
    deeds = (
        lambda actor, of_campaign: desk.desk(actor, of_campaign, O8),
        lambda actor, of_campaign: desk.next_reply(actor, of_campaign, O8),
        lambda actor, of_campaign: desk.open_reply(actor, of_campaign, O8, code),
        lambda actor, of_campaign: desk.save_marks(actor, of_campaign, O8, code, marks={}),
        lambda actor, one: give(actor, one, code, 3),
        lambda actor, of_campaign: desk.leave(actor, of_campaign, O8, code),
        lambda actor, campaign_id: desk.marked(actor, campaign_id, O8),
        lambda actor, one: train(actor, one),
    )
    for deed in deeds:
        refused("not_appointed", deed, ana, theirs)
        refused("not_appointed", deed, stranger, ours)
        refused("not_appointed", deed, ana, "nowhere")
        with pytest.raises(AccessError):
            deed(MANAGER, ours)
    assert desk.prompts(stranger) == ()
    assert [prompt.campaign_id for prompt in desk.prompts(ana)] == [ours, ours]
    refused("no_such_prompt", desk.desk, ana, ours, "S25")


def test_a_code_opens_its_own_reply_for_its_own_marker_only(database):
    campaign = waiting_campaign(4).id
    ana, bo = appointed(campaign, "Ana", "Bo")
    code = hold(ana, campaign).code
    refused("reply_gone", desk.open_reply, bo, campaign, O8, code)
    refused("reply_gone", desk.open_reply, ana, campaign, O9, code)
    refused("reply_gone", desk.save_marks, ana, campaign, O9, code, marks={"E": 1})
    refused("reply_gone", give, ana, campaign, "AAAAAAAA", 3)


def test_who_is_dismissed_marks_no_more_and_their_marks_stay(database):
    campaign = waiting_campaign(2).id
    ana, bo = appointed(campaign, "Ana", "Bo")
    give(ana, campaign, hold(ana, campaign).code, 3)
    hold(ana, campaign)
    markers.dismiss(RECRUITER, campaign, ana.account_id)
    refused("not_appointed", desk.next_reply, ana, campaign, O8)
    assert rows(marking_lock) == []
    assert mark_all(bo, campaign, 3) == 2
    assert len(rows(mark)) == 3
    markers.appoint(RECRUITER, campaign, ana.account_id)
    assert mark_all(ana, campaign, 3) == 1


def test_only_replies_of_sittings_that_are_over_wait(any_database):
    filled = waiting_campaign(3)
    (ana,) = appointed(filled.id, "Ana")
    reopen_sittings()
    assert desk.desk(ana, filled.id, O8).n_waiting == 0
    with writing() as c:
        change_campaign(c, filled.id, deadline_at=utc_now() - dt.timedelta(hours=1))
        later = utc_now() + dt.timedelta(hours=1)
        extended = candidate.c.id == filled.candidate_ids[0]
        c.execute(update(candidate).where(extended).values(deadline_at=later))
    assert desk.desk(ana, filled.id, O8).n_waiting == 2
    with writing() as c:
        gone = candidate.c.id == filled.candidate_ids[1]
        c.execute(update(candidate).where(gone).values(withdrawn_at=utc_now()))
        tried = candidate.c.id == filled.candidate_ids[2]
        c.execute(update(candidate).where(tried).values(is_try_out=True))
    assert desk.desk(ana, filled.id, O8).n_waiting == 0


def test_begun_replies_come_first(database):
    campaign = waiting_campaign(6).id
    ana, bo = appointed(campaign, "Ana", "Bo")
    begun = hold(ana, campaign)
    give(ana, campaign, begun.code, 3)
    assert hold(bo, campaign).text == begun.text


def test_the_order_of_the_queue_says_nothing_of_arrival(database):
    filled = waiting_campaign(40)
    people = appointed(filled.id, *(f"M{at}" for at in range(12)))
    order = {answer[O8]: at for at, answer in enumerate(filled.answers)}
    firsts = []
    for actor in people:
        seen = []
        for _ in range(3):
            here = hold(actor, filled.id)
            seen.append(order[here.text])
            desk.leave(actor, filled.id, O8, here.code)
        assert len(set(seen)) == 1, "the same queue again"
        firsts.append(seen[0])
    # Twelve draws of one of forty: in order of arrival all would be 0; by chance six or fewer differ
    # about once in a hundred million.
    assert len(set(firsts)) > 6


def test_every_submission_is_on_record_by_ids_only(database):
    campaign = waiting_campaign(1).id
    (ana,) = appointed(campaign, "Ana")
    give(ana, campaign, hold(ana, campaign).code, 3, note="Kind.")
    (event,) = [row for row in rows(audit_event) if row.deed == "submit_marks"]
    (stored,) = rows(mark)
    assert (event.actor, event.subject, event.campaign_id) == (ana.account_id, stored.id, campaign)
    assert event.details == {"item": O8, "place": 1, "rubric_sha256": RUBRIC[O8]}
    assert stored.note == "Kind."
