"""The product against a naive re-implementation, on careful, careless, constant and incomplete answers."""

import math
from random import Random

import numpy as np
import pytest

from scoring.formats import person_points
from scoring.scheme import COMPETENCIES, scheme_from_form
from scoring.scores import score_points
from tests.scoring import naive
from tests.scoring.makers import a_form, some_answers

STYLES = ("careful", "careless", "constant", "incomplete")


def scored(form, people):
    scheme = scheme_from_form(form)
    table = np.full((len(people), len(scheme.items)), np.nan)
    for row, answers in enumerate(people):
        points = person_points(scheme.keys_by_format(), answers).points
        table[row] = [points.get(item.id, math.nan) for item in scheme.items]
    return score_points(table, scheme)


def near(value):
    return pytest.approx(math.nan if value is None else value, abs=2e-9, nan_ok=True)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("n_people", [5, 60])
def test_every_number_is_the_naive_one(seed, n_people):
    """Five people: assumed error; sixty, most of them complete: estimated."""
    rng = Random(seed * 100 + n_people)
    form = a_form(rng, n_items=rng.randint(8, 30))
    people = [some_answers(form, rng, STYLES[at % 4] if at % 8 < 4 else "careless") for at in range(n_people)]
    scores = scored(form, people)
    points = [naive.person_points(form["items"], answers) for answers in people]
    errors = naive.sems(form["items"], points)
    for row, (earned, error) in enumerate(zip(points, errors, strict=True)):
        for c, name in enumerate(COMPETENCIES):
            assert scores.competencies[row, c] == near(naive.competency_score(form["items"], earned, name))
        for f, weights in enumerate((naive.INTERPERSONAL, naive.TECHNICAL)):
            assert scores.families[row, f] == near(naive.family_score(form["items"], earned, weights))
        assert scores.composite[row] == near(naive.composite(form["items"], earned))
        assert scores.sem[row] == near(error)


def test_the_error_is_estimated_from_thirty_complete_people():
    rng = Random(8)
    form = a_form(rng)
    people = [some_answers(form, rng, "careless") for _ in range(30)]
    assert scored(form, people).sem_basis == "estimated"
    people[0] = some_answers(form, rng, "incomplete")
    assert scored(form, people).sem_basis == "assumed"
