"""Severity taken out rating by rating: over a candidate it adds up to the model's fair average."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.formats.points import mean
from scoring.interview.facets import severity_adjusted
from scoring.interview.facets_design import FacetRating, Refusal, design_of
from scoring.interview.facets_points import RatingModel, fair_ratings
from scoring.interview.interview import Interview, Question, interview_points
from tests.scoring.test_facets import LINKED, interviews

N_PEOPLE, N_RATERS, N_QUESTIONS = 4, 3, 5
cells = st.tuples(st.integers(0, N_PEOPLE - 1), st.integers(0, N_RATERS - 1), st.integers(0, N_QUESTIONS - 1))
ratings = st.dictionaries(cells, st.integers(1, 5), min_size=3, max_size=40)


def rows_of(given_ratings):
    return [FacetRating(f"c{p}", f"R{r}", f"Q{q}", x) for (p, r, q), x in given_ratings.items()]


def model_for(design, severities, seed):
    rng = np.random.default_rng(seed)
    n_questions, n_steps = len(design.questions), len(design.categories) - 1
    own = {f"R{at}": severity for at, severity in enumerate(severities)}
    return RatingModel(
        np.array([own[name] for name in design.interviewers]),
        rng.normal(0, 0.7, n_questions),
        np.sort(rng.normal(0, 1, (n_questions, n_steps)), axis=1),
    )


def moved(design, fair):
    """Return each person's mean of moved ratings: over interviewers, then over questions."""
    rated = np.array(design.categories)[design.category] + fair.shifts
    means = []
    for person in range(len(design.candidates)):
        mine = design.person == person
        questions = sorted(set(design.item[mine].tolist()))
        means.append(np.mean([rated[mine & (design.item == q)].mean() for q in questions]))
    return means


@settings(max_examples=60, deadline=None)
@given(ratings, st.lists(st.floats(-2, 2), min_size=3, max_size=3), st.integers(0, 99))
def test_moved_ratings_of_a_person_have_the_fair_mean(given_ratings, severities, seed):
    design = design_of(rows_of(given_ratings))
    fair = fair_ratings(design, model_for(design, severities, seed))
    assert moved(design, fair) == pytest.approx(fair.per_person.tolist(), abs=1e-9)
    low, high = design.categories[0], design.categories[-1]
    assert ((fair.per_person >= low - 1e-9) & (fair.per_person <= high + 1e-9)).all()


@settings(max_examples=60, deadline=None)
@given(ratings, st.integers(0, 99))
def test_equally_severe_interviewers_move_no_rating(given_ratings, seed):
    design = design_of(rows_of(given_ratings))
    fair = fair_ratings(design, model_for(design, (0.0, 0.0, 0.0), seed))
    assert fair.shifts.tolist() == [0.0] * len(given_ratings)
    unmoved = moved(design, fair)
    assert fair.per_person.tolist() == pytest.approx(unmoved, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(ratings, st.floats(0.1, 2), st.integers(0, 99))
def test_ratings_by_the_severe_go_up_and_those_by_the_lenient_go_down(given_ratings, severity, seed):
    design = design_of(rows_of(given_ratings))
    fair = fair_ratings(design, model_for(design, (severity, 0.0, -severity), seed))
    names = np.array(design.interviewers)[design.rater]
    assert (fair.shifts[names == "R0"] >= -1e-9).all()
    assert (fair.shifts[names == "R1"] == 0).all()
    assert (fair.shifts[names == "R2"] <= 1e-9).all()


def test_points_of_moved_ratings_are_the_adjusted_score():
    rows = [row for row in interviews(90, LINKED, (1.0, 0.0, -1.0)) if row[:3] != ("c000", "R0", "Q0")]
    fit = severity_adjusted(rows)
    assert not isinstance(fit, Refusal)
    guide = tuple(Question(f"Q{at}", {"EMP": 1.0}) for at in range(8))
    for name in ("c000", "c001", "c002"):
        sheets = {}
        for row in rows:
            if row.candidate == name:
                sheets.setdefault(row.interviewer, {})[row.question] = row.rating
        shifts = {(who, q): shift for (one, who, q), shift in fit.shifts.items() if one == name}
        earned = interview_points(guide, Interview(sheets, len(sheets), shifts)).points
        assert mean(list(earned.values())) == pytest.approx(fit.scores[name].adjusted, abs=1e-8)
        plain = interview_points(guide, Interview(sheets, len(sheets))).points
        assert mean(list(plain.values())) == pytest.approx(fit.scores[name].raw, abs=1e-8)
        assert fit.scores[name].raw != pytest.approx(fit.scores[name].adjusted, abs=1e-3)
