"""The error of one answer, found again in simulations that are not built like the model."""

import math

import numpy as np
import pytest

from domain import INTERVIEW
from scoring.formats.formats import FORMATS
from scoring.formats.scheme import FORMER_DEFAULT, Scheme, SchemeItem, scheme_from_form
from scoring.scores.error import answer_variances
from scoring.scores.error_prior import ITEM_SD, prior_variances
from scoring.scores.item_error import item_error
from scoring.scores.pool import Pool
from scoring.scores.scores import score_pool
from tests.scoring.makers import score_points

NAN = math.nan
KEY = {"A": 1, "B": 5}


def a_scheme(*items, **settings):
    listed = (SchemeItem(f"S{at}", name, KEY, on) for at, (name, on) in enumerate(items))
    return Scheme(tuple(listed), **settings)


WIDE = a_scheme(*[("mcq", {"EMP": 1})] * 20, *[("rank", {"PLT": 1})] * 20)


def heavy_tails(n, seed=1, missing=0.05):
    """Skewed levels, an own SD for each item, errors with the tails of Student's t at 5."""
    rng = np.random.default_rng(seed)
    sd = rng.uniform(0.2, 0.5, 40)
    level = np.stack([rng.exponential(0.1, n), rng.exponential(0.2, n)], axis=1)[:, [0] * 20 + [1] * 20]
    error = sd * rng.standard_t(5, (n, 40)) / math.sqrt(5 / 3)
    points = 0.3 + level + rng.normal(0, 0.2, 40) + error
    points[rng.random(points.shape) < missing] = NAN
    return points, sd, level


def test_with_many_people_the_variances_are_those_of_the_simulation():
    points, sd, _ = heavy_tails(4_000)
    error = item_error(Pool(points), WIDE)
    # Nothing of it depends on the level here.
    assert abs(error.exponent) < 0.15
    answers = answer_variances(error, Pool(points), WIDE).mean(axis=0)
    assert np.sqrt(answers) == pytest.approx(sd, rel=0.1)
    assert answers.mean() == pytest.approx((sd**2).mean(), rel=0.04)
    assert (error.prior_share < 0.01).all()


@pytest.mark.parametrize(("n", "within"), [(5, 0.25), (25, 0.15), (300, 0.06)])
def test_on_the_way_there_the_whole_is_nearer_than_the_prior(n, within):
    """Mean SD .35 against .55 and .39 beforehand: already five people say that it is too much."""
    points, sd, _ = heavy_tails(n)
    answers = answer_variances(item_error(Pool(points), WIDE), Pool(points), WIDE)
    assert math.sqrt(answers.mean()) == pytest.approx(math.sqrt((sd**2).mean()), rel=within)


@pytest.mark.parametrize("n", [2, 20, 400])
def test_the_composites_error_is_what_it_says(n):
    """Shown over real, over 400 people: heavy tails, skewed levels."""
    real, shown = [], []
    for seed in range(max(1, 400 // n)):
        # Nothing is missing: a difficulty that is left out moves a composite, and is another matter.
        points, _, level = heavy_tails(n, seed, missing=0.0)
        scores = score_points(points, WIDE)
        true = 0.8 * level[:, 0] + 0.2 * level[:, -1]
        real.append(scores.composite - true)
        shown.append(scores.sem**2)
    real = np.concatenate([one - np.mean(one) for one in real])
    ratio = math.sqrt(np.mean(np.concatenate(shown)) / (np.mean(real**2) * n / (n - 1)))
    assert 0.85 < ratio < (1.5 if n < 20 else 1.2), ratio


def test_one_person_has_the_declared_prior():
    error = item_error(Pool(np.full((1, 40), 0.5)), WIDE)
    assert np.sqrt(error.variances) == pytest.approx([0.55] * 20 + [0.39] * 20)
    assert (error.exponent, error.prior_share.tolist()) == (1.0, [1.0] * 40)


def test_every_format_has_a_declared_prior():
    assert set(ITEM_SD) == {*FORMATS, INTERVIEW}
    assert all(0.05 < sd < 0.6 for sd in ITEM_SD.values())


def test_a_longer_form_has_a_smaller_error():
    sems = [
        score_points(
            np.full((1, n), 0.58), a_scheme(*[("mcq", {"EMP": 1})] * (n - 1), ("mcq", {"PLT": 1}))
        ).sem[0]
        for n in (4, 13, 41)
    ]
    # .55 x sqrt(.64 / (n - 1) + .04)
    assert sems == pytest.approx([0.55 * math.sqrt(0.64 / (n - 1) + 0.04) for n in (4, 13, 41)], abs=1e-9)


@pytest.mark.parametrize(
    ("prior", "sem"), [(None, None), (FORMER_DEFAULT, None), ({"sd": 0.1, "reliability": 0.75}, 0.05)]
)
def test_what_former_forms_all_stated_is_not_what_a_form_states(prior, sem):
    items = [
        {"id": f"S{at}", "format": "mcq", "key": KEY, "loadings": {c: 1}}
        for at, c in enumerate(("EMP", "PLT"))
    ]
    scheme = scheme_from_form({"items": items} | ({"prior": prior} if prior else {}))
    found = score_points(np.full((1, 2), 0.58), scheme).sem[0]
    assert found == pytest.approx(0.55 * math.sqrt(0.68) if sem is None else sem, abs=1e-9)
    assert len(prior_variances(scheme)) == 2


def test_skipping_makes_the_declared_error_larger():
    """Ten of forty cells skipped, the others earn .6: a variance of .25 x .75 x .36 more."""
    skipped = np.zeros((10, 4), dtype=bool)
    skipped[:, 0] = True
    points = np.where(skipped, 0.0, 0.6)
    scheme = a_scheme(*[("mcq", {"EMP": 1})] * 2, *[("rank", {"PLT": 1}), ("conversation", {"TON": 1})])
    with_skips = item_error(Pool(points, skipped=skipped), scheme).variances
    # Alone in its method, the conversation keeps what is declared.
    assert with_skips[3] == pytest.approx(0.32**2 + 0.25 * 0.75 * 0.36)


def test_an_item_without_points_for_anybody_was_not_skipped_in_vain():
    points, skipped = np.full((3, 2), 0.6), np.zeros((3, 2), dtype=bool)
    points[:, 1], skipped[:, 1] = NAN, True
    scheme = a_scheme(("mcq", {"EMP": 1}), ("mcq", {"PLT": 1}))
    assert item_error(Pool(points, skipped=skipped), scheme).variances == pytest.approx([0.55**2] * 2)


@pytest.mark.parametrize("n", [1, 2, 40])
@pytest.mark.parametrize("value", [0.0, 1.0, -3.0, NAN], ids=str)
def test_whatever_everybody_earns_errors_are_finite(n, value):
    """Everybody skipped everything, answered like the key, is far below chance, or reached nothing."""
    points = np.full((n, 40), value)
    skipped = np.full(points.shape, value == 0)
    found = score_pool(Pool(points, skipped=skipped), WIDE)
    error = item_error(Pool(points, skipped=skipped), WIDE)
    assert np.isfinite(error.variances).all()
    assert np.isfinite(error.expected).all()
    assert (
        np.isnan(found.sem).all() if math.isnan(value) else (np.isfinite(found.sem) & (found.sem > 0)).all()
    )
