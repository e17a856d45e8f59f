"""Numbers that arithmetic could not bear are refused before it begins, also where no file is read."""

import numpy as np
import pytest

from errors import BadScores
from scoring.ranking.standing import rank_candidates
from scoring.scores.bounds import LARGEST, MOST_PLACES


def ranked(composite, sem, places=1):
    return rank_candidates(["ana", "bea"], np.array([0.5, composite]), np.array([0.1, sem]), places=places)


@pytest.mark.parametrize("number", [np.inf, -np.inf, 1e308, -1e308, 1.01 * LARGEST, -1.01 * LARGEST])
def test_a_composite_beyond_reason_is_refused_by_name(number):
    with pytest.raises(
        BadScores, match=r"composite: expected numbers from -1000000 to 1000000, .* for 'bea'"
    ):
        ranked(number, 0.1)


@pytest.mark.parametrize("number", [np.inf, -np.inf, 1e308, -1e-9, 1.01 * LARGEST])
def test_an_error_below_zero_or_beyond_reason_is_refused_by_name(number):
    with pytest.raises(BadScores, match=r"sem: expected numbers from 0 to 1000000, .* for 'bea'"):
        ranked(0.6, number)


@pytest.mark.parametrize("places", [0, -1, MOST_PLACES + 1, 10**400, float("nan")])
def test_places_beyond_reason_are_refused(places):
    with pytest.raises(BadScores, match="places: expected from 1 to 1000000"):
        ranked(0.6, 0.1, places=places)


@pytest.mark.parametrize("composite", [-LARGEST, LARGEST])
@pytest.mark.parametrize("sem", [0.0, 1e-300, 1e-9, LARGEST])
def test_at_the_bounds_ranks_and_probabilities_are_what_they_must_be(composite, sem):
    for places in (1, MOST_PLACES):
        for one in ranked(composite, sem, places=places):
            assert 1 <= one.rank_low <= one.rank_high <= 2
            assert 1 <= one.expected_rank <= 2
            assert 0 <= one.p_top_k <= 1


def test_no_number_is_no_wrong_number():
    """It only has no rank, and leaves nobody to be ranked among."""
    assert [(one.candidate, one.tier) for one in ranked(np.nan, np.nan)] == [("ana", None), ("bea", None)]
