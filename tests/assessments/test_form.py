import json

import pytest

from assessments.content.load import load_bank, load_charter
from assessments.form.digest import canonical_json, form_sha256
from assessments.form.form import build_form
from assessments.form.publishing import coverage, problems
from errors import ContentError
from scoring.formats.triage import expected_total
from tests.assessments.scenes import ardeal, bank, scene

LOW_CEILING = {"publish_ceiling": {"le": 2}}
TOLD = ["publish_ceiling"]


def refused_reason(item, charter=None):
    form = build_form(bank(item), charter or ardeal())
    assert form["items"] == []
    return form["refused"][0]["reason"]["en"]


def test_an_overlay_replaces_the_key_and_is_kept_beside_it():
    item = scene(told=TOLD, overlays=[{"when": LOW_CEILING, "set": {"D": 2.5}}])
    asked = build_form(bank(item), ardeal())["items"][0]
    assert asked["base_key"] == {"A": 5, "B": 3, "C": 2, "D": 1}
    assert asked["key"] == {"A": 5, "B": 3, "C": 2, "D": 2.5}
    assert asked["applied_overlays"] == [{"when": LOW_CEILING, "set": {"D": 2.5}}]


def test_an_overlay_that_does_not_hold_changes_nothing():
    item = scene(told=TOLD, overlays=[{"when": {"publish_ceiling": 4}, "set": {"D": 2}}])
    assert build_form(bank(item), ardeal())["items"][0]["key"] == {"A": 5, "B": 3, "C": 2, "D": 1}


def test_two_overlays_on_one_option_are_an_error():
    twice = [{"when": LOW_CEILING, "set": {"D": 2}}, {"when": {"publish_ceiling": 2}, "set": {"D": 3}}]
    with pytest.raises(ContentError, match="item S90, field overlays: two overlays set option D"):
        build_form(bank(scene(told=TOLD, overlays=twice)), ardeal())


def test_no_unique_best_after_overlay_leaves_the_form():
    item = scene(told=TOLD, overlays=[{"when": LOW_CEILING, "set": {"B": 5}}])
    assert "share the highest key" in refused_reason(item)


def test_too_small_a_spread_after_overlay_leaves_the_form():
    item = scene(told=TOLD, overlays=[{"when": LOW_CEILING, "set": {"A": 3.5, "D": 2}}])
    assert "at least 2 apart" in refused_reason(item)


def test_multi_select_needs_two_keyed_options_after_overlay():
    item = scene(
        format="multi_select",
        key={"A": 5, "B": 4, "C": 2, "D": 1},
        told=TOLD,
        overlays=[{"when": LOW_CEILING, "set": {"B": 3}}],
    )
    assert "1 of 4 options are keyed 4 or more" in refused_reason(item)


def test_a_false_premise_leaves_the_form_with_its_reason():
    item = scene(exclusions=[{"when": LOW_CEILING, "reason": {"en": "Not here.", "fr": "Pas ici."}}])
    assert refused_reason(item) == "Not here."


def test_a_lexicon_without_text_leaves_the_form():
    assert "No adapted text" in refused_reason(scene(), load_charter("orvanne"))


def test_told_before_asked():
    item = scene(told=["duty_delay_min"])
    assert "duty_delay_min" in refused_reason(item, ardeal(off_hours_owner="none"))


def test_an_overlay_on_a_field_that_the_card_does_not_print_never_counts():
    item = scene(overlays=[{"when": {"brand_lexicon": "car"}, "set": {"D": 2}}])
    assert "brand_lexicon" in refused_reason(item)


def test_a_charter_without_its_lexicon_is_told():
    with pytest.raises(ContentError, match="no lexicon 'bakery'"):
        build_form(bank(scene()), ardeal(brand_lexicon="bakery"))


def test_unknown_and_repeated_items_are_refused():
    with pytest.raises(ContentError, match="No item S99"):
        build_form(load_bank(), ardeal(), item_ids=["S01", "S99"])
    with pytest.raises(ContentError, match="twice"):
        build_form(load_bank(), ardeal(), item_ids=["S01", "S01"])


@pytest.mark.parametrize(
    "choice",
    [
        {"weights": {"XYZ": 1}},
        {"weights": {"EMP": -1}},
        {"weights": {"EMP": float("nan")}},
        {"families": {"interpersonal": 0.5, "technical": 0.2}},
        {"families": {"interpersonal": 1.0}},
    ],
)
def test_weights_that_mean_nothing_are_refused(choice):
    with pytest.raises(ContentError):
        build_form(load_bank(), ardeal(), **choice)


def test_the_order_asked_for_is_kept():
    form = build_form(load_bank(), ardeal(), item_ids=["S07", "S01", "S25"])
    assert [item["id"] for item in form["items"]] == ["S07", "S01", "S25"]


def test_same_input_same_bytes():
    charter = load_charter("orvanne")
    first, second = (build_form(load_bank(), charter, chance_of=expected_total) for _ in range(2))
    assert canonical_json(first) == canonical_json(second)


def test_the_digest_covers_everything_but_itself():
    form = build_form(load_bank(), ardeal(), item_ids=["S01"])
    assert form["sha256"] == form_sha256(form)
    read_back = json.loads(canonical_json(form))
    assert form_sha256(read_back) == form["sha256"]
    read_back["items"][0]["key"]["A"] = 2
    assert form_sha256(read_back) != form["sha256"]


def test_a_form_is_plain_json_without_tokens_or_doubtful_numbers():
    form = build_form(load_bank(), load_charter("orvanne"), chance_of=expected_total)
    text = canonical_json(form)
    assert json.loads(text) == form
    assert not [part for item in form["items"] for part in _texts(item) if "{" in part]
    assert isinstance(form["weights"]["EMP"], int)


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def test_the_practice_scene_tells_why_after_each_option():
    practice = build_form(load_bank(), ardeal(), item_ids=[])["practice"]
    assert set(practice["feedback"]) == {option["id"] for option in practice["options"]}


def test_one_to_three_rate_each_items_cannot_be_published():
    form = build_form(load_bank(), ardeal(), item_ids=["S01", "S02", "S04", "S25", "S26", "S28"])
    assert [problem.code for problem in problems(form)] == ["rate_each_too_few"]


def test_a_family_that_counts_needs_an_item():
    form = build_form(load_bank(), ardeal(), item_ids=["S01", "S07", "S13"])
    assert "no_technical_element" in [problem.code for problem in problems(form)]


def test_the_charter_alone_decides_at_most_a_third():
    decided = [item.id for item in load_bank().items.values() if item.charter_decides]
    form = build_form(load_bank(), ardeal(), item_ids=[*decided[:2], "S25"])
    assert "charter_decides_too_often" in [problem.code for problem in problems(form)]


def test_coverage_counts_strong_loadings_and_sums_all():
    form = build_form(bank(scene(loadings={"EMP": 0.85, "TON": 0.15})), ardeal())
    rows = {row.competency: row for row in coverage(form)}
    assert (rows["EMP"].n_items, rows["EMP"].loading) == (1, 0.85)
    assert (rows["TON"].n_items, rows["TON"].loading) == (0, 0.15)
    assert rows["EMP"].is_indicative
