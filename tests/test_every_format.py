"""One battery for all formats: whatever is true of each, walked over the table of formats."""

from itertools import chain, combinations, permutations, product
from math import isnan
from random import Random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import AnswerError, BadForm
from scoring.formats.formats import FORMATS, person_points
from scoring.formats.open_reply import MarkedReply, simulate_marks
from tests.scoring.work_samples import SAMPLES, best_triage, conversation, marks, open_reply, triage

OPTIONS = "ABCDE"
CLOSED = [name for name, rule in FORMATS.items() if rule.method == "closed"]
OPTION_KEY = {"A": 1, "B": 2.4, "C": 5, "D": 4.1, "E": 3}
ITEMS = {name: {"id": "S01", "format": name, "key": OPTION_KEY} for name in CLOSED} | {
    one["format"]: one for one in (conversation(), triage(), open_reply())
}
KEYS = {name: rule.read_key(ITEMS[name]) for name, rule in FORMATS.items()}
BEST = {
    "best_worst": {"best": "C", "worst": "A"},
    "rate_each": {"A": 1, "B": 2, "C": 5, "D": 4, "E": 3},
    "rank": ["C", "D", "E", "B", "A"],
    "multi_select": ["C", "D"],
    "mcq": "C",
    "conversation": ["A1b", "A2c", "A5d"],
    "triage": best_triage(),
    "open_reply": next(iter(SAMPLES)),
}
NOT_ANSWERS = [True, 1, 2.5, "", "Z", [], {}, ["Z"], {"Z": 1}, [["A"]], [None], {"A": True}, "AB", [1, 2]]
ANSWERS_AFTER_ALL = {"multi_select": [[]], "triage": [{}], "open_reply": ["Z", "AB"]}
"""No tick, no message handled in time, a short text: these are answers."""
REFUSED = [
    (name, answer)
    for name in FORMATS
    for answer in NOT_ANSWERS
    if answer not in ANSWERS_AFTER_ALL.get(name, [])
]

every_format = pytest.mark.parametrize("name", FORMATS)
every_closed_format = pytest.mark.parametrize("name", CLOSED)
keys = st.lists(st.sampled_from([1, 1.7, 2, 2.4, 3, 3.6, 4, 4.5, 5]), min_size=5, max_size=5).map(
    lambda values: dict(zip(OPTIONS, values, strict=True))
)
seeds = st.integers(0, 10**6)


def all_answers(name: str) -> list:
    """Every answer of five options that random answering may give, each equally often."""
    return {
        "best_worst": [{"best": b, "worst": w} for b, w in permutations(OPTIONS, 2)],
        "rank": [list(order) for order in permutations(OPTIONS)],
        "multi_select": [list(c) for c in chain.from_iterable(combinations(OPTIONS, n) for n in range(6))],
        "mcq": list(OPTIONS),
        "rate_each": [dict(zip(OPTIONS, r, strict=True)) for r in product(range(1, 6), repeat=5)],
    }[name]


def as_scored(name: str, answer: object, rng: Random) -> object:
    """What the points function takes: a written reply with its marks, any other answer as it is."""
    if not FORMATS[name].is_marked or answer is None:
        return answer
    return MarkedReply(answer, simulate_marks(KEYS[name], answer, rng))


def points(name: str, key: object, answer: object) -> float:
    return FORMATS[name].points({"S01": key}, {"S01": answer}).points["S01"]


@every_closed_format
def test_the_keys_own_answer_earns_the_most(name):
    best = points(name, OPTION_KEY, BEST[name])
    assert best == pytest.approx(max(points(name, OPTION_KEY, answer) for answer in all_answers(name)))


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("rate_each", "open_reply")])
def test_the_keys_own_answer_earns_one(name):
    assert points(name, KEYS[name], BEST[name]) == pytest.approx(1, abs=1e-12)


def test_the_highest_marks_earn_one():
    assert points("open_reply", KEYS["open_reply"], MarkedReply("Text", (marks(4), marks(4)))) == 1


@every_closed_format
def test_random_answering_earns_nothing_on_average(name):
    """Every possible answer, equally likely: 0, with the key as it is and its decimals."""
    earned = fmean(points(name, OPTION_KEY, answer) for answer in all_answers(name))
    assert earned == pytest.approx(0, abs=1e-12)


@every_closed_format
def test_every_possible_answer_passes_the_check(name):
    for answer in all_answers(name):
        FORMATS[name].check(answer, OPTION_KEY)


@pytest.mark.parametrize(("name", "answer"), REFUSED, ids=str)
def test_what_is_no_answer_is_refused_with_field_and_expectation(name, answer):
    with pytest.raises(AnswerError) as told:
        FORMATS[name].check(answer, KEYS[name])
    assert told.value.field.startswith("answer")
    assert told.value.expected in str(told.value)


@every_format
@pytest.mark.parametrize(
    "key", [None, [], {}, {"A": "5"}, {"A": True, "B": 1}, {"A": 9, "B": None}], ids=repr
)
def test_what_is_no_key_is_refused_with_item_and_field(name, key):
    with pytest.raises(BadForm, match=f"{ITEMS[name]['id']}: key"):
        FORMATS[name].read_key(ITEMS[name] | {"key": key})


@every_closed_format
@settings(deadline=None)
@given(key=keys, seed=seeds)
def test_points_lie_within_bounds_or_are_undefined(name, key, seed):
    answer = FORMATS[name].simulate(key, 0.0, Random(seed))
    earned = points(name, key, answer)
    # rate_each of one item: 2 - 2 r over 2, so from -1; over several items a single one can fall lower.
    assert earned != earned or -1 - 1e-9 <= earned <= 1 + 1e-9 or (name == "mcq" and earned <= 1)


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in CLOSED])
@settings(deadline=None)
@given(seed=seeds, ability=st.floats(-3, 3))
def test_points_of_a_work_sample_lie_under_one(name, seed, ability):
    rng = Random(seed)
    answer = as_scored(name, FORMATS[name].simulate(KEYS[name], ability, rng), rng)
    earned = points(name, KEYS[name], answer)
    # A reply may still await a third marker.
    assert -1 <= earned <= 1 or (name == "open_reply" and earned != earned)


