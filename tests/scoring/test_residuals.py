"""Residuals inside blocks: by hand, and against least squares by numpy."""

import math

import numpy as np
import pytest

from scoring.formats.scheme import Scheme, SchemeItem
from scoring.scores.item_error import blocks, residuals

NAN = math.nan


def a_scheme(*items):
    """Items as (format, competency)."""
    return Scheme(tuple(SchemeItem(f"S{at}", name, {}, {on: 1.0}) for at, (name, on) in enumerate(items)))


ONE_BLOCK = a_scheme(*[("mcq", "EMP")] * 3)


def test_a_complete_table_is_a_two_way_analysis_of_variance():
    points = np.array([[1.0, 0.5, 0.0], [0.2, 0.4, 0.6]])
    # Rows .5 and .4, columns .6, .45 and .3, all .45: 1 - .5 - .6 + .45 = .35, and so on.
    by_hand = np.array([[0.35, 0.0, -0.35], [-0.35, 0.0, 0.35]])
    found = residuals(points, ONE_BLOCK)
    assert found.squares == pytest.approx(by_hand**2, abs=1e-15)
    # (1 - 1/2)(1 - 1/3)
    assert found.error_shares == pytest.approx(np.full((2, 3), 1 / 3))


def by_least_squares(points):
    """Residuals and what each holds of its own error, cell by cell, with a column per person and item."""
    cells = np.argwhere(~np.isnan(points))
    design = np.zeros((len(cells), sum(points.shape)))
    design[np.arange(len(cells)), cells[:, 0]] = 1
    design[np.arange(len(cells)), len(points) + cells[:, 1]] = 1
    values = points[tuple(cells.T)]
    squares, held = np.zeros_like(points), np.zeros_like(points)
    squares[tuple(cells.T)] = (values - design @ np.linalg.lstsq(design, values, rcond=None)[0]) ** 2
    held[tuple(cells.T)] = 1 - np.diag(design @ np.linalg.pinv(design))
    return squares, held


@pytest.mark.parametrize("missing", [0.05, 0.3, 0.6])
def test_missing_cells_cost_those_cells(missing):
    rng = np.random.default_rng(int(100 * missing))
    points = rng.normal(size=(25, 6))
    points[rng.random(points.shape) < missing] = NAN
    points[(~np.isnan(points)).sum(axis=1) < 2] = NAN
    squares, held = by_least_squares(points)
    found = residuals(points, a_scheme(*[("mcq", "EMP")] * 6))
    assert found.squares == pytest.approx(squares, abs=1e-12)
    assert found.error_shares == pytest.approx(held, abs=1e-12)


def test_people_in_pieces_that_share_no_item_are_fitted_piece_by_piece():
    points = np.full((8, 4), NAN)
    rng = np.random.default_rng(1)
    points[:4, :2], points[4:, 2:] = rng.normal(size=(4, 2)), rng.normal(size=(4, 2))
    found = residuals(points, a_scheme(*[("mcq", "EMP")] * 4))
    # Each piece is complete: (1 - 1/4)(1 - 1/2).
    assert found.error_shares[~np.isnan(points)] == pytest.approx(3 / 8)
    squares, _ = by_least_squares(points)
    assert found.squares == pytest.approx(squares, abs=1e-12)


def test_what_says_nothing_holds_nothing():
    points = np.array([[1.0, NAN, NAN], [0.2, 0.4, NAN], [0.1, 0.9, 0.3], [0.6, 0.5, NAN]])
    found = residuals(points, ONE_BLOCK)
    # One answer of a person is all level, and the only answer to an item all difficulty.
    assert found.error_shares[0].tolist() == [0, 0, 0]
    assert (found.error_shares[2, 2], found.squares[2, 2]) == (0, 0)
    assert (found.error_shares[[1, 2, 3], :2] > 0).all()


@pytest.mark.parametrize("points", [np.ones((1, 3)), np.full((4, 3), NAN), np.empty((0, 3))], ids=len)
def test_nobody_to_compare_with_leaves_no_residual(points):
    found = residuals(points, ONE_BLOCK)
    assert not found.squares.any()
    assert not found.error_shares.any()


def test_blocks_are_methods_by_families():
    scheme = a_scheme(
        ("mcq", "EMP"),
        ("rank", "JUD"),
        ("mcq", "PLT"),
        ("conversation", "TON"),
        ("interview", "EMP"),
        ("mcq", "MOD"),
    )
    assert [block.tolist() for block in blocks(scheme)] == [[0, 1], [2, 5], [3], [4]]
    # Taken apart: a person who is good at all of one method and at none of another has no residual.
    points = np.array([[1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 1, 1]], dtype=float)
    assert not residuals(points, scheme).squares.any()


def test_half_a_loading_on_technique_is_not_most_of_it():
    even = Scheme(
        (SchemeItem("S0", "mcq", {}, {"EMP": 0.5, "PLT": 0.5}), SchemeItem("S1", "mcq", {}, {"EMP": 1}))
    )
    assert [block.tolist() for block in blocks(even)] == [[0, 1]]


def test_levels_and_difficulties_leave_no_trace():
    rng = np.random.default_rng(2)
    points = rng.normal(size=(30, 3))
    points[rng.random(points.shape) < 0.2] = NAN
    moved = points + rng.normal(size=(30, 1)) + rng.normal(size=(1, 3))
    assert residuals(moved, ONE_BLOCK).squares == pytest.approx(
        residuals(points, ONE_BLOCK).squares, abs=1e-12
    )
