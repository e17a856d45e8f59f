"""The two conversations of the bank: their tree, what charters change, what wording gives away."""

import json
from decimal import Decimal
from pathlib import Path
from statistics import fmean

import pytest

from assessments.content.load import example_charters, load_bank, load_charter
from assessments.form.form import build_form

GOLDEN = Path(__file__).parents[1] / "golden" / "work_samples.json"
TREES = json.loads(GOLDEN.read_text(encoding="utf-8"))["conversations"]
HABITS = {
    "longest": len,
    "shortest": lambda text: -len(text),
    "most commas": lambda text: text.count(","),
}


def charter(name="ardeal", **changes):
    return load_charter(name).model_copy(update=changes)


def form_of(chosen):
    return build_form(load_bank(), chosen, item_ids=list(TREES))


def item(name, chosen):
    return next(item for item in form_of(chosen)["items"] if item["id"] == name)


def changed(name, chosen):
    found = item(name, chosen)
    return {choice: value for choice, value in found["key"].items() if value != found["base_key"][choice]}


@pytest.mark.parametrize("name", TREES)
def test_the_tree_is_that_of_the_design(name):
    found = item(name, charter())
    written = {
        node["id"]: {
            choice["id"]: {
                "key": found["key"][choice["id"]],
                "next": found["next"][choice["id"]],
                **{field: choice[field] for field in ("mood", "flag", "clears") if choice[field] is not None},
            }
            for choice in node["choices"]
        }
        for node in found["nodes"]
    }
    assert {"mood": found["mood"], "nodes": written} == TREES[name]


@pytest.mark.parametrize("name", example_charters())
def test_every_example_charter_asks_both(name):
    assert form_of(load_charter(name))["refused"] == []


def test_a_gesture_that_may_be_public_makes_the_offer_worth_more():
    assert changed("S22", charter(goodwill_public=True, goodwill_limit_eur=Decimal(300))) == {"A1d": 4}
    assert changed("S22", charter(goodwill_public=True, goodwill_limit_eur=Decimal(299))) == {}


def test_the_tag_weighs_more_where_the_employer_is_not_named():
    assert changed("S23", charter(employer_mention="forbidden")) == {"B1a": 3}


def test_the_video_is_not_asked_where_staff_matters_are_public():
    open_charter = charter()
    told = open_charter.info.model_copy(update={"staff_matters": "public"})
    assert [no["id"] for no in form_of(open_charter.model_copy(update={"info": told}))["refused"]] == ["S23"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", example_charters())
@pytest.mark.parametrize("habit", HABITS)
def test_a_habit_of_wording_earns_next_to_nothing(habit, name, language):
    earned = [
        _points_of_habit(item["key"], node["choices"], HABITS[habit], language)
        for item in form_of(load_charter(name))["items"]
        for node in item["nodes"]
    ]
    assert fmean(earned) <= 0.10


def _points_of_habit(key, choices, habit, language):
    """Return the points of one node for somebody with this habit; ties count alike."""
    keys = [key[choice["id"]] for choice in choices]
    scores = [habit(choice["text"][language]) for choice in choices]
    taken = [value for value, score in zip(keys, scores, strict=True) if score == max(scores)]
    return (fmean(taken) - fmean(keys)) / (max(keys) - fmean(keys))