@every_closed_format
@settings(deadline=None)
@given(key=keys, seed=seeds)
def test_the_order_of_options_changes_no_bit(name, key, seed):
    rng = Random(seed)
    answer = FORMATS[name].simulate(key, 0.0, rng)
    shuffled = dict(rng.sample(list(key.items()), len(key)))
    reordered = dict(rng.sample(list(answer.items()), len(answer))) if isinstance(answer, dict) else answer
    assert repr(points(name, shuffled, reordered)) == repr(points(name, key, answer))


@every_closed_format
@settings(deadline=None)
@given(key=keys, seed=seeds, ability=st.floats(-3, 3))
def test_a_simulated_answer_is_valid(name, key, seed, ability):
    FORMATS[name].check(FORMATS[name].simulate(key, ability, Random(seed)), key)


@every_format
@settings(deadline=None)
@given(seed=seeds, ability=st.floats(-3, 3))
def test_a_simulated_answer_to_the_formats_own_item_is_valid(name, seed, ability):
    FORMATS[name].check(FORMATS[name].simulate(KEYS[name], ability, Random(seed)), KEYS[name])


@every_format
def test_the_able_earn_more_than_the_average_and_these_more_than_the_weak(name):
    rng, rule = Random(5), FORMATS[name]
    earned = [
        [
            points(name, KEYS[name], as_scored(name, rule.simulate(KEYS[name], ability, rng), rng))
            for _ in range(400)
        ]
        for ability in (-3, 0, 3)
    ]
    mean = [fmean(one for one in group if one == one) for group in earned]
    assert mean[0] + 0.1 < mean[1] < mean[2] - 0.1


@every_closed_format
def test_a_constant_key_tells_nothing(name):
    """Decimals too: the mean of five times 3.3 is not 3.3 to the last bit."""
    for value in (3, 3.3, 4.1):
        earned = points(name, dict.fromkeys(OPTIONS, value), BEST[name])
        assert earned != earned


@every_format
def test_skipped_items_earn_no_points(name):
    assert FORMATS[name].points({"S01": KEYS[name]}, {"S01": None}).points == {}


@every_closed_format
def test_only_joint_formats_depend_on_other_answers(name):
    other = {"S01": OPTION_KEY, "S02": {"A": 5, "B": 4, "C": 1, "D": 2, "E": 1}}
    answers = {"S01": BEST[name], "S02": BEST[name]}
    together = FORMATS[name].points(other, answers).points["S01"]
    assert (together == points(name, OPTION_KEY, BEST[name])) != FORMATS[name].is_joint


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in CLOSED])
def test_no_work_sample_depends_on_other_answers(name):
    best = as_scored(name, BEST[name], Random(1))
    both = FORMATS[name].points({"S01": KEYS[name], "S02": KEYS[name]}, {"S01": best, "S02": best})
    assert both.points["S01"] == points(name, KEYS[name], best)
    assert not FORMATS[name].is_joint


def test_a_person_is_scored_over_all_formats_in_one_go():
    keys_by_format = {name: {f"S{at}": KEYS[name]} for at, name in enumerate(FORMATS)}
    answers = {f"S{at}": as_scored(name, BEST[name], Random(1)) for at, name in enumerate(FORMATS)}
    scored = person_points(keys_by_format, answers | {"S0": None})
    assert scored.points == {"S0": 0} | {
        f"S{at}": pytest.approx(1, abs=0.35) for at in range(1, len(FORMATS))
    }
    assert scored.skipped == {"S0"}
    assert list(scored.by_marker) == ["S7"]
    assert scored.flags == {"short_basis"}


@every_format
def test_what_was_skipped_earns_what_chance_earns(name):
    """Where something else was answered: who answers nothing has no points at all."""
    other = "mcq" if name != "mcq" else "rank"
    keys, answers = {name: {"S01": KEYS[name]}, other: {"S02": KEYS[other]}}, {"S02": BEST[other]}
    scored = person_points(keys, answers | {"S01": None})
    assert scored.points == {"S01": 0, "S02": 1}
    assert scored.skipped == {"S01"}
    assert person_points(keys, answers).points == {"S02": 1}
    assert person_points(keys, {"S01": None, "S02": None}) == person_points(keys, {})


@every_closed_format
def test_an_item_that_tells_nothing_apart_has_no_points_for_whom_it_is_skipped_either(name):
    flat = dict.fromkeys(OPTION_KEY, 3)
    keys, answers = {name: {"S01": flat}, "triage": {"S24": KEYS["triage"]}}, {"S24": BEST["triage"]}
    assert isnan(person_points(keys, answers | {"S01": None}).points["S01"])
    assert isnan(person_points(keys, answers | {"S01": BEST[name]}).points["S01"])


def test_one_flat_key_among_ratings_leaves_no_way_around_a_skip():
    """Ratings are standardised over all items: a flat key has points there, so a skip has them too."""
    keys = {"rate_each": {"S01": dict.fromkeys(OPTION_KEY, 3), "S02": OPTION_KEY}}
    answer = BEST["rate_each"]
    assert not isnan(person_points(keys, {"S01": answer, "S02": answer}).points["S01"])
    assert person_points(keys, {"S01": None, "S02": answer}).points["S01"] == 0
