"""The errors behind ranks against values worked out elsewhere: SEM, SEE, Kelley's estimate, and the band."""

import math

import numpy as np
import pytest

from domain import COMPETENCIES
from scoring.formats.scheme import Prior, Scheme, SchemeItem
from scoring.ranking.posterior import probability_above
from scoring.ranking.spread import stated_spread
from scoring.ranking.standing import posterior
from scoring.scores.level import CENTRE
from tests.scoring.agreement_tables import beside, expected
from tests.scoring.makers import score_points

SD, RELIABILITY, MEAN = 10.0, 0.80, 50.0


@beside
def test_errors_and_bands_are_those_of_classical_test_theory():
    golden = expected("sem_sed")
    items = tuple(SchemeItem(f"S{at}", "mcq", None, {code: 1.0}) for at, code in enumerate(COMPETENCIES))
    scheme = Scheme(items, prior=Prior(SD, RELIABILITY))
    # Where the level of the answers is the one at which what a form states holds.
    sem = score_points(np.full((1, len(items)), CENTRE), scheme).sem[0]
    assert sem == pytest.approx(golden["sem"], abs=1e-9)

    # Two people, 20 points to either side of the mean.
    known = posterior(np.array([70.0, 30.0]), np.array([sem, sem]), reliability=RELIABILITY)
    spread = stated_spread(np.array([70.0, 30.0]), np.array([sem, sem]), RELIABILITY)
    assert spread.variance == pytest.approx([SD**2 * RELIABILITY])
    assert known.expected()[0] == pytest.approx(golden["kelley_of_70_mean50"])
    see = math.sqrt(known.variance[0, 0])
    assert known.sd()[0] == pytest.approx(see)
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
    found = probability_above(known.rows(slice(0, 1)), known.rows(slice(1, 2)))
    assert found == pytest.approx(above, abs=1e-6)
    mean = known.expected()
    assert mean[0] - mean[1] == pytest.approx(golden[band] * math.sqrt(RELIABILITY))
