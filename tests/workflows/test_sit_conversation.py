"""A conversation: one choice at a time, without a way back, and nothing of it is ever lost."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import event

from data.candidates.progress import progress
from data.common import engine
from errors import AnswerError, ChangedElsewhere, SittingOver
from tests.databases import is_of_seals
from tests.work_samples import TALK, conversation, work_sample_form
from tests.workflows.seated import DEADLINE, START, TOKEN, invite, kill_the_server, seat, skip_to
from workflows import sitting
from workflows.sitting.state import GRACE


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(START)
    return clock


@pytest.fixture
def at_talk(any_database):
    invite(work_sample_form())
    seat()
    return skip_to(TALK)


def choose(number: int, choice: str) -> sitting.SittingState:
    return sitting.choose(TOKEN, item_id=TALK, number=number, choice=choice)


def stored(table: str) -> int:
    with engine.reading() as c:
        return c.exec_driver_sql(f"SELECT count(*) FROM {table} WHERE item_id = '{TALK}'").scalar_one()


def test_the_first_node_is_on_screen_in_the_order_drawn(at_talk):
    talk = at_talk.conversation
    assert (talk.node["id"], talk.number, talk.path, talk.mood) == ("A1", 1, (), -1)
    assert sorted(at_talk.choice_order(TALK, "A1")) == ["A1a", "A1b", "A1c"]
    assert at_talk.choice_order(TALK, "A1") == at_talk.sitting.option_orders[f"{TALK}.A1"]


def test_a_choice_leads_to_its_node_and_is_found_again_after_a_crash(at_talk):
    here = choose(1, "A1b")
    kill_the_server()
    again = sitting.current_state(TOKEN)
    assert here == again
    assert (again.conversation.node["id"], again.conversation.path) == ("A2", ("A1b",))
    assert (again.conversation.mood, again.conversation.flags) == (-2, {"promise"})


def test_the_last_choice_stores_the_answer_and_leads_on(at_talk):
    choose(1, "A1a")
    here = choose(2, "A2a")
    assert here == sitting.current_state(TOKEN)
    assert here.answers[TALK].value == ["A1a", "A2a"]
    assert here.shown == here.sitting.item_order[3]
    assert here.conversation is None


def test_a_node_can_lead_to_the_end_at_once(at_talk):
    assert choose(1, "A1c").answers[TALK].value == ["A1c"]


@pytest.mark.parametrize("choices", [["A1a"], ["A1a", "A2b"]], ids=["on the way", "at the end"])
def test_a_double_click_is_one_step(at_talk, choices):
    for number, choice in enumerate(choices, start=1):
        for _ in range(3):
            here = choose(number, choice)
    assert here == sitting.current_state(TOKEN)
    assert stored("step") == len(choices)


def test_twenty_clicks_at_one_instant_are_one_step(at_talk):
    threads = [threading.Thread(target=choose, args=(1, "A1a")) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored("step") == 1


@pytest.mark.parametrize("choices", [["A1a"], ["A1a", "A2b"]], ids=["on the way", "after the end"])
def test_another_choice_in_another_tab_is_refused_and_the_first_is_kept(at_talk, choices):
    for number, choice in enumerate(choices, start=1):
        here = choose(number, choice)
    with pytest.raises(ChangedElsewhere):
        choose(1, "A1b")
    assert sitting.current_state(TOKEN) == here
    assert stored("step") == len(choices)
    assert here.conversation is None or here.conversation.path == ("A1a",)


@pytest.mark.parametrize(
    ("number", "choice"),
    [(1, "A9z"), (1, "A2a"), (1, ""), (2, "A2a"), (0, "A1a"), (-1, "A1a"), (1, ["A1a"])],
)
def test_a_choice_that_is_not_on_screen_is_refused(at_talk, number, choice):
    with pytest.raises(AnswerError):
        choose(number, choice)
    assert stored("step") == 0


def test_another_kind_of_item_is_refused(at_talk):
    with pytest.raises(AnswerError):
        sitting.choose(TOKEN, item_id="S01", number=1, choice="A")
    with pytest.raises(AnswerError):
        sitting.choose(TOKEN, item_id="S99", number=1, choice="A")


def test_a_whole_path_cannot_be_sent_at_once(at_talk):
    with pytest.raises(AnswerError):
        sitting.answer(TOKEN, item_id=TALK, revision=1, value=["A1a", "A2a"])
    assert stored("answer") == 0


def test_a_conversation_skipped_half_way_is_taken_up_where_it_stopped(at_talk):
    choose(1, "A1a")
    here = sitting.answer(TOKEN, item_id=TALK, revision=1, value=None)
    assert here.answers[TALK].value is None
    assert here.can_reopen(TALK)
    back = sitting.current_state(TOKEN, showing=TALK)
    assert back.conversation.node["id"] == "A2"
    here = choose(2, "A2a")
    assert (here.answers[TALK].revision, here.answers[TALK].value) == (2, ["A1a", "A2a"])


def test_there_is_no_way_back_after_the_end(at_talk):
    here = choose(1, "A1c")
    assert not here.can_reopen(TALK)
    assert sitting.current_state(TOKEN, showing=TALK).shown != TALK
    for revision, problem in ((1, ChangedElsewhere), (2, AnswerError)):
        with pytest.raises(problem):
            sitting.answer(TOKEN, item_id=TALK, revision=revision, value=None)
    with pytest.raises(AnswerError):
        choose(2, "A2a")


def test_nothing_is_chosen_before_the_scenes_or_after_the_deadline(any_database, clock):
    invite(work_sample_form())
    sitting.enter(TOKEN, accepted_language="fr")
    with pytest.raises(SittingOver):
        choose(1, "A1a")
    seat()
    clock.move_to((DEADLINE + GRACE).replace(microsecond=1))
    with pytest.raises(SittingOver):
        choose(1, "A1a")
    assert stored("step") == 0


def test_a_conversation_left_half_way_is_no_answer_when_the_sitting_is_finished(at_talk):
    choose(1, "A1a")
    assert TALK not in sitting.finish(TOKEN).answers


def test_the_recruiter_sees_it_counted_once_it_has_ended(at_talk):
    def n_answered() -> int:
        with engine.reading() as c:
            return progress(c, at_talk.sitting.campaign_id)[0].n_answered

    choose(1, "A1a")
    assert n_answered() == 2
    choose(2, "A2a")
    assert n_answered() == 3


def test_a_choice_asks_the_database_four_things(at_talk):
    seen: list[str] = []
    event.listen(engine.engine(), "before_cursor_execute", lambda *told: seen.append(told[2]))
    choose(1, "A1a")
    verbs = [sql.split()[0] for sql in seen if "BEGIN" not in sql and not is_of_seals(sql)]
    assert verbs == ["SELECT", "SELECT", "SELECT", "INSERT"]


@pytest.mark.parametrize(
    ("path", "mood", "flags", "ending"),
    [
        (["A1a", "A2a"], 2, set(), "T1"),
        (["A1a", "A2b"], -4, set(), "T4"),
        (["A1b", "A2a"], -1, set(), "T2"),
        (["A1b", "A2b"], -5, {"promise"}, "T4"),
        (["A1c"], -4, set(), "T4"),
        (["A1a"], 1, set(), None),
    ],
)
def test_mood_flags_and_ending_follow_the_path(path, mood, flags, ending):
    left = sitting.conversation_of(conversation(), path)
    assert (left.mood, left.flags, left.ending, list(left.path)) == (mood, flags, ending, path)


def test_a_good_mood_with_an_open_promise_is_only_contained():
    item = conversation() | {"mood": 5}
    left = sitting.conversation_of(item, ["A1b", "A2a"])
    assert (left.mood, left.ending) == (5, "T1")
    item["nodes"][1]["choices"][0]["clears"] = None
    assert sitting.conversation_of(item, ["A1b", "A2a"]).ending == "T2"


def test_a_thread_that_was_deleted_is_out_of_hand_however_good_the_mood():
    item = conversation() | {"mood": 5}
    item["nodes"][0]["choices"][2]["flag"] = "deleted"
    assert sitting.conversation_of(item, ["A1c"]).ending == "T4"
