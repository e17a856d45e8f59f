"""What is required of the bank itself: it loads, builds everywhere, and charters change it as intended."""

import pytest

from assessments.charter.card import charter_card, is_told, printed_fields
from assessments.content.load import example_charters, load_bank, load_charter
from assessments.form.form import build_form
from assessments.form.publishing import problems
from scoring.formats.triage import expected_total

CLOSED = {*(f"S{n:02}" for n in range(1, 21)), *(f"S{n}" for n in range(25, 31))}


def form_of(name):
    return build_form(load_bank(), load_charter(name), chance_of=expected_total)


def keys(name):
    return {item["id"]: item["key"] for item in form_of(name)["items"]}


def base_keys(name):
    return {item["id"]: item["base_key"] for item in form_of(name)["items"]}


def changed_options(name):
    base = base_keys(name)
    return {
        (item, option): value
        for item, key in keys(name).items()
        for option, value in key.items()
        if value != base[item][option]
    }


def first_26(changed):
    return {place: value for place, value in changed.items() if place[0] in CLOSED}


def test_the_bank_keeps_the_ids_of_its_first_26_items_and_has_a_practice_scene():
    assert set(load_bank().items) >= CLOSED
    assert load_bank().practice is not None


@pytest.mark.parametrize("name", example_charters())
def test_every_example_charter_gives_a_form_that_can_be_published(name):
    assert problems(form_of(name)) == ()


def test_ardeal_asks_everything_under_the_base_keys():
    assert set(keys("ardeal")) == set(load_bank().items)
    assert changed_options("ardeal") == {}


def test_tilleuls_leaves_out_what_is_false_there():
    assert {refused["id"] for refused in form_of("tilleuls")["refused"]} & CLOSED == {"S12", "S20"}


def test_tilleuls_changes_the_keys_its_charter_decides():
    assert first_26(changed_options("tilleuls")) == {
        ("S01", "D"): 3,
        ("S13", "C"): 3,
        ("S13", "D"): 5,
        ("S16", "B"): 3,
        ("S16", "E"): 5,
    }


def test_tilleuls_asks_the_parents_and_the_late_member():
    stems = {item["id"]: str(item["stem"]) for item in form_of("tilleuls")["items"]}
    assert "parental authority" in stems["S03"]
    assert stems["S08"] != str(
        next(item for item in form_of("ardeal")["items"] if item["id"] == "S08")["stem"]
    )


def test_orvanne_leaves_out_what_is_false_there():
    assert {refused["id"] for refused in form_of("orvanne")["refused"]} & CLOSED == {"S08", "S11"}


def test_orvanne_changes_the_keys_its_charter_decides():
    assert first_26(changed_options("orvanne")) == {("S05", "A"): 3, ("S18", "E"): 4}


def test_orvanne_hands_over_an_outage():
    stems = {item["id"]: str(item["stem"]) for item in form_of("orvanne")["items"]}
    ardeal = {item["id"]: str(item["stem"]) for item in form_of("ardeal")["items"]}
    assert stems["S12"] != ardeal["S12"]


@pytest.mark.parametrize("name", example_charters())
def test_everything_an_item_relies_on_is_on_the_card(name):
    printed = printed_fields(charter_card(load_charter(name)))
    untold = {(item["id"], path) for item in form_of(name)["items"] for path in item["told"]
              if not is_told(path, printed)}  # fmt: skip
    assert untold == set()


def test_loadings_are_those_of_the_competency_model():
    weights = {competency.code: competency.weight for competency in load_bank().competencies}
    people = {"EMP": 14, "DEE": 12, "TON": 11, "INT": 13, "JUD": 14, "REL": 10, "INC": 6}
    assert weights == people | {"PLT": 7, "MET": 5, "MOD": 8}
