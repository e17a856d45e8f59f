"""docs/interviews.md says what the code does."""

import re
from pathlib import Path

import numpy as np
import pytest

from domain import DEFAULT_METHODS
from scoring.formats.scheme import Scheme, SchemeItem
from scoring.interview.facets_design import ENOUGH_RATINGS, WhyNot
from scoring.interview.interview import Interview, interview_points
from scoring.interview.interview_agreement import Review
from scoring.interview.interview_error import interviewer_variance
from scoring.interview.interview_pool import with_interviews
from scoring.ranking.smallest_change import smallest_change
from scoring.scores.error_prior import PEOPLE_ON_RATERS
from scoring.scores.pool import Pool
from tests.scoring.test_interview import GUIDE, WITH, interview_alone, sheet

DOC = (Path(__file__).parents[2] / "docs" / "interviews.md").read_text(encoding="utf-8")


def block(name: str) -> list[str]:
    found = re.search(rf"```{name}\n(.*?)```", DOC, re.DOTALL)
    assert found, name
    return found[1].strip().splitlines()


@pytest.mark.parametrize("line", block("ratings"))
def test_worked_ratings(line):
    sheets = {
        name: sheet(*[None if one == "-" else int(one) for one in given.split(",")])
        for name, given in re.findall(r"(\w+) ([1-5-],[1-5-],[1-5-])", line)
    }
    points = interview_points(GUIDE, Interview(sheets, len(sheets))).points
    for code, score in interview_alone(points).items():
        said = re.search(rf"{code} (\S+)", line)
        assert said
        assert (said[1] == "undefined" and np.isnan(score)) or score == pytest.approx(
            float(said[1]), abs=5e-5
        )


def test_worked_assumption():
    pool = with_interviews(Pool(np.ones((1, 2))), WITH, GUIDE, [Interview({"Ada": sheet(1, 2, 3)})])
    assert pool.panels
    seen = interviewer_variance(pool.panels)
    assert seen.value == pytest.approx(float(block("assumed")[0].split()[-1]))


@pytest.mark.parametrize("line", block("swap"))
def test_worked_swaps(line):
    first, second = re.findall(r"(\S+),(\S+)", line)[:2]
    scheme = Scheme((SchemeItem("A", "mcq", {}, {"EMP": 1}), SchemeItem("B", "mcq", {}, {"PLT": 1})))
    change = smallest_change(Pool(np.array([first, second], dtype=float)), scheme, 0, 1)
    if change is None:
        assert line.split()[-1] == "none"
    else:
        said = f"{change.kind} {change.name} from {change.weight:g} to {change.level_at:.4f}"
        assert line.endswith(said)


def test_every_code_is_explained_and_no_other():
    assert set(re.findall(r"^\| `(\w+)` \|", DOC, re.MULTILINE)) == {*Review, *WhyNot}


def test_thresholds_are_those_of_the_code():
    assert f"as much as {PEOPLE_ON_RATERS} people seen by two" in DOC
    assert f"fewer than {ENOUGH_RATINGS} ratings" in DOC
    assert DEFAULT_METHODS["interview"] == 0.30
