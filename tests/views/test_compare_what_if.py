"""Trying other weights on the page: sliders, the sentence, who moves, and what it would take."""

import dataclasses
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import texts
from tests.builders import MANAGER, example_form, filled_campaign
from tests.views.test_compare import opened, page, words
from views.charts.moves import LABEL_APART, TALL, Move, most_moved_figure, moves_figure
from views.charts.style import DARK, LIGHT
from views.comparison.reweigh import swap_sentence
from workflows.comparison.other_weights import Swap, WhatItTakes
from workflows.comparison.standings import campaigns_to_compare, comparison

pytestmark = pytest.mark.usefixtures("database")

LANGUAGES = ("en", "fr")
SCENES = ["S01", "S02", "S03", "S05", "S12", "S25", "S26", "S27", "S33", "S49"]


def what_if_page(n=12):
    filled_campaign(n, form=example_form(item_ids=SCENES))
    return opened(page(), "what_if")


def slider(at, name):
    (found,) = (one for one in at.slider if one.key.endswith(f":{name}"))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", [0, 1, 2, 12, 70, 201])
def test_the_section_opens_for_few_and_for_many(be, language, n):
    be(MANAGER, language)
    at = what_if_page(n)
    assert "{" not in words(at)
    few = {"en": "at least two people", "fr": "au moins deux personnes"}[language]
    assert (few in words(at)) is (n < 2)


def test_left_alone_nothing_changes(be):
    be(MANAGER)
    at = what_if_page()
    assert "The order is the same" in words(at)
    table = at.dataframe[0].value
    assert (table["Moved"] == 0).all()


def test_a_moved_slider_moves_people_and_reset_puts_everything_back(be):
    be(MANAGER)
    at = what_if_page(40)
    slider(at, "family").set_value(70).run()
    slider(at, "EMP").set_value(28).run()
    assert re.search(r"\(tau 0\.\d\d\)\. \d+ of 40 people change tier", words(at).replace("**", ""))
    assert (at.dataframe[0].value["Moved"] != 0).any()
    (reset,) = (one for one in at.button if one.key.endswith(":reset"))
    reset.click().run()
    assert (slider(at, "family").value, slider(at, "EMP").value) == (80, 14)
    assert "The order is the same" in words(at)


def test_a_family_without_any_weight_is_refused_in_words(be):
    be(MANAGER)
    at = what_if_page()
    for code in ("PLT", "MET", "MOD"):
        slider(at, code).set_value(0)
    at.run()
    assert "cannot be tried" in at.warning[0].value
    assert not at.exception


def test_the_share_of_a_slider_follows_the_others(be):
    be(MANAGER)
    at = what_if_page()
    assert slider(at, "PLT").label.endswith("35%")
    slider(at, "MET").set_value(0).run()
    assert slider(at, "PLT").label.endswith("47%")


def test_two_people_are_told_what_it_would_take(be):
    be(MANAGER)
    at = what_if_page()
    said = words(at)
    assert re.search(r"C-00\d\d has the higher score", said)
    at.selectbox(key="swap_second").set_value(at.selectbox(key="swap_first").value).run()
    assert "two different people" in words(at)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "takes",
    [
        WhatItTakes("swap", "b", Swap("competency", "EMP", 14, 30.4, 0.175, 0.2961)),
        WhatItTakes("swap", "b", Swap("family", "interpersonal", 0.8, 0.80004, 0.8, 0.80004)),
        WhatItTakes("swap", "a", Swap("method", "closed", 0.45, 0.2, 0.45, 0.2)),
        WhatItTakes("none", "a", None),
        WhatItTakes("level", None, None),
        WhatItTakes("no_place", None, None),
    ],
    ids=["competency", "a trace of a family", "method", "none", "level", "no place"],
)
def test_every_answer_is_a_sentence_about_both(language, takes):
    texts.use(language)
    found = comparison(MANAGER, filled_campaign(2).id)
    sentence = swap_sentence(takes, {"a": "Ada", "b": "Bo"}, found)
    assert "Ada" in sentence
    assert "Bo" in sentence
    assert "{" not in sentence
    if takes.swap and takes.swap.kind == "family":
        assert {"en": "80.004%", "fr": "80,004 %"}[language] in sentence.replace("\u00a0", " ").replace(
            "\u202f", " "
        )


# Letting them count

