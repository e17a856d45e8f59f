"""Methods inside competencies, what is pending, who is ranked together, and the markers' part of errors."""

import math

import numpy as np
import pytest

from domain import COMPETENCIES
from scoring.formats.points import FormatPoints
from scoring.formats.scheme import Scheme, SchemeItem
from scoring.scores.error import answer_variances
from scoring.scores.flags import Flag
from scoring.scores.item_error import MEDIAN_OF_THREE, item_error, marker_parts, marker_variances
from scoring.scores.pool import MarkerStatistics, Pool, pool_of
from scoring.scores.scale import coefficients, scale_scores
from scoring.scores.scores import pending_flags, ranked_together, score_pool
from tests.scoring.makers import score_points

NAN = math.nan
EMP, TON, PLT = (COMPETENCIES.index(name) for name in ("EMP", "TON", "PLT"))


def a_scheme(*items, **settings):
    """Items as (format, loadings)."""
    listed = (SchemeItem(f"S{at}", name, {}, loadings) for at, (name, loadings) in enumerate(items))
    return Scheme(tuple(listed), **settings)


MIXED = a_scheme(
    ("mcq", {"EMP": 0.4}),
    ("mcq", {"EMP": 0.1, "PLT": 0.5}),
    ("conversation", {"EMP": 0.3}),
    ("open_reply", {"EMP": 0.2, "TON": 0.5}),
)
COMPLETE = [1.0, 0.5, 0.2, 0.6]


def scores(*rows, scheme=MIXED, pending=None):
    return scale_scores(np.array(rows, dtype=float), scheme, None if pending is None else np.array(pending))


def test_a_competency_mixes_the_scores_of_its_methods():
    found = scores(COMPLETE)
    closed = (0.4 * 1 + 0.1 * 0.5) / 0.5
    work = (0.3 * 0.2 + 0.2 * 0.6) / 0.5
    assert found.competencies[0, EMP] == pytest.approx((0.45 * closed + 0.25 * work) / 0.7, abs=1e-12)
    # TON only by the reply, PLT only by a closed item: one method each, whatever it weighs.
    assert found.competencies[0, TON] == 0.6
    assert found.competencies[0, PLT] == 0.5


def test_an_item_weighs_by_its_loading_within_its_method():
    a = coefficients(np.array([COMPLETE]), scores(COMPLETE), MIXED)[0]
    # X = .8 x (14 EMP + 11 TON) / 25 + .2 PLT; EMP has 25/70 from work samples, .3 of their .5.
    assert a[2] == pytest.approx(0.8 * 14 / 25 * (0.25 / 0.7) * 0.3 / 0.5, abs=1e-12)
    assert a.sum() == pytest.approx(1, abs=1e-12)


def test_what_is_pending_is_left_out_with_its_whole_method():
    found = scores([1.0, 0.5, 0.2, NAN], pending=[[False, True]])
    assert found.competencies[0, EMP] == (0.4 * 1 + 0.1 * 0.5) / 0.5
    assert math.isnan(found.competencies[0, TON])
    a = coefficients(np.array([[1.0, 0.5, 0.2, NAN]]), found, MIXED)[0]
    assert a[2:].tolist() == [0, 0]
    assert a.sum() == pytest.approx(1, abs=1e-12)


def test_what_is_missing_is_not_pending():
    """The reply was never reached: .3 of .5 is under 80 % of the work samples' loading: EMP is undefined."""
    assert math.isnan(scores([1.0, 0.5, 0.2, NAN]).competencies[0, EMP])
    assert math.isnan(scores([NAN, 0.5, 0.2, 0.6]).competencies[0, EMP])


def test_with_one_method_its_weight_changes_no_bit():
    rng = np.random.default_rng(4)
    points = rng.normal(0.4, 0.4, (40, 6))
    points[rng.random(points.shape) < 0.05] = NAN
    loadings = [
        {"EMP": 0.3},
        {"EMP": 0.7, "PLT": 0.1},
        {"TON": 0.4},
        {"PLT": 0.2},
        {"JUD": 0.3},
        {"TON": 0.9},
    ]
    items = [("mcq", loading) for loading in loadings]
    here = score_points(points, a_scheme(*items))
    there = score_points(
        points, a_scheme(*items, methods={"closed": 0.1, "work_sample": 7.0, "interview": 1})
    )
    for part in ("competencies", "families", "composite", "sem"):
        assert getattr(here, part).tobytes() == getattr(there, part).tobytes()


