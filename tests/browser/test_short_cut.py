"""Answers beside Streamlit's line: the page goes on as it would have; where that fails, by its own line."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ADDRESS = "**/api/answer"


def count_runs(page) -> list[str]:
    """Collect what is posted; the page's own line is a websocket and does not count."""
    posted = []
    page.on("request", lambda one: posted.append(one.url) if one.url.endswith("/api/answer") else None)
    return posted


def test_scenes_follow_without_a_run_of_the_page_and_every_answer_is_stored(site, sit_down):
    invited = site.seat("fr")
    someone = sit_down(invited.address)
    someone.at_scene(1)
    posted = count_runs(someone.page)
    titles = set()
    for number in (1, 2, 3):
        titles.add(someone.scene_title())
        someone.answer(number, number)
        assert someone.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
        heading = someone.page.get_by_role("heading", level=1)
        assert heading.evaluate("node => node.getRootNode().activeElement === node")
    order = site.place(invited).sitting.item_order
    assert (len(titles), len(posted)) == (3, 3)
    assert site.stored(invited) == [(item_id, 1) for item_id in order[:3]]


def test_another_palette_or_language_leaves_the_scene_that_was_reached(site, sit_down):
    invited = site.seat("fr")
    someone = sit_down(invited.address)
    someone.at_scene(1)
    someone.answer(1)
    someone.answer(2)
    title = someone.scene_title()
    someone.page.emulate_media(color_scheme="dark")
    someone.page.wait_for_timeout(500)  # nothing says that a page has not changed
    someone.at_scene(3)
    assert someone.scene_title() == title
    someone.page.get_by_role("button", name="EN, English").click()
    someone.language = "en"
    someone.at_scene(3)
    someone.answer(3)
    here = site.place(invited)
    spoken = [here.answers[item_id].language for item_id in here.sitting.item_order[:3]]
    assert spoken == ["fr", "fr", "en"]


@pytest.mark.parametrize("trouble", ["nothing arrives", "nothing comes back"])
def test_where_the_short_cut_fails_the_page_sends_the_same_answer(site, sit_down, watch, trouble):
    watch.loses_line = True
    invited = site.seat("en")
    someone = sit_down(invited.address, "en")
    someone.at_scene(1)

    def lose(route):
        if trouble == "nothing comes back":
            route.fetch()
        route.abort()

    someone.page.route(ADDRESS, lose)
    someone.answer(1, 1)
    someone.answer(2, 2)
    someone.page.unroute(ADDRESS)
    someone.answer(3)
    order = site.place(invited).sitting.item_order
    assert site.stored(invited) == [(item_id, 1) for item_id in order[:3]]


def test_going_back_after_short_cuts_shows_the_scene_before_with_its_answer(site, sit_down):
    invited = site.seat("fr")
    someone = sit_down(invited.address)
    someone.at_scene(1)
    someone.answer(1)
    title = someone.scene_title()
    someone.answer(2)
    someone.button("actions.back").click()
    someone.at_scene(2)
    assert someone.scene_title() == title
    expect(someone.text("save.saved")).to_be_visible()
    someone.choose(turn=2)
    someone.next.click()
    someone.at_scene(3)
    someone.answer(3)
    order = site.place(invited).sitting.item_order
    assert site.stored(invited) == [(order[0], 1), (order[1], 1), (order[1], 2), (order[2], 1)]


def test_an_answer_goes_to_the_sitting_on_the_page_though_another_link_was_opened_since(site, sit_down):
    first, second = site.seat("fr"), site.seat("fr")
    someone = sit_down(first.address)
    someone.at_scene(1)
    other = someone.page.context.new_page()
    other.goto(f"{site.address}/i/{second.token}")
    type(someone)(other, "fr").at_scene(1)
    someone.choose()
    someone.next.click()
    someone.at_scene(2)
    assert (len(site.stored(first)), len(site.stored(second))) == (1, 0)