REASON = "The works council asked for this split."


def reweighing(n=12):
    at = what_if_page(n)
    slider(at, "family").set_value(70).run()
    at.toggle[0].set_value(True).run()
    return at


def test_weights_count_after_a_dry_run_and_a_reason(be):
    be(dataclasses.replace(MANAGER, role="recruiter"))
    at = reweighing()
    assert len(re.findall(r"\d+ of 12 people changes? tier", words(at))) == 2
    at.text_area[0].set_value(REASON).run()
    (use,) = (one for one in at.button if one.key.startswith("use:"))
    use.click().run()
    assert not at.exception
    assert slider(at, "family").value == 70
    assert "The order is the same" in words(at)
    (campaign,) = campaigns_to_compare(MANAGER)
    assert comparison(MANAGER, campaign.id).weights.families["interpersonal"] == 0.7


def test_without_a_reason_nothing_counts(be):
    be(dataclasses.replace(MANAGER, role="recruiter"), "fr")
    at = reweighing()
    (use,) = (one for one in at.button if one.key.startswith("use:"))
    use.click().run()
    assert "20" in at.error[0].value
    (campaign,) = campaigns_to_compare(MANAGER)
    assert comparison(MANAGER, campaign.id).weighting == 0


def test_a_manager_tries_weights_and_cannot_let_them_count(be):
    be(MANAGER)
    at = what_if_page()
    slider(at, "family").set_value(70).run()
    assert not at.toggle


# The charts


def moves(n, step=7):
    """n people, each a few places further down, the last ones up."""
    return [
        Move(f"C-{at}", at, (at + step - 1) % n + 1, at, (at + step - 1) % n + 1, "same", "")
        for at in range(1, n + 1)
    ]


def test_every_way_goes_from_the_place_now_to_the_place_tried():
    texts.use("en")
    figure = moves_figure([Move("A", 1, 2, 1, 2, "down", "a"), Move("B", 2, 1, 2, 1, "up", "b")], 2, LIGHT)
    up, down, _ = figure.data
    assert (list(up.x), list(up.y)) == ([0, 1, None], [2, 1, None])
    assert (list(down.y), down.line.dash, up.line.dash) == ([1, 2, None], "dash", "solid")
    assert list(figure.layout.yaxis.ticktext) == ["1  A", "2  B"]
    assert figure.layout.yaxis2.ticktext[figure.layout.yaxis2.tickvals.index(1)] == "1  B"


def test_who_sees_no_colours_tells_the_kinds_apart():
    some = [Move("A", 1, 2, 1, 2, change, "") for change in ("same", "up", "down")]
    for figure in (moves_figure(some, 3, DARK), most_moved_figure(some, 3, DARK)):
        looks = {(trace.marker.symbol[1], trace.line.dash) for trace in figure.data if trace.name}
        assert len(looks) == 3


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 200), st.integers(0, 40))
def test_labels_never_touch(n, step):
    figure = moves_figure(moves(n, step), n, LIGHT)
    inside = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    for axis in (figure.layout.yaxis, figure.layout.yaxis2):
        at = sorted(axis.tickvals)
        gaps = [(b - a) * inside / max(n, 3) for a, b in pairwise(at)]
        assert min(gaps, default=LABEL_APART) >= LABEL_APART - 1e-6
    assert inside <= TALL or n <= 60


def test_up_to_sixty_people_are_all_named():
    figure = moves_figure(moves(60), 60, LIGHT)
    assert len(figure.layout.yaxis.ticktext) == len(figure.layout.yaxis2.ticktext) == 60


def test_of_a_large_pool_each_row_is_one_person_from_now_to_then():
    figure = most_moved_figure(
        [Move("A", 3, 90, 3, 90, "down", ""), Move("B", 80, 5, 80, 5, "up", "")], 2000, LIGHT
    )
    up, down = figure.data
    assert (list(down.x), list(down.y)) == ([3, 90, None], [0, 0, None])
    assert list(up.y) == [1, 1, None]


def test_a_name_cannot_become_a_tag_of_the_chart():
    odd = moves(3)[0]._replace(label="<b>A", hover="<b>A")
    figure = moves_figure([odd], 3, LIGHT)
    assert figure.layout.yaxis.ticktext == ("1  &lt;b>A",)
    assert figure.data[0].hovertext[0] == "&lt;b>A"