def test_someone_for_whom_a_method_is_pending_has_the_bits_of_a_form_without_it():
    closed = Scheme(MIXED.items[:2])
    alone = scale_scores(np.array([[0.7, 0.3]]), closed)
    among = scores(COMPLETE, [0.7, 0.3, 0.9, NAN], pending=[[False, False], [False, True]])
    assert among.competencies[1].tobytes() == alone.competencies[0].tobytes()
    assert among.composite[1:].tobytes() == alone.composite.tobytes()


def test_a_pool_knows_what_is_pending_and_how_far_markers_were_apart():
    each = [
        FormatPoints(
            dict(zip(("S0", "S1", "S2", "S3"), COMPLETE, strict=True)), by_marker={"S3": (0.5, 0.7)}
        ),
        FormatPoints({"S0": 1.0, "S3": NAN}, frozenset({Flag.PENDING_MARKS}), frozenset({"S3"})),
    ]
    pool = pool_of(each, MIXED)
    assert pool.pending.tolist() == [[False, False], [False, True]]
    assert pool.marked.counts.tolist() == [[0, 0, 0, 2], [0, 0, 0, 0]]
    assert pool.marked.scatter[0, 3] == pytest.approx(0.02)
    # Pending is not missing: only S1 is.
    assert Flag.INCOMPLETE in score_pool(pool, MIXED).flags[1]
    each[1] = each[1]._replace(points={"S0": 1.0, "S1": 1.0, "S3": NAN})
    assert Flag.INCOMPLETE not in score_pool(pool_of(each, MIXED), MIXED).flags[1]


def test_nothing_marked_or_pending_takes_no_room():
    pool = pool_of([FormatPoints({"S0": 1.0})], MIXED)
    assert (pool.pending, pool.marked) == (None, None)


REPLIES = a_scheme(
    ("open_reply", {"EMP": 1}),
    ("open_reply", {"EMP": 1}),
    family_weights={"interpersonal": 1.0, "technical": 0.0},
)


def by_hand(scatter, counts=2):
    """Fifteen people with points 1, 0 and fifteen with 0, 1, the second item marked: see test_scale."""
    points = np.array([[1, 0], [0, 1]] * 15, dtype=float)
    columns = [np.zeros((30, 1)), np.full((30, 1), scatter)]
    marked = MarkerStatistics(np.array([[0, counts]] * 30), np.hstack(columns))
    return Pool(points, None, marked)


def one_marker(scatter):
    """Variance of one marker: 30 replies by two, drawn towards .10 squared by as much as 8 weigh."""
    return (8 * 0.01 + 30 * scatter) / 38


BY_LEVEL = (1 - (0.52 - 0.02 * 6 / 39)) / 0.42


def test_the_markers_part_is_in_the_residual_and_counts_once():
    # Two markers .1 either side: 2 x .01 of squares.
    pool = by_hand(0.02)
    error = item_error(pool, REPLIES)
    assert error.markers == pytest.approx([0, one_marker(0.02)])
    # Each residual is .5, and holds 14.5 / 30 of the error; half of one marker's variance is taken out.
    prior = 0.19**2 * BY_LEVEL
    own, marked = 30 * 0.25 / prior, (30 * 0.25 - 14.5 * one_marker(0.02) / 2) / prior
    size = (40 + own + marked) / 69
    expected = np.array([(25 * size + own) / 39.5, (25 * size + marked) / 39.5]) * 0.19**2
    assert error.variances == pytest.approx(expected, rel=1e-12)
    answers = answer_variances(error, pool, REPLIES)
    assert answers == pytest.approx(np.tile(expected * BY_LEVEL + [0, one_marker(0.02) / 2], (30, 1)))


def test_an_answer_carries_the_part_of_its_own_markers():
    pool = by_hand(0.02)
    error = item_error(pool, REPLIES)
    three = pool._replace(marked=MarkerStatistics(np.array([[0, 3]] * 30), pool.marked.scatter))
    more = answer_variances(error, three, REPLIES) - answer_variances(error, pool, REPLIES)
    assert more[:, 1] == pytest.approx(one_marker(0.02) * (MEDIAN_OF_THREE - 0.5))
    assert more[:, 0].tolist() == [0] * 30


