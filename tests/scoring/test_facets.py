"""Severity taken out of interviews: values from other programs, refusals, what changes and what does not."""

import csv

import numpy as np
import pytest

from errors import BadRatings
from scoring.interview.facets import severity_adjusted
from scoring.interview.facets_design import FacetRating, Refusal, WhyNot, design_of, refusal
from scoring.interview.facets_fit import without_halo
from tests.scoring.agreement_tables import GOLDEN, beside, expected

STEPS = (-1.8, -0.6, 0.6, 1.8)


def interviews(n, panels, severities, *, seed=1, n_questions=8, spread=1.0):
    """Ratings drawn from the model; candidate i meets panel i modulo the number of panels."""
    rng = np.random.default_rng(seed)
    return [
        FacetRating(f"c{person:03}", f"R{rater}", f"Q{question}", drawn(theta - severities[rater], rng))
        for person, theta in enumerate(rng.normal(0, spread, n))
        for rater in panels[person % len(panels)]
        for question in range(n_questions)
    ]


def drawn(location, rng):
    logits = np.concatenate([[0.0], np.cumsum(location - np.array(STEPS))])
    weights = np.exp(logits - logits.max())
    return 1 + int(rng.choice(5, p=weights / weights.sum()))


LINKED = [(0, 1), (1, 2), (2, 0)]


@beside
def test_severities_without_halo_are_those_of_other_programs():
    with (GOLDEN / "sirt_ratings1.csv").open(encoding="utf-8") as lines:
        rows = [
            FacetRating(row["idstud"], row["rater"], question, int(row[question]))
            for row in csv.DictReader(lines)
            for question in ("k1", "k2", "k3", "k4", "k5")
        ]
    design, golden = design_of(rows), expected("mfrm_ratings1")
    found = without_halo(design, "partial_credit")
    severities = dict(zip(design.interviewers, found.facet_parameters["rater"], strict=True))
    assert severities == pytest.approx(golden["sirt"], abs=0.002)
    assert found.log_likelihood == pytest.approx(golden["ll"], abs=0.1)
    shared = without_halo(design, "rating_scale").facet_parameters["rater"]
    assert dict(zip(design.interviewers, shared, strict=True)) == pytest.approx(golden["sirt"], abs=0.02)


def test_severities_that_made_the_ratings_are_found_again():
    found = severity_adjusted(interviews(90, LINKED, (0.8, 0.0, -0.8)))
    for name, true in (("R0", 0.8), ("R1", 0.0), ("R2", -0.8)):
        one = found.severities[name]
        assert one.value == pytest.approx(true, abs=0.15)
        assert 0.1 < one.ci_high - one.ci_low < 0.4
        assert (one.n, one.n_ratings) == (60, 480)
    assert sum(severity.value for severity in found.severities.values()) == pytest.approx(0, abs=1e-9)


def test_who_met_severe_people_gains_and_who_met_lenient_people_loses():
    found = severity_adjusted(interviews(90, LINKED, (1.0, 0.0, -1.0)))
    changes = np.array([score.adjusted - score.raw for score in found.scores.values()])
    assert changes[0::3].mean() > 0.03  # R0 and R1
    assert changes[1::3].mean() < -0.03  # R1 and R2
    assert abs(changes[2::3].mean()) < 0.02  # R2 and R0
    assert all(0 <= score.adjusted <= 1 for score in found.scores.values())


def test_raw_scores_are_the_mean_over_interviewers_then_questions():
    rows = [row for row in interviews(90, LINKED, (1.0, 0.0, -1.0)) if row[:3] != ("c000", "R0", "Q0")]
    own = [row for row in rows if row.candidate == "c000"]
    by_question = [np.mean([row.rating for row in own if row.question == f"Q{q}"]) for q in range(8)]
    assert severity_adjusted(rows).scores["c000"].raw == pytest.approx((np.mean(by_question) - 1) / 4)


def test_equally_severe_interviewers_change_nothing():
    """Each of two gives what the other gave: severities are 0, and everybody keeps the score they have."""
    first = interviews(40, [(0,)], (0.0,))
    found = severity_adjusted(first + [row._replace(interviewer="R1") for row in first])
    for score in found.scores.values():
        assert score.adjusted == pytest.approx(score.raw, abs=1e-6)


def test_neither_the_order_of_rows_nor_an_unused_rating_matters():
    rows = [row for row in interviews(60, LINKED, (0.5, 0.0, -0.5)) if row.rating != 5]
    assert severity_adjusted(rows[::-1]) == severity_adjusted(rows)


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        pytest.param(interviews(40, [(0,)], (0.0,)), {WhyNot.TOO_FEW_INTERVIEWERS}, id="one interviewer"),
        pytest.param(interviews(40, [(0,), (1,)], (0.0, 0.5)), {WhyNot.NOT_CONNECTED}, id="nobody in common"),
        pytest.param(
            interviews(40, [(0, 1), (2, 3)], (0.0,) * 4), {WhyNot.NOT_CONNECTED}, id="two closed panels"
        ),
        pytest.param(
            [
                row
                for row in interviews(40, [(0, 1)], (0.0, 0.5))
                if (row.interviewer == "R0") == (row.question < "Q4")
            ],
            {WhyNot.CONFOUNDED},
            id="each asks other questions",
        ),
        pytest.param(interviews(3, [(0, 1)], (0.0, 0.5)), {WhyNot.TOO_FEW_RATINGS}, id="24 ratings each"),
        pytest.param([], {WhyNot.TOO_FEW_INTERVIEWERS}, id="nothing"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(rows, reasons):
    found = severity_adjusted(rows)
    assert isinstance(found, Refusal)
    assert found.reasons == reasons


def test_a_refusal_counts_ratings_and_names_the_groups():
    found = severity_adjusted(interviews(40, [(0, 1), (2, 3)], (0.0,) * 4, n_questions=1))
    assert found.n_ratings == {"R0": 20, "R1": 20, "R2": 20, "R3": 20}
    assert found.groups == (("R0", "R1"), ("R2", "R3"))
    assert found.reasons == {WhyNot.NOT_CONNECTED, WhyNot.TOO_FEW_RATINGS}


def test_an_interviewer_with_only_the_best_ratings_is_refused():
    rows = [
        row._replace(rating=5) if row.interviewer == "R0" else row
        for row in interviews(40, LINKED, (0.0,) * 3)
    ]
    assert severity_adjusted(rows).reasons == {WhyNot.ONLY_EXTREMES}


def test_two_ratings_of_one_question_by_one_person_are_refused():
    rows = interviews(3, LINKED, (0.0,) * 3)
    with pytest.raises(BadRatings, match="c000, R0, Q0"):
        severity_adjusted([*rows, rows[0]])


def test_one_shared_candidate_links_two_panels():
    """One person met by both is enough for the design; 30 ratings each are another matter."""
    rows = interviews(40, [(0, 1), (2, 3)], (0.0,) * 4)
    bridge = [row._replace(interviewer="R2") for row in rows if row[:2] == ("c000", "R1")]
    assert refusal(design_of(rows)) is not None
    assert refusal(design_of(rows + bridge)) is None
