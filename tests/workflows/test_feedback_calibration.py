"""The words of a candidate's feedback are right as often as they say (seeds fixed).

A short form of benchmarks/calibration/feedback.py: the standard form, answers of the product's simulator and
of a linear one whose truths are skewed.
"""

from functools import cache
from itertools import groupby

import pytest

from assessments.content.load import load_bank, load_charter
from assessments.form.presets import preset_ids
from benchmarks.calibration.feedback import Case, Said, right, said
from scoring.formats.scheme import scheme_from_form
from scoring.scores.expected_share import expected_reliability
from workflows.campaigns.freeze import freeze_form
from workflows.candidates.feedback_rules import COMPETENCY_FROM

PEOPLE, DRAWS = 900, 30
POPULATIONS = ("normal", "linear, skewed to the left")


@cache
def found(population: str) -> list[Said]:
    return said(Case("standard", population), PEOPLE, DRAWS)


@pytest.mark.parametrize("population", POPULATIONS)
def test_every_word_is_right_as_often_as_it_says(population):
    by_kind = groupby(sorted(found(population), key=lambda one: one.kind), key=lambda one: one.kind)
    rows = [row for kind, cases in by_kind for row in right(kind, cases)]
    held = [row for row in rows if row.holds is not None]
    assert len(held) > 4
    assert [row for row in held if not row.holds] == []


@pytest.mark.parametrize("population", POPULATIONS)
def test_that_somebody_has_to_develop_is_not_said_of_most_whom_chance_put_there(population):
    """Rare words are pooled: where the score alone decided, half of those told so were not."""
    told = [one.is_right for one in found(population) if one.word.startswith("develop")]
    assert sum(told) >= 0.77 * len(told)


def test_a_form_says_something_of_nearly_everybody():
    families = [one for one in found("normal") if one.kind == "interpersonal family"]
    assert len(families) > 0.95 * PEOPLE


@pytest.mark.parametrize(
    ("preset", "families", "carried"),
    [
        ("short", (0.59, 0.24), {"JUD"}),
        ("standard", (0.73, 0.40), {"EMP", "TON", "INT", "JUD"}),
        ("long", (0.89, 0.73), {"EMP", "DEE", "TON", "INT", "JUD", "REL", "INC", "MOD"}),
    ],
)
def test_what_a_form_carries_is_what_the_document_says(preset, families, carried):
    bank, charter = load_bank(), load_charter("ardeal")
    form = freeze_form(bank, charter, item_ids=preset_ids(preset, bank, charter))
    expected = expected_reliability(scheme_from_form(form))
    assert tuple(expected.families.values()) == pytest.approx(families, abs=0.006)
    assert {code for code, value in expected.competencies.items() if value >= COMPETENCY_FROM} == carried