def test_the_error_is_never_less_than_what_markers_leave():
    """Markers 2 apart either side: a mean of two keeps far more than the residual of .52."""
    pool = by_hand(8.0)
    error = item_error(pool, REPLIES)
    assert error.variances[1] == pytest.approx(0.02 * 0.19**2)
    assert (answer_variances(error, pool, REPLIES)[:, 1] > one_marker(8.0) / 2).all()


def test_further_apart_markers_make_a_larger_error_once_they_exceed_the_residual():
    near, far = (score_pool(by_hand(scatter), REPLIES).sem[0] for scatter in (0.02, 8.0))
    # a = .5 and .5
    assert far > math.sqrt(0.25 * one_marker(8.0) / 2) > near


def test_the_variance_of_a_marker_is_pooled_within_answers():
    # Two markers 1 apart (.5), three markers with squares 2: (8 x .01 + .5 + 2) / (8 + 1 + 2)
    marked = MarkerStatistics(np.array([[2], [3], [0]]), np.array([[0.5], [2.0], [0.0]]))
    assert marker_variances(marked, 1) == pytest.approx([2.58 / 11])
    assert marker_parts(np.array([0.3]), marked.counts)[:, 0] == pytest.approx(
        [0.15, 0.3 * MEDIAN_OF_THREE, 0]
    )


def test_before_anybody_marked_there_is_no_markers_part():
    assert marker_variances(None, 3).tolist() == [0, 0, 0]
    assert marker_variances(MarkerStatistics(np.zeros((2, 1), int), np.zeros((2, 1))), 1).tolist() == [0]


def test_the_median_of_three_is_as_exact_as_simulation_says():
    draws = np.median(np.random.default_rng(1).standard_normal((200_000, 3)), axis=1)
    assert draws.var() == pytest.approx(MEDIAN_OF_THREE, abs=0.005)


def test_the_error_of_each_method_rests_on_everyone_who_has_it():
    rng = np.random.default_rng(2)
    scheme = a_scheme(
        ("mcq", {"EMP": 0.4}),
        ("mcq", {"EMP": 0.3, "PLT": 0.1}),
        ("conversation", {"EMP": 0.3}),
        ("open_reply", {"EMP": 0.2, "TON": 0.5}),
        ("mcq", {"PLT": 1}),
    )
    points = rng.normal(0.5, 0.2, (40, 5))
    points[:15, 3] = NAN
    pending = np.zeros((40, 2), dtype=bool)
    pending[:15, 1] = True
    error = item_error(Pool(points, pending), scheme)
    assert error.n_people.tolist() == [40, 40, 25, 25, 0]
    # Who awaits marks has the error of closed answers that the other 25 have too, and it rests on all 40.
    found = score_pool(Pool(points, pending), scheme)
    rest = error.prior_share[0]
    assert rest == pytest.approx(40 / (40 + 2 * 39 / 2) * 25 / (25 + 39 / 2))
    assert Flag.ASSUMED_ERROR not in found.flags[0]
    assert np.isfinite(found.sem).all()


def test_pending_flags_are_told_from_others():
    assert pending_flags([Flag.PENDING_MARKS, Flag.INCOMPLETE]) == {"pending_marks"}


@pytest.mark.parametrize(
    ("pending", "has_score", "expected"),
    [
        (["", "", ""], [True, True, False], [True, True, True]),
        (["p", "", ""], [True, True, True], [False, True, True]),
        (["p", "p", ""], [True, True, True], [False, False, True]),
        (["p", "p", ""], [True, True, False], [True, True, False]),
        (["p", "p"], [True, True], [True, True]),
        (["p", "q", "q"], [True, True, True], [False, True, True]),
        (["p", ""], [False, False], [True, True]),
        ([], [], []),
    ],
)
def test_the_group_for_whom_the_least_is_pending_is_ranked(pending, has_score, expected):
    sets = [frozenset(one) for one in pending]
    assert ranked_together(sets, has_score).tolist() == expected
