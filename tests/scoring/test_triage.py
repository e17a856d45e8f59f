"""triage: totals by hand, the value of chance, order and late messages, what is refused."""

from random import Random
from statistics import fmean

import pytest

from errors import AnswerError, BadForm
from scoring.formats.triage import check_triage, expected_total, parts_of, read_triage_key, triage_points
from scoring.formats.triage_key import ALLOWED, ESCALATE, MessageKey, expected_message, message_parts
from tests.scoring import naive
from tests.scoring.work_samples import CONTACTS, best_triage, triage

KEY = read_triage_key(triage())


def points(answer, key=KEY):
    return triage_points({"S24": key}, {"S24": answer}).points["S24"]


def given(action, priority=1, contact=None, **more):
    found = {"action": action.split("+"), "priority": priority} | more
    return found | ({"contact": contact} if contact else {})


def test_the_keys_own_answer_earns_forty_and_one_point():
    check_triage(best_triage(), KEY)
    assert KEY.maximum == 40
    assert parts_of(KEY, best_triage()).total == 40
    assert points(best_triage()) == 1


@pytest.mark.parametrize(
    ("message", "done", "action", "priority", "contact"),
    [
        ("M1", given("escalate", 1, "after_sales"), 2, 1, 0),
        ("M1", given("escalate", 2, "press"), 2, 0.5, -0.5),
        ("M1", given("reply_now", 3), 1, 0, 0),
        ("M1", given("hide", 1), 0, 1, 0),
        ("M1", given("ignore", 4), -1, 0, 0),
        # hide + escalate: the better part; escalate is right.
        ("M1", given("hide+escalate", 1, "after_sales"), 2, 1, 0),
        # hide + escalate: M7 is harmed by both; -1 + .5 - .5 stays above the floor.
        ("M7", given("hide+escalate", 2, "sales"), -1, 0.5, -0.5),
        # -1 + 0 - .5 would be -1.5: the floor leaves the contact nothing to take.
        ("M7", given("escalate", 1, "sales"), -1, 0, 0),
        ("M9", given("hide+escalate", 1, "safety"), 2, 1, 0),
        ("M9", given("escalate+hide", 1, "dpo"), 2, 1, -0.5),
        ("M9", given("hide", 1), 1, 1, 0),
        ("M9", given("escalate", 1, "safety"), 1, 1, 0),
        # M3: hide is right, escalate only fair: together right, to the contact of the key.
        ("M3", given("hide+escalate", 1, "dpo"), 2, 1, 0),
        ("M3", given("escalate", 1, "dpo"), 1, 1, 0),
        # M8 names no contact: whoever is told is the wrong one.
        ("M8", given("escalate", 3, "dpo"), 1, 1, -0.5),
    ],
)
def test_one_message_by_hand(message, done, action, priority, contact):
    earned = message_parts(KEY.messages[message], done)
    assert (earned.action, earned.priority, earned.contact) == (action, priority, contact)
    assert earned.total == max(-1, action + priority + contact)


def test_an_inbox_by_hand():
    # M1 2 + 1; M2 thank, priority 3: 2 + .5; M6 thank: -1, exact 1; M3 untouched. Order: M1 of five, 4 x 1/5.
    answer = {
        "M1": given("escalate", 1, "after_sales", holding=True),
        "M2": given("thank", 3),
        "M6": given("thank", 4),
    }
    parts = parts_of(KEY, answer)
    assert (parts.action, parts.priority, parts.contact, parts.order) == (3, 2.5, 0, pytest.approx(0.8))
    assert parts.total == pytest.approx(6.3)
    assert points(answer) == pytest.approx((6.3 - KEY.chance) / (40 - KEY.chance))


def test_an_inbox_left_alone_is_worse_than_chance():
    assert parts_of(KEY, {}).total == 0
    assert points({}) == pytest.approx(-KEY.chance / (40 - KEY.chance))
    assert points({}) < 0


def test_the_total_is_not_clipped():
    worst = {"M7": given("escalate", 1, "sales"), "M10": given("hide", 1)}
    assert parts_of(KEY, worst).total == -2


def test_holding_a_reply_changes_nothing():
    with_it, without = best_triage(), best_triage()
    for name, done in without.items():
        without[name] = {member: value for member, value in done.items() if member != "holding"}
    assert points(with_it) == points(without)


FILLER = ["M2", "M4", "M6", "M7", "M8", "M10"]


@pytest.mark.parametrize(
    ("place", "after", "in_time"),
    [
        (6, None, True),
        (8, None, True),
        (9, None, False),
        (4, 1, True),
        (5, 1, False),
        (10, 7, True),
        (11, 7, False),
    ],
)
def test_a_late_message_is_in_time_up_to_the_third_after_it_appeared(place, after, in_time):
    """M9 appears after five handled messages unless the answer says otherwise."""
    others = [name for name in best_triage() if name != "M9"]
    order = [*others[: place - 1], "M9", *others[place - 1 :]]
    answer = {name: dict(best_triage()[name]) for name in order}
    if after is not None:
        answer["M9"]["after"] = after
    check_triage(answer, KEY)
    without = {name: done for name, done in answer.items() if name != "M9"}
    gained = parts_of(KEY, answer).order - parts_of(KEY, without).order
    # Handled before the others, M9 may push one of them out of the first six.
    pushed = sum(name in ("M1", "M3", "M5", "M11") and order.index(name) > 5 for name in others)
    before = sum(name in ("M1", "M3", "M5", "M11") and others.index(name) > 5 for name in others)
    assert gained == pytest.approx(0.8 * (in_time - (pushed - before)))


