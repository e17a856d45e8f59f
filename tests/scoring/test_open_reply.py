"""open_reply: words, marks, agreement, and the points that follow."""

from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import AnswerError, BadForm
from scoring.formats.marks import agreed_marks, check_marks, needs_third
from scoring.formats.open_reply import (
    MarkedReply,
    check_open_reply,
    open_reply_points,
    read_open_reply_key,
    simulate_marks,
)
from scoring.formats.points import FormatPoints
from scoring.formats.words import count_words
from scoring.scores.flags import Flag
from tests.scoring.work_samples import DIMENSIONS, SAMPLES, marks, open_reply

KEY = read_open_reply_key(open_reply())
some_marks = st.tuples(*[st.integers(0, 4)] * 5).map(lambda given: marks(*given))


def scored(*given, key=KEY):
    return open_reply_points({"O1": key}, {"O1": MarkedReply("A reply.", given)})


@pytest.mark.parametrize(
    ("text", "n_words"),
    [
        ("", 0),
        (" \n\t ", 0),
        ("– … !", 0),
        ("Bonjour !", 1),
        ("d'accord", 1),
        ("C’est à 14\u202fh", 4),
        ("rendez-vous", 1),
        ("one\u00a0two\u3000three\u2028four", 4),
        ("zero\u200bwidth", 1),
        ("\ufeffmark", 1),
        ("½ ² ٣ 中文", 4),
        ("🙂 👍🏽", 0),
        ("a/b,c;d", 1),
        ("one\x1ftwo", 1),
    ],
    ids=ascii,
)
def test_a_word_is_a_run_with_a_letter_or_a_digit(text, n_words):
    assert count_words(text) == n_words


@pytest.mark.parametrize("answer", ["word " * 81, "", " ", "!", None, 3, ["text"], {"text": "x"}], ids=repr)
def test_what_is_no_reply_is_refused(answer):
    with pytest.raises(AnswerError) as told:
        check_open_reply(answer, KEY)
    assert told.value.field == "answer"


def test_a_reply_that_is_too_long_is_told_its_words():
    with pytest.raises(AnswerError, match="81 words"):
        check_open_reply("word " * 81, KEY)
    check_open_reply("word " * 80, KEY)


@pytest.mark.parametrize(
    ("first", "second", "is_far"),
    [
        (marks(2), marks(2), False),
        (marks(2, 2, 2, 2, 2), marks(3, 3, 3, 2, 2), False),
        (marks(2, 2, 2, 2, 2), marks(3, 3, 3, 3, 2), True),
        (marks(2, 2, 2, 2, 2), marks(3, 3, 1, 1, 3), False),
        (marks(2, 2, 2, 2, 2), marks(4, 2, 2, 2, 2), True),
        (marks(4, 0, 2, 2, 2), marks(3, 1, 2, 2, 2), False),
    ],
)
def test_a_third_marker_is_asked_from_two_apart_or_four_in_total(first, second, is_far):
    assert needs_third([first, second]) == needs_third([second, first]) == is_far
    assert (agreed_marks([first, second]) is None) == is_far


def test_two_markers_are_averaged_and_three_give_the_median():
    assert agreed_marks([marks(2, 3, 4, 1, 0), marks(3, 3, 3, 1, 0)]) == marks(2.5, 3, 3.5, 1, 0)
    three = [marks(0, 3, 4, 1, 0), marks(3, 3, 0, 1, 0), marks(2, 4, 1, 4, 0)]
    assert agreed_marks(three) == marks(2, 3, 1, 1, 0)


@pytest.mark.parametrize("given", [(), (marks(4),)], ids=["none", "one"])
def test_fewer_than_two_marks_are_pending(given):
    found = scored(*given)
    assert agreed_marks(given) is None
    assert found.points["O1"] != found.points["O1"]
    assert found.pending == {"O1"}
    assert found.flags == {Flag.PENDING_MARKS}


def test_points_by_hand():
    # Means 2.5 3 3.5 1 0, sum 10 of 20.
    found = scored(marks(2, 3, 4, 1, 0), marks(3, 3, 3, 1, 0))
    assert found.points["O1"] == pytest.approx(0.5)
    assert found.by_marker["O1"] == pytest.approx((0.5, 0.5))
    assert found.pending == found.flags == frozenset()
    weighted = read_open_reply_key(open_reply() | {"key": {"E": 3, "A": 1, "T": 0, "C": 1, "N": 1}})
    # (3 x 2.5 + 3 + 1 + 0) / 6 / 4
    both = (marks(2, 3, 4, 1, 0), marks(3, 3, 3, 1, 0))
    assert scored(*both, key=weighted).points["O1"] == pytest.approx(11.5 / 24)


def test_a_skipped_reply_is_neither_scored_nor_pending():
    assert open_reply_points({"O1": KEY}, {"O1": None}) == FormatPoints({})


@given(st.lists(some_marks, min_size=2, max_size=3))
def test_agreed_marks_lie_between_what_was_given_and_do_not_depend_on_order(given):
    agreed = agreed_marks(given)
    assert agreed == agreed_marks(given[::-1])
    if agreed:
        for dimension, mark in agreed.items():
            assert min(one[dimension] for one in given) <= mark <= max(one[dimension] for one in given)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (None, "marks"),
        ({}, "marks"),
        ({"E": 1}, "marks"),
        (marks(1) | {"X": 1}, "marks"),
        (marks(1) | {"C": 5}, "marks.C"),
        (marks(1) | {"C": -1}, "marks.C"),
        (marks(1) | {"C": 2.0}, "marks.C"),
        (marks(1) | {"C": True}, "marks.C"),
    ],
    ids=repr,
)
def test_what_is_no_mark_names_its_dimension(given, field):
    with pytest.raises(AnswerError) as told:
        check_marks(given, tuple(DIMENSIONS))
    assert told.value.field == field


@pytest.mark.parametrize(
    ("members", "named"),
    [
        ({"key": {}}, "key"),
        ({"key": {"E": 0}}, "key"),
        ({"max_words": 0}, "max_words"),
        ({"key": None}, "key"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused(members, named):
    with pytest.raises(BadForm, match=f"O1: {named}"):
        read_open_reply_key(open_reply() | members)


def test_simulated_markers_are_now_and_then_one_off():
    rng = Random(2)
    text, expected = next(iter(SAMPLES.items()))
    given = [simulate_mark for _ in range(200) for simulate_mark in simulate_marks(KEY, text, rng)]
    off = [abs(one[d] - e) for one in given for d, e in zip(DIMENSIONS, expected, strict=True)]
    assert set(off) == {0, 1}
    assert 0.1 < fmean(off) < 0.3  # 4 cannot become 5: half of .35


def test_a_reply_cannot_be_simulated_without_samples():
    from scoring.formats.formats import FORMATS

    with pytest.raises(BadForm, match="samples"):
        FORMATS["open_reply"].simulate(read_open_reply_key(open_reply() | {"samples": []}), 0.0, Random(1))
