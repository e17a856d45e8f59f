"""Where the weight of a form is expected to sit, by simulation, before anybody has sat it."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from assessments.content.load import load_bank, load_charter
from assessments.form.presets import PRESETS, preset_ids
from domain import INTERPERSONAL_FLOOR
from errors import BadForm
from scoring.formats.open_reply import OpenReplyKey
from scoring.formats.scheme import Scheme, SchemeItem, scheme_from_form
from scoring.formats.simulated_curves import Curves, simulated_curves
from scoring.interview.interview import Question
from scoring.interview.interview_pool import with_questions
from scoring.scores.expected_share import expected_share, falls_short
from workflows.campaigns.freeze import freeze_form

KEY = {"A": 1.0, "B": 2.0, "C": 3.0, "D": 5.0}
TWO = Scheme((SchemeItem("S1", "mcq", KEY, {"EMP": 1.0}), SchemeItem("S2", "rank", KEY, {"PLT": 1.0})))


def curves(people, tools, chance=(0.0, 0.0)):
    """Return straight lines with these slopes."""
    coefficients = np.array([[0.3, 0.3], [people, tools], [0, 0], [0, 0]])
    return Curves(coefficients, np.array(chance), np.array([False, True]))


def at(scheme, weight):
    return replace(scheme, family_weights={"interpersonal": weight, "technical": 1 - weight})


def preset(name, charter="ardeal"):
    bank, chosen = load_bank(), load_charter(charter)
    return scheme_from_form(freeze_form(bank, chosen, item_ids=preset_ids(name, bank, chosen)))


@pytest.fixture(scope="module")
def standard():
    scheme = preset("standard")
    return scheme, simulated_curves(scheme, Random(1))


def share_by_hand(people, tools, link, spread, chance=(0.0, 0.0)):
    both = link * people * tools * spread
    first, second = people**2 + chance[0], (tools * spread) ** 2 + chance[1]
    return (first + both) / (first + second + 2 * both)


def test_straight_lines_by_hand():
    """Parts .8 x .3 and .2 x .2 by skill: .24 and .04."""
    found = expected_share(curves(0.3, 0.2), TWO)
    assert found.interpersonal.middle == pytest.approx(share_by_hand(0.24, 0.04, 0.3, 1.0))
    # Fewest where skill with tools varies most, and goes together least or most with the other.
    every = [share_by_hand(0.24, 0.04, link, spread) for link in (0, 0.3, 0.6) for spread in (0.8, 1, 1.2)]
    assert found.interpersonal.low == pytest.approx(min(every))
    assert found.interpersonal.high == pytest.approx(max(every))


def test_chance_counts_in_scores_and_not_in_true_scores():
    """Variances .09 and .25 of single answers: .64 x .09 = .0576 and .04 x .25 = .01."""
    quiet, loud = (expected_share(curves(0.3, 0.2, chance), TWO) for chance in ((0, 0), (0.09, 0.25)))
    assert loud.interpersonal == quiet.interpersonal == quiet.of_scores
    assert loud.of_scores.middle == pytest.approx(share_by_hand(0.24, 0.04, 0.3, 1.0, (0.0576, 0.01)))


def test_a_form_falls_short_where_chance_makes_the_difference():
    """At .7: .7 x .1 against .3 x .2, equal chance of .5 in each: .245 against .045; of the reverse .005."""
    assert not falls_short(expected_share(curves(0.1, 0.2, (0.5, 0.5)), at(TWO, 0.7)))
    assert falls_short(expected_share(curves(0.1, 0.2, (0.0, 0.5)), at(TWO, 0.7)))
    assert falls_short(expected_share(curves(0.1, 0.4), at(TWO, 0.7)))


def test_other_weights_need_no_other_simulation(standard):
    scheme, drawn = standard
    shares = [expected_share(drawn, at(scheme, weight)).interpersonal.middle for weight in (0.6, 0.7, 0.8, 1)]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)


def test_methods_and_formats_sum_to_one(standard):
    scheme, drawn = standard
    found = expected_share(drawn, scheme)
    for kind in (found.methods, found.formats):
        assert sum(one.nominal for one in kind.values()) == pytest.approx(1)
        assert sum(one.effective.middle for one in kind.values()) == pytest.approx(1)
    assert set(found.methods) == {"closed", "work_sample"}
    assert found.method_of["open_reply"] == "work_sample"


def test_written_replies_bring_less_than_they_weigh(standard):
    """12 % nominal, about 5 % of what tells apart."""
    scheme, drawn = standard
    found = expected_share(drawn, scheme).formats["open_reply"]
    assert found.nominal == pytest.approx(0.121, abs=0.001)
    assert 0.03 < found.effective.middle < 0.07


def test_true_points_rise_with_skill_and_stay_below_the_key(standard):
    _, drawn = standard
    skill = np.linspace(-2, 2, 9)
    expected = drawn.at(skill, skill)
    assert (np.diff(expected.mean(axis=1)) > 0).all()
    assert expected.max() < 1.1
    assert (drawn.chance > 0).all()


def test_the_same_seed_gives_the_same_curves():
    first, again = (simulated_curves(TWO, Random(3), 50) for _ in range(2))
    assert (first.coefficients == again.coefficients).all()


def test_ratings_rise_by_the_skill_that_a_question_asks_for():
    """.6 of a rating by SD of skill, on a scale of four: .15; clipping to 1 to 5 costs a little."""
    guide = (Question("Q1", {"EMP": 1.0}), Question("Q2", {"PLT": 1.0}))
    drawn = simulated_curves(with_questions(TWO, guide), Random(5), 3000)
    assert drawn.is_technical.tolist() == [False, True, False, True]
    skill = np.array([-1.0, 1.0])
    low, high = drawn.at(skill, skill)[:, 2:]
    assert (high - low) / 2 == pytest.approx([0.145, 0.145], abs=0.02)
    # (.7 / 4)^2 and what rounding adds, 1/12 of a rating: .0306 + .0052
    assert drawn.chance[2:] == pytest.approx([0.034, 0.034], abs=0.004)


def test_a_reply_without_samples_cannot_be_simulated():
    reply = SchemeItem("O1", "open_reply", OpenReplyKey({"E": 1.0}, 80), {"EMP": 1.0})
    with pytest.raises(BadForm, match="O1: samples"):
        simulated_curves(Scheme((reply, TWO.items[1])), Random(1), 10)


@pytest.mark.parametrize("name", PRESETS)
def test_the_floor_is_the_first_step_at_which_judgment_of_people_brings_half(name, standard):
    scheme, drawn = standard if name == "standard" else (preset(name), None)
    drawn = drawn or simulated_curves(scheme, Random(1))
    found = expected_share(drawn, at(scheme, INTERPERSONAL_FLOOR))
    assert not falls_short(found)
    assert found.of_scores.low > 0.5
    assert found.interpersonal.low > 0.5


def test_what_was_allowed_before_fell_short():
    """The short form at .60: chance counted, judgment of people brings .4 to .5 of the differences."""
    scheme = preset("short")
    found = expected_share(simulated_curves(scheme, Random(1)), at(scheme, 0.6))
    assert found.of_scores.middle < 0.5
    assert falls_short(found)