def test_an_urgent_message_counts_among_the_first_six():
    sixth = {name: best_triage()[name] for name in [*FILLER[:5], "M1"]}
    seventh = {name: best_triage()[name] for name in [*FILLER, "M1"]}
    assert parts_of(KEY, sixth).order == pytest.approx(0.8)
    assert parts_of(KEY, seventh).order == 0


def test_the_value_of_chance_is_the_exact_expectation():
    assert KEY.chance == pytest.approx(naive.triage_chance(triage()), abs=1e-9)
    assert expected_total(triage()) == KEY.chance == round(KEY.chance, 9)


def test_answers_at_random_earn_nothing_on_average():
    """Every message handled in a random way; the order part taken as 2, as the value of chance does."""
    rng = Random(3)
    totals = []
    for _ in range(3000):
        answer = {}
        for name in KEY.messages:
            action = rng.choice(ALLOWED)
            contact = rng.choice(CONTACTS) if ESCALATE in action else None
            answer[name] = given("+".join(action), rng.randint(1, 4), contact)
        parts = parts_of(KEY, answer)
        totals.append(parts.total - parts.order + 2)
    mean = fmean((total - KEY.chance) / (40 - KEY.chance) for total in totals)
    # SD of a random inbox is about .12 of the scale: five standard errors.
    assert abs(mean) < 5 * 0.12 / 3000**0.5


def test_the_floor_holds_for_each_draw_and_not_for_their_mean():
    key = MessageKey(frozenset({"ignore"}), frozenset(), frozenset({"escalate"}), 4, None)
    # escalate and hide + escalate: -1 and priority (0, 0, .5, 1) less .5, floored: -1, -1, -1, -.5
    harmful = fmean([-1, -1, -1, -0.5])
    others = fmean([0, 0, 0.5, 1])
    expected = (2 * harmful + 4 * others + (2 + others)) / 7
    assert expected_message(key, ("sales",)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ([], "answer"),
        ({"M99": given("thank")}, "answer"),
        ({"M1": None}, "answer.M1"),
        ({"M1": {"priority": 1}}, "answer.M1.action"),
        ({"M1": {"action": ["thank"]}}, "answer.M1.priority"),
        ({"M1": given("thank") | {"why": "x"}}, "answer.M1"),
        ({"M1": {"action": "thank", "priority": 1}}, "answer.M1.action"),
        ({"M1": {"action": [], "priority": 1}}, "answer.M1.action"),
        ({"M1": {"action": ["call"], "priority": 1}}, "answer.M1.action"),
        ({"M1": {"action": [["hide"]], "priority": 1}}, "answer.M1.action"),
        ({"M1": given("hide+thank")}, "answer.M1.action"),
        ({"M1": given("hide+hide")}, "answer.M1.action"),
        ({"M1": given("thank", 5)}, "answer.M1.priority"),
        ({"M1": given("thank", True)}, "answer.M1.priority"),
        ({"M1": given("thank", 1.0)}, "answer.M1.priority"),
        ({"M1": given("escalate")}, "answer.M1.contact"),
        ({"M1": given("escalate", 1, "me")}, "answer.M1.contact"),
        ({"M1": given("thank", 1, "press")}, "answer.M1.contact"),
        ({"M1": given("thank", holding=True)}, "answer.M1.holding"),
        ({"M1": given("escalate", 1, "press", holding=1)}, "answer.M1.holding"),
        ({"M1": given("thank", after=0)}, "answer.M1.after"),
        ({"M1": given("thank"), "M9": given("hide", after=2)}, "answer.M9.after"),
        ({"M1": given("thank"), "M9": given("hide", after=-1)}, "answer.M9.after"),
        ({"M1": given("thank"), "M9": given("hide", after=True)}, "answer.M9.after"),
    ],
    ids=repr,
)
def test_what_is_no_answer_names_message_and_field(answer, field):
    with pytest.raises(AnswerError) as told:
        check_triage(answer, KEY)
    assert told.value.field == field


@pytest.mark.parametrize("answer", [{}, {"M1": given("thank", holding=False, contact=None)}], ids=repr)
def test_what_may_be_left_out_may_also_be_said(answer):
    check_triage(answer, KEY)


def changed(message=None, **members):
    item = triage()
    key = {name: dict(one) for name, one in item["key"].items()}
    if message:
        key["M1"] |= message
    return item | {"key": key} | members


@pytest.mark.parametrize(
    ("item", "named"),
    [
        (changed({"right": ["call"]}), "key: M1: right"),
        (changed({"right": []}), "key: M1: right"),
        (changed({"right": ["hide", "thank"]}), "key: M1: right"),
        (changed({"harmful": ["escalate"]}), "key: M1: harmful: escalate"),
        (changed({"priority": 5}), "key: M1: priority"),
        (changed({"priority": True}), "key: M1: priority"),
        (changed({"contact": "nobody"}), "key: M1: contact"),
        (changed(key={}), "key"),
        (changed(contacts=[]), "contacts"),
        (changed(messages=[{"id": "M1", "arrives": {"handled": "5"}}]), "key"),
        (changed(chance=8.5), "chance: expected"),
        (changed(chance="8"), "chance: expected"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused(item, named):
    with pytest.raises(BadForm, match=f"S24: {named}"):
        read_triage_key(item)


def test_the_stored_value_of_chance_may_be_the_rounded_one():
    assert read_triage_key(changed(chance=KEY.chance)).chance == KEY.chance


def test_without_an_urgent_message_there_is_no_order_to_score():
    item = triage()
    calm = {name: key | {"priority": 3} for name, key in item["key"].items()}
    with pytest.raises(BadForm, match="priority 1"):
        read_triage_key(item | {"key": calm})
