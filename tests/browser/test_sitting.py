"""A whole sitting in a real browser: by keyboard, by touch, with changes of mind."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.inspection import overflow, settle
from tests.browser.person import TOTAL

pytestmark = pytest.mark.browser


def tap(target: Locator) -> None:
    target.tap()


def test_a_candidate_can_finish_with_the_keyboard_alone(site, sit_down):
    invited = site.invite("fr")
    someone = sit_down(invited.address, "fr")
    page = someone.page
    someone.key(someone.button("language.fr"), "Enter")
    someone.key(page.get_by_role("checkbox", name=someone.words("notice.acknowledge")), "Space")
    someone.key(someone.button("notice.button"), "Enter")
    someone.key(someone.button("charter.button"), "Enter")
    someone.key(page.get_by_role("checkbox", name=someone.words("accommodations.breaks")), "Space")
    someone.key(someone.button("accommodations.button"), "Enter")
    someone.at_practice()
    someone.choose_by_keyboard()
    someone.key(someone.next, "Enter")
    someone.key(someone.button("practice.button"), "Enter")
    formats = set()
    for number in range(1, TOTAL + 1):
        someone.at_scene(number)
        formats.add(someone.format())
        assert someone.is_side_by_side()
        someone.choose_by_keyboard()
        someone.key(someone.next, "Enter")
    expect(someone.heading("review.title")).to_be_visible()
    someone.key(someone.button("review.finish"), "Enter")
    expect(someone.heading("review.confirm_title")).to_be_visible()
    settle(page)  # the button that led here has the same words
    someone.key(someone.button("review.confirm"), "Enter")
    expect(someone.text("end.saved")).to_be_visible()
    here = site.place(invited)
    assert formats == {"best_worst", "rate_each", "rank", "multi_select", "mcq"}
    assert (here.stage, len(here.answers)) == ("end", TOTAL)
    assert {answer.language for answer in here.answers.values()} == {"fr"}
    assert site.line(invited).needs == ("breaks",)


def test_a_phone_in_english_by_touch_may_change_language_on_the_way(site, sit_down):
    invited = site.invite("en")
    someone = sit_down(invited.address, "en", width=390, touch=True)
    someone.prepare(tap)
    for number in range(1, TOTAL + 1):
        if number == 4:
            someone.page.get_by_role("button", name="FR, Français").tap()
            someone.language = "fr"
            someone.at_scene(number)
            expect(someone.page.locator("html")).to_have_attribute("lang", "fr")
        assert overflow(someone.page) == 0
        someone.answer(number, number, tap)
    here = site.place(invited)
    spoken = [here.answers[item_id].language for item_id in here.sitting.item_order]
    assert spoken == ["en"] * 3 + ["fr"] * (TOTAL - 3)


def test_a_candidate_may_skip_come_back_change_and_report_a_problem(site, sit_down):
    invited = site.seat("en", answered=TOTAL - 2)
    someone = sit_down(invited.address, "en")
    order = site.place(invited).sitting.item_order
    for number in (TOTAL - 1, TOTAL):
        someone.at_scene(number)
        someone.button("actions.skip").click()
    expect(someone.text("review.summary", answered=TOTAL - 2, skipped=2, open=0)).to_be_visible()
    someone.review_line(TOTAL).click()
    someone.at_scene(TOTAL)
    someone.answer(TOTAL, 1)
    expect(someone.text("review.summary", answered=TOTAL - 1, skipped=1, open=0)).to_be_visible()
    someone.review_line(1).click()
    someone.at_scene(1)
    someone.choose(turn=2)
    someone.next.click()
    expect(someone.heading("review.title")).to_be_visible()
    someone.button("review.finish").click()
    someone.button("review.return").click()
    expect(someone.heading("review.confirm_title")).to_be_hidden()
    someone.button("review.finish").click()
    expect(someone.heading("review.confirm_title")).to_be_visible()
    settle(someone.page)  # the button that led here has the same words
    someone.button("review.confirm").click()
    expect(someone.text("end.saved")).to_be_visible()
    box = someone.page.get_by_role("textbox", name=someone.words("end.comment_label"))
    box.fill("Scene 3 froze once.")
    someone.button("end.comment_send").click()
    expect(someone.text("end.comment_thanks")).to_be_visible()
    here = site.place(invited)
    assert (here.stage, here.sitting.comment) == ("end", "Scene 3 froze once.")
    assert [here.answers[order[at]].revision for at in (0, TOTAL - 2, TOTAL - 1)] == [2, 1, 2]
    assert here.answers[order[TOTAL - 2]].value is None


def test_the_charter_opens_over_a_scene_and_gives_the_keyboard_back(site, sit_down):
    someone = sit_down(site.seat("fr").address)
    someone.at_scene(1)
    opener = someone.button("charter.open_short")
    someone.key(opener, "Enter")
    card = someone.page.get_by_role("dialog")
    expect(card.get_by_role("heading", level=2)).to_contain_text("Ardéal")
    someone.page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert opener.evaluate("node => node.getRootNode().activeElement === node")


def test_a_double_click_stores_one_answer(site, sit_down):
    invited = site.seat("fr")
    someone = sit_down(invited.address)
    someone.at_scene(1)
    someone.choose()
    someone.next.dblclick()
    someone.at_scene(2)
    assert site.stored(invited) == [(site.place(invited).sitting.item_order[0], 1)]


def test_a_reload_at_any_step_leads_back_to_it(site, sit_down):
    invited = site.invite("fr")
    someone = sit_down(invited.address)
    page = someone.page
    steps = [
        (someone.heading("welcome.title"), someone.button("language.fr")),
        (someone.heading("notice.title"), someone.button("notice.button")),
        (someone.button("charter.button"), someone.button("charter.button")),
        (someone.heading("accommodations.title"), someone.button("accommodations.button")),
        (someone.text("practice.intro"), None),
    ]
    for sign, forward in steps:
        expect(sign).to_be_visible()
        page.reload()
        expect(sign).to_be_visible()
        if sign is steps[1][0]:
            page.get_by_text(someone.words("notice.acknowledge")).click()
        if forward is not None:
            forward.click()
    someone.at_practice()
    someone.choose()
    someone.next.click()
    someone.button("practice.button").click()
    someone.at_scene(1)
    title = someone.scene_title()
    someone.choose(turn=1)
    page.reload()
    someone.at_scene(1)
    assert someone.scene_title() == title
    expect(page.get_by_role("status").filter(has_text=someone.ready())).to_be_visible()
    someone.next.click()
    someone.at_scene(2)
    page.reload()
    someone.at_scene(2)
    assert len(site.stored(invited)) == 1


def test_the_back_button_leaves_the_page_and_comes_back_to_the_same_scene(site, sit_down):
    invited = site.seat("fr", answered=1)
    someone = sit_down(invited.address)
    someone.at_scene(2)
    someone.answer(2)
    title = someone.scene_title()
    someone.page.go_back()
    someone.page.go_forward()
    someone.at_scene(3)
    assert someone.scene_title() == title
    assert len(site.stored(invited)) == 2


def test_withdrawing_is_asked_twice_and_shuts_the_link(site, sit_down):
    invited = site.seat("fr", answered=2)
    someone = sit_down(invited.address)
    someone.at_scene(3)
    someone.button("withdraw.link").click()
    someone.button("withdraw.stay").click()
    someone.at_scene(3)
    someone.button("withdraw.link").click()
    someone.button("withdraw.first").click()
    expect(someone.text("withdraw.again")).to_be_visible()
    assert site.place(invited).stage == "scene"
    someone.button("withdraw.second").click()
    expect(someone.heading("withdraw.done_title")).to_be_visible()
    someone.page.goto(invited.address)
    expect(someone.heading("withdraw.done_title")).to_be_visible()
    assert site.place(invited).stage == "withdrawn"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_shared_computer_forgets_the_link_when_told_and_the_link_leads_back(site, sit_down, language):
    invited = site.seat(language, answered=2)
    someone = sit_down(invited.address, language, width=390)
    someone.at_scene(3)
    assert overflow(someone.page) == 0
    someone.button("leave.button").click()
    expect(someone.heading("link.left.title")).to_be_visible()
    kept = {cookie["name"] for cookie in someone.page.context.cookies()}
    assert "entregent_sitting" not in kept
    someone.page.goto(f"{site.address}/sit")
    expect(someone.heading("link.unknown.title")).to_be_visible()
    someone.page.goto(invited.address)
    someone.at_scene(3)


def test_a_browser_without_cookies_is_told_the_way_out(site, sit_down):
    someone = sit_down(f"{site.address}/sit?from=link", "fr", width=390)
    expect(someone.heading("link.no_cookies.title")).to_be_visible()
    assert overflow(someone.page) == 0


def test_the_last_page_shortens_how_long_the_browser_keeps_the_link(site, sit_down):
    invited = site.seat("en", answered=TOTAL)
    someone = sit_down(invited.address, "en")
    someone.button("review.finish").click()
    expect(someone.heading("review.confirm_title")).to_be_visible()
    settle(someone.page)
    with someone.page.expect_response("**/sit/over.svg") as seen:
        someone.button("review.confirm").click()
    assert seen.value.status == 200
    expect(someone.text("end.saved")).to_be_visible()
    (kept,) = [cooky for cooky in someone.page.context.cookies() if cooky["name"] == "entregent_sitting"]
    now = someone.page.evaluate("Date.now() / 1000")
    assert kept["expires"] - now < 25 * 3600
