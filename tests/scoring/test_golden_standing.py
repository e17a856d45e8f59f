"""The errors behind ranks against values worked out elsewhere: SEM, SEE, Kelley's estimate, and the band."""

import math

import numpy as np
import pytest

from scoring.scheme import COMPETENCIES, Prior, Scheme, SchemeItem
from scoring.scores import score_points_assumed
from scoring.standing import posterior
from scoring.tiers import probability_above
from tests.scoring.agreement_tables import beside, expected

SD, RELIABILITY, MEAN = 10.0, 0.80, 50.0


@beside
def test_errors_and_bands_are_those_of_classical_test_theory():
    golden = expected("sem_sed")
    items = tuple(SchemeItem(f"S{at}", "mcq", None, {code: 1.0}) for at, code in enumerate(COMPETENCIES))
    scheme = Scheme(items, prior=Prior(SD, RELIABILITY))
    sem = score_points_assumed(np.zeros((1, len(items))), scheme).sem[0]
    assert sem == pytest.approx(golden["sem"], abs=1e-9)

    # Two people, 20 points to either side of the mean.
    known = posterior(np.array([70.0, 30.0]), np.array([sem, sem]), reliability=RELIABILITY)
    assert known.true_variance == pytest.approx(SD**2 * RELIABILITY)
    assert known.mean[0] == pytest.approx(golden["kelley_of_70_mean50"])
    see = math.sqrt(known.variance[0])
    assert see == pytest.approx(golden["see"])
    assert math.sqrt(known.variance.sum()) == pytest.approx(golden["sed_see"])


@beside
@pytest.mark.parametrize(("band", "above"), [("band95", 0.975), ("band90", 0.95)])
def test_who_is_a_band_ahead_is_ahead_with_its_probability(band, above):
    """Around estimates of true scores the band is that of observed ones times the square root of r."""
    golden = expected("sem_sed")
    observed = golden[band] / math.sqrt(RELIABILITY)
    sem = np.array([golden["sem"]] * 2)
    known = posterior(np.array([MEAN + observed, MEAN]), sem, reliability=RELIABILITY)
    found = probability_above(known.mean[0], known.variance[0], known.mean[1], known.variance[1])
    assert found == pytest.approx(above, abs=1e-6)
    assert known.mean[0] - known.mean[1] == pytest.approx(golden[band] * math.sqrt(RELIABILITY))
