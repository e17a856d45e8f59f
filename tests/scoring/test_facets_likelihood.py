"""The likelihood with halo: by integration, by differences, and without halo that of another program."""

import numpy as np
import pytest
from scipy.stats import norm

from scoring.interview.facets_design import design_of
from scoring.interview.facets_fit import NO_HALO, Likelihood, fitted, without_halo
from tests.scoring.test_facets import LINKED, interviews

GRID = np.arange(-40, 41) * 0.2


def some(n=12, **kinds):
    rows = [row for row in interviews(n, LINKED, (0.6, 0.0, -0.6), n_questions=4, **kinds)]
    return design_of([row for row in rows if row[:3] != ("c001", "R1", "Q2")])


def values_of(design, own_steps, *, spread, halo):
    """Some values, with steps that sum to 0 row by row."""
    rng = np.random.default_rng(8)
    rows = len(design.questions) if own_steps else 1
    steps = rng.normal(0, 1, (rows, len(design.categories) - 1))
    steps -= steps.mean(axis=1, keepdims=True)
    difficulty = rng.normal(0, 0.5, len(design.questions))
    return np.concatenate([difficulty, [0.5, -0.2, -0.3], steps.ravel(), np.log([spread, halo])])


def chances(design, values, at, places):
    """Of one rating at some places, as the formula of the model says."""
    n_q, n_steps = len(design.questions), len(design.categories) - 1
    location = places - values[design.item[at]] - values[n_q + design.rater[at]]
    steps = values[n_q + 3 : -2].reshape(-1, n_steps)
    own = steps[design.item[at]] if len(steps) > 1 else steps[0]
    weights = [np.ones_like(location)]
    for one in own:
        weights.append(weights[-1] * np.exp(location - one))
    return weights[design.category[at]] / np.sum(weights, axis=0)


@pytest.mark.parametrize("own_steps", [False, True])
def test_likelihood_of_a_person_is_the_integral_over_place_and_halos(own_steps):
    design = some()
    values = values_of(design, own_steps, spread=1.1, halo=0.7)
    found = Likelihood(design, own_steps, GRID).terms(values).log_likelihood
    place, halo = np.linspace(-7, 7, 561), np.linspace(-5, 5, 401)
    by_hand = norm.pdf(place, scale=1.1)
    for rater in (1, 2):
        seen = norm.pdf(halo, scale=0.7) * np.ones((len(place), 1))
        for at in np.flatnonzero((design.person == 1) & (design.rater == rater)):
            seen = seen * chances(design, values, at, place[:, None] + halo)
        by_hand = by_hand * np.trapezoid(seen, halo, axis=1)
    assert found[1] == pytest.approx(np.log(np.trapezoid(by_hand, place)), abs=1e-5)


@pytest.mark.parametrize("own_steps", [False, True])
def test_slopes_are_those_of_the_likelihood(own_steps):
    design = some()
    likelihood = Likelihood(design, own_steps, GRID)
    values = values_of(design, own_steps, spread=0.9, halo=0.6)
    slopes, step = likelihood.terms(values).scores, 1e-5
    for at, one in enumerate(np.eye(len(values))):
        up = likelihood.terms(values + step * one).log_likelihood
        down = likelihood.terms(values - step * one).log_likelihood
        assert slopes[:, at] == pytest.approx((up - down) / (2 * step), abs=1e-7)


def test_without_halo_it_is_the_likelihood_of_another_program():
    design = some(40)
    other = without_halo(design, "rating_scale")
    values = np.concatenate(
        [
            other.item_difficulty,
            other.facet_parameters["rater"],
            other.thresholds.ravel(),
            np.log([other.sigma, NO_HALO]),
        ]
    )
    found = Likelihood(design, False, GRID).terms(values)
    assert found.log_likelihood.sum() == pytest.approx(other.log_likelihood, abs=1e-4)
    free = Likelihood(design, False, GRID).free[:, :-1]
    assert found.scores.sum(axis=0) @ free == pytest.approx(0, abs=1e-3), "its top is there too"


def test_information_adds_up_to_the_standard_errors_of_another_program():
    design = some(40)
    other = without_halo(design, "rating_scale")
    values = np.concatenate(
        [
            other.item_difficulty,
            other.facet_parameters["rater"],
            other.thresholds.ravel(),
            np.log([other.sigma, NO_HALO]),
        ]
    )
    likelihood = Likelihood(design, False, GRID)
    free = likelihood.free[:, :-1]
    covariance = np.linalg.inv(likelihood.information(values, free).sum(axis=0))
    rows = free[likelihood.n_questions : likelihood.first_step]
    errors = np.sqrt(np.einsum("rf,fg,rg->r", rows, covariance, rows))
    assert errors == pytest.approx(other.facet_se["rater"], rel=1e-3)


def test_halo_that_is_there_is_found_and_one_that_is_not_is_none():
    plain = fitted(design_of(interviews(120, LINKED, (0.5, 0.0, -0.5))), "rating_scale")
    assert plain.halo < 0.3
    rng = np.random.default_rng(5)
    seen = design_of(with_halo(interviews(120, LINKED, (0.5, 0.0, -0.5)), rng))
    assert fitted(seen, "rating_scale").halo > 2 * plain.halo


def with_halo(rows, rng):
    """Raise or lower by a point what an interviewer gave to a person, all of it alike."""
    moves = {}
    for row in rows:
        moves.setdefault(row[:2], int(rng.choice([-1, 0, 1])))
    return [row._replace(rating=min(5, max(1, row.rating + moves[row[:2]]))) for row in rows]
