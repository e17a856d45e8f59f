"""The scenes on life among members (S31 to S42): asked everywhere, changed only by what the card tells."""

import pytest

from assessments.content.load import example_charters, load_bank, load_charter
from assessments.form.form import build_form
from assessments.form.publishing import coverage
from scoring.formats.triage import expected_total

MEMBERS = {f"S{n}" for n in range(31, 43)}


def form_of(charter):
    return build_form(load_bank(), charter, chance_of=expected_total)


def changed(form):
    return {
        (item["id"], option): value
        for item in form["items"]
        if item["id"] in MEMBERS
        for option, value in item["key"].items()
        if value != item["base_key"][option]
    }


@pytest.mark.parametrize("name", example_charters())
def test_every_example_charter_asks_them_all(name):
    assert {item["id"] for item in form_of(load_charter(name))["items"]} >= MEMBERS


@pytest.mark.parametrize("name", example_charters())
def test_conflicts_and_inclusion_rest_on_enough_scenes(name):
    rows = {row.competency: row for row in coverage(form_of(load_charter(name)))}
    assert not rows["DEE"].is_indicative
    assert not rows["INC"].is_indicative


@pytest.mark.parametrize("name", ["ardeal", "orvanne"])
def test_a_charter_with_humour_remit_and_standard_neutrality_keeps_their_base_keys(name):
    assert changed(form_of(load_charter(name))) == {}


def test_a_library_without_humour_asks_for_approval_and_keeps_religion_out_of_its_reasons():
    assert changed(form_of(load_charter("tilleuls"))) == {
        ("S31", "A"): 2,
        ("S33", "A"): 5,
        ("S33", "B"): 2,
        ("S34", "A"): 2,
        ("S41", "B"): 2,
    }


def test_where_off_topic_comments_are_hidden_hiding_corrections_is_nearly_as_good():
    charter = load_charter("ardeal")
    strict = charter.moderation.model_copy(update={"off_topic": "hide"})
    assert changed(form_of(charter.model_copy(update={"moderation": strict}))) == {("S39", "A"): 4}
