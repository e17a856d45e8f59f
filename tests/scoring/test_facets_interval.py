"""Intervals around severities rest on people: what widens them, what does not, and when there is none."""

import math

import pytest

from scoring.interview.facets import severity_adjusted
from scoring.interview.facets_design import ENOUGH_PEOPLE
from tests.scoring.test_facets import LINKED, interviews


def width(rows):
    return {
        who: severity.ci_high - severity.ci_low
        for who, severity in severity_adjusted(rows).severities.items()
    }


def test_the_same_answers_on_other_questions_make_nobody_surer():
    rows = interviews(40, LINKED, (0.5, 0.0, -0.5), n_questions=5)
    copied = [*rows, *(row._replace(question=f"{row.question} again") for row in rows)]
    once, twice = width(rows), width(copied)
    for who in once:
        assert twice[who] > 0.9 * once[who]


def test_four_times_the_people_halve_the_interval():
    few = width(interviews(40, LINKED, (0.5, 0.0, -0.5), n_questions=5))
    many = width(interviews(160, LINKED, (0.5, 0.0, -0.5), n_questions=5))
    for who in few:
        assert many[who] == pytest.approx(few[who] / 2, rel=0.35)


def test_two_interviewers_are_as_sure_as_each_other():
    found = severity_adjusted(interviews(30, [(0, 1)], (0.5, -0.5))).severities
    assert found["R0"].value == pytest.approx(-found["R1"].value)
    assert found["R0"].ci_low == pytest.approx(-found["R1"].ci_high)
    assert found["R0"].ci_low < found["R0"].value < found["R0"].ci_high


def test_who_rated_too_few_people_has_a_severity_and_no_interval():
    """R2 meets three people, with eleven questions each: 33 ratings."""
    panels = [(0, 1)] * 27 + [(1, 2)] * 3
    found = severity_adjusted(interviews(30, panels, (0.5, 0.0, -0.5), n_questions=11)).severities
    few = found["R2"]
    assert (few.n, few.n_ratings) == (ENOUGH_PEOPLE - 1, 33)
    assert math.isfinite(few.value)
    assert math.isnan(few.ci_low)
    assert math.isnan(few.ci_high)
    assert math.isfinite(found["R0"].ci_low)


def test_groups_linked_by_one_person_have_no_interval():
    """Two closed panels, and a person met by somebody of each: their distance rests on that person alone."""
    rows = interviews(40, [(0, 1), (2, 3)], (0.0,) * 4)
    bridge = [row._replace(interviewer="R2") for row in rows if row[:2] == ("c000", "R1")]
    found = severity_adjusted(rows + bridge).severities
    assert all(math.isfinite(one.value) for one in found.values())
    linked = width(rows + bridge)
    assert all(math.isnan(one) or one > 0.6 for one in linked.values()), linked


def test_who_always_gives_the_same_as_the_mate_has_no_interval():
    """Nobody differed yet, which says nothing of the next person."""
    first = interviews(40, [(0,)], (0.0,))
    found = severity_adjusted(first + [row._replace(interviewer="R1") for row in first]).severities
    for one in found.values():
        assert one.value == pytest.approx(0, abs=1e-6)
        assert math.isnan(one.ci_low)
        assert (one.n, one.n_ratings) == (40, 320)
