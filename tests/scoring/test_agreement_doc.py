"""docs/agreement.md says what the code does."""

import re
from pathlib import Path

import numpy as np
import pytest

from scoring.agreement.agreement import exact_agreement
from scoring.agreement.coefficients import gwet_ac2, krippendorff_alpha, r_wg, uniform_variance
from scoring.agreement.icc import intraclass_correlation
from scoring.agreement.kappa import quadratic_weighted_kappa
from scoring.agreement.ratings_table import Undefined
from scoring.agreement.second_reader import Refusal

DOC = (Path(__file__).parents[2] / "docs" / "agreement.md").read_text(encoding="utf-8")
PAIRS, PANEL = (block.strip().splitlines() for block in re.findall(r"```worked\n(.*?)```", DOC, re.DOTALL))
SCALE = range(6)
STATISTICS = {
    "exact": exact_agreement,
    "kappa": lambda table: quadratic_weighted_kappa(table, SCALE, rng=np.random.default_rng(1)),
    "alpha": lambda table: krippendorff_alpha(table, "ordinal", rng=np.random.default_rng(1)),
    "ac2": lambda table: gwet_ac2(table, SCALE),
    "icc": lambda table: intraclass_correlation(table).single,
    "icc_k": lambda table: intraclass_correlation(table).average,
}


@pytest.mark.parametrize("line", PAIRS)
def test_worked_agreement(line):
    name, rest = line.split(maxsplit=1)
    cells = re.findall(r"(\d+)x(\d):(\d)", rest)
    table = np.array([(float(a), float(b)) for times, a, b in cells for _ in range(int(times))])
    found = STATISTICS[name](table)
    said = rest.split(cells[-1][1] + ":" + cells[-1][2])[-1].split()
    if said[0] == "undefined":
        assert found.reason == said[1]
    else:
        assert found.value == pytest.approx(float(said[0]), abs=5e-5)


def test_worked_panel():
    _, anchors, *raters, expected = PANEL[0].split()
    table = np.array([[float(mark) for mark in rater.split(",")] for rater in raters])
    value = r_wg(table, uniform_variance(int(anchors[2:]))).value
    assert value == pytest.approx(float(expected), abs=5e-5)


def test_every_reason_is_explained_and_no_other():
    codes = set(re.findall(r"^\| `(\w+)` \|", DOC, re.MULTILINE))
    assert codes == {*Undefined, *Refusal}
