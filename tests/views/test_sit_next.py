"""The scene that comes back at once is the one the page would have drawn, and only where nothing else is."""

from __future__ import annotations

import json

import pytest

import texts
from domain import WORK_SAMPLES
from tests.builders import example_form
from tests.work_samples import work_sample_form
from tests.workflows.seated import TOKEN, invite, seat
from views.components.scene import payload
from views.sitting.early import next_scene
from views.sitting.scene_data import ANSWERS, item_data, short_cut
from workflows import sitting

CLOSED = ["S01", "S02", "S12", "S26", "S25"]


@pytest.fixture
def seat_at(database):

    def sit_down(form):
        invite(form)
        return seat()

    return sit_down


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_what_comes_back_is_what_the_page_draws(seat_at, language):
    seat_at(example_form(item_ids=CLOSED))
    here = sitting.choose_language(TOKEN, language)
    texts.use("en" if language == "fr" else "fr")
    came = json.loads(next_scene(here) or b"")
    texts.use(language)
    assert came["scene"] == json.loads(
        json.dumps(payload(item_data(here, here.shown or "", address=ANSWERS)))
    )
    name = texts.t("candidate.scene.header", number=1, total=len(CLOSED))
    assert came["progress"] == {"number": 0, "total": len(CLOSED), "text": name}


def test_a_whole_form_goes_the_short_way_but_for_its_last_scene(seat_at):
    here = seat_at(example_form(item_ids=CLOSED))
    ways = []
    while here.shown is not None:
        came = json.loads(next_scene(here) or b"")
        assert (came["scene"]["item"], came["scene"]["number"]) == (here.shown, len(ways) + 1)
        assert (came["progress"]["number"], came["scene"]["saved"]) == (len(ways), False)
        ways.append(came["scene"]["address"])
        here = sitting.answer(TOKEN, item_id=here.shown, revision=1, value=None)
    assert ways == [ANSWERS] * (len(CLOSED) - 1) + [None]
    assert (here.stage, next_scene(here)) == ("review", None)


def test_work_samples_and_what_leads_to_them_are_left_to_the_page(seat_at):
    here = seat_at(work_sample_form())
    seen = []
    while here.stage == "scene" and here.shown is not None:
        name = here.item(here.shown)["format"]
        follows = [here.item(item_id)["format"] for item_id in here.open_items[1:2]]
        seen.append(name)
        assert (next_scene(here) is None) == (name in WORK_SAMPLES)
        assert (short_cut(here) is not None) == (not {name, *(follows or WORK_SAMPLES)} & set(WORK_SAMPLES))
        here = sitting.answer(TOKEN, item_id=here.shown, revision=1, value=None)
    assert set(seen) & set(WORK_SAMPLES)


def test_an_item_one_went_back_to_is_answered_through_the_page(seat_at):
    here = seat_at(example_form(item_ids=CLOSED))
    first = here.sitting.item_order[0]
    sitting.answer(TOKEN, item_id=first, revision=1, value=None)
    assert short_cut(sitting.current_state(TOKEN, showing=first)) is None
    assert short_cut(sitting.current_state(TOKEN)) == ANSWERS
