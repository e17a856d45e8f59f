"""A page whose answer was stored but not confirmed: its next try is its own, another tab's answer is not."""

from __future__ import annotations

import pytest

from data.common import engine
from data.sitting import answers
from errors import ChangedElsewhere, OwnTryKept
from tests.builders import example_form
from tests.work_samples import INBOX, REPLY, TALK, work_sample_form
from tests.workflows.seated import START, TOKEN, invite, seat, skip_to
from workflows import sitting
from workflows.sitting.transaction import FINISH, is_own_retry

ITEMS = ["S01", "S02", "S12", "S26", "S25"]
A, B, C = ({"best": best, "worst": worst} for best, worst in (("A", "B"), ("B", "A"), ("A", "C")))
THANK, IGNORE = ({"action": [action], "priority": 4} for action in ("thank", "ignore"))


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(START)
    return clock


@pytest.fixture
def at_scene(database):
    invite(example_form(item_ids=ITEMS))
    seat()
    return skip_to("S01")


def send(value, tried=(), revision=1):
    return sitting.answer(TOKEN, item_id="S01", revision=revision, value=value, tried=tried)


def kept() -> list:
    here = sitting.current_state(TOKEN)
    with engine.reading() as c:
        return answers.values_since(c, here.sitting.id, "S01", 1)


@pytest.mark.parametrize(
    ("stored", "tried", "own"),
    [
        ([], [], False), ([], ["a"], False), (["a"], [], False), (["a"], ["a"], True), (["b"], ["a"], False),
        (["a", "b"], ["a", "b"], True), (["b"], ["a", "b"], True), (["a", "x"], ["a", "b"], False),
        (["a", "a"], ["a"], False), ([None], [None], True),
    ],
)  # fmt: skip
def test_what_is_stored_is_ones_own_when_all_of_it_was_tried(stored, tried, own):
    assert is_own_retry(stored, tried) is own


def test_a_changed_answer_after_one_that_was_stored_unheard_is_the_next_revision(at_scene):
    send(A)
    here = send(B, tried=[A])
    assert kept() == [A, B]
    assert here.shown != "S01"


def test_a_chain_of_unheard_answers_ends_with_the_last_even_when_it_is_the_first_again(at_scene):
    send(A)
    send(B, tried=[A])
    send(A, tried=[A, B])
    send(A, tried=[A, B])
    assert kept() == [A, B, A]


def test_a_try_that_was_not_stored_does_not_stand_in_the_way(at_scene):
    send(B, tried=[A])
    send(C, tried=[A, B])
    assert kept() == [B, C]


def test_an_old_sending_that_comes_late_changes_nothing(at_scene):
    send(A)
    send(B, tried=[A])
    send(A, tried=[A, B])
    send(B, tried=[A])
    assert kept() == [A, B, A]


def test_skipping_and_then_answering_unheard(at_scene):
    send(None)
    send(A, tried=[None])
    assert kept() == [None, A]


@pytest.mark.parametrize("tried", [[], [A], [C, C]])
def test_the_answer_of_another_tab_is_kept_and_told(at_scene, tried):
    send(B)
    with pytest.raises(ChangedElsewhere) as refused:
        send(C, tried=tried)
    assert type(refused.value) is ChangedElsewhere
    assert kept() == [B]


def test_another_tab_that_answered_after_ones_own_try_is_kept(at_scene):
    send(A)
    send(B, revision=2)
    with pytest.raises(ChangedElsewhere):
        send(C, tried=[A])
    assert kept() == [A, B]


@pytest.fixture
def at_work(database):
    invite(work_sample_form())
    seat()


def test_a_written_reply_changed_after_a_lost_one_is_known_with_its_spaces(at_work):
    skip_to(REPLY)
    sitting.answer(TOKEN, item_id=REPLY, revision=1, value="Bonjour, ")
    here = sitting.answer(TOKEN, item_id=REPLY, revision=1, value="Bonsoir", tried=["Bonjour, "])
    assert (here.answers[REPLY].revision, here.answers[REPLY].value) == (2, "Bonsoir")


def test_a_choice_that_had_its_consequences_stands_and_is_not_called_another_tabs(at_work):
    skip_to(TALK)
    sitting.choose(TOKEN, item_id=TALK, number=1, choice="A1a")
    with pytest.raises(OwnTryKept):
        sitting.choose(TOKEN, item_id=TALK, number=1, choice="A1b", tried=["A1a"])
    with pytest.raises(ChangedElsewhere) as refused:
        sitting.choose(TOKEN, item_id=TALK, number=1, choice="A1b", tried=["A1c"])
    assert type(refused.value) is ChangedElsewhere
    assert [step.body for step in sitting.current_state(TOKEN).steps] == [{"choice": "A1a"}]


def handle(number, message, content, tried=()):
    return sitting.handle(TOKEN, item_id=INBOX, number=number, message=message, tried=tried, **content)


def test_a_message_handled_otherwise_after_a_lost_answer_is_the_next_step(at_work):
    skip_to(INBOX)
    sitting.start_clock(TOKEN, item_id=INBOX)
    handle(2, "M1", THANK)
    sent = {"message": "M1", **THANK, "holding": None, "contact": None}
    handle(2, "M1", IGNORE, tried=[sent])
    here = handle(2, "M1", IGNORE, tried=[sent])
    assert [step.body.get("action") for step in here.steps] == [None, ["thank"], ["ignore"]]
    with pytest.raises(ChangedElsewhere):
        handle(2, "M3", THANK, tried=[sent])


def test_an_inbox_that_this_page_closed_is_not_called_another_tabs(at_work):
    skip_to(INBOX)
    sitting.start_clock(TOKEN, item_id=INBOX)
    handle(2, "M1", THANK)
    sitting.close_inbox(TOKEN, item_id=INBOX)
    with pytest.raises(OwnTryKept):
        handle(3, "M3", THANK, tried=[FINISH])
    with pytest.raises(ChangedElsewhere) as refused:
        handle(3, "M3", THANK)
    assert type(refused.value) is ChangedElsewhere
