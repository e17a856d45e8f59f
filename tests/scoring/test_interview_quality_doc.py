"""docs/interviews.md, section 8, says what the code does."""

import math
import re

import pytest

from scoring.interview.facets_design import FacetRating
from scoring.interview.interview_agreement import panel_severity
from tests.scoring.test_interviews_doc import block

NUMBER = r"(-?[0-9.]+)"


@pytest.mark.parametrize("line", block("panels"))
def test_worked_severities(line):
    rows = [
        FacetRating(f"p{person}", name, f"Q{question}", int(rating))
        for name, sheets in re.findall(r"(\w+)((?: [1-5-],[1-5-],[1-5-])+)", line)
        for person, sheet in enumerate(sheets.split())
        for question, rating in enumerate(sheet.split(","))
        if rating != "-"
    ]
    found = panel_severity(rows)
    told = re.findall(rf"(\w+) {NUMBER}(?=\s|$)", line)
    assert told
    for name, value in told:
        assert found[name].value == pytest.approx(float(value), abs=5e-5)
    assert line.endswith("no interval") == all(math.isnan(one.ci_low) for one in found.values())
