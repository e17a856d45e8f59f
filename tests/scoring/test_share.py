"""Where the weight really sits."""

import math

import numpy as np
import pytest

from scoring.scale import scale_scores
from scoring.scheme import Scheme, SchemeItem
from scoring.share import effective_share, interpersonal_part, technical_item_share

KEY = {"A": 1, "B": 5}
RNG = np.random.default_rng(4)


def scheme(*loadings):
    return Scheme(tuple(SchemeItem(f"S{at}", "mcq", KEY, loading) for at, loading in enumerate(loadings)))


def test_the_technical_block_may_carry_interpersonal_weight():
    # EMP .8 over loadings .4 + .1; the second item is mostly PLT: .8 x .1/.5 + .2 = .36.
    assert technical_item_share(scheme({"EMP": 0.4}, {"EMP": 0.1, "PLT": 0.4})) == pytest.approx(0.36)


def test_half_of_the_loading_is_not_yet_technical():
    assert technical_item_share(scheme({"EMP": 0.4, "PLT": 0.4})) == 0


def test_a_form_without_composite_has_no_share():
    assert math.isnan(technical_item_share(scheme({"EMP": 0.4})))


def test_a_scale_that_varies_more_weighs_more():
    """Parts (.4, .4, 0, 0) and (0, .2, 0, .2) do not covary: share = .16/4 / (.16/4 + .04/4) = .8."""
    part, other = np.array([0.4, 0.4, 0, 0]), np.array([0, 0.2, 0, 0.2])
    assert effective_share(part, part + other, rng=RNG).share == pytest.approx(0.8)


def test_the_two_shares_sum_to_one():
    part, other = RNG.normal(size=(2, 50))
    shares = [effective_share(p, part + other, rng=RNG).share for p in (part, other)]
    assert sum(shares) == pytest.approx(1)


def test_the_interval_holds_the_share_and_comes_from_the_seed():
    part = RNG.normal(size=200)
    composite = part + RNG.normal(size=200)
    first, again = (effective_share(part, composite, rng=np.random.default_rng(1)) for _ in range(2))
    assert first == again
    assert first.ci_low < first.share < first.ci_high
    assert first.n == 200


@pytest.mark.parametrize("composite", [[0.5], [0.5, 0.5, 0.5], [math.nan, 0.4], []], ids=str)
def test_without_variance_there_is_no_share(composite):
    values = np.array(composite)
    assert math.isnan(effective_share(values, values, rng=RNG).share)


@pytest.mark.parametrize(("n", "is_warning"), [(29, False), (30, True)])
def test_the_warning_starts_at_thirty(n, is_warning):
    other = np.linspace(0, 1, n)
    assert effective_share(0.1 * other, other, rng=RNG).is_warning == is_warning


def test_the_interpersonal_part_is_weight_times_family():
    form = scheme({"EMP": 0.4}, {"PLT": 0.4})
    scores = scale_scores(np.array([[0.5, 1.0], [0.5, math.nan]]), form)
    assert interpersonal_part(scores, form) == pytest.approx([0.4, math.nan], nan_ok=True)
