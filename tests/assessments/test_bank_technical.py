"""The scenes on tools, figures and moderation (S43 to S54): asked everywhere, under one key."""

import pytest

from assessments.content.load import example_charters, load_bank, load_charter
from assessments.form.form import build_form
from assessments.form.publishing import coverage
from domain import FAMILIES
from scoring.formats.triage import expected_total

TECHNICAL = {f"S{n}" for n in range(43, 55)}


def form_of(name):
    return build_form(load_bank(), load_charter(name), chance_of=expected_total)


@pytest.mark.parametrize("name", example_charters())
def test_every_example_charter_asks_them_all_under_their_base_keys(name):
    asked = {item["id"]: item for item in form_of(name)["items"] if item["id"] in TECHNICAL}
    assert set(asked) == TECHNICAL
    assert all(item["key"] == item["base_key"] for item in asked.values())


@pytest.mark.parametrize("name", example_charters())
def test_every_technical_competency_rests_on_enough_closed_scenes(name):
    form = form_of(name)
    closed = {**form, "items": [item for item in form["items"] if "options" in item]}
    rows = {row.competency: row for row in coverage(closed)}
    assert not any(rows[code].is_indicative for code in FAMILIES["technical"])
