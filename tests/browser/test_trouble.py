"""What goes wrong around a sitting: nothing acknowledged is lost, and the page says so in words."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_first_click_after_the_server_was_killed_is_stored(site, sit_down, watch):
    watch.loses_line = True
    invited = site.seat("fr", answered=1)
    someone = sit_down(invited.address)
    someone.at_scene(2)
    title, order = someone.scene_title(), site.place(invited).sitting.item_order
    someone.choose(turn=1)
    reader = site.invite("en")
    other = sit_down(reader.address, "en")
    other.button("language.en").click()
    other.page.get_by_text(other.words("notice.acknowledge")).click()
    expect(other.page.get_by_role("checkbox", name=other.words("notice.acknowledge"))).to_be_checked()
    site.product.kill()
    expect(someone.text("connection.lost.title").first).to_be_visible()
    site.product.start()
    expect(someone.text("connection.back")).to_be_visible()
    assert someone.scene_title() == title
    expect(other.text("connection.back")).to_be_visible()
    someone.next.click()
    someone.at_scene(3)
    assert site.stored(invited) == [(order[0], 1), (order[1], 1)]
    other.button("notice.button").click()
    expect(other.button("charter.button")).to_be_visible()
    assert site.place(reader).stage == "charter"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_cut_line_is_explained_and_everything_goes_on(site, sit_down, watch, line, language):
    watch.loses_line = True
    invited = site.seat(language)
    someone = sit_down(f"{line.address}/i/{invited.token}", language)
    someone.at_scene(1)
    line.cut()
    expect(someone.text("connection.lost.title").first).to_be_visible()
    expect(someone.text("connection.lost.saved").first).to_be_visible()
    expect(someone.page.get_by_text("streamlit run")).to_be_hidden()
    someone.choose()
    line.mend()
    expect(someone.text("connection.back")).to_be_visible()
    someone.next.click()
    someone.at_scene(2)
    assert len(site.stored(invited)) == 1


def test_a_second_tab_is_told_that_the_first_answer_was_kept(site, sit_down):
    invited = site.seat("fr")
    first = sit_down(invited.address)
    first.at_scene(1)
    page = first.page.context.new_page()
    page.goto(f"{site.address}/sit")
    second = type(first)(page, "fr")
    second.at_scene(1)
    title = second.scene_title()
    first.answer(1, turn=0)
    order = site.place(invited).sitting.item_order
    kept = site.place(invited).answers[order[0]].value
    second.choose(turn=1)
    second.next.click()
    expect(page.get_by_role("alert").filter(has_text=second.words("errors.other_tab.text"))).to_be_visible()
    assert second.scene_title() == title
    assert site.place(invited).answers[order[0]].value == kept
    assert site.stored(invited) == [(order[0], 1)]
    second.next.click()
    second.at_scene(2)
    assert site.place(invited).answers[order[0]].value == kept


@pytest.mark.parametrize(("language", "secret"), [("fr", "no-such-link-was-ever-given"), ("en", "cut-off")])
def test_a_link_nobody_was_given_says_what_to_do(site, sit_down, language, secret):
    someone = sit_down(f"{site.address}/i/{secret}", language)
    expect(someone.heading("link.unknown.title")).to_be_visible()
    expect(someone.text("link.unknown.todo")).to_be_visible()
    expect(someone.page.locator("html")).to_have_attribute("lang", language)


def test_an_expired_link_says_since_when_and_whom_to_write_to(site, sit_down):
    invited = site.invite("fr")
    site.expire(invited)
    someone = sit_down(invited.address)
    expect(someone.heading("link.expired.title")).to_be_visible()
    expect(someone.text("link.contact", contact="rh@ardeal.example")).to_be_visible()


def test_a_revoked_link_stops_a_sitting_under_way(site, sit_down):
    invited = site.seat("en", answered=1)
    someone = sit_down(invited.address, "en")
    someone.at_scene(2)
    someone.choose()
    site.revoke(invited)
    someone.next.click()
    expect(someone.heading("link.revoked.title")).to_be_visible()
    someone.page.goto(invited.address)
    expect(someone.heading("link.revoked.title")).to_be_visible()
