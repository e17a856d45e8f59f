"""Where the weight really sits, once people have answered."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.formats.scheme import Scheme, SchemeItem
from scoring.interview.interview import Interview, Question
from scoring.interview.interview_pool import with_interviews, with_questions
from scoring.scores.error import composite_sem
from scoring.scores.item_error import item_error
from scoring.scores.pool import Pool
from scoring.scores.scale import coefficients, scale_scores
from scoring.scores.share import (
    FEWEST,
    Parts,
    composite_parts,
    effective_share,
    family_coefficients,
    share_basis,
    technical_item_share,
    true_share,
)

KEY = {"A": 1, "B": 5}
GUIDE = tuple(Question(f"Q{at}", {code: 1.0}) for at, code in enumerate(("EMP", "EMP", "PLT")))


def rng(seed=4):
    return np.random.default_rng(seed)


def scheme(*loadings):
    return Scheme(tuple(SchemeItem(f"S{at}", "mcq", KEY, loading) for at, loading in enumerate(loadings)))


def parts(people, tools, people_error=0.0, tools_error=0.0, both_error=0.0):
    n = len(people)
    errors = (np.full(n, value) for value in (people_error, tools_error, both_error))
    return Parts(np.asarray(people, dtype=float), np.asarray(tools, dtype=float), *errors)


def drawn(n, people, tools, both, people_error, tools_error, source):
    """Return the parts of n normal candidates with these true (co)variances and errors."""
    root = np.linalg.cholesky([[people, both], [both, tools]])
    true = root @ source.normal(size=(2, n))
    noise = source.normal(size=(2, n)) * np.sqrt([[people_error], [tools_error]])
    return parts(*(true + noise), people_error, tools_error)


def test_the_technical_block_may_carry_interpersonal_weight():
    # EMP .8 over loadings .4 + .1; the second item is mostly PLT: .8 x .1/.5 + .2 = .36.
    assert technical_item_share(scheme({"EMP": 0.4}, {"EMP": 0.1, "PLT": 0.4})) == pytest.approx(0.36)


def test_half_of_the_loading_is_not_yet_technical():
    assert technical_item_share(scheme({"EMP": 0.4, "PLT": 0.4})) == 0


def test_a_form_without_composite_has_no_share_of_items():
    assert math.isnan(technical_item_share(scheme({"EMP": 0.4})))


def test_coefficients_of_the_families_sum_to_those_of_the_composite():
    form, points = scheme({"EMP": 0.4}, {"EMP": 0.1, "PLT": 0.4}), np.array([[0.5, 1.0]])
    scores = scale_scores(points, form)
    people = family_coefficients(points, scores, form, "interpersonal")
    # EMP weighs .8, of which the second item has .1 / .5.
    assert people[0] == pytest.approx([0.64, 0.16])
    tools = family_coefficients(points, scores, form, "technical")
    assert people + tools == pytest.approx(coefficients(points, scores, form))


def test_a_part_that_varies_more_brings_more():
    """Parts (.4, .4, 0, 0) and (0, .2, 0, .2) do not covary: share = .16/4 / (.16/4 + .04/4) = .8."""
    assert true_share(parts([0.4, 0.4, 0, 0] * 8, [0, 0.2, 0, 0.2] * 8)) == pytest.approx(0.8)


def test_chance_is_taken_out_by_hand():
    """n = 32: variances .04 x 32/31 and .01 x 32/31; half of the second is error: .04 / (.04 + .005)."""
    found = parts([0.4, 0.4, 0, 0] * 8, [0, 0.2, 0, 0.2] * 8, tools_error=0.005 * 32 / 31)
    assert true_share(found) == pytest.approx(0.04 / 0.045)


def test_an_answer_that_feeds_both_parts_leaves_its_error_in_their_covariance():
    """Both parts share .02 of variance; .02 of covariance is error: nothing is left of it."""
    up = np.array([0.2, -0.2] * 16)
    found = parts(up + [0.2, 0.2, -0.2, -0.2] * 8, up, 0, 0, both_error=0.04 * 32 / 31)
    # .08 and .04, covariance .04 - .04 = 0
    assert true_share(found) == pytest.approx(0.08 / 0.12)


def test_a_part_with_more_error_than_variance_brings_nothing():
    found = parts([0.4, 0.4, 0, 0] * 8, [0, 0.2, 0, 0.2] * 8, tools_error=0.02)
    assert true_share(found) == 1


@settings(max_examples=60, deadline=None)
@given(
    arrays(float, (2, FEWEST), elements=st.floats(-1, 1)),
    st.floats(0, 0.2), st.floats(0, 0.2), st.floats(-1, 1),
)  # fmt: skip
def test_a_share_and_its_interval_stay_between_nothing_and_all(values, one, other, link):
    found = effective_share(parts(*values, one, other, link * math.sqrt(one * other)), rng=rng())
    if found.reason is None:
        assert 0 <= found.ci_low <= found.ci_high <= 1
        assert 0 <= found.share <= 1
    else:
        assert math.isnan(found.share)
        assert not found.is_warning


def test_the_interval_comes_from_the_seed():
    found = drawn(200, 0.01, 0.004, 0.001, 0.003, 0.002, rng())
    first, again = (effective_share(found, rng=rng(1)) for _ in range(2))
    assert first == again
    assert first.ci_low < first.share < first.ci_high
    assert first.n == 200


@pytest.mark.parametrize(("n", "reason"), [(FEWEST - 1, "few"), (FEWEST, None)])
def test_below_thirty_there_is_none(n, reason):
    found = effective_share(parts(np.linspace(0, 1, n), np.zeros(n)), rng=rng())
    assert (found.reason, math.isnan(found.share)) == (reason, reason is not None)


def test_where_chance_alone_could_be_the_reason_there_is_none():
    undefined = [
        effective_share(drawn(40, 1e-9, 1e-9, 0, 0.004, 0.003, rng(seed)), rng=rng(1)) for seed in range(60)
    ]
    assert sum(one.reason == "alike" for one in undefined) >= 55


def test_people_who_are_all_alike_have_none():
    assert effective_share(parts([0.4] * 40, [0.1] * 40), rng=rng()).reason == "alike"


def test_the_interval_holds_the_truth_as_often_as_it_says_and_chance_warns_nobody():
    """Short form of docs/calibration.md: true share (.0020 + .0004) / (.0020 + .0020 + .0008) = .5."""
    found = [
        effective_share(drawn(FEWEST, 0.0020, 0.0020, 0.0004, 0.0008, 0.0015, rng(seed)), rng=rng(seed))
        for seed in range(300)
    ]
    known = [one for one in found if one.reason is None]
    held = sum(one.ci_low <= 0.5 <= one.ci_high for one in known)
    assert held / len(known) >= 0.90
    assert sum(one.is_warning for one in known) / len(known) <= 0.05


def test_a_warning_takes_evidence():
    """True share .2: said from 100 people, where the interval is under one half as a whole."""
    few, many = (
        effective_share(drawn(n, 0.001, 0.004, 0.0, 0.002, 0.004, rng(3)), rng=rng()) for n in (FEWEST, 400)
    )
    assert few.share < 0.5 < few.ci_high
    assert not few.is_warning
    assert many.ci_high < 0.5
    assert many.is_warning


def interviewed(held):
    """Return 40 people's points on four scenes, some of them interviewed by two, and what goes with them."""
    source = rng(9)
    written = scheme({"EMP": 0.6, "PLT": 0.2}, {"EMP": 0.5}, {"PLT": 0.5}, {"PLT": 0.6, "EMP": 0.1})
    whole = with_questions(written, GUIDE)
    sheets = [
        {who: {one.id: int(source.integers(1, 6)) for one in GUIDE} for who in ("Ada", "Bo")}
        for _ in range(40)
    ]
    interviews = [Interview(sheet if at < held else {}, 2) for at, sheet in enumerate(sheets)]
    pool = with_interviews(Pool(source.normal(0.5, 0.3, size=(40, 4))), whole, GUIDE, interviews)
    return pool, whole, item_error(pool, whole)


def test_the_errors_of_the_parts_add_up_to_that_of_the_composite():
    pool, whole, error = interviewed(held=40)
    scores = scale_scores(pool.points, whole, pool.pending)
    found = composite_parts(pool, scores, whole, error)
    together = found.people_error + found.tools_error + 2 * found.both_error
    assert together == pytest.approx(composite_sem(pool, scores, whole, error) ** 2)
    assert found.people + found.tools == pytest.approx(scores.composite)
    # Interviewers move both families at once, and one scene feeds both.
    assert (found.both_error > 0).all()


def test_while_only_some_were_interviewed_the_share_is_about_everybody_before():
    pool, whole, error = interviewed(held=12)
    ranked = np.arange(40) < 12
    found = share_basis(pool, whole, error, ranked)
    assert (len(found.parts.people), found.is_before) == (40, True)
    pool, whole, error = interviewed(held=40)
    found = share_basis(pool, whole, error, np.ones(40, dtype=bool))
    assert (len(found.parts.people), found.is_before) == (40, False)
