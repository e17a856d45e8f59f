"""Orders of a sitting: drawn once from its seed; work samples come last, the timed one at the very end."""

from __future__ import annotations

from assessments.items.items import draw_orders
from tests.builders import example_form
from tests.work_samples import CLOSED, INBOX, REPLY, TALK, work_sample_form


def test_work_samples_come_after_the_scenes_and_the_inbox_last():
    for seed in range(20):
        items = draw_orders(work_sample_form(), str(seed)).items
        assert sorted(items[:2]) == sorted(CLOSED)
        assert items[2:] == [TALK, REPLY, INBOX]


def test_choices_are_shuffled_node_by_node_and_messages_are_not():
    drawn = [draw_orders(work_sample_form(), str(seed)).options for seed in range(20)]
    assert {frozenset(one) for one in drawn} == {frozenset([*CLOSED, f"{TALK}.A1", f"{TALK}.A2"])}
    assert {tuple(one[f"{TALK}.A2"]) for one in drawn} == {("A2a", "A2b"), ("A2b", "A2a")}
    assert len({tuple(one[f"{TALK}.A1"]) for one in drawn}) > 3


def test_the_interpersonal_scenes_come_first_each_family_in_an_order_of_its_own():
    form = example_form(item_ids=["S25", "S01", "S26", "S02", "S12"])
    drawn = [draw_orders(form, str(seed)).items for seed in range(30)]
    assert {frozenset(one[:3]) for one in drawn} == {frozenset(["S01", "S02", "S12"])}
    assert len({tuple(one) for one in drawn}) > 6


def test_the_same_seed_draws_the_same_orders():
    assert draw_orders(work_sample_form(), "7") == draw_orders(work_sample_form(), "7")
