"""docs/scoring.md says what the code does."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from scoring.flags import Flag
from scoring.formats import FORMATS
from scoring.scheme import DEFAULT_WEIGHTS, Scheme, SchemeItem
from scoring.scores import score_points
from scoring.standing import posterior
from scoring.tiers import probability_above

DOC = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text(encoding="utf-8")


def block(name: str) -> list[str]:
    found = re.search(rf"```{name}\n(.*?)```", DOC, re.DOTALL)
    assert found, name
    return found[1].strip().splitlines()


def key(name: str) -> dict[str, int]:
    found = re.search(rf"\b{name} = ((?:[A-F]\d ?)+)", DOC)
    assert found, name
    return {pair[0]: int(pair[1]) for pair in found[1].split()}


@pytest.mark.parametrize("line", block("points"))
def test_worked_points(line):
    name, item, answer, expected = line.split()
    points = FORMATS[name].points({item: key(item)}, {item: json.loads(answer)}).points[item]
    assert points == pytest.approx(float(expected), abs=5e-5)


def test_worked_error():
    items = tuple(SchemeItem(c, "mcq", {"A": 1, "B": 5}, {c: 0.4}) for c in DEFAULT_WEIGHTS)
    assert block("sem")[0].split()[-1] == str(score_points(np.ones((1, 10)), Scheme(items)).sem[0])


def test_worked_probability():
    x, sem, _, y, other, expected = block("above")[0].split()
    post = posterior(np.array([float(x), float(y)]), np.array([float(sem), float(other)]))
    above = probability_above(post.mean[0], post.variance[0], post.mean[1], post.variance[1])
    assert above == pytest.approx(float(expected), abs=5e-5)


def test_every_format_and_flag_is_explained_and_no_other():
    codes = set(re.findall(r"^\| `(\w+)` \|", DOC, re.MULTILINE))
    assert codes == set(FORMATS) | {flag.value for flag in Flag}


def test_the_weights_are_those_of_the_code():
    assert {c: int(w) for c, w in re.findall(r"\b([A-Z]{3}) (\d+)\b", DOC)} == dict(DEFAULT_WEIGHTS)
