"""conversation: the worked values of the design, every path, and what is refused."""

from statistics import fmean

import pytest

from errors import AnswerError, BadForm
from scoring.formats.conversation import (
    END,
    check_conversation,
    conversation_points,
    has_ended,
    read_conversation_key,
)
from tests.scoring.work_samples import conversation

KEYS = {name: read_conversation_key(conversation(name)) for name in ("S22", "S23")}


def points(name, path):
    return conversation_points(KEYS, {name: path}).points[name]


def paths(name, node=None, so_far=()):
    key = KEYS[name]
    node = node or key.first
    for choice in key.nodes[node]:
        if key.next[choice] == END:
            yield [*so_far, choice]
        else:
            yield from paths(name, key.next[choice], (*so_far, choice))


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("S22", "A1b-A2c-A5d", 1),
        ("S22", "A1b-A2b-A5d", 0.7037),
        ("S22", "A1c-A3a-A5d", 0.5),
        ("S22", "A1c-A3d-A5a", -0.0926),
        ("S22", "A1b-A2a-A3c-A6c", -0.3333),
        ("S22", "A1c-A3c-A6c", -0.6852),
        ("S23", "B1c-B2a-B4c-B5d", 1),
        ("S23", "B1c-B2a-B4c-B5b", 0.7778),
        ("S23", "B1a-B3b-B5d", 0.5556),
        ("S23", "B1b-B3c-B6b-B5c", 0.0808),
        ("S23", "B1c-B2d-B3c-B6c-B5a", -0.2687),
        ("S23", "B1d-B3c-B6d", -0.6700),
    ],
)
def test_worked_paths(name, path, expected):
    assert points(name, path.split("-")) == pytest.approx(expected, abs=5e-5)


def test_a_path_by_hand():
    # A1: keys 3 5 2 2, mean 3; A3: 5 2 1 3, mean 2.75; A5: 3 1 2 5, mean 2.75.
    by_hand = fmean([(2 - 3) / (5 - 3), (3 - 2.75) / (5 - 2.75), (3 - 2.75) / (5 - 2.75)])
    assert points("S22", ["A1c", "A3d", "A5a"]) == pytest.approx(by_hand, abs=1e-12)


@pytest.mark.parametrize(("name", "n_paths"), [("S22", 88), ("S23", 220)])
def test_every_path_has_points_and_one_earns_all(name, n_paths):
    every = list(paths(name))
    earned = [points(name, path) for path in every]
    for path in every:
        check_conversation(path, KEYS[name])
    assert len(every) == n_paths
    assert sorted(earned)[-2:][0] < max(earned) == 1
    assert min(earned) >= -1


def random_walk(name, node=None, earned=(), chance=1.0):
    """What picking any choice at each node earns, path by path with its probability."""
    key = KEYS[name]
    node = node or key.first
    values = key.nodes[node]
    for choice, value in values.items():
        height = (value - fmean(values.values())) / (max(values.values()) - fmean(values.values()))
        share = chance / len(values)
        if key.next[choice] == END:
            yield share * fmean([*earned, height])
        else:
            yield from random_walk(name, key.next[choice], (*earned, height), share)


@pytest.mark.parametrize("name", KEYS)
def test_choosing_at_random_earns_next_to_nothing(name):
    """Not exactly 0: a bad choice may lead to a longer path, on which it weighs less."""
    assert abs(sum(random_walk(name))) < 0.03


@pytest.mark.parametrize("name", KEYS)
def test_a_path_that_has_not_ended_counts_as_skipped(name):
    for path in paths(name):
        for stop in range(1, len(path)):
            check_conversation(path[:stop], KEYS[name])
            assert not has_ended(path[:stop], KEYS[name])
            stopped = conversation_points(KEYS, {name: path[:stop]})
            assert stopped.points == {name: 0}
            assert stopped.skipped == {name}
        assert has_ended(path, KEYS[name])
        assert not conversation_points(KEYS, {name: path}).skipped


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ([], "answer"),
        ("A1b", "answer"),
        (["A2c"], "answer[0]"),
        (["A1b", "A3a"], "answer[1]"),
        (["A1b", "A2c", "A5z"], "answer[2]"),
        (["A1b", "A2c", ["A5d"]], "answer[2]"),
        (["A1b", "A2c", "A5d", "A5d"], "answer[3]"),
    ],
    ids=repr,
)
def test_what_is_no_path_names_its_member(answer, field):
    with pytest.raises(AnswerError) as told:
        check_conversation(answer, KEYS["S22"])
    assert told.value.field == field


def changed(**members):
    return conversation() | members


@pytest.mark.parametrize(
    ("item", "named"),
    [
        (changed(key={"A1a": 3}), "key"),
        (changed(key=conversation()["key"] | {"A1a": 6}), "key: A1a"),
        (changed(next=conversation()["next"] | {"A1a": "A9"}), "next: A1a"),
        (changed(next=conversation()["next"] | {"A5a": "A1"}), "next"),
        (changed(next={}), "next"),
        (changed(nodes=[]), "nodes"),
        (changed(nodes=[*conversation()["nodes"], {"id": "A9"}]), "nodes: A9: choices"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused(item, named):
    with pytest.raises(BadForm, match=f"S22: {named}"):
        read_conversation_key(item)


def test_a_circle_of_posts_is_refused_with_its_nodes():
    with pytest.raises(BadForm, match=r"A1, A2, A3, A4, A5.* may never reach END"):
        read_conversation_key(changed(next=conversation()["next"] | {"A5a": "A1"}))


def test_where_no_choice_is_better_than_another_stopping_earns_nothing_either():
    item = conversation()
    key = read_conversation_key(item | {"key": dict.fromkeys(item["key"], 3)})
    path = next(iter(paths("S22")))
    for answer in (path, path[:1]):
        found = conversation_points({"S22": key}, {"S22": answer}).points["S22"]
        assert found != found
